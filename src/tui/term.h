/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The terminal: the one module that knows curses. It reads keys and the mouse as events
 * and brings a grid of cells onto the terminal, writing as few bytes as it can.
 */
#ifndef VA_TUI_TERM_H
#define VA_TUI_TERM_H

#include <stdbool.h>
#include <stdint.h>

#include "app/scene_cells.h"
#include "base/err.h"
#include "tui/event.h"

struct term;

struct term_options {
    const char *type;  /* TERM; NULL or "": none */
    const char *theme; /* "default", "light", "high-contrast", "mono" */
    bool no_color, true_color;
    bool mouse;
    bool ascii;       /* nothing but ASCII is ever written */
    bool synchronise; /* ask whether frames can be shown whole (mode 2026) */
};

/*
 * Take the terminal of standard input and output: alternate screen, keypad, mouse. Every
 * way out gives it back: term_close, signals that end the program, a crash.
 *
 * VA_USAGE when the terminal cannot do it (its name is not known, or it cannot move its
 * cursor), VA_IO, VA_NOMEM. *out is NULL on failure. Nothing is written on failure.
 */
enum va_code term_open(const struct term_options *o, struct term **out,
                       struct va_err *err);
/* Give the terminal back as it was found. keep: leave the last frame in the scrollback.
 * NULL allowed. */
void term_close(struct term *t, bool keep);

/* To be polled for input. */
int term_fd(const struct term *t);

/* The next event that is waiting; false when there is none. Never blocks: half an escape
 * sequence waits for its rest (term_wait_ms). */
bool term_read(struct term *t, struct event *out);

/* How long to wait before an Esc that came alone is a key, ms; -1: nothing is pending. */
int term_wait_ms(const struct term *t);

/* False: the terminal is gone (hang-up). */
bool term_alive(const struct term *t);

/* In cells, as of the last resize event read. */
void term_size(const struct term *t, int32_t *columns, int32_t *rows);

/* Put a grid on the terminal; one of another size is cut. The text cursor goes to column
 * and row, or is hidden below 0. */
void term_show(struct term *t, const struct cell_grid *g, int32_t column, int32_t row);

/* Everything is drawn afresh at the next term_show. */
void term_redraw(struct term *t);

/* Hand the terminal to another program, or to the shell, and take it back. */
void term_leave(struct term *t);
void term_enter(struct term *t);

/* Put text on the clipboard of the terminal (OSC 52). VA_OVERFLOW past what terminals
 * take. */
enum va_code term_copy(struct term *t, const char *text);

/* Can characters outside of ASCII be shown, each one cell wide? Asked of the locale and
 * of the terminal. */
bool term_has_unicode(const struct term *t);

/* Colours in use: 0, 8, 16, 256, or 1 << 24; for the debug screen. */
int32_t term_colors(const struct term *t);

#endif
