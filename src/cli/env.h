/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The world around one run of the program, as main found it. */
#ifndef VA_CLI_ENV_H
#define VA_CLI_ENV_H

#include <stdbool.h>
#include <stdint.h>

#include "app/full_screen.h"
#include "base/clock.h"
#include "base/err.h"

/* What SIGINT and SIGTERM do. */
enum watch {
    WATCH_NONE,  /* they end the program */
    WATCH_FIRST, /* the first is only counted, the second ends it */
    WATCH_ALL    /* they are only counted */
};

/* What main knows of the world. */
struct cli_env {
    char *const *variables;  /* the environment: NAME=value, NULL at the end */
    const char *home;        /* NULL: not known */
    const char *data_dir;    /* where the program was installed to */
    const char *libexec_dir; /* where the programs that it starts were */
    const char *version;
    struct va_clock clock;
    bool in_is_terminal, out_is_terminal, err_is_terminal;
    int32_t columns, rows; /* of the terminal on standard output; 0: not known */
    void (*watch_interrupts)(enum watch how);
    /* The SIGINTs and SIGTERMs that came while they were watched. */
    int (*interrupted)(void); /* which came first; 0: none */
    int (*interrupts)(void);  /* how many came */
    /* Runs the full screen, or its dialogue in lines: what tui_run says. */
    enum va_code (*full_screen)(const struct full_screen *start, int *out_status,
                                struct va_err *err);
};

/* The value of a variable; NULL when it is missing or empty. */
const char *env_variable(const struct cli_env *env, const char *name);

#endif
