/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Curves in SVG, without the places where a straight line passes as well. */
#include <math.h>

#include "app/scene_svg_draw.h"

/* How far a line may pass from a place that is left out, pixels: less than is seen. */
#define NEAR 0.1

struct place {
    double x, y;
};

static struct place
place_at(const struct svg *v, const struct svg_trace *w, int32_t i)
{
    const struct scene_point *p = &w->points[w->back ? w->n - 1 - i : i];

    return (struct place){ svg_x(v, p->x), svg_y(v, w->high ? p->high : p->low) };
}

/* From a place to the line between two others, pixels. */
static double
distance(struct place at, struct place from, struct place to)
{
    const double dx = to.x - from.x;
    const double dy = to.y - from.y;
    const double square = dx * dx + dy * dy;
    double part = 0;

    if (square > 0)
        part = ((at.x - from.x) * dx + (at.y - from.y) * dy) / square;
    part = fmin(fmax(part, 0), 1);
    return hypot(at.x - from.x - part * dx, at.y - from.y - part * dy);
}

/* Does a straight line between two places pass all those in between? */
static bool
is_straight(const struct svg *v, const struct svg_trace *w, int32_t from, int32_t to)
{
    const struct place a = place_at(v, w, from);
    const struct place b = place_at(v, w, to);

    for (int32_t i = from + 1; i < to; i++) {
        if (distance(place_at(v, w, i), a, b) > NEAR)
            return false;
    }
    return true;
}

void
svg_trace(struct svg *v, struct svg_pen *pen, const struct svg_trace *w, bool move)
{
    int32_t kept = 0;

    for (int32_t i = 0; i < w->n; i++) {
        const struct place p = place_at(v, w, i);

        if (i > 0 && i + 1 < w->n && is_straight(v, w, kept, i + 1))
            continue;
        if (i == 0 && move)
            svg_move(v, pen, p.x, p.y);
        else
            svg_line(v, pen, p.x, p.y);
        kept = i;
    }
}
