/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The model of cold starts.
 *
 * Summaries hold the mean m and the variance v of init times. Of a lognormal,
 * log(1 + v / m^2) is the squared spread of the logarithm and log(m) less half of it the
 * logarithm of the median (Aitchison and Brown, "The Lognormal Distribution", 1957). The
 * spread of sizes about the line is the moment estimate of DerSimonian and Laird,
 * "Meta-analysis in clinical trials", Controlled Clinical Trials 7 (1986).
 */
#include "core/cold.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/curve_fit.h"

/* What is held about spreads before the samples speak, and how many samples (or sizes)
 * that weighs as much as. */
#define SD_TYPICAL 0.2
#define SD_WEIGHT 3.0
#define SD_SIZE_TYPICAL 0.05
#define SIZE_WEIGHT 3.0

/* Init is bound by CPU where a platform gives no more of it to init than to the rest;
 * many give more, and then memory hardly matters. */
#define SD_SLOPE 0.3
#define SLOPE_LEAST (-1.0)
#define SLOPE_MOST 0.2

/* The first invocation runs this much longer, in logarithms, before it is measured; what
 * one size says about the others; the most that is believed. */
#define SD_FACTOR 0.3
#define SD_FACTOR_SIZE 0.1
#define LOG_FACTOR_MOST 3.0

/* Unlucky ends of what is hardly known stay below 1e17 ms. */
#define LOG_MS_MOST 39.0

/* The variance of a median to that of a mean, for a normal. */
#define MEDIAN_COST 1.5707963267948966

/* Groups of one size together. */
struct size_tally {
    int32_t memory_mb;
    double rows, weight, mean_log, m2_log; /* cold durations */
    double init_n, init_mean, init_m2;
    bool warm; /* has runs that are not cold */
};

/* What the sizes say about the factor. */
struct factor_tally {
    double log_ratio[CURVE_SIZES_MAX];
    int32_t n;
    int32_t n_warm;       /* of them with warm runs beside the cold ones */
    double rows, squares; /* cold ones, and their deviations within sizes */
};

struct cold_share
cold_share_of(double ratio)
{
    struct cold_share s = { (int32_t)lround(ratio * COLD_SHARE_DEN_MAX),
                            COLD_SHARE_DEN_MAX };
    int32_t a = s.num;
    int32_t b = s.den;

    while (a) {
        const int32_t rest = b % a;

        b = a;
        a = rest;
    }
    return (struct cold_share){ s.num / b, s.den / b };
}

double
cold_share_ratio(struct cold_share s)
{
    return s.den > 0 ? (double)s.num / s.den : 0;
}

/* Add the moments of n more values. */
static void
join(double *n, double *mean, double *m2, const double more[3])
{
    const double all = *n + more[0];
    const double delta = more[1] - *mean;

    if (!(more[0] > 0))
        return;
    *m2 += more[2] + delta * delta * (*n / all) * more[0];
    *mean += delta * (more[0] / all);
    *n = all;
}

static void
tally_group(const struct size_group *g, struct size_tally *t)
{
    const struct summary *s = &g->summary;
    const double log_ms[3] = { s->weight, s->mean_log, s->m2_log };
    const double init[3] = { (double)s->init_n, s->init_mean_ms, s->init_m2_ms };

    if (g->cold != 1) {
        t->warm = t->warm || s->rows > 0;
        return;
    }
    t->rows += (double)s->rows;
    join(&t->weight, &t->mean_log, &t->m2_log, log_ms);
    join(&t->init_n, &t->init_mean, &t->init_m2, init);
}

static void
add_init(struct cold *c, const struct size_tally *t)
{
    if (!(t->init_n > 0) || !(t->init_mean > 0) || c->n_sizes == CURVE_SIZES_MAX)
        return;
    c->sizes[c->n_sizes++] = (struct cold_size){ .memory_mb = t->memory_mb,
                                                 .n = (int64_t)t->init_n,
                                                 .log_mb = log((double)t->memory_mb),
                                                 .log_init = t->init_mean,
                                                 .var = t->init_m2 / t->init_n };
}

/* Where a size has nothing else, the curve is of its cold starts: they are no longer
 * than it. */
static void
add_factor(struct factor_tally *f, const struct curve *curve, const struct size_tally *t)
{
    struct dist warm;

    if (!(t->rows > 0) || f->n == CURVE_SIZES_MAX ||
        curve_predict(curve, t->memory_mb, &warm) != VA_OK)
        return;
    f->log_ratio[f->n++] = t->warm ? t->mean_log - warm.log_level : 0;
    f->n_warm += t->warm;
    f->rows += t->rows;
    f->squares += t->m2_log / t->weight * t->rows;
}

static void
count(struct cold *c, const struct profile *p)
{
    int64_t n_warm = 0;
    int64_t n_unknown = 0;
    int64_t n_cold = 0;

    for (int32_t i = 0; i < p->n_groups; i++) {
        const struct size_group *g = &p->groups[i];

        if (g->cold == 1)
            c->n += g->summary.n;
        else if (g->cold == 0)
            n_warm += g->summary.n;
        else
            n_unknown += g->summary.n;
        c->n_init += g->cold == 1 ? g->summary.init_n : 0;
    }
    if (n_warm == 0 && c->n_init > 0)
        n_warm = n_unknown;
    c->n_known = c->n + n_warm;
    n_cold = c->n - p->n_cold_probed;
    n_warm -= p->n_warm_probed;
    if (n_cold > 0)
        c->seen =
            cold_share_of((double)n_cold / (double)(n_cold + (n_warm > 0 ? n_warm : 0)));
}

static void
gather(struct cold *c, const struct profile *p, const struct curve *curve,
       struct factor_tally *factor)
{
    int32_t i = 0;

    while (i < p->n_groups) {
        struct size_tally t = { .memory_mb = p->groups[i].memory_mb };

        for (; i < p->n_groups && p->groups[i].memory_mb == t.memory_mb; i++)
            tally_group(&p->groups[i], &t);
        add_init(c, &t);
        add_factor(factor, curve, &t);
    }
}

/* From the mean and the variance of each size to the logarithm of its median: one spread
 * for all. */
static void
match_moments(struct cold *c)
{
    double weight = SD_WEIGHT;
    double sum = SD_WEIGHT * SD_TYPICAL * SD_TYPICAL;

    for (int32_t i = 0; i < c->n_sizes; i++) {
        const struct cold_size *s = &c->sizes[i];
        const double df = (double)s->n - 1;

        weight += df;
        if (df > 0)
            sum += df * log1p(s->var * ((double)s->n / df) / (s->log_init * s->log_init));
    }
    c->sd_log = sqrt(sum / weight);
    for (int32_t i = 0; i < c->n_sizes; i++) {
        struct cold_size *s = &c->sizes[i];

        s->log_init = log(s->log_init) - sum / weight / 2;
        s->var = sum / weight / (double)s->n;
    }
}

/* Weighted least squares; the slope is drawn towards 0. */
static void
fit_line(struct cold *c)
{
    double w = 0;
    double x = 0;
    double y = 0;
    double xx = 1 / (SD_SLOPE * SD_SLOPE);
    double xy = 0;

    for (int32_t i = 0; i < c->n_sizes; i++) {
        const double weight = 1 / (c->var_size + c->sizes[i].var);

        w += weight;
        x += weight * c->sizes[i].log_mb;
        y += weight * c->sizes[i].log_init;
    }
    c->center = x / w;
    c->log_a = y / w;
    for (int32_t i = 0; i < c->n_sizes; i++) {
        const double weight = 1 / (c->var_size + c->sizes[i].var);
        const double dx = c->sizes[i].log_mb - c->center;

        xx += weight * dx * dx;
        xy += weight * dx * (c->sizes[i].log_init - c->log_a);
    }
    c->slope = xy / xx;
    c->var_level = 1 / w;
    c->var_slope = 1 / xx;
}

static double
line_at(const struct cold *c, double log_mb)
{
    return c->log_a + c->slope * (log_mb - c->center);
}

/* How far sizes lie off the line beyond what their samples explain. */
static void
spread_sizes(struct cold *c)
{
    double q = 0;
    double w = 0;
    double ww = 0;
    double var = 0;

    for (int32_t i = 0; i < c->n_sizes; i++) {
        const struct cold_size *s = &c->sizes[i];
        const double weight = 1 / s->var;
        const double off = s->log_init - line_at(c, s->log_mb);

        q += weight * off * off;
        w += weight;
        ww += weight * weight;
    }
    if (c->n_sizes > 2)
        var = fmax(0, (q - (c->n_sizes - 2)) / (w - ww / w));
    c->var_size = (SIZE_WEIGHT * SD_SIZE_TYPICAL * SD_SIZE_TYPICAL + c->n_sizes * var) /
                  (SIZE_WEIGHT + c->n_sizes);
}

static void
shrink_sizes(struct cold *c)
{
    for (int32_t i = 0; i < c->n_sizes; i++) {
        struct cold_size *s = &c->sizes[i];
        const double own = c->var_size / (c->var_size + s->var);

        s->deviation = own * (s->log_init - line_at(c, s->log_mb));
        s->var = own * s->var;
    }
}

/* The mean of each of COLD_NODES bins of equal probability of a lognormal: the mean of
 * the nodes is that of the distribution. */
static void
make_nodes(struct cold *c)
{
    double below = 0;

    for (int32_t i = 0; i < COLD_NODES; i++) {
        double upto = 1;

        if (i + 1 < COLD_NODES) {
            const double z = dist_t_quantile((i + 1.0) / COLD_NODES, INFINITY);

            upto = dist_t_probability(z - c->sd_log, INFINITY);
        }
        c->nodes[i] = COLD_NODES * exp(c->sd_log * c->sd_log / 2) * (upto - below);
        below = upto;
    }
}

static void
fit_factor(struct cold *c, struct factor_tally *f)
{
    const double prior = SD_FACTOR * SD_FACTOR;
    double run = 0;
    double var = 0;
    double log_ratio = 0;

    if (f->n_warm == 0)
        return;
    run = (SD_WEIGHT * SD_TYPICAL * SD_TYPICAL + f->squares) / (SD_WEIGHT + f->rows);
    var = MEDIAN_COST * (run / f->rows + SD_FACTOR_SIZE * SD_FACTOR_SIZE / f->n);
    log_ratio = prior / (prior + var) * curve_median(f->log_ratio, f->n);
    /* A cold start is never taken for quicker: waits and bills rise with the share. */
    c->log_factor = fmin(fmax(log_ratio, 0), LOG_FACTOR_MOST);
    c->sd_factor = sqrt(prior * var / (prior + var));
}

void
cold_fit(struct cold *out, const struct profile *p, const struct curve *curve)
{
    struct factor_tally factor = { .n = 0 };

    memset(out, 0, sizeof *out);
    count(out, p);
    if (out->n == 0)
        return;
    gather(out, p, curve, &factor);
    fit_factor(out, &factor);
    if (out->n_sizes == 0)
        return;
    match_moments(out);
    fit_line(out);
    spread_sizes(out);
    fit_line(out);
    out->slope = fmin(fmax(out->slope, SLOPE_LEAST), SLOPE_MOST);
    shrink_sizes(out);
    make_nodes(out);
}

/* The last measured size that is not above, else the first. */
static int32_t
size_below(const struct cold *c, int32_t memory_mb)
{
    int32_t low = 0;
    int32_t high = c->n_sizes - 1;

    while (low < high) {
        const int32_t middle = low + (high - low + 1) / 2;

        if (c->sizes[middle].memory_mb <= memory_mb)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

/* At a measured size its own deviation; between two a part of both, beyond the ends that
 * of the end. Where nothing was measured, as unsure as sizes differ. */
static double
deviation_at(const struct cold *c, int32_t memory_mb, double log_mb, double *var)
{
    const int32_t i = size_below(c, memory_mb);
    const struct cold_size *a = &c->sizes[i];
    const struct cold_size *b = i + 1 < c->n_sizes ? a + 1 : a;

    *var = a->memory_mb == memory_mb ? a->var : c->var_size;
    if (a == b || memory_mb <= a->memory_mb)
        return a->deviation;
    return a->deviation +
           (b->deviation - a->deviation) * (log_mb - a->log_mb) / (b->log_mb - a->log_mb);
}

void
cold_at(const struct cold *c, int32_t memory_mb, struct cold_start *out)
{
    const double log_mb = log((double)memory_mb);
    const double dx = log_mb - c->center;
    double var = 0;

    *out = (struct cold_start){ .has_init = c->n_sizes > 0,
                                .sd_log = c->sd_log,
                                .log_factor = c->log_factor,
                                .sd_factor = c->sd_factor,
                                .nodes = c->nodes };
    if (!out->has_init)
        return;
    out->log_init = line_at(c, log_mb) + deviation_at(c, memory_mb, log_mb, &var);
    var += c->var_level + dx * dx * c->var_slope + CURVE_SD_HOST * CURVE_SD_HOST;
    out->sd_init = sqrt(var);
}

double
cold_init_ms(const struct cold_start *s, double t)
{
    return s->has_init ? exp(fmin(s->log_init + s->sd_init * t, LOG_MS_MOST)) : 0;
}

double
cold_factor(const struct cold_start *s, double t)
{
    return exp(fmin(s->log_factor + s->sd_factor * t, LOG_MS_MOST));
}
