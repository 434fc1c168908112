/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * CloudWatch Logs Insights exports: the console's CSV and JSON, and the API's rows of
 * field and value. Memory is in bytes with 1,000,000 to the MB.
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "io/import_lambda.h"
#include "io/import_row.h"
#include "io/import_shapes.h"
#include "io/import_table.h"

/* How the value of a field is read. */
enum unit {
    UNIT_MS,
    UNIT_WHOLE_MS,
    UNIT_BYTES,
    UNIT_MB,
    UNIT_TIME,
    UNIT_TEXT,
    UNIT_MESSAGE,
    UNIT_GROUP
};

struct field {
    const char *name;
    enum unit unit;
    size_t offset; /* in struct lambda_report */
    size_t size;   /* of a text */
};

/* One row on its way to a report. */
struct row_values {
    struct lambda_report report;
    bool has_init;       /* there is a field for init time: empty means warm */
    bool has_report;     /* the message was a report */
    struct buf *message; /* its text */
};

struct insights_state {
    struct table table;
    struct lambda_queue queue;
    struct buf message;
};

#define AT(member) offsetof(struct lambda_report, member)
#define TEXT(member) UNIT_TEXT, AT(member), sizeof((struct lambda_report *)0)->member

/* clang-format off */
static const struct field fields[] = {
    { "@duration",                       UNIT_MS,       AT(duration_ns),   0 },
    { "@billedDuration",                 UNIT_WHOLE_MS, AT(billed_ms),     0 },
    { "@initDuration",                   UNIT_MS,       AT(init_ns),       0 },
    { "@restoreDuration",                UNIT_MS,       AT(restore_ns),    0 },
    { "@memorySize",                     UNIT_BYTES,    AT(memory_mb),     0 },
    { "@maxMemoryUsed",                  UNIT_BYTES,    AT(max_memory_mb), 0 },
    { "@timestamp",                      UNIT_TIME,     AT(time_ms),       0 },
    { "@requestId",                      TEXT(request_id) },
    { "@logStream",                      TEXT(stream) },
    { "@log",                            UNIT_GROUP,    0,                 0 },
    { "@message",                        UNIT_MESSAGE,  0,                 0 },
    { "record.metrics.durationMs",       UNIT_MS,       AT(duration_ns),   0 },
    { "record.metrics.billedDurationMs", UNIT_WHOLE_MS, AT(billed_ms),     0 },
    { "record.metrics.initDurationMs",   UNIT_MS,       AT(init_ns),       0 },
    { "record.metrics.restoreDurationMs", UNIT_MS,      AT(restore_ns),    0 },
    { "record.metrics.memorySizeMB",     UNIT_MB,       AT(memory_mb),     0 },
    { "record.metrics.maxMemoryUsedMB",  UNIT_MB,       AT(max_memory_mb), 0 },
    { "record.requestId",                TEXT(request_id) },
    { "record.status",                   TEXT(status) },
    { "record.errorType",                TEXT(error_type) },
};
/* clang-format on */

enum { N_FIELDS = sizeof fields / sizeof fields[0] };

static int
find_field(const char *name, size_t len)
{
    for (int i = 0; i < N_FIELDS; i++) {
        if (strlen(fields[i].name) == len && !memcmp(fields[i].name, name, len))
            return i;
    }
    return -1;
}

/* --- values --- */

/* Bytes to MB of 1,000,000; those that are whole only in MB of 1,048,576 are that. */
static int64_t
mb_of_bytes(int64_t bytes)
{
    enum { MB = 1000000, MIB = 1048576 };

    if (bytes % MB && bytes % MIB == 0)
        return bytes / MIB;
    return bytes / MB + (bytes % MB != 0);
}

static enum va_code
set_number(const struct field *field, const char *text, size_t len,
           struct lambda_report *report, struct va_err *err)
{
    const int scale = field->unit == UNIT_BYTES ? 0 : 6;
    char *member = (char *)report + field->offset;
    char shown[41];
    int64_t value = 0;
    int32_t mb = 0;

    if (text_parse_fixed(text, len, scale, &value) || value < 0)
        goto refused;
    if (field->unit == UNIT_BYTES)
        value = mb_of_bytes(value);
    else if (field->unit != UNIT_MS)
        value = value / 1000000 + (value % 1000000 != 0);
    if (field->unit == UNIT_MS || field->unit == UNIT_WHOLE_MS) {
        memcpy(member, &value, sizeof value);
        return VA_OK;
    }
    if (value > SAMPLE_MEMORY_MB_MAX)
        goto refused;
    mb = (int32_t)value;
    memcpy(member, &mb, sizeof mb);
    return VA_OK;
refused:
    row_copy_text(shown, sizeof shown, text, len);
    return va_fail(err, VA_DATA, "%s: '%s' is not a number in range", field->name, shown);
}

/* The function's name from "1234:/aws/lambda/name". */
static void
set_group(struct lambda_report *report, const char *text, size_t len)
{
    char group[SAMPLE_ID_MAX + 1];

    row_copy_text(group, sizeof group, text, len);
    lambda_function_of_group(group, report->function);
}

static enum va_code
set_value(struct row_values *row, int index, const char *text, size_t len,
          struct va_err *err)
{
    const struct field *field = &fields[index];
    int64_t ms = 0;

    row->has_init = row->has_init || field->offset == AT(init_ns);
    if (!len)
        return VA_OK;
    switch (field->unit) {
    case UNIT_TEXT:
        row_copy_text((char *)&row->report + field->offset, field->size, text, len);
        return VA_OK;
    case UNIT_TIME:
        if (!time_parse_ms(text, len, &ms))
            row->report.time_ms = ms;
        return VA_OK;
    case UNIT_GROUP:
        set_group(&row->report, text, len);
        return VA_OK;
    case UNIT_MESSAGE:
        buf_add(row->message, text, len);
        return VA_OK;
    case UNIT_MS:
    case UNIT_WHOLE_MS:
    case UNIT_BYTES:
    case UNIT_MB:
        break;
    }
    return set_number(field, text, len, &row->report, err);
}

/* --- messages --- */

/* What a report in the message says where the fields are silent. */
static void
merge(struct row_values *row, const struct lambda_report *said)
{
    struct lambda_report *own = &row->report;
    const struct lambda_report fields_said = *own;

    row->has_report = true;
    *own = *said;
    if (fields_said.duration_ns != SAMPLE_NONE)
        own->duration_ns = fields_said.duration_ns;
    if (fields_said.billed_ms != SAMPLE_NONE)
        own->billed_ms = fields_said.billed_ms;
    if (fields_said.memory_mb)
        own->memory_mb = fields_said.memory_mb;
    if (*fields_said.request_id)
        memcpy(own->request_id, fields_said.request_id, sizeof own->request_id);
    if (fields_said.time_ms != TIME_UNKNOWN)
        own->time_ms = fields_said.time_ms;
    memcpy(own->stream, fields_said.stream, sizeof own->stream);
    memcpy(own->function, fields_said.function, sizeof own->function);
}

static enum va_code
read_message_json(struct row_values *row, const cJSON *value, struct va_err *err)
{
    struct lambda_report said;
    enum va_code code = VA_OK;

    if (!lambda_json_is(value, "platform.report"))
        return VA_OK;
    lambda_report_init(&said);
    code = lambda_report_of_json(value, &said, err);
    if (!code)
        merge(row, &said);
    return code;
}

static enum va_code
read_message_text(struct import_reader *r, struct row_values *row, struct va_err *err)
{
    struct insights_state *st = r->state;
    struct lambda_report said;
    enum report_line_kind kind = REPORT_LINE_OTHER;
    const char *text = buf_get(row->message);
    const char *newline = strchr(text, '\n');
    const size_t len = newline ? (size_t)(newline - text) : strlen(text);
    enum va_code code = VA_OK;

    lambda_report_init(&said);
    code = report_line_read(text, len, &kind, &said, err);
    if (!code && kind == REPORT_LINE_REPORT)
        merge(row, &said);
    else if (!code)
        lambda_take_failure(&st->queue, text, len);
    return code;
}

/* A row's message: a report as text or JSON, or something else. */
static enum va_code
read_message(struct import_reader *r, struct row_values *row, struct va_err *err)
{
    cJSON *value = NULL;
    enum va_code code = VA_OK;

    if (!row->message->len)
        return VA_OK;
    if (*buf_get(row->message) != '{')
        return read_message_text(r, row, err);
    code = import_json_parse(r, row->message->data, row->message->len, &value, err);
    if (!code && value)
        code = read_message_json(row, value, err);
    cJSON_Delete(value);
    return code;
}

/* --- rows --- */

static void
begin_row(struct import_reader *r, struct row_values *row)
{
    struct insights_state *st = r->state;

    *row = (struct row_values){ .message = &st->message };
    lambda_report_init(&row->report);
    buf_reset(&st->message);
}

static enum va_code
finish_row(struct import_reader *r, struct row_values *row, const struct place *place,
           struct va_err *err)
{
    struct insights_state *st = r->state;
    struct lambda_report *report = &row->report;
    struct va_err row_err;
    enum va_code code = row->message->code;

    if (code)
        return import_no_memory(r, err);
    code = read_message(r, row, &row_err);
    if (code)
        return import_bad_row(r, place, &row_err, err);
    if (report->duration_ns == SAMPLE_NONE && !row->has_report) {
        r->report.ignored++;
        return VA_OK;
    }
    if (report->init_ns > 0 || report->restore_ns > 0)
        report->cold = 1;
    else if (row->has_init)
        report->cold = 0;
    return lambda_hold(r, &st->queue, report, place, err);
}

static enum va_code
csv_row(struct import_reader *r, struct table *t, const struct place *place,
        struct va_err *err)
{
    struct row_values row;
    struct va_err row_err;

    begin_row(r, &row);
    for (size_t i = 0; i < t->n_columns; i++) {
        const struct csv_cell cell = table_trim(t->csv.cells[i]);

        if (t->fields[i] >= 0 &&
            set_value(&row, t->fields[i], cell.text, cell.len, &row_err))
            return import_bad_row(r, place, &row_err, err);
    }
    return finish_row(r, &row, place, err);
}

/* One field of a JSON row. */
static enum va_code
set_json(struct row_values *row, const char *name, const cJSON *value, struct va_err *err)
{
    const int index = name ? find_field(name, strlen(name)) : -1;
    const char *text = json_string(value);
    char number[TEXT_NUMBER_MAX];
    double amount = 0;

    if (index < 0)
        return VA_OK;
    if (cJSON_IsObject(value) && fields[index].unit == UNIT_MESSAGE)
        return read_message_json(row, value, err);
    if (!text && json_number(value, &amount))
        text = text_number(number, amount, 6, false);
    return set_value(row, index, text ? text : "", text ? strlen(text) : 0, err);
}

/* A row: an object of fields, or an array of {"field", "value"}. */
static enum va_code
json_row(struct import_reader *r, const cJSON *value, const struct place *place,
         struct va_err *err)
{
    struct row_values row;
    struct va_err row_err;
    enum va_code code = VA_OK;

    begin_row(r, &row);
    for (const cJSON *item = value->child; item && !code; item = item->next) {
        if (cJSON_IsObject(value))
            code = set_json(&row, item->string, item, &row_err);
        else
            code = set_json(&row, json_string(json_at(item, "field")),
                            json_at(item, "value"), &row_err);
    }
    return code ? import_bad_row(r, place, &row_err, err)
                : finish_row(r, &row, place, err);
}

static enum va_code
json_rows(struct import_reader *r, const cJSON *value, struct va_err *err)
{
    const cJSON *results = json_at(value, "results");
    const cJSON *rows = cJSON_IsArray(results) ? results : value;
    enum va_code code = VA_OK;
    int64_t i = 0;

    if (!cJSON_IsArray(rows))
        return import_fail(r, 0, "neither an array of rows nor an object with results",
                           err);
    for (const cJSON *row = rows->child; row && !code; row = row->next) {
        char path[IMPORT_PATH_MAX];

        snprintf(path, sizeof path, "row %lld", (long long)++i);
        code = json_row(r, row, &(const struct place){ .path = path }, err);
    }
    return code;
}

/* --- the shapes --- */

static enum va_code
csv_header(struct import_reader *r, struct table *t, struct va_err *err)
{
    bool known = false;
    enum va_code code = VA_OK;

    for (size_t i = 0; i < t->csv.n_cells; i++) {
        const struct csv_cell cell = table_trim(t->csv.cells[i]);

        t->fields[i] = find_field(cell.text, cell.len);
        known = known ||
                (t->fields[i] >= 0 && (fields[t->fields[i]].unit == UNIT_MESSAGE ||
                                       fields[t->fields[i]].offset == AT(duration_ns)));
    }
    if (known)
        return VA_OK;
    code =
        import_fail(r, t->csv.line, "neither a column '@duration' nor '@message'", err);
    va_hint(err, "Query: fields @timestamp, @requestId, @duration, @billedDuration, "
                 "@memorySize, @maxMemoryUsed, @initDuration | filter @type = 'REPORT'");
    return code;
}

static enum va_code
insights_start(struct import_reader *r, struct va_err *err)
{
    struct insights_state *st = r->state;

    (void)err;
    table_init(&st->table);
    buf_init(&st->message, IMPORT_LINE_MAX);
    return VA_OK;
}

static enum va_code
csv_line_in(void *reader, const struct line *line, struct va_err *err)
{
    static const struct table_calls calls = { csv_header, csv_row };
    struct import_reader *r = reader;
    struct insights_state *st = r->state;

    return table_line(r, &st->table, &calls, line, err);
}

static enum va_code
document(struct import_reader *r, const char *text, size_t len, struct va_err *err)
{
    return import_json_document(r, text, len, json_rows, err);
}

static enum va_code
insights_end(struct import_reader *r, struct va_err *err)
{
    struct insights_state *st = r->state;
    const enum va_code code = table_end(r, &st->table, err);

    return code ? code : lambda_flush(r, &st->queue, err);
}

static void
insights_close(struct import_reader *r)
{
    struct insights_state *st = r->state;

    table_clear(&st->table);
    buf_clear(&st->message);
}

static bool
csv_matches(const struct import_head *head)
{
    static const char *const names[] = { "@duration",  "@message",    "@requestId",
                                         "@timestamp", "@memorySize", "@billedDuration" };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (!head_is_json(head) && head_has_column(head, names[i]))
            return true;
    }
    return false;
}

static bool
json_matches(const struct import_head *head)
{
    return head_is_json(head) &&
           (head_has_key(head, "@timestamp") || head_has_key(head, "@message") ||
            head_has_key(head, "@duration") || head_has_key(head, "@requestId") ||
            (head_has_key(head, "field") && head_has_key(head, "value")));
}

const struct import_shape shape_insights_csv = {
    .format = IMPORT_INSIGHTS,
    .what = "Insights export",
    .matches = csv_matches,
    .check_utf8 = true,
    .state_size = sizeof(struct insights_state),
    .start = insights_start,
    .line = csv_line_in,
    .end = insights_end,
    .clear = insights_close,
};

const struct import_shape shape_insights_json = {
    .format = IMPORT_INSIGHTS,
    .what = "Insights export",
    .matches = json_matches,
    .json = true,
    .state_size = sizeof(struct insights_state),
    .start = insights_start,
    .document = document,
    .end = insights_end,
    .clear = insights_close,
};
