/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/sample.h"

#include "base/text.h"
#include "tap.h"

static struct sample
good(void)
{
    struct sample s;

    sample_init(&s);
    s.workload = "facedetect";
    s.memory_mb = 512;
    s.duration_ns = INT64_C(1250000);
    return s;
}

/* Is the sample refused with a text that starts so? */
static void
refused(const struct sample *s, const char *start, const char *what)
{
    struct va_err err = { .code = VA_OK };

    OK(sample_check(s, &err) == VA_DATA && !strncmp(err.text, start, strlen(start)),
       "%s is refused as \"%s\"", what, start);
}

static void
test_defaults(void)
{
    const struct sample s = good();

    OK(sample_check(&s, NULL) == VA_OK, "size and duration are all that a sample needs");
    OK(s.n == 1 && s.cold == SAMPLE_NONE && s.started_at_ms == TIME_UNKNOWN,
       "what was not reported is marked so");
    IS_STR(s.request_id, "", "texts are empty at first");
}

static void
test_numbers(void)
{
    struct sample s = good();

    s.duration_ns = -3 * 1000 * 1000;
    refused(&s, "duration_ms: -3 is not above 0", "a negative duration");
    s.duration_ns = SAMPLE_NONE;
    refused(&s, "duration_ms: missing", "a success without a duration");
    s.duration_ns = SAMPLE_TIME_NS_MAX + 1;
    refused(&s, "duration_ms: ", "a duration of more than 30 days");
    s = good();
    s.memory_mb = 0;
    refused(&s, "memory_mb: 0 is below 1", "a size of nothing");
    s.memory_mb = SAMPLE_MEMORY_MB_MAX + 1;
    refused(&s, "memory_mb: 1048577 is above 1048576", "a size past the limit");
    s = good();
    s.n = 0;
    refused(&s, "n: 0", "a row that averages nothing");
    s = good();
    s.cold = 2;
    refused(&s, "cold: 2", "a flag that is neither 0 nor 1");
    s = good();
    s.max_memory_mb = -5;
    refused(&s, "max_memory_mb: -5", "negative memory used");
    s = good();
    s.billed_ms = -7;
    refused(&s, "billed_ms: -7", "a negative billed time");
    s = good();
    s.init_ns = -2000000;
    refused(&s, "init_ms: -2 is below 0", "a negative init time");
    s = good();
    s.upload_ns = SAMPLE_TIME_NS_MAX + 1;
    refused(&s, "upload_ms: ", "a step of more than 30 days");
    s = good();
    s.started_at_ms = -1;
    refused(&s, "started_at: -1", "a start before 1970");
}

static void
test_texts(void)
{
    char text[SAMPLE_ERROR_MAX + 2];
    struct sample s = good();

    memset(text, 'x', sizeof text);
    text[sizeof text - 1] = '\0';
    s.error = text;
    refused(&s, "error: 201 bytes", "an error text past the limit");
    s = good();
    s.workload = "\xff\xfe";
    refused(&s, "workload: not valid UTF-8", "a name that is not UTF-8");
    s = good();
    text[TEXT_NAME_MAX + 1] = '\0';
    s.cpu = text;
    refused(&s, "cpu: 129 bytes", "a CPU model past the limit");
}

static void
test_failures(void)
{
    struct sample s = good();

    s.error = "timeout";
    s.duration_ns = SAMPLE_NONE;
    OK(sample_check(&s, NULL) == VA_OK, "a failure needs no duration");
    s.duration_ns = 0;
    refused(&s, "duration_ms: 0 is not above 0", "a failure after no time");
}

int
main(void)
{
    test_defaults();
    test_numbers();
    test_texts();
    test_failures();
    return done();
}
