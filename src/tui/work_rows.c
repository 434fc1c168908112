/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The workloads' names, and their rows in slices. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tui/work.h"

enum { SLICE_US = 3000, TELL_US = 200000 };

/* FNV-1a: settings are told apart, nothing is secured. */
#define MIX_START UINT64_C(14695981039346656037)
#define MIX_PRIME UINT64_C(1099511628211)

static int64_t
now_us(void)
{
    struct timespec ts = { 0 };

    (void)clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

static void
clear_item(struct work_item *i)
{
    free(i->name);
    free(i->row);
    free(i->why);
}

static void
clear_items(struct work_item *items, int32_t n)
{
    for (int32_t i = 0; i < n; i++)
        clear_item(&items[i]);
    free(items);
}

void
work_clear(struct work *w)
{
    clear_items(w->items, w->n);
    free(w->order);
    match_clear(&w->filter);
    match_clear(&w->find);
    work_peek_clear(&w->peek);
    field_close(&w->field);
}

static int
by_name(const void *a, const void *b)
{
    return strcmp(((const struct work_item *)a)->name,
                  ((const struct work_item *)b)->name);
}

struct work_item *
work_find(const struct work *w, const char *name)
{
    int32_t low = 0;
    int32_t high = w->n;

    while (low < high) {
        const int32_t middle = low + (high - low) / 2;

        if (strcmp(w->items[middle].name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < w->n && !strcmp(w->items[low].name, name) ? &w->items[low] : NULL;
}

/* --- names --- */

struct loading {
    struct work_item *items;
    int32_t n, cap, n_own;
};

static enum va_code
add_name(void *ctx, const char *name, bool sample)
{
    struct loading *l = ctx;
    struct work_item *i = NULL;

    if (l->n == l->cap) {
        const int32_t cap = l->cap ? l->cap * 2 : 64;
        struct work_item *items = realloc(l->items, (size_t)cap * sizeof *items);

        if (!items)
            return VA_NOMEM;
        l->items = items;
        l->cap = cap;
    }
    i = &l->items[l->n];
    *i = (struct work_item){ .name = strdup(name), .sample = sample };
    if (!i->name)
        return VA_NOMEM;
    i->last_ms = TIME_UNKNOWN;
    l->n++;
    l->n_own += !sample;
    return VA_OK;
}

/* What is known of a workload goes over to its item in a new list: it is shown until it
 * was worked out again. */
static void
take_over(struct work *w, struct loading *l)
{
    for (int32_t k = 0; k < l->n; k++) {
        struct work_item *to = &l->items[k];
        struct work_item *from = work_find(w, to->name);

        if (!from || !from->row || from->sample != to->sample)
            continue;
        to->row = from->row;
        from->row = NULL;
        to->goal = from->goal;
        to->last_ms = from->last_ms;
        to->state = ITEM_STALE;
    }
}

void
work_load(struct tui *t, struct work *w)
{
    struct loading l = { 0 };
    int32_t *order = NULL;
    struct store *store = NULL;

    w->err = (struct va_err){ 0 };
    w->note[0] = '\0';
    if (!session_names(t->session, add_name, &l, &w->err))
        order = malloc(((size_t)l.n + 1) * sizeof *order);
    if (!order) {
        if (!w->err.code)
            va_fail(&w->err, VA_NOMEM, "out of memory");
        clear_items(l.items, l.n);
        return;
    }
    if (l.n > 0)
        qsort(l.items, (size_t)l.n, sizeof *l.items, by_name);
    take_over(w, &l);
    clear_items(w->items, w->n);
    free(w->order);
    w->items = l.items;
    w->n = l.n;
    w->cap = l.cap;
    w->n_own = l.n_own;
    w->order = order;
    w->n_order = 0;
    store = session_open_store(t->session);
    if (store)
        snprintf(w->note, sizeof w->note, "%s", store_note(store));
}

/* --- which rows hold --- */

static uint64_t
mix(uint64_t hash, const char *text)
{
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * MIX_PRIME;
    return (hash ^ 0xff) * MIX_PRIME; /* "ab", "c" is not "a", "bc" */
}

/* Settings that a row depends on. */
static const enum local_id of_all[] = { LOCAL_STAT, LOCAL_AS_OF, LOCAL_BILLING };
static const enum local_id of_each[] = {
    LOCAL_BUDGET, LOCAL_LATENCY,  LOCAL_OBJECTIVE,      LOCAL_CONFIDENCE,
    LOCAL_VOLUME, LOCAL_PLATFORM, LOCAL_IMPLEMENTATION, LOCAL_REGION,
};

enum {
    N_OF_ALL = sizeof of_all / sizeof of_all[0],
    N_OF_EACH = sizeof of_each / sizeof of_each[0]
};

static void
mix_price(void *ctx, const char *of, const char *value)
{
    uint64_t *hash = ctx;

    *hash = mix(mix(*hash, of), value);
}

/* What all rows depend on alike: what-if prices as well. */
static uint64_t
mix_common(const struct tui *t)
{
    uint64_t hash = MIX_START;

    for (int k = 0; k < N_OF_ALL; k++) {
        const char *value = local_get(t->locals, of_all[k], NULL);

        hash = mix(hash, value ? value : "");
    }
    local_each(t->locals, LOCAL_PRICE, mix_price, &hash);
    return hash;
}

struct asking {
    struct work *w;
    enum local_id id;
};

static void
mix_each(void *ctx, const char *of, const char *value)
{
    const struct asking *a = ctx;
    struct work_item *i = work_find(a->w, of);

    if (i)
        i->asked = mix(mix(i->asked, local_word(a->id)), value);
}

void
work_ask(struct tui *t, struct work *w)
{
    const uint64_t common = mix_common(t);
    uint64_t *before = malloc(((size_t)w->n + 1) * sizeof *before);

    for (int32_t k = 0; k < w->n; k++) {
        if (before)
            before[k] = w->items[k].asked;
        w->items[k].asked = common;
    }
    for (int k = 0; k < N_OF_EACH; k++) {
        struct asking a = { w, of_each[k] };

        local_each(t->locals, of_each[k], mix_each, &a);
    }
    for (int32_t k = 0; k < w->n; k++) {
        struct work_item *i = &w->items[k];

        if (before && before[k] == i->asked)
            continue;
        i->state = i->row ? ITEM_STALE : ITEM_NEW;
    }
    free(before);
    w->next = 0;
}

/* --- rows --- */

static int64_t
latest(const struct workload *w)
{
    int64_t last = TIME_UNKNOWN;

    for (int32_t p = 0; p < w->n_profiles; p++) {
        for (int32_t g = 0; g < w->profiles[p].n_groups; g++) {
            const int64_t ms = w->profiles[p].groups[g].summary.last_ms;

            if (ms != TIME_UNKNOWN && ms > last)
                last = ms;
        }
    }
    return last;
}

static enum va_code
make_row(struct tui *t, struct work *w, struct work_item *i, struct va_err *err)
{
    struct subject_texts texts;
    struct question q;
    struct advise_request request;
    struct field *f = &w->field;
    enum va_code code = subject_question(t, i->name, &texts, &q, err);

    if (!code)
        code = session_workload(t->session, i->name, &f->workload, err);
    if (!code)
        code = field_fill(t->session, &q, f, err);
    if (!code && !i->row && !(i->row = malloc(sizeof *i->row)))
        code = va_fail(err, VA_NOMEM, "out of memory");
    if (!code) {
        code = list_row_answer(f, &q, i->row);
        if (code)
            va_fail(err, code, "%s", va_code_text(code));
    }
    if (!code) {
        field_request(f, &q, &request);
        i->goal = request.goal;
        i->last_ms = latest(&f->workload);
    }
    workload_clear(&f->workload);
    return code;
}

void
work_row(struct tui *t, struct work *w, struct work_item *i)
{
    struct va_err err = { 0 };

    free(i->why);
    i->why = NULL;
    i->state = ITEM_KNOWN;
    if (!make_row(t, w, i, &err))
        return;
    free(i->row);
    i->row = NULL;
    i->state = ITEM_FAILED;
    i->why = strdup(err.text);
}

static bool
is_due(const struct work_item *i)
{
    return i->state == ITEM_NEW || i->state == ITEM_STALE;
}

/* The next one to be worked out: on the screen first, then on from where it was. */
static struct work_item *
next_due(const struct tui *t, struct work *w)
{
    const struct work_layout l = work_layout(t, w);

    for (int32_t k = w->top; k < w->top + l.body_rows && k < w->n_order; k++) {
        w->seen |= is_due(work_at(w, k));
        if (is_due(work_at(w, k)))
            return work_at(w, k);
    }
    if (l.peek_rows > 0 && work_peek_due(t, w))
        return NULL;
    for (; w->next < w->n_order; w->next++) {
        if (is_due(work_at(w, w->next)))
            return work_at(w, w->next);
    }
    return NULL;
}

bool
work_slice(struct tui *t, struct work *w)
{
    const int64_t began = now_us();
    struct work_item *i = NULL;
    bool more = true;

    w->seen = false;
    while (more && now_us() - began < SLICE_US) {
        i = next_due(t, w);
        if (i) {
            work_row(t, w, i);
            w->n_due--;
            w->shuffled = true;
        } else if (work_layout(t, w).peek_rows > 0 && work_peek_due(t, w)) {
            work_peek(t, w);
            t->stale = true;
            return true; /* it is the longest part: let keys in */
        } else
            more = false;
    }
    if (!more || w->seen || began / 1000 - w->told_ms > TELL_US / 1000) {
        w->told_ms = began / 1000;
        t->stale |= w->shuffled;
    }
    return more;
}

void
work_all(struct tui *t, struct work *w, int32_t max)
{
    for (int32_t k = 0; k < w->n_order && max > 0; k++) {
        if (!is_due(work_at(w, k)))
            continue;
        work_row(t, w, work_at(w, k));
        w->shuffled = true;
        max--;
    }
}
