/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A menu: a key for each choice. It shows itself to who does not know them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tui/key.h"
#include "tui/overlay_parts.h"
#include "tui/tui.h"

enum { TITLE_MAX = 80, COLUMNS_LEAST = 20 };

struct menu {
    char title[TITLE_MAX];
    struct choice choices[OVERLAY_CHOICES_MAX];
    int32_t at, n;  /* cursor among the choices */
    int64_t due_ms; /* shown from then on */
};

static void
choose(struct tui *t, int32_t i)
{
    const struct menu *m = t->overlay.state;
    const struct choice c = m->choices[i];

    overlay_close(t);
    tui_do(t, c.action, c.argument);
}

static int32_t
find_key(const struct menu *m, uint32_t key)
{
    for (int32_t i = 0; i < m->n; i++) {
        if (m->choices[i].key == key)
            return i;
    }
    return -1;
}

static void
menu_event(struct tui *t, const struct event *e)
{
    struct menu *m = t->overlay.state;
    const int32_t pointed = overlay_pointed(t, e);
    const int32_t found = e->kind == EVENT_KEY ? find_key(m, e->key) : -1;
    const enum action_id id = overlay_action(t, e);

    if (pointed >= 0 || found >= 0) {
        choose(t, pointed >= 0 ? pointed : found);
        return;
    }
    m->due_ms = t->now_ms; /* whoever pressed something else wants to see it */
    if (e->kind != EVENT_KEY || overlay_common(t, e) || list_move(&m->at, m->n, id, m->n))
        return;
    if (e->key == KEY_ENTER)
        choose(t, m->at);
    else if (e->key == KEY_ESCAPE || id == ACTION_QUIT || id == ACTION_BACK)
        overlay_close(t);
}

static int32_t
widest(const struct menu *m)
{
    int32_t width = COLUMNS_LEAST;

    for (int32_t i = 0; i < m->n; i++) {
        const int32_t one = text_width(m->choices[i].text) + 6;

        width = one > width ? one : width;
    }
    return width;
}

static void
menu_draw(const struct tui *t, struct frame *f, struct cell_rect area)
{
    const struct menu *m = t->overlay.state;
    struct cell_rect inside;
    int32_t top = 0;

    if (t->now_ms < m->due_ms)
        return;
    inside = overlay_box(f, area, widest(m), m->n, m->title);
    top = list_centre(m->at, m->n, inside.rows);
    for (int32_t row = 0; row < inside.rows && top + row < m->n; row++) {
        const int32_t i = top + row;
        const struct cell_rect at = rect_rows(inside, row, 1);
        char key[KEY_TEXT_MAX];

        frame_printf(f, at, (struct ink){ ROLE_TEXT, 0 }, "%c %-3s %s",
                     i == m->at ? '>' : ' ', key_name(key, m->choices[i].key),
                     m->choices[i].text);
        if (i == m->at)
            frame_select(f, at);
        overlay_spot(f, at, i);
    }
}

static void
menu_say(struct tui *t, struct buf *out)
{
    const struct menu *m = t->overlay.state;
    char key[KEY_TEXT_MAX];

    buf_printf(out, "%s\n", m->title);
    for (int32_t i = 0; i < m->n; i++)
        buf_printf(out, "%d (%s): %s\n", i + 1, key_name(key, m->choices[i].key),
                   m->choices[i].text);
}

static enum va_code
menu_answer(struct tui *t, const char *line, struct va_err *err)
{
    const struct menu *m = t->overlay.state;
    int64_t number = 0;
    char key[KEY_TEXT_MAX];

    if (text_parse_int(line, strlen(line), 1, m->n, &number)) {
        for (int32_t i = 0; i < m->n && !number; i++) {
            if (!strcmp(line, key_name(key, m->choices[i].key)) ||
                !strcmp(line, m->choices[i].text))
                number = i + 1;
        }
    }
    if (!number)
        return va_fail(err, VA_USAGE, "answer with a number from 1 to %d", (int)m->n);
    choose(t, (int32_t)number - 1);
    return VA_OK;
}

static const struct overlay_kind menu_kind = {
    .event = menu_event,
    .draw = menu_draw,
    .say = menu_say,
    .answer = menu_answer,
    .close = free,
};

void
tui_menu(struct tui *t, const char *title, const struct choice *choices, int32_t n,
         int32_t delay_ms)
{
    struct menu *m = calloc(1, sizeof *m);

    if (!m) {
        tui_toast(t, ROLE_BAD, "out of memory");
        return;
    }
    snprintf(m->title, sizeof m->title, "%s", title);
    for (int32_t i = 0; i < n && i < OVERLAY_CHOICES_MAX; i++)
        m->choices[m->n++] = choices[i];
    m->due_ms = t->now_ms + delay_ms;
    overlay_open(t, &menu_kind, m);
    if (delay_ms > 0)
        tui_wake(t, TIMER_MENU, delay_ms);
}
