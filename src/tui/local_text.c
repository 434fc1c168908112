/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Local settings as lines of fields between tabs:
 *
 *   set     WORD  OF  VALUE            a value ("" for OF: of no workload)
 *   change  WHAT                       a change that can be taken back, oldest first
 *   undone  WHAT                       one that was taken back, the next to be made first
 *   edit    WORD  OF  BEFORE  AFTER    a part of the change above: "=VALUE", "-" unset
 *
 * A backslash stands before a tab (t), a newline (n) or a backslash that is meant.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tui/local_parts.h"

enum { FIELDS_MAX = 5, FIELD_BYTES_MAX = LOCAL_TEXT_MAX + 1 };

/* --- writing --- */

static void
add_field(struct buf *out, const char *text)
{
    buf_byte(out, '\t');
    for (const char *p = text; *p; p++) {
        if (*p == '\t')
            buf_text(out, "\\t");
        else if (*p == '\n')
            buf_text(out, "\\n");
        else if (*p == '\\')
            buf_text(out, "\\\\");
        else
            buf_byte(out, *p);
    }
}

static void
add_optional(struct buf *out, const char *value)
{
    const size_t at = out->len + 1;

    if (!value) {
        buf_text(out, "\t-");
        return;
    }
    buf_text(out, "\t=");
    add_field(out, value);
    if (!out->code) { /* the tab that add_field put goes: the value follows its mark */
        memmove(out->data + at + 1, out->data + at + 2, out->len - at - 1);
        out->len--;
    }
}

static void
add_entry(struct buf *out, const struct local_entry *e)
{
    buf_text(out, "set");
    add_field(out, local_word(e->id));
    add_field(out, e->of);
    add_field(out, e->value);
    buf_byte(out, '\n');
}

static void
add_change(struct buf *out, const struct local_change *c, bool done)
{
    buf_text(out, done ? "change" : "undone");
    add_field(out, c->what);
    buf_byte(out, '\n');
    for (int32_t i = 0; i < c->n; i++) {
        buf_text(out, "edit");
        add_field(out, local_word(c->edits[i].id));
        add_field(out, c->edits[i].of);
        add_optional(out, c->edits[i].before);
        add_optional(out, c->edits[i].after);
        buf_byte(out, '\n');
    }
}

/* The first change to write, so that those from it on fit into so many bytes. */
static int32_t
first_change(const struct locals *l, size_t room, enum va_code *out_code)
{
    struct buf one;
    int32_t first = l->n_changes;

    buf_init(&one, LOCAL_FILE_MAX);
    while (first > 0) {
        buf_reset(&one);
        add_change(&one, &l->changes[first - 1], true);
        if (one.code || one.len > room)
            break;
        room -= one.len;
        first--;
    }
    *out_code = one.code == VA_NOMEM ? VA_NOMEM : VA_OK;
    buf_clear(&one);
    return first;
}

void
locals_write(const struct locals *l, struct buf *out)
{
    const size_t max = out->max < LOCAL_FILE_MAX ? out->max : LOCAL_FILE_MAX;
    int32_t first = 0;

    for (int32_t i = 0; i < l->n; i++)
        add_entry(out, &l->entries[i]);
    if (out->code || out->len >= max)
        return;
    first = first_change(l, max - out->len, &out->code);
    for (int32_t i = first; i < l->n_changes; i++)
        add_change(out, &l->changes[i], i < l->n_done);
}

/* --- reading --- */

struct field {
    char text[FIELD_BYTES_MAX + 1];
};

struct reading {
    struct locals *l;
    struct field fields[FIELDS_MAX];
    int32_t n_fields;
    bool skip; /* the change is not understood, nor are its edits */
};

/* One field, without its escapes, from *p to a tab or the end. */
static bool
take_field(const char **p, const char *end, struct field *out)
{
    size_t n = 0;

    for (; *p < end && **p != '\t'; (*p)++) {
        char c = **p;

        if (c == '\\') {
            if (++*p == end || !strchr("tn\\", **p))
                return false;
            c = **p == 't' ? '\t' : **p == 'n' ? '\n' : '\\';
        }
        if (n == FIELD_BYTES_MAX)
            return false;
        out->text[n++] = c;
    }
    out->text[n] = '\0';
    return text_is_utf8(out->text, n);
}

static bool
take_fields(struct reading *r, const char *line, const char *end)
{
    const char *p = line;

    r->n_fields = 0;
    if (memchr(line, '\0', (size_t)(end - line)))
        return false;
    while (r->n_fields < FIELDS_MAX) {
        if (!take_field(&p, end, &r->fields[r->n_fields++]))
            return false;
        if (p == end)
            return true;
        p++;
    }
    return false;
}

static enum local_id
find_id(const char *word)
{
    enum local_id id = 0;

    while (id < LOCAL_COUNT && strcmp(local_word(id), word) != 0)
        id++;
    return id;
}

/* The id of the word and the name in fields 1 and 2; LOCAL_COUNT: they do not fit. */
static enum local_id
read_id(const struct reading *r)
{
    const enum local_id id = find_id(r->fields[1].text);
    const char *of = r->fields[2].text;

    if (id == LOCAL_COUNT || strlen(of) > LOCAL_OF_MAX ||
        local_is_each(id) != (of[0] != '\0'))
        return LOCAL_COUNT;
    return id;
}

static enum va_code
read_set(struct reading *r, bool *out_good)
{
    const enum local_id id = read_id(r);
    char *of = NULL;
    char *value = NULL;

    *out_good = id != LOCAL_COUNT && strlen(r->fields[3].text) <= LOCAL_TEXT_MAX &&
                r->l->n < LOCAL_ENTRIES_MAX &&
                r->l->bytes + LOCAL_OF_MAX + LOCAL_TEXT_MAX < LOCAL_BYTES_MAX;
    if (!*out_good)
        return VA_OK;
    of = local_copy(r->fields[2].text);
    value = local_copy(r->fields[3].text);
    if (!of || !value || local_reserve(r->l, 1)) {
        free(of);
        free(value);
        return VA_NOMEM;
    }
    local_put(r->l, id, of, value);
    return VA_OK;
}

static enum va_code
read_change(struct reading *r, bool *out_good)
{
    const bool done = r->fields[0].text[0] == 'c';
    struct locals *l = r->l;

    /* Those done come before those undone. */
    *out_good = l->n_changes < LOCAL_UNDO_MAX && (!done || l->n_done == l->n_changes);
    r->skip = !*out_good;
    if (r->skip)
        return VA_OK;
    l->changes[l->n_changes] = (struct local_change){ 0 };
    memcpy(l->changes[l->n_changes].what, r->fields[1].text, LOCAL_WHAT_MAX - 1);
    l->n_changes++;
    l->n_done += done;
    return VA_OK;
}

/* "=VALUE" to VALUE, "-" to NULL. */
static bool
read_optional(const char *field, const char **out)
{
    *out = field[0] == '=' ? field + 1 : NULL;
    return field[0] == '=' || !strcmp(field, "-");
}

static enum va_code
read_edit(struct reading *r, bool *out_good)
{
    const enum local_id id = read_id(r);
    const char *before = NULL;
    const char *after = NULL;
    struct local_edit e = { 0 };
    enum va_code code = VA_NOMEM;

    *out_good = !r->skip && id != LOCAL_COUNT &&
                read_optional(r->fields[3].text, &before) &&
                read_optional(r->fields[4].text, &after);
    if (!*out_good)
        return VA_OK;
    e = (struct local_edit){ id, local_copy(r->fields[2].text), local_copy(before),
                             local_copy(after) };
    if (e.of && !e.before == !before && !e.after == !after)
        code = local_change_edit(&r->l->changes[r->l->n_changes - 1], &e);
    if (code)
        local_edit_clear(&e);
    return code == VA_OVERFLOW ? VA_OK : code;
}

static const struct {
    const char *word;
    int32_t n_fields;
    enum va_code (*read)(struct reading *r, bool *out_good);
} lines[] = {
    { "set", 4, read_set },
    { "change", 2, read_change },
    { "undone", 2, read_change },
    { "edit", 5, read_edit },
};

static enum va_code
read_line(struct reading *r, const char *line, const char *end, bool *out_good)
{
    *out_good = false;
    if (take_fields(r, line, end)) {
        for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
            if (!strcmp(lines[i].word, r->fields[0].text) &&
                lines[i].n_fields == r->n_fields)
                return lines[i].read(r, out_good);
        }
    }
    return VA_OK;
}

/* A change of which a line is not understood cannot be taken back. */
static void
drop_last(struct reading *r)
{
    struct locals *l = r->l;

    local_change_clear(&l->changes[l->n_changes - 1]);
    l->n_done -= l->n_done == l->n_changes;
    l->n_changes--;
    r->skip = true;
}

enum va_code
locals_read(struct locals *l, const char *text, size_t len, int32_t *out_bad)
{
    struct reading *r = calloc(1, sizeof *r);
    const char *end = text + len;
    enum va_code code = r ? VA_OK : VA_NOMEM;

    *out_bad = 0;
    if (!r)
        return code;
    r->l = l;
    r->skip = true; /* edits of no change */
    for (const char *line = text; line < end && !code;) {
        const char *stop = memchr(line, '\n', (size_t)(end - line));
        bool good = false;

        stop = stop ? stop : end;
        code = read_line(r, line, stop, &good);
        if (!code && !good && !r->skip)
            drop_last(r);
        *out_bad += !good;
        line = stop + 1;
    }
    free(r);
    l->open = false;
    return code;
}
