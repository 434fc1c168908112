/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The truths that benchmarks judge by: their curves, their runs, their verdicts. */
#include "core/stats.h"
#include "tap.h"
#include "truth.h"

enum { SIZES = 8 };
static const double sizes[SIZES] = { 128, 256, 512, 768, 1024, 1536, 2048, 3008 };

/* 60 + 240000 / min(x, 1769) */
static struct truth
knee_truth(void)
{
    double ms[SIZES];
    struct truth t = { 0 };

    for (int32_t i = 0; i < SIZES; i++)
        ms[i] = 60 + 240000 / fmin(sizes[i], 1769);
    truth_init(&t, SIZES, sizes, ms);
    return t;
}

static void
test_curve(void)
{
    double ms[SIZES];
    struct truth t;
    double off = 0;
    double rise = 0;

    for (int32_t i = 0; i < SIZES; i++)
        ms[i] = 300000 * pow(sizes[i], -0.9);
    IS_INT(truth_init(&t, SIZES, sizes, ms), VA_OK, "a curve becomes a truth");
    IS_INT(t.from_mb, 128, "from its first size");
    IS_INT(t.to_mb, 3008, "to its last");
    for (int32_t mb = 128; mb <= 3008; mb++)
        off = fmax(off, fabs(truth_ms(&t, mb) / (300000 * pow(mb, -0.9)) - 1));
    OK(off < 1e-12, "a power law is itself");
    t = knee_truth();
    for (int32_t mb = 129; mb <= 3008; mb++)
        rise = fmax(rise, truth_ms(&t, mb) - truth_ms(&t, mb - 1));
    OK(rise < 1e-9, "falling sizes make a falling truth");
}

static void
test_smoothing(void)
{
    double ms[] = { 1000, 500, 275, 125, 62.5 };
    static const double mb[] = { 128, 256, 512, 1024, 2048 };
    struct truth t;

    truth_init(&t, 5, mb, ms);
    NEAR(truth_ms(&t, 128), 1000, 1e-12, "the first size is as measured");
    NEAR(truth_ms(&t, 2048), 62.5, 1e-12, "and the last");
    NEAR(truth_ms(&t, 512), 250 * sqrt(1.1), 1e-12, "half of a size's own 10 %% goes");
    NEAR(truth_ms(&t, 256), 500 * pow(1.1, 0.25), 1e-12,
         "a quarter of it comes to its neighbours");
}

static void
test_refusals(void)
{
    static const double ms[SIZES] = { 9, 8, 7, 6, 5, 4, 3, 2 };
    static const double zero[SIZES] = { 9, 8, 7, 0, 5, 4, 3, 2 };
    static const double same[SIZES] = { 128, 256, 256, 768, 1024, 1536, 2048, 3008 };
    struct truth t;

    IS_INT(truth_init(&t, 1, sizes, ms), VA_DOMAIN, "one size is no truth");
    IS_INT(truth_init(&t, TRUTH_SIZES_MAX + 1, sizes, ms), VA_DOMAIN, "nor too many");
    IS_INT(truth_init(&t, SIZES, same, ms), VA_DOMAIN, "nor one size twice");
    IS_INT(truth_init(&t, SIZES, sizes, zero), VA_DOMAIN, "nor no time at all");
}

/* Over many seeds: the deviation's spread, and how alike it is a length away. */
static void
test_wiggle(void)
{
    enum { SEEDS = 2000 };
    const struct truth smooth = knee_truth();
    const double apart = exp(0.5);
    double square = 0;
    double product = 0;
    struct truth t = smooth;
    struct truth again = smooth;

    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        double here = 0;
        double there = 0;

        t = smooth;
        truth_wiggle(&t, 0.03, 0.5, seed);
        here = log(truth_ms(&t, 700) / truth_ms(&smooth, 700));
        there = log(truth_ms(&t, 700 * apart) / truth_ms(&smooth, 700 * apart));
        square += here * here / SEEDS;
        product += here * there / SEEDS;
    }
    printf("# spread %.4f, alike %.3f\n", sqrt(square), product / square);
    OK(fabs(sqrt(square) - 0.03) < 0.003, "a deviation of 3 %% is one of 3 %%");
    OK(fabs(product / square - exp(-1)) < 0.08, "it forgets over its length");
    truth_wiggle(&again, 0.03, 0.5, SEEDS - 1);
    NEAR(truth_ms(&again, 999), truth_ms(&t, 999), 0, "the same seed is the same truth");
    truth_wiggle(&again, 0.03, 0.5, SEEDS);
    OK(fabs(truth_ms(&again, 999) - truth_ms(&t, 999)) > 1e-6, "another is another");
}

static void
test_tuning(void)
{
    const struct truth t = knee_truth();
    const struct tuning_noise none = { .init_ratio = 3 };
    struct tuning r;

    truth_tune(&t, &none, 1, &r);
    IS_INT(r.n, TUNING_SIZES, "seven sizes are run");
    NEAR(r.mb[6], 3008, 0, "up to 3008 MB");
    NEAR(r.ms[3], truth_ms(&t, 1024), 1e-12, "a cold run is trimmed away");
    NEAR(r.runs_ms[3][0], 4 * truth_ms(&t, 1024), 1e-12, "though it is the first");
    NEAR(r.runs_ms[3][9], truth_ms(&t, 1024), 1e-12, "the others are warm");
}

static void
test_tuning_range(void)
{
    static const double mb[] = { 320, 1000, 1700 };
    static const double ms[] = { 900, 400, 300 };
    struct truth t;
    struct tuning r;

    truth_init(&t, 3, mb, ms);
    truth_tune(&t, &tuning_typical, 1, &r);
    IS_INT(r.n, 5, "sizes beyond the range are one at its end");
    NEAR(r.mb[0], 320, 0, "the lower");
    NEAR(r.mb[1], 512, 0, "then those within");
    NEAR(r.mb[4], 1700, 0, "and the upper");
}

/* Means and spreads over many seeds are the ones asked for. */
static void
test_noise(void)
{
    enum { SEEDS = 3000 };
    const struct tuning_noise warm = { .sd_host = 0.02, .sd_run = 0.08 };
    const struct truth t = knee_truth();
    const double log_ms = log(truth_ms(&t, 512));
    double run = 0;
    double host = 0;
    struct tuning r;

    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        double a = 0;
        double b = 0;

        truth_tune(&t, &warm, seed, &r);
        a = log(r.runs_ms[2][4]) - log_ms;
        b = log(r.runs_ms[2][5]) - log_ms;
        run += (a - b) * (a - b) / (2 * SEEDS);
        host += a * b / SEEDS;
    }
    printf("# between runs %.4f, between hosts %.4f\n", sqrt(run), sqrt(host));
    OK(fabs(sqrt(run) - 0.08) < 0.004, "runs spread by 8 %%");
    OK(fabs(sqrt(host) - 0.02) < 0.004, "hosts by 2 %%");
}

/* 0.0000166667 USD x 0.5 GB x 0.101 s + 0.0000002 USD = 0.00000104166835 USD */
static void
test_cost(void)
{
    IS_INT(truth_cost_pusd(512, 100.2), 1041668, "a price by hand");
    IS_INT(truth_cost_pusd(512, 101), 1041668, "of whole milliseconds");
    IS_INT(truth_cost_pusd(512, 101.001), 1050002, "begun ones count");
    IS_INT(truth_cost_pusd(1024, 1000), 16866700, "a GB-second and a request");
}

static void
check_verdict(const struct truth *t, enum truth_case which, int32_t best_mb)
{
    const char *name = truth_case_text(which);
    struct verdict v;
    struct goal g;

    truth_goal(t, which, &g);
    IS_INT(truth_judge(t, &g, best_mb, &v), VA_OK, "%s: judged", name);
    IS_INT(v.best_mb, best_mb, "%s: the best size", name);
    NEAR(v.regret_ratio, 0, 0, "%s: is not regretted", name);
    OK(!v.missed, "%s: and misses nothing", name);
}

/* Duration 128000 / x from 128 to 1024 MB: every size costs the same but for ceilings. */
static void
test_verdicts(void)
{
    static const double mb[] = { 128, 1024 };
    static const double ms[] = { 1000, 125 };
    struct verdict v;
    struct truth t;
    struct goal g;

    truth_init(&t, 2, mb, ms);
    check_verdict(&t, TRUTH_FASTEST, 1024);
    check_verdict(&t, TRUTH_WITHIN_BUDGET, 1024);
    truth_goal(&t, TRUTH_FASTEST, &g);
    truth_judge(&t, &g, 512, &v);
    NEAR(v.regret_ratio, 1, 1e-9, "half the size is twice as slow");
    OK(!v.missed, "which is no limit passed");
    truth_goal(&t, TRUTH_WITHIN_LATENCY, &g);
    NEAR(g.latency_ms, 1.25 * 125, 1e-9, "the latency is the least and a quarter");
    truth_judge(&t, &g, 820, &v);
    OK(!v.missed, "819.2 MB keep it");
    truth_judge(&t, &g, 810, &v);
    OK(!v.missed, "a pick that passes it by 1 %% does not miss it");
    truth_judge(&t, &g, 800, &v);
    OK(v.missed, "one that passes it by 2.4 %% does");
    g.latency_ms = 100;
    IS_INT(truth_judge(&t, &g, 800, &v), VA_GOAL, "a goal that nothing keeps is none");
    IS_INT(truth_judge(&t, &g, 127, &v), VA_DOMAIN, "nor is a size out of range a pick");
}

static void
test_cheapest(void)
{
    const struct truth t = knee_truth();
    int32_t best = t.from_mb;
    struct verdict v;
    struct goal g;

    for (int32_t mb = t.from_mb; mb <= t.to_mb; mb++)
        if (truth_cost_pusd(mb, truth_ms(&t, mb)) <
            truth_cost_pusd(best, truth_ms(&t, best)))
            best = mb;
    check_verdict(&t, TRUTH_CHEAPEST, best);
    truth_goal(&t, TRUTH_CHEAPEST, &g);
    truth_judge(&t, &g, 3008, &v);
    NEAR(1 + v.regret_ratio,
         (double)truth_cost_pusd(3008, truth_ms(&t, 3008)) /
             (double)truth_cost_pusd(best, truth_ms(&t, best)),
         1e-9, "regret is the ratio of costs");
    truth_goal(&t, TRUTH_WITHIN_BUDGET, &g);
    truth_judge(&t, &g, 3008, &v);
    OK(v.missed && v.regret_ratio < 0.05, "fast beyond the budget is missed, not slow");
}

/* Shares of the most cost and the most duration, added. */
static void
test_balanced(void)
{
    const struct truth t = knee_truth();
    int32_t best = t.from_mb;
    double least = INFINITY;
    double most_cost = 0;
    double most_ms = 0;

    for (int32_t mb = t.from_mb; mb <= t.to_mb; mb++) {
        most_cost = fmax(most_cost, (double)truth_cost_pusd(mb, truth_ms(&t, mb)));
        most_ms = fmax(most_ms, truth_ms(&t, mb));
    }
    for (int32_t mb = t.from_mb; mb <= t.to_mb; mb++) {
        const double ms = truth_ms(&t, mb);
        const double value =
            0.5 * (double)truth_cost_pusd(mb, ms) / most_cost + 0.5 * ms / most_ms;

        if (value < least) {
            least = value;
            best = mb;
        }
    }
    check_verdict(&t, TRUTH_BALANCED, best);
    OK(best > t.from_mb && best < t.to_mb, "a balance lies between the ends");
}

int
main(void)
{
    test_curve();
    test_smoothing();
    test_refusals();
    test_wiggle();
    test_tuning();
    test_tuning_range();
    test_noise();
    test_cost();
    test_verdicts();
    test_cheapest();
    test_balanced();
    return done();
}
