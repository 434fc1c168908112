/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The prices of one platform in one region on one day, resolved from a price table, and
 * those of an API. Plain data: io/price.c fills it from a file, core/bill.c charges by
 * it.
 */
#ifndef VA_CORE_TARIFF_H
#define VA_CORE_TARIFF_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

enum {
    TARIFF_TIERS_MAX = 8,
    TARIFF_RATES_MAX = 3,
    TARIFF_SIZES_MAX = 64,
    SHA256_HEX = 64
};

/* clang-format off */
#define TARIFF_UNITS(X) /* name, text in price files, what one unit is */              \
    X(GB_S,      "GB-s",                                                               \
      "1024 MB of configured memory for a billed second")                              \
    X(MB_STEP,   "MB-step",                                                            \
      "1 MB of configured memory for a billing step")                                  \
    X(GHZ_S,     "GHz-s",                                                              \
      "1000 MHz of CPU that comes with the size for a billed second")                  \
    X(MHZ_STEP,  "MHz-step",                                                           \
      "1 MHz of CPU that comes with the size for a billing step")                      \
    X(VCPU_S,    "vCPU-s",                                                             \
      "one vCPU that comes with the size for a billed second")                         \
    X(SIZE_STEP, "size-step",                                                          \
      "a billing step at the size, at the size's own price")
/* clang-format on */

enum tariff_unit {
#define X(name, text, meaning) TARIFF_##name,
    TARIFF_UNITS(X)
#undef X
        TARIFF_UNIT_COUNT
};

/* A price that falls with the quantity used in a month. */
struct tariff_tier {
    int64_t from;       /* first unit (per month) that costs this */
    int64_t price_pusd; /* per unit, >= 0 */
};

struct tariff_rate {
    enum tariff_unit unit;
    struct tariff_tier tiers[TARIFF_TIERS_MAX]; /* ascending, tiers[0].from == 0 */
    int32_t n_tiers;
    int64_t free_per_month; /* units the free tier gives */
};

/* Sizes sold: either every step_mb from min to max, or single sizes (min == max). */
struct tariff_size {
    int32_t min_mb, max_mb, step_mb;
    int32_t mhz;        /* CPU of a single size; 0: not stated */
    int32_t milli_vcpu; /* thousandths of a vCPU; 0: from mb_per_vcpu */
    int64_t step_pusd;  /* price of one billing step at this size (SIZE_STEP), or 0 */
    int64_t free_steps_per_month; /* steps at this size that the free tier gives */
};

/* Is the initialisation of a cold start part of the billed duration? */
enum tariff_init { TARIFF_INIT_FREE, TARIFF_INIT_BILLED };

struct tariff {
    char platform[TEXT_NAME_MAX + 1];
    char region[TEXT_NAME_MAX + 1];
    char table[TEXT_NAME_MAX + 1]; /* name of the price table, "aws-2019-02" */
    char sha256[SHA256_HEX + 1];   /* of the price file */
    char overlay[256];             /* path of the user's file it came from, or "" */
    int32_t effective_days;        /* date it holds from, days since 1970 */
    int32_t step_ms;               /* billing granularity, >= 1 */
    int32_t rate_step_ms;  /* the step that prices per step are for; 0: step_ms. They
                              differ when a question changes the granularity alone */
    int32_t min_billed_ms; /* least time billed, >= 0 */
    enum tariff_init init;
    int64_t request_pusd; /* per invocation */
    int64_t free_requests_per_month;
    struct tariff_rate rates[TARIFF_RATES_MAX];
    int32_t n_rates;
    struct tariff_size sizes[TARIFF_SIZES_MAX]; /* ascending, not overlapping */
    int32_t n_sizes;
    int32_t mb_per_vcpu;    /* CPU in proportion to memory; 0: not so */
    int32_t max_timeout_ms; /* longest invocation allowed; 0: not stated */
    bool unverified;        /* the file says that a figure was not confirmed */
    bool what_if;           /* prices were changed and are not saved */
};

struct api_tariff {
    char api[TEXT_NAME_MAX + 1];
    char table[TEXT_NAME_MAX + 1];
    char region[TEXT_NAME_MAX + 1];
    char sha256[SHA256_HEX + 1];
    char overlay[256];
    int32_t effective_days;
    struct tariff_tier tiers[TARIFF_TIERS_MAX]; /* per call, by calls in a month */
    int32_t n_tiers;
    int64_t free_per_month; /* calls, only with the free tier */
    bool unverified;
    bool what_if; /* as above */
};

/* The smallest size sold that is above after_mb; 0 when there is none. */
int32_t tariff_next_size(const struct tariff *t, int32_t after_mb);

/* Is the size sold? */
bool tariff_sells(const struct tariff *t, int32_t memory_mb);

/* The entry of the list of sizes that a size belongs to; NULL: not sold. Borrowed. */
const struct tariff_size *tariff_size_of(const struct tariff *t, int32_t memory_mb);

/* CPU that comes with a size. MHz and thousandths of a vCPU; 0: not stated by the table.
 */
int32_t tariff_mhz(const struct tariff *t, int32_t memory_mb);
int32_t tariff_milli_vcpu(const struct tariff *t, int32_t memory_mb);

#endif
