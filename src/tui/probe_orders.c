/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a run that goes on is told: pause, stop, abandon, leave a size out, another cap.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/probe_consent.h"
#include "base/money.h"
#include "tui/probe.h"
#include "tui/probe_parts.h"
#include "tui/write.h"

enum { QUESTION_BYTES = 512, CAP_STEPS = 10 };

static enum va_code
need_run(const struct tui *t, struct va_err *err)
{
    if (probe_watch_runs(t))
        return VA_OK;
    va_fail(err, VA_USAGE, "no run goes on here");
    va_hint(err, "P plans one");
    return VA_USAGE;
}

/* --- what is written for it --- */

struct order {
    enum { ORDER_PAUSE, ORDER_SKIP, ORDER_AGAIN, ORDER_CAP } what;
    int64_t run;
    bool paused;
    int32_t memory_mb;
    int64_t from_pusd, to_pusd;
    struct probe_retry retry;
};

static enum va_code
give(struct session *s, void *ctx, struct va_err *err)
{
    const struct order *o = ctx;

    if (o->what == ORDER_PAUSE)
        return probe_pause(s, o->run, o->paused, err);
    if (o->what == ORDER_SKIP)
        return probe_skip(s, o->run, o->memory_mb, err);
    if (o->what == ORDER_AGAIN)
        return probe_retry_order(s, &o->retry, err);
    return probe_change_cap(s, o->run, o->from_pusd, o->to_pusd, err);
}

static void
tell_given(struct tui *t, const struct order *o)
{
    char cap[MONEY_TEXT_MAX];

    if (o->what == ORDER_CAP)
        tui_toast(t, ROLE_WARN, "The cap is %s from now on.",
                  money_short(cap, o->to_pusd));
    else if (o->what == ORDER_SKIP)
        tui_toast(t, ROLE_WARN, "%d MB is left out from here on.", (int)o->memory_mb);
    else if (o->what == ORDER_AGAIN)
        tui_toast(t, ROLE_WARN, "%lld that failed %s made again, under the cap.",
                  (long long)o->retry.failed.n, o->retry.failed.n == 1 ? "is" : "are");
    else
        tui_toast(t, ROLE_WARN, "%s",
                  o->paused ? "Paused: nothing new is sent. What is in flight ends."
                            : "Going on.");
}

static void
given(struct tui *t, void *ctx, enum va_code code, struct va_err *err)
{
    const struct order *o = ctx;
    struct probe_watch *w = probe_watch_get(t);

    (void)err;
    w->heard = true;
    if (w->live && w->live->run.id == o->run) {
        w->told.n -= w->told.n > 0;
        if (!code && o->what == ORDER_PAUSE) /* for a key before the next look */
            w->live->run.paused = o->paused;
        if (!code && o->what == ORDER_CAP)
            w->live->run.cap_pusd = o->to_pusd;
    }
    if (!code)
        tell_given(t, o);
}

/* What the run was told last: what stands in its ledger, and what is being written. */
static struct probe_told *
told(struct tui *t)
{
    struct probe_watch *w = probe_watch_get(t);

    if (w->told.n == 0) {
        w->told.paused = w->live->run.paused;
        w->told.cap_pusd = w->live->run.cap_pusd;
    }
    return &w->told;
}

static enum va_code
order(struct tui *t, const struct order *what, struct va_err *err)
{
    static const struct write_kind kind = { "the order", give, given, free };
    struct probe_told *now = told(t);
    struct order *o = malloc(sizeof *o);

    if (!o)
        return va_fail(err, VA_NOMEM, "out of memory");
    *o = *what;
    o->run = probe_watch_get(t)->live->run.id;
    if (o->what == ORDER_PAUSE)
        now->paused = o->paused;
    if (o->what == ORDER_CAP)
        now->cap_pusd = o->to_pusd;
    now->n++;
    write_start(t, &kind, o);
    return VA_OK;
}

enum va_code
probe_order_again(struct tui *t, const struct probe_retry *p, struct va_err *err)
{
    const struct order o = { .what = ORDER_AGAIN, .retry = *p };

    return order(t, &o, err);
}

static enum va_code
pause_it(struct tui *t, struct va_err *err)
{
    const struct order o = { .what = ORDER_PAUSE, .paused = !told(t)->paused };

    return order(t, &o, err);
}

static enum va_code
abandon_yes(struct tui *t, const char *typed, struct va_err *err)
{
    (void)typed;
    return probe_watch_stop(t, true, err);
}

static enum va_code
abandon(struct tui *t, struct va_err *err)
{
    (void)err;
    tui_confirm(t, &(struct confirm){
                       .title = "Abandon the run now?",
                       .text = "The invocation in flight is not waited for. It may still "
                               "be billed, and counts at its worst price.\n"
                               "Everything that was changed is put back.",
                       .yes = abandon_yes });
    return VA_OK;
}

static enum va_code
stop_yes(struct tui *t, const char *typed, struct va_err *err)
{
    (void)typed;
    return probe_watch_stop(t, false, err);
}

static enum va_code
stop(struct tui *t, const struct doing *d, struct va_err *err)
{
    (void)d;
    if (probe_watch_get(t)->stops > 0)
        return probe_watch_stop(t, false, err);
    tui_confirm(t, &(struct confirm){
                       .title = "End the run?",
                       .text = "It ends after the invocation in flight, and puts back "
                               "what it changed. What it measured stays.",
                       .yes = stop_yes });
    return VA_OK;
}

/* The size under the cursor of the run's table. */
static const struct probe_live_size *
size_here(const struct tui *t)
{
    const struct probe_view *v = probe_view_get(t);
    const struct probe_live *l = probe_watch_get(t)->live;

    return v && v->size < l->n_sizes ? &l->sizes[v->size] : NULL;
}

static enum va_code
skip(struct tui *t, const char *argument, struct va_err *err)
{
    const struct probe_live_size *s = size_here(t);
    int64_t mb = s ? s->memory_mb : 0;

    if (argument &&
        text_parse_int(argument, strlen(argument), 1, SAMPLE_MEMORY_MB_MAX, &mb))
        return va_fail(err, VA_USAGE, "'%s' is no size in MB", argument);
    if (mb == 0)
        return va_fail(err, VA_USAGE, "there is no size yet");
    return order(t, &(struct order){ .what = ORDER_SKIP, .memory_mb = (int32_t)mb }, err);
}

/* --- the cap --- */

static enum va_code
change_cap(struct tui *t, int64_t to_pusd, struct va_err *err)
{
    const struct order o = { .what = ORDER_CAP,
                             .from_pusd = told(t)->cap_pusd,
                             .to_pusd = to_pusd };

    return order(t, &o, err);
}

/* A tenth of the cap less, and never more than there is. */
static enum va_code
cap_less(struct tui *t, struct va_err *err)
{
    const int64_t cap_pusd = told(t)->cap_pusd;
    const int64_t step = cap_pusd / CAP_STEPS;

    if (cap_pusd == LEDGER_NO_CAP)
        return va_fail(err, VA_USAGE, "runs on this machine: it costs nothing");
    return change_cap(t, cap_pusd - (step > 0 ? step : cap_pusd), err);
}

/* What was typed is the cap, or nothing happens. */
static enum va_code
raise_yes(struct tui *t, const char *typed, struct va_err *err)
{
    struct probe_watch *w = probe_watch_get(t);
    int64_t pusd = 0;

    if (money_parse(typed, &pusd) || pusd != w->raise_pusd)
        return va_fail(err, VA_MONEY, "that is not the cap that was asked for");
    return change_cap(t, pusd, err);
}

static enum va_code
set_cap(struct tui *t, const char *argument, struct va_err *err)
{
    const int64_t cap_pusd = told(t)->cap_pusd;
    char was[MONEY_TEXT_MAX];
    char cap[MONEY_TEXT_MAX];
    char text[QUESTION_BYTES];
    char expect[QUESTION_BYTES];
    int64_t pusd = 0;

    if (!argument) {
        tui_ask(t, &(struct ask){ .action = ACTION_CAP, .title = "Cap of the run, USD" });
        return VA_OK;
    }
    if (money_parse(argument, &pusd))
        return va_fail(err, VA_USAGE, "'%s' is not an amount, as 0.05", argument);
    if (cap_pusd == LEDGER_NO_CAP)
        return va_fail(err, VA_USAGE, "runs on this machine: it costs nothing");
    if (pusd <= cap_pusd)
        return change_cap(t, pusd, err);
    probe_watch_get(t)->raise_pusd = pusd;
    snprintf(text, sizeof text, "So far %s may be spent; then %s. %s.",
             money_short(was, cap_pusd), money_short(cap, pusd),
             t->start->demo_seed ? "SIMULATED: $0 real" : "It is real money");
    snprintf(expect, sizeof expect, "the cap (%s)", money_exact(cap, pusd));
    tui_confirm(t, &(struct confirm){ .title = "Raise the cap?",
                                      .text = text,
                                      .expect = expect,
                                      .yes = raise_yes });
    return VA_OK;
}

enum va_code
probe_order(struct tui *t, const struct doing *d, struct va_err *err)
{
    const enum va_code code = need_run(t, err);

    if (code)
        return code;
    if (d->id == ACTION_PAUSE)
        return pause_it(t, err);
    if (d->id == ACTION_ABANDON)
        return abandon(t, err);
    if (d->id == ACTION_SKIP)
        return skip(t, d->argument, err);
    if (d->id == ACTION_CAP_LESS)
        return cap_less(t, err);
    if (d->id == ACTION_CAP)
        return set_cap(t, d->argument, err);
    return stop(t, d, err);
}

/* --- Ctrl-C, and leaving --- */

bool
probe_cancel(struct tui *t)
{
    struct va_err err = { .code = VA_OK };

    if (!probe_watch_runs(t) || t->start->read_only)
        return false;
    if (probe_watch_get(t)->stops > 0)
        return probe_holds(t, false);
    if (probe_watch_stop(t, false, &err))
        tui_toast_error(t, &err);
    return true;
}

bool
probe_holds(struct tui *t, bool keep)
{
    const struct choice choices[] = {
        { 's', "stop it after the invocation in flight, and leave", ACTION_LEAVE,
          "stop" },
        { 'w', "wait until it has ended, then leave", ACTION_LEAVE, "wait" },
        { 'd',
          t->start->demo_seed ? "detach: a demo ends its run at once, and leaves"
                              : "detach: it goes on alone under its cap",
          ACTION_LEAVE, "detach" },
    };

    if (!probe_watch_runs(t))
        return false;
    probe_watch_get(t)->keep = keep;
    tui_menu(t, "A probe runs. What becomes of it?", choices,
             sizeof choices / sizeof choices[0], 0);
    return true;
}

bool
probe_waits(const struct tui *t)
{
    const struct probe_watch *w = probe_watch_get(t);

    return w && w->live && w->leaving && !w->over; /* over: its end was told as well */
}

static void
leave(struct tui *t)
{
    const bool keep = probe_watch_get(t)->keep;

    if (write_holds(t, ACTION_LEAVE, "detach") || notes_hold(t))
        return;
    tui_effect(t, EFFECT_QUIT, NULL);
    if (t->n_effects > 0)
        t->effects[t->n_effects - 1].keep = keep;
}

enum va_code
do_leave(struct tui *t, const struct doing *d, struct va_err *err)
{
    struct probe_watch *w = probe_watch_get(t);
    enum va_code code = VA_OK;

    if (!probe_watch_runs(t) || !d->argument) {
        if (!probe_holds(t, false))
            leave(t);
        return VA_OK;
    }
    if (!strcmp(d->argument, "wait")) {
        w->leaving = true;
        tui_toast(t, ROLE_TEXT, "Leaves when run %lld has ended.",
                  (long long)w->live->run.id);
        return VA_OK;
    }
    if (!strcmp(d->argument, "stop"))
        code = t->start->read_only
                   ? va_fail(err, VA_USAGE, "--read-only: nothing may be changed")
                   : probe_watch_stop(t, false, err);
    else if (strcmp(d->argument, "detach") != 0)
        code = va_fail(err, VA_USAGE, "'%s' is none of stop, wait, detach", d->argument);
    if (!code)
        leave(t);
    return code;
}
