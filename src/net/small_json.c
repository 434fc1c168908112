/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small JSON replies with secrets in them. */
#include "net/small_json.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

enum { DEPTH_MAX = 32 };

/* Nesting, without regard to what is legal: cJSON recurses as deep as its input. */
static bool
is_shallow(const char *data, size_t len)
{
    bool in_text = false;
    int depth = 0;

    for (size_t i = 0; i < len && depth <= DEPTH_MAX; i++) {
        if (in_text && data[i] == '\\')
            i++;
        else if (data[i] == '"')
            in_text = !in_text;
        else if (!in_text && (data[i] == '{' || data[i] == '['))
            depth++;
        else if (!in_text && (data[i] == '}' || data[i] == ']'))
            depth--;
    }
    return depth <= DEPTH_MAX;
}

cJSON *
small_json_parse(const char *data, size_t len)
{
    cJSON *object = NULL;

    if (!is_shallow(data, len))
        return NULL;
    object = cJSON_ParseWithLength(data, len);
    if (object && !cJSON_IsObject(object)) {
        small_json_free(object);
        return NULL;
    }
    return object;
}

static void
wipe(cJSON *item)
{
    for (; item; item = item->next) {
        if (item->valuestring)
            explicit_bzero(item->valuestring, strlen(item->valuestring));
        wipe(item->child); /* no deeper than DEPTH_MAX */
    }
}

void
small_json_free(cJSON *object)
{
    wipe(object);
    cJSON_Delete(object);
}

bool
small_json_text(const cJSON *object, const char *name, char *out, size_t size)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);
    const size_t len =
        cJSON_IsString(item) && item->valuestring ? strlen(item->valuestring) : size;

    *out = '\0';
    if (len >= size)
        return false;
    memcpy(out, item->valuestring, len + 1);
    return true;
}

bool
small_json_int(const cJSON *object, const char *name, int64_t *out)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);

    if (cJSON_IsString(item))
        return !text_parse_int(item->valuestring, strlen(item->valuestring), INT64_MIN,
                               INT64_MAX, out);
    if (!cJSON_IsNumber(item) || !(item->valuedouble > -9e15 && item->valuedouble < 9e15))
        return false;
    *out = (int64_t)item->valuedouble;
    return true;
}

void
small_text_clean(const char *text, char *out, size_t size)
{
    const size_t len = strlen(text);
    size_t at = 0;

    for (size_t i = 0; i < len;) {
        uint32_t point = 0;
        const size_t n = text_utf8(text + i, len - i, &point);
        const bool good = n && !text_is_control(point);

        if (at + (good ? n : 1) >= size)
            break;
        if (good)
            memcpy(out + at, text + i, n);
        else
            out[at] = '?';
        at += good ? n : 1;
        i += n ? n : 1;
    }
    out[at] = '\0';
}
