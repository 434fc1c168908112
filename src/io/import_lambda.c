/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports of Lambda invocations: failures told elsewhere, repeats, JSON form. */
#include "io/import_lambda.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "io/import_row.h"

/* --- one report to the sink --- */

/* The text of a failure; "" for success. */
static const char *
error_of(const struct lambda_report *report)
{
    if (!*report->status || !strcmp(report->status, "success"))
        return "";
    return *report->error_type ? report->error_type : report->status;
}

static enum va_code
emit(struct import_reader *r, const struct lambda_report *report,
     const struct place *where, struct va_err *err)
{
    struct sample s;
    struct place place = *where;
    char function[TEXT_NAME_MAX + 1];

    sample_init(&s);
    s.error = error_of(report);
    s.memory_mb = report->memory_mb;
    s.duration_ns = report->duration_ns;
    s.billed_ms = report->billed_ms;
    s.max_memory_mb = report->max_memory_mb;
    s.cold = report->cold;
    s.instance_id = report->stream;
    s.request_id = report->request_id;
    s.started_at_ms = report->time_ms;
    s.init_ns = report->restore_ns > 0 ? report->restore_ns : report->init_ns;
    if (s.init_ns <= 0)
        s.init_ns = SAMPLE_NONE; /* some extensions print 0.00 on warm starts */
    snprintf(function, sizeof function, "%s", report->function);
    if (!*function)
        lambda_function_of_stream(report->stream, function);
    place.named = function;
    place.platform = "aws-lambda-x86";
    return import_emit(r, &s, &place, err);
}

/* --- the queue --- */

static enum va_code
emit_oldest(struct import_reader *r, struct lambda_queue *q, struct va_err *err)
{
    const struct place place = { .line = q->held[0].line, .path = q->held[0].path };
    const enum va_code code = emit(r, &q->held[0].report, &place, err);

    q->n_held--;
    memmove(&q->held[0], &q->held[1], (size_t)q->n_held * sizeof q->held[0]);
    return code;
}

static void
set_failure(struct lambda_report *report, const char *error)
{
    if (!*report->status)
        snprintf(report->status, sizeof report->status, "%s", error);
}

/* A failure told before its report. */
static const char *
failure_of(const struct lambda_queue *q, const char *request_id)
{
    for (int i = 0; i < LAMBDA_HELD_MAX && i < q->n_failed && *request_id; i++) {
        if (!strcmp(q->failed[i].request_id, request_id))
            return q->failed[i].error;
    }
    return NULL;
}

enum va_code
lambda_hold(struct import_reader *r, struct lambda_queue *q,
            const struct lambda_report *report, const struct place *place,
            struct va_err *err)
{
    const char *failure = failure_of(q, report->request_id);
    enum va_code code = VA_OK;

    for (int i = 0; i < q->n_held && *report->request_id; i++) {
        if (!strcmp(q->held[i].report.request_id, report->request_id)) {
            r->report.ignored++;
            return VA_OK;
        }
    }
    if (q->n_held == LAMBDA_HELD_MAX)
        code = emit_oldest(r, q, err);
    if (code)
        return code;
    q->held[q->n_held].report = *report;
    q->held[q->n_held].line = place->line;
    snprintf(q->held[q->n_held].path, sizeof q->held[0].path, "%s",
             place->path ? place->path : "");
    if (failure)
        set_failure(&q->held[q->n_held].report, failure);
    q->n_held++;
    return VA_OK;
}

enum va_code
lambda_flush(struct import_reader *r, struct lambda_queue *q, struct va_err *err)
{
    enum va_code code = VA_OK;

    while (!code && q->n_held)
        code = emit_oldest(r, q, err);
    if (!code && q->init_failed)
        import_warn(r, "%lld initialisations failed; they are no samples",
                    (long long)q->init_failed);
    return code;
}

/* --- failures in lines of their own --- */

/* Where a text stands in a line; NULL: nowhere. */
static const char *
find(const char *text, size_t len, const char *what)
{
    return len ? memmem(text, len, what, strlen(what)) : NULL;
}

/* The word before, or after "RequestId:", as such lines have it. */
static size_t
failed_id(const char *text, size_t len, const char *told, const char **out)
{
    static const char label[] = "RequestId: ";
    const char *at = find(text, len, label);
    const char *end = told;

    if (at) {
        at += sizeof label - 1;
        for (end = at; end < text + len && *end != ' ' && *end != '\t';)
            end++;
    } else {
        while (end > text && (end[-1] == ' ' || end[-1] == '\t'))
            end--;
        for (at = end; at > text && at[-1] != ' ' && at[-1] != '\t';)
            at--;
    }
    *out = at;
    return (size_t)(end - at);
}

bool
lambda_take_failure(struct lambda_queue *q, const char *text, size_t len)
{
    const char *told = find(text, len, "Task timed out after ");
    const char *error = "timeout";
    const char *id = NULL;
    size_t id_len = 0;
    size_t slot = 0;

    if (!told) {
        told = find(text, len, "Error: Runtime exited ");
        error =
            find(text, len, "signal: killed") ? "signal: killed" : "Runtime.ExitError";
    }
    if (!told)
        return false;
    id_len = failed_id(text, len, told, &id);
    if (!id_len || id_len > SAMPLE_ID_MAX)
        return true;
    for (int i = 0; i < q->n_held; i++) {
        const char *held = q->held[i].report.request_id;

        if (strlen(held) == id_len && !memcmp(held, id, id_len))
            set_failure(&q->held[i].report, error);
    }
    slot = (size_t)(q->n_failed++ % LAMBDA_HELD_MAX);
    row_copy_text(q->failed[slot].request_id, SAMPLE_ID_MAX + 1, id, id_len);
    q->failed[slot].error = error;
    return true;
}

/* --- the JSON log format --- */

struct metric {
    const char *name;
    size_t offset;
    enum { METRIC_NS, METRIC_MS, METRIC_MB } unit;
};

/* A number of a JSON report into its member. */
static enum va_code
set_metric(const struct metric *metric, const cJSON *value, struct lambda_report *out,
           struct va_err *err)
{
    static const double ns_per_ms = 1e6;
    const double limit = (double)SAMPLE_TIME_NS_MAX / ns_per_ms;
    double number = 0;
    int64_t wide = 0;
    int32_t narrow = 0;

    if (!value || cJSON_IsNull(value))
        return VA_OK;
    if (!json_number(value, &number) || number < 0 || number > limit ||
        (metric->unit == METRIC_MB && number > SAMPLE_MEMORY_MB_MAX))
        return va_fail(err, VA_DATA, "record.metrics.%s: not a number in range",
                       metric->name);
    wide =
        metric->unit == METRIC_NS ? llround(number * ns_per_ms) : llround(ceil(number));
    narrow = (int32_t)(metric->unit == METRIC_MB ? wide : 0);
    if (metric->unit == METRIC_MB)
        memcpy((char *)out + metric->offset, &narrow, sizeof narrow);
    else
        memcpy((char *)out + metric->offset, &wide, sizeof wide);
    return VA_OK;
}

static void
copy_string(const cJSON *value, char *out, size_t size)
{
    const char *text = json_string(value);

    if (text)
        row_copy_text(out, size, text, strlen(text));
}

bool
lambda_json_is(const cJSON *event, const char *type)
{
    const char *text = json_string(json_at(event, "type"));

    return text && !strcmp(text, type);
}

enum va_code
lambda_report_of_json(const cJSON *event, struct lambda_report *out, struct va_err *err)
{
    static const struct metric metrics[] = {
        { "durationMs", offsetof(struct lambda_report, duration_ns), METRIC_NS },
        { "billedDurationMs", offsetof(struct lambda_report, billed_ms), METRIC_MS },
        { "initDurationMs", offsetof(struct lambda_report, init_ns), METRIC_NS },
        { "restoreDurationMs", offsetof(struct lambda_report, restore_ns), METRIC_NS },
        { "memorySizeMB", offsetof(struct lambda_report, memory_mb), METRIC_MB },
        { "maxMemoryUsedMB", offsetof(struct lambda_report, max_memory_mb), METRIC_MB },
    };
    const cJSON *record = json_at(event, "record");
    const cJSON *values = json_at(record, "metrics");
    const char *time = json_string(json_at(event, "time"));

    for (size_t i = 0; i < sizeof metrics / sizeof metrics[0]; i++) {
        const enum va_code code =
            set_metric(&metrics[i], json_at(values, metrics[i].name), out, err);

        if (code)
            return code;
    }
    copy_string(json_at(record, "requestId"), out->request_id, sizeof out->request_id);
    copy_string(json_at(record, "status"), out->status, sizeof out->status);
    copy_string(json_at(record, "errorType"), out->error_type, sizeof out->error_type);
    if (time)
        time_parse_ms(time, strlen(time), &out->time_ms);
    out->cold = out->init_ns > 0 || out->restore_ns > 0;
    return VA_OK;
}
