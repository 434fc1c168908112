/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes that wait: a list, whose first is with a task. */
#include "tui/write.h"

#include <stdlib.h>

#include "tui/data.h"
#include "tui/import.h"
#include "tui/task.h"
#include "tui/tty.h"
#include "tui/tui.h"

enum {
    WAITING_MAX = 64,
    PATIENCE_MS = 3000, /* with other writers, from the key on */
    SLOW_MS = 100
};

struct writing {
    struct writing *next;
    const struct write_kind *kind;
    void *ctx;
    int64_t since_ms;               /* monotonic; what its patience begins with */
    struct session_options options; /* whose texts outlive it */
};

struct writes {
    struct writing *first, *last; /* owned; the task works on the first */
    int32_t n;
    bool busy;            /* a task works */
    enum action_id after; /* done when all is written; ACTION_COUNT: nothing */
    const char *argument;
    struct va_err lost; /* the first that failed since the screen ended */
};

/* In the thread. */
static enum va_code
run(struct task *task, void *ctx, struct va_err *err)
{
    const struct writing *w = ctx;
    struct session *s = NULL;
    enum va_code code = session_open(&w->options, &s, err);

    (void)task;
    if (!code)
        code = w->kind->run(s, w->ctx, err);
    session_close(s);
    return code;
}

static void
tell(struct tui *t, struct writes *all, const struct writing *w, enum va_code code,
     const struct va_err *err)
{
    struct va_err why = *err;

    if (!code)
        data_wrote(t);
    if (code == VA_IO && w->kind->what) { /* which says what is wrong with the database */
        va_fail(&why, code, "%s is not stored: %s", w->kind->what, err->text);
        va_hint(&why, "%s", err->hint);
    }
    if (w->kind->done)
        w->kind->done(t, w->ctx, code, &why);
    if (!code || !w->kind->what)
        return;
    all->after = ACTION_COUNT; /* that is to be seen */
    if (t->ended && !all->lost.code)
        all->lost = why;
    tui_toast_error(t, &why);
}

static void
end_first(struct tui *t, struct writes *all, enum va_code code, const struct va_err *err)
{
    struct writing *w = all->first;

    all->first = w->next;
    all->n--;
    tell(t, all, w, code, err);
    w->kind->free(w->ctx);
    free(w);
}

static void start_first(struct tui *t, struct writes *all);

static void
written(struct tui *t, void *ctx, enum va_code code, const struct va_err *err)
{
    struct writes *all = t->writes;

    (void)ctx; /* the first one */
    all->busy = false;
    end_first(t, all, code, err);
    start_first(t, all);
    if (all->first)
        return;
    tui_wake(t, TIMER_SAVING, -1);
    if (all->after != ACTION_COUNT && !t->ended) {
        const enum action_id id = all->after;

        all->after = ACTION_COUNT;
        tui_do(t, id, all->argument);
    }
}

/* ^C does not stop it: it ends soon. */
static const struct task_kind writing = {
    .name = "saving", .run = run, .done = written, .lasting = true
};

/* What waited has less patience left, so that a few seconds answer every key. */
static int32_t
patience(const struct writing *w)
{
    const int64_t left = w->since_ms + PATIENCE_MS - tty_now_ms();

    return left > 1 ? (int32_t)left : 1;
}

/* The screen's own import has the database to itself: what waits would wait in vain, and
 * must not be given up for that. */
static bool
is_held(const struct tui *t)
{
    return import_is_on(t) && !t->ended;
}

static void
start_first(struct tui *t, struct writes *all)
{
    while (all->first && !all->busy && !is_held(t)) {
        struct va_err err = { .code = VA_OK };
        enum va_code code = VA_OK;

        all->first->options.busy_ms = patience(all->first);
        code = task_start(t, &writing, all->first, &err);
        all->busy = code == VA_OK;
        if (code)
            end_first(t, all, code, &err);
    }
}

static struct writes *
open_writes(struct tui *t)
{
    struct writes *all = t->writes;

    if (!all) {
        all = calloc(1, sizeof *all);
        if (all)
            all->after = ACTION_COUNT;
        t->writes = all;
    }
    return all;
}

/* Nothing keeps it any more: the patience with others begins. */
static void
begin_anew(struct writes *all)
{
    for (struct writing *w = all->first; w; w = w->next)
        w->since_ms = tty_now_ms();
}

void
write_release(struct tui *t)
{
    struct writes *all = t->writes;

    if (!all || !all->first || all->busy)
        return;
    begin_anew(all);
    start_first(t, all);
}

/* It never came to be on the list. */
static void
refuse(struct tui *t, const struct write_kind *kind, void *ctx, enum va_code code)
{
    struct va_err err = { .code = VA_OK };

    va_fail(&err, code, "%s",
            code == VA_NOMEM ? "out of memory" : "too much waits to be written");
    if (kind->done)
        kind->done(t, ctx, code, &err);
    if (kind->what)
        tui_toast_error(t, &err);
    kind->free(ctx);
}

void
write_start(struct tui *t, const struct write_kind *kind, void *ctx)
{
    struct writes *all = open_writes(t);
    const bool full = all && all->n == WAITING_MAX;
    struct writing *w = all && !full ? calloc(1, sizeof *w) : NULL;

    if (!w) {
        refuse(t, kind, ctx, full ? VA_OVERFLOW : VA_NOMEM);
        return;
    }
    *w = (struct writing){ .kind = kind,
                           .ctx = ctx,
                           .since_ms = t->ended ? 0 : tty_now_ms(), /* no waiting */
                           .options = *session_options_get(t->session) };
    if (all->first)
        all->last->next = w;
    else {
        all->first = w;
        tui_wake(t, TIMER_SAVING, SLOW_MS);
    }
    all->last = w;
    all->n++;
    if (is_held(t) && kind->what)
        tui_toast(t, ROLE_WARN, "%s waits for the import to end; ^C ends the import",
                  kind->what);
    start_first(t, all);
}

bool
write_waits(const struct tui *t)
{
    const struct writes *all = t->writes;

    return all && all->first;
}

bool
write_is_slow(const struct tui *t)
{
    return write_waits(t) && t->wake_ms[TIMER_SAVING] == 0;
}

/* What waits that somebody asked for; NULL: nothing. */
static const char *
what_waits(const struct writes *all)
{
    for (const struct writing *w = all ? all->first : NULL; w; w = w->next) {
        if (w->kind->what)
            return w->kind->what;
    }
    return NULL;
}

bool
write_holds(struct tui *t, enum action_id id, const char *argument)
{
    struct writes *all = t->writes;
    const char *what = what_waits(all);

    if (!what || all->after == id)
        return false;
    all->after = id;
    all->argument = argument;
    tui_toast(t, ROLE_WARN, "waits for %s to be stored; again does not wait", what);
    return true;
}

enum va_code
write_finish(struct tui *t, struct va_err *err)
{
    struct writes *all = t->writes;
    enum va_code code = VA_OK;

    if (!all)
        return VA_OK;
    if (all->first && import_is_on(t)) { /* it ends without us: nothing of it is stored */
        (void)import_stop(t);
        begin_anew(all);
    }
    t->ended = true;
    start_first(t, all);
    while (all->first)
        task_wait(t, &writing);
    code = all->lost.code;
    if (code)
        *err = all->lost;
    free(all);
    t->writes = NULL;
    return code;
}
