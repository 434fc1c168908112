/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Other programs that a person uses from the screen: pager, editor, clipboard. */
#ifndef VA_TUI_FOREGROUND_H
#define VA_TUI_FOREGROUND_H

#include "base/buf.h"
#include "base/err.h"

/* A variable of an environment; NULL when it is missing or empty. */
const char *foreground_variable(char *const *variables, const char *name);

/*
 * Show a text in $PAGER (less, else more) and wait for its end. The terminal must have
 * been given back. VA_CONFIG when there is no such program, VA_IO.
 */
enum va_code foreground_page(char *const *variables, const char *text,
                             struct va_err *err);

/* Let a person change a text with $VISUAL, $EDITOR or vi; out gets what it became. VA_IO,
 * VA_CONFIG as above, VA_DATA when the editor failed or left no text of UTF-8. */
enum va_code foreground_edit(char *const *variables, const char *text, struct buf *out,
                             struct va_err *err);

/*
 * Hand a text to the program that keeps the clipboard of this desktop: wl-copy, xclip,
 * xsel, pbcopy. Returns its name, a static string; NULL when there is none that works
 * within moments.
 */
const char *foreground_copy(char *const *variables, const char *text);

#endif
