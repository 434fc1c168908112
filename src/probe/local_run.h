/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Run a command once, held to its limits, and nothing of it left behind:
 *
 *   this process -> supervisor -> command -> whatever it starts
 *
 * The supervisor adopts what the command leaves behind, and ends all of it when the
 * command ends, its time is over, or this process is gone, however that died. When the
 * supervisor is killed as well, the command dies with it, and what it started is found by
 * its control group (local_sweep).
 */
#ifndef VA_PROBE_LOCAL_RUN_H
#define VA_PROBE_LOCAL_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"
#include "probe/local_cell.h"

enum { LOCAL_TAIL_MAX = 65536 };

struct local_job {
    char *const *args; /* the command, ends in NULL */
    char **env;        /* its environment, ends in NULL */
    const char *directory;
    const char *input; /* a file for its standard input */
    const char
        *litter; /* a file to remove when this process dies meanwhile; NULL: none */
    const struct local_cell *cell;
    int64_t timeout_ms;
    bool (*abandoned)(void *ctx); /* asked now and then: end it at once? NULL: never */
    void *ctx;
};

/* The last bytes of a stream. */
struct local_tail {
    char text[LOCAL_TAIL_MAX + 1];
    size_t len;
};

/* What the supervisor and the command note, in memory that they share with this process.
 */
struct local_end {
    pid_t command;            /* 0: it was not started */
    int start_errno;          /* not 0: it could not be started, */
    const char *start_at;     /* where: a static text */
    int64_t start_ns, end_ns; /* monotonic clock: exec, exit */
    int64_t cpu_ns;           /* of all its processes */
    int64_t memory_bytes;     /* most in use, as far as was seen */
    int status;               /* as wait has it */
    bool ended;               /* the supervisor did its work to the end */
    bool out_of_memory, timed_out;
};

struct local_result {
    struct local_end end;
    bool abandoned;
    struct local_tail out, error; /* standard output and error */
};

/*
 * Run it.
 *
 * Returns VA_OK with how it ended; VA_IO when no process or pipe can be made; VA_CONFIG
 * when the command cannot be started.
 */
enum va_code local_run(const struct local_job *job, struct local_result *out,
                       struct va_err *err);

/* --- the supervisor: local_watch.c --- */

/* Pipes and the rest that it gets from local_run; the file descriptors are its own. */
struct local_lines {
    int control;    /* says that the runner is gone, by its end */
    int out, error; /* for the command */
};

/* The body of the supervisor's process; ends with _exit. */
void local_watch(const struct local_job *job, const struct local_lines *lines,
                 struct local_end *end) __attribute__((noreturn));

#endif
