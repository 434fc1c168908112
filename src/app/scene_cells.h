/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A grid of terminal cells, and a scene drawn on it. No terminal is involved. */
#ifndef VA_APP_SCENE_CELLS_H
#define VA_APP_SCENE_CELLS_H

#include <stdbool.h>
#include <stdint.h>

#include "app/scene.h"
#include "base/buf.h"
#include "base/err.h"

enum { CELLS_COLUMNS_MAX = 1000, CELLS_ROWS_MAX = 2000 };

/* What a cell has beside its role. */
enum { CELL_REVERSE = 1, CELL_BOLD = 2, CELL_UNDERLINE = 4 };

struct cell {
    uint32_t point; /* code point; 0: the right half of a wide character. A combining mark
                       over it stands in the bits above: see cells_mark */
    enum scene_role role;
    uint32_t attr; /* CELL_ flags */
};

struct cell_grid {
    struct cell *cells; /* rows x columns, by row */
    int32_t columns, rows;
};

struct cell_rect {
    int32_t column, row, columns, rows;
};

/* A grid of blanks, 1 to CELLS_COLUMNS_MAX by 1 to CELLS_ROWS_MAX: VA_NOMEM, VA_DOMAIN.
 * cells_clear copes with a grid that could not be made. */
enum va_code cells_init(struct cell_grid *g, int32_t columns, int32_t rows);
void cells_clear(struct cell_grid *g);

/* Set one cell; does nothing outside the grid. Over half of a wide character, the other
 * half becomes a blank. */
void cells_put(struct cell_grid *g, int32_t column, int32_t row, struct cell cell);
/*
 * Put a combining mark over the character that ends before a column. One fits: a second
 * makes the character U+FFFD, so that names which differ never look the same. What is no
 * mark does nothing.
 */
void cells_mark(struct cell_grid *g, int32_t column, int32_t row, uint32_t point);

/* The character of a cell without its mark, and both as UTF-8: CELL_UTF8_MAX bytes.
 * Returns the bytes without the NUL. */
enum { CELL_POINT_BITS = 21, CELL_UTF8_MAX = 9 };
static inline uint32_t
cell_base(uint32_t point)
{
    return point & ((UINT32_C(1) << CELL_POINT_BITS) - 1);
}
size_t cell_utf8(uint32_t point, char out[CELL_UTF8_MAX]);

/* Borrowed, NULL outside the grid. */
const struct cell *cells_get(const struct cell_grid *g, int32_t column, int32_t row);

/*
 * Write one line of UTF-8, cut at the right edge of the grid. Control characters and
 * invalid bytes become '?', characters without a width are left out.
 *
 * at  column and row of the first character (its other fields are not looked at)
 *
 * Returns the columns used.
 */
int32_t cells_text(struct cell_grid *g, struct cell_rect at, enum scene_role role,
                   const char *text);

/* The grid as UTF-8 text: a newline after each row, no trailing blanks. */
void cells_print(const struct cell_grid *g, struct buf *out);

/* What a chart is drawn with. */
/* clang-format off */
#define SCENE_SYMBOLS(X) /* name, word */                                              \
    X(BRAILLE,  "braille")  /* 2 x 4 dots a cell */                                    \
    X(QUADRANT, "quadrant") /* 2 x 2 blocks a cell */                                  \
    X(ASCII,    "ascii")    /* a character a cell, half rows for thin lines */
/* clang-format on */

enum scene_symbols {
#define X(name, word) SYMBOLS_##name,
    SCENE_SYMBOLS(X)
#undef X
        SYMBOLS_COUNT
};

/* "braille", "quadrant", "ascii"; a static string. */
const char *scene_symbols_name(enum scene_symbols s);

enum { SCENE_COLUMNS_MIN = 24, SCENE_ROWS_MIN = 6 };

/*
 * Draw axes and everything visible of a scene, without title, legend and caption.
 *
 * where    inside the grid, at least SCENE_COLUMNS_MIN by SCENE_ROWS_MIN; the last two
 *          rows carry the x axis and its labels
 * symbols  also decide whether the axes are box drawing or ASCII
 *
 * Returns VA_OK, VA_DOMAIN for a rectangle that is too small or not inside, VA_NOMEM.
 */
enum va_code scene_draw_cells(const struct scene *s, const struct cell_rect *where,
                              enum scene_symbols symbols, struct cell_grid *g);

/* Columns that the y axis of a chart takes. */
int32_t scene_cells_gutter(const struct scene *s, const struct cell_rect *where);

/* The values at a cell of a chart drawn so, for the mouse; beside the area between its
 * axes those at its edge, and false. */
bool scene_cells_value(const struct scene *s, const struct cell_rect *where,
                       struct cell_rect at, double *out_x, double *out_y);

/* How a mark looks in a legend; a static string. */
const char *scene_legend_text(enum scene_mark mark, enum scene_symbols symbols);

#endif
