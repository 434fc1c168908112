/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values by id and name, in a sorted array. */
#include "tui/local.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "tui/local_parts.h"

static const struct {
    const char *word;
    bool each, undone;
} kinds[LOCAL_COUNT] = {
#define X(id, word, each, undone) [LOCAL_##id] = { word, each, undone },
    LOCALS(X)
#undef X
};

char *
local_copy(const char *text)
{
    const size_t size = text ? strlen(text) + 1 : 0;
    char *out = text ? malloc(size) : NULL;

    if (out)
        memcpy(out, text, size);
    return out;
}

bool
local_is_each(enum local_id id)
{
    return kinds[id].each;
}

const char *
local_word(enum local_id id)
{
    return kinds[id].word;
}

struct locals *
locals_alloc(void)
{
    return calloc(1, sizeof(struct locals));
}

void
locals_free(struct locals *l)
{
    if (!l)
        return;
    for (int32_t i = 0; i < l->n; i++) {
        free(l->entries[i].of);
        free(l->entries[i].value);
    }
    for (int32_t i = 0; i < l->n_changes; i++)
        local_change_clear(&l->changes[i]);
    free(l->entries);
    free(l);
}

bool
locals_have_choices(const struct locals *l)
{
    bool any = l->n_changes > 0;

    for (int32_t i = 0; i < l->n && !any; i++)
        any = kinds[l->entries[i].id].undone;
    return any;
}

int64_t
local_version(const struct locals *l)
{
    return l->version;
}

int
local_compare(const struct local_entry *e, enum local_id id, const char *of)
{
    return e->id != id ? (e->id < id ? -1 : 1) : strcmp(e->of, of);
}

int32_t
local_place(const struct locals *l, enum local_id id, const char *of, bool *out_found)
{
    int32_t low = 0;
    int32_t high = l->n;

    while (low < high) {
        const int32_t middle = low + (high - low) / 2;

        if (local_compare(&l->entries[middle], id, of) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *out_found = low < l->n && local_compare(&l->entries[low], id, of) == 0;
    return low;
}

const char *
local_get(const struct locals *l, enum local_id id, const char *of)
{
    bool found = false;
    const int32_t at = local_place(l, id, of ? of : "", &found);

    return found ? l->entries[at].value : NULL;
}

enum va_code
local_reserve(struct locals *l, int32_t more)
{
    const int32_t cap = l->cap ? l->cap * 2 : 64;
    struct local_entry *entries = NULL;

    if (l->n + more <= l->cap)
        return VA_OK;
    entries = realloc(l->entries, (size_t)(cap + more) * sizeof *entries);
    if (!entries)
        return VA_NOMEM;
    l->entries = entries;
    l->cap = cap + more;
    return VA_OK;
}

static void
take_out(struct locals *l, int32_t at)
{
    struct local_entry *e = &l->entries[at];

    l->bytes -= strlen(e->of) + strlen(e->value);
    free(e->of);
    free(e->value);
    l->n--;
    memmove(e, e + 1, (size_t)(l->n - at) * sizeof *e);
}

void
local_put(struct locals *l, enum local_id id, char *of, char *value)
{
    bool found = false;
    const int32_t at = local_place(l, id, of, &found);
    struct local_entry *e = l->entries + at;

    l->version++;
    if (!value) {
        if (found)
            take_out(l, at);
        free(of);
        return;
    }
    if (found) {
        l->bytes += strlen(value) - strlen(e->value);
        free(e->value);
        free(of);
        e->value = value;
        return;
    }
    assert(l->n < l->cap);
    memmove(e + 1, e, (size_t)(l->n - at) * sizeof *e);
    *e = (struct local_entry){ id, of, value };
    l->n++;
    l->bytes += strlen(of) + strlen(value);
}

/* May the value be set where there is `old` now? */
static enum va_code
check_room(const struct locals *l, const char *of, const char *old, const char *value,
           struct va_err *err)
{
    const size_t less = old ? strlen(old) : 0;
    const size_t more = strlen(value) + (old ? 0 : strlen(of));

    if (strlen(value) > LOCAL_TEXT_MAX)
        return va_fail(err, VA_USAGE, "more than %d bytes", (int)LOCAL_TEXT_MAX);
    if (strlen(of) > LOCAL_OF_MAX)
        return va_fail(err, VA_USAGE, "a name of more than %d bytes", (int)LOCAL_OF_MAX);
    if ((!old && l->n >= LOCAL_ENTRIES_MAX) ||
        (more > less && l->bytes + more - less > LOCAL_BYTES_MAX))
        return va_fail(err, VA_OVERFLOW, "too many settings are remembered");
    return VA_OK;
}

static enum va_code
remember(struct locals *l, enum local_id id, const char *of, const char *old,
         const char *value)
{
    struct local_edit e = { id, local_copy(of), local_copy(old), local_copy(value) };
    enum va_code code = VA_NOMEM;

    if (e.of && !e.before == !old && !e.after == !value)
        code = local_remember(l, &e);
    if (code)
        local_edit_clear(&e);
    return code;
}

/* Everything that can fail comes before anything is changed. */
static enum va_code
change(struct locals *l, enum local_id id, const char *of, const char *value)
{
    char *name = local_copy(of);
    char *text = local_copy(value);
    enum va_code code = name && !text == !value ? local_reserve(l, 1) : VA_NOMEM;

    if (!code && kinds[id].undone)
        code = remember(l, id, of, local_get(l, id, of), value);
    if (code) {
        free(name);
        free(text);
        return code;
    }
    local_put(l, id, name, text);
    return VA_OK;
}

enum va_code
local_set(struct locals *l, enum local_id id, const char *of, const char *value,
          struct va_err *err)
{
    const char *name = of ? of : "";
    const char *old = local_get(l, id, name);
    enum va_code code = VA_OK;

    assert(kinds[id].each == (of != NULL));
    if (!old && !value)
        return VA_OK;
    if (old && value && !strcmp(old, value))
        return VA_OK;
    if (value)
        code = check_room(l, name, old, value, err);
    if (code)
        return code;
    code = change(l, id, name, value);
    return code ? va_fail(err, code, "%s", va_code_text(code)) : VA_OK;
}

void
local_each(const struct locals *l, enum local_id id,
           void (*visit)(void *ctx, const char *of, const char *value), void *ctx)
{
    bool found = false;

    for (int32_t i = local_place(l, id, "", &found); i < l->n && l->entries[i].id == id;
         i++)
        visit(ctx, l->entries[i].of, l->entries[i].value);
}
