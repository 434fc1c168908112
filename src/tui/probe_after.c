/* SPDX-License-Identifier: GPL-3.0-or-later */
/* After a run: its receipt, the pick deployed, samples dropped, what it left put back. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/commands.h"
#include "app/words.h"
#include "tui/probe_parts.h"
#include "tui/task.h"
#include "tui/write.h"

enum { TEXT_BYTES = 4096, TITLE_BYTES = 64 };

/* --- the receipt --- */

enum va_code
probe_receipt_show(struct tui *t, int64_t id, struct va_err *err)
{
    const struct probe_watch *w = probe_watch_get(t);
    struct probe_receipt_options o = { .with_detail = true };
    struct reply r = { .verdict = VA_OK };
    char title[TITLE_BYTES];
    enum va_code code = probe_is_alive(t->session, id, &o.alive, err);

    if (w->live && w->live->run.id == id && w->live->has_before)
        o.before = &w->live->before;
    if (!code && reply_init(&r))
        return va_fail(err, VA_NOMEM, "out of memory");
    if (!code)
        code = probe_receipt_write(t->session, id, &o, &r, err);
    if (!code) {
        snprintf(title, sizeof title, "Receipt of run %lld", (long long)id);
        tui_view(t, title, buf_get(&r.text));
    }
    reply_clear(&r);
    return code;
}

/* --- work of vadvise-probe beside the screen --- */

struct doing_it {
    struct session_options options;
    const char *program;
    struct probe_task task;
    char workload[TEXT_NAME_MAX + 1]; /* its deployed size changes; "" none does */
    struct task *thread;
    char done[TUI_TOAST_MAX]; /* what is said when it went well */
};

static bool
is_stopped(void *ctx)
{
    return task_stopped(((const struct doing_it *)ctx)->thread);
}

static enum va_code
do_it(struct task *task, void *ctx, struct va_err *err)
{
    struct doing_it *d = ctx;
    const struct probe_listener listener = { .stopped = is_stopped, .ctx = d };
    struct session *s = NULL;
    struct store *store = NULL;
    struct va_err ignored;
    enum va_code code = session_open(&d->options, &s, err);

    d->thread = task;
    if (!code)
        code = probe_tool_do(s, d->program, &d->task, &listener, err);
    if (!code && d->workload[0] && d->task.memory_mb > 0 &&
        !session_store(s, true, &store, &ignored))
        (void)store_set_now(store, d->workload, d->task.memory_mb, &ignored);
    session_close(s);
    return code;
}

static void
done_it(struct tui *t, void *ctx, enum va_code code, const struct va_err *err)
{
    const struct doing_it *d = ctx;
    struct probe_watch *w = probe_watch_get(t);

    w->heard = true;
    t->moved = true;
    if (code)
        tui_toast_error(t, err);
    else
        tui_toast(t, ROLE_GOOD, "%s", d->done);
}

static const struct task_kind doing_kind = {
    .name = "changing the function",
    .run = do_it,
    .done = done_it,
    .free = free,
};

static enum va_code
start_it(struct tui *t, const struct doing_it *what, struct va_err *err)
{
    struct doing_it *d = NULL;

    if (!t->start->probe_program)
        return va_fail(err, VA_CONFIG, "the program %s is not installed", PROBE_PROGRAM);
    d = malloc(sizeof *d);
    if (!d)
        return va_fail(err, VA_NOMEM, "out of memory");
    *d = *what;
    d->options = *session_options_get(t->session);
    d->program = t->start->probe_program;
    return task_start(t, &doing_kind, d, err);
}

/* --- the pick, deployed --- */

static enum va_code
apply_yes(struct tui *t, const char *typed, struct va_err *err)
{
    const struct probe_live *l = probe_watch_get(t)->live;
    struct doing_it d = {
        .task = { .verb = "apply", .run = l->run.id, .memory_mb = l->after.memory_mb }
    };

    (void)typed;
    snprintf(d.workload, sizeof d.workload, "%s", l->settings.workload);
    snprintf(d.done, sizeof d.done,
             "The function has %d MB now; vadvise probe restore %lld undoes it.",
             (int)l->after.memory_mb, (long long)l->run.id);
    return start_it(t, &d, err);
}

static void
say_size(struct buf *out, const char *label, int32_t mb, double ms, int64_t pusd)
{
    char text[TEXT_NUMBER_MAX];

    buf_printf(out, "%s %5d MB  %10s  ", label, (int)mb, text_time(text, ms));
    words_cost(out, pusd);
    buf_byte(out, '\n');
}

static void
ask_apply(struct tui *t, const struct probe_live *l)
{
    const struct probe_pick *p = &l->after;
    struct buf text;

    buf_init(&text, TEXT_BYTES);
    say_size(&text, "deployed", l->run.facts.memory_mb, p->now_duration_ms,
             p->now_cost_pusd);
    say_size(&text, "pick    ", p->memory_mb, p->duration_ms, p->cost_pusd);
    if (isfinite(p->now_duration_ms) && p->now_cost_pusd > 0 && p->cost_pusd > 0) {
        buf_text(&text, "duration ");
        words_change(&text, p->duration_ms, p->now_duration_ms);
        buf_text(&text, ", cost ");
        words_change(&text, (double)p->cost_pusd, (double)p->now_cost_pusd);
        buf_byte(&text, '\n');
    }
    tui_confirm(t, &(struct confirm){ .title = "Set the function to the pick?",
                                      .text = buf_get(&text),
                                      .yes = apply_yes });
    buf_clear(&text);
}

bool
probe_apply_may(const struct probe_live *l)
{
    return probe_live_is_over(l) && !probe_is_local(&l->settings) &&
           (l->settings.function[0] || l->settings.redeploy) &&
           l->run.facts.memory_mb != 0;
}

enum va_code
probe_apply_ask(struct tui *t, struct va_err *err)
{
    struct probe_watch *w = probe_watch_get(t);
    const struct probe_live *l = w->live;
    enum va_code code = VA_OK;

    if (!l || !probe_live_is_over(l))
        return va_fail(err, VA_USAGE, "first a run has to end; Enter opens one");
    if (!probe_apply_may(l))
        return va_fail(err, VA_USAGE, "here is no deployed size to set");
    code = probe_live_judge(t->session, w->live, err);
    if (code)
        return code;
    if (!l->after.has || !l->after.meets)
        return va_fail(err, VA_GOAL, "nothing is set: %s",
                       l->after.has ? "no size meets the goal"
                                    : "too little is known for a pick");
    if (l->after.memory_mb == l->run.facts.memory_mb)
        return va_fail(err, VA_USAGE, "nothing is set: %d MB is deployed already",
                       (int)l->after.memory_mb);
    ask_apply(t, l);
    return VA_OK;
}

/* --- putting back --- */

static enum va_code
restore_yes(struct tui *t, const char *typed, struct va_err *err)
{
    struct probe_watch *w = probe_watch_get(t);
    struct doing_it d = { .task = { .verb = "restore", .run = w->restore_id } };

    (void)typed;
    snprintf(d.done, sizeof d.done, "What run %lld changed is put back.",
             (long long)w->restore_id);
    return start_it(t, &d, err);
}

/* "Run 7 stopped at 16 of 24 and left 2 changes at its function: ..." */
static enum va_code
say_left(struct tui *t, const struct probe_left *left, struct buf *out,
         struct va_err *err)
{
    struct probe_settings *settings = malloc(sizeof *settings);
    struct ledger_run run;
    enum va_code code = VA_OK;

    if (!settings)
        return va_fail(err, VA_NOMEM, "out of memory");
    code = probe_load(t->session, left->run, &run, settings, err);
    if (!code) {
        buf_printf(out, "Run %lld of %s stopped at %lld", (long long)left->run,
                   settings->workload, (long long)ledger_over(&run.totals));
        if (probe_planned(settings) > 0)
            buf_printf(out, " of %lld", (long long)probe_planned(settings));
        buf_text(out, " and left ");
        words_count(out, left->n, "change");
        buf_text(out, " at its function. Putting it back is free.");
    }
    probe_settings_clear(settings);
    free(settings);
    return code;
}

enum va_code
probe_restore_ask(struct tui *t, int64_t id, struct va_err *err)
{
    struct probe_left left = { .n = 0 };
    struct ledger_run run;
    struct buf text;
    enum va_code code = id > 0 ? probe_load(t->session, id, &run, NULL, err) : VA_OK;

    if (!code)
        code = probe_find_left(t->session, id, &left, err);
    if (code)
        return code;
    if (left.n == 0) {
        tui_toast(t, ROLE_TEXT, "Nothing is to be put back.");
        return VA_OK;
    }
    probe_watch_get(t)->restore_id = left.run;
    buf_init(&text, TEXT_BYTES);
    code = say_left(t, &left, &text, err);
    if (!code)
        tui_confirm(t, &(struct confirm){ .title = "Put it back now?",
                                          .text = buf_get(&text),
                                          .yes = restore_yes });
    buf_clear(&text);
    return code;
}

/* --- dropping its samples --- */

static enum va_code
forget_yes(struct tui *t, const char *typed, struct va_err *err)
{
    const struct probe_live *l = probe_watch_get(t)->live;

    (void)typed;
    return write_forget(t, l->settings.workload, l->run.id, err);
}

enum va_code
probe_forget_ask(struct tui *t, struct va_err *err)
{
    const struct probe_live *l = probe_watch_get(t)->live;
    struct forget_request request = { .dry_run = true };
    struct question q = { .workload = NULL };
    struct reply r = { .verdict = VA_OK };
    struct buf text;
    enum va_code code = VA_OK;

    if (!l || !probe_live_is_over(l))
        return va_fail(err, VA_USAGE, "first a run has to end; Enter opens one");
    q.workload = l->settings.workload;
    request.run = l->run.id;
    code = app_forget(t->session, &q, &request, &r, err);
    if (!code) {
        buf_init(&text, TEXT_BYTES);
        buf_printf(&text, "%sThe ledger keeps the run, and the money stays spent.",
                   buf_get(&r.text));
        tui_confirm(t, &(struct confirm){ .title = "Do without what this run measured?",
                                          .text = buf_get(&text),
                                          .yes = forget_yes });
        buf_clear(&text);
    }
    reply_clear(&r);
    return code;
}
