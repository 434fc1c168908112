/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Curves from the particles: a shape, its residuals kriged, and a normal process about
 * it. */
#include "core/posterior_joint.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "core/dist.h"
#include "core/posterior_parts.h"

/* Variance of a place that is as good as known: keeps roots real. */
#define LEAST_VAR 1e-9

/* Of the scale, squared, relative to what is expected of it: with few sizes its tail is
 * long, and one draw stands for all of it. */
#define SCALE_MOST 2.0

/* Spreads want to be this much wider than the model's, as at predictions
 * (posterior_knots.c). */
#define CALIBRATION 1.0

enum { NODES = 128, PAIRS = JOINT_PER_PARTICLE / 2 };

/* Where the process about a shape may go, for one mix: a root of its covariance, in units
 * of the scale; and what the residuals add. */
struct process {
    int32_t n;                               /* places */
    double root[JOINT_PLACES][JOINT_PLACES]; /* lower triangle */
    struct krige at[JOINT_PLACES];
};

/* Normal quantiles, and a place in an even order for every coordinate. */
struct normals {
    double node[NODES];
    double step[JOINT_PLACES];
};

static void
normals_init(struct normals *out)
{
    static const double primes[JOINT_PLACES] = { 2,  3,   5,   7,   11,  13,  17,  19,
                                                 23, 29,  31,  37,  41,  43,  47,  53,
                                                 59, 61,  67,  71,  73,  79,  83,  89,
                                                 97, 101, 103, 107, 109, 113, 127, 131 };

    for (int32_t i = 0; i < NODES; i++)
        out->node[i] = dist_t_quantile((i + 0.5) / NODES, INFINITY);
    for (int32_t i = 0; i < JOINT_PLACES; i++)
        out->step[i] = sqrt(primes[i]) - floor(sqrt(primes[i]));
}

/* Coordinate i of vector k. Source: Kronecker sequences with square roots of primes; H.
 * Niederreiter, "Random Number Generation and Quasi-Monte Carlo Methods", 1992, 3. */
static double
normal_at(const struct normals *normals, int32_t i, int32_t k)
{
    const double at = (k + 1) * normals->step[i];

    return normals->node[(int32_t)((at - floor(at)) * NODES)];
}

static double
distance_share(double a, double b)
{
    return exp(-fabs(a - b) / REACH);
}

/* Covariance of two places given the sizes, for one mix, in units of the scale. */
static double
covariance(const struct work *w, int32_t m, const double at[2], const double *known)
{
    const struct noise *noise = &w->noise[m];
    const double misfit2 = posterior_mixes[m].misfit * posterior_mixes[m].misfit;
    const int32_t n = w->data.n;
    double explained = 0;
    double sum[2] = { 0, 0 };

    for (int32_t i = 0; i < n; i++) {
        const double b = misfit2 * distance_share(at[1], w->data.x[i]);

        explained += known[i] * b;
        sum[0] += known[i];
        sum[1] += noise->ones[i] * b;
    }
    return misfit2 * distance_share(at[0], at[1]) - explained +
           (1 - sum[0]) * (1 - sum[1]) / noise->sum_ones;
}

/* inverse times the covariance of a place with the sizes. */
static void
weights_of(const struct work *w, int32_t m, double x, double *out)
{
    const struct noise *noise = &w->noise[m];
    const double misfit2 = posterior_mixes[m].misfit * posterior_mixes[m].misfit;
    const int32_t n = w->data.n;

    for (int32_t i = 0; i < n; i++) {
        out[i] = 0;
        for (int32_t j = 0; j < n; j++)
            out[i] +=
                noise->inverse[i * n + j] * misfit2 * distance_share(x, w->data.x[j]);
    }
}

/* Cholesky, row by row. */
static void
root_row(struct process *p, int32_t i)
{
    double *row = p->root[i];

    for (int32_t j = 0; j <= i; j++) {
        double left = row[j];

        for (int32_t k = 0; k < j; k++)
            left -= row[k] * p->root[j][k];
        row[j] = j < i ? left / p->root[j][j] : sqrt(fmax(left, LEAST_VAR));
    }
}

static void
process_init(const struct work *w, int32_t m, const double *x, int32_t n,
             struct process *out)
{
    out->n = n;
    for (int32_t i = 0; i < n; i++) {
        double known[POSTERIOR_CELLS];

        noise_krige(&w->data, m, &w->noise[m], place_at(x[i], 0), &out->at[i]);
        weights_of(w, m, x[i], known);
        for (int32_t j = 0; j <= i; j++)
            out->root[i][j] = covariance(w, m, (const double[2]){ x[i], x[j] }, known);
        root_row(out, i);
    }
}

/* The scale, squared, of pair k, relative to its expectation: an inverse chi square with
 * the degrees of freedom there are, at even quantiles. Source: E. B. Wilson, M. M.
 * Hilferty, "The distribution of chi-square", PNAS 17 (1931). */
static double
scale_at(double df, int32_t k)
{
    const double z = dist_t_quantile((k + 0.5) / PAIRS, INFINITY);
    const double root = 1 - 2 / (9 * df) + z * sqrt(2 / (9 * df));

    return root > 0 ? fmin(1 / (root * root * root), SCALE_MOST) : SCALE_MOST;
}

/* The particle's curve, before the process is added. */
static void
center_of(const struct work *w, const struct process *process, const struct particle *p,
          const double *x, double *center)
{
    double residual[POSTERIOR_CELLS];

    grid_residuals(&w->grid, &w->data, p->at, residual);
    for (int32_t i = 0; i < process->n; i++) {
        center[i] = grid_shape_log(p->at, x[i]);
        for (int32_t j = 0; j < w->data.n; j++)
            center[i] += process->at[i].weight[j] * residual[j];
    }
}

/* Two curves on either side of the centre. */
static void
add_pair(const struct process *process, const struct normals *normals,
         const double *center, double scale, struct posterior_joint *out)
{
    double z[JOINT_PLACES];
    const int32_t at = out->n_draws;

    for (int32_t i = 0; i < out->n; i++)
        z[i] = normal_at(normals, i, at / 2);
    for (int32_t i = 0; i < out->n; i++) {
        double off = 0;

        for (int32_t k = 0; k <= i; k++)
            off += process->root[i][k] * z[k];
        out->y[at][i] = (float)(center[i] + scale * off);
        out->y[at + 1][i] = (float)(center[i] - scale * off);
    }
    for (int32_t i = out->n; i < JOINT_PLACES; i++)
        out->y[at][i] = out->y[at + 1][i] = 0;
    out->n_draws += 2;
}

static double
host_variance(const struct work *w)
{
    double sum = 0;

    for (int32_t m = 0; m < N_MIXES; m++)
        sum += w->mix_scale2[m] * posterior_mixes[m].host * posterior_mixes[m].host;
    return sum;
}

void
posterior_joint(const struct posterior_data *data, const double *x, int32_t n,
                struct posterior_joint *out)
{
    struct work w;
    struct posterior belief;
    struct process process[N_MIXES];
    struct normals normals;
    double relative[PAIRS];

    assert(n >= 1 && n <= JOINT_PLACES);
    posterior_believe(data, &w, &belief);
    normals_init(&normals);
    out->n = n;
    out->n_draws = 0;
    out->host_sd = sqrt(host_variance(&w));
    for (int32_t m = 0; m < N_MIXES; m++)
        process_init(&w, m, x, n, &process[m]);
    for (int32_t k = 0; k < PAIRS; k++)
        relative[k] = scale_at(data->n - 1 + SCALE_DF, k);
    for (int32_t p = 0; p < w.n_particles; p++) {
        const struct particle *particle = &w.particles[p];
        const struct process *of = &process[particle->at.mix];
        const double scale =
            CALIBRATION * sqrt(grid_scale2(&w.data, grid_squares(&w.grid, particle->at)));
        const int32_t copies = (int32_t)lround(particle->share * POSTERIOR_PARTICLES);
        double center[JOINT_PLACES] = { 0 };

        center_of(&w, of, particle, x, center);
        for (int32_t k = 0; k < copies * PAIRS && out->n_draws + 2 <= JOINT_DRAWS; k++)
            add_pair(of, &normals, center, scale * sqrt(relative[k % PAIRS]), out);
    }
}
