/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The difference between the grid a terminal shows and the one it shall show, as bytes.
 * It knows no terminal: what one can do comes as strings and a function.
 */
#ifndef VA_TUI_PAINT_H
#define VA_TUI_PAINT_H

#include <stdbool.h>
#include <stdint.h>

#include "app/scene_cells.h"
#include "base/buf.h"
#include "base/err.h"
#include "tui/theme.h"

enum { PAINT_ATTRS = 8 }; /* combinations of the CELL_ flags */

/* What the terminal understands. */
struct paint_terminal {
    /* Move the cursor; both count from 0. */
    void (*move)(void *ctx, int32_t column, int32_t row, struct buf *out);
    void *ctx;
    const char *clear;    /* everything, cursor to the upper left; NULL: cannot */
    const char *to_end;   /* clear from the cursor to the end of its line; NULL: cannot */
    bool ansi;            /* ECMA-48: CSI n C moves right; \n and \b move by one */
    bool scrolls_at_last; /* the last cell of the last line cannot be written */
    bool ascii;           /* other characters become the nearest of ASCII */
    struct theme_sgr looks[ROLE_COUNT][PAINT_ATTRS];
};

struct painter {
    const struct paint_terminal *terminal; /* borrowed */
    struct cell_grid shown;                /* what the terminal shows */
    struct cell *line;                     /* the next line, as it can be shown */
    bool known;                            /* false: what it shows is not known */
    int32_t column, row;                   /* of the cursor; column -1: not known */
    const struct theme_sgr *look;          /* in effect; NULL: not known */
};

/* For a terminal of that size, whose content is not known. VA_NOMEM, VA_DOMAIN for a size
 * that cells_init does not take; painter_clear copes with what is half made. */
enum va_code painter_init(struct painter *p, const struct paint_terminal *t,
                          int32_t columns, int32_t rows);
void painter_clear(struct painter *p);

/* What the terminal shows is not known any more. */
void painter_forget(struct painter *p);

/* Add to out what makes the terminal show that grid; one of another size is cut, or
 * followed by blanks. */
void painter_show(struct painter *p, const struct cell_grid *g, struct buf *out);

/* The cursor to a cell. */
void painter_move(struct painter *p, int32_t column, int32_t row, struct buf *out);

/* Text was written at the start of a line: its first n cells are not known any more. */
void painter_forget_cells(struct painter *p, int32_t row, int32_t n);

/* The grid as lines of text with colours, each ended by CR LF, without blank ones at the
 * end: for the scrollback. */
void painter_print(const struct painter *p, struct buf *out);

#endif
