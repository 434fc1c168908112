/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tangent plane of a model at its parameters, private to nlfit*.c. */
#ifndef VA_CORE_NLFIT_TANGENT_H
#define VA_CORE_NLFIT_TANGENT_H

#include <stdbool.h>
#include <stdint.h>

#include "core/nlfit.h"
#include "core/qr.h"

/* The decomposed Jacobian, its columns scaled to length 1, and its damped form. Memory is
 * the caller's. */
struct nlfit_tangent {
    struct qr qr;   /* first the columns of parameters that are not at a bound */
    int32_t n_free; /* how many these are */
    int32_t rank;   /* of these */
    int32_t parameter[NLFIT_PARAMETERS_MAX]; /* of each column of qr, in pivots' order */
    double length[NLFIT_PARAMETERS_MAX];     /* of each, before scaling */
    double offset;                           /* relative offset of the residuals */
    double *projected;                       /* Q' residuals */
};

/* The system [J; sqrt(mu) D] of a damped step, decomposed. */
struct nlfit_damped {
    const struct nlfit_tangent *tangent;
    struct qr qr;
    int32_t rank;
    double a[2 * QR_COLUMNS_MAX * QR_COLUMNS_MAX];
};

/*
 * Decompose. jacobian: by columns, of t->qr.n rows and t->qr.p columns; held: the
 * parameters at a bound, which have no part in rank and offset.
 */
void nlfit_tangent_set(struct nlfit_tangent *t, const double *jacobian,
                       const double *residual, const bool *held);

/*
 * Square roots of the diagonal of the inverse of J'J; NAN for held parameters, and for
 * all when the rank is not full.
 */
void nlfit_tangent_errors(const struct nlfit_tangent *t, double *out);

/* The step of u to the least squares of the tangent plane; held parameters stay. */
void nlfit_tangent_solve(const struct nlfit_tangent *t, double *out);

/* Borrows t. mu, and scale, the diagonal of D by parameter: at least 0; what neither they
 * nor J determine gets no part. */
void nlfit_damped_init(struct nlfit_damped *d, const struct nlfit_tangent *t, double mu,
                       const double *scale);

/* The x that minimises |J x + r|^2 + mu |D x|^2. projected: Q' r of the tangent's Q. */
void nlfit_damped_solve(const struct nlfit_damped *d, const double *projected,
                        double *out);

#endif
