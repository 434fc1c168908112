/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls of the logs API: patience with a service that is busy. */
#include <stdio.h>
#include <string.h>

#include "net/small_json.h"
#include "probe/logs_state.h"

enum {
    TRIES_MAX = 10,
    PAUSE_MS = 200, /* after the first failure; twice as long after each */
    PAUSE_MAX_MS = 20000,
    SLICE_MS = 100,
    ASK_MS = 60000,
    LAST_WORDS_MS = 3000,
    BODY_MAX = 1 << 17
};

/* What becomes of a call. */
enum verdict { DONE, AGAIN, FAILED };

bool
logs_is_stopped(const struct logs *l)
{
    return !l->last_words && l->world->stopped(l->world->ctx);
}

void
logs_wait(const struct logs *l, int64_t ms)
{
    const struct logs_world *w = l->world;

    for (; ms > 0 && !logs_is_stopped(l); ms -= SLICE_MS)
        w->sleep_ms(w->ctx, ms < SLICE_MS ? ms : SLICE_MS);
}

const char *
logs_text(const cJSON *object, const char *name)
{
    const char *text =
        cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));

    return text ? text : "";
}

enum va_code
logs_write(const struct logs *l, struct buf *text, struct va_err *err)
{
    enum va_code code = text->code;

    if (code)
        va_fail(err, code, "logs: out of memory");
    else if (text->len && !l->world->write(l->world->ctx, buf_get(text), text->len))
        code = va_fail(err, VA_IO, "logs: nobody reads them");
    buf_reset(text);
    return code;
}

static bool
is_busy(const struct http_reply *reply, const struct aws_error *e)
{
    static const char *const types[] = { "ThrottlingException", "LimitExceededException",
                                         "ServiceUnavailableException",
                                         "TooManyRequestsException",
                                         "RequestLimitExceeded" };

    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (!strcmp(e->type, types[i]))
            return true;
    }
    return reply->status == 429 || reply->status >= 500;
}

static enum verdict
refused(const struct logs *l, const struct http_reply *reply, enum va_code *code,
        struct va_err *err)
{
    struct aws_error e;

    aws_error_read(reply, &e);
    *code = VA_NETWORK;
    if (is_busy(reply, &e)) {
        va_fail(err, *code, "%s: the logs service is busy: %s %s", l->group, e.type,
                e.message);
        return AGAIN;
    }
    if (!strcmp(e.type, "ResourceNotFoundException")) {
        *code = VA_CONFIG;
        va_fail(err, *code, "there is no log group %s in %s", l->group, l->region);
        va_hint(err, "Name it with --log-group, or the region with --region.");
        return FAILED;
    }
    if (reply->status == 403 || strstr(e.type, "AccessDenied"))
        *code = VA_CONFIG;
    va_fail(err, *code, "%s: status %d %s: %s", l->group, (int)reply->status, e.type,
            e.message);
    return FAILED;
}

/* One try. */
static enum verdict
try_once(struct logs *l, const struct logs_ask *ask, const struct buf *body, cJSON **out,
         struct va_err *err)
{
    char target[64];
    const struct aws_request r = {
        .service = "logs",
        .method = "POST",
        .path = "/",
        .headers = { { "Content-Type", "application/x-amz-json-1.1" },
                     { "X-Amz-Target", target } },
        .n_headers = 2,
        .body = buf_get(body),
        .body_len = body->len,
        .timeout_ms = l->last_words ? LAST_WORDS_MS : ASK_MS,
    };
    struct http_reply reply;
    enum verdict verdict = DONE;
    enum va_code code = VA_OK;

    snprintf(target, sizeof target, "Logs_20140328.%s", ask->operation);
    http_reply_init(&reply);
    code = aws_send(l->aws, &r, &reply, err);
    if (code)
        verdict = code == VA_NETWORK ? AGAIN : FAILED;
    else if (reply.status != 200)
        verdict = refused(l, &reply, &code, err);
    if (verdict == AGAIN && ask->costs && reply.fate == HTTP_MAYBE)
        l->world->say(l->world->ctx, "A query may have begun twice: its reply was lost.");
    if (!code)
        *out = small_json_parse(buf_get(&reply.body), reply.body.len);
    if (!code && !*out) {
        va_fail(err, VA_NETWORK, "%s: the reply is not JSON", l->group);
        verdict = FAILED;
    }
    http_reply_clear(&reply);
    return verdict;
}

enum va_code
logs_call(struct logs *l, const struct logs_ask *ask, cJSON **out, struct va_err *err)
{
    struct va_err why = { .code = VA_NETWORK };
    enum verdict verdict = AGAIN;
    int64_t pause_ms = PAUSE_MS;
    struct buf body;

    *out = NULL;
    buf_init(&body, BODY_MAX);
    json_write(json_root(ask->body), false, &body);
    if (body.code || !ask->body || json_status(ask->body)) {
        va_fail(&why, VA_NOMEM, "logs: out of memory");
        verdict = FAILED;
    }
    json_free(ask->body);
    for (int i = 0; verdict == AGAIN && i < (ask->tries ? ask->tries : TRIES_MAX); i++) {
        if (i > 0) {
            logs_wait(l, pause_ms);
            pause_ms = pause_ms * 2 < PAUSE_MAX_MS ? pause_ms * 2 : PAUSE_MAX_MS;
        }
        if (logs_is_stopped(l)) {
            va_fail(&why, VA_NETWORK, "logs: stopped");
            break;
        }
        verdict = try_once(l, ask, &body, out, &why);
    }
    buf_clear(&body);
    if (verdict == DONE)
        return VA_OK;
    if (err)
        *err = why;
    return why.code;
}
