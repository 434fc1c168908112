/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What keys and mouse do on the screen that explores one workload. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/words.h"
#include "base/text.h"
#include "tui/explore.h"

enum { STEP_MB = 64, PAGE_MB = 256, HALF_MB = 128, CHOICE_BYTES = 600 };

#define ZOOM_FACTOR 2.0
#define WHEEL_FACTOR 1.5

/* The nearest size that is sold: upwards first. */
static int32_t
sold_size(const struct contender *c, int32_t memory_mb)
{
    int32_t mb = 0;
    int32_t last = 0;

    if (!c->has_tariff || tariff_sells(&c->tariff, memory_mb))
        return memory_mb;
    while ((mb = tariff_next_size(&c->tariff, mb)) != 0 && mb < memory_mb)
        last = mb;
    if (!mb || (last && memory_mb - last < mb - memory_mb))
        return last;
    return mb;
}

void
explore_cross(struct tui *t, int32_t memory_mb)
{
    struct explore *x = explore_of(t);
    const struct contender *c = explore_contender(t);

    if (!c)
        return;
    if (memory_mb < x->low_mb)
        memory_mb = x->low_mb;
    if (memory_mb > x->high_mb)
        memory_mb = x->high_mb;
    x->cross_mb = sold_size(c, memory_mb);
}

static void
move_to(struct tui *t, int32_t memory_mb)
{
    explore_of(t)->moved = true;
    explore_cross(t, memory_mb);
}

/* Are a few single sizes sold? Then a step is one of them. */
static bool
has_tiers(const struct contender *c)
{
    return c->has_tariff && c->tariff.n_sizes > 1 &&
           c->tariff.sizes[0].min_mb == c->tariff.sizes[0].max_mb;
}

/* The next larger (or smaller) size that is sold. */
static int32_t
next_tier(const struct contender *c, int32_t memory_mb, bool larger)
{
    int32_t mb = 0;
    int32_t last = memory_mb;

    if (larger) {
        mb = tariff_next_size(&c->tariff, memory_mb);
        return mb ? mb : memory_mb;
    }
    while ((mb = tariff_next_size(&c->tariff, mb)) != 0 && mb < memory_mb)
        last = mb;
    return last;
}

/* To the next multiple of step_mb, or the next size of a few. */
static void
step_size(struct tui *t, int32_t step_mb, bool larger)
{
    const struct explore *x = explore_of(t);
    const struct contender *c = explore_contender(t);
    const int32_t at = x->cross_mb;

    if (has_tiers(c))
        move_to(t, next_tier(c, at, larger));
    else if (larger)
        move_to(t, (at / step_mb + 1) * step_mb);
    else
        move_to(t, (at - 1) / step_mb * step_mb);
}

/* To the next size of the table. */
static void
step_row(struct tui *t, bool larger)
{
    const struct explore *x = explore_of(t);
    int32_t to = 0;

    for (int32_t i = 0; i < x->n_sizes; i++) {
        const int32_t mb = x->sizes[i].memory_mb;

        if (larger && mb > x->cross_mb) {
            move_to(t, mb);
            return;
        }
        if (!larger && mb < x->cross_mb)
            to = mb;
    }
    if (to)
        move_to(t, to);
}

static void
move_cross(struct tui *t, enum action_id id)
{
    static const struct {
        enum action_id less, more;
        int32_t by_mb;
    } jumps[] = { { ACTION_PAGE_UP, ACTION_PAGE_DOWN, PAGE_MB },
                  { ACTION_HALF_UP, ACTION_HALF_DOWN, HALF_MB },
                  { ACTION_FIRST, ACTION_LAST, SAMPLE_MEMORY_MB_MAX } };
    const struct explore *x = explore_of(t);

    if (id == ACTION_UP || id == ACTION_DOWN)
        step_row(t, id == ACTION_DOWN);
    if (id == ACTION_LEFT || id == ACTION_RIGHT)
        step_size(t, STEP_MB, id == ACTION_RIGHT);
    if (id == ACTION_FINER_LEFT || id == ACTION_FINER_RIGHT)
        step_size(t, 1, id == ACTION_FINER_RIGHT);
    for (size_t i = 0; i < sizeof jumps / sizeof jumps[0]; i++) {
        if (id == jumps[i].less)
            move_to(t, x->cross_mb - jumps[i].by_mb);
        if (id == jumps[i].more)
            move_to(t, x->cross_mb + jumps[i].by_mb);
    }
}

static enum va_code
act_move(struct tui *t, const struct doing *d, struct va_err *err)
{
    static const struct {
        enum action_id id;
        int32_t percent;
    } steps[] = { { ACTION_LEFT, -1 },       { ACTION_RIGHT, 1 },
                  { ACTION_PAGE_UP, 10 },    { ACTION_PAGE_DOWN, -10 },
                  { ACTION_HALF_UP, 5 },     { ACTION_HALF_DOWN, -5 },
                  { ACTION_FINER_LEFT, -1 }, { ACTION_FINER_RIGHT, 1 } };
    const enum explore_pane pane = explore_of(t)->pane;

    if (pane == PANE_CHART) {
        move_cross(t, d->id);
        return VA_OK;
    }
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        if (steps[i].id == d->id)
            return explore_step_goal(t, pane, steps[i].percent, err);
    }
    if (d->id == ACTION_FIRST || d->id == ACTION_LAST)
        return explore_set_goal(t, pane, d->id == ACTION_LAST, false, err);
    explore_of(t)->pane = d->id == ACTION_UP ? PANE_BUDGET : PANE_LATENCY;
    return VA_OK;
}

/* The other panes are there only while their sliders are. */
static enum va_code
act_pane(struct tui *t, const struct doing *d, struct va_err *err)
{
    struct explore *x = explore_of(t);
    const int step = d->id == ACTION_NEXT_PANE ? 1 : PANE_FOCUSED - 1;

    (void)err;
    x->pane = (enum explore_pane)(((int)x->pane + step) % PANE_FOCUSED);
    if (x->layout.rule.rows == 0)
        x->pane = PANE_CHART;
    return VA_OK;
}

static enum va_code
act_memory(struct tui *t, const struct doing *d, struct va_err *err)
{
    const struct explore *x = explore_of(t);
    int64_t mb = 0;
    char title[80];

    if (!d->argument) {
        snprintf(title, sizeof title, "Memory, %d to %d MB", (int)x->low_mb,
                 (int)x->high_mb);
        tui_ask(t, &(struct ask){ .action = d->id, .title = title });
        return VA_OK;
    }
    if (text_parse_int(d->argument, strcspn(d->argument, " M"), 1, SAMPLE_MEMORY_MB_MAX,
                       &mb))
        return va_fail(err, VA_USAGE, "'%s' is no size in MB", d->argument);
    if (mb < x->low_mb || mb > x->high_mb)
        return va_fail(err, VA_USAGE, "%lld MB is outside of %d to %d MB", (long long)mb,
                       (int)x->low_mb, (int)x->high_mb);
    move_to(t, (int32_t)mb);
    if (x->cross_mb != mb)
        tui_toast(t, ROLE_TEXT, "%lld MB is not sold; the nearest size is %d MB",
                  (long long)mb, (int)x->cross_mb);
    return VA_OK;
}

/* Remember the size at the crosshair as what was decided; in a goal, ask for it. */
static enum va_code
act_accept(struct tui *t, const struct doing *d, struct va_err *err)
{
    const struct explore *x = explore_of(t);
    char text[CHOICE_BYTES];
    char undo[KEY_TEXT_MAX];
    struct buf who;
    enum va_code code = VA_OK;

    (void)d;
    if (x->pane == PANE_BUDGET || x->pane == PANE_LATENCY)
        return do_goal(t,
                       &(struct doing){ .id = x->pane == PANE_BUDGET ? ACTION_BUDGET
                                                                     : ACTION_LATENCY },
                       err);
    buf_init(&who, PLOT_NAME_MAX);
    words_contender(&who, explore_contender(t));
    snprintf(text, sizeof text, "%d %s", (int)x->cross_mb, buf_get(&who));
    buf_clear(&who);
    code = tui_set(t, LOCAL_CHOICE, t->subject.name, text, err);
    if (!code)
        tui_toast(
            t, ROLE_GOOD,
            "%d MB is remembered as your choice; nothing is deployed (%s undoes it)",
            (int)x->cross_mb, tui_key_text(t, ACTION_UNDO, undo));
    return code;
}

/* To the safe pick, and back to the pick. */
static enum va_code
act_safe(struct tui *t, const struct doing *d, struct va_err *err)
{
    struct explore *x = explore_of(t);
    const struct advice *a = t->subject.advice;
    const bool on = *explore_local(t, LOCAL_SAFE, true) != '\0';
    struct buf why;

    (void)d;
    if (!on && (!a || !a->has_safe)) {
        buf_init(&why, TUI_TOAST_MAX);
        if (a && a->feasible)
            explore_say_safe(t, &why);
        va_fail(err, VA_GOAL, "%s",
                why.len ? buf_get(&why) : "there is no safe pick, as there is no pick");
        buf_clear(&why);
        return VA_GOAL;
    }
    x->moved = false;
    x->wanted = -1;
    return tui_set(t, LOCAL_SAFE, t->subject.name, on ? NULL : "on", err);
}

static enum va_code
act_axes(struct tui *t, const struct doing *d, struct va_err *err)
{
    const char *now = explore_local(t, LOCAL_AXES, false);
    int i = 0;

    (void)d;
    while (i < PLOT_AXES_COUNT && strcmp(now, plot_axes_name((enum plot_axes)i)) != 0)
        i++;
    i = i < PLOT_AXES_COUNT ? (i + 1) % PLOT_AXES_COUNT : 1;
    tui_toast(t, ROLE_TEXT, "axes are now %s (memory, then the other)",
              plot_axes_name((enum plot_axes)i));
    return tui_set(t, LOCAL_AXES, NULL, plot_axes_name((enum plot_axes)i), err);
}

static enum va_code
act_field(struct tui *t, const struct doing *d, struct va_err *err)
{
    const struct explore *x = explore_of(t);
    const bool duration = x->layout.chart[PLOT_DURATION].rows > 0;
    const bool cost = x->layout.chart[PLOT_COST].rows > 0;
    enum plot_chart next = CHART_DURATION;

    (void)d;
    if (explore_contender(t) && !explore_contender(t)->has_tariff)
        return va_fail(err, VA_DATA, "there is no price, so there is no chart of costs");
    if (duration && !cost)
        next = CHART_COST;
    else if (cost && !duration)
        next = CHART_BOTH;
    if (!strcmp(explore_local(t, LOCAL_FIELD, false), plot_chart_name(CHART_BOTH)))
        next = CHART_DURATION; /* also where there is no room for both */
    return tui_set(t, LOCAL_FIELD, NULL, plot_chart_name(next), err);
}

/* A layer that the curve does not have is switched all the same, for others. */
static void
say_missing(struct tui *t, enum action_id id)
{
    if ((id == ACTION_BAND || id == ACTION_RESIDUALS) &&
        explore_of(t)->data->series[0].published)
        tui_toast(t, ROLE_TEXT, "%s: nothing to see, a published curve has no samples",
                  action_get(id)->name);
}

/* A word in the list of switched layers: put there, or taken out. */
static enum va_code
act_layer(struct tui *t, const struct doing *d, struct va_err *err)
{
    const char *word = action_get(d->id)->name;
    const char *list = explore_local(t, LOCAL_LAYERS, false);
    const bool on = explore_has_word(list, word);
    char next[LOCAL_TEXT_MAX] = "";
    size_t used = 0;

    for (const char *at = list; *at;) {
        const size_t n = strcspn(at, " ");

        if (!(on && n == strlen(word) && !memcmp(at, word, n)) &&
            used + n + 2 < sizeof next)
            used += (size_t)snprintf(next + used, sizeof next - used, "%s%.*s",
                                     used ? " " : "", (int)n, at);
        at += n + (at[n] == ' ');
    }
    if (!on)
        snprintf(next + used, sizeof next - used, "%s%s", used ? " " : "", word);
    say_missing(t, d->id);
    return tui_set(t, LOCAL_LAYERS, NULL, *next ? next : NULL, err);
}

static enum va_code
act_zoom(struct tui *t, const struct doing *d, struct va_err *err)
{
    if (d->id == ACTION_ZOOM_RESET)
        return tui_set(t, LOCAL_ZOOM, t->subject.name, NULL, err);
    return explore_zoom(t, d->id == ACTION_ZOOM_IN ? 1 / ZOOM_FACTOR : ZOOM_FACTOR, err);
}

static enum va_code
act_expand(struct tui *t, const struct doing *d, struct va_err *err)
{
    (void)d;
    return tui_set(t, LOCAL_EXPAND, NULL,
                   *explore_local(t, LOCAL_EXPAND, false) ? NULL : "on", err);
}

static enum va_code
act_goal(struct tui *t, const struct doing *d, struct va_err *err)
{
    const bool budget = d->id == ACTION_BUDGET_LESS || d->id == ACTION_BUDGET_MORE;
    const bool more = d->id == ACTION_BUDGET_MORE || d->id == ACTION_LATENCY_MORE;

    return explore_step_goal(t, budget ? PANE_BUDGET : PANE_LATENCY, more ? 1 : -1, err);
}

static enum va_code
act_alone(struct tui *t, const struct doing *d, struct va_err *err)
{
    return explore_relax(t, d->id == ACTION_BUDGET_ALONE ? PANE_BUDGET : PANE_LATENCY,
                         err);
}

/* The next contender that has something to draw. */
static enum va_code
act_curve(struct tui *t, const struct doing *d, struct va_err *err)
{
    struct explore *x = explore_of(t);
    const struct field *f = &t->subject.field;

    (void)d;
    for (int32_t i = 1; i < f->n; i++) {
        const int32_t next = (x->shown + i) % f->n;
        const struct contender *c = f->contenders[next];

        if (c->profile->duration_unknown || (!c->has_curve && !c->has_point))
            continue;
        x->wanted = next;
        x->moved = false;
        x->cross_mb = 0;
        return VA_OK;
    }
    return va_fail(err, VA_USAGE, "there is no other curve to show");
}

/* Without a chart most actions have nothing to act on. */
enum va_code
explore_act(struct tui *t, const struct doing *d, struct va_err *err)
{
    static const struct {
        enum action_id first, last;
        enum va_code (*act)(struct tui *t, const struct doing *d, struct va_err *err);
    } acts[] = {
        { ACTION_UP, ACTION_LAST, act_move },
        { ACTION_NEXT_PANE, ACTION_PREVIOUS_PANE, act_pane },
        { ACTION_OPEN, ACTION_OPEN, act_accept },
        { ACTION_MEMORY, ACTION_MEMORY, act_memory },
        { ACTION_SAFE, ACTION_SAFE, act_safe },
        { ACTION_AXES, ACTION_AXES, act_axes },
        { ACTION_FIELD, ACTION_FIELD, act_field },
        { ACTION_BAND, ACTION_SHADE, act_layer },
        { ACTION_ZOOM_IN, ACTION_ZOOM_RESET, act_zoom },
        { ACTION_EXPAND, ACTION_EXPAND, act_expand },
        { ACTION_BUDGET_LESS, ACTION_LATENCY_MORE, act_goal },
        { ACTION_BUDGET_ALONE, ACTION_LATENCY_ALONE, act_alone },
        { ACTION_NEXT_CURVE, ACTION_NEXT_CURVE, act_curve },
    };

    explore_refresh(t);
    if (!explore_of(t)->has_data)
        return va_fail(err, VA_DATA, "%s",
                       t->subject.name[0] ? "there is no chart to act on"
                                          : "no workload is open");
    for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++) {
        if (d->id >= acts[i].first && d->id <= acts[i].last)
            return acts[i].act(t, d, err);
    }
    return VA_OK;
}

bool
explore_back(struct tui *t)
{
    struct explore *x = explore_of(t);
    struct va_err ignored;

    if (x->pane != PANE_CHART) {
        x->pane = PANE_CHART;
        return true;
    }
    if (*explore_local(t, LOCAL_EXPAND, false)) {
        (void)tui_set(t, LOCAL_EXPAND, NULL, NULL, &ignored);
        return true;
    }
    return false;
}

static void
point_chart(struct tui *t, const struct spot *s, const struct event *e)
{
    const struct explore *x = explore_of(t);
    const struct cell_rect at = { e->column, e->row, 1, 1 };
    struct va_err err = { 0 };
    double mb = 0;
    double value = 0;

    if (e->mouse == MOUSE_WHEEL_UP || e->mouse == MOUSE_WHEEL_DOWN) {
        if (explore_zoom(t, e->mouse == MOUSE_WHEEL_UP ? 1 / WHEEL_FACTOR : WHEEL_FACTOR,
                         &err))
            tui_toast_error(t, &err);
        return;
    }
    scene_cells_value(&x->scenes[s->value], &s->at, at, &mb, &value);
    if (mb > 0)
        move_to(t, (int32_t)(mb + 0.5));
}

static void
point_slider(struct tui *t, const struct spot *s, const struct event *e)
{
    const double part =
        s->at.columns > 1 ? (double)(e->column - s->at.column) / (s->at.columns - 1) : 0;
    struct va_err err = { 0 };

    explore_of(t)->pane = (enum explore_pane)s->pane;
    if ((e->mouse == MOUSE_PRESS || e->mouse == MOUSE_DRAG) &&
        explore_set_goal(t, (enum explore_pane)s->pane, part, e->mouse == MOUSE_DRAG,
                         &err))
        tui_toast_error(t, &err);
    if ((e->mouse == MOUSE_WHEEL_UP || e->mouse == MOUSE_WHEEL_DOWN) &&
        explore_step_goal(t, (enum explore_pane)s->pane,
                          e->mouse == MOUSE_WHEEL_UP ? 1 : -1, &err))
        tui_toast_error(t, &err);
}

void
explore_point(struct tui *t, const struct spot *s, const struct event *e)
{
    const struct explore *x = explore_of(t);

    if (!x->has_data || e->mouse == MOUSE_RELEASE)
        return;
    if (s->pane == PANE_CHART)
        point_chart(t, s, e);
    else if (s->pane == PANE_TABLE)
        move_to(t, s->value);
    else
        point_slider(t, s, e);
}
