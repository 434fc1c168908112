/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Billed time: how durations are rounded up, one by one. */
#include "core/bill.h"
#include "tap.h"

static const struct tariff steps_100 = { .step_ms = 100 };
static const struct tariff steps_1 = { .step_ms = 1 };

static int64_t
billed(const struct tariff *t, int64_t duration_ns, int64_t init_ns)
{
    int64_t ms = -1;

    return bill_round(t, duration_ns, init_ns, &ms) ? -1 : ms;
}

static void
test_steps(void)
{
    static const struct {
        int64_t ns, in_100, in_1;
    } rows[] = {
        { 1, 100, 1 },
        { 999999, 100, 1 },
        { 1000000, 100, 1 },
        { 1000001, 100, 2 },
        { 99999999, 100, 100 },
        { 100000000, 100, 100 },
        { 100000001, 200, 101 },
        { 260000000, 300, 260 },
        { 469400000, 500, 470 },
        { 1201120000, 1300, 1202 },
        { INT64_C(71882700000), 71900, 71883 },
        { INT64_C(103742100000), 103800, 103743 },
        { INT64_C(187676400000), 187700, 187677 },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        IS_INT(billed(&steps_100, rows[i].ns, 0), rows[i].in_100,
               "%" PRId64 " ns in steps of 100 ms", rows[i].ns);
        IS_INT(billed(&steps_1, rows[i].ns, 0), rows[i].in_1,
               "%" PRId64 " ns in steps of 1 ms", rows[i].ns);
    }
}

static void
test_least(void)
{
    const struct tariff even = { .step_ms = 100, .min_billed_ms = 1000 };
    const struct tariff odd = { .step_ms = 100, .min_billed_ms = 1001 };

    IS_INT(billed(&even, 260000000, 0), 1000, "the least time is billed for less");
    IS_INT(billed(&even, 1000000001, 0), 1100, "more than the least time is billed");
    IS_INT(billed(&odd, 1, 0), 1100, "a least time between steps is rounded up too");
}

static void
test_init(void)
{
    const struct tariff before = { .step_ms = 1, .init = TARIFF_INIT_FREE };
    const struct tariff after = { .step_ms = 1, .init = TARIFF_INIT_BILLED };

    IS_INT(billed(&before, 3100000, 542010000), 4, "init was free until August 2025");
    IS_INT(billed(&after, 3100000, 542010000), 546,
           "3.10 ms and an init of 542.01 ms are billed as 546 ms since");
    IS_INT(billed(&after, INT64_C(1233960000), 463512000), 1698,
           "the sum is rounded, not its parts");
    IS_INT(billed(&after, 3100000, 0), 4, "a warm start has no init");
}

static void
test_bounds(void)
{
    const int64_t longest = BILL_MS_MAX * 1000000;
    const struct tariff init = { .step_ms = 1, .init = TARIFF_INIT_BILLED };
    const struct tariff no_step = { .step_ms = 0 };
    const struct tariff less = { .step_ms = 1, .min_billed_ms = -1 };
    int64_t ms = 7;

    IS_INT(bill_round(&steps_1, 0, 0, &ms), VA_DOMAIN, "no time is no duration");
    IS_INT(bill_round(&steps_1, -1, 0, &ms), VA_DOMAIN, "nor is negative time");
    IS_INT(bill_round(&steps_1, 1, -1, &ms), VA_DOMAIN, "nor a negative init");
    IS_INT(bill_round(&steps_1, longest + 1, 0, &ms), VA_DOMAIN, "nor more than 30 days");
    IS_INT(bill_round(&steps_1, INT64_MAX, INT64_MAX, &ms), VA_DOMAIN,
           "nor the longest time there is");
    IS_INT(bill_round(&init, longest, 1, &ms), VA_DOMAIN, "nor 30 days and an init");
    IS_INT(bill_round(&no_step, 1, 0, &ms), VA_DOMAIN, "a step of 0 ms is none");
    IS_INT(bill_round(&less, 1, 0, &ms), VA_DOMAIN, "a least time is not below 0");
    IS_INT(ms, 7, "the result is untouched by all of these");
    IS_INT(billed(&steps_100, longest, 0), BILL_MS_MAX, "30 days are billed");
}

static struct dist
point(double ratio)
{
    return (struct dist){ .n_nodes = 1, .nodes = { ratio } };
}

static int64_t
billed_once(const struct tariff *t, double level_ms, double ratio)
{
    const struct dist d = point(ratio);
    struct bill_time time = { .n = 0 };

    return bill_time_of(t, 1024, &d, level_ms, &time) || time.n != 1 ? -1
                                                                     : time.sum_billed_ms;
}

static void
test_doubles(void)
{
    IS_INT(billed_once(&steps_100, 100.0, 1.0), 100, "100 ms are one step of 100 ms");
    IS_INT(billed_once(&steps_100, 1000.0, 0.1), 100, "also as a tenth of 1000 ms");
    IS_INT(billed_once(&steps_100, 100.00000000000001, 1.0), 100,
           "also with an error in the last binary digit");
    IS_INT(billed_once(&steps_100, 99.99999999999999, 1.0), 100, "on either side");
    IS_INT(billed_once(&steps_100, 100.000001, 1.0), 200, "but a nanosecond counts");
    IS_INT(billed_once(&steps_1, 1e-9, 1.0), 1, "the shortest time is billed a step");
    IS_INT(billed_once(&steps_100, 71882.7, 1.0), 71900, "71882.7 ms");
    for (int ms = 1; ms <= 5000; ms++) {
        const int64_t got = billed_once(&steps_1, ms / 10.0 * 10.0, 1.0);

        if (got != ms || ms == 5000)
            IS_INT(got, ms, "whole ms stay what they are");
    }
}

static void
test_mean_of_ceil(void)
{
    const struct dist d = { .n_nodes = 4, .nodes = { 0.5, 0.9, 1.1, 3.0 } };
    struct bill_time time = { .n = 0 };

    IS_INT(bill_time_of(&steps_100, 512, &d, 100.0, &time), VA_OK,
           "a distribution is billed");
    IS_INT(time.memory_mb, 512, "at the size asked");
    IS_INT(time.n, 4, "as many outcomes as it has nodes");
    IS_INT(time.sum_billed_ms, 100 + 100 + 200 + 300,
           "each rounded by itself: the mean of ceil");
}

static void
test_bad_distributions(void)
{
    const double levels[] = { 0.0, -1.0, NAN, INFINITY, -INFINITY, 2.592000001e9, 1e300 };
    const struct dist empty = { .n_nodes = 0 };
    const struct dist good = point(1.0);
    const struct dist bad = { .n_nodes = 2, .nodes = { 1.0, NAN } };
    struct bill_time time = { .n = -7 };

    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
        IS_INT(bill_time_of(&steps_1, 1024, &good, levels[i], &time), VA_DOMAIN,
               "a level of %g ms is no time", levels[i]);
    IS_INT(bill_time_of(&steps_1, 1024, &empty, 1.0, &time), VA_DOMAIN,
           "no nodes are no distribution");
    IS_INT(bill_time_of(&steps_1, 1024, &bad, 1.0, &time), VA_DOMAIN,
           "one bad node is enough");
    IS_INT(bill_time_of(&steps_1, 0, &good, 1.0, &time), VA_DOMAIN, "0 MB is no size");
    IS_INT(bill_time_of(&(struct tariff){ .step_ms = 0 }, 1024, &good, 1.0, &time),
           VA_DOMAIN, "a step of 0 ms is none");
    IS_INT(time.n, -7, "the result is untouched by all of these");
}

int
main(void)
{
    test_steps();
    test_least();
    test_init();
    test_bounds();
    test_doubles();
    test_mean_of_ceil();
    test_bad_distributions();
    return done();
}
