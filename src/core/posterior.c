/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The belief about one curve: sizes that stand apart, the grid, and the knots. */
#include "core/posterior.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "core/fast_log.h"
#include "core/posterior_parts.h"

/* A size this many times further off than the others are, when left out, counts little.
 * Slow outliers (a cold start, a bad host) are common, fast ones are not. */
#define OUTLIER_SLOW 3.5
#define OUTLIER_FAST 5.25
#define OUTLIER_LEAST 0.04
enum { SIZES_FOR_OUTLIERS = 5, OUTLIERS_MOST = 3 };

/* Normal scale of a median absolute deviation. */
#define MAD_NORMAL 1.4826

/* A container's CPU quota is dealt out in periods of this many ms; a function that ends
 * within some periods shows it. Source: AWS Lambda and the Linux CFS bandwidth control,
 * T. Q. Dinh et al., measurements of the staircase at 20 ms. */
#define PERIOD_MS 20.0
#define PERIODS_THAT_SHOW 20.0

/* No bound makes a shape less likely than this: a timeout may have been a hang. */
#define LEAST_PROBABILITY 1e-4

#define SQRT_2 1.41421356237309504880

double
posterior_shape_log(const struct posterior_shape *s, double x)
{
    const double at = (x < s->log_knee ? x : s->log_knee) - POSTERIOR_LOG_ONE_CPU;

    return fast_log(s->floor_share + (1 - s->floor_share) * exp(-s->power * at));
}

double
posterior_stair_sd(double x, double log_ms)
{
    const double waiting =
        1 - exp(x - POSTERIOR_LOG_ONE_CPU); /* share of a period without CPU */
    const double periods = exp(log_ms) / PERIOD_MS;

    if (waiting <= 0 || periods >= PERIODS_THAT_SHOW)
        return 0;
    /* a wait is even over what is left of a period; a median of runs averages half out */
    return waiting / (2 * sqrt(12) * (periods > 1 ? periods : 1));
}

/* Probability that the truth lies above every bound, given a shape. */
static double
above_bounds(const struct work *w, const struct krige *at, struct grid_at shape)
{
    const struct posterior_data *d = &w->data;
    const double squares = (double)w->grid.squares[shape.mix][shape.row][shape.knee];
    const double scale = sqrt(grid_scale2(d, squares));
    double residual[POSTERIOR_CELLS];
    double probability = 1;

    grid_residuals(&w->grid, d, shape, residual);
    for (int32_t k = 0; k < d->n_bounds; k++) {
        double mean = grid_shape_log(&w->grid, shape, d->bound_x[k]);

        for (int32_t j = 0; j < d->n; j++)
            mean += at[k].weight[j] * residual[j];
        probability *=
            0.5 * erfc((d->bound_y[k] - mean) / (SQRT_2 * scale * sqrt(at[k].var)));
    }
    return probability;
}

/* Timeouts say that the truth lies above a bound: the weight of a shape is multiplied by
 * the probability of that. */
static void
apply_bounds(struct work *w)
{
    const struct posterior_data *d = &w->data;

    for (int32_t m = 0; m < N_MIXES && d->n_bounds > 0; m++) {
        struct krige at[POSTERIOR_BOUNDS];

        for (int32_t k = 0; k < d->n_bounds; k++)
            noise_krige(d, m, &w->noise[m], place_at(d->bound_x[k], 0), &at[k]);
        for (int32_t row = 0; row < N_ROWS; row++)
            for (int32_t k = 0; k < N_KNEES; k++)
                w->grid.weight[m][row][k] *=
                    (float)fmax(above_bounds(w, at, (struct grid_at){ m, row, k }),
                                LEAST_PROBABILITY);
    }
}

static void
weigh(struct work *w)
{
    const struct posterior_data *d = &w->data;

    for (int32_t m = 0; m < N_MIXES; m++)
        noise_init(d, &posterior_mixes[m], &w->noise[m]);
    grid_weigh(d, w->noise, &w->grid);
    apply_bounds(w);
    w->n_particles = grid_draw(&w->grid, w->particles);
    for (int32_t p = 0; p < w->n_particles; p++) {
        const struct grid_at at = w->particles[p].at;

        grid_residuals(&w->grid, d, at, w->residual[p]);
        w->scale2[p] = grid_scale2(d, (double)w->grid.squares[at.mix][at.row][at.knee]);
    }
}

/* Of every size from the curve without it: (P r)_i / P_ii, over the particles. */
static void
left_out(const struct work *w, double *out)
{
    const int32_t n = w->data.n;

    for (int32_t i = 0; i < n; i++)
        out[i] = 0;
    for (int32_t m = 0; m < N_MIXES; m++) {
        const double *centered = w->noise[m].centered;
        double mean[POSTERIOR_CELLS] = { 0 };

        for (int32_t p = 0; p < w->n_particles; p++)
            if (w->particles[p].at.mix == m)
                for (int32_t i = 0; i < n; i++)
                    mean[i] += w->particles[p].share * w->residual[p][i];
        for (int32_t i = 0; i < n; i++) {
            double sum = 0;

            for (int32_t j = 0; j < n; j++)
                sum += centered[i * n + j] * mean[j];
            out[i] += sum / centered[i * n + i];
        }
    }
}

static double
median(const double *values, int32_t n)
{
    double sorted[POSTERIOR_CELLS];

    for (int32_t i = 0; i < n; i++) {
        int32_t at = i;

        for (; at > 0 && sorted[at - 1] > values[i]; at--)
            sorted[at] = sorted[at - 1];
        sorted[at] = values[i];
    }
    return sorted[n / 2];
}

/* The size furthest off, when it is too far to count in full; -1: none. */
static int32_t
find_outlier(const struct work *w, const double *residual)
{
    const int32_t n = w->data.n;
    double off[POSTERIOR_CELLS];
    int32_t worst = 0;
    double limit = 0;

    for (int32_t i = 0; i < n; i++) {
        off[i] = fabs(residual[i]);
        if (off[i] > off[worst])
            worst = i;
    }
    limit = fmax(MAD_NORMAL * median(off, n), OUTLIER_LEAST) *
            (residual[worst] > 0 ? OUTLIER_SLOW : OUTLIER_FAST);
    return off[worst] > limit ? worst : -1;
}

static void
weigh_robustly(struct work *w, struct posterior *out)
{
    weigh(w);
    left_out(w, out->residual);
    for (int32_t round = 0; round < OUTLIERS_MOST; round++) {
        const int32_t worst =
            w->data.n < SIZES_FOR_OUTLIERS ? -1 : find_outlier(w, out->residual);

        if (worst < 0)
            return;
        out->outlier[worst] = true;
        w->data.var[worst] += out->residual[worst] * out->residual[worst];
        weigh(w);
        left_out(w, out->residual);
    }
}

void
posterior_fit(const struct posterior_data *data, const double *sizes_x, int32_t n_sizes,
              struct posterior *out)
{
    struct work w;

    assert(data->n >= 2 && data->n <= POSTERIOR_CELLS);
    memset(out->outlier, 0, sizeof out->outlier);
    w.data = *data;
    grid_init(&w.data, &w.grid);
    weigh_robustly(&w, out);
    posterior_classify(&w.data, &w.grid, w.noise, out);
    out->df = data->n - 1 + SCALE_DF;
    posterior_place_knots(&w, sizes_x, n_sizes, out);
}
