/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Questions to the distribution of duration at one size.
 *
 * Student t is brought to the normal distribution by Wallace's transformation,
 *   z = (8 v + 1) / (8 v + 3) sqrt(v log(1 + t^2 / v)),
 * which has a closed inverse, so that a quantile and its probability always agree. It is
 * right to 0.5 % of t at 3 degrees of freedom and p = 0.95, closer above; 1 is exact.
 * Source: D. L. Wallace, "Bounds on normal approximations to Student's and the chi-square
 * distributions", Ann. Math. Stat. 30 (1959).
 */
#include "core/dist.h"

#include <assert.h>
#include <math.h>
#include <stddef.h>

#define PI 3.14159265358979323846
#define SQRT_2 1.41421356237309504880

/* Above this many degrees of freedom t is the normal distribution to 1 part in 1000. */
#define DF_NORMAL 1000.0

/* Probabilities nearer to 0 or 1 are taken as this: the answers stay finite. */
#define P_LEAST 1e-12

/* Ratios beyond e^60 say no more than that nothing is known. */
#define LOG_RATIO_MOST 60.0

/* Quantile of the standard normal distribution, 1e-9 relative: Acklam's rational
 * approximation, then one step of Halley's method with erfc. */
static double
normal_quantile(double p)
{
    static const double a[] = { -3.969683028665376e+01, 2.209460984245205e+02,
                                -2.759285104469687e+02, 1.383577518672690e+02,
                                -3.066479806614716e+01, 2.506628277459239e+00 };
    static const double b[] = { -5.447609879822406e+01, 1.615858368580409e+02,
                                -1.556989798598866e+02, 6.680131188771972e+01,
                                -1.328068155288572e+01 };
    static const double c[] = { -7.784894002430293e-03, -3.223964580411365e-01,
                                -2.400758277161838e+00, -2.549732539343734e+00,
                                4.374664141464968e+00,  2.938163982698783e+00 };
    static const double d[] = { 7.784695709041462e-03, 3.224671290700398e-01,
                                2.445134137142996e+00, 3.754408661907416e+00 };
    const double tail = p < 0.5 ? p : 1 - p;
    double z = 0;
    double u = 0;

    if (tail < 0.02425) {
        const double q = sqrt(-2 * log(tail));

        z = (((((c[0] * q + c[1]) * q + c[2]) * q + c[3]) * q + c[4]) * q + c[5]) /
            ((((d[0] * q + d[1]) * q + d[2]) * q + d[3]) * q + 1);
    } else {
        const double q = tail - 0.5;
        const double r = q * q;

        z = (((((a[0] * r + a[1]) * r + a[2]) * r + a[3]) * r + a[4]) * r + a[5]) * q /
            (((((b[0] * r + b[1]) * r + b[2]) * r + b[3]) * r + b[4]) * r + 1);
    }
    u = (0.5 * erfc(-z / SQRT_2) - tail) * sqrt(2 * PI) * exp(z * z / 2);
    z -= u / (1 + z * u / 2);
    return p < 0.5 ? z : -z;
}

double
dist_t_quantile(double p, double df)
{
    double z = 0;

    p = fmin(fmax(p, P_LEAST), 1 - P_LEAST);
    if (df <= 1)
        return tan(PI * (p - 0.5));
    z = normal_quantile(p);
    if (df > DF_NORMAL)
        return z;
    z *= (8 * df + 3) / (8 * df + 1);
    return copysign(sqrt(df * expm1(z * z / df)), z);
}

double
dist_t_probability(double t, double df)
{
    double z = t;

    if (df <= 1)
        return 0.5 + atan(t) / PI;
    if (df <= DF_NORMAL)
        z = copysign((8 * df + 1) / (8 * df + 3) * sqrt(df * log1p(t * t / df)), t);
    return 0.5 * erfc(-z / SQRT_2);
}

/* Ratio to the level of what is t standard errors off. */
static double
spread_ratio(double sd, double t)
{
    return exp(fmin(fmax(sd * t, -LOG_RATIO_MOST), LOG_RATIO_MOST));
}

static double
median_ms(const struct dist *d)
{
    return d->level_ms > 0 ? d->level_ms : exp(d->log_level);
}

double
dist_statistic_sd(const struct dist *d, enum statistic stat)
{
    const double level = d->sd_level;
    const double offset = d->sd_offset[stat];

    return sqrt(level * level + offset * offset);
}

double
dist_statistic(const struct dist *d, enum statistic stat)
{
    assert(stat < STAT_COUNT);
    return median_ms(d) * exp(d->offset[stat]);
}

double
dist_statistic_at(const struct dist *d, enum statistic stat, double t)
{
    const double ms = dist_statistic(d, stat);
    const double sd = dist_statistic_sd(d, stat);

    return d->spread_known && sd > 0 ? ms * spread_ratio(sd, t) : ms;
}

double
dist_statistic_quantile(const struct dist *d, enum statistic stat, double p)
{
    return dist_statistic_at(d, stat, d->spread_known ? dist_t_quantile(p, d->df) : 0);
}

double
dist_probability(const struct dist *d, enum statistic stat, double limit_ms)
{
    const double ms = dist_statistic(d, stat);
    const double sd = dist_statistic_sd(d, stat);

    if (!d->spread_known)
        return NAN;
    if (!(limit_ms > 0))
        return 0;
    if (!(sd > 0))
        return ms <= limit_ms ? 1 : 0;
    return dist_t_probability(log(limit_ms / ms) / sd, d->df);
}

double
dist_level_at(const struct dist *d, double t)
{
    const double ms = median_ms(d);

    return d->spread_known && d->sd_level > 0 ? ms * spread_ratio(d->sd_level, t) : ms;
}

double
dist_level(const struct dist *d, double p)
{
    if (!d->spread_known || fabs(p - 0.5) < P_LEAST)
        return median_ms(d);
    return dist_level_at(d, dist_t_quantile(p, d->df));
}

const char *
statistic_name(enum statistic stat)
{
    static const char *const names[STAT_COUNT] = { "mean", "p50", "p95", "p99" };

    assert(stat < STAT_COUNT);
    return names[stat];
}
