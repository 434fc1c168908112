/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Nonlinear least squares with few parameters: Levenberg-Marquardt with geodesic
 * acceleration. Allocates once, by the number of points.
 *
 * M. K. Transtrum and J. P. Sethna, "Improvements to the Levenberg-Marquardt algorithm
 * for nonlinear least-squares minimization", 2012, https://arxiv.org/abs/1201.5885
 */
#ifndef VA_CORE_NLFIT_H
#define VA_CORE_NLFIT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

enum {
    NLFIT_PARAMETERS_MAX = 12,
    NLFIT_POINTS_MAX = 1000000,
    NLFIT_ITERATIONS_MAX = 2000
};

/* clang-format off */
#define NLFIT_STOPS(X) /* name, text */                                                  \
    X(CONVERGED,  "converged")          /* residuals are orthogonal to the model */      \
    X(EXACT,      "exact")              /* the model passes through every point */       \
    X(ITERATIONS, "too many iterations")                                                 \
    X(STUCK,      "no better step")     /* yet not at a minimum */                       \
    X(SINGULAR,   "parameters not determined by the data")                               \
    X(OUTSIDE,    "model without a value or a derivative")
/* clang-format on */

enum nlfit_stop {
#define X(name, text) NLFIT_##name,
    NLFIT_STOPS(X)
#undef X
};

/* What to fit. Everything is borrowed for the call. */
struct nlfit_problem {
    int32_t n;            /* points, n_parameters .. NLFIT_POINTS_MAX */
    int32_t n_parameters; /* 1 .. NLFIT_PARAMETERS_MAX */
    const double *y;      /* targets */
    const double *weight; /* 1 / variance but for a common factor, > 0; NULL: equal */
    const double *start;
    const double *lower; /* bounds, start strictly between them; an infinity is no */
    const double *upper; /* bound, NULL is none at all */
    int32_t iterations;  /* at most; 0: NLFIT_ITERATIONS_MAX */

    const void *context; /* handed to the two functions */
    /* The model at point i; NAN where it has no value. */
    double (*value)(const void *context, int32_t i, const double *parameter);
    /* Its derivatives by each parameter; NULL: central differences. */
    void (*gradient)(const void *context, int32_t i, const double *parameter,
                     double *out);
};

struct nlfit_result {
    enum nlfit_stop stop;
    double parameter[NLFIT_PARAMETERS_MAX];
    double se[NLFIT_PARAMETERS_MAX]; /* standard errors: the inverse of J'WJ times
                                        rss / dof; NAN: at a bound, or not known */
    bool at_bound[NLFIT_PARAMETERS_MAX];
    double rss;         /* weighted sum of squared residuals */
    double sd;          /* sqrt(rss / dof); NAN without degrees of freedom */
    int32_t dof;        /* n - n_parameters */
    int32_t iterations; /* taken */
};

/*
 * Fit a model to points.
 *
 * A bounded parameter is fitted through a function of an unbounded one. It may run
 * against a bound; it then counts as known when the others' standard errors are worked
 * out.
 *
 * The fit has converged when the tangent plane holds next to nothing of the residuals:
 * the relative offset of D. M. Bates and D. G. Watts, "A relative offset orthogonality
 * convergence criterion for nonlinear least squares", Technometrics 23 (1981). Parameters
 * are then off by that share of their standard errors.
 *
 * Returns VA_OK when `stop` is CONVERGED or EXACT; VA_DATA when it is another: *out then
 * holds where the fit stopped. VA_DOMAIN for a problem out of range or a model without a
 * value at the start, VA_NOMEM: *out is untouched.
 */
enum va_code nlfit(const struct nlfit_problem *problem, struct nlfit_result *out);

/* "converged"; a static string. */
const char *nlfit_stop_text(enum nlfit_stop stop);

#endif
