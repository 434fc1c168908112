/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One contender at one size: its duration and its bill, cold starts in both by the share
 * asked for. Without cold starts, durations are the distribution's own.
 */
#include <math.h>

#include "core/advise_size.h"

/* Halvings when a limit is sought in standard errors: 2^-48 of their range. */
enum { SEEK_STEPS = 48 };

/* Standard errors are looked at between this probability and its complement. */
#define P_LEAST 1e-6

struct cold_share
advise_cold_share(const struct contender *c, const struct advise_request *request)
{
    const struct cold_share none = { 0, 1 };

    if (c->cold.n == 0 || request->cold.den == 0)
        return none;
    return request->cold.num < 0 ? c->cold.seen : request->cold;
}

enum va_code
advise_point_init(struct advise_point *p, const struct contender *c,
                  const struct advise_request *request, int32_t memory_mb)
{
    p->contender = c;
    p->request = request;
    p->memory_mb = memory_mb;
    p->share = advise_cold_share(c, request);
    if (p->share.num > 0)
        cold_at(&c->cold, memory_mb, &p->start);
    return request->by_power_law ? curve_predict_power_law(&c->curve, memory_mb, &p->dist)
                                 : curve_predict(&c->curve, memory_mb, &p->dist);
}

bool
advise_point_in_time(const struct advise_point *p)
{
    const struct tariff *t = &p->contender->tariff;
    bool stated = p->contender->has_tariff && t->max_timeout_ms > 0;

    return dist_level(&p->dist, 0.5) <=
           (stated ? t->max_timeout_ms : (double)BILL_MS_MAX);
}

/* The statistic t standard errors off, cold starts counted. */
static double
mixed(const struct advise_point *p, enum statistic stat, double t)
{
    return cold_statistic(&p->dist, &p->start, cold_share_ratio(p->share), stat, t);
}

double
advise_point_statistic(const struct advise_point *p, enum statistic stat)
{
    return p->share.num > 0 ? mixed(p, stat, 0) : dist_statistic(&p->dist, stat);
}

double
advise_point_at(const struct advise_point *p, enum statistic stat, double t)
{
    if (p->share.num > 0 && p->dist.spread_known)
        return mixed(p, stat, t);
    return dist_statistic_at(&p->dist, stat, t);
}

double
advise_point_quantile(const struct advise_point *p, enum statistic stat, double prob)
{
    const bool known = p->dist.spread_known;

    return advise_point_at(p, stat, known ? dist_t_quantile(prob, p->dist.df) : 0);
}

double
advise_point_probability(const struct advise_point *p, enum statistic stat,
                         double limit_ms)
{
    double low = dist_t_quantile(P_LEAST, p->dist.df);
    double high = dist_t_quantile(1 - P_LEAST, p->dist.df);

    if (p->share.num <= 0 || !p->dist.spread_known)
        return dist_probability(&p->dist, stat, limit_ms);
    for (int i = 0; i < SEEK_STEPS; i++) {
        const double middle = (low + high) / 2;

        if (mixed(p, stat, middle) <= limit_ms)
            low = middle;
        else
            high = middle;
    }
    return dist_t_probability(low, p->dist.df);
}

/* A level that every node can be billed at. */
static double
billable(const struct dist *d, double level_ms)
{
    const double least_ms = 1e-6 / d->nodes[0];
    const double most_ms = (double)BILL_MS_MAX / d->nodes[d->n_nodes - 1];

    return fmax(least_ms, fmin(level_ms, most_ms));
}

enum va_code
advise_point_time(const struct advise_point *p, double level_ms, struct bill_time *out)
{
    const struct dist *d = &p->dist;
    const struct tariff *t = &p->contender->tariff;
    struct cold_level at = { p->memory_mb, billable(d, level_ms), 0 };
    struct bill_time warm = { 0 };
    struct bill_time cold = { 0 };
    enum va_code code = bill_time_of(t, p->memory_mb, d, at.level_ms, &warm);

    if (code || p->share.num <= 0) {
        if (!code)
            *out = warm;
        return code;
    }
    if (d->sd_level > 0) /* the level says how unlucky, and init is as unlucky */
        at.t = log(level_ms / dist_level(d, 0.5)) / d->sd_level;
    code = cold_bill_time(t, d, &p->start, at, &cold);
    if (!code)
        cold_bill_mix(&warm, &cold, p->share, out);
    return code;
}

enum va_code
advise_cost(const struct advise_point *p, double level_ms, int64_t *out_pusd,
            double *out_billed_ms)
{
    const struct contender *c = p->contender;
    enum va_code code = VA_OK;
    struct bill_time time = { 0 };
    int64_t pusd = 0;

    if (!c->has_tariff || (c->implementation->api[0] && !c->has_api)) {
        *out_pusd = COST_UNKNOWN;
        if (out_billed_ms)
            *out_billed_ms = NAN;
        return VA_OK;
    }
    code = advise_point_time(p, level_ms, &time);
    if (!code)
        code = bill_invocation(&c->tariff, &time, &p->request->volume, &pusd);
    if (!code && c->has_api && __builtin_add_overflow(pusd, c->api.pusd, &pusd))
        code = VA_OVERFLOW;
    if (code)
        return code;
    *out_pusd = pusd;
    if (out_billed_ms)
        *out_billed_ms = (double)time.sum_billed_ms / time.n;
    return VA_OK;
}

/* What a cold start costs and takes beside a warm run. */
static enum va_code
add_extra(const struct advise_point *p, int64_t cost_pusd, struct cold_part *out)
{
    const double warm_ms = dist_statistic(&p->dist, STAT_MEAN);
    struct advise_point warm = *p;
    int64_t warm_pusd = 0;
    enum va_code code = VA_OK;

    out->extra_ms = cold_statistic(&p->dist, &p->start, 1, STAT_MEAN, 0) - warm_ms;
    if (cost_pusd == COST_UNKNOWN)
        return VA_OK;
    warm.share = (struct cold_share){ 0, 1 };
    code = advise_cost(&warm, dist_level(&p->dist, 0.5), &warm_pusd, NULL);
    if (!code)
        out->extra_pusd = cost_pusd - warm_pusd;
    return code;
}

enum va_code
advise_point_cold(const struct advise_point *p, int64_t cost_pusd, struct cold_part *out)
{
    const struct cold *model = &p->contender->cold;
    const double low = dist_t_quantile(0.05, p->dist.df);
    struct cold_start start;

    if (model->n == 0)
        return VA_OK;
    cold_at(model, p->memory_mb, &start);
    out->n = model->n;
    out->share = cold_share_ratio(p->share);
    out->share_seen = cold_share_ratio(model->seen);
    if (start.has_init) {
        out->init_ms = cold_init_ms(&start, 0);
        out->init_low_ms = cold_init_ms(&start, low);
        out->init_high_ms = cold_init_ms(&start, -low);
    }
    return p->share.num > 0 ? add_extra(p, cost_pusd, out) : VA_OK;
}

enum va_code
advise_bill_time(const struct contender *c, const struct advise_request *request,
                 int32_t memory_mb, struct bill_time *out)
{
    struct advise_point p;
    const enum va_code code = advise_point_init(&p, c, request, memory_mb);

    return code ? code : advise_point_time(&p, dist_level(&p.dist, 0.5), out);
}

enum va_code
advise_duration(const struct contender *c, const struct advise_request *request,
                int32_t memory_mb, struct advise_interval *out)
{
    const enum statistic stat = request->goal.stat;
    struct advise_point p;
    const enum va_code code = advise_point_init(&p, c, request, memory_mb);

    if (code)
        return code;
    *out = (struct advise_interval){ advise_point_statistic(&p, stat), NAN, NAN };
    if (p.dist.spread_known) {
        out->low_ms = advise_point_quantile(&p, stat, 0.05);
        out->high_ms = advise_point_quantile(&p, stat, 0.95);
    }
    return VA_OK;
}
