/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A step: the velocity v minimises |J v + r|^2 + mu |D v|^2, the acceleration a the same
 * with the second derivative along v in the place of r; the step is v + a / 2. Transtrum
 * and Sethna (nlfit.h), section 3.
 *
 * D is first the identity (Levenberg), which leaves parameters alone that are hardly
 * determined: they might run away. Where it finds no step, as beside parameters of very
 * different size, D becomes the lengths of the columns of J, the longest so far, by which
 * steps depend on no unit: J. J. More, "The Levenberg-Marquardt algorithm: implementation
 * and theory", in Numerical Analysis, LNM 630, 1978. From there back again, and so on.
 *
 * H. B. Nielsen, "Damping parameter in Marquardt's method", 1999, IMM-REP-1999-05,
 * Technical University of Denmark: how mu changes.
 */
#include <math.h>
#include <stddef.h>
#include <stdlib.h>

#include "core/nlfit_step.h"

/* Of the longest derivative's square: the first damping. */
#define DAMPING_START 1e-3

/* A step is refused whose acceleration is longer than this share of its velocity. */
#define BEND_MOST 0.75

/* The second derivative is a difference over this part of the velocity. */
#define BEND_STEP 0.02

/* Rounding makes the residuals longer by up to these shares of their length and of the
 * targets'. */
#define ROUNDED 1e-12
#define ROUNDED_TARGETS 1e-15

/* FLAT_MOST: steps in a row that leave the length as it was but for rounding. */
enum { TRIES = 16, GROWTH = 2, FLAT_MOST = 8 };

/* More's scaling: the longest that each derivative has been. */
static void
scale_update(struct nlfit_state *s)
{
    if (!s->scaled)
        return;
    for (int32_t k = 0; k < s->tangent.qr.p; k++) {
        double *scale = &s->scale[s->tangent.parameter[k]];

        *scale = fmax(*scale, s->tangent.length[k]);
    }
}

/* Everything at u that is not the residuals. False: no derivatives. */
static bool
arrive(struct nlfit_state *s, const double *u)
{
    if (!nlfit_model_jacobian(&s->model, u, s->jacobian))
        return false;
    for (int32_t j = 0; j < s->tangent.qr.p; j++) {
        s->u[j] = u[j];
        s->held[j] = nlfit_range_bound(&s->model.range[j], u[j]) != 0;
    }
    nlfit_tangent_set(&s->tangent, s->jacobian, s->residual, s->held);
    scale_update(s);
    return true;
}

/* Start with little damping, scaled or not. */
static void
damping_start(struct nlfit_state *s, bool scaled)
{
    double longest = 0;

    s->scaled = scaled;
    for (int32_t j = 0; j < s->tangent.qr.p; j++)
        s->scale[j] = scaled ? 0 : 1;
    scale_update(s);
    for (int32_t k = 0; k < s->tangent.qr.p; k++)
        longest = fmax(longest, s->tangent.length[k]);
    s->damping = DAMPING_START * (scaled ? 1 : longest * longest);
    s->growth = GROWTH;
}

/* |D v| */
static double
scaled_length(const struct nlfit_state *s, const double *v)
{
    double product[NLFIT_PARAMETERS_MAX];

    for (int32_t j = 0; j < s->tangent.qr.p; j++)
        product[j] = s->scale[j] * v[j];
    return qr_length(product, s->tangent.qr.p);
}

enum va_code
nlfit_state_init(struct nlfit_state *s, const struct nlfit_problem *p)
{
    const size_t n = (size_t)p->n;
    const size_t n_parameters = (size_t)p->n_parameters;
    double start[NLFIT_PARAMETERS_MAX] = { 0 };

    *s = (struct nlfit_state){ .memory = calloc(n * (2 * n_parameters + 4),
                                                sizeof *s->memory) };
    if (!s->memory)
        return VA_NOMEM;
    s->residual = s->memory;
    s->trial = s->residual + n;
    s->bend = s->trial + n;
    s->tangent.projected = s->bend + n;
    s->jacobian = s->tangent.projected + n;
    s->tangent.qr = (struct qr){ .n = p->n,
                                 .p = p->n_parameters,
                                 .a = s->jacobian + n * n_parameters };
    nlfit_model_init(&s->model, p);
    for (int32_t j = 0; j < p->n_parameters; j++)
        start[j] = nlfit_range_free(&s->model.range[j]);
    nlfit_model_residuals(&s->model, start, s->residual);
    s->length = qr_length(s->residual, p->n);
    if (!arrive(s, start)) {
        nlfit_state_clear(s);
        return VA_DOMAIN;
    }
    damping_start(s, false);
    return VA_OK;
}

void
nlfit_state_clear(struct nlfit_state *s)
{
    free(s->memory);
    *s = (struct nlfit_state){ .memory = NULL };
}

/* u + factor v; false where that is no place. */
static bool
place(const struct nlfit_state *s, double factor, const double *v, double *out)
{
    for (int32_t j = 0; j < s->tangent.qr.p; j++) {
        out[j] = s->u[j] + factor * v[j];
        if (!isfinite(out[j]))
            return false;
    }
    return true;
}

/* J v */
static double
along(const struct nlfit_state *s, int32_t i, const double *v)
{
    double sum = 0;

    for (int32_t j = 0; j < s->tangent.qr.p; j++)
        sum += s->jacobian[(ptrdiff_t)j * s->tangent.qr.n + i] * v[j];
    return sum;
}

/* The acceleration of a velocity. False: there is none, or it is too long. */
static bool
accelerate(struct nlfit_state *s, const struct nlfit_damped *d, const double *v,
           double *out)
{
    double at[NLFIT_PARAMETERS_MAX];

    if (!place(s, BEND_STEP, v, at))
        return false;
    nlfit_model_residuals(&s->model, at, s->bend);
    for (int32_t i = 0; i < s->tangent.qr.n; i++)
        s->bend[i] =
            2 / BEND_STEP * ((s->bend[i] - s->residual[i]) / BEND_STEP - along(s, i, v));
    qr_project(&s->tangent.qr, s->bend);
    nlfit_damped_solve(d, s->bend, out);
    return scaled_length(s, out) <= BEND_MOST * scaled_length(s, v);
}

/* What |r|^2 becomes smaller by, relative to what the tangent plane promises along v;
 * not above 0 where it does not. Point by point: the sums may differ by less than they
 * are rounded by. */
static double
gain_of(const struct nlfit_state *s, const double *v)
{
    const double damped = scaled_length(s, v) / s->length;
    double promised = 2 * s->damping * damped * damped;
    double gained = 0;

    for (int32_t i = 0; i < s->tangent.qr.n; i++) {
        const double part = along(s, i, v) / s->length;
        const double less = (s->residual[i] - s->trial[i]) / s->length;

        promised += part * part;
        gained += less * ((s->residual[i] + s->trial[i]) / s->length);
    }
    return gained > 0 && promised > 0 ? gained / promised : 0;
}

/* Try a step with the damping as it is: the gain, and where it led. */
static double
try_step(struct nlfit_state *s, double *u)
{
    const int32_t p = s->tangent.qr.p;
    double step[NLFIT_PARAMETERS_MAX];
    double v[NLFIT_PARAMETERS_MAX];
    struct nlfit_damped d;

    nlfit_damped_init(&d, &s->tangent, s->damping, s->scale);
    nlfit_damped_solve(&d, s->tangent.projected, v);
    if (!accelerate(s, &d, v, step))
        return 0;
    for (int32_t j = 0; j < p; j++)
        step[j] = v[j] + step[j] / 2;
    if (!place(s, 1, step, u))
        return 0;
    nlfit_model_residuals(&s->model, u, s->trial);
    return gain_of(s, v);
}

/* To u, whose residuals are in `trial`. False: there are no derivatives; the residuals
 * are then as they were. */
static bool
move(struct nlfit_state *s, const double *u)
{
    double *residual = s->residual;

    s->residual = s->trial;
    s->trial = residual;
    if (!arrive(s, u)) {
        s->trial = s->residual;
        s->residual = residual;
        return false;
    }
    s->length = qr_length(s->residual, s->tangent.qr.n);
    return true;
}

/* The minimum of the tangent plane, and its residuals into `trial`. False: they are
 * longer, by more than rounding makes them. */
static bool
to_minimum(struct nlfit_state *s, double *u)
{
    const double rounding = ROUNDED * s->length + ROUNDED_TARGETS * s->model.length_y;
    double v[NLFIT_PARAMETERS_MAX];

    nlfit_tangent_solve(&s->tangent, v);
    if (!place(s, 1, v, u))
        return false;
    nlfit_model_residuals(&s->model, u, s->trial);
    return qr_length(s->trial, s->tangent.qr.n) <= s->length + rounding;
}

/*
 * Where every step's gain is lost in rounding, the derivatives still tell where the
 * minimum is: the offset goes with the distance from it, what is gained with its square.
 * So a step to the minimum of the tangent plane is taken if it makes the offset less.
 */
static enum nlfit_moved
creep(struct nlfit_state *s)
{
    const double offset = s->tangent.offset;
    double was[NLFIT_PARAMETERS_MAX] = { 0 };
    double u[NLFIT_PARAMETERS_MAX] = { 0 };

    for (int32_t j = 0; j < s->tangent.qr.p; j++)
        was[j] = s->u[j];
    if (!to_minimum(s, u))
        return NLFIT_NO_PROGRESS;
    if (move(s, u) && s->tangent.offset <= offset / 2)
        return NLFIT_MOVED;
    nlfit_model_residuals(&s->model, was, s->trial);
    return move(s, was) ? NLFIT_NO_PROGRESS : NLFIT_NOWHERE;
}

enum nlfit_moved
nlfit_step(struct nlfit_state *s)
{
    const double length = s->length;
    double u[NLFIT_PARAMETERS_MAX] = { 0 };

    for (int tries = 0; tries < TRIES && s->n_flat < FLAT_MOST; tries++) {
        const double gain = try_step(s, u);
        const double surplus = 2 * gain - 1;

        if (!(gain > 0)) {
            s->damping *= s->growth;
            s->growth *= 2;
            continue;
        }
        if (!move(s, u))
            return NLFIT_NOWHERE;
        s->damping *= fmax(1.0 / 3, 1 - surplus * surplus * surplus);
        s->growth = GROWTH;
        s->n_flat = s->length < length ? 0 : s->n_flat + 1;
        return NLFIT_MOVED;
    }
    s->n_flat = 0;
    damping_start(s, !s->scaled);
    return creep(s);
}

void
nlfit_polish(struct nlfit_state *s)
{
    double u[NLFIT_PARAMETERS_MAX] = { 0 };
    double *residual = s->residual;

    if (!to_minimum(s, u))
        return;
    for (int32_t j = 0; j < s->tangent.qr.p; j++)
        s->u[j] = u[j];
    s->residual = s->trial;
    s->trial = residual;
    s->length = qr_length(s->residual, s->tangent.qr.n);
}
