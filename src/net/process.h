/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A helper program that prints a token: run without a shell, its output bounded. */
#ifndef VA_NET_PROCESS_H
#define VA_NET_PROCESS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "net/http.h"

enum { PROCESS_ARGS_MAX = 64, PROCESS_SAID_MAX = 160 };

struct process {
    const char *const *args; /* args[0] is looked for in PATH; NULL at the end */
    int64_t timeout_ms;
    const struct http *http; /* its `stopped` ends the wait; NULL: nothing does */
};

/* How it ended. */
struct process_end {
    int status;                  /* of its exit; 128 + n for signal n */
    bool missing;                /* there is no such program */
    char said[PROCESS_SAID_MAX]; /* the line of its standard error that says why, cut */
};

/*
 * Run it to its end with nothing on its standard input, and take its standard output,
 * at most out->max bytes. VA_OK with any status; VA_NETWORK past the time or stopped,
 * VA_OVERFLOW for too much output, VA_IO, VA_NOMEM. It and what it started are killed
 * when it is not waited for.
 */
enum va_code process_run(const struct process *p, struct buf *out,
                         struct process_end *end, struct va_err *err);

/*
 * Split a command line into words as a shell would, without doing anything else of a
 * shell's: blanks part, '...' and "..." keep, \ takes the next character as it is. The
 * line is changed in place. Returns the number of words; -1 for an open quote or more
 * than PROCESS_ARGS_MAX - 1 words.
 */
int process_split(char *line, const char *args[PROCESS_ARGS_MAX]);

#endif
