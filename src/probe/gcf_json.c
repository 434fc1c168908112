/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON of others. */
#include "probe/gcf_json.h"

#include <math.h>
#include <string.h>

#include "base/text.h"

/* No document has more values than marks that separate or open them, plus one. */
static bool
is_small(const char *text, size_t len)
{
    size_t n = 1;

    for (size_t i = 0; i < len; i++) {
        if (!text[i])
            return false;
        n += text[i] == ',' || text[i] == '[' || text[i] == '{';
    }
    return n <= GCF_JSON_VALUES_MAX;
}

cJSON *
gcf_json_read(const char *text, size_t len)
{
    const char *end = NULL;
    cJSON *value = NULL;

    if (!text || !len || !is_small(text, len))
        return NULL;
    value = cJSON_ParseWithLengthOpts(text, len, &end, false);
    while (value && end < text + len && strchr(" \t\r\n", *end))
        end++;
    if (value && end != text + len) {
        cJSON_Delete(value);
        value = NULL;
    }
    return value;
}

const cJSON *
gcf_json_at(const cJSON *value, const char *path)
{
    char name[TEXT_NAME_MAX];

    while (value && *path) {
        const size_t len = strcspn(path, ".");

        if (len >= sizeof name || !cJSON_IsObject(value))
            return NULL;
        memcpy(name, path, len);
        name[len] = '\0';
        value = cJSON_GetObjectItemCaseSensitive(value, name);
        path += len + (path[len] == '.');
    }
    return value;
}

const char *
gcf_json_string(const cJSON *value, const char *path)
{
    const cJSON *item = gcf_json_at(value, path);

    return cJSON_IsString(item) && item->valuestring ? item->valuestring : "";
}

bool
gcf_json_number(const cJSON *value, const char *path, double *out)
{
    const cJSON *item = gcf_json_at(value, path);
    double number = NAN;

    if (cJSON_IsNumber(item))
        number = item->valuedouble;
    else if (!cJSON_IsString(item) || !item->valuestring ||
             text_parse_double(item->valuestring, strlen(item->valuestring), &number))
        return false;
    if (!isfinite(number))
        return false;
    *out = number;
    return true;
}

bool
gcf_json_copy(const cJSON *value, const char *path, char *out, size_t size)
{
    const cJSON *item = gcf_json_at(value, path);
    const bool is_there = cJSON_IsString(item) && item->valuestring;

    gcf_copy(out, size, is_there ? item->valuestring : "",
             is_there ? strlen(item->valuestring) : 0);
    return is_there;
}

void
gcf_copy(char *out, size_t size, const char *text, size_t len)
{
    size_t used = 0;

    while (len) {
        uint32_t point = 0;
        size_t n = text_utf8(text, len, &point);
        const bool is_good = n && !text_is_control(point);

        n = n ? n : 1;
        if (used + (is_good ? n : 1) >= size)
            break;
        if (is_good)
            memcpy(out + used, text, n);
        else
            out[used] = '?';
        used += is_good ? n : 1;
        text += n;
        len -= n;
    }
    out[used] = '\0';
}
