/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One step of a fit, private to nlfit*.c. */
#ifndef VA_CORE_NLFIT_STEP_H
#define VA_CORE_NLFIT_STEP_H

#include "core/nlfit.h"
#include "core/nlfit_model.h"
#include "core/nlfit_tangent.h"

/* Where a fit stands. */
struct nlfit_state {
    struct nlfit_model model;
    double u[NLFIT_PARAMETERS_MAX];  /* the unbounded variables */
    bool held[NLFIT_PARAMETERS_MAX]; /* at a bound */
    double *residual;                /* there, weighted: n */
    double length;                   /* of the residuals */
    double *jacobian;                /* there, by columns: n x n_parameters */
    struct nlfit_tangent tangent;    /* there */

    double scale[NLFIT_PARAMETERS_MAX]; /* the diagonal of D, by parameter */
    bool scaled;                        /* by the derivatives, or all 1 */
    double damping;                     /* mu */
    double growth;  /* what mu is multiplied by when a step is refused */
    int32_t n_flat; /* steps since the length last fell */
    double *trial;  /* residuals of a step that is tried: n */
    double *bend;   /* their second derivative along the step: n */
    double *memory; /* all of the above that is borrowed */
};

enum nlfit_moved { NLFIT_MOVED, NLFIT_NO_PROGRESS, NLFIT_NOWHERE };

/*
 * At the start of a usable problem, which is borrowed. VA_OK; VA_NOMEM; VA_DOMAIN where
 * the model has no derivatives. Free it unless it failed.
 */
enum va_code nlfit_state_init(struct nlfit_state *s, const struct nlfit_problem *p);
void nlfit_state_clear(struct nlfit_state *s);

/*
 * Take a step that makes the residuals shorter or, where none does, one that leaves them
 * as long and more orthogonal.
 *
 * NLFIT_NO_PROGRESS: neither was found, with damping from what served before up to any;
 * the next call starts with little, and scales otherwise. NLFIT_NOWHERE: the model has no
 * derivatives where it led; the state is as it was but for jacobian and tangent.
 */
enum nlfit_moved nlfit_step(struct nlfit_state *s);

/*
 * From a minimum all but reached, a step to the minimum of the tangent plane: what the
 * damping of the last step left is gone. Jacobian and tangent stay as they are.
 */
void nlfit_polish(struct nlfit_state *s);

#endif
