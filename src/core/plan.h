/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What to measure next, and what that is worth: the knowledge gradient. For each size and
 * number of runs, how much better the pick is expected to be after seeing them, against
 * what they cost.
 * Source: Frazier, Powell, Dayanik, "The knowledge-gradient policy for correlated normal
 * beliefs", INFORMS Journal on Computing 21(4), 2009.
 */
#ifndef VA_CORE_PLAN_H
#define VA_CORE_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "core/advise.h"

/* Stop when the pick is expected to be this much worse than the best there is. */
#define PLAN_TARGET_REGRET 0.015

enum { PLAN_STEPS_MAX = 64, PLAN_RUNS_DEFAULT = 10 };

/* Why nothing more is measured. */
/* clang-format off */
#define PLAN_STOPS(X) /* name, code in JSON */                                          \
    X(NOT,        "")                                                                   \
    X(SURE,       "sure-enough")     /* the expected regret is under the target */      \
    X(NOT_WORTH,  "not-worth-it")    /* it gains less than it costs: at the volume, \
                                        or soon enough without one */              \
    X(CAP,        "cap-reached")     /* the worst case of the next run does not fit */  \
    X(NO_SIZE,    "no-size-left")
/* clang-format on */
enum plan_stop {
#define X(name, code) PLAN_##name,
    PLAN_STOPS(X)
#undef X
        PLAN_STOP_COUNT
};
const char *plan_stop_name(enum plan_stop s);

struct plan_options {
    struct advise_request request; /* goal, volume, cold starts; only_mb: sizes allowed */
    int64_t timeout_ms;      /* of one invocation: what the worst case is made of, > 0 */
    int64_t money_left_pusd; /* of the cap, not spent and not reserved; < 0: no cap */
    double target_regret;    /* 0: PLAN_TARGET_REGRET */
    int32_t runs_max;        /* of one size; 0: PLAN_RUNS_DEFAULT */
    int32_t months; /* how long the saving lasts, for what a probe is worth; 0: 1 */
    bool unpaid;    /* runs cost nothing (this machine): no cap, and no price is needed */
    bool cold;      /* every run starts cold, not just the first at a size */
    bool warm_up;   /* one run more comes first at a size, and is not counted */
    const int32_t *skip_mb; /* sizes not to measure (again); n_skip of them */
    int32_t n_skip;
};

/* The next measurement. */
struct plan_step {
    enum plan_stop stop; /* not PLAN_NOT: nothing is to be measured */
    int32_t memory_mb;
    int32_t runs;          /* without one that only warms up */
    double duration_ms;    /* expected of one run; NAN: nothing is known yet */
    int64_t expected_pusd; /* of all its runs, cold start included; COST_UNKNOWN: nothing
                              is known yet */
    int64_t worst_pusd;    /* of all its runs: timeout times price */
    int64_t pick_pusd;     /* expected price of an invocation of the pick as things are;
                              COST_UNKNOWN: no pick, or no price */
    double regret_before; /* expected, of the pick as things are; a ratio; NAN: no pick */
    double regret_after;  /* expected, with these runs */
    int64_t gain_pusd;    /* expected, an invocation */
    va_int128 gain_month_pusd; /* at the volume; 0 without one */
};

/*
 * The next step for one contender, which may have no measurements at all yet (then a size
 * is chosen from what functions are like).
 * Returns VA_OK; VA_DOMAIN for options out of range; VA_DATA without a tariff when the
 * goal needs one; VA_NOMEM; VA_OVERFLOW. Deterministic.
 */
enum va_code plan_next(const struct contender *c, const struct plan_options *o,
                       struct plan_step *out);

/*
 * The same for a step that is given, in place of the best one: what it costs and brings.
 * Only the cap stops it. VA_DOMAIN for a size that is not sold, else as above.
 */
enum va_code plan_given(const struct contender *c, const struct plan_options *o,
                        int32_t memory_mb, int32_t runs, struct plan_step *out);

/* Most that one invocation can cost at a size: init and timeout at the full price, the
 * fee, every API call at the dearest tier. VA_DATA without a tariff. */
enum va_code plan_worst(const struct contender *c, int32_t memory_mb, int64_t timeout_ms,
                        int64_t *out_pusd);

#endif
