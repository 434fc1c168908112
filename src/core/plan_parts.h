/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Steps of plan_next, private to plan*.c and their tests. What is not known is a number
 * of curves of equal probability (posterior_joint.h), looked at in a few places: sizes
 * that stand for all that may be picked, some of which may be measured. Seeing a result
 * gives each curve a weight.
 */
#ifndef VA_CORE_PLAN_PARTS_H
#define VA_CORE_PLAN_PARTS_H

#include "core/plan.h"
#include "core/posterior_joint.h"

/* A size that stands for those around it. */
struct plan_place {
    int32_t memory_mb;
    double x;         /* log size */
    bool may_probe;   /* otherwise it is only looked at */
    int64_t n;        /* invocations measured there */
    bool starts_cold; /* the first run of a step does */
    /* an invocation's price: base, and by billed time; 0 without a price */
    double base_pusd, pusd_per_ms;
    int64_t worst_pusd; /* of one invocation; 0 where runs cost nothing */
};

/* The sizes of a question, ascending. */
struct plan_places {
    struct plan_place at[JOINT_PLACES];
    int32_t n;
};

/*
 * `given_mb`, unless 0; and sizes from the smallest to the largest that is sold, allowed,
 * not failed and not below the memory used; those that were measured; and others between
 * them. n may be 0. Returns VA_OK, or as bills say.
 */
enum va_code plan_places(const struct contender *c, const struct plan_options *o,
                         int32_t given_mb, struct plan_places *out);

/* Places first to last; last < first: none. */
struct plan_range {
    int32_t first, last;
};

/* The belief in those places. Large: keep it on the heap. */
struct plan_belief {
    const struct contender *contender;
    const struct plan_options *options;
    struct plan_places places;
    int32_t n_measured; /* sizes that the curves are bound to */
    bool level_unknown; /* nothing was measured: the shapes are right, the level is not */
    double offset;      /* log(statistic) - log(median) */
    double run_sd;      /* of log duration, between runs; 0: not known */
    struct posterior_joint joint;
    double loss[JOINT_DRAWS][JOINT_PLACES]; /* of picking a place if a curve is true */
    double price_pusd[JOINT_PLACES];        /* expected, of a warm run */
    double mean[JOINT_PLACES];              /* expected log duration */
    struct plan_range range;                /* where advice may pick from now */
    int32_t pick;                           /* its place; -1: none */
};

/* Draw curves, and judge every pick on each. At least one place. */
void plan_believe(struct plan_belief *b);

/* The place that the goal takes in a range when log durations are these: the best by the
 * objective within the limits, else the nearest to them; -1 in an empty range. */
int32_t plan_pick(const struct plan_belief *b, const double *log_ms,
                  struct plan_range range);

/* Measuring a place. */
struct plan_gain {
    double before, after; /* expected loss of the pick; before NAN: no pick yet */
    double price_pusd;    /* expected, of all runs */
};

/* Expected loss of the pick as things are; NAN without one. */
double plan_regret(const struct plan_belief *b);

/* What `runs` at a place are expected to bring. */
void plan_gain(const struct plan_belief *b, int32_t place, int32_t runs,
               struct plan_gain *out);

#endif
