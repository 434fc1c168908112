/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the statistics tests share: fixed random numbers and samples made from them. */
#ifndef VA_TESTS_CORE_STATS_H
#define VA_TESTS_CORE_STATS_H

#include <math.h>
#include <stdint.h>

#include "core/summary.h"

/* xorshift64: the same numbers on every run. State is never 0. */
static inline uint64_t
random_bits(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

/* Uniform in (0, 1). */
static inline double
random_unit(uint64_t *state)
{
    return ((double)(random_bits(state) >> 11) + 0.5) * 0x1p-53;
}

/* Standard normal (Box and Muller). */
static inline double
random_normal(uint64_t *state)
{
    const double u = random_unit(state);
    const double v = random_unit(state);

    return sqrt(-2 * log(u)) * cos(2 * 3.14159265358979323846 * v);
}

/* A successful sample. */
static inline struct sample
sample_of(int32_t memory_mb, double ms)
{
    struct sample s;

    sample_init(&s);
    s.memory_mb = memory_mb;
    s.duration_ns = (int64_t)llround(ms * 1e6);
    return s;
}

#endif
