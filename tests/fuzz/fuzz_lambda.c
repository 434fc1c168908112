/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: what Lambda's control plane, its log tails and the journal may hold. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "probe/gcf_json.h"
#include "probe/gcf_report.h"
#include "probe/lambda.h"

enum { TEXT_MAX = 1 << 14 };

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static void
require(bool holds)
{
    if (!holds)
        abort();
}

static void
start(struct probe_outcome *out)
{
    *out = (struct probe_outcome){ .fate = LEDGER_UNKNOWN };
    sample_init(&out->sample);
    out->sample.memory_mb = 128;
    out->sample.error = out->texts.error;
    out->sample.cpu = out->texts.cpu;
    out->sample.instance_id = out->texts.instance_id;
    out->sample.request_id = out->texts.request_id;
}

static void
check(const struct probe_outcome *out)
{
    require(text_is_utf8(out->texts.error, strlen(out->texts.error)));
    require(text_is_utf8(out->texts.request_id, strlen(out->texts.request_id)));
    require(out->sample.duration_ns > 0 && out->sample.duration_ns <= SAMPLE_TIME_NS_MAX);
    require(out->sample.billed_ms >= SAMPLE_NONE && out->sample.memory_mb > 0);
}

static void
read_logs(const char *text, size_t size)
{
    static const char id[] = "8f507cfc-xmpl-4697-b07a-ac58fc914c95";
    struct probe_outcome out;
    char *copy = strndup(text, size);

    start(&out);
    if (lambda_log_read(text, size, id, &out))
        check(&out);
    start(&out);
    if (copy && lambda_tail_read(copy, "", &out))
        check(&out);
    start(&out);
    if (gcf_report_read(text, size, &out))
        require(out.sample.duration_ns > 0);
    free(copy);
}

static void
read_replies(const char *text, size_t size)
{
    cJSON *json = gcf_json_read(text, size);
    struct lambda_config config;
    struct lambda_change change;
    struct lambda_name name;
    char *copy = strndup(text, size);

    if (json && !lambda_config_read(json, &config, NULL)) {
        require(config.memory_mb > 0 && config.timeout_ms > 0);
        require(text_is_utf8(config.description, strlen(config.description)));
    }
    cJSON_Delete(json);
    if (copy && !lambda_change_read(copy, &change, NULL))
        require(change.memory_mb >= 0 && change.set_memory_mb >= 0);
    if (copy && !lambda_name_read(copy, &name, NULL))
        require(*name.name && strlen(name.function) <= strlen(copy));
    free(copy);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    if (size > TEXT_MAX)
        return 0;
    read_logs((const char *)data, size);
    read_replies((const char *)data, size);
    return 0;
}
