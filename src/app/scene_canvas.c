/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dots on a part of a cell grid. */
#include "app/scene_canvas.h"

#include <math.h>

enum {
    BRAILLE = 0x2800, /* no dots; each dot is one bit above it */
    BRAILLE_LAST = 0x28ff,
    DOT_COLUMNS = 2,
    DOT_ROWS = 4
};

struct canvas
canvas_on(struct cell_grid *g, struct cell_rect area, bool ascii)
{
    return (struct canvas){ .grid = g,
                            .area = area,
                            .ascii = ascii,
                            .columns = area.columns * (ascii ? 1 : DOT_COLUMNS),
                            .rows = area.rows * (ascii ? 1 : DOT_ROWS) };
}

/* The part 0 .. n - 1 that a place falls into. */
static int32_t
part_of(double at, int32_t n)
{
    const int32_t part = (int32_t)floor(at * n);

    return part < n ? part : n - 1;
}

int32_t
canvas_x(const struct canvas *c, double at)
{
    return part_of(at, c->columns);
}

int32_t
canvas_y(const struct canvas *c, double at)
{
    return c->rows - 1 - part_of(at, c->rows);
}

struct cell_rect
canvas_cell(const struct canvas *c, int32_t x, int32_t y)
{
    return (struct cell_rect){ c->area.column + x / (c->columns / c->area.columns),
                               c->area.row + y / (c->rows / c->area.rows), 1, 1 };
}

void
canvas_dot(const struct canvas *c, int32_t x, int32_t y, struct canvas_pen pen)
{
    static const unsigned char bits[DOT_COLUMNS][DOT_ROWS] = {
        { 0x01, 0x02, 0x04, 0x40 },
        { 0x08, 0x10, 0x20, 0x80 },
    };
    const struct cell_rect at = canvas_cell(c, x, y);
    const struct cell *old = cells_get(c->grid, at.column, at.row);
    struct cell cell = { (unsigned char)pen.character, pen.role, 0 };

    if (x < 0 || x >= c->columns || y < 0 || y >= c->rows || !old)
        return;
    if (!c->ascii) {
        cell.point = BRAILLE;
        if (old->point >= BRAILLE && old->point <= BRAILLE_LAST &&
            (old->role != ROLE_DIM || pen.role == ROLE_DIM))
            cell.point = old->point;
        cell.point |= bits[x % DOT_COLUMNS][y % DOT_ROWS];
    }
    cells_put(c->grid, at.column, at.row, cell);
}
