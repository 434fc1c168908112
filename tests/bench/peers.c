/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The peers' formulas and choices. */
#include <math.h>
#include <stddef.h>

#include "core/curve_check.h"
#include "core/nlfit.h"
#include "peers.h"
#include "truth.h"

static void
fit_points_of(const struct peer_points *p, struct fit_points *out)
{
    out->n = p->n;
    for (int32_t i = 0; i < p->n; i++) {
        out->mb[i] = p->mb[i];
        out->log_mb[i] = log(p->mb[i]);
        out->log_ms[i] = log(p->ms[i]);
        out->weight[i] = p->weight ? p->weight[i] : 1;
    }
}

static bool
fit_power(const struct peer_points *p, double *out)
{
    struct fit_points points;
    struct curve_shape shape;

    fit_points_of(p, &points);
    curve_fit_power(&points, false, &shape);
    out[0] = shape.a;
    out[1] = shape.b;
    return shape.valid;
}

static double
least(const double *values, int32_t n)
{
    double found = values[0];

    for (int32_t i = 1; i < n; i++)
        found = fmin(found, values[i]);
    return found;
}

/* From floors that are a small, a middle and a large part of the shortest duration; where
 * none of them is left, the power law. */
static bool
fit_floor(const struct peer_points *p, double *out)
{
    static const double floors[] = { 0.02, 0.5, 0.9 };
    const double shortest = least(p->ms, p->n);
    struct fit_points points;
    double best = INFINITY;

    fit_points_of(p, &points);
    out[0] = 0;
    if (!fit_power(p, out + 1))
        return false;
    for (size_t k = 0; k < sizeof floors / sizeof floors[0]; k++) {
        struct fit_points above = points;
        struct curve_shape start;
        struct curve_refined r;

        for (int32_t i = 0; i < p->n; i++)
            above.log_ms[i] = log(p->ms[i] - floors[k] * shortest);
        curve_fit_power(&above, false, &start);
        start.form = CURVE_FLOOR;
        start.c = floors[k] * shortest;
        if (!start.valid || curve_refine(&points, &start, &r) || r.rss >= best)
            continue;
        best = r.rss;
        out[0] = r.shape.c;
        out[1] = r.shape.a;
        out[2] = r.shape.b;
    }
    return true;
}

/* From the floor's fit bent at a third and at two thirds of the sizes; where neither is
 * better, that. */
static bool
fit_knee(const struct peer_points *p, double *out)
{
    enum { BENDS = 2 };
    struct fit_points points;
    struct curve_shape start = { .form = CURVE_KNEE };
    double best = INFINITY;

    fit_points_of(p, &points);
    if (!fit_floor(p, out))
        return false;
    out[3] = INFINITY;
    start.c = out[0];
    start.a = out[1];
    start.b = out[2];
    for (int32_t k = 1; k <= BENDS; k++) {
        struct curve_refined r;

        start.knee_mb = p->mb[k * (p->n - 1) / (BENDS + 1)];
        if (curve_refine(&points, &start, &r) || r.rss >= best)
            continue;
        best = r.rss;
        out[0] = r.shape.c;
        out[1] = r.shape.a;
        out[2] = r.shape.b;
        out[3] = r.shape.knee_mb;
    }
    return true;
}

static double
parrotfish_value(const void *context, int32_t i, const double *q)
{
    const struct peer_points *p = context;

    return q[0] + q[1] * exp(-p->mb[i] / q[2]);
}

/* a0 and a1 by linear least squares, a2 being given, and above 0. */
static void
parrotfish_start(const struct peer_points *p, const double *weight, double *q)
{
    double sum = 0;
    double sum_e = 0;
    double sum_y = 0;
    double see = 0;
    double sey = 0;

    for (int32_t i = 0; i < p->n; i++) {
        sum += weight[i];
        sum_e += weight[i] * exp(-p->mb[i] / q[2]);
        sum_y += weight[i] * p->ms[i];
    }
    for (int32_t i = 0; i < p->n; i++) {
        const double e = exp(-p->mb[i] / q[2]) - sum_e / sum;

        see += weight[i] * e * e;
        sey += weight[i] * e * (p->ms[i] - sum_y / sum);
    }
    q[1] = fmax(see > 0 ? sey / see : 0, 1e-3 * sum_y / sum);
    q[0] = fmax((sum_y - q[1] * sum_e) / sum, 1e-3 * sum_y / sum);
}

/* A fit that stops before its minimum counts as well: its author's would go on for long.
 */
static bool
fit_parrotfish(const struct peer_points *p, double *out)
{
    static const double decays_mb[] = { 60, 150, 400, 1000, 2500, 6000 };
    static const double lower[3] = { 0, 0, 0 };
    double weight[CURVE_SIZES_MAX];
    double best = INFINITY;

    for (int32_t i = 0; i < p->n; i++)
        weight[i] = p->mb[i] * p->mb[i];
    for (size_t k = 0; k < sizeof decays_mb / sizeof decays_mb[0]; k++) {
        double start[3] = { 0, 0, decays_mb[k] };
        const struct nlfit_problem problem = { .n = p->n,
                                               .n_parameters = 3,
                                               .y = p->ms,
                                               .weight = weight,
                                               .lower = lower,
                                               .start = start,
                                               .iterations = 400,
                                               .context = p,
                                               .value = parrotfish_value };
        struct nlfit_result r;
        enum va_code code = VA_OK;

        parrotfish_start(p, weight, start);
        code = nlfit(&problem, &r);
        if ((code != VA_OK && code != VA_DATA) || !(r.rss < best))
            continue;
        best = r.rss;
        for (int32_t j = 0; j < 3; j++)
            out[j] = r.parameter[j];
    }
    return isfinite(best);
}

/* clang-format off */
static const struct {
    const char *text;
    int32_t n_parameters;
    bool (*fit)(const struct peer_points *p, double *out);
} forms[PEER_FORM_COUNT] = {
    [PEER_POWER]      = { "a x^b",              2, fit_power },
    [PEER_FLOOR]      = { "c + a x^b",          3, fit_floor },
    [PEER_KNEE]       = { "c + a min(x, K)^b",  3, fit_knee },
    [PEER_PARROTFISH] = { "a0 + a1 exp(-x/a2)", 3, fit_parrotfish },
};
/* clang-format on */

bool
peer_fit(enum peer_form form, const struct peer_points *p, struct peer *out)
{
    out->form = form;
    if (p->n < forms[form].n_parameters || p->n > CURVE_SIZES_MAX)
        return false;
    return forms[form].fit(p, out->parameter);
}

double
peer_ms(const struct peer *peer, double memory_mb)
{
    const double *q = peer->parameter;

    switch (peer->form) {
    case PEER_POWER:
        return q[0] * pow(memory_mb, q[1]);
    case PEER_FLOOR:
        return q[0] + q[1] * pow(memory_mb, q[2]);
    case PEER_KNEE:
        return q[0] + q[1] * pow(fmin(memory_mb, q[3]), q[2]);
    case PEER_PARROTFISH:
        return q[0] + q[1] * exp(-memory_mb / q[2]);
    case PEER_FORM_COUNT:
        break;
    }
    return NAN;
}

const char *
peer_form_text(enum peer_form form)
{
    return forms[form].text;
}

/* Its price of a size has no request fee: only ratios matter. */
static double
tuning_cost(const struct peer_points *p, int32_t i)
{
    return ceil(p->ms[i]) * p->mb[i];
}

static double
tuning_balance(const struct peer_points *p, int32_t i, double weight)
{
    double most_cost = 0;
    double most_ms = 0;

    for (int32_t k = 0; k < p->n; k++) {
        most_cost = fmax(most_cost, tuning_cost(p, k));
        most_ms = fmax(most_ms, p->ms[k]);
    }
    return weight * tuning_cost(p, i) / most_cost + (1 - weight) * p->ms[i] / most_ms;
}

/* What decides, and what decides among equals. */
struct rank {
    double passed; /* by how much the limits are passed, a ratio; 0: kept */
    double first, second;
};

static struct rank
tuning_rank(const struct peer_points *p, int32_t i, const struct goal *g)
{
    const double cost = tuning_cost(p, i);
    const double price = (double)truth_cost_pusd((int32_t)p->mb[i], p->ms[i]);
    struct rank r = { .first = cost, .second = p->ms[i] };

    if (g->objective == OBJECTIVE_FASTEST)
        r = (struct rank){ .first = p->ms[i], .second = cost };
    if (g->objective == OBJECTIVE_BALANCED)
        r = (struct rank){ .first = tuning_balance(p, i, g->cost_weight_ratio) };
    if (g->has_budget)
        r.passed = fmax(price / (double)g->budget_pusd - 1, 0);
    if (g->has_latency)
        r.passed = fmax(r.passed, p->ms[i] / g->latency_ms - 1);
    return r;
}

static bool
ranks_before(const struct rank *a, const struct rank *b)
{
    const double of_a[] = { a->passed, a->first, a->second };
    const double of_b[] = { b->passed, b->first, b->second };

    for (int i = 0; i < 3; i++)
        if (of_a[i] < of_b[i] || of_b[i] < of_a[i])
            return of_a[i] < of_b[i];
    return false;
}

int32_t
peer_tuning_pick(const struct peer_points *p, const struct goal *goal)
{
    struct rank best = tuning_rank(p, 0, goal);
    int32_t at = 0;

    for (int32_t i = 1; i < p->n; i++) {
        const struct rank r = tuning_rank(p, i, goal);

        if (ranks_before(&r, &best)) {
            best = r;
            at = i;
        }
    }
    return (int32_t)p->mb[at];
}
