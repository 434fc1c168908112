/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The belief about one curve: log duration by log size, over a grid of shapes with
 * priors.
 *
 *   y(x) = level + g(x) + misfit(x) + host
 *   g(x) = log(f + (1 - f) (min(x, K) / X0)^-b)
 *
 * X0 is the size of one CPU, f the share of the duration there that no memory speeds up,
 * b the exponent, K the knee past which nothing improves. Misfit is an Ornstein-Uhlenbeck
 * process over log size, host a term of its own at every measured size. Their common
 * scale and the level are integrated in closed form (a normal-inverse-gamma model), so
 * the weight of a shape is a Student t density; two proportions of misfit to host stand
 * beside each other. Everything is deterministic and nothing is allocated.
 *
 * Source of the closed forms: Gelman et al., "Bayesian Data Analysis", 3rd
 * ed., 2.7, 14.2; universal kriging: Cressie, "Statistics for Spatial Data", 1993, 3.4.
 * Private to curve*.c, posterior*.c and their tests.
 */
#ifndef VA_CORE_POSTERIOR_H
#define VA_CORE_POSTERIOR_H

#include <stdbool.h>
#include <stdint.h>

enum {
    POSTERIOR_CELLS = 48,  /* sizes told apart; more are merged with their neighbours */
    POSTERIOR_BOUNDS = 32, /* sizes known only by timeouts */
    POSTERIOR_PARTICLES = 64, /* shapes of equal probability that stand for the grid */
    POSTERIOR_SIZES = 256,
    POSTERIOR_KNOTS = 848 /* three about every size, and what lies between and beyond */
};

/* Size of one CPU, where g is 0: Lambda gives one vCPU at 1769 MB.
 * Source: AWS Lambda developer guide, "Configure Lambda function memory". */
#define POSTERIOR_LOG_ONE_CPU 7.478169694159785

/* What was measured, ascending by size. */
struct posterior_data {
    int32_t n;                   /* 2 to POSTERIOR_CELLS */
    double x[POSTERIOR_CELLS];   /* log(memory, MB) */
    double y[POSTERIOR_CELLS];   /* centre of log(duration, ms) */
    double var[POSTERIOR_CELLS]; /* variance of y from the runs alone */
    double own[POSTERIOR_CELLS]; /* and of what is a size's own: set by posterior_fit */
    int32_t n_bounds;
    double bound_x[POSTERIOR_BOUNDS]; /* sizes where runs were cut off ... */
    double bound_y[POSTERIOR_BOUNDS]; /* ... at this log duration */
};

/* Kinds of shape. */
enum posterior_class {
    POSTERIOR_FLAT,
    POSTERIOR_POWER,
    POSTERIOR_FLOOR,
    POSTERIOR_KNEE,
    POSTERIOR_CLASSES
};

/* A shape with its level: duration = exp(level) (f + (1 - f) (min(x, K) / X0)^-b). */
struct posterior_shape {
    double power;       /* b */
    double floor_share; /* f */
    double log_knee;    /* INFINITY: none */
    double level;
};

/* What is believed at one place. */
struct posterior_knot {
    double x;    /* log(memory, MB) */
    double mean; /* of log duration of the next deployment */
    double sd;
};

struct posterior {
    double probability[POSTERIOR_CLASSES];
    struct posterior_shape likeliest[POSTERIOR_CLASSES];
    bool seen[POSTERIOR_CLASSES]; /* `likeliest` is there: the kind is not improbable */
    double knee_low, knee_high;   /* log size: 5 % and 95 % of the knees */
    double residual[POSTERIOR_CELLS]; /* of each cell from the curve without it */
    bool outlier[POSTERIOR_CELLS];    /* cells that count little: far off the others */
    double df;                        /* degrees of freedom of `sd` */
    struct posterior_knot knots[POSTERIOR_KNOTS]; /* ascending; a line between two */
    int32_t n_knots;
};

/*
 * Work out the belief.
 *
 * sizes_x  all measured log sizes, ascending, n_sizes of them, 1 to POSTERIOR_SIZES
 */
void posterior_fit(const struct posterior_data *data, const double *sizes_x,
                   int32_t n_sizes, struct posterior *out);

/* g(x): log duration of a shape relative to its level. */
double posterior_shape_log(const struct posterior_shape *s, double x);

/* Spread of log duration from the CPU quota's period, at a size and a log duration: a
 * short function waits for whole periods, so its duration is a staircase. */
double posterior_stair_sd(double x, double log_ms);

#endif
