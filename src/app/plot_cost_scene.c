/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Costs in a scene, and the layers that both fields have. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/plot_parts.h"
#include "base/money.h"

static void
add_line(struct scene *s, const struct plot_data *d, int32_t index)
{
    const struct plot_series *p = &d->series[index];
    struct scene_item line = { .kind = SCENE_TEETH,
                               .layer = LAYER_CURVE,
                               .role = plot_role_of(index),
                               .mark = MARK_CURVE };
    struct scene_point points[2 * PLOT_LINE_MAX];

    for (int32_t i = 0; i < p->n_cost; i++)
        points[i] =
            (struct scene_point){ p->cost[i].memory_mb, (double)p->cost[i].low_pusd,
                                  (double)p->cost[i].high_pusd };
    if (d->n_series > 1)
        plot_letter_of(index, line.label);
    if (p->n_cost)
        scene_add(s, &line, points,
                  p->table ? plot_make_steps(points, p->n_cost) : p->n_cost);
}

static void
add_measured(struct scene *s, const struct plot_data *d, int32_t index)
{
    const struct plot_series *p = &d->series[index];
    struct scene_item item = { .kind = SCENE_MARK,
                               .layer = LAYER_SAMPLES,
                               .role = plot_role_of(index),
                               .mark = (enum scene_mark)(MARK_POINT1 + index) };

    for (int32_t i = 0; i < p->n_samples; i++) {
        const struct plot_sample *at = &p->samples[i];
        char money[MONEY_TEXT_MAX];

        if (at->cost_pusd == COST_UNKNOWN || !plot_shows(d, at->memory_mb))
            continue;
        item.x = at->memory_mb;
        item.y = (double)at->cost_pusd;
        snprintf(item.text, sizeof item.text, "%d MB: %s per invocation",
                 (int)at->memory_mb, money_short(money, at->cost_pusd));
        scene_add(s, &item, NULL, 0);
    }
}

void
plot_add_costs(struct scene *s, const struct plot_data *d)
{
    bool line = false;

    for (int32_t i = d->n_series - 1; i >= 0; i--) { /* the first one on top */
        const struct plot_series *p = &d->series[i];

        add_line(s, d, i);
        add_measured(s, d, i);
        if (p->n_cost)
            plot_add_letter(s, d, i, p->cost[p->n_cost - 1].memory_mb,
                            (double)p->cost[p->n_cost - 1].high_pusd);
        line = line || p->n_cost;
    }
    for (int32_t i = 0; i < d->n_series; i++)
        plot_add_name(s, d, i);
    if (line)
        scene_add_legend(s, MARK_CURVE, ROLE_CHART1, "exact bill");
}

void
plot_add_pareto(struct scene *s, const struct plot_data *d)
{
    const struct plot_series *p = &d->series[0];
    const struct scene_item rug = { .kind = SCENE_RUG,
                                    .layer = LAYER_PARETO,
                                    .role = ROLE_GOOD,
                                    .mark = MARK_PARETO,
                                    .text = "no size is both cheaper and faster" };
    struct scene_point points[PLOT_LINE_MAX];

    if (!p->n_pareto)
        return;
    for (int32_t i = 0; i < p->n_pareto; i++)
        points[i] = (struct scene_point){ .x = p->pareto_mb[i] };
    scene_add(s, &rug, points, p->n_pareto);
    scene_add_legend(s, MARK_PARETO, ROLE_GOOD, "Pareto-optimal");
}

/* The line's value at a size, from the nearest of its points. */
static double
value_at(const struct plot_data *d, int32_t memory_mb)
{
    const struct plot_series *p = &d->series[0];
    const bool cost = d->view.field == PLOT_COST;
    const int32_t n = cost ? p->n_cost : p->n_line;
    int32_t nearest = INT32_MAX;
    double value = NAN;

    for (int32_t i = 0; i < n; i++) {
        const int32_t mb = cost ? p->cost[i].memory_mb : p->line[i].memory_mb;

        if (abs(mb - memory_mb) < nearest) {
            nearest = abs(mb - memory_mb);
            value = cost ? (double)p->cost[i].high_pusd : p->line[i].duration_ms;
        }
    }
    return value;
}

void
plot_add_choice(struct scene *s, const struct plot_data *d)
{
    struct scene_item item = { .kind = SCENE_MARK,
                               .layer = LAYER_NOW,
                               .role = ROLE_TITLE,
                               .mark = MARK_CHOICE,
                               .x = d->view.choice_mb };

    item.y = value_at(d, d->view.choice_mb);
    snprintf(item.label, sizeof item.label, "your choice %d MB", (int)d->view.choice_mb);
    if (d->view.choice_mb > 0 && isfinite(item.y) && plot_shows(d, item.x))
        scene_add(s, &item, NULL, 0);
}

void
plot_move_cross(const struct plot_data *d, struct scene *s)
{
    while (s->n_items && (s->items[s->n_items - 1].layer == LAYER_CROSS ||
                          s->items[s->n_items - 1].layer == LAYER_CROSS_MARK))
        s->n_items--;
    plot_add_cross(s, d);
}

void
plot_add_cross(struct scene *s, const struct plot_data *d)
{
    struct scene_item item = { .kind = SCENE_UPRIGHT,
                               .layer = LAYER_CROSS,
                               .role = ROLE_TITLE,
                               .mark = MARK_CROSS,
                               .x = d->view.cross_mb,
                               .y = d->view.cross_value };

    if (d->view.cross_mb <= 0 || item.x < s->x.low || item.x > s->x.high)
        return;
    scene_add(s, &item, NULL, 0);
    if (!(item.y > 0))
        item.y = value_at(d, d->view.cross_mb);
    item.kind = SCENE_MARK;
    item.layer = LAYER_CROSS_MARK;
    if (isfinite(item.y))
        scene_add(s, &item, NULL, 0);
}
