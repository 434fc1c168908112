/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What API calls cost by tier: the month, one invocation's share, the bounds. */
#include "core/bill.h"
#include "tap.h"

/* Tiers of Rekognition in 2019, and of Vision's face detection. Picodollars. */
static const struct api_tariff rekognition = {
    .tiers = { { 0, 1000000000 },
               { 1000000, 800000000 },
               { 10000000, 600000000 },
               { 100000000, 400000000 } },
    .n_tiers = 4,
    .free_per_month = 5000,
};
static const struct api_tariff vision = {
    .tiers = { { 0, 0 }, { 1000, 1500000000 }, { 5000000, 600000000 } },
    .n_tiers = 3,
};

static struct bill_api
bill(const struct api_tariff *t, int32_t calls, int64_t per_month, bool free_tier)
{
    const struct bill_volume volume = { per_month, free_tier };
    struct bill_api b = { .pusd = -1 };

    bill_api_calls(t, calls, &volume, &b);
    return b;
}

static const char *
month(const struct api_tariff *t, int64_t n)
{
    static char text[MONEY_TEXT_MAX];

    return money_exact(text, bill(t, 1, n, false).month_pusd);
}

/* Totals in dollars, and the cost of 48 calls at that total's average. */
static void
test_truth(void)
{
    static const struct {
        int64_t n;
        const char *rekognition, *vision;
    } rows[] = {
        { 1, "0.001", "0" },
        { 1000, "1", "0" },
        { 1001, "1.001", "0.0015" },
        { 48000, "48", "70.5" },
        { 1000000, "1000", "1498.5" },
        { 1000001, "1000.0008", "1498.5015" },
        { 5000000, "4200", "7498.5" },
        { 5000001, "4200.0008", "7498.5006" },
        { 10000000, "8200", "10498.5" },
        { 10000001, "8200.0006", "10498.5006" },
        { 100000000, "62200", "64498.5" },
        { 100000001, "62200.0004", "64498.5006" },
        { 200000000, "102200", "124498.5" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        IS_STR(month(&rekognition, rows[i].n), rows[i].rekognition,
               "Rekognition, %" PRId64 " images a month", rows[i].n);
        IS_STR(month(&vision, rows[i].n), rows[i].vision,
               "Vision, %" PRId64 " units a month", rows[i].n);
    }
}

static void
test_amortised(void)
{
    IS_INT(bill(&rekognition, 48, 1000, false).pusd, INT64_C(48000000000),
           "48 frames at 48,000 a month: $0.048");
    IS_INT(bill(&vision, 48, 1000, false).pusd, INT64_C(70500000000), "Vision: $0.0705");
    IS_INT(bill(&rekognition, 48, 1000000, false).pusd, INT64_C(31000000000),
           "at 48 million a month: $0.031");
    IS_INT(bill(&vision, 48, 1000000, false).pusd, INT64_C(33298500000),
           "Vision: $0.0332985");
    IS_INT(bill(&rekognition, 1, 3000000, false).pusd, 866666667,
           "a share is rounded once, half up (866,666,666.67)");
    OK(bill(&rekognition, 48, 1000, false).month_pusd == INT64_C(48000000000000),
       "the month is beside it");
    IS_INT(bill(&rekognition, INT32_MAX, INT64_MAX, false).pusd,
           INT64_C(858993458800000000), "the largest month there is fits");
}

static void
test_bounds(void)
{
    const struct bill_api none = bill(&rekognition, 48, 0, false);
    const struct bill_api free_units = bill(&vision, 48, 0, false);
    const struct bill_api few = bill(&vision, 1, 1000, false);
    const struct api_tariff dearer = { .tiers = { { 0, 5 }, { 10, 9 } }, .n_tiers = 2 };
    const struct api_tariff free_api = { .tiers = { { 0, 0 } }, .n_tiers = 1 };

    IS_INT(none.pusd, INT64_C(48000000000), "without a volume: the first tier");
    IS_INT(none.lowest_pusd, INT64_C(19200000000), "the lowest: all at $0.0004");
    IS_INT(none.highest_pusd, INT64_C(48000000000), "the highest: all at $0.001");
    OK(none.month_pusd == 0, "no month");
    IS_INT(free_units.pusd, INT64_C(72000000000),
           "a tier at no charge is not what a call costs");
    IS_INT(free_units.lowest_pusd, INT64_C(28800000000), "the lowest: all at $0.0006");
    IS_INT(free_units.highest_pusd, INT64_C(72000000000), "the highest: all at $0.0015");
    IS_INT(few.pusd, 0, "at a small volume it is");
    IS_INT(few.lowest_pusd, 600000000, "the bounds stay");
    IS_INT(bill(&dearer, 1, 0, false).highest_pusd, 9,
           "the dearest tier may be a later one");
    IS_INT(bill(&dearer, 1, 0, false).lowest_pusd, 5, "and the cheapest the first");
    IS_INT(bill(&free_api, 3, 10, false).highest_pusd, 0, "an API may be free");
    IS_INT(bill(&rekognition, 0, 10, false).pusd, 0, "no calls cost nothing");
}

static void
test_free_tier(void)
{
    OK(bill(&rekognition, 5, 1000, true).month_pusd == 0, "5000 calls are free");
    OK(bill(&rekognition, 5, 1001, true).month_pusd == INT64_C(5000000000),
       "the next five are not");
    IS_INT(bill(&rekognition, 5, 2000, true).pusd, INT64_C(2500000000),
           "a share of a month that is half free");
    IS_INT(bill(&rekognition, 5, 0, true).pusd, INT64_C(5000000000),
           "without a volume nothing is free");
}

static void
test_refusals(void)
{
    const struct bill_volume good = { 1, false };
    const struct bill_volume negative = { -1, false };
    struct api_tariff bad = rekognition;
    struct bill_api b = { .pusd = 7 };

    IS_INT(bill_api_calls(&rekognition, -1, &good, &b), VA_DOMAIN, "-1 calls");
    IS_INT(bill_api_calls(&rekognition, 1, &negative, &b), VA_DOMAIN, "-1 invocations");
    bad.tiers[0].price_pusd = INT64_MAX;
    IS_INT(bill_api_calls(&bad, 2, &good, &b), VA_OVERFLOW, "a call past int64");
    bad.n_tiers = 0;
    IS_INT(bill_api_calls(&bad, 1, &good, &b), VA_DOMAIN, "an API without prices");
    IS_INT(b.pusd, 7, "the result is untouched by all of these");
}

int
main(void)
{
    test_truth();
    test_amortised();
    test_bounds();
    test_free_tier();
    test_refusals();
    return done();
}
