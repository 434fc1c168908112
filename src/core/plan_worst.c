/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The most that one invocation can cost. */
#include "core/plan.h"

#include <string.h>

/* Init may take so long before it counts as part of the invocation, whose timeout then
 * bounds it. Source: AWS Lambda developer guide, "Lambda execution environment": the init
 * phase is limited to 10 seconds. */
static const int64_t init_most_ms = 10000;

/* All at the dearest tier, nothing free. */
static void
dearest(struct tariff_rate *rate)
{
    int64_t most = rate->tiers[0].price_pusd;

    for (int32_t i = 1; i < rate->n_tiers; i++)
        if (rate->tiers[i].price_pusd > most)
            most = rate->tiers[i].price_pusd;
    rate->tiers[0] = (struct tariff_tier){ 0, most };
    rate->n_tiers = 1;
    rate->free_per_month = 0;
}

enum va_code
plan_worst(const struct contender *c, int32_t memory_mb, int64_t timeout_ms,
           int64_t *out_pusd)
{
    static const int64_t ns_per_ms = 1000000;
    const struct bill_volume none = { 0, false };
    struct bill_time time = { .memory_mb = memory_mb, .n = 1 };
    struct tariff t;
    int64_t pusd = 0;
    enum va_code code = VA_OK;

    if (!c->has_tariff || (c->implementation->api[0] && !c->has_api))
        return VA_DATA;
    if (timeout_ms < 1 || timeout_ms > BILL_MS_MAX - init_most_ms)
        return VA_DOMAIN;
    t = c->tariff;
    for (int32_t i = 0; i < t.n_rates; i++)
        dearest(&t.rates[i]);
    code = bill_round(&t, timeout_ms * ns_per_ms, init_most_ms * ns_per_ms,
                      &time.sum_billed_ms);
    if (!code)
        code = bill_invocation(&t, &time, &none, &pusd);
    if (!code && c->has_api && __builtin_add_overflow(pusd, c->api.highest_pusd, &pusd))
        code = VA_OVERFLOW;
    if (!code)
        *out_pusd = pusd;
    return code;
}
