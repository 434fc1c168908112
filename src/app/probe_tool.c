/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Starting vadvise-probe and hearing it out. */
#include "app/probe_tool.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

enum { ARGS_MAX = 14, WAIT_MS = 200, STATUS_SIGNAL = 128, NUMBER_MAX = 24 };

enum va_code
probe_tool_start(const struct session *s, const char *program,
                 const struct probe_task *task, struct child **out, struct va_err *err)
{
    const struct session_options *o = session_options_get(s);
    char seed[NUMBER_MAX];
    char run[NUMBER_MAX];
    char memory[NUMBER_MAX];
    const char *args[ARGS_MAX] = { PROBE_PROGRAM, task->verb,   "--db",
                                   o->db_path,    "--data-dir", o->data_dir };
    const struct child_command command = {
        .path = program, .args = args, .own_session = true, .unheard = task->unheard
    };
    int n = 6;

    if (o->overlay_dir) {
        args[n++] = "--overlay-dir";
        args[n++] = o->overlay_dir;
    }
    if (o->demo_seed > 0) {
        snprintf(seed, sizeof seed, "%lld", (long long)o->demo_seed);
        args[n++] = "--demo";
        args[n++] = seed;
    }
    if (task->run > 0) {
        snprintf(run, sizeof run, "%lld", (long long)task->run);
        args[n++] = run;
    }
    if (task->memory_mb > 0) {
        snprintf(memory, sizeof memory, "%d", (int)task->memory_mb);
        args[n++] = memory;
    }
    args[n] = NULL;
    return child_start(&command, out, err);
}

void
probe_ending_note(struct probe_ending *e, const char *line)
{
    static const char name[] = PROBE_PROGRAM ": ";

    if (!*line)
        return;
    if (!strncmp(line, name, sizeof name - 1))
        line += sizeof name - 1;
    snprintf(e->last, sizeof e->last, "%s", line);
}

enum va_code
probe_ending_code(const struct probe_ending *e, int status, struct va_err *err)
{
    if (status == 0)
        return VA_OK;
    if (status > STATUS_SIGNAL)
        return va_fail(err, VA_IO, "%s was ended by signal %d", PROBE_PROGRAM,
                       status - STATUS_SIGNAL);
    for (int i = VA_OK + 1; i < VA_CODE_COUNT; i++)
        if (va_exit_status((enum va_code)i) == status)
            return va_fail(err, (enum va_code)i, "%s",
                           e->last[0] ? e->last : va_code_text((enum va_code)i));
    return va_fail(err, VA_IO, "%s ended with status %d", PROBE_PROGRAM, status);
}

enum va_code
probe_tool_do(const struct session *s, const char *program, const struct probe_task *task,
              const struct probe_listener *listener, struct va_err *err)
{
    struct probe_ending ending = { .last = "" };
    struct child *child = NULL;
    const char *line = NULL;
    enum child_event event = CHILD_IDLE;
    bool told = false;
    enum va_code code = probe_tool_start(s, program, task, &child, err);

    if (code)
        return code;
    while ((event = child_next(child, WAIT_MS, &line)) != CHILD_END) {
        if (event == CHILD_OUT && listener && listener->tell)
            listener->tell(listener->ctx, line);
        if (event == CHILD_ERR)
            probe_ending_note(&ending, line);
        if (!told && listener && listener->stopped && listener->stopped(listener->ctx)) {
            child_signal(child, SIGTERM);
            told = true;
        }
    }
    code = probe_ending_code(&ending, child_status(child), err);
    child_close(child);
    return code;
}
