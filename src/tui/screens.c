/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The screens, and going from one to another. */
#include <stdio.h>
#include <string.h>

#include "tui/tui.h"

/* Each is defined in a file of its own name: tui/work.c, tui/explore.c, ... */
extern const struct screen screen_api;
extern const struct screen screen_compare;
extern const struct screen screen_work;
extern const struct screen screen_explore;
extern const struct screen screen_prices;
extern const struct screen screen_probe;
extern const struct screen screen_stability;

static const struct screen *const screens[SCREEN_COUNT] = {
    [SCREEN_WORK] = &screen_work,           [SCREEN_EXPLORE] = &screen_explore,
    [SCREEN_PRICES] = &screen_prices,       [SCREEN_COMPARE] = &screen_compare,
    [SCREEN_STABILITY] = &screen_stability, [SCREEN_API] = &screen_api,
    [SCREEN_PROBE] = &screen_probe,
};

struct screen_name {
    char key;
    const char *title, *small, *word;
};

/* clang-format off */
static const struct screen_name names[] = {
#define X(id, key, title, small, word) [SCREEN_##id] = { key, title, small, word },
    SCREENS(X)
#undef X
};
/* clang-format on */

const struct screen *
screen_get(enum screen_id id)
{
    return screens[id];
}

const char *
screen_title(enum screen_id id, bool small)
{
    return small ? names[id].small : names[id].title;
}

const char *
screen_word(enum screen_id id)
{
    return names[id].word;
}

char
screen_key(enum screen_id id)
{
    return names[id].key;
}

static struct place
place_now(const struct tui *t)
{
    struct place p = { .screen = t->screen };

    snprintf(p.workload, sizeof p.workload, "%s", t->subject.name);
    return p;
}

static bool
same_place(const struct place *a, const struct place *b)
{
    return a->screen == b->screen && !strcmp(a->workload, b->workload);
}

/* Remember where the view is before it goes elsewhere; what was ahead is forgotten. */
static void
remember(struct tui *t)
{
    const struct place p = place_now(t);

    t->n_history = t->at_history;
    if (t->n_history > 0 && same_place(&t->history[t->n_history - 1], &p))
        return;
    if (t->n_history == TUI_HISTORY_MAX)
        memmove(t->history, t->history + 1, (size_t)--t->n_history * sizeof p);
    t->history[t->n_history++] = p;
    t->at_history = t->n_history;
}

/* Show a screen, made when it is shown for the first time. */
static void
show(struct tui *t, enum screen_id id)
{
    const struct screen *s = screen_get(id);
    struct va_err err = { 0 };

    if (!t->opened[id] && s->open && s->open(t, &err)) {
        tui_toast_error(t, &err);
        return;
    }
    t->opened[id] = true;
    t->screen = id;
    t->stale = true;
    t->grab = (struct spot){ .action = ACTION_COUNT };
    local_set(t->locals, LOCAL_SCREEN, NULL, screen_word(id), NULL);
    if (t->subject.name[0])
        local_set(t->locals, LOCAL_WORKLOAD, NULL, t->subject.name, NULL);
    if (s->enter)
        s->enter(t);
}

void
tui_go(struct tui *t, enum screen_id screen)
{
    if (!screen_get(screen))
        return;
    if (screen != t->screen)
        remember(t);
    show(t, screen);
}

/* One step in the history of views: the place that is left takes the place of the one
 * that is gone to. */
enum va_code
do_history(struct tui *t, const struct doing *d, struct va_err *err)
{
    const bool back = d->id == ACTION_VIEW_BACK;
    const int32_t at = back ? t->at_history - 1 : t->at_history;
    const struct place here = place_now(t);
    struct place to;
    enum va_code code = VA_OK;

    if (at < 0 || at >= t->n_history)
        return va_fail(err, VA_USAGE,
                       back ? "there is no view before this one"
                            : "there is no view after this one");
    to = t->history[at];
    t->history[at] = here;
    t->at_history = back ? at : at + 1;
    if (to.workload[0] && strcmp(to.workload, t->subject.name) != 0)
        code = subject_open(t, to.workload, err);
    show(t, to.screen);
    return code;
}

/* While none is open, a screen is about the workload under the cursor of the list. */
static void
open_pointed(struct tui *t)
{
    const char *name = t->subject.name[0] ? NULL : tui_workload(t);
    struct va_err err = { 0 };

    if (name && subject_open(t, name, &err))
        tui_toast_error(t, &err);
}

enum va_code
do_go(struct tui *t, const struct doing *d, struct va_err *err)
{
    enum screen_id to = action_screen(d->id);

    if (d->id == ACTION_SCREEN && !d->argument) {
        tui_ask(t, &(struct ask){ .action = d->id, .title = "Screen" });
        return VA_OK;
    }
    for (int i = 0; i < SCREEN_COUNT && to == SCREEN_COUNT; i++) {
        if (!strcmp(d->argument, screen_word((enum screen_id)i)))
            to = (enum screen_id)i;
    }
    if (to == SCREEN_COUNT || !screen_get(to))
        return va_fail(err, VA_USAGE, "there is no screen '%s'",
                       d->argument ? d->argument : action_get(d->id)->name);
    if (to != SCREEN_WORK)
        open_pointed(t);
    tui_go(t, to);
    return VA_OK;
}
