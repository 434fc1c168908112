/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which workloads are shown, and in which order. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/work.h"

enum { LINE_BYTES = 512 };

struct work_item *
work_at(const struct work *w, int32_t place)
{
    return place >= 0 && place < w->n_order ? &w->items[w->order[place]] : NULL;
}

bool
work_with_samples(const struct tui *t, const struct work *w)
{
    const char *word = local_get(t->locals, LOCAL_SAMPLES, NULL);

    return word ? !strcmp(word, "on") : w->n_own == 0 || t->start->demo_seed > 0;
}

/* --- filter --- */

/* What a filter looks at: all that is known by a name; letters alone would fit nearly
 * anything there, so they look at the workload's own. */
static bool
fits(const struct match *m, const struct work_item *i)
{
    char line[LINE_BYTES];

    if (!*m->text)
        return true;
    if (i->row && !m->fuzzy)
        snprintf(line, sizeof line, "%s %s %s %s", i->name, i->row->platform,
                 i->row->implementation, i->row->quality ? i->row->quality : "");
    else
        snprintf(line, sizeof line, "%s", i->name);
    return match_fits(m, line);
}

/* --- sort --- */

const struct work_column *
work_sorted(const struct tui *t, bool *out_reversed)
{
    const char *word = local_get(t->locals, LOCAL_SORT, NULL);
    const struct work_column *columns = NULL;
    const int n = work_columns(&columns);

    *out_reversed = word && *word == '-';
    for (int i = 0; i < n && word; i++) {
        if (columns[i].key && !strcmp(columns[i].word, word + *out_reversed))
            return &columns[i];
    }
    *out_reversed = false;
    return &columns[0];
}

struct sorting {
    struct work_key key;
    int32_t item;
    bool reversed;
};

static int
compare_keys(const struct work_key *x, const struct work_key *y)
{
    if (x->text && y->text)
        return strcmp(x->text, y->text);
    return (x->value < y->value) - (x->value > y->value); /* the most first */
}

/* What is not known comes last, whichever way; equal ones by name. */
static int
compare(const void *a, const void *b)
{
    const struct sorting *x = a;
    const struct sorting *y = b;
    int by = 0;

    if (x->key.rank != y->key.rank)
        return x->key.rank - y->key.rank;
    by = compare_keys(&x->key, &y->key);
    if (by != 0)
        return x->reversed ? -by : by;
    return x->item - y->item;
}

static enum va_code
sort(const struct tui *t, struct work *w)
{
    bool reversed = false;
    const struct work_column *c = work_sorted(t, &reversed);
    struct sorting *all = NULL;
    const struct work_column *columns = NULL;

    (void)work_columns(&columns);
    if (c == &columns[0] && !reversed)
        return VA_OK; /* items are in order of their names */
    all = malloc(((size_t)w->n_order + 1) * sizeof *all);
    if (!all)
        return VA_NOMEM;
    for (int32_t k = 0; k < w->n_order; k++)
        all[k] = (struct sorting){ c->key(work_at(w, k)), w->order[k], reversed };
    qsort(all, (size_t)w->n_order, sizeof *all, compare);
    for (int32_t k = 0; k < w->n_order; k++)
        w->order[k] = all[k].item;
    free(all);
    return VA_OK;
}

/* --- both --- */

static void
choose(const struct tui *t, struct work *w)
{
    const bool samples = work_with_samples(t, w);

    w->n_order = w->n_hidden = w->n_due = 0;
    for (int32_t k = 0; k < w->n; k++) {
        const struct work_item *i = &w->items[k];

        if (i->sample && !samples) {
            w->n_hidden++;
            continue;
        }
        if (!fits(&w->filter, i))
            continue;
        w->order[w->n_order++] = k;
        w->n_due += i->state == ITEM_NEW || i->state == ITEM_STALE;
    }
}

/* The filter that is set, if it can be taken. */
static enum va_code
read_filter(const struct tui *t, struct work *w, struct va_err *err)
{
    const char *text = local_get(t->locals, LOCAL_FILTER, NULL);
    enum va_code code = VA_OK;

    text = text ? text : "";
    if (!strcmp(text, w->filter.text))
        return VA_OK;
    code = match_set(&w->filter, text, err);
    if (!code && *text)
        code = match_set(&w->find, text, err);
    return code;
}

enum va_code
work_order(struct tui *t, struct work *w, struct va_err *err)
{
    char name[TEXT_NAME_MAX + 1] = "";
    const struct work_item *here = work_at(w, w->at);
    enum va_code code = VA_OK;

    if (here)
        snprintf(name, sizeof name, "%s", here->name);
    code = read_filter(t, w, err);
    choose(t, w);
    if (sort(t, w) && !code)
        code = va_fail(err, VA_NOMEM, "out of memory");
    w->shuffled = false;
    w->next = 0;
    for (int32_t k = 0; k < w->n_order && *name; k++) {
        if (!strcmp(work_at(w, k)->name, name)) {
            w->at = k;
            break;
        }
    }
    if (w->at >= w->n_order)
        w->at = w->n_order > 0 ? w->n_order - 1 : 0;
    return code;
}

enum va_code
work_sort(struct tui *t, const char *word, struct va_err *err)
{
    const struct work_column *columns = NULL;
    const int n = work_columns(&columns);
    bool reversed = false;
    const struct work_column *now = work_sorted(t, &reversed);
    const bool wants_reverse = *word == '-';
    const char *plain = word + wants_reverse;
    char text[WORK_CELL_MAX];

    for (int i = 0; i < n; i++) {
        if (!columns[i].key || strcmp(columns[i].word, plain) != 0)
            continue;
        snprintf(text, sizeof text, "%s%s",
                 wants_reverse || (&columns[i] == now && !reversed) ? "-" : "", plain);
        return tui_set(t, LOCAL_SORT, NULL, text, err);
    }
    va_fail(err, VA_USAGE, "'%s' is no column", plain);
    va_hint(err, "columns: name, platform, now, pick, time, cost, saving, samples, fit, "
                 "age");
    return VA_USAGE;
}
