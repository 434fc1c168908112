/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of a list, and the order they come in. */
#include <math.h>
#include <stdlib.h>

#include "app/list_row.h"

/* What a row is sorted by: the most first; a lower rank before all of a higher one. */
struct key {
    int rank;
    va_int128 value;
    const struct list_row *row;
};

enum { RANK_MONTH, RANK_INVOCATION, RANK_UNKNOWN };

/* Probabilities as whole numbers, fine enough to tell any two apart that matter. */
#define SURE_UNIT 1e12

static struct key
by_name(const struct list_row *r)
{
    (void)r; /* they come that way */
    return (struct key){ .rank = RANK_MONTH };
}

/* An amount of an invocation and the same of the month, where there is a volume. */
static struct key
by_amount(bool known, int64_t pusd, va_int128 month_pusd, const struct list_row *r)
{
    if (!known)
        return (struct key){ .rank = RANK_UNKNOWN };
    if (!r->volume_per_month)
        return (struct key){ .rank = RANK_INVOCATION, .value = pusd };
    return (struct key){ .rank = RANK_MONTH, .value = month_pusd };
}

static struct key
by_saving(const struct list_row *r)
{
    return by_amount(r->saving.known, r->saving.pusd, r->saving.month_pusd, r);
}

static struct key
by_cost(const struct list_row *r)
{
    const struct saving_end *e = r->saving.known ? &r->saving.now : &r->pick;

    return by_amount(e->cost_pusd != COST_UNKNOWN, e->cost_pusd, e->month_pusd, r);
}

static struct key
by_worth(const struct list_row *r)
{
    const int64_t pusd = r->saving.probe_worth_pusd;

    return by_amount(r->saving.known, pusd, (va_int128)pusd * r->volume_per_month, r);
}

static struct key
by_sure(const struct list_row *r)
{
    if (!r->saving.known || isnan(r->saving.probability))
        return (struct key){ .rank = RANK_UNKNOWN };
    return (struct key){ .value = llround(r->saving.probability * SURE_UNIT) };
}

static struct key
by_samples(const struct list_row *r)
{
    return (struct key){ .value = r->samples };
}

static int
compare(const void *a, const void *b)
{
    const struct key *x = a;
    const struct key *y = b;

    if (x->rank != y->rank)
        return x->rank - y->rank;
    if (x->value != y->value)
        return x->value > y->value ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

const char *
list_sort_name(enum list_sort s)
{
    static const char *const names[LIST_SORT_COUNT] = {
#define X(name, word) word,
        LIST_SORTS(X)
#undef X
    };

    return names[s];
}

enum va_code
list_rows_sort(struct list_rows *rows, enum list_sort by)
{
    static struct key (*const keys[LIST_SORT_COUNT])(const struct list_row *) = {
        [LIST_BY_NAME] = by_name, [LIST_BY_SAVING] = by_saving,
        [LIST_BY_COST] = by_cost, [LIST_BY_WORTH] = by_worth,
        [LIST_BY_SURE] = by_sure, [LIST_BY_SAMPLES] = by_samples,
    };
    struct key *all = calloc(rows->n + 1, sizeof *all);

    rows->sorted = calloc(rows->n + 1, sizeof *rows->sorted);
    if (!all || !rows->sorted) {
        free(all);
        return VA_NOMEM;
    }
    for (size_t i = 0; i < rows->n; i++) {
        all[i] = keys[by](&rows->items[i]);
        all[i].row = &rows->items[i];
    }
    qsort(all, rows->n, sizeof *all, compare);
    for (size_t i = 0; i < rows->n; i++)
        rows->sorted[i] = all[i].row;
    free(all);
    return VA_OK;
}

struct list_row *
list_rows_next(struct list_rows *rows)
{
    if (rows->n == rows->cap) {
        const size_t cap = rows->cap ? rows->cap * 2 : 64;
        struct list_row *grown = realloc(rows->items, cap * sizeof *grown);

        if (!grown)
            return NULL;
        rows->items = grown;
        rows->cap = cap;
    }
    return &rows->items[rows->n];
}

void
list_rows_clear(struct list_rows *rows)
{
    for (size_t i = 0; i < rows->n; i++)
        free(rows->items[i].error);
    free(rows->items);
    free(rows->sorted);
    *rows = (struct list_rows){ 0 };
}
