/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The weight of every shape. The squares of its residuals, whitened and with the level
 * integrated, are r' P r; a knee changes the residuals of the sizes past it alone, to one
 * value. So for one exponent and floor the squares are taken once for every number of
 * sizes past the knee, and each knee is then a parabola in the value at it.
 */
#include <math.h>
#include <string.h>

#include "core/fast_log.h"
#include "core/posterior_parts.h"

static const double powers[N_POWERS] = { 0.2,  0.4,  0.6,  0.75, 0.87, 0.95,
                                         1.03, 1.11, 1.22, 1.4,  1.7,  2.2 };
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

/* Powers of the squares stay within a float up to here. */
#define FLOAT_DECADES 34.0

/* Squares beyond this say no more than that a shape is out of the question. */
#define SQUARES_MOST 1e12

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
floor_prior(int32_t i)
{
    if (i == 0)
        return NO_FLOOR;
    return i == N_FLOORS - 1 ? ALL_FLOOR : 1;
}

static void
priors(struct grid *g)
{
    for (int32_t b = 0; b < N_POWERS; b++) {
        const double of_power = power_prior(b);

        for (int32_t f = 0; f < N_FLOORS; f++)
            g->row_prior[b * N_FLOORS + f] = of_power * floor_prior(f);
    }
    for (int32_t k = 0; k < N_KNEES - 1; k++) {
        const double u = (grid_log_knee(k) - KNEE_EXPECTED) / KNEE_SD;

        g->knee_prior[k] = 1 + KNEE_PEAK * exp(-0.5 * u * u);
    }
    g->knee_prior[N_KNEES - 1] = NO_KNEE;
}

/* log(f + (1 - f) u) for n values of u. */
static void
floor_logs(double floor, const double *u, int32_t n, double *out)
{
    for (int32_t i = 0; i < n; i++)
        out[i] = fast_log(floor + (1 - floor) * u[i]);
}

void
grid_init(const struct posterior_data *d, struct grid *out)
{
    priors(out);
    for (int32_t k = 0; k < N_KNEES; k++) {
        int32_t from = 0;

        while (from < d->n && d->x[from] <= grid_log_knee(k))
            from++;
        out->knee_from[k] = from;
    }
    for (int32_t b = 0; b < N_POWERS; b++) {
        double at_size[POSTERIOR_CELLS];
        double at_knee[N_KNEES];

        for (int32_t i = 0; i < d->n; i++)
            at_size[i] = exp(-powers[b] * (d->x[i] - POSTERIOR_LOG_ONE_CPU));
        for (int32_t k = 0; k < N_KNEES; k++)
            at_knee[k] = exp(-powers[b] * (grid_log_knee(k) - POSTERIOR_LOG_ONE_CPU));
        for (int32_t f = 0; f < N_FLOORS; f++) {
            floor_logs(floors[f], at_size, d->n, out->at_size[b * N_FLOORS + f]);
            floor_logs(floors[f], at_knee, N_KNEES, out->at_knee[b * N_FLOORS + f]);
        }
    }
}

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
static void
parabolas(const struct noise *noise, const struct tails *t, const double *g,
          double *constant, double *linear)
{
    const int32_t n = noise->n;
    double at[POSTERIOR_CELLS]; /* P times the residuals, from size j on */
    double square = t->square;
    double sum = 0; /* of `at`; all of P sums to 0 */

    memcpy(at, t->data, (size_t)n * sizeof at[0]);
    for (int32_t j = 0; j < n; j++) {
        const double *row = noise->centered + j * n;

        constant[j] = square;
        linear[j] = sum;
        square += g[j] * (g[j] * row[j] - 2 * at[j]);
        sum = 0;
        for (int32_t i = j + 1; i < n; i++) {
            at[i] -= g[j] * row[i];
            sum += at[i];
        }
    }
    constant[n] = square;
    linear[n] = 0;
}

/* Returns the least of them. */
static float
square_shapes(const struct noise *noise, const struct tails *t, const struct grid *g,
              float squares[N_ROWS][N_KNEES])
{
    float least = (float)SQUARES_MOST;

    for (int32_t row = 0; row < N_ROWS; row++) {
        double constant[POSTERIOR_CELLS + 1];
        double linear[POSTERIOR_CELLS + 1];

        parabolas(noise, t, g->at_size[row], constant, linear);
        for (int32_t k = 0; k < N_KNEES; k++) {
            const int32_t j = g->knee_from[k];
            const double at = g->at_knee[row][k];

            squares[row][k] =
                (float)(constant[j] - at * (2 * linear[j] - at * t->ones[j]));
        }
        for (int32_t k = 0; k < N_KNEES; k++) { /* rounding may leave less than 0 */
            float q = squares[row][k];

            q = q > 0 ? q : 0;
            q = q < (float)SQUARES_MOST ? q : (float)SQUARES_MOST;
            squares[row][k] = q;
            least = q < least ? q : least;
        }
    }
    return least;
}

static double
scale_prior(void)
{
    return SCALE_DF * SCALE_EXPECTED * SCALE_EXPECTED;
}

double
grid_scale2(const struct posterior_data *d, double squares)
{
    return (scale_prior() + squares) / (d->n - 1 + SCALE_DF);
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
    const double base = scale_prior() + least;

    return (struct density){ .n = n,
                             .ratio = (float)(1 / base),
                             .offset = (float)(scale_prior() / base),
                             .most = (float)pow(10, FLOAT_DECADES / n) };
}

/* z^(-n / 2) times the prior, for the knees of a row. */
static void
weigh_row(const struct density *d, const float *squares, const float *prior, float *out)
{
    float z[N_KNEES];
    float power[N_KNEES];

    for (int32_t k = 0; k < N_KNEES; k++) {
        const float at = d->offset + squares[k] * d->ratio;

        z[k] = at < d->most ? at : d->most;
        power[k] = d->n & 1 ? z[k] : 1;
    }
    for (int32_t bits = d->n >> 1; bits; bits >>= 1) {
        for (int32_t k = 0; k < N_KNEES; k++)
            z[k] *= z[k];
        if (bits & 1)
            for (int32_t k = 0; k < N_KNEES; k++)
                power[k] *= z[k];
    }
    for (int32_t k = 0; k < N_KNEES; k++)
        out[k] = prior[k] / sqrtf(power[k]);
}

static void
weigh_mix(const struct density *d, double of_mix, int32_t mix, struct grid *g)
{
    float knee_prior[N_KNEES];

    for (int32_t k = 0; k < N_KNEES; k++)
        knee_prior[k] = (float)(of_mix * g->knee_prior[k]);
    for (int32_t row = 0; row < N_ROWS; row++) {
        const float of_row = (float)g->row_prior[row];
        float prior[N_KNEES];

        for (int32_t k = 0; k < N_KNEES; k++)
            prior[k] = of_row * knee_prior[k];
        weigh_row(d, g->squares[mix][row], prior, g->weight[mix][row]);
    }
}

void
grid_weigh(const struct posterior_data *d, const struct noise noise[N_MIXES],
           struct grid *g)
{
    double evidence = noise[0].evidence;
    float least = (float)SQUARES_MOST;
    struct density density;

    for (int32_t m = 0; m < N_MIXES; m++) {
        struct tails tails;
        float of_mix = 0;

        tails_init(d, &noise[m], &tails);
        of_mix = square_shapes(&noise[m], &tails, g, g->squares[m]);
        least = of_mix < least ? of_mix : least;
        evidence = noise[m].evidence > evidence ? noise[m].evidence : evidence;
    }
    density = density_of(d->n, (double)least);
    g->log_unit = evidence - 0.5 * d->n * log(scale_prior() + (double)least);
    for (int32_t m = 0; m < N_MIXES; m++)
        weigh_mix(&density, exp(noise[m].evidence - evidence), m, g);
}

double
grid_shape_log(const struct grid *g, struct grid_at at, double x)
{
    const struct posterior_shape shape = { grid_power(at.row / N_FLOORS),
                                           grid_floor(at.row % N_FLOORS), INFINITY, 0 };

    if (x >= grid_log_knee(at.knee))
        return g->at_knee[at.row][at.knee];
    return posterior_shape_log(&shape, x);
}

void
grid_residuals(const struct grid *g, const struct posterior_data *d, struct grid_at at,
               double *out)
{
    const int32_t past = g->knee_from[at.knee];

    for (int32_t i = 0; i < past; i++)
        out[i] = d->y[i] - g->at_size[at.row][i];
    for (int32_t i = past; i < d->n; i++)
        out[i] = d->y[i] - g->at_knee[at.row][at.knee];
}

/* In six chains, which processors add side by side. */
static double
row_sum(const float *weight)
{
    enum { CHAINS = 6 };
    float chain[CHAINS] = { 0 };

    for (int32_t k = 0; k < N_KNEES; k += CHAINS)
        for (int32_t i = 0; i < CHAINS; i++)
            chain[i] += weight[k + i];
    return (double)(chain[0] + chain[1] + chain[2] + chain[3] + chain[4] + chain[5]);
}
_Static_assert(N_KNEES % 6 == 0, "row_sum takes six knees at a time");

/* Where systematic sampling is. */
struct drawing {
    double mark; /* weight left until the next particle */
    double step;
    int32_t left; /* particles not drawn yet */
};

/* The knees of one row; returns how many shapes were drawn. */
static int32_t
draw_row(const struct grid *g, struct grid_at at, struct drawing *to,
         struct particle *out)
{
    const float *weight = g->weight[at.mix][at.row];
    int32_t n = 0;

    for (at.knee = 0; at.knee < N_KNEES; at.knee++) {
        int32_t count = 0;

        to->mark -= (double)weight[at.knee];
        for (; to->mark < 0 && to->left > 0; to->left--) {
            to->mark += to->step;
            count++;
        }
        if (count > 0)
            out[n++] = (struct particle){ at, count };
    }
    return n;
}

/* Systematic sampling: evenly spaced steps through the sum of all weights. The grid's
 * order keeps like shapes together, so a few particles stand for all of it. */
int32_t
grid_draw(const struct grid *g, struct particle out[POSTERIOR_PARTICLES],
          double *out_total)
{
    double sums[N_MIXES][N_ROWS];
    double total = 0;
    struct drawing drawing = { .left = POSTERIOR_PARTICLES };
    int32_t n = 0;

    for (int32_t m = 0; m < N_MIXES; m++) {
        for (int32_t row = 0; row < N_ROWS; row++) {
            sums[m][row] = row_sum(g->weight[m][row]);
            total += sums[m][row];
        }
    }
    *out_total = total;
    drawing.step = total / POSTERIOR_PARTICLES;
    drawing.mark = drawing.step / 2;
    for (int32_t m = 0; m < N_MIXES; m++) {
        for (int32_t row = 0; row < N_ROWS; row++) {
            if (drawing.mark > sums[m][row])
                drawing.mark -= sums[m][row];
            else
                n += draw_row(g, (struct grid_at){ m, row, 0 }, &drawing, out + n);
        }
    }
    for (int32_t i = 0; i < n; i++) /* rounding may leave the last one out */
        out[i].share /= POSTERIOR_PARTICLES - drawing.left;
    return n;
}
