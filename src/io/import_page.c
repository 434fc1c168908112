/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reports of vadvise: the page that `vadvise report` writes, with its data in one script
 * element that is never run, or that document (schema vadvise.report/1) by itself.
 */
#include <stdio.h>
#include <string.h>

#include "io/import_jsonl.h"
#include "io/import_shapes.h"
#include "io/import_workload.h"

#define SCHEMA "vadvise.report/1"

/* As the page has it, once: everything else in a page has its '<' escaped. */
static const char opening[] = "<script type=\"application/json\" id=\"vadvise-data\">";
static const char closing[] = "</script>";

/* A report without its samples says how many it leaves out. */
static void
warn_left_out(struct import_reader *r, const cJSON *value)
{
    double n = 0;

    if (json_number(json_at(value, "samples_left_out"), &n) && n > 0)
        import_warn(r,
                    "the report leaves its %.0f samples out: only facts were taken; "
                    "export them where it was made",
                    n);
}

static enum va_code
report_value(struct import_reader *r, const cJSON *value, struct va_err *err)
{
    const char *schema = json_string(json_at(value, "schema"));
    const cJSON *data = json_at(value, "data");

    if (!schema || strcmp(schema, SCHEMA))
        return import_fail(r, 0, "schema: not \"" SCHEMA "\"", err);
    if (!cJSON_IsObject(data))
        return import_fail(r, 0, "data: not an object", err);
    warn_left_out(r, value);
    return import_workload_value(r, data, err);
}

static enum va_code
report_document(struct import_reader *r, const char *text, size_t len, struct va_err *err)
{
    return import_json_document(r, text, len, report_value, err);
}

/* Where a text begins between two places; NULL: it is not there. */
static const char *
find(const char *at, const char *end, const char *text, size_t len)
{
    while ((size_t)(end - at) >= len) {
        at = memchr(at, *text, (size_t)(end - at) - len + 1);
        if (!at || !memcmp(at, text, len))
            return at;
        at++;
    }
    return NULL;
}

static enum va_code
page_document(struct import_reader *r, const char *text, size_t len, struct va_err *err)
{
    const char *end = text + len;
    const char *from = find(text, end, opening, sizeof opening - 1);
    const char *to = NULL;

    if (!from)
        return import_fail(r, 0, "a page without the data of a report", err);
    from += sizeof opening - 1;
    to = find(from, end, closing, sizeof closing - 1);
    if (!to)
        return import_fail(r, 0, "the data of the report are cut off", err);
    return report_document(r, from, (size_t)(to - from), err);
}

static bool
page_matches(const struct import_head *head)
{
    return head->len && *head->text == '<' &&
           head_has_text(head, "<meta name=\"generator\" content=\"vadvise");
}

static bool
document_matches(const struct import_head *head)
{
    return head_is_json(head) && head_has_key(head, "schema") &&
           head_has_text(head, "\"" SCHEMA "\"");
}

const struct import_shape shape_page = {
    .format = IMPORT_REPORT_HTML,
    .what = "report page",
    .matches = page_matches,
    .state_size = sizeof(struct jsonl),
    .start = import_workload_start,
    .document = page_document,
    .clear = import_workload_clear,
};

const struct import_shape shape_page_data = {
    .format = IMPORT_REPORT_HTML,
    .what = "report document",
    .matches = document_matches,
    .json = true,
    .state_size = sizeof(struct jsonl),
    .start = import_workload_start,
    .document = report_document,
    .clear = import_workload_clear,
};
