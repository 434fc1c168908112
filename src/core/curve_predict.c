/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The distribution of duration at a size: the belief about its level, from the knots of
 * the fit, and how single runs spread about it.
 */
#include <math.h>
#include <stdbool.h>

#include "core/curve_fit.h"

/* Where a size lies among the measured ones. */
struct place {
    const struct curve_size *below, *above; /* the same at a measured size or beyond */
    double share;                           /* of `above`, 0 to 1 */
};

/* Degrees of freedom that the pooled or typical spread adds where there is one size. */
#define DF_OF_ONE_SIZE 3.0

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

/* The last size that is not above, or the first. */
static int32_t
size_below(const struct curve *c, int32_t memory_mb)
{
    int32_t low = 0;
    int32_t high = c->n_sizes - 1;

    while (low < high) {
        const int32_t middle = low + (high - low + 1) / 2;

        if (c->sizes[middle].memory_mb <= memory_mb)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

static void
find_place(const struct curve *c, int32_t memory_mb, double x, struct place *out)
{
    const int32_t at = size_below(c, memory_mb);

    out->below = &c->sizes[at];
    out->above = out->below;
    out->share = 0;
    if (memory_mb > out->below->memory_mb && at + 1 < c->n_sizes) {
        out->above = out->below + 1;
        out->share = (x - out->below->log_mb) / (out->above->log_mb - out->below->log_mb);
    }
}

static double
between(double below, double above, double share)
{
    return below + share * (above - below);
}

/* The belief at a place: on the line between two knots, level beyond the last. */
static struct posterior_knot
belief_at(const struct curve *c, double x)
{
    const struct posterior_knot *knots = c->knots;
    int32_t low = 0;
    int32_t high = c->n_knots - 1;
    double share = 0;

    if (x <= knots[low].x)
        return knots[low];
    if (x >= knots[high].x)
        return knots[high];
    while (high - low > 1) {
        const int32_t middle = low + (high - low) / 2;

        if (knots[middle].x <= x)
            low = middle;
        else
            high = middle;
    }
    share = (x - knots[low].x) / (knots[high].x - knots[low].x);
    return (struct posterior_knot){ x, between(knots[low].mean, knots[high].mean, share),
                                    between(knots[low].sd, knots[high].sd, share) };
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

/* One size alone: its own runs, on the next host. */
static struct posterior_knot
belief_of_one(const struct curve_size *s)
{
    return (struct posterior_knot){ s->log_mb, s->log_center,
                                    sqrt(s->var_center + CURVE_SD_HOST * CURVE_SD_HOST) };
}

enum va_code
curve_predict(const struct curve *c, int32_t memory_mb, struct dist *out)
{
    const double x = log((double)memory_mb);
    struct posterior_knot belief;
    struct place at;

    if (memory_mb < 1 || memory_mb > SAMPLE_MEMORY_MB_MAX)
        return VA_DOMAIN;
    if (c->report.published) {
        predict_published(c, memory_mb, out);
        return VA_OK;
    }
    if (c->n_sizes == 0 || !c->centered)
        return VA_DATA;
    find_place(c, memory_mb, x, &at);
    out->measured = at.below->memory_mb == memory_mb;
    if (!c->fitted && !out->measured)
        return VA_DATA;
    belief = c->fitted ? belief_at(c, x) : belief_of_one(at.below);
    out->log_level = belief.mean;
    out->sd_level = belief.sd;
    out->df = c->fitted ? c->df : DF_OF_ONE_SIZE + (double)at.below->rows - 1;
    out->level_ms = 0;
    out->spread_known = true;
    out->n = out->measured ? at.below->n : 0;
    set_runs(c, &at, out);
    return VA_OK;
}
