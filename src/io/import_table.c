/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Header and rows of a CSV file. */
#include "io/import_table.h"

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t';
}

struct csv_cell
table_trim(struct csv_cell cell)
{
    while (cell.len && is_blank(*cell.text)) {
        cell.text++;
        cell.len--;
    }
    while (cell.len && is_blank(cell.text[cell.len - 1]))
        cell.len--;
    return cell;
}

void
table_init(struct table *t)
{
    t->n_columns = 0;
    csv_init(&t->csv, IMPORT_LINE_MAX);
}

void
table_clear(struct table *t)
{
    csv_clear(&t->csv);
}

static enum va_code
take_record(struct import_reader *r, struct table *t, const struct table_calls *calls,
            struct va_err *err)
{
    const struct place place = { .line = t->csv.line };
    struct va_err row_err;
    enum va_code code = VA_OK;

    if (!t->n_columns) {
        code = calls->header(r, t, err);
        t->n_columns = t->csv.n_cells;
        return code;
    }
    if (t->csv.n_cells == t->n_columns)
        return calls->row(r, t, &place, err);
    va_fail(&row_err, VA_DATA, "%zu cells, but the header has %zu", t->csv.n_cells,
            t->n_columns);
    return import_bad_row(r, &place, &row_err, err);
}

enum va_code
table_line(struct import_reader *r, struct table *t, const struct table_calls *calls,
           const struct line *line, struct va_err *err)
{
    struct place place = { 0 };
    struct va_err row_err;
    bool complete = false;
    const enum va_code code = csv_line(&t->csv, line, &complete, &row_err);

    place.line = t->csv.line;
    if (code == VA_DATA && !t->n_columns)
        return import_fail(r, t->csv.line, row_err.text, err);
    if (code)
        return import_bad_row(r, &place, &row_err, err);
    if (!complete || (t->csv.n_cells == 1 && !t->csv.cells[0].len))
        return VA_OK;
    return take_record(r, t, calls, err);
}

enum va_code
table_end(struct import_reader *r, struct table *t, struct va_err *err)
{
    const struct place place = { .line = t->csv.line };
    struct va_err row_err;

    if (!csv_is_open(&t->csv))
        return VA_OK;
    va_fail(&row_err, VA_DATA, "a quoted cell that does not end");
    return import_bad_row(r, &place, &row_err, err);
}
