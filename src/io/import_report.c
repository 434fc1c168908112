/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lambda logs: REPORT lines and platform.report objects, in text as it was logged, tailed
 * or copied from a console, and in the JSON that `aws logs` prints.
 */
#include <stdio.h>
#include <string.h>

#include "io/import_lambda.h"
#include "io/import_row.h"
#include "io/import_shapes.h"

/* What the reader keeps between lines. */
struct report_state {
    struct lambda_queue queue;
    struct buf open;             /* a JSON value that goes on in the next line */
    struct lambda_report prefix; /* of the line where it began */
    int64_t open_line;
    int64_t depth; /* its brackets that are open */
};

/* Where a message was found. */
struct source {
    struct place place;
    struct lambda_report prefix; /* time and stream that the record gives */
    int depth;                   /* of messages that hold JSON that holds messages */
};

enum { SOURCE_DEPTH_MAX = 8 };

static enum va_code take_value(struct import_reader *r, const cJSON *value,
                               const struct source *source, struct va_err *err);

/* --- text --- */

/* Count or pass on a report that cannot be read. */
static enum va_code
take_bad(struct import_reader *r, const struct source *source,
         const struct va_err *row_err, struct va_err *err)
{
    return import_bad_row(r, &source->place, row_err, err);
}

/* The second line of a report. */
static bool
is_trace(const char *text, size_t len)
{
    static const char start[] = "XRAY TraceId:";

    return len >= sizeof start - 1 && !memcmp(text, start, sizeof start - 1);
}

static enum va_code
take_text(struct import_reader *r, const char *text, size_t len,
          const struct source *source, struct va_err *err)
{
    struct report_state *st = r->state;
    struct lambda_report report = source->prefix;
    enum report_line_kind kind = REPORT_LINE_OTHER;
    struct va_err row_err;
    const enum va_code code = report_line_read(text, len, &kind, &report, &row_err);

    if (code)
        return take_bad(r, source, &row_err, err);
    if (kind == REPORT_LINE_REPORT)
        return lambda_hold(r, &st->queue, &report, &source->place, err);
    st->queue.init_failed += kind == REPORT_LINE_INIT && *report.status;
    lambda_take_failure(&st->queue, text, len);
    r->report.ignored += len > 0 && !is_trace(text, len);
    return VA_OK;
}

/* --- JSON values --- */

static enum va_code
take_platform_report(struct import_reader *r, const cJSON *event,
                     const struct source *source, struct va_err *err)
{
    struct report_state *st = r->state;
    struct lambda_report report = source->prefix;
    struct va_err row_err;
    const enum va_code code = lambda_report_of_json(event, &report, &row_err);

    return code ? take_bad(r, source, &row_err, err)
                : lambda_hold(r, &st->queue, &report, &source->place, err);
}

/* A message may be several lines, or a JSON object as text. */
static enum va_code
take_message(struct import_reader *r, const char *message, const struct source *source,
             struct va_err *err)
{
    cJSON *value = NULL;
    enum va_code code = VA_OK;

    if (*message == '{' && source->depth < SOURCE_DEPTH_MAX) {
        code = import_json_parse(r, message, strlen(message), &value, err);
        if (!code && value)
            code = take_value(r, value, source, err);
        cJSON_Delete(value);
        if (code || value)
            return code;
    }
    while (!code && *message) {
        const size_t len = strcspn(message, "\n");

        code = take_text(r, message, len, source, err);
        message += len + (message[len] == '\n');
    }
    return code;
}

/* An event of `aws logs filter-log-events` or `get-log-events`. */
static enum va_code
take_event(struct import_reader *r, const cJSON *event, const struct source *source,
           struct va_err *err)
{
    struct source inner = *source;
    const char *stream = json_string(json_at(event, "logStreamName"));
    double time_ms = 0;

    if (json_number(json_at(event, "timestamp"), &time_ms) && time_ms >= 0 &&
        time_ms <= (double)SAMPLE_TIME_NS_MAX)
        inner.prefix.time_ms = (int64_t)time_ms;
    if (stream)
        row_copy_text(inner.prefix.stream, sizeof inner.prefix.stream, stream,
                      strlen(stream));
    return take_message(r, json_string(json_at(event, "message")), &inner, err);
}

static enum va_code
take_object(struct import_reader *r, const cJSON *value, const struct source *source,
            struct va_err *err)
{
    struct report_state *st = r->state;
    const cJSON *events = json_at(value, "events");

    if (cJSON_IsArray(events))
        return take_value(r, events, source, err);
    if (lambda_json_is(value, "platform.report"))
        return take_platform_report(r, value, source, err);
    if (json_string(json_at(value, "message")))
        return take_event(r, value, source, err);
    if (lambda_json_is(value, "platform.initReport")) {
        const char *status = json_string(json_at(value, "record.status"));

        st->queue.init_failed += status && strcmp(status, "success");
    }
    r->report.ignored++;
    return VA_OK;
}

static enum va_code
take_value(struct import_reader *r, const cJSON *value, const struct source *source,
           struct va_err *err)
{
    struct source inner = *source;
    const cJSON *item = cJSON_IsArray(value) ? value->child : NULL;
    char path[IMPORT_PATH_MAX];
    enum va_code code = VA_OK;
    int64_t i = 0;

    if (++inner.depth > SOURCE_DEPTH_MAX)
        return VA_OK;
    if (cJSON_IsObject(value))
        return take_object(r, value, &inner, err);
    r->report.ignored += !cJSON_IsArray(value);
    for (; !code && item; item = item->next) {
        snprintf(path, sizeof path, "event %lld", (long long)++i);
        if (!source->place.line)
            inner.place.path = path;
        code = take_value(r, item, &inner, err);
    }
    return code;
}

/* --- lines --- */

/* Brackets opened less brackets closed outside strings. */
static int64_t
count_brackets(const char *text, size_t len)
{
    bool in_string = false;
    int64_t depth = 0;

    for (size_t i = 0; i < len; i++) {
        const char c = text[i];

        if (in_string && c == '\\')
            i++;
        else if (c == '"')
            in_string = !in_string;
        else if (!in_string)
            depth += (c == '{' || c == '[') - (c == '}' || c == ']');
    }
    return depth;
}

/* Can an object, or an array of them, start here? "[INFO] ..." is text. */
static bool
opens_json(const char *at, const char *end)
{
    for (at++; at < end && (*at == ' ' || *at == '\t'); at++)
        continue;
    return at == end || *at == '"' || *at == '{' || *at == '}' || *at == ']';
}

/* Where JSON starts in a line, after nothing but a time and a stream. */
static const char *
find_json(const struct line *line, struct lambda_report *prefix)
{
    const char *end = line->text + line->len;

    for (const char *at = line->text; at < end; at++) {
        if (*at != '{' && (*at != '[' || (at > line->text && at[-1] != ' ')))
            continue;
        if (!report_line_prefix(line->text, (size_t)(at - line->text), prefix))
            return NULL;
        return opens_json(at, end) ? at : NULL;
    }
    return NULL;
}

static enum va_code
take_json_text(struct import_reader *r, const char *text, size_t len,
               const struct source *source, struct va_err *err)
{
    cJSON *value = NULL;
    enum va_code code = import_json_parse(r, text, len, &value, err);

    if (!code && value)
        code = take_value(r, value, source, err);
    else if (!code)
        code = take_text(r, text, len, source, err);
    cJSON_Delete(value);
    return code;
}

/* Give up a value that does not end: an application's text that looked like JSON. */
static void
drop_open(struct import_reader *r)
{
    struct report_state *st = r->state;

    r->report.ignored += st->depth > 0;
    st->depth = 0;
    buf_reset(&st->open);
}

static enum va_code
continue_open(struct import_reader *r, const struct line *line, struct va_err *err)
{
    struct report_state *st = r->state;
    const struct source source = { { .line = st->open_line }, st->prefix, 0 };
    enum va_code code = VA_OK;

    buf_byte(&st->open, '\n');
    buf_add(&st->open, line->text, line->len);
    if (st->open.code == VA_NOMEM)
        return import_no_memory(r, err);
    st->depth += count_brackets(line->text, line->len);
    if (st->open.code) {
        drop_open(r);
        return VA_OK;
    }
    if (st->depth > 0)
        return VA_OK;
    st->depth = 0;
    code = take_json_text(r, buf_get(&st->open), st->open.len, &source, err);
    buf_reset(&st->open);
    return code;
}

static enum va_code
report_line(void *reader, const struct line *line, struct va_err *err)
{
    struct import_reader *r = reader;
    struct report_state *st = r->state;
    struct source source = { { .line = line->number }, { .memory_mb = 0 }, 0 };
    const char *json = NULL;
    size_t len = 0;

    if (st->depth && !report_line_find(line->text, line->len))
        return continue_open(r, line, err);
    drop_open(r);
    lambda_report_init(&source.prefix);
    json = find_json(line, &source.prefix);
    if (!json) {
        lambda_report_init(&source.prefix);
        return take_text(r, line->text, line->len, &source, err);
    }
    len = line->len - (size_t)(json - line->text);
    st->depth = count_brackets(json, len);
    if (st->depth <= 0) {
        st->depth = 0;
        return take_json_text(r, json, len, &source, err);
    }
    st->prefix = source.prefix;
    st->open_line = line->number;
    buf_add(&st->open, json, len);
    return st->open.code ? import_no_memory(r, err) : VA_OK;
}

/* --- a document --- */

static enum va_code
report_value(struct import_reader *r, const cJSON *value, struct va_err *err)
{
    struct source source = { { .path = "log" }, { .memory_mb = 0 }, 0 };

    lambda_report_init(&source.prefix);
    return take_value(r, value, &source, err);
}

static enum va_code
report_document(struct import_reader *r, const char *text, size_t len, struct va_err *err)
{
    return import_json_values(r, text, len, report_value, err);
}

/* --- the shapes --- */

static enum va_code
report_start(struct import_reader *r, struct va_err *err)
{
    struct report_state *st = r->state;

    (void)err;
    buf_init(&st->open, IMPORT_LINE_MAX);
    return VA_OK;
}

static enum va_code
report_end(struct import_reader *r, struct va_err *err)
{
    struct report_state *st = r->state;

    drop_open(r);
    return lambda_flush(r, &st->queue, err);
}

static void
report_close(struct import_reader *r)
{
    buf_clear(&((struct report_state *)r->state)->open);
}

static bool
has_log_text(const struct import_head *head)
{
    return head_has_text(head, "REPORT RequestId:") ||
           head_has_text(head, "Duration: ") || head_has_text(head, "START RequestId:") ||
           head_has_text(head, "INIT_START Runtime") ||
           head_has_text(head, "\"platform.");
}

/* One JSON value over many lines, and nothing before it. */
static bool
report_document_matches(const struct import_head *head)
{
    return head_is_json(head) && !head_first_line_is_whole_json(head) &&
           (head_has_key(head, "events") || head_has_key(head, "message") ||
            head_has_text(head, "\"platform.")) &&
           !head_has_text(head, "\nREPORT ") && !head_has_text(head, "\nSTART ");
}

static bool
report_text_matches(const struct import_head *head)
{
    return has_log_text(head) ||
           (head_is_json(head) && head_has_key(head, "message") &&
            (head_has_key(head, "events") || head_has_key(head, "timestamp")));
}

const struct import_shape shape_report_document = {
    .format = IMPORT_REPORT,
    .what = "Lambda log",
    .matches = report_document_matches,
    .json = true,
    .state_size = sizeof(struct report_state),
    .start = report_start,
    .document = report_document,
    .end = report_end,
    .clear = report_close,
};

const struct import_shape shape_report_text = {
    .format = IMPORT_REPORT,
    .what = "Lambda log",
    .matches = report_text_matches,
    .state_size = sizeof(struct report_state),
    .start = report_start,
    .line = report_line,
    .end = report_end,
    .clear = report_close,
};
