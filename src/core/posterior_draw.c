/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A few shapes that stand for all, by systematic sampling: evenly spaced steps through
 * the sum of all weights. The grid's order keeps like shapes together.
 */
#include "core/posterior_parts.h"

/* In a tree, which processors add side by side. */
static double
sum_floors(const float *w)
{
    return (double)(((w[0] + w[1]) + (w[2] + w[3])) + ((w[4] + w[5]) + (w[6] + w[7])) +
                    ((w[8] + w[9]) + (w[10] + w[11])));
}
_Static_assert(N_FLOORS == 12, "sum_floors adds them all");

/* Where the sampling is. */
struct drawing {
    double mark; /* weight left until the next particle */
    double step;
    int32_t left; /* particles not drawn yet */
};

/* The floors of one exponent and knee; returns how many shapes were drawn. */
static int32_t
draw_floors(const float *weight, struct grid_at at, struct drawing *to,
            struct particle *out)
{
    int32_t n = 0;

    for (at.floor = 0; at.floor < N_FLOORS; at.floor++) {
        int32_t count = 0;

        to->mark -= (double)weight[at.floor];
        for (; to->mark < 0 && to->left > 0; to->left--) {
            to->mark += to->step;
            count++;
        }
        if (count > 0)
            out[n++] = (struct particle){ at, count };
    }
    return n;
}

/* One mix, in the order of exponents and knees. */
static int32_t
draw_mix(const struct grid *g, int32_t mix, const double sums[N_POWERS][N_KNEES],
         struct drawing *to, struct particle *out)
{
    int32_t n = 0;

    for (int32_t b = 0; b < N_POWERS; b++) {
        for (int32_t k = 0; k < N_KNEES; k++) {
            if (to->mark > sums[b][k])
                to->mark -= sums[b][k];
            else
                n += draw_floors(g->weight[mix][b][k], (struct grid_at){ mix, b, k, 0 },
                                 to, out + n);
        }
    }
    return n;
}

int32_t
grid_draw(const struct grid *g, struct particle out[POSTERIOR_PARTICLES],
          double *out_total)
{
    double sums[N_MIXES][N_POWERS][N_KNEES];
    double total = 0;
    struct drawing drawing = { .left = POSTERIOR_PARTICLES };
    int32_t n = 0;

    for (int32_t m = 0; m < N_MIXES; m++) {
        for (int32_t b = 0; b < N_POWERS; b++) {
            for (int32_t k = 0; k < N_KNEES; k++) {
                sums[m][b][k] = sum_floors(g->weight[m][b][k]);
                total += sums[m][b][k];
            }
        }
    }
    drawing.step = total / POSTERIOR_PARTICLES;
    drawing.mark = drawing.step / 2;
    for (int32_t m = 0; m < N_MIXES; m++)
        n += draw_mix(g, m, (const double(*)[N_KNEES])sums[m], &drawing, out + n);
    for (int32_t i = 0; i < n; i++) /* rounding may leave the last one out */
        out[i].share /= POSTERIOR_PARTICLES - drawing.left;
    *out_total = total;
    return n;
}
