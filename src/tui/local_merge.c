/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two lists of values in the same order are walked as one; histories are told apart by
 * where they part. */
#include "tui/local_merge.h"

#include <stdlib.h>
#include <string.h>

#include "tui/local_parts.h"

/* --- values --- */

/* value NULL: unset. */
static enum va_code
put(struct locals *l, const struct local_entry *e, const char *value)
{
    char *of = local_copy(e->of);
    char *text = local_copy(value);
    bool found = false;
    enum va_code code = VA_OK;

    (void)local_place(l, e->id, e->of, &found);
    if (value && !found &&
        (l->n >= LOCAL_ENTRIES_MAX ||
         l->bytes + strlen(e->of) + strlen(value) > LOCAL_BYTES_MAX))
        code = VA_OVERFLOW;
    else if (!of || (value && !text))
        code = VA_NOMEM;
    else
        code = local_reserve(l, 1);
    if (code) {
        free(of);
        free(text);
        return code;
    }
    local_put(l, e->id, of, text);
    return VA_OK;
}

/* -1, 0, 1; an end comes after everything. */
static int
order(const struct locals *a, int32_t i, const struct locals *b, int32_t k)
{
    if (i == a->n || k == b->n)
        return (i == a->n) - (k == b->n);
    return local_compare(&a->entries[i], b->entries[k].id, b->entries[k].of);
}

static enum va_code
merge_values(struct locals *theirs, const struct locals *base, const struct locals *mine)
{
    enum va_code code = VA_OK;
    int32_t i = 0;
    int32_t k = 0;

    while (!code && (i < base->n || k < mine->n)) {
        const int which = order(base, i, mine, k);

        if (which < 0) /* mine has it no more */
            code = put(theirs, &base->entries[i], NULL);
        else if (which > 0 || strcmp(base->entries[i].value, mine->entries[k].value) != 0)
            code = put(theirs, &mine->entries[k], mine->entries[k].value);
        i += which <= 0;
        k += which >= 0;
    }
    return code;
}

/* --- the history --- */

static bool
same_text(const char *a, const char *b)
{
    return a && b ? !strcmp(a, b) : !a && !b;
}

static bool
same_change(const struct local_change *a, const struct local_change *b)
{
    bool same = a->n == b->n && !strcmp(a->what, b->what);

    for (int32_t i = 0; i < a->n && same; i++) {
        const struct local_edit *p = &a->edits[i];
        const struct local_edit *q = &b->edits[i];

        same = p->id == q->id && !strcmp(p->of, q->of) &&
               same_text(p->before, q->before) && same_text(p->after, q->after);
    }
    return same;
}

/* How many changes, from the oldest on, both have done. */
static int32_t
common(const struct locals *a, const struct locals *b)
{
    int32_t n = 0;

    while (n < a->n_done && n < b->n_done && same_change(&a->changes[n], &b->changes[n]))
        n++;
    return n;
}

/* The last one like it that was done is a change no more. */
static void
drop_like(struct locals *l, const struct local_change *c)
{
    for (int32_t i = l->n_done - 1; i >= 0; i--) {
        if (same_change(&l->changes[i], c)) {
            local_change_drop(l, i);
            return;
        }
    }
}

/* Copy a change behind those that are done. */
static enum va_code
add_copy(struct locals *l, const struct local_change *c)
{
    struct local_change *to = local_change_add(l, c->what);
    enum va_code code = VA_OK;

    for (int32_t i = 0; i < c->n && !code; i++) {
        const struct local_edit *from = &c->edits[i];
        struct local_edit e = { from->id, local_copy(from->of), local_copy(from->before),
                                local_copy(from->after) };

        code = e.of && !e.before == !from->before && !e.after == !from->after
                   ? local_change_edit(to, &e)
                   : VA_NOMEM;
        if (code)
            local_edit_clear(&e);
    }
    return code;
}

static bool
same_undone(const struct locals *a, const struct locals *b)
{
    const int32_t n = a->n_changes - a->n_done;
    bool same = n == b->n_changes - b->n_done;

    for (int32_t i = 0; i < n && same; i++)
        same = same_change(&a->changes[a->n_done + i], &b->changes[b->n_done + i]);
    return same;
}

/* Those that mine has done after the first n, then those that it took back. */
static enum va_code
add_mine(struct locals *theirs, const struct locals *mine, int32_t n)
{
    enum va_code code = VA_OK;
    int32_t n_done = 0;

    for (int32_t i = n; i < mine->n_done && !code; i++)
        code = add_copy(theirs, &mine->changes[i]);
    while (theirs->n_changes > theirs->n_done)
        local_change_drop(theirs, theirs->n_changes - 1);
    n_done = theirs->n_done;
    for (int32_t i = mine->n_done; i < mine->n_changes && !code; i++) {
        if (theirs->n_changes < LOCAL_UNDO_MAX)
            code = add_copy(theirs, &mine->changes[i]);
    }
    theirs->n_done = n_done;
    return code;
}

static enum va_code
merge_history(struct locals *theirs, const struct locals *base, const struct locals *mine)
{
    const int32_t n = common(base, mine);

    if (n == base->n_done && n == mine->n_done && same_undone(base, mine))
        return VA_OK;
    for (int32_t i = base->n_done - 1; i >= n; i--)
        drop_like(theirs, &base->changes[i]);
    return add_mine(theirs, mine, n);
}

enum va_code
locals_merge(struct locals *theirs, const struct locals *base, const struct locals *mine)
{
    enum va_code code = merge_values(theirs, base, mine);

    if (!code)
        code = merge_history(theirs, base, mine);
    theirs->open = false;
    return code;
}
