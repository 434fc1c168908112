/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Labels on a grid of cells. */
#include "app/scene_labels.h"

#include <math.h>

#include "base/text.h"

enum { PLACES_MAX = 8 };

struct places {
    struct cell_rect at[PLACES_MAX];
    int n;
};

struct cell_rect
scene_mark_cell(const struct canvas *c, const struct scene *s,
                const struct scene_item *item)
{
    const int32_t x = canvas_x(c, scene_at(&s->x, item->x));

    return canvas_cell(
        c, x, isnan(item->y) ? c->rows - 1 : canvas_y(c, scene_at(&s->y, item->y)));
}

static void
add_place(struct places *p, int32_t column, int32_t row)
{
    p->at[p->n++] = (struct cell_rect){ column, row, 0, 0 };
}

/* Beside a mark; above right and below left of a falling curve there is room. */
static void
mark_places(struct places *p, struct cell_rect mark, int32_t width)
{
    add_place(p, mark.column + 2, mark.row - 1);
    add_place(p, mark.column - width - 1, mark.row + 1);
    add_place(p, mark.column + 2, mark.row - 2);
    add_place(p, mark.column - width - 1, mark.row + 2);
    add_place(p, mark.column - width - 1, mark.row - 1);
    add_place(p, mark.column + 2, mark.row + 1);
    add_place(p, mark.column + 2, mark.row);
    add_place(p, mark.column - width - 1, mark.row);
}

/* At the end of a line: behind it, else beside it. */
static void
line_places(struct places *p, struct cell_rect end)
{
    add_place(p, end.column + 2, end.row);
    add_place(p, end.column + 2, end.row - 1);
    add_place(p, end.column + 2, end.row + 1);
    add_place(p, end.column + 2, end.row - 2);
    add_place(p, end.column + 2, end.row + 2);
    add_place(p, end.column, end.row - 1);
    add_place(p, end.column, end.row + 1);
}

/* Inside the region at its top, else before it. */
static void
region_places(struct places *p, const struct canvas *c, int32_t edge, int32_t width)
{
    for (int32_t row = 0; row < 2; row++) {
        add_place(p, edge + 2, c->area.row + row);
        add_place(p, edge - width - 1, c->area.row + row);
    }
}

/* Above or below the level, at its right end, else at its left end. */
static void
level_places(struct places *p, const struct canvas *c, int32_t row, int32_t width)
{
    const int32_t right = c->area.column + c->area.columns - width;

    add_place(p, right, row - 1);
    add_place(p, right, row + 1);
    add_place(p, c->area.column + 1, row + 1);
    add_place(p, c->area.column + 1, row - 1);
}

static void
find_places(const struct canvas *c, const struct scene *s, const struct scene_item *item,
            struct places *p)
{
    const int32_t width = text_width(item->label);

    p->n = 0;
    if (item->kind == SCENE_REGION) {
        const int32_t x = canvas_x(c, scene_at(&s->x, item->x));

        region_places(p, c, canvas_cell(c, x, 0).column, width);
    } else if (item->kind == SCENE_LEVEL) {
        const int32_t y = canvas_y(c, scene_at(&s->y, item->y));

        level_places(p, c, canvas_cell(c, 0, y).row, width);
    } else if (item->kind == SCENE_LABEL) {
        line_places(p, scene_mark_cell(c, s, item));
    } else if (item->kind == SCENE_MARK) {
        mark_places(p, scene_mark_cell(c, s, item), width);
    }
}

/* Is a run of cells inside the area, and blank with a blank (or the edge) on each side?
 */
static bool
is_blank(const struct canvas *c, struct cell_rect at, int32_t width)
{
    if (at.row < c->area.row || at.row >= c->area.row + c->area.rows ||
        at.column < c->area.column ||
        at.column + width > c->area.column + c->area.columns)
        return false;
    for (int32_t i = -1; i <= width; i++) {
        const struct cell *cell = cells_get(c->grid, at.column + i, at.row);
        const bool inside = at.column + i >= c->area.column &&
                            at.column + i < c->area.column + c->area.columns;

        if (inside && cell && cell->point != ' ' &&
            !(cell->point == SCENE_SHADE && cell->role == ROLE_DIM))
            return false;
    }
    return true;
}

static void
draw_label(const struct canvas *c, const struct scene *s, const struct scene_item *item)
{
    struct places p = { .n = 0 };

    find_places(c, s, item, &p);
    for (int i = 0; i < p.n; i++) {
        if (is_blank(c, p.at[i], text_width(item->label))) {
            cells_text(c->grid, p.at[i], item->role, item->label);
            return;
        }
    }
}

void
scene_draw_labels(const struct canvas *c, const struct scene *s)
{
    for (int layer = LAYER_COUNT - 1; layer >= 0; layer--) {
        for (int32_t i = 0; i < s->n_items; i++) {
            const struct scene_item *item = &s->items[i];

            if ((int)item->layer == layer && !s->hidden[layer] && item->label[0])
                draw_label(c, s, item);
        }
    }
}
