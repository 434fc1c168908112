/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One way to run a workload: an implementation on a platform in a region, with its curve,
 * its prices, and the sizes that may be picked.
 */
#ifndef VA_CORE_CONTENDER_H
#define VA_CORE_CONTENDER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "core/bill.h"
#include "core/cold.h"
#include "core/curve.h"
#include "core/hosts.h"
#include "core/tariff.h"
#include "core/workload.h"

/*
 * A size with failures. Where at least half of its invocations failed, sizes beside it
 * that nobody measured are not trusted either, up to the nearest sizes that work.
 */
struct failed_size {
    int32_t memory_mb;
    int64_t n_failed;       /* invocations that failed */
    int64_t n;              /* invocations that did not */
    int32_t from_mb, to_mb; /* sizes it takes out, both included */
};

struct contender {
    const struct implementation *implementation; /* borrowed from the workload */
    const struct profile *profile;               /* borrowed from the workload */
    struct curve curve;
    bool has_curve; /* the curve was fitted (two sizes or a published curve) */
    bool has_point; /* at least one size has a duration */
    struct failed_size failed[CURVE_SIZES_MAX]; /* ascending */
    int32_t n_failed;
    int32_t floor_mb; /* every size up to here failed or is below one that did; 0 none */
    struct hosts hosts;      /* CPU types, where they are known */
    struct host_drift drift; /* of durations with time */
    int32_t max_memory_mb;   /* most memory any invocation used; SAMPLE_NONE: not known */
    int32_t from_mb, to_mb;  /* measured (or stated) range of sizes that work; 0 none */
    int64_t n_cold;          /* cold starts left out of the curve */
    struct cold cold;        /* what they tell of init, length and share */
    bool cold_only; /* some size has cold starts alone, so they stand in for warm */
    bool has_tariff;
    bool emulated; /* priced as what its samples emulate */
    struct tariff tariff;
    bool has_api;
    struct bill_api api; /* its API's calls for one invocation */
};

/*
 * Work out everything that follows from the samples: curve, failures, ranges. The tariff
 * and API parts are left empty for the caller to fill.
 *
 * implementation, profile  borrowed; must outlive the contender
 * out                      large: keep it on the heap
 *
 * Returns VA_OK (also with too little data: see has_curve), VA_NOMEM, or VA_OVERFLOW past
 * CURVE_SIZES_MAX sizes.
 */
enum va_code contender_init(struct contender *out,
                            const struct implementation *implementation,
                            const struct profile *profile);

/* Is the statistic known of it? A published curve has one duration a size and no spread:
 * a quantile of it is not. */
bool contender_knows(const struct contender *c, enum statistic stat);

/* Is the size out because of failures: its own, or those of a size beside it? */
bool contender_fails_at(const struct contender *c, int32_t memory_mb);

#endif
