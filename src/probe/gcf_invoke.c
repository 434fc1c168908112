/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One invocation, and where its figures come from. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "probe/gcf.h"
#include "probe/gcf_json.h"
#include "probe/gcf_report.h"
#include "probe/gcf_verdict.h"

enum {
    REPLY_MARGIN_MS = 60000, /* beyond the function's own limit: a cold start, the way */
    RETRY_FIRST_MS = 1000,
    RETRY_MAX_MS = 60000,
    NETWORK_RETRY_MS = 5000,
    TRACE_SIZE = 33
};

/* What is known of an invocation that got a reply. */
struct answer {
    struct http_reply reply;
    struct gcf_verdict verdict;
    char trace[TRACE_SIZE];
    char execution[SAMPLE_ID_MAX + 1];
};

/* --- readiness --- */

enum va_code
gcf_check_cold(const struct gcf *g, struct va_err *err)
{
    enum va_code code = VA_OK;

    if (g->host->settings->cold && !g->host->settings->redeploy) {
        code = va_fail(err, VA_USAGE,
                       "cold starts cannot be had on purpose here: that "
                       "takes a new revision for every invocation");
        va_hint(err, "Allow it with --redeploy, or leave --cold out");
    }
    return code;
}

/* The URL of a size; asked for when only the name is known. */
static enum va_code
find_url(struct gcf *g, int32_t memory_mb, char out[PROBE_TEXT_MAX], struct va_err *err)
{
    char resource[PROBE_TEXT_MAX];
    struct gcf_config config;
    bool is_missing = false;
    enum va_code code = VA_OK;

    if (*g->place.url)
        return gcf_place_fill(g->place.url, memory_mb, out, PROBE_TEXT_MAX, err);
    code = gcf_place_resource(&g->place, memory_mb, resource, err);
    if (!code)
        code = gcf_config_get(g, resource, &config, &is_missing, err);
    if (is_missing) /* others may be there */
        return va_fail(err, VA_DATA, "there is no function %s", resource);
    if (!code && strncmp(config.url, "http", 4) != 0)
        code = va_fail(err, VA_CONFIG, "%s: has no URL; only HTTP functions are measured",
                       resource);
    if (!code)
        memcpy(out, config.url, PROBE_TEXT_MAX);
    return code;
}

/* Deploy the size, unless it is there; for a cold start every time. */
static enum va_code
deploy_size(struct gcf *g, int32_t memory_mb, struct va_err *err)
{
    const bool cold = g->host->settings->cold;
    enum va_code code = VA_OK;

    if (g->ready_mb == memory_mb && !cold)
        return VA_OK;
    g->ready_mb = 0;
    code = gcf_deploy(g, memory_mb, err);
    if (!code && cold && !g->is_fresh)
        code = va_fail(err, VA_CONFIG,
                       "cold starts cannot be had: deploying made no new revision, or "
                       "instances are kept warm");
    return code;
}

enum va_code
gcf_prepare(void *self, int32_t memory_mb, struct va_err *err)
{
    struct gcf *g = self;
    const bool is_new = g->ready_mb != memory_mb || !*g->ready_url;
    enum va_code code = gcf_check_cold(g, err);

    if (!code)
        code = gcf_choose_way(g, err);
    if (!code && g->host->settings->redeploy)
        code = deploy_size(g, memory_mb, err);
    if (!code && is_new && !g->via_gcloud)
        code = find_url(g, memory_mb, g->ready_url, err);
    if (!code)
        g->ready_mb = memory_mb;
    return code;
}

enum va_code
gcf_identity(struct gcf *g, const char *url, const char **out, struct va_err *err)
{
    char audience[PROBE_TEXT_MAX];
    enum va_code code = VA_OK;

    *out = NULL;
    if (g->is_anonymous)
        return VA_OK;
    gcf_audience(url, audience, sizeof audience);
    code = google_identity_token(g->google, audience, out, err);
    if (code != VA_CONFIG)
        return code;
    *out = NULL;
    g->is_anonymous = true;
    gcf_say(g, "no identity token is to be had: only functions that everybody may call "
               "can be invoked");
    return VA_OK;
}

/* --- over HTTP --- */

/* Never twice the same: the run's random token, then the time and a count. */
static void
make_trace(struct gcf *g, char out[TRACE_SIZE])
{
    const struct va_clock *clock = &g->host->clock;
    const uint64_t count =
        (uint64_t)clock->now_ms(clock->ctx) * 1024 + (uint64_t)++g->n_shots;
    size_t n = 0;

    for (const char *c = g->host->token; *c && n < 16; c++) {
        if (strchr("0123456789abcdef", *c))
            out[n++] = *c;
    }
    while (n < 16)
        out[n++] = 'a';
    snprintf(out + n, TRACE_SIZE - n, "%016" PRIx64, count);
}

static enum va_code
send_shot(struct gcf *g, const struct probe_shot *shot, const char *token,
          struct answer *a, struct va_err *err)
{
    char trace[TRACE_SIZE + 8];
    struct buf bearer;
    struct http_request request = { .method = "POST",
                                    .url = g->ready_url,
                                    .body = shot->payload,
                                    .body_len = shot->payload_len,
                                    .timeout_ms = shot->timeout_ms + REPLY_MARGIN_MS };
    enum va_code code = VA_OK;

    make_trace(g, a->trace);
    snprintf(trace, sizeof trace, "%s/1;o=1", a->trace);
    request.headers[request.n_headers++] =
        (struct http_header){ "Content-Type", "application/json" };
    request.headers[request.n_headers++] =
        (struct http_header){ "X-Cloud-Trace-Context", trace };
    buf_init(&bearer, GOOGLE_TOKEN_MAX + 16);
    if (token) {
        buf_printf(&bearer, "Bearer %s", token);
        request.headers[request.n_headers++] =
            (struct http_header){ "Authorization", buf_get(&bearer) };
    }
    code = bearer.code ? va_fail(err, bearer.code, "the identity token is too long")
                       : http_send(g->http, &request, &a->reply, err);
    if (bearer.data)
        explicit_bzero(bearer.data, bearer.len);
    buf_clear(&bearer);
    return code;
}

/* --- what it comes to --- */

static void
refuse(struct gcf *g, int64_t retry_after_ms, const char *text, struct probe_outcome *out)
{
    const int shift = g->n_refused < 6 ? g->n_refused : 6;
    const int64_t backoff_ms = (int64_t)RETRY_FIRST_MS << shift;

    g->n_refused++;
    out->fate = LEDGER_REFUSED;
    out->retry_after_ms = retry_after_ms;
    if (!retry_after_ms)
        out->retry_after_ms = backoff_ms < RETRY_MAX_MS ? backoff_ms : RETRY_MAX_MS;
    gcf_copy(out->text, sizeof out->text, text, strlen(text));
}

/* No whole reply. */
static void
without_reply(struct gcf *g, const struct answer *a, const struct va_err *why,
              struct probe_outcome *out)
{
    if (a->reply.fate == HTTP_NOT_SENT) {
        refuse(g, NETWORK_RETRY_MS, why->text, out);
        return;
    }
    out->fate = LEDGER_UNKNOWN;
    snprintf(out->text, sizeof out->text, "it may have run: %.200s", why->text);
}

/* A reply that leaves it open whether the function ran: only a log can tell. */
static bool
settle_by_log(struct gcf *g, const struct gcf_log *log, struct answer *a,
              struct probe_outcome *out)
{
    if (a->verdict.ran != GCF_RAN_PERHAPS)
        return true;
    if (log->found && log->no_instance) {
        refuse(g, 0, "no instance to be had", out);
        return false;
    }
    if (!log->found) {
        out->fate = LEDGER_UNKNOWN;
        snprintf(out->text, sizeof out->text, "it may have run: %s", a->verdict.text);
        return false;
    }
    a->verdict.ran = GCF_RAN_BADLY;
    return true;
}

static void
conclude(struct gcf *g, const struct gcf_log *log, struct answer *a,
         struct probe_outcome *out)
{
    struct sample *s = &out->sample;

    s->duration_ns = llround(a->reply.total_ms * 1e6);
    s->duration_ns = s->duration_ns > 0 ? s->duration_ns : 1;
    out->source = "clock";
    if (gcf_report_read(buf_get(&a->reply.body), a->reply.body.len, out))
        out->source = "function";
    if (a->verdict.ran == GCF_RAN_BADLY)
        snprintf(out->texts.error, sizeof out->texts.error, "%s", a->verdict.text);
    gcf_log_add(log, g->place.second, out);
    snprintf(out->texts.request_id, sizeof out->texts.request_id, "%s",
             *a->execution ? a->execution : a->trace);
    s->started_at_ms = a->reply.sent_at_ms;
    if (s->cold == SAMPLE_NONE && g->is_fresh)
        s->cold = 1;
    out->fate = *out->texts.error ? LEDGER_FAILED : LEDGER_DONE;
    snprintf(out->text, sizeof out->text, "%s", out->texts.error);
    g->n_refused = 0;
}

static void
take_reply(struct gcf *g, struct answer *a, struct probe_outcome *out)
{
    struct gcf_log_key key = { g->place.second, a->trace, a->reply.sent_at_ms };
    struct gcf_log log;

    gcf_judge(&a->reply, g->place.second, &a->verdict);
    if (a->verdict.ran == GCF_RAN_NOT) {
        refuse(g, a->verdict.retry_after_ms, a->verdict.text, out);
        return;
    }
    http_reply_header(&a->reply, "function-execution-id", a->execution,
                      sizeof a->execution);
    if (!key.second)
        key.id = a->execution;
    gcf_logs_find(g, &key, &log);
    if (settle_by_log(g, &log, a, out))
        conclude(g, &log, a, out);
}

static enum va_code
invoke_over_http(struct gcf *g, const struct probe_shot *shot, struct probe_outcome *out,
                 struct va_err *err)
{
    struct va_err why = { .text = "" };
    struct answer a = { .execution = "" };
    const char *token = NULL;
    enum va_code code = gcf_identity(g, g->ready_url, &token, &why);

    http_reply_init(&a.reply);
    a.reply.fate = HTTP_NOT_SENT;
    if (!code)
        code = send_shot(g, shot, token, &a, &why);
    if (!code)
        take_reply(g, &a, out);
    else if (code == VA_NETWORK || a.reply.fate != HTTP_NOT_SENT)
        without_reply(g, &a, &why, out);
    else
        return gcf_pass(&why, err); /* nothing was sent, nor ever will be */
    http_reply_clear(&a.reply);
    return VA_OK;
}

static void
outcome_init(struct probe_outcome *out, const struct probe_shot *shot, const char *region)
{
    *out = (struct probe_outcome){ .fate = LEDGER_UNKNOWN, .source = "clock" };
    sample_init(&out->sample);
    out->sample.memory_mb = shot->memory_mb;
    out->sample.region = region;
    out->sample.error = out->texts.error;
    out->sample.cpu = out->texts.cpu;
    out->sample.instance_id = out->texts.instance_id;
    out->sample.request_id = out->texts.request_id;
}

enum va_code
gcf_invoke(void *self, const struct probe_shot *shot, struct probe_outcome *out,
           struct va_err *err)
{
    struct gcf *g = self;
    enum va_code code = VA_OK;

    outcome_init(out, shot, g->place.region);
    if (g->ready_mb != shot->memory_mb || (shot->cold && !g->is_fresh))
        code = gcf_prepare(g, shot->memory_mb, err);
    if (code)
        return code;
    code = g->via_gcloud ? gcf_gcloud_invoke(g, shot, out, err)
                         : invoke_over_http(g, shot, out, err);
    if (out->fate != LEDGER_REFUSED)
        g->is_fresh = false;
    return code;
}
