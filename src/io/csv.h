/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * CSV records out of lines (RFC 4180): quoted cells may hold commas, doubled quotes and
 * line ends. A record is at most as long as a line.
 */
#ifndef VA_IO_CSV_H
#define VA_IO_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "io/lines.h"

enum { CSV_CELLS_MAX = 512 };

/* A cell without its quotes. Not NUL-terminated. */
struct csv_cell {
    const char *text;
    size_t len;
};

struct csv {
    struct csv_cell cells[CSV_CELLS_MAX]; /* of the record; valid until the next line */
    size_t n_cells;
    int64_t line;    /* where the record starts */
    struct buf open; /* lines of a record that goes on */
    bool in_quotes;  /* the record goes on */
    struct buf text; /* cells whose doubled quotes were resolved */
};

void csv_init(struct csv *c, size_t len_max);

/*
 * Take one line. *out_complete says whether it ends a record, then in c->cells; an empty
 * line is a record of one empty cell.
 *
 * Returns VA_OK; VA_DATA with what is wrong (no file or line in the text; the line then
 * counts as read); VA_NOMEM.
 */
enum va_code csv_line(struct csv *c, const struct line *line, bool *out_complete,
                      struct va_err *err);

/* Is a record still open at the end of the input? It started at c->line. */
bool csv_is_open(const struct csv *c);
void csv_clear(struct csv *c);

#endif
