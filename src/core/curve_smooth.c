/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How far the truth lies from the chosen form at each measured size.
 *
 * Deviations are taken for an Ornstein-Uhlenbeck process over log size: standard
 * deviation sd_misfit, correlation exp(-distance / CURVE_REACH). What a size measured
 * differs from that by its own runs and by its host, sd_host. Both spreads are those that
 * make the residuals most likely, within what functions show (a grid of values with a
 * prior). The process being Markov, one filter pass up and one smoothing pass down give
 * the exact posterior; between two measured sizes it depends on these two alone
 * (curve_predict.c), so measured deviations fade into the sizes nearby without a jump.
 * Source: Rauch, Tung, Striebel, "Maximum likelihood estimates of linear dynamic
 * systems", AIAA Journal 3 (1965).
 */
#include <math.h>

#include "core/curve_fit.h"

enum { N_SPREADS = 12, ROWS_TO_TRUST = 3 };

/* The grid of both spreads: 1 % to 60 %, each 1.45 times the one before. */
#define SPREAD_LEAST 0.01
#define SPREAD_RATIO 1.45

/* What is expected of them before any residual is seen: log-normal. Between hosts of one
 * type 1.4 to 3 % are typical, 6 to 12 % happen; forms are off by about 5 %. */
#define HOST_EXPECTED 0.03
#define HOST_SD_LOG 0.8
#define MISFIT_EXPECTED 0.05
#define MISFIT_SD_LOG 0.8

/* Uncertainty of the slope beyond the ends: of any curve, in proportion to misfit, and in
 * proportion to the form's own slope there. */
#define SD_SLOPE_LOW 0.15 /* below the range durations often rise faster than within */
#define SD_SLOPE_HIGH 0.08
#define SLOPE_OF_MISFIT 1.0
#define SLOPE_OF_SLOPE 0.25

/* Sizes that the expectations count for, in degrees of freedom, and the most of these. */
#define DF_OF_PRIOR 1.0
#define DF_MOST 50.0

/* Where residuals of single rows are called outliers, in scales of all residuals. */
#define OUTLIER_SCALES 4.0
#define OUTLIER_LEAST 0.03
#define MAD_NORMAL 1.4826

/* State of the filter at one size, before and after its measurement. */
struct filter {
    double mean, var;
    double next_mean, next_var; /* predicted for the size that follows */
};

/* What the filter sees of each size. */
struct filter_input {
    int32_t n;
    double residual[CURVE_SIZES_MAX];
    double var_runs[CURVE_SIZES_MAX];
    double decay[CURVE_SIZES_MAX]; /* correlation with the size that follows */
};

/* Residuals shrink with every parameter that was fitted to them: made good for. */
static void
make_input(const struct curve *c, struct filter_input *in)
{
    const double n = c->n_sizes;
    const double parameters = fmin(1 + (double)c->report.chosen.form, n - 1);
    const double inflate = sqrt(n / (n - parameters));

    in->n = c->n_sizes;
    for (int32_t i = 0; i < c->n_sizes; i++) {
        const struct curve_size *s = &c->sizes[i];
        const double form = log(curve_formula_ms(&c->report.chosen, s->memory_mb));

        in->residual[i] = (s->log_center - form) * inflate;
        in->var_runs[i] = s->var_center;
        in->decay[i] = 0;
        if (i + 1 < c->n_sizes)
            in->decay[i] = exp((s->log_mb - s[1].log_mb) / CURVE_REACH);
    }
}

/* A size with too few rows to see an outlier among them may be one when it is slower than
 * both its neighbours by far more than sizes differ: it is as unsure as it is far. */
static void
doubt_outliers(const struct curve *c, struct filter_input *in)
{
    double sizes[CURVE_SIZES_MAX];
    double limit = 0;

    for (int32_t i = 0; i < in->n; i++)
        sizes[i] = fabs(in->residual[i]);
    limit = OUTLIER_SCALES * fmax(MAD_NORMAL * curve_median(sizes, in->n), OUTLIER_LEAST);
    for (int32_t i = 1; i + 1 < in->n; i++) {
        const double r = in->residual[i];
        const double over = r - fmax(in->residual[i - 1], in->residual[i + 1]);

        if (c->sizes[i].rows < ROWS_TO_TRUST && over > limit)
            in->var_runs[i] += over * over;
    }
}

/* One pass up; returns -2 log likelihood. */
static double
filter_up(const struct filter_input *in, double sd_misfit, double sd_host,
          struct filter *f)
{
    const double var = sd_misfit * sd_misfit;
    double mean_before = 0;
    double var_before = var;
    double cost = 0;

    for (int32_t i = 0; i < in->n; i++) {
        const double total = var_before + in->var_runs[i] + sd_host * sd_host;
        const double gain = var_before / total;
        const double off = in->residual[i] - mean_before;
        const double decay = in->decay[i];

        cost += log(total) + off * off / total;
        f[i].mean = mean_before + gain * off;
        f[i].var = (1 - gain) * var_before;
        f[i].next_mean = decay * f[i].mean;
        f[i].next_var = decay * decay * (f[i].var - var) + var;
        mean_before = f[i].next_mean;
        var_before = f[i].next_var;
    }
    return cost;
}

static double
prior_cost(double value, double expected, double sd_log)
{
    const double u = log(value / expected) / sd_log;

    return u * u;
}

static void
choose_spreads(struct curve *c, const struct filter_input *in)
{
    struct filter f[CURVE_SIZES_MAX];
    double best = INFINITY;
    double misfit = SPREAD_LEAST;

    for (int32_t i = 0; i < N_SPREADS; i++) {
        double host = SPREAD_LEAST;

        for (int32_t k = 0; k < N_SPREADS; k++) {
            const double cost = filter_up(in, misfit, host, f) +
                                prior_cost(misfit, MISFIT_EXPECTED, MISFIT_SD_LOG) +
                                prior_cost(host, HOST_EXPECTED, HOST_SD_LOG);

            if (cost < best) {
                best = cost;
                c->sd_misfit = misfit;
                c->sd_host = host;
            }
            host *= SPREAD_RATIO;
        }
        misfit *= SPREAD_RATIO;
    }
}

static void
smooth_down(struct curve *c, const struct filter_input *in, const struct filter *f)
{
    const int32_t last = c->n_sizes - 1;

    /* NOLINTNEXTLINE(clang-analyzer-core.uninitialized.Assign): every size is filtered */
    c->sizes[last].deviation = f[last].mean;
    c->sizes[last].var_deviation = f[last].var;
    c->sizes[last].cov_next = 0;
    for (int32_t i = last - 1; i >= 0; i--) {
        const struct curve_size *next = &c->sizes[i + 1];
        const double gain = f[i].var * in->decay[i] / f[i].next_var;

        c->sizes[i].deviation = f[i].mean + gain * (next->deviation - f[i].next_mean);
        c->sizes[i].var_deviation =
            f[i].var + gain * gain * (next->var_deviation - f[i].next_var);
        c->sizes[i].cov_next = gain * next->var_deviation;
    }
}

/* d log duration / d log size of the form at a measured size. */
static double
slope_at(const struct curve_shape *shape, double memory_mb)
{
    const double ms = curve_formula_ms(shape, memory_mb);

    if (memory_mb > shape->knee_mb)
        return 0;
    return shape->b * (ms - shape->c) / ms;
}

static double
slope_sd(const struct curve *c, int32_t i, double least)
{
    const double slope = slope_at(&c->report.chosen, c->sizes[i].memory_mb);

    return least + SLOPE_OF_MISFIT * c->sd_misfit + SLOPE_OF_SLOPE * fabs(slope);
}

void
curve_smooth(struct curve *c)
{
    struct filter f[CURVE_SIZES_MAX];
    struct filter_input in;

    make_input(c, &in);
    doubt_outliers(c, &in);
    choose_spreads(c, &in);
    c->sd_slope_low = slope_sd(c, 0, SD_SLOPE_LOW);
    c->sd_slope_high = slope_sd(c, c->n_sizes - 1, SD_SLOPE_HIGH);
    c->df = fmin(DF_OF_PRIOR + c->n_sizes - 1, DF_MOST);
    for (int32_t i = 0; i < c->n_sizes; i++) {
        const struct curve_size *s = &c->sizes[i];

        in.residual[i] =
            s->log_center - log(curve_formula_ms(&c->report.chosen, s->memory_mb));
    }
    filter_up(&in, c->sd_misfit, c->sd_host, f);
    smooth_down(c, &in, f);
}
