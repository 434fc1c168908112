/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The things of a scene as SVG shapes. */
#include <math.h>

#include "app/scene_svg_draw.h"

/* Half sizes, pixels. */
#define RING_RADIUS 7.0
#define WHISKER_HALF 3.5
#define RUG_HEIGHT 6.0
/* A failed size has no duration: its mark stands this far above the axis. */
#define FAILED_ABOVE 9.0

static void
open_group(struct svg *v, const struct scene_item *item)
{
    buf_printf(v->out, "<g class=\"%s\">", svg_role(item->role));
    svg_tip(v, item->text);
}

static void
take(struct svg *v, struct svg_box box)
{
    if (v->n_taken < SVG_BOXES_MAX - SVG_LABEL_BOXES)
        v->taken[v->n_taken++] = box;
}

/* The first place of a path, or a line to the next. */
static void
go(struct svg *v, struct svg_pen *pen, bool first, double x, double y)
{
    if (first)
        svg_move(v, pen, svg_x(v, x), svg_y(v, y));
    else
        svg_line(v, pen, svg_x(v, x), svg_y(v, y));
}

static void
draw_band(struct svg *v, const struct scene_item *item)
{
    const struct scene_point *points = v->scene->points + item->first;
    struct svg_pen pen = { 0, 0 };

    open_group(v, item);
    buf_text(v->out, "<path class=\"va-band\" d=\"");
    svg_trace(v, &pen, &(struct svg_trace){ points, item->n, true, false }, true);
    svg_trace(v, &pen, &(struct svg_trace){ points, item->n, false, true }, false);
    buf_text(v->out, "Z\"/></g>\n");
}

static void
draw_line(struct svg *v, const struct scene_item *item)
{
    const struct scene_point *points = v->scene->points + item->first;
    struct svg_pen pen = { 0, 0 };

    open_group(v, item);
    buf_printf(v->out, "<path class=\"va-line%s\" d=\"", item->dashed ? " va-dash" : "");
    svg_trace(v, &pen, &(struct svg_trace){ points, item->n, false, false }, true);
    buf_text(v->out, "\"/></g>\n");
}

static void
draw_teeth(struct svg *v, const struct scene_item *item)
{
    const struct scene_point *points = v->scene->points + item->first;
    struct svg_pen pen = { 0, 0 };

    open_group(v, item);
    buf_text(v->out, "<path class=\"va-line va-thin\" d=\"");
    for (int32_t i = 0; i < item->n; i++) {
        go(v, &pen, i == 0, points[i].x, points[i].low);
        if (points[i].high > points[i].low)
            go(v, &pen, false, points[i].x, points[i].high);
    }
    buf_text(v->out, "\"/></g>\n");
}

static void
draw_upright(struct svg *v, const struct scene_item *item)
{
    const double x = svg_x(v, item->x);

    open_group(v, item);
    buf_text(v->out, "<path class=\"va-edge\" d=\"");
    svg_stroke(v, x, v->plot.top, x, v->plot.bottom);
    buf_text(v->out, "\"/></g>\n");
}

static void
draw_rug(struct svg *v, const struct scene_item *item)
{
    open_group(v, item);
    buf_text(v->out, "<path class=\"va-whisker\" d=\"");
    for (int32_t i = 0; i < item->n; i++) {
        const double x = svg_x(v, v->scene->points[item->first + i].x);

        svg_stroke(v, x, v->plot.bottom, x, v->plot.bottom - RUG_HEIGHT);
    }
    buf_text(v->out, "\"/></g>\n");
}

static void
draw_edge(struct svg *v, double mb)
{
    const double at = scene_at(&v->scene->x, mb);
    const double x = svg_x(v, mb);

    if (at <= 0 || at >= 1)
        return; /* the end of the axis */
    buf_text(v->out, "<path class=\"va-edge\" d=\"");
    svg_stroke(v, x, v->plot.top, x, v->plot.bottom);
    buf_text(v->out, "\"/>");
}

static void
draw_region(struct svg *v, const struct scene_item *item)
{
    const double left = svg_x(v, item->x);

    open_group(v, item);
    buf_text(v->out, "<rect class=\"va-region\"");
    svg_number(v, "x", left);
    svg_number(v, "y", v->plot.top);
    svg_number(v, "width", svg_x(v, item->to_x) - left);
    svg_number(v, "height", v->plot.bottom - v->plot.top);
    buf_text(v->out, "/>");
    draw_edge(v, item->x);
    draw_edge(v, item->to_x);
    buf_text(v->out, "</g>\n");
}

static void
draw_level(struct svg *v, const struct scene_item *item)
{
    const double y = svg_y(v, item->y);

    open_group(v, item);
    buf_text(v->out, "<path class=\"va-edge\" d=\"");
    svg_stroke(v, v->plot.left, y, v->plot.right, y);
    buf_text(v->out, "\"/></g>\n");
    take(v, (struct svg_box){ v->plot.left, y - 1, v->plot.right, y + 1 });
}

static void
draw_whisker(struct svg *v, const struct scene_item *item)
{
    const double x = svg_x(v, item->x);
    const double low = svg_y(v, item->low);
    const double high = svg_y(v, item->high);
    const double ends[] = { low, high };

    open_group(v, item);
    buf_text(v->out, "<path class=\"va-whisker\" d=\"");
    svg_stroke(v, x, low, x, high);
    for (int i = 0; i < 2; i++)
        svg_stroke(v, x - WHISKER_HALF, ends[i], x + WHISKER_HALF, ends[i]);
    buf_text(v->out, "\"/></g>\n");
    take(v, (struct svg_box){ x - WHISKER_HALF, high, x + WHISKER_HALF, low });
}

static void
draw_mark(struct svg *v, const struct scene_item *item)
{
    const double x = svg_x(v, item->x);
    const double y = isnan(item->y) ? v->plot.bottom - FAILED_ABOVE : svg_y(v, item->y);

    open_group(v, item);
    svg_mark(v, item->mark, x, y);
    buf_text(v->out, "</g>\n");
    take(v, (struct svg_box){ x - RING_RADIUS, y - RING_RADIUS, x + RING_RADIUS,
                              y + RING_RADIUS });
}

static void
draw_nothing(struct svg *v, const struct scene_item *item)
{
    (void)v;
    (void)item;
}

void
svg_items(struct svg *v)
{
    static void (*const draw[])(struct svg *, const struct scene_item *) = {
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
    const struct scene *s = v->scene;

    for (int layer = 0; layer < LAYER_COUNT; layer++) {
        int32_t n = 1;

        for (int32_t i = 0; i < s->n_items && !s->hidden[layer]; i += n) {
            n = 1;
            if ((int)s->items[i].layer != layer)
                continue;
            n = svg_many(v, i);
            if (n == 0)
                draw[s->items[i].kind](v, &s->items[i]);
            n += n == 0;
        }
    }
}
