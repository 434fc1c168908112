/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A program started beside this one, whose output is read line by line. */
#ifndef VA_IO_CHILD_H
#define VA_IO_CHILD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

enum { CHILD_LINE_MAX = 16 << 10, CHILD_PATH_MAX = 4096 };

struct child;

struct child_command {
    const char *path;        /* of the program */
    const char *const *args; /* args[0] is its name; NULL at the end */
    /* In a session of its own: what the terminal sends does not reach it, and it lives on
     * when this program ends. */
    bool own_session;
    bool unheard; /* what it writes goes nowhere: nobody will read it */
};

/* Start it, with nothing on its standard input. VA_CONFIG when there is no such program,
 * VA_IO, VA_NOMEM; *out is NULL on failure. */
enum va_code child_start(const struct child_command *c, struct child **out,
                         struct va_err *err);

/* What came next. */
enum child_event {
    CHILD_OUT,  /* a line of its standard output */
    CHILD_ERR,  /* a line of its standard error */
    CHILD_IDLE, /* nothing within the time, or a signal came */
    CHILD_END   /* it has ended, and everything it wrote was read */
};

/* Wait for at most timeout_ms; an end while others hold its output is seen no sooner.
 * *line has no newline, is cut after CHILD_LINE_MAX bytes, and is valid until the next
 * call; "" when there is none. */
enum child_event child_next(struct child *c, int timeout_ms, const char **line);

/* The descriptors to be polled for input by who waits for other things as well; then
 * child_next with a timeout of 0 takes what is there. out holds CHILD_FDS_MAX; returns
 * how many there are. None, and no CHILD_END yet: it let go of them and still lives. */
enum { CHILD_FDS_MAX = 2 };
int child_fds(const struct child *c, int *out);

/* After CHILD_END: its exit status, 128 + n when signal n ended it. */
int child_status(const struct child *c);

/* Send it a signal; nothing once it has ended. */
void child_signal(struct child *c, int signal_number);

/* Let go of it: it is not stopped. NULL allowed. */
void child_close(struct child *c);

/*
 * The program of that name in the first of the folders that has it (NULL folders are
 * passed over); out holds CHILD_PATH_MAX bytes. VA_CONFIG when none has it.
 */
enum va_code child_find(const char *name, const char *const *folders, size_t n, char *out,
                        struct va_err *err);

/* The folder that this very program was started from; out holds CHILD_PATH_MAX bytes.
 * False when the system does not tell. */
bool child_own_folder(char *out);

#endif
