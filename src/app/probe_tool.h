/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Starting vadvise-probe, the program that carries runs out. It is the only one that
 * holds credentials; what it is told here is a database and the number of a run.
 */
#ifndef VA_APP_PROBE_TOOL_H
#define VA_APP_PROBE_TOOL_H

#include <stdbool.h>
#include <stdint.h>

#include "app/session.h"
#include "base/err.h"
#include "io/child.h"

#define PROBE_PROGRAM "vadvise-probe"

/* What it is asked to do. */
struct probe_task {
    const char *verb;  /* "describe", "run", "restore", "apply" */
    int64_t run;       /* 0: none */
    int32_t memory_mb; /* apply; 0: none */
    bool unheard;      /* nobody follows it */
};

/* Start it, in a session of its own. program is its path. Codes as child_start. */
enum va_code probe_tool_start(const struct session *s, const char *program,
                              const struct probe_task *task, struct child **out,
                              struct va_err *err);

/* Its last words and its exit status, as a code. */
struct probe_ending {
    char last[VA_ERR_TEXT_MAX]; /* its last line on standard error, without its name */
};

/* Remember a line of its standard error. */
void probe_ending_note(struct probe_ending *e, const char *line);

/* VA_OK for status 0, else the code that goes with the status, and what it said. */
enum va_code probe_ending_code(const struct probe_ending *e, int status,
                               struct va_err *err);

/* Start it, read on to its end, and say how it went. tell gets every line of its standard
 * output; NULL: nobody. */
struct probe_listener {
    void (*tell)(void *ctx, const char *line);
    bool (*stopped)(void *ctx); /* true: send it a signal, once; NULL: never */
    void *ctx;
};
enum va_code probe_tool_do(const struct session *s, const char *program,
                           const struct probe_task *task,
                           const struct probe_listener *listener, struct va_err *err);

#endif
