/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command that makes again what failed in a run. */
#include <stdio.h>

#include "app/document.h"
#include "app/probe_state.h"
#include "app/words.h"
#include "cli/ask.h"
#include "cli/cli.h"
#include "cli/emit.h"
#include "cli/probe_confirm.h"
#include "cli/probe_retry.h"
#include "cli/run.h"

enum { QUESTION_BYTES = 1024 };

static enum va_code
confirm(const struct cli *c, const struct probe_retry *p, struct va_err *err)
{
    enum va_code code = probe_allowed(c, p->paid, err);
    struct buf question;
    bool yes = c->wants.yes || !p->paid;

    if (code || yes)
        return code;
    buf_init(&question, QUESTION_BYTES);
    buf_printf(&question, "Run %lld: ", (long long)p->run);
    probe_retry_say(p, &question);
    buf_text(&question, "\nMake them again? [y/N] ");
    yes = !question.code && ask_yes(buf_get(&question));
    buf_clear(&question);
    return yes ? VA_OK : va_fail(err, VA_MONEY, "not confirmed: nothing was ordered");
}

static enum va_code
write_order(const struct probe_retry *p, struct reply *r)
{
    struct json *root = json_root(r->doc);

    document_start(r->doc, "vadvise.probe-retry/1", NULL);
    json_add_int(r->doc, root, "probe", p->run);
    json_add_int(r->doc, root, "again", p->failed.n);
    document_cost(r->doc, root, "expected_usd",
                  p->paid ? p->expected_pusd : COST_UNKNOWN);
    document_cost(r->doc, root, "worst_usd", p->paid ? p->worst_pusd : COST_UNKNOWN);
    document_cost(r->doc, root, "cap_usd", p->paid ? p->cap_pusd : COST_UNKNOWN);
    buf_printf(&r->text, "Run %lld: ", (long long)p->run);
    probe_retry_say(p, &r->text);
    buf_byte(&r->text, '\n');
    return reply_status(r);
}

static enum va_code
order(struct cli *c, const struct probe_retry *p, struct reply *r, struct va_err *err)
{
    enum va_code code = probe_retry_check(p, err);

    if (!code && c->wants.probe.max_spend_pusd >= 0) {
        code = va_fail(err, VA_USAGE, "run %lld goes on under the cap that it has",
                       (long long)p->run);
        va_hint(err, "--max-spend is for a run that has ended");
    }
    if (!code)
        code = confirm(c, p, err);
    if (!code)
        code = probe_retry_order(c->session, p, err);
    if (!code)
        code = cli_reply_init(r, err);
    return code ? code : write_order(p, r);
}

enum va_code
run_probe_retry(struct cli *c, struct reply *r, struct va_err *err)
{
    struct probe_retry p;
    int64_t id = 0;
    enum va_code code = probe_parse_id(c->wants.name, &id, err);

    if (!code && c->wants.read_only)
        code = va_fail(err, VA_USAGE, "--read-only: nothing may be changed");
    if (!code)
        code = probe_retry_find(c->session, id, &p, err);
    if (code)
        return code;
    return p.over ? probe_plan_again(c, &p, r, err) : order(c, &p, r, err);
}
