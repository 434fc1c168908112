/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A text to read: it scrolls, and can be searched. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tui/key.h"
#include "tui/line_edit.h"
#include "tui/overlay_parts.h"
#include "tui/tui.h"

enum { TITLE_MAX = 120, LINES_MAX = 100000, STEP = 8, FRAME_ROWS = 2, LEFT_MAX = 10000 };

struct view {
    char title[TITLE_MAX];
    char *text;    /* its lines, each ended by NUL */
    size_t *lines; /* where each begins */
    int32_t at, n; /* the line at the top, and how many there are */
    int32_t left;  /* columns to the left of the edge */
    int32_t found; /* the line that was found; -1: none */
    struct line_edit search;
    bool searching; /* the search is being typed */
    bool missing;   /* it is nowhere */
};

static void
view_close(void *state)
{
    struct view *v = state;

    free(v->text);
    free(v->lines);
    free(v);
}

/* Rows of text on the screen. */
static int32_t
page_of(const struct tui *t)
{
    return t->rows > FRAME_ROWS ? t->rows - FRAME_ROWS : 1;
}

/* The last line that can be at the top. */
static int32_t
last_top(const struct tui *t, const struct view *v)
{
    return v->n > page_of(t) ? v->n - page_of(t) : 0;
}

static char
lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Does the line hold the text? Upper and lower case of ASCII are alike. */
static bool
holds(const char *line, const char *text)
{
    for (; *line; line++) {
        size_t i = 0;

        while (text[i] && lower(line[i]) == lower(text[i]))
            i++;
        if (!text[i])
            return true;
    }
    return false;
}

/* The next line with the text, from a line on, by +1 or -1, round the end. */
static void
search(const struct tui *t, struct view *v, int32_t from, int32_t by)
{
    v->missing = false;
    for (int32_t i = 0; v->search.len && i < v->n; i++) {
        const int32_t at = ((from + i * by) % v->n + v->n) % v->n;

        if (!holds(v->text + v->lines[at], v->search.text))
            continue;
        v->found = at;
        if (at < v->at || at >= v->at + page_of(t))
            v->at = at < last_top(t, v) ? at : last_top(t, v);
        return;
    }
    v->found = -1;
    v->missing = v->search.len > 0;
}

static void
type_search(const struct tui *t, struct view *v, const struct event *e)
{
    if (e->kind == EVENT_PASTE) {
        line_paste(&v->search, e->key);
        return;
    }
    if (e->key == KEY_ESCAPE || e->key == KEY_ENTER) {
        v->searching = false;
        if (e->key == KEY_ESCAPE)
            line_set(&v->search, NULL);
        search(t, v, v->at, 1);
        return;
    }
    line_key(&v->search, e->key);
}

/* The whole text, with its line ends, to the user's pager or the clipboard. */
static void
hand_out(struct tui *t, const struct view *v, enum effect_kind kind)
{
    struct buf all;

    buf_init(&all, 2 * OVERLAY_VIEW_MAX);
    for (int32_t i = 0; i < v->n; i++)
        buf_printf(&all, "%s\n", v->text + v->lines[i]);
    if (!all.code)
        tui_effect(t, kind, buf_get(&all));
    buf_clear(&all);
}

/* Keys that show another part of the text; false: it is none of them. */
static bool
scroll(const struct tui *t, struct view *v, enum action_id id)
{
    if (id == ACTION_LEFT)
        v->left = v->left > STEP ? v->left - STEP : 0;
    else if (id == ACTION_RIGHT)
        v->left = v->left < LEFT_MAX ? v->left + STEP : v->left;
    else if (!list_move(&v->at, v->n, id, page_of(t)))
        return false;
    if (v->at > last_top(t, v))
        v->at = last_top(t, v);
    return true;
}

static bool
closes(const struct event *e, enum action_id id)
{
    return e->key == KEY_ESCAPE || e->key == KEY_ENTER || id == ACTION_BACK ||
           id == ACTION_QUIT;
}

static void
view_key(struct tui *t, struct view *v, const struct event *e)
{
    const enum action_id id = overlay_action(t, e);
    const int32_t by = e->key == 'N' ? -1 : 1;

    if (e->key == '/')
        v->searching = true;
    else if (e->key == 'n' || e->key == 'N')
        search(t, v, v->found + by, by);
    else if (scroll(t, v, e->key == KEY_SPACE ? ACTION_PAGE_DOWN : id))
        return;
    else if (id == ACTION_PAGER || id == ACTION_COPY)
        hand_out(t, v, id == ACTION_PAGER ? EFFECT_PAGE : EFFECT_COPY);
    else if (closes(e, id))
        overlay_close(t);
}

static void
view_event(struct tui *t, const struct event *e)
{
    struct view *v = t->overlay.state;

    if (e->kind == EVENT_MOUSE) {
        if (e->mouse == MOUSE_WHEEL_UP || e->mouse == MOUSE_WHEEL_DOWN)
            scroll(t, v, e->mouse == MOUSE_WHEEL_UP ? ACTION_UP : ACTION_DOWN);
        return;
    }
    if (overlay_common(t, e))
        return;
    if (v->searching)
        type_search(t, v, e);
    else if (e->kind == EVENT_KEY)
        view_key(t, v, e);
}

/* The text behind so many columns. */
static const char *
behind(const char *text, int32_t columns)
{
    while (*text && columns > 0) {
        uint32_t point = 0;
        const size_t n = text_utf8(text, strlen(text), &point);
        char one[8] = "";

        memcpy(one, n ? text : "?", n ? n : 1);
        columns -= text_width(one);
        text += n ? n : 1;
    }
    return text;
}

static void
draw_foot(const struct view *v, struct frame *f, struct cell_rect at, int32_t rows)
{
    static const struct ink dim = { ROLE_DIM, 0 };
    const int32_t last = v->at + rows < v->n ? v->at + rows : v->n;

    if (v->searching) {
        frame_text(f, at, dim, "/");
        line_draw(&v->search, f, rect_columns(at, 1, at.columns - 1));
        return;
    }
    frame_printf(f, at, v->missing ? (struct ink){ ROLE_WARN, 0 } : dim,
                 "%s%.60s%slines %d-%d of %d   / search  n N next  v pager  y copy  "
                 "Esc close",
                 v->missing ? "not found: " : "", v->missing ? v->search.text : "",
                 v->missing ? "   " : "", (int)v->at + 1, (int)last, (int)v->n);
}

static void
view_draw(const struct tui *t, struct frame *f, struct cell_rect area)
{
    const struct view *v = t->overlay.state;
    const struct cell_rect at = overlay_sheet(f, area, area.rows, v->title);
    const struct cell_rect text = rect_rows(at, 0, at.rows - 1);

    for (int32_t row = 0; row < text.rows && v->at + row < v->n; row++) {
        const int32_t i = v->at + row;

        frame_text(f, rect_rows(text, row, 1), (struct ink){ ROLE_TEXT, 0 },
                   behind(v->text + v->lines[i], v->left));
        if (i == v->found)
            frame_select(f, rect_rows(text, row, 1));
    }
    if (at.rows > 0)
        draw_foot(v, f, rect_rows(at, at.rows - 1, 1), text.rows);
}

/* All of it at once: whoever listens goes back and forth with tools of their own. */
static void
view_say(struct tui *t, struct buf *out)
{
    const struct view *v = t->overlay.state;

    buf_printf(out, "%s\n", v->title);
    for (int32_t i = 0; i < v->n; i++)
        buf_printf(out, "%s\n", v->text + v->lines[i]);
}

static const struct overlay_kind view_kind = {
    .event = view_event, .draw = view_draw, .say = view_say, .close = view_close
};

/* Cut the text into lines; tabs become blanks. */
static bool
cut_lines(struct view *v, size_t len)
{
    size_t n = 1;

    for (size_t i = 0; i < len; i++)
        n += v->text[i] == '\n';
    if (len > 0 && v->text[len - 1] == '\n')
        n--; /* it ends a line, it begins none */
    n = n < LINES_MAX ? n : LINES_MAX;
    v->lines = calloc(n ? n : 1, sizeof *v->lines);
    if (!v->lines)
        return false;
    v->n = (int32_t)n;
    for (size_t i = 0, line = 0; i < len; i++) {
        if (v->text[i] == '\t')
            v->text[i] = ' ';
        if (v->text[i] != '\n')
            continue;
        v->text[i] = '\0';
        if (++line < n)
            v->lines[line] = i + 1;
    }
    return true;
}

void
tui_view(struct tui *t, const char *title, const char *text)
{
    struct view *v = calloc(1, sizeof *v);
    const size_t all = strlen(text);
    const size_t len = all < OVERLAY_VIEW_MAX ? all : OVERLAY_VIEW_MAX;

    if (v)
        v->text = malloc(len + 1);
    if (!v || !v->text) {
        free(v);
        tui_toast(t, ROLE_BAD, "out of memory");
        return;
    }
    snprintf(v->title, sizeof v->title, "%s", title);
    memcpy(v->text, text, len);
    v->text[len] = '\0';
    v->found = -1;
    if (!cut_lines(v, len)) {
        view_close(v);
        tui_toast(t, ROLE_BAD, "out of memory");
        return;
    }
    overlay_open(t, &view_kind, v);
}
