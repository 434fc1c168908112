/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A grid of terminal cells. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "app/scene_cells.h"
#include "base/text.h"

enum va_code
cells_init(struct cell_grid *g, int32_t columns, int32_t rows)
{
    const struct cell blank = { ' ', ROLE_TEXT, 0 };

    *g = (struct cell_grid){ 0 };
    if (columns < 1 || columns > CELLS_COLUMNS_MAX || rows < 1 || rows > CELLS_ROWS_MAX)
        return VA_DOMAIN;
    g->cells = malloc((size_t)columns * (size_t)rows * sizeof *g->cells);
    if (!g->cells)
        return VA_NOMEM;
    g->columns = columns;
    g->rows = rows;
    for (int32_t i = 0; i < columns * rows; i++)
        g->cells[i] = blank;
    return VA_OK;
}

void
cells_clear(struct cell_grid *g)
{
    free(g->cells);
    *g = (struct cell_grid){ 0 };
}

static struct cell *
cell_at(const struct cell_grid *g, int32_t column, int32_t row)
{
    if (column < 0 || column >= g->columns || row < 0 || row >= g->rows)
        return NULL;
    return &g->cells[row * g->columns + column];
}

/* What covers half of a wide character takes all of it: a half alone would shift the
 * rest of its line on a terminal. */
static void
cut_wide(struct cell_grid *g, int32_t column, int32_t row, bool is_half)
{
    struct cell *left = cell_at(g, column - 1, row);
    struct cell *right = cell_at(g, column + 1, row);

    if (!is_half && left && cell_at(g, column, row)->point == 0)
        left->point = ' ';
    if (right && right->point == 0)
        right->point = ' ';
}

void
cells_put(struct cell_grid *g, int32_t column, int32_t row, struct cell cell)
{
    struct cell *to = cell_at(g, column, row);

    if (!to)
        return;
    if (cell.point != to->point)
        cut_wide(g, column, row, cell.point == 0);
    *to = cell;
}

const struct cell *
cells_get(const struct cell_grid *g, int32_t column, int32_t row)
{
    return cell_at(g, column, row);
}

/* Columns of the character that text starts with, n bytes long. */
static int
character_width(const char *text, size_t n)
{
    char one[TEXT_UTF8_MAX] = "";

    memcpy(one, text, n);
    return text_width(one);
}

void
cells_mark(struct cell_grid *g, int32_t column, int32_t row, uint32_t point)
{
    enum { REPLACEMENT = 0xfffd };
    const uint32_t mark = text_mark(point);
    struct cell *to = NULL;

    if (mark == 0 || column < 1 || column > g->columns || row < 0 || row >= g->rows)
        return;
    to = cell_at(g, column - 1, row);
    if (to->point == 0 && column > 1)
        to--;
    if (to->point >> CELL_POINT_BITS)
        to->point = REPLACEMENT;
    else if (to->point && to->point != REPLACEMENT)
        to->point |= mark << CELL_POINT_BITS;
}

size_t
cell_utf8(uint32_t point, char out[CELL_UTF8_MAX])
{
    const uint32_t mark = point >> CELL_POINT_BITS;
    size_t n = text_utf8_write(cell_base(point), out);

    if (mark)
        n += text_utf8_write(text_mark_point(mark), out + n);
    return n;
}

int32_t
cells_text(struct cell_grid *g, struct cell_rect at, enum scene_role role,
           const char *text)
{
    const size_t len = strlen(text);
    int32_t column = at.column;

    for (size_t i = 0; i < len;) {
        uint32_t point = 0;
        const size_t n = text_utf8(text + i, len - i, &point);
        const bool bad = !n || text_is_control(point);
        const int width = bad ? 1 : character_width(text + i, n);

        i += n ? n : 1;
        if (column + width > g->columns)
            break;
        if (width == 0 && column > at.column)
            cells_mark(g, column, at.row, point);
        else if (width > 0)
            cells_put(g, column, at.row, (struct cell){ bad ? '?' : point, role, 0 });
        for (int half = 1; half < width; half++)
            cells_put(g, column + half, at.row, (struct cell){ 0, role, 0 });
        column += width;
    }
    return column - at.column;
}

void
cells_print(const struct cell_grid *g, struct buf *out)
{
    for (int32_t row = 0; row < g->rows; row++) {
        const struct cell *cells = g->cells + row * g->columns;
        int32_t end = g->columns;

        while (end > 0 && cells[end - 1].point == ' ')
            end--;
        for (int32_t i = 0; i < end; i++) {
            char text[CELL_UTF8_MAX];

            if (cells[i].point)
                buf_add(out, text, cell_utf8(cells[i].point, text));
        }
        buf_byte(out, '\n');
    }
}
