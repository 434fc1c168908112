/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dots on a part of a cell grid. */
#include "app/scene_canvas.h"

#include <math.h>

enum {
    BRAILLE = 0x2800, /* no dots; each dot is one bit above it */
    BRAILLE_DOTS = 0xff,
    HALVES = 2
};

/* Dots of a cell, and which bit each is: by column, then by row. */
struct symbols {
    int32_t dot_columns, dot_rows;
    unsigned char bits[2][4];
};

static const struct symbols symbols_of[SYMBOLS_COUNT] = {
    [SYMBOLS_BRAILLE] = { 2,
                          4,
                          { { 0x01, 0x02, 0x04, 0x40 }, { 0x08, 0x10, 0x20, 0x80 } } },
    [SYMBOLS_QUADRANT] = { 2, 2, { { 1, 4 }, { 2, 8 } } },
    [SYMBOLS_ASCII] = { 1, 1, { { 1 } } },
};

/* By bits: upper left 1, upper right 2, lower left 4, lower right 8. */
static const uint32_t quadrants[] = { ' ',    0x2598, 0x259d, 0x2580, 0x2596, 0x258c,
                                      0x259e, 0x259b, 0x2597, 0x259a, 0x2590, 0x259c,
                                      0x2584, 0x2599, 0x259f, 0x2588 };
enum { N_QUADRANTS = sizeof quadrants / sizeof quadrants[0] };

/* By bits: upper half 1, lower half 2. */
static const char halves[] = { ' ', '\'', '.', ':' };

struct canvas
canvas_on(struct cell_grid *g, struct cell_rect area, enum scene_symbols symbols)
{
    const struct symbols *s = &symbols_of[symbols];

    return (struct canvas){ .grid = g,
                            .area = area,
                            .symbols = symbols,
                            .dot_columns = s->dot_columns,
                            .dot_rows = s->dot_rows,
                            .columns = area.columns * s->dot_columns,
                            .rows = area.rows * s->dot_rows };
}

struct canvas
canvas_fine(const struct canvas *c)
{
    struct canvas fine = *c;

    if (c->symbols == SYMBOLS_ASCII) {
        fine.dot_rows = HALVES;
        fine.rows = c->area.rows * HALVES;
    }
    return fine;
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
    return (struct cell_rect){ c->area.column + x / c->dot_columns,
                               c->area.row + y / c->dot_rows, 1, 1 };
}

static uint32_t
with_quadrant(uint32_t old, unsigned bit)
{
    unsigned have = 0;

    for (unsigned i = 1; i < N_QUADRANTS; i++)
        have = quadrants[i] == old ? i : have;
    return quadrants[have | bit];
}

static uint32_t
with_half(uint32_t old, unsigned bit)
{
    unsigned have = 0;

    for (unsigned i = 1; i < sizeof halves; i++)
        have = (unsigned char)halves[i] == old ? i : have;
    return (unsigned char)halves[have | bit];
}

/* What a cell that shows `old` shows with one more dot. */
static uint32_t
with_dot(const struct canvas *c, uint32_t old, int32_t x, int32_t y)
{
    const unsigned bit = symbols_of[c->symbols].bits[x % c->dot_columns][y % c->dot_rows];

    if (c->symbols == SYMBOLS_BRAILLE)
        return (old & ~(uint32_t)BRAILLE_DOTS) == BRAILLE ? old | bit : BRAILLE | bit;
    return with_quadrant(old, bit);
}

void
canvas_dot(const struct canvas *c, int32_t x, int32_t y, struct canvas_pen pen)
{
    const struct cell_rect at = canvas_cell(c, x, y);
    const struct cell *old = cells_get(c->grid, at.column, at.row);
    struct cell cell = { (unsigned char)pen.character, pen.role, 0 };

    if (x < 0 || x >= c->columns || y < 0 || y >= c->rows || !old)
        return;
    if (c->symbols != SYMBOLS_ASCII) {
        const bool covers = old->role == ROLE_DIM && pen.role != ROLE_DIM;

        cell.point = with_dot(c, covers ? ' ' : old->point, x, y);
    } else if (c->dot_rows == HALVES) {
        cell.point = with_half(old->role == pen.role ? old->point : ' ',
                               1U << (unsigned)(y % HALVES));
    }
    cells_put(c->grid, at.column, at.row, cell);
}
