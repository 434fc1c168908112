/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Contenders for tests: published curves and samples, priced. */
#ifndef VA_TESTS_CORE_ADVISE_FIXTURE_H
#define VA_TESTS_CORE_ADVISE_FIXTURE_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/advise.h"
#include "core/tariffs.h"
#include "core/workload.h"

/* A contender with what it borrows. */
struct stand {
    struct implementation implementation;
    struct profile profile;
    struct contender contender;
};

static inline struct stand *
stand_new(const char *implementation)
{
    struct stand *s = calloc(1, sizeof *s);
    struct profile_key key = { .implementation = implementation, .platform = "p" };

    if (!s || profile_init(&s->profile, &key, NULL))
        abort();
    snprintf(s->implementation.name, sizeof s->implementation.name, "%s", implementation);
    s->implementation.recall = NAN;
    return s;
}

static inline void
stand_free(struct stand *s)
{
    profile_clear(&s->profile);
    free(s);
}

/* Fit what was added and price it; tariff NULL leaves it without a price. */
static inline const struct contender *
stand_ready(struct stand *s, const struct tariff *tariff)
{
    if (contender_init(&s->contender, &s->implementation, &s->profile))
        abort();
    if (tariff) {
        s->contender.tariff = *tariff;
        s->contender.has_tariff = true;
    }
    return &s->contender;
}

static inline struct stand *
stand_published(double a, double b, int32_t from_mb, int32_t to_mb)
{
    struct stand *s = stand_new("published");

    s->profile.published = true;
    s->profile.curve = (struct curve_published){ a, b, NAN, from_mb, to_mb };
    return s;
}

static inline void
stand_add(struct stand *s, int32_t memory_mb, double ms, const char *error)
{
    struct sample x;

    sample_init(&x);
    x.workload = "w";
    x.implementation = s->implementation.name;
    x.platform = "p";
    x.memory_mb = memory_mb;
    x.duration_ns = (int64_t)llround(ms * 1e6);
    x.error = error ? error : "";
    if (profile_add_sample(&s->profile, &x, NULL))
        abort();
}

static inline struct advise_request
budget_request(int64_t budget_pusd)
{
    struct advise_request r = { 0 };

    goal_init(&r.goal);
    r.goal.has_budget = true;
    r.goal.budget_pusd = budget_pusd;
    r.goal.objective = goal_default_objective(&r.goal);
    return r;
}

static inline struct advise_request
latency_request(double ms)
{
    struct advise_request r = { 0 };

    goal_init(&r.goal);
    r.goal.has_latency = true;
    r.goal.latency_ms = ms;
    r.goal.objective = goal_default_objective(&r.goal);
    return r;
}

#endif
