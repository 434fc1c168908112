/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random numbers for tests, the same in every run: xorshift. */
#ifndef VA_TESTS_CORE_RANDOM_H
#define VA_TESTS_CORE_RANDOM_H

#include <stdint.h>

static inline uint64_t
random_next(void)
{
    static uint64_t state = UINT64_C(0x9E3779B97F4A7C15);

    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

/* 0 to most, both included. */
static inline uint64_t
random_to(uint64_t most)
{
    return random_next() % (most + 1);
}

static inline int64_t
random_between(int64_t low, int64_t high)
{
    return low + (int64_t)random_to((uint64_t)(high - low));
}

static inline double
random_real(double low, double high)
{
    return low + (high - low) * (double)(random_next() >> 11) * 0x1p-53;
}

#endif
