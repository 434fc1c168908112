/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Statistics of what callers wait for when some invocations start cold. Warm durations
 * are the distribution's nodes up to its p95, then a power tail through its p99; cold
 * waits are lognormal.
 */
#include <math.h>

#include "core/cold.h"

enum { KNOTS_MAX = DIST_NODES_MAX + 3, STEPS_MAX = 60 };

/* A wait is solved as closely as this, in its logarithm or its probability. */
#define LOG_CLOSE 1e-10
#define P_CLOSE 1e-13

/* Shares as near as this to what a quantile leaves above it are equal to that. */
#define SHARE_CLOSE 1e-9

/* Logarithms of times stay within these: 1e-17 and 1e17 ms. */
#define LOG_MS_MOST 39.0

/* A spread of waits below this is as good as none. */
#define SD_LEAST 1e-9

#define P95 0.95
#define P99 0.99
#define SQRT_2 1.41421356237309504880

/* A point of the distribution of warm durations, relative to the median. */
struct knot {
    double ratio, p;
};

struct mixture {
    double share; /* of cold starts */
    double log_level;
    struct knot knots[KNOTS_MAX]; /* ascending in both, from 0 to p95 */
    int32_t n_knots;
    double log_p95, tail; /* past p95 the probability falls by e over this log ratio */
    bool has_init;
    double log_factor;        /* without init: cold is warm times this */
    double mean, log_mid, sd; /* with init: of the cold wait */
};

static double
quantile_of(enum statistic stat)
{
    static const double quantiles[STAT_COUNT] = { 0, 0.5, P95, P99 };

    return quantiles[stat];
}

static double
least(double a, double b)
{
    return a < b ? a : b;
}

static double
most(double a, double b)
{
    return a > b ? a : b;
}

static void
put_knot(struct mixture *m, double ratio, double p)
{
    m->knots[m->n_knots++] = (struct knot){ ratio, p };
}

/* Nodes keep to their side of the statistics, which are known better. Those below the
 * median are looked at only where cold waits are a multiple of warm ones. */
static void
set_warm(struct mixture *m, const struct dist *d)
{
    const double p95 = exp(d->offset[STAT_P95]);
    int32_t i = m->has_init ? d->n_nodes / 2 : 0;

    m->n_knots = 0;
    put_knot(m, 0, 0);
    for (; 2 * i + 1 < d->n_nodes; i++)
        put_knot(m, least(d->nodes[i], 1), (i + 0.5) / d->n_nodes);
    put_knot(m, 1, 0.5);
    for (; i < d->n_nodes && (i + 0.5) / d->n_nodes < P95; i++)
        put_knot(m, least(most(d->nodes[i], 1), p95), (i + 0.5) / d->n_nodes);
    put_knot(m, p95, P95);
    m->log_p95 = d->offset[STAT_P95];
    m->tail = (d->offset[STAT_P99] - d->offset[STAT_P95]) / log((1 - P95) / (1 - P99));
}

/* The mean and the variance of init plus a longer duration make a lognormal. */
static void
set_cold(struct mixture *m, const struct dist *d, const struct cold_start *s, double t)
{
    const double run_ms = exp(m->log_level + m->log_factor);
    const double spread = exp(s->sd_log * s->sd_log);
    const double init_ms = cold_init_ms(s, t) * sqrt(spread);
    double sum = 0;
    double squares = 0;
    double var = 0;

    for (int32_t i = 0; i < d->n_nodes; i++) {
        sum += d->nodes[i];
        squares += d->nodes[i] * d->nodes[i];
    }
    var = fmax(0, d->n_nodes * squares / (sum * sum) - 1);
    m->mean = run_ms * exp(d->offset[STAT_MEAN]);
    var *= m->mean * m->mean;
    m->mean += init_ms;
    var += init_ms * init_ms * (spread - 1);
    var = log1p(var / (m->mean * m->mean));
    m->log_mid = log(m->mean) - var / 2;
    m->sd = most(sqrt(var), SD_LEAST);
}

/* The last knot that is not above, by ratio or by probability. */
static int32_t
knot_below(const struct mixture *m, struct knot at)
{
    int32_t low = 0;
    int32_t high = m->n_knots - 1;

    while (low < high) {
        const int32_t middle = low + (high - low + 1) / 2;

        if (m->knots[middle].ratio <= at.ratio && m->knots[middle].p <= at.p)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

/* The part of warm runs that takes longer. */
static double
warm_above(const struct mixture *m, double log_ms)
{
    const double log_ratio = log_ms - m->log_level;
    const double ratio = exp(log_ratio);
    const int32_t i = knot_below(m, (struct knot){ ratio, 1 });
    const struct knot *a = &m->knots[i];

    if (i == m->n_knots - 1)
        return m->tail > 0 ? (1 - P95) * exp((m->log_p95 - log_ratio) / m->tail) : 0;
    return 1 - (a->p + (a[1].p - a->p) * (ratio - a->ratio) / (a[1].ratio - a->ratio));
}

/* The logarithm of the duration that a part of `above` of warm runs exceeds. */
static double
warm_quantile(const struct mixture *m, double above)
{
    const double p = 1 - above;
    const int32_t i = knot_below(m, (struct knot){ INFINITY, p });
    const struct knot *a = &m->knots[i];

    if (i == m->n_knots - 1)
        return m->log_level + m->log_p95 + m->tail * log((1 - P95) / above);
    return m->log_level +
           log(a->ratio + (a[1].ratio - a->ratio) * (p - a->p) / (a[1].p - a->p));
}

static double
cold_above(const struct mixture *m, double log_ms)
{
    if (!m->has_init)
        return warm_above(m, log_ms - m->log_factor);
    return 0.5 * erfc((log_ms - m->log_mid) / (SQRT_2 * m->sd));
}

static double
cold_quantile(const struct mixture *m, double above)
{
    if (!m->has_init)
        return warm_quantile(m, above) + m->log_factor;
    return m->log_mid + m->sd * dist_t_quantile(1 - above, INFINITY);
}

/* By how much more than a part of `above` of all invocations takes longer. */
static double
excess(const struct mixture *m, double log_ms, double above)
{
    return (1 - m->share) * warm_above(m, log_ms) + m->share * cold_above(m, log_ms) -
           above;
}

/* Regula falsi, Illinois variant: excess falls from low to high and changes sign.
 * Source: Dowell and Jarratt, BIT 11 (1971). */
static double
solve(const struct mixture *m, double low, double high, double above)
{
    double at_low = excess(m, low, above);
    double at_high = excess(m, high, above);
    int side = 0;

    if (at_low <= P_CLOSE)
        return low;
    for (int i = 0; i < STEPS_MAX && at_high < -P_CLOSE && high - low > LOG_CLOSE; i++) {
        const double middle = (low * at_high - high * at_low) / (at_high - at_low);
        const double at = excess(m, middle, above);

        if (at > 0) {
            low = middle;
            at_low = at;
            at_high /= side == 1 ? 2 : 1;
            side = 1;
        } else {
            high = middle;
            at_high = at;
            at_low /= side == -1 ? 2 : 1;
            side = -1;
        }
    }
    return high;
}

/*
 * The mixture's quantile lies between those of its parts. Nearer bounds: all cold starts
 * take longer than it (the share is small), or all warm runs take less (it is large).
 */
static double
mixed_quantile(const struct mixture *m, double log_warm, double above)
{
    double low = log_warm;
    double high = log_warm;

    if (m->share < above - SHARE_CLOSE) {
        high = warm_quantile(m, (above - m->share) / (1 - m->share));
    } else {
        low = most(low, cold_quantile(m, least(above / m->share, 1 - P_CLOSE)));
        high = cold_quantile(m, above);
    }
    return high > low ? solve(m, low, high, above) : low;
}

double
cold_statistic(const struct dist *warm, const struct cold_start *s, double share,
               enum statistic stat, double t)
{
    const double above = 1 - quantile_of(stat);
    const double shift = dist_statistic_sd(warm, stat) * t;
    struct mixture m;
    double log_ms = 0;

    m.share = share;
    m.has_init = s->has_init;
    m.log_level = warm->log_level + shift;
    m.log_level = fmin(fmax(m.log_level, -LOG_MS_MOST), LOG_MS_MOST);
    m.log_factor = log(cold_factor(s, t));
    log_ms = m.log_level + warm->offset[stat];
    if (!(share > 0))
        return exp(log_ms);
    set_cold(&m, warm, s, t);
    if (stat == STAT_MEAN)
        return exp(log_ms) * (1 - share) + m.mean * share;
    set_warm(&m, warm);
    return exp(mixed_quantile(&m, log_ms, above));
}
