/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an API's calls cost. */
#include "core/bill.h"
#include "core/bill_tiers.h"

/* Cheapest and dearest price of a call, picodollars. */
struct span {
    int64_t lowest;
    int64_t highest;
};

static struct span
span_of(const struct api_tariff *t)
{
    const int64_t first = tiers_first(t->tiers, t->n_tiers)->price_pusd;
    struct span s = { first, first };

    for (int32_t i = 0; i < t->n_tiers; i++) {
        const int64_t price = t->tiers[i].price_pusd;

        if (price > s.highest)
            s.highest = price;
        if (price > 0 && price < s.lowest)
            s.lowest = price;
    }
    return s;
}

/* The month's calls by tiers, and one invocation's share. */
static enum va_code
bill_calls_month(const struct api_tariff *t, int32_t calls,
                 const struct bill_volume *volume, struct bill_api *b)
{
    struct quantity q = { (va_int128)volume->per_month * calls, 1 };
    enum va_code code = VA_OK;

    if (volume->free_tier)
        code = quantity_less(&q, t->free_per_month);
    if (!code)
        code = tiers_charge(t->tiers, t->n_tiers, &q, &b->month_pusd);
    if (!code)
        code = money_round(b->month_pusd, volume->per_month, &b->pusd);
    return code;
}

enum va_code
bill_api_calls(const struct api_tariff *t, int32_t calls,
               const struct bill_volume *volume, struct bill_api *out)
{
    struct bill_api b = { .pusd = 0 };
    struct span s = { 0, 0 };
    enum va_code code = VA_OK;

    if (calls < 0 || volume->per_month < 0 || t->n_tiers < 1 ||
        t->n_tiers > TARIFF_TIERS_MAX)
        return VA_DOMAIN;
    s = span_of(t);
    if (__builtin_mul_overflow(s.lowest, (int64_t)calls, &b.lowest_pusd) ||
        __builtin_mul_overflow(s.highest, (int64_t)calls, &b.highest_pusd) ||
        __builtin_mul_overflow(tiers_first(t->tiers, t->n_tiers)->price_pusd,
                               (int64_t)calls, &b.pusd))
        return VA_OVERFLOW;
    if (volume->per_month)
        code = bill_calls_month(t, calls, volume, &b);
    if (!code)
        *out = b;
    return code;
}
