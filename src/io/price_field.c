/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading JSON objects strictly, by tables of their keys. */
#include "io/price_field.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/money.h"
#include "base/text.h"

enum { WHAT_MAX = 256, SHOWN_MAX = 40, PATH_SHOWN = 160 };

typedef enum va_code field_reader(struct price_reader *r, const struct field *f,
                                  const cJSON *item, void *slot);

size_t
price_enter(struct price_reader *r, const char *key, int32_t index)
{
    const size_t mark = strlen(r->place);
    const char *dot = mark ? "." : "";
    char *end = r->place + mark;

    if (index < 0)
        snprintf(end, sizeof r->place - mark, "%s%.*s", dot, SHOWN_MAX, key);
    else
        snprintf(end, sizeof r->place - mark, "%s%s[%" PRId32 "]", dot, key, index);
    return mark;
}

void
price_leave(struct price_reader *r, size_t mark)
{
    r->place[mark] = '\0';
}

const char *
price_tail(const char *path)
{
    const size_t len = strlen(path);

    return len > PATH_SHOWN ? path + len - PATH_SHOWN : path;
}

enum va_code
price_bad(struct price_reader *r, const char *key, const char *fmt, ...)
{
    char what[WHAT_MAX];
    const size_t mark = key && *key ? price_enter(r, key, -1) : strlen(r->place);
    va_list args;

    va_start(args, fmt);
    vsnprintf(what, sizeof what, fmt, args);
    va_end(args);
    va_fail(r->err, VA_DATA, "%s: %s%s%s", price_tail(r->path), r->place,
            *r->place ? ": " : "", what);
    price_leave(r, mark);
    return VA_DATA;
}

/* The string of an item, or NULL with the error set. */
static const char *
string_of(struct price_reader *r, const struct field *f, const cJSON *item)
{
    if (cJSON_IsString(item))
        return item->valuestring;
    price_bad(r, f->key, "not a string");
    return NULL;
}

static enum va_code
read_text(struct price_reader *r, const struct field *f, const cJSON *item, void *slot)
{
    const char *text = string_of(r, f, item);

    if (!text)
        return VA_DATA;
    if ((int64_t)strlen(text) < f->low || (int64_t)strlen(text) > f->high)
        return price_bad(r, f->key, "not %" PRId64 " to %" PRId64 " bytes long", f->low,
                         f->high);
    memcpy(slot, &text, sizeof text);
    return VA_OK;
}

static enum va_code
read_name(struct price_reader *r, const struct field *f, const cJSON *item, void *slot)
{
    const char *text = string_of(r, f, item);

    if (!text)
        return VA_DATA;
    if (!text_is_name(text, strlen(text)))
        return price_bad(r, f->key, "'%.*s' is not a usable name", SHOWN_MAX, text);
    memcpy(slot, &text, sizeof text);
    return VA_OK;
}

static enum va_code
read_days(struct price_reader *r, const struct field *f, const cJSON *item, void *slot)
{
    const char *text = string_of(r, f, item);
    int32_t days = 0;

    if (!text)
        return VA_DATA;
    if (date_parse(text, &days))
        return price_bad(r, f->key, "'%.*s' is not a date as 2019-02-01", SHOWN_MAX,
                         text);
    memcpy(slot, &days, sizeof days);
    return VA_OK;
}

static enum va_code
read_day(struct price_reader *r, const struct field *f, const cJSON *item, void *slot)
{
    int32_t days = 0;
    const enum va_code code = read_days(r, f, item, &days);

    if (!code)
        memcpy(slot, &item->valuestring, sizeof item->valuestring);
    return code;
}

static enum va_code
read_int64(struct price_reader *r, const struct field *f, const cJSON *item, void *slot)
{
    double value = 0.0;
    double whole = 0.0;
    int64_t number = 0;

    if (!cJSON_IsNumber(item))
        return price_bad(r, f->key, "not a number");
    value = item->valuedouble;
    whole = rint(value);
    if (!(value >= (double)f->low && value <= (double)f->high) || value < whole ||
        value > whole)
        return price_bad(r, f->key, "not a whole number from %" PRId64 " to %" PRId64,
                         f->low, f->high);
    number = (int64_t)value;
    memcpy(slot, &number, sizeof number);
    return VA_OK;
}

static enum va_code
read_int32(struct price_reader *r, const struct field *f, const cJSON *item, void *slot)
{
    int64_t wide = 0;
    int32_t number = 0;
    const enum va_code code = read_int64(r, f, item, &wide);

    if (code)
        return code;
    number = (int32_t)wide;
    memcpy(slot, &number, sizeof number);
    return VA_OK;
}

static enum va_code
read_usd(struct price_reader *r, const struct field *f, const cJSON *item, void *slot)
{
    int64_t pusd = 0;
    const char *text = string_of(r, f, item);

    if (!text)
        return VA_DATA;
    if (text[strspn(text, "0123456789.")] || money_parse(text, &pusd))
        return price_bad(r, f->key,
                         "'%.*s' is not a decimal number of dollars with at most 12 "
                         "decimals",
                         SHOWN_MAX, text);
    memcpy(slot, &pusd, sizeof pusd);
    return VA_OK;
}

static enum va_code
read_bool(struct price_reader *r, const struct field *f, const cJSON *item, void *slot)
{
    const bool truth = cJSON_IsTrue(item);

    if (!cJSON_IsBool(item))
        return price_bad(r, f->key, "neither true nor false");
    memcpy(slot, &truth, sizeof truth);
    return VA_OK;
}

static enum va_code
read_word(struct price_reader *r, const struct field *f, const cJSON *item, void *slot)
{
    char known[WHAT_MAX / 2] = "";
    const char *text = string_of(r, f, item);

    if (!text)
        return VA_DATA;
    for (int32_t i = 0; f->words[i]; i++) {
        const size_t len = strlen(known);

        if (!strcmp(text, f->words[i])) {
            memcpy(slot, &i, sizeof i);
            return VA_OK;
        }
        snprintf(known + len, sizeof known - len, "%s%s", i ? ", " : "", f->words[i]);
    }
    return price_bad(r, f->key, "'%.*s' is not one of %s", SHOWN_MAX, text, known);
}

static enum va_code
read_list(struct price_reader *r, const struct field *f, const cJSON *item, void *slot)
{
    int64_t n = 0;

    if (!cJSON_IsArray(item))
        return price_bad(r, f->key, "not an array");
    n = cJSON_GetArraySize(item);
    if (n < f->low || n > f->high)
        return price_bad(r, f->key, "%" PRId64 " items, not %" PRId64 " to %" PRId64, n,
                         f->low, f->high);
    memcpy(slot, &item, sizeof item);
    return VA_OK;
}

static field_reader *const readers[] = {
    [FIELD_TEXT] = read_text, [FIELD_NAME] = read_name,   [FIELD_DAY] = read_day,
    [FIELD_DAYS] = read_days, [FIELD_INT32] = read_int32, [FIELD_INT64] = read_int64,
    [FIELD_USD] = read_usd,   [FIELD_BOOL] = read_bool,   [FIELD_WORD] = read_word,
    [FIELD_LIST] = read_list,
};

static size_t
find_field(const struct field *fields, size_t n, const char *key)
{
    size_t i = 0;

    while (i < n && strcmp(fields[i].key, key) != 0)
        i++;
    return i;
}

enum va_code
price_fields(struct price_reader *r, const cJSON *object, const struct field *fields,
             size_t n, void *out)
{
    uint32_t seen = 0;
    const cJSON *item = NULL;

    if (!cJSON_IsObject(object))
        return price_bad(r, NULL, "not an object");
    cJSON_ArrayForEach(item, object)
    {
        const size_t i = find_field(fields, n, item->string);
        enum va_code code = VA_OK;

        if (i == n)
            return price_bad(r, NULL, "unknown key '%.*s'", SHOWN_MAX, item->string);
        if (seen & UINT32_C(1) << i)
            return price_bad(r, item->string, "given twice");
        seen |= UINT32_C(1) << i;
        code =
            readers[fields[i].type](r, &fields[i], item, (char *)out + fields[i].offset);
        if (code)
            return code;
    }
    for (size_t i = 0; i < n; i++) {
        if (fields[i].required && !(seen & UINT32_C(1) << i))
            return price_bad(r, fields[i].key, "missing");
    }
    return VA_OK;
}
