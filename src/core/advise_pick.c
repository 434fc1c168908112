/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The pick alone, without looking at every size: branch and bound. Ranges of sizes are
 * halved; one that cannot hold anything better than the best size found so far is
 * dropped. The answer is the same as that of a scan of all sizes (advise_search.c).
 * Source: A. H. Land, A. G. Doig, "An automatic method of solving discrete programming
 * problems", Econometrica 28 (1960).
 */
#include <math.h>

#include "core/advise_bound.h"

enum {
    /* as few sizes as cost less to look at than to bound */
    LEAF_SIZES = 2,
    /* cut at every size measured, failure and entry of the tariff; then halved */
    PARTS_MAX = 2 * CURVE_SIZES_MAX + TARIFF_SIZES_MAX,
    STACK_MAX = PARTS_MAX + 64
};

enum hunt_for { HUNT_BEST, HUNT_DEAREST, HUNT_LONGEST };

/* A range, and what is at least as good as anything in it. */
struct part {
    struct size_range range;
    struct entry bound;
};

struct hunt {
    const struct contender *contender;
    int32_t index;
    const struct advise_request *request;
    struct bounder bounder;
    enum hunt_for what;
    struct score_scale scale; /* balanced objective */
    bool found;
    struct entry best;
    struct part parts[STACK_MAX];
    int32_t n_parts;
};

/* Below 0: a is what is hunted for, rather than b. */
static int
compare(const struct hunt *h, const struct entry *a, const struct entry *b)
{
    double x = 0;
    double y = 0;

    if (h->what == HUNT_BEST)
        return entries_compare(a, b, h->request->goal.objective);
    x = h->what == HUNT_DEAREST ? entry_cost_or_usage(a) : a->duration_ms;
    y = h->what == HUNT_DEAREST ? entry_cost_or_usage(b) : b->duration_ms;
    return (x < y) - (x > y);
}

static bool
is_promising(const struct hunt *h, const struct entry *bound)
{
    return !h->found || compare(h, bound, &h->best) < 0;
}

static void
score(const struct hunt *h, struct entry *e)
{
    if (h->what == HUNT_BEST && h->request->goal.objective == OBJECTIVE_BALANCED)
        e->score = entry_score(e, &h->scale);
}

/* Look at one size that may be picked. */
static enum va_code
look(struct hunt *h, int32_t memory_mb)
{
    struct advise_point p;
    struct entry e;
    enum va_code code = advise_point_init(&p, h->contender, h->request, memory_mb);

    if (code || !advise_point_in_time(&p))
        return code;
    code = entry_init(&e, h->index, &p);
    if (code || (h->what == HUNT_BEST && !e.in_goal))
        return code;
    score(h, &e);
    if (is_promising(h, &e)) {
        h->best = e;
        h->found = true;
    }
    return VA_OK;
}

/* The most promising part comes off the stack first: move the last one to its place
 * among the parts from first on. */
static void
sort_last(struct hunt *h, int32_t first)
{
    const struct part last = h->parts[h->n_parts - 1];
    int32_t at = h->n_parts - 1;

    while (at > first && compare(h, &last.bound, &h->parts[at - 1].bound) > 0) {
        h->parts[at] = h->parts[at - 1];
        at--;
    }
    h->parts[at] = last;
}

/* Put a range on the stack, among the parts from first on, if there may be something in
 * it. */
static enum va_code
push(struct hunt *h, const struct size_range *range, int32_t first)
{
    struct part *part = &h->parts[h->n_parts];
    bool any = false;
    enum va_code code = h->what == HUNT_BEST
                            ? advise_least(&h->bounder, range, &part->bound, &any)
                            : advise_most(&h->bounder, range, &part->bound, &any);

    if (code || !any)
        return code;
    part->range = *range;
    part->bound.contender = h->index;
    score(h, &part->bound);
    if (is_promising(h, &part->bound)) {
        h->n_parts++;
        sort_last(h, first);
    }
    return VA_OK;
}

static enum va_code
split(struct hunt *h, const struct size_range *range)
{
    const double middle = sqrt((double)range->from_mb * range->to_mb);
    const int32_t steps = (int32_t)((middle - range->from_mb) / range->step_mb);
    const int32_t mb = range->from_mb + steps * range->step_mb;
    const struct size_range low = { range->from_mb, mb, range->step_mb };
    const struct size_range high = { mb + range->step_mb, range->to_mb, range->step_mb };
    const int32_t before = h->n_parts;
    enum va_code code = push(h, &low, before);

    return code ? code : push(h, &high, before);
}

static enum va_code
explore(struct hunt *h, const struct size_range *range)
{
    enum va_code code = VA_OK;

    if ((range->to_mb - range->from_mb) / range->step_mb >= LEAF_SIZES)
        return split(h, range);
    for (int32_t mb = range->from_mb; !code && mb <= range->to_mb; mb += range->step_mb)
        code = look(h, mb);
    return code;
}

/* --- the ranges to start with --- */

/* Where the failures that take a size out end; the size before when it is not out. */
static int32_t
failing_to(const struct contender *c, int32_t memory_mb)
{
    int32_t end = memory_mb - 1;

    for (int32_t i = 0; i < c->n_failed; i++) {
        if (c->failed[i].from_mb <= memory_mb && c->failed[i].to_mb > end)
            end = c->failed[i].to_mb;
    }
    return end;
}

/* The end of the stretch from from_mb on in which nothing fails and nobody measured. */
static int32_t
stretch_end(const struct contender *c, int32_t from_mb, int32_t to_mb)
{
    for (int32_t i = 0; i < c->n_failed; i++) {
        if (c->failed[i].from_mb > from_mb && c->failed[i].from_mb <= to_mb)
            to_mb = c->failed[i].from_mb - 1;
    }
    for (int32_t i = 0; i < c->curve.n_sizes; i++) {
        const int32_t mb = c->curve.sizes[i].memory_mb;

        if (mb > from_mb && mb < to_mb)
            to_mb = mb;
    }
    return to_mb;
}

/* The first size from low_mb on that is sold. */
static int32_t
round_up(const struct tariff_size *sold, int32_t low_mb)
{
    const int32_t over_mb = low_mb - sold->min_mb;

    if (over_mb <= 0)
        return sold->min_mb;
    return sold->min_mb + ((over_mb - 1) / sold->step_mb + 1) * sold->step_mb;
}

/* The sizes from low_mb to high_mb of an entry of the tariff's list. */
static enum va_code
push_sold(struct hunt *h, const struct tariff_size *sold, int32_t low_mb, int32_t high_mb)
{
    int32_t mb = round_up(sold, low_mb);
    enum va_code code = VA_OK;

    if (high_mb > sold->max_mb)
        high_mb = sold->max_mb;
    while (!code && mb <= high_mb) {
        int32_t end = failing_to(h->contender, mb);

        if (end < mb) {
            end = stretch_end(h->contender, mb, high_mb);
            end -= (end - mb) % sold->step_mb;
            code = push(h, &(struct size_range){ mb, end, sold->step_mb }, 0);
        }
        mb = round_up(sold, end + 1);
    }
    return code;
}

static enum va_code
push_all(struct hunt *h)
{
    const struct contender *c = h->contender;
    const bool anywhere = h->request->extrapolate;
    const struct tariff_size any = { .min_mb = 1, .max_mb = c->to_mb, .step_mb = 1 };
    const struct tariff_size *sold = c->has_tariff ? c->tariff.sizes : &any;
    const int32_t n = c->has_tariff ? c->tariff.n_sizes : 1;
    int32_t low = anywhere ? 1 : c->from_mb;
    enum va_code code = VA_OK;

    if (c->max_memory_mb > low)
        low = (int32_t)c->max_memory_mb;
    if (c->floor_mb >= low)
        low = c->floor_mb + 1;
    for (int32_t i = 0; i < n && !code; i++)
        code = push_sold(h, &sold[i], low, anywhere ? SAMPLE_MEMORY_MB_MAX : c->to_mb);
    return code;
}

/* --- the hunt --- */

static enum va_code
hunt_everywhere(struct hunt *h)
{
    enum va_code code = push_all(h);

    while (!code && h->n_parts > 0) {
        const struct part part = h->parts[--h->n_parts];

        if (is_promising(h, &part.bound))
            code = explore(h, &part.range);
    }
    return code;
}

static enum va_code
hunt_listed(struct hunt *h)
{
    enum va_code code = VA_OK;
    int32_t mb = 0;

    while (!code && (mb = advise_next_size(h->contender, h->request, mb)) != 0)
        code = look(h, mb);
    return code;
}

static enum va_code
hunt(struct hunt *h, enum hunt_for what)
{
    h->what = what;
    h->found = false;
    h->n_parts = 0;
    if (h->request->only_mb || h->request->within_measured ||
        (what != HUNT_BEST && advise_cold_share(h->contender, h->request).num > 0))
        return hunt_listed(h);
    return hunt_everywhere(h);
}

/* The balanced objective measures by the extremes. */
static enum va_code
find_scale(struct hunt *h)
{
    enum va_code code = hunt(h, HUNT_DEAREST);

    h->scale.cost_weight_ratio = h->request->goal.cost_weight_ratio;
    if (!code && h->found) {
        h->scale.cost_max = entry_cost_or_usage(&h->best);
        code = hunt(h, HUNT_LONGEST);
        h->scale.ms_max = h->best.duration_ms;
    }
    return code;
}

enum va_code
entry_pick(const struct contender *c, int32_t index, const struct advise_request *request,
           struct entry *out, bool *out_found)
{
    struct hunt h; /* large: only what is used is set */
    enum va_code code = VA_OK;

    *out_found = false;
    if (!c->has_curve)
        return VA_OK;
    h.contender = c;
    h.index = index;
    h.request = request;
    bounder_init(&h.bounder, c, request);
    if (request->goal.objective == OBJECTIVE_BALANCED)
        code = find_scale(&h);
    if (!code)
        code = hunt(&h, HUNT_BEST);
    if (!code && h.found) {
        *out = h.best;
        *out_found = true;
    }
    return code;
}

enum va_code
advise_pick(const struct contender *const *contenders, int32_t n,
            const struct advise_request *request, int32_t *out_contender,
            int32_t *out_memory_mb)
{
    struct entry best = { 0 };
    enum va_code code = VA_OK;

    for (int32_t i = 0; !code && i < n; i++) {
        struct entry e = { 0 };
        bool found = false;

        code = entry_pick(contenders[i], i, request, &e, &found);
        if (!code && found &&
            (best.memory_mb == 0 ||
             entries_compare_contenders(&e, &best, &request->goal) < 0))
            best = e;
    }
    if (code)
        return code;
    *out_contender = best.contender;
    *out_memory_mb = best.memory_mb;
    return VA_OK;
}
