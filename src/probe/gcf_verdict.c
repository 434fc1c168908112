/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Did the function run? */
#include "probe/gcf_verdict.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "probe/gcf_json.h"

enum {
    WORDS_LOOKED_AT = 4096,    /* bytes of a page; Google's are shorter */
    RETRY_MAX_MS = 600 * 1000, /* a longer Retry-After is not believed */
    EXCERPT = 80
};

/* What Google's front end writes when it answers in a function's place. */
/* clang-format off */
static const struct wording {
    int32_t status; /* 0: any */
    const char *words;
    enum gcf_ran ran;
} wordings[] = {
    { 0,   "Your client does not have permission",      GCF_RAN_NOT },
    { 0,   "The requested URL was not found on this server", GCF_RAN_NOT },
    { 404, "<title>404 Page not found</title>",         GCF_RAN_NOT },
    { 404, "<title>Error: Page not found</title>",      GCF_RAN_NOT },
    { 429, "Rate exceeded",                             GCF_RAN_NOT },
    { 0,   "no available instance",                     GCF_RAN_NOT },
    { 413, "client issued a request that was too large", GCF_RAN_NOT },
    { 504, "upstream request timeout",                  GCF_RAN_BADLY },
    { 0,   "The server encountered an error",           GCF_RAN_PERHAPS },
    { 0,   "connection to the instance had an error",   GCF_RAN_BADLY },
    { 503, "Service Unavailable",                       GCF_RAN_PERHAPS },
};

/* When it was turned away: why, and whether trying again can help. */
static const struct refusal {
    int32_t status;
    bool may_retry;
    bool is_role; /* the role follows the hint */
    const char *hint;
} refusals[] = {
    { 401, false, true,  "no accepted identity token; the caller needs the role " },
    { 403, false, true,  "on this function the caller needs the role " },
    { 404, false, false, "no such function at this URL" },
    { 413, false, false, "the payload is too large" },
    { 429, true,  false, "too many requests, or no instance to be had" },
    { 500, true,  false, "no instance to be had" },
    { 503, true,  false, "no instance to be had" },
};
/* clang-format on */

static bool
has_words(const struct http_reply *reply, const char *words)
{
    const size_t n = strlen(words);
    size_t len = reply->body.len;

    len = len < WORDS_LOOKED_AT ? len : WORDS_LOOKED_AT;
    for (size_t i = 0; i + n <= len; i++) {
        if (!memcmp(reply->body.data + i, words, n))
            return true;
    }
    return false;
}

/* Did Google answer in its place? The fate its words tell, else `otherwise`. */
static enum gcf_ran
ran_by_words(const struct http_reply *reply, enum gcf_ran otherwise)
{
    for (size_t i = 0; i < sizeof wordings / sizeof wordings[0]; i++) {
        const struct wording *w = &wordings[i];

        if ((!w->status || w->status == reply->status) && has_words(reply, w->words))
            return w->ran;
    }
    return otherwise;
}

/* Of 2nd gen or without an execution id: what the status alone suggests. */
static enum gcf_ran
ran_by_status(const struct http_reply *reply, bool second)
{
    char value[64];
    const int32_t status = reply->status;
    const bool asks_to_wait =
        http_reply_header(reply, "retry-after", value, sizeof value);

    if ((status == 401 || status == 403) &&
        http_reply_header(reply, "www-authenticate", value, sizeof value) &&
        !strncasecmp(value, "Bearer", 6))
        return GCF_RAN_NOT;
    if ((status == 429 || status == 503) && asks_to_wait)
        return GCF_RAN_NOT;
    if (status < 400 || status == 408)
        return GCF_RAN_PERHAPS;
    if (!second)
        return status < 500 ? GCF_RAN_NOT : GCF_RAN_PERHAPS;
    return GCF_RAN_BADLY;
}

static enum gcf_ran
has_run(const struct http_reply *reply, bool second)
{
    char id[8];
    const bool answered =
        http_reply_header(reply, "function-execution-id", id, sizeof id);

    if (reply->status >= 200 && reply->status < 300)
        return GCF_RAN_WELL;
    if (answered)
        return reply->status < 400 ? GCF_RAN_WELL : GCF_RAN_BADLY;
    return ran_by_words(reply, ran_by_status(reply, second));
}

static int64_t
retry_after_ms(const struct http_reply *reply)
{
    char value[64];
    int64_t seconds = 0;

    if (!http_reply_header(reply, "retry-after", value, sizeof value) ||
        text_parse_int(value, strlen(value), 0, RETRY_MAX_MS / 1000, &seconds))
        return 0;
    return seconds * 1000;
}

static void
say_refused(const struct http_reply *reply, bool second, struct gcf_verdict *out)
{
    const char *role = second ? "roles/run.invoker" : "roles/cloudfunctions.invoker";

    out->retry_after_ms = -1;
    snprintf(out->text, sizeof out->text, "refused with status %d", (int)reply->status);
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        const struct refusal *r = &refusals[i];

        if (r->status != reply->status)
            continue;
        if (r->may_retry)
            out->retry_after_ms = retry_after_ms(reply);
        snprintf(out->text, sizeof out->text, "refused with status %d: %s%s",
                 (int)reply->status, r->hint, r->is_role ? role : "");
    }
}

static void
say_failed(const struct http_reply *reply, struct gcf_verdict *out)
{
    const bool timed_out = reply->status == 408 || reply->status == 504;
    char excerpt[EXCERPT];

    gcf_copy(excerpt, sizeof excerpt, buf_get(&reply->body), reply->body.len);
    if (has_words(reply, "memory limit") || has_words(reply, "Memory limit"))
        snprintf(out->text, sizeof out->text, "out of memory (status code: %d)",
                 (int)reply->status);
    else if (timed_out)
        snprintf(out->text, sizeof out->text, "timeout (status code: %d)",
                 (int)reply->status);
    else
        snprintf(out->text, sizeof out->text, "status code: %d%s%s", (int)reply->status,
                 *excerpt ? ": " : "", excerpt);
}

void
gcf_judge(const struct http_reply *reply, bool second, struct gcf_verdict *out)
{
    *out = (struct gcf_verdict){ .ran = has_run(reply, second) };
    if (out->ran == GCF_RAN_NOT)
        say_refused(reply, second, out);
    else if (out->ran != GCF_RAN_WELL)
        say_failed(reply, out);
}
