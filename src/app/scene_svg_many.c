/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Many marks or whiskers of a kind as one path: each is a few bytes, without a tooltip of
 * its own, which so many could not be pointed at anyway.
 */
#include "app/scene_svg_draw.h"

enum { MANY = 64 };

/* A mark as steps from where the pen is, and where that is beside its place, in pixels. A
 * line without a length shows as its ends: round, or square. */
struct shape {
    const char *classes, *steps;
    double beside_y;
};

/* clang-format off */
static const struct shape shapes[MARK_COUNT] = {
    [MARK_POINT1] = { "va-dots", "z", 0 },
    [MARK_POINT2] = { "va-dots va-square", "z", 0 },
    [MARK_POINT3] = { "va-point", "l4.8 8.6h-9.6z", -5 },
    [MARK_POINT4] = { "va-point", "l5.2 5.2l-5.2 5.2l-5.2-5.2z", -5.2 },
};
/* clang-format on */

static bool
is_alike(const struct scene_item *a, const struct scene_item *b)
{
    return a->kind == b->kind && a->layer == b->layer && a->role == b->role &&
           a->mark == b->mark;
}

static void
put_whisker(struct svg *v, struct svg_pen *pen, const struct scene_item *item)
{
    svg_move(v, pen, svg_x(v, item->x), svg_y(v, item->high));
    svg_down(v, pen, svg_y(v, item->low));
}

int32_t
svg_many(struct svg *v, int32_t first)
{
    const struct scene *s = v->scene;
    const struct scene_item *item = &s->items[first];
    const bool whisker = item->kind == SCENE_WHISKER;
    const struct shape *shape = &shapes[item->mark];
    struct svg_pen pen = { 0, 0 };
    int32_t n = 0;

    if (!whisker && (item->kind != SCENE_MARK || !shape->steps))
        return 0;
    while (first + n < s->n_items && is_alike(item, item + n))
        n++;
    if (n <= MANY)
        return 0;
    buf_printf(v->out, "<g class=\"%s\"><path class=\"%s\" d=\"", svg_role(item->role),
               whisker ? "va-whisker" : shape->classes);
    for (int32_t i = 0; i < n; i++) {
        if (whisker) {
            put_whisker(v, &pen, &item[i]);
            continue;
        }
        svg_move(v, &pen, svg_x(v, item[i].x), svg_y(v, item[i].y) + shape->beside_y);
        buf_text(v->out, shape->steps);
    }
    buf_text(v->out, "\"/></g>\n");
    return n;
}
