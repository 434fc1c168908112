/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of Google's tokens share. */
#ifndef VA_NET_GOOGLE_STATE_H
#define VA_NET_GOOGLE_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "net/google.h"

enum {
    GOOGLE_AUDIENCE_MAX = 1024,
    GOOGLE_URL_MAX = 4096,
    GOOGLE_KEPT = 16, /* identity tokens: one function per size has as many addresses */
    GOOGLE_REPLY_BYTES = 1 << 14,
    GOOGLE_ASK_MS = 15000,
    GOOGLE_LIFE_MS = 5 * 60 * 1000 /* of a token that does not say how long it lives */
};

struct google_token {
    char audience[GOOGLE_AUDIENCE_MAX]; /* "" for an access token */
    char text[GOOGLE_TOKEN_MAX];        /* "" for none */
    int64_t expires_ms;
};

struct google {
    struct http *http;
    struct va_clock clock;
    const char *(*variable)(void *ctx, const char *name);
    void *ctx;
    struct google_token access;
    struct google_token identity[GOOGLE_KEPT];
    int32_t n_identity; /* made so far: the oldest is replaced */
};

/* One place where a token may be had. out->audience says for whom it is to be: "" asks
 * for an access token. *found stays false when this is no place for one; a code when it
 * should be, and it cannot be had. What was looked at is added to looked. */
typedef enum va_code google_finder(struct google *g, struct google_token *out,
                                   bool *found, struct buf *looked, struct va_err *err);
google_finder google_from_key, google_from_metadata, google_from_program;

/* A variable of the environment; NULL when it is not set, or empty. */
const char *google_variable(const struct google *g, const char *name);
int64_t google_now_ms(const struct google *g);

/* Keep a token that came as a text: printable, no longer than there is room. The end of
 * an identity token is read from it. VA_CONFIG naming `who` when it is none. */
enum va_code google_token_take(const struct google *g, const char *text, const char *who,
                               struct google_token *out, struct va_err *err);

/* Keep what a JSON reply gives: "id_token", or "access_token" with "expires_in". */
enum va_code google_reply_take(const struct google *g, const struct http_reply *reply,
                               const char *who, struct google_token *out,
                               struct va_err *err);

/* Add base64 for URLs, without padding (RFC 7515). */
void google_base64_add(struct buf *out, const void *data, size_t len);

/* Sign with a private key (PEM): RS256 of RFC 7518. Adds "." and the signature to a
 * token's first two parts. False when the key is none. */
bool google_rs256_add(struct buf *io, const char *pem);

#endif
