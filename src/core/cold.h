/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cold starts of one profile: how long initialisation takes at a size, how much longer
 * the first invocation runs than a warm one, how often they happen; and what that makes
 * of durations and bills when a share of the invocations starts cold.
 */
#ifndef VA_CORE_COLD_H
#define VA_CORE_COLD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "core/bill.h"
#include "core/curve.h"
#include "core/dist.h"
#include "core/tariff.h"
#include "core/workload.h"

/* A share of invocations, exactly: num / den, in lowest terms. {0}: none. */
struct cold_share {
    int32_t num; /* 0 to den; below 0: the share seen in the samples */
    int32_t den; /* at most COLD_SHARE_DEN_MAX */
};

enum { COLD_SHARE_DEN_MAX = 1000000, COLD_NODES = 32 };

/* The share that was seen in each contender's samples. */
#define COLD_SHARE_SEEN                                                                  \
    (struct cold_share)                                                                  \
    {                                                                                    \
        -1, 1                                                                            \
    }

/* The nearest share with a denominator of a million; ratio 0 to 1. */
struct cold_share cold_share_of(double ratio);

/* As a number, 0 to 1; 0 for {0}. */
double cold_share_ratio(struct cold_share s);

/* Initialisation at one measured size; private to cold*.c but for memory_mb and n. */
struct cold_size {
    int32_t memory_mb;
    int64_t n;        /* cold starts whose init was reported */
    double log_mb;    /* log of the size */
    double log_init;  /* log of the median init, ms, by this size's samples alone */
    double var;       /* of log_init, then of deviation */
    double deviation; /* of log init from the line, drawn towards it */
};

/*
 * log(init) = log_a + slope (log(size) - center) + deviation + run, in ms: a line that is
 * all but flat until the sizes say otherwise, each measured size's own deviation as far
 * as its samples carry it, and a normal spread from one cold start to the next.
 */
struct cold {
    int64_t n;                               /* cold invocations */
    int64_t n_known;                         /* invocations known to be cold or warm */
    int64_t n_init;                          /* cold ones whose init was reported */
    struct cold_share seen;                  /* of the invocations that no probe made */
    struct cold_size sizes[CURVE_SIZES_MAX]; /* with an init, ascending */
    int32_t n_sizes;
    double center, log_a, slope;
    double sd_log;                /* between cold starts */
    double var_level, var_slope;  /* of log_a, slope */
    double var_size;              /* of sizes about the line */
    double log_factor, sd_factor; /* duration of a cold start to that of a warm run */
    double nodes[COLD_NODES];     /* init to its median: bins of equal probability */
};

/*
 * Learn from a profile's groups and the curve of its warm runs.
 *
 * out    overwritten; all zero when no invocation is known to be cold
 * p      groups with cold 1 are the cold starts. Where none is marked warm, those not
 *        marked at all count as warm: a source that prints init times prints one for
 *        every cold start.
 * curve  of the same profile: cold runs are compared with it
 */
void cold_fit(struct cold *out, const struct profile *p, const struct curve *curve);

/* What is believed about a cold start at a size. */
struct cold_start {
    bool has_init;   /* false: no init was reported, it counts as 0 */
    double log_init; /* log of the median, ms */
    double sd_init;  /* how uncertain that is */
    double sd_log;   /* between cold starts */
    double log_factor, sd_factor;
    const double *nodes; /* borrowed from the model: COLD_NODES of them */
};

/* Closed form; a model without cold starts has no init and a factor of 1. */
void cold_at(const struct cold *c, int32_t memory_mb, struct cold_start *out);

/* The median init when its uncertainty is t standard errors off, ms; 0 without one. */
double cold_init_ms(const struct cold_start *s, double t);

/* The duration of a cold start to that of a warm run, t standard errors off; >= 1 at 0.
 */
double cold_factor(const struct cold_start *s, double t);

/*
 * What callers wait for: a warm run takes its duration, a cold one init and a longer
 * duration. The statistic of the mixture.
 *
 * share  of cold starts, 0 to 1; 0 is dist_statistic and the like
 * t      how many standard errors off duration and init are, both the same way; 0: as
 *        expected
 *
 * Never falls with the share. A cold wait is taken as lognormal with the mean and the
 * variance of the sum. Source: L. F. Fenton, "The sum of log-normal probability
 * distributions in scatter transmission systems", IRE Trans. Commun. Syst. 8 (1960).
 */
double cold_statistic(const struct dist *warm, const struct cold_start *s, double share,
                      enum statistic stat, double t);

/*
 * The billed time of cold starts: longer durations, with init where the tariff bills it,
 * each rounded by itself. Durations and inits are independent: nodes of the one are dealt
 * out over those of the other.
 *
 * level_ms  of warm durations (dist_level), > 0; a time that no bill takes counts as
 *           BILL_MS_MAX
 * t         as above
 *
 * Returns VA_OK, or VA_DOMAIN as bill_round does. out untouched on error.
 */
struct cold_level {
    int32_t memory_mb;
    double level_ms, t;
};
enum va_code cold_bill_time(const struct tariff *tariff, const struct dist *warm,
                            const struct cold_start *s, struct cold_level at,
                            struct bill_time *out);

/* The billed time of all invocations, exactly: warm and cold ones by their share. */
void cold_bill_mix(const struct bill_time *warm, const struct bill_time *cold,
                   struct cold_share share, struct bill_time *out);

#endif
