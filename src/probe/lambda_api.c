/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests to the control plane of AWS Lambda. */
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "probe/gcf_json.h"
#include "probe/lambda.h"

enum {
    REPLY_MS = 60000,      /* the control plane answers in seconds */
    PAUSE_MS = 200,        /* before the second try; doubles */
    PAUSE_MAX_MS = 5000,   /* */
    TROUBLE_MS = 120000,   /* in all, while it throttles or fails */
    BUSY_MS = 300000,      /* in all, while another update is in progress */
    DELETE_BUSY_MS = 5000, /* a version that an alias names stays so */
    POLL_MS = 100,
    POLL_MAX_MS = 2000,
    PAGES_MAX = 1000
};

static const char root[] = "/2015-03-31/functions/";

/* One question and how it went. */
struct asking {
    const struct lambda_call *call;
    struct http_reply reply;
    struct aws_error error;
    int64_t pause_ms, waited_ms;
};

/* May it be sent again although it may have been done? */
static bool
is_repeatable(const struct lambda_call *call)
{
    return !strcmp(call->method, "GET") || !strcmp(call->method, "DELETE");
}

static enum va_code
send_once(struct lambda *l, struct asking *a, struct va_err *err)
{
    const struct lambda_call *call = a->call;
    char path[sizeof root + LAMBDA_ARN_MAX + 32];
    struct aws_request request = {
        .service = "lambda",
        .method = call->method,
        .path = path,
        .body = call->body,
        .body_len = call->body ? strlen(call->body) : 0,
        .timeout_ms = REPLY_MS,
    };

    snprintf(path, sizeof path, "%s%s%s%s", root, call->function, *call->tail ? "/" : "",
             call->tail);
    if (call->qualifier && *call->qualifier)
        request.query[request.n_query++] =
            (struct http_header){ "Qualifier", call->qualifier };
    if (call->marker && *call->marker)
        request.query[request.n_query++] = (struct http_header){ "Marker", call->marker };
    if (call->body)
        request.headers[request.n_headers++] =
            (struct http_header){ "content-type", "application/json" };
    http_reply_clear(&a->reply);
    http_reply_init(&a->reply);
    a->error = (struct aws_error){ .type = "" };
    return aws_send(l->aws, &request, &a->reply, err);
}

/* Wait before it is tried again; false when that was long enough. */
static bool
wait_again(struct lambda *l, struct asking *a, int64_t limit_ms, enum va_code *code,
           struct va_err *err)
{
    char after[16];
    int64_t seconds = 0;
    int64_t pause_ms = a->pause_ms;

    if (a->waited_ms >= limit_ms)
        return false;
    if (http_reply_header(&a->reply, "retry-after", after, sizeof after) &&
        !text_parse_int(after, strlen(after), 0, 60, &seconds) &&
        seconds * 1000 > pause_ms)
        pause_ms = seconds * 1000;
    *code = l->host->wait(l->host->ctx, pause_ms, true, err);
    a->waited_ms += pause_ms;
    a->pause_ms = a->pause_ms * 2 > PAUSE_MAX_MS ? PAUSE_MAX_MS : a->pause_ms * 2;
    return !*code;
}

static enum va_code
fail(const struct asking *a, enum va_code code, struct va_err *err)
{
    va_fail(err, code, "AWS Lambda: %s %s: %d%s%s%s%s", a->call->method,
            *a->call->tail ? a->call->tail : "function", (int)a->reply.status,
            *a->error.type ? " " : "", a->error.type, *a->error.message ? ": " : "",
            a->error.message);
    if (a->reply.status == 403)
        va_hint(err, "vadvise-probe(7) lists the permissions that a probe needs.");
    return code;
}

/* For how long a status is worth asking again, in ms; 0: not at all. */
static int64_t
worth_ms(const struct asking *a)
{
    const int32_t status = a->reply.status;

    if (status == 409)
        return strcmp(a->call->method, "DELETE") != 0 ? BUSY_MS : DELETE_BUSY_MS;
    if (status == 429 || (status >= 500 && is_repeatable(a->call)))
        return TROUBLE_MS;
    return 0;
}

/* The answer that a status is; false for one that is a failure. */
static bool
read_answer(const struct asking *a, enum lambda_answer *answer)
{
    const int32_t status = a->reply.status;
    const bool named = *a->error.type && strcmp(a->error.type, "Not Found") != 0;

    *answer = LAMBDA_DONE;
    if (status >= 200 && status < 300)
        return true;
    if (status == 404)
        *answer = named ? LAMBDA_ABSENT : LAMBDA_NO_API;
    else if (status == 412)
        *answer = LAMBDA_MISMATCH;
    else if (status == 409)
        *answer = LAMBDA_CONFLICT;
    else if (status >= 500 && !is_repeatable(a->call))
        *answer = LAMBDA_LOST;
    return *answer != LAMBDA_DONE;
}

/* The code of a status that is a failure. */
static enum va_code
code_of(int32_t status)
{
    if (status == 400 || status == 413)
        return VA_DATA;
    return status == 401 || status == 403 ? VA_CONFIG : VA_NETWORK;
}

/* Send it and judge what came. */
static enum va_code
try_once(struct lambda *l, struct asking *a, enum lambda_answer *answer, int64_t *again,
         struct va_err *err)
{
    enum va_code code = send_once(l, a, err);

    *again = 0;
    if (!code) {
        aws_error_read(&a->reply, &a->error);
        *again = worth_ms(a);
        return read_answer(a, answer) ? VA_OK : fail(a, code_of(a->reply.status), err);
    }
    if (code != VA_NETWORK || (l->heeds_abandon && l->host->abandoned(l->host->ctx)))
        return code;
    if (a->reply.fate == HTTP_NOT_SENT || is_repeatable(a->call)) {
        *again = TROUBLE_MS;
        return code;
    }
    *answer = LAMBDA_LOST;
    return VA_OK;
}

enum va_code
lambda_ask(struct lambda *l, const struct lambda_call *call, enum lambda_answer *answer,
           cJSON **out, struct va_err *err)
{
    struct asking a = { .call = call, .pause_ms = PAUSE_MS };
    enum va_code code = VA_OK;
    enum va_code waited = VA_OK;
    int64_t again = 0;

    if (out)
        *out = NULL;
    http_reply_init(&a.reply);
    do {
        code = try_once(l, &a, answer, &again, err);
    } while (again && wait_again(l, &a, again, &waited, err));
    if (waited)
        code = waited;
    if (!code && out && *answer == LAMBDA_DONE)
        *out = gcf_json_read(a.reply.body.data, a.reply.body.len);
    http_reply_clear(&a.reply);
    return code;
}

enum va_code
lambda_get(struct lambda *l, const struct lambda_name *name, enum lambda_answer *answer,
           struct lambda_config *out, struct va_err *err)
{
    const struct lambda_call call = { .method = "GET",
                                      .function = name->function,
                                      .tail = "configuration",
                                      .qualifier = name->qualifier };
    cJSON *json = NULL;
    enum va_code code = lambda_ask(l, &call, answer, &json, err);

    if (!code && *answer == LAMBDA_DONE)
        code = lambda_config_read(json, out, err);
    cJSON_Delete(json);
    return code;
}

enum va_code
lambda_settled(struct lambda *l, const struct lambda_name *name,
               struct lambda_config *out, struct va_err *err)
{
    int64_t pause_ms = POLL_MS;

    for (int64_t waited_ms = 0; waited_ms < BUSY_MS; waited_ms += pause_ms) {
        enum lambda_answer answer = LAMBDA_DONE;
        enum va_code code = lambda_get(l, name, &answer, out, err);

        if (code)
            return code;
        if (answer != LAMBDA_DONE)
            return va_fail(err, VA_CONFIG, "AWS Lambda has no function %s in %s",
                           name->function, l->region);
        if (strcmp(out->update_status, "InProgress") != 0)
            return VA_OK;
        code = l->host->wait(l->host->ctx, pause_ms, true, err);
        if (code)
            return code;
        pause_ms = pause_ms * 3 / 2 > POLL_MAX_MS ? POLL_MAX_MS : pause_ms * 3 / 2;
    }
    return va_fail(err, VA_NETWORK, "%s: an update is in progress for over %d s",
                   name->function, BUSY_MS / 1000);
}

enum va_code
lambda_set(struct lambda *l, const char *function, const struct lambda_wanted *wanted,
           enum lambda_answer *answer, struct va_err *err)
{
    struct json_doc *doc = json_alloc();
    struct json *body = json_root(doc);
    struct lambda_call call = { .method = "PUT",
                                .function = function,
                                .tail = "configuration" };
    struct buf text;
    enum va_code code = VA_OK;

    buf_init(&text, LEDGER_CHANGE_MAX);
    json_add_int(doc, body, "MemorySize", wanted->memory_mb);
    if (wanted->description)
        json_add_string(doc, body, "Description", wanted->description);
    json_add_string(doc, body, "RevisionId", wanted->revision);
    json_write(body, false, &text);
    code = doc ? json_status(doc) : VA_NOMEM;
    json_free(doc);
    if (code || text.code)
        code = va_fail(err, code ? code : text.code, "%s: out of memory", function);
    call.body = buf_get(&text);
    if (!code)
        code = lambda_ask(l, &call, answer, NULL, err);
    buf_clear(&text);
    return code;
}

/* A page of versions; its marker is copied, "" after the last. */
static enum va_code
visit_page(const cJSON *page, enum va_code (*visit)(void *, const struct lambda_config *),
           void *ctx, char *marker, struct va_err *err)
{
    const cJSON *list = gcf_json_at(page, "Versions");

    for (const cJSON *item = cJSON_IsArray(list) ? list->child : NULL; item;
         item = item->next) {
        struct lambda_config c;
        enum va_code code = lambda_config_read(item, &c, err);

        if (!code)
            code = visit(ctx, &c);
        if (code)
            return code;
    }
    gcf_json_copy(page, "NextMarker", marker, LAMBDA_DESCRIPTION_MAX);
    return VA_OK;
}

enum va_code
lambda_list(struct lambda *l, const char *function,
            enum va_code (*visit)(void *ctx, const struct lambda_config *c), void *ctx,
            struct va_err *err)
{
    char marker[LAMBDA_DESCRIPTION_MAX] = "";

    for (int i = 0; i < PAGES_MAX; i++) {
        const struct lambda_call call = {
            .method = "GET", .function = function, .tail = "versions", .marker = marker
        };
        enum lambda_answer answer = LAMBDA_DONE;
        cJSON *page = NULL;
        enum va_code code = lambda_ask(l, &call, &answer, &page, err);

        if (!code && (answer != LAMBDA_DONE || !cJSON_IsObject(page)))
            code = va_fail(err, VA_NETWORK, "AWS Lambda does not list the versions of %s",
                           function);
        if (!code)
            code = visit_page(page, visit, ctx, marker, err);
        cJSON_Delete(page);
        if (code || !*marker)
            return code;
    }
    return va_fail(err, VA_NETWORK, "%s has more pages of versions than are read",
                   function);
}
