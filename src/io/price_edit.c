/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes of price tables in memory, and the file that each set of them makes. */
#include "io/price_edit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "io/price_cell.h"
#include "io/price_set.h"
#include "io/price_splice.h"

/* A change, and the JSON text of its value. */
struct change {
    struct price_edit edit;
    int32_t table, group; /* of the group's regions; -1: of all */
    char json[PRICE_CELL_TEXT_MAX + 2];
};

struct price_edits {
    struct change list[PRICE_EDITS_MAX];
    int32_t n;
    struct price_file *file; /* what they make */
};

void
price_edits_free(struct price_edits *e)
{
    if (!e)
        return;
    price_file_free(e->file);
    free(e);
}

const struct price_file *
price_edits_file(const struct price_edits *e)
{
    return e->file;
}

/* Make the file of the changes from the text of the saved one. */
static enum va_code
make_file(const struct price_slot *s, const struct price_edits *e,
          struct price_file **out, struct va_err *err)
{
    struct buf texts[2];
    const char *text = s->file->text;
    enum va_code code = VA_OK;

    buf_init(&texts[0], PRICE_BYTES_MAX);
    buf_init(&texts[1], PRICE_BYTES_MAX);
    for (int32_t i = 0; i < e->n && !code; i++) {
        struct buf *next = &texts[i & 1];

        buf_reset(next);
        code = price_splice(text, e->list[i].edit.cell.place, e->list[i].json, next);
        text = buf_get(next);
    }
    if (code)
        va_fail(err, code, "%s: %s", s->name, va_code_text(code));
    else
        code = price_file_parse(text, strlen(text), s->path, out, err);
    if (!code) {
        (*out)->text = strndup(text, strlen(text));
        (*out)->len = strlen(text);
        if (!(*out)->text)
            code = va_fail(err, VA_NOMEM, "%s: out of memory", s->name);
    }
    if (code) {
        price_file_free(*out);
        *out = NULL;
    }
    buf_clear(&texts[0]);
    buf_clear(&texts[1]);
    return code;
}

/* Put a list of changes in the place of the slot's; it is taken over in every case. */
static enum va_code
take_edits(struct prices *p, struct price_slot *s, struct price_edits *made,
           struct va_err *err)
{
    enum va_code code = VA_OK;

    if (made->n > 0)
        code = make_file(s, made, &made->file, err);
    if (code) {
        price_edits_free(made);
        return code;
    }
    price_edits_free(s->edits);
    s->edits = made;
    if (made->n == 0) {
        price_edits_free(made);
        s->edits = NULL;
    }
    p->generation++;
    return VA_OK;
}

/* A copy of the slot's changes, without a file. */
static struct price_edits *
copy_edits(const struct price_slot *s)
{
    struct price_edits *copy = calloc(1, sizeof *copy);

    if (copy && s->edits) {
        memcpy(copy->list, s->edits->list, sizeof copy->list);
        copy->n = s->edits->n;
    }
    return copy;
}

static int32_t
find_edit(const struct price_edits *e, const char *place)
{
    for (int32_t i = 0; e && i < e->n; i++)
        if (!strcmp(e->list[i].edit.cell.place, place))
            return i;
    return -1;
}

static void
drop_edit(struct price_edits *e, int32_t i)
{
    if (i < 0)
        return;
    memmove(&e->list[i], &e->list[i + 1], (size_t)(e->n - i - 1) * sizeof *e->list);
    e->n--;
}

/* A cell as it is saved, and the file that it is in. */
struct found_cell {
    struct price_slot *slot;
    struct price_cell cell;
};

static enum va_code
find_cell(struct prices *p, const struct price_place *at, const char *key,
          struct found_cell *out, struct va_err *err)
{
    struct price_cell cells[PRICE_CELLS_MAX];
    const char *keys[PRICE_CELLS_MAX];
    const char *near = NULL;
    struct price_at found;
    int32_t n = 0;
    enum va_code code = price_slot_find(p, at->name, &out->slot, err);

    if (!code)
        code = price_at_find(out->slot->file, at, &found, err);
    if (code)
        return code;
    n = price_cells_of(&found, cells);
    for (int32_t i = 0; i < n; i++) {
        if (!strcmp(cells[i].key, key)) {
            out->cell = cells[i];
            return VA_OK;
        }
        keys[i] = cells[i].key;
    }
    near = text_closest(key, keys, (size_t)n);
    va_fail(err, VA_DATA, "%s has no price '%.40s' in table %s", at->name, key,
            found.file->tables[found.table].table);
    if (near)
        va_hint(err, "did you mean '%s'?", near);
    else
        va_hint(err, "'vadvise pricing set %s' lists what it has", at->name);
    return VA_DATA;
}

/* Name the table and the region of a change, whose cell was found. */
static void
name_change(struct change *c, const struct price_slot *s, const struct price_place *at)
{
    struct price_at found = { .table = 0 };
    const struct price_dated *t = NULL;

    (void)price_at_find(s->file, at, &found, NULL);
    t = &s->file->tables[found.table];
    c->table = found.table;
    c->group = c->edit.cell.regional ? found.group : -1;
    snprintf(c->edit.table, sizeof c->edit.table, "%s", t->table);
    snprintf(c->edit.region, sizeof c->edit.region, "%s",
             at->region && *at->region ? at->region : t->default_region);
}

enum va_code
prices_set(struct prices *p, const struct price_place *at, const char *key,
           const char *text, struct va_err *err)
{
    struct change c = { .edit = { .table = "" } };
    struct found_cell found;
    struct price_cell *cell = &c.edit.cell;
    struct price_edits *made = NULL;
    int32_t i = 0;
    enum va_code code = find_cell(p, at, key, &found, err);

    if (code)
        return code;
    *cell = found.cell;
    code = price_cell_read(&found.cell, text, cell->value, c.json, err);
    if (code)
        return code;
    memcpy(c.edit.was, found.cell.value, sizeof c.edit.was);
    cell->edited = true;
    name_change(&c, found.slot, at);
    made = copy_edits(found.slot);
    if (!made)
        return va_fail(err, VA_NOMEM, "%s: out of memory", at->name);
    i = find_edit(made, cell->place);
    if (!strcmp(c.edit.was, cell->value)) {
        drop_edit(made, i);
    } else if (i >= 0) {
        made->list[i] = c;
    } else if (made->n == PRICE_EDITS_MAX) {
        price_edits_free(made);
        return va_fail(err, VA_DATA, "%s: more than %d changes", at->name,
                       PRICE_EDITS_MAX);
    } else {
        made->list[made->n++] = c;
    }
    return take_edits(p, found.slot, made, err);
}

enum va_code
prices_unset(struct prices *p, const struct price_place *at, const char *key,
             struct va_err *err)
{
    struct found_cell found;
    struct price_edits *made = NULL;
    enum va_code code = find_cell(p, at, key, &found, err);

    if (code || find_edit(found.slot->edits, found.cell.place) < 0)
        return code;
    made = copy_edits(found.slot);
    if (!made)
        return va_fail(err, VA_NOMEM, "%s: out of memory", at->name);
    drop_edit(made, find_edit(made, found.cell.place));
    return take_edits(p, found.slot, made, err);
}

void
prices_unset_all(struct prices *p)
{
    for (int32_t i = 0; i < p->n; i++) {
        price_edits_free(p->slots[i].edits);
        p->slots[i].edits = NULL;
    }
    p->generation++;
}

enum va_code
prices_cells(struct prices *p, const struct price_place *at, struct price_cell *out,
             int32_t *out_n, struct va_err *err)
{
    struct price_slot *s = NULL;
    struct price_at found;
    enum va_code code = price_slot_find(p, at->name, &s, err);

    if (!code)
        code = price_at_find(price_slot_file(p, s), at, &found, err);
    if (code)
        return code;
    *out_n = price_cells_of(&found, out);
    for (int32_t i = 0; i < *out_n; i++)
        out[i].edited = find_edit(s->edits, out[i].place) >= 0;
    return VA_OK;
}

/* The file of a place and its table; false: there is none. */
static bool
find_place(struct prices *p, const struct price_place *at, struct price_at *out)
{
    struct price_slot *s = NULL;

    return !price_slot_find(p, at->name, &s, NULL) &&
           !price_at_find(price_slot_file(p, s), at, out, NULL);
}

const char *
prices_group(struct prices *p, const struct price_place *at, int32_t i, int32_t *out_n)
{
    const struct price_place table = { at->name, at->table, NULL };
    const struct price_dated *t = NULL;
    const cJSON *names = NULL;
    const cJSON *name = NULL;
    struct price_at found;

    if (!find_place(p, &table, &found))
        return NULL;
    t = &found.file->tables[found.table];
    if (i < 0 || i >= t->n_groups)
        return NULL;
    names = t->groups[i].names;
    *out_n = cJSON_GetArraySize(names);
    cJSON_ArrayForEach(name, names)
    {
        if (!strcmp(name->valuestring, t->default_region))
            return name->valuestring;
    }
    return cJSON_GetArrayItem(names, 0)->valuestring;
}

int32_t
prices_group_of(struct prices *p, const struct price_place *at)
{
    struct price_at found;

    return find_place(p, at, &found) ? found.group : -1;
}

int32_t
prices_edits(const struct prices *p)
{
    int32_t n = 0;

    for (int32_t i = 0; i < p->n; i++)
        n += p->slots[i].edits ? p->slots[i].edits->n : 0;
    return n;
}

const struct price_edit *
prices_edit(const struct prices *p, int32_t i, const char **out_name)
{
    for (int32_t k = 0; k < p->n; k++) {
        const struct price_edits *e = p->slots[k].edits;

        if (e && i < e->n) {
            *out_name = p->slots[k].name;
            return &e->list[i].edit;
        }
        i -= e ? e->n : 0;
    }
    return NULL;
}

enum va_code
prices_edit_copy(struct prices *to, const struct prices *from, struct va_err *err)
{
    const char *name = NULL;
    const struct price_edit *edit = NULL;
    enum va_code code = VA_OK;

    prices_unset_all(to);
    for (int32_t i = 0; !code && (edit = prices_edit(from, i, &name)) != NULL; i++) {
        const struct price_place at = { name, edit->table, edit->region };

        code = prices_set(to, &at, edit->cell.key, edit->cell.value, err);
    }
    return code;
}

bool
price_slot_changed(const struct prices *p, const struct price_slot *s, int32_t table,
                   int32_t group)
{
    const struct price_edits *e = p->aside ? NULL : s->edits;

    for (int32_t i = 0; e && i < e->n; i++) {
        const struct change *c = &e->list[i];

        if (c->table == table && (group < 0 || c->group < 0 || c->group == group))
            return true;
    }
    return false;
}

void
prices_set_aside(struct prices *p, bool aside)
{
    p->aside = aside;
}

uint32_t
prices_generation(const struct prices *p)
{
    return p->generation;
}
