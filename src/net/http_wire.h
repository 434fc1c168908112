/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the HTTP client share: addresses, headers, lines of a trace. */
#ifndef VA_NET_HTTP_WIRE_H
#define VA_NET_HTTP_WIRE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "net/http.h"

enum { HTTP_PLACE_MAX = 300 };

/* Where a request goes. */
struct http_place {
    char text[HTTP_PLACE_MAX]; /* "https://host:port", for messages */
    bool secure;               /* over TLS */
    bool local;                /* this machine or this link */
    bool direct;               /* never through a proxy */
};

/* Check a URL: http or https, a host, no user, no fragment, plain ASCII. VA_USAGE when
 * it is none of that; the text does not show it (it may hold a password). */
enum va_code http_place_read(const char *url, struct http_place *out, struct va_err *err);

/* Check method, names and values: nothing that could start another line. VA_USAGE. */
enum va_code http_request_check(const struct http_request *request, struct va_err *err);

/* Does the request carry something that must not be read on the way? */
bool http_has_credential(const struct http_request *request);

/* Take a line of a reply's head, as it came; *in_head says whether the head goes on. The
 * head of an interim reply (100, 103) is forgotten. */
void http_head_take(struct http_reply *reply, const char *line, size_t len,
                    bool *in_head);

/* Is it the name of a header whose value may be shown? */
bool http_may_show(const char *name, size_t len);

/* The lines of a trace, each given to options->trace. */
void http_trace_request(const struct http_options *o, const struct http_request *request,
                        const struct http_place *place);
void http_trace_reply(const struct http_options *o, const struct http_reply *reply);

/* Has the user asked to stop? */
bool http_is_stopped(const struct http *h);

/* Overwrite what is secret and free it. */
void http_wipe(struct buf *b);

#endif
