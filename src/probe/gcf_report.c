/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a function says of its own invocation. */
#include "probe/gcf_report.h"

#include <math.h>
#include <string.h>

#include "probe/gcf_json.h"

static const char schema[] = "vadvise.fn-report/";

/* A time in ms; false, and out untouched, when it is none in range. */
static bool
read_time(const cJSON *report, const char *name, int64_t *out_ns)
{
    double ms = 0;

    if (!gcf_json_number(report, name, &ms) || ms < 0 || ms * 1e6 > SAMPLE_TIME_NS_MAX)
        return false;
    *out_ns = llround(ms * 1e6);
    return true;
}

bool
gcf_report_read(const char *text, size_t len, struct probe_outcome *out)
{
    cJSON *report = gcf_json_read(text, len);
    const cJSON *cold = gcf_json_at(report, "cold");
    struct sample *s = &out->sample;
    int64_t duration_ns = 0;
    double memory_mb = 0;

    if (!cJSON_IsObject(report)) {
        cJSON_Delete(report);
        return false;
    }
    read_time(report, "init_ms", &s->init_ns);
    read_time(report, "download_ms", &s->download_ns);
    read_time(report, "process_ms", &s->process_ns);
    read_time(report, "upload_ms", &s->upload_ns);
    if (cJSON_IsBool(cold))
        s->cold = cJSON_IsTrue(cold);
    if (gcf_json_number(report, "max_memory_mb", &memory_mb) && memory_mb >= 0 &&
        memory_mb <= SAMPLE_MEMORY_MB_MAX)
        s->max_memory_mb = (int32_t)ceil(memory_mb);
    gcf_json_copy(report, "cpu", out->texts.cpu, TEXT_NAME_MAX);
    gcf_json_copy(report, "instance_id", out->texts.instance_id,
                  sizeof out->texts.instance_id);
    /* Others may mean something else by an error. */
    if (!strncmp(gcf_json_string(report, "schema"), schema, strlen(schema)))
        gcf_json_copy(report, "error", out->texts.error, sizeof out->texts.error);
    if (read_time(report, "duration_ms", &duration_ns) && duration_ns > 0)
        s->duration_ns = duration_ns;
    cJSON_Delete(report);
    return duration_ns > 0;
}
