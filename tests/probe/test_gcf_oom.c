/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading what Google and functions say, with every allocation failing in turn: nothing
 * leaks, and a configuration that cannot be kept whole is not taken for one. */
#include "oom.h"

#include <cjson/cJSON.h>
#include <string.h>

#include "probe/gcf.h"
#include "probe/gcf_json.h"
#include "probe/gcf_report.h"
#include "tap.h"

static const char function[] =
    "{\"status\":\"ACTIVE\",\"availableMemoryMb\":256,\"versionId\":\"7\",\"labels\":"
    "{\"a\":\"b\",\"team\":\"x\",\"vadvise-probe\":\"run-1-1\"}}";
static const char entries[] =
    "{\"entries\":[{\"textPayload\":\"Function execution took 7 ms, finished with status "
    "code: 200\",\"labels\":{\"execution_id\":\"ID\"}}]}";

/* False when it failed, and said so. */
static bool
read_config(void)
{
    static struct gcf_config config;
    cJSON *value = gcf_json_read(function, strlen(function));
    bool is_whole = false;

    if (value && !gcf_config_read(value, false, &config, NULL) && *config.labels) {
        is_whole = true;
        if (strcmp(config.labels, "{\"a\":\"b\",\"team\":\"x\"}") != 0 ||
            strcmp(config.mark, "run-1-1") != 0)
            n_failed = -1000;
    }
    cJSON_Delete(value);
    return is_whole;
}

static bool
read_log(void)
{
    const struct gcf_log_key key = { false, "ID", 0 };
    struct gcf_log log;

    gcf_log_init(&log);
    return !gcf_log_read(entries, strlen(entries), &key, &log, NULL) && log.found;
}

static bool
read_report(void)
{
    static struct probe_outcome out;

    out = (struct probe_outcome){ .fate = LEDGER_DONE };
    sample_init(&out.sample);
    return gcf_report_read("{\"duration_ms\":5}", 17, &out);
}

static void
starve(const char *what, bool (*work)(void))
{
    int n = 0;
    bool done = false;

    for (n = 1; !done && n < 1000; n++) {
        n_failed = n_live = 0;
        n_until_failure = n;
        done = work();
        n_until_failure = 0;
        if (n_live != 0 || n_failed < 0)
            break;
    }
    OK(done && n_live == 0 && n_failed == 0, "%s: %d failures, no leak, nothing lost",
       what, n - 2);
}

int
main(void)
{
    cJSON_Hooks hooks = { __wrap_malloc, __wrap_free };

    cJSON_InitHooks(&hooks);
    starve("a configuration", read_config);
    starve("a log", read_log);
    starve("a report", read_report);
    return done();
}
