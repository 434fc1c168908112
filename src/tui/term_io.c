/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Talking with a terminal: frames to it, events and answers from it. */
#include "tui/term.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tui/reply.h"
#include "tui/term_state.h"

enum {
    WHOLE_BYTES = 512,      /* frames above are shown whole where that can be had */
    REPLIES_MS = 50,        /* wait for answers before another program reads them */
    BACKGROUND_MS = 1000,   /* a background that is told later is not believed */
    MODE_WHOLE = 2026,      /* synchronised output */
    COPY_BYTES_MAX = 74000, /* xterm takes 100,000 characters of base64 */
    SYMBOLS_CELLS_MAX = 12, /* written over after the question */
    SYMBOLS_MISREAD = 9     /* columns when each of their bytes is one */
};

#define WHOLE_START "\033[?2026h"
#define WHOLE_END "\033[?2026l"

/* What charts and boxes are made of: a line, a braille pattern, a quadrant. */
static const uint32_t symbols[] = { 0x2502, 0x28ff, 0x259a, 0 };
enum { N_SYMBOLS = sizeof symbols / sizeof *symbols - 1 };
#define SYMBOLS_TEXT "\342\224\202\342\243\277\342\226\232"

/* --- the way in and out --- */

void
term_send(struct term *t, const char *text)
{
    if (!t->gone && !tty_write(STDOUT_FILENO, text, strlen(text)))
        t->gone = true;
}

static void
arm(const struct term *t)
{
    struct rescue r = { .fd = STDOUT_FILENO, .modes = t->modes };

    if (!t->options.guard)
        return;
    r.n = (size_t)snprintf(r.bytes, sizeof r.bytes, "%s%s", t->whole ? WHOLE_END : "",
                           t->leave);
    t->options.guard(&r);
}

void
term_enter(struct term *t)
{
    if (!t->inside && !tty_modes(STDIN_FILENO, &t->modes)) {
        t->gone = true;
        return;
    }
    arm(t);
    t->gone = t->gone || !tty_set_raw(STDIN_FILENO, &t->modes);
    /* What another program left of our settings is not known. */
    t->inside = true;
    t->cursor_on = false;
    term_send(t, t->enter);
    painter_forget(&t->painter);
    term_resized(t);
}

static bool
take_bytes(struct term *t)
{
    char bytes[INPUT_BYTES_MAX];
    ssize_t n = 0;

    if (t->gone || input_room(&t->input) == 0 || !tty_wait(STDIN_FILENO, 0))
        return false;
    n = read(STDIN_FILENO, bytes, input_room(&t->input));
    t->gone = n <= 0;
    if (n > 0)
        input_feed(&t->input, bytes, (size_t)n, tty_now_ms());
    return n > 0;
}

/* Answers that are on their way are not for the program that reads next. */
static void
await_replies(struct term *t)
{
    struct event ignored;

    for (int64_t left = 1; t->input.asked && !t->gone && left > 0;) {
        left = t->asked_ms + REPLIES_MS - tty_now_ms();
        if (left > 0 && tty_wait(STDIN_FILENO, (int)left))
            while (term_read(t, &ignored))
                continue;
    }
}

void
term_leave(struct term *t)
{
    if (!t->inside)
        return;
    await_replies(t);
    t->inside = false;
    term_send(t, t->leave);
    tty_restore(STDIN_FILENO, &t->modes);
    if (t->options.guard)
        t->options.guard(NULL);
}

/* --- questions and answers --- */

/* Asked once, when the first frame is on the screen already. Symbols are written to see
 * how far the cursor goes, and written over at once. */
static void
ask(struct term *t, const struct cell_grid *g)
{
    struct painter *p = &t->painter;

    t->asked = true;
    if (!t->can.xterm || p->shown.columns < SYMBOLS_CELLS_MAX)
        return;
    buf_reset(&t->out);
    painter_move(p, 0, 0, &t->out);
    if (!t->paint.ascii && t->can.tells_cursor)
        buf_text(&t->out, SYMBOLS_TEXT "\033[6n");
    if (t->can.colors > COLORS_NONE)
        buf_text(&t->out, "\033]11;?\033\\");
    buf_printf(&t->out, "\033[?%d$p\033[c", MODE_WHOLE);
    painter_forget_cells(p, 0, SYMBOLS_CELLS_MAX);
    painter_show(p, g, &t->out);
    t->asked_ms = tty_now_ms();
    t->input.asked = true;
    term_send(t, buf_get(&t->out));
}

static void
take_cursor(struct term *t, const struct reply_seen *r)
{
    /* A place that no misreading leads to was not told about these symbols. */
    if (r->row != 0 || r->column <= N_SYMBOLS || r->column > SYMBOLS_MISREAD ||
        t->paint.ascii)
        return;
    t->paint.ascii = true;
    t->changed = true;
}

static void
take_background(struct term *t, const struct reply_seen *r)
{
    if (theme_is_light(r->rgb) == t->light || tty_now_ms() - t->asked_ms > BACKGROUND_MS)
        return;
    t->light = !t->light;
    term_make_looks(t);
    t->changed = true;
}

static void
take_reply(struct term *t, const struct reply_seen *r)
{
    switch (r->kind) {
    case REPLY_CURSOR:
        take_cursor(t, r);
        break;
    case REPLY_MODE:
        t->whole = r->mode == MODE_WHOLE && (r->state == 1 || r->state == 2);
        arm(t);
        break;
    case REPLY_BACKGROUND:
        take_background(t, r);
        break;
    case REPLY_DEVICE:
        t->input.asked = false;
        break;
    case REPLY_OTHER:
        break;
    }
}

/* What happened to the terminal itself. */
static bool
own_event(struct term *t, struct event *out)
{
    if (t->resized) {
        t->resized = false;
        *out = (struct event){ .kind = EVENT_RESIZE,
                               .columns = t->painter.shown.columns,
                               .rows = t->painter.shown.rows };
        return true;
    }
    if (t->changed) {
        t->changed = false;
        *out = (struct event){ .kind = EVENT_RESUME };
        return true;
    }
    return false;
}

bool
term_read(struct term *t, struct event *out)
{
    struct reply_seen reply;

    do {
        enum input_found found = INPUT_NOTHING;

        while ((found = input_next(&t->input, tty_now_ms(), out, &reply)) == INPUT_REPLY)
            take_reply(t, &reply);
        if (found == INPUT_EVENT)
            return true;
    } while (take_bytes(t));
    return own_event(t, out);
}

bool
term_find_size(int32_t *columns, int32_t *rows)
{
    if (!tty_size(STDOUT_FILENO, columns, rows))
        return false;
    *columns = *columns < CELLS_COLUMNS_MAX ? *columns : CELLS_COLUMNS_MAX;
    *rows = *rows < CELLS_ROWS_MAX ? *rows : CELLS_ROWS_MAX;
    return true;
}

void
term_resized(struct term *t)
{
    int32_t columns = 0;
    int32_t rows = 0;
    struct painter next;

    if (!term_find_size(&columns, &rows) ||
        (columns == t->painter.shown.columns && rows == t->painter.shown.rows))
        return;
    if (painter_init(&next, &t->paint, columns, rows)) {
        painter_clear(&next);
        return;
    }
    painter_clear(&t->painter);
    t->painter = next;
    t->resized = true;
}

/* --- frames --- */

void
term_show(struct term *t, const struct cell_grid *g, int32_t column, int32_t row)
{
    const bool cursor = column >= 0 && row >= 0;
    size_t start = strlen(WHOLE_START);

    buf_reset(&t->out);
    buf_text(&t->out, WHOLE_START);
    if (t->cursor_on && !cursor)
        buf_text(&t->out, t->can.hide_cursor);
    painter_show(&t->painter, g, &t->out);
    if (cursor) {
        painter_move(&t->painter, column, row, &t->out);
        if (!t->cursor_on)
            buf_text(&t->out, t->can.show_cursor);
    }
    t->cursor_on = cursor;
    if (t->whole && t->out.len > WHOLE_BYTES) {
        start = 0;
        buf_text(&t->out, WHOLE_END);
    }
    if (t->out.code)
        painter_forget(&t->painter);
    else
        term_send(t, buf_get(&t->out) + start);
    if (!t->asked)
        ask(t, g);
}

void
term_redraw(struct term *t)
{
    painter_forget(&t->painter);
}

void
term_bell(struct term *t)
{
    term_send(t, "\a");
}

void
term_set_theme(struct term *t, const struct theme *theme)
{
    t->options.theme = theme;
    term_make_looks(t);
}

enum va_code
term_copy(struct term *t, const char *text)
{
    static const char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const size_t len = strlen(text);

    if (len > COPY_BYTES_MAX)
        return VA_OVERFLOW;
    buf_reset(&t->out);
    buf_text(&t->out, "\033]52;c;");
    for (size_t i = 0; i < len; i += 3) {
        uint32_t bits = 0;

        for (size_t k = 0; k < 3; k++)
            bits = bits << 8 | (i + k < len ? (unsigned char)text[i + k] : 0u);
        for (size_t k = 0; k < 4; k++)
            buf_byte(&t->out, i + k <= len ? digits[bits >> (18 - 6 * k) & 63] : '=');
    }
    buf_byte(&t->out, '\a');
    if (t->out.code)
        return t->out.code;
    term_send(t, buf_get(&t->out));
    return VA_OK;
}

/* --- what is known of it --- */

bool
term_shows_symbols(void)
{
    return tty_locale_shows(symbols);
}

int
term_fd(const struct term *t)
{
    (void)t;
    return STDIN_FILENO;
}

int
term_wait_ms(const struct term *t)
{
    return input_wait_ms(&t->input, tty_now_ms());
}

bool
term_alive(const struct term *t)
{
    return !t->gone;
}

void
term_size(const struct term *t, int32_t *columns, int32_t *rows)
{
    *columns = t->painter.shown.columns;
    *rows = t->painter.shown.rows;
}

bool
term_has_unicode(const struct term *t)
{
    return !t->paint.ascii;
}

enum scene_symbols
term_symbols(const struct term *t)
{
    return t->paint.ascii || !t->can.draws_braille ? SYMBOLS_ASCII : SYMBOLS_BRAILLE;
}

int32_t
term_colors(const struct term *t)
{
    return t->can.colors;
}
