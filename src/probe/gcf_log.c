/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What Cloud Logging says of one invocation. */
#include "probe/gcf_log.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/text.h"
#include "probe/gcf_json.h"

enum { CLOCKS_DIFFER_MS = 1000 };

void
gcf_log_init(struct gcf_log *log)
{
    *log = (struct gcf_log){ .duration_ns = SAMPLE_NONE };
}

/* --- 1st gen --- */

static bool
pass(const char **at, const char *word)
{
    const size_t len = strlen(word);

    if (strncasecmp(*at, word, len))
        return false;
    *at += len;
    return true;
}

/* " ms, finished with status code: 200", " ms, finished with status: 'crash'", " ms.
 * Finished with status: timeout". */
static bool
read_ending(const char *at, struct gcf_log *log)
{
    bool is_code = false;
    int64_t status = 0;
    size_t len = 0;

    if (!pass(&at, " ms, finished with status") &&
        !pass(&at, " ms. finished with status"))
        return false;
    is_code = pass(&at, " code");
    if (!pass(&at, ":"))
        return false;
    at += strspn(at, " '\"");
    len = strcspn(at, "'\" \r\n");
    if (is_code) {
        if (text_parse_int(at, len, 100, 599, &status))
            return false;
        log->status = (int32_t)status;
        if (status >= 400)
            snprintf(log->error, sizeof log->error, "status code: %d", (int)status);
    } else if (len != 2 || strncasecmp(at, "ok", 2)) {
        len = strcspn(at, "'\"\r\n"); /* "connection error" is two words */
        gcf_copy(log->error, sizeof log->error, len ? at : "error", len ? len : 5);
    }
    return true;
}

static void
read_first(const char *text, struct gcf_log *log)
{
    const char *at = text;
    struct gcf_log seen = { .duration_ns = 0 };
    size_t len = 0;

    if (strstr(text, "memory limit exceeded"))
        log->out_of_memory = true;
    if (!pass(&at, "Function execution took "))
        return;
    len = strspn(at, "0123456789.");
    if (text_parse_fixed(at, len, 6, &seen.duration_ns) ||
        seen.duration_ns > SAMPLE_TIME_NS_MAX || !read_ending(at + len, &seen))
        return;
    log->found = true;
    log->duration_ns = seen.duration_ns;
    log->status = seen.status;
    memcpy(log->error, seen.error, sizeof log->error);
}

static bool
is_execution(const cJSON *entry, const char *id)
{
    return !strcmp(gcf_json_string(entry, "labels.execution_id"), id) ||
           !strcmp(gcf_json_string(entry, "execution_id"), id);
}

/* --- 2nd gen --- */

/* "projects/P/traces/ID" */
static bool
is_trace(const cJSON *entry, const char *id)
{
    const char *trace = gcf_json_string(entry, "trace");
    const char *slash = strrchr(trace, '/');

    return !strcmp(slash ? slash + 1 : trace, id);
}

/* "0.123456s", as protocol buffers write a duration. */
static bool
read_latency(const char *text, int64_t *out_ns)
{
    const size_t len = strlen(text);
    int64_t ns = 0;

    if (len < 2 || text[len - 1] != 's' || text_parse_fixed(text, len - 1, 9, &ns) ||
        ns <= 0 || ns > SAMPLE_TIME_NS_MAX)
        return false;
    *out_ns = ns;
    return true;
}

static void
read_second(const cJSON *entry, struct gcf_log *log)
{
    double status = 0;

    if (!gcf_json_at(entry, "httpRequest"))
        return;
    if (read_latency(gcf_json_string(entry, "httpRequest.latency"), &log->duration_ns))
        log->found = true;
    if (gcf_json_number(entry, "httpRequest.status", &status) && status >= 100 &&
        status < 600) {
        log->found = true;
        log->status = (int32_t)status;
        if (log->status >= 400)
            snprintf(log->error, sizeof log->error, "status code: %d", (int)log->status);
    }
    if (strstr(gcf_json_string(entry, "textPayload"), "no available instance"))
        log->no_instance = true;
}

/* Such a line belongs to an instance, not to a request: it counts by its time. */
static bool
is_memory_line(const cJSON *entry, const char *text, int64_t since_ms)
{
    const char *at = gcf_json_string(entry, "timestamp");
    int64_t at_ms = 0;

    return !strncmp(text, "Memory limit of ", 16) &&
           !time_parse_ms(at, strlen(at), &at_ms) && at_ms >= since_ms - CLOCKS_DIFFER_MS;
}

/* --- both --- */

static void
read_entry(const cJSON *entry, const struct gcf_log_key *key, struct gcf_log *log)
{
    const char *text = gcf_json_string(entry, "textPayload");
    const bool is_it =
        key->second ? is_trace(entry, key->id) : is_execution(entry, key->id);

    text = *text ? text : gcf_json_string(entry, "log");
    if (key->second && is_memory_line(entry, text, key->since_ms))
        log->out_of_memory = true;
    if (!is_it)
        return;
    if (key->second)
        read_second(entry, log);
    else
        read_first(text, log);
    if (!*log->instance_id && !gcf_json_copy(entry, "labels.instanceId", log->instance_id,
                                             sizeof log->instance_id))
        gcf_json_copy(entry, "labels.instance_id", log->instance_id,
                      sizeof log->instance_id);
}

enum va_code
gcf_log_take(const cJSON *value, const struct gcf_log_key *key, struct gcf_log *log,
             char next_page[GCF_LOG_PAGE_MAX], struct va_err *err)
{
    const cJSON *entries = cJSON_IsArray(value) ? value : gcf_json_at(value, "entries");
    const char *page = gcf_json_string(value, "nextPageToken");

    if (!cJSON_IsObject(value) && !cJSON_IsArray(value))
        return va_fail(err, VA_DATA, "Cloud Logging: the reply is not what was expected");
    if (cJSON_IsArray(entries)) {
        for (const cJSON *entry = entries->child; entry; entry = entry->next)
            read_entry(entry, key, log);
    }
    snprintf(next_page, GCF_LOG_PAGE_MAX, "%s",
             strlen(page) < GCF_LOG_PAGE_MAX ? page : "");
    return VA_OK;
}

enum va_code
gcf_log_read(const char *text, size_t len, const struct gcf_log_key *key,
             struct gcf_log *log, struct va_err *err)
{
    char page[GCF_LOG_PAGE_MAX];
    cJSON *value = gcf_json_read(text, len);
    const enum va_code code = gcf_log_take(value, key, log, page, err);

    cJSON_Delete(value);
    return code;
}
