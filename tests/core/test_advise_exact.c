/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Advice equals brute force: for random curves, tariffs and goals every size is billed
 * again by other arithmetic (decimal steps in 128-bit integers, written out here), and
 * the best is found by a plain loop.
 */
#include "core/advise_fixture.h"
#include "tap.h"

enum { CASES = 10000, COUNTED = 300, SIZES_MAX = 700 };

static uint64_t state = UINT64_C(0x9E3779B97F4A7C15);

static uint64_t
next(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static int64_t
between(int64_t low, int64_t high)
{
    return low + (int64_t)(next() % (uint64_t)(high - low + 1));
}

struct scenario {
    struct tariff tariff;
    double a, b;
    int32_t from_mb, to_mb;
    struct advise_request request;
};

struct found {
    int32_t memory_mb;
    int64_t cost_pusd;
    double ms;
};

/* Bill of one invocation: whole steps, then one fraction, rounded half up. */
static int64_t
bill(const struct tariff *t, int32_t memory_mb, double ms)
{
    int64_t ns = (int64_t)llround(ms * 1e6);
    int64_t step_ns = (int64_t)t->step_ms * 1000000;
    int64_t steps = ns / step_ns + (ns % step_ns != 0);
    int64_t price = t->rates[0].tiers[0].price_pusd;
    __extension__ unsigned __int128 twice = 0;

    if (t->rates[0].unit == TARIFF_MB_STEP)
        return steps * price * memory_mb + t->request_pusd;
    /* 2 x (price x MB x ms) / (1024 x 1000), then halve with the half rounded up. */
    twice = (uint64_t)price;
    twice *= (uint64_t)memory_mb * (uint64_t)(steps * t->step_ms);
    twice = twice * 2 / 1024000U;
    return (int64_t)((twice + 1) / 2) + t->request_pusd;
}

static void
draw(struct scenario *s)
{
    static const int32_t steps_ms[] = { 1, 1, 10, 100, 100 };
    static const int32_t strides_mb[] = { 1, 1, 7, 64 };
    int32_t stride = strides_mb[next() % 4];

    s->from_mb = (int32_t)between(128, 2000);
    s->to_mb = s->from_mb + stride * (int32_t)between(1, SIZES_MAX);
    s->b = -(double)between(0, 1500) / 1000;
    s->a = (double)between(1, 1000000) * pow(s->from_mb, -s->b) / 10;
    s->tariff = (struct tariff){
        .step_ms = steps_ms[next() % 5],
        .request_pusd = between(0, 400000),
        .n_rates = 1,
        .n_sizes = 1,
        .sizes = { { .min_mb = s->from_mb, .max_mb = s->to_mb, .step_mb = stride } },
    };
    s->tariff.rates[0].unit = next() % 2 ? TARIFF_GB_S : TARIFF_MB_STEP;
    s->tariff.rates[0].n_tiers = 1;
    s->tariff.rates[0].tiers[0].price_pusd =
        s->tariff.rates[0].unit == TARIFF_GB_S ? between(1, 50000000) : between(1, 5000);
}

/* Goals near what some size in the middle does, so that both outcomes occur. */
static void
draw_goal(struct scenario *s)
{
    int32_t stride = s->tariff.sizes[0].step_mb;
    int32_t count = (s->to_mb - s->from_mb) / stride;
    int32_t mb = s->from_mb + stride * (int32_t)between(0, count);
    double ms = s->a * pow(mb, s->b);
    uint64_t kind = next() % 4;

    s->request = (struct advise_request){ 0 };
    goal_init(&s->request.goal);
    s->request.goal.has_budget = kind != 1;
    s->request.goal.has_latency = kind != 0;
    s->request.goal.budget_pusd = bill(&s->tariff, mb, ms) + between(-1000, 1000000);
    if (s->request.goal.budget_pusd < 0)
        s->request.goal.budget_pusd = 0;
    s->request.goal.latency_ms = ms * (0.9 + (double)between(0, 200) / 1000);
    s->request.goal.objective = next() % 2 ? OBJECTIVE_CHEAPEST : OBJECTIVE_FASTEST;
}

static bool
better(const struct found *x, const struct found *y, enum objective o)
{
    if (o == OBJECTIVE_CHEAPEST && x->cost_pusd != y->cost_pusd)
        return x->cost_pusd < y->cost_pusd;
    if (x->ms < y->ms || y->ms < x->ms)
        return x->ms < y->ms;
    if (x->cost_pusd != y->cost_pusd)
        return x->cost_pusd < y->cost_pusd;
    return x->memory_mb < y->memory_mb;
}

static bool
brute_force(const struct scenario *s, struct found *best)
{
    const struct goal *g = &s->request.goal;
    bool any = false;

    for (int32_t mb = s->from_mb; mb <= s->to_mb; mb += s->tariff.sizes[0].step_mb) {
        double ms = s->a * pow(mb, s->b);
        struct found f = { mb, bill(&s->tariff, mb, ms), ms };

        if (g->has_budget && f.cost_pusd > g->budget_pusd)
            continue;
        if (g->has_latency && f.ms > g->latency_ms)
            continue;
        if (!any || better(&f, best, g->objective))
            *best = f;
        any = true;
    }
    return any;
}

/* Every size of a scenario, after the n there are. Returns how many there are then. */
static int32_t
list_all(const struct scenario *s, struct found *out, int32_t n)
{
    for (int32_t mb = s->from_mb; mb <= s->to_mb; mb += s->tariff.sizes[0].step_mb) {
        const double ms = s->a * pow(mb, s->b);

        out[n++] = (struct found){ mb, bill(&s->tariff, mb, ms), ms };
    }
    return n;
}

/* How many are beaten by no other; of equal ones the first counts. */
static int64_t
count_unbeaten(const struct found *all, int32_t n)
{
    int64_t unbeaten = n;

    for (int32_t i = 0; i < n; i++) {
        for (int32_t k = 0; k < n; k++) {
            const bool as_good =
                all[k].ms <= all[i].ms && all[k].cost_pusd <= all[i].cost_pusd;
            const bool equal =
                all[k].ms >= all[i].ms && all[k].cost_pusd == all[i].cost_pusd;

            if (as_good && (!equal || k < i)) {
                unbeaten--;
                break;
            }
        }
    }
    return unbeaten;
}

/* Counts over two contenders, whose durations interleave. */
static void
test_counts(void)
{
    static struct advice a;
    static struct found all[2 * (SIZES_MAX + 1)];
    int64_t wrong = 0;
    int64_t least = INT64_MAX;
    int64_t most = 0;

    for (int i = 0; i < COUNTED; i++) {
        const struct contender *both[2] = { NULL };
        struct stand *stands[2] = { NULL };
        struct scenario s;
        int64_t unbeaten = 0;
        int32_t n = 0;

        for (int k = 0; k < 2; k++) {
            const double before_ms = k ? s.a * pow(s.from_mb, s.b) : 0;

            draw(&s);
            if (k && next() % 2) /* as fast as the other, but for some percent */
                s.a = before_ms * (0.8 + (double)between(0, 400) / 1000) *
                      pow(s.from_mb, -s.b);
            stands[k] = stand_published(s.a, s.b, s.from_mb, s.to_mb);
            both[k] = stand_ready(stands[k], &s.tariff);
            n = list_all(&s, all, n);
        }
        draw_goal(&s);
        unbeaten = count_unbeaten(all, n);
        wrong += advise(both, 2, &s.request, &a) != VA_OK || a.usable != n ||
                 a.pareto != unbeaten;
        least = unbeaten < least ? unbeaten : least;
        most = unbeaten > most ? unbeaten : most;
        stand_free(stands[0]);
        stand_free(stands[1]);
    }
    IS_INT(wrong, 0, "%d random pairs: as many are unbeaten as a plain loop finds",
           COUNTED);
    OK(least < 10 && most > SIZES_MAX / 2, "few in some, many in others");
}

int
main(void)
{
    static struct advice a;
    int feasible = 0;
    int wrong = 0;
    int worse = 0;

    for (int i = 0; i < CASES; i++) {
        struct scenario s;
        struct found best = { 0 };
        struct stand *stand = NULL;
        const struct contender *c = NULL;
        bool any = false;

        draw(&s);
        draw_goal(&s);
        stand = stand_published(s.a, s.b, s.from_mb, s.to_mb);
        c = stand_ready(stand, &s.tariff);
        any = brute_force(&s, &best);
        if (advise(&c, 1, &s.request, &a) != VA_OK || a.feasible != any) {
            wrong++;
        } else if (any) {
            feasible++;
            wrong +=
                a.pick.memory_mb != best.memory_mb || a.pick.cost_pusd != best.cost_pusd;
            worse += a.pick.cost_pusd > best.cost_pusd && a.pick.duration_ms > best.ms;
        }
        if (wrong == 1)
            printf("# case %d: a %.17g b %.17g %d-%d MB: got %d (%d MB, %" PRId64
                   "), expected %d (%d MB, %" PRId64 ")\n",
                   i, s.a, s.b, s.from_mb, s.to_mb, a.feasible, a.pick.memory_mb,
                   a.pick.cost_pusd, any, best.memory_mb, best.cost_pusd);
        stand_free(stand);
    }
    IS_INT(wrong, 0, "%d random cases: the pick equals brute force to the picodollar",
           CASES);
    IS_INT(worse, 0, "no pick is beaten in cost and duration");
    OK(feasible > CASES / 4 && feasible < CASES, "both outcomes occurred (%d feasible)",
       feasible);
    test_counts();
    return done();
}
