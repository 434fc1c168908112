/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What samples tell of cold starts: init by size, a longer first run, their share. */
#include "core/cold_fixture.h"
#include "tap.h"

static const struct law plain = { 400, -0.3, 0.2, 1.5 };

static double
init_at(const struct contender *c, int32_t memory_mb)
{
    struct cold_start at;

    cold_at(&c->cold, memory_mb, &at);
    return cold_init_ms(&at, 0);
}

static void
known_law(void)
{
    struct stand *s = law_stand(&plain, 60, 60);
    const struct contender *c = stand_ready(s, NULL);
    struct cold_start at;

    NEAR(c->cold.slope, -0.3, 0.1, "the exponent of init is found");
    NEAR(c->cold.sd_log, 0.2, 0.1, "and its spread");
    NEAR(exp(c->cold.log_factor), 1.5, 0.04, "and how much longer a cold run takes");
    for (int32_t mb = 200; mb <= 6400; mb *= 2)
        NEAR(init_at(c, mb), law_init_ms(&plain, mb), 0.08, "init is right at %d MB",
             (int)mb);
    cold_at(&c->cold, 1024, &at);
    OK(cold_init_ms(&at, -2.5) < 400 && cold_init_ms(&at, 2.5) > 400,
       "its interval holds the true value");
    IS_INT(c->cold.n, 300, "all cold starts are counted");
    IS_INT(c->cold.n_init, 300, "and those with an init time");
    stand_free(s);
}

/* A probe starts a size cold and runs it a few times: no caller does. */
static void
probed(void)
{
    struct stand *s = law_stand(&plain, 10, 40);
    const double init_ms = init_at(stand_ready(s, NULL), 1024);

    NEAR(cold_share_ratio(s->contender.cold.seen), 0.2, 1e-9, "the share of all samples");
    s->profile.n_cold_probed = 40;
    s->profile.n_warm_probed = 110;
    (void)stand_ready(s, NULL);
    NEAR(cold_share_ratio(s->contender.cold.seen), 0.1, 1e-9,
         "is of those no probe made");
    IS_INT(s->contender.cold.n, 50, "all of them tell how long cold starts take");
    NEAR(init_at(&s->contender, 1024), init_ms, 1e-9, "and nothing else of that changes");
    s->profile.n_cold_probed = 50;
    IS_INT(stand_ready(s, NULL)->cold.seen.num, 0,
           "cold starts of a probe are none seen");
    stand_free(s);
}

static void
slope_bounds(void)
{
    const struct law steep = { 400, -3, 0.05, 1 };
    const struct law rising = { 400, 2, 0.05, 1 };
    struct stand *s = law_stand(&steep, 50, 10);

    NEAR(stand_ready(s, NULL)->cold.slope, -1, 1e-12, "init falls no faster than CPU");
    stand_free(s);
    s = law_stand(&rising, 50, 10);
    NEAR(stand_ready(s, NULL)->cold.slope, 0.2, 1e-12, "and hardly rises");
    stand_free(s);
}

/* One size off the line by a half: believed by its samples. */
static void
own_evidence(void)
{
    const struct law off = { 600, 0, 0.2, 1 };
    const struct law flat = { 400, 0, 0.2, 1 };
    double few = 0;
    double many = 0;

    for (int n = 2; n <= 400; n *= 200) {
        struct stand *s = law_stand(&flat, 40, 10);
        uint64_t state = 5;

        law_add_cold(s, &off, 1400, n, &state);
        many = init_at(stand_ready(s, NULL), 1400);
        few = n == 2 ? many : few;
        stand_free(s);
    }
    OK(few < 480, "two samples hardly move a size: %.0f ms", few);
    OK(many > 560, "four hundred do: %.0f ms", many);
}

static void
little_evidence(void)
{
    const struct law slow = { 400, 0, 0.01, 3 };
    struct stand *s = stand_new("m");
    const struct contender *c = NULL;
    uint64_t state = 3;

    law_add_runs(s, 512, 50, 0, &state);
    law_add_runs(s, 1024, 50, 0, &state);
    law_add_cold(s, &slow, 1024, 1, &state);
    c = stand_ready(s, NULL);
    NEAR(init_at(c, 1024), 400, 0.05, "one cold start gives init its level");
    NEAR(init_at(c, 512), init_at(c, 1024), 0.05, "at every size, with one measured");
    OK(c->cold.log_factor > log(1.1) && c->cold.log_factor < log(2.9),
       "and of a run three times as long a part is believed: %.2f",
       exp(c->cold.log_factor));
    stand_free(s);
}

static void
never_quicker(void)
{
    const struct law quick = { 400, 0, 0.1, 0.5 };
    struct stand *s = law_stand(&quick, 40, 40);

    NEAR(exp(stand_ready(s, NULL)->cold.log_factor), 1, 1e-12,
         "a cold run is never taken for quicker than a warm one");
    stand_free(s);
}

static void
without_init(void)
{
    const struct law unknown = { -1, 0, 0, 1.5 };
    struct stand *s = law_stand(&unknown, 20, 20);
    const struct contender *c = stand_ready(s, NULL);
    struct cold_start at;

    cold_at(&c->cold, 1024, &at);
    OK(!at.has_init, "where no init is reported there is none");
    NEAR(cold_init_ms(&at, 1), 0, 1e-12, "and it takes no time");
    NEAR(cold_factor(&at, 0), 1.5, 0.06, "but cold runs are longer all the same");
    stand_free(s);
}

static void
shares(void)
{
    struct stand *s = law_stand(&plain, 1, 19);
    uint64_t state = 9;

    NEAR(cold_share_ratio(stand_ready(s, NULL)->cold.seen), 0.05, 1e-12,
         "one cold start in twenty is a share of 5 %%");
    law_add_runs(s, 512, 100, SAMPLE_NONE, &state);
    NEAR(cold_share_ratio(stand_ready(s, NULL)->cold.seen), 0.05, 1e-12,
         "runs that say nothing do not count beside runs marked warm");
    stand_free(s);

    s = law_stand(&plain, 0, 0);
    for (int32_t mb = 256; mb <= 1024; mb *= 2) {
        law_add_cold(s, &plain, mb, 1, &state);
        law_add_runs(s, mb, 9, SAMPLE_NONE, &state);
    }
    NEAR(cold_share_ratio(stand_ready(s, NULL)->cold.seen), 0.1, 1e-12,
         "where init times are all there is, runs without one are warm");
    stand_free(s);

    s = law_stand(&plain, 0, 10);
    IS_INT(stand_ready(s, NULL)->cold.n, 0, "without cold starts none is known");
    IS_INT(stand_ready(s, NULL)->cold.seen.num, 0, "and none is seen");
    stand_free(s);
}

static void
fractions(void)
{
    const struct cold_share twentieth = cold_share_of(0.05);
    const struct cold_share odd = cold_share_of(0.031);

    OK(twentieth.num == 1 && twentieth.den == 20, "5 %% is 1 / 20");
    OK(odd.num == 31 && odd.den == 1000, "3.1 %% is 31 / 1000");
    OK(cold_share_of(0).num == 0, "nothing is nothing");
    OK(cold_share_of(1).num == 1 && cold_share_of(1).den == 1, "all is 1 / 1");
    NEAR(cold_share_ratio(cold_share_of(1.0 / 3)), 1.0 / 3, 2e-6,
         "a third is right to a millionth");
}

static void
nodes(void)
{
    struct stand *s = law_stand(&plain, 20, 20);
    const struct cold *c = &stand_ready(s, NULL)->cold;
    double sum = 0;
    bool ascending = true;

    for (int i = 0; i < COLD_NODES; i++) {
        sum += c->nodes[i];
        ascending = ascending && (i == 0 || c->nodes[i] > c->nodes[i - 1]);
    }
    NEAR(sum / COLD_NODES, exp(c->sd_log * c->sd_log / 2), 1e-9,
         "the nodes of init have the mean of the lognormal");
    OK(ascending, "and ascend");
    stand_free(s);
}

int
main(void)
{
    known_law();
    probed();
    slope_bounds();
    own_evidence();
    little_evidence();
    never_quicker();
    without_init();
    shares();
    fractions();
    nodes();
    return done();
}
