/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The pick found by halving ranges is the one found by looking at every size: random
 * measured and published curves, tariffs, goals and restrictions.
 */
#include "core/advise_fixture.h"
#include "core/advise_search.h"
#include "core/curve_bounds.h"
#include "core/random.h"
#include "tap.h"

enum { CASES = 10000, RUNS = 4, SIZES = 9, BOUNDS = 4000 };

struct scene {
    struct tariff tariff;
    struct stand *stand;
    const struct contender *contender;
    struct advise_request request;
    int32_t only_mb[20];
    bool priced;
};

static void
draw_tariff(struct tariff *t)
{
    static const int32_t steps_ms[] = { 1, 1, 1, 10, 100, 100 };
    static const int32_t strides_mb[] = { 1, 1, 1, 8, 64 };
    const int32_t stride = strides_mb[random_to(4)];
    const bool per_step = random_to(1);

    *t = (struct tariff){
        .step_ms = steps_ms[random_to(5)],
        .min_billed_ms = random_to(9) ? 0 : 100,
        .request_pusd = random_between(0, 400000),
        .n_rates = 1,
        .n_sizes = 1,
        .sizes = { { .min_mb = 128,
                     .max_mb = 128 + 8 * stride * (int32_t)random_to(250),
                     .step_mb = stride } },
        .init = random_to(1) ? TARIFF_INIT_BILLED : TARIFF_INIT_FREE,
        .max_timeout_ms = random_to(3) ? 0 : (int32_t)random_between(100, 900000),
    };
    t->rates[0].unit = per_step ? TARIFF_MB_STEP : TARIFF_GB_S;
    t->rates[0].n_tiers = 1;
    t->rates[0].tiers[0].price_pusd =
        per_step ? random_between(1, 5000) : random_between(1, 50000000);
    if (random_to(4) == 0) { /* a gap, and single sizes with a CPU of their own */
        t->sizes[1] = (struct tariff_size){ 3000, 3000, 1, .mhz = 2400 };
        t->sizes[2] = (struct tariff_size){ 4096, 4096, 1, .mhz = 4800 };
        t->sizes[0].max_mb = 128 + stride * (int32_t)(2800 / stride);
        t->sizes[0].mhz = 1000;
        t->n_sizes = 3;
        t->rates[1] = (struct tariff_rate){ TARIFF_MHZ_STEP, { { 0, 1000 } }, 1, 0 };
        t->n_rates = 2;
    }
}

/* A cold start that takes longer than the warm runs. */
static void
add_cold(struct stand *s, int32_t memory_mb, double ms)
{
    struct sample x;

    sample_init(&x);
    x.workload = "w";
    x.implementation = s->implementation.name;
    x.platform = "p";
    x.memory_mb = memory_mb;
    x.cold = 1;
    x.duration_ns = (int64_t)(ms * random_real(1, 2) * 1e6) + 1;
    x.init_ns = random_to(3) ? (int64_t)(random_real(50, 900) * 1e6) : SAMPLE_NONE;
    if (profile_add_sample(&s->profile, &x, NULL))
        abort();
}

/* c + a x^b with a knee, run-to-run spread and odd sizes; some sizes fail. */
static struct stand *
draw_measured(void)
{
    const double b = -random_real(0, 1.5);
    const double c = random_to(1) ? 0 : random_real(1, 400);
    const double ms = exp(random_real(0, 12));
    const double knee = random_to(2) ? 1e9 : random_real(300, 4000);
    const double spread = random_to(3) ? random_real(0, 0.1) : 0;
    const bool cold = random_to(1);
    struct stand *s = stand_new("measured");
    int32_t n = (int32_t)random_between(2, SIZES);

    for (int32_t i = 0, mb = 128; i < n; i++) {
        const double at = c + ms * pow(fmin(mb, knee) / 128.0, b);
        const double odd = exp(random_real(-0.1, 0.1));

        for (int32_t k = 0; k < RUNS; k++)
            stand_add(s, mb, at * odd * exp(random_real(-spread, spread)) + 1e-6,
                      random_to(30) ? NULL : "Out of memory");
        if (cold)
            add_cold(s, mb, at * odd);
        mb += (int32_t)random_between(1, mb);
    }
    return s;
}

static void
draw_request(struct scene *s)
{
    struct advise_request *r = &s->request;
    const int32_t mb = (int32_t)random_between(128, 4000);
    struct configuration near = { 0 };

    *r = (struct advise_request){ 0 };
    goal_init(&r->goal);
    r->goal.stat = (enum statistic)random_to(STAT_COUNT - 1);
    r->goal.objective = (enum objective)random_to(2);
    r->goal.cost_weight_ratio = random_real(0, 1);
    r->volume.per_month = random_to(2) ? 0 : random_between(1, 100000000);
    r->volume.free_tier = random_to(1);
    if (random_to(1))
        r->cold = random_to(1) ? COLD_SHARE_SEEN : cold_share_of(random_real(0, 0.3));
    r->extrapolate = random_to(4) == 0;
    r->within_measured = random_to(9) == 0;
    if (random_to(9) == 0) {
        for (int i = 0; i < 20; i++)
            s->only_mb[i] = mb + 16 * i;
        r->only_mb = s->only_mb;
        r->n_only = 20;
    }
    if (advise_evaluate(s->contender, r, mb, &near) || near.cost_pusd < 0)
        return;
    r->goal.has_budget = random_to(2) == 0;
    r->goal.budget_pusd = near.cost_pusd + random_between(-1000, 1000000);
    if (r->goal.budget_pusd < 0)
        r->goal.budget_pusd = 0;
    r->goal.has_latency = random_to(2) == 0;
    r->goal.latency_ms = near.duration_ms * random_real(0.9, 1.1);
}

static void
scene_draw(struct scene *s)
{
    draw_tariff(&s->tariff);
    s->stand = random_to(5)
                   ? draw_measured()
                   : stand_published(exp(random_real(0, 14)), -random_real(0, 1.3), 128,
                                     (int32_t)random_between(128, 3008));
    s->priced = random_to(14) != 0;
    s->contender = stand_ready(s->stand, s->priced ? &s->tariff : NULL);
    draw_request(s);
}

/* The best of all sizes, looked at one by one. */
static int32_t
scan(const struct scene *s, struct entry *out)
{
    const struct goal *g = &s->request.goal;
    struct entries all = { 0 };
    const struct entry *best = NULL;
    int32_t n = 0;

    if (entries_scan(s->contender, 0, &s->request, &all))
        abort();
    entries_score(&all, 0, g->cost_weight_ratio);
    best = entries_best(&all, 0, FILTER_IN_GOAL, g);
    if (best)
        *out = *best;
    n = best ? (int32_t)all.n : 0;
    entries_clear(&all);
    return n;
}

static void
check_picks(void)
{
    int found[3] = { 0 };
    int wrong = 0;
    int big = 0;

    for (int i = 0; i < CASES; i++) {
        struct scene s;
        struct entry best = { 0 };
        struct entry e = { 0 };
        bool any = false;
        int32_t n = 0;

        scene_draw(&s);
        n = scan(&s, &best);
        if (entry_pick(s.contender, 0, &s.request, &e, &any))
            abort();
        found[s.request.goal.objective] += any;
        big += n > 500;
        if (any != (n > 0) ||
            (any && (e.memory_mb != best.memory_mb || e.cost_pusd != best.cost_pusd)))
            if (wrong++ < 3)
                printf("# case %d, objective %d, step %d: %d MB %" PRId64
                       " %.17g, expected %d MB %" PRId64 " %.17g\n",
                       i, s.request.goal.objective, s.tariff.step_ms, e.memory_mb,
                       e.cost_pusd, e.duration_ms, best.memory_mb, best.cost_pusd,
                       best.duration_ms);
        stand_free(s.stand);
    }
    IS_INT(wrong, 0, "%d random cases: the pick is that of a scan of all sizes", CASES);
    OK(found[0] > CASES / 8 && found[1] > CASES / 8 && found[2] > CASES / 8,
       "every objective had answers (%d, %d, %d)", found[0], found[1], found[2]);
    OK(big > CASES / 8, "many had hundreds of sizes to choose from (%d)", big);
}

static bool
between(double least, double value, double most)
{
    return least <= value && value <= most;
}

static bool
holds(const struct dist_bounds *b, const struct dist *d, int32_t mb)
{
    const double level = log(dist_level(d, 0.5));
    bool ok = between(b->log_level_least, level, b->log_level_most) &&
              between(b->log_usage_least, level + log(mb), b->log_usage_most) &&
              b->n_nodes == d->n_nodes;

    for (int stat = 0; stat < STAT_COUNT; stat++)
        ok = ok && between(b->log_stat_least[stat],
                           log(dist_statistic(d, (enum statistic)stat)),
                           b->log_stat_most[stat]);
    for (int32_t i = 0; i < d->n_nodes; i++)
        ok = ok && between(b->nodes_least[i], d->nodes[i], b->nodes_most[i]);
    return ok;
}

static void
check_bounds(void)
{
    int broken = 0;
    int loose = 0;

    for (int i = 0; i < BOUNDS; i++) {
        struct scene s;
        struct dist_bounds b;
        const int32_t from = (int32_t)random_between(1, 6000);
        const int32_t to = from + (int32_t)random_to(random_to(1) ? 4000 : 40);

        scene_draw(&s);
        if (s.contender->has_curve) {
            if (!curve_bounds(&s.contender->curve, from, to, &b))
                abort();
            for (int32_t mb = from; mb <= to; mb += 1 + (to - from) / 50) {
                struct dist d;

                if (curve_predict(&s.contender->curve, mb, &d))
                    abort();
                broken += !holds(&b, &d, mb);
            }
            curve_bounds(&s.contender->curve, from, from, &b);
            loose += b.log_level_most - b.log_level_least > 1e-8;
        }
        stand_free(s.stand);
    }
    IS_INT(broken, 0, "%d random intervals: predictions inside keep to the bounds",
           BOUNDS);
    IS_INT(loose, 0, "at a single size the bounds are the prediction");
}

int
main(void)
{
    check_picks();
    check_bounds();
    return done();
}
