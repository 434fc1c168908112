/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exact costs of every size: the cache, and the line that a chart draws of them. */
#include <math.h>
#include <stdlib.h>

#include "app/plot.h"

void
plot_cache_clear(struct plot_cache *cache)
{
    for (int32_t i = 0; i < ADVICE_CONTENDERS_MAX; i++)
        free(cache->of[i].sizes);
    *cache = (struct plot_cache){ 0 };
}

static enum va_code
push(struct plot_costs *costs, const struct plot_size *size)
{
    if (costs->n == costs->cap) {
        const int32_t cap = costs->cap ? costs->cap * 2 : 1024;
        struct plot_size *grown = realloc(costs->sizes, (size_t)cap * sizeof *grown);

        if (!grown)
            return VA_NOMEM;
        costs->sizes = grown;
        costs->cap = cap;
    }
    costs->sizes[costs->n++] = *size;
    return VA_OK;
}

static enum va_code
fill(struct plot_costs *costs, const struct contender *c,
     const struct advise_request *request)
{
    struct advise_request every = *request;
    enum va_code code = VA_OK;
    int32_t mb = 0;

    every.only_mb = NULL;
    every.n_only = 0;
    while (!code && (mb = advise_next_size(c, &every, mb)) != 0) {
        struct advise_figures at = { 0 };

        code = advise_figures(c, &every, mb, &at);
        if (!code && at.reason == ADVICE_NONE)
            code = push(costs, &(struct plot_size){ mb, plot_is_measured(c, mb), false,
                                                    at.cost_pusd, at.duration_ms });
    }
    return code;
}

/* Cheaper first, then faster; without prices faster first. */
static int
compare(const void *a, const void *b)
{
    const struct plot_size *x = *(const struct plot_size *const *)a;
    const struct plot_size *y = *(const struct plot_size *const *)b;

    if (x->cost_pusd != y->cost_pusd)
        return x->cost_pusd < y->cost_pusd ? -1 : 1;
    return (x->duration_ms > y->duration_ms) - (x->duration_ms < y->duration_ms);
}

/* From cheap to dear, a size is unbeaten when it is faster than all before it, or as fast
 * and as cheap as one that is. */
static enum va_code
mark_pareto(struct plot_costs *costs)
{
    struct plot_size **order = malloc((size_t)(costs->n + 1) * sizeof *order);
    const struct plot_size *best = NULL;

    if (!order)
        return VA_NOMEM;
    for (int32_t i = 0; i < costs->n; i++)
        order[i] = &costs->sizes[i];
    qsort(order, (size_t)costs->n, sizeof *order, compare);
    for (int32_t i = 0; i < costs->n; i++) {
        order[i]->pareto = !best || order[i]->duration_ms < best->duration_ms ||
                           (order[i]->cost_pusd == best->cost_pusd &&
                            order[i]->duration_ms <= best->duration_ms);
        if (order[i]->pareto)
            best = order[i];
    }
    free(order);
    return VA_OK;
}

enum va_code
plot_cache_get(struct plot_cache *cache, const struct contender *c, int32_t index,
               const struct advise_request *request, const struct plot_costs **out)
{
    struct plot_costs *costs = &cache->of[index];
    enum va_code code = VA_OK;

    if (!costs->filled) {
        costs->n = 0;
        code = fill(costs, c, request);
        if (!code)
            code = mark_pareto(costs);
        costs->filled = code == VA_OK;
    }
    if (!code)
        *out = costs;
    return code;
}

static void
find_facts(const struct contender *c, const struct plot_costs *costs,
           struct plot_cost_facts *out)
{
    const struct plot_size *first = &costs->sizes[0];
    const struct plot_size *last = &costs->sizes[costs->n - 1];
    const struct plot_size *least = first;

    *out = (struct plot_cost_facts){ .from_mb = first->memory_mb,
                                     .to_mb = last->memory_mb,
                                     .from_pusd = first->cost_pusd,
                                     .to_pusd = last->cost_pusd,
                                     .n_sizes = costs->n,
                                     .step_ms = c->tariff.step_ms };
    for (int32_t i = 1; i < costs->n; i++) {
        const struct plot_size *at = &costs->sizes[i];

        out->n_cheaper += at->cost_pusd < at[-1].cost_pusd;
        if (at->cost_pusd < least->cost_pusd)
            least = at;
    }
    out->least_mb = least->memory_mb;
    out->least_pusd = least->cost_pusd;
}

/* The dot of a size. */
static int32_t
dot_of(const struct plot_range *r, int32_t memory_mb)
{
    const double at =
        r->linear
            ? (double)(memory_mb - r->low_mb) / (r->high_mb - r->low_mb)
            : log((double)memory_mb / r->low_mb) / log((double)r->high_mb / r->low_mb);

    return (int32_t)(at * r->steps);
}

static void
add_cost(struct plot_series *s, const struct plot_size *at, bool same_dot)
{
    struct plot_cost *last = s->n_cost ? &s->cost[s->n_cost - 1] : NULL;

    if (same_dot && last) {
        last->low_pusd = at->cost_pusd < last->low_pusd ? at->cost_pusd : last->low_pusd;
        last->high_pusd =
            at->cost_pusd > last->high_pusd ? at->cost_pusd : last->high_pusd;
    } else if (s->n_cost < PLOT_LINE_MAX) {
        s->cost[s->n_cost++] =
            (struct plot_cost){ at->memory_mb, at->cost_pusd, at->cost_pusd };
    }
}

/* Is it in the range, and a part of the line? */
static bool
is_on_line(const struct plot_range *r, const struct plot_size *at)
{
    return at->memory_mb >= r->low_mb && at->memory_mb <= r->high_mb &&
           (!at->measured || r->table);
}

void
plot_trace_cost(const struct contender *c, const struct plot_costs *costs,
                const struct plot_range *range, struct plot_series *out)
{
    int32_t last_dot = -1;

    out->n_cost = 0;
    if (!c->has_tariff || !costs->n || costs->sizes[0].cost_pusd == COST_UNKNOWN)
        return;
    find_facts(c, costs, &out->cost_facts);
    for (int32_t i = 0; i < costs->n; i++) {
        const struct plot_size *at = &costs->sizes[i];

        if (is_on_line(range, at)) {
            const int32_t dot = dot_of(range, at->memory_mb);

            add_cost(out, at, dot == last_dot);
            last_dot = dot;
        }
    }
}

void
plot_trace_pareto(const struct plot_costs *costs, const struct plot_range *range,
                  struct plot_series *out)
{
    int32_t last_dot = -1;

    out->n_pareto = 0;
    for (int32_t i = 0; i < costs->n && out->n_pareto < PLOT_LINE_MAX; i++) {
        const struct plot_size *at = &costs->sizes[i];
        const bool in_range =
            at->memory_mb >= range->low_mb && at->memory_mb <= range->high_mb;
        const int32_t dot = in_range ? dot_of(range, at->memory_mb) : last_dot;

        if (at->pareto && dot != last_dot) {
            out->pareto_mb[out->n_pareto++] = at->memory_mb;
            last_dot = dot;
        }
    }
}

/* Is the run of sizes from `first` to `last` a tooth narrower than a dot? Those at an end
 * are none. */
static bool
is_narrow(const struct plot_costs *costs, const struct plot_range *range, int32_t first,
          int32_t last)
{
    return first > 0 && last + 1 < costs->n &&
           dot_of(range, costs->sizes[last + 1].memory_mb) -
                   dot_of(range, costs->sizes[first - 1].memory_mb) <=
               1;
}

void
plot_find_over(const struct plot_costs *costs, const struct plot_range *range,
               struct plot_data *d)
{
    int32_t first = -1;

    if (costs->n > 0)
        d->picked_from = (struct plot_span){ costs->sizes[0].memory_mb,
                                             costs->sizes[costs->n - 1].memory_mb };
    for (int32_t i = 0; i <= costs->n && d->n_over < PLOT_SPANS_MAX; i++) {
        const bool over = i < costs->n && costs->sizes[i].cost_pusd != COST_UNKNOWN &&
                          costs->sizes[i].cost_pusd > d->goal.budget_pusd;

        if (over && first < 0)
            first = i;
        if (over || first < 0)
            continue;
        if (!is_narrow(costs, range, first, i - 1))
            d->over_budget[d->n_over++] =
                (struct plot_span){ costs->sizes[first].memory_mb,
                                    costs->sizes[i - 1].memory_mb };
        first = -1;
    }
}
