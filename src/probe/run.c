/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Carrying out a run, from its lock to its end.
 *
 *   take the run and its function; what a dead runner left open becomes unknown; what
 * dead runs left changed is put back
 *   -> running: ask the provider again, compare with what was confirmed
 *   -> until the planner, the user, the cap or a failure says stop:
 *        the next size; make it ready; invoke it so many times
 *   -> put everything back, whatever happened
 *   -> done, stopped or failed
 */
#include "probe/run.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "probe/run_parts.h"

/* Why the measuring came to an end. */
struct run_end {
    enum ledger_run_state state;
    enum va_code code;
    char why[LEDGER_WHY_MAX];
};

__attribute__((format(printf, 4, 5))) static void
end_with(struct run_end *end, enum ledger_run_state state, enum va_code code,
         const char *fmt, ...)
{
    va_list args;

    end->state = state;
    end->code = code;
    va_start(args, fmt);
    (void)vsnprintf(end->why, sizeof end->why, fmt, args);
    va_end(args);
}

/* --- before anything is spent --- */

static enum va_code
changed(const char *what, const char *then, const char *now, struct va_err *err)
{
    (void)va_fail(err, VA_MONEY,
                  "the function's %s was %s when the run was confirmed; "
                  "now it is %s",
                  what, then, now);
    va_hint(err, "Start a new run to confirm it as it is.");
    return VA_MONEY;
}

/* Is the function what was confirmed? */
static enum va_code
compare_facts(const struct probe_facts *then, const struct probe_facts *now,
              struct va_err *err)
{
    char before[32];
    char after[32];

    (void)snprintf(before, sizeof before, "%" PRId64 " ms", then->timeout_ms);
    (void)snprintf(after, sizeof after, "%" PRId64 " ms", now->timeout_ms);
    if (then->timeout_ms != now->timeout_ms)
        return changed("timeout", before, after, err);
    if (strcmp(then->architecture, now->architecture) != 0)
        return changed("architecture", then->architecture, now->architecture, err);
    if (strcmp(then->region, now->region) != 0)
        return changed("region", then->region, now->region, err);
    if (strcmp(then->function, now->function) != 0)
        return changed("full name", then->function, now->function, err);
    return VA_OK;
}

static enum va_code
check_again(struct run *r, struct va_err *err)
{
    struct probe_facts now;
    enum va_code placed = VA_OK;
    enum va_code code = r->backend->describe(r->self, &now, err);

    if (!code)
        code = compare_facts(&r->facts, &now, err);
    if (code)
        return code;
    r->facts = now;
    if (!r->facts.timeout_ms)
        r->facts.timeout_ms = r->settings.timeout_ms;
    if (r->facts.timeout_ms <= 0)
        return va_fail(err, VA_DATA, "how long an invocation may take is not known");
    run_tell_facts(r);
    code = run_read_payloads(r, err);
    if (!code)
        code = planning_open(r->world->session, &r->settings, &r->planning, err);
    if (code)
        return code;
    placed = planning_set_facts(r->planning, &r->facts);
    code = planning_refresh(r->planning, err); /* says in words what was amiss */
    return !code && placed ? va_fail(err, placed, "%s", va_code_text(placed)) : code;
}

static enum va_code
check_state(const struct run *r, struct va_err *err)
{
    switch (r->ledger.state) {
    case LEDGER_RUN_READY:
    case LEDGER_RUN_RUNNING:
        return VA_OK;
    case LEDGER_RUN_DRAFT:
        return va_fail(err, VA_MONEY, "run %" PRId64 " was not confirmed", r->ledger.id);
    case LEDGER_RUN_DONE:
    case LEDGER_RUN_STOPPED:
    case LEDGER_RUN_FAILED:
    case LEDGER_RUN_STATE_COUNT:
        break;
    }
    return va_fail(err, VA_USAGE, "run %" PRId64 " has ended: %s", r->ledger.id,
                   ledger_run_state_name(r->ledger.state));
}

/* Make the run ours, and tidy up after those who died. */
static enum va_code
take_over(struct run *r, struct va_err *err)
{
    int64_t n = 0;
    enum va_code code = check_state(r, err);

    if (!code)
        code = run_need_facts(r, err);
    if (!code)
        code = run_take_target(r, err);
    if (!code)
        code = ledger_close_open(r->store, r->ledger.id, run_now_ms(r), &n, err);
    if (!code && n > 0)
        run_say(r,
                "%" PRId64 " in flight when its runner died: counted at the worst case",
                n);
    if (!code)
        code = run_undo(r, RUN_LEFT, true, err);
    return code;
}

static enum va_code
enter_running(struct run *r, struct va_err *err)
{
    const struct ledger_entry entry = { LEDGER_RUN_RUNNING, run_now_ms(r), NULL };
    struct probe_event e;
    enum va_code code = ledger_enter(r->store, r->ledger.id, &entry, err);

    if (!code)
        code = run_read_totals(r, err);
    if (!code)
        code = run_read_progress(r, err);
    if (code)
        return code;
    run_resume_round(r);
    probe_event_init(&e, PROBE_EVENT_STARTED, r->ledger.id);
    e.resumed = r->ledger.state == LEDGER_RUN_RUNNING;
    run_tell(r, &e);
    return VA_OK;
}

/* --- measuring --- */

/* Of the cap; -1: there is none. */
static int64_t
money_left_pusd(const struct run *r)
{
    const int64_t gone_pusd =
        r->ledger.totals.spent_pusd + r->ledger.totals.reserved_pusd;

    if (r->ledger.cap_pusd < 0)
        return -1;
    return gone_pusd < r->ledger.cap_pusd ? r->ledger.cap_pusd - gone_pusd : 0;
}

/* All steps of one round; the last one says why there are no more. */
static enum va_code
one_round(struct run *r, struct plan_step *step, struct va_err *err)
{
    enum va_code code = VA_OK;

    while (!code && !run_stopped(r)) {
        struct planning_limit limit = { .timeout_ms = r->facts.timeout_ms };
        struct planning_done done;

        code = run_heed(r, err);
        if (!code)
            code = run_all_due(r, err);
        if (code || run_stopped(r))
            return code;
        limit.money_left_pusd = money_left_pusd(r);
        run_progress(r, &done);
        code = planning_refresh(r->planning, err);
        if (!code)
            code = planning_next(r->planning, &done, &limit, step, err);
        if (code)
            return code;
        run_tell_step(r, step);
        if (step->stop != PLAN_NOT)
            return VA_OK;
        code = run_one_step(r, step, err);
    }
    return code;
}

/* --- rounds of a plan that is repeated --- */

/* How long ago the run began when this runner took over, as far as the time of day makes
 * sense; from then on a clock counts that never jumps. */
static int64_t
age_ms(const struct run *r)
{
    int64_t age = 0;

    if (r->ledger.state == LEDGER_RUN_RUNNING && r->ledger.started_ms != TIME_UNKNOWN)
        age = run_now_ms(r) - r->ledger.started_ms;
    if (age < 0)
        return 0;
    return age < r->settings.for_ms ? age : r->settings.for_ms;
}

static enum va_code
all_rounds(struct run *r, struct plan_step *step, struct va_err *err)
{
    const struct run_world *w = r->world;
    const int64_t every_ms = r->settings.every_ms;
    const int64_t began_ms = w->elapsed_ms(w->ctx) - age_ms(r);
    enum va_code code = one_round(r, step, err);

    while (!code && every_ms > 0 && step->stop == PLAN_NO_SIZE && !run_stopped(r)) {
        const int64_t now_ms = w->elapsed_ms(w->ctx) - began_ms;
        const int64_t next_ms = (now_ms / every_ms + 1) * every_ms;

        if (next_ms >= r->settings.for_ms)
            return VA_OK;
        /* What is warm now will not be then; nothing is left changed meanwhile. */
        r->prepared_mb = 0;
        code = run_undo(r, RUN_LEFT, false, err);
        if (code)
            return code;
        run_say(r, "the next round begins in %" PRId64 " s", (next_ms - now_ms) / 1000);
        code = run_wait(r, next_ms - now_ms, err);
        run_new_round(r);
        if (!code && !run_stopped(r))
            code = one_round(r, step, err);
    }
    return code;
}

/* --- the end --- */

static void
judge_end(struct run *r, enum va_code code, const struct plan_step *step,
          const struct va_err *err, struct run_end *end)
{
    static const char *const reasons[PLAN_STOP_COUNT] = {
        [PLAN_NOT] = "",
        [PLAN_SURE] = "the answer is sure enough",
        [PLAN_NOT_WORTH] = "measuring more is worth less than it costs",
        [PLAN_CAP] = "the cap is reached",
        [PLAN_NO_SIZE] = "everything planned was measured",
    };
    const bool none_left =
        step->stop == PLAN_NO_SIZE && r->settings.mode == PROBE_ADAPTIVE;

    if (run_stopped(r))
        end_with(end, LEDGER_RUN_STOPPED, VA_OK, "stopped by the user");
    else if (code == VA_MONEY)
        end_with(end, LEDGER_RUN_STOPPED, VA_MONEY, "the cap is reached: %.200s",
                 err->text);
    else if (code)
        end_with(end, LEDGER_RUN_FAILED, code, "%.250s", err->text);
    else if (step->stop == PLAN_CAP)
        end_with(end, LEDGER_RUN_STOPPED, VA_MONEY, "%s", reasons[step->stop]);
    else if (!r->answered && r->n_sizes > 0)
        end_with(end, LEDGER_RUN_FAILED, VA_DATA, "no size could be measured");
    else
        end_with(end, LEDGER_RUN_DONE, VA_OK, "%s",
                 none_left ? "no size is left to measure" : reasons[step->stop]);
}

static int
status_of(const struct run *r, const struct run_end *end)
{
    const int signal_number = r->world->stop_signal(r->world->ctx);

    if (end->state == LEDGER_RUN_STOPPED && end->code == VA_OK && signal_number > 0)
        return 128 + signal_number;
    return va_exit_status(end->code);
}

static void
tell_end(struct run *r, const struct run_end *end, int status)
{
    struct probe_event e;

    probe_event_init(&e, PROBE_EVENT_END, r->ledger.id);
    e.end = (struct probe_event_end){ .state = end->state,
                                      .status = status,
                                      .n_changes_left =
                                          (int32_t)r->ledger.totals.n_changes_left };
    (void)snprintf(e.text, sizeof e.text, "%s", end->why);
    run_tell(r, &e);
}

/* Put everything back, then say so in the ledger: a runner that dies between the two is
 * followed by one that finds nothing to do. */
static enum va_code
finish(struct run *r, struct run_end *end, int *out_status, struct va_err *err)
{
    struct va_err why = { .code = VA_OK };
    int64_t n = 0;
    enum va_code code = run_undo(r, RUN_LEFT, false, &why);

    if (code)
        end_with(end, LEDGER_RUN_FAILED, code, "%.250s", why.text);
    r->deaf = true;
    /* A result that could not be kept is unknown. */
    code = ledger_close_open(r->store, r->ledger.id, run_now_ms(r), &n, err);
    if (!code)
        code = ledger_enter(r->store, r->ledger.id,
                            &(struct ledger_entry){ end->state, run_now_ms(r), end->why },
                            err);
    if (!code)
        code = run_read_totals(r, err);
    if (code)
        return code;
    *out_status = status_of(r, end);
    tell_end(r, end, *out_status);
    return end->code
               ? va_fail(err, end->code, "run %" PRId64 ": %s", r->ledger.id, end->why)
               : VA_OK;
}

/* A run that was cut short before is not lost because the provider cannot be asked now.
 */
static bool
may_go_on_later(const struct run *r, enum va_code code)
{
    return r->ledger.state == LEDGER_RUN_RUNNING &&
           (code == VA_NETWORK || code == VA_CONFIG);
}

enum va_code
run_carry_out(const struct run_world *w, int64_t id, int *out_status, struct va_err *err)
{
    struct run *r = NULL;
    struct va_err why = { .code = VA_OK };
    struct plan_step step = { .stop = PLAN_NOT };
    struct run_end end;
    enum va_code code = run_open(w, id, NULL, &r, err);

    if (!code)
        code = take_over(r, err);
    if (!code)
        code = enter_running(r, err);
    if (code) {
        run_close(r);
        *out_status = va_exit_status(code);
        return code;
    }
    code = check_again(r, &why);
    if (may_go_on_later(r, code)) {
        run_close(r);
        *out_status = va_exit_status(code);
        return va_fail(err, code, "run %" PRId64 " cannot go on now: %s", id, why.text);
    }
    if (code == VA_MONEY)
        end_with(&end, LEDGER_RUN_FAILED, code, "%.250s", why.text);
    else {
        if (!code)
            code = all_rounds(r, &step, &why);
        judge_end(r, code, &step, &why, &end);
    }
    code = finish(r, &end, out_status, err);
    if (code && !*out_status)
        *out_status = va_exit_status(code);
    run_close(r);
    return code;
}
