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
#include "tui/theme.h"
#include "tui/tty.h"

struct term;

struct term_options {
    const char *type;          /* TERM; NULL or "": none */
    const struct theme *theme; /* borrowed */
    bool light; /* what the background is thought to be until it is known */
    bool no_color, true_color;
    bool mouse;
    bool ascii; /* nothing but ASCII is ever written */
    /* What a signal handler shall do to give the terminal back (copied); NULL: nothing
     * any more. Itself NULL: nobody wants to know. */
    void (*guard)(const struct rescue *r);
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
 * sequence waits for its rest (term_wait_ms). EVENT_RESUME also tells that the terminal
 * turned out to be another than it was taken for: lighter, or without some symbols. */
bool term_read(struct term *t, struct event *out);

/* How long to wait before an Esc that came alone is a key, ms; -1: nothing is pending. */
int term_wait_ms(const struct term *t);

/* False: the terminal is gone (hang-up). */
bool term_alive(const struct term *t);

/* In cells, as of the last resize event read. */
void term_size(const struct term *t, int32_t *columns, int32_t *rows);

/* The size may have changed; when it has, term_read tells. */
void term_resized(struct term *t);

/* Put a grid on the terminal; one of another size is cut. The text cursor goes to column
 * and row, or is hidden below 0. After the first grid the terminal is asked about itself;
 * nothing waits for the answers. */
void term_show(struct term *t, const struct cell_grid *g, int32_t column, int32_t row);

/* Ring the bell. */
void term_bell(struct term *t);

/* Colours of another theme, from the next term_show on; borrowed. */
void term_set_theme(struct term *t, const struct theme *theme);

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

/* What charts are best drawn with. */
enum scene_symbols term_symbols(const struct term *t);

/* Colours in use: 0, 8, 16, 256, or 1 << 24; for the debug screen. */
int32_t term_colors(const struct term *t);

#endif
