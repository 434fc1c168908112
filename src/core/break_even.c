/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Break-even volumes: probe a grid, bisect where the cheaper side changes. */
#include "core/break_even.h"

enum va_code
break_even_month(const struct break_even_side *s, const struct bill_volume *volume,
                 va_int128 *out)
{
    va_int128 total = 0;
    struct bill_api api = { 0 };
    enum va_code code = VA_OK;

    if (s->tariff)
        code = bill_month(s->tariff, &s->time, volume, &total);
    if (!code && s->api)
        code = bill_api_calls(s->api, s->calls, volume, &api);
    return code ? code : money_add(total, api.month_pusd, out);
}

static enum va_code
a_is_cheaper(const struct break_even_side *a, const struct break_even_side *b,
             const struct bill_volume *volume, bool *out)
{
    va_int128 x = 0;
    va_int128 y = 0;
    enum va_code code = break_even_month(a, volume, &x);

    if (!code)
        code = break_even_month(b, volume, &y);
    *out = x < y;
    return code;
}

/* The first volume in (low, high] at which the answer is no longer what it is at low. */
static enum va_code
bisect(const struct break_even_side *a, const struct break_even_side *b,
       struct bill_volume low, struct bill_volume high, int64_t *out)
{
    bool at_low = false;
    enum va_code code = a_is_cheaper(a, b, &low, &at_low);

    while (!code && high.per_month - low.per_month > 1) {
        struct bill_volume mid = { low.per_month + (high.per_month - low.per_month) / 2,
                                   low.free_tier };
        bool now = false;

        code = a_is_cheaper(a, b, &mid, &now);
        if (now == at_low)
            low = mid;
        else
            high = mid;
    }
    *out = high.per_month;
    return code;
}

static void
put(struct break_even *out, int64_t from, bool a_cheaper)
{
    if (out->n < BREAK_EVEN_MAX)
        out->ranges[out->n++] = (struct break_even_range){ from, a_cheaper };
}

enum va_code
break_even_find(const struct break_even_side *a, const struct break_even_side *b,
                bool free_tier, struct break_even *out)
{
    static const int steps[] = { 2, 5, 10 };
    struct bill_volume last = { 1, free_tier };
    bool cheaper = false;
    enum va_code code = a_is_cheaper(a, b, &last, &cheaper);

    out->n = 0;
    if (!code)
        put(out, 1, cheaper);
    for (int64_t decade = 1; !code && decade < BREAK_EVEN_VOLUME_MAX; decade *= 10) {
        for (int i = 0; i < 3 && !code; i++) {
            struct bill_volume next = { decade * steps[i], free_tier };
            bool now = false;
            int64_t from = 0;

            code = a_is_cheaper(a, b, &next, &now);
            if (!code && now != cheaper) {
                code = bisect(a, b, last, next, &from);
                put(out, from, now);
            }
            cheaper = now;
            last = next;
        }
    }
    return code;
}
