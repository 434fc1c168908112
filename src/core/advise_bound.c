/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bounds on cost and duration over a range of sizes.
 *
 * A bill never falls when the size or the billed time rises, so the smallest size with
 * the shortest times bounds it from below. Where only memory x time is charged, the least
 * MB x ms in the range is a bound as well, which does not suffer from the two being
 * reached at opposite ends. Cold starts only add: what is least without them is least
 * with them too.
 */
#include "core/advise_bound.h"

#include <math.h>

#include "core/curve_bounds.h"

/* Durations are taken to the nearest nanosecond: a bill may be for this much less. */
#define ROUNDED_MS 1e-6

/* What sums and exponentials round away at most, relative. */
#define SLACK 1e-11

/* Bills are below this, or bill_invocation says so. */
#define PUSD_MOST 9e18

/* Is the charge for compute in proportion to memory x time? */
static bool
charges_by_usage(const struct tariff *t)
{
    for (int32_t i = 0; i < t->n_rates; i++) {
        if (t->rates[i].unit != TARIFF_GB_S && t->rates[i].unit != TARIFF_MB_STEP)
            return false;
    }
    return true;
}

void
bounder_init(struct bounder *b, const struct contender *c,
             const struct advise_request *request)
{
    const struct cold_share share = advise_cold_share(c, request);

    *b = (struct bounder){ .contender = c, .request = request, .longer = 1 };
    if (share.num > 0)
        b->longer += cold_share_ratio(share) * fmax(expm1(c->cold.log_factor), 0);
    if (!c->has_tariff)
        return;
    b->by_usage = charges_by_usage(&c->tariff);
    b->has_line = bill_line_of(&c->tariff, &request->volume, &b->line);
}

static bool
is_priced(const struct contender *c)
{
    return c->has_tariff && (!c->implementation->api[0] || c->has_api);
}

/* Billed times of n equally likely durations, summed; off_ms is added to each. */
static double
billed_ms(const struct tariff *t, double level_ms, const double *nodes, int32_t n,
          double off_ms)
{
    const double scale = 1 / (double)t->step_ms;
    const double least = ceil(t->min_billed_ms * scale);
    double steps = 0;

    for (int32_t i = 0; i < n; i++) {
        const double x = (level_ms * nodes[i] + off_ms) * scale;
        const double down = (double)(int64_t)x;
        const double up = x > down ? down + 1 : down;

        steps += up > least ? up : least;
    }
    return steps * t->step_ms;
}

static double
sum_of(const double *values, int32_t n)
{
    double sum = 0;

    for (int32_t i = 0; i < n; i++)
        sum += values[i];
    return sum;
}

/* What n invocations at a size use together. */
struct use {
    double mb_ms;
    int32_t memory_mb, n;
};

/* The charge for one of them: by nothing that counts below it, or above it. */
static enum va_code
charge(const struct bounder *b, const struct use *u, bool above, int64_t *out_pusd)
{
    const struct contender *c = b->contender;
    const double slack = above ? 1 + SLACK : 1 - SLACK;
    const double ms = u->mb_ms / u->memory_mb * slack;
    const struct bill_time time = { u->memory_mb, (int64_t)ms + above, u->n };
    int64_t pusd = 0;
    enum va_code code = VA_OK;

    if (b->has_line && u->mb_ms < b->line.most_mb_ms * u->n) {
        const double line = b->line.base_pusd + b->line.pusd_per_mb_ms * u->mb_ms / u->n;

        pusd = (int64_t)fmin(line * slack, PUSD_MOST) + (above ? 2 : -2);
    } else {
        code = bill_invocation(&c->tariff, &time, &b->request->volume, &pusd);
    }
    if (!code && c->has_api && __builtin_add_overflow(pusd, c->api.pusd, &pusd))
        code = VA_OVERFLOW;
    if (!code)
        *out_pusd = pusd > 0 ? pusd : 0;
    return code;
}

/* No level is billed above the one that takes every node to the longest bill. */
static double
longest_level(const double *nodes, int32_t n)
{
    return (double)BILL_MS_MAX / nodes[n - 1];
}

static enum va_code
cost_least(const struct bounder *b, const struct size_range *range,
           const struct dist_bounds *d, double level_ms, int64_t *out_pusd)
{
    const struct tariff *t = &b->contender->tariff;
    const double longest = longest_level(d->nodes_most, d->n_nodes);
    struct use u = { 0, range->from_mb, d->n_nodes };

    *out_pusd = COST_UNKNOWN;
    if (!is_priced(b->contender))
        return VA_OK;
    u.mb_ms = range->from_mb * billed_ms(t, level_ms < longest ? level_ms : longest,
                                         d->nodes_least, d->n_nodes, -ROUNDED_MS);
    if (b->by_usage && d->log_level_most < log(longest)) {
        const double usage = exp(d->log_usage_least) * b->longer *
                                 sum_of(d->nodes_least, d->n_nodes) * (1 - SLACK) -
                             range->to_mb * d->n_nodes * ROUNDED_MS;

        u.mb_ms = usage > u.mb_ms ? usage : u.mb_ms;
    }
    return charge(b, &u, false, out_pusd);
}

static enum va_code
cost_most(const struct bounder *b, const struct size_range *range,
          const struct dist_bounds *d, int64_t *out_pusd)
{
    const struct tariff *t = &b->contender->tariff;
    const double level_ms = exp(d->log_level_most);
    struct use u = { 0, range->to_mb, d->n_nodes };

    *out_pusd = is_priced(b->contender) ? INT64_MAX : COST_UNKNOWN;
    if (*out_pusd == COST_UNKNOWN ||
        level_ms > longest_level(d->nodes_most, d->n_nodes) * (1 - SLACK))
        return VA_OK;
    u.mb_ms =
        range->to_mb * billed_ms(t, level_ms, d->nodes_most, d->n_nodes, ROUNDED_MS);
    if (b->by_usage && t->min_billed_ms <= t->step_ms) {
        const double usage =
            exp(d->log_usage_most) * sum_of(d->nodes_most, d->n_nodes) * (1 + SLACK) +
            (double)range->to_mb * d->n_nodes * (t->step_ms + ROUNDED_MS);

        u.mb_ms = usage < u.mb_ms ? usage : u.mb_ms;
    }
    return charge(b, &u, true, out_pusd);
}

/* The longest expected duration that the platform lets an invocation take. */
static double
limit_ms(const struct contender *c)
{
    const bool stated = c->has_tariff && c->tariff.max_timeout_ms > 0;

    return stated ? c->tariff.max_timeout_ms : (double)BILL_MS_MAX;
}

static bool
bounds_in(const struct bounder *b, const struct size_range *range,
          struct dist_bounds *out)
{
    const struct curve *curve = &b->contender->curve;

    return b->request->by_power_law
               ? curve_bounds_power_law(curve, range->from_mb, range->to_mb, out)
               : curve_bounds(curve, range->from_mb, range->to_mb, out);
}

enum va_code
advise_least(const struct bounder *b, const struct size_range *range, struct entry *out,
             bool *out_any)
{
    const struct contender *c = b->contender;
    const struct goal *g = &b->request->goal;
    struct dist_bounds d;
    double level_ms = 0;
    enum va_code code = VA_OK;

    *out_any = false;
    *out = (struct entry){ .memory_mb = range->from_mb };
    if (!bounds_in(b, range, &d))
        return VA_DOMAIN;
    level_ms = exp(d.log_level_least) * (1 - SLACK);
    out->duration_ms = exp(d.log_stat_least[g->stat]) * (1 - SLACK);
    if (level_ms > limit_ms(c) || (g->has_latency && out->duration_ms > g->latency_ms))
        return VA_OK;
    code = cost_least(b, range, &d, level_ms, &out->cost_pusd);
    *out_any = !code &&
               advise_goal_reason(c, g, out->cost_pusd, out->duration_ms) == ADVICE_NONE;
    return code;
}

enum va_code
advise_most(const struct bounder *b, const struct size_range *range, struct entry *out,
            bool *out_any)
{
    const struct contender *c = b->contender;
    struct dist_bounds d;

    *out = (struct entry){ .memory_mb = range->to_mb };
    if (!bounds_in(b, range, &d))
        return VA_DOMAIN;
    out->duration_ms = exp(d.log_stat_most[b->request->goal.stat]) * (1 + SLACK);
    *out_any = exp(d.log_level_least) * (1 - SLACK) <= limit_ms(c);
    return *out_any ? cost_most(b, range, &d, &out->cost_pusd) : VA_OK;
}
