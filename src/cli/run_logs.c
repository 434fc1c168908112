/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `import --logs` asks for. */
#include "cli/run_logs.h"

#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/probe_follow.h"

enum { AGO_MAX = 100000, UNIX_DIGITS = 10 };

#define MS_PER_HOUR INT64_C(3600000)

static const char usual_since[] = "14d";

bool
logs_time_read(const char *text, int64_t now_ms, int64_t *out_ms)
{
    static const struct {
        char letter;
        int64_t ms;
    } units[] = { { 'w', 7 * 24 * MS_PER_HOUR },
                  { 'd', 24 * MS_PER_HOUR },
                  { 'h', MS_PER_HOUR },
                  { 'm', 60000 } };
    const size_t len = strlen(text);
    int64_t n = 0;

    for (size_t i = 0; len > 1 && i < sizeof units / sizeof *units; i++) {
        if (text[len - 1] == units[i].letter &&
            !text_parse_int(text, len - 1, 1, AGO_MAX, &n)) {
            *out_ms = now_ms - n * units[i].ms;
            return *out_ms >= 0;
        }
    }
    /* A short number is a slip, not a time in 1970. */
    if (strspn(text, "0123456789") == len && len < UNIX_DIGITS)
        return false;
    return !time_parse_ms(text, len, out_ms);
}

static enum va_code
read_times(const struct wants_logs *w, int64_t now_ms, struct import_logs *out,
           struct va_err *err)
{
    const char *since = w->since ? w->since : usual_since;

    out->until_ms = now_ms;
    if (!logs_time_read(since, now_ms, &out->since_ms))
        return va_fail(err, VA_USAGE,
                       "since '%s': expected a time such as 14d, 36h or 2026-10-08",
                       since);
    if (w->until && !logs_time_read(w->until, now_ms, &out->until_ms))
        return va_fail(err, VA_USAGE,
                       "until '%s': expected a time such as 1d, 36h or 2026-10-08",
                       w->until);
    if (out->since_ms >= out->until_ms)
        return va_fail(err, VA_USAGE, "--since is not before --until");
    return VA_OK;
}

/* Without --logs: was an option given that needs it? */
static enum va_code
check_absent(const struct wants *wants, struct va_err *err)
{
    const struct wants_logs *w = &wants->logs;
    const struct {
        const char *value, *name;
    } options[] = {
        { w->since, "--since" },
        { w->until, "--until" },
        { w->via, "--via" },
        { w->log_group, "--log-group" },
        { wants->probe.profile, "--profile" },
        { wants->probe.endpoint_url, "--endpoint-url" },
    };

    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        if (options[i].value)
            return va_fail(err, VA_USAGE, "%s needs --logs: of which function?",
                           options[i].name);
    }
    return VA_OK;
}

enum va_code
logs_wish_read(const struct cli *c, struct logs_wish *out, bool *out_wanted,
               struct va_err *err)
{
    const struct wants_logs *w = &c->wants.logs;
    enum va_code code = VA_OK;

    *out = (struct logs_wish){ .program = "" };
    *out_wanted = w->function != NULL;
    if (!w->function && !c->wants.name) {
        va_fail(err, VA_USAGE, "import: FILE is missing");
        va_hint(err, "vadvise import --help");
        return VA_USAGE;
    }
    if (!w->function)
        return check_absent(&c->wants, err);
    if (c->wants.name)
        return va_fail(err, VA_USAGE, "import: '%s' or --logs: one at a time",
                       c->wants.name);
    if (c->wants.import.format != IMPORT_AUTO)
        return va_fail(err, VA_USAGE, "--from and --logs exclude each other");
    code = read_times(w, c->env->clock.now_ms(c->env->clock.ctx), &out->logs, err);
    if (!code)
        code = probe_program(c, out->program, err);
    out->logs.program = out->program;
    out->logs.function = w->function;
    out->logs.profile = c->wants.probe.profile;
    out->logs.endpoint_url = c->wants.probe.endpoint_url;
    out->logs.log_group = w->log_group;
    out->logs.insights = w->via && !strcmp(w->via, "insights");
    out->logs.verbose = c->wants.verbose;
    return code;
}
