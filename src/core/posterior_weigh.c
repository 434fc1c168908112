/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The weight of every shape. The squares of its residuals, whitened and with the level
 * integrated, are r' P r; a knee changes the residuals of the sizes past it alone, to one
 * value. So for one exponent and floor the squares are taken once for every number of
 * sizes past the knee, and each knee is then a parabola in the value at it.
 */
#include <math.h>
#include <string.h>

#include "core/posterior_parts.h"

/* Powers of the squares stay within a float up to here. */
#define FLOAT_DECADES 34.0

/* Squares beyond this say no more than that a shape is out of the question. */
#define SQUARES_MOST 1e12F

/* What the parabolas of one mix share. */
struct tails {
    double data[POSTERIOR_CELLS];     /* P y */
    double square;                    /* y' P y */
    double ones[POSTERIOR_CELLS + 1]; /* 1' P 1 over the sizes from j on */
};

static void
tails_init(const struct posterior_data *d, const struct noise *noise, struct tails *out)
{
    const int32_t n = d->n;

    out->square = 0;
    out->ones[n] = 0;
    for (int32_t i = n - 1; i >= 0; i--) {
        const double *row = noise->centered + i * n;
        double sum = row[i];

        for (int32_t j = i + 1; j < n; j++)
            sum += 2 * row[j];
        out->ones[i] = out->ones[i + 1] + sum;
        out->data[i] = 0;
        for (int32_t j = 0; j < n; j++)
            out->data[i] += row[j] * (d->y[j] - d->y[0]);
        out->square += (d->y[i] - d->y[0]) * out->data[i];
    }
}

/* Squares with the sizes from j on left at the data: constant and linear part. */
struct parabolas {
    double constant[POSTERIOR_CELLS + 1][N_FLOORS];
    double linear[POSTERIOR_CELLS + 1][N_FLOORS];
};

/* One size more takes its shape: what is left at the data sees it. */
static void
step(double *at, double *sum, const double *g, double p)
{
    for (int32_t f = 0; f < N_FLOORS; f++) {
        at[f] -= g[f] * p;
        sum[f] += at[f];
    }
}

static void
parabolas_init(const struct noise *noise, const struct tails *t,
               const double g[][N_FLOORS], struct parabolas *out)
{
    const int32_t n = noise->n;
    double at[POSTERIOR_CELLS][N_FLOORS]; /* P times the residuals, from size j on */
    double square[N_FLOORS];
    double sum[N_FLOORS]; /* of `at`; all of P sums to 0 */

    for (int32_t f = 0; f < N_FLOORS; f++) {
        square[f] = t->square;
        sum[f] = 0;
    }
    for (int32_t i = 0; i < n; i++)
        for (int32_t f = 0; f < N_FLOORS; f++)
            at[i][f] = t->data[i];
    for (int32_t j = 0; j < n; j++) {
        const double *row = noise->centered + j * n;

        for (int32_t f = 0; f < N_FLOORS; f++) {
            out->constant[j][f] = square[f];
            out->linear[j][f] = sum[f];
            square[f] += g[j][f] * (g[j][f] * row[j] - 2 * at[j][f]);
            sum[f] = 0;
        }
        for (int32_t i = j + 1; i < n; i++)
            step(at[i], sum, g[j], row[i]);
    }
    for (int32_t f = 0; f < N_FLOORS; f++) {
        out->constant[n][f] = square[f];
        out->linear[n][f] = 0;
    }
}

/* The parabolas at the knees; least[f] is brought down. Rounding may leave less than 0.
 */
static void
square_knee(const struct parabolas *p, int32_t from, double ones, const double *at,
            float *squares)
{
    for (int32_t f = 0; f < N_FLOORS; f++)
        squares[f] = (float)(p->constant[from][f] -
                             at[f] * (2 * p->linear[from][f] - at[f] * ones));
}

static void
bound_squares(float *squares, float *least)
{
    for (int32_t f = 0; f < N_FLOORS; f++) {
        float q = squares[f];

        q = q > 0 ? q : 0;
        q = q < SQUARES_MOST ? q : SQUARES_MOST;
        squares[f] = q;
        least[f] = q < least[f] ? q : least[f];
    }
}

static void
square_shapes(const struct noise *noise, const struct tails *t, int32_t mix,
              struct grid *g, float *least)
{
    for (int32_t b = 0; b < N_POWERS; b++) {
        struct parabolas p;

        parabolas_init(noise, t, (const double(*)[N_FLOORS])g->at_size[b], &p);
        for (int32_t k = 0; k < g->n_inside; k++) {
            square_knee(&p, g->knee_from[k], t->ones[g->knee_from[k]], g->at_knee[b][k],
                        g->squares[mix][b][k]);
            bound_squares(g->squares[mix][b][k], least);
        }
        for (int32_t f = 0; f < N_FLOORS; f++)
            g->squares[mix][b][g->n_inside][f] = (float)p.constant[noise->n][f];
        bound_squares(g->squares[mix][b][g->n_inside], least);
        for (int32_t k = g->n_inside + 1; k < N_KNEES; k++)
            memcpy(g->squares[mix][b][k], g->squares[mix][b][g->n_inside],
                   sizeof g->squares[mix][b][k]);
    }
}

/* How squares become a density, relative to the best shape of all. */
struct density {
    int32_t n;
    float ratio, offset; /* z = offset + ratio squares, 1 at the best */
    float most;          /* z^n stays within a float */
};

static struct density
density_of(int32_t n, double least)
{
    const double base = SCALE_PRIOR + least;

    return (struct density){ .n = n,
                             .ratio = (float)(1 / base),
                             .offset = (float)(SCALE_PRIOR / base),
                             .most = (float)pow(10, FLOAT_DECADES / n) };
}

/* z^(-n / 2) times the prior, for every floor. */
static void
weigh_floors(const struct density *d, const float *squares, const float *prior,
             float *out)
{
    float z[N_FLOORS];
    float power[N_FLOORS];

    for (int32_t f = 0; f < N_FLOORS; f++) {
        const float at = d->offset + squares[f] * d->ratio;

        z[f] = at < d->most ? at : d->most;
        power[f] = d->n & 1 ? z[f] : 1;
    }
    for (int32_t bits = d->n >> 1; bits; bits >>= 1) {
        for (int32_t f = 0; f < N_FLOORS; f++)
            z[f] *= z[f];
        if (bits & 1)
            for (int32_t f = 0; f < N_FLOORS; f++)
                power[f] *= z[f];
    }
    for (int32_t f = 0; f < N_FLOORS; f++)
        out[f] = prior[f] / sqrtf(power[f]);
}

/* Shapes that differ in their prior alone. */
static void
weigh_alike(double ratio, const float *weight, float *out)
{
    for (int32_t f = 0; f < N_FLOORS; f++)
        out[f] = weight[f] * (float)ratio;
}

static void
weigh_mix(const struct density *d, double of_mix, int32_t mix, struct grid *g)
{
    float floor_prior[N_FLOORS];

    for (int32_t f = 0; f < N_FLOORS; f++)
        floor_prior[f] = (float)(of_mix * g->floor_prior[f]);
    for (int32_t b = 0; b < N_POWERS; b++) {
        float(*weight)[N_FLOORS] = g->weight[mix][b];

        for (int32_t k = 0; k <= g->n_inside; k++) {
            const float of_row = (float)(g->power_prior[b] * g->knee_prior[k]);
            float prior[N_FLOORS];

            for (int32_t f = 0; f < N_FLOORS; f++)
                prior[f] = of_row * floor_prior[f];
            weigh_floors(d, g->squares[mix][b][k], prior, weight[k]);
        }
        for (int32_t k = g->n_inside + 1; k < N_KNEES; k++)
            weigh_alike(g->knee_prior[k] / g->knee_prior[g->n_inside],
                        weight[g->n_inside], weight[k]);
    }
}

void
grid_weigh(const struct posterior_data *d, const struct noise noise[N_MIXES],
           struct grid *g)
{
    double evidence = noise[0].evidence;
    float least[N_FLOORS];
    struct density density;

    for (int32_t f = 0; f < N_FLOORS; f++)
        least[f] = SQUARES_MOST;
    for (int32_t m = 0; m < N_MIXES; m++) {
        struct tails tails;

        tails_init(d, &noise[m], &tails);
        square_shapes(&noise[m], &tails, m, g, least);
        evidence = noise[m].evidence > evidence ? noise[m].evidence : evidence;
    }
    for (int32_t f = 1; f < N_FLOORS; f++)
        least[0] = least[f] < least[0] ? least[f] : least[0];
    density = density_of(d->n, (double)least[0]);
    g->log_unit = evidence - 0.5 * d->n * log(SCALE_PRIOR + (double)least[0]);
    for (int32_t m = 0; m < N_MIXES; m++)
        weigh_mix(&density, exp(noise[m].evidence - evidence), m, g);
}
