/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The report of one invocation from CloudWatch Logs, where it arrives seconds late. */
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "probe/gcf_json.h"
#include "probe/lambda.h"

enum {
    REPLY_MS = 20000,
    PAUSE_MS = 500, /* before the second try; doubles */
    PATIENCE_MS = 15000,
    EARLIER_MS = 60000, /* the clocks of the two sides differ */
    PAGES_MAX = 20,     /* empty pages with a token are usual */
    LOST_MAX = 3        /* invocations in a row after which logs are not asked any more */
};

static void
write_query(const struct lambda *l, const struct probe_outcome *o, int64_t from_ms,
            const char *token, struct buf *out)
{
    struct json_doc *doc = json_alloc();
    struct json *in = json_root(doc);
    char pattern[SAMPLE_ID_MAX + 3];
    char group[LAMBDA_GROUP_MAX];

    snprintf(pattern, sizeof pattern, "\"%s\"", o->texts.request_id);
    snprintf(group, sizeof group, "/aws/lambda/%s", l->name.name);
    json_add_string(doc, in, "logGroupName", *l->log_group ? l->log_group : group);
    json_add_string(doc, in, "filterPattern", pattern);
    json_add_int(doc, in, "startTime", from_ms);
    if (*token)
        json_add_string(doc, in, "nextToken", token);
    json_write(in, false, out);
    if (!doc || json_status(doc))
        out->code = VA_NOMEM;
    json_free(doc);
}

/* The report among the events of a page. */
static bool
read_page(const cJSON *page, struct probe_outcome *out)
{
    const cJSON *list = gcf_json_at(page, "events");

    for (const cJSON *event = cJSON_IsArray(list) ? list->child : NULL; event;
         event = event->next) {
        const char *message = gcf_json_string(event, "message");

        if (lambda_log_read(message, strlen(message), out->texts.request_id, out))
            return true;
    }
    return false;
}

enum page { PAGE_FOUND, PAGE_MORE, PAGE_LAST, PAGE_FORBIDDEN };

/* Ask for one page; the token of the next goes to token. */
static enum page
ask_page(struct lambda *l, int64_t from_ms, char *token, struct probe_outcome *out)
{
    struct buf body;
    struct aws_request request = {
        .service = "logs",
        .method = "POST",
        .path = "/",
        .headers = { { "content-type", "application/x-amz-json-1.1" },
                     { "x-amz-target", "Logs_20140328.FilterLogEvents" } },
        .n_headers = 2,
        .timeout_ms = REPLY_MS,
    };
    struct http_reply reply;
    struct va_err err;
    enum page found = PAGE_LAST;
    cJSON *page = NULL;

    buf_init(&body, LEDGER_CHANGE_MAX);
    write_query(l, out, from_ms, token, &body);
    request.body = buf_get(&body);
    request.body_len = body.len;
    http_reply_init(&reply);
    if (!body.code && !aws_send(l->aws, &request, &reply, &err)) {
        if (reply.status == 200)
            page = gcf_json_read(reply.body.data, reply.body.len);
        else if (reply.status != 429 && reply.status < 500)
            found = PAGE_FORBIDDEN;
    }
    if (page && read_page(page, out))
        found = PAGE_FOUND;
    else if (gcf_json_copy(page, "nextToken", token, AWS_TEXT_MAX) && *token)
        found = PAGE_MORE;
    cJSON_Delete(page);
    http_reply_clear(&reply);
    buf_clear(&body);
    return found;
}

static enum page
ask_all(struct lambda *l, int64_t from_ms, struct probe_outcome *out)
{
    char token[AWS_TEXT_MAX] = "";
    enum page found = PAGE_MORE;

    for (int i = 0; i < PAGES_MAX && found == PAGE_MORE; i++)
        found = ask_page(l, from_ms, token, out);
    return found;
}

bool
lambda_logs_find(struct lambda *l, int64_t sent_at_ms, struct probe_outcome *out)
{
    int64_t pause_ms = PAUSE_MS;
    struct va_err err;

    if (!*out->texts.request_id || l->n_logs_lost >= LOST_MAX)
        return false;
    for (int64_t waited_ms = 0;; waited_ms += pause_ms) {
        const enum page found = ask_all(l, sent_at_ms - EARLIER_MS, out);

        if (found == PAGE_FOUND) {
            l->n_logs_lost = 0;
            return true;
        }
        if (found == PAGE_FORBIDDEN)
            l->n_logs_lost = LOST_MAX;
        if (found == PAGE_FORBIDDEN || waited_ms >= PATIENCE_MS ||
            l->host->wait(l->host->ctx, pause_ms, true, &err))
            break;
        pause_ms *= 2;
    }
    l->n_logs_lost++;
    if (l->n_logs_lost >= LOST_MAX && l->host->say)
        l->host->say(l->host->ctx, "CloudWatch Logs does not give the reports; durations "
                                   "are taken with this machine's clock");
    return false;
}
