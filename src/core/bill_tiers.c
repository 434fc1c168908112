/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prices that fall with the quantity, on exact quantities. */
#include "core/bill_tiers.h"

enum va_code
quantity_less(struct quantity *q, int64_t free_units)
{
    va_int128 off = 0;
    const enum va_code code = money_multiply(free_units, q->den, &off);

    if (!code)
        q->num = q->num > off ? q->num - off : 0;
    return code;
}

enum va_code
tiers_charge(const struct tariff_tier *tiers, int32_t n_tiers, const struct quantity *q,
             va_int128 *out_num)
{
    va_int128 sum = 0;

    if (n_tiers < 1 || n_tiers > TARIFF_TIERS_MAX || tiers[0].from != 0)
        return VA_DOMAIN;
    for (int32_t i = 0; i < n_tiers; i++) {
        const va_int128 from = (va_int128)tiers[i].from * q->den;
        va_int128 to = q->num;
        va_int128 part = 0;
        enum va_code code = VA_OK;

        if (i + 1 < n_tiers && (va_int128)tiers[i + 1].from * q->den < to)
            to = (va_int128)tiers[i + 1].from * q->den;
        if (to <= from)
            continue;
        code = money_multiply(to - from, tiers[i].price_pusd, &part);
        if (!code)
            code = money_add(sum, part, &sum);
        if (code)
            return code;
    }
    *out_num = sum;
    return VA_OK;
}

const struct tariff_tier *
tiers_first(const struct tariff_tier *tiers, int32_t n_tiers)
{
    for (int32_t i = 0; i < n_tiers; i++) {
        if (tiers[i].price_pusd > 0)
            return &tiers[i];
    }
    return tiers;
}
