/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What kind of shape it is, how probable each kind, and where the knee lies.
 *
 * The grid holds many more shapes with a floor and a knee than plain ones. For naming a
 * kind each has the same chance beforehand, so a kind that can be anything must explain
 * the data better to be named.
 */
#include <math.h>

#include "core/posterior_parts.h"

/* Shapes that fall less than this over the measured range, in log, are flat. */
#define FLAT_DROP 0.03

/* A floor below this share of the duration at the largest size is none. */
#define FLOOR_SHARE 0.08

/* Bounds of the knee's interval. */
#define KNEE_LOW 0.05
#define KNEE_HIGH 0.95

/* What is gathered over the grid. */
struct tally {
    double sum[POSTERIOR_CLASSES];
    double prior[POSTERIOR_CLASSES];
    float best[POSTERIOR_CLASSES];
    struct grid_at best_at[POSTERIOR_CLASSES];
    double knees[N_KNEES]; /* of the shapes with a knee inside the range */
};

/* Falls that make a shape no longer flat, and floors that matter, as thresholds of g. */
static enum posterior_class
class_of(const struct posterior_data *d, const struct grid *g, int32_t row, int32_t knee)
{
    const int32_t past = g->knee_from[knee];
    const double first = past > 0 ? g->at_size[row][0] : g->at_knee[row][knee];
    const double last = past == d->n ? g->at_size[row][d->n - 1] : g->at_knee[row][knee];

    if (first - last < FLAT_DROP)
        return POSTERIOR_FLAT;
    if (past < d->n)
        return POSTERIOR_KNEE;
    return grid_floor(row % N_FLOORS) > FLOOR_SHARE * exp(last) ? POSTERIOR_FLOOR
                                                                : POSTERIOR_POWER;
}

static void
tally_row(const struct posterior_data *d, const struct grid *g, int32_t row,
          struct tally *t)
{
    enum posterior_class kind = POSTERIOR_FLAT;

    for (int32_t k = 0; k < N_KNEES; k++) {
        double sum = 0;

        /* knees past the last size are all alike within the measured range */
        if (k == 0 || g->knee_from[k - 1] < d->n)
            kind = class_of(d, g, row, k);
        for (int32_t m = 0; m < N_MIXES; m++) {
            const float w = g->weight[m][row][k];

            sum += (double)w;
            if (w > t->best[kind]) {
                t->best[kind] = w;
                t->best_at[kind] = (struct grid_at){ m, row, k };
            }
        }
        t->sum[kind] += sum;
        t->prior[kind] += g->row_prior[row] * g->knee_prior[k];
        if (kind == POSTERIOR_KNEE)
            t->knees[k] += sum;
    }
}

static struct posterior_shape
shape_of(const struct posterior_data *d, const struct grid *g, const struct noise *noise,
         struct grid_at at)
{
    struct posterior_shape out = { .power = grid_power(at.row / N_FLOORS),
                                   .floor_share = grid_floor(at.row % N_FLOORS),
                                   .log_knee = INFINITY };
    double residual[POSTERIOR_CELLS];

    if (g->knee_from[at.knee] < d->n)
        out.log_knee = grid_log_knee(at.knee);
    grid_residuals(g, d, at, residual);
    for (int32_t k = 0; k < d->n; k++)
        out.level += noise->ones[k] / noise->sum_ones * residual[k];
    return out;
}

static double
knee_quantile(const double *weight, double total, double p)
{
    double sum = 0;
    int32_t k = 0;

    for (; k < N_KNEES - 2; k++) {
        sum += weight[k];
        if (sum >= p * total)
            break;
    }
    return grid_log_knee(k);
}

void
posterior_classify(const struct posterior_data *d, const struct grid *g,
                   const struct noise noise[N_MIXES], struct posterior *out)
{
    const double half_step = (grid_log_knee(1) - grid_log_knee(0)) / 2;
    struct tally t = { .sum = { 0 } };
    double total = 0;

    for (int32_t row = 0; row < N_ROWS; row++)
        tally_row(d, g, row, &t);
    for (int32_t k = 0; k < POSTERIOR_CLASSES; k++) {
        out->probability[k] = t.prior[k] > 0 ? t.sum[k] / t.prior[k] : 0;
        total += out->probability[k];
    }
    for (int32_t k = 0; k < POSTERIOR_CLASSES; k++) {
        out->probability[k] /= total;
        if (t.best[k] > 0)
            out->likeliest[k] = shape_of(d, g, &noise[t.best_at[k].mix], t.best_at[k]);
    }
    /* a knee of the grid stands for those around it */
    out->knee_low = knee_quantile(t.knees, t.sum[POSTERIOR_KNEE], KNEE_LOW) - half_step;
    out->knee_high = knee_quantile(t.knees, t.sum[POSTERIOR_KNEE], KNEE_HIGH) + half_step;
}
