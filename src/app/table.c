/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Aligned tables: say every cell once to measure it, once to write it. */
#include "app/table.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/money.h"
#include "base/text.h"

enum { CELL_MAX = 256 };

/* Dollars may be a total past int64: then the exact decimal is good enough to read. */
static void
usd_cell(char *cell, const char *text)
{
    char buf[MONEY_TEXT_MAX];
    int64_t pusd = 0;

    if (money_parse(text, &pusd) == VA_OK)
        snprintf(cell, CELL_MAX, "%s", money_short(buf, pusd));
    else
        snprintf(cell, CELL_MAX, "$%.60s", text);
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
    snprintf(cell, CELL_MAX, "%s%s", buf, kind == CELL_PERCENT ? "%" : "");
}

/* The text of one cell; "" stands for nothing to say. */
static void
say_cell(char *cell, const struct json *row, const struct column *column)
{
    const struct json *value = json_path(row, column->path);

    cell[0] = '\0';
    if (json_kind(value) == JSON_NULL)
        return;
    if (column->kind == CELL_MARK)
        snprintf(cell, CELL_MAX, "%s", json_truth(value) ? column->head : "");
    else if (column->kind == CELL_TEXT)
        snprintf(cell, CELL_MAX, "%s", json_text(value));
    else if (column->kind == CELL_USD)
        usd_cell(cell, json_text(value));
    else
        number_cell(cell, json_text(value), column->kind);
}

/* Widths of the columns; 0 for one that has nothing to say in any row. */
static void
measure(const struct json *rows, const struct column *columns, int n, int *widths)
{
    char cell[CELL_MAX];

    for (int i = 0; i < n; i++) {
        widths[i] = 0;
        for (const struct json *row = json_first(rows); row; row = json_next(row)) {
            int width = 0;

            say_cell(cell, row, &columns[i]);
            width = text_width(cell);
            if (width > widths[i])
                widths[i] = width;
        }
        if (widths[i] && columns[i].kind != CELL_MARK &&
            text_width(columns[i].head) > widths[i])
            widths[i] = text_width(columns[i].head);
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

static bool
is_left(const struct column *column)
{
    return column->kind == CELL_TEXT || column->kind == CELL_MARK;
}

void
table_write(const struct json *rows, const struct column *columns, int n, struct buf *out)
{
    int widths[TABLE_COLUMNS_MAX];
    char cell[CELL_MAX];

    assert(n <= TABLE_COLUMNS_MAX);
    if (!json_first(rows))
        return;
    measure(rows, columns, n, widths);
    for (int i = 0; i < n; i++) {
        const char *head = columns[i].kind == CELL_MARK ? "" : columns[i].head;

        if (widths[i]) {
            buf_text(out, "  ");
            put(out, head, widths[i], is_left(&columns[i]));
        }
    }
    trim_line(out);
    for (const struct json *row = json_first(rows); row; row = json_next(row)) {
        for (int i = 0; i < n; i++) {
            if (!widths[i])
                continue;
            say_cell(cell, row, &columns[i]);
            buf_text(out, "  ");
            put(out, cell[0] || columns[i].kind == CELL_MARK ? cell : "-", widths[i],
                is_left(&columns[i]));
        }
        trim_line(out);
    }
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
