/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Joining weighted means and sums of squared deviations, private to summary*.c, in the
 * stable pairwise form of Chan, Golub and LeVeque, "Updating formulae and a pairwise
 * algorithm for computing sample variances", 1979.
 */
#ifndef VA_CORE_SUMMARY_MOMENTS_H
#define VA_CORE_SUMMARY_MOMENTS_H

#include "core/summary.h"

/* The two sides of a join: the weight of what is there, and the share that what comes
 * has of both, 0 when neither weighs anything. */
struct join {
    double weight, share;
};

static inline struct join
join_of(double weight, double more)
{
    const double both = weight + more;

    return (struct join){ weight, both > 0 ? more / both : 0 };
}

/* The sums of squares and products of what is there grow by those of what comes, and by
 * this for the distances between the two means. */
static inline double
join_apart(struct join j, double delta_x, double delta_y)
{
    return delta_x * delta_y * j.share * j.weight;
}

static inline void
join_moments(struct join j, double *mean, double *m2, double more_mean, double more_m2)
{
    const double delta = more_mean - *mean;

    *mean += delta * j.share;
    *m2 += more_m2 + join_apart(j, delta, delta);
}

static inline void
join_moves(struct summary_moves *a, const struct summary_moves *b)
{
    const struct join j = join_of((double)a->n, (double)b->n);

    a->product +=
        b->product + join_apart(j, b->mean_day - a->mean_day, b->mean_log - a->mean_log);
    join_moments(j, &a->mean_day, &a->m2_day, b->mean_day, b->m2_day);
    join_moments(j, &a->mean_log, &a->m2_log, b->mean_log, b->m2_log);
    a->rows += b->rows;
    a->n += b->n;
}

static inline void
join_times(struct summary *a, int64_t first_ms, int64_t last_ms)
{
    if (first_ms == TIME_UNKNOWN)
        return;
    if (a->first_ms == TIME_UNKNOWN || first_ms < a->first_ms)
        a->first_ms = first_ms;
    if (a->last_ms == TIME_UNKNOWN || last_ms > a->last_ms)
        a->last_ms = last_ms;
}

static inline void
join_memory(struct summary *a, int32_t max_memory_mb)
{
    if (max_memory_mb > a->max_memory_mb)
        a->max_memory_mb = max_memory_mb;
}

#endif
