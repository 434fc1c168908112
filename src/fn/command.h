/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Running a command, without a shell: bounded in time and in what it says. */
#ifndef VA_FN_COMMAND_H
#define VA_FN_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "fn/job.h"

/* What placeholders stand for; NULL: the placeholder stays as it is. */
struct fn_places {
    const char *in, *out, *dir, *root;
};

/* The words with {in}, {out}, {dir} and {root} filled in. VA_OVERFLOW, VA_NOMEM. */
enum va_code fn_command_expand(const struct fn_list *words,
                               const struct fn_places *places, struct fn_list *out,
                               struct va_err *err);

/* Do the words hold the placeholder? */
bool fn_command_has(const struct fn_list *words, const char *placeholder);

struct fn_command {
    const struct fn_list *words;       /* expanded */
    const struct fn_list *environment; /* all of it: nothing is inherited */
    const char *path;                  /* folders that programs are looked for in */
    const char *folder;                /* to run in */
    double timeout_ms;
    /* A line of its standard output, cut at 16 KiB; NULL: not wanted. */
    void (*line)(void *ctx, const char *line);
    bool (*stopped)(void *ctx); /* asked while it runs; true ends it; NULL: never */
    void *ctx;                  /* of both */
};

enum { FN_TAIL_MAX = 400 };

struct fn_ran {
    int exit_code;   /* -1 when a signal ended it */
    int exit_signal; /* -1 when it ended by itself */
    bool timed_out, stopped;
    double cpu_ms;
    char tail[FN_TAIL_MAX]; /* end of its standard error */
};

/*
 * Run it, in a process group of its own that is gone afterwards. It ends with this
 * program, however that ends.
 *
 * Returns VA_OK when it ran and exited with 0; VA_DATA with the end of what it said for
 * any other end, past its time, and when stopped; VA_CONFIG when it cannot be started;
 * VA_NOMEM, VA_IO. out is filled in either way.
 */
enum va_code fn_command_run(const struct fn_command *c, struct fn_ran *out,
                            struct va_err *err);

#endif
