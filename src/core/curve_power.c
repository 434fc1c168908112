/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The power law, a straight line of log duration over log size by weighted least squares.
 * Sums are taken about the weighted means, where nothing cancels: N. R. Draper and
 * H. Smith, "Applied Regression Analysis", 3rd edition, 1998, sections 1.2 and 1.4.
 */
#include <math.h>
#include <stdbool.h>

#include "core/curve_fit.h"

/* Rounds of reweighting; the weights settle to 1e-3 within ten on real curves. */
enum { ROUNDS = 12, SIZES_FOR_ROBUST = 5 };
#define SETTLED 1e-5 /* of the exponent */

/* Cauchy weights with this tuning are 95 % efficient on normal residuals: P. J. Holland
 * and R. E. Welsch, "Robust regression using iteratively reweighted least-squares", 1977.
 */
#define CAUCHY_TUNING 2.385

/* Normal scale of a median absolute deviation. */
#define MAD_NORMAL 1.4826

/* Residuals below this are no reason to doubt a size. */
#define LEAST_SCALE 0.01

/* Beyond this a is no number to show or to multiply by; published ones reach e^17. */
#define LOG_A_MOST 300.0

struct line {
    double intercept, slope;
    double var_intercept, var_slope;
    double mean_x; /* weighted */
    double sxx;    /* sum of weight x (x - mean)^2 */
    double sw;     /* sum of weights */
};

static int
compare(double a, double b)
{
    return (a > b) - (a < b);
}

double
curve_median(double *values, int32_t n)
{
    for (int32_t i = 1; i < n; i++) { /* insertion: n is small, mostly sorted */
        const double value = values[i];
        int32_t at = i;

        for (; at > 0 && compare(values[at - 1], value) > 0; at--)
            values[at] = values[at - 1];
        values[at] = value;
    }
    return 0.5 * (values[(n - 1) / 2] + values[n / 2]);
}

void
curve_robust_weights(const double *residuals, int32_t n, double least, double *out)
{
    double sorted[CURVE_SIZES_MAX];
    double scale = 0;

    for (int32_t i = 0; i < n; i++) {
        out[i] = 1;
        sorted[i] = fabs(residuals[i]);
    }
    if (n < SIZES_FOR_ROBUST)
        return;
    scale = fmax(MAD_NORMAL * curve_median(sorted, n), least) * CAUCHY_TUNING;
    for (int32_t i = 0; i < n; i++) {
        const double u = residuals[i] / scale;

        out[i] = 1 / (1 + u * u);
    }
}

static bool
sizes_differ(const struct fit_points *p)
{
    return p->n >= 2 && p->log_mb[p->n - 1] > p->log_mb[0];
}

/* The weighted mean of values. */
static double
mean_of(const double *values, const double *weight, int32_t n)
{
    double sum = 0;
    double mean = 0;

    for (int32_t i = 0; i < n; i++) {
        sum += weight[i];
        mean += (values[i] - mean) * (weight[i] / sum);
    }
    return mean;
}

/* One least-squares step. Variances of the parameters need three sizes: else NAN. */
static void
line_fit(const struct fit_points *p, const double *weight, struct line *out)
{
    const double mean_y = mean_of(p->log_ms, weight, p->n);
    double sxy = 0;
    double left = 0;

    *out = (struct line){ .mean_x = mean_of(p->log_mb, weight, p->n),
                          .var_intercept = NAN,
                          .var_slope = NAN };
    for (int32_t i = 0; i < p->n; i++) {
        const double dx = p->log_mb[i] - out->mean_x;

        out->sw += weight[i];
        out->sxx += weight[i] * dx * dx;
        sxy += weight[i] * dx * (p->log_ms[i] - mean_y);
    }
    out->slope = sxy / out->sxx;
    out->intercept = mean_y - out->slope * out->mean_x;
    if (p->n < 3)
        return;
    for (int32_t i = 0; i < p->n; i++) {
        const double dx = p->log_mb[i] - out->mean_x;
        const double off = p->log_ms[i] - mean_y - out->slope * dx;

        left += weight[i] * off * off;
    }
    /* weights are inverse variances but for a common factor, which the residuals tell */
    left /= p->n - 2;
    out->var_slope = left / out->sxx;
    out->var_intercept = left * (1 / out->sw + out->mean_x * (out->mean_x / out->sxx));
}

/* Leave-one-out residuals of a linear fit follow from its leverages. */
static double
line_loo_rms(const struct fit_points *p, const double *weight, const struct line *line)
{
    double sum = 0;

    if (p->n < 3)
        return NAN;
    for (int32_t i = 0; i < p->n; i++) {
        const double dx = p->log_mb[i] - line->mean_x;
        const double leverage = weight[i] * (1 / line->sw + dx * dx / line->sxx);
        const double left = fmax(1 - leverage, 1e-9);
        const double r =
            (p->log_ms[i] - line->intercept - line->slope * p->log_mb[i]) / left;

        sum += r * r;
    }
    return sqrt(sum / p->n);
}

void
curve_fit_power(const struct fit_points *p, bool robust, struct curve_shape *out)
{
    double weight[CURVE_SIZES_MAX];
    double residual[CURVE_SIZES_MAX];
    double factor[CURVE_SIZES_MAX];
    struct line line;
    double change = INFINITY;
    const int32_t rounds = robust && p->n >= SIZES_FOR_ROBUST ? ROUNDS : 0;

    *out = (struct curve_shape){ .form = CURVE_POWER,
                                 .knee_mb = INFINITY,
                                 .a_se = NAN,
                                 .b_se = NAN,
                                 .probability = NAN,
                                 .r2 = NAN,
                                 .loo_rms = NAN };
    if (!sizes_differ(p))
        return;
    for (int32_t i = 0; i < p->n; i++)
        weight[i] = p->weight[i];
    line_fit(p, weight, &line);
    for (int32_t round = 0; round < rounds && change > SETTLED; round++) {
        const double slope = line.slope;

        for (int32_t i = 0; i < p->n; i++)
            residual[i] = p->log_ms[i] - line.intercept - line.slope * p->log_mb[i];
        curve_robust_weights(residual, p->n, LEAST_SCALE, factor);
        for (int32_t i = 0; i < p->n; i++)
            weight[i] = p->weight[i] * factor[i];
        line_fit(p, weight, &line);
        change = fabs(line.slope - slope);
    }
    if (!(fabs(line.intercept) <= LOG_A_MOST))
        return; /* a cliff between sizes close together is no power law */
    out->a = exp(line.intercept);
    out->b = line.slope;
    out->a_se = sqrt(line.var_intercept);
    out->b_se = sqrt(line.var_slope);
    out->loo_rms = line_loo_rms(p, weight, &line);
    out->valid = true;
    out->r2 = curve_shape_r2(p, out);
}
