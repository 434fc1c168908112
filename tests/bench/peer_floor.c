/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stddef.h>

#include "peer_floor.h"

#ifdef PEER_GSL
#include "core/gsl_nlfit.h"

enum { LOG_A, B, C, N_PARAMETERS };

static double
value(const void *context, int32_t i, const double *q)
{
    const struct fit_points *p = context;

    return log(q[C] + exp(q[LOG_A] + q[B] * p->log_mb[i]));
}

static void
gradient(const void *context, int32_t i, const double *q, double *out)
{
    const struct fit_points *p = context;
    const double ms = exp(q[LOG_A] + q[B] * p->log_mb[i]);

    out[LOG_A] = ms / (q[C] + ms);
    out[B] = out[LOG_A] * p->log_mb[i];
    out[C] = 1 / (q[C] + ms);
}

enum va_code
peer_floor_fit(const struct fit_points *p)
{
    static const double lower[N_PARAMETERS] = { -INFINITY, -INFINITY, 0 };
    double start[N_PARAMETERS];
    const struct nlfit_problem problem = { .n = p->n,
                                           .n_parameters = N_PARAMETERS,
                                           .y = p->log_ms,
                                           .weight = p->weight,
                                           .start = start,
                                           .lower = lower,
                                           .context = p,
                                           .value = value,
                                           .gradient = gradient };
    struct curve_shape power;
    struct nlfit_result r;

    curve_fit_power(p, false, &power);
    start[LOG_A] = log(power.a / 2);
    start[B] = power.b;
    start[C] = exp(p->log_ms[p->n - 1]) / 2;
    return gsl_nlfit(&problem, &r);
}

const char *
peer_floor_name(void)
{
    return "GSL c + a x^b";
}
#else
enum va_code
peer_floor_fit(const struct fit_points *p)
{
    (void)p;
    return VA_DATA;
}

const char *
peer_floor_name(void)
{
    return NULL;
}
#endif
