/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Walking a JSON document and looking values up. */
#include "base/json.h"

#include <string.h>

#include "base/json_value.h"
#include "base/text.h"

enum json_kind
json_kind(const struct json *value)
{
    return value ? value->kind : JSON_NULL;
}

const struct json *
json_first(const struct json *value)
{
    return value ? value->first : NULL;
}

const struct json *
json_next(const struct json *value)
{
    return value ? value->next : NULL;
}

const char *
json_key(const struct json *value)
{
    return value ? value->key : NULL;
}

const char *
json_text(const struct json *value)
{
    return value ? value->text : "";
}

bool
json_truth(const struct json *value)
{
    return json_kind(value) == JSON_BOOL && !strcmp(value->text, "true");
}

/* A member by the first len bytes of its key. */
static const struct json *
find_member(const struct json *object, const char *key, size_t len)
{
    const struct json *at = json_first(object);

    while (at && (!at->key || strncmp(at->key, key, len) || at->key[len]))
        at = at->next;
    return at;
}

/* An item by the len digits of its index. */
static const struct json *
find_item(const struct json *array, const char *digits, size_t len)
{
    const struct json *at = json_first(array);
    int64_t index = 0;

    if (text_parse_int(digits, len, 0, INT64_MAX, &index) ||
        strspn(digits, "0123456789") < len)
        return NULL;
    for (; at && index > 0; index--)
        at = at->next;
    return at;
}

const struct json *
json_get(const struct json *object, const char *key)
{
    return find_member(object, key, strlen(key));
}

const struct json *
json_path(const struct json *value, const char *path)
{
    for (;;) {
        const size_t len = strcspn(path, ".");

        if (json_kind(value) == JSON_ARRAY)
            value = find_item(value, path, len);
        else
            value = find_member(value, path, len);
        if (!value || !path[len])
            return value;
        path += len + 1;
    }
}
