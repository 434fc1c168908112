/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is written brings a terminal from one grid to the next: the bytes are read by a
 * small terminal of ECMA-48, whose screen must equal the grid.
 */
#include <stdlib.h>

#include "base/text.h"
#include "tap.h"
#include "tui/paint.h"

enum { COLUMNS = 20, ROWS = 6, ROUNDS = 4000, FAR = 10000 };

/* --- a terminal --- */

struct screen {
    uint32_t point[ROWS][COLUMNS];
    char look[ROWS][COLUMNS][64];
    char now[64]; /* attributes and colour in effect, "0" or "0;7;38;5;9" */
    int column, row;
    int errors;
};

static void
set_graphics(struct screen *s, const char *codes, size_t len)
{
    if (len == 0 || codes[0] == '0') {
        snprintf(s->now, sizeof s->now, "%.*s", (int)(len ? len : 1), len ? codes : "0");
    } else { /* a colour alone, or attributes after a reset: "7" is "0;7" */
        char attributes[64] = "0";
        const char *at = s->now[0] == '0' ? s->now + 1 : s->now;

        if (codes[0] != '3' && codes[0] != '9') {
            snprintf(s->now, sizeof s->now, "0;%.*s", (int)len, codes);
            return;
        }
        while (at[0] == ';' && at[1] >= '1' && at[1] <= '7' && (at[2] == ';' || !at[2])) {
            const size_t n = strlen(attributes);

            snprintf(attributes + n, sizeof attributes - n, "%.2s", at);
            at += 2;
        }
        if (len == 2 && codes[0] == '3' && codes[1] == '9')
            snprintf(s->now, sizeof s->now, "%.40s", attributes);
        else
            snprintf(s->now, sizeof s->now, "%.40s;%.*s", attributes, (int)len, codes);
    }
}

static void
erase(struct screen *s, int row, int from)
{
    for (int i = from; i < COLUMNS; i++) {
        s->point[row][i] = ' ';
        snprintf(s->look[row][i], sizeof s->look[row][i], "0");
    }
}

/* Is underline or reverse video among the codes? */
static bool
shows_on_blanks(const char *look)
{
    return strstr(look, "0;4") == look || strstr(look, "0;7") == look ||
           strstr(look, ";1;4") || strstr(look, ";1;7") || strstr(look, ";4;7");
}

static void
control(struct screen *s, const char *codes, size_t len, char final)
{
    char *end = NULL; /* the codes are followed by what is no digit */
    const int a = (int)strtol(codes, &end, 10);
    const int b = *end == ';' ? (int)strtol(end + 1, NULL, 10) : 0;

    switch (final) {
    case 'H':
        s->row = a > 0 ? a - 1 : 0;
        s->column = b > 0 ? b - 1 : 0;
        break;
    case 'C':
        s->column += a > 0 ? a : 1;
        break;
    case 'J':
        for (int row = 0; row < ROWS; row++)
            erase(s, row, 0);
        break;
    case 'K':
        s->errors += shows_on_blanks(s->now);
        erase(s, s->row, s->column);
        break;
    case 'm':
        set_graphics(s, codes, len);
        break;
    default:
        s->errors++;
    }
}

/* A mark lies over the character before it; where the cursor is then differs. */
static void
combine(struct screen *s, uint32_t point)
{
    int column = (s->column == FAR ? COLUMNS : s->column) - 1;

    if (column > 0 && s->point[s->row][column] == 0)
        column--;
    s->point[s->row][column] |= text_mark(point) << CELL_POINT_BITS;
    s->column = FAR;
}

static void
put(struct screen *s, uint32_t point)
{
    const int width = point == 0x4e00 ? 2 : 1;

    if (s->row < 0 || s->row >= ROWS || s->column < 0 || s->column + width > COLUMNS) {
        s->errors++;
        return;
    }
    for (int i = 0; i < width; i++) {
        s->point[s->row][s->column] = i ? 0 : point;
        snprintf(s->look[s->row][s->column++], 64, "%s", s->now);
    }
    if (s->column == COLUMNS)
        s->column = FAR; /* where it is now differs between terminals */
}

static void
feed(struct screen *s, const char *bytes, size_t len)
{
    for (size_t i = 0; i < len;) {
        uint32_t point = 0;
        const size_t n = text_utf8(bytes + i, len - i, &point);
        size_t end = i + 2;

        if (bytes[i] == '\r') {
            s->column = 0;
        } else if (bytes[i] == '\n') {
            s->row++;
        } else if (bytes[i] == '\b') {
            s->column--;
        } else if (bytes[i] == '\033') {
            while (end < len && (unsigned char)bytes[end] < '@')
                end++;
            control(s, bytes + i + 2, end - i - 2, bytes[end]);
            i = end;
        } else if (text_mark(point)) {
            combine(s, point);
        } else {
            put(s, point);
        }
        i += n ? n : 1;
    }
}

/* --- grids --- */

static uint32_t
next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

static void
scribble(struct cell_grid *g, uint32_t *seed)
{
    static const uint32_t points[] = { ' ', ' ', 'a', 'b', 0x2502, 0x28ff, 0x4e00, 0xe9 };
    const int n = (int)(next_random(seed) % 30);

    for (int i = 0; i < n; i++) {
        const int32_t column = (int32_t)(next_random(seed) % COLUMNS);
        const int32_t row = (int32_t)(next_random(seed) % ROWS);
        const int32_t run = (int32_t)(next_random(seed) % 12);
        const struct cell c = { points[next_random(seed) % 8],
                                (enum scene_role)(next_random(seed) % ROLE_COUNT),
                                next_random(seed) % 3 ? 0 : next_random(seed) % 8 };

        for (int32_t k = 0; k < run; k++)
            cells_put(g, column + k, row, c);
    }
    cells_mark(g, (int32_t)(next_random(seed) % COLUMNS),
               (int32_t)(next_random(seed) % ROWS), 0x301);
    /* Wide characters have a right half, and no half stands alone. */
    for (int32_t row = 0; row < ROWS; row++) {
        for (int32_t i = 0; i < COLUMNS; i++) {
            struct cell c = *cells_get(g, i, row);

            if (c.point == 0)
                c.point = 'h';
            cells_put(g, i, row, c);
            if (cell_base(c.point) == 0x4e00 && i + 1 < COLUMNS) {
                c.point = 0;
                cells_put(g, ++i, row, c);
            }
        }
    }
}

static bool
is_plain_blank(const struct cell *c)
{
    return c->point == ' ' && !(c->attr & (CELL_REVERSE | CELL_UNDERLINE));
}

static int
differences(const struct screen *s, const struct cell_grid *g,
            const struct paint_terminal *t)
{
    int n = 0;

    for (int row = 0; row < ROWS; row++) {
        for (int i = 0; i < COLUMNS; i++) {
            const struct cell *c = cells_get(g, i, row);
            const char *look = t->looks[c->role][c->attr].set;
            char wanted[64];
            uint32_t point = c->point;

            if (cell_base(point) == 0x4e00 && i == COLUMNS - 1)
                point = '?';
            if (t->scrolls_at_last && row == ROWS - 1 && i == COLUMNS - 1)
                continue;
            snprintf(wanted, sizeof wanted, "%s%.*s", look[2] == '0' ? "" : "0",
                     (int)strlen(look) - 3, look + 2);
            if (look[2] != '0' && look[2] != 'm')
                snprintf(wanted, sizeof wanted, "0;%.*s", (int)strlen(look) - 3,
                         look + 2);
            if (s->point[row][i] != point ||
                (is_plain_blank(c) ? shows_on_blanks(s->look[row][i])
                                   : strcmp(s->look[row][i], wanted) != 0))
                n++;
        }
    }
    return n;
}

static void
move(void *ctx, int32_t column, int32_t row, struct buf *out)
{
    (void)ctx;
    buf_printf(out, "\033[%d;%dH", (int)row + 1, (int)column + 1);
}

static struct paint_terminal
terminal(int32_t colors)
{
    struct paint_terminal t = {
        .move = move, .clear = "\033[H\033[2J", .to_end = "\033[K", .ansi = true
    };
    struct theme theme;
    struct va_err err;

    theme_load("default", NULL, &theme, &err);
    for (int role = 0; role < ROLE_COUNT; role++)
        for (uint32_t attr = 0; attr < PAINT_ATTRS; attr++)
            t.looks[role][attr] = theme_look(&theme.dark[role], colors, attr);
    return t;
}

static void
follow(const struct paint_terminal *t, const char *name)
{
    static struct screen s;
    struct painter p;
    struct cell_grid g;
    struct buf out;
    uint32_t seed = 7;
    int bad = 0;

    memset(&s, 0, sizeof s);
    memcpy(s.now, "0", 2);
    buf_init(&out, 1 << 20);
    cells_init(&g, COLUMNS, ROWS);
    painter_init(&p, t, COLUMNS, ROWS);
    for (int i = 0; i < ROUNDS && !bad; i++) {
        scribble(&g, &seed);
        buf_reset(&out);
        if (i % 100 == 50)
            painter_forget(&p);
        if (i % 100 == 70) {
            painter_move(&p, 0, 0, &out);
            buf_text(&out, "\033[m???");
            painter_forget_cells(&p, 0, 3);
        }
        painter_show(&p, &g, &out);
        if (i % 7 == 0)
            painter_move(&p, (int32_t)(next_random(&seed) % COLUMNS),
                         (int32_t)(next_random(&seed) % ROWS), &out);
        feed(&s, buf_get(&out), out.len);
        bad += differences(&s, &g, t) + s.errors + (out.code != VA_OK);
        buf_reset(&out);
        painter_show(&p, &g, &out);
        bad += out.len != 0;
    }
    IS_INT(bad, 0, "%s shows each of %d grids, and nothing is written twice", name,
           ROUNDS);
    painter_clear(&p);
    cells_clear(&g);
    buf_clear(&out);
}

static void
test_follow(void)
{
    struct paint_terminal t = terminal(COLORS_256);

    follow(&t, "a terminal of 256 colours");
    t = terminal(COLORS_NONE);
    follow(&t, "one without colours");
    t = terminal(COLORS_TRUE);
    t.ansi = false;
    t.to_end = NULL;
    t.scrolls_at_last = true;
    follow(&t, "one that can do little");
}

static size_t
written(struct painter *p, const struct cell_grid *g, struct buf *out)
{
    buf_reset(out);
    painter_show(p, g, out);
    return out->len;
}

static void
test_bytes(void)
{
    const struct paint_terminal t = terminal(COLORS_256);
    struct painter p;
    struct cell_grid g;
    struct buf out;

    buf_init(&out, 1 << 20);
    cells_init(&g, 80, 24);
    painter_init(&p, &t, 80, 24);
    for (int32_t row = 0; row < 24; row++)
        cells_text(&g, (struct cell_rect){ 0, row, 0, 0 }, ROLE_TEXT,
                   "facedetect    mtcnn    1708 MB    71.9 s    $0.0019995");
    written(&p, &g, &out);
    IS_INT(written(&p, &g, &out), 0, "the same grid again costs nothing");
    cells_put(&g, 10, 10, (struct cell){ 'x', ROLE_TEXT, 0 });
    OK(written(&p, &g, &out) <= 9, "one cell costs a move and a byte");
    cells_put(&g, 11, 11, (struct cell){ 'x', ROLE_TEXT, 0 });
    IS_INT(written(&p, &g, &out), 2, "one beside and below two bytes");
    for (int32_t i = 0; i < 80; i++) {
        struct cell c = *cells_get(&g, i, 3);

        c.attr = CELL_REVERSE;
        cells_put(&g, i, 3, c);
    }
    OK(written(&p, &g, &out) <= 80 + 8 + 6, "a line that is selected costs its cells");
    for (int32_t i = 20; i < 80; i++)
        cells_put(&g, i, 12, (struct cell){ ' ', ROLE_TEXT, 0 });
    OK(written(&p, &g, &out) <= 16, "a line that is cut costs little");
    painter_clear(&p);
    cells_clear(&g);
    buf_clear(&out);
}

static void
test_ascii(void)
{
    struct paint_terminal t = terminal(COLORS_NONE);
    struct painter p;
    struct cell_grid g;
    struct buf out;
    int high = 0;

    t.ascii = true;
    buf_init(&out, 1 << 20);
    cells_init(&g, 40, 2);
    painter_init(&p, &t, 40, 2);
    cells_text(&g, (struct cell_rect){ 0, 0, 0, 0 }, ROLE_TEXT,
               "\342\224\202\342\224\200\342\224\214\342\243\277\342\226\210"
               "\342\211\244\342\206\222\303\251\344\270\200|");
    written(&p, &g, &out);
    for (size_t i = 0; i < out.len; i++)
        high += (unsigned char)buf_get(&out)[i] > 127;
    IS_INT(high, 0, "no byte is above 127");
    OK(strstr(buf_get(&out), "|-+*#<>????|") || strstr(buf_get(&out), "|-+*#<>???|"),
       "symbols become the nearest of ASCII, others question marks");
    buf_reset(&out);
    painter_print(&p, &out);
    OK(strstr(buf_get(&out), "|-+*#") && !strstr(buf_get(&out), "\033[H"),
       "a frame that is kept is lines of text");
    painter_clear(&p);
    cells_clear(&g);
    buf_clear(&out);
}

int
main(void)
{
    test_follow();
    test_bytes();
    test_ascii();
    return done();
}
