/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What lies over a screen and has the keys while it is there: a line to be typed, a menu,
 * a question, a text, help, the palette. One at a time; opening one closes the other.
 */
#ifndef VA_TUI_OVERLAY_H
#define VA_TUI_OVERLAY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "tui/action.h"
#include "tui/event.h"
#include "tui/frame.h"

struct tui;

enum { OVERLAY_TEXT_MAX = 512, OVERLAY_CHOICES_MAX = 16, OVERLAY_VIEW_MAX = 1 << 20 };

/* A kind of overlay: its functions, as of a screen. state is what it was opened with. */
struct overlay_kind {
    /* An event; every key is taken. */
    void (*event)(struct tui *t, const struct event *e);
    void (*draw)(const struct tui *t, struct frame *f, struct cell_rect area);
    /* In lines, for the line dialogue: what is asked. */
    void (*say)(struct tui *t, struct buf *out);
    /* A line that was typed in the line dialogue. */
    enum va_code (*answer)(struct tui *t, const char *line, struct va_err *err);
    void (*close)(void *state); /* frees the state */
    /* Bring it up to date before a frame is drawn; NULL: there is nothing to do. */
    void (*refresh)(struct tui *t);
};

struct overlay {
    const struct overlay_kind *kind; /* NULL: none is open */
    void *state;
};

/* Open one; the state is the overlay's from here on, also on failure of nothing. */
void overlay_open(struct tui *t, const struct overlay_kind *kind, void *state);
void overlay_close(struct tui *t);

/* --- a line to be typed (overlay_ask.c) --- */

struct ask {
    enum action_id action; /* gets the line as its argument */
    const char *title;     /* "Budget, USD per invocation" */
    const char *prefix;    /* goes before the line: "cap "; NULL: nothing */
    const char *text;      /* what stands there at first; NULL: nothing */
    const char *help;      /* below it; NULL: the action's */
    /* Completes the line to words[]; NULL: no completion. Returns how many there are. */
    int32_t (*complete)(struct tui *t, const char *line, char (*words)[64], int32_t max);
    bool path; /* files complete it */
    bool live; /* the action is done at every change of the line, and Esc undoes it */
};

/* Texts are copied. An action that fails says so under the line, which stays. */
void tui_ask(struct tui *t, const struct ask *a);

/* --- a menu (overlay_menu.c) --- */

struct choice {
    uint32_t key;
    const char *text; /* static */
    enum action_id action;
    const char *argument; /* static; NULL: none */
};

/* Shown after delay_ms, so that who knows the second key never sees it. Choices are
 * copied, their texts are not. */
void tui_menu(struct tui *t, const char *title, const struct choice *choices, int32_t n,
              int32_t delay_ms);

/* --- a question (overlay_confirm.c) --- */

struct confirm {
    const char *title;
    const char *text;   /* lines */
    const char *expect; /* what must be typed, as a label: "the cap"; NULL: y is enough */
    const char *also;   /* and then this text as well, "facedetect"; NULL: nothing */
    /* y, or the line that was typed. On failure the question stays and says why. */
    enum va_code (*yes)(struct tui *t, const char *typed, struct va_err *err);
    void (*no)(struct tui *t); /* NULL: nothing happens */
};

/* Texts are copied. Esc, n and q are no. */
void tui_confirm(struct tui *t, const struct confirm *c);

/* --- a text to read (overlay_view.c) --- */

/* Scrolls, is searched with '/'; copied, cut at OVERLAY_VIEW_MAX bytes. */
void tui_view(struct tui *t, const char *title, const char *text);

#endif
