/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the user wants of a configuration. */
#ifndef VA_CORE_GOAL_H
#define VA_CORE_GOAL_H

#include <stdbool.h>
#include <stdint.h>

#include "core/dist.h"

enum objective { OBJECTIVE_CHEAPEST, OBJECTIVE_FASTEST, OBJECTIVE_BALANCED };

struct goal {
    bool has_budget;
    bool has_latency;
    int64_t budget_pusd; /* most an invocation may cost on expectation */
    double latency_ms;   /* most the statistic may be */
    enum statistic stat; /* what latency and duration mean */
    enum objective objective;
    double cost_weight_ratio; /* balanced: weight of cost against duration, 0 to 1 */
    double confidence_ratio;  /* of the safe pick, 0.5 to 0.999 */
    double min_recall;        /* 0: no constraint */
};

/*
 * No goals, p50, confidence 0.95, weight 0.5, objective balanced. Once goals are set,
 * goal_default_objective gives the objective that goes with them: a budget alone asks for
 * the fastest, a latency (with or without a budget) for the cheapest, neither for
 * balanced.
 */
void goal_init(struct goal *g);
enum objective goal_default_objective(const struct goal *g);

/* "cheapest", "fastest", "balanced"; static strings. */
const char *objective_name(enum objective o);

#endif
