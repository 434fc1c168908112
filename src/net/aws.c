/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls to AWS: sign, send. */
#include "net/aws.h"

#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/aws_ini.h"
#include "net/aws_sign.h"
#include "net/aws_state.h"
#include "net/http_wire.h"

enum { QUERY_MAX = 8, HEADERS_MAX = 16, URL_MAX = 1 << 20 };

/* A copy of an option; false when there is no memory. NULL and "" are no option. */
static bool
keep(char **out, const char *text)
{
    *out = text && *text ? strdup(text) : NULL;
    return *out || !text || !*text;
}

enum va_code
aws_open(const struct aws_options *o, struct aws **out, struct va_err *err)
{
    struct aws *a = calloc(1, sizeof *a);

    *out = NULL;
    if (!a)
        return va_fail(err, VA_NOMEM, "AWS: out of memory");
    a->http = o->http;
    a->clock = o->clock;
    a->variable = o->variable;
    a->ctx = o->ctx;
    buf_init(&a->config, AWS_INI_FILE_MAX);
    buf_init(&a->shared, AWS_INI_FILE_MAX);
    if (!keep(&a->profile, o->profile) || !keep(&a->region, o->region) ||
        !keep(&a->endpoint_url, o->endpoint_url)) {
        aws_close(a);
        return va_fail(err, VA_NOMEM, "AWS: out of memory");
    }
    *out = a;
    return VA_OK;
}

void
aws_close(struct aws *a)
{
    if (!a)
        return;
    http_wipe(&a->config);
    http_wipe(&a->shared);
    free(a->profile);
    free(a->region);
    free(a->endpoint_url);
    OPENSSL_cleanse(&a->credentials, sizeof a->credentials);
    free(a);
}

static enum va_code
check(const struct aws_request *r, struct va_err *err)
{
    if (r->n_query < 0 || r->n_query > QUERY_MAX || r->n_headers < 0 ||
        r->n_headers > HEADERS_MAX)
        return va_fail(err, VA_USAGE, "%s: too many headers or parameters", r->service);
    if (*r->path != '/')
        return va_fail(err, VA_USAGE, "%s: a path begins with /", r->service);
    return VA_OK;
}

static void
add(struct http_request *to, const char *name, const char *value)
{
    if (*value)
        to->headers[to->n_headers++] = (struct http_header){ name, value };
}

/* Put a signed request together. */
static void
fill(struct http_request *h, const struct aws *a, const struct aws_request *r,
     const struct aws_signed *s)
{
    *h = (struct http_request){ .method = r->method,
                                .body = r->body,
                                .body_len = r->body_len,
                                .timeout_ms = r->timeout_ms };
    for (int32_t i = 0; i < r->n_headers; i++)
        h->headers[h->n_headers++] = r->headers[i];
    add(h, "X-Amz-Date", s->date);
    add(h, "X-Amz-Security-Token", a->credentials.session_token);
    add(h, "X-Amz-Content-Sha256", s->content_hash);
    add(h, "Authorization", s->authorization);
}

static enum va_code
sign_and_send(struct aws *a, const struct aws_request *request,
              const struct aws_endpoint *where, struct http_reply *reply,
              struct va_err *err)
{
    struct aws_scope scope = { .credentials = &a->credentials,
                               .region = a->region_found,
                               .host = where->host,
                               .prefix = where->prefix,
                               .now_ms = a->clock.now_ms(a->clock.ctx) };
    struct http_request h;
    struct aws_signed s;
    struct buf url;
    enum va_code code = VA_OK;

    aws_signed_init(&s);
    buf_init(&url, URL_MAX);
    code = aws_sign(request, &scope, &s);
    buf_printf(&url, "%s%s", where->base, buf_get(&s.target));
    if (!code)
        code = url.code;
    fill(&h, a, request, &s);
    h.url = buf_get(&url);
    if (code)
        code = va_fail(err, code, "%s: a request cannot be signed", request->service);
    else
        code = http_send(a->http, &h, reply, err);
    buf_clear(&url);
    aws_signed_clear(&s);
    return code;
}

enum va_code
aws_send(struct aws *a, const struct aws_request *request, struct http_reply *reply,
         struct va_err *err)
{
    struct aws_endpoint where = { .base = "" };
    enum va_code code = check(request, err);

    reply->fate = HTTP_NOT_SENT;
    reply->status = 0;
    if (!code)
        code = aws_endpoint_find(a, request->service, &where, err);
    if (!code)
        code = aws_resolve(a, err);
    return code ? code : sign_and_send(a, request, &where, reply, err);
}
