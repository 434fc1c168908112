/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bills by the installed price files, to the picodollar: every platform and every era. */
#include <stdlib.h>

#include "base/clock.h"
#include "core/bill.h"
#include "io/price.h"
#include "tap.h"

static struct prices *prices;

struct golden {
    const char *name, *region, *day;
    const char *table; /* expected */
    int32_t memory_mb;
    int64_t duration_us, init_us;
    int64_t billed_ms, pusd; /* expected */
};

static struct price_query
query(const char *name, const char *region, const char *day)
{
    struct price_query q = { .name = name, .region = region };

    if (date_parse(day, &q.on_days))
        abort();
    return q;
}

static void
check_golden(const struct golden *g)
{
    const struct price_query q = query(g->name, g->region, g->day);
    const struct bill_volume volume = { 0, false };
    struct tariff t;
    struct va_err err = { .text = "" };
    int64_t billed_ms = -1;
    int64_t pusd = -1;

    if (!OK(!prices_platform(prices, &q, &t, &err), "%s %s on %s has prices", g->name,
            g->region, g->day)) {
        printf("# %s\n", err.text);
        return;
    }
    bill_round(&t, g->duration_us * 1000, g->init_us * 1000, &billed_ms);
    bill_invocation(&t, &(struct bill_time){ g->memory_mb, billed_ms, 1 }, &volume,
                    &pusd);
    IS_STR(t.table, g->table, "from the table of that day");
    IS_INT(billed_ms, g->billed_ms, "%" PRId64 " us are billed as %" PRId64 " ms",
           g->duration_us, g->billed_ms);
    IS_INT(pusd, g->pusd, "%d MB cost that to the picodollar", (int)g->memory_mb);
}

#define X86 "aws-lambda-x86"
#define ARM "aws-lambda-arm"
#define GCF1 "gcf-gen1"
#define GCF2 "gcf-gen2"

static void
test_2019(void)
{
    static const int64_t us = INT64_C(71882700);
    static const struct golden rows[] = {
        { X86, "", "2019-02-01", "aws-2019-02", 1708, us, 0, 71900, 1999468656 },
        { X86, "", "2019-02-01", "aws-2019-02", 1711, 71792000, 0, 71800, 2000194744 },
        { X86, "", "2018-11-01", "aws-2019-02", 448, 187676400, 0, 187700, 1369178688 },
        { X86, "eu-west-1", "2020-11-30", "aws-2019-02", 1024, 103742100, 9000000, 103800,
          1730620736 },
        { X86, "", "2019-02-01", "aws-2019-02", 128, 103742100, 0, 103800, 216502592 },
        { X86, "", "2019-02-01", "aws-2019-02", 256, 103742100, 0, 103800, 432805184 },
        { X86, "", "2019-02-01", "aws-2019-02", 512, 103742100, 0, 103800, 865410368 },
        { X86, "", "2019-02-01", "aws-2019-02", 2048, 103742100, 0, 103800, 3461041472 },
        { X86, "", "2019-02-01", "aws-2019-02", 3008, 100000, 0, 100, 5097024 },
        { GCF1, "", "2019-02-01", "gcf-2019-02", 128, 103742100, 0, 103800, 240418816 },
        { GCF1, "", "2019-02-01", "gcf-2019-02", 256, 103742100, 0, 103800, 480437632 },
        { GCF1, "", "2019-02-01", "gcf-2019-02", 512, 103742100, 0, 103800, 960475264 },
        { GCF1, "", "2019-02-01", "gcf-2019-02", 1024, 103742100, 0, 103800, 1712950528 },
        { GCF1, "", "2019-02-01", "gcf-2019-02", 2048, 103742100, 0, 103800, 3010301056 },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check_golden(&rows[i]);
}

static void
test_aws(void)
{
    static const struct golden rows[] = {
        /* init is billed from 2025-08-01 on */
        { X86, "", "2025-07-31", "aws-2022-08", 2048, 3100, 542010, 4, 333334 },
        { X86, "", "2025-08-01", "aws-2025-08", 2048, 3100, 542010, 546, 18400036 },
        { ARM, "", "2025-07-31", "aws-2022-08", 2048, 3100, 542010, 4, 306667 },
        { ARM, "", "2025-08-01", "aws-2025-08", 2048, 3100, 542010, 546, 14760073 },
        { X86, "", "2020-12-01", "aws-2020-12", 1024, 100001, 0, 101, 1883337 },
        { X86, "", "2026-11-22", "aws-2025-08", 10240, 900000000, 0, 900000,
          INT64_C(150000500000) },
        { X86, "", "2026-11-22", "aws-2025-08", 1712, 71762184, 0, 71763, 1999850093 },
        { X86, "", "2026-11-22", "aws-2025-08", 128, 1, 0, 1, 202083 },
        { ARM, "", "2021-09-29", "aws-2021-09", 1024, 1000000, 0, 1000, 13533400 },
        /* a GB-s and a request where prices differ */
        { X86, "af-south-1", "2026-11-22", "aws-2025-08", 1024, 1000000, 0, 1000,
          22370000 },
        { X86, "ap-east-1", "2026-11-22", "aws-2025-08", 1024, 1000000, 0, 1000,
          23200000 },
        { X86, "eu-south-1", "2026-11-22", "aws-2025-08", 1024, 1000000, 0, 1000,
          19747200 },
        { X86, "me-south-1", "2026-11-22", "aws-2025-08", 1024, 1000000, 0, 1000,
          20916700 },
        { X86, "me-central-1", "2026-11-22", "aws-2025-08", 1024, 1000000, 0, 1000,
          20916700 },
        { X86, "eu-central-2", "2026-11-22", "aws-2025-08", 1024, 1000000, 0, 1000,
          18553400 },
        { X86, "il-central-1", "2026-11-22", "aws-2025-08", 1024, 1000000, 0, 1000,
          17710000 },
        { X86, "ap-southeast-5", "2026-11-22", "aws-2025-08", 1024, 1000000, 0, 1000,
          15180000 },
        { X86, "eu-central-1", "2026-11-22", "aws-2025-08", 1024, 1000000, 0, 1000,
          16866700 },
        { ARM, "af-south-1", "2026-11-22", "aws-2025-08", 1024, 1000000, 0, 1000,
          17950000 },
        { ARM, "ap-east-1", "2026-11-22", "aws-2025-08", 1024, 1000000, 0, 1000,
          18580000 },
        { ARM, "eu-south-1", "2026-11-22", "aws-2025-08", 1024, 1000000, 0, 1000,
          15843800 },
        { ARM, "me-south-1", "2026-11-22", "aws-2025-08", 1024, 1000000, 0, 1000,
          16783400 },
        { ARM, "eu-central-2", "2026-11-22", "aws-2025-08", 1024, 1000000, 0, 1000,
          14886700 },
        { ARM, "ap-southeast-5", "2026-11-22", "aws-2025-08", 1024, 1000000, 0, 1000,
          12180000 },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check_golden(&rows[i]);
}

static void
test_gcf(void)
{
    static const int32_t sizes_mb[] = { 128, 256, 512, 1024, 2048, 4096, 8192 };
    static const int64_t tier_1[] = { 1093000, 1789000,  3175000, 5350000,
                                      9100000, 17800000, 20800000 };
    static const int64_t tier_2[] = { 1372000,  2344000,  4285000, 7330000,
                                      12580000, 24760000, 28960000 };
    static const struct golden rows[] = {
        { GCF2, "", "2026-11-22", "gcf-2024-11", 128, 100000, 0, 100, 630450 },
        { GCF2, "", "2026-11-22", "gcf-2024-11", 256, 260000, 0, 300, 1789900 },
        { GCF2, "", "2026-11-22", "gcf-2024-11", 512, 260000, 0, 300, 3172600 },
        { GCF2, "", "2026-11-22", "gcf-2024-11", 32768, 100000, 0, 100, 27600000 },
        { GCF2, "", "2026-11-22", "gcf-2024-11", 512, 60000, 200000, 300, 3172600 },
        { GCF2, "asia-east2", "2026-11-22", "gcf-2024-11", 128, 100000, 0, 100, 722630 },
        { GCF2, "asia-south1", "2024-11-14", "gcf-2022-08", 128, 100000, 0, 100, 722630 },
        { GCF2, "asia-south1", "2024-11-15", "gcf-2024-11", 128, 100000, 0, 100, 630450 },
        { GCF1, "asia-east2", "2026-11-22", "gcf-2021-01", 128, 60000, 200000, 100,
          631000 },
    };

    for (size_t i = 0; i < sizeof sizes_mb / sizeof *sizes_mb; i++) {
        check_golden(&(struct golden){ GCF1, "us-central1", "2026-11-22", "gcf-2021-01",
                                       sizes_mb[i], 260000, 0, 300, tier_1[i] });
        check_golden(&(struct golden){ GCF1, "us-west2", "2026-11-22", "gcf-2021-01",
                                       sizes_mb[i], 260000, 0, 300, tier_2[i] });
    }
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check_golden(&rows[i]);
}

/* A month of n invocations, 1024 MB and a second each, in picodollars. */
static void
check_month(const char *name, int64_t n, bool free_tier, const char *expected)
{
    const struct price_query q = query(name, "", "2026-11-22");
    const struct bill_volume volume = { n, free_tier };
    char text[MONEY_TEXT_MAX];
    struct tariff t;
    va_int128 pusd = -1;

    OK(!prices_platform(prices, &q, &t, NULL), "%s has prices", name);
    bill_month(&t, &(struct bill_time){ 1024, 1000, 1 }, &volume, &pusd);
    IS_STR(money_exact(text, pusd), expected, "%" PRId64 " a month%s", n,
           free_tier ? " with the free tier" : "");
}

static void
test_months(void)
{
    check_month(X86, INT64_C(5999999999), false, "101200.1999831333");
    check_month(X86, INT64_C(6000000001), false, "101200.2000152");
    check_month(X86, INT64_C(15000000001), false, "238000.2000135334");
    check_month(ARM, INT64_C(7499999999), false, "101500.4999864666");
    check_month(ARM, INT64_C(7500000001), false, "101500.5000122001");
    check_month(ARM, INT64_C(18750000001), false, "238751.6250108667");
    check_month(X86, 400000, true, "0");
    check_month(X86, 1000001, true, "10.0000368667");
    check_month(ARM, 400001, true, "0.0000133334");
    check_month(GCF1, 142857, true, "0");
    check_month(GCF1, 1000000, true, "14.14285785"); /* 8,571,429 steps */
    check_month(GCF2, 308747, true, "0");
    check_month(GCF2, 400000, true, "1.3768");
}

static void
check_api(const char *name, const char *region, const char *day, const char *expected[5])
{
    static const int64_t n[5] = { 1000, 1000000, 5000000, 35000000, 100000000 };
    const struct price_query q = query(name, region, day);
    struct api_tariff t;
    char text[MONEY_TEXT_MAX];

    OK(!prices_api(prices, &q, &t, NULL), "%s %s has prices on %s", name, region, day);
    for (int i = 0; i < 5; i++) {
        struct bill_api b = { .pusd = -1 };

        bill_api_calls(&t, 1, &(struct bill_volume){ n[i], false }, &b);
        IS_STR(money_exact(text, b.month_pusd), expected[i], "%" PRId64 " calls a month",
               n[i]);
    }
}

static void
test_apis(void)
{
    check_api("rekognition", "", "2019-02-01",
              (const char *[]){ "1", "1000", "4200", "23200", "62200" });
    check_api("rekognition", "us-west-2", "2026-11-22",
              (const char *[]){ "1", "1000", "4200", "22200", "38450" });
    check_api("rekognition", "us-west-1", "2026-11-22",
              (const char *[]){ "1.17", "1170", "5850", "40950", "117000" });
    check_api("rekognition", "ap-northeast-1", "2026-11-22",
              (const char *[]){ "1.3", "1300", "6500", "45500", "130000" });
    check_api("vision", "", "2019-02-01",
              (const char *[]){ "0", "1498.5", "7498.5", "25498.5", "64498.5" });
    check_api("vision", "global", "2026-11-22",
              (const char *[]){ "0", "1498.5", "7498.5", "25498.5", "64498.5" });
}

/* The fastest size of a published curve a x^b that costs at most that much. */
struct pick {
    double a, b;
    int32_t from_mb;
    const char *day;
    int32_t step_ms;
    int64_t budget_pusd;
    int32_t memory_mb; /* expected */
};

static void
check_pick(const struct pick *want)
{
    struct price_query q = query(X86, "", want->day);
    const struct dist point = { .n_nodes = 1, .nodes = { 1.0 } };
    const struct bill_volume volume = { 0, false };
    struct tariff t;
    int32_t best_mb = 0;

    q.billing_step_ms = want->step_ms;
    OK(!prices_platform(prices, &q, &t, NULL), "there are prices on %s", want->day);
    for (int32_t mb = want->from_mb; mb && mb <= 3008; mb = tariff_next_size(&t, mb)) {
        struct bill_time time = { .n = 0 };
        int64_t pusd = INT64_MAX;

        if (!bill_time_of(&t, mb, &point, want->a * pow(mb, want->b), &time) &&
            !bill_invocation(&t, &time, &volume, &pusd) && pusd <= want->budget_pusd)
            best_mb = mb;
    }
    IS_INT(best_mb, want->memory_mb, "for %" PRId64 " p$, %d MB is the largest",
           want->budget_pusd, (int)want->memory_mb);
}

static void
test_picks(void)
{
    static const struct pick picks[] = {
        { 14950000, -0.7171, 448, "2019-02-01", 0, 2000000000, 1708 },
        { 14950000, -0.7171, 448, "2019-02-01", 1, 2000000000, 1711 },
        { 14950000, -0.7171, 448, "2026-11-22", 0, 2000000000, 1712 },
        { 15665000, -0.9119, 320, "2019-02-01", 0, 450000000, 625 },
        { 15665000, -0.9119, 320, "2019-02-01", 0, 500000000, 2060 },
    };

    for (size_t i = 0; i < sizeof picks / sizeof *picks; i++)
        check_pick(&picks[i]);
}

int
main(void)
{
    char dir[1024];
    const char *srcdir = getenv("srcdir");
    struct va_err err;

    snprintf(dir, sizeof dir, "%s/pricing", srcdir ? srcdir : ".");
    if (!OK(!prices_open(dir, NULL, &prices, &err), "the installed prices open"))
        return done();
    test_2019();
    test_aws();
    test_gcf();
    test_months();
    test_apis();
    test_picks();
    prices_close(prices);
    return done();
}
