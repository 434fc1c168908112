/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys as numbers and as names: "b", "Enter", "F2", "S-Left", "^U", "Space". */
#ifndef VA_TUI_KEY_H
#define VA_TUI_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A key is its Unicode code point (^A is 1, Enter 13, Tab 9, Esc 27, Backspace 127, also
 * where a terminal sends another byte for it), or one of these.
 */
/* clang-format off */
#define KEY_NAMES(X) /* name, text */                                                   \
    X(UP, "Up")              X(DOWN, "Down")          X(LEFT, "Left")                   \
    X(RIGHT, "Right")        X(HOME, "Home")          X(END, "End")                     \
    X(PAGE_UP, "PgUp")       X(PAGE_DOWN, "PgDn")     X(INSERT, "Insert")               \
    X(DELETE, "Delete")      X(BACK_TAB, "S-Tab")                                       \
    X(SHIFT_UP, "S-Up")      X(SHIFT_DOWN, "S-Down")                                    \
    X(SHIFT_LEFT, "S-Left")  X(SHIFT_RIGHT, "S-Right")                                  \
    X(F1, "F1") X(F2, "F2") X(F3, "F3") X(F4, "F4") X(F5, "F5") X(F6, "F6")             \
    X(F7, "F7") X(F8, "F8") X(F9, "F9") X(F10, "F10") X(F11, "F11") X(F12, "F12")
/* clang-format on */

enum {
    KEY_TAB = 9,
    KEY_ENTER = 13,
    KEY_ESCAPE = 27,
    KEY_SPACE = 32,
    KEY_BACKSPACE = 127,
    KEY_NAMED = 0x110000, /* past the last code point */
#define X(name, text) KEY_##name,
    KEY_NAMES(X)
#undef X
        KEY_LIMIT
};

enum { KEY_TEXT_MAX = 16 };

/* ^C and the like. */
#define KEY_CTRL(letter) ((uint32_t)(letter)&0x1f)

/* The key's name; buf holds KEY_TEXT_MAX bytes. Returns buf. */
char *key_name(char *buf, uint32_t key);

/* The key of a name of len bytes; false when there is none of that name. */
bool key_parse(const char *text, size_t len, uint32_t *out);

/* Is it a character that can be typed into a line? */
bool key_is_text(uint32_t key);

#endif
