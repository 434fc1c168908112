/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a terminal is made of, for the two files that are it. */
#ifndef VA_TUI_TERM_STATE_H
#define VA_TUI_TERM_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "tui/input.h"
#include "tui/paint.h"
#include "tui/term.h"
#include "tui/tty.h"

enum { CAPABILITY_MAX = 96, COLUMNS_USUAL = 80, ROWS_USUAL = 24 };

/* What it can, from the database of terminals. */
struct capabilities {
    char clear[CAPABILITY_MAX], to_end[CAPABILITY_MAX];
    char show_cursor[CAPABILITY_MAX], hide_cursor[CAPABILITY_MAX];
    char plain[CAPABILITY_MAX];
    const char *move; /* of the database */
    bool ansi_move;   /* it is the usual one */
    bool xterm;       /* has a mouse, and takes questions like xterm's */
    bool tells_cursor, draws_braille;
    int32_t colors;
};

struct term {
    struct term_options options;
    struct capabilities can;
    struct termios modes; /* as they were found */
    char enter[RESCUE_BYTES_MAX], leave[RESCUE_BYTES_MAX];
    struct paint_terminal paint;
    struct painter painter;
    struct buf out;
    struct input input;
    bool inside; /* the terminal is ours now */
    bool gone, asked, whole, cursor_on, resized, changed, light;
    int64_t asked_ms;
};

/* Write text now. */
void term_send(struct term *t, const char *text);

/* Does the locale have the symbols of charts and boxes, each one cell wide? */
bool term_shows_symbols(void);

/* Its size as it is now, as far as grids go; false: it is not known. */
bool term_find_size(int32_t *columns, int32_t *rows);

/* The looks of every role, for the background as it is known. */
void term_make_looks(struct term *t);

#endif
