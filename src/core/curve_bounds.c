/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bounds on predictions from the ends of an interval and the knots within: level, level
 * plus size, offsets and spreads are lines of x = log size between two knots, and every
 * measured size is one (curve_predict.c).
 */
#include "core/curve_bounds.h"

#include <math.h>

#include "core/curve_fit.h"

/* Wider than what rounding can do to a prediction, relative. */
#define SLACK 1e-11

/* The least and the most spread seen so far become the nodes' bounds. */
struct spread_range {
    double least, most;
};

static void
bounds_start(const struct curve *c, struct dist_bounds *out)
{
    out->log_level_least = INFINITY;
    out->log_level_most = -INFINITY;
    out->log_usage_least = INFINITY;
    out->log_usage_most = -INFINITY;
    for (int stat = 0; stat < STAT_COUNT; stat++) {
        out->log_stat_least[stat] = INFINITY;
        out->log_stat_most[stat] = -INFINITY;
    }
    out->n_nodes = c->n_nodes;
}

static void
take(double value, double *least, double *most)
{
    *least = value < *least ? value : *least;
    *most = value > *most ? value : *most;
}

static void
take_place(const struct curve *c, double x, struct spread_range *spread,
           struct dist_bounds *out)
{
    struct curve_place at;

    curve_place_at(c, x, &at);
    take(at.level, &out->log_level_least, &out->log_level_most);
    take(at.level + x, &out->log_usage_least, &out->log_usage_most);
    for (int stat = 0; stat < STAT_COUNT; stat++)
        take(at.level + at.offset[stat], &out->log_stat_least[stat],
             &out->log_stat_most[stat]);
    take(at.stretch, &spread->least, &spread->most);
}

static void
widen(double *least, double *most)
{
    *least -= SLACK * (1 + fabs(*least));
    *most += SLACK * (1 + fabs(*most));
}

static void
widen_all(struct dist_bounds *out)
{
    widen(&out->log_level_least, &out->log_level_most);
    widen(&out->log_usage_least, &out->log_usage_most);
    for (int stat = 0; stat < STAT_COUNT; stat++)
        widen(&out->log_stat_least[stat], &out->log_stat_most[stat]);
}

static double
held(double node, double least)
{
    return node > least ? node : least;
}

/* Nodes are 1 + spread (node - 1), held above half the least (curve_predict.c); they
 * ascend, so those below 1 come first. */
static void
bound_nodes(const struct curve *c, const struct spread_range *spread,
            struct dist_bounds *out)
{
    const double least = 0.5 * c->nodes[0];
    const double narrow = spread->least * (1 - SLACK);
    const double wide = spread->most * (1 + SLACK);
    int32_t i = 0;

    for (; i < c->n_nodes && c->nodes[i] < 1; i++) {
        out->nodes_least[i] = held(1 + wide * (c->nodes[i] - 1), least);
        out->nodes_most[i] = held(1 + narrow * (c->nodes[i] - 1), least);
    }
    for (; i < c->n_nodes; i++) {
        out->nodes_least[i] = held(1 + narrow * (c->nodes[i] - 1), least);
        out->nodes_most[i] = held(1 + wide * (c->nodes[i] - 1), least);
    }
}

/* A formula alone is monotone, and its statistics are all its level. */
static void
bound_shape(const struct curve_shape *shape, int32_t from_mb, int32_t to_mb,
            struct dist_bounds *out)
{
    const int32_t ends_mb[] = { from_mb, to_mb };

    for (int i = 0; i < 2; i++) {
        const double x = log((double)ends_mb[i]);
        const double level = log(curve_formula_ms(shape, ends_mb[i]));

        take(level, &out->log_level_least, &out->log_level_most);
        take(level + x, &out->log_usage_least, &out->log_usage_most);
        for (int stat = 0; stat < STAT_COUNT; stat++)
            take(level, &out->log_stat_least[stat], &out->log_stat_most[stat]);
    }
    out->nodes_least[0] = 1;
    out->nodes_most[0] = 1;
    out->n_nodes = 1;
    widen_all(out);
}

/* The first knot past x. */
static int32_t
knot_past(const struct curve *c, double x)
{
    int32_t low = 0;
    int32_t high = c->n_knots;

    while (low < high) {
        const int32_t middle = low + (high - low) / 2;

        if (c->knots[middle].x <= x)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool
is_interval(int32_t from_mb, int32_t to_mb)
{
    return from_mb >= 1 && from_mb <= to_mb && to_mb <= SAMPLE_MEMORY_MB_MAX;
}

bool
curve_bounds_power_law(const struct curve *c, int32_t from_mb, int32_t to_mb,
                       struct dist_bounds *out)
{
    if (!c->report.power_law.valid || !is_interval(from_mb, to_mb))
        return false;
    bounds_start(c, out);
    bound_shape(&c->report.power_law, from_mb, to_mb, out);
    return true;
}

bool
curve_bounds(const struct curve *c, int32_t from_mb, int32_t to_mb,
             struct dist_bounds *out)
{
    struct spread_range spread = { INFINITY, 0 };
    double x = 0;
    double end = 0;

    if (!c->fitted || !is_interval(from_mb, to_mb))
        return false;
    bounds_start(c, out);
    if (c->report.published) {
        bound_shape(&c->report.chosen, from_mb, to_mb, out);
        return true;
    }
    x = log((double)from_mb);
    take_place(c, x, &spread, out);
    if (to_mb > from_mb) {
        end = log((double)to_mb);
        for (int32_t i = knot_past(c, x); i < c->n_knots && c->knots[i].x < end; i++)
            take_place(c, c->knots[i].x, &spread, out);
        take_place(c, end, &spread, out);
    }
    bound_nodes(c, &spread, out);
    widen_all(out);
    return true;
}
