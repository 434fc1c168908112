/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Billed time: durations rounded up as providers do. */
#include "core/bill.h"

#include <assert.h>

/* Of a step: see steps_of. */
#define NEAR 1e-5

static const int64_t ns_per_ms = 1000000;

/* What has to be known to round many durations. */
struct rounding {
    int64_t step_ms;
    int64_t step_ns;
    double per_step; /* 1 / step_ns, nearly */
    double per_ms;   /* steps */
    int64_t min_steps;
    int64_t max_ns;
};

static enum va_code
rounding_of(const struct tariff *t, struct rounding *out)
{
    if (t->step_ms < 1 || t->min_billed_ms < 0)
        return VA_DOMAIN;
    out->step_ms = t->step_ms;
    out->step_ns = t->step_ms * ns_per_ms;
    out->per_step = 1 / (double)out->step_ns;
    out->per_ms = 1 / (double)out->step_ms;
    out->min_steps = ((int64_t)t->min_billed_ms + t->step_ms - 1) / t->step_ms;
    out->max_ns = BILL_MS_MAX * ns_per_ms;
    return VA_OK;
}

/* ns / step_ns for 0 <= ns < max_ns < 2^52, as exact as a division of integers, which is
 * slower: the product is off by less than one. */
static int64_t
whole_steps(const struct rounding *r, int64_t ns)
{
    int64_t steps = (int64_t)((double)ns * r->per_step);

    steps -= steps * r->step_ns > ns;
    steps += (steps + 1) * r->step_ns <= ns;
    return steps;
}

/* To steps, as billed. 1 <= ns <= max_ns */
static int64_t
round_up(const struct rounding *r, int64_t ns)
{
    const int64_t steps = whole_steps(r, ns - 1) + 1;

    return steps > r->min_steps ? steps : r->min_steps;
}

enum va_code
bill_round(const struct tariff *t, int64_t duration_ns, int64_t init_ns,
           int64_t *out_billed_ms)
{
    struct rounding r;
    const enum va_code code = rounding_of(t, &r);

    if (code)
        return code;
    if (duration_ns < 1 || duration_ns > r.max_ns || init_ns < 0 || init_ns > r.max_ns)
        return VA_DOMAIN;
    if (t->init == TARIFF_INIT_BILLED)
        duration_ns += init_ns;
    if (duration_ns > r.max_ns)
        return VA_DOMAIN;
    *out_billed_ms = round_up(&r, duration_ns) * r.step_ms;
    return VA_OK;
}

/* The nearest whole nanosecond, at least one; 0 < ms <= BILL_MS_MAX. Sums with 1/2 are
 * exact from 1/2 on up to 2^52. */
static int64_t
nearest_ns(double ms)
{
    const int64_t ns = (int64_t)(ms * (double)ns_per_ms + 0.5);

    return ns > 0 ? ns : 1;
}

enum va_code
bill_sum(const struct tariff *t, const int64_t *ns, int32_t n, int64_t *out_billed_ms)
{
    struct rounding r;
    int64_t steps = 0;
    const enum va_code code = rounding_of(t, &r);

    if (code)
        return code;
    for (int32_t i = 0; i < n; i++) {
        if (ns[i] < 1 || ns[i] > r.max_ns)
            return VA_DOMAIN;
        steps += round_up(&r, ns[i]);
    }
    *out_billed_ms = steps * r.step_ms;
    return VA_OK;
}

/*
 * As round_up for the nearest nanosecond, 0 < ms <= BILL_MS_MAX. Steps in floating point
 * are off by less than 1e-6, and a nanosecond is 1e-6 steps at most: only nearer than
 * NEAR to a whole step can they decide.
 */
static inline int64_t
steps_of(const struct rounding *r, double ms)
{
    const double steps = ms * r->per_ms;
    const int64_t whole = (int64_t)steps;
    const double rest = steps - (double)whole;
    int64_t ns = 0;

    if (rest > NEAR && rest < 1 - NEAR)
        return whole < r->min_steps ? r->min_steps : whole + 1;
    ns = nearest_ns(ms);
    return round_up(r, ns < r->max_ns ? ns : r->max_ns);
}

enum va_code
bill_time_of(const struct tariff *t, int32_t memory_mb, const struct dist *d,
             double level_ms, struct bill_time *out)
{
    struct rounding r;
    int64_t steps = 0;
    const enum va_code code = rounding_of(t, &r);

    assert(d->n_nodes <= DIST_NODES_MAX);
    if (code)
        return code;
    if (memory_mb < 1 || d->n_nodes < 1 || !(level_ms * d->nodes[0] > 0) ||
        !(level_ms * d->nodes[d->n_nodes - 1] <= (double)BILL_MS_MAX))
        return VA_DOMAIN;
    for (int32_t i = 0; i < d->n_nodes; i++)
        steps += steps_of(&r, level_ms * d->nodes[i]);
    *out = (struct bill_time){ .memory_mb = memory_mb,
                               .sum_billed_ms = steps * r.step_ms,
                               .n = d->n_nodes };
    return VA_OK;
}
