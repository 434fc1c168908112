/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tangent plane of a model at its parameters, private to nlfit*.c. */
#ifndef VA_CORE_NLFIT_TANGENT_H
#define VA_CORE_NLFIT_TANGENT_H

#include <stdbool.h>
#include <stdint.h>

#include <gsl/gsl_matrix.h>
#include <gsl/gsl_vector.h>

#include "core/nlfit.h"

/* QR decomposition, with pivots, of the Jacobian's columns scaled to length 1. */
struct nlfit_tangent {
    int32_t n;      /* points */
    int32_t n_free; /* columns: the parameters that are not at a bound */
    int32_t rank;
    int32_t column[NLFIT_PARAMETERS_MAX]; /* parameter of each, in the order of pivots */
    double length[NLFIT_PARAMETERS_MAX];  /* of each, before scaling */
    double offset;                        /* relative offset of the residuals */
    double *qr;                           /* n x n_free, by rows */
    double *projected;                    /* Q' residuals */
};

/* Room for n points and all parameters. Returns VA_OK or VA_NOMEM. */
enum va_code nlfit_tangent_init(struct nlfit_tangent *t, int32_t n, int32_t n_parameters);
void nlfit_tangent_clear(struct nlfit_tangent *t);

/* Decompose. held: the parameters to leave out. */
void nlfit_tangent_set(struct nlfit_tangent *t, const gsl_matrix *jacobian,
                       const gsl_vector *residual, const bool *held);

/*
 * Square roots of the diagonal of the inverse of J'J; NAN for parameters left out, and
 * for all when the rank is not full.
 */
void nlfit_tangent_errors(const struct nlfit_tangent *t, double *out);

#endif
