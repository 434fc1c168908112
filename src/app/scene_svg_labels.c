/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Labels in SVG, put where they cover neither marks nor lines. */
#include <math.h>
#include <string.h>

#include "app/scene_svg_draw.h"

enum { PLACES_MAX = 10, PROBES = 12 };

/* Pixels. */
#define BOLD_RATIO 1.13 /* bold labels are wider than other text */
#define LABEL_HEIGHT 15.0
#define LABEL_DESCENT 4.0
#define NEAR 10.0
#define FAR 26.0
#define EDGE_GAP 6.0
#define EDGE_OUT 14.0 /* a label may reach this far into the right margin */

/* Where a label may stand: its left end and its baseline. */
struct places {
    double x[PLACES_MAX], y[PLACES_MAX];
    int n;
};

static void
add_place(struct places *p, double x, double y)
{
    p->x[p->n] = x;
    p->y[p->n++] = y;
}

static void
mark_places(struct places *p, double x, double y, double width)
{
    static const double lifts[] = { NEAR, FAR };

    for (size_t i = 0; i < sizeof lifts / sizeof lifts[0]; i++) {
        add_place(p, x + NEAR, y - lifts[i]);
        add_place(p, x - NEAR - width, y + lifts[i] + NEAR);
        add_place(p, x - width / 2, y - lifts[i] - LABEL_DESCENT);
        add_place(p, x - NEAR - width, y - lifts[i]);
        add_place(p, x + NEAR, y + lifts[i] + NEAR);
    }
}

static void
line_places(struct places *p, double x, double y)
{
    for (int i = 0; i < PLACES_MAX / 2; i++) {
        add_place(p, x + NEAR, y + LABEL_DESCENT + i * NEAR);
        add_place(p, x + NEAR, y + LABEL_DESCENT - i * NEAR);
    }
}

static void
find_places(const struct svg *v, const struct scene_item *item, struct places *p)
{
    const double width = svg_width(item->label) * BOLD_RATIO;

    p->n = 0;
    if (item->kind == SCENE_REGION) {
        const double left = svg_x(v, item->x);

        add_place(p, left + EDGE_GAP, v->plot.top + LABEL_HEIGHT);
        add_place(p, left - EDGE_GAP - width, v->plot.top + LABEL_HEIGHT);
        add_place(p, left + EDGE_GAP, v->plot.bottom - EDGE_GAP);
    } else if (item->kind == SCENE_LEVEL) {
        const double y = svg_y(v, item->y);

        add_place(p, v->plot.right - EDGE_GAP - width, y - EDGE_GAP);
        add_place(p, v->plot.left + EDGE_GAP, y + LABEL_HEIGHT);
        add_place(p, v->plot.right - EDGE_GAP - width, y + LABEL_HEIGHT);
        add_place(p, v->plot.left + EDGE_GAP, y - EDGE_GAP);
    } else if (item->kind == SCENE_LABEL) {
        line_places(p, svg_x(v, item->x), svg_y(v, item->y));
    } else if (item->kind == SCENE_MARK) {
        mark_places(p, svg_x(v, item->x), svg_y(v, item->y), width);
    }
}

static bool
touches_line(const struct svg *v, const struct scene_item *item, const struct svg_box *b)
{
    const double width = v->plot.right - v->plot.left;
    const double height = v->plot.bottom - v->plot.top;
    struct scene_walk w = scene_walk_on(v->scene, item);

    for (int i = 0; i <= PROBES; i++) {
        const double x = b->left + (b->right - b->left) * i / PROBES;
        double at = 0;
        double same = 0;

        if (scene_walk_to(&w, (x - v->plot.left) / width, &at, &same)) {
            const double y = v->plot.bottom - at * height;

            if (y > b->top && y < b->bottom)
                return true;
        }
    }
    return false;
}

static bool
touches_any_line(const struct svg *v, const struct svg_box *b)
{
    const struct scene *s = v->scene;

    for (int32_t i = 0; i < s->n_items; i++) {
        const struct scene_item *item = &s->items[i];

        if ((item->kind == SCENE_LINE || item->kind == SCENE_TEETH) &&
            !s->hidden[item->layer] && touches_line(v, item, b))
            return true;
    }
    return false;
}

static bool
overlaps(const struct svg_box *a, const struct svg_box *b)
{
    return a->left < b->right && a->right > b->left && a->top < b->bottom &&
           a->bottom > b->top;
}

static bool
is_free(const struct svg *v, const struct svg_box *b)
{
    if (b->left < v->plot.left || b->right > v->plot.right + EDGE_OUT ||
        b->top < v->plot.top || b->bottom > v->plot.bottom)
        return false;
    for (int32_t i = 0; i < v->n_taken; i++) {
        if (overlaps(b, &v->taken[i]))
            return false;
    }
    return !touches_any_line(v, b);
}

static void
draw_label(struct svg *v, const struct scene_item *item)
{
    const double width = svg_width(item->label) * BOLD_RATIO;
    struct places p = { .n = 0 };

    find_places(v, item, &p);
    for (int i = 0; i < p.n; i++) {
        const struct svg_box box = { p.x[i], p.y[i] - LABEL_HEIGHT + LABEL_DESCENT,
                                     p.x[i] + width, p.y[i] + LABEL_DESCENT };

        if (!is_free(v, &box))
            continue;
        svg_text(v, &(struct svg_text){ p.x[i], p.y[i], "va-text va-label", "start",
                                        item->label, strlen(item->label) });
        if (v->n_taken < SVG_BOXES_MAX)
            v->taken[v->n_taken++] = box;
        return;
    }
}

void
svg_labels(struct svg *v)
{
    const struct scene *s = v->scene;

    for (int layer = LAYER_COUNT - 1; layer >= 0; layer--) {
        for (int32_t i = 0; i < s->n_items; i++) {
            if ((int)s->items[i].layer == layer && !s->hidden[layer] &&
                s->items[i].label[0])
                draw_label(v, &s->items[i]);
        }
    }
}
