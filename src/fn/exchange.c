/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One request to where a location is. */
#include "fn/exchange.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { URL_MAX = 16 << 10, SAID_MAX = 160 };

void
fn_add_encoded(struct buf *out, const char *text)
{
    for (; *text; text++) {
        if (isalnum((unsigned char)*text) || strchr("-_.~", *text))
            buf_byte(out, *text);
        else
            buf_printf(out, "%%%02X", (unsigned)(unsigned char)*text);
    }
}

static enum va_code
send_s3(struct fn_clients *c, const struct fn_exchange *x, struct http_reply *reply,
        struct va_err *err)
{
    struct aws_request request = { .service = "s3",
                                   .method = x->method,
                                   .n_headers = x->n_headers,
                                   .body = x->body,
                                   .body_len = x->body_len,
                                   .timeout_ms = fn_clients_left_ms(c) };
    char path[FN_BUCKET_MAX + FN_WORD_MAX + 2];
    struct aws *aws = NULL;
    const enum va_code code = fn_clients_aws(c, &aws, err);

    if (code)
        return code;
    snprintf(path, sizeof path, "/%s/%s", x->place->bucket, x->place->path);
    request.path = path;
    for (int32_t i = 0; i < x->n_headers; i++)
        request.headers[i] = x->headers[i];
    return aws_send(aws, &request, reply, err);
}

/* STORAGE_EMULATOR_HOST stands for the service, and asks for no token. */
static void
add_gcs_url(const struct fn_exchange *x, const char *emulator, struct buf *url)
{
    const bool put = !strcmp(x->method, "PUT");

    if (!emulator)
        buf_text(url, "https://storage.googleapis.com");
    else
        buf_printf(url, "%s%s", strstr(emulator, "://") ? "" : "http://", emulator);
    buf_printf(url, "%s/storage/v1/b/%s/o", put ? "/upload" : "", x->place->bucket);
    buf_text(url, put ? "?uploadType=media&name=" : "/");
    fn_add_encoded(url, x->place->path);
    buf_text(url, put ? "" : "?alt=media");
}

static enum va_code
send_gcs(struct fn_clients *c, const struct fn_exchange *x,
         const struct http_request *plain, struct http_reply *reply, struct va_err *err)
{
    const char *emulator = c->variable(c->ctx, "STORAGE_EMULATOR_HOST");
    char bearer[GOOGLE_TOKEN_MAX + 8];
    struct http_request request = *plain;
    struct google *google = NULL;
    const char *token = NULL;
    struct buf url;
    enum va_code code = VA_OK;

    emulator = emulator && *emulator ? emulator : NULL;
    if (!emulator)
        code = fn_clients_google(c, &google, err);
    if (!code && !emulator)
        code = google_access_token(google, &token, err);
    if (code)
        return code;
    if (token) {
        snprintf(bearer, sizeof bearer, "Bearer %s", token);
        request.headers[request.n_headers++] =
            (struct http_header){ "authorization", bearer };
    }
    buf_init(&url, URL_MAX);
    add_gcs_url(x, emulator, &url);
    request.url = buf_get(&url);
    request.method = !strcmp(x->method, "PUT") ? "POST" : x->method;
    code = url.code ? va_fail(err, url.code, "the name is too long")
                    : http_send(c->http, &request, reply, err);
    buf_clear(&url);
    return code;
}

enum va_code
fn_exchange(struct fn_clients *c, const struct fn_exchange *x, struct http_reply *reply,
            struct va_err *err)
{
    struct http_request request = { .method = x->method,
                                    .url = x->place->path,
                                    .n_headers = x->n_headers,
                                    .body = x->body,
                                    .body_len = x->body_len,
                                    .timeout_ms = fn_clients_left_ms(c) };

    if (x->place->kind == FN_PLACE_S3)
        return send_s3(c, x, reply, err);
    for (int32_t i = 0; i < x->n_headers; i++)
        request.headers[i] = x->headers[i];
    if (x->body)
        request.headers[request.n_headers++] =
            (struct http_header){ "content-type", "application/octet-stream" };
    if (x->place->kind == FN_PLACE_GCS)
        return send_gcs(c, x, &request, reply, err);
    return http_send(c->http, &request, reply, err);
}

enum va_code
fn_reply_error(const struct http_reply *reply, const char *what, struct va_err *err)
{
    struct aws_error said;
    const bool missing = reply->status == 404 || reply->status == 403;

    aws_error_read(reply, &said);
    return va_fail(err, missing ? VA_DATA : VA_NETWORK,
                   "%.200s: HTTP status %d%s%s%s%.*s", what, (int)reply->status,
                   said.type[0] ? " " : "", said.type, said.message[0] ? ": " : "",
                   SAID_MAX, said.message);
}
