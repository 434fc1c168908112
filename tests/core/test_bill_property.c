/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What holds for every bill, on random tariffs: order, sums, and a second calculation. */
#include <math.h>

#include "core/bill.h"
#include "core/tariffs.h"
#include "tap.h"

enum { ROUNDS = 20000, LIMBS = 16 };

static uint64_t random_state = 20190201;

static int64_t
random_to(int64_t high)
{
    random_state = random_state * UINT64_C(6364136223846793005) + 1442695040888963407;
    return (int64_t)((random_state >> 11) % ((uint64_t)high + 1));
}

/* Up to four tiers; edges low enough for small months to meet them. */
static struct tariff
random_tariff(void)
{
    struct tariff t = tariff_x86();
    struct tariff_rate *rate = &t.rates[0];

    rate->n_tiers = (int32_t)(1 + random_to(3));
    for (int32_t i = 0; i < rate->n_tiers; i++) {
        rate->tiers[i].from = i ? rate->tiers[i - 1].from + 1 + random_to(500) : 0;
        rate->tiers[i].price_pusd = random_to(100000000);
    }
    rate->free_per_month = random_to(300);
    t.request_pusd = random_to(1000000);
    t.free_requests_per_month = random_to(1000);
    t.step_ms = random_to(1) ? 1 : 100;
    return t;
}

static struct bill_time
random_time(const struct tariff *t)
{
    const int32_t n = (int32_t)(1 + random_to(31));

    return (struct bill_time){ (int32_t)(128 + random_to(10112)),
                               t->step_ms * random_to(n * 9000), n };
}

/* An unsigned number in limbs of 32 bits, the lowest first. */
struct big {
    uint32_t limb[LIMBS];
};

static struct big
big_of(uint64_t value)
{
    return (struct big){ { (uint32_t)value, (uint32_t)(value >> 32) } };
}

static struct big
big_add(struct big a, struct big b)
{
    uint64_t carry = 0;

    for (int i = 0; i < LIMBS; i++) {
        carry += (uint64_t)a.limb[i] + b.limb[i];
        a.limb[i] = (uint32_t)carry;
        carry >>= 32;
    }
    return a;
}

static struct big
big_times(struct big a, uint32_t by)
{
    uint64_t carry = 0;

    for (int i = 0; i < LIMBS; i++) {
        carry += (uint64_t)a.limb[i] * by;
        a.limb[i] = (uint32_t)carry;
        carry >>= 32;
    }
    return a;
}

static struct big
big_times64(struct big a, uint64_t by)
{
    struct big high = big_times(a, (uint32_t)(by >> 32));

    memmove(high.limb + 1, high.limb, sizeof high.limb - sizeof *high.limb);
    high.limb[0] = 0;
    return big_add(high, big_times(a, (uint32_t)by));
}

static int
big_compare(struct big a, struct big b)
{
    for (int i = LIMBS; i-- > 0;) {
        if (a.limb[i] != b.limb[i])
            return a.limb[i] < b.limb[i] ? -1 : 1;
    }
    return 0;
}

static struct big
big_less(struct big a, struct big b)
{
    int64_t borrow = 0;

    if (big_compare(a, b) < 0)
        return big_of(0);
    for (int i = 0; i < LIMBS; i++) {
        borrow += (int64_t)a.limb[i] - b.limb[i];
        a.limb[i] = (uint32_t)borrow;
        borrow = borrow < 0 ? -1 : 0;
    }
    return a;
}

static struct big
big_least(struct big a, struct big b)
{
    return big_compare(a, b) < 0 ? a : b;
}

/* Twice the month's charge times n x 1,024,000, tier by tier from the top down. */
static struct big
twice_scaled(const struct tariff *t, const struct bill_time *time,
             const struct bill_volume *volume)
{
    const struct tariff_rate *rate = &t->rates[0];
    const uint64_t unit = (uint64_t)time->n * 1024000;
    const uint64_t v = (uint64_t)volume->per_month;
    struct big left = big_times64(
        big_times64(big_of((uint64_t)time->memory_mb), (uint64_t)time->sum_billed_ms), v);
    struct big sum = big_of(0);
    uint64_t requests = v;

    if (volume->free_tier) {
        const uint64_t free = (uint64_t)t->free_requests_per_month;

        left = big_less(left, big_times64(big_of((uint64_t)rate->free_per_month), unit));
        requests = requests > free ? requests - free : 0;
    }
    for (int32_t i = rate->n_tiers; i-- > 0;) {
        const struct big from = big_times64(big_of((uint64_t)rate->tiers[i].from), unit);
        const struct big part = big_less(left, from);

        sum = big_add(sum, big_times64(part, (uint64_t)rate->tiers[i].price_pusd));
        left = big_least(left, from);
    }
    sum = big_add(
        sum, big_times64(big_times64(big_of(requests), (uint64_t)t->request_pusd), unit));
    return big_times(sum, 2);
}

/* Is pusd = num / den, rounded half up? twice is 2 num, den = unit x v. */
static bool
is_rounded(int64_t pusd, struct big twice, uint64_t unit, uint64_t v)
{
    const struct big den = big_times64(big_of(unit), v);
    const struct big middle = big_times(big_times64(den, (uint64_t)pusd), 2);

    /* pusd - 1/2 <= num / den < pusd + 1/2 */
    return big_compare(big_add(twice, den), middle) >= 0 &&
           big_compare(twice, big_add(middle, den)) < 0;
}

static void
test_second_calculation(void)
{
    int n_wrong_month = 0;
    int n_wrong_share = 0;
    int n_high = 0;

    for (int i = 0; i < ROUNDS; i++) {
        const struct tariff t = random_tariff();
        const struct bill_time time = random_time(&t);
        const struct bill_volume volume = { 1 + random_to(i % 2 ? 3000 : 1000000000),
                                            random_to(1) == 1 };
        const uint64_t unit = (uint64_t)time.n * 1024000;
        const struct big twice = twice_scaled(&t, &time, &volume);
        va_int128 total = 0;
        int64_t part = 0;

        if (bill_month(&t, &time, &volume, &total) || total > INT64_MAX) {
            n_high++;
            continue;
        }
        n_wrong_month += !is_rounded((int64_t)total, twice, unit, 1);
        n_wrong_share += bill_invocation(&t, &time, &volume, &part) ||
                         !is_rounded(part, twice, unit, (uint64_t)volume.per_month);
    }
    IS_INT(n_wrong_month, 0, "a month is what long arithmetic makes it");
    IS_INT(n_wrong_share, 0, "and so is a share of it, rounded once");
    OK(n_high < ROUNDS / 2, "most of the random bills could be compared");
}

static void
test_order(void)
{
    int n_time = 0;
    int n_volume = 0;
    int n_memory = 0;
    int n_free = 0;

    for (int i = 0; i < ROUNDS; i++) {
        const struct tariff t = random_tariff();
        const struct bill_time time = random_time(&t);
        const struct bill_volume volume = { 1 + random_to(5000), random_to(1) == 1 };
        struct bill_time longer = time;
        struct bill_time larger = time;
        struct bill_volume more = volume;
        const struct bill_volume all = { volume.per_month, false };
        va_int128 base = 0;
        va_int128 other = 0;

        longer.sum_billed_ms += random_to(1000);
        larger.memory_mb += (int32_t)random_to(10240 - larger.memory_mb);
        more.per_month += random_to(1000);
        bill_month(&t, &time, &volume, &base);
        n_time += bill_month(&t, &longer, &volume, &other) || other < base;
        n_memory += bill_month(&t, &larger, &volume, &other) || other < base;
        n_volume += bill_month(&t, &time, &more, &other) || other < base;
        n_free += bill_month(&t, &time, &all, &other) || other < base;
    }
    IS_INT(n_time, 0, "more time never costs less");
    IS_INT(n_memory, 0, "nor does more memory for the same time");
    IS_INT(n_volume, 0, "nor do more invocations");
    IS_INT(n_free, 0, "nor does going without the free tier");
}

/* A tariff with the prices of one tier for every quantity. */
static struct tariff
only_tier(const struct tariff *t, int32_t i)
{
    struct tariff flat = *t;

    flat.rates[0].tiers[0].price_pusd = t->rates[0].tiers[i].price_pusd;
    flat.rates[0].n_tiers = 1;
    return flat;
}

static void
test_parts(void)
{
    int n_wrong = 0;

    for (int i = 0; i < ROUNDS; i++) {
        const struct tariff t = random_tariff();
        const struct bill_time gb_s = { 1024, 1000, 1 };
        const int64_t n = 1 + random_to(2000);
        va_int128 total = 0;
        va_int128 sum = 0;

        for (int32_t tier = 0; tier < t.rates[0].n_tiers; tier++) {
            const struct tariff flat = only_tier(&t, tier);
            const struct tariff_tier *at = &t.rates[0].tiers[tier];
            const int64_t to =
                tier + 1 < t.rates[0].n_tiers && at[1].from < n ? at[1].from : n;
            va_int128 part = 0;

            if (to <= at->from)
                break;
            bill_month(&flat, &gb_s, &(struct bill_volume){ to - at->from, false },
                       &part);
            sum += part;
        }
        n_wrong += bill_month(&t, &gb_s, &(struct bill_volume){ n, false }, &total) ||
                   total != sum;
    }
    IS_INT(n_wrong, 0, "a month is the sum of its parts in each tier");
}

/* A bill without a volume, which has a way of its own, is that of a month with a single
 * invocation at the tier that counts. */
static void
test_single(void)
{
    int64_t n_wrong = 0;

    for (int i = 0; i < ROUNDS; i++) {
        const struct tariff t = random_tariff();
        const struct bill_time time = random_time(&t);
        struct tariff flat = t;
        int32_t tier = 0;
        int64_t one = 0;
        va_int128 month = 0;

        while (tier + 1 < t.rates[0].n_tiers && !t.rates[0].tiers[tier].price_pusd)
            tier++;
        flat = only_tier(&t, tier);
        n_wrong += bill_invocation(&t, &time, &(struct bill_volume){ 0 }, &one) ||
                   bill_month(&flat, &time, &(struct bill_volume){ 1, false }, &month) ||
                   one != month;
    }
    IS_INT(n_wrong, 0, "a bill without a volume is one of a month with one invocation");
}

/* What passes 64 bits on the way is billed all the same. */
static void
test_wide(void)
{
    struct tariff t = tariff_x86();
    const struct bill_time time = { 10240, BILL_MS_MAX, 1 };
    int64_t one = 0;
    va_int128 month = 0;

    t.rates[0].tiers[0].price_pusd = INT64_C(100000000000);
    OK(!bill_invocation(&t, &time, &(struct bill_volume){ 0 }, &one) &&
           !bill_month(&t, &time, &(struct bill_volume){ 1, false }, &month) &&
           one == month,
       "a very large bill is exact");
}

/* A duration at a whole number of steps, up to 40 ns and a little rounding off it, or
 * anywhere. */
static double
random_ms(int32_t step_ms)
{
    const double most = (double)BILL_MS_MAX - 1;
    const int64_t steps = 1 + random_to((int64_t)1 << random_to(31)) / step_ms;
    const double whole = (double)(steps * step_ms);
    const double off_ms = (double)(random_to(80) - 40) * (random_to(1) ? 1e-6 : 2.5e-7);
    const double ms =
        random_to(3) ? whole + off_ms : whole * (double)random_to(999) / 997;

    return fmin(fmax(ms, 1e-7), most);
}

/* Every node is rounded up as its nearest nanosecond is, also beside a whole step. */
static void
test_nodes(void)
{
    static const int32_t steps_ms[] = { 1, 2, 3, 10, 100 };
    int64_t n_wrong = 0;
    int64_t n_near = 0;

    for (int i = 0; i < 20 * ROUNDS; i++) {
        const struct tariff t = { .step_ms = steps_ms[random_to(4)],
                                  .min_billed_ms = (int32_t)random_to(1) * 150 };
        const double level_ms = random_ms(t.step_ms);
        const double node = random_to(1) ? 1 : 1 + (double)random_to(64) / 1024;
        const struct dist d = { .nodes = { 1, node }, .n_nodes = 2 };
        struct bill_time time = { 0 };
        int64_t sum_ms = 0;
        bool wrong = level_ms * node > (double)BILL_MS_MAX;

        if (wrong)
            continue;
        for (int k = 0; k < 2; k++) {
            const int64_t ns = (int64_t)(level_ms * d.nodes[k] * 1e6 + 0.5);
            const int64_t off_ns = ns % (t.step_ms * INT64_C(1000000));
            int64_t billed_ms = 0;

            n_near += off_ns < 50 || off_ns > t.step_ms * INT64_C(1000000) - 50;
            wrong |= bill_round(&t, ns > 0 ? ns : 1, 0, &billed_ms) != VA_OK;
            sum_ms += billed_ms;
        }
        n_wrong += wrong || bill_time_of(&t, 128, &d, level_ms, &time) != VA_OK ||
                   time.sum_billed_ms != sum_ms;
    }
    IS_INT(n_wrong, 0, "a node is billed as its nearest nanosecond is");
    OK(n_near > 5 * ROUNDS, "many of them lie beside a whole step");
}

int
main(void)
{
    test_nodes();
    test_single();
    test_wide();
    test_second_calculation();
    test_order();
    test_parts();
    return done();
}
