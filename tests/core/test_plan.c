/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The next measurement: which, at what price, and when there is none. */
#include "core/advise_fixture.h"
#include "core/plan.h"
#include "core/plan_parts.h"
#include "core/random.h"
#include "tap.h"

enum { TIMEOUT_MS = 60000, PROPERTY_CASES = 60 };

static struct plan_options
options_for(enum objective objective)
{
    struct plan_options o = { .timeout_ms = TIMEOUT_MS, .money_left_pusd = -1 };

    goal_init(&o.request.goal);
    o.request.goal.objective = objective;
    return o;
}

/* CPU-bound down to a floor: 0.1 s and 300 s/MB. */
static double
usual_ms(int32_t memory_mb)
{
    return 100 + 300000.0 / memory_mb;
}

static void
add_runs(struct stand *s, int32_t memory_mb, int32_t runs)
{
    for (int32_t i = 0; i < runs; i++)
        stand_add(s, memory_mb, usual_ms(memory_mb) * (1 + 0.02 * (i % 3 - 1)), NULL);
}

static struct plan_step
next_of(struct stand *s, const struct tariff *t, const struct plan_options *o,
        enum va_code expected)
{
    struct plan_step step = { .stop = PLAN_STOP_COUNT };
    const enum va_code code = plan_next(stand_ready(s, t), o, &step);

    if (code != expected)
        printf("# plan_next: %s\n", va_code_text(code));
    OK(code == expected, "the planner answers with %s", va_code_text(expected));
    return step;
}

static void
test_nothing(void)
{
    const struct tariff t = tariff_x86();
    const struct plan_options o = options_for(OBJECTIVE_CHEAPEST);
    struct stand *s = stand_new("i");
    struct plan_step step = next_of(s, &t, &o, VA_OK);

    OK(step.stop == PLAN_NOT && tariff_sells(&t, step.memory_mb) && step.runs >= 2,
       "with nothing measured a size that is sold comes first");
    OK(step.expected_pusd == COST_UNKNOWN && isnan(step.duration_ms) &&
           isnan(step.regret_before),
       "its price is not known yet, and there is no pick to be wrong about");
    OK(step.worst_pusd > 0, "but the worst case is");
    stand_free(s);
}

static void
test_one_size(void)
{
    const struct tariff t = tariff_x86();
    const struct plan_options o = options_for(OBJECTIVE_BALANCED);
    struct stand *s = stand_new("i");
    struct plan_step step;

    add_runs(s, 512, 10);
    step = next_of(s, &t, &o, VA_OK);
    OK(step.stop == PLAN_NOT && step.memory_mb != 512,
       "with one size measured another one is next");
    OK(step.expected_pusd > 0 && step.duration_ms > 0 &&
           step.expected_pusd <= step.worst_pusd,
       "its price is known roughly, and not above the worst case");
    OK(step.regret_after < step.regret_before, "it is expected to help");
    stand_free(s);
}

/* Measure what the planner says until it stops. */
static int32_t
follow(struct stand *s, const struct tariff *t, const struct plan_options *o,
       struct plan_step *last)
{
    int32_t steps = 0;

    for (; steps < PLAN_STEPS_MAX; steps++) {
        if (plan_next(stand_ready(s, t), o, last) || last->stop != PLAN_NOT)
            break;
        add_runs(s, last->memory_mb, last->runs);
    }
    return steps;
}

static void
test_stops(void)
{
    const struct tariff t = tariff_x86();
    const struct plan_options o = options_for(OBJECTIVE_CHEAPEST);
    struct plan_options lax = o;
    struct stand *s = stand_new("i");
    struct stand *other = stand_new("i");
    struct plan_step last = { .stop = PLAN_NOT };
    const int32_t steps = follow(s, &t, &o, &last);

    OK((last.stop == PLAN_SURE || last.stop == PLAN_NOT_WORTH) && steps >= 2 &&
           steps < 12,
       "measuring what it says, it stops by itself after %d steps", steps);
    OK(last.regret_before < 0.1, "the expected regret is small then");
    lax.target_regret = 0.2;
    OK(follow(other, &t, &lax, &last) <= steps, "with a higher target it is sooner");
    stand_free(s);
    stand_free(other);
}

static void
test_deterministic(void)
{
    const struct tariff t = tariff_x86();
    const struct plan_options o = options_for(OBJECTIVE_BALANCED);
    struct stand *s = stand_new("i");
    struct plan_step a;
    struct plan_step b;

    add_runs(s, 512, 3);
    add_runs(s, 2048, 3);
    memset(&a, 0, sizeof a);
    memset(&b, 0, sizeof b);
    plan_next(stand_ready(s, &t), &o, &a);
    plan_next(stand_ready(s, &t), &o, &b);
    OK(a.stop == b.stop && a.memory_mb == b.memory_mb && a.runs == b.runs &&
           a.expected_pusd == b.expected_pusd && a.gain_pusd == b.gain_pusd &&
           !memcmp(&a.regret_after, &b.regret_after, sizeof a.regret_after),
       "the same question has the same answer to the last bit");
    stand_free(s);
}

static void
test_cap(void)
{
    const struct tariff t = tariff_x86();
    struct plan_options o = options_for(OBJECTIVE_CHEAPEST);
    struct stand *s = stand_new("i");
    struct plan_step step;
    int64_t worst_pusd = 0;

    add_runs(s, 1024, 5);
    plan_worst(stand_ready(s, &t), 128, TIMEOUT_MS, &worst_pusd);
    o.money_left_pusd = worst_pusd - 1;
    step = next_of(s, &t, &o, VA_OK);
    OK(step.stop == PLAN_CAP && step.memory_mb == 0,
       "when not even the cheapest run fits at its worst, the cap ends it");
    o.money_left_pusd = 2 * worst_pusd;
    step = next_of(s, &t, &o, VA_OK);
    OK(step.stop == PLAN_NOT && step.memory_mb <= 256,
       "with room for a small size, a small size is next");
    o.money_left_pusd = 0;
    stand_free(s);
    s = stand_new("i");
    step = next_of(s, &t, &o, VA_OK);
    IS_INT(step.stop, PLAN_CAP, "without money nothing is measured at all");
    stand_free(s);
}

static void
test_no_tariff(void)
{
    struct plan_options o = options_for(OBJECTIVE_FASTEST);
    struct stand *s = stand_new("i");
    struct plan_step step;

    next_of(s, NULL, &o, VA_DATA);
    o.unpaid = true;
    step = next_of(s, NULL, &o, VA_OK);
    OK(step.stop == PLAN_NOT && step.worst_pusd == 0,
       "where runs cost nothing no price is needed");
    add_runs(s, 512, 5);
    step = next_of(s, NULL, &o, VA_OK);
    OK(step.stop == PLAN_NOT && step.expected_pusd == COST_UNKNOWN,
       "and none is made up");
    o.request.goal.has_budget = true;
    o.request.goal.budget_pusd = 1000000;
    next_of(s, NULL, &o, VA_DATA);
    stand_free(s);
}

static void
test_failed(void)
{
    const struct tariff t = tariff_x86();
    const struct plan_options o = options_for(OBJECTIVE_CHEAPEST);
    struct stand *s = stand_new("i");
    struct plan_step last = { .stop = PLAN_NOT };
    bool never = true;

    stand_add(s, 128, 100, "Runtime.ExitError");
    stand_add(s, 256, 100, "Runtime.ExitError");
    for (int32_t k = 0; k < PLAN_STEPS_MAX && last.stop == PLAN_NOT; k++) {
        if (plan_next(stand_ready(s, &t), &o, &last) || last.stop != PLAN_NOT)
            break;
        never = never && last.memory_mb > 256;
        add_runs(s, last.memory_mb, last.runs);
    }
    OK(never && last.stop != PLAN_NOT,
       "sizes that failed, and smaller ones, are not tried");
    stand_free(s);
}

static void
test_sizes(void)
{
    static const int32_t only[] = { 512, 1024 };
    static const int32_t skip[] = { 512, 1024 };
    const struct tariff t = tariff_x86();
    struct plan_options o = options_for(OBJECTIVE_CHEAPEST);
    struct stand *s = stand_new("i");
    struct plan_step step;

    o.request.only_mb = only;
    o.request.n_only = 2;
    step = next_of(s, &t, &o, VA_OK);
    OK(step.memory_mb == 512 || step.memory_mb == 1024, "a list of sizes is kept to");
    o.skip_mb = skip;
    o.n_skip = 1;
    step = next_of(s, &t, &o, VA_OK);
    IS_INT(step.memory_mb, 1024, "a size to skip is skipped");
    o.n_skip = 2;
    step = next_of(s, &t, &o, VA_OK);
    IS_INT(step.stop, PLAN_NO_SIZE, "with all skipped no size is left");
    o.request.n_only = 0;
    step = next_of(s, &t, &o, VA_OK);
    IS_INT(step.stop, PLAN_NO_SIZE, "and with none allowed as well");
    stand_free(s);
}

static void
test_volume(void)
{
    const struct tariff t = tariff_x86();
    struct plan_options o = options_for(OBJECTIVE_CHEAPEST);
    struct stand *s = stand_new("i");
    struct plan_step step;

    add_runs(s, 1024, 5);
    add_runs(s, 1769, 5);
    o.request.volume.per_month = 1;
    step = next_of(s, &t, &o, VA_OK);
    IS_INT(step.stop, PLAN_NOT_WORTH, "for one invocation a month no probe is worth it");
    o.request.volume.per_month = 10000000;
    step = next_of(s, &t, &o, VA_OK);
    OK(step.stop == PLAN_NOT && step.gain_pusd > 0 &&
           step.gain_month_pusd == (va_int128)step.gain_pusd * 10000000,
       "for ten million one is, and the month's gain is said");
    stand_free(s);
}

static void
test_infeasible(void)
{
    const struct tariff t = tariff_x86();
    struct plan_options o = options_for(OBJECTIVE_FASTEST);
    struct stand *s = stand_new("i");
    struct plan_step last = { .stop = PLAN_NOT };

    o.request.goal.has_budget = true;
    o.request.goal.budget_pusd = 1;
    follow(s, &t, &o, &last);
    OK(last.stop == PLAN_SURE || last.stop == PLAN_NOT_WORTH,
       "a budget that no size keeps does not keep it measuring for ever");
    stand_free(s);
}

static void
test_given(void)
{
    const struct tariff t = tariff_x86();
    const struct plan_options o = options_for(OBJECTIVE_CHEAPEST);
    struct stand *s = stand_new("i");
    const struct contender *c = stand_ready(s, &t);
    struct plan_step step;

    OK(plan_given(c, &o, 777, 10, &step) == VA_OK && step.memory_mb == 777 &&
           step.runs == 10 && step.expected_pusd == COST_UNKNOWN && step.worst_pusd > 0,
       "a step that is given is priced at its worst when nothing is known");
    add_runs(s, 512, 5);
    add_runs(s, 1024, 5);
    c = stand_ready(s, &t);
    OK(plan_given(c, &o, 777, 10, &step) == VA_OK && step.expected_pusd > 0 &&
           step.regret_before >= 0 && step.regret_after >= 0,
       "and in full when something is");
    NEAR(step.duration_ms, usual_ms(777), 0.05, "its duration is near the curve's");
    IS_INT(plan_given(c, &o, 64, 10, &step), VA_DOMAIN,
           "a size that is not sold is no step");
    IS_INT(plan_given(c, &o, 777, 0, &step), VA_DOMAIN, "nor are no runs");
    stand_free(s);
}

static void
test_worst(void)
{
    struct tariff t = tariff_x86();
    struct stand *s = stand_new("i");
    const struct contender *c = stand_ready(s, &t);
    int64_t pusd = 0;

    IS_INT(plan_worst(c, 1024, 1000, &pusd), VA_OK, "there is a worst case");
    IS_INT(pusd, 16666700 + 200000, "the timeout at the dearest tier, and the fee");
    t.init = TARIFF_INIT_BILLED;
    c = stand_ready(s, &t);
    plan_worst(c, 1024, 1000, &pusd);
    IS_INT(pusd, 11 * 16666700 + 200000, "with ten seconds of init where that is billed");
    t.rates[0].tiers[1].price_pusd = 20000000;
    c = stand_ready(s, &t);
    plan_worst(c, 1024, 1000, &pusd);
    IS_INT(pusd, 11 * 20000000 + 200000, "a tier that is dearer further up counts");
    s->contender.has_api = true;
    s->contender.api.highest_pusd = 5000;
    plan_worst(&s->contender, 1024, 1000, &pusd);
    IS_INT(pusd, 11 * 20000000 + 205000, "API calls at their dearest come on top");
    IS_INT(plan_worst(c, 1024, 0, &pusd), VA_DOMAIN, "without a timeout there is none");
    IS_INT(plan_worst(c, 64, 1000, &pusd), VA_DOMAIN, "nor at a size that is not sold");
    c = stand_ready(s, NULL);
    IS_INT(plan_worst(c, 1024, 1000, &pusd), VA_DATA, "nor without a price");
    stand_free(s);
}

static void
test_options(void)
{
    const struct tariff t = tariff_x86();
    struct plan_options o = options_for(OBJECTIVE_CHEAPEST);
    struct stand *s = stand_new("i");

    o.timeout_ms = 0;
    next_of(s, &t, &o, VA_DOMAIN);
    o.timeout_ms = TIMEOUT_MS;
    o.target_regret = -1;
    next_of(s, &t, &o, VA_DOMAIN);
    stand_free(s);
    IS_STR(plan_stop_name(PLAN_SURE), "sure-enough", "why it stops has a name");
    IS_STR(plan_stop_name(PLAN_NOT), "", "and none when it does not");
}

/* Any function, any goal. */
static void
draw_question(struct stand *s, struct plan_options *o)
{
    const int32_t n = (int32_t)random_to(5);
    const double level = exp(random_real(1, 11));
    const double power = random_real(0, 1.3);

    *o = options_for((enum objective)random_to(2));
    o->request.goal.has_budget = random_to(2) == 0;
    o->request.goal.budget_pusd = random_between(0, 2000000000);
    o->request.goal.has_latency = random_to(2) == 0;
    o->request.goal.latency_ms = random_real(1, 60000);
    o->request.volume.per_month = random_to(1) ? 0 : random_between(1, 100000000);
    o->money_left_pusd = random_to(1) ? -1 : random_between(0, 1000000000000);
    for (int32_t i = 0; i < n; i++) {
        const int32_t mb = (int32_t)random_between(128, 10240);
        const char *error = random_to(5) == 0 ? "out of memory" : NULL;

        for (uint64_t k = random_to(4); k < 5; k++)
            stand_add(s, mb, level * pow(mb / 1769.0, -power) * random_real(0.9, 1.1),
                      error);
    }
}

/* What held in every case so far. */
struct holds {
    bool sold, bounded, kept, steady;
    int32_t stops;
};

static void
check_step(const struct contender *c, const struct plan_options *o,
           const struct plan_step *step, struct holds *h)
{
    struct plan_options busier = *o;
    struct plan_step more;

    h->sold = h->sold && tariff_sells(&c->tariff, step->memory_mb) &&
              !contender_fails_at(c, step->memory_mb) && step->runs >= 1;
    h->bounded = h->bounded && step->expected_pusd <= step->worst_pusd;
    h->kept = h->kept && (o->money_left_pusd < 0 ||
                          step->worst_pusd / step->runs <= o->money_left_pusd);
    busier.request.volume.per_month *= 50;
    if (busier.request.volume.per_month > 0)
        h->steady =
            h->steady && plan_next(c, &busier, &more) == VA_OK && more.stop == PLAN_NOT;
}

static void
test_properties(void)
{
    struct holds h = { true, true, true, true, 0 };
    struct tariff t = tariff_x86();

    t.rates[0].n_tiers = 1; /* tiers make another question of another volume */
    for (int32_t i = 0; i < PROPERTY_CASES; i++) {
        struct stand *s = stand_new("i");
        struct plan_options o;
        struct plan_step step = { .stop = PLAN_NOT };

        draw_question(s, &o);
        if (plan_next(stand_ready(s, &t), &o, &step))
            h.sold = false;
        else if (step.stop == PLAN_NOT)
            check_step(&s->contender, &o, &step, &h);
        h.stops += step.stop != PLAN_NOT;
        stand_free(s);
    }
    OK(h.sold, "only sizes that are sold and did not fail are proposed");
    OK(h.bounded, "the expected price is never above the worst");
    OK(h.kept, "a run's worst case always fits under what is left of the cap");
    OK(h.steady, "more volume never stops it earlier");
    OK(h.stops > 0 && h.stops < PROPERTY_CASES,
       "some of the questions are stops, not all");
}

int
main(void)
{
    test_nothing();
    test_one_size();
    test_stops();
    test_deterministic();
    test_cap();
    test_no_tariff();
    test_failed();
    test_sizes();
    test_volume();
    test_infeasible();
    test_given();
    test_worst();
    test_options();
    test_properties();
    return done();
}
