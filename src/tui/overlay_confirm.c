/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A question: y, or a text that must be typed, so that no key alone says yes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tui/key.h"
#include "tui/line_edit.h"
#include "tui/overlay_parts.h"
#include "tui/tui.h"

enum { CONFIRM_TEXT_MAX = 4096, TITLE_MAX = 120, COLUMNS = 76, ROWS_MAX = 40 };

struct question_box {
    char title[TITLE_MAX], text[CONFIRM_TEXT_MAX];
    char expect[OVERLAY_TEXT_MAX], also[OVERLAY_TEXT_MAX];
    char first[OVERLAY_TEXT_MAX]; /* what was typed before `also` is asked for */
    char error[OVERLAY_TEXT_MAX];
    bool typed; /* a text must be typed */
    bool second;
    struct line_edit line;
    enum va_code (*yes)(struct tui *t, const char *typed, struct va_err *err);
    void (*no)(struct tui *t);
};

/* The answer is yes. It may open something of its own; a failure leaves the question. */
static enum va_code
say_yes(struct tui *t, const char *typed, struct va_err *err)
{
    struct overlay o = overlay_take(t);
    struct question_box *q = o.state;
    const enum va_code code = q->yes(t, typed, err);

    if (code) {
        overlay_error(q->error, err);
        q->second = false;
        line_set(&q->line, NULL);
    }
    overlay_back(t, &o, code != VA_OK);
    return code;
}

static void
say_no(struct tui *t)
{
    struct overlay o = overlay_take(t);
    const struct question_box *q = o.state;
    void (*no)(struct tui *) = q->no;

    overlay_back(t, &o, false);
    if (no)
        no(t);
}

/* What was typed is refused: the question stays and says why. */
static enum va_code
refuse(struct question_box *q, enum va_code code, struct va_err *err)
{
    overlay_error(q->error, err);
    return code;
}

/* A line that was typed: the text asked for first, then the second one. */
static enum va_code
take_line(struct tui *t, const char *line, struct va_err *err)
{
    struct question_box *q = t->overlay.state;
    char typed[OVERLAY_TEXT_MAX];

    q->error[0] = '\0';
    if (!*line)
        return refuse(q, va_fail(err, VA_USAGE, "nothing was typed, so nothing happened"),
                      err);
    if (q->second && strcmp(line, q->also) != 0)
        return refuse(q, va_fail(err, VA_USAGE, "that is not '%s'", q->also), err);
    if (!q->second && q->also[0]) {
        snprintf(q->first, sizeof q->first, "%s", line);
        q->second = true;
        line_set(&q->line, NULL);
        return VA_OK;
    }
    snprintf(typed, sizeof typed, "%s", q->second ? q->first : line);
    return say_yes(t, typed, err);
}

static void
type_key(struct tui *t, const struct event *e)
{
    struct question_box *q = t->overlay.state;
    struct va_err err = { 0 };
    char line[OVERLAY_TEXT_MAX];

    if (e->kind == EVENT_PASTE) {
        line_paste(&q->line, e->key);
        return;
    }
    if (e->key != KEY_ENTER) {
        line_key(&q->line, e->key);
        return;
    }
    snprintf(line, sizeof line, "%s", q->line.text);
    take_line(t, line, &err);
}

static void
plain_key(struct tui *t, uint32_t key)
{
    struct question_box *q = t->overlay.state;
    struct va_err err = { 0 };

    if (key == 'y' || key == 'Y')
        say_yes(t, "y", &err);
    else if (key == 'n' || key == 'N' || key == 'q')
        say_no(t);
    else
        snprintf(q->error, sizeof q->error, "y is yes; n or Esc is no");
}

static void
confirm_event(struct tui *t, const struct event *e)
{
    const struct question_box *q = t->overlay.state;
    const enum action_id id = overlay_action(t, e);

    if (e->kind == EVENT_MOUSE)
        return;
    if (e->kind == EVENT_KEY &&
        (e->key == KEY_ESCAPE || (id == ACTION_CANCEL && !key_is_text(e->key)))) {
        say_no(t);
        return;
    }
    if (overlay_common(t, e))
        return;
    if (q->typed)
        type_key(t, e);
    else if (e->kind == EVENT_KEY)
        plain_key(t, e->key);
}

/* What is to be typed now. */
static void
write_prompt(const struct question_box *q, char *out, size_t size)
{
    if (!q->typed)
        snprintf(out, size, "y yes   n or Esc: nothing happens");
    else if (q->second)
        snprintf(out, size, "Type %s as well: ", q->also);
    else
        snprintf(out, size, "Type %s: ", q->expect);
}

static void
draw_prompt(const struct question_box *q, struct frame *f, struct cell_rect at)
{
    static const struct ink bold = { ROLE_TEXT, CELL_BOLD };
    char prompt[OVERLAY_TEXT_MAX + 32];
    int32_t used = 0;

    write_prompt(q, prompt, sizeof prompt);
    used = frame_text(f, at, bold, prompt);
    if (q->typed)
        line_draw(&q->line, f, rect_columns(at, used, at.columns - used));
}

static void
confirm_draw(const struct tui *t, struct frame *f, struct cell_rect area)
{
    const struct question_box *q = t->overlay.state;
    const int32_t columns = area.columns < COLUMNS + 4 ? area.columns - 4 : COLUMNS;
    const int32_t text_rows = frame_wrap_rows(q->text, columns, ROWS_MAX);
    const int32_t error_rows =
        q->error[0] ? frame_wrap_rows(q->error, columns, ROWS_MAX) : 0;
    const struct cell_rect inside =
        overlay_box(f, area, columns, text_rows + error_rows + 2, q->title);
    /* Where there is little room, the prompt is what must be seen. */
    const int32_t room = inside.rows - 1 - error_rows;

    frame_wrap(f, rect_rows(inside, 0, room), (struct ink){ ROLE_TEXT, 0 }, q->text);
    frame_wrap(f, rect_rows(inside, room > 0 ? room : 0, error_rows),
               (struct ink){ ROLE_BAD, 0 }, q->error);
    if (inside.rows > 0)
        draw_prompt(q, f, rect_rows(inside, inside.rows - 1, 1));
    if (q->typed && inside.rows > 1 && q->line.len == 0)
        frame_right(f, rect_rows(inside, inside.rows - 1, 1), (struct ink){ ROLE_DIM, 0 },
                    "Esc = nothing happens");
}

static void
confirm_say(struct tui *t, struct buf *out)
{
    const struct question_box *q = t->overlay.state;
    char prompt[OVERLAY_TEXT_MAX + 32];

    write_prompt(q, prompt, sizeof prompt);
    if (!q->second)
        buf_printf(out, "%s\n%s\n", q->title, q->text);
    buf_printf(out, "%s\n", q->typed ? prompt : "Answer yes or no.");
}

static enum va_code
confirm_answer(struct tui *t, const char *line, struct va_err *err)
{
    const struct question_box *q = t->overlay.state;
    const bool yes = !strcmp(line, "y") || !strcmp(line, "yes");

    if (!*line || (!q->typed && (!strcmp(line, "n") || !strcmp(line, "no")))) {
        say_no(t);
        return VA_OK;
    }
    if (q->typed)
        return take_line(t, line, err);
    if (!yes)
        return va_fail(err, VA_USAGE, "answer yes or no");
    return say_yes(t, "y", err);
}

static const struct overlay_kind confirm_kind = {
    .event = confirm_event,
    .draw = confirm_draw,
    .say = confirm_say,
    .answer = confirm_answer,
    .close = free,
};

static void
put(char *out, size_t size, const char *text)
{
    snprintf(out, size, "%s", text ? text : "");
}

void
tui_confirm(struct tui *t, const struct confirm *c)
{
    struct question_box *q = calloc(1, sizeof *q);

    if (!q) {
        tui_toast(t, ROLE_BAD, "out of memory");
        return;
    }
    put(q->title, sizeof q->title, c->title);
    put(q->text, sizeof q->text, c->text);
    put(q->expect, sizeof q->expect, c->expect);
    put(q->also, sizeof q->also, c->expect ? c->also : NULL);
    q->typed = c->expect != NULL;
    q->yes = c->yes;
    q->no = c->no;
    overlay_open(t, &confirm_kind, q);
}
