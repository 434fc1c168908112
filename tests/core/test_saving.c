/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Savings: the two ends, how sure they are, and what a probe is worth. */
#include "core/saving.h"

#include "core/advise_fixture.h"
#include "core/advise_size.h"
#include "core/random.h"
#include "tap.h"

enum { VOLUME = 250000, STEPS = 20000 };

static const int32_t sizes_mb[] = { 128, 256, 512, 1024, 1536, 2048, 3008 };
enum { N_SIZES = sizeof sizes_mb / sizeof sizes_mb[0] };

/* Ten runs a size of a x^b up to the knee. */
static struct stand *
draw(double ms, double b, double knee_mb, double spread)
{
    struct stand *s = stand_new("drawn");

    for (int i = 0; i < N_SIZES; i++) {
        const double at = ms * pow(fmin(sizes_mb[i], knee_mb) / 128.0, b);

        for (int k = 0; k < 10; k++)
            stand_add(s, sizes_mb[i], at * exp(random_real(-spread, spread)), NULL);
    }
    return s;
}

static struct advise_request
deployed_at(int32_t memory_mb)
{
    struct advise_request r = { .now_mb = memory_mb, .volume = { VOLUME, false } };

    goal_init(&r.goal);
    return r;
}

static int64_t
cost_at(const struct contender *c, const struct advise_request *r, int32_t memory_mb)
{
    struct configuration at;

    return advise_evaluate(c, r, memory_mb, &at) ? -1 : at.cost_pusd;
}

static void
test_past_the_knee(void)
{
    const struct tariff x86 = tariff_x86();
    struct stand *stand = draw(8000, -1, 900, 0.03);
    const struct contender *c = stand_ready(stand, &x86);
    const struct advise_request r = deployed_at(3008);
    struct configuration now;
    struct configuration pick;
    struct saving s;

    OK(saving_find(c, &r, true, &s) == VA_OK && s.known, "a deployed size is judged");
    OK(s.pick.memory_mb < 1400 && s.pick.duration_ms <= s.now.duration_ms * 1.02,
       "past the knee a smaller size is picked that is not slower (%d MB)",
       (int)s.pick.memory_mb);
    IS_INT(s.pusd, cost_at(c, &r, 3008) - cost_at(c, &r, s.pick.memory_mb),
           "the saving is the difference of two exact bills");
    advise_evaluate(c, &r, 3008, &now);
    advise_evaluate(c, &r, s.pick.memory_mb, &pick);
    OK(s.month_pusd == now.month_pusd - pick.month_pusd && s.month_pusd > 0,
       "and so is that of a month");
    OK(s.probability > 0.99, "which is sure (%.4f)", s.probability);
    OK(s.low_pusd > 0 && s.low_pusd < s.pusd && s.pusd < s.high_pusd,
       "and lies in its interval");
    stand_free(stand);
}

static void
test_goals(void)
{
    const struct tariff x86 = tariff_x86();
    struct stand *stand = draw(8000, -0.6, 1e9, 0.02);
    const struct contender *c = stand_ready(stand, &x86);
    struct advise_request r = deployed_at(1024);
    struct saving s;

    saving_find(c, &r, true, &s);
    OK(s.known && s.pick.memory_mb <= 1024 &&
           s.pick.duration_ms < 1.02 * s.now.duration_ms,
       "where speed costs, nothing slower than noise is picked");
    r.goal.objective = OBJECTIVE_CHEAPEST;
    saving_find(c, &r, false, &s);
    OK(s.pick.memory_mb == 128 && s.pusd > 0, "unless the cheapest of all is wanted");
    r.goal.has_latency = true;
    r.goal.latency_ms = s.now.duration_ms / 1.5;
    saving_find(c, &r, false, &s);
    OK(s.known && s.pick.memory_mb > 1024 && s.pusd < 0 && s.probability < 0.01,
       "a latency that asks for more costs more: the saving is below 0");
    r.goal.latency_ms = 1;
    saving_find(c, &r, false, &s);
    OK(!s.known && s.now.memory_mb == 1024 && s.pick.memory_mb == 0,
       "where nothing meets it there is no saving");
    r = deployed_at(64);
    OK(saving_find(c, &r, true, &s) == VA_OK && !s.known && s.now.memory_mb == 0,
       "nor for a size that is not sold");
    r = deployed_at(128);
    saving_find(c, &r, true, &s);
    OK(s.known && s.pusd == 0 && isnan(s.probability),
       "the pick deployed saves nothing, and there is nothing to be sure of");
    stand_free(stand);
}

static void
test_published(void)
{
    const struct tariff x86 = tariff_x86();
    struct stand *stand = stand_published(14950000, -1.2, 448, 3008);
    const struct contender *c = stand_ready(stand, &x86);
    const struct advise_request r = deployed_at(1024);
    struct saving s;

    saving_find(c, &r, true, &s);
    OK(s.known && s.pick.memory_mb > 1024 && s.pusd > 0, "a published curve has savings");
    OK(isnan(s.probability) && s.low_pusd == s.pusd && s.high_pusd == s.pusd &&
           s.probe_worth_pusd == 0,
       "but nothing is known of how sure they are");
    stand_free(stand);
}

/* Standard deviation of log cost at a size, from two exact bills. */
static double
log_cost_sd(const struct advise_point *p, int64_t *out_pusd)
{
    int64_t more = 0;

    advise_cost(p, dist_level(&p->dist, 0.5), out_pusd, NULL);
    advise_cost(p, dist_level(&p->dist, 0.5) * exp(p->dist.sd_level), &more, NULL);
    return log((double)more / (double)*out_pusd);
}

/* The gain from knowing a measured size, summed up over slices of a normal. */
static double
gain_by_slices(const struct contender *c, const struct advise_request *r,
               const struct saving *s, int32_t memory_mb)
{
    struct advise_point at;
    struct advise_point pick;
    int64_t cost = 0;
    int64_t pick_cost = 0;
    double sum = 0;
    double sd = 0;
    double room = 0;

    advise_point_init(&at, c, r, memory_mb);
    advise_point_init(&pick, c, r, s->pick.memory_mb);
    sd = hypot(log_cost_sd(&at, &cost), log_cost_sd(&pick, &pick_cost));
    sd *= sqrt(at.dist.df / (at.dist.df - 2));
    room = log(1.02 * s->now.duration_ms / dist_statistic(&at.dist, STAT_P50));
    for (int i = 0; i < STEPS; i++) {
        const double z = -8 + 16 * (i + 0.5) / STEPS;
        const double changed = (double)cost * exp(sd * z);

        if (sd * z <= room && changed < (double)pick_cost)
            sum += ((double)pick_cost - changed) * exp(-z * z / 2) * 16 / STEPS;
    }
    return sum / sqrt(2 * 3.14159265358979323846);
}

/* Probes are thought of at measured sizes here: nothing else is sold. */
static void
test_worth(void)
{
    int wrong = 0;
    int found = 0;

    for (int i = 0; i < 200; i++) {
        struct tariff x86 = tariff_x86();
        struct stand *stand = draw(8000, -random_real(0.7, 1.2), 1e9, 0.1);
        const struct advise_request r = deployed_at(sizes_mb[1 + random_to(4)]);
        const struct contender *c = NULL;
        struct saving s;
        double best = 0;

        x86.n_sizes = N_SIZES;
        for (int k = 0; k < N_SIZES; k++)
            x86.sizes[k] = (struct tariff_size){ .min_mb = sizes_mb[k],
                                                 .max_mb = sizes_mb[k],
                                                 .step_mb = 1 };
        c = stand_ready(stand, &x86);
        saving_find(c, &r, true, &s);
        for (int k = 0; k < N_SIZES; k++)
            if (sizes_mb[k] != s.pick.memory_mb)
                best = fmax(best, gain_by_slices(c, &r, &s, sizes_mb[k]));
        found += s.probe_worth_pusd > s.pick.cost_pusd / 1000;
        wrong += fabs((double)s.probe_worth_pusd - best) >
                 1e-3 * best + 1e-4 * (double)s.pick.cost_pusd;
        stand_free(stand);
    }
    IS_INT(wrong, 0, "a probe is worth the gain that is to be expected of it");
    OK(found > 50, "which often is something (%d of 200)", found);
}

int
main(void)
{
    test_past_the_knee();
    test_goals();
    test_published();
    test_worth();
    return done();
}
