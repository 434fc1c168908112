/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The things of a scene on a grid of cells. */
#include <math.h>

#include "app/scene_labels.h"

enum { BAND_STEP = 4, SHADE_STEP = 6, DOTTED_UPRIGHT = 0x250a };

/* A band in braille is a dither that the line through it stays visible on. */
static void
draw_band(const struct canvas *c, const struct scene *s, const struct scene_item *item)
{
    const struct canvas_pen pen = { ROLE_DIM, scene_mark_text(MARK_BAND)[0] };

    struct scene_walk w = scene_walk_on(s, item);

    for (int32_t x = 0; x < c->columns; x++) {
        double low = 0;
        double high = 0;

        if (!scene_walk_to(&w, (x + 0.5) / c->columns, &low, &high))
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
    struct scene_walk w = scene_walk_on(s, item);
    int32_t last = -1;

    for (int32_t x = 0; x < c->columns; x++) {
        double at = 0;
        double same = 0;
        int32_t y = 0;

        if (!scene_walk_to(&w, (x + 0.5) / c->columns, &at, &same))
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

/* Each column of dots from the least to the most that the line has there. */
static void
draw_teeth(const struct canvas *c, const struct scene *s, const struct scene_item *item)
{
    const struct canvas fine = item->label[0] ? *c : canvas_fine(c);
    const struct canvas_pen pen = { item->role, item->label[0] };
    struct scene_walk w = scene_walk_on(s, item);

    for (int32_t x = 0; x < fine.columns; x++) {
        double low = 0;
        double high = 0;

        if (!scene_walk_span(&w, (double)x / fine.columns, (x + 1.0) / fine.columns, &low,
                             &high))
            continue;
        for (int32_t y = canvas_y(&fine, high); y <= canvas_y(&fine, low); y++)
            canvas_dot(&fine, x, y, pen);
    }
}

static void
draw_upright(const struct canvas *c, const struct scene *s, const struct scene_item *item)
{
    const double at = scene_at(&s->x, item->x);
    const int32_t column = canvas_cell(c, canvas_x(c, at), 0).column;
    const uint32_t point = c->symbols == SYMBOLS_ASCII ? '|' : DOTTED_UPRIGHT;

    for (int32_t row = 0; row < c->area.rows; row++)
        cells_put(c->grid, column, c->area.row + row,
                  (struct cell){ point, item->role, 0 });
}

static void
draw_rug(const struct canvas *c, const struct scene *s, const struct scene_item *item)
{
    const int32_t row = c->area.row + c->area.rows - 1;

    for (int32_t i = 0; i < item->n; i++) {
        const double at = scene_at(&s->x, s->points[item->first + i].x);

        cells_put(c->grid, canvas_cell(c, canvas_x(c, at), 0).column, row,
                  (struct cell){ (unsigned char)scene_mark_text(item->mark)[0],
                                 item->role, 0 });
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

/* Slanted lines that leave most of the cells to what else is drawn. */
static void
shade_region(const struct canvas *c, const struct scene *s, const struct scene_item *item)
{
    const int32_t from = canvas_cell(c, canvas_x(c, scene_at(&s->x, item->x)), 0).column;
    const int32_t to = canvas_cell(c, canvas_x(c, scene_at(&s->x, item->to_x)), 0).column;

    for (int32_t row = 0; row < c->area.rows; row++) {
        for (int32_t column = from; column <= to; column++) {
            if ((column + row) % SHADE_STEP == 0)
                cells_put(c->grid, column, c->area.row + row,
                          (struct cell){ SCENE_SHADE, ROLE_DIM, 0 });
        }
    }
}

/* The edges of a region, unless they are the ends of the axis. */
static void
draw_region(const struct canvas *c, const struct scene *s, const struct scene_item *item)
{
    const double edges[] = { item->x, item->to_x };

    if (s->shaded)
        shade_region(c, s, item);
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

void
scene_draw_items(const struct canvas *c, const struct scene *s)
{
    static void (*const draw[])(const struct canvas *, const struct scene *,
                                const struct scene_item *) = {
        [SCENE_BAND] = draw_band,
        [SCENE_LINE] = draw_line,
        [SCENE_TEETH] = draw_teeth,
        [SCENE_REGION] = draw_region,
        [SCENE_LEVEL] = draw_level,
        [SCENE_UPRIGHT] = draw_upright,
        [SCENE_RUG] = draw_rug,
        [SCENE_WHISKER] = draw_whisker,
        [SCENE_MARK] = draw_mark,
        [SCENE_LABEL] = draw_nothing, /* with the other labels, where room is left */
    };

    for (int layer = 0; layer < LAYER_COUNT; layer++) {
        for (int32_t i = 0; i < s->n_items; i++) {
            if ((int)s->items[i].layer == layer && !s->hidden[layer])
                draw[s->items[i].kind](c, s, &s->items[i]);
        }
    }
}
