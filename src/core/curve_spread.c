/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Run-to-run spread: nodes of equal probability from all sizes together, and at every
 * size how far the mean, p95 and p99 lie above the median.
 *
 * With enough single runs the nodes are what was measured, so two humps or a long tail
 * stay what they are; else they are those of a lognormal with the pooled spread. A size's
 * own offsets count by the runs behind them, against the pooled ones.
 */
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "core/curve_fit.h"

/* Fewer single runs than this in all say too little about the shape of the spread. */
enum { ROWS_FOR_SHAPE = 60 };

/* Least of all rows before the evidence for an offset is counted: it stays uncertain. */
#define EVIDENCE_LEAST 4.0

/* Normal quantiles of p95 and p99. */
#define Z95 1.6448536269514722
#define Z99 2.3263478740408408

/* How each statistic is taken from runs. */
struct offset_rule {
    double own_rows;  /* runs at one size that let its own value be taken */
    double pool_rows; /* how many runs the pooled value weighs as much as */
    double all_rows;  /* runs at all sizes that let it be read off their residuals */
    double q;         /* which quantile it is */
    double z;         /* the same in standard deviations, for a normal */
    double sd;        /* standard error times sqrt(runs), in spreads, for a normal */
};

/* clang-format off */
static const struct offset_rule rules[STAT_COUNT] = {
    [STAT_MEAN] = {  10,  20,  ROWS_FOR_SHAPE, 0,    0,   1.0 },
    [STAT_P50]  = {   0,   0,               0, 0.5,  0,   0 },
    [STAT_P95]  = {  40,  60,  ROWS_FOR_SHAPE, 0.95, Z95, 2.1 },
    [STAT_P99]  = { 150, 300,             300, 0.99, Z99, 3.7 },
};
/* clang-format on */

/* Two humps are seen from this many runs on, when each holds this share of them, they lie
 * this far apart in log, and by this many of their own spreads. */
enum { ROWS_FOR_HUMPS = 30 };
#define HUMP_SHARE_LEAST 0.1
#define HUMPS_APART 0.08
#define ASHMAN_D 4.5

/* Sizes spread differently from one another within this factor. */
#define STRETCH_MOST 4.0

/* A spread below this is no spread to compare with. */
#define SPREAD_LEAST 0.002

struct residual {
    double value, weight;
};

/* All single runs relative to their size's centre, ascending. */
struct pool {
    struct residual residuals[CURVE_SIZES_MAX * CURVE_POINTS];
    struct residual spare[CURVE_SIZES_MAX * CURVE_POINTS];
    int32_t n;
    double rows;
};

/* Quantiles of the standard normal at (i + 1/2) / 32, upper half. */
static const double normal_nodes[DIST_NODES_MAX / 2] = {
    0.03917608550309764, 0.1177698745790953, 0.1970990842943123, 0.27769043982157676,
    0.3601298917895694,  0.4450965249855163, 0.5334097062412805, 0.6260990123464213,
    0.7245143834923653,  0.8305108782053992, 0.9467817563010456, 1.0775155670402803,
    1.229858759216589,   1.4177971379962673, 1.6759397227734436, 2.1538746940614555,
};

static bool
has_single_runs(const struct curve_size *s)
{
    return s->n == s->rows && s->n_points >= 2;
}

/* Two ascending stretches, first to middle and middle to last, merged. */
static void
merge(const struct residual *from, int32_t first, int32_t middle, int32_t last,
      struct residual *to)
{
    int32_t a = first;
    int32_t b = middle;

    for (int32_t i = first; i < last; i++)
        to[i] = b == last || (a < middle && from[a].value <= from[b].value) ? from[a++]
                                                                            : from[b++];
}

/* Every size's residuals ascend: stretches are merged in pairs until one is left. */
static void
sort_stretches(struct pool *pool, int32_t *ends, int32_t n)
{
    while (n > 1) {
        int32_t first = 0;
        int32_t merged = 0;

        for (int32_t i = 0; i < n; i += 2) {
            const int32_t last = i + 1 < n ? ends[i + 1] : ends[i];

            merge(pool->residuals, first, ends[i], last, pool->spare);
            ends[merged++] = last;
            first = last;
        }
        memcpy(pool->residuals, pool->spare, (size_t)pool->n * sizeof pool->spare[0]);
        n = merged;
    }
}

static void
gather(const struct curve *c, struct pool *out)
{
    int32_t ends[CURVE_SIZES_MAX];
    int32_t n = 0;

    out->n = 0;
    out->rows = 0;
    for (int32_t i = 0; i < c->n_sizes; i++) {
        const struct curve_size *s = &c->sizes[i];

        if (!has_single_runs(s))
            continue;
        out->rows += (double)s->rows;
        for (int32_t k = 0; k < s->n_points; k++)
            out->residuals[out->n++] = (struct residual){ s->points[k] - s->log_center,
                                                          (double)s->rows / s->n_points };
        ends[n++] = out->n;
    }
    sort_stretches(out, ends, n);
}

/* Sums over a stretch of residuals. */
struct stretch {
    double weight, sum, square;
};

static double
variance(const struct stretch *s)
{
    const double mean = s->sum / s->weight;

    return fmax(s->square / s->weight - mean * mean, 0);
}

/*
 * Two humps: the split of the residuals that leaves the least variance within its parts,
 * when the parts lie far apart for their spread. D is the distance of their means in
 * units of their common spread: K. M. Ashman et al., "Detecting bimodality in
 * astronomical datasets", Astron. J. 108 (1994); theirs must pass 2, a flat top
 * reaches 3.5.
 */
static struct curve_humps
find_humps(const struct pool *pool)
{
    struct stretch low = { 0 };
    struct stretch high = { 0 };
    struct curve_humps best = { .found = false };
    double least = INFINITY;

    if (pool->rows < ROWS_FOR_HUMPS)
        return best;
    for (int32_t i = 0; i < pool->n; i++) {
        const struct residual *r = &pool->residuals[i];

        high.weight += r->weight;
        high.sum += r->weight * r->value;
        high.square += r->weight * r->value * r->value;
    }
    for (int32_t i = 0; i + 1 < pool->n; i++) {
        const struct residual *r = &pool->residuals[i];
        const double of_all = low.weight + high.weight;

        low.weight += r->weight;
        low.sum += r->weight * r->value;
        low.square += r->weight * r->value * r->value;
        high.weight -= r->weight;
        high.sum -= r->weight * r->value;
        high.square -= r->weight * r->value * r->value;
        if (fmin(low.weight, high.weight) < HUMP_SHARE_LEAST * of_all)
            continue;
        if (low.weight * variance(&low) + high.weight * variance(&high) < least) {
            const double apart = high.sum / high.weight - low.sum / low.weight;
            const double within = sqrt((variance(&low) + variance(&high)) / 2);

            least = low.weight * variance(&low) + high.weight * variance(&high);
            best.found = apart > HUMPS_APART && apart > ASHMAN_D * within;
            best.share = high.weight / of_all;
            best.ratio = exp(apart);
        }
    }
    return best;
}

static double
pool_quantile(const struct pool *pool, double q)
{
    double rank = q * pool->rows;
    int32_t i = 0;

    if (pool->n == 0) /* nothing spreads */
        return 0;
    while (i + 1 < pool->n && rank >= pool->residuals[i].weight)
        rank -= pool->residuals[i++].weight;
    return pool->residuals[i].value;
}

static void
make_nodes(struct curve *c, const struct pool *pool)
{
    const int32_t half = DIST_NODES_MAX / 2;

    c->n_nodes = DIST_NODES_MAX;
    for (int32_t i = 0; i < DIST_NODES_MAX && pool->rows >= ROWS_FOR_SHAPE; i++)
        c->nodes[i] = exp(pool_quantile(pool, (i + 0.5) / DIST_NODES_MAX));
    for (int32_t i = 0; i < half && pool->rows < ROWS_FOR_SHAPE; i++) {
        c->nodes[half + i] = exp(c->sd_run * normal_nodes[i]);
        c->nodes[half - 1 - i] = exp(-c->sd_run * normal_nodes[i]);
    }
}

/* log(statistic / median) over all sizes. */
static double
pooled_offset(const struct curve *c, const struct pool *pool, enum statistic stat)
{
    double sum = 0;

    if (stat == STAT_MEAN) {
        for (int32_t i = 0; i < c->n_nodes; i++)
            sum += c->nodes[i];
        return log(sum / c->n_nodes);
    }
    if (stat != STAT_P50 && pool->rows >= rules[stat].all_rows)
        return pool_quantile(pool, rules[stat].q);
    return rules[stat].z * c->sd_run;
}

/* A row that averages runs still has their mean, but not their quantiles. */
static double
own_offset(const struct curve_size *s, enum statistic stat)
{
    if (stat == STAT_P50)
        return 0;
    if ((double)s->n < rules[stat].own_rows || (stat != STAT_MEAN && s->n != s->rows))
        return NAN;
    return s->log_stat[stat] - s->log_center;
}

static void
offset_size(struct curve_size *s, const double *pooled, double pool_rows)
{
    for (int stat = 0; stat < STAT_COUNT; stat++) {
        const struct offset_rule *rule = &rules[stat];
        const double own = own_offset(s, (enum statistic)stat);
        double rows = fmin(pool_rows, rule->pool_rows);

        s->offset[stat] = own;
        s->run_offset[stat] = pooled[stat];
        if (!isnan(own) && stat != STAT_P50) {
            const double n = (double)s->n;

            s->run_offset[stat] += n / (n + rule->pool_rows) * (own - pooled[stat]);
            rows += n;
        }
        s->sd_run_offset[stat] = rule->sd * s->sd_run / sqrt(fmax(rows, EVIDENCE_LEAST));
    }
    /* quantiles keep their order, whichever of them was measured */
    s->run_offset[STAT_P95] = fmax(s->run_offset[STAT_P95], 0);
    s->run_offset[STAT_P99] = fmax(s->run_offset[STAT_P99], s->run_offset[STAT_P95]);
}

void
curve_spread_sizes(struct curve *c)
{
    struct pool pool;
    double pooled[STAT_COUNT];
    const double most = STRETCH_MOST;

    gather(c, &pool);
    make_nodes(c, &pool);
    c->humps = find_humps(&pool);
    for (int stat = 0; stat < STAT_COUNT; stat++)
        pooled[stat] = pooled_offset(c, &pool, (enum statistic)stat);
    for (int32_t i = 0; i < c->n_sizes; i++) {
        struct curve_size *s = &c->sizes[i];

        offset_size(s, pooled, pool.rows);
        s->stretch = fmin(
            fmax(fmax(s->sd_run, SPREAD_LEAST) / fmax(c->sd_run, SPREAD_LEAST), 1 / most),
            most);
    }
}
