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

/* R2 of log duration for a shape with its parameters set. */
double curve_shape_r2(const struct fit_points *p, const struct curve_shape *shape);

/* Root mean square error of log duration for a shape with its parameters set. */
double curve_shape_rmse(const struct fit_points *p, const struct curve_shape *shape);

/*
 * Cauchy weights 1 / (1 + (r / (CAUCHY_TUNING s))^2) of residuals r, s their scale from
 * the median absolute deviation, never below `least`. All 1 with fewer than five.
 */
void curve_robust_weights(const double *residuals, int32_t n, double least, double *out);

/* Median of n >= 1 numbers; reorders them. */
double curve_median(double *values, int32_t n);

/* What the belief is made from: centred sizes, cuts. None of either for an empty or a
 * published curve. */
void curve_posterior_data(const struct curve *c, struct posterior_data *d);

/* The belief (posterior.h): knots, forms, quality, outliers. At least two sizes. */
void curve_believe(struct curve *c);

/* What is believed at a place, but for how sure: between two knots, and between two
 * measured sizes, all of it lies on lines over log size. */
struct curve_place {
    double level; /* log ms */
    double sd;
    double offset[STAT_COUNT], sd_offset[STAT_COUNT];
    double stretch; /* of the pooled nodes */
};

/* x is log(memory, MB); a fitted curve that is not published. */
void curve_place_at(const struct curve *c, double x, struct curve_place *out);

/* Run-to-run spread: nodes, humps, and offsets of the statistics at every size. */
void curve_spread_sizes(struct curve *c);

#endif
