/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Natural logarithm of many numbers, in a form that compilers vectorise: no branch, no
 * call, no table. x = 2^e m with m in [sqrt(1/2), sqrt(2)), and
 *
 *   log m = 2 (s + s^3 / 3 + ... + s^11 / 11),  s = (m - 1) / (m + 1)
 *
 * Absolute error below 4e-11. Source: Abramowitz and Stegun, 4.1.27.
 */
#ifndef VA_CORE_FAST_LOG_H
#define VA_CORE_FAST_LOG_H

#include <stdint.h>
#include <string.h>

/* x normal and positive: 1e-300 to 1e300. */
static inline double
fast_log(double x)
{
    const uint64_t root_half = UINT64_C(0x3fe6a09e667f3bcd); /* sqrt(1/2) */
    const uint64_t bias = UINT64_C(1023) << 52;
    const uint64_t magic = UINT64_C(0x4330000000000000); /* 2^52 */
    uint64_t bits = 0;
    uint64_t from_root = 0;
    uint64_t exponent = 0;
    double m = 0;
    double e = 0;
    double s = 0;
    double z = 0;

    memcpy(&bits, &x, sizeof bits);
    from_root = bits - root_half + bias;
    exponent = from_root >> 52; /* 1023 more than e */
    bits -= (exponent << 52) - bias;
    memcpy(&m, &bits, sizeof m);
    exponent |= magic; /* 2^52 + exponent, without a conversion */
    memcpy(&e, &exponent, sizeof e);
    e -= 4503599627370496.0 + 1023;
    s = (m - 1) / (m + 1);
    z = s * s;
    return 2 * s *
               (1 +
                z * (1.0 / 3 +
                     z * (1.0 / 5 + z * (1.0 / 7 + z * (1.0 / 9 + z * (1.0 / 11)))))) +
           e * 0.69314718055994530942;
}

#endif
