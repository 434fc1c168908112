/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Asking Cloud Logging. Entries arrive some seconds late, pages may be empty, and a
 * project may ask 60 times a minute: so it is asked seldom, and not at all any more when
 * that is of no use.
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "probe/gcf.h"
#include "probe/gcf_json.h"

enum {
    PAGES_MAX = 8,
    MISSED_MAX = 3,    /* invocations in a row without an entry */
    EARLIER_MS = 60000 /* how far Google's clock may be behind */
};

static const int32_t waits_ms[] = { 1000, 2000, 4000, 8000, 15000 };

static void
write_filter(const struct gcf *g, const struct gcf_log_key *key, struct buf *out)
{
    char since[DATE_TEXT_MAX];

    time_format(since, key->since_ms - EARLIER_MS);
    if (!key->second) {
        buf_printf(out,
                   "resource.type=\"cloud_function\" labels.execution_id=\"%s\" "
                   "(textPayload:\"Function execution took\" OR "
                   "textPayload:\"memory limit exceeded\") timestamp>=\"%s\"",
                   key->id, since);
        return;
    }
    buf_printf(out,
               "resource.type=\"cloud_run_revision\" timestamp>=\"%s\" "
               "((logName:\"run.googleapis.com%%2Frequests\" "
               "trace:\"traces/%s\")", /* a URL may tell the project's number only */
               since, key->id);
    if (*g->place.function && !g->place.per_size)
        buf_printf(out,
                   " OR (logName:\"run.googleapis.com%%2Fvarlog%%2Fsystem\" "
                   "resource.labels.service_name=\"%s\" "
                   "textPayload:\"Memory limit of\" timestamp>=\"%s\")",
                   g->place.function, since);
    buf_text(out, ")");
}

/* NULL: no memory. For cJSON_free. */
static char *
write_query(const struct gcf *g, const char *filter, const char *page)
{
    char project[TEXT_NAME_MAX + 16];
    const char *names[] = { project };
    cJSON *query = cJSON_CreateObject();
    cJSON *resources = NULL;
    char *text = NULL;

    snprintf(project, sizeof project, "projects/%s", g->place.project);
    resources = cJSON_CreateStringArray(names, 1);
    if (!cJSON_AddItemToObject(query, "resourceNames", resources))
        cJSON_Delete(resources);
    cJSON_AddStringToObject(query, "filter", filter);
    cJSON_AddStringToObject(query, "orderBy", "timestamp desc");
    cJSON_AddNumberToObject(query, "pageSize", 100);
    if (*page)
        cJSON_AddStringToObject(query, "pageToken", page);
    if (cJSON_GetArraySize(query) == (*page ? 5 : 4))
        text = cJSON_PrintUnformatted(query);
    cJSON_Delete(query);
    return text;
}

struct query {
    struct buf filter;
    char page[GCF_LOG_PAGE_MAX]; /* "" the first one */
};

/* One page; leaves the next one's token. */
static enum va_code
ask_page(struct gcf *g, const struct gcf_log_key *key, struct query *query,
         struct gcf_log *log, struct va_err *err)
{
    char *body = write_query(g, buf_get(&query->filter), query->page);
    struct gcf_call call = { .api = GCF_LOGGING,
                             .method = "POST",
                             .path = "v2/entries:list",
                             .body = body,
                             .may_repeat = true };
    cJSON *reply = NULL;
    enum va_code code = body ? gcf_api_call(g, &call, &reply, err)
                             : va_fail(err, VA_NOMEM, "out of memory");

    cJSON_free(body);
    if (!code)
        code = gcf_log_take(reply, key, log, query->page, err);
    cJSON_Delete(reply);
    return code;
}

static enum va_code
ask(struct gcf *g, const struct gcf_log_key *key, struct gcf_log *log, struct va_err *err)
{
    struct query query = { .page = "" };
    enum va_code code = VA_OK;

    if (g->via_gcloud)
        return gcf_gcloud_logs(g, key->id, log, err);
    buf_init(&query.filter, 4096);
    write_filter(g, key, &query.filter);
    code = query.filter.code;
    for (int i = 0; !code && (!i || *query.page) && i < PAGES_MAX; i++)
        code = ask_page(g, key, &query, log, err);
    buf_clear(&query.filter);
    return code;
}

/* Not the run's end: there are other sources. */
static void
give_up(struct gcf *g, const char *why)
{
    g->logs_off = true;
    gcf_say(g, "durations do not come from Cloud Logging: %s", why);
}

void
gcf_logs_find(struct gcf *g, const struct gcf_log_key *key, struct gcf_log *log)
{
    const struct probe_host *h = g->host;
    struct va_err why = { .text = "" };
    enum va_code code = VA_OK;

    gcf_log_init(log);
    if (g->logs_off || !gcf_is_id(key->id))
        return;
    if (!*g->place.project) {
        give_up(g, "the project is not known (--project)");
        return;
    }
    for (size_t i = 0; !log->found && i < sizeof waits_ms / sizeof waits_ms[0]; i++) {
        if (h->wait(h->ctx, waits_ms[i], false, &why))
            return;
        code = ask(g, key, log, &why);
        if (code == VA_CONFIG) {
            give_up(g, why.text);
            return;
        }
    }
    g->n_missed = log->found ? 0 : g->n_missed + 1;
    if (g->n_missed == MISSED_MAX)
        give_up(g, code ? why.text : "its entries do not arrive");
}

void
gcf_log_add(const struct gcf_log *log, bool second, struct probe_outcome *out)
{
    struct sample *s = &out->sample;

    if (log->duration_ns > 0) {
        s->duration_ns = log->duration_ns;
        out->source = "logs";
        /* The 2nd gen's latency starts with the request, and the start of an instance
         * is billed beside it. */
        if (second && s->cold == 1 && s->init_ns > 0 && s->init_ns < log->duration_ns)
            s->duration_ns -= s->init_ns;
    }
    if (!*out->texts.instance_id)
        memcpy(out->texts.instance_id, log->instance_id, sizeof out->texts.instance_id);
    if (log->out_of_memory && (log->status == 0 || log->status >= 500))
        snprintf(out->texts.error, sizeof out->texts.error, "out of memory");
    else if (*log->error && !*out->texts.error)
        memcpy(out->texts.error, log->error, sizeof log->error);
}
