/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Another value at one place of a JSON text. */
#include "io/price_splice.h"

#include <stdbool.h>
#include <string.h>

#include "base/text.h"

static const char *
skip_space(const char *at)
{
    return at + strspn(at, " \t\r\n");
}

/* Behind a string that starts at its quote. */
static const char *
skip_string(const char *at)
{
    for (at++; *at && *at != '"'; at++)
        at += *at == '\\' && at[1];
    return *at ? at + 1 : at;
}

/* Behind the value that starts here. */
static const char *
skip_value(const char *at)
{
    int depth = 0;

    if (*at != '{' && *at != '[' && *at != '"')
        return at + strcspn(at, ",]} \t\r\n");
    do {
        if (*at == '"') {
            at = skip_string(at);
            continue;
        }
        depth += *at == '{' || *at == '[';
        depth -= *at == '}' || *at == ']';
        at++;
    } while (depth > 0 && *at);
    return at;
}

/* The value of a key of the object that starts here; NULL: it has none. */
static const char *
find_key(const char *at, const char *key, size_t len)
{
    for (at = skip_space(at + 1); *at == '"'; at = skip_space(at)) {
        const char *name = at + 1;
        const char *end = skip_string(at);
        const bool same = (size_t)(end - name) == len + 1 && memcmp(name, key, len) == 0;

        at = skip_space(end);
        at = skip_space(at + (*at == ':'));
        if (same)
            return at;
        at = skip_space(skip_value(at));
        at += *at == ',';
    }
    return NULL;
}

/* Item i of the array that starts here; NULL: it has none. */
static const char *
find_item(const char *at, int64_t i)
{
    for (at = skip_space(at + 1); *at && *at != ']'; at = skip_space(at)) {
        if (i-- == 0)
            return at;
        at = skip_space(skip_value(at));
        at += *at == ',';
    }
    return NULL;
}

/* One step on the way: a key or an index. *place moves on. NULL: there is none. */
static const char *
step(const char *at, const char **place)
{
    const size_t len = strcspn(*place, ".[]");
    const bool index = (*place)[len] == ']';
    const char *name = *place;
    int64_t i = 0;

    *place += len + index;
    *place += **place == '.' || **place == '[';
    if (!index)
        return *at == '{' ? find_key(at, name, len) : NULL;
    if (*at != '[' || text_parse_int(name, len, 0, INT32_MAX, &i))
        return NULL;
    return find_item(at, i);
}

/* Put a key in front of the others of the object that starts here. */
static void
add_key(const char *text, const char *object, const char *key, const char *value,
        struct buf *out)
{
    const char *rest = object + 1;
    const bool empty = *skip_space(rest) == '}';

    buf_add(out, text, (size_t)(rest - text));
    buf_printf(out, " \"%s\": %s%s", key, value, empty ? " " : ",");
    buf_text(out, rest);
}

enum va_code
price_splice(const char *text, const char *place, const char *value, struct buf *out)
{
    const char *at = skip_space(text);

    while (*place) {
        const char *key = place;
        const char *next = step(at, &place);

        if (!next && !*place && *at == '{') {
            add_key(text, at, key, value, out);
            return out->code;
        }
        if (!next)
            return VA_DATA;
        at = next;
    }
    buf_add(out, text, (size_t)(at - text));
    buf_text(out, value);
    buf_text(out, skip_value(at));
    return out->code;
}
