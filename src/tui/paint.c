/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bringing a grid onto a terminal with few bytes. */
#include "tui/paint.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

enum {
    GAP_MAX = 3,   /* cells that are rather written again than jumped over */
    STEPS_MAX = 3, /* lines or columns that are rather stepped than jumped */
    TAIL_MIN = 4,  /* blanks worth clearing to the end of the line */
    POINTS = 0x110000,
    INVISIBLE = CELL_BOLD | THEME_FAINT /* on a blank */
};

static const struct cell blank = { ' ', ROLE_TEXT, 0 };
/* Equal to no cell of a grid. */
static const struct cell unknown = { UINT32_MAX, ROLE_TEXT, 0 };

enum va_code
painter_init(struct painter *p, const struct paint_terminal *t, int32_t columns,
             int32_t rows)
{
    enum va_code code = VA_OK;

    *p = (struct painter){ .terminal = t, .column = -1 };
    code = cells_init(&p->shown, columns, rows);
    if (code)
        return code;
    p->line = calloc((size_t)columns, sizeof *p->line);
    return p->line ? VA_OK : VA_NOMEM;
}

void
painter_clear(struct painter *p)
{
    cells_clear(&p->shown);
    free(p->line);
    *p = (struct painter){ .column = -1 };
}

void
painter_forget(struct painter *p)
{
    p->known = false;
}

static struct cell *
shown_row(const struct painter *p, int32_t row)
{
    return p->shown.cells + (ptrdiff_t)row * p->shown.columns;
}

void
painter_forget_cells(struct painter *p, int32_t row, int32_t n)
{
    for (int32_t i = 0; i < n && i < p->shown.columns && row < p->shown.rows; i++)
        shown_row(p, row)[i] = unknown;
    p->column = -1;
    p->look = NULL;
}

/* --- cells as they can be shown --- */

static uint32_t
to_ascii(uint32_t point)
{
    static const struct {
        uint32_t first, last;
        char as;
    } ranges[] = {
        { 0x00a0, 0x00a0, ' ' },  { 0x00b5, 0x00b5, 'u' }, { 0x00b7, 0x00b7, '.' },
        { 0x00d7, 0x00d7, 'x' },  { 0x03bc, 0x03bc, 'u' }, { 0x2010, 0x2015, '-' },
        { 0x2018, 0x201b, '\'' }, { 0x201c, 0x201f, '"' }, { 0x2022, 0x2022, '*' },
        { 0x2026, 0x2026, '~' },  { 0x2190, 0x2190, '<' }, { 0x2191, 0x2191, '^' },
        { 0x2192, 0x2192, '>' },  { 0x2193, 0x2193, 'v' }, { 0x2264, 0x2264, '<' },
        { 0x2265, 0x2265, '>' },  { 0x2500, 0x2501, '-' }, { 0x2502, 0x2503, '|' },
        { 0x2504, 0x2505, '-' },  { 0x2506, 0x2507, '|' }, { 0x2508, 0x2509, '-' },
        { 0x250a, 0x250b, '|' },  { 0x250c, 0x254b, '+' }, { 0x2550, 0x2550, '=' },
        { 0x2551, 0x2551, '|' },  { 0x2552, 0x256c, '+' }, { 0x2580, 0x2588, '#' },
        { 0x2589, 0x258f, '|' },  { 0x2591, 0x2593, ':' }, { 0x2594, 0x2594, '-' },
        { 0x2596, 0x259f, '#' },  { 0x25b2, 0x25b2, '^' }, { 0x25b6, 0x25b6, '>' },
        { 0x25bc, 0x25bc, 'v' },  { 0x25c0, 0x25c0, '<' }, { 0x2800, 0x2800, ' ' },
        { 0x2801, 0x28ff, '*' },
    };
    size_t low = 0;
    size_t high = sizeof ranges / sizeof *ranges;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (point > ranges[middle].last)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < sizeof ranges / sizeof *ranges && point >= ranges[low].first)
        return (uint32_t)ranges[low].as;
    return '?';
}

static bool
is_blank(const struct cell *c)
{
    return c->point == ' ' && !(c->attr & ~(uint32_t)INVISIBLE);
}

/* Do they look the same? A blank has no colour unless it is reversed or underlined. */
static bool
is_same(const struct cell *a, const struct cell *b)
{
    if (a->point != b->point)
        return false;
    return (is_blank(a) && is_blank(b)) || (a->role == b->role && a->attr == b->attr);
}

static bool
is_wide(uint32_t point)
{
    char text[TEXT_UTF8_MAX];

    text_utf8_write(point, text);
    return text_width(text) > 1;
}

/* What of a point can be shown at a column. */
static uint32_t
presentable(const struct painter *p, uint32_t point, int32_t column)
{
    const bool last = column + 1 == p->shown.columns;
    const uint32_t base = cell_base(point);

    if (point == 0)
        return column == 0 || p->terminal->ascii ? '?' : 0;
    if (point <= '~' && point >= ' ')
        return point;
    if (text_is_control(base) || base >= POINTS || (last && is_wide(base)))
        return '?';
    if (p->terminal->ascii)
        return base == point ? to_ascii(point) : '?';
    return point;
}

/* A line of the grid as it can be shown; what is past the grid is blank. */
static void
prepare(const struct painter *p, const struct cell_grid *g, int32_t row)
{
    for (int32_t i = 0; i < p->shown.columns; i++) {
        const struct cell *from = cells_get(g, i, row);
        struct cell c = from ? *from : blank;

        c.point = presentable(p, c.point, i);
        c.role = (unsigned)c.role < ROLE_COUNT ? c.role : ROLE_TEXT;
        c.attr &= PAINT_ATTRS - 1;
        p->line[i] = c;
    }
}

/* --- the cursor --- */

static void
step_down(struct painter *p, int32_t rows, int32_t columns, struct buf *out)
{
    buf_pad(out, '\n', rows);
    if (columns < 0)
        buf_pad(out, '\b', -columns);
    else if (columns == 1)
        buf_text(out, "\033[C");
    else if (columns > 1)
        buf_printf(out, "\033[%dC", (int)columns);
    p->row += rows;
    p->column += columns;
}

void
painter_move(struct painter *p, int32_t column, int32_t row, struct buf *out)
{
    const int32_t right = column - p->column;
    const int32_t down = row - p->row;

    if (p->column == column && p->row == row)
        return;
    if (p->terminal->ansi && p->column >= 0) {
        if (column == 0 && down >= 0 && down <= STEPS_MAX) {
            buf_byte(out, '\r');
            p->column = 0;
            step_down(p, down, 0, out);
            return;
        }
        if (down >= 0 && down <= STEPS_MAX && right >= -STEPS_MAX) {
            step_down(p, down, right, out);
            return;
        }
    }
    p->terminal->move(p->terminal->ctx, column, row, out);
    p->column = column;
    p->row = row;
}

/* --- looks --- */

static void
set_look(struct painter *p, const struct cell *c, struct buf *out)
{
    const struct theme_sgr *look = &p->terminal->looks[c->role][c->attr];

    if (is_blank(c) && p->look && !(p->look->attr & ~(uint32_t)INVISIBLE))
        return;
    if (p->look && !strcmp(p->look->set, look->set))
        return;
    if (p->look && p->look->attr == look->attr && look->recolor[0] &&
        strlen(look->recolor) < strlen(look->set))
        buf_text(out, look->recolor);
    else
        buf_text(out, look->set);
    p->look = look;
}

/* Write a cell at the cursor; a right half was written with its left one. */
static void
put_cell(struct painter *p, int32_t column, struct buf *out)
{
    const struct cell *c = &p->line[column];
    const bool lost = c->point == 0 && p->column < 0;

    if (c->point != 0) {
        char text[CELL_UTF8_MAX];

        set_look(p, c, out);
        buf_add(out, text, cell_utf8(c->point, text));
    }
    /* Behind the last column terminals differ, and behind a combining mark. */
    p->column = column + 1;
    if (lost || column + 1 == p->shown.columns || c->point != cell_base(c->point))
        p->column = -1;
}

/* --- lines --- */

/* Bring the cursor to a cell of its own line, perhaps by writing what is between. */
static void
reach(struct painter *p, int32_t column, int32_t row, struct buf *out)
{
    const int32_t gap = column - p->column;
    bool write = p->row == row && p->column >= 0 && gap > 0 && gap <= GAP_MAX && p->look;

    for (int32_t i = p->column; write && i < column; i++) {
        const struct cell *c = &p->line[i];

        write = c->point != 0 && c->point <= '~' &&
                (is_blank(c)
                     ? !(p->look->attr & ~(uint32_t)INVISIBLE)
                     : !strcmp(p->terminal->looks[c->role][c->attr].set, p->look->set));
    }
    for (int32_t i = column - gap; write && i < column; i++)
        put_cell(p, i, out);
    painter_move(p, column, row, out);
}

/* Where the blanks at the end of the line begin. */
static int32_t
blank_from(const struct painter *p)
{
    int32_t i = p->shown.columns;

    while (i > 0 && is_blank(&p->line[i - 1]))
        i--;
    return i;
}

static bool
is_tail_worth_clearing(const struct painter *p, const struct cell *shown, int32_t from)
{
    int32_t n = 0;

    for (int32_t i = from; i < p->shown.columns; i++)
        n += !is_same(&p->line[i], &shown[i]);
    return p->terminal->to_end && n >= TAIL_MIN;
}

static void
paint_line(struct painter *p, int32_t row, struct buf *out)
{
    struct cell *shown = shown_row(p, row);
    const int32_t tail = blank_from(p);
    const bool spared = p->terminal->scrolls_at_last && row == p->shown.rows - 1;
    const int32_t end = p->shown.columns - (spared ? 1 : 0);

    for (int32_t i = 0; i < end; i++) {
        int32_t at = i;

        if (is_same(&p->line[i], &shown[i]))
            continue;
        if (i >= tail && is_tail_worth_clearing(p, shown, i)) {
            reach(p, i, row, out);
            set_look(p, &blank, out);
            buf_text(out, p->terminal->to_end);
            break;
        }
        while (at > 0 && p->line[at].point == 0)
            at--;
        reach(p, at, row, out);
        for (; at <= i || (at < end && p->line[at].point == 0); at++)
            put_cell(p, at, out);
        i = at - 1;
    }
    memcpy(shown, p->line, (size_t)p->shown.columns * sizeof *shown);
}

static void
start_afresh(struct painter *p, struct buf *out)
{
    const int32_t n = p->shown.columns * p->shown.rows;

    p->look = NULL;
    p->column = -1;
    set_look(p, &blank, out);
    if (p->terminal->clear) {
        buf_text(out, p->terminal->clear);
        p->column = 0;
        p->row = 0;
    }
    for (int32_t i = 0; i < n; i++)
        p->shown.cells[i] = p->terminal->clear ? blank : unknown;
    p->known = true;
}

void
painter_show(struct painter *p, const struct cell_grid *g, struct buf *out)
{
    if (!p->known)
        start_afresh(p, out);
    for (int32_t row = 0; row < p->shown.rows; row++) {
        prepare(p, g, row);
        paint_line(p, row, out);
    }
}

void
painter_print(const struct painter *p, struct buf *out)
{
    struct painter lines = *p;
    int32_t rows = p->shown.rows;

    for (int32_t row = rows - 1; row >= 0 && rows == row + 1; row--) {
        lines.line = shown_row(p, row);
        if (blank_from(&lines) == 0)
            rows = row;
    }
    lines.look = NULL;
    for (int32_t row = 0; row < rows; row++) {
        lines.line = shown_row(p, row);
        for (int32_t i = 0, end = blank_from(&lines); i < end; i++)
            put_cell(&lines, i, out);
        set_look(&lines, &blank, out);
        buf_text(out, "\r\n");
    }
}
