/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Aligned tables: say every cell once to measure it, once to write it. */
#include "app/table.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/money.h"
#include "base/text.h"

/* All the text of a table: some million rows. */
#define CELLS_MAX ((size_t)1 << 30)

/* To the cent, half up, as a month's bill is. */
static void
cents_text(char *buf, int64_t pusd)
{
    const int64_t cent = MONEY_PUSD_PER_USD / 100;
    const int64_t cents = pusd / cent + (pusd % cent >= cent / 2);

    if (cents < 100)
        snprintf(buf, MONEY_TEXT_MAX, "$0.%02d", (int)cents);
    else
        money_short(buf, (va_int128)cents * cent);
}

/* Dollars may be a total past int64: then the exact decimal is good enough to read. */
static void
usd_cell(char *cell, const char *text, enum cell_kind kind)
{
    const bool negative = text[0] == '-';
    char buf[MONEY_TEXT_MAX];
    int64_t pusd = 0;

    if (money_parse(text + negative, &pusd)) {
        snprintf(cell, TABLE_CELL_BYTES, "$%.60s", text);
        return;
    }
    if (kind == CELL_CENTS)
        cents_text(buf, pusd);
    else
        money_short(buf, pusd);
    snprintf(cell, TABLE_CELL_BYTES, "%s%s", negative ? "-" : "", buf);
}

static void
number_cell(char *cell, const char *text, enum cell_kind kind)
{
    char buf[TEXT_NUMBER_MAX];
    double value = 0;

    if (text_parse_double(text, strlen(text), &value))
        return;
    if (kind == CELL_TIME)
        text_time(buf, value);
    else if (kind == CELL_PERCENT)
        text_number(buf, 100 * value, 1, true);
    else
        text_number(buf, value, kind == CELL_INT ? 0 : 4, kind == CELL_INT);
    snprintf(cell, TABLE_CELL_BYTES, "%s%s", buf, kind == CELL_PERCENT ? "%" : "");
}

void
table_cell(char *cell, const struct json *row, const struct column *column)
{
    const struct json *value = json_path(row, column->path);

    cell[0] = '\0';
    if (json_kind(value) == JSON_NULL)
        return;
    if (column->kind == CELL_MARK)
        snprintf(cell, TABLE_CELL_BYTES, "%s", json_truth(value) ? column->head : "");
    else if (column->kind == CELL_TEXT)
        snprintf(cell, TABLE_CELL_BYTES, "%s", json_text(value));
    else if (column->kind == CELL_USD || column->kind == CELL_CENTS)
        usd_cell(cell, json_text(value), column->kind);
    else
        number_cell(cell, json_text(value), column->kind);
}

static void
widen(int *width, int to)
{
    if (to > *width)
        *width = to;
}

/* Say every cell, one after another with a NUL behind each, and find the widths of the
 * columns; 0 for one that has nothing to say in any row. */
static void
say_cells(const struct json *rows, const struct column *columns, int n, int *widths,
          struct buf *cells)
{
    char cell[TABLE_CELL_BYTES];

    for (int i = 0; i < n; i++)
        widths[i] = 0;
    for (const struct json *row = json_first(rows); row; row = json_next(row)) {
        for (int i = 0; i < n; i++) {
            table_cell(cell, row, &columns[i]);
            widen(&widths[i], text_width(cell));
            buf_add(cells, cell, strlen(cell) + 1);
        }
    }
    for (int i = 0; i < n; i++) {
        if (widths[i] && columns[i].kind != CELL_MARK)
            widen(&widths[i], text_width(columns[i].head));
    }
}

static void
trim_line(struct buf *out)
{
    while (out->len > 0 && out->data[out->len - 1] == ' ')
        out->data[--out->len] = '\0';
    buf_byte(out, '\n');
}

static void
put(struct buf *out, const char *text, int width, bool left)
{
    if (!left)
        buf_pad(out, ' ', width - text_width(text));
    buf_text(out, text);
    if (left)
        buf_pad(out, ' ', width - text_width(text));
}

bool
table_is_left(const struct column *column)
{
    return column->kind == CELL_TEXT || column->kind == CELL_MARK;
}

static void
write_head(const struct column *columns, int n, const int *widths, struct buf *out)
{
    for (int i = 0; i < n; i++) {
        const char *head = columns[i].kind == CELL_MARK ? "" : columns[i].head;

        if (widths[i]) {
            buf_text(out, "  ");
            put(out, head, widths[i], table_is_left(&columns[i]));
        }
    }
    trim_line(out);
}

/* One line; returns what follows its cells. */
static const char *
write_row(const char *cell, const struct column *columns, int n, const int *widths,
          struct buf *out)
{
    for (int i = 0; i < n; i++) {
        if (widths[i]) {
            buf_text(out, "  ");
            put(out, cell[0] || columns[i].kind == CELL_MARK ? cell : "-", widths[i],
                table_is_left(&columns[i]));
        }
        cell += strlen(cell) + 1;
    }
    trim_line(out);
    return cell;
}

void
table_write(const struct json *rows, const struct column *columns, int n, struct buf *out)
{
    int widths[TABLE_COLUMNS_MAX];
    struct buf cells;
    const char *at = NULL;

    assert(n <= TABLE_COLUMNS_MAX);
    if (!json_first(rows))
        return;
    buf_init(&cells, CELLS_MAX);
    say_cells(rows, columns, n, widths, &cells);
    write_head(columns, n, widths, out);
    at = buf_get(&cells);
    for (const struct json *row = json_first(rows); row && !cells.code;
         row = json_next(row))
        at = write_row(at, columns, n, widths, out);
    if (cells.code)
        out->code = cells.code;
    buf_clear(&cells);
}

bool
table_is_constant(const struct json *rows, const char *path)
{
    const char *first = json_text(json_path(json_first(rows), path));

    for (const struct json *row = json_first(rows); row; row = json_next(row)) {
        if (strcmp(json_text(json_path(row, path)), first) != 0)
            return false;
    }
    return true;
}
