/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the model asks of the outside: effects, input to be watched, timers. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/words.h"
#include "tui/tui.h"

static struct effect *
add_effect(struct tui *t, enum effect_kind kind, const char *text)
{
    struct effect e = { .kind = kind };

    if (t->n_effects == TUI_EFFECTS_MAX)
        return NULL;
    if (text) {
        e.text = strdup(text);
        if (!e.text)
            return NULL;
    }
    t->effects[t->n_effects] = e;
    return &t->effects[t->n_effects++];
}

void
tui_effect(struct tui *t, enum effect_kind kind, const char *text)
{
    if (!add_effect(t, kind, text))
        tui_toast(t, ROLE_BAD, "out of memory, or too much at once");
    t->ended |= kind == EFFECT_QUIT;
}

void
tui_edit(struct tui *t, const char *text,
         void (*done)(struct tui *t, const char *text, const struct va_err *err))
{
    struct effect *e = add_effect(t, EFFECT_EDIT, text);

    if (e)
        e->done = done;
    else
        tui_toast(t, ROLE_BAD, "out of memory, or too much at once");
}

bool
tui_take_effect(struct tui *t, struct effect *out)
{
    if (t->n_effects == 0)
        return false;
    *out = t->effects[0];
    memmove(t->effects, t->effects + 1, (size_t)--t->n_effects * sizeof t->effects[0]);
    return true;
}

enum va_code
tui_watch(struct tui *t, int fd, void (*ready)(struct tui *t, void *ctx), void *ctx)
{
    if (t->n_watches == TUI_WATCHES_MAX)
        return VA_OVERFLOW;
    t->watches[t->n_watches++] = (struct watch_fd){ fd, ready, ctx };
    return VA_OK;
}

void
tui_unwatch(struct tui *t, int fd)
{
    for (int32_t i = 0; i < t->n_watches; i++) {
        if (t->watches[i].fd == fd) {
            t->watches[i] = t->watches[--t->n_watches];
            return;
        }
    }
}

void
tui_wake(struct tui *t, enum timer_id id, int64_t in_ms)
{
    t->wake_ms[id] = in_ms < 0 ? 0 : t->now_ms + (in_ms > 0 ? in_ms : 1);
}

void
tui_toast(struct tui *t, enum scene_role role, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    vsnprintf(t->toast.text, sizeof t->toast.text, fmt, args);
    va_end(args);
    t->toast.role = role;
    t->stale = true;
}

void
tui_toast_error(struct tui *t, const struct va_err *err)
{
    const char *text = err->text[0] ? err->text : va_code_text(err->code);
    struct buf line;

    buf_init(&line, TUI_TOAST_MAX);
    snprintf(t->last_error, sizeof t->last_error, "%s", text);
    words_error(&line, err);
    tui_toast(t, ROLE_BAD, "%s", line.code ? text : buf_get(&line));
    buf_clear(&line);
}

/* Who set a timer looks at the time when the next frame is made. */
void
tui_timer(struct tui *t, enum timer_id id)
{
    t->wake_ms[id] = 0;
    t->stale = true;
}
