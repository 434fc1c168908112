/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of JSON documents, and lists of texts. */
#include "fn/job_field.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static const char *
name_of(const cJSON *item)
{
    return item->string ? item->string : "an item";
}

enum va_code
fn_read_tree(const struct fn_reader *r, const char *text, size_t len, cJSON **out)
{
    const char *end = NULL;

    *out = NULL;
    if (len > FN_DOCUMENT_MAX)
        return va_fail(r->err, r->fault, "more than %d bytes", FN_DOCUMENT_MAX);
    if (!text_is_utf8(text, len))
        return va_fail(r->err, r->fault, "not UTF-8");
    *out = cJSON_ParseWithLengthOpts(text, len, &end, 0);
    while (*out && end < text + len && strchr(" \t\r\n", *end))
        end++;
    if (!cJSON_IsObject(*out) || end != text + len) {
        cJSON_Delete(*out);
        *out = NULL;
        return va_fail(r->err, r->fault, "not a JSON object");
    }
    return VA_OK;
}

enum va_code
fn_read_object(const struct fn_reader *r, const cJSON *item)
{
    return cJSON_IsObject(item)
               ? VA_OK
               : va_fail(r->err, r->fault, "%s: expected an object", name_of(item));
}

enum va_code
fn_unknown(const struct fn_reader *r, const cJSON *item)
{
    return va_fail(r->err, r->fault, "%.100s: there is no such field", name_of(item));
}

/* A text that is neither empty nor too long. */
static enum va_code
check_text(const struct fn_reader *r, const cJSON *item)
{
    if (!cJSON_IsString(item) || !item->valuestring[0] ||
        strlen(item->valuestring) >= FN_WORD_MAX)
        return va_fail(r->err, r->fault, "%.100s: expected a text of 1 to %d bytes",
                       name_of(item), FN_WORD_MAX - 1);
    return VA_OK;
}

enum va_code
fn_read_text(const struct fn_reader *r, const cJSON *item, char **out)
{
    enum va_code code = check_text(r, item);
    char *copy = code ? NULL : strdup(item->valuestring);

    if (code)
        return code;
    if (!copy)
        return va_fail(r->err, VA_NOMEM, "out of memory");
    free(*out);
    *out = copy;
    return VA_OK;
}

enum va_code
fn_read_list(const struct fn_reader *r, const cJSON *item, struct fn_list *out)
{
    struct fn_list list = { NULL, 0 };
    const cJSON *word = NULL;
    enum va_code code = VA_OK;

    if (!cJSON_IsArray(item) || cJSON_GetArraySize(item) < 1 ||
        cJSON_GetArraySize(item) > FN_LIST_MAX)
        return va_fail(r->err, r->fault, "%.100s: expected an array of 1 to %d texts",
                       name_of(item), FN_LIST_MAX);
    cJSON_ArrayForEach(word, item)
    {
        /* An empty word may be an argument. */
        if (!code && !(cJSON_IsString(word) && !word->valuestring[0]))
            code = check_text(r, word);
        if (!code && fn_list_add(&list, word->valuestring))
            code = va_fail(r->err, VA_NOMEM, "out of memory");
    }
    if (code) {
        fn_list_clear(&list);
        return code;
    }
    fn_list_clear(out);
    *out = list;
    return VA_OK;
}

static bool
is_variable(const char *name)
{
    const size_t len = strlen(name);

    for (size_t i = 0; i < len; i++)
        if (!isalnum((unsigned char)name[i]) && name[i] != '_')
            return false;
    return len > 0 && len < TEXT_NAME_MAX && !isdigit((unsigned char)name[0]);
}

enum va_code
fn_read_map(const struct fn_reader *r, const cJSON *item, struct fn_list *out)
{
    const cJSON *field = NULL;
    enum va_code code = fn_read_object(r, item);

    fn_list_clear(out);
    cJSON_ArrayForEach(field, item)
    {
        char text[TEXT_NAME_MAX + FN_WORD_MAX + 2];

        if (!code && !is_variable(field->string))
            code = va_fail(r->err, r->fault, "%s: '%.100s' is no name of a variable",
                           item->string, field->string);
        if (!code)
            code = check_text(r, field);
        if (code)
            break;
        snprintf(text, sizeof text, "%s=%s", field->string, field->valuestring);
        if (fn_list_add(out, text))
            code = va_fail(r->err, VA_NOMEM, "out of memory, or over %d variables",
                           FN_LIST_MAX);
    }
    return code;
}

enum va_code
fn_read_int(const struct fn_reader *r, const cJSON *item, int64_t most, int64_t *out)
{
    const double value = cJSON_IsNumber(item) ? item->valuedouble : 0;

    if (!(value >= 1 && value <= (double)most) || value != (double)(int64_t)value)
        return va_fail(r->err, r->fault, "%s: expected a whole number from 1 to %lld",
                       name_of(item), (long long)most);
    *out = (int64_t)value;
    return VA_OK;
}

void
fn_list_clear(struct fn_list *list)
{
    for (int32_t i = 0; i < list->n; i++)
        free(list->items[i]);
    free(list->items);
    *list = (struct fn_list){ NULL, 0 };
}

static enum va_code
add_bytes(struct fn_list *list, const char *text, size_t len)
{
    char *copy = strndup(text, len);
    char **items = NULL;

    if (list->n >= FN_LIST_MAX) {
        free(copy);
        return VA_OVERFLOW;
    }
    items = copy ? realloc(list->items, ((size_t)list->n + 2) * sizeof *items) : NULL;
    if (!items) {
        free(copy);
        return VA_NOMEM;
    }
    items[list->n++] = copy;
    items[list->n] = NULL;
    list->items = items;
    return VA_OK;
}

enum va_code
fn_list_add(struct fn_list *list, const char *text)
{
    return add_bytes(list, text, strlen(text));
}

enum va_code
fn_list_split(struct fn_list *list, const char *text)
{
    enum va_code code = VA_OK;

    while (!code && *(text += strspn(text, " "))) {
        const size_t len = strcspn(text, " ");

        code = add_bytes(list, text, len);
        text += len;
    }
    return code;
}

enum va_code
fn_list_copy(struct fn_list *list, const struct fn_list *from)
{
    enum va_code code = VA_OK;

    for (int32_t i = 0; i < from->n && !code; i++)
        code = fn_list_add(list, from->items[i]);
    return code;
}
