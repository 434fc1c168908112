/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One contender at one size: is it in the goal, how sure is that? */
#include <math.h>

#include "core/advise_size.h"

/* Halvings when the level that costs exactly the budget is sought: 2^-48 of its log. */
enum { LEVEL_STEPS = 48 };

enum advice_reason
advise_goal_reason(const struct contender *c, const struct goal *g, int64_t cost_pusd,
                   double duration_ms)
{
    double recall = c->implementation->recall;

    if (g->min_recall > 0 && !(recall >= g->min_recall))
        return ADVICE_LOW_RECALL;
    if (g->has_budget && cost_pusd == COST_UNKNOWN)
        return ADVICE_NO_PRICE;
    if (g->has_budget && cost_pusd > g->budget_pusd)
        return ADVICE_OVER_BUDGET;
    if (g->has_latency && !(duration_ms <= g->latency_ms))
        return ADVICE_TOO_SLOW;
    return ADVICE_NONE;
}

/* Probability that the expected bill is within the budget: cost rises with the level, so
 * find the highest level that the budget pays for. */
static enum va_code
budget_probability(const struct advise_point *p, double *out)
{
    double low = log(dist_level(&p->dist, 0.0005));
    double high = log(dist_level(&p->dist, 0.9995));

    for (int i = 0; i < LEVEL_STEPS; i++) {
        double mid = (low + high) / 2;
        int64_t cost = 0;
        enum va_code code = advise_cost(p, exp(mid), &cost, NULL);

        if (code)
            return code;
        if (cost <= p->request->goal.budget_pusd)
            low = mid;
        else
            high = mid;
    }
    *out = dist_probability(&p->dist, STAT_P50, exp(low));
    return VA_OK;
}

/* Both limits are limits on one level, so the tighter one decides. */
static enum va_code
goal_probability(const struct advise_point *p, struct configuration *out)
{
    const struct goal *g = &p->request->goal;
    double probability = 1;
    enum va_code code = VA_OK;

    out->probability = NAN;
    if (!p->dist.spread_known || (!g->has_budget && !g->has_latency))
        return VA_OK;
    if (g->has_budget && out->cost_pusd == COST_UNKNOWN)
        return VA_OK;
    if (g->has_budget)
        code = budget_probability(p, &probability);
    if (!code && g->has_latency)
        probability =
            fmin(probability, advise_point_probability(p, g->stat, g->latency_ms));
    if (!code)
        out->probability = probability;
    return code;
}

static enum va_code
cost_interval(const struct advise_point *p, struct configuration *out)
{
    enum va_code code = VA_OK;

    if (!p->dist.spread_known)
        return VA_OK;
    code = advise_cost(p, dist_level(&p->dist, 0.05), &out->cost_low_pusd, NULL);
    if (!code)
        code = advise_cost(p, dist_level(&p->dist, 0.95), &out->cost_high_pusd, NULL);
    return code;
}

enum va_code
advise_month(const struct advise_point *p, va_int128 *out_pusd)
{
    const struct contender *c = p->contender;
    const struct bill_volume *volume = &p->request->volume;
    struct bill_time time = { 0 };
    va_int128 pusd = 0;
    enum va_code code = VA_OK;

    if (volume->per_month == 0)
        return VA_OK;
    code = advise_point_time(p, dist_level(&p->dist, 0.5), &time);
    if (!code)
        code = bill_month(&c->tariff, &time, volume, &pusd);
    if (!code && c->has_api)
        code = money_add(pusd, c->api.month_pusd, &pusd);
    if (!code)
        *out_pusd = pusd;
    return code;
}

static enum va_code
money_part(const struct advise_point *p, struct configuration *out)
{
    enum va_code code =
        advise_cost(p, dist_level(&p->dist, 0.5), &out->cost_pusd, &out->billed_ms);

    if (!code)
        code = cost_interval(p, out);
    if (!code && out->cost_pusd != COST_UNKNOWN)
        code = advise_month(p, &out->month_pusd);
    if (!code)
        code = advise_point_cold(p, out->cost_pusd, &out->cold);
    return code ? code : goal_probability(p, out);
}

/* An API whose duration is not known: all that can be said is what its calls cost. */
static void
api_only(const struct contender *c, const struct advise_request *request,
         struct configuration *out)
{
    out->memory_mb = 0;
    out->cost_pusd = c->api.pusd;
    out->api_cost_pusd = c->api.pusd;
    out->reason = ADVICE_NO_DURATION;
    if (request->volume.per_month)
        out->month_pusd = c->api.month_pusd;
}

static void
durations(const struct advise_point *p, enum statistic stat, struct configuration *out)
{
    out->measured = p->dist.measured;
    out->n = p->dist.n;
    out->duration_ms = advise_point_statistic(p, stat);
    out->p50_ms = advise_point_statistic(p, STAT_P50);
    if (!p->dist.spread_known)
        return;
    out->duration_low_ms = advise_point_quantile(p, stat, 0.05);
    out->duration_high_ms = advise_point_quantile(p, stat, 0.95);
    out->p95_ms = advise_point_statistic(p, STAT_P95);
}

struct configuration
advise_nothing(int32_t contender, enum advice_reason reason)
{
    return (struct configuration){ .contender = contender,
                                   .duration_ms = NAN,
                                   .duration_low_ms = NAN,
                                   .duration_high_ms = NAN,
                                   .p50_ms = NAN,
                                   .p95_ms = NAN,
                                   .billed_ms = NAN,
                                   .cost_pusd = COST_UNKNOWN,
                                   .cost_low_pusd = COST_UNKNOWN,
                                   .cost_high_pusd = COST_UNKNOWN,
                                   .month_pusd = -1,
                                   .probability = NAN,
                                   .cold = { .share_seen = NAN,
                                             .init_ms = NAN,
                                             .init_low_ms = NAN,
                                             .init_high_ms = NAN,
                                             .extra_ms = NAN,
                                             .extra_pusd = COST_UNKNOWN },
                                   .reason = reason };
}

enum va_code
advise_evaluate(const struct contender *c, const struct advise_request *request,
                int32_t memory_mb, struct configuration *out)
{
    struct configuration r = advise_nothing(0, ADVICE_NONE);
    struct advise_point p;
    enum va_code code = VA_OK;

    if (!c->has_point && !c->has_api)
        return VA_DATA;
    if (!c->has_point) {
        api_only(c, request, &r);
        *out = r;
        return VA_OK;
    }
    code = advise_point_init(&p, c, request, memory_mb);
    if (code)
        return code;
    r.memory_mb = memory_mb;
    durations(&p, request->goal.stat, &r);
    r.api_cost_pusd = c->has_api ? c->api.pusd : 0;
    r.reason = advise_size_reason(c, request, memory_mb);
    if (r.reason == ADVICE_NONE && !advise_point_in_time(&p))
        r.reason = ADVICE_TIMEOUT;
    if (r.reason != ADVICE_NOT_SOLD)
        code = money_part(&p, &r);
    if (code)
        return code;
    if (r.reason == ADVICE_NONE)
        r.reason = advise_goal_reason(c, &request->goal, r.cost_pusd, r.duration_ms);
    *out = r;
    return VA_OK;
}

enum va_code
advise_figures(const struct contender *c, const struct advise_request *request,
               int32_t memory_mb, struct advise_figures *out)
{
    struct advise_figures r = { .cost_pusd = COST_UNKNOWN };
    struct advise_point p;
    enum va_code code = advise_point_init(&p, c, request, memory_mb);

    if (code)
        return code;
    r.reason = advise_size_reason(c, request, memory_mb);
    if (r.reason == ADVICE_NONE && !advise_point_in_time(&p))
        r.reason = ADVICE_TIMEOUT;
    if (r.reason != ADVICE_NOT_SOLD)
        code = advise_cost(&p, dist_level(&p.dist, 0.5), &r.cost_pusd, NULL);
    r.duration_ms = advise_point_statistic(&p, request->goal.stat);
    if (!code)
        *out = r;
    return code;
}
