/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dots on a part of a cell grid, as many in a cell as the symbols have. */
#ifndef VA_APP_SCENE_CANVAS_H
#define VA_APP_SCENE_CANVAS_H

#include <stdbool.h>
#include <stdint.h>

#include "app/scene_cells.h"

struct canvas {
    struct cell_grid *grid;
    struct cell_rect area; /* inside the grid */
    enum scene_symbols symbols;
    int32_t dot_columns, dot_rows; /* of a cell */
    int32_t columns, rows;         /* of the area, in dots */
};

/* A canvas on an area, which must lie inside the grid. */
struct canvas canvas_on(struct cell_grid *g, struct cell_rect area,
                        enum scene_symbols symbols);

/* The same canvas for one thin line: in ASCII it has half rows, which ' and . stand for.
 */
struct canvas canvas_fine(const struct canvas *c);

/* Dot columns and rows (0: the top) of places on the axes, 0 to 1; cells of dots. */
int32_t canvas_x(const struct canvas *c, double at);
int32_t canvas_y(const struct canvas *c, double at);
struct cell_rect canvas_cell(const struct canvas *c, int32_t x, int32_t y);

/* What one drawn thing looks like. */
struct canvas_pen {
    enum scene_role role;
    char character; /* stands for a dot in ASCII */
};

/* Set a dot; other dots of its cell stay, but other characters go, and so do dim dots (a
 * band) under others (a line). Nothing happens outside the canvas. */
void canvas_dot(const struct canvas *c, int32_t x, int32_t y, struct canvas_pen pen);

#endif
