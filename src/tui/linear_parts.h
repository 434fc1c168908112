/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to linear*.c. */
#ifndef VA_TUI_LINEAR_PARTS_H
#define VA_TUI_LINEAR_PARTS_H

#include <stdbool.h>
#include <stdint.h>

#include "tui/linear.h"
#include "tui/tui.h"

enum { LINEAR_LINE_MAX = OVERLAY_TEXT_MAX, LINEAR_SAID_MAX = 4 << 20 };

/* Bytes of the input that are no line yet. */
struct linear_input {
    char bytes[4096];
    int32_t n;
    bool ended;
    bool skipping; /* the rest of a line that was too long */
};

struct linear {
    struct tui tui;
    struct frame frame; /* nobody sees it: drawing brings the model up to date */
    const struct linear_streams *io;
    struct linear_input input;
    char *said;                 /* what the screen said last; owned */
    enum screen_id said_screen; /* and which it was */
    char said_workload[TEXT_NAME_MAX + 1];
    char told[TUI_CHIP_MAX]; /* how far it was, as it was told last */
    int64_t told_ms;
    int failed; /* why nothing more could be written, as errno; 0: everything was */
};

/* --- linear_say.c --- */

/* Write, and see to it that it is written; what fails is kept in l->failed. */
void linear_print(struct linear *l, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void linear_flush(struct linear *l);

/* Say the screen: whole when it is another one, or when asked; else what of it is new.
 * silent: whether nothing else was said about the line before. */
void linear_say_screen(struct linear *l, bool whole, bool silent);

/* What lies over the screen: what is asked, or a text, which is closed then. True when an
 * answer is awaited. */
bool linear_say_overlay(struct linear *l);

/* What the last line led to: a message, and what goes to clipboard, pager or editor. True
 * when something was said. */
bool linear_say_results(struct linear *l);

/* A failure. */
void linear_say_error(struct linear *l, const struct va_err *err);

/* --- linear_read.c --- */

/* The next line, without white space around it and control characters; meanwhile what is
 * watched goes on. False: nothing more comes. out holds LINEAR_LINE_MAX bytes. */
bool linear_read(struct linear *l, char *out);

/* Wait until nothing is at work beside the dialogue, and tell how far it is. */
void linear_settle(struct linear *l);

#endif
