/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes of local settings, and how they are taken back and made again. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/local_parts.h"

void
local_edit_clear(struct local_edit *e)
{
    free(e->of);
    free(e->before);
    free(e->after);
    *e = (struct local_edit){ 0 };
}

void
local_change_clear(struct local_change *c)
{
    for (int32_t i = 0; i < c->n; i++)
        local_edit_clear(&c->edits[i]);
    free(c->edits);
    *c = (struct local_change){ 0 };
}

enum va_code
local_change_edit(struct local_change *c, const struct local_edit *e)
{
    if (c->n == LOCAL_EDITS_MAX)
        return VA_OVERFLOW;
    if (c->n == c->cap) {
        const int32_t cap = c->cap ? c->cap * 2 : 2;
        struct local_edit *edits = realloc(c->edits, (size_t)cap * sizeof *edits);

        if (!edits)
            return VA_NOMEM;
        c->edits = edits;
        c->cap = cap;
    }
    c->edits[c->n++] = *e;
    return VA_OK;
}

void
local_change_drop(struct locals *l, int32_t at)
{
    local_change_clear(&l->changes[at]);
    l->n_changes--;
    l->n_done -= at < l->n_done;
    memmove(&l->changes[at], &l->changes[at + 1],
            (size_t)(l->n_changes - at) * sizeof l->changes[0]);
}

struct local_change *
local_change_add(struct locals *l, const char *what)
{
    struct local_change *c = NULL;

    while (l->n_changes > l->n_done)
        local_change_drop(l, l->n_changes - 1);
    if (l->n_changes == LOCAL_UNDO_MAX)
        local_change_drop(l, 0);
    c = &l->changes[l->n_changes];
    *c = (struct local_change){ 0 };
    snprintf(c->what, sizeof c->what, "%s", what);
    l->n_changes++;
    l->n_done = l->n_changes;
    return c;
}

void
local_begin(struct locals *l, const char *what, bool more)
{
    const struct local_change *last = l->n_done ? &l->changes[l->n_done - 1] : NULL;
    const bool same = l->open && last && !strcmp(last->what, what);

    snprintf(l->what, sizeof l->what, "%s", what);
    l->open = more && same;
}

static struct local_edit *
find_edit(const struct local_change *c, const struct local_edit *e)
{
    for (int32_t i = 0; i < c->n; i++) {
        if (c->edits[i].id == e->id && !strcmp(c->edits[i].of, e->of))
            return &c->edits[i];
    }
    return NULL;
}

enum va_code
local_remember(struct locals *l, struct local_edit *e)
{
    struct local_change fresh = { 0 };
    struct local_change *c = l->open ? &l->changes[l->n_done - 1] : &fresh;
    struct local_edit *earlier = find_edit(c, e);
    enum va_code code = VA_OK;

    if (earlier) {
        free(earlier->after);
        earlier->after = e->after;
        e->after = NULL;
        local_edit_clear(e);
        return VA_OK;
    }
    code = local_change_edit(c, e);
    if (code || l->open)
        return code;
    c = local_change_add(l, l->what[0] ? l->what : local_word(e->id));
    c->edits = fresh.edits;
    c->n = fresh.n;
    c->cap = fresh.cap;
    l->open = true;
    return VA_OK;
}

/* Names and values of a change, copied before the first of them is put back. */
struct ready {
    char *of, *value;
};

static void
clear_ready(struct ready *r, int32_t n)
{
    for (int32_t i = 0; i < n; i++) {
        free(r[i].of);
        free(r[i].value);
    }
    free(r);
}

static enum va_code
get_ready(const struct local_change *c, bool back, struct ready *r)
{
    for (int32_t i = 0; i < c->n; i++) {
        const char *value = back ? c->edits[i].before : c->edits[i].after;

        r[i].of = local_copy(c->edits[i].of);
        r[i].value = local_copy(value);
        if (!r[i].of || (value && !r[i].value))
            return VA_NOMEM;
    }
    return VA_OK;
}

/* All of a change or nothing. */
static enum va_code
replay(struct locals *l, const struct local_change *c, bool back)
{
    struct ready *r = calloc((size_t)c->n + 1, sizeof *r);
    enum va_code code = r ? get_ready(c, back, r) : VA_NOMEM;

    if (!code && l->n + c->n > LOCAL_ENTRIES_MAX + LOCAL_EDITS_MAX)
        code = VA_OVERFLOW; /* only a history that was tampered with comes here */
    if (!code)
        code = local_reserve(l, c->n);
    if (code) {
        if (r)
            clear_ready(r, c->n);
        return code;
    }
    for (int32_t i = 0; i < c->n; i++)
        local_put(l, c->edits[i].id, r[i].of, r[i].value);
    free(r);
    l->open = false;
    return VA_OK;
}

enum va_code
local_undo(struct locals *l, const char **out)
{
    const struct local_change *c = l->n_done ? &l->changes[l->n_done - 1] : NULL;
    const enum va_code code = c ? replay(l, c, true) : VA_OK;

    *out = c && !code ? c->what : NULL;
    l->n_done -= c && !code;
    return code;
}

enum va_code
local_redo(struct locals *l, const char **out)
{
    const bool any = l->n_done < l->n_changes;
    const struct local_change *c = any ? &l->changes[l->n_done] : NULL;
    const enum va_code code = c ? replay(l, c, false) : VA_OK;

    *out = c && !code ? c->what : NULL;
    l->n_done += c && !code;
    return code;
}
