/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Goals and the objectives that go with them. */
#include "core/goal.h"

void
goal_init(struct goal *g)
{
    *g = (struct goal){ .stat = STAT_P50,
                        .objective = OBJECTIVE_BALANCED,
                        .cost_weight_ratio = 0.5,
                        .confidence_ratio = 0.95 };
}

enum objective
goal_default_objective(const struct goal *g)
{
    if (g->has_latency)
        return OBJECTIVE_CHEAPEST;
    return g->has_budget ? OBJECTIVE_FASTEST : OBJECTIVE_BALANCED;
}

const char *
objective_name(enum objective o)
{
    static const char *const names[] = { [OBJECTIVE_CHEAPEST] = "cheapest",
                                         [OBJECTIVE_FASTEST] = "fastest",
                                         [OBJECTIVE_BALANCED] = "balanced" };

    return names[o];
}
