/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One invocation, and what is known of it afterwards. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "probe/gcf_json.h"
#include "probe/gcf_report.h"
#include "probe/lambda.h"

enum {
    SLACK_MS = 60000, /* the start of an environment, and the network, beside its limit */
    AGAIN_MS = 1000,  /* nothing was sent */
    TAIL_TEXT_MAX = 16384
};

static const char *const report = "report";
static const char *const function = "function";
static const char *const logs = "logs";
static const char *const wall_clock = "clock";

/* --- sending --- */

static enum va_code
send_event(struct lambda *l, const struct lambda_place *place,
           const struct probe_shot *shot, struct http_reply *reply, struct va_err *err)
{
    char path[LAMBDA_ARN_MAX + 64];
    struct aws_request request = {
        .service = "lambda",
        .method = "POST",
        .path = path,
        .headers = { { "content-type", "application/json" },
                     { "x-amz-invocation-type", "RequestResponse" },
                     { "x-amz-log-type", "Tail" } },
        .n_headers = 3,
        .body = shot->payload,
        .body_len = shot->payload_len,
        .timeout_ms = shot->timeout_ms + SLACK_MS,
    };

    snprintf(path, sizeof path, "/2015-03-31/functions/%s/invocations",
             place->name.function);
    if (*place->name.qualifier)
        request.query[request.n_query++] =
            (struct http_header){ "Qualifier", place->name.qualifier };
    return aws_send(l->aws, &request, reply, err);
}

/* --- what came back --- */

static void
start_outcome(const struct lambda *l, const struct probe_shot *shot,
              struct probe_outcome *out)
{
    const struct probe_settings *s = l->host->settings;

    *out = (struct probe_outcome){ .fate = LEDGER_UNKNOWN };
    sample_init(&out->sample);
    out->sample.workload = s->workload;
    out->sample.implementation = s->implementation;
    out->sample.platform = s->platform;
    out->sample.region = l->region;
    out->sample.memory_mb = shot->memory_mb;
    out->sample.error = out->texts.error;
    out->sample.cpu = out->texts.cpu;
    out->sample.instance_id = out->texts.instance_id;
    out->sample.request_id = out->texts.request_id;
}

/* The error that a failed invocation answers with, in the words of the importers. */
static void
read_failure(const struct http_reply *reply, struct probe_outcome *out)
{
    cJSON *body = gcf_json_read(reply->body.data, reply->body.len);
    char type[SAMPLE_ERROR_MAX + 1];
    const char *message = gcf_json_string(body, "errorMessage");
    const char *error = type;

    gcf_json_copy(body, "errorType", type, sizeof type);
    if (strstr(message, "Task timed out after ") || !strcmp(type, "Sandbox.Timedout"))
        error = "timeout";
    else if (strstr(message, "signal: killed"))
        error = "signal: killed";
    else if (!*type)
        error = "error";
    snprintf(out->texts.error, sizeof out->texts.error, "%s", error);
    gcf_copy(out->text, sizeof out->text, *message ? message : error,
             strlen(*message ? message : error));
    cJSON_Delete(body);
}

/* What the function says of itself: steps, CPU, instance; its duration and its start
 * where the provider's report does not tell them. */
static void
read_own(const struct http_reply *reply, struct probe_outcome *out)
{
    struct probe_outcome own = *out;
    struct sample *s = &out->sample;
    const bool told = gcf_report_read(reply->body.data, reply->body.len, &own);

    snprintf(out->texts.cpu, sizeof out->texts.cpu, "%s", own.texts.cpu);
    snprintf(out->texts.instance_id, sizeof out->texts.instance_id, "%s",
             own.texts.instance_id);
    s->download_ns = own.sample.download_ns;
    s->process_ns = own.sample.process_ns;
    s->upload_ns = own.sample.upload_ns;
    if (*own.texts.error && !*out->texts.error) {
        out->fate = LEDGER_FAILED;
        snprintf(out->texts.error, sizeof out->texts.error, "%s", own.texts.error);
        snprintf(out->text, sizeof out->text, "%s", own.texts.error);
    }
    if (out->source || !told)
        return;
    out->source = function;
    s->duration_ns = own.sample.duration_ns;
    s->init_ns = own.sample.cold == 1 ? own.sample.init_ns : SAMPLE_NONE;
    s->cold = own.sample.cold;
    s->max_memory_mb = own.sample.max_memory_mb;
}

/* The provider's report from the reply's tail. */
static void
read_tail(const struct http_reply *reply, struct probe_outcome *out)
{
    char tail[TAIL_TEXT_MAX];

    if (http_reply_header(reply, "x-amz-log-result", tail, sizeof tail) &&
        lambda_tail_read(tail, out->texts.request_id, out))
        out->source = report;
}

static void
read_reply(struct lambda *l, const struct lambda_place *place,
           const struct http_reply *reply, struct probe_outcome *out)
{
    struct sample *s = &out->sample;
    char error[16];

    l->n_refused = 0;
    out->fate = LEDGER_DONE;
    out->at_most_ms = (int64_t)ceil(reply->total_ms) + 1;
    s->started_at_ms = reply->sent_at_ms;
    if (http_reply_header(reply, "x-amz-function-error", error, sizeof error)) {
        out->fate = LEDGER_FAILED;
        read_failure(reply, out);
    }
    read_tail(reply, out);
    read_own(reply, out);
    if (!out->source && lambda_logs_find(l, reply->sent_at_ms, out))
        out->source = logs;
    if (!out->source) {
        out->source = wall_clock;
        s->duration_ns = llround(reply->total_ms * 1e6);
        if (!place->used && place->change)
            s->cold = 1; /* nobody else knows of the version */
    }
    if (*out->texts.error)
        out->fate = LEDGER_FAILED;
    if (s->memory_mb != place->memory_mb) { /* no figure of the size that was meant */
        out->fate = LEDGER_UNKNOWN;
        snprintf(out->text, sizeof out->text,
                 "it ran with %d MB, not %d: somebody "
                 "changed the function meanwhile",
                 (int)s->memory_mb, (int)place->memory_mb);
    }
}

/* No reply: the ledger's worst case holds unless nothing went out. */
static enum va_code
read_silence(const struct http_reply *reply, enum va_code code, struct probe_outcome *out,
             struct va_err *err)
{
    if (reply->fate == HTTP_NOT_SENT && code != VA_NETWORK)
        return code; /* no credentials, no memory */
    snprintf(out->text, sizeof out->text, "%.*s", LEDGER_WHY_MAX - 1, err->text);
    if (reply->fate == HTTP_NOT_SENT) {
        out->fate = LEDGER_REFUSED;
        out->retry_after_ms = AGAIN_MS;
    } else {
        out->fate = LEDGER_UNKNOWN;
    }
    return VA_OK;
}

/* The place to invoke, new when it must start cold. */
static enum va_code
find_place(struct lambda *l, const struct probe_shot *shot, struct lambda_place **out,
           struct va_err *err)
{
    enum va_code code = VA_OK;

    *out = lambda_place_of(l, shot->memory_mb);
    if (*out && shot->cold && (*out)->used && l->mode == LAMBDA_PUBLISH) {
        code = lambda_renew(l, shot->memory_mb, err);
        *out = lambda_place_of(l, shot->memory_mb);
    }
    if (!code && (!*out || (*out)->gone))
        code = va_fail(err, VA_USAGE, "%d MB was not prepared", (int)shot->memory_mb);
    return code;
}

static void
read_request_id(const struct http_reply *reply, struct probe_outcome *out)
{
    char id[SAMPLE_ID_MAX + 1];

    if (http_reply_header(reply, "x-amzn-requestid", id, sizeof id))
        gcf_copy(out->texts.request_id, sizeof out->texts.request_id, id, strlen(id));
}

enum va_code
lambda_invoke(void *self, const struct probe_shot *shot, struct probe_outcome *out,
              struct va_err *err)
{
    struct lambda *l = self;
    struct lambda_place *place = NULL;
    struct http_reply reply;
    enum va_code code = find_place(l, shot, &place, err);

    if (code)
        return code;
    start_outcome(l, shot, out);
    http_reply_init(&reply);
    code = send_event(l, place, shot, &reply, err);
    read_request_id(&reply, out);
    if (code)
        code = read_silence(&reply, code, out, err);
    else if (reply.status == 200)
        read_reply(l, place, &reply, out);
    else
        lambda_refusal_read(l, &reply, out);
    if (out->fate != LEDGER_REFUSED)
        place->used = true;
    http_reply_clear(&reply);
    return code;
}
