/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Signals while the full screen is open. Handlers need data that they find by themselves,
 * so this is the one place of the program that keeps some.
 */
#ifndef VA_MAIN_GUARD_H
#define VA_MAIN_GUARD_H

#include <stdbool.h>

#include "tui/loop.h"

struct guard_plan {
    const char *crash_folder; /* of the notes of a crash; NULL: none are written */
    const char *version;
};

/*
 * Begin. Signals that end, stop and continue the program, or tell of another size, are
 * written to a pipe as they come; when one that ends it is not obeyed within moments, or
 * the program itself fails (SIGSEGV and the like), the terminal is given back by the
 * handler and the signal has its usual effect. A failure leaves a note: version, signal
 * and place in the program, nothing else.
 *
 * *host is filled in. False: no pipe can be had; nothing was changed.
 */
bool guard_begin(const struct guard_plan *plan, struct tui_host *host);

/* Signals have their usual effects again. */
void guard_end(void);

#endif
