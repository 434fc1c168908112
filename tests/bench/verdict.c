/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a pick is worth, the truth being known. */
#include <math.h>

#include "truth.h"

/* Picodollars of a GB-second and of a request; MB x ms in a GB-second. */
static const int64_t rate_pusd = 16666700;
static const int64_t request_pusd = 200000;
static const int64_t mb_ms = INT64_C(1024) * 1000;

/* Budgets and latencies: this much above the least possible. */
#define SLACK 1.25

/* A limit passed by more than this share is missed. */
#define TOLERATED 0.02

int64_t
truth_cost_pusd(int32_t memory_mb, double ms)
{
    const int64_t scaled = rate_pusd * memory_mb * (int64_t)ceil(ms);

    return scaled / mb_ms + (scaled % mb_ms >= mb_ms / 2) + request_pusd;
}

static double
cost_at(const struct truth *t, int32_t memory_mb)
{
    return (double)truth_cost_pusd(memory_mb, truth_ms(t, memory_mb));
}

void
truth_goal(const struct truth *t, enum truth_case which, struct goal *out)
{
    static const enum objective objectives[TRUTH_CASE_COUNT] = {
        [TRUTH_CHEAPEST] = OBJECTIVE_CHEAPEST,
        [TRUTH_FASTEST] = OBJECTIVE_FASTEST,
        [TRUTH_BALANCED] = OBJECTIVE_BALANCED,
        [TRUTH_WITHIN_BUDGET] = OBJECTIVE_FASTEST,
        [TRUTH_WITHIN_LATENCY] = OBJECTIVE_CHEAPEST,
    };
    double least_cost = INFINITY;
    double least_ms = INFINITY;

    for (int32_t mb = t->from_mb; mb <= t->to_mb; mb++) {
        least_cost = fmin(least_cost, cost_at(t, mb));
        least_ms = fmin(least_ms, truth_ms(t, mb));
    }
    goal_init(out);
    out->objective = objectives[which];
    out->has_budget = which == TRUTH_WITHIN_BUDGET;
    out->budget_pusd = out->has_budget ? (int64_t)(SLACK * least_cost) : 0;
    out->has_latency = which == TRUTH_WITHIN_LATENCY;
    out->latency_ms = out->has_latency ? SLACK * least_ms : 0;
}

const char *
truth_case_text(enum truth_case which)
{
    static const char *const texts[] = {
#define X(name, text) text,
        TRUTH_CASES(X)
#undef X
    };

    return texts[which];
}

/* The most of both, that a balance is measured by. */
struct extremes {
    double cost, ms;
};

static struct extremes
extremes_of(const struct truth *t)
{
    struct extremes most = { 0, 0 };

    for (int32_t mb = t->from_mb; mb <= t->to_mb; mb++) {
        most.cost = fmax(most.cost, cost_at(t, mb));
        most.ms = fmax(most.ms, truth_ms(t, mb));
    }
    return most;
}

/* What is to be small. */
static double
objective_at(const struct truth *t, const struct goal *g, const struct extremes *most,
             int32_t memory_mb)
{
    const double cost = cost_at(t, memory_mb);
    const double ms = truth_ms(t, memory_mb);

    if (g->objective == OBJECTIVE_CHEAPEST)
        return cost;
    if (g->objective == OBJECTIVE_FASTEST)
        return ms;
    return g->cost_weight_ratio * cost / most->cost +
           (1 - g->cost_weight_ratio) * ms / most->ms;
}

static bool
keeps(const struct truth *t, const struct goal *g, int32_t memory_mb, double tolerated)
{
    const double ms = truth_ms(t, memory_mb);

    if (g->has_budget && cost_at(t, memory_mb) > (1 + tolerated) * (double)g->budget_pusd)
        return false;
    return !g->has_latency || ms <= (1 + tolerated) * g->latency_ms;
}

enum va_code
truth_judge(const struct truth *t, const struct goal *goal, int32_t pick_mb,
            struct verdict *out)
{
    const struct extremes most = extremes_of(t);
    double best = INFINITY;
    int32_t best_mb = 0;

    if (pick_mb < t->from_mb || pick_mb > t->to_mb)
        return VA_DOMAIN;
    for (int32_t mb = t->from_mb; mb <= t->to_mb; mb++) {
        const double value = objective_at(t, goal, &most, mb);

        if (value < best && keeps(t, goal, mb, 0)) {
            best = value;
            best_mb = mb;
        }
    }
    if (best_mb == 0)
        return VA_GOAL;
    out->best_mb = best_mb;
    out->regret_ratio = fmax(objective_at(t, goal, &most, pick_mb) / best - 1, 0);
    out->missed = !keeps(t, goal, pick_mb, TOLERATED);
    return VA_OK;
}
