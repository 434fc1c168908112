/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shapes of the grid, their priors, and what they are at the sizes. */
#include <math.h>

#include "core/fast_log.h"
#include "core/posterior_parts.h"

static const double powers[N_POWERS] = {
    0.25, 0.55, 0.8, 0.94, 1.04, 1.16, 1.36, 1.7, 2.2
};
static const double floors[N_FLOORS] = { 0,    0.02, 0.06, 0.13, 0.24,  0.38,
                                         0.54, 0.69, 0.81, 0.9,  0.955, 1 };

/* Knees from 128 to 10240 MB, then none. */
#define LOG_KNEE_LEAST 4.852030263919617
#define LOG_KNEE_MOST 9.234056899593442
#define LOG_KNEE_NONE 20.0 /* past every size there is */

/* Priors. Exponents are normal about CPU in proportion to memory. Floors are even on the
 * grid above, with less for none and all. Knees are even in log size, with a peak where
 * one or two CPUs come together (1769 MB on x86, 2050 to 2400 on arm). */
#define POWER_EXPECTED 1.08
#define POWER_SD 0.28
#define NO_FLOOR 0.7
#define ALL_FLOOR 0.5
#define KNEE_EXPECTED 7.6
#define KNEE_SD 0.2
#define KNEE_PEAK 12.0
#define NO_KNEE 12.0

/* A floor below this share of the duration at the largest size is none. */
#define FLOOR_SHARE 0.08

double
grid_power(int32_t i)
{
    return powers[i];
}

double
grid_floor(int32_t i)
{
    return floors[i];
}

double
grid_log_knee(int32_t i)
{
    const double step = (LOG_KNEE_MOST - LOG_KNEE_LEAST) / (N_KNEES - 2);

    return i == N_KNEES - 1 ? LOG_KNEE_NONE : LOG_KNEE_LEAST + i * step;
}

static double
floor_prior(int32_t i)
{
    if (i == 0)
        return NO_FLOOR;
    return i == N_FLOORS - 1 ? ALL_FLOOR : 1;
}

/* Exponents are not evenly spaced: each stands for the width around it. */
static double
power_prior(int32_t i)
{
    const double below = i > 0 ? powers[i - 1] : powers[0];
    const double above = i < N_POWERS - 1 ? powers[i + 1] : powers[N_POWERS - 1];
    const double u = (powers[i] - POWER_EXPECTED) / POWER_SD;

    return (above - below) * exp(-0.5 * u * u);
}

static double
knee_prior(int32_t i)
{
    const double u = (grid_log_knee(i) - KNEE_EXPECTED) / KNEE_SD;

    return i == N_KNEES - 1 ? NO_KNEE : 1 + KNEE_PEAK * exp(-0.5 * u * u);
}

/* log(f + (1 - f) u) for every floor. */
static void
floor_logs(double u, double out[N_FLOORS])
{
    for (int32_t f = 0; f < N_FLOORS; f++)
        out[f] = fast_log(floors[f] + (1 - floors[f]) * u);
}

/* g at the first n knees, which are evenly spaced: powers of them are, too, in
 * proportion. */
static void
knee_logs(int32_t b, int32_t n, double out[N_KNEES][N_FLOORS])
{
    const double step = grid_log_knee(1) - grid_log_knee(0);
    const double ratio = exp(-powers[b] * step);
    double power = exp(-powers[b] * (grid_log_knee(0) - POSTERIOR_LOG_ONE_CPU));

    for (int32_t k = 0; k < n; k++) {
        floor_logs(power, out[k]);
        power *= ratio;
    }
}

void
grid_init(const struct posterior_data *d, struct grid *out)
{
    out->n_inside = 0;
    for (int32_t k = 0; k < N_KNEES; k++) {
        int32_t from = 0;

        while (from < d->n && d->x[from] <= grid_log_knee(k))
            from++;
        out->knee_from[k] = from;
        out->knee_prior[k] = knee_prior(k);
        if (from < d->n)
            out->n_inside = k + 1;
    }
    for (int32_t f = 0; f < N_FLOORS; f++) {
        out->floor_prior[f] = floor_prior(f);
        out->log_floor[f] = f > 0 ? fast_log(floors[f] / FLOOR_SHARE) : -INFINITY;
    }
    for (int32_t b = 0; b < N_POWERS; b++) {
        out->power_prior[b] = power_prior(b);
        for (int32_t i = 0; i < d->n; i++)
            floor_logs(exp(-powers[b] * (d->x[i] - POSTERIOR_LOG_ONE_CPU)),
                       out->at_size[b][i]);
        knee_logs(b, out->n_inside, out->at_knee[b]);
    }
}

double
grid_shape_log(struct grid_at at, double x)
{
    const struct posterior_shape shape = { powers[at.power], floors[at.floor],
                                           grid_log_knee(at.knee), 0 };

    return posterior_shape_log(&shape, x);
}

void
grid_residuals(const struct grid *g, const struct posterior_data *d, struct grid_at at,
               double *out)
{
    const int32_t past = g->knee_from[at.knee];

    for (int32_t i = 0; i < past; i++)
        out[i] = d->y[i] - g->at_size[at.power][i][at.floor];
    for (int32_t i = past; i < d->n; i++)
        out[i] = d->y[i] - g->at_knee[at.power][at.knee][at.floor];
}

double
grid_squares(const struct grid *g, struct grid_at at)
{
    return (double)g->squares[at.mix][at.power][at.knee][at.floor];
}

double
grid_scale2(const struct posterior_data *d, double squares)
{
    return (SCALE_PRIOR + squares) / (d->n - 1 + SCALE_DF);
}
