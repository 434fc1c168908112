/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A scene on a grid of cells: axes, then layer by layer. */
#include "app/scene_cells.h"

#include <math.h>
#include <string.h>

#include "app/scene_canvas.h"
#include "app/scene_labels.h"
#include "base/text.h"

enum { AXIS_ROWS = 2, TICK_GAP_COLUMNS = 2, TICK_GAP_ROWS = 1 };

struct axis_art {
    uint32_t vertical, y_tick, corner, horizontal, x_tick;
};

static const struct axis_art box_art = { 0x2502, 0x2524, 0x2514, 0x2500, 0x252c };
static const struct axis_art ascii_art = { '|', '+', '+', '-', '+' };

/* The columns the y axis needs: its widest label, a blank, and the axis itself. */
static int32_t
gutter(const struct scene *s, const struct scene_tick *ticks, int32_t n)
{
    int32_t widest = 2; /* "MB" stands there too */

    for (int32_t i = 0; i < n; i++) {
        if (text_width(ticks[i].text) > widest)
            widest = text_width(ticks[i].text);
    }
    return widest + 2 > s->gutter ? widest + 2 : s->gutter;
}

static void
draw_y_axis(const struct canvas *c, const struct axis_art *art,
            const struct scene_tick *ticks, int32_t n)
{
    const int32_t axis = c->area.column - 1;

    for (int32_t i = 0; i < c->area.rows; i++)
        cells_put(c->grid, axis, c->area.row + i,
                  (struct cell){ art->vertical, ROLE_DIM, 0 });
    for (int32_t i = 0; i < n; i++) {
        const int32_t row = c->area.row + c->area.rows - 1 - (int32_t)ticks[i].position;
        const int32_t width = text_width(ticks[i].text);

        cells_text(c->grid, (struct cell_rect){ axis - 1 - width, row, 0, 0 }, ROLE_TEXT,
                   ticks[i].text);
        cells_put(c->grid, axis, row, (struct cell){ art->y_tick, ROLE_DIM, 0 });
    }
}

/* What the y axis shows, in its first row when no label stands there. */
static void
draw_brief(const struct canvas *c, const struct scene_axis *axis,
           const struct scene_tick *ticks, int32_t n)
{
    const int32_t column = c->area.column - 2 - text_width(axis->brief);

    for (int32_t i = 0; i < n; i++) {
        if ((int32_t)ticks[i].position == c->area.rows - 1)
            return;
    }
    cells_text(c->grid, (struct cell_rect){ column, c->area.row, 0, 0 }, ROLE_DIM,
               axis->brief);
}

static void
draw_x_axis(const struct canvas *c, const struct axis_art *art,
            const struct scene_axis *axis)
{
    const struct scene_room room = {
        .length = c->area.columns, .gap = TICK_GAP_COLUMNS, .character = 1, .cells = true
    };
    const int32_t row = c->area.row + c->area.rows;
    struct scene_tick ticks[SCENE_TICKS_MAX];
    const int32_t n = scene_ticks(axis, &room, ticks);

    cells_put(c->grid, c->area.column - 1, row,
              (struct cell){ art->corner, ROLE_DIM, 0 });
    for (int32_t i = 0; i < c->area.columns; i++)
        cells_put(c->grid, c->area.column + i, row,
                  (struct cell){ art->horizontal, ROLE_DIM, 0 });
    cells_text(c->grid, (struct cell_rect){ c->area.column - 4, row + 1, 0, 0 }, ROLE_DIM,
               "MB");
    for (int32_t i = 0; i < n; i++) {
        const int32_t mark = c->area.column + (int32_t)ticks[i].position;
        const int32_t start = c->area.column + (int32_t)ticks[i].start;

        cells_put(c->grid, mark, row, (struct cell){ art->x_tick, ROLE_DIM, 0 });
        cells_text(c->grid, (struct cell_rect){ start, row + 1, 0, 0 }, ROLE_TEXT,
                   ticks[i].text);
    }
}

const char *
scene_symbols_name(enum scene_symbols s)
{
    static const char *const names[SYMBOLS_COUNT] = {
#define X(name, word) word,
        SCENE_SYMBOLS(X)
#undef X
    };

    return names[s];
}

const char *
scene_legend_text(enum scene_mark mark, enum scene_symbols symbols)
{
    static const char *const texts[SYMBOLS_COUNT][2] = {
        [SYMBOLS_BRAILLE] = { "\u2812\u2812", "\u2881\u2884" },
        [SYMBOLS_QUADRANT] = { "\u2580\u2584", "\u2598\u2597" },
    };
    const char *text = NULL;

    if (mark == MARK_CURVE || mark == MARK_BAND)
        text = texts[symbols][mark == MARK_BAND];
    return text ? text : scene_mark_text(mark);
}

/* Ticks of the y axis, whose labels decide where the area between the axes begins. */
static struct cell_rect
area_of(const struct scene *s, const struct cell_rect *where, struct scene_tick *ticks,
        int32_t *out_n)
{
    const struct scene_room room = {
        .length = where->rows - AXIS_ROWS, .gap = TICK_GAP_ROWS, .line = 1, .cells = true
    };
    struct cell_rect area = *where;

    *out_n = scene_ticks(&s->y, &room, ticks);
    area.column += gutter(s, ticks, *out_n);
    area.columns -= gutter(s, ticks, *out_n);
    area.rows -= AXIS_ROWS;
    return area;
}

enum va_code
scene_draw_cells(const struct scene *s, const struct cell_rect *where,
                 enum scene_symbols symbols, struct cell_grid *g)
{
    const struct axis_art *art = symbols == SYMBOLS_ASCII ? &ascii_art : &box_art;
    struct scene_tick ticks[SCENE_TICKS_MAX];
    struct canvas c = { 0 };
    int32_t n = 0;

    if (where->columns < SCENE_COLUMNS_MIN || where->rows < SCENE_ROWS_MIN ||
        where->column < 0 || where->row < 0 ||
        where->column > g->columns - where->columns || where->row > g->rows - where->rows)
        return VA_DOMAIN;
    c = canvas_on(g, area_of(s, where, ticks, &n), symbols);
    draw_y_axis(&c, art, ticks, n);
    draw_brief(&c, &s->y, ticks, n);
    draw_x_axis(&c, art, &s->x);
    scene_draw_items(&c, s);
    scene_draw_labels(&c, s);
    return VA_OK;
}

/* The value at a part of an axis. */
static double
value_at(const struct scene_axis *a, double part)
{
    return a->linear ? a->low + part * (a->high - a->low)
                     : a->low * pow(a->high / a->low, part);
}

bool
scene_cells_value(const struct scene *s, const struct cell_rect *where,
                  struct cell_rect at, double *out_x, double *out_y)
{
    struct scene_tick ticks[SCENE_TICKS_MAX];
    int32_t n = 0;
    const struct cell_rect area = area_of(s, where, ticks, &n);
    const double x = (at.column - area.column + 0.5) / area.columns;
    const double y = (area.row + area.rows - at.row - 0.5) / area.rows;

    *out_x = value_at(&s->x, fmin(fmax(x, 0), 1));
    *out_y = value_at(&s->y, fmin(fmax(y, 0), 1));
    return x >= 0 && x <= 1 && y >= 0 && y <= 1;
}

int32_t
scene_cells_gutter(const struct scene *s, const struct cell_rect *where)
{
    struct scene_tick ticks[SCENE_TICKS_MAX];
    int32_t n = 0;

    return area_of(s, where, ticks, &n).column - where->column;
}
