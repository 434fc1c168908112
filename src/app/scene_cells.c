/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A scene on a grid of cells: axes, then layer by layer. */
#include "app/scene_cells.h"

#include <math.h>
#include <string.h>

#include "app/scene_canvas.h"
#include "app/scene_labels.h"
#include "base/text.h"

enum { AXIS_ROWS = 2, TICK_GAP_COLUMNS = 2, TICK_GAP_ROWS = 1, BAND_STEP = 4 };

struct axis_art {
    uint32_t vertical, y_tick, corner, horizontal, x_tick;
};

static const struct axis_art box_art = { 0x2502, 0x2524, 0x2514, 0x2500, 0x252c };
static const struct axis_art ascii_art = { '|', '+', '+', '-', '+' };

/* The columns the y axis needs: its widest label, a blank, and the axis itself. */
static int32_t
gutter(const struct scene_tick *ticks, int32_t n)
{
    int32_t widest = 2; /* "MB" stands there too */

    for (int32_t i = 0; i < n; i++) {
        if (text_width(ticks[i].text) > widest)
            widest = text_width(ticks[i].text);
    }
    return widest + 2;
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
               axis->unit == SCENE_MB ? "MB" : "ms");
    for (int32_t i = 0; i < n; i++) {
        const int32_t mark = c->area.column + (int32_t)ticks[i].position;
        const int32_t start = c->area.column + (int32_t)ticks[i].start;

        cells_put(c->grid, mark, row, (struct cell){ art->x_tick, ROLE_DIM, 0 });
        cells_text(c->grid, (struct cell_rect){ start, row + 1, 0, 0 }, ROLE_TEXT,
                   ticks[i].text);
    }
}

/* A band in braille is a dither that the line through it stays visible on. */
static void
draw_band(const struct canvas *c, const struct scene *s, const struct scene_item *item)
{
    const struct canvas_pen pen = { ROLE_DIM, scene_mark_text(MARK_BAND)[0] };

    for (int32_t x = 0; x < c->columns; x++) {
        double low = 0;
        double high = 0;

        if (!scene_interpolate(s, item, (x + 0.5) / c->columns, &low, &high))
            continue;
        for (int32_t y = canvas_y(c, high); y <= canvas_y(c, low); y++) {
            if (c->symbols == SYMBOLS_ASCII || (x + 2 * y) % BAND_STEP == 0)
                canvas_dot(c, x, y, pen);
        }
    }
}

static void
draw_line(const struct canvas *c, const struct scene *s, const struct scene_item *item)
{
    const char *text = item->label[0] ? item->label : scene_mark_text(item->mark);
    const struct canvas_pen pen = { item->role, text[0] };
    int32_t last = -1;

    for (int32_t x = 0; x < c->columns; x++) {
        double at = 0;
        double same = 0;
        int32_t y = 0;

        if (!scene_interpolate(s, item, (x + 0.5) / c->columns, &at, &same))
            continue;
        y = canvas_y(c, at);
        if (item->dashed && x / 2 % 2) {
            last = y;
            continue;
        }
        /* No gap where the line is steep. */
        for (int32_t step = last < y ? 1 : -1; last >= 0 && last != y; last += step)
            canvas_dot(c, x, last + step, pen);
        canvas_dot(c, x, y, pen);
        last = y;
    }
}

static void
draw_level(const struct canvas *c, const struct scene *s, const struct scene_item *item)
{
    const int32_t y = canvas_y(c, scene_at(&s->y, item->y));
    const struct cell_rect at = canvas_cell(c, 0, y);

    for (int32_t i = 0; i < c->area.columns; i += 2)
        cells_put(c->grid, c->area.column + i, at.row,
                  (struct cell){ '-', item->role, 0 });
}

/* The edges of a region, unless they are the ends of the axis. */
static void
draw_region(const struct canvas *c, const struct scene *s, const struct scene_item *item)
{
    const double edges[] = { item->x, item->to_x };

    for (size_t i = 0; i < sizeof edges / sizeof edges[0]; i++) {
        const double at = scene_at(&s->x, edges[i]);
        const int32_t column = canvas_cell(c, canvas_x(c, at), 0).column;

        for (int32_t row = 0; at > 0 && at < 1 && row < c->area.rows; row++)
            cells_put(c->grid, column, c->area.row + row,
                      (struct cell){ ':', item->role, 0 });
    }
}

static void
draw_whisker(const struct canvas *c, const struct scene *s, const struct scene_item *item)
{
    const int32_t x = canvas_x(c, scene_at(&s->x, item->x));
    const int32_t top = canvas_cell(c, x, canvas_y(c, scene_at(&s->y, item->high))).row;
    const struct cell_rect low =
        canvas_cell(c, x, canvas_y(c, scene_at(&s->y, item->low)));

    for (int32_t row = top; row <= low.row; row++)
        cells_put(c->grid, low.column, row, (struct cell){ '|', item->role, 0 });
}

static void
draw_mark(const struct canvas *c, const struct scene *s, const struct scene_item *item)
{
    const struct cell_rect at = scene_mark_cell(c, s, item);

    cells_put(
        c->grid, at.column, at.row,
        (struct cell){ (unsigned char)scene_mark_text(item->mark)[0], item->role, 0 });
}

static void
draw_nothing(const struct canvas *c, const struct scene *s, const struct scene_item *item)
{
    (void)c;
    (void)s;
    (void)item;
}

static void
draw_items(const struct canvas *c, const struct scene *s)
{
    static void (*const draw[])(const struct canvas *, const struct scene *,
                                const struct scene_item *) = {
        [SCENE_BAND] = draw_band,       [SCENE_LINE] = draw_line,
        [SCENE_REGION] = draw_region,   [SCENE_LEVEL] = draw_level,
        [SCENE_WHISKER] = draw_whisker, [SCENE_MARK] = draw_mark,
        [SCENE_LABEL] = draw_nothing, /* with the other labels, where room is left */
    };

    for (int layer = 0; layer < LAYER_COUNT; layer++) {
        for (int32_t i = 0; i < s->n_items; i++) {
            if ((int)s->items[i].layer == layer && !s->hidden[layer])
                draw[s->items[i].kind](c, s, &s->items[i]);
        }
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

enum va_code
scene_draw_cells(const struct scene *s, const struct cell_rect *where,
                 enum scene_symbols symbols, struct cell_grid *g)
{
    const struct axis_art *art = symbols == SYMBOLS_ASCII ? &ascii_art : &box_art;
    const struct scene_room room = {
        .length = where->rows - AXIS_ROWS, .gap = TICK_GAP_ROWS, .line = 1, .cells = true
    };
    struct scene_tick ticks[SCENE_TICKS_MAX];
    struct cell_rect area = *where;
    struct canvas c = { 0 };
    int32_t n = 0;

    if (where->columns < SCENE_COLUMNS_MIN || where->rows < SCENE_ROWS_MIN ||
        where->column < 0 || where->row < 0 ||
        where->column > g->columns - where->columns || where->row > g->rows - where->rows)
        return VA_DOMAIN;
    n = scene_ticks(&s->y, &room, ticks);
    area.column += gutter(ticks, n);
    area.columns -= gutter(ticks, n);
    area.rows -= AXIS_ROWS;
    c = canvas_on(g, area, symbols);
    draw_y_axis(&c, art, ticks, n);
    draw_x_axis(&c, art, &s->x);
    draw_items(&c, s);
    scene_draw_labels(&c, s);
    return VA_OK;
}
