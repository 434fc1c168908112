/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line of text being typed: the cursor, the keys that change it, how it is drawn. */
#ifndef VA_TUI_LINE_EDIT_H
#define VA_TUI_LINE_EDIT_H

#include <stdbool.h>
#include <stdint.h>

#include "tui/frame.h"
#include "tui/overlay.h"

struct line_edit {
    char text[OVERLAY_TEXT_MAX]; /* valid UTF-8 without control characters */
    int32_t len;                 /* bytes */
    int32_t cursor; /* byte that the cursor stands on; len: behind the text */
};

/* What a key did. */
enum line_change {
    LINE_NOT_MINE, /* the key does nothing in a line */
    LINE_SAME,     /* the cursor moved at most */
    LINE_CHANGED
};

/* Put a text there, the cursor behind it; NULL: none. What is no text becomes blanks or
 * '?', what is too long is cut between characters. */
void line_set(struct line_edit *e, const char *text);

/*
 * A key: characters go in before the cursor; Left, Right, Home, End, ^A, ^E, ^B, ^F move,
 * S-Left and S-Right by words; Backspace, ^H, Delete, ^D take one character, ^W the word
 * before, ^U all before, ^K all behind. A character that finds no room is dropped.
 */
enum line_change line_key(struct line_edit *e, uint32_t key);

/* A pasted character: white space and control characters become a blank. */
enum line_change line_paste(struct line_edit *e, uint32_t key);

/* Draw it in the first row, scrolled so that the cursor is seen, which becomes the
 * frame's. */
void line_draw(const struct line_edit *e, struct frame *f, struct cell_rect at);

#endif
