/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A frame being drawn: cells, and what the mouse does where. */
#ifndef VA_TUI_FRAME_H
#define VA_TUI_FRAME_H

#include <stdbool.h>
#include <stdint.h>

#include "app/scene_cells.h"
#include "tui/action.h"

enum { FRAME_SPOTS_MAX = 512 };

/* A place that the mouse can use. */
struct spot {
    struct cell_rect at;
    enum action_id action; /* what a click does; ACTION_COUNT: the screen knows */
    int32_t pane, value;   /* of the screen: which part, which row */
};

struct frame {
    struct cell_grid grid;
    struct spot spots[FRAME_SPOTS_MAX];
    int32_t n_spots;
    int32_t cursor_column, cursor_row; /* of a line being edited; -1: none */
    bool ascii;                        /* only ASCII may be put */
};

/* A blank frame: VA_NOMEM, VA_DOMAIN. frame_clear copes with one that could not be made.
 */
enum va_code frame_init(struct frame *f, int32_t columns, int32_t rows, bool ascii);
void frame_clear(struct frame *f);

/* Blank it for the next drawing. */
void frame_begin(struct frame *f);

/* How a piece of text looks. */
struct ink {
    enum scene_role role;
    uint32_t attr; /* CELL_ flags */
};

/* Write one line of UTF-8 inside a rectangle, from its left edge, in its first row; cut
 * at its right edge, where a mark then says so. Returns the columns used. Characters past
 * ASCII become '?' in an ASCII frame. */
int32_t frame_text(struct frame *f, struct cell_rect at, struct ink ink,
                   const char *text);
int32_t frame_printf(struct frame *f, struct cell_rect at, struct ink ink,
                     const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* The same at the right edge. */
void frame_right(struct frame *f, struct cell_rect at, struct ink ink, const char *text);

/* Lines of a text, wrapped at blanks, the last one with a mark where there is no room for
 * the rest; returns how many rows were used. */
int32_t frame_wrap(struct frame *f, struct cell_rect at, struct ink ink,
                   const char *text);

/* The rows that takes, at most so many. */
int32_t frame_wrap_rows(const char *text, int32_t columns, int32_t most);

/* Blanks all over the rectangle. */
void frame_fill(struct frame *f, struct cell_rect at, struct ink ink);

/* "-- Goal ------": a rule with a title over the first row of the rectangle. */
void frame_rule(struct frame *f, struct cell_rect at, const char *title);

/* A box around the edge of the rectangle, with a title; returns what is inside. */
struct cell_rect frame_box(struct frame *f, struct cell_rect at, const char *title);

/* Make the row look selected: reverse video (the '>' beside it is the caller's). */
void frame_select(struct frame *f, struct cell_rect at);

/* A bar of the whole width, the first part of it full: 0 to 1. */
void frame_bar(struct frame *f, struct cell_rect at, double full, enum scene_role role);

/* Rows of a rectangle cut off at its top, and the rest. */
struct cell_rect rect_rows(struct cell_rect of, int32_t from, int32_t rows);
struct cell_rect rect_columns(struct cell_rect of, int32_t from, int32_t columns);

/* What a click there does: an action, or what the screen makes of pane and value. */
void frame_spot(struct frame *f, struct cell_rect at, enum action_id action);
/* The same for a part of the screen's own. */
void frame_spot_value(struct frame *f, struct cell_rect at, int32_t pane, int32_t value);

/* The latest spot at a place; NULL: none. */
const struct spot *frame_spot_at(const struct frame *f, int32_t column, int32_t row);

#endif
