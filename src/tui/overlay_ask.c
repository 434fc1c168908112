/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line to be typed, at the foot of the screen. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tui/key.h"
#include "tui/tui.h"

struct asking {
    enum action_id action;
    char title[OVERLAY_TEXT_MAX], help[OVERLAY_TEXT_MAX];
    char line[OVERLAY_TEXT_MAX];
    char error[OVERLAY_TEXT_MAX];
    size_t cursor; /* a byte of the line */
    bool fresh;    /* nothing was typed yet: a character takes the place of the line */
};

enum { ROWS = 3, UTF8_BYTES_MAX = 4 };

static size_t
before(const struct asking *a)
{
    size_t at = a->cursor;

    while (at > 0 && ((unsigned char)a->line[--at] & 0xc0) == 0x80)
        continue;
    return at;
}

static size_t
behind(const struct asking *a)
{
    size_t at = a->cursor;

    if (a->line[at])
        at++;
    while (((unsigned char)a->line[at] & 0xc0) == 0x80)
        at++;
    return at;
}

static void
cut(struct asking *a, size_t from, size_t to)
{
    memmove(a->line + from, a->line + to, strlen(a->line + to) + 1);
    a->cursor = from;
}

static void
insert(struct asking *a, uint32_t point)
{
    char name[KEY_TEXT_MAX];
    const size_t len = strlen(a->line);
    /* A blank has a name of its own. */
    const char *text = point == KEY_SPACE ? " " : key_name(name, point);
    const size_t n = strlen(text);

    if (len + n >= sizeof a->line)
        return;
    memmove(a->line + a->cursor + n, a->line + a->cursor, len - a->cursor + 1);
    memcpy(a->line + a->cursor, text, n);
    a->cursor += n;
}

static enum va_code
submit(struct tui *t, const char *line, struct va_err *err)
{
    const struct asking *a = t->overlay.state;
    struct overlay mine = t->overlay;
    enum va_code code = VA_OK;

    /* What the action opens is not closed with this one. */
    t->overlay = (struct overlay){ 0 };
    code = tui_try(t, a->action, line, err);
    if (code && !t->overlay.kind)
        t->overlay = mine;
    else
        free(mine.state);
    return code;
}

static void
edit(struct asking *a, uint32_t key)
{
    if (a->fresh && key_is_text(key))
        cut(a, 0, strlen(a->line));
    a->fresh = false;
    switch (key) {
    case KEY_BACKSPACE:
        cut(a, before(a), a->cursor);
        break;
    case KEY_DELETE:
        cut(a, a->cursor, behind(a));
        break;
    case KEY_LEFT:
        a->cursor = before(a);
        break;
    case KEY_RIGHT:
        a->cursor = behind(a);
        break;
    case KEY_HOME:
        a->cursor = 0;
        break;
    case KEY_END:
        a->cursor = strlen(a->line);
        break;
    default:
        if (key_is_text(key))
            insert(a, key);
    }
}

static void
event(struct tui *t, const struct event *e)
{
    struct asking *a = t->overlay.state;
    char line[OVERLAY_TEXT_MAX];
    struct va_err err = { 0 };

    if (e->kind == EVENT_MOUSE)
        return;
    a->error[0] = '\0';
    if (e->kind == EVENT_PASTE) {
        if (key_is_text(e->key))
            edit(a, e->key);
    } else if (e->key == KEY_ESCAPE || e->key == KEY_CTRL('c'))
        overlay_close(t);
    else if (e->key == KEY_ENTER) {
        memcpy(line, a->line, sizeof line);
        if (submit(t, line, &err) && t->overlay.state == a)
            snprintf(a->error, sizeof a->error, "%s", err.text);
    } else
        edit(a, e->key);
}

static void
draw(const struct tui *t, struct frame *f, struct cell_rect all)
{
    const struct asking *a = t->overlay.state;
    const struct cell_rect at = rect_rows(all, all.rows - ROWS, ROWS);
    const int32_t room = at.columns - 4;
    char left[OVERLAY_TEXT_MAX];
    int32_t skip = 0;

    snprintf(left, sizeof left, "%.*s", (int)a->cursor, a->line);
    while (text_width(left + skip) >= room)
        skip++;
    while (((unsigned char)a->line[skip] & 0xc0) == 0x80)
        skip++;
    frame_fill(f, at, (struct ink){ ROLE_TEXT, 0 });
    frame_rule(f, rect_rows(at, 0, 1), a->title);
    frame_printf(f, rect_rows(at, 1, 1), (struct ink){ ROLE_TEXT, 0 }, " > %s",
                 a->line + skip);
    f->cursor_row = at.row + 1;
    f->cursor_column = at.column + 3 + text_width(left + skip);
    frame_printf(f, rect_rows(at, 2, 1),
                 (struct ink){ a->error[0] ? ROLE_BAD : ROLE_DIM, 0 }, " %s",
                 a->error[0] ? a->error : a->help);
}

static void
say(struct tui *t, struct buf *out)
{
    const struct asking *a = t->overlay.state;

    buf_printf(out, "%s (%s)", a->title, a->help);
    if (a->line[0])
        buf_printf(out, ", now %s", a->line);
    buf_text(out, ":\n");
}

static const struct overlay_kind asking = {
    .event = event,
    .draw = draw,
    .say = say,
    .answer = submit,
    .close = free,
};

void
tui_ask(struct tui *t, const struct ask *ask)
{
    struct asking *a = calloc(1, sizeof *a);

    if (!a) {
        tui_toast(t, ROLE_BAD, "out of memory");
        return;
    }
    a->action = ask->action;
    snprintf(a->title, sizeof a->title, "%s", ask->title);
    snprintf(a->help, sizeof a->help, "%s",
             ask->help ? ask->help : action_get(ask->action)->help);
    snprintf(a->line, sizeof a->line, "%s", ask->text ? ask->text : "");
    a->cursor = strlen(a->line);
    a->fresh = true;
    overlay_open(t, &asking, a);
}
