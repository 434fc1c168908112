/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Steps of posterior_fit, private to posterior*.c. */
#ifndef VA_CORE_POSTERIOR_PARTS_H
#define VA_CORE_POSTERIOR_PARTS_H

#include "core/posterior.h"

enum { N_POWERS = 9, N_FLOORS = 12, N_KNEES = 14, N_MIXES = 2 };

/* Scale of misfit and host effect: what is expected, and for how many degrees of freedom
 * that counts. With one, a weight is a power of -n / 2 of the squares. */
#define SCALE_EXPECTED 0.05
#define SCALE_DF 1.0

/* Distance in log size over which misfit forgets. */
#define REACH 2.0

/* Of the host effect, how much comes back when the same size is deployed again. */
#define HOST_STAYS 0.6

/* Proportions of misfit and host effect, in units of the scale, and their prior. */
struct mix {
    double misfit, host, prior;
};
extern const struct mix posterior_mixes[N_MIXES];

/* One mix, for the sizes measured. All matrices n by n, row after row. */
struct noise {
    int32_t n;
    double inverse[POSTERIOR_CELLS * POSTERIOR_CELLS];  /* of the covariance */
    double centered[POSTERIOR_CELLS * POSTERIOR_CELLS]; /* the same, level integrated */
    double reached[POSTERIOR_CELLS];                    /* exp(x / REACH) */
    double ones[POSTERIOR_CELLS];                       /* inverse times 1 */
    double sum_ones;
    double evidence; /* log of what does not depend on the shape */
};

/* How a place is predicted from the residuals of the sizes, for one mix. */
struct krige {
    double weight[POSTERIOR_CELLS];
    double var; /* in units of the scale, squared */
};

void noise_init(const struct posterior_data *d, const struct mix *mix, struct noise *out);

/* A place on the log size axis, and the share of the host effect that comes back at a
 * measured size (0: as a size nobody measured). */
struct place {
    double x, reached, host_stays;
};
struct place place_at(double x, double host_stays);
void noise_krige(const struct posterior_data *d, int32_t mix, const struct noise *noise,
                 struct place at, struct krige *out);

/*
 * All shapes at the sizes: log durations, squares, weights. Floors stand innermost
 * everywhere: twelve side by side, in loops of fixed length that compilers vectorise.
 */
struct grid {
    double at_size[N_POWERS][POSTERIOR_CELLS][N_FLOORS]; /* g at the sizes, no knee */
    double at_knee[N_POWERS][N_KNEES][N_FLOORS];         /* g at the knees inside */
    double power_prior[N_POWERS];
    double floor_prior[N_FLOORS];
    double log_floor[N_FLOORS]; /* g at the last size below which the floor matters */
    double knee_prior[N_KNEES];
    int32_t knee_from[N_KNEES]; /* first size past it */
    int32_t n_inside;           /* knees below the last size; the others are alike */
    float squares[N_MIXES][N_POWERS][N_KNEES][N_FLOORS]; /* of whitened residuals */
    float weight[N_MIXES][N_POWERS][N_KNEES][N_FLOORS];
    double log_unit; /* log of what the weights are relative to */
};

/* The exponents, floors and log knees of the grid, by index. */
double grid_power(int32_t i);
double grid_floor(int32_t i);    /* as above */
double grid_log_knee(int32_t i); /* as above; 20 for none */

/* One shape of the grid with one mix. */
struct grid_at {
    int32_t mix, power, knee, floor;
};

/* Everything that the sizes alone decide. */
void grid_init(const struct posterior_data *d, struct grid *out);

/* Squares and weights of every shape. */
void grid_weigh(const struct posterior_data *d, const struct noise noise[N_MIXES],
                struct grid *g);

/* g of a shape of the grid anywhere. */
double grid_shape_log(struct grid_at at, double x);

/* Residuals of the sizes from a shape without its level. */
void grid_residuals(const struct grid *g, const struct posterior_data *d,
                    struct grid_at at, double *out);

/* The squares of a shape, and the scale, squared, that follows from them. */
double grid_squares(const struct grid *g, struct grid_at at);
double grid_scale2(const struct posterior_data *d, double squares);

/* What is expected of the scale, squared, times the degrees of freedom it counts for. */
#define SCALE_PRIOR (SCALE_DF * SCALE_EXPECTED * SCALE_EXPECTED)

/* A shape of the grid that stands for an equal share of the probability. */
struct particle {
    struct grid_at at;
    double share; /* of the probability */
};

/* Returns how many differ; *out_total is the sum of all weights. */
int32_t grid_draw(const struct grid *g, struct particle out[POSTERIOR_PARTICLES],
                  double *out_total);

/* Everything a fit works with; on the stack. */
struct work {
    struct posterior_data data; /* with what outliers add to the variances */
    struct noise noise[N_MIXES];
    struct grid grid;
    double log_evidence; /* of the data, whatever the shape */
    int32_t n_particles; /* filled up with some of no share to a multiple of four */
    struct particle particles[POSTERIOR_PARTICLES];
    double share[POSTERIOR_PARTICLES];
    double residual[POSTERIOR_CELLS][POSTERIOR_PARTICLES]; /* of the sizes */
    double floor[POSTERIOR_PARTICLES], log_knee[POSTERIOR_PARTICLES];
    double at_knee[POSTERIOR_PARTICLES]; /* g there */
    bool has_power[N_POWERS];            /* some particle has it */
    int32_t mix_end[N_MIXES];            /* particles stand in the order of their mix */
    double mix_scale2[N_MIXES];          /* sums of share x scale2 */
};

/* The grid's weights and particles for the data, outliers found where there are sizes
 * enough: sets those and, from two sizes on, the residuals of `out`. One size tells the
 * level alone: the shapes are then those of the prior. */
void posterior_believe(const struct posterior_data *data, struct work *w,
                       struct posterior *out);

/* The line of knots: through what is believed of every size, between and beyond. */
void posterior_place_knots(const struct work *w, const double *sizes_x, int32_t n,
                           struct posterior *out);

/* Kinds of shape, their probabilities, and where the knee is. */
void posterior_classify(const struct work *w, struct posterior *out);

#endif
