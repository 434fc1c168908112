/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The screen of workloads: what there is, and the advice for each. */
#include "tui/work.h"

#include <stdlib.h>
#include <string.h>

#include "tui/list.h"

static enum va_code
work_open(struct tui *t, struct va_err *err)
{
    struct work *w = calloc(1, sizeof *w);

    if (!w)
        return va_fail(err, VA_NOMEM, "out of memory");
    t->views[SCREEN_WORK] = w;
    field_init(&w->field);
    match_init(&w->filter);
    match_init(&w->find);
    w->local_version = w->data_version = -1;
    return VA_OK;
}

static void
work_close(struct tui *t)
{
    struct work *w = t->views[SCREEN_WORK];

    work_clear(w);
    free(w);
    t->views[SCREEN_WORK] = NULL;
}

static void
catch_up(struct tui *t)
{
    struct work *w = t->views[SCREEN_WORK];
    const bool data = w->data_version != t->data_version;
    const bool local = w->local_version != local_version(t->locals);
    struct va_err err = { 0 };

    if (data)
        work_load(t, w);
    if (data || local)
        work_ask(t, w);
    if ((data || local || w->shuffled) && work_order(t, w, &err))
        tui_toast_error(t, &err);
    w->data_version = t->data_version;
    w->local_version = local_version(t->locals);
    w->top = list_scroll(w->top, w->at, w->n_order, work_layout(t, w).body_rows);
}

static void
work_refresh(struct tui *t)
{
    catch_up(t);
    work_peek_follow(t, t->views[SCREEN_WORK]);
}

static bool
work_work(struct tui *t)
{
    return work_slice(t, t->views[SCREEN_WORK]);
}

static const char *
work_workload(const struct tui *t)
{
    const struct work *w = t->views[SCREEN_WORK];
    const struct work_item *i = work_at(w, w->at);

    return i ? i->name : NULL;
}

/* --- actions --- */

static enum va_code
move(struct tui *t, struct work *w, enum action_id id)
{
    /* Nothing else moves: there is one pane, without columns to go to. */
    list_move(&w->at, w->n_order, id, work_layout(t, w).body_rows);
    return VA_OK;
}

static enum va_code
open_row(struct tui *t, struct work *w, struct va_err *err)
{
    const struct work_item *i = work_at(w, w->at);

    return i ? tui_try(t, ACTION_WORKLOAD, i->name, err) : VA_OK;
}

static enum va_code
filter(struct tui *t, const struct doing *d, struct va_err *err)
{
    struct match probe;
    enum va_code code = VA_OK;

    if (!d->argument) {
        tui_ask(t,
                &(struct ask){ .action = d->id,
                               .title = "Filter workloads",
                               .text = local_get(t->locals, LOCAL_FILTER, NULL),
                               .help = "a regular expression; ! before it: that do not "
                                       "match; ~ before it: letters in this order",
                               .live = true });
        return VA_OK;
    }
    match_init(&probe);
    code = match_set(&probe, d->argument, err);
    match_clear(&probe);
    return code ? code
                : tui_set(t, LOCAL_FILTER, NULL, *d->argument ? d->argument : NULL, err);
}

/* To the next row that the last filter fits, round the end. */
static enum va_code
find(struct tui *t, struct work *w, bool forward, struct va_err *err)
{
    (void)t;
    if (!*w->find.text)
        return va_fail(err, VA_USAGE, "nothing to find: / sets a filter");
    for (int32_t k = 1; k <= w->n_order; k++) {
        const int32_t at =
            (int32_t)(((int64_t)w->at + (forward ? k : (int64_t)w->n_order - k)) %
                      w->n_order);

        if (match_fits(&w->find, work_at(w, at)->name)) {
            w->at = at;
            return VA_OK;
        }
    }
    return va_fail(err, VA_USAGE, "no workload matches %s", w->find.text);
}

static enum va_code
sort(struct tui *t, const struct doing *d, struct va_err *err)
{
    const struct work_column *columns = NULL;
    const int n = work_columns(&columns);
    struct choice choices[WORK_COLUMNS_MAX];
    int32_t n_choices = 0;

    if (d->argument)
        return work_sort(t, d->argument, err);
    for (int i = 0; i < n; i++) {
        if (columns[i].key)
            choices[n_choices++] =
                (struct choice){ (uint32_t)columns[i].letter, columns[i].word,
                                 ACTION_SORT, columns[i].word };
    }
    tui_menu(t, "Sort by", choices, n_choices, 0);
    return VA_OK;
}

/* Mark or unmark, and go on to the next row. */
static enum va_code
mark(struct tui *t, struct work *w, struct va_err *err)
{
    const struct work_item *i = work_at(w, w->at);
    const char *now = i ? local_get(t->locals, LOCAL_MARK, i->name) : NULL;
    enum va_code code = VA_OK;

    if (!i)
        return VA_OK;
    code = tui_set(t, LOCAL_MARK, i->name, now ? NULL : "on", err);
    return code ? code : move(t, w, ACTION_DOWN);
}

static void
count_mark(void *ctx, const char *of, const char *value)
{
    (void)of, (void)value;
    ++*(int32_t *)ctx;
}

static enum va_code
compare_marked(struct tui *t, struct work *w, struct va_err *err)
{
    const struct work_item *i = work_at(w, w->at);
    int32_t n = 0;
    enum va_code code = VA_OK;

    local_each(t->locals, LOCAL_MARK, count_mark, &n);
    if (n < 2)
        return va_fail(err, VA_USAGE, "mark at least two workloads with Space, then C");
    if (i && strcmp(t->subject.name, i->name) != 0)
        code = subject_open(t, i->name, err);
    if (!code)
        code = tui_set(t, LOCAL_COMPARE_BY, NULL, "workload", err);
    if (!code)
        tui_go(t, SCREEN_COMPARE);
    return code;
}

static enum va_code
samples(struct tui *t, struct work *w, struct va_err *err)
{
    const bool now = work_with_samples(t, w);
    const enum va_code code = tui_set(t, LOCAL_SAMPLES, NULL, now ? "off" : "on", err);

    if (!code)
        tui_toast(t, ROLE_TEXT, "the bundled sample workloads are %s",
                  now ? "hidden" : "shown");
    return code;
}

static enum va_code
expand(struct tui *t, struct va_err *err)
{
    const char *now = local_get(t->locals, LOCAL_EXPAND, NULL);

    return tui_set(t, LOCAL_EXPAND, NULL,
                   now && !strcmp(now, WORK_EXPANDED) ? NULL : WORK_EXPANDED, err);
}

static enum va_code
work_act(struct tui *t, const struct doing *d, struct va_err *err)
{
    struct work *w = t->views[SCREEN_WORK];

    catch_up(t); /* keys that come at once see what those before them did */
    switch (d->id) {
    case ACTION_OPEN:
        return open_row(t, w, err);
    case ACTION_FILTER:
        return filter(t, d, err);
    case ACTION_FIND_NEXT:
    case ACTION_FIND_PREVIOUS:
        return find(t, w, d->id == ACTION_FIND_NEXT, err);
    case ACTION_SORT:
        return sort(t, d, err);
    case ACTION_MARK:
        return mark(t, w, err);
    case ACTION_COMPARE_MARKED:
        return compare_marked(t, w, err);
    case ACTION_SAMPLES:
        return samples(t, w, err);
    case ACTION_EXPAND:
        return expand(t, err);
    default: /* the others move */
        return move(t, w, d->id);
    }
}

static bool
work_can(const struct tui *t, enum action_id id)
{
    return (id != ACTION_OPEN && id != ACTION_MARK) || work_workload(t);
}

/* Esc clears the filter first, then shows the preview again. */
static bool
work_back(struct tui *t)
{
    const char *expanded = local_get(t->locals, LOCAL_EXPAND, NULL);
    struct va_err err = { 0 };

    if (local_get(t->locals, LOCAL_FILTER, NULL))
        return tui_set(t, LOCAL_FILTER, NULL, NULL, &err) == VA_OK;
    if (expanded && !strcmp(expanded, WORK_EXPANDED))
        return tui_set(t, LOCAL_EXPAND, NULL, NULL, &err) == VA_OK;
    return false;
}

/* --- the mouse --- */

static void
press(struct tui *t, struct work *w, const struct spot *s)
{
    const struct work_column *columns = NULL;
    const int n = work_columns(&columns);
    struct va_err err = { 0 };

    if (s->pane == PANE_HEAD) {
        for (int i = 0; i < n; i++) {
            if (columns[i].letter == s->value)
                tui_do(t, ACTION_SORT, columns[i].word);
        }
    } else if (s->pane == PANE_PEEK || s->value == w->at) {
        if (open_row(t, w, &err))
            tui_toast_error(t, &err);
    } else
        w->at = s->value;
}

static void
work_point(struct tui *t, const struct spot *s, const struct event *e)
{
    enum { WHEEL_ROWS = 3 };
    struct work *w = t->views[SCREEN_WORK];

    t->stale = true;
    if (e->mouse == MOUSE_PRESS)
        press(t, w, s);
    for (int i = 0; i < WHEEL_ROWS; i++) {
        if (e->mouse == MOUSE_WHEEL_UP)
            (void)move(t, w, ACTION_UP);
        if (e->mouse == MOUSE_WHEEL_DOWN)
            (void)move(t, w, ACTION_DOWN);
    }
}

/* The columns to sort by. */
static const char *
work_word(const struct tui *t, enum action_id id, int32_t i)
{
    const struct work_column *columns = NULL;
    const int n = work_columns(&columns);

    (void)t;
    for (int k = 0; id == ACTION_SORT && k < n; k++) {
        if (columns[k].key && i-- == 0)
            return columns[k].word;
    }
    return NULL;
}

extern const struct screen screen_work;
const struct screen screen_work = {
    .open = work_open,
    .close = work_close,
    .refresh = work_refresh,
    .work = work_work,
    .act = work_act,
    .can = work_can,
    .back = work_back,
    .point = work_point,
    .workload = work_workload,
    .word = work_word,
    .draw = work_draw,
    .say = work_say,
    .line = work_line,
    .content = work_content,
};
