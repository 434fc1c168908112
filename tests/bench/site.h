/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A function that can be invoked at any size, for money: its truth, its hosts, its cold
 * starts. The same numbers for the same seed, size and run, whoever asks.
 */
#ifndef VA_TESTS_BENCH_SITE_H
#define VA_TESTS_BENCH_SITE_H

#include <stdbool.h>
#include <stdint.h>

#include "truth.h"

enum { SITE_SIZES_MAX = 64 };

struct site {
    const struct truth *truth;
    const struct tuning_noise *noise;
    uint64_t seed;
    int32_t mb[SITE_SIZES_MAX], runs[SITE_SIZES_MAX]; /* in the order of use */
    int32_t n;
    int64_t invocations; /* paid so far */
    double spent_pusd;
};

void site_init(struct site *s, const struct truth *t, const struct tuning_noise *noise,
               uint64_t seed);

/* Invoke once and pay. The first run at a size is cold. Aborts past SITE_SIZES_MAX sizes.
 * Returns the duration, ms. */
double site_invoke(struct site *s, int32_t memory_mb, bool *cold);

/* The same while another invocation runs: a second instance, cold. */
double site_invoke_beside(struct site *s, int32_t memory_mb);

/* What logs of a deployed size show: a warm run on host number `host`, for nothing. */
double site_log(const struct site *s, int32_t memory_mb, int32_t host, int32_t run);

/* The nearest size there is. */
int32_t site_size(const struct site *s, double memory_mb);

#endif
