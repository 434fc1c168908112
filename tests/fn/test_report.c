/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The report: every field in its place, bounded, one line. */
#include "fn/report.h"

#include <cjson/cJSON.h>
#include <stdlib.h>

#include "tap.h"

static cJSON *
written(const struct fn_report *r, struct buf *text)
{
    buf_init(text, 1 << 20);
    OK(fn_report_write(r, text) == VA_OK, "a report is written");
    OK(!strchr(buf_get(text), '\n'), "on one line");
    return cJSON_Parse(buf_get(text));
}

static double
number(const cJSON *report, const char *key)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(report, key);

    return cJSON_IsNumber(item) ? item->valuedouble : NAN;
}

static bool
is_null(const cJSON *report, const char *key)
{
    return cJSON_IsNull(cJSON_GetObjectItemCaseSensitive(report, key));
}

static void
test_empty(void)
{
    static const char *const unknown[] = { "request_id",  "job",       "init_ms",
                                           "download_ms", "upload_ms", "steal_ms",
                                           "exit_code",   "faces",     "error",
                                           "error_step",  "cpu",       "instance_id",
                                           "memory_mb",   "booted_at", "cold" };
    struct fn_report r;
    struct buf text;
    cJSON *report = NULL;

    fn_report_init(&r);
    report = written(&r, &text);
    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++)
        OK(is_null(report, unknown[i]), "what is not known is null: %s", unknown[i]);
    IS_INT(number(report, "frames_total"), 0, "without frames there are none");
    cJSON_Delete(report);
    buf_clear(&text);
}

static void
test_cold(void)
{
    const struct fn_host host = { .cpu = "A processor", .memory_mb = 512 };
    struct fn_report r;
    struct buf text;
    cJSON *report = NULL;

    fn_report_init(&r);
    r.host = &host;
    r.serves = true;
    r.invocation = 1;
    r.init_ms = 12.3456;
    r.duration_ms = 2500.5;
    report = written(&r, &text);
    OK(cJSON_IsTrue(cJSON_GetObjectItem(report, "cold")), "the first is cold");
    NEAR(number(report, "init_ms"), 12.346, 1e-9, "init goes with it");
    NEAR(number(report, "duration_ms"), 2500.5, 1e-9, "its duration is told");
    IS_STR(cJSON_GetStringValue(cJSON_GetObjectItem(report, "cpu")), host.cpu,
           "so is the processor");
    IS_INT(number(report, "memory_mb"), 512, "and the size");
    cJSON_Delete(report);
    buf_clear(&text);
    r.invocation = 2;
    report = written(&r, &text);
    OK(cJSON_IsFalse(cJSON_GetObjectItem(report, "cold")), "the second is warm");
    OK(is_null(report, "init_ms"), "and had no init");
    cJSON_Delete(report);
    buf_clear(&text);
}

static void
test_frames(void)
{
    struct fn_report r;
    struct buf text;
    cJSON *report = NULL;
    enum va_code code = VA_OK;

    fn_report_init(&r);
    for (int i = 0; i < FN_FRAMES_MAX + 10 && !code; i++)
        code = fn_report_frame(&r, 1 + i, i % 3 == 2 ? -1 : i % 3);
    OK(!code, "frames are added");
    report = written(&r, &text);
    IS_INT(cJSON_GetArraySize(cJSON_GetObjectItem(report, "frames")), FN_FRAMES_MAX,
           "the list of frames is bounded");
    IS_INT(number(report, "frames_total"), FN_FRAMES_MAX + 10, "all are counted");
    IS_INT(number(report, "faces"), (FN_FRAMES_MAX + 10 + 1) / 3,
           "their faces, too, where known");
    OK(is_null(cJSON_GetArrayItem(cJSON_GetObjectItem(report, "frames"), 2), "faces"),
       "faces of a frame that are not known are null");
    cJSON_Delete(report);
    buf_clear(&text);
    fn_report_clear(&r);
}

static void
test_failure(void)
{
    struct va_err err = { .code = VA_OK };
    struct fn_report r;
    struct buf text;
    cJSON *report = NULL;

    fn_report_init(&r);
    va_fail(&err, VA_NETWORK, "s3://b/k: \033[31m404\n");
    fn_report_fail(&r, FN_STEP_DOWNLOAD, &err);
    va_fail(&err, VA_IO, "later");
    fn_report_fail(&r, FN_STEP_UPLOAD, &err);
    report = written(&r, &text);
    IS_STR(cJSON_GetStringValue(cJSON_GetObjectItem(report, "error")),
           "s3://b/k: ?[31m404?", "the first failure is told, on one line");
    IS_STR(cJSON_GetStringValue(cJSON_GetObjectItem(report, "error_step")), "download",
           "with its step");
    cJSON_Delete(report);
    buf_clear(&text);
}

/* With an argument: write a report for the test of the schema. */
static int
print_one(bool full)
{
    const struct fn_host host = { .cpu = "c",
                                  .cpu_vendor = "v",
                                  .cpu_mhz = 2500.1,
                                  .n_cpus = 2,
                                  .boot_id = "b",
                                  .booted_at_ms = 1,
                                  .memory_mb = 128,
                                  .instance_id = "i" };
    const struct va_err err = { .code = VA_IO, .text = "no" };
    struct fn_report r;
    struct buf text;

    fn_report_init(&r);
    buf_init(&text, 1 << 20);
    if (full) {
        r.host = &host;
        r.serves = true;
        r.invocation = 1;
        r.init_ms = r.download_ms = r.process_ms = r.upload_ms = r.steal_ms = 1;
        r.process_cpu_ms = r.max_memory_mb = r.duration_ms = 1;
        r.download_bytes = r.upload_bytes = 7;
        r.exit_code = r.exit_signal = 9;
        (void)fn_report_frame(&r, 3, 2);
        (void)fn_report_frame(&r, 3, -1);
        fn_report_fail(&r, FN_STEP_PROCESS, &err);
    }
    if (fn_report_write(&r, &text) != VA_OK)
        return 1;
    puts(buf_get(&text));
    buf_clear(&text);
    fn_report_clear(&r);
    return 0;
}

int
main(int argc, char **argv)
{
    if (argc > 1)
        return print_one(!strcmp(argv[1], "full"));
    test_empty();
    test_cold();
    test_frames();
    test_failure();
    return done();
}
