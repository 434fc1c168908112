/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One sample as a flat JSON object. Private to src/io/import*.c. */
#ifndef VA_IO_IMPORT_JSONL_H
#define VA_IO_IMPORT_JSONL_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "io/import_plain.h"
#include "io/import_reader.h"
#include "io/import_row.h"

enum { JSONL_GUESSES = 32 };

struct jsonl {
    struct row row;
    struct buf scratch;                     /* strings with escapes */
    enum row_column guesses[JSONL_GUESSES]; /* columns of the object before */
    uint32_t seen;                          /* a bit a column */
    struct plain plain;                     /* the form of the last odd line */
};

void jsonl_init(struct jsonl *j, size_t len_max);
void jsonl_clear(struct jsonl *j);

/* Read an object into j->row.sample; unknown names are warned of once. VA_OK, VA_NOMEM,
 * or VA_DATA "column: what". */
enum va_code jsonl_read(struct import_reader *r, struct jsonl *j, const char *text,
                        size_t len, struct va_err *err);

#endif
