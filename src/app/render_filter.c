/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A JSON document cut down to the fields chosen. */
#include <string.h>

#include "app/render_fields.h"
#include "base/text.h"

enum { INDENT_STEP = 2 };

/* Of the paths, what remains of those that go through this member or item. */
struct narrowed {
    struct render_paths rest;
    bool whole; /* one of them ends here */
};

static struct narrowed
narrow(const struct render_paths *paths, const char *key)
{
    struct narrowed out = { .whole = false };

    for (int32_t i = 0; i < paths->n; i++) {
        const char *path = paths->at[i];
        const size_t len = strcspn(path, ".");

        if (strncmp(path, key, len) != 0 || key[len] != '\0')
            continue;
        if (path[len] == '\0')
            out.whole = true;
        else
            out.rest.at[out.rest.n++] = path + len + 1;
    }
    return out;
}

/* An item keeps the paths that do not name an item, and those that name this one. */
static struct narrowed
narrow_item(const struct render_paths *paths, int64_t index)
{
    struct narrowed out = { .whole = false };

    for (int32_t i = 0; i < paths->n; i++) {
        const char *path = paths->at[i];
        const size_t len = strcspn(path, ".");
        int64_t named = -1;

        if (strspn(path, "0123456789") < len || len == 0) {
            out.rest.at[out.rest.n++] = path;
            continue;
        }
        if (text_parse_int(path, len, 0, INT64_MAX, &named) || named != index)
            continue;
        if (path[len] == '\0')
            out.whole = true;
        else
            out.rest.at[out.rest.n++] = path + len + 1;
    }
    return out;
}

/* Does anything below the value belong to the paths? */
static bool
is_wanted(const struct json *value, const struct narrowed *n)
{
    bool wanted = n->whole;

    for (int32_t i = 0; i < n->rest.n && !wanted; i++)
        wanted = render_has(value, n->rest.at[i], true);
    return wanted;
}

static void
new_line(int depth, struct buf *out)
{
    if (depth < 0)
        return;
    buf_byte(out, '\n');
    buf_pad(out, ' ', depth * INDENT_STEP);
}

static void
write_child(const struct json *value, const struct narrowed *n, int depth,
            struct buf *out)
{
    if (json_key(value))
        buf_printf(out, depth < 0 ? "\"%s\":" : "\"%s\": ", json_key(value));
    if (n->whole || json_kind(value) == JSON_NULL)
        json_write(value, false, out);
    else
        render_filtered(value, &n->rest, depth, out);
}

/* Documents are as deep as the program made them: recursion ends with its code. */
static bool
write_children(const struct json *value, const struct render_paths *paths, int depth,
               bool started, struct buf *out)
{
    const int inner = depth < 0 ? depth : depth + 1;
    int64_t index = 0;

    for (const struct json *at = json_first(value); at; at = json_next(at)) {
        const struct narrowed n =
            json_key(at) ? narrow(paths, json_key(at)) : narrow_item(paths, index++);

        if (!is_wanted(at, &n))
            continue;
        if (started)
            buf_byte(out, ',');
        new_line(inner, out);
        write_child(at, &n, inner, out);
        started = true;
    }
    return started;
}

void
render_filtered(const struct json *value, const struct render_paths *paths, int depth,
                struct buf *out)
{
    const bool is_array = json_kind(value) == JSON_ARRAY;

    buf_byte(out, is_array ? '[' : '{');
    if (write_children(value, paths, depth, false, out))
        new_line(depth, out);
    buf_byte(out, is_array ? ']' : '}');
}

bool
render_members(const struct json *object, const struct render_paths *paths, bool started,
               struct buf *out)
{
    return write_children(object, paths, -1, started, out);
}
