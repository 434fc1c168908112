/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The fit: the loop, when it ends, and what comes out. GSL's own covariance does not
 * check its allocations, so standard errors come from the tangent plane.
 */
#include <math.h>
#include <stddef.h>

#include <gsl/gsl_blas.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_multifit_nlinear.h>

#include "core/nlfit.h"
#include "core/nlfit_model.h"
#include "core/nlfit_tangent.h"

/* Relative offset at convergence: parameters are off by this share of their errors. */
#define OFFSET 1e-8

/* The same where rounding leaves no better step. */
#define OFFSET_ROUNDED 1e-4

/* Residuals relative to the targets that are none; the same without a better step. */
#define EXACT 1e-13
#define EXACT_ROUNDED 1e-10

/* Cosine of residuals and derivative by which a bound no longer holds a parameter. */
#define PULL 1e-3

/* Without a better step, GSL starts again with little damping: this often. */
enum { FRESH_STARTS = 2 };

struct fit {
    struct nlfit_model model;
    struct nlfit_tangent tangent;
    gsl_multifit_nlinear_workspace *work;
};

static void
fit_free(struct fit *f)
{
    if (f->work)
        gsl_multifit_nlinear_free(f->work);
    nlfit_tangent_clear(&f->tangent);
}

static enum va_code
fit_alloc(struct fit *f, const struct nlfit_problem *p)
{
    gsl_multifit_nlinear_parameters how = gsl_multifit_nlinear_default_parameters();

    *f = (struct fit){ .tangent = { 0 } };
    nlfit_model_init(&f->model, p);
    if (nlfit_tangent_init(&f->tangent, p->n, p->n_parameters))
        return VA_NOMEM;
    /* of GSL's methods and scalings, by QR or SVD, the only ones that together solve
     * every problem of tests/core/test_nist from both starts */
    how.trs = gsl_multifit_nlinear_trs_lmaccel;
    how.scale = gsl_multifit_nlinear_scale_levenberg;
    how.solver = gsl_multifit_nlinear_solver_qr;
    f->work = gsl_multifit_nlinear_alloc(gsl_multifit_nlinear_trust, &how, (size_t)p->n,
                                         (size_t)p->n_parameters);
    if (f->work)
        return VA_OK;
    fit_free(f);
    return VA_NOMEM;
}

static void
find_held(const struct fit *f, bool *held)
{
    const gsl_vector *u = gsl_multifit_nlinear_position(f->work);

    for (int32_t j = 0; j < f->model.problem->n_parameters; j++)
        held[j] =
            nlfit_range_bound(&f->model.range[j], gsl_vector_get(u, (size_t)j)) != 0;
}

static bool
is_exact(const struct fit *f, bool stuck)
{
    const double left = gsl_blas_dnrm2(gsl_multifit_nlinear_residual(f->work));

    return left <= (stuck ? EXACT_ROUNDED : EXACT) * f->model.length_y;
}

/* Would a parameter at its bound better leave it? */
static bool
is_pulled(const struct fit *f)
{
    const gsl_vector *u = gsl_multifit_nlinear_position(f->work);
    const gsl_vector *left = gsl_multifit_nlinear_residual(f->work);

    for (int32_t j = 0; j < f->model.problem->n_parameters; j++) {
        const int bound =
            nlfit_range_bound(&f->model.range[j], gsl_vector_get(u, (size_t)j));
        gsl_vector_const_view column =
            gsl_matrix_const_column(gsl_multifit_nlinear_jac(f->work), (size_t)j);
        const double scale = gsl_blas_dnrm2(&column.vector) * gsl_blas_dnrm2(left);
        double product = 0;

        gsl_blas_ddot(&column.vector, left, &product);
        if (bound * product > PULL * scale)
            return true;
    }
    return false;
}

static void
look(struct fit *f)
{
    bool held[NLFIT_PARAMETERS_MAX] = { false };

    find_held(f, held);
    nlfit_tangent_set(&f->tangent, gsl_multifit_nlinear_jac(f->work),
                      gsl_multifit_nlinear_residual(f->work), held);
}

/* One look at where the fit stands; true when it ends here. */
static bool
ended(struct fit *f, int status, int32_t *n_stuck, enum nlfit_stop *stop)
{
    *n_stuck = status == GSL_ENOPROG ? *n_stuck + 1 : 0;
    if (status != GSL_SUCCESS && status != GSL_ENOPROG) {
        *stop = NLFIT_OUTSIDE;
        return true;
    }
    look(f);
    if (is_exact(f, *n_stuck > 0))
        *stop = NLFIT_EXACT;
    else if (f->tangent.offset <= (*n_stuck ? OFFSET_ROUNDED : OFFSET))
        *stop = is_pulled(f) ? NLFIT_STUCK : NLFIT_CONVERGED;
    else if (*n_stuck > FRESH_STARTS)
        *stop = NLFIT_STUCK;
    else
        return false;
    if (f->tangent.rank < f->tangent.n_free)
        *stop = NLFIT_SINGULAR;
    return true;
}

static enum nlfit_stop
iterate(struct fit *f, int32_t *taken)
{
    const int32_t most = f->model.problem->iterations ? f->model.problem->iterations
                                                      : NLFIT_ITERATIONS_MAX;
    enum nlfit_stop stop = NLFIT_ITERATIONS;
    int32_t n_stuck = 0;

    for (*taken = 0; *taken < most;) {
        const int status = gsl_multifit_nlinear_iterate(f->work);

        ++*taken;
        if (ended(f, status, &n_stuck, &stop))
            break;
    }
    return stop;
}

static bool
reached(enum nlfit_stop stop)
{
    return stop == NLFIT_CONVERGED || stop == NLFIT_EXACT;
}

static void
report(const struct fit *f, struct nlfit_result *out)
{
    const struct nlfit_problem *p = f->model.problem;
    const gsl_vector *u = gsl_multifit_nlinear_position(f->work);
    const double left = gsl_blas_dnrm2(gsl_multifit_nlinear_residual(f->work));

    out->rss = left * left;
    out->dof = p->n - p->n_parameters;
    out->sd = out->dof > 0 ? left / sqrt(out->dof) : NAN;
    nlfit_model_parameters(&f->model, u, out->parameter);
    find_held(f, out->at_bound);
    nlfit_tangent_errors(&f->tangent, out->se);
    for (int32_t j = 0; j < p->n_parameters; j++) {
        const double slope =
            nlfit_range_slope(&f->model.range[j], gsl_vector_get(u, (size_t)j));

        out->se[j] = reached(out->stop) ? out->se[j] * out->sd * fabs(slope) : NAN;
    }
}

static enum va_code
run(struct fit *f, struct nlfit_result *out)
{
    const struct nlfit_problem *p = f->model.problem;
    double start[NLFIT_PARAMETERS_MAX];
    gsl_vector_view at = gsl_vector_view_array(start, (size_t)p->n_parameters);
    gsl_multifit_nlinear_fdf functions = { .f = nlfit_model_residuals,
                                           .df = nlfit_model_jacobian,
                                           .n = (size_t)p->n,
                                           .p = (size_t)p->n_parameters,
                                           .params = &f->model };

    for (int32_t j = 0; j < p->n_parameters; j++)
        start[j] = nlfit_range_free(&f->model.range[j]);
    if (gsl_multifit_nlinear_init(&at.vector, &functions, f->work))
        return VA_DOMAIN;
    *out = (struct nlfit_result){ .stop = NLFIT_ITERATIONS };
    out->stop = iterate(f, &out->iterations);
    report(f, out);
    return reached(out->stop) ? VA_OK : VA_DATA;
}

enum va_code
nlfit(const struct nlfit_problem *problem, struct nlfit_result *out)
{
    gsl_error_handler_t *handler = NULL;
    enum va_code code = VA_OK;
    struct fit f;

    if (!nlfit_model_usable(problem))
        return VA_DOMAIN;
    handler = gsl_set_error_handler_off(); /* memory: an answer, no end of the program */
    code = fit_alloc(&f, problem);
    if (!code) {
        code = run(&f, out);
        fit_free(&f);
    }
    gsl_set_error_handler(handler);
    return code;
}

const char *
nlfit_stop_text(enum nlfit_stop stop)
{
    static const char *const texts[] = {
#define X(name, text) text,
        NLFIT_STOPS(X)
#undef X
    };

    return texts[stop];
}
