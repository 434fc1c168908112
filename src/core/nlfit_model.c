/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The model: checked, then weighted residuals and derivatives. */
#include <float.h>
#include <math.h>

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
nlfit_model_parameters(const struct nlfit_model *m, const double *u, double *out)
{
    for (int32_t j = 0; j < m->problem->n_parameters; j++)
        out[j] = nlfit_range_value(&m->range[j], u[j]);
}

void
nlfit_model_residuals(const struct nlfit_model *m, const double *u, double *out)
{
    const struct nlfit_problem *p = m->problem;
    double at[NLFIT_PARAMETERS_MAX];

    nlfit_model_parameters(m, u, at);
    for (int32_t i = 0; i < p->n; i++) {
        const double r = root_weight(p, i) * (p->value(p->context, i, at) - p->y[i]);

        out[i] = fabs(r) < FAR ? r : FAR;
    }
}

/* Derivatives by the unbounded variables, from the model's own by its parameters. */
static void
gradient_given(const struct nlfit_model *m, const double *u, double *out)
{
    const struct nlfit_problem *p = m->problem;
    double at[NLFIT_PARAMETERS_MAX];
    double slope[NLFIT_PARAMETERS_MAX];

    nlfit_model_parameters(m, u, at);
    for (int32_t j = 0; j < p->n_parameters; j++)
        slope[j] = nlfit_range_slope(&m->range[j], u[j]);
    for (int32_t i = 0; i < p->n; i++) {
        double g[NLFIT_PARAMETERS_MAX];

        p->gradient(p->context, i, at, g);
        for (int32_t j = 0; j < p->n_parameters; j++)
            out[j * p->n + i] = root_weight(p, i) * g[j] * slope[j];
    }
}

/* The same by central differences; the step balances truncation and rounding. */
static void
gradient_differences(const struct nlfit_model *m, const double *u, double *out)
{
    const struct nlfit_problem *p = m->problem;
    double at[NLFIT_PARAMETERS_MAX];

    nlfit_model_parameters(m, u, at);
    for (int32_t j = 0; j < p->n_parameters; j++) {
        const double size = fabs(u[j]);
        const double least = nlfit_range_open(&m->range[j]) && size > 0 ? size : 1;
        const double step = cbrt(DBL_EPSILON) * fmax(size, least);
        const double was = at[j];
        const double after = nlfit_range_value(&m->range[j], u[j] + step);
        const double before = nlfit_range_value(&m->range[j], u[j] - step);

        for (int32_t i = 0; i < p->n; i++) {
            double rise = 0;

            at[j] = after;
            rise = p->value(p->context, i, at);
            at[j] = before;
            rise -= p->value(p->context, i, at);
            out[j * p->n + i] = root_weight(p, i) * rise / (2 * step);
        }
        at[j] = was;
    }
}

bool
nlfit_model_jacobian(const struct nlfit_model *m, const double *u, double *out)
{
    const int32_t n = m->problem->n * m->problem->n_parameters;

    if (m->problem->gradient)
        gradient_given(m, u, out);
    else
        gradient_differences(m, u, out);
    for (int32_t i = 0; i < n; i++)
        if (!(fabs(out[i]) < FAR))
            return false;
    return true;
}
