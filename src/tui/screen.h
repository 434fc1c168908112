/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a screen is: a table of functions. */
#ifndef VA_TUI_SCREEN_H
#define VA_TUI_SCREEN_H

#include <stdbool.h>

#include "base/buf.h"
#include "tui/action.h"
#include "tui/event.h"
#include "tui/frame.h"

struct tui;

/* What a screen hands over to be copied, exported or paged. */
enum screen_format {
    SCREEN_VALUE,
    SCREEN_JSON,
    SCREEN_CSV,
    SCREEN_MARKDOWN,
    SCREEN_TEXT
};

/* Functions that may be NULL do nothing. */
struct screen {
    /* Make the screen's own state, t->views[id]; once, when it is first shown. */
    enum va_code (*open)(struct tui *t, struct va_err *err);
    void (*close)(struct tui *t);

    /* It comes on the screen. */
    void (*enter)(struct tui *t);

    /* Bring derived data up to date before a frame is drawn: the subject, local settings
     * or the size of the screen changed. Quick; long work goes to work() or a task. */
    void (*refresh)(struct tui *t);

    /* Do a slice of long work, a few ms; true while there is more. */
    bool (*work)(struct tui *t);

    /* An action that do_move or do_screen hands on. VA_OK also when there is nothing to
     * do. */
    enum va_code (*act)(struct tui *t, const struct doing *d, struct va_err *err);

    /* Would the action do something now? The footer offers no other; keys answer in any
     * case. Quick: it is asked for every frame. Without the function all would. */
    bool (*can)(const struct tui *t, enum action_id id);

    /* What the footer calls an action here now; NULL, also without the function: as the
     * table of actions does. A static string. */
    const char *(*label)(const struct tui *t, enum action_id id);

    /* Close or clear what Esc closes here first; false: there was nothing. */
    bool (*back)(struct tui *t);

    /* The mouse on one of the screen's own spots, or dragged from one. */
    void (*point)(struct tui *t, const struct spot *s, const struct event *e);

    /* The workload under the cursor; NULL: none. Without the function it is the open one.
     */
    const char *(*workload)(const struct tui *t);

    /* Word i that the argument of an action can be, where there is a choice: columns to
     * sort by. NULL past the last, and where any text will do. A static string. */
    const char *(*word)(const struct tui *t, enum action_id id, int32_t i);

    /* Draw it; t is as the last refresh left it. */
    void (*draw)(const struct tui *t, struct frame *f, struct cell_rect area);

    /* The same in plain lines, for the line dialogue: what it shows, row by row. */
    void (*say)(struct tui *t, struct buf *out);

    /* The command line of the view, without the program's name: "advise facedetect
     * --budget 0.002". */
    void (*line)(const struct tui *t, struct buf *out);

    /* What is shown as text of a format. VA_DATA when there is nothing. */
    enum va_code (*content)(struct tui *t, enum screen_format format, struct buf *out,
                            struct va_err *err);
};

/* The screen of a number: tui/screens.c has the table. NULL: there is none yet. */
const struct screen *screen_get(enum screen_id id);

/* "Explore" or, where room is short, "Cmp"; "explore"; the key that goes there. */
const char *screen_title(enum screen_id id, bool small);
const char *screen_word(enum screen_id id);
char screen_key(enum screen_id id);

#endif
