/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Exact bills. Every amount is a sum of fractions over one denominator, rounded half up
 * once at the end.
 */
#ifndef VA_CORE_BILL_H
#define VA_CORE_BILL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/money.h"
#include "core/dist.h"
#include "core/tariff.h"

/* Longest billed time accepted, ms: 30 days. */
#define BILL_MS_MAX (INT64_C(30) * 86400 * 1000)

/* Billed time of one or more equally likely invocations at one size. */
struct bill_time {
    int32_t memory_mb;
    int64_t sum_billed_ms; /* over the n outcomes, each already rounded to the step */
    int32_t n;             /* outcomes, >= 1 */
};

/* How much is used, and whose money: what turns a price list into a bill. */
struct bill_volume {
    int64_t per_month; /* invocations; 0: not given: first tier that costs anything,
                          nothing free */
    bool free_tier;    /* take the provider's monthly free allowance off */
};

/*
 * What the provider bills for one invocation: duration plus init where init is billed,
 * rounded up to the step, at least the least time. ceil(10 t) steps of 100 ms, t in s.
 *
 * duration_ns > 0, init_ns >= 0 (0: warm). Result in ms, a multiple of the step.
 * Returns VA_OK; VA_DOMAIN for a time out of range or past BILL_MS_MAX.
 */
enum va_code bill_round(const struct tariff *t, int64_t duration_ns, int64_t init_ns,
                        int64_t *out_billed_ms);

/* Sum of what bill_round makes of n times, ns: init is in them already. Codes as there.
 */
enum va_code bill_sum(const struct tariff *t, const int64_t *ns, int32_t n,
                      int64_t *out_billed_ms);

/*
 * The billed time of a distribution: each node's duration rounded by itself (the mean of
 * ceil, not ceil of the mean). A duration is taken to the nearest nanosecond first, so
 * that 100 ms computed as 100.00000000000001 is one step of 100 ms.
 *
 * level_ms  scale the nodes multiply (dist_level), > 0
 *
 * Returns VA_OK; VA_DOMAIN for a duration that is not a number, <= 0 or past
 * BILL_MS_MAX. out untouched on error.
 */
enum va_code bill_time_of(const struct tariff *t, int32_t memory_mb, const struct dist *d,
                          double level_ms, struct bill_time *out);

/*
 * Expected charge of one invocation: compute and request fee, no API calls. At a volume,
 * the month's charge by tiers (and without the free allowance) over the invocations,
 * rounded once. The free allowance comes off first; tiers count what is left.
 * Returns VA_OK; VA_DOMAIN when the size is not sold, its CPU is priced but not stated,
 * or an argument is out of range; VA_OVERFLOW. out untouched on error.
 */
enum va_code bill_invocation(const struct tariff *t, const struct bill_time *time,
                             const struct bill_volume *volume, int64_t *out_pusd);

/*
 * Where only memory x time is charged, at one price: an invocation's charge as a straight
 * line, for estimates. It is within one picodollar of bill_invocation, to rounding.
 */
struct bill_line {
    double base_pusd;      /* the request */
    double pusd_per_mb_ms; /* of configured memory and billed time */
    double most_mb_ms;     /* the line ends here: the month reaches another tier */
};

/* False when the tariff charges for anything else, or a free allowance comes off. */
bool bill_line_of(const struct tariff *t, const struct bill_volume *volume,
                  struct bill_line *out);

/* The month's charge for volume->per_month invocations, >= 1; codes as above. */
enum va_code bill_month(const struct tariff *t, const struct bill_time *time,
                        const struct bill_volume *volume, va_int128 *out_pusd);

/*
 * Cost of an API's calls for one invocation that makes `calls` (>= 0) of them. A tier at
 * no charge counts for the month and the amortised cost alone: it is an allowance, and
 * says nothing about what a call costs.
 */
struct bill_api {
    int64_t pusd;         /* amortised at the volume (none: first tier that costs) */
    int64_t lowest_pusd;  /* all calls at the cheapest tier that costs anything */
    int64_t highest_pusd; /* all calls at the dearest tier */
    va_int128 month_pusd; /* total of the month; 0 without a volume */
};

/* Returns VA_OK; VA_DOMAIN for an argument out of range; VA_OVERFLOW. out untouched on
 * error. */
enum va_code bill_api_calls(const struct api_tariff *t, int32_t calls,
                            const struct bill_volume *volume, struct bill_api *out);

#endif
