/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Break-even volumes against bills worked out by a plain loop. */
#include "core/break_even.h"

#include "core/tariffs.h"
#include "tap.h"

/* 10 M p$ of compute an invocation: 1 s at 1024 MB on x86, plus the request. */
static struct break_even_side
compute(const struct tariff *t)
{
    return (struct break_even_side){ .tariff = t, .time = { 1024, 1000, 1 } };
}

static va_int128
month(const struct break_even_side *s, int64_t volume)
{
    struct bill_volume v = { volume, false };
    struct bill_api api = { 0 };
    va_int128 total = 0;

    if (s->tariff)
        bill_month(s->tariff, &s->time, &v, &total);
    if (s->api)
        bill_api_calls(s->api, s->calls, &v, &api);
    return total + api.month_pusd;
}

static void
falling_api(void)
{
    struct tariff t = tariff_x86();
    /* Dearer than compute in the first million calls, far cheaper beyond. */
    struct api_tariff api = { .tiers = { { 0, 50000000 }, { 1000000, 1000000 } },
                              .n_tiers = 2 };
    struct break_even_side a = { .api = &api, .calls = 1 };
    struct break_even_side b = compute(&t);
    struct break_even found = { 0 };
    int64_t at = 0;

    IS_INT(break_even_find(&a, &b, false, &found), VA_OK, "two ways are compared");
    IS_INT(found.n, 2, "the cheaper side changes once");
    OK(!found.ranges[0].a_cheaper && found.ranges[0].from_per_month == 1,
       "the API is dearer at first");
    OK(found.ranges[1].a_cheaper, "and cheaper from some volume on");
    at = found.ranges[1].from_per_month;
    OK(month(&a, at) < month(&b, at) && month(&a, at - 1) >= month(&b, at - 1),
       "that volume (%" PRId64 ") is exact to one invocation", at);
}

static void
free_calls(void)
{
    struct tariff t = tariff_x86();
    struct api_tariff api = { .tiers = { { 0, 0 }, { 1000, 1500000000 } }, .n_tiers = 2 };
    struct break_even_side a = { .api = &api, .calls = 48 };
    struct break_even_side b = compute(&t);
    struct break_even found = { 0 };
    int64_t at = 0;

    break_even_find(&a, &b, false, &found);
    OK(found.n == 2 && found.ranges[0].a_cheaper && !found.ranges[1].a_cheaper,
       "free calls make the API cheaper at first only");
    at = found.ranges[1].from_per_month;
    OK(month(&a, at) >= month(&b, at) && month(&a, at - 1) < month(&b, at - 1),
       "until exactly %" PRId64 " invocations", at);
}

static void
never(void)
{
    struct tariff t = tariff_x86();
    struct break_even_side a = compute(&t);
    struct break_even_side b = compute(&t);
    struct break_even found = { 0 };

    b.time.sum_billed_ms = 900;
    break_even_find(&a, &b, false, &found);
    OK(found.n == 1 && !found.ranges[0].a_cheaper, "what is always dearer never wins");
    break_even_find(&b, &a, false, &found);
    OK(found.n == 1 && found.ranges[0].a_cheaper, "what is always cheaper always does");
}

int
main(void)
{
    falling_api();
    free_calls();
    never();
    return done();
}
