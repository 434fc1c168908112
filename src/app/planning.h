/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Planning a probe run over the store: the measurements there are, the tariff, the goal
 * of the run's settings. Used by `vadvise plan`, by the confirmation of a run, and by the
 * runner after every result.
 */
#ifndef VA_APP_PLANNING_H
#define VA_APP_PLANNING_H

#include "app/session.h"
#include "core/plan.h"
#include "io/probe_settings.h"

struct planning; /* a tariff and the latest measurements of one profile */

/*
 * Resolve the tariff (of the platform, or of what a local run emulates; a local run
 * itself costs nothing) and the API's prices where the implementation calls one.
 * settings is borrowed. VA_DATA for a platform without a price where money is spent.
 */
enum va_code planning_open(struct session *s, const struct probe_settings *settings,
                           struct planning **out, struct va_err *err);
void planning_close(struct planning *p); /* NULL allowed */

/* Read the measurements again, as they are stored now. */
enum va_code planning_refresh(struct planning *p, struct va_err *err);

/* What the provider said: the largest size there is, sizes that exist, the size deployed
 * now. Steps keep to it. Nothing said: as the platform sells. The region, unless the
 * settings name one, is whose prices and measurements count; without prices for it there
 * are none at all, as the code says, and planning_refresh in words. */
enum va_code planning_set_facts(struct planning *p, const struct probe_facts *facts);

/* The contender that is planned for, as it was last read. Borrowed, until the next call.
 */
const struct contender *planning_contender(const struct planning *p);

/* Is anything paid at all? False for this machine. */
bool planning_is_paid(const struct planning *p);

struct planning_done {
    int32_t memory_mb[PROBE_SIZES_MAX];
    int32_t runs[PROBE_SIZES_MAX];
    int32_t n;
};
struct planning_limit {
    int64_t timeout_ms;      /* of one invocation; 0: the longest the platform allows */
    int64_t money_left_pusd; /* of the cap, not spent and not reserved; < 0: no cap */
};

/* The next step, adaptive or fixed, after so many runs done at each size in this run. */
enum va_code planning_next(struct planning *p, const struct planning_done *done,
                           const struct planning_limit *limit, struct plan_step *out,
                           struct va_err *err);

/* All steps that are expected, for showing: results are taken to come as predicted.
 * *out_n is 1 to PLAN_STEPS_MAX; the last one says why it stops. */
enum va_code planning_ahead(struct planning *p, const struct planning_limit *limit,
                            struct plan_step out[PLAN_STEPS_MAX], int32_t *out_n,
                            struct va_err *err);

/* The timeout that worst cases are made of, for one that was asked for; 0: the longest
 * the platform allows. */
int64_t planning_timeout(const struct planning *p, int64_t timeout_ms);

/* Most that one invocation can cost; 0 where nothing is paid. */
enum va_code planning_worst(struct planning *p, int32_t memory_mb, int64_t timeout_ms,
                            int64_t *out_pusd, struct va_err *err);

/* What an invocation did cost: billed_ms as reported, else by the tariff's rounding of
 * duration and init; fee and API calls. 0 where nothing is paid. */
enum va_code planning_cost(struct planning *p, const struct sample *sample,
                           int64_t *out_pusd, struct va_err *err);

#endif
