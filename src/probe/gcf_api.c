/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Calls of Google's admin and logging APIs. Sources: cloud.google.com/functions/docs
 * (REST v1, v2), cloud.google.com/logging/docs/reference/v2/rest.
 */
#include <stdio.h>
#include <string.h>

#include "probe/gcf.h"
#include "probe/gcf_json.h"

enum { TRIES = 5, FIRST_WAIT_MS = 500, CALL_TIMEOUT_MS = 60000, URL_MAX = 8192 };

static const struct api {
    const char *base;
    const char *variable; /* as the gcloud program has it */
    const char *role;     /* that a caller needs */
} apis[] = {
    [GCF_ADMIN] = { "https://cloudfunctions.googleapis.com/",
                    "CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDFUNCTIONS",
                    "roles/cloudfunctions.viewer (to change it, "
                    "roles/cloudfunctions.developer)" },
    [GCF_LOGGING] = { "https://logging.googleapis.com/",
                      "CLOUDSDK_API_ENDPOINT_OVERRIDES_LOGGING", "roles/logging.viewer" },
};

static enum va_code
set_base(struct gcf *g, enum gcf_api api, char out[GCF_BASE_MAX], struct va_err *err)
{
    const struct probe_host *h = g->host;
    const char *base = h->variable(h->ctx, apis[api].variable);
    const char *given = h->settings->endpoint_url;
    size_t len = 0;

    if (*given)
        base = given;
    else if (!base || !*base)
        base = apis[api].base;
    len = strlen(base);
    if (len + 2 > GCF_BASE_MAX)
        return va_fail(err, VA_USAGE, "%.60s...: too long for an endpoint", base);
    memcpy(out, base, len + 1);
    if (!len || base[len - 1] != '/')
        memcpy(out + len, "/", 2);
    return VA_OK;
}

enum va_code
gcf_api_init(struct gcf *g, struct va_err *err)
{
    enum va_code code = set_base(g, GCF_ADMIN, g->admin, err);

    return code ? code : set_base(g, GCF_LOGGING, g->logging, err);
}

/* One exchange; the token is fetched again when it has run out. */
static enum va_code
send_once(struct gcf *g, const struct gcf_call *call, struct http_reply *reply,
          struct va_err *err)
{
    char url[URL_MAX];
    struct buf bearer;
    const char *token = NULL;
    struct http_request request = { .method = call->method,
                                    .url = url,
                                    .body = call->body,
                                    .body_len = call->body ? strlen(call->body) : 0,
                                    .timeout_ms = CALL_TIMEOUT_MS };
    enum va_code code = google_access_token(g->google, &token, err);

    reply->fate = HTTP_NOT_SENT;
    if (code)
        return code;
    if ((size_t)snprintf(url, sizeof url, "%s%s",
                         call->api == GCF_ADMIN ? g->admin : g->logging,
                         call->path) >= sizeof url)
        return va_fail(err, VA_USAGE, "%.60s...: too long", call->path);
    buf_init(&bearer, GOOGLE_TOKEN_MAX + 16);
    buf_printf(&bearer, "Bearer %s", token);
    request.headers[request.n_headers++] =
        (struct http_header){ "Authorization", buf_get(&bearer) };
    if (call->body)
        request.headers[request.n_headers++] =
            (struct http_header){ "Content-Type", "application/json" };
    code = bearer.code ? va_fail(err, bearer.code, "the access token is too long")
                       : http_send(g->http, &request, reply, err);
    if (bearer.data)
        explicit_bzero(bearer.data, bearer.len);
    buf_clear(&bearer);
    return code;
}

/* Is it worth another try, and safe? */
static bool
may_try_again(const struct gcf_call *call, enum va_code code,
              const struct http_reply *reply)
{
    if (code)
        return code == VA_NETWORK && (call->may_repeat || reply->fate == HTTP_NOT_SENT);
    /* Turned away before anything was done. */
    if (reply->status == 429 || reply->status == 409)
        return true;
    return call->may_repeat && reply->status >= 500;
}

static enum va_code
fail(const struct gcf_call *call, const struct http_reply *reply, struct va_err *err)
{
    const bool is_ours = reply->status == 400 || reply->status == 401 ||
                         reply->status == 403 || reply->status == 404;
    const char *path = strchr(call->path, '/') ? strchr(call->path, '/') + 1 : call->path;
    cJSON *value = gcf_json_read(buf_get(&reply->body), reply->body.len);
    char message[160];
    enum va_code code = VA_OK;

    gcf_json_copy(value, "error.message", message, sizeof message);
    cJSON_Delete(value);
    code = va_fail(err, is_ours ? VA_CONFIG : VA_NETWORK, "%s: Google says %d%s%s",
                   call->api == GCF_LOGGING ? "Cloud Logging" : path, (int)reply->status,
                   *message ? ": " : "", message);
    if (reply->status == 401 || reply->status == 403)
        va_hint(err, "The caller needs the role %s", apis[call->api].role);
    else if (reply->status == 404 && call->api == GCF_ADMIN)
        va_hint(err, "Look at --function, --project and --region");
    return code;
}

enum va_code
gcf_api_call(struct gcf *g, struct gcf_call *call, cJSON **out, struct va_err *err)
{
    const struct probe_host *h = g->host;
    struct http_reply reply;
    enum va_code code = VA_OK;
    int64_t wait_ms = FIRST_WAIT_MS;

    http_reply_init(&reply);
    for (int i = 0; i < TRIES; i++, wait_ms *= 2) {
        if (i)
            code = h->wait(h->ctx, wait_ms, true, err);
        if (i && code)
            break;
        http_reply_clear(&reply);
        code = send_once(g, call, &reply, err);
        if (!may_try_again(call, code, &reply))
            break;
    }
    call->status = code ? 0 : reply.status;
    if (!code && (reply.status < 200 || reply.status > 299))
        code = fail(call, &reply, err);
    if (!code) {
        *out = gcf_json_read(buf_get(&reply.body), reply.body.len);
        if (!*out)
            code = va_fail(err, VA_NETWORK, "%s: Google's reply is no JSON", call->path);
    }
    http_reply_clear(&reply);
    return code;
}
