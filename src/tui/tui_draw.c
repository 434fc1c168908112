/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A frame: the title line, the screen, the last line, and what lies over them. */
#include <stdio.h>
#include <string.h>

#include "tui/data.h"
#include "tui/import.h"
#include "tui/key.h"
#include "tui/probe.h"
#include "tui/task.h"
#include "tui/tui.h"
#include "tui/write.h"

enum {
    SHORT_COLUMNS = 100,
    LINE_BYTES = 512,
    GAP = 2,
    TOAST_ROWS = 4,
    TITLE_END = 3 * TUI_CHIP_MAX + 20
};

static const struct ink plain = { ROLE_TEXT, 0 };
static const struct ink dim = { ROLE_DIM, 0 };
static const struct ink bold = { ROLE_TITLE, CELL_BOLD };

/* "import 43%, 1.2M rows"; buf holds TITLE_END bytes. False: there is none. What a screen
 * works out for itself it says itself. */
static bool
say_task(const struct tui *t, char *buf)
{
    const char *name = NULL;
    char text[TUI_CHIP_MAX];

    if (!import_is_on(t) || !task_say(t, &name, text, sizeof text) ||
        strcmp(name, "import") != 0)
        return false;
    snprintf(buf, TITLE_END, "%s %s", name, text);
    return true;
}

/* What is always said: a run that goes on, prices of one's own, a write that takes long,
 * beside the import that it waits for. */
static bool
say_chips(const struct tui *t, char *buf)
{
    char import[TITLE_END];
    const bool imports = say_task(t, import);
    const char *last = imports ? import : write_is_slow(t) ? "saving ..." : "";
    const char *parts[] = { t->chip, t->banner, last };
    char *more = imports && (*t->chip || *t->banner) ? strstr(import, ", ") : NULL;
    size_t used = 0;

    buf[0] = '\0';
    if (more) /* there is little room */
        *more = '\0';
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (*parts[i])
            used += (size_t)snprintf(buf + used, TITLE_END - used, "%s%s",
                                     used ? " | " : "", parts[i]);
    }
    return used > 0;
}

/* What stands at the right end of the title; buf holds TITLE_END bytes. */
static const char *
title_end(const struct tui *t, char *buf)
{
    const struct store *store = session_open_store(t->session);
    char key[KEY_TEXT_MAX];

    if (say_chips(t, buf))
        return buf;
    if (t->frozen)
        snprintf(buf, TITLE_END, "FROZEN (%s)", tui_key_text(t, ACTION_FREEZE, key));
    else if (t->start->read_only || (store && *store_note(store)))
        return "read-only";
    else if (*tui_key_text(t, ACTION_HELP, key))
        snprintf(buf, TITLE_END, "%s=help", key);
    else
        snprintf(buf, TITLE_END, "%s=commands", tui_key_text(t, ACTION_PALETTE, key));
    return buf;
}

static int32_t
draw_tab(const struct tui *t, struct frame *f, struct cell_rect at, enum screen_id id)
{
    const bool here = t->screen == id;
    const char *title = screen_title(id, t->columns < SHORT_COLUMNS);
    char key[KEY_TEXT_MAX];
    char text[48];
    int32_t used = 0;

    tui_key_text(t, action_find(screen_word(id)), key);
    snprintf(text, sizeof text, "%c%s%s%s%c", here ? '[' : ' ', key, *key ? " " : "",
             title, here ? ']' : ' ');
    used = frame_text(f, at, here ? bold : plain, text);
    at.columns = used;
    frame_spot(f, at, action_find(screen_word(id)));
    return used;
}

/* Nobody is to take it for the real thing, nor the other way round. */
static int32_t
draw_demo(const struct tui *t, struct frame *f, struct cell_rect at)
{
    const char *text = t->columns < SHORT_COLUMNS ? " DEMO   " : " vadvise DEMO ";

    return frame_text(f, at, (struct ink){ ROLE_WARN, CELL_BOLD }, text);
}

static void
draw_title(const struct tui *t, struct frame *f, struct cell_rect at)
{
    char text[TITLE_END];
    const char *end = title_end(t, text);
    const int32_t room = at.columns - (int32_t)strlen(end) - 1;
    int32_t used =
        t->start->demo_seed ? draw_demo(t, f, at) : frame_text(f, at, bold, " vadvise");

    for (int i = 0; i < SCREEN_COUNT; i++) {
        if (screen_get((enum screen_id)i))
            used +=
                draw_tab(t, f, rect_columns(at, used, room - used), (enum screen_id)i);
    }
    at = rect_columns(at, room, at.columns - room);
    frame_right(f, at,
                t->chip[0] || t->banner[0] ? (struct ink){ ROLE_WARN, CELL_BOLD } : dim,
                end);
}

static const char *
label_of(const struct tui *t, enum action_id id)
{
    const struct screen *s = screen_get(t->screen);
    const char *here = s->label ? s->label(t, id) : NULL;

    return here ? here : action_get(id)->label;
}

/* "b budget": an action's first key and what the footer calls it. */
static int32_t
draw_label(const struct tui *t, struct frame *f, struct cell_rect at, enum action_id id)
{
    const char *label = label_of(t, id);
    char key[KEY_TEXT_MAX];
    const int32_t need = (int32_t)(strlen(tui_key_text(t, id, key)) + 1 + strlen(label));
    int32_t used = 0;

    if (!*key || need > at.columns)
        return 0;
    used = frame_text(f, at, bold, key);
    used += 1 + frame_text(f, rect_columns(at, used + 1, at.columns), plain, label);
    at.columns = used;
    frame_spot(f, at, id);
    return used + GAP;
}

static void
draw_footer(const struct tui *t, struct frame *f, struct cell_rect at)
{
    int32_t used = 1;

    for (int i = 0; i < ACTION_COUNT; i++) {
        const enum action_id id = (enum action_id)i;

        if (*action_get(id)->label && tui_can(t, id))
            used += draw_label(t, f, rect_columns(at, used, at.columns - used), id);
    }
}

/* Over as many of the last rows as it needs: what went wrong is not cut. */
static void
draw_toast(const struct tui *t, struct frame *f, struct cell_rect all)
{
    const struct cell_rect inside = rect_columns(all, 1, all.columns - 1);
    const int32_t rows = frame_wrap_rows(t->toast.text, inside.columns, TOAST_ROWS);

    frame_fill(f, rect_rows(all, all.rows - rows, rows), plain);
    frame_wrap(f, rect_rows(inside, all.rows - rows, rows),
               (struct ink){ t->toast.role, 0 }, t->toast.text);
}

/* The answer alone: of the open workload, else of the one under the cursor. */
static void
say_answer(struct tui *t, struct buf *out)
{
    const struct screen *s = screen_get(t->screen);
    struct va_err err = { .code = VA_OK };

    if (t->subject.name[0] || !s->workload || s->content(t, SCREEN_VALUE, out, &err))
        subject_say(t, out);
}

/* A terminal that is too small for a screen still has the answer. */
static void
draw_answer(struct tui *t, struct frame *f, struct cell_rect at)
{
    struct buf line;
    int32_t used = 0;

    buf_init(&line, LINE_BYTES);
    buf_text(&line, t->start->demo_seed ? "DEMO: " : "");
    say_answer(t, &line);
    used = frame_wrap(f, at, bold, buf_get(&line));
    buf_clear(&line);
    frame_printf(f, rect_rows(at, used, 1), dim, "resize to %dx%d", TUI_COLUMNS_MIN,
                 TUI_ROWS_MIN);
}

static void
refresh(struct tui *t)
{
    const struct screen *s = screen_get(t->screen);

    data_refresh(t);
    probe_refresh(t);
    if (t->moved && !t->frozen) {
        t->moved = false;
        t->data_version++;
        subject_reload(t);
    }
    if (t->overlay.kind && t->overlay.kind->refresh)
        t->overlay.kind->refresh(t);
    if (s->refresh)
        s->refresh(t);
}

void
tui_draw(struct tui *t, struct frame *f)
{
    const struct cell_rect all = { 0, 0, f->grid.columns, f->grid.rows };
    const struct screen *s = screen_get(t->screen);

    refresh(t);
    frame_begin(f);
    if (t->columns < TUI_COLUMNS_MIN || t->rows < TUI_ROWS_MIN)
        draw_answer(t, f, all);
    else {
        draw_title(t, f, rect_rows(all, 0, 1));
        s->draw(t, f, rect_rows(all, 1, all.rows - 2));
        if (t->toast.text[0])
            draw_toast(t, f, all);
        else
            draw_footer(t, f, rect_rows(all, all.rows - 1, 1));
    }
    if (t->overlay.kind)
        t->overlay.kind->draw(t, f, all);
    t->shown = f;
    t->stale = false;
}
