/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What reaches the screen from outside. */
#ifndef VA_TUI_EVENT_H
#define VA_TUI_EVENT_H

#include <stdbool.h>
#include <stdint.h>

enum event_kind {
    EVENT_KEY,
    EVENT_MOUSE,
    EVENT_RESIZE,
    EVENT_PASTE, /* text pasted: each of its characters is a key that runs no action */
    EVENT_RESUME /* back from a suspension: everything is drawn again */
};

enum mouse_what {
    MOUSE_PRESS, /* the left button, like the two below */
    MOUSE_DRAG,
    MOUSE_RELEASE,
    MOUSE_WHEEL_UP,
    MOUSE_WHEEL_DOWN
};

struct event {
    enum event_kind kind;
    uint32_t key; /* of a key; a character of a paste (tui/key.h) */
    enum mouse_what mouse;
    int32_t column, row;   /* of the mouse, from 0 */
    int32_t columns, rows; /* of a resize, from 1 */
};

#endif
