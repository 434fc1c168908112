/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a measurement is worth: each result that may come gives the curves weights, and
 * with those the pick may be another. */
#include <math.h>

#include "core/plan_parts.h"

/* Results looked at, of equal probability. */
enum { RESULTS = 6, BINS = 256 };

/* Of a bin, in log duration. */
#define WIDTH_LEAST 1e-9

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

/* Of the regret that the curves tell of, how much comes true: they are drawn as rough as
 * predictions must allow for, and the best size of a rough curve is better than any pick.
 * Found on public measurements of Lambda functions. */
#define COMES_TRUE 0.6

double
plan_regret(const struct plan_belief *b)
{
    double sum = 0;

    if (b->pick < 0)
        return NAN;
    for (int32_t k = 0; k < b->joint.n_draws; k++)
        sum += b->loss[k][b->pick];
    return COMES_TRUE * sum / b->joint.n_draws;
}

/* Variance of what `runs` more at a place tell of its curve. Runs on a host that was
 * seen add nothing about other hosts. */
static double
result_variance(const struct plan_belief *b, const struct plan_place *p, int32_t runs)
{
    const double run_sd = b->run_sd > 0 ? b->run_sd : RUN_SD_TYPICAL;
    const double run_var = VAR_OF_MEDIAN * run_sd * run_sd;
    const double host_var = fmax(b->joint.host_sd * b->joint.host_sd, HOST_VAR_LEAST);
    const bool all = !p->starts_cold || b->options->cold || b->options->warm_up;
    const int32_t warm = all ? runs : runs - 1;
    double before = 0;
    double after = 0;

    if (p->n == 0)
        return run_var / fmax(warm, 0.5) + host_var;
    before = run_var / (double)p->n + host_var;
    after = run_var / (double)(p->n + runs) + host_var;
    return 1 / (1 / after - 1 / before);
}

/* exp(-u2 / 2), nearly, for u2 below FAR squared: (1 - x / n)^n is exp(-x) for large n,
 * here 8. */
static double
bell(double u2)
{
    const double a = 1 - u2 / (FAR * FAR);
    const double b = a * a;
    const double c = b * b;

    return c * c;
}

/* The curves at one place, side by side. */
struct column {
    double y[JOINT_DRAWS];
    int32_t n;
};

static void
column_init(const struct plan_belief *b, int32_t place, struct column *out)
{
    out->n = b->joint.n_draws;
    for (int32_t k = 0; k < out->n; k++)
        out->y[k] = (double)b->joint.y[k][place];
}

/* Weights of the curves when a result comes; the curves that are far off are left out.
 * Returns how many are left. */
struct weighed {
    int32_t at[JOINT_DRAWS];
    double weight[JOINT_DRAWS];
    int32_t n;
};

static void
weigh(const struct column *column, double y, double var, struct weighed *out)
{
    const double reach = FAR * sqrt(var);
    double sum = 0;

    out->n = 0;
    for (int32_t k = 0; k < column->n; k++) {
        const double off = column->y[k] - y;

        if (fabs(off) > reach)
            continue;
        out->at[out->n] = k;
        out->weight[out->n] = bell(off * off / var);
        sum += out->weight[out->n++];
    }
    for (int32_t k = 0; k < out->n; k++)
        out->weight[k] /= sum;
}

/* The weighed mean of the curves. All places there may be: loops of fixed length are
 * vectorised. */
static void
weighed_mean(const struct plan_belief *b, const struct weighed *w,
             double mean[JOINT_PLACES])
{
    float sum[JOINT_PLACES] = { 0 };

    for (int32_t k = 0; k < w->n; k++) {
        const float *y = b->joint.y[w->at[k]];
        const float weight = (float)w->weight[k];

        for (int32_t i = 0; i < JOINT_PLACES; i++)
            sum[i] += weight * y[i];
    }
    for (int32_t i = 0; i < JOINT_PLACES; i++)
        mean[i] = (double)sum[i];
}

/* Loss of the pick that a result leads to, and of the pick now, by the same weights. */
static void
judge_result(const struct plan_belief *b, const struct weighed *w,
             struct plan_range range, struct plan_gain *out)
{
    double mean[JOINT_PLACES];
    int32_t pick = 0;

    weighed_mean(b, w, mean);
    pick = plan_pick(b, mean, range);
    for (int32_t k = 0; k < w->n; k++) {
        const double share = COMES_TRUE * w->weight[k] / RESULTS;
        const double *loss = b->loss[w->at[k]];

        out->after += share * loss[pick];
        out->before += b->pick < 0 ? 0 : share * loss[b->pick];
    }
}

/* Results of equal probability: what the curves say of the place, at even quantiles, to
 * the width of a bin. */
static void
results_at(const struct column *column, double out[RESULTS])
{
    const int32_t n = column->n;
    int32_t count[BINS] = { 0 };
    double least = INFINITY;
    double most = -INFINITY;
    double width = 0;
    double per_width = 0;
    int32_t bin = 0;
    int32_t below = 0;

    for (int32_t k = 0; k < n; k++) {
        least = column->y[k] < least ? column->y[k] : least;
        most = column->y[k] > most ? column->y[k] : most;
    }
    width = (most - least) / (BINS - 1) + WIDTH_LEAST;
    per_width = 1 / width;
    for (int32_t k = 0; k < n; k++)
        count[(int32_t)((column->y[k] - least) * per_width)]++;
    for (int32_t r = 0; r < RESULTS; r++) {
        while (2 * RESULTS * (below + count[bin]) <= (2 * r + 1) * n)
            below += count[bin++];
        out[r] = least + (bin + 0.5) * width;
    }
}

/* How many warm runs the runs of a step come to, in price. */
static double
runs_paid(const struct plan_belief *b, const struct plan_place *p, int32_t runs)
{
    if (b->options->cold)
        return COLD_FACTOR * runs;
    if (!p->starts_cold)
        return runs;
    return runs + (b->options->warm_up ? COLD_FACTOR : COLD_FACTOR - 1);
}

void
plan_gain(const struct plan_belief *b, int32_t place, int32_t runs, struct plan_gain *out)
{
    const struct plan_place *p = &b->places.at[place];
    const double var = result_variance(b, p, runs);
    struct plan_range range = b->range;
    double results[RESULTS];
    struct column column;
    struct weighed weighed;

    range.first = place < range.first ? place : range.first;
    range.last = place > range.last ? place : range.last;
    *out =
        (struct plan_gain){ .price_pusd = b->price_pusd[place] * runs_paid(b, p, runs) };
    column_init(b, place, &column);
    results_at(&column, results);
    for (int32_t k = 0; k < RESULTS; k++) {
        weigh(&column, results[k], var, &weighed);
        judge_result(b, &weighed, range, out);
    }
    if (b->pick < 0)
        out->before = NAN;
}
