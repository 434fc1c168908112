/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Functions whose duration at every size is known, made from measured curves: what a
 * Power Tuning run would show of them, and what a pick is worth. No clock; the same
 * numbers for the same seed.
 */
#ifndef VA_TESTS_BENCH_TRUTH_H
#define VA_TESTS_BENCH_TRUTH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "core/goal.h"

enum {
    TRUTH_SIZES_MAX = 256,
    TRUTH_WIGGLES_MAX = 64,
    TUNING_SIZES = 7,
    TUNING_RUNS = 10
};

/* Duration by size; log duration by log size in between. */
struct truth {
    int32_t n;
    int32_t from_mb, to_mb;
    double log_mb[TRUTH_SIZES_MAX];
    double log_ms[TRUTH_SIZES_MAX];
    double slope[TRUTH_SIZES_MAX];    /* of log duration */
    double wiggle[TRUTH_WIGGLES_MAX]; /* deviation of log duration, even in log size */
};

/*
 * From a measured curve, smoothed lightly: half of how far a size lies from the line
 * between its neighbours goes. Between sizes a cubic that is monotone where they are:
 * M. Steffen, "A simple method for monotonic interpolation in one dimension", Astronomy
 * and Astrophysics 239 (1990).
 *
 * mb, ms  n sizes, strictly ascending, and their durations, > 0; 2 .. TRUTH_SIZES_MAX
 *
 * Returns VA_OK or VA_DOMAIN.
 */
enum va_code truth_init(struct truth *t, int32_t n, const double *mb, const double *ms);

/*
 * Add an Ornstein-Uhlenbeck deviation over log size.
 *
 * sd      of log duration, 0.03 is 3 %
 * length  log size over which it forgets, > 0
 */
void truth_wiggle(struct truth *t, double sd, double length, uint64_t seed);

/* Duration at a size within from_mb .. to_mb, ms. */
double truth_ms(const struct truth *t, double memory_mb);

/* How measurements scatter about the truth. */
struct tuning_noise {
    double sd_host;    /* of log duration, one draw a size: the host it ran on */
    double sd_run;     /* of log duration, one draw a run */
    double init_ratio; /* the first run at a size is cold: duration x (1 + init_ratio) */
};

/* 2 % between hosts, 8 % between runs, half as long again when cold. */
extern const struct tuning_noise tuning_typical;

/* What AWS Lambda Power Tuning would report. */
struct tuning {
    int32_t n; /* sizes */
    double mb[TUNING_SIZES];
    double ms[TUNING_SIZES];                   /* mean of the middle 60 % of the runs */
    double runs_ms[TUNING_SIZES][TUNING_RUNS]; /* in the order of invocation */
};

/*
 * Run 128, 256, 512, 1024, 1536, 2048 and 3008 MB ten times each. Sizes beyond the
 * truth's range are moved to its end, once.
 *
 * Source of the trimmed mean: utils.computeAverageDuration,
 * https://github.com/alexcasalboni/aws-lambda-power-tuning
 */
void truth_tune(const struct truth *t, const struct tuning_noise *noise, uint64_t seed,
                struct tuning *out);

/*
 * Price of an invocation on AWS Lambda x86: 0.0000166667 USD a GB-second in steps of
 * 1 ms and 0.0000002 USD a request; picodollars, rounded half up.
 * Source: https://aws.amazon.com/lambda/pricing/
 */
int64_t truth_cost_pusd(int32_t memory_mb, double ms);

/* clang-format off */
#define TRUTH_CASES(X) /* name, text */                              \
    X(CHEAPEST,       "cheapest")                                    \
    X(FASTEST,        "fastest")                                     \
    X(BALANCED,       "balanced")                                    \
    X(WITHIN_BUDGET,  "fastest within a budget")                     \
    X(WITHIN_LATENCY, "cheapest within a latency")
/* clang-format on */

enum truth_case {
#define X(name, text) TRUTH_##name,
    TRUTH_CASES(X)
#undef X
        TRUTH_CASE_COUNT
};

/* The goal of a case; budget and latency are the least possible and a quarter. */
void truth_goal(const struct truth *t, enum truth_case which, struct goal *out);

const char *truth_case_text(enum truth_case which);

struct verdict {
    int32_t best_mb;
    double regret_ratio; /* how much worse the objective is than at the best size, >= 0 */
    bool missed;         /* a limit is passed by more than 2 % */
};

/*
 * Judge a pick. Balanced means the least of w cost / most cost + (1 - w) duration / most
 * duration, as AWS Lambda Power Tuning has it. A pick that passes a limit may beat the
 * best one that does not: its regret is 0.
 *
 * Returns VA_OK; VA_DOMAIN for a pick out of range, VA_GOAL when no size meets the goal.
 */
enum va_code truth_judge(const struct truth *t, const struct goal *goal, int32_t pick_mb,
                         struct verdict *out);

#endif
