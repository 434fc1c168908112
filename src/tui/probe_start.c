/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a plan to a run: the provider is asked, beside the screen; then the user, who
 * types what the amount calls for; only then anything is started.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/probe_consent.h"
#include "app/probe_words.h"
#include "base/money.h"
#include "tui/probe.h"
#include "tui/probe_parts.h"
#include "tui/task.h"
#include "tui/write.h"

enum { TEXT_BYTES = 4096, LABEL_BYTES = 128 };

/* --- asking the provider --- */

struct asking {
    struct session_options options; /* its texts live as long as the screen */
    const char *program;
    struct probe_proposal proposal;
    struct task *task;
};

static bool
is_stopped(void *ctx)
{
    return task_stopped(((const struct asking *)ctx)->task);
}

/* In the thread, with a session of its own. */
static enum va_code
ask_provider(struct task *task, void *ctx, struct va_err *err)
{
    struct asking *a = ctx;
    const struct probe_listener listener = { .stopped = is_stopped, .ctx = a };
    struct session *s = NULL;
    enum va_code code = session_open(&a->options, &s, err);

    a->task = task;
    if (!code)
        code = probe_proposal_make(s, a->program, &a->proposal, &listener, err);
    session_close(s);
    return code;
}

static void
free_asking(void *ctx)
{
    struct asking *a = ctx;

    probe_settings_clear(&a->proposal.settings);
    free(a);
}

/* --- asking the user --- */

static void
free_proposal(void *ctx)
{
    struct probe_proposal *p = ctx;

    probe_settings_clear(&p->settings);
    free(p);
}

static enum va_code
give_up_in(struct session *s, void *ctx, struct va_err *err)
{
    return probe_proposal_drop(s, ctx, err);
}

/* Nothing will come of it; p is freed. */
static void
give_up(struct tui *t, struct probe_proposal *p)
{
    static const struct write_kind kind = { NULL, give_up_in, NULL, free_proposal };

    write_start(t, &kind, p);
}

static enum va_code
confirm_in(struct session *s, void *ctx, struct va_err *err)
{
    return probe_proposal_confirm(s, ctx, err);
}

/* The yes is in the ledger: only now it starts. Not when the user has left meanwhile. */
static void
confirmed(struct tui *t, void *ctx, enum va_code code, struct va_err *err)
{
    const struct probe_proposal *p = ctx;

    probe_watch_get(t)->starting_id = 0;
    if (code) /* a draft stays, which is shown nowhere and never starts */
        va_hint(err, "Nothing was started, nothing was spent. %s", err->hint);
    else if (t->ended)
        return;
    else if (probe_watch_start(t, p->run.id, &p->offer, err))
        tui_toast_error(t, err);
    else if (t->screen == SCREEN_PROBE)
        probe_show_run(t);
}

static enum va_code
begin_run(struct tui *t)
{
    static const struct write_kind kind = { "the start", confirm_in, confirmed,
                                            free_proposal };
    struct probe_watch *w = probe_watch_get(t);
    struct probe_proposal *p = w->asked;

    w->asked = NULL;
    w->starting_id = p->run.id;
    tui_go(t, SCREEN_PROBE);
    tui_toast(t, ROLE_WARN, "Run %lld is being started.", (long long)p->run.id);
    write_start(t, &kind, p);
    return VA_OK;
}

static enum va_code
say_yes(struct tui *t, const char *typed, struct va_err *err)
{
    const struct probe_proposal *p = probe_watch_get(t)->asked;

    if (!p)
        return va_fail(err, VA_USAGE, "there is nothing to start any more");
    if (probe_consent_for(&p->offer, t->start->plain_yes_pusd) != PROBE_CONSENT_YES &&
        !probe_consent_is_cap(typed, p->offer.cap_pusd))
        return va_fail(err, VA_MONEY, "that is not the cap: nothing was started");
    return begin_run(t);
}

static void
say_no(struct tui *t)
{
    probe_drop_asked(t);
    tui_toast(t, ROLE_TEXT, "Nothing was started, nothing was spent.");
}

void
probe_drop_asked(struct tui *t)
{
    struct probe_watch *w = probe_watch_get(t);
    struct probe_proposal *p = w ? w->asked : NULL;

    if (!p)
        return;
    w->asked = NULL;
    give_up(t, p);
}

static const char *
start_title(const struct probe_proposal *p)
{
    if (probe_is_simulated(&p->settings))
        return "Start the probe? It is SIMULATED: $0 real.";
    return p->offer.paid ? "Start the probe? It spends real money."
                         : "Start the probe? It costs nothing.";
}

static void
ask_user(struct tui *t, const struct probe_proposal *p)
{
    const enum probe_consent need =
        probe_consent_for(&p->offer, t->start->plain_yes_pusd);
    char label[LABEL_BYTES];
    char cap[MONEY_TEXT_MAX];
    struct buf text;

    buf_init(&text, TEXT_BYTES);
    probe_offer_say_short(&p->offer, &text);
    snprintf(label, sizeof label, "the cap to start (%s)",
             money_exact(cap, p->offer.paid ? p->offer.cap_pusd : 0));
    tui_confirm(t, &(struct confirm){ .title = start_title(p),
                                      .text = buf_get(&text),
                                      .expect = need == PROBE_CONSENT_YES ? NULL : label,
                                      .also = need == PROBE_CONSENT_CAP_AND_NAME
                                                  ? p->settings.workload
                                                  : NULL,
                                      .yes = say_yes,
                                      .no = say_no });
    buf_clear(&text);
}

/* The provider has answered. */
static void
answered(struct tui *t, void *ctx, enum va_code code, const struct va_err *err)
{
    struct asking *a = ctx;
    struct probe_watch *w = probe_watch_get(t);
    struct probe_view *v = probe_view_get(t);

    if (code) {
        if (v)
            v->form.err = *err;
        tui_toast_error(t, err);
        return;
    }
    probe_drop_asked(t);
    w->asked = malloc(sizeof *w->asked);
    if (!w->asked) {
        tui_toast(t, ROLE_BAD, "out of memory: nothing was started");
        return;
    }
    *w->asked = a->proposal; /* its settings are moved */
    probe_settings_init(&a->proposal.settings);
    w->asked->offer.settings = &w->asked->settings;
    w->asked->offer.facts = w->asked->run.has_facts ? &w->asked->run.facts : NULL;
    if (w->asked->offer.under_cap.runs == 0) {
        tui_toast(
            t, ROLE_TEXT, "Nothing is to be measured: %s.",
            probe_stop_words(
                w->asked->offer.under_cap.steps[w->asked->offer.under_cap.n - 1].stop));
        probe_drop_asked(t);
        return;
    }
    ask_user(t, w->asked);
}

static const struct task_kind asking_kind = {
    .name = "asking the provider",
    .run = ask_provider,
    .done = answered,
    .free = free_asking,
};

bool
probe_is_asking(const struct tui *t)
{
    return task_busy(t, &asking_kind);
}

static enum va_code
check(const struct tui *t, struct va_err *err)
{
    const struct probe_watch *w = probe_watch_get(t);

    if (t->start->read_only)
        return va_fail(err, VA_USAGE, "--read-only: a probe writes to the database");
    if (!t->start->probe_program)
        return va_fail(err, VA_CONFIG, "the program %s is not installed", PROBE_PROGRAM);
    if (probe_watch_runs(t))
        return va_fail(err, VA_USAGE, "run %lld goes on; one is watched at a time",
                       (long long)w->live->run.id);
    if (w->starting_id > 0)
        return va_fail(err, VA_USAGE, "run %lld is being started",
                       (long long)w->starting_id);
    if (probe_is_asking(t))
        return va_fail(err, VA_USAGE, "the provider is being asked already");
    return VA_OK;
}

static enum va_code
make_asking(const struct tui *t, struct asking **out, struct va_err *err)
{
    const enum va_code code = check(t, err);

    if (code)
        return code;
    *out = calloc(1, sizeof **out);
    if (!*out)
        return va_fail(err, VA_NOMEM, "out of memory");
    (*out)->options = *session_options_get(t->session);
    (*out)->program = t->start->probe_program;
    return VA_OK;
}

enum va_code
probe_start_again(struct tui *t, const struct probe_retry *p, struct va_err *err)
{
    struct asking *a = NULL;
    enum va_code code = make_asking(t, &a, err);

    if (code)
        return code;
    code = probe_retry_plan(t->session, p, &a->proposal.settings, &a->proposal.cap_pusd,
                            err);
    if (!code)
        code = probe_proposal_check(&a->proposal, err);
    if (code) {
        free_asking(a);
        return code;
    }
    return task_start(t, &asking_kind, a, err);
}

enum va_code
probe_start(struct tui *t, bool here, struct va_err *err)
{
    struct probe_view *v = probe_view_get(t);
    struct asking *a = NULL;
    enum va_code code = VA_OK;

    if (!v->form.workload[0])
        return va_fail(err, VA_USAGE, "there is no plan; P makes one");
    code = make_asking(t, &a, err);
    if (code)
        return code;
    code = probe_form_settings(t, &v->form, &a->proposal, err);
    if (!code && probe_is_local(&a->proposal.settings) != here)
        code = va_fail(err, VA_USAGE, "%s",
                       here ? "that would cost money: ':probe-start' asks for it"
                            : "nothing is paid on this machine: ':probe-here' starts it");
    if (!code) {
        code = probe_proposal_check(&a->proposal, err);
        if (code)
            va_hint(err, "the field Cap takes it; expected and worst price are below");
    }
    if (code) {
        free_asking(a);
        return code;
    }
    v->form.err = (struct va_err){ .code = VA_OK };
    return task_start(t, &asking_kind, a, err);
}

/* --- going on with one that nobody works on --- */

static enum va_code
go_on_yes(struct tui *t, const char *typed, struct va_err *err)
{
    struct probe_watch *w = probe_watch_get(t);
    enum va_code code = VA_OK;

    (void)typed;
    code = probe_watch_start(t, w->go_on_id, NULL, err);
    if (!code)
        probe_show_run(t);
    return code;
}

enum va_code
probe_go_on(struct tui *t, int64_t id, struct va_err *err)
{
    struct probe_watch *w = probe_watch_get(t);
    struct probe_live *l = NULL;
    struct buf text;
    enum va_code code = probe_live_open(t->session, id, &l, err);

    if (code)
        return code;
    if (probe_live_is_over(l) || l->run.state == LEDGER_RUN_DRAFT)
        code = va_fail(err, VA_USAGE, "run %lld is %s and does not go on", (long long)id,
                       probe_live_state(l));
    else if (t->start->read_only)
        code = va_fail(err, VA_USAGE, "--read-only: nothing may be written");
    else if (l->alive)
        code = va_fail(err, VA_USAGE, "somebody works on run %lld; Enter follows it",
                       (long long)id);
    else if (l->paid && t->start->spend_never)
        code = va_fail(err, VA_MONEY, "the setting spend = never: nothing may be spent");
    if (!code) {
        w->go_on_id = id;
        buf_init(&text, TEXT_BYTES);
        buf_printf(&text, "Nobody works on run %lld", (long long)id);
        if (l->paid) {
            buf_printf(&text, ": %s", probe_money_mark(&l->settings));
            probe_say_money(&text, l->run.totals.spent_pusd, l->run.totals.reserved_pusd,
                            l->run.cap_pusd);
            buf_text(&text, ". It goes on under that cap, which was confirmed");
        }
        buf_text(&text, ".");
        tui_confirm(t, &(struct confirm){ .title = "Go on with the run?",
                                          .text = buf_get(&text),
                                          .yes = go_on_yes });
        buf_clear(&text);
    }
    probe_live_free(l);
    return code;
}
