/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "probe/local_report.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <string.h>

#include "base/text.h"

#define REPORT_SCHEMA "vadvise.fn-report/1"

/* Start and length of the last line that is not blank; false for none. */
static bool
last_line(const char *text, size_t len, const char **out, size_t *out_len)
{
    size_t end = len;
    size_t start = 0;

    while (end > 0 && strchr(" \t\r\n", text[end - 1]) && text[end - 1] != '\0')
        end--;
    for (start = end; start > 0 && text[start - 1] != '\n' && text[start - 1] != '\r';)
        start--;
    *out = text + start;
    *out_len = end - start;
    return end > start;
}

void
local_last_line(const char *text, size_t len, char *out, size_t size)
{
    const char *line = NULL;
    size_t n = 0;
    size_t used = 0;

    if (!last_line(text, len, &line, &n))
        n = 0;
    while (n > 0) {
        uint32_t point = 0;
        const size_t bytes = text_utf8(line, n, &point);
        const bool plain = bytes > 0 && !text_is_control(point);

        if (used + (plain ? bytes : 1) >= size)
            break;
        if (plain)
            memcpy(out + used, line, bytes);
        else
            out[used] = '?';
        used += plain ? bytes : 1;
        line += bytes ? bytes : 1;
        n -= bytes ? bytes : 1;
    }
    out[used] = '\0';
}

static void
take_time(const cJSON *report, const char *name, int64_t *out_ns)
{
    const cJSON *value = cJSON_GetObjectItemCaseSensitive(report, name);
    double ns = 0;

    if (!cJSON_IsNumber(value))
        return;
    ns = value->valuedouble * 1e6;
    if (ns >= 0 && ns <= (double)SAMPLE_TIME_NS_MAX)
        *out_ns = llround(ns);
}

static void
take_all(const cJSON *report, struct sample *s)
{
    const cJSON *cold = cJSON_GetObjectItemCaseSensitive(report, "cold");
    const cJSON *memory = cJSON_GetObjectItemCaseSensitive(report, "max_memory_mb");

    take_time(report, "init_ms", &s->init_ns);
    take_time(report, "download_ms", &s->download_ns);
    take_time(report, "process_ms", &s->process_ns);
    take_time(report, "upload_ms", &s->upload_ns);
    if (cJSON_IsBool(cold))
        s->cold = cJSON_IsTrue(cold);
    if (cJSON_IsNumber(memory) && memory->valuedouble > s->max_memory_mb &&
        memory->valuedouble <= SAMPLE_MEMORY_MB_MAX)
        s->max_memory_mb = (int32_t)ceil(memory->valuedouble);
}

bool
local_report_read(const char *text, size_t len, struct sample *s)
{
    const char *line = NULL;
    const char *schema = NULL;
    size_t n = 0;
    int64_t duration_ns = 0;
    cJSON *report = NULL;

    if (!last_line(text, len, &line, &n) || *line != '{')
        return false;
    report = cJSON_ParseWithLength(line, n);
    schema = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(report, "schema"));
    if (schema && strcmp(schema, REPORT_SCHEMA) == 0) {
        take_time(report, "duration_ms", &duration_ns);
        if (duration_ns > 0) {
            s->duration_ns = duration_ns;
            take_all(report, s);
        }
    }
    cJSON_Delete(report);
    return duration_ns > 0;
}
