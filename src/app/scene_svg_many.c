/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Many marks or whiskers of a kind as one path: each is a few bytes, without a tooltip of
 * its own, which so many could not be pointed at anyway.
 */
#include <math.h>

#include "app/scene_svg_draw.h"

enum { MANY = 64, TENTHS = 10 };

/* A mark as steps from where the pen is, and where that is beside its place, in tenths of
 * pixels. A line without a length shows as its ends: round, or square. */
struct shape {
    const char *classes, *steps;
    long beside_y;
};

/* clang-format off */
static const struct shape shapes[MARK_COUNT] = {
    [MARK_POINT1] = { "va-dots", "h0", 0 },
    [MARK_POINT2] = { "va-dots va-square", "h0", 0 },
    [MARK_POINT3] = { "va-point", "l4.8 8.6h-9.6z", -50 },
    [MARK_POINT4] = { "va-point", "l5.2 5.2l-5.2 5.2l-5.2-5.2z", -52 },
};
/* clang-format on */

/* Where the pen is, in tenths of pixels. */
struct pen {
    long x, y;
};

static long
tenths(double px)
{
    return lround(px * TENTHS);
}

/* "12.3", ".5", "-4", with a blank before it where a number would grow together. */
static void
put_tenths(struct buf *out, long n, bool apart)
{
    const long rest = n < 0 ? -n : n;

    if (n < 0)
        buf_byte(out, '-');
    else if (apart)
        buf_byte(out, ' ');
    if (rest >= TENTHS || rest == 0)
        buf_printf(out, "%ld", rest / TENTHS);
    if (rest % TENTHS)
        buf_printf(out, ".%ld", rest % TENTHS);
}

static void
move(struct svg *v, struct pen *pen, long x, long y)
{
    buf_byte(v->out, 'm');
    put_tenths(v->out, x - pen->x, false);
    put_tenths(v->out, y - pen->y, true);
    pen->x = x;
    pen->y = y;
}

static bool
is_alike(const struct scene_item *a, const struct scene_item *b)
{
    return a->kind == b->kind && a->layer == b->layer && a->role == b->role &&
           a->mark == b->mark;
}

static void
put_whisker(struct svg *v, struct pen *pen, const struct scene_item *item)
{
    const long low = tenths(svg_y(v, item->low));

    move(v, pen, tenths(svg_x(v, item->x)), tenths(svg_y(v, item->high)));
    buf_byte(v->out, 'v');
    put_tenths(v->out, low - pen->y, false);
    pen->y = low;
}

int32_t
svg_many(struct svg *v, int32_t first)
{
    const struct scene *s = v->scene;
    const struct scene_item *item = &s->items[first];
    const bool whisker = item->kind == SCENE_WHISKER;
    const struct shape *shape = &shapes[item->mark];
    struct pen pen = { 0, 0 };
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
        move(v, &pen, tenths(svg_x(v, item[i].x)),
             tenths(svg_y(v, item[i].y)) + shape->beside_y);
        buf_text(v->out, shape->steps);
    }
    buf_text(v->out, "\"/></g>\n");
    return n;
}
