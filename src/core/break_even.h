/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From which monthly volume on one way to run a workload is cheaper than another. */
#ifndef VA_CORE_BREAK_EVEN_H
#define VA_CORE_BREAK_EVEN_H

#include <stdbool.h>
#include <stdint.h>

#include "core/bill.h"

enum { BREAK_EVEN_MAX = 8 };

#define BREAK_EVEN_VOLUME_MAX INT64_C(1000000000000)

/* One way to run it: compute at a size, API calls, or both. */
struct break_even_side {
    const struct tariff *tariff; /* NULL: compute is not known or free */
    struct bill_time time;
    const struct api_tariff *api; /* NULL: no API */
    int32_t calls;
};

/* From `from_per_month` on (until the next entry) a is cheaper, or it is not. */
struct break_even_range {
    int64_t from_per_month;
    bool a_cheaper;
};

struct break_even {
    struct break_even_range ranges[BREAK_EVEN_MAX]; /* the first from 1 */
    int32_t n;
};

/* The month's bill of a side for volume->per_month invocations, >= 1. Codes as bill_month
 * and bill_api_calls. */
enum va_code break_even_month(const struct break_even_side *side,
                              const struct bill_volume *volume, va_int128 *out_pusd);

/*
 * Compare monthly bills from 1 to BREAK_EVEN_VOLUME_MAX invocations. Each change is exact
 * to one invocation; changes closer together than the probing grid (1, 2, 5, 10, ...)
 * that cancel out are not seen.
 */
enum va_code break_even_find(const struct break_even_side *a,
                             const struct break_even_side *b, bool free_tier,
                             struct break_even *out);

#endif
