/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Advice: an exact search over every size sold by every contender. A goal is met on
 * expectation (the pick) or with the confidence asked (the safe pick).
 */
#ifndef VA_CORE_ADVISE_H
#define VA_CORE_ADVISE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "core/contender.h"
#include "core/goal.h"

#define COST_UNKNOWN INT64_C(-1)

enum { ADVICE_NOTES_MAX = 32, ADVICE_CONTENDERS_MAX = 64 };

/* Why a contender, or a size, cannot be picked. */
/* clang-format off */
#define ADVICE_REASONS(X) /* name, text in JSON */                                     \
    X(NONE,            "")                                                             \
    X(OVER_BUDGET,     "over-budget")                                                  \
    X(TOO_SLOW,        "too-slow")                                                     \
    X(NO_PRICE,        "no-price")              /* no price table */                   \
    X(NO_DURATION,     "duration-not-published")                                       \
    X(NO_CURVE,        "too-few-sizes")                                                \
    X(NO_SIZE,         "no-size")               /* none left after failures, ranges */ \
    X(LOW_RECALL,      "recall-too-low")                                               \
    X(FAILED,          "size-failed")                                                  \
    X(BELOW_MEMORY,    "below-memory-used")                                            \
    X(OUTSIDE,         "outside-measured-range")                                       \
    X(NOT_SOLD,        "size-not-sold")                                                \
    X(TIMEOUT,         "past-timeout")                                                 \
    X(DEARER,          "dearer")                                                       \
    X(SLOWER,          "slower")                                                       \
    X(NOT_SURE,        "not-sure-enough")                                              \
    X(NO_SPREAD,       "spread-not-known")                                             \
    X(NO_GOAL,         "no-goal")
/* clang-format on */

enum advice_reason {
#define X(name, text) ADVICE_##name,
    ADVICE_REASONS(X)
#undef X
        ADVICE_REASON_COUNT
};
const char *advice_reason_name(enum advice_reason r);

/* What cold starts are to a configuration. */
struct cold_part {
    double share;      /* of the invocations, counted in duration and cost; 0: none */
    double share_seen; /* in the samples; NAN: none was cold */
    double init_ms;    /* median init; NAN: none was reported */
    double init_low_ms, init_high_ms; /* its 90 % interval */
    double extra_ms;    /* mean wait beyond that for a warm run; NAN: share 0 */
    int64_t extra_pusd; /* part of the cost; COST_UNKNOWN without a price, or share 0 */
    int64_t n;          /* cold starts measured, all sizes together */
};

/* A contender at a size. */
struct configuration {
    int32_t contender; /* index */
    int32_t memory_mb; /* 0: the duration is not known, only the API's cost */
    bool measured;
    int64_t n;
    double duration_ms;                       /* the statistic asked for; NAN not known */
    double duration_low_ms, duration_high_ms; /* 90 % interval; NAN when not known */
    double p50_ms, p95_ms;                    /* p95 NAN when the spread is not known */
    double billed_ms;                         /* expected; NAN without a price */
    int64_t cost_pusd;                        /* expected, API included; COST_UNKNOWN */
    int64_t cost_low_pusd, cost_high_pusd;    /* 90 % interval; COST_UNKNOWN */
    int64_t api_cost_pusd;                    /* part of the cost; 0 without an API */
    va_int128 month_pusd;                     /* at the volume given; -1 otherwise */
    double probability;                       /* that it meets the goal; NAN not known */
    struct cold_part cold;
    enum advice_reason reason; /* why it is no pick; NONE: it meets the goal */
};

/* What to know beside the numbers. `memory_mb`, `cost_pusd`, `value` as the code says. */
/* clang-format off */
#define ADVICE_NOTES(X) /* name, code in JSON */                                       \
    X(STATISTIC,          "statistic-unknown")  /* of a curve that was published */    \
    X(SMOOTH_OVER_BUDGET, "smooth-curve-over-budget") /* the smooth curve's size */    \
    X(NEXT_SIZE,          "next-size")          /* why not: reason, cost, ms */        \
    X(FAILED_SIZES,       "failed-sizes")       /* memory_mb: largest; value: count */ \
    X(MEMORY_FLOOR,       "memory-floor")       /* memory_mb: most memory used */      \
    X(EXTRAPOLATED,       "extrapolated")       /* outside the measured range */       \
    X(FLAT,               "flat")               /* memory does not help */             \
    X(CPU_BOUND,          "cpu-bound")          /* value: exponent */                  \
    X(KNEE,               "knee")               /* memory_mb: no gain past it */       \
    X(FLOOR,              "floor")              /* value: ms that no memory speeds up */ \
    X(WEAK_FIT,           "weak-fit")           /* value: r2 */                        \
    X(FEW_SIZES,          "few-sizes")          /* value: number of sizes */           \
    X(COLD_STARTS,        "cold-starts")        /* value: share; ms, p$: added */    \
    X(COLD_UNKNOWN,       "cold-unknown")       /* a share is asked, none measured */  \
    X(COLD_LEFT_OUT,      "cold-left-out")      /* value: cold starts */               \
    X(COLD_ONLY,          "cold-only")          /* some sizes have cold starts alone */ \
    X(EMULATED,           "emulated")           /* measured under emulation */         \
    X(UNPRICED,           "unpriced")           /* a contender has no price */         \
    X(UNVERIFIED_PRICE,   "unverified-price")                                          \
    X(OVERLAY_PRICE,      "overlay-price")                                             \
    X(WHAT_IF_PRICE,      "what-if-price")      /* changed, and not saved */           \
    X(API_DURATION,       "api-duration-unknown")                                      \
    X(AT_RANGE_END,       "at-range-end")       /* the pick is an end of it */         \
    X(EDGE,               "edge-of-goal")       /* value: its probability */           \
    X(STAIRCASE,          "staircase")          /* value: its relative spread */     \
    X(CPU_TYPES,          "cpu-types")          /* value: slowest over fastest */      \
    X(TWO_HUMPS,          "two-humps")          /* value: slower over faster */        \
    X(DRIFT,              "drift")              /* value: last over first, minus 1 */  \
    X(OUTLIER,            "outlier-size")       /* memory_mb counts little */          \
    X(TIMEOUTS,           "timeouts")           /* memory_mb: largest; value: count */ \
    X(POWER_LAW,          "power-law")          /* its pick; cost, ms, reason */
/* clang-format on */

enum advice_note {
#define X(name, text) NOTE_##name,
    ADVICE_NOTES(X)
#undef X
        ADVICE_NOTE_COUNT
};
const char *advice_note_name(enum advice_note n);

struct note {
    enum advice_note code;
    int32_t contender;  /* index; -1: the whole answer */
    int32_t memory_mb;  /* 0 none */
    int64_t cost_pusd;  /* COST_UNKNOWN none */
    double duration_ms; /* NAN none */
    double value;       /* NAN none */
    double cost_share;  /* part of the pick's cost; NAN none */
    enum advice_reason reason;
};

struct advise_request {
    struct goal goal;
    struct bill_volume volume;
    const int32_t *only_mb; /* sizes allowed, ascending; NULL: every size sold */
    int32_t n_only;
    bool within_measured;   /* pick only sizes that were measured */
    bool extrapolate;       /* sizes outside the measured range too */
    int32_t now_mb;         /* deployed today; 0 not known */
    struct cold_share cold; /* invocations that start cold; {0}: leave them out */
    bool by_power_law;      /* as if no more than each curve's power law were known */
};

struct advice {
    bool feasible;
    bool has_safe, has_now;
    struct configuration pick; /* when feasible */
    struct configuration safe;
    enum advice_reason safe_missing; /* why there is no safe pick */
    struct configuration now;        /* the deployed size, on the pick's contender */
    /* When not feasible: the nearest by each goal given. memory_mb 0: there is none. */
    struct configuration under_budget; /* the fastest within the budget alone, else the
                                          cheapest there is */
    struct configuration in_time;      /* the cheapest within the latency alone, else the
                                          fastest there is */
    struct configuration ranking[ADVICE_CONTENDERS_MAX]; /* best of each, best first */
    int32_t n_ranking;
    int64_t usable, in_goal, pareto; /* configurations */
    struct note notes[ADVICE_NOTES_MAX];
    int32_t n_notes;
};

/*
 * Search.
 *
 * contenders  n of them, 1 to ADVICE_CONTENDERS_MAX
 * out         filled in every case but an error
 *
 * Returns VA_OK (feasible or not); VA_DATA when no contender can be judged at all (the
 * ranking then says why, each); VA_DOMAIN for a request out of range; VA_NOMEM;
 * VA_OVERFLOW.
 */
enum va_code advise(const struct contender *const *contenders, int32_t n,
                    const struct advise_request *request, struct advice *out);

/*
 * The pick alone, the same that advise finds, looking at few of the sizes: for callers
 * with thousands of workloads. *out_memory_mb: 0 when no size of any contender meets the
 * goal. Returns as advise does, but for VA_DATA.
 */
enum va_code advise_pick(const struct contender *const *contenders, int32_t n,
                         const struct advise_request *request, int32_t *out_contender,
                         int32_t *out_memory_mb);

/*
 * One contender at one size, with probability and intervals, whether it may be picked or
 * not (`reason` says). VA_DATA when neither its duration nor an API's cost is known.
 */
enum va_code advise_evaluate(const struct contender *c,
                             const struct advise_request *request, int32_t memory_mb,
                             struct configuration *out);

/* What a contender costs and takes at a size, and no more: for tables of every size.
 * Codes as curve_predict, and as bills say. */
struct advise_figures {
    int64_t cost_pusd;         /* as in a configuration; COST_UNKNOWN */
    double duration_ms;        /* the statistic asked for */
    enum advice_reason reason; /* why it may not be picked, whatever the goal; NONE */
};
enum va_code advise_figures(const struct contender *c,
                            const struct advise_request *request, int32_t memory_mb,
                            struct advise_figures *out);

/*
 * Which of the sizes no size that may be picked beats in both cost and duration.
 *
 * sizes_mb  n of them; each judged against every size advice may look at
 * out       n answers
 */
enum va_code advise_pareto(const struct contender *c,
                           const struct advise_request *request, const int32_t *sizes_mb,
                           int32_t n, bool *out);

/* The share of cold starts that the request counts for a contender; {0, 1}: none. */
struct cold_share advise_cold_share(const struct contender *c,
                                    const struct advise_request *request);

/* The billed time of a contender with a tariff at a size, cold starts counted. Codes as
 * advise_evaluate. */
enum va_code advise_bill_time(const struct contender *c,
                              const struct advise_request *request, int32_t memory_mb,
                              struct bill_time *out);

/* The goal's statistic at a size with its 90 % interval (NAN when the spread is not
 * known), cold starts counted. Codes as curve_predict. */
struct advise_interval {
    double ms, low_ms, high_ms;
};
enum va_code advise_duration(const struct contender *c,
                             const struct advise_request *request, int32_t memory_mb,
                             struct advise_interval *out);

/* The next size advice may look at, after after_mb; 0 when there is none. Sizes come from
 * the tariff, or, without a price, every MB of the allowed range. */
int32_t advise_next_size(const struct contender *c, const struct advise_request *request,
                         int32_t after_mb);

#endif
