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

/* Bounds of the knee's interval. */
#define KNEE_LOW 0.05
#define KNEE_HIGH 0.95

/* For one exponent and knee, floors fall into kinds from the least to the most: power
 * laws, floors that matter (or a knee), flat. First floor of each of the latter two. */
struct kinds {
    int32_t floor, flat;
    bool knee;
};

/* What is gathered over the grid. */
struct tally {
    double sum[POSTERIOR_CLASSES];
    double prior[POSTERIOR_CLASSES];
    double knees[N_KNEES]; /* of the shapes with a knee inside the range */
    struct kinds kinds[N_POWERS][N_KNEES];
};

static struct kinds
kinds_of(const struct posterior_data *d, const struct grid *g, int32_t power,
         int32_t knee)
{
    const int32_t past = g->knee_from[knee];
    const double *at_knee = g->at_knee[power][knee];
    const double *first = past > 0 ? g->at_size[power][0] : at_knee;
    const double *last = past == d->n ? g->at_size[power][d->n - 1] : at_knee;
    struct kinds kinds = { .floor = 0, .flat = N_FLOORS, .knee = past < d->n };

    while (kinds.flat > 0 && first[kinds.flat - 1] - last[kinds.flat - 1] < FLAT_DROP)
        kinds.flat--;
    while (!kinds.knee && kinds.floor < kinds.flat &&
           last[kinds.floor] >= g->log_floor[kinds.floor])
        kinds.floor++;
    return kinds;
}

static enum posterior_class
kind_of(const struct kinds *kinds, int32_t floor)
{
    if (floor >= kinds->flat)
        return POSTERIOR_FLAT;
    if (kinds->knee)
        return POSTERIOR_KNEE;
    return floor >= kinds->floor ? POSTERIOR_FLOOR : POSTERIOR_POWER;
}

static void
tally_knee(const struct grid *g, int32_t b, int32_t k, struct tally *t)
{
    const struct kinds kinds = t->kinds[b][k];
    const double prior = g->power_prior[b] * g->knee_prior[k];
    const enum posterior_class middle = kinds.knee ? POSTERIOR_KNEE : POSTERIOR_FLOOR;
    double of_middle = 0;
    float w[N_FLOORS];

    for (int32_t f = 0; f < N_FLOORS; f++)
        w[f] = g->weight[0][b][k][f] + g->weight[1][b][k][f];
    for (int32_t f = 0; f < kinds.floor; f++) {
        t->sum[POSTERIOR_POWER] += (double)w[f];
        t->prior[POSTERIOR_POWER] += prior * g->floor_prior[f];
    }
    for (int32_t f = kinds.floor; f < kinds.flat; f++) {
        of_middle += (double)w[f];
        t->prior[middle] += prior * g->floor_prior[f];
    }
    for (int32_t f = kinds.flat; f < N_FLOORS; f++) {
        t->sum[POSTERIOR_FLAT] += (double)w[f];
        t->prior[POSTERIOR_FLAT] += prior * g->floor_prior[f];
    }
    t->sum[middle] += of_middle;
    if (kinds.knee)
        t->knees[k] += of_middle;
}
_Static_assert(N_MIXES == 2, "tally_knee adds both");

static struct posterior_shape
shape_of(const struct work *w, const struct particle *particle)
{
    const struct grid_at at = particle->at;
    const struct noise *noise = &w->noise[at.mix];
    struct posterior_shape out = { .power = grid_power(at.power),
                                   .floor_share = grid_floor(at.floor),
                                   .log_knee = INFINITY };
    double residual[POSTERIOR_CELLS];

    if (w->grid.knee_from[at.knee] < w->data.n)
        out.log_knee = grid_log_knee(at.knee);
    grid_residuals(&w->grid, &w->data, at, residual);
    for (int32_t k = 0; k < w->data.n; k++)
        out.level += noise->ones[k] / noise->sum_ones * residual[k];
    return out;
}

/* The weightiest particle of each kind. */
static void
find_likeliest(const struct work *w, const struct tally *t, struct posterior *out)
{
    float best[POSTERIOR_CLASSES] = { 0 };

    for (int32_t p = 0; p < w->n_particles; p++) {
        const struct grid_at at = w->particles[p].at;
        const enum posterior_class kind = kind_of(&t->kinds[at.power][at.knee], at.floor);
        const float weight = w->grid.weight[at.mix][at.power][at.knee][at.floor];

        if (weight > best[kind]) {
            best[kind] = weight;
            out->likeliest[kind] = shape_of(w, &w->particles[p]);
            out->seen[kind] = true;
        }
    }
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
posterior_classify(const struct work *w, struct posterior *out)
{
    const double half_step = (grid_log_knee(1) - grid_log_knee(0)) / 2;
    struct tally t = { .sum = { 0 } };
    double total = 0;

    for (int32_t b = 0; b < N_POWERS; b++)
        for (int32_t k = 0; k < N_KNEES; k++) {
            /* knees past the last size are all alike within the measured range */
            t.kinds[b][k] = k > 0 && k > w->grid.n_inside
                                ? t.kinds[b][k - 1]
                                : kinds_of(&w->data, &w->grid, b, k);
            tally_knee(&w->grid, b, k, &t);
        }
    for (int32_t k = 0; k < POSTERIOR_CLASSES; k++) {
        out->probability[k] = t.prior[k] > 0 ? t.sum[k] / t.prior[k] : 0;
        total += out->probability[k];
    }
    for (int32_t k = 0; k < POSTERIOR_CLASSES; k++) {
        out->probability[k] /= total;
        out->seen[k] = false;
    }
    find_likeliest(w, &t, out);
    /* a knee of the grid stands for those around it */
    out->knee_low = knee_quantile(t.knees, t.sum[POSTERIOR_KNEE], KNEE_LOW) - half_step;
    out->knee_high = knee_quantile(t.knees, t.sum[POSTERIOR_KNEE], KNEE_HIGH) + half_step;
}
