/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A question as the user put it: the workload, the goal, and what may be considered. */
#ifndef VA_APP_QUESTION_H
#define VA_APP_QUESTION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "core/cold.h"
#include "core/goal.h"

enum { QUESTION_NAMES_MAX = 16, QUESTION_SIZES_MAX = 1024 };

/* Names given by repeated or comma-separated options; n == 0: all. Borrowed. */
struct name_list {
    const char *names[QUESTION_NAMES_MAX];
    int32_t n;
};

/* What a list goes by; the most first, names in order, what is not known last. */
/* clang-format off */
#define LIST_SORTS(X) /* name, word */                                                 \
    X(NAME,    "name")                                                                 \
    X(SAVING,  "saving")  /* what the pick saves a month, else an invocation */        \
    X(COST,    "cost")    /* what is deployed costs a month, else an invocation */     \
    X(WORTH,   "worth")   /* what a probe could find a month, else an invocation */    \
    X(SURE,    "sure")    /* the probability that the saving is real */                \
    X(SAMPLES, "samples")
/* clang-format on */

enum list_sort {
#define X(name, word) LIST_BY_##name,
    LIST_SORTS(X)
#undef X
        LIST_SORT_COUNT
};

/* "name", "saving", ...; a static string. */
const char *list_sort_name(enum list_sort s);

/* What a comparison sets side by side. */
/* clang-format off */
#define COMPARE_BYS(X) /* name, word */                                                \
    X(PLATFORM,     "platform")     /* implementations and platforms */                \
    X(REGION,       "region")       /* the same in every region that is sold */        \
    X(ARCHITECTURE, "architecture") /* x86 and arm */                                  \
    X(ERA,          "era")          /* by every dated price table */
/* clang-format on */

enum compare_by {
#define X(name, word) COMPARE_BY_##name,
    COMPARE_BYS(X)
#undef X
        COMPARE_BY_COUNT
};

/* "platform", "region", ...; a static string. */
const char *compare_by_name(enum compare_by by);

struct question {
    const char *workload;
    struct goal goal;
    bool objective_given;
    struct name_list platforms, implementations;
    const char *region;       /* NULL: each table's default, or the profile's own */
    const char *arch;         /* "x86", "arm" or NULL: keeps platforms of that one */
    const char *price_as;     /* price profiles without a price as this platform */
    const char *pricing;      /* name of a price table, or NULL */
    int32_t as_of_days;       /* prices of that day */
    int32_t billing_step_ms;  /* what-if: 1 or 100; 0 the table's own */
    int64_t volume_per_month; /* 0 not given */
    bool free_tier;
    struct cold_share cold; /* invocations that start cold; COLD_SHARE_SEEN */
    bool cold_given;        /* by the user, so it holds for tables of measurements too */
    bool within_measured, extrapolate;
    bool with_samples;                    /* list: bundled workloads beside own ones */
    enum list_sort sort;                  /* list: its order */
    enum compare_by by;                   /* compare: side by side */
    int32_t limit;                        /* list: so many rows at most; 0: all */
    int32_t now_mb;                       /* 0: as stored with the workload */
    int32_t sizes_mb[QUESTION_SIZES_MAX]; /* -m, ascending, distinct */
    int32_t n_sizes;
};

/* Everything open, prices of as_of_days. */
void question_init(struct question *q, int32_t as_of_days);

/*
 * A budget as text: "0.002", "$0.002", "2000/1M" (per million invocations), "500/month"
 * (needs volume_per_month). The amount for one invocation, rounded down so that the limit
 * is never passed. VA_USAGE with what is wrong.
 */
enum va_code question_parse_budget(const char *text, int64_t volume_per_month,
                                   int64_t *out_pusd, struct va_err *err);

/* Does the word take a setting back? "none", "off". */
bool question_is_none(const char *text);

/* The name, or NULL where the word takes it back. Borrowed. */
const char *question_name(const char *text);

/* "0.9" or "90%": a share from 0 to 1. what: the option's name. VA_USAGE. */
enum va_code question_parse_share(const char *what, const char *text, double *out,
                                  struct va_err *err);

/* A share, or none. VA_USAGE. */
enum va_code question_parse_min_recall(const char *text, struct question *q,
                                       struct va_err *err);

/* "95", "95%" or "0.95", from 50 to 99.9 percent. VA_USAGE. */
enum va_code question_parse_confidence(const char *text, struct question *q,
                                       struct va_err *err);

/* "2019-02-01" or "today". VA_USAGE. */
enum va_code question_parse_as_of(const char *text, int32_t today_days,
                                  struct question *q, struct va_err *err);

/* "1ms", "100ms", or none. VA_USAGE. */
enum va_code question_parse_billing(const char *text, struct question *q,
                                    struct va_err *err);

/* "250000", "250000/month", "2.5M/month", "10k/day", "3/s": invocations a month (of
 * 30 days). VA_USAGE. */
enum va_code question_parse_volume(const char *text, int64_t *out_per_month,
                                   struct va_err *err);

/* "512,1024,1536" and ranges "128-3008:64": sizes in MB. VA_USAGE. */
enum va_code question_parse_sizes(const char *text, struct question *q,
                                  struct va_err *err);

/* "cheapest", "fastest", "balanced", "balanced:0.7". VA_USAGE. */
enum va_code question_parse_objective(const char *text, struct question *q,
                                      struct va_err *err);

#endif
