/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The full screen on a terminal: events in, frames out, effects done. */
#ifndef VA_TUI_LOOP_H
#define VA_TUI_LOOP_H

#include <stdbool.h>

#include "app/full_screen.h"
#include "base/err.h"
#include "tui/tty.h"

/* What only the program itself can do: signals belong to the whole process. */
struct tui_host {
    /* To be read without blocking: a byte for each signal that came, its number.
     * SIGWINCH, SIGCONT, SIGTSTP; SIGINT, SIGTERM and SIGHUP, which end the screen. */
    int signals;
    /* What a handler of a fatal signal does to give the terminal back; copied. NULL:
     * nothing any more. */
    void (*guard)(const struct rescue *r);
    /* Stop the job, and return when it goes on. */
    void (*stop)(void);
    /* Another program has the terminal from now on, or no more: what its keys interrupt
     * and stop is not this one. */
    void (*lend)(bool lent);
};

/*
 * Run the full screen until it is left.
 *
 * start, host  borrowed
 * out_status   exit status: 0, or 128 + n when signal n ended it
 *
 * VA_USAGE when this terminal cannot show it, or for settings that are wrong (keys, a
 * theme); VA_IO, VA_NOMEM. Nothing was written to the terminal then that stays.
 */
enum va_code tui_run(const struct full_screen *start, const struct tui_host *host,
                     int *out_status, struct va_err *err);

#endif
