/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fetching an input and storing a result. */
#ifndef VA_FN_TRANSFER_H
#define VA_FN_TRANSFER_H

#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"
#include "net/aws.h"
#include "net/google.h"
#include "net/http.h"

/* Who is asked, and as whom. Providers are opened when they are first needed. */
struct fn_clients {
    struct http *http; /* borrowed */
    struct va_clock clock;
    const char *(*variable)(void *ctx, const char *name); /* the environment */
    void *ctx;
    struct aws *aws;
    struct google *google;
    double end_ms; /* of the invocation, on the monotonic clock */
};

void fn_clients_clear(struct fn_clients *c);

/* The client of a provider, opened when it is not yet. Borrowed. Codes as its open. */
enum va_code fn_clients_aws(struct fn_clients *c, struct aws **out, struct va_err *err);
/* Likewise. */
enum va_code fn_clients_google(struct fn_clients *c, struct google **out,
                               struct va_err *err);

/* What is left until the end, in ms; at least 1. */
int64_t fn_clients_left_ms(const struct fn_clients *c);

/*
 * Fetch a location into a new file.
 *
 * Returns VA_OK with its size; VA_DATA when there is no such thing there or it is too
 * large, VA_NETWORK, VA_CONFIG (credentials), VA_IO (the file), VA_NOMEM.
 */
enum va_code fn_fetch(struct fn_clients *c, const char *location, const char *file,
                      int64_t *out_bytes, struct va_err *err);

/* Store a file at a location. Codes as fn_fetch. */
enum va_code fn_store(struct fn_clients *c, const char *file, const char *location,
                      int64_t *out_bytes, struct va_err *err);

/* VA_NETWORK with the status and what an error reply says, at most its first line. */
enum va_code fn_reply_error(const struct http_reply *reply, const char *what,
                            struct va_err *err);

#endif
