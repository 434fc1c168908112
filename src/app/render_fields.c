/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns of a document: all of them, or the ones chosen. */
#include "app/render_fields.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

enum { COLUMNS_MAX = 1024, DEPTH_MAX = 8 };

void
render_columns_clear(struct render_columns *c)
{
    free(c->at);
    *c = (struct render_columns){ 0 };
}

const struct json *
render_rows(const struct reply *r)
{
    const struct json *root = json_root(r->doc);
    const struct json *rows = r->rows ? json_path(root, r->rows) : NULL;

    return json_kind(rows) == JSON_ARRAY ? rows : NULL;
}

/* Make room for a column before the one at index; VA_NOMEM, VA_OVERFLOW. */
static enum va_code
insert(struct render_columns *c, int32_t index, const struct render_column *column)
{
    if (c->n == COLUMNS_MAX)
        return VA_OVERFLOW;
    if (c->n == c->cap) {
        const int32_t cap = c->cap ? 2 * c->cap : 32;
        struct render_column *more = realloc(c->at, (size_t)cap * sizeof *more);

        if (!more)
            return VA_NOMEM;
        c->at = more;
        c->cap = cap;
    }
    memmove(c->at + index + 1, c->at + index, (size_t)(c->n - index) * sizeof *c->at);
    c->at[index] = *column;
    c->n++;
    return VA_OK;
}

struct flatten {
    struct render_columns *columns;
    int32_t next; /* where a column not seen before belongs */
    bool of_row;
};

static enum va_code
add_scalar(struct flatten *f, const char *path, const struct json *value)
{
    struct render_columns *c = f->columns;
    struct render_column fresh = { .of_row = f->of_row,
                                   .is_null = json_kind(value) == JSON_NULL };
    enum va_code code = VA_OK;

    for (int32_t k = 0; k < c->n; k++) {
        const int32_t i = (f->next + k) % c->n; /* the usual case is the first */

        if (c->at[i].of_row == f->of_row && !strcmp(c->at[i].path, path)) {
            c->at[i].is_null = c->at[i].is_null && json_kind(value) == JSON_NULL;
            f->next = i + 1;
            return VA_OK;
        }
    }
    snprintf(fresh.path, sizeof fresh.path, "%s", path);
    code = insert(c, f->next, &fresh);
    f->next += code == VA_OK;
    return code;
}

/* Objects are walked into; arrays are no columns. */
static enum va_code
flatten(struct flatten *f, const struct json *value, const char *prefix, int depth)
{
    for (const struct json *at = json_first(value); at; at = json_next(at)) {
        char path[RENDER_PATH_MAX + 1];
        enum va_code code = VA_OK;
        const int len = snprintf(path, sizeof path, "%s%s%s", prefix, *prefix ? "." : "",
                                 json_key(at));

        if (len < 0 || (size_t)len >= sizeof path || json_kind(at) == JSON_ARRAY)
            continue;
        if (json_kind(at) != JSON_OBJECT)
            code = add_scalar(f, path, at);
        else if (depth < DEPTH_MAX)
            code = flatten(f, at, path, depth + 1);
        if (code)
            return code;
    }
    return VA_OK;
}

enum va_code
render_columns_add(struct render_columns *c, const struct json *value, bool of_row)
{
    struct flatten f = { .columns = c, .next = 0, .of_row = of_row };

    if (!of_row)
        f.next = c->n;
    return json_kind(value) == JSON_OBJECT ? flatten(&f, value, "", 0) : VA_OK;
}

/* An object that is null in some rows is no column of its own. */
static void
drop_null_objects(struct render_columns *c)
{
    int32_t n = 0;

    for (int32_t i = 0; i < c->n; i++) {
        const size_t len = strlen(c->at[i].path);
        bool is_object = false;

        for (int32_t k = 0; k < c->n && c->at[i].is_null; k++)
            is_object = is_object || (!strncmp(c->at[k].path, c->at[i].path, len) &&
                                      c->at[k].path[len] == '.');
        if (!is_object)
            c->at[n++] = c->at[i];
    }
    c->n = n;
}

enum va_code
render_columns_all(const struct reply *r, struct render_columns *c)
{
    const struct json *rows = render_rows(r);
    enum va_code code = VA_OK;

    c->per_row = rows != NULL;
    if (!rows)
        code = render_columns_add(c, json_root(r->doc), false);
    for (const struct json *row = json_first(rows); row && !code; row = json_next(row))
        code = render_columns_add(c, row, true);
    drop_null_objects(c);
    return code;
}

static bool
is_index(const char *path, size_t len)
{
    return len > 0 && strspn(path, "0123456789") >= len;
}

/* Is there a value at the end of a path? A null on the way may have led to one. */
enum presence { ABSENT, UNKNOWN, PRESENT };

/* What several values say together: one is enough, and nulls count for want of others. */
struct survey {
    bool present, absent, unknown;
};

static enum presence
conclude(const struct survey *s)
{
    if (s->present)
        return PRESENT;
    return s->unknown && !s->absent ? UNKNOWN : ABSENT;
}

static void
count(struct survey *s, enum presence p)
{
    s->present = s->present || p == PRESENT;
    s->absent = s->absent || p == ABSENT;
    s->unknown = s->unknown || p == UNKNOWN;
}

static enum presence
look_up(const struct json *value, const char *path, bool through)
{
    const size_t len = strcspn(path, ".");
    char key[RENDER_PATH_MAX + 1];
    const struct json *next = NULL;

    if (json_kind(value) == JSON_NULL)
        return value ? UNKNOWN : ABSENT;
    if (json_kind(value) == JSON_ARRAY && through && !is_index(path, len)) {
        struct survey s = { .present = false };

        for (const struct json *at = json_first(value); at; at = json_next(at))
            count(&s, look_up(at, path, through));
        return conclude(&s);
    }
    snprintf(key, sizeof key, "%.*s", (int)len, path);
    next = json_path(value, key);
    if (!next)
        return ABSENT;
    return path[len] ? look_up(next, path + len + 1, through) : PRESENT;
}

bool
render_has(const struct json *value, const char *path, bool through)
{
    return look_up(value, path, through) != ABSENT;
}

/* Do the rows have the field? */
static bool
rows_have(const struct json *rows, const char *field, bool through)
{
    struct survey s = { .present = false };

    for (const struct json *row = json_first(rows); row; row = json_next(row))
        count(&s, look_up(row, field, through));
    return conclude(&s) != ABSENT;
}

static enum va_code
unknown_field(const struct reply *r, const char *field, struct va_err *err)
{
    struct render_columns all = { 0 };
    const char *near = NULL;
    const char **names = NULL;
    enum va_code code = render_columns_all(r, &all);

    if (!code && all.per_row)
        code = render_columns_add(&all, json_root(r->doc), false);
    names = code ? NULL : calloc((size_t)all.n + 1, sizeof *names);
    for (int32_t i = 0; names && i < all.n; i++)
        names[i] = all.at[i].path;
    if (names)
        near = text_closest(field, names, (size_t)all.n);
    va_fail(err, VA_USAGE, "no field '%s' in this answer%s%s%s", field,
            near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
    free(names);
    render_columns_clear(&all);
    return VA_USAGE;
}

/* Where a field asked for is to be found. */
static enum va_code
find_field(const struct reply *r, const char *field, bool through,
           struct render_column *out)
{
    const struct json *rows = render_rows(r);
    const struct json *root = json_root(r->doc);
    const size_t len = rows ? strlen(r->rows) : 0;

    if (strlen(field) > RENDER_PATH_MAX)
        return VA_USAGE;
    if (rows && !strncmp(field, r->rows, len) && field[len] == '.' &&
        !is_index(field + len + 1, strcspn(field + len + 1, ".")))
        field += len + 1;
    snprintf(out->path, sizeof out->path, "%s", field);
    out->of_row = rows_have(rows, field, through);
    if (out->of_row || render_has(root, field, through))
        return VA_OK;
    out->of_row = rows && !json_first(rows); /* who knows what rows would have had */
    return out->of_row ? VA_OK : VA_USAGE;
}

enum va_code
render_columns_pick(const struct reply *r, const struct render_options *o,
                    struct render_columns *c, struct va_err *err)
{
    const bool through = o->format == RENDER_JSON || o->format == RENDER_NDJSON;

    for (int32_t i = 0; i < o->n_fields; i++) {
        struct render_column column = { .is_null = false };
        enum va_code code = VA_OK;

        if (find_field(r, o->fields[i], through, &column))
            return unknown_field(r, o->fields[i], err);
        c->per_row = c->per_row || column.of_row;
        code = insert(c, c->n, &column);
        if (code)
            return va_fail(err, code, "%s", va_code_text(code));
    }
    return VA_OK;
}
