/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sizes a tariff sells and the CPU that comes with them. */
#include "core/tariff.h"
#include "tap.h"

static void
test_range(void)
{
    const struct tariff t = {
        .n_sizes = 1,
        .sizes = { { .min_mb = 128, .max_mb = 3008, .step_mb = 1 } },
        .mb_per_vcpu = 1769
    };

    OK(tariff_sells(&t, 128) && tariff_sells(&t, 1711) && tariff_sells(&t, 3008),
       "every MB of a range is sold, both ends included");
    OK(!tariff_sells(&t, 127) && !tariff_sells(&t, 3009) && !tariff_sells(&t, 0) &&
           !tariff_sells(&t, INT32_MIN) && !tariff_sells(&t, INT32_MAX),
       "nothing outside the range is sold");
    IS_INT(tariff_next_size(&t, 0), 128, "the first size comes after 0");
    IS_INT(tariff_next_size(&t, INT32_MIN), 128, "and after every smaller number");
    IS_INT(tariff_next_size(&t, 128), 129, "sizes follow one another");
    IS_INT(tariff_next_size(&t, 3007), 3008, "up to the last");
    IS_INT(tariff_next_size(&t, 3008), 0, "after which there is none");
    IS_INT(tariff_next_size(&t, INT32_MAX), 0, "nor after any larger number");
    IS_INT(tariff_milli_vcpu(&t, 1769), 1000, "CPU is in proportion to memory");
    IS_INT(tariff_milli_vcpu(&t, 128), 72, "rounded to a thousandth of a vCPU (72.36)");
    IS_INT(tariff_milli_vcpu(&t, 3008), 1700, "up as well as down (1700.4)");
    IS_INT(tariff_milli_vcpu(&t, 2653), 1500, "1499.7 becomes 1500");
    IS_INT(tariff_milli_vcpu(&t, 4096), 0, "a size that is not sold has no CPU");
    IS_INT(tariff_mhz(&t, 128), 0, "MHz that are not stated are 0");
}

static void
test_steps(void)
{
    const struct tariff t = { .n_sizes = 2,
                              .sizes = {
                                  { .min_mb = 128, .max_mb = 512, .step_mb = 64 },
                                  { .min_mb = 1024, .max_mb = 2048, .step_mb = 512 } } };
    int n = 0;

    OK(tariff_sells(&t, 192) && !tariff_sells(&t, 193), "only whole steps are sold");
    IS_INT(tariff_next_size(&t, 192), 256, "a step further");
    IS_INT(tariff_next_size(&t, 193), 256, "the next step from between two");
    IS_INT(tariff_next_size(&t, 512), 1024, "across a gap");
    IS_INT(tariff_next_size(&t, 1535), 1536, "into a later range");
    for (int32_t mb = 0; (mb = tariff_next_size(&t, mb)) != 0;)
        n += tariff_sells(&t, mb);
    IS_INT(n, 10, "walking the sizes meets each one once");
    IS_INT(tariff_milli_vcpu(&t, 256), 0, "vCPU that are not stated are 0");
}

static void
test_single(void)
{
    struct tariff t = { .n_sizes = 3,
                        .sizes = { { 128, 128, 128, 200, 83, 0, 0 },
                                   { 256, 256, 256, 400, 167, 0, 0 },
                                   { 2048, 2048, 2048, 2400, 1000, 0, 0 } } };

    OK(tariff_sells(&t, 256) && !tariff_sells(&t, 384) && !tariff_sells(&t, 512),
       "single sizes are sold alone, not their multiples");
    IS_INT(tariff_next_size(&t, 128), 256, "a single size follows another");
    IS_INT(tariff_next_size(&t, 300), 2048, "from between two");
    IS_INT(tariff_next_size(&t, 2048), 0, "none follows the last");
    IS_INT(tariff_mhz(&t, 256), 400, "MHz of a size");
    IS_INT(tariff_mhz(&t, 384), 0, "no MHz for a size that is not sold");
    IS_INT(tariff_milli_vcpu(&t, 2048), 1000, "thousandths of a vCPU of a size");
    t.mb_per_vcpu = 1;
    IS_INT(tariff_milli_vcpu(&t, 128), 83, "what a size states beats the proportion");
    t.n_sizes = 0;
    OK(tariff_next_size(&t, 0) == 0 && !tariff_sells(&t, 128),
       "a tariff without sizes sells none");
}

int
main(void)
{
    test_range();
    test_steps();
    test_single();
    return done();
}
