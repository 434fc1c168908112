/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drawing into a frame. */
#include "tui/frame.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

enum {
    LINE_BYTES = 1024,
    ASCII_LIMIT = 0x80,
    ELLIPSIS = 0x2026,
    MARK_COLUMNS = 3 /* of "..." */
};

static const struct ink plain = { ROLE_TEXT, 0 };
static const struct ink dim = { ROLE_DIM, 0 };

enum va_code
frame_init(struct frame *f, int32_t columns, int32_t rows, bool ascii)
{
    enum va_code code = VA_OK;

    *f = (struct frame){ .ascii = ascii, .cursor_column = -1, .cursor_row = -1 };
    code = cells_init(&f->grid, columns, rows);
    return code;
}

void
frame_clear(struct frame *f)
{
    cells_clear(&f->grid);
    f->n_spots = 0;
}

void
frame_begin(struct frame *f)
{
    const struct cell blank = { ' ', ROLE_TEXT, 0 };

    for (int32_t i = 0; i < f->grid.columns * f->grid.rows; i++)
        f->grid.cells[i] = blank;
    f->n_spots = 0;
    f->cursor_column = f->cursor_row = -1;
}

static void
put(struct frame *f, int32_t column, int32_t row, uint32_t point, struct ink ink)
{
    if (f->ascii && point >= ASCII_LIMIT)
        point = '?';
    cells_put(&f->grid, column, row, (struct cell){ point, ink.role, ink.attr });
}

/* A mark over the character before, which is no ASCII any more. */
static void
put_mark(struct frame *f, int32_t column, int32_t row, uint32_t point)
{
    const struct cell *cell = cells_get(&f->grid, column - 1, row);

    if (!f->ascii)
        cells_mark(&f->grid, column, row, point);
    else if (cell && text_mark(point))
        cells_put(&f->grid, column - 1, row,
                  (struct cell){ '?', cell->role, cell->attr });
}

/* The next character of a text: its width (0: combining), and where it ends. */
static int
next_character(const char **text, uint32_t *point)
{
    const size_t left = strlen(*text);
    const size_t n = text_utf8(*text, left, point);
    char one[8] = "";

    if (!n || text_is_control(*point)) {
        *point = '?';
        *text += n ? n : 1;
        return 1;
    }
    memcpy(one, *text, n);
    *text += n;
    return *point < ASCII_LIMIT ? 1 : text_width(one);
}

/* A text that was cut ends with a mark, where a character of it is left beside that. */
static void
mark_cut(struct frame *f, struct cell_rect at, struct ink ink)
{
    enum { DOTS_FROM = 8 };
    const int32_t last = at.column + at.columns - 1;

    if (f->ascii) {
        for (int i = 0; i < MARK_COLUMNS && at.columns >= DOTS_FROM; i++)
            put(f, last - i, at.row, '.', ink);
    } else if (at.columns > 1)
        put(f, last, at.row, ELLIPSIS, ink);
}

static bool
is_blank(const char *text)
{
    return text[strspn(text, " ")] == '\0';
}

int32_t
frame_text(struct frame *f, struct cell_rect at, struct ink ink, const char *text)
{
    int32_t used = 0;

    if (at.rows < 1)
        return 0;
    while (*text) {
        const char *before = text;
        uint32_t point = 0;
        int32_t width = 0;

        if ((unsigned char)*text >= ' ' && (unsigned char)*text < 0x7f) {
            point = (unsigned char)*text++;
            width = 1;
        } else
            width = next_character(&text, &point);
        if (used + width > at.columns) {
            if (!is_blank(before))
                mark_cut(f, at, ink);
            break;
        }
        if (width > 0)
            put(f, at.column + used, at.row, point, ink);
        else if (used > 0)
            put_mark(f, at.column + used, at.row, point);
        for (int32_t half = 1; half < width; half++)
            put(f, at.column + used + half, at.row, f->ascii ? ' ' : 0, ink);
        used += width;
    }
    return used;
}

int32_t
frame_printf(struct frame *f, struct cell_rect at, struct ink ink, const char *fmt, ...)
{
    char line[LINE_BYTES];
    va_list args;

    va_start(args, fmt);
    vsnprintf(line, sizeof line, fmt, args);
    va_end(args);
    return frame_text(f, at, ink, line);
}

void
frame_right(struct frame *f, struct cell_rect at, struct ink ink, const char *text)
{
    const int32_t width = text_width(text);

    if (width < at.columns) {
        at.column += at.columns - width;
        at.columns = width;
    }
    frame_text(f, at, ink, text);
}

int32_t
frame_wrap(struct frame *f, struct cell_rect at, struct ink ink, const char *text)
{
    int32_t used = 0;
    int32_t width = 0;
    const char *line = NULL;
    size_t len = 0;

    if (at.columns < 1)
        return 0;
    while (used < at.rows && (line = scene_next_line(&text, at.columns, &len)) != NULL) {
        width = frame_printf(f, rect_rows(at, used, 1), ink, "%.*s",
                             (int)(len < LINE_BYTES ? len : LINE_BYTES - 1), line);
        used++;
    }
    if (used > 0 && used == at.rows && text[strspn(text, " \n")]) {
        width += f->ascii ? MARK_COLUMNS : 1;
        at.columns = width < at.columns ? width : at.columns;
        mark_cut(f, rect_rows(at, used - 1, 1), ink);
    }
    return used;
}

int32_t
frame_wrap_rows(const char *text, int32_t columns, int32_t most)
{
    int32_t rows = 0;
    size_t len = 0;

    while (rows < most && columns > 0 && scene_next_line(&text, columns, &len))
        rows++;
    return rows;
}

void
frame_fill(struct frame *f, struct cell_rect at, struct ink ink)
{
    for (int32_t row = 0; row < at.rows; row++) {
        for (int32_t column = 0; column < at.columns; column++)
            put(f, at.column + column, at.row + row, ' ', ink);
    }
}

/* The characters of lines: ASCII, or box drawing. */
struct lines {
    uint32_t across, down, corners[4]; /* top left, top right, bottom left, right */
};

static const struct lines *
lines_of(const struct frame *f)
{
    static const struct lines ascii = { '-', '|', { '+', '+', '+', '+' } };
    static const struct lines box = { 0x2500,
                                      0x2502,
                                      { 0x250c, 0x2510, 0x2514, 0x2518 } };

    return f->ascii ? &ascii : &box;
}

/* A title within a line: " title ". */
static void
put_title(struct frame *f, struct cell_rect at, const char *title)
{
    const struct ink bold = { ROLE_TITLE, CELL_BOLD };
    int32_t used = 0;

    if (!title || !*title || at.columns < 6)
        return;
    at.column += 2;
    at.columns -= 4;
    used = frame_text(f, at, plain, " ");
    used += frame_text(f, rect_columns(at, used, at.columns - used - 1), bold, title);
    frame_text(f, rect_columns(at, used, 1), plain, " ");
}

void
frame_rule(struct frame *f, struct cell_rect at, const char *title)
{
    for (int32_t i = 0; at.rows > 0 && i < at.columns; i++)
        put(f, at.column + i, at.row, lines_of(f)->across, dim);
    put_title(f, at, title);
}

struct cell_rect
frame_box(struct frame *f, struct cell_rect at, const char *title)
{
    const struct lines *l = lines_of(f);
    const int32_t right = at.column + at.columns - 1;
    const int32_t bottom = at.row + at.rows - 1;
    struct cell_rect inside = { at.column + 1, at.row + 1, at.columns - 2, at.rows - 2 };

    if (at.columns < 2 || at.rows < 2)
        return (struct cell_rect){ at.column, at.row, 0, 0 };
    for (int32_t i = 1; i < at.columns - 1; i++) {
        put(f, at.column + i, at.row, l->across, dim);
        put(f, at.column + i, bottom, l->across, dim);
    }
    for (int32_t i = 1; i < at.rows - 1; i++) {
        put(f, at.column, at.row + i, l->down, dim);
        put(f, right, at.row + i, l->down, dim);
    }
    put(f, at.column, at.row, l->corners[0], dim);
    put(f, right, at.row, l->corners[1], dim);
    put(f, at.column, bottom, l->corners[2], dim);
    put(f, right, bottom, l->corners[3], dim);
    put_title(f, (struct cell_rect){ at.column, at.row, at.columns, 1 }, title);
    return inside;
}

void
frame_select(struct frame *f, struct cell_rect at)
{
    for (int32_t row = at.row; row < at.row + at.rows; row++) {
        for (int32_t column = at.column; column < at.column + at.columns; column++) {
            const struct cell *cell = cells_get(&f->grid, column, row);

            if (cell)
                cells_put(
                    &f->grid, column, row,
                    (struct cell){ cell->point, cell->role, cell->attr | CELL_REVERSE });
        }
    }
}

void
frame_bar(struct frame *f, struct cell_rect at, double full, enum scene_role role)
{
    static const uint32_t ascii[] = { '#', '-' };
    static const uint32_t blocks[] = { 0x2588, 0x2591 };
    const uint32_t *art = f->ascii ? ascii : blocks;
    const double part = full > 1 ? 1 : full > 0 ? full : 0;
    const int32_t filled = (int32_t)(part * at.columns + 0.5);

    for (int32_t i = 0; at.rows > 0 && i < at.columns; i++)
        put(f, at.column + i, at.row, art[i >= filled],
            (struct ink){ i < filled ? role : ROLE_DIM, 0 });
}

struct cell_rect
rect_rows(struct cell_rect of, int32_t from, int32_t rows)
{
    const int32_t left = of.rows - from;

    of.row += from;
    of.rows = left < 0 ? 0 : rows < left ? rows : left;
    return of;
}

struct cell_rect
rect_columns(struct cell_rect of, int32_t from, int32_t columns)
{
    const int32_t left = of.columns - from;

    of.column += from;
    of.columns = left < 0 ? 0 : columns < left ? columns : left;
    return of;
}

static void
add_spot(struct frame *f, const struct spot *s)
{
    if (f->n_spots < FRAME_SPOTS_MAX && s->at.columns > 0 && s->at.rows > 0)
        f->spots[f->n_spots++] = *s;
}

void
frame_spot(struct frame *f, struct cell_rect at, enum action_id action)
{
    add_spot(f, &(struct spot){ .at = at, .action = action });
}

void
frame_spot_value(struct frame *f, struct cell_rect at, int32_t pane, int32_t value)
{
    add_spot(f, &(struct spot){ at, ACTION_COUNT, pane, value });
}

const struct spot *
frame_spot_at(const struct frame *f, int32_t column, int32_t row)
{
    for (int32_t i = f->n_spots - 1; i >= 0; i--) {
        const struct cell_rect *at = &f->spots[i].at;

        if (column >= at->column && column < at->column + at->columns && row >= at->row &&
            row < at->row + at->rows)
            return &f->spots[i];
    }
    return NULL;
}
