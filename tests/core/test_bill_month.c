/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Charges to the picodollar: one invocation, a month, tiers, the free tier. */
#include <math.h>

#include "core/bill.h"
#include "core/tariffs.h"
#include "tap.h"

static const struct bill_volume no_volume = { 0, false };

static int64_t
one(const struct tariff *t, int32_t memory_mb, int64_t billed_ms)
{
    const struct bill_time time = { memory_mb, billed_ms, 1 };
    int64_t pusd = -1;

    return bill_invocation(t, &time, &no_volume, &pusd) ? -1 : pusd;
}

/* The month's total as a decimal number of picodollars. */
static const char *
month(const struct tariff *t, struct bill_time time, struct bill_volume volume)
{
    static char text[MONEY_TEXT_MAX];
    va_int128 pusd = 0;

    if (bill_month(t, &time, &volume, &pusd) ||
        __builtin_mul_overflow(pusd, MONEY_PUSD_PER_USD, &pusd))
        return "no bill";
    return money_exact(text, pusd);
}

static int64_t
share(const struct tariff *t, struct bill_time time, struct bill_volume volume)
{
    int64_t pusd = -1;

    return bill_invocation(t, &time, &volume, &pusd) ? -1 : pusd;
}

static void
test_aws_2019(void)
{
    const struct tariff t = tariff_aws_2019();

    IS_INT(one(&t, 1708, 71900), INT64_C(1999468656), "facedetect at 1708 MB");
    IS_INT(one(&t, 1711, 71800), INT64_C(2000194744), "at 1711 MB: past $0.002");
    IS_INT(one(&t, 448, 187700), INT64_C(1369178688), "at 448 MB");
    IS_INT(one(&t, 128, 103800), INT64_C(216502592), "103.8 s at 128 MB");
    IS_INT(one(&t, 256, 103800), INT64_C(432805184), "at 256 MB");
    IS_INT(one(&t, 512, 103800), INT64_C(865410368), "at 512 MB");
    IS_INT(one(&t, 1024, 103800), INT64_C(1730620736), "at 1024 MB");
    IS_INT(one(&t, 2048, 103800), INT64_C(3461041472), "at 2048 MB");
    IS_INT(one(&t, 128, 100), 408384, "one step at the smallest size");
    IS_INT(one(&t, 3008, 100), 5097024, "one step at the largest");
}

static void
test_gcf_2019(void)
{
    const struct tariff t = tariff_gcf_2019();

    IS_INT(one(&t, 128, 103800), INT64_C(240418816), "GCF, 103.8 s at 128 MB");
    IS_INT(one(&t, 256, 103800), INT64_C(480437632), "at 256 MB");
    IS_INT(one(&t, 512, 103800), INT64_C(960475264), "at 512 MB");
    IS_INT(one(&t, 1024, 103800), INT64_C(1712950528), "at 1024 MB");
    IS_INT(one(&t, 2048, 103800), INT64_C(3010301056), "at 2048 MB");
    IS_INT(one(&t, 384, 100), -1, "384 MB is not sold");
}

static void
test_other_units(void)
{
    const struct tariff x86 = tariff_x86();
    const struct tariff by_size = tariff_by_size();
    const struct tariff run = tariff_run();
    struct tariff ghz = tariff_gcf_2019();

    ghz.rates[0].unit = TARIFF_GB_S;
    ghz.rates[0].tiers[0].price_pusd = 2500000;
    ghz.rates[1].unit = TARIFF_GHZ_S;
    ghz.rates[1].tiers[0].price_pusd = 10000000;
    IS_INT(one(&ghz, 128, 100), 31250 + 200000 + 400000,
           "GB-s and GHz-s: 0.0125 of one, 0.02 of the other");
    IS_INT(one(&by_size, 128, 300), 3 * 231000 + 400000, "a price per step and size");
    IS_INT(one(&by_size, 8192, 300), 3 * 6800000 + 400000, "at each size its own");
    IS_INT(one(&run, 128, 100), 630450, "vCPU-s and GB-s: 83/1000 and 1/8 for 100 ms");
    IS_INT(one(&run, 256, 300), 1789900, "167/1000 and 1/4 for 300 ms");
    IS_INT(one(&run, 512, 300), 3172600, "333/1000 and 1/2 for 300 ms");
    IS_INT(one(&x86, 128, 1), 202083, "a GB is 1024 MB: 2083.3375 p$ round down");
    IS_INT(one(&x86, 1712, 71763), INT64_C(1999850093), "1712 MB: within $0.002");
    IS_INT(one(&x86, 1713, 71733), INT64_C(2000181686), "1713 MB: past $0.002");
}

static void
test_what_if(void)
{
    struct tariff t = tariff_aws_2019();

    t.rate_step_ms = 100;
    t.step_ms = 1;
    IS_INT(one(&t, 1711, 71793), INT64_C(1999999758),
           "billed by the ms, prices stay those of 100 ms: 1711 MB is within $0.002");
    IS_INT(one(&t, 1, 1), -1, "sizes stay what they are");
    t.step_ms = 100;
    IS_INT(one(&t, 1708, 71900), INT64_C(1999468656), "the same step changes nothing");
}

static void
test_rounding(void)
{
    struct tariff t = tariff_x86();
    const struct bill_time half = { 1024, 1, 2 };
    const struct bill_time third = { 1024, 1000, 3 };

    t.request_pusd = 0;
    t.rates[0].tiers[0].price_pusd = 1000;
    IS_INT(share(&t, half, no_volume), 1, "half a picodollar rounds up");
    t.rates[0].tiers[0].price_pusd = 999;
    IS_INT(share(&t, half, no_volume), 0, "less than half rounds down");
    t.rates[0].tiers[0].price_pusd = 1;
    IS_INT(share(&t, third, no_volume), 0, "a third rounds down");
    IS_STR(month(&t, third, (struct bill_volume){ 2, false }), "1",
           "two of them make two thirds, not two times nothing");
    t.rates[0].tiers[0].price_pusd = 16666700;
    IS_INT(share(&t, (struct bill_time){ 1769, 100 + 100 + 200 + 300, 4 }, no_volume),
           5038666, "the mean of four outcomes is rounded once (5,038,665.68)");
}

/* A month of V invocations that use a GB-s each. */
static const char *
gb_s(const struct tariff *t, int64_t n)
{
    return month(t, (struct bill_time){ 1024, 1000, 1 },
                 (struct bill_volume){ n, false });
}

static void
test_tiers(void)
{
    const struct tariff x86 = tariff_x86();
    const struct tariff arm = tariff_arm();

    IS_STR(gb_s(&x86, 1), "16866700", "x86: the first GB-s and its request");
    IS_STR(gb_s(&x86, INT64_C(5999999999)), "101200199983133300", "before the 2nd tier");
    IS_STR(gb_s(&x86, INT64_C(6000000000)), "101200200000000000", "the first tier, full");
    IS_STR(gb_s(&x86, INT64_C(6000000001)), "101200200015200000", "one GB-s beyond");
    IS_STR(gb_s(&x86, INT64_C(14999999999)), "238000199984800000", "before the 3rd tier");
    IS_STR(gb_s(&x86, INT64_C(15000000000)), "238000200000000000", "two tiers, full");
    IS_STR(gb_s(&x86, INT64_C(15000000001)), "238000200013533400", "one GB-s beyond");
    IS_STR(gb_s(&arm, INT64_C(7499999999)), "101500499986466600", "arm: before the 2nd");
    IS_STR(gb_s(&arm, INT64_C(7500000000)), "101500500000000000", "the first tier, full");
    IS_STR(gb_s(&arm, INT64_C(7500000001)), "101500500012200100", "one GB-s beyond");
    IS_STR(gb_s(&arm, INT64_C(18749999999)), "238751624987799900", "before the 3rd");
    IS_STR(gb_s(&arm, INT64_C(18750000000)), "238751625000000000", "two tiers, full");
    IS_STR(gb_s(&arm, INT64_C(18750000001)), "238751625010866700", "one GB-s beyond");
    IS_INT(share(&x86, (struct bill_time){ 1024, 1000, 1 },
                 (struct bill_volume){ INT64_C(15000000000), false }),
           15866680, "one invocation's share of a month in two tiers");
    IS_INT(share(&x86, (struct bill_time){ 1024, 1000, 1 },
                 (struct bill_volume){ INT64_C(6000000001), false }),
           16866700, "rounded once: 16,866,699.9997");
}

static void
test_free_tier(void)
{
    const struct tariff x86 = tariff_x86();
    const struct tariff gcf = tariff_gcf_2019();
    const struct tariff by_size = tariff_by_size();
    const struct bill_time ms_400 = { 1024, 400, 1 };
    const struct bill_time step = { 128, 100, 1 };

    IS_STR(month(&x86, ms_400, (struct bill_volume){ 1000000, true }), "0",
           "a million times 0.4 GB-s are free");
    IS_STR(month(&x86, ms_400, (struct bill_volume){ 1000001, true }), "6866680",
           "one more costs its 0.4 GB-s and its request");
    IS_STR(month(&x86, ms_400, (struct bill_volume){ 1000001, false }), "6866686866680",
           "without the free tier all of it is charged");
    IS_STR(month(&x86, (struct bill_time){ 1024, 1000, 1 },
                 (struct bill_volume){ INT64_C(6000400000), true }),
           "101200080000000000", "tiers count what the free tier leaves");
    IS_INT(share(&x86, ms_400, (struct bill_volume){ 2000000, true }), 3433340,
           "half of two million is free: a share is half as much");
    IS_INT(share(&x86, ms_400, (struct bill_volume){ 0, true }), 6866680,
           "without a volume nothing is free");
    IS_STR(month(&gcf, step, (struct bill_volume){ 2000000, true }), "0",
           "two million steps at 128 MB are free");
    IS_STR(month(&gcf, step, (struct bill_volume){ 10000001, true }), "3200000600000",
           "at ten million CPU runs out, and memory does not");
    IS_STR(month(&by_size, step, (struct bill_volume){ 10000001, true }), "4000000631000",
           "steps of a size are free up to its own number");
    IS_STR(month(&by_size, (struct bill_time){ 8192, 100, 1 },
                 (struct bill_volume){ 416667, true }),
           "166673600000", "which is smaller for larger sizes");
}

static void
test_fleet(void)
{
    const struct tariff x86 = tariff_x86();
    const struct bill_time longest = { 10240, 900000, 1 };

    IS_STR(month(&x86, longest, (struct bill_volume){ INT64_C(1000000000000), false }),
           "120000834999200000000000", "a trillion times 10 GB for 15 minutes");
    IS_INT(share(&x86, longest, (struct bill_volume){ INT64_C(1000000000000), false }),
           INT64_C(120000834999), "and one share of it");
}

static void
test_refusals(void)
{
    const struct tariff x86 = tariff_x86();
    struct tariff bad = tariff_gcf_2019();
    const struct bill_time good = { 1024, 1000, 1 };
    const struct bill_time times[] = { { 127, 1000, 1 },
                                       { 10241, 1000, 1 },
                                       { 1024, 1000, 0 },
                                       { 1024, -1, 1 },
                                       { 1024, INT64_MAX, 1 } };
    va_int128 wide = 7;
    int64_t pusd = 7;

    for (size_t i = 0; i < sizeof times / sizeof *times; i++)
        IS_INT(bill_invocation(&x86, &times[i], &no_volume, &pusd), VA_DOMAIN,
               "%d MB, %" PRId64 " ms, %d outcomes are refused", (int)times[i].memory_mb,
               times[i].sum_billed_ms, (int)times[i].n);
    IS_INT(bill_month(&x86, &good, &no_volume, &wide), VA_DOMAIN,
           "a month without invocations has no bill");
    IS_INT(bill_month(&x86, &good, &(struct bill_volume){ -1, false }, &wide), VA_DOMAIN,
           "nor one of a negative number");
    IS_INT(bill_month(&x86, &(struct bill_time){ 10240, BILL_MS_MAX, 1 },
                      &(struct bill_volume){ INT64_MAX, false }, &wide),
           VA_OVERFLOW, "a bill past 128 bits is an error");
    bad.sizes[3].mhz = 0;
    IS_INT(bill_invocation(&bad, &good, &no_volume, &pusd), VA_DOMAIN,
           "CPU that has a price must be stated");
    bad = x86;
    bad.rates[0].tiers[0].price_pusd = INT64_MAX;
    IS_INT(
        bill_invocation(&bad, &(struct bill_time){ 10240, 900000, 1 }, &no_volume, &pusd),
        VA_OVERFLOW, "one invocation past int64 is an error");
    bad.rates[0].n_tiers = 0;
    IS_INT(bill_invocation(&bad, &good, &no_volume, &pusd), VA_DOMAIN,
           "a rate without tiers is refused");
    bad.rates[0].n_tiers = 1;
    bad.rates[0].tiers[0] = (struct tariff_tier){ 1, 5 };
    IS_INT(bill_invocation(&bad, &good, &no_volume, &pusd), VA_DOMAIN,
           "and so are tiers that do not start at 0");
    bad = x86;
    bad.request_pusd = -1;
    IS_INT(bill_invocation(&bad, &good, &no_volume, &pusd), VA_DOMAIN,
           "and a price below 0");
    OK(pusd == 7 && wide == 7, "the result is untouched by all of these");
}

/* Of invocations that take 1 ms to 15 minutes, how many the line puts elsewhere. */
static int
off_the_line(const struct tariff *t, const struct bill_volume *volume)
{
    struct bill_line line = { 0, 0, 0 };
    int off = 0;

    if (!bill_line_of(t, volume, &line))
        return -1;
    for (int64_t ms = 1; ms <= 900000; ms = ms * 3 + 1) {
        const struct bill_time time = { 1769, ms * t->step_ms, 1 };
        const double mb_ms = 1769.0 * (double)time.sum_billed_ms;
        int64_t pusd = 0;

        if (mb_ms < line.most_mb_ms && bill_invocation(t, &time, volume, &pusd) == VA_OK)
            off += fabs(line.base_pusd + line.pusd_per_mb_ms * mb_ms - (double)pusd) > 1;
    }
    return off;
}

static void
test_line(void)
{
    const struct tariff x86 = tariff_x86();
    const struct tariff aws_2019 = tariff_aws_2019();
    const struct tariff gcf = tariff_gcf_2019();
    const struct bill_volume fleet = { 1000000, false };
    struct bill_line line = { 0, 0, 0 };

    IS_INT(off_the_line(&x86, &no_volume), 0, "charges by GB-s lie on a line");
    IS_INT(off_the_line(&aws_2019, &no_volume), 0, "and by MB and step");
    IS_INT(off_the_line(&x86, &fleet), 0, "and at a volume, in the first tier");
    OK(bill_line_of(&x86, &fleet, &line) && line.most_mb_ms > 6.1e9 &&
           line.most_mb_ms < 6.2e9,
       "which ends at 6,000 GB-s each for a million");
    OK(!bill_line_of(&x86, &(struct bill_volume){ 1000000, true }, &line),
       "a free allowance bends it");
    OK(!bill_line_of(&gcf, &no_volume, &line), "and so does CPU with a price");
}

int
main(void)
{
    test_aws_2019();
    test_gcf_2019();
    test_other_units();
    test_what_if();
    test_rounding();
    test_tiers();
    test_free_tier();
    test_fleet();
    test_line();
    test_refusals();
    return done();
}
