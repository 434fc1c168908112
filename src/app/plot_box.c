/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The box around everything that a chart draws. */
#include <math.h>

#include "app/plot.h"

/* A goal further from every duration than this would squeeze the curve to a stroke. */
#define LATENCY_REACH 8.0

static void
include(struct plot_box *box, double mb, double ms)
{
    if (mb > 0) {
        box->low_mb = fmin(box->low_mb, mb);
        box->high_mb = fmax(box->high_mb, mb);
    }
    if (isfinite(ms) && ms > 0) {
        box->low_ms = fmin(box->low_ms, ms);
        box->high_ms = fmax(box->high_ms, ms);
    }
}

static void
include_series(struct plot_box *box, const struct plot_series *s)
{
    for (int32_t i = 0; i < s->n_line; i++) {
        include(box, s->line[i].memory_mb, s->line[i].duration_ms);
        include(box, 0, s->line[i].low_ms);
        include(box, 0, s->line[i].high_ms);
    }
    for (int32_t i = 0; i < s->n_samples; i++) {
        include(box, s->samples[i].memory_mb, s->samples[i].duration_ms);
        include(box, 0, s->samples[i].p5_ms);
        include(box, 0, s->samples[i].p95_ms);
    }
    for (int32_t i = 0; i < s->n_failed; i++)
        include(box, s->failed[i].memory_mb, NAN);
}

static struct plot_box
box_of_data(const struct plot_data *d)
{
    struct plot_box box = { INFINITY, -INFINITY, INFINITY, -INFINITY };

    for (int32_t i = 0; i < d->n_series; i++)
        include_series(&box, &d->series[i]);
    return box;
}

int
plot_latency_side(const struct plot_data *d)
{
    const struct plot_box box = box_of_data(d);

    if (!d->goal.has_latency)
        return 0;
    if (d->goal.latency_ms > box.high_ms * LATENCY_REACH)
        return 1;
    return d->goal.latency_ms < box.low_ms / LATENCY_REACH ? -1 : 0;
}

struct plot_box
plot_box_of(const struct plot_data *d)
{
    struct plot_box box = box_of_data(d);

    if (d->goal.has_latency && plot_latency_side(d) == 0)
        include(&box, 0, d->goal.latency_ms);
    return box;
}
