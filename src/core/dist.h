/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The distribution of duration at one size: how long an invocation takes (it varies from
 * run to run), and how well that is known (the level is uncertain).
 *
 *   log(duration) = level + run,  level ~ Student t(log_level, sd_level, df)
 *
 * The run-to-run part is carried by nodes of equal probability, so that an expected bill
 * is the mean of exact bills.
 */
#ifndef VA_CORE_DIST_H
#define VA_CORE_DIST_H

#include <stdbool.h>
#include <stdint.h>

enum { DIST_NODES_MAX = 32 };

/* What "duration" means in a goal or an answer. */
enum statistic { STAT_MEAN, STAT_P50, STAT_P95, STAT_P99, STAT_COUNT };

struct dist {
    double log_level;             /* expected log of the median duration, ms */
    double level_ms;              /* exp(log_level), or what a formula gave; 0: unset */
    double sd_level;              /* how uncertain that is; 0 when spread is not known */
    double df;                    /* degrees of freedom; INFINITY: normal */
    double offset[STAT_COUNT];    /* log(statistic) - level */
    double sd_offset[STAT_COUNT]; /* uncertainty of the offset, beside the level's */
    double nodes[DIST_NODES_MAX]; /* run-to-run ratios to the level, ascending, > 0 */
    int32_t n_nodes;              /* 1 to DIST_NODES_MAX */
    bool spread_known;            /* false: a published curve, point values only */
    bool measured;                /* the size has samples of its own */
    int64_t n;                    /* invocations measured at this size */
};

/* The statistic at the expected level, ms. */
double dist_statistic(const struct dist *d, enum statistic stat);

/* The statistic's quantile under uncertainty, ms: p = 0.05 and 0.95 bound the 90 %
 * interval. 0 < p < 1. Equal to dist_statistic when the spread is not known. */
double dist_statistic_quantile(const struct dist *d, enum statistic stat, double p);

/* The same where the quantile of t is known: t = dist_t_quantile(p, d->df). */
double dist_statistic_at(const struct dist *d, enum statistic stat, double t);

/* Probability that the statistic is at most limit_ms; NAN when the spread is not known.
 */
double dist_probability(const struct dist *d, enum statistic stat, double limit_ms);

/* The median duration's level quantile, ms: the scale that nodes multiply. p as above;
 * p = 0.5 is the expected level. */
double dist_level(const struct dist *d, double p);
double dist_level_at(const struct dist *d, double t);

/* How uncertain the logarithm of a statistic is: the level and its offset together. */
double dist_statistic_sd(const struct dist *d, enum statistic stat);

/* Quantile of Student's t, and probability of at most t; df INFINITY: normal. */
double dist_t_quantile(double p, double df);
double dist_t_probability(double t, double df);

/* Name of a statistic ("mean", "p50", ...), a static string. */
const char *statistic_name(enum statistic stat);

#endif
