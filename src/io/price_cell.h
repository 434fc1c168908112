/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cells of a dated table. Private to price*.c. */
#ifndef VA_IO_PRICE_CELL_H
#define VA_IO_PRICE_CELL_H

#include "io/price_edit.h"
#include "io/price_file.h"

/* The table of a file and the group of a region of it; NULL region: the default one. */
struct price_at {
    const struct price_file *file;
    int32_t table, group;
};

/* Find them. VA_DATA when there is no such table or region; err names the nearest. */
enum va_code price_at_find(const struct price_file *f, const struct price_place *at,
                           struct price_at *out, struct va_err *err);

/* At most PRICE_CELLS_MAX cells; returns how many. */
int32_t price_cells_of(const struct price_at *at, struct price_cell *out);

/* Read what was typed for a cell: its text as it stands in a cell, and as JSON. VA_USAGE
 * with what is expected. */
enum va_code price_cell_read(const struct price_cell *cell, const char *text,
                             char value[PRICE_CELL_TEXT_MAX],
                             char json[PRICE_CELL_TEXT_MAX + 2], struct va_err *err);

#endif
