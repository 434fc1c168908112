/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Readers of the options of probes. */
#include <string.h>

#include "base/money.h"
#include "base/text.h"
#include "cli/reading.h"

/* Nothing is waited for longer than a year. */
#define LONGEST_MS (366 * 86400 * 1000.0)

static enum va_code
keep(const struct reading *r, const char **out, const char *expected)
{
    *out = r->text;
    return *r->text ? VA_OK : reading_fail(r, expected);
}

static enum va_code
read_function(const struct reading *r)
{
    return keep(r, &r->w->probe.function, "a name or an ARN");
}

static enum va_code
read_url(const struct reading *r)
{
    r->w->probe.url = r->text;
    if (strncmp(r->text, "https://", 8) != 0 && strncmp(r->text, "http://", 7) != 0)
        return reading_fail(r, "https://...");
    return VA_OK;
}

static enum va_code
read_endpoint_url(const struct reading *r)
{
    r->w->probe.endpoint_url = r->text;
    if (strncmp(r->text, "https://", 8) != 0 && strncmp(r->text, "http://", 7) != 0)
        return reading_fail(r, "https://...");
    return VA_OK;
}

static enum va_code
read_emulate(const struct reading *r)
{
    return keep(r, &r->w->probe.emulates, "a platform");
}

static enum va_code
read_profile(const struct reading *r)
{
    return keep(r, &r->w->probe.profile, "the name of a profile");
}

static enum va_code
read_project(const struct reading *r)
{
    return keep(r, &r->w->probe.project, "the name of a project");
}

static enum va_code
read_like(const struct reading *r)
{
    r->w->probe.like = r->text;
    return value_check(VALUE_LIKE, "like", r->text, r->err);
}

static enum va_code
read_runs(const struct reading *r)
{
    int64_t runs = 0;

    if (text_parse_int(r->text, strlen(r->text), 1, PROBE_RUNS_MAX, &runs))
        return reading_fail(r, "a number of invocations, at most 10000");
    r->w->probe.runs = (int32_t)runs;
    return VA_OK;
}

static enum va_code
read_payload(const struct reading *r)
{
    struct probe_request *p = &r->w->probe;

    for (int32_t i = 0; i < r->given->n && i < PROBE_PAYLOADS_MAX; i++)
        p->payloads[p->n_payloads++] = r->given->text[i];
    return VA_OK;
}

static enum va_code
read_max_spend(const struct reading *r)
{
    if (money_parse(r->text, &r->w->probe.max_spend_pusd))
        return reading_fail(r, "an amount of dollars such as 0.05");
    return VA_OK;
}

/* 0.015 or 1.5%. */
static enum va_code
read_target_regret(const struct reading *r)
{
    const size_t len = strlen(r->text);
    const bool percent = len > 1 && r->text[len - 1] == '%';
    double value = 0;

    if (text_parse_double(r->text, len - percent, &value))
        return reading_fail(r, "a share above 0 and below 1, or a percentage");
    value = percent ? value / 100 : value;
    if (!(value > 0 && value < 1))
        return reading_fail(r, "a share above 0 and below 1, or a percentage");
    r->w->probe.target_regret = value;
    return VA_OK;
}

/* A time, also in days: "7d". */
static enum va_code
read_span(const struct reading *r, int64_t *out_ms)
{
    const size_t len = strlen(r->text);
    double ms = 0;
    enum va_code code = VA_OK;

    if (len > 1 && r->text[len - 1] == 'd') {
        code = text_parse_double(r->text, len - 1, &ms);
        ms *= 86400 * 1000.0;
    } else {
        code = text_parse_time_ms(r->text, &ms);
    }
    if (code || !(ms >= 1 && ms <= LONGEST_MS))
        return reading_fail(r, "a time such as 30s, 15m, 1h or 7d");
    *out_ms = (int64_t)ms;
    return VA_OK;
}

static enum va_code
read_timeout(const struct reading *r)
{
    return read_span(r, &r->w->probe.timeout_ms);
}

static enum va_code
read_every(const struct reading *r)
{
    return read_span(r, &r->w->probe.every_ms);
}

static enum va_code
read_for(const struct reading *r)
{
    return read_span(r, &r->w->probe.for_ms);
}

static enum va_code
read_spend(const struct reading *r)
{
    r->w->spend_never = !strcmp(r->text, "never");
    return value_check(VALUE_SPEND, "spend", r->text, r->err);
}

static enum va_code
read_plain_yes(const struct reading *r)
{
    if (money_parse(r->text, &r->w->plain_yes_pusd))
        return reading_fail(r, "an amount of dollars such as 0.01");
    return VA_OK;
}

static enum va_code
read_run(const struct reading *r)
{
    if (text_parse_int(r->text, strlen(r->text), 1, INT64_MAX, &r->w->run))
        return reading_fail(r, "the number of a probe run");
    return VA_OK;
}

static enum va_code
read_seed(const struct reading *r)
{
    if (text_parse_int(r->text, strlen(r->text), 1, DEMO_SEED_MAX, &r->w->seed))
        return reading_fail(r, "a number from 1 to a billion");
    return VA_OK;
}

static const struct option_reader readers[] = {
    { OPTION_LIKE, read_like },
    { OPTION_FUNCTION, read_function },
    { OPTION_URL, read_url },
    { OPTION_ENDPOINT_URL, read_endpoint_url },
    { OPTION_EMULATE, read_emulate },
    { OPTION_PROFILE, read_profile },
    { OPTION_PROJECT, read_project },
    { OPTION_RUNS, read_runs },
    { OPTION_PAYLOAD, read_payload },
    { OPTION_MAX_SPEND, read_max_spend },
    { OPTION_TARGET_REGRET, read_target_regret },
    { OPTION_TIMEOUT, read_timeout },
    { OPTION_EVERY, read_every },
    { OPTION_FOR, read_for },
    { OPTION_SPEND, read_spend },
    { OPTION_PLAIN_YES, read_plain_yes },
    { OPTION_FORGET_RUN, read_run },
    { OPTION_SEED, read_seed },
};

const struct option_reader *
probe_reader_get(size_t i)
{
    const size_t n = sizeof readers / sizeof *readers;

    return i < n ? &readers[i] : logs_reader_get(i - n);
}
