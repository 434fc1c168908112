/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How many configurations are usable, in the goal, and beaten by no other. For the last
 * they are put in order of duration by merging what is in order already: along the sizes
 * of a contender durations mostly fall, so that there are few such runs.
 */
#include <stdlib.h>

#include "core/advise_search.h"

/* Faster first, then cheaper. Unknown costs come last. */
static bool
comes_before(const struct entry *a, const struct entry *b)
{
    if (a->duration_ms < b->duration_ms || a->duration_ms > b->duration_ms)
        return a->duration_ms < b->duration_ms;
    return (uint64_t)a->cost_pusd < (uint64_t)b->cost_pusd;
}

/* Entries in order, and room to merge them into. */
struct order {
    const struct entry **at, **spare;
    int64_t n;
};

static void
reverse(const struct entry **at, int64_t n)
{
    for (int64_t i = 0; i < n / 2; i++) {
        const struct entry *first = at[i];

        at[i] = at[n - 1 - i];
        at[n - 1 - i] = first;
    }
}

/* Where the run that begins at `from` ends: it never goes down. One that only goes down
 * is turned round. */
static int64_t
run_end(struct order *o, int64_t from)
{
    int64_t to = from + 1;

    while (to < o->n && comes_before(o->at[to], o->at[to - 1]))
        to++;
    if (to > from + 1) {
        reverse(o->at + from, to - from);
        return to;
    }
    while (to < o->n && !comes_before(o->at[to], o->at[to - 1]))
        to++;
    return to;
}

/* Merge [from, middle) and [middle, to) into the spare room. */
static void
merge(struct order *o, int64_t from, int64_t middle, int64_t to)
{
    int64_t low = from;
    int64_t high = middle;

    for (int64_t i = from; i < to; i++) {
        const bool second =
            low == middle || (high < to && comes_before(o->at[high], o->at[low]));

        o->spare[i] = second ? o->at[high++] : o->at[low++];
    }
}

/* Merge runs two by two. True: there was no more than one, so all is in order. */
static bool
merge_runs(struct order *o)
{
    const struct entry **merged = o->spare;
    int64_t from = 0;

    if (o->n == 0 || run_end(o, 0) == o->n)
        return true;
    while (from < o->n) {
        const int64_t middle = run_end(o, from);
        const int64_t to = middle < o->n ? run_end(o, middle) : middle;

        merge(o, from, middle, to);
        from = to;
    }
    o->spare = o->at;
    o->at = merged;
    return false;
}

/* From fast to slow, one is beaten by none when it is cheaper than all before it. */
static int64_t
count_unbeaten(const struct order *o)
{
    int64_t cheapest = INT64_MAX;
    int64_t n = 0;

    for (int64_t i = 0; i < o->n; i++) {
        const int64_t cost = o->at[i]->cost_pusd;

        if (cost != COST_UNKNOWN && cost < cheapest) {
            cheapest = cost;
            n++;
        }
    }
    return n;
}

enum va_code
entries_count(const struct entries *all, struct advice *out)
{
    const struct entry **space = malloc(2 * (size_t)(all->n + 1) * sizeof *space);
    struct order o = { space, NULL, all->n };

    if (!space)
        return VA_NOMEM;
    o.spare = space + all->n;
    for (int64_t i = 0; i < all->n; i++) {
        out->in_goal += all->items[i].in_goal;
        o.at[i] = &all->items[i];
    }
    while (!merge_runs(&o)) {
    }
    out->usable = all->n;
    out->pareto = count_unbeaten(&o);
    free(space);
    return VA_OK;
}
