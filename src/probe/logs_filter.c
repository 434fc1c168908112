/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every report of a time, page by page. */
#include <stdlib.h>
#include <string.h>

#include "probe/logs_state.h"

enum {
    MESSAGE_MAX =
        8000, /* a report is far shorter, and a line of output may have 16 KiB */
    STREAM_MAX = 512,
    TOKEN_MAX = 1 << 15,
    PAGE_EVENTS = 10000,
    OUTPUT_MAX = 64 << 20
};

/* Reports as text, as JSON, and what older logs tell of failures in lines of their own.
 * Either format is asked for: a function may have changed from one to the other. */
static const char pattern[] = "?\"REPORT RequestId:\" ?\"platform.report\" "
                              "?\"Task timed out\" ?\"Process exited\" ?\"INIT_REPORT\"";

static struct json_doc *
make_body(const struct logs *l, const char *token)
{
    struct json_doc *doc = json_alloc();
    struct json *o = json_root(doc);

    json_add_string(doc, o, "logGroupName", l->group);
    json_add_string(doc, o, "filterPattern", pattern);
    json_add_int(doc, o, "startTime", l->request->since_ms);
    json_add_int(doc, o, "endTime", l->request->until_ms - 1);
    json_add_int(doc, o, "limit", PAGE_EVENTS);
    if (*token)
        json_add_string(doc, o, "nextToken", token);
    return doc;
}

/* An event whose text may be a report: as it came, on a line of its own. */
static enum va_code
add_event(const cJSON *event, struct buf *out)
{
    const cJSON *time = cJSON_GetObjectItemCaseSensitive(event, "timestamp");
    const char *stream = logs_text(event, "logStreamName");
    const char *message = logs_text(event, "message");
    struct json_doc *doc = NULL;
    enum va_code code = VA_OK;

    if (!*message || strlen(message) > MESSAGE_MAX || strlen(stream) > STREAM_MAX ||
        !cJSON_IsNumber(time) || !(time->valuedouble >= 0 && time->valuedouble < 1e15))
        return VA_OK;
    doc = json_alloc();
    json_add_string(doc, json_root(doc), "logStreamName", stream);
    json_add_int(doc, json_root(doc), "timestamp", (int64_t)time->valuedouble);
    json_add_string(doc, json_root(doc), "message", message);
    json_write(json_root(doc), false, out);
    buf_byte(out, '\n');
    code = doc ? json_status(doc) : VA_NOMEM;
    json_free(doc);
    return code;
}

/* The events of a page, and the token of the next in a copy (NULL: it was the last). */
static enum va_code
take_page(const struct logs *l, const cJSON *page, char **token, struct va_err *err)
{
    const cJSON *event = NULL;
    const char *next = logs_text(page, "nextToken");
    struct buf out;
    enum va_code code = VA_OK;

    buf_init(&out, OUTPUT_MAX);
    cJSON_ArrayForEach(event, cJSON_GetObjectItemCaseSensitive(page, "events"))
    {
        code = add_event(event, &out);
        if (code)
            break;
    }
    code = code ? va_fail(err, code, "logs: out of memory") : logs_write(l, &out, err);
    buf_clear(&out);
    if (!code && *next && *token && !strcmp(*token, next))
        code = va_fail(err, VA_NETWORK, "%s: the same page comes again", l->group);
    free(*token);
    *token = *next && strlen(next) <= TOKEN_MAX ? strdup(next) : NULL;
    if (!code && *next && !*token)
        code = va_fail(err, VA_NETWORK, "%s: the token of the next page is too long",
                       l->group);
    return code;
}

enum va_code
logs_by_filter(struct logs *l, struct va_err *err)
{
    char *token = NULL;
    enum va_code code = VA_OK;

    do { /* a page without events is not the last: the token tells */
        const struct logs_ask ask = { .operation = "FilterLogEvents",
                                      .body = make_body(l, token ? token : "") };
        cJSON *page = NULL;

        code = logs_call(l, &ask, &page, err);
        if (!code)
            code = take_page(l, page, &token, err);
        cJSON_Delete(page);
    } while (!code && token);
    free(token);
    return code;
}
