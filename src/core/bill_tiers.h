/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prices that fall with the quantity, on exact quantities. Private to bill_*.c. */
#ifndef VA_CORE_BILL_TIERS_H
#define VA_CORE_BILL_TIERS_H

#include <stdint.h>

#include "base/err.h"
#include "base/money.h"
#include "core/tariff.h"

/* Units used in a month, num / den: not rounded before it is priced. */
struct quantity {
    va_int128 num; /* >= 0 */
    int64_t den;   /* >= 1 */
};

/* Take free units off, down to nothing. */
enum va_code quantity_less(struct quantity *q, int64_t free_units);

/*
 * Price a quantity: each unit at the tier it falls in. tiers are ascending from 0,
 * n_tiers
 * >= 1. The charge is out_num / q->den picodollars. Returns VA_OK, VA_DOMAIN or
 * VA_OVERFLOW.
 */
enum va_code tiers_charge(const struct tariff_tier *tiers, int32_t n_tiers,
                          const struct quantity *q, va_int128 *out_num);

/* The first tier that costs anything; the first of all when none does. Borrowed. */
const struct tariff_tier *tiers_first(const struct tariff_tier *tiers, int32_t n_tiers);

#endif
