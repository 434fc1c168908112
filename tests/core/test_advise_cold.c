/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Advice that counts cold starts, and advice that leaves them out. */
#include "core/advise_size.h"
#include "core/cold_fixture.h"
#include "tap.h"

static const struct law plain = { 400, -0.1, 0.2, 1.4 };
static struct advice answer;

static struct tariff
tariff_of(enum tariff_init init)
{
    struct tariff t = tariff_x86();

    t.init = init;
    return t;
}

static struct configuration
at_size(const struct contender *c, struct advise_request request, struct cold_share share,
        int32_t memory_mb)
{
    struct configuration at = { 0 };

    request.cold = share;
    if (advise_evaluate(c, &request, memory_mb, &at))
        abort();
    return at;
}

static bool
same(const struct configuration *a, const struct configuration *b)
{
    return a->memory_mb == b->memory_mb && a->cost_pusd == b->cost_pusd &&
           a->cost_low_pusd == b->cost_low_pusd &&
           a->cost_high_pusd == b->cost_high_pusd &&
           !memcmp(&a->duration_ms, &b->duration_ms, sizeof a->duration_ms) &&
           !memcmp(&a->duration_low_ms, &b->duration_low_ms, sizeof a->duration_ms) &&
           !memcmp(&a->duration_high_ms, &b->duration_high_ms, sizeof a->duration_ms) &&
           !memcmp(&a->p95_ms, &b->p95_ms, sizeof a->p95_ms) &&
           !memcmp(&a->probability, &b->probability, sizeof a->probability);
}

/* The same warm runs without any cold start beside them. */
static struct stand *
warm_twin(const struct stand *of)
{
    struct stand *s = stand_new("m");

    for (int32_t i = 0; i < of->profile.n_groups; i++) {
        const struct size_group *g = &of->profile.groups[i];
        const struct group_key key = { g->memory_mb, 0, "" };
        struct size_group *mine = NULL;

        if (g->cold == 0 && (profile_group(&s->profile, &key, &mine, NULL) ||
                             summary_merge(&mine->summary, &g->summary)))
            abort();
    }
    return s;
}

static void
left_out(void)
{
    struct tariff t = tariff_of(TARIFF_INIT_BILLED);
    struct stand *s = law_stand(&plain, 10, 40);
    struct stand *twin = warm_twin(s);
    const struct contender *c = stand_ready(s, &t);
    const struct contender *w = stand_ready(twin, &t);
    struct advise_request r = latency_request(300);
    int differ = 0;

    r.goal.has_budget = true;
    r.goal.budget_pusd = 4000000;
    for (int stat = 0; stat < STAT_COUNT; stat++) {
        struct advice first;

        r.goal.stat = (enum statistic)stat;
        advise(&c, 1, &r, &answer);
        first = answer;
        advise(&w, 1, &r, &answer);
        OK(first.feasible == answer.feasible && same(&first.pick, &answer.pick),
           "a share of 0 is the pick of warm runs, to the last bit: %s",
           statistic_name((enum statistic)stat));
        for (int32_t mb = 256; mb <= 3008; mb += 7) {
            const struct cold_share none = { 0, 1 };
            const struct configuration a = at_size(c, r, none, mb);
            const struct configuration b = at_size(w, r, COLD_SHARE_SEEN, mb);

            differ += !same(&a, &b);
        }
    }
    IS_INT(differ, 0, "at every size, and so without cold starts to count");
    stand_free(s);
    stand_free(twin);
}

static void
rising(void)
{
    struct tariff t = tariff_of(TARIFF_INIT_BILLED);
    struct stand *s = law_stand(&plain, 10, 40);
    const struct contender *c = stand_ready(s, &t);
    struct advise_request r = latency_request(420);
    int falls = 0;

    r.goal.stat = STAT_P95;
    r.goal.has_budget = true;
    r.goal.budget_pusd = 4500000;
    for (int32_t mb = 256; mb <= 3008; mb += 172) {
        struct configuration last = at_size(c, r, cold_share_of(0), mb);

        for (int k = 1; k <= 20; k++) {
            const struct configuration at = at_size(c, r, cold_share_of(k / 20.0), mb);

            falls +=
                at.duration_ms < last.duration_ms || at.cost_pusd <= last.cost_pusd ||
                at.probability > last.probability + 1e-6 ||
                at.cost_low_pusd > at.cost_pusd || at.cost_high_pusd < at.cost_pusd ||
                at.duration_low_ms > at.duration_ms ||
                at.duration_high_ms < at.duration_ms;
            last = at;
        }
    }
    IS_INT(falls, 0, "more cold starts: dearer, slower, less sure; inside the intervals");
    stand_free(s);
}

/* All cold starts are billed their init, or none of it. */
static void
billed_init(void)
{
    struct tariff billed = tariff_of(TARIFF_INIT_BILLED);
    struct tariff free_init = tariff_of(TARIFF_INIT_FREE);
    struct stand *s = law_stand(&plain, 40, 40);
    const struct contender *c = stand_ready(s, &billed);
    const struct advise_request r = latency_request(1e6);
    const struct configuration with = at_size(c, r, cold_share_of(1), 1024);
    struct configuration without = { 0 };

    c = stand_ready(s, &free_init);
    without = at_size(c, r, cold_share_of(1), 1024);
    NEAR(with.billed_ms - without.billed_ms, 400 * exp(0.02), 0.06,
         "init is billed where the tariff bills it");
    NEAR(without.billed_ms, 200 * 1.4, 0.06, "where not, only the longer run is");
    NEAR(with.duration_ms, without.duration_ms, 1e-12, "callers wait for it either way");
    NEAR(with.duration_ms, 400 + 200 * 1.4, 0.06, "for init and the run");
    stand_free(s);
}

static void
probabilities(void)
{
    struct tariff t = tariff_of(TARIFF_INIT_BILLED);
    struct stand *s = law_stand(&plain, 10, 40);
    struct advise_request r = latency_request(300);
    struct advise_point p;

    r.cold = cold_share_of(0.04);
    advise_point_init(&p, stand_ready(s, &t), &r, 700);
    for (int stat = 0; stat < STAT_COUNT; stat++) {
        const double ms = advise_point_quantile(&p, (enum statistic)stat, 0.9);

        NEAR(advise_point_probability(&p, (enum statistic)stat, ms), 0.9, 1e-5,
             "the chance of the 90 %% quantile is 90 %%: %s",
             statistic_name((enum statistic)stat));
    }
    stand_free(s);
}

static void
safe_pick(void)
{
    struct tariff t = tariff_of(TARIFF_INIT_BILLED);
    struct stand *s = law_stand(&plain, 10, 40);
    const struct contender *c = stand_ready(s, &t);
    struct advise_request r = latency_request(300);

    r.cold = cold_share_of(0.03);
    r.goal.stat = STAT_P95;
    advise(&c, 1, &r, &answer);
    OK(answer.feasible && answer.has_safe, "there is a pick, and a safe pick");
    OK(answer.safe.probability >= 0.95 - 1e-6,
       "the safe pick's chance with cold starts is what was asked: %.4f",
       answer.safe.probability);
    stand_free(s);
}

static const struct note *
find_note(enum advice_note code)
{
    for (int32_t i = 0; i < answer.n_notes; i++) {
        if (answer.notes[i].code == code)
            return &answer.notes[i];
    }
    return NULL;
}

static void
notes(void)
{
    struct tariff t = tariff_of(TARIFF_INIT_BILLED);
    struct stand *s = law_stand(&plain, 10, 40);
    struct stand *twin = warm_twin(s);
    const struct contender *c = stand_ready(s, &t);
    struct advise_request r = latency_request(300);

    advise(&c, 1, &r, &answer);
    OK(find_note(NOTE_COLD_LEFT_OUT) && !find_note(NOTE_COLD_STARTS),
       "cold starts left out are said to be");
    r.cold = COLD_SHARE_SEEN;
    advise(&c, 1, &r, &answer);
    OK(find_note(NOTE_COLD_STARTS) && !find_note(NOTE_COLD_LEFT_OUT),
       "those that count are said to count");
    NEAR(find_note(NOTE_COLD_STARTS)->value, 0.2, 1e-12, "with the share seen");
    r.goal.latency_ms = 1;
    advise(&c, 1, &r, &answer);
    OK(!answer.feasible && find_note(NOTE_COLD_STARTS),
       "also when they are why nothing meets the goal");
    c = stand_ready(twin, &t);
    r = latency_request(300);
    r.cold = cold_share_of(0.05);
    advise(&c, 1, &r, &answer);
    OK(find_note(NOTE_COLD_UNKNOWN) && !find_note(NOTE_COLD_STARTS),
       "a share asked for without any sample is not made up");
    stand_free(s);
    stand_free(twin);
}

/* Where the cold starts are all there is, the curve is theirs: they are no longer than
 * it, and the share is everything. */
static void
cold_alone(void)
{
    struct tariff t = tariff_of(TARIFF_INIT_BILLED);
    struct stand *s = law_stand(&plain, 20, 0);
    const struct contender *c = stand_ready(s, &t);
    struct advise_request r = latency_request(1e6);
    const struct configuration at = at_size(c, r, COLD_SHARE_SEEN, 1024);

    OK(c->cold_only, "sizes with cold starts alone are known as such");
    NEAR(at.cold.share, 1, 1e-12, "all invocations seen start cold");
    NEAR(exp(c->cold.log_factor), 1, 1e-12, "runs are not counted as longer twice");
    NEAR(at.duration_ms, 400 + 200 * 1.4, 0.06, "callers wait for init and the run");
    stand_free(s);
}

static void
by_volume(void)
{
    struct tariff t = tariff_of(TARIFF_INIT_BILLED);
    struct stand *s = law_stand(&plain, 7, 93);
    const struct contender *c = stand_ready(s, &t);
    struct advise_request r = latency_request(1e6);
    struct configuration at = { 0 };

    r.volume.per_month = INT64_C(3000000000);
    at = at_size(c, r, COLD_SHARE_SEEN, 1024);
    /* the cost of one is the month's share, rounded to a picodollar */
    OK(at.month_pusd >= (va_int128)(at.cost_pusd - 1) * r.volume.per_month &&
           at.month_pusd <= (va_int128)(at.cost_pusd + 1) * r.volume.per_month,
       "the month's bill counts cold starts by its tiers, as one invocation's share of "
       "it does");
    stand_free(s);
}

int
main(void)
{
    left_out();
    rising();
    billed_init();
    probabilities();
    safe_pick();
    notes();
    cold_alone();
    by_volume();
    return done();
}
