/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The distribution of duration at a size: the chosen form, plus what the measured sizes
 * on either side say of the deviation from it (curve_smooth.c).
 */
#include <math.h>
#include <stdbool.h>

#include "core/curve_fit.h"

/* Where a size lies among the measured ones. */
struct place {
    const struct curve_size *below, *above; /* the same at a measured size or beyond */
    double share;                           /* of `above`, 0 to 1 */
    double beyond;                          /* log distance outside the range, >= 0 */
    double log_mb;
};

/* Degrees of freedom that the pooled or typical spread adds where there is one size. */
#define DF_OF_ONE_SIZE 3.0

/* Spreads are taken as estimated, not averaged over, and the form as if it was given:
 * intervals on measured functions want to be this much wider. */
#define CALIBRATION 1.2

double
curve_formula_ms(const struct curve_shape *shape, double memory_mb)
{
    if (!shape->valid || !(memory_mb > 0))
        return NAN;
    if (shape->form == CURVE_FLAT)
        return shape->a;
    if (shape->form == CURVE_POWER)
        return shape->a * pow(memory_mb, shape->b);
    return shape->c + shape->a * pow(fmin(memory_mb, shape->knee_mb), shape->b);
}

static double
formula_log(const struct curve *c, double log_mb)
{
    const struct curve_shape *shape = &c->report.chosen;

    if (shape->form == CURVE_FLAT)
        return c->log_a;
    if (shape->form == CURVE_POWER)
        return c->log_a + shape->b * log_mb;
    return log(shape->c + exp(c->log_a + shape->b * fmin(log_mb, c->log_knee)));
}

static void
find_place(const struct curve *c, int32_t memory_mb, struct place *out)
{
    const struct curve_size *first = &c->sizes[0];
    int32_t low = 0;
    int32_t high = c->n_sizes - 1;

    out->log_mb = log((double)memory_mb);
    out->share = 0;
    out->beyond = 0;
    while (low < high) { /* the last size that is not above */
        const int32_t middle = low + (high - low + 1) / 2;

        if (c->sizes[middle].memory_mb <= memory_mb)
            low = middle;
        else
            high = middle - 1;
    }
    out->below = &c->sizes[low];
    out->above = out->below;
    if (memory_mb < first->memory_mb) {
        out->beyond = first->log_mb - out->log_mb;
    } else if (low == c->n_sizes - 1) {
        out->beyond = out->log_mb - out->below->log_mb;
    } else if (memory_mb > out->below->memory_mb) {
        out->above = out->below + 1;
        out->share = (out->log_mb - out->below->log_mb) /
                     (out->above->log_mb - out->below->log_mb);
    }
}

/* Between two measured sizes the process is bridged from both, beyond the ends it
 * returns to the form, whose slope is less sure the further away. */
static void
deviation_at(const struct curve *c, const struct place *at, double *mean, double *var)
{
    const struct curve_size *below = at->below;
    const struct curve_size *above = at->above;
    const double prior = c->sd_misfit * c->sd_misfit;

    if (below == above) {
        const double decay = exp(-at->beyond / CURVE_REACH);
        const bool low = at->log_mb < below->log_mb;
        const double slope = (low ? c->sd_slope_low : c->sd_slope_high) * at->beyond;

        *mean = decay * below->deviation;
        *var = prior + decay * decay * (below->var_deviation - prior) + slope * slope;
    } else {
        const double e1 = exp((below->log_mb - at->log_mb) / CURVE_REACH);
        const double e2 = exp((at->log_mb - above->log_mb) / CURVE_REACH);
        const double left = 1 - e1 * e1 * e2 * e2;
        const double wa = e1 * (1 - e2 * e2) / left;
        const double wb = e2 * (1 - e1 * e1) / left;

        *mean = wa * below->deviation + wb * above->deviation;
        *var = prior * (1 - e1 * e1) * (1 - e2 * e2) / left +
               wa * wa * below->var_deviation + wb * wb * above->var_deviation +
               2 * wa * wb * below->cov_next;
    }
}

static double
between(double below, double above, double share)
{
    return below + share * (above - below);
}

/* Ratios of runs to the level: the pooled ones, as wide as runs are at this size. */
static void
set_runs(const struct curve *c, const struct place *at, struct dist *out)
{
    const struct curve_size *a = at->below;
    const struct curve_size *b = at->above;
    const double stretch = between(a->stretch, b->stretch, at->share);
    const double least = 0.5 * c->nodes[0];

    for (int stat = 0; stat < STAT_COUNT; stat++) {
        out->offset[stat] = between(a->run_offset[stat], b->run_offset[stat], at->share);
        out->sd_offset[stat] =
            between(a->sd_run_offset[stat], b->sd_run_offset[stat], at->share);
    }
    out->n_nodes = c->n_nodes;
    for (int32_t i = 0; i < c->n_nodes; i++) {
        const double node = 1 + stretch * (c->nodes[i] - 1);

        out->nodes[i] = node > least ? node : least;
    }
}

static void
predict_published(const struct curve *c, int32_t memory_mb, struct dist *out)
{
    const double ms = curve_formula_ms(&c->report.chosen, memory_mb);

    *out = (struct dist){
        .log_level = log(ms), .level_ms = ms, .df = INFINITY, .nodes = { 1 }, .n_nodes = 1
    };
}

enum va_code
curve_predict(const struct curve *c, int32_t memory_mb, struct dist *out)
{
    struct place at;
    double deviation = 0;
    double var = 0;

    if (memory_mb < 1 || memory_mb > SAMPLE_MEMORY_MB_MAX)
        return VA_DOMAIN;
    if (c->report.published) {
        predict_published(c, memory_mb, out);
        return VA_OK;
    }
    if (c->n_sizes == 0 || !c->centered)
        return VA_DATA;
    find_place(c, memory_mb, &at);
    out->measured = at.below->memory_mb == memory_mb;
    if (!c->fitted && !out->measured)
        return VA_DATA;
    if (c->fitted) {
        deviation_at(c, &at, &deviation, &var);
        out->log_level =
            fmin(fmax(formula_log(c, at.log_mb) + deviation, CURVE_LOG_MS_LEAST),
                 CURVE_LOG_MS_MOST);
        out->df = c->df;
    } else {
        out->log_level = at.below->log_center;
        var = at.below->var_center;
        out->df = DF_OF_ONE_SIZE + (double)at.below->rows - 1;
    }
    out->level_ms = 0;
    out->sd_level = CALIBRATION * sqrt(fmax(var, 0) + c->sd_host * c->sd_host);
    out->spread_known = true;
    out->n = out->measured ? at.below->n : 0;
    set_runs(c, &at, out);
    return VA_OK;
}
