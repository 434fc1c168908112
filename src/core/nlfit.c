/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fit: the loop, when it ends, and what comes out. */
#include <math.h>
#include <stddef.h>

#include "core/nlfit.h"
#include "core/nlfit_step.h"

/* Relative offset at convergence: parameters are off by this share of their errors. */
#define OFFSET 1e-8

/* The same where rounding leaves no better step. */
#define OFFSET_ROUNDED 1e-4

/* Residuals relative to the targets that are none; the same without a better step. */
#define EXACT 1e-13
#define EXACT_ROUNDED 1e-10

/* Cosine of residuals and derivative by which a bound no longer holds a parameter. */
#define PULL 1e-3

/* Without a better step the fit goes on with little damping: this often. */
enum { FRESH_STARTS = 2 };

static bool
is_exact(const struct nlfit_state *s, bool stuck)
{
    return s->length <= (stuck ? EXACT_ROUNDED : EXACT) * s->model.length_y;
}

/* Would a parameter at its bound better leave it? */
static bool
is_pulled(const struct nlfit_state *s)
{
    const int32_t n = s->model.problem->n;

    for (int32_t j = 0; j < s->model.problem->n_parameters; j++) {
        const double *column = s->jacobian + (ptrdiff_t)j * n;
        const int bound = nlfit_range_bound(&s->model.range[j], s->u[j]);
        double product = 0;

        for (int32_t i = 0; i < n; i++)
            product += column[i] * s->residual[i];
        if (bound * product > PULL * qr_length(column, n) * s->length)
            return true;
    }
    return false;
}

/* One look at where the fit stands; true when it ends here. */
static bool
ended(const struct nlfit_state *s, enum nlfit_moved moved, int32_t *n_stuck,
      enum nlfit_stop *stop)
{
    *n_stuck = moved == NLFIT_NO_PROGRESS ? *n_stuck + 1 : 0;
    if (moved == NLFIT_NOWHERE)
        *stop = NLFIT_OUTSIDE;
    else if (is_exact(s, *n_stuck > 0))
        *stop = NLFIT_EXACT;
    else if (s->tangent.offset <= (*n_stuck ? OFFSET_ROUNDED : OFFSET))
        *stop = is_pulled(s) ? NLFIT_STUCK : NLFIT_CONVERGED;
    else if (*n_stuck > FRESH_STARTS)
        *stop = NLFIT_STUCK;
    else
        return false;
    if (moved != NLFIT_NOWHERE && s->tangent.rank < s->tangent.n_free)
        *stop = NLFIT_SINGULAR;
    return true;
}

static enum nlfit_stop
iterate(struct nlfit_state *s, int32_t *taken)
{
    const int32_t most = s->model.problem->iterations ? s->model.problem->iterations
                                                      : NLFIT_ITERATIONS_MAX;
    enum nlfit_stop stop = NLFIT_ITERATIONS;
    int32_t n_stuck = 0;

    for (*taken = 0; *taken < most;) {
        const enum nlfit_moved moved = nlfit_step(s);

        ++*taken;
        if (ended(s, moved, &n_stuck, &stop))
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
report(const struct nlfit_state *s, struct nlfit_result *out)
{
    const struct nlfit_problem *p = s->model.problem;

    out->rss = s->length * s->length;
    out->dof = p->n - p->n_parameters;
    out->sd = out->dof > 0 ? s->length / sqrt(out->dof) : NAN;
    nlfit_model_parameters(&s->model, s->u, out->parameter);
    nlfit_tangent_errors(&s->tangent, out->se);
    for (int32_t j = 0; j < p->n_parameters; j++) {
        const double slope = nlfit_range_slope(&s->model.range[j], s->u[j]);

        out->at_bound[j] = s->held[j];
        out->se[j] = reached(out->stop) ? out->se[j] * out->sd * fabs(slope) : NAN;
    }
}

enum va_code
nlfit(const struct nlfit_problem *problem, struct nlfit_result *out)
{
    enum va_code code = VA_OK;
    struct nlfit_state s;

    if (!nlfit_model_usable(problem))
        return VA_DOMAIN;
    code = nlfit_state_init(&s, problem);
    if (code)
        return code;
    *out = (struct nlfit_result){ .stop = NLFIT_ITERATIONS };
    out->stop = iterate(&s, &out->iterations);
    if (out->stop == NLFIT_CONVERGED)
        nlfit_polish(&s);
    report(&s, out);
    nlfit_state_clear(&s);
    return reached(out->stop) ? VA_OK : VA_DATA;
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
