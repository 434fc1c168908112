/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The columns of vadvise's own sample format, and a row being read into a sample. CSV and
 * JSON Lines have the same names and rules. Private to src/io/import*.c.
 */
#ifndef VA_IO_IMPORT_ROW_H
#define VA_IO_IMPORT_ROW_H

#include <stdbool.h>
#include <stddef.h>

#include "core/sample.h"

/* clang-format off */
#define ROW_COLUMNS(X) /* name in files, member of struct sample, kind */\
    X(WORKLOAD,       "workload",       workload,       NAME)   \
    X(IMPLEMENTATION, "implementation", implementation, NAME)   \
    X(PLATFORM,       "platform",       platform,       NAME)   \
    X(REGION,         "region",         region,         NAME)   \
    X(EMULATES,       "emulates",       emulates,       NAME)   \
    X(ERROR,          "error",          error,          TEXT)   \
    X(CPU,            "cpu",            cpu,            MODEL)  \
    X(INSTANCE_ID,    "instance_id",    instance_id,    ID)     \
    X(REQUEST_ID,     "request_id",     request_id,     ID)     \
    X(MEMORY_MB,      "memory_mb",      memory_mb,      SIZE)   \
    X(N,              "n",              n,              COUNT)  \
    X(COLD,           "cold",           cold,           FLAG)   \
    X(MAX_MEMORY_MB,  "max_memory_mb",  max_memory_mb,  PEAK)   \
    X(DURATION_MS,    "duration_ms",    duration_ns,    TIME)   \
    X(BILLED_MS,      "billed_ms",      billed_ms,      BILLED) \
    X(INIT_MS,        "init_ms",        init_ns,        TIME)   \
    X(DOWNLOAD_MS,    "download_ms",    download_ns,    TIME)   \
    X(PROCESS_MS,     "process_ms",     process_ns,     TIME)   \
    X(UPLOAD_MS,      "upload_ms",      upload_ns,      TIME)   \
    X(STARTED_AT,     "started_at",     started_at_ms,  WHEN)
/* clang-format on */

enum row_column {
#define X(name, text, member, kind) ROW_##name,
    ROW_COLUMNS(X)
#undef X
        ROW_COLUMN_COUNT,
    ROW_TEXT_COUNT = ROW_REQUEST_ID + 1 /* the texts come first */
};

/* How the text of a column becomes a value. */
enum row_kind {
    ROW_KIND_NAME,  /* a usable name */
    ROW_KIND_TEXT,  /* cut to what is kept */
    ROW_KIND_MODEL, /* the same, shorter */
    ROW_KIND_ID,    /* whole, or refused */
    ROW_KIND_SIZE,
    ROW_KIND_COUNT,
    ROW_KIND_PEAK,
    ROW_KIND_BILLED, /* whole numbers; this one is 64 bits wide */
    ROW_KIND_FLAG,
    ROW_KIND_TIME, /* decimal milliseconds */
    ROW_KIND_WHEN
};

struct row_rule {
    const char *name;
    size_t name_len;
    enum row_kind kind;
    size_t offset; /* in struct sample */
};

/* Whole numbers of a kind. */
struct row_range {
    int64_t low;
    int64_t high;
};

extern const struct row_rule row_rules[ROW_COLUMN_COUNT];
extern const struct row_range row_ranges[ROW_KIND_BILLED + 1];

/* A text column's value, kept from row to row: an equal text keeps its pointer. */
struct row_text {
    char text[SAMPLE_ID_MAX + 1];
    size_t len; /* of the text as read; what is kept may be cut */
    bool good;  /* checked */
};

struct row {
    struct sample sample;
    struct row_text texts[ROW_TEXT_COUNT];
};

/* Forget the row's values, so that the next row can be read. Zeroed memory is fine. */
void row_begin(struct row *row);

/*
 * Set one column from its text (not NUL-terminated; valid UTF-8). An empty text leaves
 * the column absent. Returns VA_OK, or VA_DATA "column: what".
 */
enum va_code row_set(struct row *row, enum row_column column, const char *text,
                     size_t len, struct va_err *err);

const char *row_column_name(enum row_column column);

/* Is this the column's name? */
bool row_column_is(enum row_column column, const char *name, size_t len);

/* The column of that name; ROW_COLUMN_COUNT when there is none. */
enum row_column row_column_find(const char *name, size_t len);

/* Copy at most size - 1 bytes of a text, not cutting a character in two; control
 * characters become spaces. Returns the bytes copied. */
size_t row_copy_text(char *out, size_t size, const char *text, size_t len);

#endif
