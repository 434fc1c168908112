/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the provider said of a function, in its plan. */
#include "app/planning_parts.h"

/* Sizes above the largest are not sold to this account. */
static void
limit_sizes(struct tariff *t, int32_t most_mb)
{
    int32_t n = 0;

    for (int32_t i = 0; i < t->n_sizes; i++) {
        struct tariff_size size = t->sizes[i];

        if (size.min_mb > most_mb)
            continue;
        if (size.max_mb > most_mb)
            size.max_mb =
                size.min_mb + (most_mb - size.min_mb) / size.step_mb * size.step_mb;
        t->sizes[n++] = size;
    }
    t->n_sizes = n;
}

static bool
exists(const struct probe_facts *f, int32_t memory_mb)
{
    for (int32_t i = 0; i < f->n_sizes; i++)
        if (f->sizes_mb[i] == memory_mb)
            return true;
    return false;
}

static void
keep_sizes(struct planning *p, const struct probe_facts *facts)
{
    const struct probe_settings *s = p->settings;

    p->n_sizes = 0;
    for (int32_t i = 0; i < s->n_sizes; i++)
        if (exists(facts, s->sizes_mb[i]))
            p->sizes_mb[p->n_sizes++] = s->sizes_mb[i];
    for (int32_t i = 0; i < facts->n_sizes && s->n_sizes == 0; i++)
        p->sizes_mb[p->n_sizes++] = facts->sizes_mb[i];
}

enum va_code
planning_set_facts(struct planning *p, const struct probe_facts *facts)
{
    enum va_code code = VA_OK;

    p->facts = *facts;
    p->has_facts = true;
    if (!facts->takes_sizes && facts->n_sizes > 0)
        keep_sizes(p, facts);
    if (facts->region[0] && !p->settings->region[0]) {
        p->has_tariff = p->has_api = false;
        code = planning_find_prices(p, NULL);
        if (!code)
            code = planning_refresh(p, NULL);
    }
    if (facts->memory_max_mb > 0)
        limit_sizes(&p->tariff, facts->memory_max_mb);
    p->now->contender.tariff = p->tariff;
    p->now->contender.has_tariff = p->has_tariff;
    return code;
}
