/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gsl/gsl_errno.h>
#include <gsl/gsl_multifit_nlinear.h>
#include <math.h>
#include <stdlib.h>

#include "core/gsl_nlfit.h"
#include "core/nlfit_model.h"
#include "core/nlfit_tangent.h"

/* As nlfit has them. */
#define OFFSET 1e-8
#define OFFSET_ROUNDED 1e-4
#define EXACT 1e-13
#define EXACT_ROUNDED 1e-10
#define PULL 1e-3
enum { FRESH_STARTS = 2 };

struct fit {
    struct nlfit_model model;
    struct nlfit_tangent tangent;
    double *memory, *columns;
    gsl_multifit_nlinear_workspace *work;
};

static int
residuals(const gsl_vector *u, void *context, gsl_vector *out)
{
    const struct fit *f = context;

    nlfit_model_residuals(&f->model, u->data, out->data);
    return GSL_SUCCESS;
}

static int
jacobian(const gsl_vector *u, void *context, gsl_matrix *out)
{
    const struct fit *f = context;

    if (!nlfit_model_jacobian(&f->model, u->data, f->columns))
        return GSL_EDOM;
    for (size_t i = 0; i < out->size1; i++)
        for (size_t j = 0; j < out->size2; j++)
            gsl_matrix_set(out, i, j, f->columns[j * out->size1 + i]);
    return GSL_SUCCESS;
}

static bool
fit_alloc(struct fit *f, const struct nlfit_problem *p)
{
    const size_t n = (size_t)p->n;
    const size_t n_parameters = (size_t)p->n_parameters;
    gsl_multifit_nlinear_parameters how = gsl_multifit_nlinear_default_parameters();

    how.trs = gsl_multifit_nlinear_trs_lmaccel;
    how.scale = gsl_multifit_nlinear_scale_levenberg;
    how.solver = gsl_multifit_nlinear_solver_qr;
    *f = (struct fit){ .memory = calloc(n * (2 * n_parameters + 1), sizeof *f->memory) };
    f->work =
        gsl_multifit_nlinear_alloc(gsl_multifit_nlinear_trust, &how, n, n_parameters);
    if (!f->memory || !f->work)
        return false;
    f->columns = f->memory;
    f->tangent.qr = (struct qr){ .n = p->n,
                                 .p = p->n_parameters,
                                 .a = f->columns + n * n_parameters };
    f->tangent.projected = f->tangent.qr.a + n * n_parameters;
    nlfit_model_init(&f->model, p);
    return true;
}

static void
fit_free(struct fit *f)
{
    if (f->work)
        gsl_multifit_nlinear_free(f->work);
    free(f->memory);
}

/* The tangent plane where it stands, and the length of the residuals. */
static double
look(struct fit *f)
{
    const double *u = gsl_multifit_nlinear_position(f->work)->data;
    const double *left = gsl_multifit_nlinear_residual(f->work)->data;
    bool held[NLFIT_PARAMETERS_MAX] = { false };

    for (int32_t j = 0; j < f->model.problem->n_parameters; j++)
        held[j] = nlfit_range_bound(&f->model.range[j], u[j]) != 0;
    nlfit_model_jacobian(&f->model, u, f->columns);
    nlfit_tangent_set(&f->tangent, f->columns, left, held);
    return qr_length(left, f->model.problem->n);
}

/* Would a parameter at its bound better leave it? */
static bool
is_pulled(const struct fit *f)
{
    const double *u = gsl_multifit_nlinear_position(f->work)->data;
    const double *left = gsl_multifit_nlinear_residual(f->work)->data;
    const int32_t n = f->model.problem->n;

    for (int32_t j = 0; j < f->model.problem->n_parameters; j++) {
        const double *column = f->columns + (ptrdiff_t)j * n;
        const int bound = nlfit_range_bound(&f->model.range[j], u[j]);
        double product = 0;

        for (int32_t i = 0; i < n; i++)
            product += column[i] * left[i];
        if (bound * product > PULL * qr_length(column, n) * qr_length(left, n))
            return true;
    }
    return false;
}

static bool
ended(struct fit *f, int status, int32_t *n_stuck, enum nlfit_stop *stop)
{
    double left = 0;

    *n_stuck = status == GSL_ENOPROG ? *n_stuck + 1 : 0;
    *stop = NLFIT_OUTSIDE;
    if (status != GSL_SUCCESS && status != GSL_ENOPROG)
        return true;
    left = look(f);
    if (left <= (*n_stuck ? EXACT_ROUNDED : EXACT) * f->model.length_y)
        *stop = NLFIT_EXACT;
    else if (f->tangent.offset <= (*n_stuck ? OFFSET_ROUNDED : OFFSET))
        *stop = is_pulled(f) ? NLFIT_STUCK : NLFIT_CONVERGED;
    else if (*n_stuck > FRESH_STARTS)
        *stop = NLFIT_STUCK;
    else {
        *stop = NLFIT_ITERATIONS;
        return false;
    }
    if (f->tangent.rank < f->tangent.n_free)
        *stop = NLFIT_SINGULAR;
    return true;
}

static void
run(struct fit *f, struct nlfit_result *out)
{
    const struct nlfit_problem *p = f->model.problem;
    const int32_t most = p->iterations ? p->iterations : NLFIT_ITERATIONS_MAX;
    double start[NLFIT_PARAMETERS_MAX];
    gsl_vector_view at = gsl_vector_view_array(start, (size_t)p->n_parameters);
    gsl_multifit_nlinear_fdf functions = { .f = residuals,
                                           .df = jacobian,
                                           .n = (size_t)p->n,
                                           .p = (size_t)p->n_parameters,
                                           .params = f };
    int32_t n_stuck = 0;
    double left = 0;

    *out = (struct nlfit_result){ .stop = NLFIT_OUTSIDE };
    for (int32_t j = 0; j < p->n_parameters; j++)
        start[j] = nlfit_range_free(&f->model.range[j]);
    if (gsl_multifit_nlinear_init(&at.vector, &functions, f->work))
        return;
    for (out->stop = NLFIT_ITERATIONS; out->iterations < most;) {
        const int status = gsl_multifit_nlinear_iterate(f->work);

        out->iterations++;
        if (ended(f, status, &n_stuck, &out->stop))
            break;
    }
    left = qr_length(gsl_multifit_nlinear_residual(f->work)->data, p->n);
    out->rss = left * left;
    nlfit_model_parameters(&f->model, gsl_multifit_nlinear_position(f->work)->data,
                           out->parameter);
}

enum va_code
gsl_nlfit(const struct nlfit_problem *problem, struct nlfit_result *out)
{
    gsl_error_handler_t *handler = gsl_set_error_handler_off();
    enum va_code code = VA_NOMEM;
    struct fit f;

    if (!nlfit_model_usable(problem))
        code = VA_DOMAIN;
    else if (fit_alloc(&f, problem)) {
        run(&f, out);
        code = out->stop == NLFIT_CONVERGED || out->stop == NLFIT_EXACT ? VA_OK : VA_DATA;
        fit_free(&f);
    } else
        fit_free(&f);
    gsl_set_error_handler(handler);
    return code;
}
