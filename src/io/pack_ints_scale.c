/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Decimal scaling. Divisors are constants, so that the compiler turns each division into
 * a multiplication.
 */
#include "io/pack_ints_form.h"

#include <string.h>

/* clang-format off */
#define POWERS(X) /* scale, ten to that power */ \
    X(1, 10)                \
    X(2, 100)               \
    X(3, 1000)              \
    X(4, 10000)             \
    X(5, 100000)            \
    X(6, 1000000)           \
    X(7, 10000000)          \
    X(8, 100000000)         \
    X(9, 1000000000)
/* clang-format on */

/* multiples_K: the first index from `at` on whose value is no multiple of 10^K, or n. */
#define DEFINE(scale, power)                                                             \
    static size_t multiples_##scale(const int64_t *values, size_t at, size_t n)          \
    {                                                                                    \
        while (at < n && values[at] % INT64_C(power) == 0)                               \
            at++;                                                                        \
        return at;                                                                       \
    }                                                                                    \
    static void divide_##scale(const int64_t *values, size_t n, int64_t *out)            \
    {                                                                                    \
        for (size_t i = 0; i < n; i++)                                                   \
            out[i] = values[i] / INT64_C(power);                                         \
    }
POWERS(DEFINE)
#undef DEFINE

struct power_row {
    int64_t power;
    size_t (*multiples)(const int64_t *values, size_t at, size_t n);
    void (*divide)(const int64_t *values, size_t n, int64_t *out);
};

static const struct power_row rows[INTS_SCALE_MAX + 1] = { [0] = { 1, NULL, NULL },
#define ROW(scale, power) [scale] = { INT64_C(power), multiples_##scale, divide_##scale },
                                                           POWERS(ROW)
#undef ROW
};

int
ints_common_scale(const int64_t *values, size_t n)
{
    int scale = INTS_SCALE_MAX;
    size_t at = 0;

    while (scale > 0) {
        at = rows[scale].multiples(values, at, n);
        if (at == n)
            break;
        scale--;
    }
    return scale;
}

void
ints_divide(const int64_t *values, size_t n, int scale, int64_t *out)
{
    if (scale == 0 && out == values)
        return;
    if (scale == 0)
        memmove(out, values, n * sizeof *out);
    else
        rows[scale].divide(values, n, out);
}

int64_t
ints_power(int scale)
{
    return rows[scale].power;
}
