/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The belief about one curve: sizes that stand apart, the grid, and the knots. */
#include "core/posterior.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "core/fast_log.h"
#include "core/posterior_parts.h"

/*
 * A size is an outlier when the data are more likely with one there than without: slow
 * ones (a cold start, a bad host) are common, fast ones are not, and they lie anywhere
 * within a few times. What they are is their own: other sizes learn nothing from it, but
 * at the size itself most of it is expected again. The size furthest off is tried, when
 * it is this many times further off than the others are.
 */
#define SLOW_OUTLIERS 0.05
#define FAST_OUTLIERS 0.01
#define OUTLIER_SD 1.0
#define SUSPECT 2.5
#define SUSPECT_LEAST 0.06
#define SCREEN 3.0      /* in log: how much too low likelier_by may be */
#define LEFT_LEAST 1e-9 /* of the squares, without the size */
enum { SIZES_FOR_OUTLIERS = 5, SIZES_PER_OUTLIER = 4 };

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
    const double scale = sqrt(grid_scale2(d, grid_squares(&w->grid, shape)));
    double residual[POSTERIOR_CELLS];
    double probability = 1;

    grid_residuals(&w->grid, d, shape, residual);
    for (int32_t k = 0; k < d->n_bounds; k++) {
        double mean = grid_shape_log(shape, d->bound_x[k]);

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
        for (int32_t b = 0; b < N_POWERS; b++)
            for (int32_t k = 0; k < N_KNEES; k++)
                for (int32_t f = 0; f < N_FLOORS; f++)
                    w->grid.weight[m][b][k][f] *=
                        (float)fmax(above_bounds(w, at, (struct grid_at){ m, b, k, f }),
                                    LEAST_PROBABILITY);
    }
}

/* What prediction needs of a particle, side by side with the others. */
static void
open_particle(struct work *w, int32_t p)
{
    const struct grid_at at = w->particles[p].at;
    double residual[POSTERIOR_CELLS];

    grid_residuals(&w->grid, &w->data, at, residual);
    for (int32_t i = 0; i < w->data.n; i++)
        w->residual[i][p] = residual[i];
    w->mix_scale2[at.mix] +=
        w->particles[p].share * grid_scale2(&w->data, grid_squares(&w->grid, at));
    w->has_power[at.power] = true;
    w->share[p] = w->particles[p].share;
    w->floor[p] = grid_floor(at.floor);
    w->log_knee[p] = grid_log_knee(at.knee);
    w->at_knee[p] = grid_shape_log(at, grid_log_knee(at.knee));
}

static void
weigh(struct work *w)
{
    const struct posterior_data *d = &w->data;
    double total = 0;

    for (int32_t m = 0; m < N_MIXES; m++)
        noise_init(d, &posterior_mixes[m], &w->noise[m]);
    grid_weigh(d, w->noise, &w->grid);
    apply_bounds(w);
    w->n_particles = grid_draw(&w->grid, w->particles, &total);
    w->log_evidence = log(total) + w->grid.log_unit;
    memset(w->has_power, 0, sizeof w->has_power);
    for (int32_t m = 0; m < N_MIXES; m++)
        w->mix_scale2[m] = 0;
    for (; w->n_particles % 4 != 0; w->n_particles++) {
        w->particles[w->n_particles] = w->particles[w->n_particles - 1];
        w->particles[w->n_particles].share = 0;
    }
    for (int32_t p = 0; p < w->n_particles; p++)
        open_particle(w, p);
    for (int32_t m = 0, p = 0; m < N_MIXES; m++) {
        while (p < w->n_particles && w->particles[p].at.mix == m)
            p++;
        w->mix_end[m] = p;
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
                    mean[i] += w->particles[p].share * w->residual[i][p];
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

/*
 * How many times likelier the data are with an outlier at size i, as far as the particles
 * tell: a variance more on the diagonal changes squares and determinant by rank one
 * (Sherman and Morrison). The shapes are those that took the size at its word, so this
 * is too low when it matters.
 */
static double
likelier_by(const struct work *w, int32_t i)
{
    const double own2 = OUTLIER_SD * OUTLIER_SD / (SCALE_EXPECTED * SCALE_EXPECTED);
    double sum = 0;

    for (int32_t p = 0; p < w->n_particles; p++) {
        const struct particle *particle = &w->particles[p];
        const double *row = w->noise[particle->at.mix].centered + i * w->data.n;
        const double base = SCALE_PRIOR + grid_squares(&w->grid, particle->at);
        const double factor = 1 + own2 * row[i];
        double whitened = 0;
        double left = 0;

        for (int32_t j = 0; j < w->data.n; j++)
            whitened += row[j] * w->residual[j][p];
        left = 1 - own2 * whitened * whitened / (factor * base);
        sum += particle->share / sqrt(factor) *
               pow(left > LEFT_LEAST ? left : LEFT_LEAST, -0.5 * w->data.n);
    }
    return sum;
}

/* The size furthest off and not known for it, when that is far for the others; or -1. */
static int32_t
find_suspect(const struct work *w, const struct posterior *out)
{
    const int32_t n = w->data.n;
    double off[POSTERIOR_CELLS];
    int32_t worst = 0;

    if (n < SIZES_FOR_OUTLIERS)
        return -1;
    for (int32_t i = 0; i < n; i++) {
        off[i] = out->outlier[i] ? 0 : fabs(out->residual[i]);
        if (off[i] > off[worst])
            worst = i;
    }
    return off[worst] > SUSPECT_LEAST && off[worst] > SUSPECT * median(off, n) ? worst
                                                                               : -1;
}

static double
mean_scale2(const struct work *w)
{
    double sum = 0;

    for (int32_t m = 0; m < N_MIXES; m++)
        sum += w->mix_scale2[m];
    return sum;
}

/* Try a size as an outlier; what is known of the others is worked out anew when it is. */
static bool
try_outlier(struct work *w, int32_t i, double residual)
{
    const double chance = residual > 0 ? SLOW_OUTLIERS : FAST_OUTLIERS;
    const double needed = log((1 - chance) / chance);
    const double before = w->log_evidence;
    bool found = false;

    if (log(likelier_by(w, i)) < needed - SCREEN)
        return false;
    w->data.own[i] = OUTLIER_SD * OUTLIER_SD;
    weigh(w);
    found = w->log_evidence - before > needed;
    /* now that it is known, what is its own is as large as it was seen to be, whatever
     * the scale has turned out to be */
    w->data.own[i] =
        found ? residual * residual * SCALE_EXPECTED * SCALE_EXPECTED / mean_scale2(w)
              : 0;
    weigh(w);
    return found;
}

static void
weigh_robustly(struct work *w, struct posterior *out)
{
    weigh(w);
    left_out(w, out->residual);
    for (int32_t round = 0; round < w->data.n / SIZES_PER_OUTLIER; round++) {
        const int32_t suspect = find_suspect(w, out);

        if (suspect < 0 || !try_outlier(w, suspect, out->residual[suspect]))
            return;
        out->outlier[suspect] = true;
        left_out(w, out->residual);
    }
}

void
posterior_believe(const struct posterior_data *data, struct work *w,
                  struct posterior *out)
{
    assert(data->n >= 1 && data->n <= POSTERIOR_CELLS);
    memset(out->outlier, 0, sizeof out->outlier);
    w->data = *data;
    memset(w->data.own, 0, sizeof w->data.own);
    grid_init(&w->data, &w->grid);
    if (data->n > 1)
        weigh_robustly(w, out);
    else
        weigh(w);
}

void
posterior_fit(const struct posterior_data *data, const double *sizes_x, int32_t n_sizes,
              struct posterior *out)
{
    struct work w;

    assert(data->n >= 2);
    posterior_believe(data, &w, out);
    posterior_classify(&w, out);
    out->df = data->n - 1 + SCALE_DF;
    posterior_place_knots(&w, sizes_x, n_sizes, out);
}
