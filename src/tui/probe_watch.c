/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The run that is watched: its process, its ledger, the chip in the title. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/probe_draft.h"
#include "io/run_signal.h"
#include "tui/probe.h"
#include "tui/probe_parts.h"
#include "tui/write.h"

enum {
    TICK_MS = 1000,      /* the clock of a run that is shown */
    LOOK_EVERY_MS = 500, /* at the ledger of a run of another program */
    REAP_MS = 20,
    END_MS = 1000, /* a run that was killed is waited for so long */
    END_LINES_MAX = 4096,
    STATUS_SIGNAL = 128
};

struct probe_watch *
probe_watch_get(const struct tui *t)
{
    return t->probe;
}

/* --- its process --- */

static void
unwatch(struct tui *t, struct probe_watch *w)
{
    for (int i = 0; i < w->n_fds; i++)
        tui_unwatch(t, w->fds[i]);
    w->n_fds = 0;
}

static void
take_line(struct tui *t, struct probe_watch *w, const char *line)
{
    struct probe_event *e = malloc(sizeof *e);
    struct va_err ignored;

    if (e && !probe_event_read(line, strlen(line), e, &ignored))
        probe_live_hear(w->live, e, session_now_ms(t->session));
    free(e);
}

/* It has ended: how, if not as it should. */
static void
take_end(struct tui *t, struct probe_watch *w)
{
    const int status = child_status(w->child);
    struct va_err err = { .code = VA_OK };

    unwatch(t, w);
    child_close(w->child);
    w->child = NULL;
    if (status == STATUS_SIGNAL + SIGINT || status == STATUS_SIGNAL + SIGTERM)
        return;
    if (probe_ending_code(&w->ending, status, &err))
        tui_toast_error(t, &err);
}

/* Read what is there, and no more. */
static void
hear(struct tui *t, struct probe_watch *w)
{
    const char *line = NULL;
    enum child_event event = CHILD_IDLE;

    while ((event = child_next(w->child, 0, &line)) == CHILD_OUT || event == CHILD_ERR) {
        w->heard = true;
        if (event == CHILD_OUT)
            take_line(t, w, line);
        else
            probe_ending_note(&w->ending, line);
    }
    if (event == CHILD_END) {
        w->heard = true;
        take_end(t, w);
    }
}

static void on_output(struct tui *t, void *ctx);

/* Watch the streams that it still has; one it let go of is watched no more. */
static enum va_code
watch(struct tui *t, struct probe_watch *w)
{
    enum va_code code = VA_OK;

    unwatch(t, w);
    w->n_fds = child_fds(w->child, w->fds);
    for (int i = 0; i < w->n_fds && !code; i++)
        code = tui_watch(t, w->fds[i], on_output, w);
    return code;
}

static void
on_output(struct tui *t, void *ctx)
{
    struct probe_watch *w = ctx;
    int now[CHILD_FDS_MAX];

    t->stale = true;
    if (!w->child)
        return;
    hear(t, w);
    if (w->child && child_fds(w->child, now) != w->n_fds)
        (void)watch(t, w); /* fewer than before: there is room */
}

/* --- beginning and letting go --- */

void
probe_watch_drop(struct tui *t)
{
    struct probe_watch *w = probe_watch_get(t);

    if (!w)
        return;
    unwatch(t, w);
    child_close(w->child);
    probe_live_free(w->live);
    *w = (struct probe_watch){ .version = w->version + 1,
                               .asked = w->asked,
                               .starting_id = w->starting_id };
    t->chip[0] = '\0';
    tui_wake(t, TIMER_CLOCK, -1);
}

enum va_code
probe_watch_run(struct tui *t, int64_t id, struct va_err *err)
{
    struct probe_watch *w = probe_watch_get(t);
    struct probe_live *live = NULL;
    const enum va_code code = probe_live_open(t->session, id, &live, err);

    if (code)
        return code;
    if (w->live && w->live->run.id == id && w->child) {
        probe_live_free(live); /* it is watched already, and known better */
        return VA_OK;
    }
    probe_watch_drop(t);
    w->live = live;
    w->heard = w->unjudged = true;
    w->over = probe_live_is_over(live);
    return VA_OK;
}

enum va_code
probe_watch_start(struct tui *t, int64_t id, const struct probe_offer *o,
                  struct va_err *err)
{
    struct probe_watch *w = probe_watch_get(t);
    const struct probe_task task = { .verb = "run", .run = id };
    enum va_code code = VA_OK;

    if (!t->start->probe_program)
        return va_fail(err, VA_CONFIG, "the program %s is not installed", PROBE_PROGRAM);
    code = probe_watch_run(t, id, err);
    if (!code && o)
        probe_live_expect(t->session, w->live, o);
    if (!code)
        code =
            probe_tool_start(t->session, t->start->probe_program, &task, &w->child, err);
    if (code)
        return code;
    if (watch(t, w)) { /* it goes on, followed by its ledger */
        unwatch(t, w);
        child_close(w->child);
        w->child = NULL;
    }
    w->heard = true;
    t->stale = true;
    return VA_OK;
}

/* --- a look at it --- */

bool
probe_watch_runs(const struct tui *t)
{
    const struct probe_watch *w = probe_watch_get(t);

    return w && w->live && !probe_live_is_over(w->live) && (w->child || w->live->alive);
}

/* A look is due: something was heard, or nobody tells and time has passed. */
static bool
is_due(const struct tui *t, const struct probe_watch *w)
{
    if (w->heard)
        return true;
    return !w->child && !w->over && t->now_ms - w->looked_ms >= LOOK_EVERY_MS;
}

static enum va_code
settle_in(struct session *s, void *ctx, struct va_err *err)
{
    return probe_settle_now(s, *(const int64_t *)ctx, err);
}

/* The deployed size is remembered as the command line does. */
static void
settle(struct tui *t, int64_t id)
{
    static const struct write_kind kind = { NULL, settle_in, NULL, free };
    int64_t *ctx = malloc(sizeof *ctx);

    if (!ctx)
        return;
    *ctx = id;
    write_start(t, &kind, ctx);
}

/* Its end is told once. */
static void
tell_end(struct tui *t, struct probe_watch *w)
{
    const struct ledger_run *run = &w->live->run;

    w->over = true;
    if (!t->start->read_only)
        settle(t, run->id);
    tui_toast(t, run->state == LEDGER_RUN_DONE ? ROLE_GOOD : ROLE_WARN,
              "Run %lld is %s: %s. Enter: its receipt", (long long)run->id,
              probe_live_state(w->live), run->why);
    if (w->leaving)
        tui_do(t, w->keep ? ACTION_QUIT_KEEP : ACTION_QUIT, NULL);
}

static void
look(struct tui *t, struct probe_watch *w)
{
    struct va_err err = { .code = VA_OK };
    bool fresh = false;

    w->heard = false;
    w->looked_ms = t->now_ms;
    w->version++;
    if (probe_live_read(t->session, w->live, &fresh, &err)) {
        tui_toast_error(t, &err);
        return;
    }
    w->unjudged |= fresh;
    /* The curve follows, where it is the one that is open. */
    if (fresh && !strcmp(t->subject.name, w->live->settings.workload))
        t->moved = true;
    if (fresh && !t->subject.open)
        (void)subject_open(t, w->live->settings.workload, &err);
    if (!w->over && probe_live_is_over(w->live) && !w->child)
        tell_end(t, w);
}

static void
set_chip(struct tui *t, const struct probe_watch *w)
{
    struct buf chip;

    t->chip[0] = '\0';
    if (!probe_watch_runs(t))
        return;
    buf_init(&chip, TUI_CHIP_MAX - 1);
    probe_live_chip(w->live, &chip);
    if (!chip.code)
        snprintf(t->chip, sizeof t->chip, "%s", buf_get(&chip));
    buf_clear(&chip);
}

/* How long until it is to be looked at again; -1: somebody tells. */
static int64_t
pause_ms(const struct tui *t, const struct probe_watch *w)
{
    if (w->over || (!w->child && !w->live->alive))
        return -1;
    if (w->child && w->n_fds == 0)
        return REAP_MS;
    if (!w->child)
        return LOOK_EVERY_MS;
    return t->screen == SCREEN_PROBE && w->live->in_flight > 0 ? TICK_MS : -1;
}

/* Others changed the database: perhaps a run began on another terminal. One that is
 * looked at stays. */
static void
look_for_runs(struct tui *t, struct probe_watch *w)
{
    struct probe_rows rows = { .n = 0 };
    struct probe_view *v = probe_view_get(t);
    struct va_err err = { .code = VA_OK };
    int64_t alive = 0;

    if (!probe_rows_read(t->session, &rows, &err))
        for (int32_t i = 0; i < rows.n && !alive; i++)
            alive = rows.rows[i].alive ? rows.rows[i].id : 0;
    probe_rows_clear(&rows);
    if (v && v->pane == PANE_ROWS)
        (void)probe_rows_read(t->session, &v->rows, &err);
    if (alive && (!w->live || (w->over && t->screen != SCREEN_PROBE)))
        (void)probe_watch_run(t, alive, &err);
}

/* The run that is watched: what it told, what stands in its ledger, its pick. */
static void
follow(struct tui *t, struct probe_watch *w)
{
    struct va_err ignored;

    if (w->child && w->n_fds == 0)
        hear(t, w);
    if (is_due(t, w))
        look(t, w);
    if (w->unjudged && t->screen == SCREEN_PROBE && !t->frozen) {
        w->unjudged = false;
        (void)probe_live_judge(t->session, w->live, &ignored);
    }
    set_chip(t, w);
    if (t->wake_ms[TIMER_CLOCK] == 0)
        tui_wake(t, TIMER_CLOCK, pause_ms(t, w));
}

void
probe_refresh(struct tui *t)
{
    struct probe_watch *w = probe_watch_get(t);

    if (!w)
        return;
    if (t->moved && !t->frozen && !probe_watch_runs(t))
        look_for_runs(t, w);
    if (w->live)
        follow(t, w);
}

/* --- ending it --- */

void
probe_watch_end_demo(struct tui *t)
{
    struct probe_watch *w = probe_watch_get(t);
    const char *line = NULL;

    if (!w || !w->child || !t->start->demo_seed)
        return;
    child_signal(w->child, SIGKILL); /* its folder goes, and all that it wrote */
    for (int i = 0; i < END_LINES_MAX; i++) {
        const enum child_event event = child_next(w->child, END_MS, &line);

        if (event == CHILD_END || event == CHILD_IDLE)
            break;
    }
}

static enum va_code
pass_on(const struct tui *t, const struct probe_watch *w, int signal_number,
        struct va_err *err)
{
    bool sent = false;

    if (w->child) {
        child_signal(w->child, signal_number);
        return VA_OK;
    }
    return run_signal(session_options_get(t->session)->db_path, w->live->run.id,
                      signal_number, &sent, err);
}

enum va_code
probe_watch_stop(struct tui *t, bool abandon, struct va_err *err)
{
    struct probe_watch *w = probe_watch_get(t);
    enum va_code code = VA_OK;

    if (!probe_watch_runs(t))
        return va_fail(err, VA_USAGE, "no run goes on here");
    /* Of one kind, two that come at once are one. */
    if (w->stops == 0)
        code = pass_on(t, w, SIGINT, err);
    if (!code && abandon)
        code = pass_on(t, w, SIGTERM, err);
    if (code)
        return code;
    w->stops = abandon ? 2 : w->stops > 1 ? w->stops : 1;
    tui_toast(t, ROLE_WARN, "%s",
              abandon ? "Abandoning the invocation in flight: it may still be billed."
                      : "Ending after this run. K abandons it; it may still be billed.");
    return VA_OK;
}
