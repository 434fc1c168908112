/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bounds on predictions from the ends of an interval and the curvature within.
 *
 * Between two neighbours among the measured sizes and the knee a prediction is smooth in
 * x = log size. Where its second derivative lies in [low, high],
 *   g >= min(g(x1), g(x2)) - max(high, 0) (x2 - x1)^2 / 8, and likewise from above
 * (the error of linear interpolation). The form contributes b^2 p (1 - p) with 0 < p < 1,
 * or nothing; the deviation d solves d'' = d / CURVE_REACH^2 (curve_predict.c), so it has
 * no positive maximum and no negative minimum inside. Offsets and spreads are linear.
 */
#include "core/curve_bounds.h"

#include <math.h>

#include "core/curve_fit.h"

/* Wider than what rounding can do to a prediction, relative. */
#define SLACK 1e-11

/* A stretch of the curve without a kink: between two sizes, or beyond an end. */
struct stretch {
    const struct curve_size *below, *above; /* the same beyond an end */
    double x1, x2;
};

/* What is known at one end of a stretch. */
struct end {
    double level, deviation;
    double offset[STAT_COUNT];
    double spread;
};

static double
form_at(const struct curve *c, double x)
{
    const struct curve_shape *shape = &c->report.chosen;

    if (shape->form == CURVE_FLAT)
        return c->log_a;
    if (shape->form == CURVE_POWER)
        return c->log_a + shape->b * x;
    return log(shape->c + exp(c->log_a + shape->b * fmin(x, c->log_knee)));
}

/* Most of the form's second derivative on either side of the knee; the least is 0. */
static double
form_bend(const struct curve *c, double x1)
{
    const struct curve_shape *shape = &c->report.chosen;

    if (shape->form == CURVE_FLAT || shape->form == CURVE_POWER || x1 >= c->log_knee)
        return 0;
    return 0.25 * shape->b * shape->b;
}

static double
deviation_at(const struct stretch *s, double x)
{
    const struct curve_size *below = s->below;
    const struct curve_size *above = s->above;
    double e1 = 0;
    double e2 = 0;

    if (below == above)
        return exp(-fabs(x - below->log_mb) / CURVE_REACH) * below->deviation;
    e1 = exp((below->log_mb - x) / CURVE_REACH);
    e2 = exp((x - above->log_mb) / CURVE_REACH);
    return (e1 * (1 - e2 * e2) * below->deviation +
            e2 * (1 - e1 * e1) * above->deviation) /
           (1 - e1 * e1 * e2 * e2);
}

static void
end_at(const struct curve *c, const struct stretch *s, double x, struct end *out)
{
    const struct curve_size *a = s->below;
    const struct curve_size *b = s->above;
    const double share = a == b ? 0 : (x - a->log_mb) / (b->log_mb - a->log_mb);

    out->deviation = deviation_at(s, x);
    out->level = form_at(c, x) + out->deviation;
    for (int stat = 0; stat < STAT_COUNT; stat++)
        out->offset[stat] =
            a->run_offset[stat] + share * (b->run_offset[stat] - a->run_offset[stat]);
    out->spread = a->stretch + share * (b->stretch - a->stretch);
}

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

/* Take the values at both ends in, and what may lie beyond them in between. */
static void
take(double a, double b, const double beyond[2], double *least, double *most)
{
    const double low = (a < b ? a : b) - beyond[0];
    const double high = (a < b ? b : a) + beyond[1];

    *least = low < *least ? low : *least;
    *most = high > *most ? high : *most;
}

/* Levels are held within limits (curve_predict.c); where that may happen, statistics and
 * usage are bounded by the level alone. */
static void
hold_levels(const struct end *e1, const struct end *e2, const struct stretch *s,
            struct dist_bounds *out)
{
    if (out->log_level_least >= CURVE_LOG_MS_LEAST &&
        out->log_level_most <= CURVE_LOG_MS_MOST)
        return;
    out->log_level_least =
        fmin(fmax(out->log_level_least, CURVE_LOG_MS_LEAST), CURVE_LOG_MS_MOST);
    out->log_level_most =
        fmin(fmax(out->log_level_most, CURVE_LOG_MS_LEAST), CURVE_LOG_MS_MOST);
    out->log_usage_least = fmin(out->log_usage_least, out->log_level_least + s->x1);
    out->log_usage_most = fmax(out->log_usage_most, out->log_level_most + s->x2);
    for (int stat = 0; stat < STAT_COUNT; stat++) {
        out->log_stat_least[stat] =
            fmin(out->log_stat_least[stat],
                 out->log_level_least + fmin(e1->offset[stat], e2->offset[stat]));
        out->log_stat_most[stat] =
            fmax(out->log_stat_most[stat],
                 out->log_level_most + fmax(e1->offset[stat], e2->offset[stat]));
    }
}

/* The least and the most spread seen so far become the nodes' bounds. */
struct spread_range {
    double least, most;
};

static void
add_stretch(const struct curve *c, const struct stretch *s, struct spread_range *spread,
            struct dist_bounds *out)
{
    const double width = s->x2 - s->x1;
    const double bend = width * width / 8;
    const double reach = CURVE_REACH * CURVE_REACH;
    struct end e1;
    struct end e2;
    double beyond[2];

    end_at(c, s, s->x1, &e1);
    end_at(c, s, s->x2, &e2);
    beyond[0] =
        bend * (form_bend(c, s->x1) + fmax(fmax(e1.deviation, e2.deviation), 0) / reach);
    beyond[1] = bend * -fmin(fmin(e1.deviation, e2.deviation), 0) / reach;
    take(e1.level, e2.level, beyond, &out->log_level_least, &out->log_level_most);
    take(e1.level + s->x1, e2.level + s->x2, beyond, &out->log_usage_least,
         &out->log_usage_most);
    for (int stat = 0; stat < STAT_COUNT; stat++)
        take(e1.level + e1.offset[stat], e2.level + e2.offset[stat], beyond,
             &out->log_stat_least[stat], &out->log_stat_most[stat]);
    hold_levels(&e1, &e2, s, out);
    spread->least = fmin(spread->least, fmin(e1.spread, e2.spread));
    spread->most = fmax(spread->most, fmax(e1.spread, e2.spread));
}

/* The stretch that starts at x, ending at limit or before. */
static void
stretch_from(const struct curve *c, double x, double limit, struct stretch *out)
{
    const struct curve_size *last = &c->sizes[c->n_sizes - 1];
    const struct curve_size *at = &c->sizes[0];

    *out = (struct stretch){ at, at, x, fmin(limit, at->log_mb) };
    if (x >= at->log_mb) {
        while (at < last && x >= at[1].log_mb)
            at++;
        out->below = at;
        out->above = at < last ? at + 1 : at;
        out->x2 = at < last ? fmin(limit, at[1].log_mb) : limit;
    }
    if (x < c->log_knee && out->x2 > c->log_knee)
        out->x2 = c->log_knee;
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

/* A published curve is monotone, and its statistics are all its level. */
static void
bound_published(const struct curve *c, int32_t from_mb, int32_t to_mb,
                struct dist_bounds *out)
{
    const double none[2] = { 0, 0 };
    const double x1 = log((double)from_mb);
    const double x2 = log((double)to_mb);
    const double g1 = form_at(c, x1);
    const double g2 = form_at(c, x2);

    take(g1, g2, none, &out->log_level_least, &out->log_level_most);
    take(g1 + x1, g2 + x2, none, &out->log_usage_least, &out->log_usage_most);
    for (int stat = 0; stat < STAT_COUNT; stat++)
        take(g1, g2, none, &out->log_stat_least[stat], &out->log_stat_most[stat]);
    out->nodes_least[0] = 1;
    out->nodes_most[0] = 1;
}

bool
curve_bounds(const struct curve *c, int32_t from_mb, int32_t to_mb,
             struct dist_bounds *out)
{
    struct spread_range spread = { INFINITY, 0 };
    double x = log((double)from_mb);
    double end = 0;

    if (!c->fitted || from_mb < 1 || from_mb > to_mb || to_mb > SAMPLE_MEMORY_MB_MAX)
        return false;
    bounds_start(c, out);
    end = from_mb == to_mb ? x : log((double)to_mb);
    if (c->report.published) {
        bound_published(c, from_mb, to_mb, out);
        widen_all(out);
        return true;
    }
    do {
        struct stretch s;

        stretch_from(c, x, end, &s);
        add_stretch(c, &s, &spread, out);
        x = s.x2;
    } while (x < end);
    widen_all(out);
    bound_nodes(c, &spread, out);
    return true;
}
