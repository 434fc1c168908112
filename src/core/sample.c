/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Defaults and range checks of a sample. */
#include "core/sample.h"

#include <inttypes.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

/* A text field and the most bytes it may hold. */
struct text_rule {
    const char *column;
    const char *text;
    size_t max;
};

/* A time field that may be absent. */
struct time_rule {
    const char *column;
    int64_t value_ns;
};

void
sample_init(struct sample *s)
{
    *s = (struct sample){
        .workload = "",
        .implementation = "",
        .platform = "",
        .region = "",
        .emulates = "",
        .error = "",
        .cpu = "",
        .instance_id = "",
        .request_id = "",
        .n = 1,
        .cold = SAMPLE_NONE,
        .max_memory_mb = SAMPLE_NONE,
        .duration_ns = SAMPLE_NONE,
        .billed_ms = SAMPLE_NONE,
        .init_ns = SAMPLE_NONE,
        .download_ns = SAMPLE_NONE,
        .process_ns = SAMPLE_NONE,
        .upload_ns = SAMPLE_NONE,
        .started_at_ms = TIME_UNKNOWN,
    };
}

static bool
says(const char *text, const char *words)
{
    const size_t len = strlen(words);

    for (; *text != '\0'; text++) {
        if (strncasecmp(text, words, len) == 0)
            return true;
    }
    return false;
}

bool
sample_timed_out(const struct sample *s)
{
    return s->duration_ns != SAMPLE_NONE &&
           (says(s->error, "timed out") || says(s->error, "timeout"));
}

static enum va_code
check_range(const char *column, int64_t value, int64_t low, int64_t high,
            struct va_err *err)
{
    if (value < low)
        return va_fail(err, VA_DATA, "%s: %" PRId64 " is below %" PRId64, column, value,
                       low);
    if (value > high)
        return va_fail(err, VA_DATA, "%s: %" PRId64 " is above %" PRId64, column, value,
                       high);
    return VA_OK;
}

static enum va_code
check_texts(const struct sample *s, struct va_err *err)
{
    const struct text_rule rules[] = {
        { "workload", s->workload, TEXT_NAME_MAX },
        { "implementation", s->implementation, TEXT_NAME_MAX },
        { "platform", s->platform, TEXT_NAME_MAX },
        { "region", s->region, TEXT_NAME_MAX },
        { "emulates", s->emulates, TEXT_NAME_MAX },
        { "error", s->error, SAMPLE_ERROR_MAX },
        { "cpu", s->cpu, TEXT_NAME_MAX },
        { "instance_id", s->instance_id, SAMPLE_ID_MAX },
        { "request_id", s->request_id, SAMPLE_ID_MAX },
    };

    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        const size_t len = strlen(rules[i].text);

        if (len > rules[i].max)
            return va_fail(err, VA_DATA, "%s: %zu bytes, at most %zu are kept",
                           rules[i].column, len, rules[i].max);
        if (!text_is_utf8(rules[i].text, len))
            return va_fail(err, VA_DATA, "%s: not valid UTF-8", rules[i].column);
    }
    return VA_OK;
}

static enum va_code
check_duration(const struct sample *s, struct va_err *err)
{
    if (s->error[0] != '\0' && s->duration_ns == SAMPLE_NONE)
        return VA_OK;
    if (s->duration_ns == SAMPLE_NONE)
        return va_fail(err, VA_DATA, "duration_ms: missing");
    if (s->duration_ns <= 0)
        return va_fail(err, VA_DATA, "duration_ms: %.9g is not above 0",
                       (double)s->duration_ns / 1e6);
    if (s->duration_ns > SAMPLE_TIME_NS_MAX)
        return va_fail(err, VA_DATA, "duration_ms: %.9g is more than 30 days",
                       (double)s->duration_ns / 1e6);
    return VA_OK;
}

/* Steps and init may take no time at all, or not be reported. */
static enum va_code
check_times(const struct sample *s, struct va_err *err)
{
    const struct time_rule rules[] = {
        { "init_ms", s->init_ns },
        { "download_ms", s->download_ns },
        { "process_ms", s->process_ns },
        { "upload_ms", s->upload_ns },
    };

    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        const int64_t ns = rules[i].value_ns;

        if (ns == SAMPLE_NONE)
            continue;
        if (ns < 0)
            return va_fail(err, VA_DATA, "%s: %.9g is below 0", rules[i].column,
                           (double)ns / 1e6);
        if (ns > SAMPLE_TIME_NS_MAX)
            return va_fail(err, VA_DATA, "%s: %.9g is more than 30 days", rules[i].column,
                           (double)ns / 1e6);
    }
    return VA_OK;
}

enum va_code
sample_check(const struct sample *s, struct va_err *err)
{
    enum va_code code = check_texts(s, err);

    if (!code)
        code = check_range("memory_mb", s->memory_mb, 1, SAMPLE_MEMORY_MB_MAX, err);
    if (!code)
        code = check_range("n", s->n, 1, SAMPLE_COUNT_MAX, err);
    if (!code)
        code = check_range("cold", s->cold, SAMPLE_NONE, 1, err);
    if (!code && s->max_memory_mb != SAMPLE_NONE)
        code =
            check_range("max_memory_mb", s->max_memory_mb, 0, SAMPLE_MEMORY_MB_MAX, err);
    if (!code)
        code = check_duration(s, err);
    if (!code && s->billed_ms != SAMPLE_NONE)
        code = check_range("billed_ms", s->billed_ms, 0,
                           SAMPLE_TIME_NS_MAX / (1000 * 1000), err);
    if (!code)
        code = check_times(s, err);
    if (!code && s->started_at_ms != TIME_UNKNOWN)
        code = check_range("started_at", s->started_at_ms, 0, SAMPLE_STARTED_MS_MAX, err);
    return code;
}
