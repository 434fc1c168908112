/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The model: how it begins and ends, and what an event does to it. */
#include "tui/tui.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/data.h"
#include "tui/price_local.h"
#include "tui/probe.h"
#include "tui/rebind.h"
#include "tui/state.h"
#include "tui/task.h"
#include "tui/write.h"

enum { COLUMNS_FIRST = 80, ROWS_FIRST = 24, WHEEL_ROWS = 3 };

/* The screen and the workload to begin with: those asked for, else those of last time. */
static void
open_first(struct tui *t)
{
    const char *name = t->start->workload;
    const char *word = local_get(t->locals, LOCAL_SCREEN, NULL);
    enum screen_id first = name ? SCREEN_EXPLORE : SCREEN_WORK;
    struct va_err err = { 0 };

    if (!name)
        name = local_get(t->locals, LOCAL_WORKLOAD, NULL);
    if (name && subject_open(t, name, &err) && t->start->workload)
        tui_toast_error(t, &err);
    for (int i = 0; i < SCREEN_COUNT && word && !t->start->workload; i++) {
        if (!strcmp(word, screen_word((enum screen_id)i)) && t->subject.open)
            first = (enum screen_id)i;
    }
    tui_go(t, screen_get(first) ? first : SCREEN_WORK);
}

enum va_code
tui_open(struct tui *t, const struct full_screen *start, bool unicode, struct va_err *err)
{
    enum va_code code = VA_OK;

    t->start = start;
    t->session = start->session;
    t->columns = COLUMNS_FIRST;
    t->rows = ROWS_FIRST;
    t->unicode = unicode && !start->ascii;
    t->stale = true;
    t->locals = locals_alloc();
    if (!t->locals)
        return va_fail(err, VA_NOMEM, "out of memory");
    code = keymap_init(&t->keymap, start->keys, start->n_keys, err);
    if (code)
        return code;
    state_open(t);
    subject_start(t);
    rebind_refresh(t);
    price_local_adopt(t);
    code = probe_begin(t, err);
    if (code)
        return code;
    tui_changed(t);
    open_first(t);
    t->n_history = t->at_history = 0;
    t->saved_version = local_version(t->locals); /* to start is nothing to remember */
    data_open(t);
    return VA_OK;
}

void
tui_close(struct tui *t)
{
    struct va_err ignored;
    struct effect e;

    if (!t->locals)
        return;
    t->ended = true;
    probe_drop_asked(t);
    (void)write_finish(t, &ignored);
    task_finish(t);
    data_close(t);
    probe_end(t);
    state_close(t);
    notes_close(t);
    overlay_close(t);
    for (int i = 0; i < SCREEN_COUNT; i++) {
        const struct screen *s = screen_get((enum screen_id)i);

        if (t->opened[i] && s && s->close)
            s->close(t);
    }
    while (tui_take_effect(t, &e))
        free(e.text);
    subject_close(t);
    locals_free(t->locals);
    *t = (struct tui){ 0 };
}

void
tui_idle(struct tui *t)
{
    state_save(t);
}

/* The action is for other screens. */
static enum va_code
refuse_here(const struct tui *t, enum action_id id, struct va_err *err)
{
    char where[VA_ERR_HINT_MAX / 2] = "";
    size_t used = 0;

    for (int i = 0; i < SCREEN_COUNT; i++) {
        if (action_on(id, (enum screen_id)i) && used < sizeof where)
            used += (size_t)snprintf(where + used, sizeof where - used, "%s%s",
                                     used ? ", " : "", screen_word((enum screen_id)i));
    }
    va_fail(err, VA_USAGE, "'%s' does nothing on the screen %s", action_get(id)->name,
            screen_word(t->screen));
    va_hint(err, "It does on: %s.", where);
    return VA_USAGE;
}

/* What may not be done at all. */
static enum va_code
refuse_class(const struct tui *t, enum action_class class, struct va_err *err)
{
    if (class == CLASS_WRITE && t->start->read_only)
        return va_fail(err, VA_USAGE, "--read-only: nothing may be written");
    if (class == CLASS_SPEND && (t->start->read_only || t->start->spend_never))
        return va_fail(err, VA_MONEY, "%s: nothing may be spent",
                       t->start->read_only ? "--read-only" : "the setting spend = never");
    return VA_OK;
}

bool
tui_can(const struct tui *t, enum action_id id)
{
    const struct screen *s = screen_get(t->screen);

    return action_on(id, t->screen) && !refuse_class(t, action_get(id)->class, NULL) &&
           (!s->can || s->can(t, id));
}

enum va_code
tui_try(struct tui *t, enum action_id id, const char *argument, struct va_err *err)
{
    const struct action *a = action_get(id);
    const struct doing d = { id, argument };
    enum va_code code = VA_OK;

    if (!action_on(id, t->screen))
        return refuse_here(t, id, err);
    if (argument && !a->argument)
        return va_fail(err, VA_USAGE, "'%s' takes nothing behind it", a->name);
    code = refuse_class(t, a->class, err);
    if (code)
        return code;
    t->stale = true;
    return a->run(t, &d, err);
}

void
tui_do(struct tui *t, enum action_id id, const char *argument)
{
    struct va_err err = { 0 };

    if (tui_try(t, id, argument, &err))
        tui_toast_error(t, &err);
}

static void
on_key(struct tui *t, const struct event *e)
{
    enum action_id id = ACTION_COUNT;
    const bool cancelled = t->cancelled;
    char text[KEY_TEXT_MAX];
    char help[KEY_TEXT_MAX];

    t->toast.text[0] = '\0';
    if (t->overlay.kind) {
        t->overlay.kind->event(t, e);
        return;
    }
    id = e->kind == EVENT_KEY ? tui_key_action(t, t->screen, e->key) : ACTION_COUNT;
    if (id != ACTION_COUNT)
        tui_do(t, id, NULL);
    else if (e->kind == EVENT_KEY && e->key != KEY_SPACE)
        tui_toast(t, ROLE_DIM, "%s does nothing here; %s shows the keys that do",
                  key_name(text, e->key), tui_key_text(t, ACTION_HELP, help));
    if (id != ACTION_CANCEL || cancelled)
        t->cancelled = false;
}

/* Keys that the wheel stands for where no screen knows better. */
static void
turn_wheel(struct tui *t, const struct event *e)
{
    for (int i = 0; i < WHEEL_ROWS; i++)
        tui_do(t, e->mouse == MOUSE_WHEEL_UP ? ACTION_UP : ACTION_DOWN, NULL);
}

/* The spot that a mouse event is about: where the button went down, until it is up. */
static struct spot
mouse_spot(struct tui *t, const struct event *e)
{
    const struct spot nowhere = { .action = ACTION_COUNT };
    const struct spot *s = t->shown ? frame_spot_at(t->shown, e->column, e->row) : NULL;
    struct spot at = s ? *s : nowhere;

    if (e->mouse == MOUSE_PRESS)
        t->grab = at;
    if (e->mouse == MOUSE_DRAG || e->mouse == MOUSE_RELEASE)
        at = t->grab;
    if (e->mouse == MOUSE_RELEASE)
        t->grab = nowhere;
    return at;
}

static void
on_mouse(struct tui *t, const struct event *e)
{
    const struct screen *screen = screen_get(t->screen);
    const bool wheel = e->mouse == MOUSE_WHEEL_UP || e->mouse == MOUSE_WHEEL_DOWN;
    struct spot at;

    if (t->overlay.kind) {
        t->overlay.kind->event(t, e);
        return;
    }
    at = mouse_spot(t, e);
    if (at.at.columns > 0 && at.action == ACTION_COUNT && screen->point)
        screen->point(t, &at, e);
    else if (wheel)
        turn_wheel(t, e);
    else if (at.action != ACTION_COUNT && e->mouse == MOUSE_PRESS)
        tui_do(t, at.action, NULL);
}

void
tui_event(struct tui *t, const struct event *e)
{
    t->stale = true;
    switch (e->kind) {
    case EVENT_KEY:
    case EVENT_PASTE:
        on_key(t, e);
        break;
    case EVENT_MOUSE:
        on_mouse(t, e);
        break;
    case EVENT_RESIZE:
        t->columns = e->columns;
        t->rows = e->rows;
        t->grab = (struct spot){ .action = ACTION_COUNT };
        break;
    case EVENT_RESUME:
        tui_effect(t, EFFECT_REDRAW, NULL);
        break;
    }
}

bool
tui_work(struct tui *t)
{
    const struct screen *s = screen_get(t->screen);

    return s->work && s->work(t);
}

const char *
tui_workload(const struct tui *t)
{
    const struct screen *s = screen_get(t->screen);

    if (s->workload)
        return s->workload(t);
    return t->subject.name[0] ? t->subject.name : NULL;
}
