/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Help: what works on this screen, by key. A row can be run, and given another key. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tui/help.h"
#include "tui/key.h"
#include "tui/line_edit.h"
#include "tui/overlay_parts.h"
#include "tui/rebind.h"
#include "tui/tui.h"

enum {
    FRAME_ROWS = 4, /* of the box, and the line at its foot */
    COLUMNS = 112,
    KEY_COLUMNS = 16,
    LINE_COLUMNS = 35,
    GAP = 2,
    FOOT_MAX = 3, /* rows of a note */
    LINE_ROWS = 8,
    LINE_FROM = 110 /* columns of a terminal that has room for command lines, too */
};

struct help {
    struct help_rows rows;
    int32_t at; /* cursor among the rows */
    struct line_edit filter;
    bool filtering;         /* the filter is being typed */
    enum action_id binding; /* waits for its new key; ACTION_COUNT: none does */
    char note[OVERLAY_TEXT_MAX];
    bool bad; /* the note tells of a failure */
};

static void
note(struct help *h, bool bad, const char *text)
{
    snprintf(h->note, sizeof h->note, "%s", text);
    h->bad = bad;
}

/* The cursor is never on a heading. */
static void
off_heading(struct help *h, bool up)
{
    const struct help_rows *r = &h->rows;

    if (up && h->at > 0 && r->rows[h->at].action == ACTION_COUNT)
        h->at--;
    if (h->at < r->n - 1 && r->rows[h->at].action == ACTION_COUNT)
        h->at++;
}

static void
refresh(const struct tui *t, struct help *h)
{
    help_list(t, h->filter.text, &h->rows);
    if (h->at >= h->rows.n)
        h->at = h->rows.n > 0 ? h->rows.n - 1 : 0;
    off_heading(h, false);
}

static enum action_id
row_action(const struct help *h)
{
    return h->at < h->rows.n ? h->rows.rows[h->at].action : ACTION_COUNT;
}

static void
run_row(struct tui *t, const struct help *h)
{
    const enum action_id id = row_action(h);

    if (id == ACTION_COUNT)
        return;
    overlay_close(t);
    tui_do(t, id, NULL);
}

/* The key that a row shall have was pressed. */
static void
bind(struct tui *t, struct help *h, uint32_t key)
{
    const enum action_id id = h->binding;
    struct va_err err = { 0 };
    char text[OVERLAY_TEXT_MAX];
    char name[KEY_TEXT_MAX];

    h->binding = ACTION_COUNT;
    if (key == KEY_ESCAPE)
        note(h, false, "its keys stay as they are");
    else if (rebind_set(t, id, key, &err)) {
        overlay_error(text, &err);
        note(h, true, text);
    } else {
        snprintf(text, sizeof text,
                 "kept; u takes it back. In a configuration: [keys] %s = %s",
                 action_get(id)->name, key_name(name, key));
        note(h, false, text);
    }
    refresh(t, h);
}

static void
begin_binding(struct help *h)
{
    const enum action_id id = row_action(h);
    char text[OVERLAY_TEXT_MAX];

    if (id == ACTION_COUNT)
        return;
    if (action_get(id)->class == CLASS_SPEND) {
        note(h, true, "it costs money, so it has no key");
        return;
    }
    h->binding = id;
    snprintf(text, sizeof text, "press the key for %s; Esc keeps its keys",
             action_get(id)->name);
    note(h, false, text);
}

static void
type_filter(const struct tui *t, struct help *h, const struct event *e)
{
    if (e->kind == EVENT_PASTE)
        line_paste(&h->filter, e->key);
    else if (e->key == KEY_ENTER)
        h->filtering = false;
    else if (e->key == KEY_ESCAPE) {
        h->filtering = false;
        line_set(&h->filter, NULL);
    } else if (e->key == KEY_UP || e->key == KEY_DOWN)
        list_move(&h->at, h->rows.n, e->key == KEY_UP ? ACTION_UP : ACTION_DOWN, 1);
    else if (line_key(&h->filter, e->key) == LINE_CHANGED)
        h->at = 0;
    refresh(t, h);
}

/* Esc clears the filter before it closes. */
static void
step_back(struct tui *t, struct help *h)
{
    if (!h->filter.len) {
        overlay_close(t);
        return;
    }
    line_set(&h->filter, NULL);
    refresh(t, h);
}

static void
help_key(struct tui *t, struct help *h, const struct event *e)
{
    const enum action_id id = overlay_action(t, e);
    const int32_t page = t->rows > FRAME_ROWS ? t->rows - FRAME_ROWS : 1;
    const int32_t before = h->at;

    h->note[0] = '\0';
    if (e->key == KEY_ENTER)
        run_row(t, h);
    else if (e->key == 'r')
        begin_binding(h);
    else if (e->key == '/')
        h->filtering = true;
    else if (e->key == KEY_ESCAPE || id == ACTION_BACK)
        step_back(t, h);
    else if (id == ACTION_QUIT || id == ACTION_HELP)
        overlay_close(t);
    else if (list_move(&h->at, h->rows.n, id, page))
        off_heading(h, h->at < before);
}

static void
help_mouse(struct tui *t, struct help *h, const struct event *e)
{
    const int32_t pointed = overlay_pointed(t, e);
    const int32_t before = h->at;

    if (e->mouse == MOUSE_WHEEL_UP || e->mouse == MOUSE_WHEEL_DOWN) {
        list_move(&h->at, h->rows.n, e->mouse == MOUSE_WHEEL_UP ? ACTION_UP : ACTION_DOWN,
                  1);
        off_heading(h, h->at < before);
    } else if (pointed >= 0 && pointed < h->rows.n) {
        h->at = pointed;
        run_row(t, h);
    }
}

static void
help_event(struct tui *t, const struct event *e)
{
    struct help *h = t->overlay.state;

    if (e->kind == EVENT_MOUSE)
        help_mouse(t, h, e);
    else if (h->binding != ACTION_COUNT) {
        if (e->kind == EVENT_KEY)
            bind(t, h, e->key);
    } else if (overlay_common(t, e))
        return;
    else if (h->filtering)
        type_filter(t, h, e);
    else if (e->kind == EVENT_KEY)
        help_key(t, h, e);
}

/* What an action does, and its command line: in a column, or as far left of that as it
 * must to be whole. */
static void
draw_meaning(struct frame *f, struct cell_rect at, enum action_id id, bool with_line)
{
    char line[OVERLAY_TEXT_MAX];
    const int32_t used =
        frame_text(f, at, (struct ink){ ROLE_TEXT, 0 }, action_get(id)->help);
    int32_t from = at.columns - LINE_COLUMNS;

    if (!with_line)
        return;
    help_line(id, line, sizeof line);
    if (at.columns - text_width(line) < from)
        from = at.columns - text_width(line);
    if (from < used + GAP)
        from = used + GAP;
    frame_text(f, rect_columns(at, from, at.columns), (struct ink){ ROLE_DIM, 0 }, line);
}

static void
draw_row(const struct tui *t, struct frame *f, struct cell_rect at,
         const struct help_row *row)
{
    const struct action *a = NULL;
    char keys[HELP_KEYS_MAX];

    if (row->action == ACTION_COUNT) {
        frame_text(f, at, (struct ink){ ROLE_TITLE, CELL_BOLD }, row->heading);
        return;
    }
    a = action_get(row->action);
    help_keys(t, row->action, keys);
    frame_text(f, rect_columns(at, 0, KEY_COLUMNS - 1),
               (struct ink){ ROLE_TITLE, CELL_BOLD }, keys);
    if (!*keys)
        frame_printf(f, rect_columns(at, 0, KEY_COLUMNS - 1), (struct ink){ ROLE_DIM, 0 },
                     ":%s", a->name);
    draw_meaning(f, rect_columns(at, KEY_COLUMNS, at.columns), row->action,
                 at.columns >= LINE_FROM);
}

static void
draw_foot(const struct help *h, struct frame *f, struct cell_rect at)
{
    static const struct ink dim = { ROLE_DIM, 0 };

    if (h->note[0])
        frame_wrap(f, at, (struct ink){ h->bad ? ROLE_BAD : ROLE_TEXT, 0 }, h->note);
    else if (h->filtering) {
        frame_text(f, at, dim, "/");
        line_draw(&h->filter, f, rect_columns(at, 1, at.columns - 1));
    } else
        frame_printf(
            f, at, dim,
            "%d %s%.20s   Enter run  r rebind  / filter  Esc close   man vadvise",
            (int)h->rows.n_actions, h->filter.len ? "found: " : "actions",
            h->filter.text);
}

/* Where rows have no room for it: the command line of the one under the cursor. */
static int32_t
draw_line(const struct help *h, struct frame *f, struct cell_rect at)
{
    char line[OVERLAY_TEXT_MAX];

    if (at.columns >= LINE_FROM || at.rows < LINE_ROWS)
        return 0;
    if (row_action(h) != ACTION_COUNT)
        frame_text(f, rect_rows(at, at.rows - 1, 1), (struct ink){ ROLE_DIM, 0 },
                   help_line(row_action(h), line, sizeof line));
    return 1;
}

static void
help_draw(const struct tui *t, struct frame *f, struct cell_rect area)
{
    const struct help *h = t->overlay.state;
    char title[64];
    struct cell_rect at;
    struct cell_rect rows;
    int32_t top = 0;
    int32_t foot = 1;

    snprintf(title, sizeof title, "Keys on the screen %s",
             screen_title(t->screen, false));
    at = overlay_box(f, area, COLUMNS, area.rows - 2, title);
    if (h->note[0])
        foot = frame_wrap_rows(h->note, at.columns, FOOT_MAX);
    rows = rect_rows(at, 0, at.rows - foot);
    rows.rows -= draw_line(h, f, rows);
    top = list_centre(h->at, h->rows.n, rows.rows);
    for (int32_t row = 0; row < rows.rows && top + row < h->rows.n; row++) {
        const struct cell_rect one = rect_rows(rows, row, 1);
        const struct help_row *r = &h->rows.rows[top + row];

        draw_row(t, f, rect_columns(one, 2, one.columns - 2), r);
        if (top + row == h->at && r->action != ACTION_COUNT) {
            frame_text(f, one, (struct ink){ ROLE_TEXT, 0 }, ">");
            frame_select(f, one);
        }
        if (r->action != ACTION_COUNT)
            overlay_spot(f, one, top + row);
    }
    draw_foot(h, f, rect_rows(at, at.rows - foot, foot));
}

static void
help_overlay_say(struct tui *t, struct buf *out)
{
    help_say(t, out);
}

static const struct overlay_kind help_kind = {
    .event = help_event, .draw = help_draw, .say = help_overlay_say, .close = free
};

enum va_code
do_help(struct tui *t, const struct doing *d, struct va_err *err)
{
    struct help *h = calloc(1, sizeof *h);

    (void)d;
    if (!h)
        return va_fail(err, VA_NOMEM, "out of memory");
    h->binding = ACTION_COUNT;
    refresh(t, h);
    overlay_open(t, &help_kind, h);
    return VA_OK;
}
