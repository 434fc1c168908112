/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every peer finds its own law again, and chooses as it is documented to. */
#include "core/stats.h"
#include "peers.h"
#include "tap.h"
#include "truth.h"

enum { SIZES = 7 };
static const double sizes[SIZES] = { 128, 256, 512, 1024, 1536, 2048, 3008 };

static const struct peer laws[PEER_FORM_COUNT] = {
    { PEER_POWER, { 310000, -0.87 } },
    { PEER_FLOOR, { 130, 240000, -1.08 } },
    { PEER_KNEE, { 130, 240000, -1.08, 1300 } },
    { PEER_PARROTFISH, { 420, 5200, 390 } },
};

/* How far a fit is off at the sizes measured and between them: the largest ratio. */
static double
worst(const struct peer *fit, const struct peer *law)
{
    double most = 0;

    for (double mb = 128; mb <= 3008; mb *= 1.2)
        most = fmax(most, fabs(peer_ms(fit, mb) / peer_ms(law, mb) - 1));
    return most;
}

static void
test_own_law(enum peer_form form)
{
    uint64_t state = UINT64_C(0x9E3779B97F4A7C15);
    const char *name = peer_form_text(form);
    double ms[SIZES];
    const struct peer_points p = { .n = SIZES, .mb = sizes, .ms = ms };
    struct peer fit;

    for (int32_t i = 0; i < SIZES; i++)
        ms[i] = peer_ms(&laws[form], sizes[i]);
    OK(peer_fit(form, &p, &fit), "%s: its own law is fitted", name);
    OK(worst(&fit, &laws[form]) < 1e-5, "%s: and found", name);
    for (int32_t i = 0; i < SIZES; i++)
        ms[i] *= exp(0.02 * random_normal(&state));
    OK(peer_fit(form, &p, &fit), "%s: with a spread of 2 %%", name);
    OK(worst(&fit, &laws[form]) < 0.06, "%s: it is found nearly", name);
}

/* Weights count where the peer has them. */
static void
test_weights(void)
{
    static const double weight[SIZES] = { 1, 1, 1, 1, 1, 1, 1e-9 };
    double ms[SIZES];
    struct peer_points p = { .n = SIZES, .mb = sizes, .ms = ms, .weight = weight };
    struct peer fit;

    for (int32_t i = 0; i < SIZES; i++)
        ms[i] = peer_ms(&laws[PEER_POWER], sizes[i]);
    ms[SIZES - 1] *= 3;
    OK(peer_fit(PEER_POWER, &p, &fit) && worst(&fit, &laws[PEER_POWER]) < 1e-5,
       "a size without weight does not bend the power law");
    OK(peer_fit(PEER_FLOOR, &p, &fit) && worst(&fit, &laws[PEER_POWER]) < 1e-5,
       "nor the power law with a floor");
    p.weight = NULL;
    OK(peer_fit(PEER_POWER, &p, &fit) && worst(&fit, &laws[PEER_POWER]) > 0.1,
       "a size with a weight does");
}

static void
test_awkward(void)
{
    static const double flat[SIZES] = { 90, 90, 90, 90, 90, 90, 90 };
    static const double rising[SIZES] = { 50, 52, 55, 60, 63, 67, 75 };
    struct peer_points p = { .n = SIZES, .mb = sizes, .ms = flat };
    struct peer fit;

    for (int form = 0; form < PEER_FORM_COUNT; form++) {
        const char *name = peer_form_text((enum peer_form)form);

        p.n = SIZES;
        p.ms = flat;
        OK(peer_fit((enum peer_form)form, &p, &fit) &&
               fabs(peer_ms(&fit, 700) - 90) < 1e-3,
           "%s: a flat curve is flat", name);
        p.ms = rising;
        OK(peer_fit((enum peer_form)form, &p, &fit) && peer_ms(&fit, 700) > 50 &&
               peer_ms(&fit, 700) < (form == PEER_PARROTFISH ? 75 : 65),
           "%s: a rising one is followed as far as the form can", name);
        p.n = 1;
        OK(!peer_fit((enum peer_form)form, &p, &fit), "%s: one size is no curve", name);
    }
}

/* cost in MB ms, its ceilings taken: 64000, 51200, 46080 (twice), 102400 */
static void
test_tuning(void)
{
    static const double mb[] = { 128, 256, 512, 768, 1024 };
    static const double ms[] = { 500, 200, 89.5, 59.2, 99.9 };
    const struct peer_points p = { .n = 5, .mb = mb, .ms = ms };
    struct goal g;

    goal_init(&g);
    g.objective = OBJECTIVE_CHEAPEST;
    IS_INT(peer_tuning_pick(&p, &g), 768, "the cheapest, and of two the faster one");
    g.objective = OBJECTIVE_FASTEST;
    IS_INT(peer_tuning_pick(&p, &g), 768, "the fastest");
    g.objective = OBJECTIVE_BALANCED;
    IS_INT(peer_tuning_pick(&p, &g), 768, "the balanced one");
    g.objective = OBJECTIVE_CHEAPEST;
    g.has_latency = true;
    g.latency_ms = 59;
    IS_INT(peer_tuning_pick(&p, &g), 768, "with a latency none keeps, the nearest");
    g.has_latency = false;
    g.has_budget = true;
    g.objective = OBJECTIVE_FASTEST;
    g.budget_pusd = truth_cost_pusd(256, 200);
    IS_INT(peer_tuning_pick(&p, &g), 768, "the fastest that a budget allows");
}

/* 0.5 cost / most + 0.5 duration / most: 0.8125, 0.45, 0.4375, 0.58. */
static void
test_tuning_balance(void)
{
    static const double mb[] = { 100, 200, 400, 1000 };
    static const double ms[] = { 1000, 400, 250, 160 };
    const struct peer_points p = { .n = 4, .mb = mb, .ms = ms };
    struct goal g;

    goal_init(&g);
    IS_INT(peer_tuning_pick(&p, &g), 400, "balanced: shares of the largest are added");
    g.cost_weight_ratio = 0;
    IS_INT(peer_tuning_pick(&p, &g), 1000, "with all weight on time it is the fastest");
    g.cost_weight_ratio = 1;
    IS_INT(peer_tuning_pick(&p, &g), 200, "with all on cost the cheapest");
    g.objective = OBJECTIVE_FASTEST;
    g.has_budget = true;
    g.budget_pusd = truth_cost_pusd(200, 400) - 1;
    IS_INT(peer_tuning_pick(&p, &g), 200, "with a budget none keeps, the nearest");
}

int
main(void)
{
    for (int form = 0; form < PEER_FORM_COUNT; form++)
        test_own_law((enum peer_form)form);
    test_weights();
    test_awkward();
    test_tuning();
    test_tuning_balance();
    return done();
}
