/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The answer from a search: the pick, the safe pick, the ranking, what comes nearest. */
#include "core/advise.h"

#include <string.h>

#include "core/advise_search.h"
#include "core/advise_size.h"

static enum va_code
evaluate(const struct contender *const *contenders, const struct advise_request *request,
         int32_t contender, int32_t memory_mb, struct configuration *out)
{
    enum va_code code = advise_evaluate(contenders[contender], request, memory_mb, out);

    out->contender = contender;
    return code;
}

static enum va_code
evaluate_entry(const struct contender *const *contenders,
               const struct advise_request *request, const struct entry *e,
               struct configuration *out)
{
    return e ? evaluate(contenders, request, e->contender, e->memory_mb, out) : VA_OK;
}

/* The best by another objective than the goal's: of one contender, or of all n (-1). */
static const struct entry *
best_by(const struct entries *all, int32_t contender, int32_t n, enum filter filter,
        struct goal g)
{
    return contender < 0 ? entries_best_of_all(all, n, filter, &g)
                         : entries_best(all, contender, filter, &g);
}

static struct goal
with_objective(const struct goal *g, enum objective objective)
{
    struct goal changed = *g;

    changed.objective = objective;
    return changed;
}

/* The fastest within the budget; when nothing is, the cheapest there is. */
static const struct entry *
nearest_budget(const struct entries *all, int32_t contender, int32_t n,
               const struct goal *g)
{
    const struct entry *e = best_by(all, contender, n, FILTER_IN_BUDGET,
                                    with_objective(g, OBJECTIVE_FASTEST));

    return e ? e
             : best_by(all, contender, n, FILTER_ALL,
                       with_objective(g, OBJECTIVE_CHEAPEST));
}

/* The cheapest within the latency; when nothing is, the fastest there is. */
static const struct entry *
nearest_time(const struct entries *all, int32_t contender, int32_t n,
             const struct goal *g)
{
    const struct entry *e =
        best_by(all, contender, n, FILTER_IN_TIME, with_objective(g, OBJECTIVE_CHEAPEST));

    return e ? e
             : best_by(all, contender, n, FILTER_ALL,
                       with_objective(g, OBJECTIVE_FASTEST));
}

/* The nearest thing to an answer from one contender whose sizes all miss the goal. */
static const struct entry *
nearest(const struct entries *all, int32_t contender, const struct goal *g)
{
    if (g->has_budget)
        return nearest_budget(all, contender, 0, g);
    if (g->has_latency)
        return nearest_time(all, contender, 0, g);
    return entries_best(all, contender, FILTER_ALL, g);
}

static enum va_code
rank_one(const struct contender *const *contenders, int32_t index,
         const struct advise_request *request, const struct entries *all,
         struct configuration *out)
{
    const struct contender *c = contenders[index];
    const struct goal *g = &request->goal;
    const struct entry *e = entries_best(all, index, FILTER_IN_GOAL, g);

    if (!e)
        e = nearest(all, index, g);
    if (e)
        return evaluate_entry(contenders, request, e, out);
    if (!c->has_point && c->has_api)
        return evaluate(contenders, request, index, 0, out);
    *out = advise_nothing(index, !c->has_point   ? ADVICE_NO_DURATION
                                 : !c->has_curve ? ADVICE_NO_CURVE
                                                 : ADVICE_NO_SIZE);
    return VA_OK;
}

static const struct entry *
entry_of(const struct entries *all, const struct configuration *c)
{
    for (int64_t i = 0; i < all->n; i++) {
        if (all->items[i].contender == c->contender &&
            all->items[i].memory_mb == c->memory_mb)
            return &all->items[i];
    }
    return NULL;
}

/* In the goal before outside it, with a size before without, then by the objective. */
static bool
ranks_before(const struct entries *all, const struct configuration *a,
             const struct configuration *b, const struct goal *g)
{
    const struct entry *x = entry_of(all, a);
    const struct entry *y = entry_of(all, b);
    bool a_in = a->reason == ADVICE_NONE;
    bool b_in = b->reason == ADVICE_NONE;

    if (a_in != b_in)
        return a_in;
    if (!x || !y)
        return x && !y;
    return entries_compare_contenders(x, y, g) < 0;
}

static enum va_code
rank(const struct contender *const *contenders, int32_t n,
     const struct advise_request *request, const struct entries *all, struct advice *out)
{
    enum va_code code = VA_OK;

    for (int32_t i = 0; !code && i < n; i++) {
        struct configuration next = { 0 };
        int32_t k = out->n_ranking;

        code = rank_one(contenders, i, request, all, &next);
        if (code)
            break;
        while (k > 0 && ranks_before(all, &next, &out->ranking[k - 1], &request->goal)) {
            out->ranking[k] = out->ranking[k - 1];
            k--;
        }
        out->ranking[k] = next;
        out->n_ranking++;
    }
    return code;
}

static enum va_code
choose_safe(const struct contender *const *contenders,
            const struct advise_request *request, const struct entries *all,
            struct advice *out)
{
    const struct goal *g = &request->goal;
    const struct entry *e = entries_best_of_all(all, out->n_ranking, FILTER_SURE, g);

    if (e) {
        out->has_safe = true;
        return evaluate_entry(contenders, request, e, &out->safe);
    }
    out->safe_missing =
        !g->has_budget && !g->has_latency ? ADVICE_NO_GOAL : ADVICE_NO_SPREAD;
    for (int64_t i = 0; i < all->n && out->safe_missing == ADVICE_NO_SPREAD; i++) {
        if (!contenders[all->items[i].contender]->curve.report.published)
            out->safe_missing = ADVICE_NOT_SURE;
    }
    return VA_OK;
}

static enum va_code
choose_sides(const struct contender *const *contenders,
             const struct advise_request *request, const struct entries *all,
             struct advice *out)
{
    const struct goal *g = &request->goal;
    int32_t n = out->n_ranking;
    const struct entry *budget = g->has_budget ? nearest_budget(all, -1, n, g) : NULL;
    const struct entry *time = g->has_latency ? nearest_time(all, -1, n, g) : NULL;
    enum va_code code = VA_OK;

    out->under_budget = advise_nothing(0, ADVICE_NO_SIZE);
    out->in_time = advise_nothing(0, ADVICE_NO_SIZE);
    code = evaluate_entry(contenders, request, budget, &out->under_budget);
    return code ? code : evaluate_entry(contenders, request, time, &out->in_time);
}

static enum va_code
choose_now(const struct contender *const *contenders,
           const struct advise_request *request, struct advice *out)
{
    int32_t owner = out->feasible ? out->pick.contender : out->ranking[0].contender;
    enum va_code code = VA_OK;

    if (request->now_mb == 0)
        return VA_OK;
    code = evaluate(contenders, request, owner, request->now_mb, &out->now);
    out->has_now = !code && out->now.memory_mb == request->now_mb;
    return code == VA_DATA || code == VA_DOMAIN ? VA_OK : code;
}

static enum va_code
choose(const struct contender *const *contenders, const struct advise_request *request,
       const struct entries *all, struct advice *out)
{
    const struct entry *e =
        entries_best_of_all(all, out->n_ranking, FILTER_IN_GOAL, &request->goal);
    enum va_code code = VA_OK;

    if (e) {
        out->feasible = true;
        code = evaluate_entry(contenders, request, e, &out->pick);
        if (!code)
            code = choose_safe(contenders, request, all, out);
    } else {
        code = choose_sides(contenders, request, all, out);
    }
    return code ? code : choose_now(contenders, request, out);
}

static bool
request_is_valid(const struct advise_request *r, int32_t n)
{
    const struct goal *g = &r->goal;

    return n >= 1 && n <= ADVICE_CONTENDERS_MAX && g->confidence_ratio >= 0.5 &&
           g->confidence_ratio <= 0.999 && g->cost_weight_ratio >= 0 &&
           g->cost_weight_ratio <= 1 && g->budget_pusd >= 0 && r->volume.per_month >= 0 &&
           (!g->has_latency || g->latency_ms > 0);
}

enum va_code
advise(const struct contender *const *contenders, int32_t n,
       const struct advise_request *request, struct advice *out)
{
    struct entries all = { 0 };
    enum va_code code = VA_OK;

    memset(out, 0, sizeof *out);
    if (!request_is_valid(request, n))
        return VA_DOMAIN;
    for (int32_t i = 0; !code && i < n; i++)
        code = entries_scan(contenders[i], i, request, &all);
    if (code)
        goto done;
    for (int32_t i = 0; i < n; i++)
        entries_score(&all, i, request->goal.cost_weight_ratio);
    code = entries_count(&all, out);
    if (!code)
        code = rank(contenders, n, request, &all, out);
    if (!code)
        code = choose(contenders, request, &all, out);
    if (!code)
        code = advise_add_notes(contenders, n, request, out);
    if (!code && all.n == 0)
        code = VA_DATA;
done:
    entries_clear(&all);
    return code;
}

const char *
advice_reason_name(enum advice_reason r)
{
    static const char *const names[] = {
#define X(name, text) text,
        ADVICE_REASONS(X)
#undef X
    };

    return names[r];
}

const char *
advice_note_name(enum advice_note n)
{
    static const char *const names[] = {
#define X(name, text) text,
        ADVICE_NOTES(X)
#undef X
    };

    return names[n];
}
