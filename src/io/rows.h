/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samples by column: as many at once as a reader has of one kind. */
#ifndef VA_IO_ROWS_H
#define VA_IO_ROWS_H

#include <stddef.h>
#include <stdint.h>

#include "core/sample.h"

#define ROWS_BILLED_MS_MAX (SAMPLE_TIME_NS_MAX / 1000000)

/* clang-format off */
#define ROWS_NUMBERS(X) /* name, field, type, value of "not reported", least, most */\
    X(MEMORY,   memory_mb,     int32_t, 0,            1, SAMPLE_MEMORY_MB_MAX)  \
    X(COUNT,    n,             int32_t, 1,            1, SAMPLE_COUNT_MAX)      \
    X(COLD,     cold,          int32_t, SAMPLE_NONE,  0, 1)                     \
    X(USED,     max_memory_mb, int32_t, SAMPLE_NONE,  0, SAMPLE_MEMORY_MB_MAX)  \
    X(DURATION, duration_ns,   int64_t, SAMPLE_NONE,  1, SAMPLE_TIME_NS_MAX)    \
    X(INIT,     init_ns,       int64_t, SAMPLE_NONE,  0, SAMPLE_TIME_NS_MAX)    \
    X(BILLED,   billed_ms,     int64_t, SAMPLE_NONE,  0, ROWS_BILLED_MS_MAX)    \
    X(DOWNLOAD, download_ns,   int64_t, SAMPLE_NONE,  0, SAMPLE_TIME_NS_MAX)    \
    X(PROCESS,  process_ns,    int64_t, SAMPLE_NONE,  0, SAMPLE_TIME_NS_MAX)    \
    X(UPLOAD,   upload_ns,     int64_t, SAMPLE_NONE,  0, SAMPLE_TIME_NS_MAX)    \
    X(STARTED,  started_at_ms, int64_t, TIME_UNKNOWN, 0, SAMPLE_STARTED_MS_MAX)
/* clang-format on */

/* A number of a sample as a column. */
enum rows_number {
#define X(name, field, type, none, least, most) ROWS_##name,
    ROWS_NUMBERS(X)
#undef X
        ROWS_NUMBER_COUNT
};

/* Checked samples that share their texts. Numbers are by column; where that is NULL, all
 * rows have the number of `like`. */
struct sample_rows {
    const struct sample *like;
    const int64_t *numbers[ROWS_NUMBER_COUNT];
    size_t n;
};

/* Row i as a sample. */
void rows_get(const struct sample_rows *rows, size_t i, struct sample *out);

#endif
