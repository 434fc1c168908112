/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows in the plain form that files are full of, read in one pass over the bytes. Whatever
 * is not plain (escapes, blanks, signs, exponents, characters beyond ASCII, bad values) is
 * left to the reader of the format, which gives the same result for rows that are.
 * Private to src/io/import*.c.
 */
#ifndef VA_IO_IMPORT_PLAIN_H
#define VA_IO_IMPORT_PLAIN_H

#include "io/import_reader.h"
#include "io/import_row.h"

enum { PLAIN_FIELDS_MAX = 32, PLAIN_WORDS = 4 };

/* A text that must stand there, by words; the last one is compared in part. */
struct plain_text {
    uint64_t words[PLAIN_WORDS];
    uint64_t last_mask;
    size_t len; /* 0: nothing must */
};

/* What a row has in one place. */
struct plain_field {
    struct plain_text before; /* the value: a comma, or `,"name":` */
    enum row_column column;   /* ROW_COLUMN_COUNT: passed over */
    const char *same;         /* the text of the row before, plain as well */
    size_t same_len;          /* 0: none */
    bool same_quoted;
};

/* The form of a row, and what reading rows of it needs. */
struct plain {
    struct plain_field fields[PLAIN_FIELDS_MAX];
    size_t n;    /* 0: no form is known */
    bool broken; /* nor will it be */
    struct plain_text after;
    bool json;          /* texts have quotes, null is no value, fields may be missing */
    uint32_t names;     /* of the last row, as in struct sample */
    struct sample base; /* what every row starts from */
};

/* Forget the form. Every row starts from the defaults of the options. */
void plain_begin(struct plain *p, const struct import_reader *r, bool json);

/* The next field of the form, the text before it, and what ends a row after the last one.
 * A form that is too long or has too much between its fields is not known. */
void plain_add_field(struct plain *p, const char *before, size_t len,
                     enum row_column column);
void plain_end(struct plain *p, const char *after, size_t len);

/* The row was used in another way: its texts are others. */
void plain_forget_texts(struct plain *p);

/*
 * Read plain rows, hand them on, and stop at the first line that is something else.
 *
 * row       the texts that rows keep
 * io_bytes  where lines begin; moved past those that were read
 *
 * Returns VA_OK, or what the sink said.
 */
enum va_code plain_read(struct import_reader *r, struct plain *p, struct row *row,
                        const char **io_bytes, const char *end, struct va_err *err);

#endif
