/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A profile with one size left out, judged at that size. */
#ifndef VA_TESTS_BENCH_HELDOUT_H
#define VA_TESTS_BENCH_HELDOUT_H

#include <stdint.h>

#include "base/err.h"
#include "core/contender.h"
#include "core/workload.h"

enum { HELDOUT_PICKS_MAX = 256 };

/* Indices of at most `most` of n things, spread evenly, both ends included. most >= 2.
 * Returns how many. */
int32_t heldout_spread(int32_t n, int32_t most, int32_t out[HELDOUT_PICKS_MAX]);

/* What the product makes of a profile without a size. Large: keep it on the heap. */
struct heldout {
    struct implementation implementation;
    struct profile profile; /* its groups borrow their summaries */
    struct contender contender;
};

/*
 * Fit a profile without a size.
 *
 * p         borrowed; must outlive h
 * leave_mb  0: leave none out
 *
 * Returns the code of contender_init or VA_NOMEM; *h needs no clearing then.
 */
enum va_code heldout_init(struct heldout *h, const struct profile *p, int32_t leave_mb);
void heldout_clear(struct heldout *h);

#endif
