/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The screen that explores one workload: its table of functions, and its state. */
#include "tui/explore.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/probe.h"

struct explore *
explore_of(const struct tui *t)
{
    return t->views[SCREEN_EXPLORE];
}

const struct contender *
explore_contender(const struct tui *t)
{
    const struct explore *x = explore_of(t);

    return x->shown >= 0 && x->shown < t->subject.field.n
               ? t->subject.field.contenders[x->shown]
               : NULL;
}

bool
explore_has_one_size(const struct tui *t)
{
    const struct contender *c = explore_contender(t);

    return c && !c->has_curve && c->curve.n_sizes == 1;
}

const struct configuration *
explore_own(const struct tui *t, enum explore_own which)
{
    const struct advice *a = t->subject.advice;
    const struct configuration *c = NULL;

    if (!a)
        return NULL;
    if (which == OWN_PICK && a->feasible)
        c = &a->pick;
    if (which == OWN_SAFE && a->has_safe)
        c = &a->safe;
    if (which == OWN_NOW && a->has_now)
        c = &a->now;
    return c && c->contender == explore_of(t)->shown && c->memory_mb > 0 ? c : NULL;
}

const char *
explore_local(const struct tui *t, enum local_id id, bool each)
{
    const char *text = local_get(t->locals, id, each ? t->subject.name : NULL);

    return text ? text : "";
}

bool
explore_has_word(const char *list, const char *word)
{
    const size_t len = strlen(word);

    for (const char *at = list; *at;) {
        const size_t n = strcspn(at, " ");

        if (n == len && !memcmp(at, word, n))
            return true;
        at += n + (at[n] == ' ');
    }
    return false;
}

void
explore_fields(const struct tui *t, bool room_for_two, bool out[EXPLORE_CHARTS])
{
    const char *word = explore_local(t, LOCAL_FIELD, false);
    const struct contender *c = explore_contender(t);
    const bool both = *word ? !strcmp(word, plot_chart_name(CHART_BOTH)) : room_for_two;

    out[PLOT_COST] = both || !strcmp(word, plot_chart_name(CHART_COST));
    out[PLOT_DURATION] = both || !out[PLOT_COST];
    if (c && !c->has_tariff) { /* there is nothing to draw */
        out[PLOT_COST] = false;
        out[PLOT_DURATION] = true;
    }
}

static enum va_code
explore_open(struct tui *t, struct va_err *err)
{
    struct explore *x = calloc(1, sizeof *x);

    if (!x)
        return va_fail(err, VA_NOMEM, "out of memory");
    x->shown = x->wanted = -1;
    x->proposed_for = -1;
    x->charts = calloc(1, sizeof *x->charts);
    if (!x->charts) {
        free(x);
        return va_fail(err, VA_NOMEM, "out of memory");
    }
    x->data = &x->charts->data;
    x->scenes = x->charts->scenes;
    for (int i = 0; i < EXPLORE_CHARTS; i++)
        scene_init(&x->scenes[i]);
    t->views[SCREEN_EXPLORE] = x;
    return VA_OK;
}

static void
explore_close(struct tui *t)
{
    struct explore *x = explore_of(t);

    for (int i = 0; i < EXPLORE_CHARTS; i++)
        scene_clear(&x->scenes[i]);
    plot_cache_clear(&x->cache);
    free(x->charts);
    free(x);
    t->views[SCREEN_EXPLORE] = NULL;
}

/* Without a chart there is nothing for its actions to act on. */
static bool
explore_can(const struct tui *t, enum action_id id)
{
    return explore_of(t)->has_data ||
           (id != ACTION_OPEN && action_get(id)->screens != ON_CHART);
}

/* Where one size is known there is no pick: beside the frames, what would lead to one. */
static bool
propose(struct tui *t)
{
    struct explore *x = explore_of(t);
    struct buf text;

    if (x->proposed_for == t->subject.version || !explore_has_one_size(t))
        return false;
    x->proposed_for = t->subject.version;
    buf_init(&text, sizeof x->proposal - 1);
    probe_propose(t, t->subject.name, &text);
    snprintf(x->proposal, sizeof x->proposal, "%s", text.code ? "" : buf_get(&text));
    buf_clear(&text);
    t->stale = true;
    return false;
}

/* Enter takes a size; in a goal it asks for it. */
static const char *
explore_label(const struct tui *t, enum action_id id)
{
    if (id != ACTION_OPEN)
        return NULL;
    return explore_of(t)->pane == PANE_CHART ? "take" : "edit";
}

static void
explore_line(const struct tui *t, struct buf *out)
{
    subject_line(t, "advise", out);
}

extern const struct screen screen_explore;
const struct screen screen_explore = {
    .open = explore_open,
    .close = explore_close,
    .refresh = explore_refresh,
    .work = propose,
    .act = explore_act,
    .can = explore_can,
    .label = explore_label,
    .back = explore_back,
    .point = explore_point,
    .draw = explore_draw,
    .say = explore_say,
    .line = explore_line,
    .content = explore_content,
};
