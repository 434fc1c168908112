/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The terminal. Of curses it takes the database of terminals: how the cursor is moved,
 * which bytes a key sends. What is written is made by tui/paint, in one write a frame, so
 * that colours of 24 bits need no palette and every way out is a string made beforehand.
 */
#include "tui/term.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "tui/key.h"
#include "tui/term_state.h"

/* Its struct term is another, and these words are ours. */
#define term curses_term
#include <term.h>
#undef term
#undef columns
#undef lines

enum { FRAME_MAX = 64 << 20 };

#define MOUSE_ON "\033[?1002h\033[?1006h"
#define MOUSE_OFF "\033[?1002l\033[?1006l"
#define PASTE_ON "\033[?2004h"
#define PASTE_OFF "\033[?2004l"

/* --- the database of terminals --- */

/* A string of the database; NULL: it has none of that name. */
static const char *
look_for(const char *name)
{
    const char *value = tigetstr(name);

    return (intptr_t)value == -1 ? NULL : value;
}

/* A capability without the delays ("$<5>") of terminals that needed them; "": none. */
static void
read_capability(const char *name, char *out)
{
    const char *value = look_for(name);
    size_t len = 0;

    while (value && *value && len + 1 < CAPABILITY_MAX) {
        const char *end = value[0] == '$' && value[1] == '<' ? strchr(value, '>') : NULL;

        if (end)
            value = end + 1;
        else
            out[len++] = *value++;
    }
    out[len] = '\0';
}

static bool
has_value(const char *name, const char *expected)
{
    char value[CAPABILITY_MAX];

    read_capability(name, value);
    return !strcmp(value, expected);
}

static void
read_keys(struct input *in)
{
    static const struct {
        const char *name;
        uint32_t key;
    } keys[] = {
        { "kcuu1", KEY_UP },         { "kcud1", KEY_DOWN },
        { "kcuf1", KEY_RIGHT },      { "kcub1", KEY_LEFT },
        { "khome", KEY_HOME },       { "kend", KEY_END },
        { "kpp", KEY_PAGE_UP },      { "knp", KEY_PAGE_DOWN },
        { "kich1", KEY_INSERT },     { "kdch1", KEY_DELETE },
        { "kcbt", KEY_BACK_TAB },    { "kri", KEY_SHIFT_UP },
        { "kind", KEY_SHIFT_DOWN },  { "kLFT", KEY_SHIFT_LEFT },
        { "kRIT", KEY_SHIFT_RIGHT }, { "kent", KEY_ENTER },
        { "kf1", KEY_F1 },           { "kf2", KEY_F2 },
        { "kf3", KEY_F3 },           { "kf4", KEY_F4 },
        { "kf5", KEY_F5 },           { "kf6", KEY_F6 },
        { "kf7", KEY_F7 },           { "kf8", KEY_F8 },
        { "kf9", KEY_F9 },           { "kf10", KEY_F10 },
        { "kf11", KEY_F11 },         { "kf12", KEY_F12 },
    };

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        char bytes[CAPABILITY_MAX];

        read_capability(keys[i].name, bytes);
        input_add_key(in, bytes, keys[i].key);
    }
}

static int32_t
read_colors(const struct term_options *o)
{
    const int32_t n = tigetnum("colors");

    if (o->no_color || n < COLORS_8)
        return COLORS_NONE;
    if (o->true_color || n >= COLORS_TRUE)
        return COLORS_TRUE;
    return n >= COLORS_256 ? COLORS_256 : n >= COLORS_16 ? COLORS_16 : COLORS_8;
}

static void
read_capabilities(struct term *t)
{
    struct capabilities *can = &t->can;
    char value[CAPABILITY_MAX];

    read_capability("clear", can->clear);
    read_capability("el", can->to_end);
    read_capability("cnorm", can->show_cursor);
    read_capability("civis", can->hide_cursor);
    read_capability("sgr0", can->plain);
    read_capability("kmous", value);
    can->xterm = !strncmp(value, "\033[M", 3) || !strncmp(value, "\033[<", 3);
    can->move = look_for("cup");
    can->ansi_move = has_value("cup", "\033[%i%p1%d;%p2%dH");
    can->tells_cursor = has_value("u7", "\033[6n");
    can->draws_braille = strncmp(t->options.type, "linux", strlen("linux")) != 0;
    can->colors = read_colors(&t->options);
    t->paint.ansi = can->ansi_move && has_value("cuf", "\033[%p1%dC") &&
                    has_value("cud1", "\n") && has_value("cub1", "\b");
    t->paint.clear = can->clear[0] ? can->clear : NULL;
    t->paint.to_end = can->to_end[0] ? can->to_end : NULL;
    t->paint.scrolls_at_last =
        tigetflag("am") > 0 && tigetflag("xenl") <= 0 && has_value("rmam", "");
    read_keys(&t->input);
}

static void
move_cursor(void *ctx, int32_t column, int32_t row, struct buf *out)
{
    const struct term *t = ctx;

    if (t->can.ansi_move && column == 0)
        buf_printf(out, row == 0 ? "\033[H" : "\033[%dH", (int)row + 1);
    else if (t->can.ansi_move)
        buf_printf(out, "\033[%d;%dH", (int)row + 1, (int)column + 1);
    else
        buf_text(out, tparm(t->can.move, (long)row, (long)column));
}

/* What begins and ends our stay, as strings. */
static void
make_ways(struct term *t)
{
    const bool mouse = t->options.mouse && t->can.xterm;
    char on[4][CAPABILITY_MAX];
    char off[4][CAPABILITY_MAX];

    read_capability("smcup", on[0]);
    read_capability("rmcup", off[0]);
    read_capability("smkx", on[1]);
    read_capability("rmkx", off[1]);
    read_capability("rmam", on[2]);
    read_capability("smam", off[2]);
    if (tigetflag("am") <= 0 || tigetflag("xenl") > 0)
        on[2][0] = off[2][0] = '\0';
    snprintf(t->enter, sizeof t->enter, "%s%s%s%s%s%s", on[0], on[1], on[2],
             mouse ? MOUSE_ON : "", t->can.xterm ? PASTE_ON : "", t->can.hide_cursor);
    snprintf(t->leave, sizeof t->leave, "%s%s%s%s%s%s%s", t->can.xterm ? PASTE_OFF : "",
             mouse ? MOUSE_OFF : "", off[2], t->can.plain, off[1], t->can.show_cursor,
             off[0][0] ? off[0] : t->can.clear);
}

/* --- looks --- */

/* A terminal of another kind: its own strings, no colours. */
static void
make_foreign_look(const struct term *t, uint32_t attr, struct theme_sgr *out)
{
    static const struct {
        uint32_t flag;
        const char *name;
    } names[] = { { CELL_BOLD, "bold" },
                  { CELL_UNDERLINE, "smul" },
                  { CELL_REVERSE, "rev" } };
    size_t len = (size_t)snprintf(out->set, sizeof out->set, "%s", t->can.plain);

    out->recolor[0] = '\0';
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char on[CAPABILITY_MAX];

        read_capability(names[i].name, on);
        if (attr & names[i].flag && len + strlen(on) < sizeof out->set)
            len += (size_t)snprintf(out->set + len, sizeof out->set - len, "%s", on);
    }
}

void
term_make_looks(struct term *t)
{
    const struct theme *theme = t->options.theme;
    const struct theme_style *styles = t->light ? theme->light : theme->dark;
    const bool ansi = strstr(t->can.plain, "\033[") != NULL;

    for (int role = 0; role < ROLE_COUNT; role++) {
        for (uint32_t attr = 0; attr < PAINT_ATTRS; attr++) {
            struct theme_sgr *look = &t->paint.looks[role][attr];

            *look = theme_look(&styles[role], t->can.colors, attr);
            if (!ansi)
                make_foreign_look(t, attr, look);
        }
    }
    painter_forget(&t->painter);
}

static enum va_code
look_up(const struct term_options *o, struct va_err *err)
{
    const bool named = o->type && *o->type;
    int found = 0;

    if (named && setupterm(o->type, STDOUT_FILENO, &found) == 0 && look_for("cup"))
        return VA_OK;
    va_fail(err, VA_USAGE, "cannot open a full screen on %s%s%s",
            named ? "the terminal '" : "a terminal without a name (TERM)",
            named ? o->type : "", named ? "'" : "");
    va_hint(err, "vadvise --linear asks and answers in lines; "
                 "vadvise -w WORKLOAD gives one answer");
    return VA_USAGE;
}

enum va_code
term_open(const struct term_options *o, struct term **out, struct va_err *err)
{
    struct term *t = NULL;
    int32_t columns = COLUMNS_USUAL;
    int32_t rows = ROWS_USUAL;
    enum va_code code = look_up(o, err);

    *out = NULL;
    if (code)
        return code;
    t = calloc(1, sizeof *t);
    if (!t)
        return va_fail(err, VA_NOMEM, "out of memory");
    t->options = *o;
    t->light = o->light;
    buf_init(&t->out, FRAME_MAX);
    t->paint.move = move_cursor;
    t->paint.ctx = t;
    read_capabilities(t);
    t->paint.ascii = o->ascii || !term_shows_symbols();
    make_ways(t);
    term_make_looks(t);
    (void)term_find_size(&columns, &rows);
    code = painter_init(&t->painter, &t->paint, columns, rows);
    if (code) {
        term_close(t, false);
        return va_fail(err, VA_NOMEM, "out of memory");
    }
    term_enter(t);
    t->resized = false;
    *out = t;
    return VA_OK;
}

void
term_close(struct term *t, bool keep)
{
    if (!t)
        return;
    term_leave(t);
    buf_reset(&t->out);
    if (keep) {
        painter_print(&t->painter, &t->out);
        term_send(t, buf_get(&t->out));
    }
    painter_clear(&t->painter);
    buf_clear(&t->out);
    del_curterm(cur_term);
    free(t);
}
