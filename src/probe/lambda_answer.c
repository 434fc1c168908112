/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The report of an invocation in the tail of its log, or in lines of CloudWatch Logs. */
#include <stdio.h>
#include <string.h>

#include "io/import_lambda.h"
#include "io/report_line.h"
#include "probe/lambda.h"

/* The tail has 4 KB; what is longer is no tail. */
enum { TAIL_MAX = 8192 };

/* --- base64 --- */

static int
digit_of(char c)
{
    static const char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c ? strchr(digits, c) : NULL;

    return at ? (int)(at - digits) : -1;
}

/* Bytes decoded, 0 for what is no base64 or does not fit. */
static size_t
decode(const char *text, char *out, size_t size)
{
    uint32_t bits = 0;
    int n_bits = 0;
    size_t len = 0;

    for (; *text && *text != '='; text++) {
        const int digit = digit_of(*text);

        if (digit < 0 || len == size)
            return 0;
        bits = (bits << 6 | (uint32_t)digit) & 0xffffff;
        n_bits += 6;
        if (n_bits >= 8) {
            n_bits -= 8;
            out[len++] = (char)(bits >> n_bits & 0xff);
        }
    }
    return len;
}

/* --- a report --- */

/* The text of a failure, in the words of the importers. */
static const char *
error_of(const struct lambda_report *r)
{
    if (!*r->status || !strcmp(r->status, "success"))
        return "";
    return *r->error_type ? r->error_type : r->status;
}

/* Is it one, and of this request? */
static bool
is_of(const struct lambda_report *r, const char *request_id)
{
    if (r->duration_ns <= 0 || r->duration_ns > SAMPLE_TIME_NS_MAX || r->billed_ms < 0)
        return false;
    return !*request_id || !*r->request_id || !strcmp(r->request_id, request_id);
}

static void
take(const struct lambda_report *r, struct probe_outcome *out)
{
    struct sample *s = &out->sample;
    const int64_t init_ns = r->restore_ns > 0 ? r->restore_ns : r->init_ns;

    s->duration_ns = r->duration_ns;
    s->billed_ms = r->billed_ms;
    s->cold = init_ns > 0;
    s->init_ns = init_ns > 0 && init_ns <= SAMPLE_TIME_NS_MAX ? init_ns : SAMPLE_NONE;
    if (r->max_memory_mb >= 0)
        s->max_memory_mb = r->max_memory_mb;
    if (r->memory_mb > 0)
        s->memory_mb = r->memory_mb;
    if (!*out->texts.error)
        snprintf(out->texts.error, sizeof out->texts.error, "%s", error_of(r));
    if (!*out->texts.request_id)
        snprintf(out->texts.request_id, sizeof out->texts.request_id, "%s",
                 r->request_id);
}

static bool
take_line(const char *text, size_t len, const char *request_id, struct probe_outcome *out)
{
    struct lambda_report r;
    enum report_line_kind kind = REPORT_LINE_OTHER;

    lambda_report_init(&r);
    if (report_line_read(text, len, &kind, &r, NULL) || kind != REPORT_LINE_REPORT ||
        !is_of(&r, request_id))
        return false;
    take(&r, out);
    return true;
}

/* The last line that is the report; a line that was cut off at the front is none. */
static bool
take_last_line(const char *text, size_t len, const char *request_id,
               struct probe_outcome *out)
{
    while (len) {
        size_t start = len;

        while (start && text[start - 1] != '\n')
            start--;
        if (take_line(text + start, len - start, request_id, out))
            return true;
        len = start ? start - 1 : 0;
    }
    return false;
}

/* An object of the JSON log format that starts here; *out_len is how long any object is
 * that does, 0 without one. */
static bool
take_object(const char *text, size_t len, const char *request_id,
            struct probe_outcome *out, size_t *out_len)
{
    const char *end = NULL;
    cJSON *event = cJSON_ParseWithLengthOpts(text, len, &end, false);
    struct lambda_report r;
    bool found = false;

    *out_len = event ? (size_t)(end - text) : 0;
    lambda_report_init(&r);
    if (event && lambda_json_is(event, "platform.report") &&
        !lambda_report_of_json(event, &r, NULL) && is_of(&r, request_id)) {
        take(&r, out);
        found = true;
    }
    cJSON_Delete(event);
    return found;
}

static bool
take_json(const char *text, size_t len, const char *request_id, struct probe_outcome *out)
{
    size_t at = 0;

    while (at < len) {
        size_t object = 0;

        if (text[at] == '{' && (at == 0 || text[at - 1] == '\n') &&
            take_object(text + at, len - at, request_id, out, &object))
            return true;
        at += object ? object : 1;
    }
    return false;
}

bool
lambda_log_read(const char *text, size_t len, const char *request_id,
                struct probe_outcome *out)
{
    return take_last_line(text, len, request_id, out) ||
           take_json(text, len, request_id, out);
}

bool
lambda_tail_read(const char *base64, const char *request_id, struct probe_outcome *out)
{
    char text[TAIL_MAX];
    const size_t len = decode(base64, text, sizeof text);

    return lambda_log_read(text, len, request_id, out);
}
