/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tariffs for tests, with prices of pricing/ written out in picodollars. */
#ifndef VA_TESTS_CORE_TARIFFS_H
#define VA_TESTS_CORE_TARIFFS_H

#include "core/tariff.h"

/* 100 ms steps, 1628 p$ per MB and step, 200,000 p$ a request. */
static inline struct tariff
tariff_aws_2019(void)
{
    return (struct tariff){
        .step_ms = 100,
        .request_pusd = 200000,
        .free_requests_per_month = 1000000,
        .n_rates = 1,
        .rates = { { TARIFF_MB_STEP, { { 0, 1628 } }, 1, INT64_C(4096000000) } },
        .n_sizes = 1,
        .sizes = { { .min_mb = 128, .max_mb = 3008, .step_mb = 1 } },
    };
}

/* 1 ms steps and GB-s: three tiers, at the quantities and prices given. */
static inline struct tariff
tariff_aws_tiers(const struct tariff_tier tiers[3])
{
    return (struct tariff){
        .step_ms = 1,
        .request_pusd = 200000,
        .free_requests_per_month = 1000000,
        .n_rates = 1,
        .rates = { { TARIFF_GB_S, { tiers[0], tiers[1], tiers[2] }, 3, 400000 } },
        .n_sizes = 1,
        .sizes = { { .min_mb = 128, .max_mb = 10240, .step_mb = 1 } },
    };
}

static inline struct tariff
tariff_x86(void)
{
    static const struct tariff_tier tiers[3] = { { 0, 16666700 },
                                                 { INT64_C(6000000000), 15000000 },
                                                 { INT64_C(15000000000), 13333400 } };

    return tariff_aws_tiers(tiers);
}

static inline struct tariff
tariff_arm(void)
{
    static const struct tariff_tier tiers[3] = { { 0, 13333400 },
                                                 { INT64_C(7500000000), 12000100 },
                                                 { INT64_C(18750000000), 10666700 } };

    return tariff_aws_tiers(tiers);
}

/* 100 ms steps: 244 p$ per MB and 1000 p$ per MHz, 400,000 p$ a request. */
static inline struct tariff
tariff_gcf_2019(void)
{
    return (struct tariff){
        .step_ms = 100,
        .request_pusd = 400000,
        .free_requests_per_month = 2000000,
        .n_rates = 2,
        .rates = { { TARIFF_MB_STEP, { { 0, 244 } }, 1, INT64_C(4096000000) },
                   { TARIFF_MHZ_STEP, { { 0, 1000 } }, 1, INT64_C(2000000000) } },
        .n_sizes = 5,
        .sizes = { { 128, 128, 128, 200, 83, 0, 0 },
                   { 256, 256, 256, 400, 167, 0, 0 },
                   { 512, 512, 512, 800, 333, 0, 0 },
                   { 1024, 1024, 1024, 1400, 583, 0, 0 },
                   { 2048, 2048, 2048, 2400, 1000, 0, 0 } },
    };
}

/* A price per step of 100 ms at each size; 10 M steps a month free at the first. */
static inline struct tariff
tariff_by_size(void)
{
    return (struct tariff){
        .step_ms = 100,
        .request_pusd = 400000,
        .n_rates = 1,
        .rates = { { .unit = TARIFF_SIZE_STEP, .n_tiers = 1 } },
        .n_sizes = 2,
        .sizes = { { 128, 128, 128, 200, 83, 231000, 10000000 },
                   { 8192, 8192, 8192, 4800, 2000, 6800000, 416666 } },
    };
}

/* 100 ms steps: 24 M p$ a vCPU-s, 2.5 M p$ a GB-s, 400,000 p$ a request. */
static inline struct tariff
tariff_run(void)
{
    return (struct tariff){
        .step_ms = 100,
        .request_pusd = 400000,
        .free_requests_per_month = 2000000,
        .n_rates = 2,
        .rates = { { TARIFF_VCPU_S, { { 0, 24000000 } }, 1, 180000 },
                   { TARIFF_GB_S, { { 0, 2500000 } }, 1, 360000 } },
        .n_sizes = 3,
        .sizes = { { 128, 128, 128, 0, 83, 0, 0 },
                   { 256, 256, 256, 0, 167, 0, 0 },
                   { 512, 512, 512, 0, 333, 0, 0 } },
    };
}

#endif
