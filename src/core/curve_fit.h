/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Steps of curve_fit, private to curve*.c and their tests. */
#ifndef VA_CORE_CURVE_FIT_H
#define VA_CORE_CURVE_FIT_H

#include <stdint.h>

#include "core/curve.h"

/*
 * Host effect: standard deviation of log duration from one host to the next. More runs in
 * one environment do not average it out. Between hosts of one type 1.4 to 3 % are
 * typical.
 */
#define CURVE_SD_HOST 0.02

/* Distance in log size over which a measured deviation from the form fades to 1 / e. */
#define CURVE_REACH 1.0

/* Levels stay within these far outside the measured range: 1e-9 ms and 1e17 ms. */
#define CURVE_LOG_MS_LEAST (-20.7)
#define CURVE_LOG_MS_MOST 39.1

/* Sizes as the forms see them, ascending by size. */
struct fit_points {
    int32_t n;
    double mb[CURVE_SIZES_MAX];
    double log_mb[CURVE_SIZES_MAX];
    double log_ms[CURVE_SIZES_MAX];
    double weight[CURVE_SIZES_MAX]; /* 1 / variance of log_ms about a form */
};

/* Robust centre and spread of every size, from the points that were added. */
void curve_center_sizes(struct curve *c);

/* The points that the forms are fitted to. */
void curve_fit_points(const struct curve *c, struct fit_points *out);

/*
 * Weighted least squares of log duration on log size, repeated with Cauchy weights from
 * the residuals when `robust`. out: a, b, standard errors, R2 and the leave-one-size-out
 * error; not valid with fewer than two sizes.
 */
void curve_fit_power(const struct fit_points *p, bool robust, struct curve_shape *out);

/* One level for all sizes: the weighted, robust mean of log duration. */
void curve_fit_flat(const struct fit_points *p, struct curve_shape *out);

/* c + a x^b and c + a min(x, knee)^b; not valid with fewer than three, four sizes. */
void curve_fit_bent(const struct fit_points *p, struct curve_shape *out_floor,
                    struct curve_shape *out_knee);

/* R2 of log duration for a shape with its parameters set. */
double curve_shape_r2(const struct fit_points *p, const struct curve_shape *shape);

/*
 * Cauchy weights 1 / (1 + (r / (CAUCHY_TUNING s))^2) of residuals r, s their scale from
 * the median absolute deviation, never below `least`. All 1 with fewer than five.
 */
void curve_robust_weights(const double *residuals, int32_t n, double least, double *out);

/* Median of n >= 1 numbers; reorders them. */
double curve_median(double *values, int32_t n);

/* The form to predict with: report.chosen, quality, R2 and the like. */
void curve_choose(struct curve *c, const struct fit_points *p);

/* Deviations of the measured sizes from the chosen form, and what is left uncertain. */
void curve_smooth(struct curve *c);

/* Run-to-run spread: nodes, and offsets of the statistics at every size. */
void curve_spread_sizes(struct curve *c);

#endif
