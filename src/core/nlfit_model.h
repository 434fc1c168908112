/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A problem as functions of unbounded variables; private to nlfit*.c. */
#ifndef VA_CORE_NLFIT_MODEL_H
#define VA_CORE_NLFIT_MODEL_H

#include <stdbool.h>

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
void nlfit_model_parameters(const struct nlfit_model *m, const double *u, double *out);

/* Weighted residuals at u; very large ones where the model has no value. */
void nlfit_model_residuals(const struct nlfit_model *m, const double *u, double *out);

/* Their derivatives by u, by columns. False: one of them is no number. */
bool nlfit_model_jacobian(const struct nlfit_model *m, const double *u, double *out);

#endif
