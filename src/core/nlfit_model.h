/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A problem as GSL takes it: functions of unbounded variables; private to nlfit*.c. */
#ifndef VA_CORE_NLFIT_MODEL_H
#define VA_CORE_NLFIT_MODEL_H

#include <stdbool.h>

#include <gsl/gsl_matrix.h>
#include <gsl/gsl_vector.h>

#include "core/nlfit.h"
#include "core/nlfit_range.h"

struct nlfit_model {
    const struct nlfit_problem *problem;
    struct nlfit_range range[NLFIT_PARAMETERS_MAX];
    double length_y; /* of the weighted targets */
};

/* Is everything in range, and has the model values at the start? */
bool nlfit_model_usable(const struct nlfit_problem *p);

/* Of a usable problem, which is borrowed. */
void nlfit_model_init(struct nlfit_model *m, const struct nlfit_problem *p);

/* The parameters at the unbounded variables u. */
void nlfit_model_parameters(const struct nlfit_model *m, const gsl_vector *u,
                            double *out);

/*
 * For gsl_multifit_nlinear_fdf; context: a struct nlfit_model. Residuals always succeed;
 * derivatives return GSL_EBADFUNC where one is no number.
 */
int nlfit_model_residuals(const gsl_vector *u, void *context, gsl_vector *out);
int nlfit_model_jacobian(const gsl_vector *u, void *context, gsl_matrix *out);

#endif
