/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Waits and bills of mixtures of warm and cold invocations, against brute force. */
#include <stdlib.h>

#include "core/cold.h"
#include "core/stats.h"
#include "core/tariffs.h"
#include "tap.h"

enum { DRAWS = 200000, ROUNDS = 400 };

static const double shares[] = { 0.002, 0.0099, 0.01, 0.02, 0.05, 0.2, 0.5, 0.9, 1 };
static const int n_shares = sizeof shares / sizeof *shares;
static const double probabilities[STAT_COUNT] = { 0, 0.5, 0.95, 0.99 };
static double drawn[DRAWS];
static double unit_nodes[COLD_NODES];

/* Lognormal runs. */
static struct dist
warm_of(double level_ms, double sd)
{
    struct dist d = { .log_level = log(level_ms),
                      .level_ms = level_ms,
                      .sd_level = 0.05,
                      .df = 20,
                      .offset = { sd * sd / 2, 0, 1.6448536269514722 * sd,
                                  2.3263478740408408 * sd },
                      .n_nodes = DIST_NODES_MAX,
                      .spread_known = true };

    for (int i = 0; i < DIST_NODES_MAX; i++)
        d.nodes[i] = exp(sd * dist_t_quantile((i + 0.5) / DIST_NODES_MAX, INFINITY));
    return d;
}

static struct cold_start
start_of(double init_ms, double sd, double factor)
{
    for (int i = 0; i < COLD_NODES; i++)
        unit_nodes[i] = exp(sd * dist_t_quantile((i + 0.5) / COLD_NODES, INFINITY));
    return (struct cold_start){ .has_init = init_ms > 0,
                                .log_init = log(init_ms > 0 ? init_ms : 1),
                                .sd_init = 0.1,
                                .sd_log = sd,
                                .log_factor = log(factor),
                                .sd_factor = 0.05,
                                .nodes = unit_nodes };
}

static int
order(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;

    return (x > y) - (x < y);
}

/* What one caller waits, from the definitions. */
static double
draw(const double law[5], bool cold, uint64_t *state)
{
    const double run = law[0] * exp(law[1] * random_normal(state));

    if (!cold)
        return run;
    return run * law[4] + law[2] * exp(law[3] * random_normal(state));
}

/* Level and spread of runs, level and spread of init, factor. */
static void
against_draws(const double law[5], double tolerance)
{
    const struct dist warm = warm_of(law[0], law[1]);
    const struct cold_start start = start_of(law[2], law[3], law[4]);
    uint64_t state = 31;

    for (int k = 0; k < n_shares; k++) {
        double sum = 0;

        for (int i = 0; i < DRAWS; i++) {
            drawn[i] = draw(law, i < shares[k] * DRAWS, &state);
            sum += drawn[i];
        }
        qsort(drawn, DRAWS, sizeof *drawn, order);
        NEAR(cold_statistic(&warm, &start, shares[k], STAT_MEAN, 0), sum / DRAWS, 0.01,
             "the mean with a share of %g", shares[k]);
        for (int stat = STAT_P50; stat < STAT_COUNT; stat++) {
            const double p = probabilities[stat];
            const double at =
                cold_statistic(&warm, &start, shares[k], (enum statistic)stat, 0);
            int64_t n = 0;

            while (n < DRAWS && drawn[n] <= at)
                n++;
            /* In time, or in probability where next to nothing lies about it. */
            OK(fabs(at / drawn[(int)(p * DRAWS)] - 1) < tolerance ||
                   fabs((double)n / DRAWS - p) < 0.001,
               "%s with a share of %g: %.1f ms, drawn %.1f", statistic_name(stat),
               shares[k], at, drawn[(int)(p * DRAWS)]);
        }
    }
}

/* Random laws: waits never fall with the share, and without cold starts are the warm
 * distribution's own. */
static void
monotone(void)
{
    uint64_t state = 8;
    int falls = 0;
    int differ = 0;

    for (int i = 0; i < ROUNDS; i++) {
        const struct dist warm =
            warm_of(exp(8 * random_unit(&state)), random_unit(&state));
        const struct cold_start start =
            start_of(i % 5 ? exp(9 * random_unit(&state)) : 0, 0.5 * random_unit(&state),
                     1 + 2 * random_unit(&state));

        for (int stat = 0; stat < STAT_COUNT; stat++) {
            const double none = dist_statistic(&warm, (enum statistic)stat);
            double last = none;

            for (int k = 0; k <= 200; k++) {
                const double at =
                    cold_statistic(&warm, &start, k / 200.0, (enum statistic)stat, 0);

                falls += at < last * (1 - 1e-9);
                differ += k == 0 && fabs(at / none - 1) > 1e-12;
                last = at;
            }
        }
    }
    IS_INT(falls, 0, "no wait falls when more invocations start cold");
    IS_INT(differ, 0, "without cold starts waits are the warm ones");
}

static void
no_different(void)
{
    const struct dist warm = warm_of(100, 0.3);
    const struct cold_start same = start_of(0, 0, 1);

    for (int stat = 0; stat < STAT_COUNT; stat++)
        NEAR(cold_statistic(&warm, &same, 0.3, (enum statistic)stat, 0),
             dist_statistic(&warm, (enum statistic)stat), 1e-9,
             "cold starts that take no longer change nothing: %s", statistic_name(stat));
}

static void
uncertain(void)
{
    const struct dist warm = warm_of(100, 0.2);
    const struct cold_start start = start_of(300, 0.2, 1.3);

    for (int stat = 0; stat < STAT_COUNT; stat++) {
        const double low = cold_statistic(&warm, &start, 0.03, (enum statistic)stat, -2);
        const double mid = cold_statistic(&warm, &start, 0.03, (enum statistic)stat, 0);
        const double high = cold_statistic(&warm, &start, 0.03, (enum statistic)stat, 2);

        OK(low < mid && mid < high, "%s rises with the errors", statistic_name(stat));
    }
}

/* Billed time by whole steps: the dividend is exact. */
static int64_t
steps_ms(const struct tariff *t, double ms)
{
    const int64_t ns = (int64_t)llround(ms * 1e6);
    const int64_t step_ns = (int64_t)t->step_ms * 1000000;

    return (ns / step_ns + (ns % step_ns != 0)) * t->step_ms;
}

/* The mean bill of warm and cold invocations, rounded half up once. */
static int64_t
mean_bill(const struct tariff *t, const struct dist *warm, const double cold_ms[3],
          struct cold_share share)
{
    __extension__ unsigned __int128 sum = 0;
    __extension__ unsigned __int128 den = 1024000;

    for (int i = 0; i < warm->n_nodes; i++) {
        const double run = cold_ms[0] * warm->nodes[i];

        sum += (unsigned)(share.den - share.num) * (uint64_t)steps_ms(t, run);
        sum += (unsigned)share.num *
               (uint64_t)steps_ms(t, cold_ms[1] * warm->nodes[i] + cold_ms[2]);
    }
    sum *= 1024U * (uint64_t)t->rates[0].tiers[0].price_pusd;
    den *= (unsigned)(share.den * warm->n_nodes);
    return (int64_t)((2 * sum + den) / (2 * den)) + t->request_pusd;
}

/* With an init that does not vary every outcome is known. */
static void
exact_bills(enum tariff_init init)
{
    const struct bill_volume single = { 0 };
    struct tariff t = tariff_x86();
    uint64_t state = 12;
    int wrong = 0;

    t.init = init;
    for (int i = 0; i < ROUNDS; i++) {
        const double level_ms = exp(9 * random_unit(&state));
        const double init_ms = exp(8 * random_unit(&state));
        const double factor = 1 + random_unit(&state);
        const struct dist warm = warm_of(level_ms, random_unit(&state));
        const struct cold_start start = start_of(init_ms, 0, factor);
        const struct cold_share share =
            cold_share_of((double)(1 + random_bits(&state) % 999999) / 1e6);
        const double cold_ms[3] = { level_ms, level_ms * cold_factor(&start, 0),
                                    init == TARIFF_INIT_BILLED ? cold_init_ms(&start, 0)
                                                               : 0 };
        struct bill_time parts[2] = { { 0 } };
        struct bill_time all = { 0 };
        int64_t pusd = 0;

        t.step_ms = i % 2 ? 1 : 100;
        wrong += bill_time_of(&t, 1024, &warm, level_ms, &parts[0]) ||
                 cold_bill_time(&t, &warm, &start,
                                (struct cold_level){ 1024, level_ms, 0 }, &parts[1]);
        cold_bill_mix(&parts[0], &parts[1], share, &all);
        wrong += bill_invocation(&t, &all, &single, &pusd) ||
                 pusd != mean_bill(&t, &warm, cold_ms, share);
    }
    IS_INT(wrong, 0, "bills are the mean of exact bills when init is %s",
           init == TARIFF_INIT_BILLED ? "billed" : "free");
}

/* Inits dealt out over durations stand for all pairs of both. */
static void
paired_bills(void)
{
    const struct dist warm = warm_of(150, 0.3);
    const struct cold_start start = start_of(330, 0.25, 1.2);
    struct tariff t = tariff_x86();
    struct bill_time cold = { 0 };
    int64_t sum_ms = 0;

    t.init = TARIFF_INIT_BILLED;
    for (int i = 0; i < COLD_NODES; i++)
        for (int k = 0; k < DIST_NODES_MAX; k++)
            sum_ms += steps_ms(&t, 150 * 1.2 * warm.nodes[k] + 330 * unit_nodes[i]);
    IS_INT(cold_bill_time(&t, &warm, &start, (struct cold_level){ 512, 150, 0 }, &cold),
           VA_OK, "cold starts have a billed time");
    NEAR((double)cold.sum_billed_ms / cold.n,
         (double)sum_ms / (COLD_NODES * DIST_NODES_MAX), 0.001,
         "it is that of all pairs of init and duration");
    t.step_ms = 100;
    sum_ms = 0;
    for (int i = 0; i < COLD_NODES; i++)
        for (int k = 0; k < DIST_NODES_MAX; k++)
            sum_ms += steps_ms(&t, 150 * 1.2 * warm.nodes[k] + 330 * unit_nodes[i]);
    cold_bill_time(&t, &warm, &start, (struct cold_level){ 512, 150, 0 }, &cold);
    NEAR((double)cold.sum_billed_ms / cold.n,
         (double)sum_ms / (COLD_NODES * DIST_NODES_MAX), 0.01,
         "with steps of 100 ms too");
}

static void
limits(void)
{
    const struct dist warm = warm_of(150, 0.3);
    const struct cold_start start = start_of(1e15, 0.25, 20);
    struct tariff t = tariff_x86();
    struct bill_time cold = { 0 };

    t.init = TARIFF_INIT_BILLED;
    IS_INT(cold_bill_time(&t, &warm, &start, (struct cold_level){ 512, 1e9, 30 }, &cold),
           VA_OK, "a time that no bill takes");
    IS_INT(cold.sum_billed_ms, COLD_NODES * BILL_MS_MAX, "counts as the longest");
    IS_INT(cold_bill_time(&t, &warm, &start, (struct cold_level){ 0, 1, 0 }, &cold),
           VA_DOMAIN, "no size is out of range");
}

int
main(void)
{
    const double web[5] = { 100, 0.2, 300, 0.3, 1.5 };
    const double steady[5] = { 100, 0.05, 300, 0.1, 1 };
    const double slow[5] = { 40000, 0.1, 300, 0.1, 1.02 };
    const double wide[5] = { 50, 0.6, 120, 0.4, 1.3 };

    against_draws(web, 0.025);
    against_draws(steady, 0.01);
    against_draws(slow, 0.01);
    against_draws(wide, 0.06);
    monotone();
    no_different();
    uncertain();
    exact_bills(TARIFF_INIT_FREE);
    exact_bills(TARIFF_INIT_BILLED);
    paired_bills();
    limits();
    return done();
}
