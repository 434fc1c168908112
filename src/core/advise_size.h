/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to advise*.c: sizes and costs of one contender. */
#ifndef VA_CORE_ADVISE_SIZE_H
#define VA_CORE_ADVISE_SIZE_H

#include "core/advise.h"

/* Why a size may not be picked whatever the goal: not sold, failed, below the memory
 * used, outside the measured range; ADVICE_NONE when it may. */
enum advice_reason advise_size_reason(const struct contender *c,
                                      const struct advise_request *request,
                                      int32_t memory_mb);

/* A contender at a size, with what is believed about its duration there. */
struct advise_point {
    const struct contender *contender;
    const struct advise_request *request;
    int32_t memory_mb;
    struct dist dist;        /* of warm invocations */
    struct cold_share share; /* that start cold; num 0: none */
    struct cold_start start; /* when some do */
};

/* Predict. VA_OK, or as curve_predict says. */
enum va_code advise_point_init(struct advise_point *p, const struct contender *c,
                               const struct advise_request *request, int32_t memory_mb);

/* Is the expected duration one that the platform lets an invocation take? Without a
 * tariff, or where it states no limit, BILL_MS_MAX is the limit. */
bool advise_point_in_time(const struct advise_point *p);

/* Statistics of what callers wait for, cold starts counted: as dist_statistic,
 * dist_statistic_at, dist_statistic_quantile and dist_probability, and these without cold
 * starts. */
double advise_point_statistic(const struct advise_point *p, enum statistic stat);
double advise_point_at(const struct advise_point *p, enum statistic stat, double t);
double advise_point_quantile(const struct advise_point *p, enum statistic stat,
                             double prob);
double advise_point_probability(const struct advise_point *p, enum statistic stat,
                                double limit_ms);

/* Billed time of an invocation when the level of warm durations is level_ms, and init as
 * far from what is expected as that. For a contender with a tariff. */
enum va_code advise_point_time(const struct advise_point *p, double level_ms,
                               struct bill_time *out);

/* What cold starts are to the configuration that costs cost_pusd (COST_UNKNOWN: no
 * price); out is left as it is when none was measured. */
enum va_code advise_point_cold(const struct advise_point *p, int64_t cost_pusd,
                               struct cold_part *out);

/*
 * Expected cost of an invocation when the level of duration is level_ms: compute, request
 * fee and API calls; COST_UNKNOWN without a price. billed_ms may be NULL. A level that is
 * no longer a duration (an unlucky end of a vague curve) is billed at BILL_MS_MAX.
 */
enum va_code advise_cost(const struct advise_point *p, double level_ms, int64_t *out_pusd,
                         double *out_billed_ms);

/* The month's bill at the expected level, for a point that has a price; untouched without
 * a volume. */
enum va_code advise_month(const struct advise_point *p, va_int128 *out_pusd);

/* Does the goal hold for these values? ADVICE_NONE, or the first reason why not. */
enum advice_reason advise_goal_reason(const struct contender *c, const struct goal *g,
                                      int64_t cost_pusd, double duration_ms);

/* A configuration that says nothing but why. */
struct configuration advise_nothing(int32_t contender, enum advice_reason reason);

/*
 * What the power law alone would pick under the same goal.
 *
 * out         the contender's own curve at that size; set when there is a reason
 * out_reason  why it is worse than `pick`; ADVICE_NONE when it is as good, or when there
 *             is no power law to ask
 *
 * Returns VA_OK, VA_NOMEM, or as advise_pick and advise_evaluate do.
 */
enum va_code advise_judge_power_law(const struct contender *c,
                                    const struct advise_request *request,
                                    const struct configuration *pick,
                                    struct configuration *out,
                                    enum advice_reason *out_reason);

/* Notes on the answer (advise_notes.c). */
enum va_code advise_add_notes(const struct contender *const *contenders, int32_t n,
                              const struct advise_request *request, struct advice *out);

#endif
