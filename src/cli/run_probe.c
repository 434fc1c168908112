/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command that starts probe runs: draft, describe, confirm, run, receipt, apply. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/probe_draft.h"
#include "app/probe_proposal.h"
#include "app/probe_receipt.h"
#include "app/probe_state.h"
#include "app/probe_tool.h"
#include "cli/cli.h"
#include "cli/emit.h"
#include "cli/probe_apply.h"
#include "cli/probe_confirm.h"
#include "cli/probe_follow.h"
#include "cli/probe_retry.h"
#include "cli/probe_watch.h"
#include "cli/run.h"

/* What a run is made of, from its options to its receipt. */
struct probing {
    struct cli *cli;
    struct probe_proposal proposal;
    struct probe_pick before;
    char program[CHILD_PATH_MAX];
};

/* The options, as the use case takes them. */
static enum va_code
read_request(struct cli *c, char *directory, struct probe_request *out,
             struct va_err *err)
{
    const struct import_defaults *named = &c->wants.import.defaults;

    *out = c->wants.probe;
    out->workload = c->wants.question.workload;
    out->platform = named->platform;
    out->implementation = named->implementation;
    out->region = named->region;
    out->args = (const char *const *)c->args.rest;
    out->n_args = c->args.n_rest;
    out->directory = directory;
    if (out->n_args > 0 && !getcwd(directory, PROBE_TEXT_MAX))
        return va_fail(err, VA_IO, "the folder this was started in cannot be found");
    return VA_OK;
}

static enum va_code
make_settings(struct probing *p, struct va_err *err)
{
    char directory[PROBE_TEXT_MAX] = "";
    struct probe_request request;
    enum va_code code = read_request(p->cli, directory, &request, err);

    p->proposal.implementation_found = !probe_names_implementation(&request);
    return code ? code
                : probe_request_settings(p->cli->session, &request,
                                         &p->cli->wants.question, &p->proposal.settings,
                                         err);
}

static enum va_code
write_plan(struct probing *p, struct reply *r, struct va_err *err)
{
    enum va_code code = cli_reply_init(r, err);

    if (!code)
        code = probe_proposal_price(p->cli->session, &p->proposal, err);
    if (code)
        return code;
    buf_text(&r->hints, "Nothing was sent, and nothing is stored (dry run).\n");
    return probe_offer_write(&p->proposal.offer, r);
}

/* Before anything is sent: what needs no answer of the provider. */
static enum va_code
check_early(struct probing *p, struct va_err *err)
{
    const struct cli *c = p->cli;
    const bool paid = !probe_is_local(&p->proposal.settings);
    enum va_code code = VA_OK;

    if (c->wants.read_only)
        return va_fail(err, VA_USAGE, "--read-only: a probe writes to the database");
    if (c->wants.apply && !p->proposal.settings.function[0] &&
        !p->proposal.settings.redeploy)
        return va_fail(err, VA_USAGE, "--apply: here is no deployed size to set");
    code = probe_proposal_check(&p->proposal, err);
    return code ? code : probe_allowed(c, paid, err);
}

static enum va_code
confirm(struct probing *p, struct va_err *err)
{
    struct va_err ignored;
    enum va_code code = probe_confirm(p->cli, &p->proposal.offer, err);

    if (!code)
        code = probe_proposal_confirm(p->cli->session, &p->proposal, err);
    if (code)
        (void)probe_proposal_drop(p->cli->session, &p->proposal, &ignored);
    return code;
}

/* Write the receipt; how the run went decides the exit status. */
static enum va_code
write_receipt(struct probing *p, bool alive, struct reply *r, struct va_err *err)
{
    const struct probe_receipt_options o = { .before = &p->before,
                                             .with_advice = !alive,
                                             .alive = alive };

    return probe_receipt_write(p->cli->session, p->proposal.run.id, &o, r, err);
}

static enum va_code
detach(struct probing *p, struct reply *r, struct va_err *err)
{
    const struct probe_task task = { .verb = "run",
                                     .run = p->proposal.run.id,
                                     .unheard = true };
    struct child *child = NULL;
    enum va_code code = probe_tool_start(p->cli->session, p->program, &task, &child, err);

    child_close(child);
    if (!code)
        code = write_receipt(p, true, r, err);
    if (!code)
        buf_printf(&r->hints, "It goes on: vadvise probe attach %lld\n",
                   (long long)p->proposal.run.id);
    return code;
}

/* Follow it, apply the pick when that is wanted, write the receipt. */
static enum va_code
carry_out(struct probing *p, struct reply *r, struct va_err *err)
{
    struct probe_course course = { .run = p->proposal.run.id,
                                   .planned = p->proposal.offer.under_cap.runs };
    struct va_err went = { .code = VA_OK };
    const enum va_code verdict = probe_follow_new(p->cli, &course, &went);
    enum va_code code = probe_settle_now(p->cli->session, p->proposal.run.id, err);

    if (!code && !verdict && !course.left && !course.stopped_by && p->cli->wants.apply)
        code = probe_apply(p->cli, p->program, p->proposal.run.id, err);
    if (!code)
        code = write_receipt(p, course.left, r, err);
    if (!code && verdict)
        emit_error(p->cli, went.text, went.hint);
    r->verdict = verdict;
    p->cli->stopped_by = course.stopped_by;
    return code;
}

/* More is not worth it, or sure enough: say so, and start nothing. */
static enum va_code
write_nothing(struct probing *p, struct reply *r, struct va_err *err)
{
    enum va_code code = probe_proposal_drop(p->cli->session, &p->proposal, err);

    if (!code)
        code = cli_reply_init(r, err);
    return code ? code : probe_offer_write(&p->proposal.offer, r);
}

/* Everything before the yes: nothing is spent by it. */
static enum va_code
prepare(struct probing *p, struct va_err *err)
{
    enum va_code code = check_early(p, err);

    if (!code)
        code = probe_program(p->cli, p->program, err);
    p->proposal.platform_named = p->cli->wants.import.defaults.platform != NULL;
    return code ? code
                : probe_proposal_make(p->cli->session, p->program, &p->proposal, NULL,
                                      err);
}

/* From its settings to its receipt. */
static enum va_code
start(struct probing *p, struct reply *r, struct va_err *err)
{
    struct cli *c = p->cli;
    enum va_code code = prepare(p, err);

    if (!code && p->proposal.offer.under_cap.runs == 0)
        return write_nothing(p, r, err);
    if (!code)
        code = confirm(p, err);
    if (!code)
        code = probe_pick_find(c->session, &p->proposal.settings, &p->before, NULL, err);
    if (!code)
        code = cli_reply_init(r, err);
    if (code)
        return code;
    return c->wants.detach ? detach(p, r, err) : carry_out(p, r, err);
}

static enum va_code
probe(struct probing *p, struct reply *r, struct va_err *err)
{
    const struct cli *c = p->cli;
    enum va_code code = make_settings(p, err);

    p->proposal.cap_pusd = c->wants.probe.max_spend_pusd;
    if (!code && c->wants.dry_run)
        return write_plan(p, r, err);
    return code ? code : start(p, r, err);
}

/* The cap is typed by who is asked; who says yes beforehand has to give it. */
static enum va_code
plan_again(struct probing *p, const struct probe_retry *retry, struct reply *r,
           struct va_err *err)
{
    const struct cli *c = p->cli;
    int64_t cap_pusd = PROBE_NO_CAP_GIVEN;
    enum va_code code =
        probe_retry_plan(c->session, retry, &p->proposal.settings, &cap_pusd, err);

    p->proposal.cap_pusd = c->wants.probe.max_spend_pusd;
    if (p->proposal.cap_pusd == PROBE_NO_CAP_GIVEN && !c->wants.yes)
        p->proposal.cap_pusd = cap_pusd;
    return code ? code : start(p, r, err);
}

enum va_code
probe_plan_again(struct cli *c, const struct probe_retry *retry, struct reply *r,
                 struct va_err *err)
{
    struct probing *p = calloc(1, sizeof *p);
    enum va_code code = VA_OK;

    if (!p)
        return va_fail(err, VA_NOMEM, "out of memory");
    p->cli = c;
    probe_settings_init(&p->proposal.settings);
    code = plan_again(p, retry, r, err);
    probe_settings_clear(&p->proposal.settings);
    free(p);
    return code;
}

enum va_code
run_probe_run(struct cli *c, struct reply *r, struct va_err *err)
{
    struct probing *p = calloc(1, sizeof *p);
    enum va_code code = VA_OK;

    if (!p)
        return va_fail(err, VA_NOMEM, "out of memory");
    p->cli = c;
    probe_settings_init(&p->proposal.settings);
    code = probe(p, r, err);
    probe_settings_clear(&p->proposal.settings);
    free(p);
    return code;
}
