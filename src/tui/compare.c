/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The screen that compares platforms, regions, architectures, eras, workloads. */
#include "tui/compare.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "tui/list.h"

enum { NOTES_BYTES = 8192, LIST_BYTES = 256 };

static enum va_code
compare_open(struct tui *t, struct va_err *err)
{
    struct compare_view *v = calloc(1, sizeof *v);

    if (!v)
        return va_fail(err, VA_NOMEM, "out of memory");
    v->version = -1;
    comparison_init(&v->k);
    buf_init(&v->notes, NOTES_BYTES);
    t->views[SCREEN_COMPARE] = v;
    return VA_OK;
}

static void
compare_close(struct tui *t)
{
    struct compare_view *v = t->views[SCREEN_COMPARE];

    compare_chart_clear(v);
    comparison_clear(&v->k);
    buf_clear(&v->notes);
    free(v->lines);
    free(v);
    t->views[SCREEN_COMPARE] = NULL;
}

static void
move(struct compare_view *v, enum action_id id)
{
    if (id == ACTION_FIND_PREVIOUS || id == ACTION_FIND_NEXT)
        id = id == ACTION_FIND_NEXT ? ACTION_DOWN : ACTION_UP;
    list_move(&v->at, v->n_shown, id, v->page);
}

/* --- settings --- */

/* Another comparison has columns of its own, so it starts as ranked. */
static enum va_code
set_by(struct tui *t, const char *word, struct va_err *err)
{
    enum va_code code = VA_OK;

    local_begin(t->locals, local_word(LOCAL_COMPARE_BY), false);
    code = local_set(t->locals, LOCAL_COMPARE_BY, NULL, word, err);
    if (!code)
        code = local_set(t->locals, LOCAL_COMPARE_SORT, NULL, NULL, err);
    if (!code)
        tui_toast(t, ROLE_TEXT, "side by side: by %s", word);
    tui_changed(t);
    return code;
}

static enum va_code
compare_by(struct tui *t, const char *word, struct va_err *err)
{
    const char *words[COMPARE_VIEWS];
    const char *near = NULL;
    const struct compare_view *v = t->views[SCREEN_COMPARE];

    for (int by = 0; by < COMPARE_VIEWS; by++)
        words[by] = compare_view_name(by);
    if (!word)
        word = words[(v->by + 1) % COMPARE_VIEWS];
    for (int by = 0; by < COMPARE_VIEWS; by++) {
        if (!strcmp(word, words[by]))
            return set_by(t, words[by], err);
    }
    near = text_closest(word, words, COMPARE_VIEWS);
    va_fail(err, VA_USAGE, "there is no comparison by '%s'", word);
    if (near)
        va_hint(err, "did you mean '%s'?", near);
    else
        va_hint(err, "by platform, region, architecture, era or workload");
    return VA_USAGE;
}

static const struct compare_column *
column_at(const struct tui *t, int32_t i)
{
    return compare_column(t->views[SCREEN_COMPARE], t->columns, i);
}

/* The column after the one it is sorted by; NULL past the last: the order it came in. */
static const struct compare_column *
next_column(const struct tui *t, const char *now)
{
    const struct compare_column *c = NULL;
    bool next = !now;

    for (int32_t i = 0; (c = column_at(t, i)) != NULL; i++) {
        if (next && c->head[0])
            return c;
        next = next || !strcmp(c->word, now + (now[0] == '-'));
    }
    return NULL;
}

static enum va_code
sort_by(struct tui *t, const char *word, struct va_err *err)
{
    const char *now = local_get(t->locals, LOCAL_COMPARE_SORT, NULL);
    const struct compare_column *c =
        word ? compare_column_find(word) : next_column(t, now);
    char text[COMPARE_CELL_MAX];

    if (word && !c)
        return va_fail(err, VA_USAGE, "there is no column '%s' to sort by", word);
    if (!c) {
        tui_toast(t, ROLE_TEXT, "sorted as ranked");
        return tui_set(t, LOCAL_COMPARE_SORT, NULL, NULL, err);
    }
    snprintf(text, sizeof text, "%s%s", now && !strcmp(now, c->word) && word ? "-" : "",
             c->word);
    tui_toast(t, ROLE_TEXT, "sorted by %s%s", c->word,
              text[0] == '-' ? ", reversed" : "");
    return tui_set(t, LOCAL_COMPARE_SORT, NULL, text, err);
}

static enum va_code
filter(struct tui *t, const char *text, struct va_err *err)
{
    if (!text) {
        tui_ask(
            t, &(struct ask){ .action = ACTION_FILTER,
                              .title = "Filter; ! before it: rows that do not match",
                              .text = local_get(t->locals, LOCAL_COMPARE_FILTER, NULL) });
        return VA_OK;
    }
    return tui_set(t, LOCAL_COMPARE_FILTER, NULL, *text ? text : NULL, err);
}

static enum va_code
toggle_chart(struct tui *t, struct va_err *err)
{
    const bool on = local_get(t->locals, LOCAL_COMPARE_CHART, NULL) != NULL;

    return tui_set(t, LOCAL_COMPARE_CHART, NULL, on ? NULL : "on", err);
}

/* --- taking a row --- */

enum va_code
compare_take(struct tui *t, const struct contender *c, struct va_err *err)
{
    const char *of = t->subject.name;
    enum va_code code =
        local_set(t->locals, LOCAL_PLATFORM, of, c->profile->platform, err);

    return code ? code
                : local_set(t->locals, LOCAL_IMPLEMENTATION, of,
                            c->profile->implementation, err);
}

static enum va_code
take_place(struct tui *t, const struct compare_line *l, struct va_err *err)
{
    const struct compare_view *v = t->views[SCREEN_COMPARE];
    const struct contender *c = t->subject.field.contenders[l->row.contender];
    const char *of = t->subject.name;
    char date[DATE_TEXT_MAX];
    enum va_code code = VA_OK;

    local_begin(t->locals, "platform", false);
    code = compare_take(t, c, err);
    if (!code && v->by == COMPARE_BY_REGION)
        code = local_set(t->locals, LOCAL_REGION, of, l->row.region, err);
    if (!code && v->by == COMPARE_BY_ERA && !l->row.here)
        code = local_set(t->locals, LOCAL_AS_OF, NULL,
                         date_format(date, l->row.effective_days), err);
    tui_changed(t);
    return code;
}

/* The row becomes the question's, and is explored. */
static enum va_code
take(struct tui *t, struct va_err *err)
{
    const struct compare_view *v = t->views[SCREEN_COMPARE];
    const struct compare_line *l = compare_at(v);
    char name[TEXT_NAME_MAX + 1];
    enum va_code code = VA_OK;

    if (!l)
        return VA_OK;
    if (v->by == COMPARE_VIEW_MARKED) {
        snprintf(name, sizeof name, "%s", l->workload);
        code = subject_open(t, name, err);
    } else if (l->row.basis == BASIS_AS_FAST && v->by == COMPARE_BY_ARCHITECTURE) {
        va_fail(err, VA_DATA, "%s was not measured, so there is nothing to explore",
                l->row.platform);
        va_hint(err, "P plans a probe");
        return VA_DATA;
    } else if (l->row.basis == BASIS_NONE)
        return va_fail(err, VA_DATA, "%s is not sold there and then", l->row.platform);
    else
        code = take_place(t, l, err);
    if (!code)
        tui_go(t, SCREEN_EXPLORE);
    return code;
}

static enum va_code
compare_act(struct tui *t, const struct doing *d, struct va_err *err)
{
    compare_refresh(t); /* keys that came together saw no frame between them */
    switch ((int)d->id) {
    case ACTION_COMPARE_BY:
        return compare_by(t, d->argument, err);
    case ACTION_SORT:
        return sort_by(t, d->argument, err);
    case ACTION_FILTER:
        return filter(t, d->argument, err);
    case ACTION_EXPAND:
    case ACTION_NEXT_PANE:
    case ACTION_PREVIOUS_PANE:
        return toggle_chart(t, err);
    case ACTION_OPEN:
        return take(t, err);
    default:
        move(t->views[SCREEN_COMPARE], d->id);
        return VA_OK;
    }
}

static bool
compare_can(const struct tui *t, enum action_id id)
{
    return id != ACTION_OPEN || compare_at(t->views[SCREEN_COMPARE]);
}

static bool
compare_back(struct tui *t)
{
    enum local_id id = LOCAL_COMPARE_FILTER;

    if (!local_get(t->locals, id, NULL))
        id = LOCAL_COMPARE_CHART;
    if (!local_get(t->locals, id, NULL))
        return false;
    return tui_set(t, id, NULL, NULL, NULL) == VA_OK;
}

static void
compare_point(struct tui *t, const struct spot *s, const struct event *e)
{
    struct compare_view *v = t->views[SCREEN_COMPARE];
    const struct compare_column *c = s->pane == 1 ? column_at(t, s->value) : NULL;

    if (e->mouse == MOUSE_WHEEL_UP || e->mouse == MOUSE_WHEEL_DOWN)
        move(v, e->mouse == MOUSE_WHEEL_UP ? ACTION_UP : ACTION_DOWN);
    else if (e->mouse == MOUSE_PRESS && c && c->head[0])
        tui_do(t, ACTION_SORT, c->word);
    else if (e->mouse == MOUSE_PRESS && s->pane == 0 && s->value < v->n_shown)
        v->at = s->value;
}

static const char *
compare_workload(const struct tui *t)
{
    const struct compare_view *v = t->views[SCREEN_COMPARE];
    const struct compare_line *l = compare_at(v);

    if (v->by == COMPARE_VIEW_MARKED)
        return l ? l->workload : NULL;
    return t->subject.name[0] ? t->subject.name : NULL;
}

/* What sort and compare-by can be given. */
static const char *
compare_word(const struct tui *t, enum action_id id, int32_t i)
{
    const struct compare_column *c = NULL;

    if (id == ACTION_COMPARE_BY)
        return i < COMPARE_VIEWS ? compare_view_name(i) : NULL;
    for (int32_t k = 0; id == ACTION_SORT && (c = column_at(t, k)) != NULL; k++) {
        if (c->head[0] && i-- == 0)
            return c->word;
    }
    return NULL;
}

extern const struct screen screen_compare;
const struct screen screen_compare = {
    .open = compare_open,
    .close = compare_close,
    .refresh = compare_refresh,
    .work = compare_work,
    .act = compare_act,
    .can = compare_can,
    .back = compare_back,
    .point = compare_point,
    .workload = compare_workload,
    .word = compare_word,
    .draw = compare_draw,
    .say = compare_say,
    .line = compare_line_of,
    .content = compare_content,
};
