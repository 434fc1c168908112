/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dots on a part of a cell grid: braille, 2 x 4 a cell, or one ASCII character a cell. */
#ifndef VA_APP_SCENE_CANVAS_H
#define VA_APP_SCENE_CANVAS_H

#include <stdbool.h>
#include <stdint.h>

#include "app/scene_cells.h"

struct canvas {
    struct cell_grid *grid;
    struct cell_rect area; /* inside the grid */
    bool ascii;
    int32_t columns, rows; /* in dots */
};

/* A canvas on an area, which must lie inside the grid. */
struct canvas canvas_on(struct cell_grid *g, struct cell_rect area, bool ascii);

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
 * band) under others (a line). */
void canvas_dot(const struct canvas *c, int32_t x, int32_t y, struct canvas_pen pen);

#endif
