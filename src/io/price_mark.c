/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The note of a table with own prices begins so:
 *
 *   Own prices, not the source's: step, GB-s (group of us-east-1). What it said before.
 *
 * A table that is changed again has one such list, with more in it.
 */
#include "io/price_mark.h"

#include <stdio.h>
#include <string.h>

#include "io/price_splice.h"

#define BEGIN "Own prices, not the source's: "
#define BETWEEN ", "
#define REST "and more"

enum {
    NOTE_BYTES_MAX = 2000, /* as the reader takes */
    LIST_BYTES_MAX = 1000,
    ITEM_BYTES_MAX = PRICE_KEY_MAX + TEXT_NAME_MAX + sizeof " (group of )",
    PLACE_BYTES_MAX = 64
};

static bool
is_listed(const struct buf *list, const char *item)
{
    const size_t len = strlen(item);

    for (const char *at = buf_get(list); *at;) {
        const char *end = strstr(at, BETWEEN);
        const size_t n = end ? (size_t)(end - at) : strlen(at);

        if (n == len && !memcmp(at, item, n))
            return true;
        at += n + (end ? strlen(BETWEEN) : 0);
    }
    return false;
}

static void
add_item(struct buf *list, const char *item)
{
    static const size_t more = sizeof BETWEEN + sizeof BETWEEN + sizeof REST;

    if (is_listed(list, item) || is_listed(list, REST))
        return;
    if (list->len > 0)
        buf_text(list, BETWEEN);
    buf_text(list, list->len + strlen(item) + more < LIST_BYTES_MAX ? item : REST);
}

static void
add_edit(struct buf *list, const struct price_edit *e)
{
    char item[ITEM_BYTES_MAX];

    if (e->cell.regional) /* regions of a group share their prices */
        snprintf(item, sizeof item, "%s (group of %s)", e->cell.key, e->region);
    else
        snprintf(item, sizeof item, "%s", e->cell.key);
    add_item(list, item);
}

/* The list that a note begins with, if it does. Returns what comes after it. */
static const char *
read_list(const char *note, struct buf *list)
{
    const char *at = note + strlen(BEGIN);
    const char *end = NULL;

    if (strncmp(note, BEGIN, strlen(BEGIN)) != 0)
        return note;
    end = strchr(at, '.');
    while (end && end[1] && end[1] != ' ') /* a name may have one */
        end = strchr(end + 1, '.');
    if (!end || end - at >= LIST_BYTES_MAX)
        return note;
    buf_add(list, at, (size_t)(end - at));
    return end + 1 + (end[1] == ' ');
}

/* Whole characters of the text, as many as there is room for. */
static void
add_some(struct buf *out, const char *text, size_t room)
{
    const size_t len = strlen(text);
    size_t used = 0;

    while (used < len) {
        uint32_t point = 0;
        const size_t n = text_utf8(text + used, len - used, &point);

        if (n == 0 || used + n > room)
            break;
        used += n;
    }
    buf_add(out, text, used);
}

static void
write_note(struct buf *note, const struct buf *list, const char *rest)
{
    buf_text(note, BEGIN);
    buf_add(note, buf_get(list), list->len);
    buf_text(note, *rest ? ". " : ".");
    add_some(note, rest, NOTE_BYTES_MAX - note->len);
}

/* As a JSON text. */
static enum va_code
quote(const struct buf *note, char **out)
{
    cJSON *string = cJSON_CreateString(buf_get(note));

    *out = string ? cJSON_PrintUnformatted(string) : NULL;
    cJSON_Delete(string);
    return *out ? VA_OK : VA_NOMEM;
}

/* One value at a place of the text, which becomes another one. */
static enum va_code
put(struct buf *text, int32_t table, const char *key, const char *value)
{
    char place[PLACE_BYTES_MAX];
    struct buf next;
    enum va_code code = VA_OK;

    snprintf(place, sizeof place, "tables[%d].%s", (int)table, key);
    buf_init(&next, text->max);
    code = price_splice(buf_get(text), place, value, &next);
    if (code) {
        buf_clear(&next);
        return code;
    }
    buf_clear(text);
    *text = next;
    return VA_OK;
}

static enum va_code
mark_table(struct buf *text, int32_t table, const struct buf *list, const char *rest)
{
    struct buf note;
    char *value = NULL;
    enum va_code code = VA_OK;

    buf_init(&note, NOTE_BYTES_MAX);
    write_note(&note, list, rest);
    code = note.code ? note.code : quote(&note, &value);
    if (!code)
        code = put(text, table, "verified", "false");
    if (!code)
        code = put(text, table, "note", value);
    cJSON_free(value);
    buf_clear(&note);
    return code;
}

/* The changes of a table into the list; false: it has none. */
static bool
list_edits(const struct prices *p, const struct price_slot *s, const char *table,
           struct buf *list)
{
    const struct price_edit *e = NULL;
    const char *name = NULL;
    bool any = false;

    for (int32_t i = 0; (e = prices_edit(p, i, &name)) != NULL; i++) {
        if (strcmp(name, s->name) != 0 || strcmp(e->table, table) != 0)
            continue;
        add_edit(list, e);
        any = true;
    }
    return any;
}

enum va_code
price_mark(const struct prices *p, const struct price_slot *s, struct buf *out)
{
    const struct price_file *f = price_edits_file(s->edits);
    enum va_code code = VA_OK;

    buf_add(out, f->text, f->len);
    code = out->code;
    for (int32_t i = 0; i < f->n_tables && !code; i++) {
        const struct price_dated *t = &f->tables[i];
        struct buf list;
        const char *rest = NULL;

        buf_init(&list, LIST_BYTES_MAX);
        rest = read_list(t->note, &list);
        if (list_edits(p, s, t->table, &list))
            code = list.code ? list.code : mark_table(out, i, &list, rest);
        buf_clear(&list);
    }
    return code;
}
