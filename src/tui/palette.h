/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Actions by their names: of the palette and of the line dialogue. */
#ifndef VA_TUI_PALETTE_H
#define VA_TUI_PALETTE_H

#include "base/err.h"

struct tui;

/*
 * Run a line: an action's name, and behind blanks its argument ("budget 0.0015"); a
 * number alone is a size to go to ("1708", "1708 MB"). What was run is remembered.
 *
 * VA_USAGE for a name that does not exist, with the nearest one; or as the action says.
 */
enum va_code palette_run(struct tui *t, const char *line, struct va_err *err);

#endif
