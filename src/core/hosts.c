/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kinds of host, compared within sizes; and drift, pooled over groups. */
#include "core/hosts.h"

#include <math.h>

/* Rounds of the two-way layout: sizes and types take turns. */
enum { ROUNDS = 12 };

/* More invocations than this at one size and type say no more about their ratio. */
#define WEIGHT_MOST 10.0

/* Drift is told from this many rows on, over this many days, when it is this many of its
 * standard errors and changes durations by this much in all. */
enum { DRIFT_ROWS = 30 };
#define DRIFT_DAYS 1.0
#define DRIFT_ERRORS 5.0
#define DRIFT_CHANGE 0.05

static bool
is_warm(const struct size_group *g)
{
    return g->cold != 1 && g->summary.rows > 0;
}

static double
weight_of(const struct size_group *g)
{
    return fmin((double)g->summary.n, WEIGHT_MOST);
}

static double
log_median(const struct size_group *g)
{
    return log(sketch_quantile(&g->summary.quantiles, 0.5));
}

/* One size: its part, given the types' parts; then what is left goes to the types. */
static void
layout_size(const struct size_group *groups, int32_t n, const struct hosts *h,
            double *sum, double *weight)
{
    double level = 0;
    double all = 0;

    for (int32_t i = 0; i < n; i++) {
        if (!is_warm(&groups[i]) || groups[i].cpu < 0)
            continue;
        level += weight_of(&groups[i]) *
                 (log_median(&groups[i]) - h->types[groups[i].cpu].log_ratio);
        all += weight_of(&groups[i]);
    }
    for (int32_t i = 0; i < n; i++) {
        if (!is_warm(&groups[i]) || groups[i].cpu < 0)
            continue;
        sum[groups[i].cpu] +=
            weight_of(&groups[i]) * (log_median(&groups[i]) - level / all);
        weight[groups[i].cpu] += weight_of(&groups[i]);
    }
}

/* Groups of one size stand together. */
static int32_t
groups_of_size(const struct profile *p, int32_t first)
{
    int32_t n = 0;

    while (first + n < p->n_groups &&
           p->groups[first + n].memory_mb == p->groups[first].memory_mb)
        n++;
    return n;
}

static void
layout(const struct profile *p, struct hosts *h)
{
    for (int round = 0; round < ROUNDS; round++) {
        double sum[PROFILE_CPUS_MAX] = { 0 };
        double weight[PROFILE_CPUS_MAX] = { 0 };
        int32_t n = 0;

        for (int32_t i = 0; i < p->n_groups; i += n) {
            n = groups_of_size(p, i);
            layout_size(p->groups + i, n, h, sum, weight);
        }
        for (int32_t t = 0; t < h->n_types; t++)
            h->types[t].log_ratio = weight[t] > 0 ? sum[t] / weight[t] : 0;
    }
}

/* The fastest type not taken yet; -1: none. */
static int32_t
next_type(const struct hosts *h, const bool *taken)
{
    int32_t at = -1;

    for (int32_t t = 0; t < h->n_types; t++)
        if (!taken[t] && (at < 0 || h->types[t].log_ratio < h->types[at].log_ratio))
            at = t;
    return at;
}

/* The type at the median of the invocations, n[t] of each, types in the order of their
 * ratios; -1 without invocations. */
static int32_t
median_type(const struct hosts *h, const int64_t *n)
{
    bool taken[PROFILE_CPUS_MAX] = { false };
    int64_t all = 0;
    int64_t sum = 0;

    for (int32_t t = 0; t < h->n_types; t++)
        all += n[t];
    for (int32_t at = next_type(h, taken); all > 0 && at >= 0; at = next_type(h, taken)) {
        taken[at] = true;
        sum += n[at];
        if (2 * sum >= all)
            return at;
    }
    return -1;
}

static void
count_types(const struct profile *p, int32_t memory_mb, int64_t *n)
{
    for (int32_t i = 0; i < p->n_groups; i++) {
        const struct size_group *g = &p->groups[i];

        if (is_warm(g) && g->cpu >= 0 && (memory_mb == 0 || g->memory_mb == memory_mb))
            n[g->cpu] += g->summary.n;
    }
}

void
hosts_init(const struct profile *p, struct hosts *out)
{
    int64_t n[PROFILE_CPUS_MAX] = { 0 };
    int64_t all = 0;
    double usual = 0;

    out->n_types = p->n_cpus;
    out->usual = -1;
    count_types(p, 0, n);
    for (int32_t t = 0; t < out->n_types; t++) {
        out->types[t] = (struct host_type){ .cpu = t, .n = n[t] };
        all += n[t];
    }
    if (all == 0)
        return;
    for (int32_t t = 0; t < out->n_types; t++)
        out->types[t].share = (double)n[t] / (double)all;
    if (out->n_types > 1)
        layout(p, out);
    out->usual = median_type(out, n);
    usual = out->types[out->usual].log_ratio;
    for (int32_t t = 0; t < out->n_types; t++)
        out->types[t].log_ratio -= usual;
}

double
hosts_correction(const struct hosts *h, const struct profile *p, int32_t memory_mb)
{
    int64_t n[PROFILE_CPUS_MAX] = { 0 };
    int32_t at = -1;

    if (h->n_types < 2)
        return 0;
    count_types(p, memory_mb, n);
    at = median_type(h, n);
    return at < 0 ? 0 : -h->types[at].log_ratio;
}

double
hosts_spread(const struct hosts *h)
{
    double least = INFINITY;
    double most = -INFINITY;

    for (int32_t t = 0; t < h->n_types; t++) {
        if (h->types[t].share < HOSTS_SHARE_LEAST)
            continue;
        least = fmin(least, h->types[t].log_ratio);
        most = fmax(most, h->types[t].log_ratio);
    }
    return most > least ? exp(most - least) : 1;
}

void
hosts_drift(const struct profile *p, struct host_drift *out)
{
    double weight = 0;
    double slope = 0;
    double days = 0;
    int64_t rows = 0;

    *out = (struct host_drift){ .found = false };
    for (int32_t i = 0; i < p->n_groups; i++) {
        const struct size_group *g = &p->groups[i];
        struct summary_drift of;

        if (!is_warm(g) || summary_drift(&g->summary, &of) || !(of.error_per_day > 0))
            continue;
        weight += 1 / (of.error_per_day * of.error_per_day);
        slope += of.slope_per_day / (of.error_per_day * of.error_per_day);
        days = fmax(days, of.span_days);
        rows += of.rows;
    }
    if (rows < DRIFT_ROWS || days < DRIFT_DAYS)
        return;
    out->days = days;
    out->change = slope / weight * days;
    out->found = fabs(slope / weight) * sqrt(weight) > DRIFT_ERRORS &&
                 fabs(out->change) > DRIFT_CHANGE;
}
