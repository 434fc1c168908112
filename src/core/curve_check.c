/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Curve forms through nlfit, in the parameters log a, b, c, log K.
 *
 * The sum of squares has a kink wherever K passes a measured size. So K is bounded by
 * two neighbouring sizes, and the intervals beside the start's are tried as well.
 */
#include <math.h>
#include <stdbool.h>
#include <stddef.h>

#include "core/curve_check.h"
#include "core/nlfit.h"

enum { LOG_A, B, C, LOG_KNEE, N_PARAMETERS };

/* A start on a bound is moved off it by this share of what it bounds. */
#define OFF_BOUND 1e-3

/* Sizes closer than this in log size are no interval for a knee. */
#define LEAST_INTERVAL 1e-9

/* One fit: the form, and the interval of its knee. */
struct trial {
    const struct fit_points *points;
    enum curve_form form;
    double start[N_PARAMETERS];
    double lower[N_PARAMETERS];
    double upper[N_PARAMETERS];
};

static int32_t
n_parameters(enum curve_form form)
{
    static const int32_t of[CURVE_FORM_COUNT] = {
        [CURVE_POWER] = 2, [CURVE_FLOOR] = 3, [CURVE_KNEE] = 4
    };

    return of[form];
}

/* a min(x, K)^b, and the logarithm of that min */
static double
falling_ms(const struct trial *t, int32_t i, const double *q, double *log_x)
{
    *log_x = t->points->log_mb[i];
    if (t->form == CURVE_KNEE)
        *log_x = fmin(*log_x, q[LOG_KNEE]);
    return exp(q[LOG_A] + q[B] * *log_x);
}

static double
value(const void *context, int32_t i, const double *q)
{
    const struct trial *t = context;
    double log_x = 0;
    const double ms = falling_ms(t, i, q, &log_x);

    if (t->form == CURVE_POWER)
        return q[LOG_A] + q[B] * log_x;
    return log(q[C] + ms);
}

static void
gradient(const void *context, int32_t i, const double *q, double *out)
{
    const struct trial *t = context;
    double log_x = 0;
    const double ms = falling_ms(t, i, q, &log_x);
    const double whole = ms + (t->form == CURVE_POWER ? 0 : q[C]);

    out[LOG_A] = ms / whole;
    out[B] = log_x * ms / whole;
    if (t->form != CURVE_POWER)
        out[C] = 1 / whole;
    if (t->form == CURVE_KNEE)
        out[LOG_KNEE] = log_x < t->points->log_mb[i] ? q[B] * ms / whole : 0;
}

static double
least_ms(const struct fit_points *p)
{
    double least = p->log_ms[0];

    for (int32_t i = 1; i < p->n; i++)
        least = fmin(least, p->log_ms[i]);
    return exp(least);
}

static bool
start_usable(const struct curve_shape *s)
{
    if (s->form != CURVE_POWER && s->form != CURVE_FLOOR && s->form != CURVE_KNEE)
        return false;
    if (!(s->a > 0) || !isfinite(s->a) || !isfinite(s->b))
        return false;
    if (s->form != CURVE_POWER && (!(s->c >= 0) || !isfinite(s->c)))
        return false;
    return s->form != CURVE_KNEE || s->knee_mb > 0;
}

static void
trial_init(struct trial *t, const struct fit_points *p, const struct curve_shape *s)
{
    *t = (struct trial){ .points = p, .form = s->form };
    for (int32_t j = 0; j < N_PARAMETERS; j++) {
        t->lower[j] = -INFINITY;
        t->upper[j] = INFINITY;
    }
    t->start[LOG_A] = log(s->a);
    t->start[B] = s->b;
    t->start[C] = fmax(s->c, OFF_BOUND * least_ms(p));
    t->lower[C] = 0;
}

/* Let the knee lie between size i and the next. False: there is no such interval. */
static bool
trial_interval(struct trial *t, int32_t i, double log_knee)
{
    const double *log_mb = t->points->log_mb;
    double off = 0;

    if (i < 1 || i + 1 >= t->points->n || log_mb[i + 1] - log_mb[i] < LEAST_INTERVAL)
        return false;
    off = OFF_BOUND * (log_mb[i + 1] - log_mb[i]);
    t->lower[LOG_KNEE] = log_mb[i];
    t->upper[LOG_KNEE] = log_mb[i + 1];
    t->start[LOG_KNEE] = fmin(fmax(log_knee, log_mb[i] + off), log_mb[i + 1] - off);
    return true;
}

static enum va_code
trial_fit(const struct trial *t, struct nlfit_result *out)
{
    const struct nlfit_problem problem = { .n = t->points->n,
                                           .n_parameters = n_parameters(t->form),
                                           .y = t->points->log_ms,
                                           .weight = t->points->weight,
                                           .start = t->start,
                                           .lower = t->lower,
                                           .upper = t->upper,
                                           .context = t,
                                           .value = value,
                                           .gradient = gradient };

    return nlfit(&problem, out);
}

/* The interval of sizes that a knee lies in, 1 .. n - 2. */
static int32_t
interval_of(const struct fit_points *p, double log_knee)
{
    int32_t i = 1;

    while (i < p->n - 2 && p->log_mb[i + 1] < log_knee)
        i++;
    return i;
}

static enum va_code
fit_knee(struct trial *t, double log_knee, struct nlfit_result *best)
{
    const int32_t middle = interval_of(t->points, log_knee);
    enum va_code code = VA_DATA;

    for (int32_t i = middle - 1; i <= middle + 1; i++) {
        struct nlfit_result r;
        enum va_code now = VA_DATA;

        if (!trial_interval(t, i, log_knee))
            continue;
        now = trial_fit(t, &r);
        if (now == VA_OK && (code != VA_OK || r.rss < best->rss))
            *best = r;
        if (now == VA_OK || code != VA_OK)
            code = now;
    }
    return code;
}

static void
refined_set(const struct fit_points *p, const struct curve_shape *start,
            const struct nlfit_result *r, struct curve_refined *out)
{
    const bool has_c = start->form != CURVE_POWER;
    const bool has_knee = start->form == CURVE_KNEE;

    *out = (struct curve_refined){ .shape = *start, .c_se = NAN, .knee_se = NAN };
    out->shape.valid = true;
    out->shape.a = exp(r->parameter[LOG_A]);
    out->shape.b = r->parameter[B];
    out->shape.c = has_c && !r->at_bound[C] ? r->parameter[C] : 0;
    out->shape.knee_mb = has_knee ? exp(r->parameter[LOG_KNEE]) : INFINITY;
    out->shape.a_se = r->se[LOG_A];
    out->shape.b_se = r->se[B];
    if (has_c)
        out->c_se = r->se[C];
    if (has_knee)
        out->knee_se = r->se[LOG_KNEE] * out->shape.knee_mb;
    out->shape.r2 = curve_shape_r2(p, &out->shape);
    out->rss = r->rss;
    out->dof = r->dof;
}

enum va_code
curve_refine(const struct fit_points *p, const struct curve_shape *start,
             struct curve_refined *out)
{
    struct nlfit_result r;
    enum va_code code = VA_OK;
    struct trial t;

    if (!start_usable(start))
        return VA_DOMAIN;
    if (p->n < n_parameters(start->form))
        return VA_DATA;
    trial_init(&t, p, start);
    code = start->form == CURVE_KNEE ? fit_knee(&t, log(start->knee_mb), &r)
                                     : trial_fit(&t, &r);
    if (code)
        return code;
    if (!isfinite(exp(r.parameter[LOG_A])))
        return VA_DATA;
    refined_set(p, start, &r, out);
    return VA_OK;
}
