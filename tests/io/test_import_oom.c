/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each allocation of an import in turn fails: out of memory is said, nothing leaks. */
#include <cjson/cJSON.h>

#include "io/import.h"
#include "oom.h"
#include "tap.h"

static enum va_code
take_sample(void *ctx, const struct sample *s, struct va_err *err)
{
    (void)s;
    (void)err;
    ++*(int64_t *)ctx;
    return VA_OK;
}

static enum va_code
take_workload(void *ctx, const struct workload *w, struct va_err *err)
{
    (void)ctx;
    (void)w;
    (void)err;
    return VA_OK;
}

/* One input of each shape. */
static const char *const inputs[] = {
    "memory_mb,duration_ms,error\n512,1,\"a\nb\"\n512,2,\n",
    "{\"memory_mb\":512,\"duration_ms\":1,\"cpu\":\"\\u00e4\"}\n",
    "REPORT RequestId: a\tDuration: 1.5 ms\tMemory Size: 128 MB\n{\n\"type\":"
    "\"platform.report\",\"record\":{\"metrics\":{\"durationMs\":1,\"memorySizeMB\":1}}}"
    "\n",
    "{\n\"events\":[{\"message\":\"REPORT Duration: 1 ms Memory Size: 1 MB\"},"
    "{\"message\":\"{\\\"type\\\":\\\"platform.report\\\",\\\"record\\\":{"
    "\\\"metrics\\\":{"
    "\\\"durationMs\\\":5,\\\"memorySizeMB\\\":128}}}\"}]}",
    "@duration,@memorySize,@message\n1,128000000,\"x\n\"\n",
    "[{\"@message\":\"REPORT Duration: 1 ms Memory Size: 1 MB\"}]",
    "textPayload\n\"'Function execution took 2 ms, finished with status: 'ok'\"\n",
    "{\"textPayload\":\"Function execution took 2 ms, finished with status: 'ok'\"}\n",
    "[{\"textPayload\":\"Function execution took 2 ms, finished with status: 'ok'\"}]\n",
    "{\"stateMachine\":{},\"stats\":[{\"value\":128,\"averageDuration\":1}]}",
    "{\"output\":\"{\\\"stateMachine\\\":{\\\"visualization\\\":\\\"#ACg=;AAB6RA==;"
    "lb9WNA==\\\"}}\"}",
    "https://lambda-power-tuning.show/#ACg=;AAB6RA==;lb9WNA==\n",
    "{\"results\":[{\"command\":\"x\",\"times\":[1]}]}",
    "{\"schema\":\"vadvise.workload/"
    "1\",\"workload\":\"w\",\"implementations\":[{\"name\":"
    "\"i\"}],\"profiles\":[{\"implementation\":\"i\",\"platform\":\"p\",\"duration\":"
    "\"unknown\"}],\"samples\":[{\"memory_mb\":1,\"duration_ms\":1}]}",
    "<meta name=\"generator\" content=\"vadvise\"><script type=\"application/json\" "
    "id=\"vadvise-data\">{\"schema\":\"vadvise.report/1\",\"data\":{\"schema\":"
    "\"vadvise.workload/1\",\"workload\":\"w\",\"sample_table\":{\"columns\":["
    "\"memory_mb\",\"duration_ms\"],\"rows\":[[1,1]]}}}</script>",
    "{\"schema\":\"vadvise.workload/1\",\"workload\":\"w\",\"sample_table\":{\"values\":{"
    "\"memory_mb\":[1]},\"columns\":{\"memory_mb\":[0],\"duration_ms\":[1]}}}",
};

static enum va_code
import_pieces(const char *text, int64_t *rows, struct va_err *err)
{
    const struct import_sink sink = { take_sample, take_workload, rows };
    const struct import_options options = {
        "in", IMPORT_AUTO, { .workload = "w", .platform = "p", .memory_mb = 1 }, false
    };
    const size_t len = strlen(text);
    struct import_report report;
    struct import_reader *r = NULL;
    enum va_code code = import_open(&options, &sink, &r, err);

    for (size_t at = 0; !code && at < len; at += 5)
        code = import_feed(r, text + at, len - at < 5 ? len - at : 5, err);
    if (!code)
        code = import_finish(r, &report, err);
    import_close(r);
    return code;
}

static void
check_input(const char *text)
{
    struct va_err err = { .text = "" };
    int64_t rows = 0;
    int n_clean = 0;
    int n_tried = 0;

    if (!OK(!import_pieces(text, &rows, &err) && rows > 0, "with memory it is read"))
        printf("# %s\n# %.20s\n", err.text, text);
    do {
        n_failed = 0;
        n_until_failure = ++n_tried;
        rows = 0;
        if (import_pieces(text, &rows, &err) == VA_NOMEM &&
            strstr(err.text, ": out of memory"))
            n_clean++;
        else if (n_failed)
            printf("# allocation %d: %s\n", n_tried, err.text);
    } while (n_failed && n_tried < 10000);
    n_until_failure = 0;
    IS_INT(n_clean, n_tried - 1, "each of %d allocations that fails is said",
           n_tried - 1);
    IS_INT(n_live, 0, "and nothing leaks");
}

int
main(void)
{
    cJSON_Hooks hooks = { __wrap_malloc, __wrap_free };

    cJSON_InitHooks(&hooks);
    for (size_t i = 0; i < sizeof inputs / sizeof inputs[0]; i++)
        check_input(inputs[i]);
    return done();
}
