/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The box around everything that a chart draws. */
#include <math.h>

#include "app/plot.h"

/* A goal further from everything than this would squeeze the curve to a stroke; in a
 * window less is enough for that. */
#define LIMIT_REACH 8.0
#define LIMIT_REACH_WINDOW 1.02

bool
plot_shows(const struct plot_data *d, double mb)
{
    return d->view.high_mb == 0 || (mb >= d->view.low_mb && mb <= d->view.high_mb);
}

double
plot_value(const struct plot_data *d, const struct configuration *c)
{
    if (d->view.field == PLOT_DURATION)
        return c->duration_ms;
    return c->cost_pusd == COST_UNKNOWN ? NAN : (double)c->cost_pusd;
}

static void
include(const struct plot_data *d, struct plot_box *box, double mb, double value)
{
    if (!plot_shows(d, mb))
        return;
    box->low_mb = fmin(box->low_mb, mb);
    box->high_mb = fmax(box->high_mb, mb);
    if (isfinite(value) && value > 0) {
        box->low = fmin(box->low, value);
        box->high = fmax(box->high, value);
    }
}

static void
include_durations(const struct plot_data *d, struct plot_box *box,
                  const struct plot_series *s)
{
    for (int32_t i = 0; i < s->n_line; i++) {
        include(d, box, s->line[i].memory_mb, s->line[i].duration_ms);
        include(d, box, s->line[i].memory_mb, s->line[i].low_ms);
        include(d, box, s->line[i].memory_mb, s->line[i].high_ms);
    }
    for (int32_t i = 0; i < s->n_samples; i++) {
        include(d, box, s->samples[i].memory_mb, s->samples[i].duration_ms);
        include(d, box, s->samples[i].memory_mb, s->samples[i].p5_ms);
        include(d, box, s->samples[i].memory_mb, s->samples[i].p95_ms);
    }
    for (int32_t i = 0; i < s->n_failed; i++)
        include(d, box, s->failed[i].memory_mb, NAN);
}

static void
include_costs(const struct plot_data *d, struct plot_box *box,
              const struct plot_series *s)
{
    for (int32_t i = 0; i < s->n_cost; i++) {
        include(d, box, s->cost[i].memory_mb, (double)s->cost[i].low_pusd);
        include(d, box, s->cost[i].memory_mb, (double)s->cost[i].high_pusd);
    }
    for (int32_t i = 0; i < s->n_samples; i++)
        include(d, box, s->samples[i].memory_mb, (double)s->samples[i].cost_pusd);
}

/* What was chosen may lie outside the sizes that have a line of costs. */
static void
include_choices(const struct plot_data *d, struct plot_box *box)
{
    const struct configuration *given[] = { d->feasible ? &d->pick : NULL,
                                            d->has_safe ? &d->safe : NULL,
                                            d->has_now ? &d->now : NULL };

    for (size_t i = 0; i < sizeof given / sizeof given[0]; i++) {
        if (given[i] && given[i]->memory_mb > 0 && plot_series_of(d, given[i]) >= 0)
            include(d, box, given[i]->memory_mb, plot_value(d, given[i]));
    }
}

static struct plot_box
box_of_data(const struct plot_data *d)
{
    struct plot_box box = { INFINITY, -INFINITY, INFINITY, -INFINITY };

    for (int32_t i = 0; i < d->n_series; i++) {
        if (d->view.field == PLOT_DURATION)
            include_durations(d, &box, &d->series[i]);
        else
            include_costs(d, &box, &d->series[i]);
    }
    if (d->view.field == PLOT_COST)
        include_choices(d, &box);
    return box;
}

/* NAN: the goal does not limit the field. */
static double
limit_of(const struct plot_data *d)
{
    if (d->view.field == PLOT_DURATION)
        return d->goal.has_latency ? d->goal.latency_ms : NAN;
    return d->goal.has_budget ? (double)d->goal.budget_pusd : NAN;
}

static int
side_of(const struct plot_data *d, const struct plot_box *box)
{
    const double limit = limit_of(d);
    const double reach = d->view.high_mb ? LIMIT_REACH_WINDOW : LIMIT_REACH;

    if (limit > box->high * reach)
        return 1;
    return limit < box->low / reach ? -1 : 0;
}

int
plot_limit_side(const struct plot_data *d)
{
    const struct plot_box box = box_of_data(d);

    return side_of(d, &box);
}

struct plot_box
plot_box_of(const struct plot_data *d)
{
    struct plot_box box = box_of_data(d);
    const double limit = limit_of(d);

    if (isfinite(limit) && side_of(d, &box) == 0 && limit > 0) {
        box.low = fmin(box.low, limit);
        box.high = fmax(box.high, limit);
    }
    if (d->view.high_mb) {
        box.low_mb = d->view.low_mb;
        box.high_mb = d->view.high_mb;
    }
    if (!(box.low <= box.high)) /* nothing but marks without a value */
        box.low = box.high = 1;
    return box;
}
