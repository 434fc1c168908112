/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tokens from the metadata server of Google's machines, and from the gcloud program. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "net/google_state.h"
#include "net/http_wire.h"
#include "net/process.h"

enum { CONNECT_MS = 1000, PROGRAM_MS = 60000, OUTPUT_MAX = 1 << 14 };

/* --- the metadata server --- */

static void
make_url(const struct google *g, const char *audience, struct buf *url)
{
    const char *host = google_variable(g, "GCE_METADATA_HOST");

    buf_printf(url, "http://%s/computeMetadata/v1/instance/service-accounts/default/",
               host ? host : "metadata.google.internal");
    if (!*audience) {
        buf_text(url, "token");
        return;
    }
    buf_text(url, "identity?format=full&audience=");
    for (; *audience; audience++)
        buf_printf(url, "%%%02X", (unsigned)(unsigned char)*audience);
}

/* It says of itself that it is Google's: any other host might answer to that name. */
static bool
is_google(const struct http_reply *reply)
{
    char flavor[16];

    return http_reply_header(reply, "metadata-flavor", flavor, sizeof flavor) &&
           !strcasecmp(flavor, "Google");
}

static enum va_code
take_reply(const struct google *g, const struct http_reply *reply,
           struct google_token *out, struct va_err *err)
{
    static const char who[] = "the metadata server";

    if (*out->audience && reply->status == 200)
        return google_token_take(g, buf_get(&reply->body), who, out, err);
    return google_reply_take(g, reply, who, out, err);
}

enum va_code
google_from_metadata(struct google *g, struct google_token *out, bool *found,
                     struct buf *looked, struct va_err *err)
{
    struct http_request r = { .method = "GET",
                              .headers = { { "Metadata-Flavor", "Google" } },
                              .n_headers = 1,
                              .connect_timeout_ms = CONNECT_MS,
                              .timeout_ms = GOOGLE_ASK_MS };
    const char *unwanted = google_variable(g, "NO_GCE_CHECK");
    struct http_reply reply;
    struct buf url;
    enum va_code code = VA_OK;

    if (unwanted && !strcasecmp(unwanted, "true")) {
        buf_text(looked, ", the metadata server (NO_GCE_CHECK)");
        return VA_OK;
    }
    buf_init(&url, GOOGLE_URL_MAX);
    http_reply_init(&reply);
    make_url(g, out->audience, &url);
    r.url = buf_get(&url);
    buf_pad(&reply.body, ' ', GOOGLE_REPLY_BYTES);
    if (!url.code && !http_send(g->http, &r, &reply, NULL) && is_google(&reply) &&
        reply.status != 404) {
        *found = true;
        code = take_reply(g, &reply, out, err);
    } else {
        buf_printf(looked, ", the metadata server (%s)",
                   reply.fate == HTTP_REPLIED ? "no account" : "no answer");
    }
    http_reply_clear(&reply);
    buf_clear(&url);
    return code;
}

/* --- gcloud --- */

/* Run it; *found is false when it cannot, with the reason in looked. */
static enum va_code
run(struct google *g, const char *const *args, struct google_token *out, bool *found,
    struct buf *looked)
{
    const struct process p = { .args = args, .timeout_ms = PROGRAM_MS, .http = g->http };
    struct process_end end;
    struct va_err why = { .code = VA_OK };
    struct buf printed;
    enum va_code code = VA_OK;

    buf_init(&printed, OUTPUT_MAX);
    buf_pad(&printed, ' ', OUTPUT_MAX);
    buf_reset(&printed);
    code = process_run(&p, &printed, &end, &why);
    if (!code && end.status == 0)
        code = google_token_take(g, buf_get(&printed), "gcloud", out, &why);
    *found = !code && end.status == 0;
    if (code)
        buf_printf(looked, " (%s)", why.text);
    else if (end.missing)
        buf_text(looked, " (not installed)");
    else if (end.status)
        buf_printf(looked, " (%s)", *end.said ? end.said : "it failed");
    http_wipe(&printed);
    return code == VA_NOMEM ? code : VA_OK;
}

/* A person's account gives tokens without an audience only, a service account's with
 * one only. */
enum va_code
google_from_program(struct google *g, struct google_token *out, bool *found,
                    struct buf *looked, struct va_err *err)
{
    char audience[GOOGLE_AUDIENCE_MAX + 16];
    const char *const access[] = { "gcloud", "auth", "print-access-token", NULL };
    const char *const plain[] = { "gcloud", "auth", "print-identity-token", NULL };
    const char *const for_whom[] = { "gcloud", "auth", "print-identity-token", audience,
                                     NULL };
    enum va_code code = VA_OK;

    buf_text(looked, ", gcloud");
    snprintf(audience, sizeof audience, "--audiences=%s", out->audience);
    if (!*out->audience)
        code = run(g, access, out, found, looked);
    else
        code = run(g, for_whom, out, found, looked);
    if (!code && !*found && *out->audience && !http_is_stopped(g->http))
        code = run(g, plain, out, found, looked);
    return code ? va_fail(err, code, "gcloud: out of memory") : VA_OK;
}
