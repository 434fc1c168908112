/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The best size on a peer's curve. */
#include <math.h>

#include "peers.h"
#include "truth.h"

/* A fitted curve and the range it is searched in. */
struct search {
    const struct peer *peer;
    const struct goal *goal;
    int32_t from_mb, to_mb;
    double most_cost, most_ms; /* what a balance is measured by */
};

/* What decides between sizes: by how much the limits are passed, then the objective. */
struct rank {
    double passed, value;
};

static double
search_ms(const struct search *s, int32_t memory_mb)
{
    return fmax(peer_ms(s->peer, memory_mb), 1);
}

static double
search_cost(const struct search *s, int32_t memory_mb)
{
    return (double)truth_cost_pusd(memory_mb, search_ms(s, memory_mb));
}

static struct rank
rank_of(const struct search *s, int32_t memory_mb)
{
    const struct goal *g = s->goal;
    const double ms = search_ms(s, memory_mb);
    const double cost = search_cost(s, memory_mb);
    struct rank r = { .value = cost };

    if (g->objective == OBJECTIVE_FASTEST)
        r.value = ms;
    if (g->objective == OBJECTIVE_BALANCED)
        r.value = g->cost_weight_ratio * cost / s->most_cost +
                  (1 - g->cost_weight_ratio) * ms / s->most_ms;
    if (g->has_budget)
        r.passed = fmax(cost / (double)g->budget_pusd - 1, 0);
    if (g->has_latency)
        r.passed = fmax(r.passed, ms / g->latency_ms - 1);
    return r;
}

int32_t
peer_curve_pick(const struct peer *peer, const struct goal *goal, int32_t from_mb,
                int32_t to_mb)
{
    struct search s = { .peer = peer, .goal = goal, .from_mb = from_mb, .to_mb = to_mb };
    int32_t best_mb = s.from_mb;
    struct rank best;

    for (int32_t mb = s.from_mb; mb <= s.to_mb; mb++) {
        s.most_cost = fmax(s.most_cost, search_cost(&s, mb));
        s.most_ms = fmax(s.most_ms, search_ms(&s, mb));
    }
    best = rank_of(&s, s.from_mb);
    for (int32_t mb = s.from_mb + 1; mb <= s.to_mb; mb++) {
        const struct rank r = rank_of(&s, mb);

        if (r.passed < best.passed ||
            (!(r.passed > best.passed) && r.value < best.value)) {
            best = r;
            best_mb = mb;
        }
    }
    return best_mb;
}
