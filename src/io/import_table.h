/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CSV with a header line, for the formats that have one. Private to src/io/import*.c. */
#ifndef VA_IO_IMPORT_TABLE_H
#define VA_IO_IMPORT_TABLE_H

#include "io/csv.h"
#include "io/import_reader.h"

struct table;

/* What a format does with the header and with each row; cells are in table->csv. */
struct table_calls {
    enum va_code (*header)(struct import_reader *r, struct table *t, struct va_err *err);
    enum va_code (*row)(struct import_reader *r, struct table *t,
                        const struct place *place, struct va_err *err);
};

struct table {
    struct csv csv;
    size_t n_columns;          /* 0: the header has not come */
    int fields[CSV_CELLS_MAX]; /* what each column means to the format; below 0: nothing
                                */
};

void table_init(struct table *t);
void table_clear(struct table *t);

/* Take one line: empty ones are passed over, rows must have as many cells as the header.
 * Returns as import_emit. */
enum va_code table_line(struct import_reader *r, struct table *t,
                        const struct table_calls *calls, const struct line *line,
                        struct va_err *err);

/* End of input: a quoted cell that does not end is a bad row. */
enum va_code table_end(struct import_reader *r, struct table *t, struct va_err *err);

/* A cell without blanks around it. */
struct csv_cell table_trim(struct csv_cell cell);

#endif
