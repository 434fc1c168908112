/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A curve's form once more, by nonlinear least squares: a check from outside. Allocates.
 */
#ifndef VA_CORE_CURVE_CHECK_H
#define VA_CORE_CURVE_CHECK_H

#include "core/curve_fit.h"

/* A refined shape; a_se (relative), b_se and R2 are in `shape`. */
struct curve_refined {
    struct curve_shape shape;
    double c_se;    /* ms; NAN: no such parameter, at its bound, or not known */
    double knee_se; /* MB; the same */
    double rss;     /* weighted sum of squared residuals of log duration */
    int32_t dof;    /* sizes less parameters */
};

/*
 * Fit a x^b, c + a x^b or c + a min(x, K)^b to log durations, from given parameters to
 * the nearest minimum. c >= 0; K stays within the measured sizes and may come to lie on
 * one of them: its standard error is then NAN.
 *
 * p      sizes ascending; n >= the form's parameters: 2, 3 or 4
 * start  form, a > 0, b, c >= 0 and knee_mb; what the form does not have is ignored
 *
 * Returns VA_OK; VA_DATA when the sizes do not determine the form, VA_DOMAIN for another
 * form or a start out of range, VA_NOMEM. *out is untouched unless VA_OK.
 */
enum va_code curve_refine(const struct fit_points *p, const struct curve_shape *start,
                          struct curve_refined *out);

#endif
