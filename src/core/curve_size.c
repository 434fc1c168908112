/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One robust centre and spread for each measured size.
 *
 * With few runs the centre is the median. From five points on it is the value that
 * maximises a Cauchy likelihood whose scale is the spread of all sizes together: a fifth
 * of slow runs that nobody flagged as cold moves a median by a third of the spread, this
 * hardly at all.
 *
 * A row that averages n runs has the spread sd / sqrt(n): spreads are kept for one run.
 */
#include <math.h>

#include "core/curve_fit.h"

enum { POINTS_FOR_MODE = 5, ROUNDS = 8 };

/* Spread of single runs where nothing tells: in the middle of what functions show. */
#define SD_RUN_TYPICAL 0.08

/* How many rows the pooled spread counts for at each size. */
#define ROWS_OF_POOL 4.0

/* Averages tell little about single runs: a spread is not believed beyond this. */
#define SD_RUN_MOST 1.0

/* Of the Cauchy scale to the standard deviation of one point. */
#define CAUCHY_SCALE 1.5

/* Narrower than this, points are as good as equal. */
#define LEAST_SCALE 0.002

#define MAD_NORMAL 1.4826

/* What a form may be off by, in the weights of the sizes: 3 %. */
#define SD_FORM 0.03

/* A size that lies far off the others, relative to what it would weigh. */
#define WEIGHT_OF_OUTLIER 0.01

/* The median of a normal sample varies more than its mean by this, squared. */
#define VAR_OF_MEDIAN 1.3

static double
point_median(const struct curve_size *s)
{
    return 0.5 * (s->points[(s->n_points - 1) / 2] + s->points[s->n_points / 2]);
}

/* Small samples spread less about their own median: made good by n / (n - 1). */
static double
point_mad(const struct curve_size *s, double center)
{
    double off[CURVE_POINTS];
    const double n = s->n_points;

    for (int32_t i = 0; i < s->n_points; i++)
        off[i] = fabs(s->points[i] - center);
    return MAD_NORMAL * curve_median(off, s->n_points) * (n / (n - 1));
}

/* Runs that one row averages, on average. */
static double
runs_per_row(const struct curve_size *s)
{
    return (double)s->n / (double)s->rows;
}

/* Cost of a centre under the Cauchy likelihood. */
static double
cauchy_cost(const struct curve_size *s, double center, double scale)
{
    double cost = 0;
    double product = 1;

    for (int32_t i = 0; i < s->n_points; i++) {
        const double u = (s->points[i] - center) / scale;

        product *= 1 + u * u;
        if (product > 1e200 || i == s->n_points - 1) {
            cost += log(product);
            product = 1;
        }
    }
    return cost;
}

static double
cauchy_center(const struct curve_size *s, double scale)
{
    double center = point_median(s);
    double best = cauchy_cost(s, center, scale);

    for (int32_t i = 0; i < s->n_points; i++) {
        const double cost = cauchy_cost(s, s->points[i], scale);

        if (cost < best) {
            best = cost;
            center = s->points[i];
        }
    }
    for (int32_t round = 0; round < ROUNDS; round++) {
        double sum = 0;
        double sw = 0;

        for (int32_t i = 0; i < s->n_points; i++) {
            const double u = (s->points[i] - center) / scale;
            const double w = 1 / (1 + u * u);

            sum += w * (s->points[i] - center);
            sw += w;
        }
        center += sum / sw;
    }
    return center;
}

/* With runs that a timeout cut off, the median is that of all of them: the cut ones are
 * the slowest. Where they are the most, it lies at or past where they were cut. */
static double
center_with_cut(const struct curve_size *s, const struct curve_cut *cut)
{
    const double rank = 0.5 * (double)(s->n + cut->n) / (double)s->n * s->n_points;
    const int32_t at = (int32_t)fmin(rank, s->n_points - 1);

    if (cut->n >= s->n)
        return fmax(s->points[s->n_points - 1], cut->log_ms);
    return s->points[at];
}

static void
center_cut_sizes(struct curve *c)
{
    for (int32_t i = 0; i < c->n_sizes; i++)
        for (int32_t k = 0; k < c->n_cuts; k++)
            if (c->cuts[k].memory_mb == c->sizes[i].memory_mb)
                c->sizes[i].log_center = center_with_cut(&c->sizes[i], &c->cuts[k]);
}

/* Typical spread of a single run over the sizes with repeats; NAN without any. */
static double
pooled_sd(const struct curve *c)
{
    double sds[CURVE_SIZES_MAX];
    int32_t n = 0;

    for (int32_t i = 0; i < c->n_sizes; i++)
        if (!isnan(c->sizes[i].sd_log))
            sds[n++] = c->sizes[i].sd_log;
    return n > 0 ? curve_median(sds, n) : NAN;
}

static void
center_size(struct curve_size *s, double sd_pool)
{
    const double per_row = sqrt(runs_per_row(s));
    const double pool = isnan(sd_pool) ? SD_RUN_TYPICAL : sd_pool;
    const double free_rows = (double)s->rows - 1;
    double var = pool * pool;

    if (s->n_points >= POINTS_FOR_MODE)
        s->log_center =
            cauchy_center(s, fmax(CAUCHY_SCALE * pool / per_row, LEAST_SCALE));
    if (s->n_points >= 2) {
        const double own = point_mad(s, s->log_center) * per_row;

        s->sd_log = fmin(own, SD_RUN_MOST);
        var = (ROWS_OF_POOL * var + free_rows * own * own) / (ROWS_OF_POOL + free_rows);
    }
    s->sd_run = sqrt(var);
    s->var_center = VAR_OF_MEDIAN * var / (double)s->n;
}

void
curve_center_sizes(struct curve *c)
{
    for (int32_t i = 0; i < c->n_sizes; i++) {
        struct curve_size *s = &c->sizes[i];

        s->log_center = point_median(s);
        s->sd_log = NAN;
        if (s->n_points >= 2)
            s->sd_log =
                fmin(point_mad(s, s->log_center) * sqrt(runs_per_row(s)), SD_RUN_MOST);
    }
    c->report.spread_log = pooled_sd(c);
    for (int32_t i = 0; i < c->n_sizes; i++)
        center_size(&c->sizes[i], c->report.spread_log);
    center_cut_sizes(c);
    c->report.spread_log = pooled_sd(c);
    c->sd_run = isnan(c->report.spread_log) ? SD_RUN_TYPICAL : c->report.spread_log;
}

void
curve_fit_points(const struct curve *c, struct fit_points *out)
{
    out->n = c->n_sizes;
    for (int32_t i = 0; i < c->n_sizes; i++) {
        const struct curve_size *s = &c->sizes[i];

        out->mb[i] = s->memory_mb;
        out->log_mb[i] = s->log_mb;
        out->log_ms[i] = s->log_center;
        out->weight[i] =
            1 / (s->var_center + CURVE_SD_HOST * CURVE_SD_HOST + SD_FORM * SD_FORM);
        if (s->outlier)
            out->weight[i] *= WEIGHT_OF_OUTLIER;
    }
}
