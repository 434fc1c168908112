/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows in the plain form that files are full of, read in one pass over the bytes.
 * Whatever is not plain (escapes, blanks, signs, exponents, characters beyond ASCII, bad
 * values) is left to the reader of the format, which gives the same result for rows that
 * are. Private to src/io/import*.c.
 */
#ifndef VA_IO_IMPORT_PLAIN_H
#define VA_IO_IMPORT_PLAIN_H

#include "io/import_reader.h"
#include "io/import_row.h"

enum { PLAIN_FIELDS_MAX = 32, PLAIN_WORDS = 4, PLAIN_ROWS_MAX = 256 };

/* A text that must stand there, by words; the last one is compared in part. */
struct plain_text {
    uint64_t words[PLAIN_WORDS];
    uint64_t last_mask; /* 0: there is no part */
    size_t n_whole;     /* words */
    size_t len;
};

/* How a value is read. */
enum plain_way {
    PLAIN_SKIP, /* the column is not known */
    PLAIN_TEXT,
    PLAIN_WHOLE,
    PLAIN_MS,
    PLAIN_FLAG,
    PLAIN_WHEN
};

/* What a row has in one place. */
struct plain_field {
    struct plain_text before; /* the value: a comma, or `,"name":` */
    enum plain_way way;
    enum row_column column;
    /* A number: */
    int64_t *to;       /* by row */
    int64_t none;      /* when there is no value */
    int64_t low, high; /* of a whole number */
    /* A text, as in the row before: */
    const char *same; /* NULL: not known */
    size_t same_len;  /* 0: there was none */
    bool same_quoted;
};

/* The form of a row, and rows of it that were read but not yet handed on. */
struct plain {
    struct plain_field fields[PLAIN_FIELDS_MAX];
    size_t n;    /* 0: no form is known */
    bool broken; /* nor will it be */
    bool json;   /* texts have quotes, null is no value, fields may be missing */
    struct plain_text after;
    struct sample base; /* what every row starts from */
    struct sample like; /* what the rows below share */
    int64_t numbers[ROWS_NUMBER_COUNT][PLAIN_ROWS_MAX];
    bool has[ROWS_NUMBER_COUNT]; /* the form has that column */
    size_t n_rows;
    size_t n_singly; /* rows left to be handed on one by one: their texts differ */
};

/* Names of a row differ from those of the row before. */
static inline void
plain_turn_names(struct plain *p)
{
    p->base.names += p->base.names == UINT32_MAX ? 2 : 1; /* 0 is no number */
}

/* Forget the form. Every row starts from the defaults of the options; names go on. */
void plain_begin(struct plain *p, const struct import_reader *r, bool json);

/* The next field of the form, the text before it, and what ends a row after the last one.
 * A form that is too long or has too much between its fields is not known. */
void plain_add_field(struct plain *p, const char *before, size_t len,
                     enum row_column column);
void plain_end(struct plain *p, const char *after, size_t len);

/* The texts of the row were used in another way. */
void plain_forget_texts(struct plain *p);

/*
 * Read plain rows, hand them on, and stop at the first line that is something else.
 *
 * row    the texts that rows keep
 * bytes  where lines begin; moved past those that were read
 *
 * Returns VA_OK, or what the sink said.
 */
enum va_code plain_read(struct import_reader *r, struct plain *p, struct row *row,
                        struct plain_bytes *bytes, struct va_err *err);

#endif
