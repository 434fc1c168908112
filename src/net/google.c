/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tokens of Google Cloud: asked for once, kept until shortly before they end. */
#include "net/google.h"

#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/google_state.h"
#include "net/http_wire.h"

enum { RENEW_MS = 5 * 60 * 1000, LOOKED_MAX = 4096 };

const char *
google_variable(const struct google *g, const char *name)
{
    const char *value = g->variable ? g->variable(g->ctx, name) : NULL;

    return value && *value ? value : NULL;
}

int64_t
google_now_ms(const struct google *g)
{
    return g->clock.now_ms(g->clock.ctx);
}

enum va_code
google_open(const struct google_options *o, struct google **out, struct va_err *err)
{
    struct google *g = calloc(1, sizeof *g);

    *out = NULL;
    if (!g)
        return va_fail(err, VA_NOMEM, "Google Cloud: out of memory");
    g->http = o->http;
    g->clock = o->clock;
    g->variable = o->variable;
    g->ctx = o->ctx;
    *out = g;
    return VA_OK;
}

void
google_close(struct google *g)
{
    if (!g)
        return;
    OPENSSL_cleanse(g, sizeof *g);
    free(g);
}

/* A token that the user hands over: good for as long as it is there. */
static enum va_code
from_environment(struct google *g, struct google_token *out, bool *found,
                 struct buf *looked, struct va_err *err)
{
    static const char *const identity[] = { "VADVISE_GCF_ID_TOKEN", NULL };
    static const char *const access[] = { "VADVISE_GCP_ACCESS_TOKEN",
                                          "CLOUDSDK_AUTH_ACCESS_TOKEN", NULL };
    const char *const *names = *out->audience ? identity : access;
    enum va_code code = VA_OK;

    for (; *names && !*found; names++) {
        const char *text = google_variable(g, *names);

        buf_printf(looked, ", %s", *names);
        if (!text)
            continue;
        *found = true;
        code = google_token_take(g, text, *names, out, err);
        out->expires_ms = 0; /* asked for again each time: the environment is near */
    }
    return code;
}

static enum va_code
search(struct google *g, struct google_token *out, struct va_err *err)
{
    static google_finder *const chain[] = { from_environment, google_from_key,
                                            google_from_metadata, google_from_program };
    const char *kind = *out->audience ? "identity" : "access";
    struct buf looked;
    bool found = false;
    enum va_code code = VA_OK;

    buf_init(&looked, LOOKED_MAX);
    for (size_t i = 0; !code && !found && i < sizeof chain / sizeof *chain; i++) {
        code = chain[i](g, out, &found, &looked, err);
        if (!code && !found && http_is_stopped(g->http))
            code = va_fail(err, VA_NETWORK, "Google Cloud: stopped");
    }
    if (!code && !found) {
        code = va_fail(err, VA_CONFIG, "no %s token of Google Cloud: looked in %s", kind,
                       buf_get(&looked) + 2);
        va_hint(err, "Try 'gcloud auth login', or set GOOGLE_APPLICATION_CREDENTIALS.");
    }
    buf_clear(&looked);
    return code;
}

static bool
is_good(const struct google *g, const struct google_token *t)
{
    return *t->text && google_now_ms(g) < t->expires_ms - RENEW_MS;
}

/* Fill a slot anew, unless what is in it still holds. */
static enum va_code
refresh(struct google *g, struct google_token *slot, struct va_err *err)
{
    struct google_token fresh;
    enum va_code code = VA_OK;

    if (is_good(g, slot))
        return VA_OK;
    memset(&fresh, 0, sizeof fresh);
    memcpy(fresh.audience, slot->audience, sizeof fresh.audience);
    code = search(g, &fresh, err);
    if (!code)
        *slot = fresh;
    OPENSSL_cleanse(&fresh, sizeof fresh);
    return code;
}

/* The slot of an audience: its own, or the one that was filled longest ago. */
static struct google_token *
slot_of(struct google *g, const char *audience)
{
    struct google_token *slot = NULL;

    for (int32_t i = 0; i < GOOGLE_KEPT; i++) {
        if (!strcmp(g->identity[i].audience, audience))
            return &g->identity[i];
    }
    slot = &g->identity[g->n_identity++ % GOOGLE_KEPT];
    OPENSSL_cleanse(slot, sizeof *slot);
    snprintf(slot->audience, sizeof slot->audience, "%s", audience);
    return slot;
}

enum va_code
google_identity_token(struct google *g, const char *audience, const char **out,
                      struct va_err *err)
{
    struct google_token *slot = NULL;
    enum va_code code = VA_OK;

    if (!*audience || strlen(audience) >= GOOGLE_AUDIENCE_MAX)
        return va_fail(err, VA_USAGE, "an identity token is for a URL");
    slot = slot_of(g, audience);
    code = refresh(g, slot, err);
    if (!code)
        *out = slot->text;
    return code;
}

enum va_code
google_access_token(struct google *g, const char **out, struct va_err *err)
{
    const enum va_code code = refresh(g, &g->access, err);

    if (!code)
        *out = g->access.text;
    return code;
}
