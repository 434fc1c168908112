/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The world around one run of the program, as main found it. */
#ifndef VA_CLI_ENV_H
#define VA_CLI_ENV_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"

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
    /* While it is on, the first SIGINT or SIGTERM does not end the program: it is given
     * by interrupted, 0 before. A second one ends it at once. */
    void (*watch_interrupts)(bool on);
    int (*interrupted)(void);
};

/* The value of a variable; NULL when it is missing or empty. */
const char *env_variable(const struct cli_env *env, const char *name);

#endif
