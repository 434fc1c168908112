/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The form of a packed block, private to pack*.c:
 *
 *   version (1), rows (varint), the number columns, the text columns
 *
 * A number column is a tag: presence | guess << 2. Absent (all rows have the column's
 * value for "not reported") ends it. Some: a bitmap of the rows that have a value, lowest
 * bit first. Then the values of those rows as a sequence (pack_ints.h); with a guess,
 * what they differ by from it (billed_ms only).
 * A text column is a tag: all empty; choice (count - 1, distinct texts, sequence of
 * indexes); each (the texts row by row); UUIDs (16 bytes a row). A text is its length as
 * a varint, and its bytes.
 */
#ifndef VA_IO_PACK_BLOCK_H
#define VA_IO_PACK_BLOCK_H

#include <stddef.h>
#include <stdint.h>

#include "core/sample.h"
#include "io/pack.h"
#include "io/pack_ints.h"

enum { PACK_VERSION = 1 };

/* clang-format off */
#define PACK_TEXTS(X) /* name, field */ \
    X(ERROR,    error)                  \
    X(CPU,      cpu)                    \
    X(INSTANCE, instance_id)            \
    X(REQUEST,  request_id)
/* clang-format on */

enum pack_text_column {
#define X(name, field) PACK_##name,
    PACK_TEXTS(X)
#undef X
        PACK_TEXT_COUNT
};

enum pack_presence { PACK_ABSENT, PACK_ALL, PACK_SOME, PACK_PRESENCE_COUNT };
enum { PACK_GUESS_SHIFT = 2 };

enum pack_text_form {
    PACK_TEXT_EMPTY,
    PACK_TEXT_CHOICE,
    PACK_TEXT_EACH,
    PACK_TEXT_UUID,
    PACK_TEXT_FORM_COUNT
};

enum { PACK_UUID_BYTES = 16, PACK_UUID_LEN = 36 };

/* clang-format off */
#define PACK_GUESSES(X) /* name, step of rounding up in ms, with init time */ \
    X(MS,       1,   0) \
    X(TENTH,    100, 0) \
    X(MS_INIT,  1,   1) \
    X(TENTH_INIT, 100, 1)
/* clang-format on */

enum pack_guess {
    PACK_NO_GUESS,
#define X(name, step_ms, init) PACK_GUESS_##name,
    PACK_GUESSES(X)
#undef X
        PACK_GUESS_COUNT
};

/* What a provider would bill: duration (and init) rounded up; times not reported are 0.
 */
static inline int64_t
pack_guess_ms(enum pack_guess guess, int64_t duration_ns, int64_t init_ns)
{
    static const int64_t ms = 1000 * 1000;
    const int64_t run_ns = duration_ns > 0 ? duration_ns : 0;
    const int64_t all_ns = run_ns + (init_ns > 0 ? init_ns : 0);

    switch (guess) {
    case PACK_GUESS_MS:
        return (run_ns + ms - 1) / ms;
    case PACK_GUESS_TENTH:
        return (run_ns + 100 * ms - 1) / (100 * ms) * 100;
    case PACK_GUESS_MS_INIT:
        return (all_ns + ms - 1) / ms;
    case PACK_GUESS_TENTH_INIT:
        return (all_ns + 100 * ms - 1) / (100 * ms) * 100;
    case PACK_NO_GUESS:
    case PACK_GUESS_COUNT:
        break;
    }
    return 0;
}

/* A block being filled. */
struct pack {
    size_t rows;
    size_t cap;                          /* rows there is memory for */
    int64_t *numbers[ROWS_NUMBER_COUNT]; /* NULL: no row has a value */
    uint32_t *texts[PACK_TEXT_COUNT];    /* offsets in arena; NULL: all "" */
    struct buf arena;
};

/* The values of one text column by row, as the writer has them: offsets into bytes. */
struct pack_texts {
    const char *bytes; /* NUL-terminated texts; offset 0 is "" */
    const uint32_t *offsets;
    size_t n;
};

/* Append a text column in the form that takes fewest bytes, nearly. */
void pack_text_write(const struct pack_texts *t, struct ints_scratch *x, struct buf *out);

#endif
