/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parsing JSON documents under limits, with cJSON. */
#include "io/import_json.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "io/json_scan.h"

/* What a look at the text says before it is parsed. */
struct survey {
    int64_t values;     /* at most */
    const char *escape; /* an escaped NUL, which would cut a string; NULL: none */
};

static struct survey
survey(const char *text, size_t len)
{
    struct survey found = { 1, NULL };

    for (size_t i = 0; i < len; i++) {
        const char c = text[i];

        found.values += c == ',' || c == '[' || c == '{';
        if (c != '\\')
            continue;
        if (len - i > 5 && !found.escape && !memcmp(text + i + 1, "u0000", 5))
            found.escape = text + i;
        i++;
    }
    return found;
}

static int64_t
line_of(const char *text, const char *at)
{
    int64_t line = 1;

    assert(text && at);
    for (; text < at; text++)
        line += *text == '\n';
    return line;
}

/* The first byte that is not valid UTF-8; NULL: all is. */
static const char *
find_invalid(const char *text, size_t len)
{
    uint32_t point = 0;

    if (text_is_utf8(text, len))
        return NULL;
    for (size_t i = 0; i < len;) {
        const size_t n = text_utf8(text + i, len - i, &point);

        if (!n)
            return text + i;
        i += n;
    }
    return NULL;
}

static enum va_code
check_text(const struct import_reader *r, const char *text, size_t len,
           struct va_err *err)
{
    const char *invalid = find_invalid(text, len);
    const struct survey found = survey(text, len);

    if (invalid)
        return import_fail(r, line_of(text, invalid),
                           *invalid ? "not valid UTF-8" : "holds a NUL byte", err);
    if (found.escape)
        return import_fail(r, line_of(text, found.escape), "a string holds NUL", err);
    if (found.values > IMPORT_JSON_VALUES_MAX)
        return va_fail(err, VA_DATA, "%s: %" PRId64 " values, at most %d can be read",
                       r->options.name, found.values, IMPORT_JSON_VALUES_MAX);
    return VA_OK;
}

static bool
is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static const char *
skip_space(const char *at, const char *end)
{
    while (at < end && is_space(*at))
        at++;
    return at;
}

/* Why cJSON gave up: bad JSON, else memory was short. */
static enum va_code
diagnose(struct json_scan *s, struct va_err *err)
{
    struct buf scratch;
    enum va_code code = VA_OK;

    buf_init(&scratch, (size_t)(s->end - s->at) + 1);
    code = json_scan_skip(s, &scratch, err);
    buf_clear(&scratch);
    return code ? code : va_fail(err, VA_NOMEM, "out of memory");
}

static enum va_code
explain(const struct import_reader *r, const char *text, struct json_scan s,
        struct va_err *err)
{
    struct va_err why;
    const enum va_code code = diagnose(&s, &why);

    return code == VA_DATA ? import_fail(r, line_of(text, s.at), why.text, err)
                           : import_no_memory(r, err);
}

/* A document being read; `at` is where its next value starts. */
struct document {
    const char *text;
    const char *at;
    const char *end;
};

static enum va_code
next_value(struct import_reader *r, struct document *d, import_json_visit *visit,
           struct va_err *err)
{
    const char *stop = d->at;
    cJSON *value = cJSON_ParseWithLengthOpts(d->at, (size_t)(d->end - d->at), &stop, 0);
    enum va_code code = VA_OK;

    if (!value)
        return explain(r, d->text, (struct json_scan){ d->at, d->end }, err);
    code = visit(r, value, err);
    cJSON_Delete(value);
    d->at = skip_space(stop, d->end);
    return code;
}

enum va_code
import_json_values(struct import_reader *r, const char *text, size_t len,
                   import_json_visit *visit, struct va_err *err)
{
    struct document d = { text, skip_space(text, text + len), text + len };
    enum va_code code = check_text(r, text, len, err);

    while (!code && d.at < d.end)
        code = next_value(r, &d, visit, err);
    return code;
}

enum va_code
import_json_document(struct import_reader *r, const char *text, size_t len,
                     import_json_visit *visit, struct va_err *err)
{
    struct document d = { text, skip_space(text, text + len), text + len };
    enum va_code code = check_text(r, text, len, err);

    if (!code)
        code = next_value(r, &d, visit, err);
    if (!code && d.at < d.end)
        code = import_fail(r, line_of(text, d.at), "text after the JSON document", err);
    return code;
}

enum va_code
import_json_parse(const struct import_reader *r, const char *text, size_t len,
                  cJSON **out, struct va_err *err)
{
    const struct survey found = survey(text, len);
    struct json_scan s = { text, text + len };
    const char *stop = NULL;

    *out = NULL;
    if (found.escape || found.values > IMPORT_JSON_VALUES_MAX || !text_is_utf8(text, len))
        return VA_OK;
    *out = cJSON_ParseWithLengthOpts(text, len, &stop, 0);
    if (!*out)
        return diagnose(&s, NULL) == VA_NOMEM ? import_no_memory(r, err) : VA_OK;
    if (skip_space(stop, text + len) != text + len) {
        cJSON_Delete(*out);
        *out = NULL;
    }
    return VA_OK;
}

const cJSON *
json_at(const cJSON *value, const char *path)
{
    while (value && *path) {
        const size_t len = strcspn(path, ".");
        const cJSON *child = cJSON_IsObject(value) ? value->child : NULL;

        while (child && (strncmp(child->string, path, len) || child->string[len]))
            child = child->next;
        value = child;
        path += len + (path[len] == '.');
    }
    return value;
}

bool
json_number(const cJSON *value, double *out)
{
    if (cJSON_IsNumber(value) && isfinite(value->valuedouble)) {
        *out = value->valuedouble;
        return true;
    }
    return cJSON_IsString(value) &&
           !text_parse_double(value->valuestring, strlen(value->valuestring), out);
}

const char *
json_string(const cJSON *value)
{
    return cJSON_IsString(value) ? value->valuestring : NULL;
}
