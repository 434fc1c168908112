/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One HTTP exchange at a time over kept connections, with everything bounded, and exact
 * about the one thing money hangs on: may the other side have seen the request? The only
 * place that knows libcurl.
 */
#ifndef VA_NET_HTTP_H
#define VA_NET_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

enum {
    HTTP_HEADERS_MAX = 32,
    HTTP_HEADER_TEXT_MAX = 16384, /* bytes of one header line that are kept */
    HTTP_REPLY_MAX = 8 << 20      /* bytes of a body that are taken */
};

struct http_header {
    const char *name, *value; /* borrowed */
};

struct http_request {
    const char *method;
    const char *url; /* http or https, percent-encoded; sent as it stands */
    struct http_header headers[HTTP_HEADERS_MAX];
    int32_t n_headers;
    const char *body; /* NULL: none */
    size_t body_len;
    int64_t connect_timeout_ms; /* 0: 10 s */
    int64_t timeout_ms;         /* of the whole exchange; 0: 60 s; < 0: none */
};

/* How far a request that brought no reply can have come. */
enum http_fate {
    HTTP_REPLIED,  /* a whole reply is there */
    HTTP_NOT_SENT, /* surely not seen: no connection, no TLS, nothing written */
    HTTP_MAYBE     /* some of it went out, so it may have been acted on */
};

/* Owned by the caller: http_reply_init, http_reply_clear. Of a reply that was torn (fate
 * HTTP_MAYBE), what came of it is here. */
struct http_reply {
    enum http_fate fate;
    int32_t status;     /* 0 without a reply */
    struct buf headers; /* "name: value\n" lines, names in lower case */
    struct buf body;
    int64_t sent_at_ms; /* Unix time when sending began; 0: never */
    double total_ms;    /* from then to the end of the exchange, without connecting */
};

/* Clearing wipes: replies may hold tokens. */
void http_reply_init(struct http_reply *r);
void http_reply_clear(struct http_reply *r);

/* Value of a header, by its name in lower case, copied and cut to size; false (and out
 * untouched) when it is not there. The first of several. */
bool http_reply_header(const struct http_reply *r, const char *name, char *out,
                       size_t size);

struct http; /* connections that are kept open */

struct http_options {
    const char *ca_file;        /* certificates to trust, PEM; NULL: the system's */
    bool (*stopped)(void *ctx); /* asked at least ten times a second while waiting; true
                                   ends the exchange; NULL: never */
    void *ctx;
    void (*trace)(void *ctx, const char *line); /* what is sent and received, without
                                                   secrets; NULL: not wanted */
};

enum va_code http_open(const struct http_options *o, struct http **out,
                       struct va_err *err);
void http_close(struct http *h); /* NULL allowed */

/*
 * Send a request and take the reply. No redirect is followed, nothing is sent twice (but
 * GET and HEAD, when a kept connection turns out to be dead). Proxies are taken from the
 * environment as curl does, never for loopback and link-local hosts and Google's metadata
 * server. Only loopback and link-local hosts may be spoken to without TLS when a header
 * carries a credential (authorization, x-amz-security-token, ...).
 *
 * Returns VA_OK with any status, 4xx and 5xx too; VA_NETWORK with what went wrong
 * (reply->fate says how far it came), VA_OVERFLOW for a reply past the limits (fate
 * HTTP_MAYBE), VA_NOMEM, VA_USAGE for a URL that is none. The text never holds a header's
 * or a body's content.
 */
enum va_code http_send(struct http *h, const struct http_request *request,
                       struct http_reply *reply, struct va_err *err);

/* Is it a host of this machine or of this link: localhost, 127.0.0.0/8, ::1,
 * 169.254.0.0/16, fe80::/10, fd00:ec2::/32? No name is looked up. */
bool http_host_is_local(const char *host);

#endif
