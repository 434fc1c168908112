/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing a document as a table or as JSON. */
#include "app/render.h"

#include <string.h>

#include "app/render_fields.h"
#include "base/json.h"
#include "base/text.h"

enum { FIELD_NAMES_MAX = 1 << 16 };

const char *
render_format_name(enum render_format f)
{
    static const char *const names[] = {
#define X(name, text, meaning) text,
        RENDER_FORMATS(X)
#undef X
    };

    return names[f];
}

const char *
render_format_meaning(enum render_format f)
{
    static const char *const meanings[] = {
#define X(name, text, meaning) meaning,
        RENDER_FORMATS(X)
#undef X
    };

    return meanings[f];
}

/* The paths from the root: those of the rows get the rows' own path before them. */
static enum va_code
root_paths(const struct reply *r, const struct render_columns *c, struct buf *names,
           struct render_paths *out)
{
    for (int32_t i = 0; i < c->n; i++) {
        if (c->at[i].of_row)
            buf_printf(names, "%s.", r->rows);
        buf_printf(names, "%s%c", c->at[i].path, '\0');
    }
    if (names->code)
        return names->code;
    for (const char *at = names->data; out->n < c->n; at += strlen(at) + 1)
        out->at[out->n++] = at;
    return VA_OK;
}

static enum va_code
write_json_fields(const struct reply *r, const struct render_columns *c, struct buf *out)
{
    struct render_paths paths = { .n = 0 };
    struct buf names;
    enum va_code code = VA_OK;

    buf_init(&names, FIELD_NAMES_MAX);
    code = root_paths(r, c, &names, &paths);
    if (!code) {
        render_filtered(json_root(r->doc), &paths, 0, out);
        buf_byte(out, '\n');
    }
    buf_clear(&names);
    return code;
}

/* A line a row; its own fields first, then those of the root. */
static void
write_lines_fields(const struct reply *r, const struct render_columns *c, struct buf *out)
{
    struct render_paths of_row = { .n = 0 };
    struct render_paths of_root = { .n = 0 };
    const struct json *row = c->per_row ? json_first(render_rows(r)) : NULL;

    for (int32_t i = 0; i < c->n; i++) {
        struct render_paths *to = c->at[i].of_row ? &of_row : &of_root;

        to->at[to->n++] = c->at[i].path;
    }
    for (bool once = !c->per_row; row || once; row = json_next(row)) {
        bool started = false;

        once = false;
        buf_byte(out, '{');
        started = render_members(row, &of_row, started, out);
        render_members(json_root(r->doc), &of_root, started, out);
        buf_text(out, "}\n");
    }
}

/* Only the fields chosen, as JSON. */
static enum va_code
write_fields(const struct reply *r, const struct render_options *o, struct buf *out,
             struct va_err *err)
{
    struct render_columns c = { .n = 0 };
    enum va_code code = render_columns_pick(r, o, &c, err);

    if (!code && o->format == RENDER_JSON)
        code = write_json_fields(r, &c, out);
    else if (!code)
        write_lines_fields(r, &c, out);
    render_columns_clear(&c);
    return code;
}

static void
write_lines(const struct reply *r, struct buf *out)
{
    const struct json *rows = render_rows(r);
    const struct json *at = rows ? json_first(rows) : json_root(r->doc);

    for (; at; at = json_next(at)) {
        json_write(at, false, out);
        buf_byte(out, '\n');
    }
}

enum va_code
render(const struct reply *r, const struct render_options *o, struct buf *out,
       struct va_err *err)
{
    enum va_code code = VA_OK;

    if ((o->format == RENDER_JSON || o->format == RENDER_NDJSON) && o->n_fields > 0) {
        code = write_fields(r, o, out, err);
    } else if (o->format == RENDER_JSON) {
        json_write(json_root(r->doc), true, out);
        buf_byte(out, '\n');
    } else if (o->format == RENDER_NDJSON) {
        write_lines(r, out);
    } else {
        code = render_table(r, o, out, err);
    }
    if (!code && out->code)
        code = va_fail(err, out->code, "%s", va_code_text(out->code));
    return code;
}

enum va_code
render_field_names(const struct reply *r, struct buf *out)
{
    struct render_columns c = { 0 };
    enum va_code code = render_columns_all(r, &c);

    if (!code && c.per_row)
        code = render_columns_add(&c, json_root(r->doc), false);
    for (int32_t i = 0; i < c.n && !code; i++)
        buf_printf(out, " %s", c.at[i].path);
    render_columns_clear(&c);
    return code;
}
