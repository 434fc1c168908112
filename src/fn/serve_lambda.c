/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The AWS Lambda runtime API. Source: docs.aws.amazon.com, "Using the Lambda runtime API
 * for custom runtimes". */
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "fn/serve.h"
#include "fn/work.h"

enum { REPORT_MAX = 1 << 20, URL_MAX = 1024, ID_MAX = 200 };

#define API "2018-06-01/runtime"

/* http://HOST:PORT/2018-06-01/runtime/... */
static enum va_code
make_url(const struct fn_server *s, char *out, const char *rest, struct va_err *err)
{
    const char *host = s->clients.variable(s->clients.ctx, "AWS_LAMBDA_RUNTIME_API");
    const int len =
        snprintf(out, URL_MAX, "http://%s/" API "/%s", host ? host : "", rest);

    if (!host || !*host || len >= URL_MAX)
        return va_fail(err, VA_CONFIG, "AWS_LAMBDA_RUNTIME_API: expected host:port");
    return VA_OK;
}

static enum va_code
post(const struct fn_server *s, const char *rest, const struct buf *body,
     const char *error_type, struct va_err *err)
{
    char url[URL_MAX];
    struct http_request request = { .method = "POST",
                                    .url = url,
                                    .headers = { { "content-type", "application/json" } },
                                    .n_headers = 1,
                                    .body = buf_get(body),
                                    .body_len = body->len };
    struct http_reply reply;
    enum va_code code = make_url(s, url, rest, err);

    if (code)
        return code;
    if (error_type)
        request.headers[request.n_headers++] =
            (struct http_header){ "lambda-runtime-function-error-type", error_type };
    http_reply_init(&reply);
    code = http_send(s->clients.http, &request, &reply, err);
    /* 410 and the like: the invocation is over without us. Only the next one matters. */
    if (!code && reply.status >= 500)
        code = va_fail(err, VA_NETWORK, "the runtime API: HTTP status %d",
                       (int)reply.status);
    http_reply_clear(&reply);
    return code;
}

static enum va_code
post_error(const struct fn_server *s, const char *rest, const char *type,
           const struct va_err *fault, struct va_err *err)
{
    struct json_doc *doc = json_alloc();
    struct json *root = json_root(doc);
    struct buf body;
    enum va_code code = VA_OK;

    buf_init(&body, REPORT_MAX);
    json_add_string(doc, root, "errorMessage", fault->text);
    json_add_string(doc, root, "errorType", type);
    (void)json_add_array(doc, root, "stackTrace");
    json_write(root, false, &body);
    code = post(s, rest, &body, type, err);
    buf_clear(&body);
    json_free(doc);
    return code;
}

void
fn_lambda_init_error(struct fn_server *s, const struct va_err *fault)
{
    struct va_err err;

    (void)post_error(s, "init/error", "VadviseFn.Configuration", fault, &err);
}

/* A request id goes into a URL: nothing but what ids are made of. */
static bool
is_id(const char *id)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                  "0123456789-_";

    return *id && id[strspn(id, allowed)] == '\0';
}

static enum va_code
answer(struct fn_server *s, const struct http_reply *next, const char *id,
       struct va_err *err)
{
    char text[TEXT_NUMBER_MAX] = "";
    char rest[URL_MAX / 2];
    struct va_err fault = { .code = VA_OK };
    struct buf report;
    struct fn_input input = { .body = buf_get(&next->body),
                              .len = next->body.len,
                              .request_id = id };
    enum va_code code = VA_OK;

    if (http_reply_header(next, "lambda-runtime-deadline-ms", text, sizeof text))
        (void)text_parse_int(text, strlen(text), 0, INT64_MAX, &input.deadline_ms);
    buf_init(&report, REPORT_MAX);
    code = fn_handle(s, &input, &report);
    if (report.len > 0) {
        snprintf(rest, sizeof rest, "invocation/%s/response", id);
        code = post(s, rest, &report, NULL, err);
    } else {
        snprintf(rest, sizeof rest, "invocation/%s/error", id);
        va_fail(&fault, code, "there is no report: %s", va_code_text(code));
        code = post_error(s, rest, "VadviseFn.NoReport", &fault, err);
    }
    buf_clear(&report);
    return code;
}

static enum va_code
serve_one(struct fn_server *s, struct http_reply *next, struct va_err *err)
{
    char url[URL_MAX];
    char id[ID_MAX] = "";
    const struct http_request request = { .method = "GET", .url = url, .timeout_ms = -1 };
    enum va_code code = make_url(s, url, "invocation/next", err);

    s->waiting = true;
    if (!code)
        code = http_send(s->clients.http, &request, next, err);
    s->waiting = false;
    if (code)
        return code;
    if (next->status != 200 ||
        !http_reply_header(next, "lambda-runtime-aws-request-id", id, sizeof id) ||
        !is_id(id))
        return va_fail(err, VA_NETWORK,
                       "the runtime API: HTTP status %d, or no usable request id",
                       (int)next->status);
    return answer(s, next, id, err);
}

enum va_code
fn_serve_lambda(struct fn_server *s, struct va_err *err)
{
    enum va_code code = VA_OK;

    /* A runtime that was killed, for memory mostly, starts again in the same sandbox. */
    fn_work_sweep(s->places.tmp);
    while (!code && !s->stopped(s->ctx)) {
        struct http_reply next;

        http_reply_init(&next);
        code = serve_one(s, &next, err);
        http_reply_clear(&next);
    }
    return s->stopped(s->ctx) ? VA_OK : code;
}
