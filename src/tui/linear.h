/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The screen as a dialogue in lines, for screen readers and for terminals that can do no
 * more: the same model and the same actions, no colour, no cursor, no picture.
 */
#ifndef VA_TUI_LINEAR_H
#define VA_TUI_LINEAR_H

#include <stdio.h>

#include "app/full_screen.h"
#include "base/err.h"

/* Where the dialogue takes place. */
struct linear_streams {
    int in;                   /* lines come from it */
    FILE *out;                /* what is said */
    FILE *err;                /* how far long work is */
    int (*interrupted)(void); /* not 0: it ends before the next line; NULL: never */
    bool
        ask; /* somebody types: a prompt stands before each line, else lines are echoed */
};

/*
 * Hold the dialogue: it ends with the input, or when it is left. A number opens that row,
 * an action's name with what it takes does it, an empty line says all of the screen
 * again.
 *
 * status  exit status of a dialogue that ended well
 *
 * VA_USAGE for keys of the configuration that are wrong, VA_IO when nothing more can be
 * written, VA_NOMEM. A reader of `out` who went away ends it without a failure.
 */
enum va_code linear_run(const struct full_screen *start, const struct linear_streams *io,
                        int *status, struct va_err *err);

#endif
