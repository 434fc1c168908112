/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One HTTP exchange at a time over libcurl.
 *
 * How far a request came: libcurl calls `before_request` when the connection stands, TLS
 * and all, and before the first byte of the request goes out. Without that call nothing
 * was sent; after it, something may have been. libcurl would send a request again by
 * itself when a kept connection dies before the first byte of a reply: that is a second
 * call, and it is refused for all but GET and HEAD.
 */
#include "net/http.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

#include "net/http_wire.h"

enum {
    POLL_MS = 50,        /* how often `stopped` is asked */
    KEEP_IDLE_S = 30,    /* an older idle connection is not used again */
    KEEPALIVE_S = 30,    /* so that a function of 15 minutes outlives a NAT's table */
    CONNECT_MS = 10000,  /* defaults of struct http_request */
    EXCHANGE_MS = 60000, /* */
    LINE_MAX_BYTES = 1 << 16
};

struct http {
    struct http_options options;
    CURLM *multi;
    CURL *easy;
    bool global; /* curl_global_init was called */
};

/* One request under way. */
struct exchange {
    struct http *http;
    const struct http_request *request;
    struct http_reply *reply;
    struct http_place place;
    struct curl_slist *headers;
    CURLcode setup; /* the first setting that was refused */
    char detail[CURL_ERROR_SIZE];
    struct timespec began; /* when sending began; monotonic */
    bool in_head, resent, stopped;
};

static bool
is_repeatable(const struct http_request *request)
{
    return !strcmp(request->method, "GET") || !strcmp(request->method, "HEAD");
}

/* --- what libcurl calls --- */

static int
before_request(void *ctx, char *remote, char *local, int remote_port, int local_port)
{
    struct exchange *x = ctx;
    struct timespec now = { 0 };

    (void)remote;
    (void)local;
    (void)remote_port;
    (void)local_port;
    if (x->reply->fate == HTTP_MAYBE && !is_repeatable(x->request)) {
        x->resent = true;
        return CURL_PREREQFUNC_ABORT;
    }
    (void)clock_gettime(CLOCK_REALTIME, &now);
    (void)clock_gettime(CLOCK_MONOTONIC, &x->began);
    x->reply->sent_at_ms = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
    x->reply->fate = HTTP_MAYBE;
    return CURL_PREREQFUNC_OK;
}

static size_t
take_header(char *data, size_t size, size_t n, void *ctx)
{
    struct exchange *x = ctx;

    http_head_take(x->reply, data, size * n, &x->in_head);
    return x->reply->headers.code ? 0 : size * n;
}

static size_t
take_body(char *data, size_t size, size_t n, void *ctx)
{
    struct exchange *x = ctx;

    buf_add(&x->reply->body, data, size * n);
    return x->reply->body.code ? 0 : size * n;
}

/* --- settings --- */

static void
set_long(struct exchange *x, CURLoption option, long value)
{
    if (!x->setup)
        x->setup = curl_easy_setopt(x->http->easy, option, value);
}

static void
set_pointer(struct exchange *x, CURLoption option, const void *value)
{
    if (!x->setup)
        x->setup = curl_easy_setopt(x->http->easy, option, value);
}

static void
add_line(struct exchange *x, const char *line)
{
    struct curl_slist *grown = curl_slist_append(x->headers, line);

    if (grown)
        x->headers = grown;
    else
        x->setup = CURLE_OUT_OF_MEMORY;
}

/* libcurl sends an empty value when the line ends in a semicolon. */
static void
add_header(struct exchange *x, const struct http_header *h)
{
    struct buf line;

    buf_init(&line, LINE_MAX_BYTES);
    if (*h->value)
        buf_printf(&line, "%s: ", h->name);
    else
        buf_printf(&line, "%s;", h->name);
    buf_text(&line, h->value);
    if (line.code)
        x->setup = CURLE_OUT_OF_MEMORY;
    else
        add_line(x, buf_get(&line));
    http_wipe(&line);
}

static bool
has_header(const struct http_request *r, const char *name)
{
    for (int32_t i = 0; i < r->n_headers; i++) {
        if (!strcasecmp(r->headers[i].name, name))
            return true;
    }
    return false;
}

/* Nothing is added that the caller did not ask for: no Expect, which would wait, no form
 * as the type of a body. */
static void
set_headers(struct exchange *x)
{
    const struct http_request *r = x->request;

    for (int32_t i = 0; i < r->n_headers; i++)
        add_header(x, &r->headers[i]);
    add_line(x, "Expect:");
    if (!has_header(r, "content-type"))
        add_line(x, "Content-Type:");
    set_pointer(x, CURLOPT_HTTPHEADER, x->headers);
    if (!has_header(r, "user-agent"))
        set_pointer(x, CURLOPT_USERAGENT, "vadvise/" PACKAGE_VERSION);
}

static void
set_method(struct exchange *x)
{
    const struct http_request *r = x->request;
    const bool sends = r->body || !strcmp(r->method, "POST") || !strcmp(r->method, "PUT");

    if (!strcmp(r->method, "HEAD"))
        set_long(x, CURLOPT_NOBODY, 1);
    if (sends) {
        set_pointer(x, CURLOPT_POSTFIELDS, r->body ? r->body : "");
        if (!x->setup)
            x->setup = curl_easy_setopt(x->http->easy, CURLOPT_POSTFIELDSIZE_LARGE,
                                        (curl_off_t)(r->body ? r->body_len : 0));
    }
    set_pointer(x, CURLOPT_CUSTOMREQUEST, r->method);
}

static long
limit_ms(int64_t given, int64_t usual)
{
    const int64_t ms = given ? given : usual;

    if (ms < 0)
        return 0; /* libcurl's word for never */
    return ms > INT32_MAX ? INT32_MAX : (long)ms;
}

/* libcurl knows one file of certificates, that of the system it was built on. Programs
 * that are carried elsewhere look where others keep theirs. */
static const char *
find_certificates(const struct http_options *o)
{
    static const char *const elsewhere[] = {
        "/etc/ssl/certs/ca-certificates.crt",
        "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/ssl/cert.pem",
        "/etc/ssl/ca-bundle.pem",
    };
    const curl_version_info_data *info = curl_version_info(CURLVERSION_NOW);

    if (o->ca_file)
        return o->ca_file;
    if (info->cainfo && access(info->cainfo, R_OK) == 0)
        return NULL;
    for (size_t i = 0; i < sizeof elsewhere / sizeof *elsewhere; i++) {
        if (access(elsewhere[i], R_OK) == 0)
            return elsewhere[i];
    }
    return NULL;
}

static void
set_connection(struct exchange *x)
{
    const char *certificates = find_certificates(&x->http->options);

    set_long(x, CURLOPT_NOSIGNAL, 1);
    set_long(x, CURLOPT_PATH_AS_IS, 1);
    set_long(x, CURLOPT_FOLLOWLOCATION, 0);
    set_long(x, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1);
    set_long(x, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
    set_long(x, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
    set_long(x, CURLOPT_MAXAGE_CONN, KEEP_IDLE_S);
    set_long(x, CURLOPT_TCP_KEEPALIVE, 1);
    set_long(x, CURLOPT_TCP_KEEPIDLE, KEEPALIVE_S);
    set_long(x, CURLOPT_TCP_KEEPINTVL, KEEPALIVE_S);
    set_long(x, CURLOPT_CONNECTTIMEOUT_MS,
             limit_ms(x->request->connect_timeout_ms, CONNECT_MS));
    set_long(x, CURLOPT_TIMEOUT_MS, limit_ms(x->request->timeout_ms, EXCHANGE_MS));
    if (certificates)
        set_pointer(x, CURLOPT_CAINFO, certificates);
    if (x->place.direct)
        set_pointer(x, CURLOPT_PROXY, "");
}

static void
set_calls(struct exchange *x)
{
    CURL *easy = x->http->easy;

    set_pointer(x, CURLOPT_ERRORBUFFER, x->detail);
    if (!x->setup)
        x->setup = curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, before_request);
    set_pointer(x, CURLOPT_PREREQDATA, x);
    if (!x->setup)
        x->setup = curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
    set_pointer(x, CURLOPT_HEADERDATA, x);
    if (!x->setup)
        x->setup = curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
    set_pointer(x, CURLOPT_WRITEDATA, x);
}

/* --- an exchange --- */

bool
http_is_stopped(const struct http *h)
{
    return h->options.stopped && h->options.stopped(h->options.ctx);
}

/* libcurl's word on how the exchange ended. */
static CURLcode
result_of(CURLM *multi)
{
    int left = 0;
    const CURLMsg *message = NULL;

    while ((message = curl_multi_info_read(multi, &left))) {
        if (message->msg == CURLMSG_DONE)
            return message->data.result;
    }
    return CURLE_FAILED_INIT;
}

static CURLcode
run(struct exchange *x)
{
    struct http *h = x->http;
    CURLMcode code = CURLM_OK;
    int n_running = 0;

    for (;;) {
        code = curl_multi_perform(h->multi, &n_running);
        if (code || !n_running)
            break;
        if (http_is_stopped(h)) {
            x->stopped = true;
            return CURLE_ABORTED_BY_CALLBACK;
        }
        code = curl_multi_poll(h->multi, NULL, 0, POLL_MS, NULL);
        if (code)
            break;
    }
    if (code)
        return code == CURLM_OUT_OF_MEMORY ? CURLE_OUT_OF_MEMORY : CURLE_FAILED_INIT;
    return result_of(h->multi);
}

static double
ms_since(const struct timespec *began)
{
    struct timespec now = { 0 };

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - began->tv_sec) * 1e3 +
           (double)(now.tv_nsec - began->tv_nsec) / 1e6;
}

static const char *
words_for(CURLcode code)
{
    static const struct {
        CURLcode code;
        const char *text;
    } words[] = {
        { CURLE_OPERATION_TIMEDOUT, "no reply in time" },
        { CURLE_GOT_NOTHING, "the connection closed before a reply came" },
        { CURLE_PARTIAL_FILE, "the reply is cut short" },
        { CURLE_RECV_ERROR, "the connection broke while the reply was awaited" },
        { CURLE_UNSUPPORTED_PROTOCOL, "what came is no reply of HTTP" },
        { CURLE_WEIRD_SERVER_REPLY, "what came is no reply of HTTP" },
        { CURLE_SEND_ERROR, "the connection broke while the request was sent" },
    };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (words[i].code == code)
            return words[i].text;
    }
    return curl_easy_strerror(code);
}

/* libcurl has limits of its own for headers; how it says so depends on its version. */
static bool
is_too_large(const struct exchange *x, CURLcode code)
{
    return x->reply->headers.code == VA_OVERFLOW || x->reply->body.code == VA_OVERFLOW ||
           (code == CURLE_OUT_OF_MEMORY && x->in_head) ||
           strstr(x->detail, "Too large response headers");
}

/* Before anything is sent, libcurl's own text (host, port, certificate) says most; later
 * it might quote what was received. */
static enum va_code
explain(const struct exchange *x, CURLcode code, struct va_err *err)
{
    const struct http_reply *r = x->reply;
    const char *place = x->place.text;

    if (x->stopped)
        return va_fail(err, VA_NETWORK, "%s: stopped", place);
    if (is_too_large(x, code))
        return va_fail(err, VA_OVERFLOW, "%s: the reply is too large", place);
    if (r->headers.code || r->body.code || code == CURLE_OUT_OF_MEMORY)
        return va_fail(err, VA_NOMEM, "%s: out of memory", place);
    if (x->resent)
        return va_fail(err, VA_NETWORK, "%s: %s", place, words_for(CURLE_GOT_NOTHING));
    if (r->fate == HTTP_NOT_SENT && x->detail[0])
        return va_fail(err, VA_NETWORK, "%s: %s", place, x->detail);
    return va_fail(err, VA_NETWORK, "%s: %s", place, words_for(code));
}

static enum va_code
finish(struct exchange *x, CURLcode code, struct va_err *err)
{
    long status = 0;

    if (x->reply->fate == HTTP_MAYBE)
        x->reply->total_ms = ms_since(&x->began);
    if (!curl_easy_getinfo(x->http->easy, CURLINFO_RESPONSE_CODE, &status) &&
        status >= 200 && x->reply->fate == HTTP_MAYBE)
        x->reply->status = (int32_t)status;
    if (!code && x->reply->status && !x->in_head)
        x->reply->fate = HTTP_REPLIED;
    http_trace_reply(&x->http->options, x->reply);
    if (x->reply->fate == HTTP_REPLIED)
        return VA_OK;
    return explain(x, code ? code : CURLE_GOT_NOTHING, err);
}

static void
free_headers(struct curl_slist *headers)
{
    for (const struct curl_slist *h = headers; h; h = h->next)
        explicit_bzero(h->data, strlen(h->data));
    curl_slist_free_all(headers);
}

static enum va_code
exchange(struct exchange *x, struct va_err *err)
{
    struct http *h = x->http;
    CURLcode code = CURLE_OK;

    curl_easy_reset(h->easy);
    set_pointer(x, CURLOPT_URL, x->request->url);
    set_calls(x);
    set_connection(x);
    set_method(x);
    set_headers(x);
    if (x->setup == CURLE_OUT_OF_MEMORY)
        return va_fail(err, VA_NOMEM, "%s: out of memory", x->place.text);
    if (x->setup)
        return va_fail(err, VA_USAGE, "%s: %s", x->place.text,
                       curl_easy_strerror(x->setup));
    if (curl_multi_add_handle(h->multi, h->easy))
        return va_fail(err, VA_NOMEM, "%s: out of memory", x->place.text);
    code = run(x);
    (void)curl_multi_remove_handle(h->multi, h->easy);
    return finish(x, code, err);
}

enum va_code
http_send(struct http *h, const struct http_request *request, struct http_reply *reply,
          struct va_err *err)
{
    struct exchange x = { .http = h, .request = request, .reply = reply };
    enum va_code code = VA_OK;

    buf_reset(&reply->headers);
    buf_reset(&reply->body);
    reply->fate = HTTP_NOT_SENT;
    reply->status = 0;
    reply->sent_at_ms = 0;
    reply->total_ms = 0;
    code = http_place_read(request->url, &x.place, err);
    if (!code)
        code = http_request_check(request, err);
    if (code)
        return code;
    if (!x.place.secure && !x.place.local && http_has_credential(request))
        return va_fail(err, VA_USAGE, "%s: a credential is not sent without TLS",
                       x.place.text);
    if (http_is_stopped(h))
        return va_fail(err, VA_NETWORK, "%s: stopped", x.place.text);
    http_trace_request(&h->options, request, &x.place);
    code = exchange(&x, err);
    free_headers(x.headers);
    return code;
}

enum va_code
http_open(const struct http_options *o, struct http **out, struct va_err *err)
{
    struct http *h = calloc(1, sizeof *h);

    *out = NULL;
    if (!h)
        return va_fail(err, VA_NOMEM, "HTTP: out of memory");
    h->options = *o;
    h->global = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    if (h->global) {
        h->multi = curl_multi_init();
        h->easy = curl_easy_init();
    }
    if (!h->multi || !h->easy) {
        http_close(h);
        return va_fail(err, VA_NOMEM, "HTTP: libcurl cannot be started");
    }
    *out = h;
    return VA_OK;
}

void
http_close(struct http *h)
{
    if (!h)
        return;
    curl_easy_cleanup(h->easy);
    if (h->multi)
        (void)curl_multi_cleanup(h->multi);
    if (h->global)
        curl_global_cleanup();
    free(h);
}
