/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The distribution of duration at a size: the belief about its level, from the knots of
 * the fit, and how single runs spread about it.
 */
#include <math.h>
#include <stddef.h>

#include "core/curve_fit.h"

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

/* The last size that is not above x, or the first. */
static int32_t
size_below(const struct curve *c, double x)
{
    int32_t low = 0;
    int32_t high = c->n_sizes - 1;

    while (low < high) {
        const int32_t middle = low + (high - low + 1) / 2;

        if (c->sizes[middle].log_mb <= x)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

static double
between(double below, double above, double share)
{
    return below + share * (above - below);
}

/* Level and its uncertainty: on the line between two knots, level beyond the last. */
static void
place_level(const struct curve *c, double x, struct curve_place *out)
{
    const struct posterior_knot *knots = c->knots;
    int32_t low = 0;
    int32_t high = c->n_knots - 1;
    double share = 0;

    x = fmin(fmax(x, knots[low].x), knots[high].x);
    while (high - low > 1) {
        const int32_t middle = low + (high - low) / 2;

        if (knots[middle].x <= x)
            low = middle;
        else
            high = middle;
    }
    share = (x - knots[low].x) / (knots[high].x - knots[low].x);
    out->level = between(knots[low].mean, knots[high].mean, share);
    out->sd = between(knots[low].sd, knots[high].sd, share);
}

/* How runs spread: on the line between two sizes, that of the ends beyond. */
static void
place_runs(const struct curve *c, double x, struct curve_place *out)
{
    const int32_t at = size_below(c, x);
    const struct curve_size *a = &c->sizes[at];
    const struct curve_size *b = x > a->log_mb && at + 1 < c->n_sizes ? a + 1 : a;
    const double share = a < b ? (x - a->log_mb) / (b->log_mb - a->log_mb) : 0;

    for (int stat = 0; stat < STAT_COUNT; stat++) {
        out->offset[stat] = between(a->run_offset[stat], b->run_offset[stat], share);
        out->sd_offset[stat] =
            between(a->sd_run_offset[stat], b->sd_run_offset[stat], share);
    }
    out->stretch = between(a->stretch, b->stretch, share);
}

void
curve_place_at(const struct curve *c, double x, struct curve_place *out)
{
    place_level(c, x, out);
    place_runs(c, x, out);
}

/* Ratios of runs to the level: the pooled ones, as wide as runs are at this size. */
static void
set_runs(const struct curve *c, const struct curve_place *at, struct dist *out)
{
    const double least = 0.5 * c->nodes[0];

    for (int stat = 0; stat < STAT_COUNT; stat++) {
        out->offset[stat] = at->offset[stat];
        out->sd_offset[stat] = at->sd_offset[stat];
    }
    out->n_nodes = c->n_nodes;
    for (int32_t i = 0; i < c->n_nodes; i++) {
        const double node = 1 + at->stretch * (c->nodes[i] - 1);

        out->nodes[i] = node > least ? node : least;
    }
}

/* A formula alone: one duration a size, nothing of how it spreads. */
static void
predict_shape(const struct curve_shape *shape, int32_t memory_mb, struct dist *out)
{
    const double ms = curve_formula_ms(shape, memory_mb);

    *out = (struct dist){
        .log_level = log(ms), .level_ms = ms, .df = INFINITY, .nodes = { 1 }, .n_nodes = 1
    };
}

/* One size alone: its own runs, on the next host. */
static void
place_of_one(const struct curve *c, const struct curve_size *s, struct curve_place *out)
{
    place_runs(c, s->log_mb, out);
    out->level = s->log_center;
    out->sd = sqrt(s->var_center + CURVE_SD_HOST * CURVE_SD_HOST);
}

enum va_code
curve_predict(const struct curve *c, int32_t memory_mb, struct dist *out)
{
    const double x = log((double)memory_mb);
    const struct curve_size *below = NULL;
    struct curve_place at;

    if (memory_mb < 1 || memory_mb > SAMPLE_MEMORY_MB_MAX)
        return VA_DOMAIN;
    if (c->report.published) {
        predict_shape(&c->report.chosen, memory_mb, out);
        return VA_OK;
    }
    if (c->n_sizes == 0 || !c->centered)
        return VA_DATA;
    below = &c->sizes[size_below(c, x)];
    out->measured = below->memory_mb == memory_mb;
    if (!c->fitted && !out->measured)
        return VA_DATA;
    if (c->fitted)
        curve_place_at(c, x, &at);
    else
        place_of_one(c, below, &at);
    out->log_level = at.level;
    out->sd_level = at.sd;
    out->df = c->fitted ? c->df : DF_OF_ONE_SIZE + (double)below->rows - 1;
    out->level_ms = exp(at.level);
    out->spread_known = true;
    out->n = out->measured ? below->n : 0;
    set_runs(c, &at, out);
    return VA_OK;
}

enum va_code
curve_predict_power_law(const struct curve *c, int32_t memory_mb, struct dist *out)
{
    if (memory_mb < 1 || memory_mb > SAMPLE_MEMORY_MB_MAX)
        return VA_DOMAIN;
    if (!c->report.power_law.valid)
        return VA_DATA;
    predict_shape(&c->report.power_law, memory_mb, out);
    return VA_OK;
}
