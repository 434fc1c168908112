/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The screen of probes: runs, the plan of one, the run that goes on. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/list.h"
#include "tui/probe.h"
#include "tui/probe_parts.h"

struct probe_view *
probe_view_get(const struct tui *t)
{
    return t->views[SCREEN_PROBE];
}

static enum va_code
open_view(struct tui *t, struct va_err *err)
{
    struct probe_view *v = calloc(1, sizeof *v);

    if (!v)
        return va_fail(err, VA_NOMEM, "out of memory");
    t->views[SCREEN_PROBE] = v;
    if (probe_watch_runs(t))
        v->pane = PANE_RUN;
    return VA_OK;
}

static void
close_view(struct tui *t)
{
    struct probe_view *v = probe_view_get(t);

    probe_rows_clear(&v->rows);
    probe_form_clear(&v->form);
    probe_log_clear(&v->log);
    free(v);
}

static void
read_rows(struct tui *t)
{
    struct va_err err = { .code = VA_OK };

    if (probe_rows_read(t->session, &probe_view_get(t)->rows, &err))
        tui_toast_error(t, &err);
}

/* Runs of other programs are seen when the list comes on the screen. */
static void
enter(struct tui *t)
{
    struct probe_watch *w = probe_watch_get(t);
    struct probe_view *v = probe_view_get(t);

    read_rows(t);
    w->heard = w->live != NULL;
    if (w->live && !t->subject.open) { /* its curve is shown beside it */
        struct va_err none;

        (void)subject_open(t, w->live->settings.workload, &none);
    }
    if ((v->pane == PANE_RUN || v->pane == PANE_LOG) && !w->live)
        v->pane = PANE_ROWS;
}

/* The form is of the workload that is open. */
static void
refresh(struct tui *t)
{
    struct probe_view *v = probe_view_get(t);
    const struct probe_live *l = probe_watch_get(t)->live;

    if (v->pane == PANE_FORM)
        probe_form_price(t, &v->form);
    if (v->pane == PANE_LOG)
        probe_log_refresh(t, &v->log);
    if (l && v->size >= l->n_sizes)
        v->size = l->n_sizes > 0 ? l->n_sizes - 1 : 0;
}

void
probe_show_run(struct tui *t)
{
    struct probe_view *v = NULL;

    tui_go(t, SCREEN_PROBE);
    v = probe_view_get(t);
    if (v)
        v->pane = PANE_RUN;
}

int64_t
probe_current(const struct tui *t)
{
    const struct probe_view *v = probe_view_get(t);
    const struct probe_watch *w = probe_watch_get(t);

    if (v->pane == PANE_ROWS)
        return v->rows.at < v->rows.n ? v->rows.rows[v->rows.at].id : 0;
    return w->live ? w->live->run.id : 0;
}

/* --- moving --- */

static bool
move_here(struct tui *t, enum action_id id)
{
    enum { PAGE = 10 };
    struct probe_view *v = probe_view_get(t);
    const struct probe_live *l = probe_watch_get(t)->live;

    if (v->pane == PANE_ROWS)
        return list_move(&v->rows.at, v->rows.n, id, PAGE);
    if (v->pane == PANE_FORM)
        return list_move(&v->form.at, FORM_COUNT, id, PAGE);
    if (v->pane == PANE_LOG)
        return list_move(&v->log.at, v->log.n, id, PAGE);
    return list_move(&v->size, l ? l->n_sizes : 0, id, PAGE);
}

/* --- doing --- */

/* The next pane of those that there are. */
static void
next_pane(struct tui *t, bool back)
{
    enum { PANES = PANE_RUN + 1 };
    struct probe_view *v = probe_view_get(t);
    const bool there[PANES] = { true, v->form.workload[0] != '\0',
                                probe_watch_get(t)->live != NULL };
    int at = v->pane;

    do
        at = (at + (back ? PANES - 1 : 1)) % PANES;
    while (!there[at]);
    v->pane = (enum probe_pane)at;
    if (v->pane == PANE_ROWS)
        read_rows(t);
}

static enum va_code
watch_row(struct tui *t, int64_t id, struct va_err *err)
{
    if (id == 0)
        return va_fail(err, VA_USAGE, "there is no run; P plans one");
    if (probe_watch_runs(t) && probe_watch_get(t)->live->run.id != id)
        return va_fail(err, VA_USAGE, "run %lld goes on; one is watched at a time",
                       (long long)probe_watch_get(t)->live->run.id);
    return probe_watch_run(t, id, err);
}

/* Attach to a run that goes on; of one that ended, its receipt. */
static enum va_code
open_row(struct tui *t, int64_t id, struct va_err *err)
{
    enum va_code code = watch_row(t, id, err);

    if (!code)
        probe_view_get(t)->pane = PANE_RUN;
    if (!code && probe_live_is_dead(probe_watch_get(t)->live))
        return probe_go_on(t, id, err);
    return code;
}

static enum va_code
open_here(struct tui *t, struct va_err *err)
{
    struct probe_view *v = probe_view_get(t);
    const struct probe_live *l = probe_watch_get(t)->live;

    if (v->pane == PANE_ROWS)
        return open_row(t, probe_current(t), err);
    if (v->pane == PANE_LOG)
        return probe_log_show(t, &v->log, err);
    if (v->pane == PANE_RUN)
        return l ? probe_receipt_show(t, l->run.id, err) : VA_OK;
    if (v->form.at != FORM_START)
        return probe_form_edit(t, &v->form, err);
    probe_form_price(t, &v->form); /* keys may come faster than frames */
    if (v->form.has_settings && probe_is_local(&v->form.proposal->settings))
        return tui_try(t, ACTION_PROBE_HERE, NULL, err);
    return tui_try(t, ACTION_PROBE_START, NULL, err);
}

static enum va_code
set_field(struct tui *t, const struct doing *d, struct va_err *err)
{
    struct probe_view *v = probe_view_get(t);

    if (!v->form.workload[0])
        return va_fail(err, VA_USAGE, "there is no plan; P makes one");
    return d->argument ? probe_form_set(t, &v->form, d->argument, err)
                       : probe_form_edit(t, &v->form, err);
}

/* Of a run by its number, else of the one here. */
static enum va_code
with_run(struct tui *t, const struct doing *d, struct va_err *err)
{
    int64_t id = probe_current(t);
    const enum va_code code = d->argument ? probe_parse_id(d->argument, &id, err) : VA_OK;

    if (code)
        return code;
    if (d->id == ACTION_RESTORE)
        return probe_restore_ask(t, id, err);
    return d->id == ACTION_GO_ON ? probe_go_on(t, id, err) : open_row(t, id, err);
}

static enum va_code
retry_here(struct tui *t, const struct doing *d, struct va_err *err)
{
    (void)d;
    return probe_retry_ask(t, err);
}

static enum va_code
apply_here(struct tui *t, const struct doing *d, struct va_err *err)
{
    (void)d;
    return probe_apply_ask(t, err);
}

static enum va_code
forget_here(struct tui *t, const struct doing *d, struct va_err *err)
{
    (void)d;
    return probe_forget_ask(t, err);
}

static enum va_code
go_to_pane(struct tui *t, const struct doing *d, struct va_err *err)
{
    (void)err;
    next_pane(t, d->id == ACTION_PREVIOUS_PANE);
    return VA_OK;
}

/* The log lies to the right of the run. */
static enum va_code
go_aside(struct tui *t, const struct doing *d, struct va_err *err)
{
    struct probe_view *v = probe_view_get(t);

    if (d->id == ACTION_LEFT && v->pane == PANE_LOG)
        v->pane = PANE_RUN;
    return d->id == ACTION_RIGHT && v->pane == PANE_RUN ? probe_log_open(t, err) : VA_OK;
}

static enum va_code
open_log(struct tui *t, const struct doing *d, struct va_err *err)
{
    const enum va_code code = probe_view_get(t)->pane == PANE_ROWS
                                  ? watch_row(t, probe_current(t), err)
                                  : VA_OK;

    (void)d;
    return code ? code : probe_log_open(t, err);
}

static enum va_code
open_it(struct tui *t, const struct doing *d, struct va_err *err)
{
    (void)d;
    return open_here(t, err);
}

static enum va_code
start(struct tui *t, const struct doing *d, struct va_err *err)
{
    return probe_start(t, d->id == ACTION_PROBE_HERE, err);
}

static const struct {
    enum action_id id;
    enum va_code (*run)(struct tui *t, const struct doing *d, struct va_err *err);
} acts[] = {
    { ACTION_OPEN, open_it },
    { ACTION_NEXT_PANE, go_to_pane },
    { ACTION_PREVIOUS_PANE, go_to_pane },
    { ACTION_LEFT, go_aside },
    { ACTION_RIGHT, go_aside },
    { ACTION_LOG, open_log },
    { ACTION_PROBE_FIELD, set_field },
    { ACTION_PROBE_START, start },
    { ACTION_PROBE_HERE, start },
    { ACTION_ATTACH, with_run },
    { ACTION_GO_ON, with_run },
    { ACTION_RESTORE, with_run },
    { ACTION_RETRY, retry_here },
    { ACTION_APPLY, apply_here },
    { ACTION_FORGET_RUN, forget_here },
    { ACTION_PAUSE, probe_order },
    { ACTION_STOP, probe_order },
    { ACTION_ABANDON, probe_order },
    { ACTION_SKIP, probe_order },
    { ACTION_CAP_LESS, probe_order },
    { ACTION_CAP, probe_order },
};

static enum va_code
act(struct tui *t, const struct doing *d, struct va_err *err)
{
    if (move_here(t, d->id))
        return VA_OK;
    for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++)
        if (acts[i].id == d->id)
            return acts[i].run(t, d, err);
    return VA_OK;
}

static bool
has_log(const struct probe_view *v)
{
    return v->pane == PANE_RUN || (v->pane == PANE_ROWS && v->rows.n > 0);
}

/* Orders are for a run that goes on; a size is left out where one is seen. */
static bool
can(const struct tui *t, enum action_id id)
{
    const struct probe_view *v = probe_view_get(t);

    if (id == ACTION_OPEN)
        return v->pane != PANE_ROWS || v->rows.n > 0;
    if (id == ACTION_LOG)
        return has_log(v);
    if (id == ACTION_RETRY)
        return probe_retry_may(t);
    if (id == ACTION_SKIP && v->pane != PANE_RUN)
        return false;
    return (id != ACTION_PAUSE && id != ACTION_ABANDON && id != ACTION_SKIP) ||
           probe_watch_runs(t);
}

static const char *
label(const struct tui *t, enum action_id id)
{
    const struct probe_view *v = probe_view_get(t);

    if (id != ACTION_OPEN || v->pane != PANE_FORM)
        return NULL;
    return v->form.at == FORM_START ? "start" : "edit";
}

/* Esc ends a run that goes on, once that is said again; else it goes back to the list. */
static bool
back(struct tui *t)
{
    struct probe_view *v = probe_view_get(t);
    const struct doing stop = { ACTION_STOP, NULL };
    struct va_err err = { .code = VA_OK };

    if (v->pane == PANE_LOG) {
        v->pane = PANE_RUN;
        return true;
    }
    if (v->pane == PANE_RUN && probe_watch_runs(t) && !t->start->read_only) {
        if (probe_order(t, &stop, &err))
            tui_toast_error(t, &err);
        return true;
    }
    if (v->pane == PANE_ROWS)
        return false;
    v->pane = PANE_ROWS;
    read_rows(t);
    return true;
}

static void
point(struct tui *t, const struct spot *s, const struct event *e)
{
    struct probe_view *v = probe_view_get(t);
    int32_t *at = s->pane == PANE_ROWS   ? &v->rows.at
                  : s->pane == PANE_FORM ? &v->form.at
                  : s->pane == PANE_LOG  ? &v->log.at
                                         : &v->size;
    const bool again = *at == s->value;

    if (e->mouse != MOUSE_PRESS)
        return;
    *at = s->value;
    /* A second click opens the row; what spends is asked about as ever. */
    if (again && s->pane != PANE_RUN)
        tui_do(t, ACTION_OPEN, NULL);
}

/* --- the plan, from everywhere --- */

enum va_code
do_plan(struct tui *t, const struct doing *d, struct va_err *err)
{
    const char *name = d->argument ? d->argument : tui_workload(t);
    char workload[TEXT_NAME_MAX + 1];

    if (!name) {
        tui_ask(t, &(struct ask){ .action = ACTION_PLAN,
                                  .title = "Workload to measure",
                                  .help = "a new name, or one that there is" });
        return VA_OK;
    }
    if (strlen(name) > TEXT_NAME_MAX || !text_is_name(name, strlen(name)))
        return va_fail(err, VA_USAGE, "'%s' is no name of a workload", name);
    snprintf(workload, sizeof workload, "%s", name);
    /* Its measurements, where there are any, say what is worth measuring. */
    if (strcmp(workload, t->subject.name) != 0) {
        struct va_err none;

        (void)subject_open(t, workload, &none);
    }
    tui_go(t, SCREEN_PROBE);
    if (t->screen != SCREEN_PROBE)
        return VA_OK;
    if (strcmp(probe_view_get(t)->form.workload, workload) != 0)
        probe_form_open(t, &probe_view_get(t)->form, workload);
    probe_view_get(t)->pane = PANE_FORM;
    return VA_OK;
}

/* --- showing --- */

static void
draw(const struct tui *t, struct frame *f, struct cell_rect area)
{
    const struct probe_view *v = probe_view_get(t);

    if (v->pane == PANE_FORM)
        probe_form_draw(t, f, area);
    else if (v->pane == PANE_RUN && probe_watch_get(t)->live)
        probe_run_draw(t, f, area);
    else if (v->pane == PANE_LOG && probe_watch_get(t)->live)
        probe_log_draw(t, f, area);
    else
        probe_rows_draw(t, f, area);
}

static void
say(struct tui *t, struct buf *out)
{
    const struct probe_view *v = probe_view_get(t);
    const struct probe_live *l = probe_watch_get(t)->live;

    if (v->pane == PANE_FORM)
        probe_form_say(t, out);
    else if (v->pane == PANE_RUN && l)
        probe_live_say(l, out);
    else if (v->pane == PANE_LOG && l)
        probe_log_say(t, &v->log, out);
    else
        probe_rows_say(&v->rows, out);
}

static void
line(const struct tui *t, struct buf *out)
{
    const struct probe_view *v = probe_view_get(t);
    const struct probe_live *l = probe_watch_get(t)->live;

    if (v->pane == PANE_FORM)
        probe_form_line(t, &v->form, out);
    else if (v->pane == PANE_LOG && l)
        buf_printf(out, "probe show %lld", (long long)l->run.id);
    else if (v->pane == PANE_RUN && l)
        buf_printf(out, probe_live_is_over(l) ? "probe show %lld" : "probe attach %lld",
                   (long long)l->run.id);
    else
        buf_text(out, "probe list");
}

/* What may stand behind ':probe-field'. */
static const char *
word(const struct tui *t, enum action_id id, int32_t i)
{
    (void)t;
    return id == ACTION_PROBE_FIELD && i >= 0 && i < FORM_START
               ? probe_form_word((enum form_field)i)
               : NULL;
}

extern const struct screen screen_probe;
const struct screen screen_probe = {
    .open = open_view,
    .close = close_view,
    .enter = enter,
    .refresh = refresh,
    .act = act,
    .can = can,
    .label = label,
    .back = back,
    .point = point,
    .word = word,
    .draw = draw,
    .say = say,
    .line = line,
};
