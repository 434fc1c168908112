/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tokens of Google Cloud: identity tokens to invoke a function, access tokens for its
 * APIs. Sources: cloud.google.com/functions/docs/securing/authenticating and
 * cloud.google.com/iam/docs (service account keys, metadata server).
 */
#ifndef VA_NET_GOOGLE_H
#define VA_NET_GOOGLE_H

#include "base/clock.h"
#include "base/err.h"
#include "net/http.h"

enum { GOOGLE_TOKEN_MAX = 8192 };

struct google; /* where tokens come from, and those that are still good */

struct google_options {
    struct http *http; /* borrowed */
    struct va_clock clock;
    const char *(*variable)(void *ctx, const char *name); /* the environment */
    void *ctx;
};

enum va_code google_open(const struct google_options *o, struct google **out,
                         struct va_err *err);
void google_close(struct google *g); /* NULL allowed; wipes what is secret */

/*
 * A Google-signed identity token for an audience (the function's URL without its query):
 * VADVISE_GCF_ID_TOKEN, a service account's key (GOOGLE_APPLICATION_CREDENTIALS), the
 * metadata server, the gcloud program, in this order. Borrowed until the next call.
 * VA_CONFIG when there is none, naming every place that was looked at.
 */
enum va_code google_identity_token(struct google *g, const char *audience,
                                   const char **out, struct va_err *err);

/* An access token for the cloud-platform scope; VADVISE_GCP_ACCESS_TOKEN or
 * CLOUDSDK_AUTH_ACCESS_TOKEN first, then as above. */
enum va_code google_access_token(struct google *g, const char **out, struct va_err *err);

#endif
