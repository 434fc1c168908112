/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Google Cloud Logging exports: "Function execution took 2138 ms, finished with status
 * code: 200" of Cloud Functions (1st gen), and the request logs of the 2nd gen. As JSON
 * array, JSON Lines, or CSV with the same paths for columns; also the rows of `gcloud
 * functions logs read --format=json`.
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "io/import_json.h"
#include "io/import_row.h"
#include "io/import_shapes.h"
#include "io/import_table.h"

/* The parts of a log entry that matter; "" when absent. */
struct entry {
    char text[SAMPLE_ID_MAX + 1];
    char latency[40];
    char status[16];
    char type[64];
    char function[SAMPLE_ID_MAX + 1];
    char region[TEXT_NAME_MAX + 1];
    char execution_id[SAMPLE_ID_MAX + 1];
    char insert_id[SAMPLE_ID_MAX + 1];
    char instance_id[SAMPLE_ID_MAX + 1];
    char time[40];
};

/* Where a part is found: a path in JSON, a column in CSV. The first that is there. */
struct part {
    const char *path;
    size_t offset;
    size_t size;
};

/* What an entry says of an invocation. */
struct execution {
    int64_t duration_ns;
    char error[64]; /* "" for success */
    const char *platform;
};

struct gcf_state {
    struct table table;
};

#define PART(member) offsetof(struct entry, member), sizeof((struct entry *)0)->member

static const struct part parts[] = {
    { "textPayload", PART(text) },
    { "log", PART(text) },
    { "httpRequest.latency", PART(latency) },
    { "httpRequest.status", PART(status) },
    { "resource.type", PART(type) },
    { "resource.labels.function_name", PART(function) },
    { "resource.labels.service_name", PART(function) },
    { "name", PART(function) },
    { "resource.labels.region", PART(region) },
    { "resource.labels.location", PART(region) },
    { "labels.execution_id", PART(execution_id) },
    { "execution_id", PART(execution_id) },
    { "insertId", PART(insert_id) },
    { "labels.instanceId", PART(instance_id) },
    { "labels.instance_id", PART(instance_id) },
    { "timestamp", PART(time) },
    { "time_utc", PART(time) },
};

enum { N_PARTS = sizeof parts / sizeof parts[0] };

/* Console exports put an apostrophe before a cell, so that no spreadsheet computes it. */
static void
set_part(struct entry *entry, const struct part *part, const char *text, size_t len)
{
    char *member = (char *)entry + part->offset;

    if (len && *text == '\'') {
        text++;
        len--;
    }
    if (!*member)
        row_copy_text(member, part->size, text, len);
}

/* --- what an entry says --- */

/* Pass a text; NULL when another one is there. */
static const char *
after(const char *text, const char *start)
{
    const size_t len = strlen(start);

    return strncmp(text, start, len) ? NULL : text + len;
}

static void
set_status_code(struct execution *e, const char *code)
{
    int64_t status = 0;

    if (text_parse_int(code, strnlen(code, 16), 100, 599, &status))
        snprintf(e->error, sizeof e->error, "status code %.20s", code);
    else if (status >= 500 || status == 429)
        snprintf(e->error, sizeof e->error, "status code %d", (int)status);
}

/* "Function execution took 2138 ms, finished with status: 'ok'" or "status code: 200". */
static bool
read_text(const char *text, struct execution *e)
{
    const char *at = after(text, "Function execution took ");
    const char *rest = at ? strstr(at, " ms, finished with status") : NULL;
    const char *code = NULL;

    if (!rest || text_parse_fixed(at, (size_t)(rest - at), 6, &e->duration_ns))
        return false;
    rest = after(rest, " ms, finished with status");
    code = after(rest, " code: ");
    if (code) {
        set_status_code(e, code);
    } else if ((code = after(rest, ": ")) != NULL) {
        const size_t len = strcspn(code + (*code == '\''), "'");

        code += *code == '\'';
        if (len != 2 || memcmp(code, "ok", 2))
            snprintf(e->error, sizeof e->error, "%.*s", (int)(len < 60 ? len : 60),
                     len ? code : "error");
    }
    return true;
}

/* "0.123456s", as protocol buffers write a duration. */
static bool
read_latency(const struct entry *entry, struct execution *e)
{
    const size_t len = strlen(entry->latency);

    if (len < 2 || entry->latency[len - 1] != 's' ||
        text_parse_fixed(entry->latency, len - 1, 9, &e->duration_ns))
        return false;
    if (*entry->status)
        set_status_code(e, entry->status);
    return true;
}

static bool
read_entry(const struct entry *entry, struct execution *e)
{
    *e = (struct execution){ .platform = "gcf-gen1" };
    if (read_text(entry->text, e))
        return true;
    e->platform = "gcf-gen2";
    return strcmp(entry->type, "cloud_function") && read_latency(entry, e);
}

static enum va_code
take_entry(struct import_reader *r, const struct entry *entry, const struct place *where,
           struct va_err *err)
{
    const char *region = entry->region;
    struct place place = *where;
    struct execution e;
    struct sample s;

    if (!read_entry(entry, &e)) {
        r->report.ignored++;
        return VA_OK;
    }
    sample_init(&s);
    s.duration_ns = e.duration_ns;
    s.error = e.error;
    s.request_id = *entry->execution_id ? entry->execution_id : entry->insert_id;
    s.instance_id = entry->instance_id;
    if (*entry->time)
        time_parse_ms(entry->time, strlen(entry->time), &s.started_at_ms);
    if (!r->options.defaults.region || !*r->options.defaults.region)
        s.region = text_is_name(region, strlen(region)) ? region : "";
    place.named =
        text_is_name(entry->function, strlen(entry->function)) ? entry->function : NULL;
    place.platform = e.platform;
    return import_emit(r, &s, &place, err);
}

/* --- JSON --- */

static enum va_code
json_entry(struct import_reader *r, const cJSON *value, const struct place *place,
           struct va_err *err)
{
    struct entry entry = { .text = "" };

    for (int i = 0; i < N_PARTS; i++) {
        const cJSON *item = json_at(value, parts[i].path);
        const char *text = json_string(item);
        char number[TEXT_NUMBER_MAX];
        double amount = 0;

        if (!text && json_number(item, &amount))
            text = text_number(number, amount, 0, false);
        if (text)
            set_part(&entry, &parts[i], text, strlen(text));
    }
    return take_entry(r, &entry, place, err);
}

static enum va_code
json_value(struct import_reader *r, const cJSON *value, struct va_err *err)
{
    const cJSON *entries = json_at(value, "entries");
    const cJSON *rows = cJSON_IsArray(entries) ? entries : value;
    enum va_code code = VA_OK;
    int64_t i = 0;

    if (!cJSON_IsArray(rows))
        return json_entry(r, value, &(const struct place){ .path = "entry" }, err);
    for (const cJSON *row = rows->child; row && !code; row = row->next) {
        char path[IMPORT_PATH_MAX];

        snprintf(path, sizeof path, "entry %lld", (long long)++i);
        code = json_entry(r, row, &(const struct place){ .path = path }, err);
    }
    return code;
}

static enum va_code
json_document(struct import_reader *r, const char *text, size_t len, struct va_err *err)
{
    return import_json_values(r, text, len, json_value, err);
}

static enum va_code
json_line(void *reader, const struct line *line, struct va_err *err)
{
    struct import_reader *r = reader;
    const struct place place = { .line = line->number };
    struct va_err row_err;
    cJSON *value = NULL;
    enum va_code code = import_json_parse(r, line->text, line->len, &value, err);

    if (code)
        return code;
    if (value) {
        code = json_entry(r, value, &place, err);
    } else if (line->len) {
        va_fail(&row_err, VA_DATA, "not valid JSON");
        code = import_bad_row(r, &place, &row_err, err);
    }
    cJSON_Delete(value);
    return code;
}

/* --- CSV --- */

static enum va_code
csv_header(struct import_reader *r, struct table *t, struct va_err *err)
{
    bool known = false;

    for (size_t i = 0; i < t->csv.n_cells; i++) {
        const struct csv_cell cell = table_trim(t->csv.cells[i]);

        t->fields[i] = -1;
        for (int k = 0; k < N_PARTS; k++) {
            if (strlen(parts[k].path) == cell.len &&
                !memcmp(parts[k].path, cell.text, cell.len))
                t->fields[i] = k;
        }
        known =
            known || (t->fields[i] >= 0 &&
                      (parts[t->fields[i]].offset == offsetof(struct entry, text) ||
                       parts[t->fields[i]].offset == offsetof(struct entry, latency)));
    }
    return known ? VA_OK
                 : import_fail(r, t->csv.line,
                               "neither a column 'textPayload' nor 'httpRequest.latency'",
                               err);
}

static enum va_code
csv_row(struct import_reader *r, struct table *t, const struct place *place,
        struct va_err *err)
{
    struct entry entry = { .text = "" };

    for (size_t i = 0; i < t->n_columns; i++) {
        const struct csv_cell cell = table_trim(t->csv.cells[i]);

        if (t->fields[i] >= 0)
            set_part(&entry, &parts[t->fields[i]], cell.text, cell.len);
    }
    return take_entry(r, &entry, place, err);
}

static enum va_code
csv_line_in(void *reader, const struct line *line, struct va_err *err)
{
    static const struct table_calls calls = { csv_header, csv_row };
    struct import_reader *r = reader;
    struct gcf_state *st = r->state;

    return table_line(r, &st->table, &calls, line, err);
}

static enum va_code
csv_start(struct import_reader *r, struct va_err *err)
{
    (void)err;
    table_init(&((struct gcf_state *)r->state)->table);
    return VA_OK;
}

static enum va_code
csv_end(struct import_reader *r, struct va_err *err)
{
    return table_end(r, &((struct gcf_state *)r->state)->table, err);
}

static void
csv_close(struct import_reader *r)
{
    table_clear(&((struct gcf_state *)r->state)->table);
}

/* --- the shapes --- */

static bool
csv_matches(const struct import_head *head)
{
    return !head_is_json(head) && (head_has_column(head, "textPayload") ||
                                   head_has_column(head, "httpRequest.latency") ||
                                   head_has_column(head, "labels.execution_id"));
}

static bool
json_matches(const struct import_head *head)
{
    return head_is_json(head) &&
           (head_has_key(head, "textPayload") || head_has_key(head, "insertId") ||
            (head_has_key(head, "httpRequest") && head_has_key(head, "latency")) ||
            (head_has_key(head, "execution_id") && head_has_key(head, "log")));
}

static bool
lines_match(const struct import_head *head)
{
    return *head->text == '{' && head_first_line_is_whole_json(head) &&
           json_matches(head);
}

const struct import_shape shape_gcf_csv = {
    .format = IMPORT_GCF_LOG,
    .what = "Google Cloud log",
    .matches = csv_matches,
    .check_utf8 = true,
    .state_size = sizeof(struct gcf_state),
    .start = csv_start,
    .line = csv_line_in,
    .end = csv_end,
    .clear = csv_close,
};

const struct import_shape shape_gcf_lines = {
    .format = IMPORT_GCF_LOG,
    .what = "Google Cloud log",
    .matches = lines_match,
    .json = true,
    .check_utf8 = true,
    .line = json_line,
};

const struct import_shape shape_gcf_json = {
    .format = IMPORT_GCF_LOG,
    .what = "Google Cloud log",
    .matches = json_matches,
    .json = true,
    .document = json_document,
};
