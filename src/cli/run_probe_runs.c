/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands about probe runs that there are: list, show, attach, stop, restore. */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/document.h"
#include "app/probe_draft.h"
#include "app/probe_receipt.h"
#include "app/probe_request.h"
#include "app/probe_state.h"
#include "app/probe_tool.h"
#include "app/probe_words.h"
#include "app/words.h"
#include "cli/ask.h"
#include "cli/cli.h"
#include "cli/emit.h"
#include "cli/probe_confirm.h"
#include "cli/probe_follow.h"
#include "cli/probe_watch.h"
#include "cli/run.h"

enum { QUESTION_BYTES = 256, START_MS = 500 };

enum va_code
run_probe_list(struct cli *c, struct reply *r, struct va_err *err)
{
    return app_probe_list(c->session, r, err);
}

static enum va_code
write_receipt(struct cli *c, int64_t id, bool detail, struct reply *r, struct va_err *err)
{
    struct probe_receipt_options o = { .with_detail = detail, .with_advice = !detail };
    enum va_code code = probe_is_alive(c->session, id, &o.alive, err);

    o.with_advice = o.with_advice && !o.alive;
    if (!code)
        code = cli_reply_init(r, err);
    return code ? code : probe_receipt_write(c->session, id, &o, r, err);
}

enum va_code
run_probe_show(struct cli *c, struct reply *r, struct va_err *err)
{
    int64_t id = 0;
    const enum va_code code = probe_parse_id(c->wants.name, &id, err);

    return code ? code : write_receipt(c, id, true, r, err);
}

/* --- attach --- */

static enum va_code
may_go_on(const struct cli *c, const struct ledger_run *run, bool paid,
          struct va_err *err)
{
    char question[QUESTION_BYTES];
    struct buf money;
    enum va_code code = probe_allowed(c, paid, err);
    bool yes = c->wants.yes || !paid;

    if (code || yes)
        return code;
    buf_init(&money, QUESTION_BYTES / 2);
    probe_say_money(&money, run->totals.spent_pusd, run->totals.reserved_pusd,
                    run->cap_pusd);
    snprintf(question, sizeof question,
             "Nobody works on run %lld: %s. Go on under its cap? [y/N] ",
             (long long)run->id, buf_get(&money));
    buf_clear(&money);
    yes = ask_yes(question);
    return yes ? VA_OK
               : va_fail(err, VA_MONEY, "not confirmed: run %lld was left as it is",
                         (long long)run->id);
}

/* Let it go on without following it. */
static enum va_code
start_alone(struct cli *c, int64_t id, struct va_err *err)
{
    const struct probe_task task = { .verb = "run", .run = id, .unheard = true };
    char program[CHILD_PATH_MAX];
    struct child *child = NULL;
    enum va_code code = probe_program(c, program, err);

    if (!code)
        code = probe_tool_start(c->session, program, &task, &child, err);
    child_close(child);
    return code;
}

/* A run that is being attached to. */
struct attaching {
    struct cli *cli;
    struct ledger_run run;
    struct probe_settings settings;
    bool followed; /* to the end, or until it was left alone: there is a receipt */
};

/* Nobody works on it: go on with it. */
static enum va_code
go_on(struct attaching *a, struct probe_course *course, struct va_err *err)
{
    enum va_code code = may_go_on(a->cli, &a->run, !probe_is_local(&a->settings), err);

    if (code)
        return code;
    if (a->cli->wants.detach)
        return start_alone(a->cli, a->run.id, err);
    a->followed = true;
    code = probe_follow_new(a->cli, course, err);
    a->cli->stopped_by = course->stopped_by;
    return code;
}

/* Is somebody at work on it, or about to be? */
static enum va_code
wait_for_runner(const struct attaching *a, bool *out_alive, struct va_err *err)
{
    enum va_code code = probe_is_alive(a->cli->session, a->run.id, out_alive, err);

    if (code || *out_alive || a->run.state != LEDGER_RUN_READY)
        return code;
    (void)poll(NULL, 0, START_MS);
    return probe_is_alive(a->cli->session, a->run.id, out_alive, err);
}

/* Follow whoever works on it, or go on with it. */
static enum va_code
attach(struct attaching *a, struct va_err *err)
{
    struct probe_course course = { .run = a->run.id,
                                   .planned = probe_planned(&a->settings) };
    bool alive = false;
    bool died = false;
    enum va_code code = wait_for_runner(a, &alive, err);

    if (code || !alive)
        return code ? code : go_on(a, &course, err);
    code = probe_follow_other(a->cli, &course, &died, err);
    a->followed = !code;
    if (code || !died)
        return code;
    va_fail(err, VA_IO, "whoever worked on run %lld died", (long long)a->run.id);
    va_hint(err, "vadvise probe attach %lld", (long long)a->run.id);
    return VA_IO;
}

static enum va_code
attach_and_tell(struct attaching *a, struct reply *r, struct va_err *err)
{
    const bool over =
        a->run.state != LEDGER_RUN_READY && a->run.state != LEDGER_RUN_RUNNING;
    struct va_err went = { .code = VA_OK };
    const enum va_code verdict = over ? VA_OK : attach(a, &went);
    enum va_code code = VA_OK;

    if (verdict && !a->followed) {
        *err = went;
        return verdict;
    }
    code = write_receipt(a->cli, a->run.id, false, r, err);
    if (!code && verdict)
        emit_error(a->cli, went.text, went.hint);
    r->verdict = verdict;
    return code;
}

enum va_code
run_probe_attach(struct cli *c, struct reply *r, struct va_err *err)
{
    struct attaching *a = calloc(1, sizeof *a);
    int64_t id = 0;
    enum va_code code = VA_OK;

    if (!a)
        return va_fail(err, VA_NOMEM, "out of memory");
    a->cli = c;
    probe_settings_init(&a->settings);
    code = probe_parse_id(c->wants.name, &id, err);
    if (!code)
        code = probe_load(c->session, id, &a->run, &a->settings, err);
    if (!code)
        code = attach_and_tell(a, r, err);
    probe_settings_clear(&a->settings);
    free(a);
    return code;
}

/* --- stop --- */

enum va_code
run_probe_stop(struct cli *c, struct reply *r, struct va_err *err)
{
    int64_t id = 0;
    enum va_code code = probe_parse_id(c->wants.name, &id, err);

    if (!code && c->wants.read_only)
        code = va_fail(err, VA_USAGE, "--read-only: nothing may be changed");
    if (!code)
        code = probe_stop(c->session, id, c->wants.abandon, err);
    if (!code)
        code = cli_reply_init(r, err);
    if (code)
        return code;
    document_start(r->doc, "vadvise.probe-stop/1", NULL);
    json_add_int(r->doc, json_root(r->doc), "probe", id);
    json_add_bool(r->doc, json_root(r->doc), "abandoned", c->wants.abandon);
    buf_printf(&r->text, "Run %lld ends %s.\n", (long long)id,
               c->wants.abandon ? "at once; what was in flight may still be billed"
                                : "after the invocation in flight");
    return reply_status(r);
}

/* --- pause --- */

static enum va_code
pause_or_not(struct cli *c, bool paused, struct reply *r, struct va_err *err)
{
    int64_t id = 0;
    enum va_code code = probe_parse_id(c->wants.name, &id, err);

    if (!code && c->wants.read_only)
        code = va_fail(err, VA_USAGE, "--read-only: nothing may be changed");
    if (!code)
        code = probe_pause(c->session, id, paused, err);
    if (!code)
        code = cli_reply_init(r, err);
    if (code)
        return code;
    document_start(r->doc, "vadvise.probe-pause/1", NULL);
    json_add_int(r->doc, json_root(r->doc), "probe", id);
    json_add_bool(r->doc, json_root(r->doc), "paused", paused);
    buf_printf(&r->text,
               paused ? "Run %lld sends nothing new. vadvise probe continue %lld\n"
                      : "Run %lld goes on.\n",
               (long long)id, (long long)id);
    return reply_status(r);
}

enum va_code
run_probe_pause(struct cli *c, struct reply *r, struct va_err *err)
{
    return pause_or_not(c, true, r, err);
}

enum va_code
run_probe_continue(struct cli *c, struct reply *r, struct va_err *err)
{
    return pause_or_not(c, false, r, err);
}

/* --- restore --- */

static void
hear(void *ctx, const char *line)
{
    struct probe_watch *watch = ctx;
    struct probe_event *e = malloc(sizeof *e);
    struct va_err ignored;

    if (e && !probe_event_read(line, strlen(line), e, &ignored))
        probe_watch_event(watch, e);
    free(e);
}

/* Changes that are to be put back, and those that were given up: somebody else changed
 * the same since. */
struct put_back {
    int64_t left, abandoned;
};

static enum va_code
add_abandoned(void *ctx, const struct ledger_change *change)
{
    struct put_back *p = ctx;

    (void)change;
    p->abandoned++;
    return VA_OK;
}

static enum va_code
count_changes(struct cli *c, int64_t id, struct put_back *out, struct va_err *err)
{
    const struct ledger_changes given_up = { id, 1U << LEDGER_CHANGE_ABANDONED };
    struct probe_left left = { .n = 0 };
    struct store *store = NULL;
    enum va_code code = session_store(c->session, false, &store, err);

    *out = (struct put_back){ 0, 0 };
    if (!code)
        code = probe_find_left(c->session, id, &left, err);
    if (!code && store)
        code = ledger_visit_changes(store, given_up, add_abandoned, out, err);
    out->left = left.n_changes;
    return code;
}

static enum va_code
restore(struct cli *c, int64_t id, struct va_err *err)
{
    const struct probe_task task = { .verb = "restore", .run = id };
    struct probe_watch watch;
    const struct probe_listener listener = { .tell = hear, .ctx = &watch };
    char program[CHILD_PATH_MAX];
    struct store *store = NULL;
    enum va_code code = session_store(c->session, true, &store, err);

    probe_watch_init(&watch, c, 0);
    if (!code)
        code = probe_program(c, program, err);
    if (!code)
        code = probe_tool_do(c->session, program, &task, &listener, err);
    probe_watch_end(&watch);
    return code;
}

static enum va_code
write_restored(struct reply *r, int64_t id, const struct put_back *before,
               const struct put_back *after)
{
    struct json *root = json_root(r->doc);
    const int64_t abandoned = after->abandoned - before->abandoned;
    const int64_t restored = before->left - after->left - abandoned;

    document_start(r->doc, "vadvise.probe-restore/1", NULL);
    if (id > 0)
        json_add_int(r->doc, root, "probe", id);
    else
        json_add_null(r->doc, root, "probe");
    json_add_int(r->doc, root, "restored", restored);
    json_add_int(r->doc, root, "abandoned", abandoned);
    json_add_int(r->doc, root, "left", after->left);
    if (before->left == 0) {
        buf_text(&r->text, "There is nothing to put back.\n");
        return reply_status(r);
    }
    words_count(&r->text, restored, "change");
    buf_text(&r->text, " put back");
    if (after->left > 0)
        buf_printf(&r->text, ", %lld left", (long long)after->left);
    if (abandoned > 0)
        buf_printf(&r->text, ", %lld given up: somebody else changed the same since",
                   (long long)abandoned);
    buf_text(&r->text, ".\n");
    return reply_status(r);
}

/* Put back what there is, and count. */
static enum va_code
restore_and_tell(struct cli *c, int64_t id, struct reply *r, struct va_err *err)
{
    struct put_back before;
    struct put_back after;
    enum va_code code = count_changes(c, id, &before, err);

    if (!code && before.left > 0)
        code = restore(c, id, err);
    if (!code && before.left > 0 && id > 0)
        code = probe_settle_now(c->session, id, err);
    if (!code)
        code = count_changes(c, id, &after, err);
    if (!code)
        code = cli_reply_init(r, err);
    return code ? code : write_restored(r, id, &before, &after);
}

enum va_code
run_probe_restore(struct cli *c, struct reply *r, struct va_err *err)
{
    struct ledger_run run;
    int64_t id = 0;
    enum va_code code = c->wants.name ? probe_parse_id(c->wants.name, &id, err) : VA_OK;

    if (!code && id > 0)
        code = probe_load(c->session, id, &run, NULL, err);
    return code ? code : restore_and_tell(c, id, r, err);
}
