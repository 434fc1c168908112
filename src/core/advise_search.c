/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The search behind advice: every size of every contender, and the order of answers. */
#include "core/advise_search.h"

#include <math.h>
#include <stdlib.h>

#include "core/advise_size.h"

static enum va_code
entries_push(struct entries *e, const struct entry *item)
{
    if (e->n == e->cap) {
        int64_t cap = e->cap ? e->cap * 2 : 4096;
        struct entry *grown = realloc(e->items, (size_t)cap * sizeof *grown);

        if (!grown)
            return VA_NOMEM;
        e->items = grown;
        e->cap = cap;
    }
    e->items[e->n++] = *item;
    return VA_OK;
}

/*
 * Is the budget kept at a level higher by `ratio`, without billing it? Billed time rises
 * by the ratio and a step at most, and the cost by no more than that: it is all in
 * proportion to billed time, or fixed. Not so where tiers or cold starts come in.
 */
static bool
keeps_budget(const struct advise_point *p, const struct entry *e, double ratio)
{
    const double most =
        (double)e->cost_pusd * (ratio + p->contender->tariff.step_ms / e->billed_ms);

    return p->share.num == 0 && p->request->volume.per_month == 0 && ratio >= 1 &&
           most < (double)p->request->goal.budget_pusd;
}

/* The quantile of Student's t for a confidence: all sizes of a curve share it. */
struct unlucky {
    double df, t;
};

static double
unlucky_at(struct unlucky *u, double confidence, double df)
{
    if (!(u->df == df))
        *u = (struct unlucky){ df, dist_t_quantile(confidence, df) };
    return u->t;
}

/* Does the goal hold at the unlucky end of what is believed? */
static enum va_code
is_sure(const struct advise_point *p, struct unlucky *u, struct entry *e)
{
    const struct goal *g = &p->request->goal;
    int64_t cost = e->cost_pusd;
    double level_ms = 0;
    double ms = 0;
    double t = 0;
    enum va_code code = VA_OK;

    e->sure = false;
    if (!e->in_goal || !p->dist.spread_known || (!g->has_budget && !g->has_latency))
        return VA_OK;
    t = unlucky_at(u, g->confidence_ratio, p->dist.df);
    ms = advise_point_at(p, g->stat, t);
    level_ms = dist_level_at(&p->dist, t);
    if (g->has_budget && !keeps_budget(p, e, level_ms / dist_level(&p->dist, 0.5)))
        code = advise_cost(p, level_ms, &cost, NULL);
    if (!code)
        e->sure = advise_goal_reason(p->contender, g, cost, ms) == ADVICE_NONE;
    return code;
}

enum va_code
entry_init(struct entry *e, int32_t contender, const struct advise_point *p)
{
    const struct goal *g = &p->request->goal;
    enum va_code code = VA_OK;

    *e = (struct entry){ .contender = contender, .memory_mb = p->memory_mb };
    code = advise_cost(p, dist_level(&p->dist, 0.5), &e->cost_pusd, &e->billed_ms);
    if (code)
        return code;
    e->duration_ms = advise_point_statistic(p, g->stat);
    e->in_goal =
        advise_goal_reason(p->contender, g, e->cost_pusd, e->duration_ms) == ADVICE_NONE;
    return VA_OK;
}

enum va_code
entries_scan(const struct contender *c, int32_t index,
             const struct advise_request *request, struct entries *out)
{
    struct unlucky unlucky = { NAN, 0 };
    enum va_code code = VA_OK;
    int32_t mb = 0;

    if (!c->has_curve)
        return VA_OK;
    while (!code && (mb = advise_next_size(c, request, mb)) != 0) {
        struct entry e;
        struct advise_point p;

        code = advise_point_init(&p, c, request, mb);
        if (!code && !advise_point_in_time(&p))
            continue;
        if (!code)
            code = entry_init(&e, index, &p);
        if (!code)
            code = is_sure(&p, &unlucky, &e);
        if (!code)
            code = entries_push(out, &e);
    }
    return code;
}

/* MB x ms. */
static double
usage(const struct entry *e)
{
    return e->memory_mb * e->duration_ms;
}

/* Unknown costs come last among costs; between two of them memory x time, which every
 * platform charges for, decides. */
static int
compare_cost(const struct entry *a, const struct entry *b)
{
    uint64_t x = (uint64_t)a->cost_pusd;
    uint64_t y = (uint64_t)b->cost_pusd;

    if (a->cost_pusd == COST_UNKNOWN && b->cost_pusd == COST_UNKNOWN)
        return (usage(a) > usage(b)) - (usage(a) < usage(b));
    return (x > y) - (x < y);
}

static int
compare_ms(const struct entry *a, const struct entry *b)
{
    return (a->duration_ms > b->duration_ms) - (a->duration_ms < b->duration_ms);
}

int
entries_compare(const struct entry *a, const struct entry *b, enum objective objective)
{
    int by = 0;

    if (objective == OBJECTIVE_BALANCED)
        by = (a->score > b->score) - (a->score < b->score);
    if (by == 0 && objective != OBJECTIVE_FASTEST)
        by = compare_cost(a, b);
    if (by == 0)
        by = compare_ms(a, b);
    if (by == 0)
        by = compare_cost(a, b);
    if (by == 0)
        by = a->memory_mb - b->memory_mb;
    return by ? by : a->contender - b->contender;
}

double
entry_cost_or_usage(const struct entry *e)
{
    return e->cost_pusd == COST_UNKNOWN ? usage(e) : (double)e->cost_pusd;
}

double
entry_score(const struct entry *e, const struct score_scale *scale)
{
    bool priced = e->cost_pusd != COST_UNKNOWN && scale->cost_max > 0;
    double w = scale->cost_weight_ratio;

    return w * (priced ? (double)e->cost_pusd / scale->cost_max : 1) +
           (1 - w) * e->duration_ms / scale->ms_max;
}

void
entries_score(struct entries *all, int32_t contender, double cost_weight_ratio)
{
    struct score_scale scale = { .cost_weight_ratio = cost_weight_ratio };

    for (int64_t i = 0; i < all->n; i++) {
        const struct entry *e = &all->items[i];

        if (e->contender == contender) {
            scale.cost_max = fmax(scale.cost_max, entry_cost_or_usage(e));
            scale.ms_max = fmax(scale.ms_max, e->duration_ms);
        }
    }
    for (int64_t i = 0; i < all->n; i++) {
        if (all->items[i].contender == contender)
            all->items[i].score = entry_score(&all->items[i], &scale);
    }
}

static bool
passes(const struct entry *e, enum filter filter, const struct goal *g)
{
    bool in_budget = e->cost_pusd != COST_UNKNOWN && e->cost_pusd <= g->budget_pusd;
    bool passed[] = {
        [FILTER_ALL] = true,
        [FILTER_IN_GOAL] = e->in_goal,
        [FILTER_SURE] = e->sure,
        [FILTER_IN_BUDGET] = in_budget,
        [FILTER_IN_TIME] = e->duration_ms <= g->latency_ms,
    };

    return passed[filter];
}

/* Cost^weight x duration^(1 - weight): a balance that no other contender's extremes
 * distort. */
static double
balance(const struct entry *e, double cost_weight_ratio)
{
    if (e->cost_pusd == COST_UNKNOWN)
        return INFINITY;
    return cost_weight_ratio * log((double)e->cost_pusd) +
           (1 - cost_weight_ratio) * log(e->duration_ms);
}

int
entries_compare_contenders(const struct entry *a, const struct entry *b,
                           const struct goal *g)
{
    double x = balance(a, g->cost_weight_ratio);
    double y = balance(b, g->cost_weight_ratio);

    if (g->objective == OBJECTIVE_BALANCED && (x < y || y < x))
        return x < y ? -1 : 1;
    return entries_compare(a, b, g->objective);
}

const struct entry *
entries_best(const struct entries *all, int32_t contender, enum filter filter,
             const struct goal *g)
{
    const struct entry *best = NULL;

    for (int64_t i = 0; i < all->n; i++) {
        const struct entry *e = &all->items[i];

        if (e->contender == contender && passes(e, filter, g) &&
            (!best || entries_compare(e, best, g->objective) < 0))
            best = e;
    }
    return best;
}

const struct entry *
entries_best_of_all(const struct entries *all, int32_t n_contenders, enum filter filter,
                    const struct goal *g)
{
    const struct entry *best = NULL;

    for (int32_t i = 0; i < n_contenders; i++) {
        const struct entry *e = entries_best(all, i, filter, g);

        if (e && (!best || entries_compare_contenders(e, best, g) < 0))
            best = e;
    }
    return best;
}

void
entries_clear(struct entries *e)
{
    free(e->items);
    *e = (struct entries){ 0 };
}
