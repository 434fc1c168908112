/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The model for GSL: checked, then weighted residuals and derivatives.
 *
 * GSL 2.7 takes a step to residuals that are not a number for a good one, so these are
 * given as very large instead.
 */
#include <float.h>
#include <math.h>

#include <gsl/gsl_errno.h>

#include "core/nlfit_model.h"

/* A residual where the model has no value: worse than any other, and finite squared. */
#define FAR 1e100

/* Targets, weights and parameters beyond this are refused. */
#define LARGEST 1e90

static bool
parameters_usable(const struct nlfit_problem *p)
{
    for (int32_t j = 0; j < p->n_parameters; j++) {
        const double lower = p->lower ? p->lower[j] : -INFINITY;
        const double upper = p->upper ? p->upper[j] : INFINITY;

        if (!(fabs(p->start[j]) < LARGEST) || !(lower < p->start[j]) ||
            !(p->start[j] < upper))
            return false;
    }
    return true;
}

static bool
points_usable(const struct nlfit_problem *p)
{
    for (int32_t i = 0; i < p->n; i++) {
        const double weight = p->weight ? p->weight[i] : 1;

        if (!(weight > 0) || !(weight < LARGEST) || !(fabs(p->y[i]) < LARGEST) ||
            !(fabs(sqrt(weight) * p->y[i]) < LARGEST) ||
            !(fabs(p->value(p->context, i, p->start)) < LARGEST))
            return false;
    }
    return true;
}

bool
nlfit_model_usable(const struct nlfit_problem *p)
{
    return p->n_parameters >= 1 && p->n_parameters <= NLFIT_PARAMETERS_MAX &&
           p->n >= p->n_parameters && p->n <= NLFIT_POINTS_MAX && p->iterations >= 0 &&
           parameters_usable(p) && points_usable(p);
}

static double
root_weight(const struct nlfit_problem *p, int32_t i)
{
    return p->weight ? sqrt(p->weight[i]) : 1;
}

void
nlfit_model_init(struct nlfit_model *m, const struct nlfit_problem *p)
{
    *m = (struct nlfit_model){ .problem = p };
    for (int32_t j = 0; j < p->n_parameters; j++)
        m->range[j] = (struct nlfit_range){ .lower = p->lower ? p->lower[j] : -INFINITY,
                                            .upper = p->upper ? p->upper[j] : INFINITY,
                                            .start = p->start[j] };
    for (int32_t i = 0; i < p->n; i++)
        m->length_y = hypot(m->length_y, root_weight(p, i) * p->y[i]);
}

void
nlfit_model_parameters(const struct nlfit_model *m, const gsl_vector *u, double *out)
{
    for (int32_t j = 0; j < m->problem->n_parameters; j++)
        out[j] = nlfit_range_value(&m->range[j], gsl_vector_get(u, (size_t)j));
}

int
nlfit_model_residuals(const gsl_vector *u, void *context, gsl_vector *out)
{
    const struct nlfit_model *m = context;
    const struct nlfit_problem *p = m->problem;
    double at[NLFIT_PARAMETERS_MAX];

    nlfit_model_parameters(m, u, at);
    for (int32_t i = 0; i < p->n; i++) {
        const double r = root_weight(p, i) * (p->value(p->context, i, at) - p->y[i]);

        gsl_vector_set(out, (size_t)i, fabs(r) < FAR ? r : FAR);
    }
    return GSL_SUCCESS;
}

/* Derivatives by the unbounded variables, from the model's own by its parameters. */
static void
gradient_given(const struct nlfit_model *m, const gsl_vector *u, gsl_matrix *out)
{
    const struct nlfit_problem *p = m->problem;
    double at[NLFIT_PARAMETERS_MAX];

    nlfit_model_parameters(m, u, at);
    for (int32_t i = 0; i < p->n; i++) {
        double g[NLFIT_PARAMETERS_MAX];

        p->gradient(p->context, i, at, g);
        for (int32_t j = 0; j < p->n_parameters; j++) {
            const size_t column = (size_t)j;
            const double slope =
                nlfit_range_slope(&m->range[j], gsl_vector_get(u, column));

            gsl_matrix_set(out, (size_t)i, column, root_weight(p, i) * g[j] * slope);
        }
    }
}

/* The same by central differences; the step balances truncation and rounding. */
static void
gradient_differences(const struct nlfit_model *m, const gsl_vector *u, gsl_matrix *out)
{
    const struct nlfit_problem *p = m->problem;
    double at[NLFIT_PARAMETERS_MAX];

    nlfit_model_parameters(m, u, at);
    for (int32_t j = 0; j < p->n_parameters; j++) {
        const double middle = gsl_vector_get(u, (size_t)j);
        const double size = fabs(middle);
        const double least = nlfit_range_open(&m->range[j]) && size > 0 ? size : 1;
        const double step = cbrt(DBL_EPSILON) * fmax(size, least);
        const double was = at[j];
        const double after = nlfit_range_value(&m->range[j], middle + step);
        const double before = nlfit_range_value(&m->range[j], middle - step);

        for (int32_t i = 0; i < p->n; i++) {
            double rise = 0;

            at[j] = after;
            rise = p->value(p->context, i, at);
            at[j] = before;
            rise -= p->value(p->context, i, at);
            gsl_matrix_set(out, (size_t)i, (size_t)j,
                           root_weight(p, i) * rise / (2 * step));
        }
        at[j] = was;
    }
}

int
nlfit_model_jacobian(const gsl_vector *u, void *context, gsl_matrix *out)
{
    const struct nlfit_model *m = context;

    if (m->problem->gradient)
        gradient_given(m, u, out);
    else
        gradient_differences(m, u, out);
    for (size_t i = 0; i < out->size1; i++)
        for (size_t j = 0; j < out->size2; j++)
            if (!(fabs(gsl_matrix_get(out, i, j)) < FAR))
                return GSL_EBADFUNC;
    return GSL_SUCCESS;
}
