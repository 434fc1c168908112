/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: what Google and a function answer, and URLs of functions. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "probe/gcf.h"
#include "probe/gcf_json.h"
#include "probe/gcf_report.h"
#include "probe/gcf_verdict.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static void
require(bool holds)
{
    if (!holds)
        abort();
}

static bool
is_line(const char *text, size_t size)
{
    require(memchr(text, '\0', size) != NULL && text_is_utf8(text, strlen(text)));
    return !strpbrk(text, "\n\r\x1b");
}

static const char *
no_variable(void *ctx, const char *name)
{
    (void)ctx;
    (void)name;
    return NULL;
}

static void
read_logs(const char *text, size_t len)
{
    for (int second = 0; second < 2; second++) {
        const struct gcf_log_key key = { second, "ID", 0 };
        struct gcf_log log;

        gcf_log_init(&log);
        if (gcf_log_read(text, len, &key, &log, NULL))
            continue;
        require(log.duration_ns >= SAMPLE_NONE && log.duration_ns <= SAMPLE_TIME_NS_MAX);
        require(log.status == 0 || (log.status >= 100 && log.status < 600));
        require(is_line(log.error, sizeof log.error));
        require(is_line(log.instance_id, sizeof log.instance_id));
    }
}

static void
read_config(const char *text, size_t len)
{
    cJSON *value = gcf_json_read(text, len);

    for (int second = 0; value && second < 2; second++) {
        static struct gcf_config config;

        if (gcf_config_read(value, second, &config, NULL))
            continue;
        require(config.memory_mb > 0 && config.memory_mb <= SAMPLE_MEMORY_MB_MAX);
        require(config.timeout_ms >= 0);
        require(is_line(config.url, sizeof config.url));
        require(is_line(config.memory, sizeof config.memory));
        require(is_line(config.mark, sizeof config.mark));
    }
    cJSON_Delete(value);
}

static void
read_report(const char *text, size_t len)
{
    static struct probe_outcome out;
    const struct sample *s = &out.sample;

    out = (struct probe_outcome){ .fate = LEDGER_DONE };
    sample_init(&out.sample);
    if (gcf_report_read(text, len, &out))
        require(s->duration_ns > 0 && s->duration_ns <= SAMPLE_TIME_NS_MAX);
    require(s->max_memory_mb >= SAMPLE_NONE && s->init_ns >= SAMPLE_NONE);
    require(is_line(out.texts.cpu, sizeof out.texts.cpu));
    require(is_line(out.texts.error, sizeof out.texts.error));
}

static void
read_place(const char *text, size_t len)
{
    static struct probe_settings settings;
    static struct gcf_place place;
    char resource[PROBE_TEXT_MAX];

    if (len >= sizeof settings.url)
        return;
    probe_settings_init(&settings);
    for (int as_name = 0; as_name < 2; as_name++) {
        char *to = as_name ? settings.function : settings.url;

        *settings.url = *settings.function = '\0';
        memcpy(to, text, len);
        to[len] = '\0';
        if (!gcf_place_read(&settings, no_variable, NULL, &place, NULL) &&
            !gcf_place_resource(&place, 512, resource, NULL))
            require(gcf_is_resource(resource));
    }
    probe_settings_clear(&settings);
}

static void
judge(const char *text, size_t len)
{
    static const int32_t statuses[] = { 200, 302, 401, 404, 429, 500, 503, 504 };

    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
        struct http_reply reply;
        struct gcf_verdict verdict;

        http_reply_init(&reply);
        reply.status = statuses[i];
        buf_add(&reply.body, text, len);
        gcf_judge(&reply, i % 2, &verdict);
        require(is_line(verdict.text, sizeof verdict.text));
        require(verdict.ran == GCF_RAN_WELL || *verdict.text);
        http_reply_clear(&reply);
    }
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const char *text = (const char *)data;

    read_logs(text, size);
    read_config(text, size);
    read_report(text, size);
    read_place(text, size);
    judge(text, size);
    return 0;
}
