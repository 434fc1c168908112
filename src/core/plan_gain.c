/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a measurement is worth: each result that may come gives the curves weights, and
 * with those the pick may be another. */
#include <math.h>
#include <stdlib.h>

#include "core/plan_parts.h"

/* Results looked at, of equal probability. */
enum { RESULTS = 8 };

/* Where runs have not told, they spread like this (curve_size.c). */
#define RUN_SD_TYPICAL 0.08

/* The centre of runs is a median: its variance is this much that of a mean. */
#define VAR_OF_MEDIAN 1.3

/* Curves further from a result than this, in standard errors, are out of the question. */
#define FAR 4.0

/* Beside two hosts of one kind (curve_fit.h), squared. */
#define HOST_VAR_LEAST (0.02 * 0.02)

/* A first run at a size starts cold: it takes this much of a warm run. */
#define COLD_FACTOR 1.5

static int
compare(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;

    return (x > y) - (x < y);
}

struct plan_range
plan_range_now(const struct plan_belief *b)
{
    const struct contender *c = b->contender;
    struct plan_range r = { .first = b->places.n, .last = -1 };

    for (int32_t i = 0; i < b->places.n; i++) {
        const int32_t mb = b->places.at[i].memory_mb;

        if (!(mb >= c->from_mb && mb <= c->to_mb) &&
            !(b->options->request.extrapolate && b->n_measured > 0))
            continue;
        r.first = i < r.first ? i : r.first;
        r.last = i;
    }
    return r;
}

static double
mean_loss(const struct plan_belief *b, int32_t place)
{
    double sum = 0;

    for (int32_t k = 0; k < b->joint.n_draws; k++)
        sum += b->loss[place][k];
    return sum / b->joint.n_draws;
}

static void
mean_curve(const struct plan_belief *b, double *out)
{
    for (int32_t i = 0; i < b->places.n; i++) {
        out[i] = 0;
        for (int32_t k = 0; k < b->joint.n_draws; k++)
            out[i] += b->joint.y[i][k];
        out[i] /= b->joint.n_draws;
    }
}

static int32_t
pick_now(const struct plan_belief *b)
{
    const struct plan_range r = plan_range_now(b);
    double mean[JOINT_PLACES];

    if (r.last < r.first)
        return -1;
    mean_curve(b, mean);
    return plan_pick(b, mean, r.first, r.last);
}

double
plan_regret(const struct plan_belief *b)
{
    const int32_t pick = pick_now(b);

    return pick < 0 ? NAN : mean_loss(b, pick);
}

/* Variance of what `runs` more at a place tell of its curve. Runs on a host that was
 * seen add nothing about other hosts. */
static double
result_variance(const struct plan_belief *b, const struct plan_place *p, int32_t runs)
{
    const double run_sd = b->run_sd > 0 ? b->run_sd : RUN_SD_TYPICAL;
    const double run_var = VAR_OF_MEDIAN * run_sd * run_sd;
    const double host_var = fmax(b->joint.host_sd * b->joint.host_sd, HOST_VAR_LEAST);
    const int32_t warm = p->n > 0 || b->options->cold ? runs : runs - 1;
    double before = 0;
    double after = 0;

    if (p->n == 0)
        return run_var / fmax(warm, 0.5) + host_var;
    before = run_var / (double)p->n + host_var;
    after = run_var / (double)(p->n + runs) + host_var;
    return 1 / (1 / after - 1 / before);
}

/* Weights of the curves when a result comes; the curves that are far off are left out.
 * Returns how many are left. */
struct weighed {
    int32_t at[JOINT_DRAWS];
    double weight[JOINT_DRAWS];
    int32_t n;
};

static void
weigh(const struct plan_belief *b, int32_t place, double y, double var,
      struct weighed *out)
{
    const double reach = FAR * sqrt(var);
    double sum = 0;

    out->n = 0;
    for (int32_t k = 0; k < b->joint.n_draws; k++) {
        const double off = b->joint.y[place][k] - y;

        if (fabs(off) > reach)
            continue;
        out->at[out->n] = k;
        out->weight[out->n] = exp(-0.5 * off * off / var);
        sum += out->weight[out->n++];
    }
    for (int32_t k = 0; k < out->n; k++)
        out->weight[k] /= sum;
}

static double
weighed_sum(const struct weighed *w, const double *values)
{
    double sum = 0;

    for (int32_t k = 0; k < w->n; k++)
        sum += w->weight[k] * values[w->at[k]];
    return sum;
}

/* Loss of the pick that a result leads to, and of `stay` under the same weights. */
static void
judge_result(const struct plan_belief *b, const struct weighed *w,
             struct plan_range range, int32_t stay, struct plan_gain *out)
{
    double mean[JOINT_PLACES] = { 0 };
    int32_t pick = 0;

    for (int32_t i = range.first; i <= range.last; i++)
        mean[i] = weighed_sum(w, b->joint.y[i]);
    pick = plan_pick(b, mean, range.first, range.last);
    out->after += weighed_sum(w, b->loss[pick]) / RESULTS;
    if (stay >= 0)
        out->before += weighed_sum(w, b->loss[stay]) / RESULTS;
}

static double
mean_price(const struct plan_belief *b, int32_t place, int32_t runs)
{
    const bool cold = b->places.at[place].n == 0;
    double sum = 0;

    for (int32_t k = 0; k < b->joint.n_draws; k++)
        sum += b->price[place][k];
    return sum / b->joint.n_draws * (runs + (cold ? COLD_FACTOR - 1 : 0));
}

void
plan_gain(const struct plan_belief *b, int32_t place, int32_t runs, struct plan_gain *out)
{
    const struct plan_place *p = &b->places.at[place];
    const double var = result_variance(b, p, runs);
    const int32_t n = b->joint.n_draws;
    struct plan_range range = plan_range_now(b);
    const int32_t stay = pick_now(b);
    double sorted[JOINT_DRAWS];
    struct weighed weighed;

    range.first = place < range.first ? place : range.first;
    range.last = place > range.last ? place : range.last;
    for (int32_t k = 0; k < n; k++)
        sorted[k] = b->joint.y[place][k];
    qsort(sorted, (size_t)n, sizeof sorted[0], compare);
    *out = (struct plan_gain){ .price_pusd = mean_price(b, place, runs) };
    for (int32_t k = 0; k < RESULTS; k++) {
        weigh(b, place, sorted[(2 * k + 1) * n / (2 * RESULTS)], var, &weighed);
        judge_result(b, &weighed, range, stay, out);
    }
    if (stay < 0)
        out->before = NAN;
}
