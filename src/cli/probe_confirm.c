/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asking before money is spent: the more it is, the more has to be typed. */
#include "cli/probe_confirm.h"

#include <stdio.h>
#include <string.h>

#include "app/probe_consent.h"
#include "base/money.h"
#include "cli/ask.h"
#include "cli/cli.h"
#include "cli/probe_watch.h"

enum { QUESTION_MAX = 256 };

enum va_code
probe_allowed(const struct cli *c, bool paid, struct va_err *err)
{
    char origin[ORIGIN_TEXT_MAX];

    if (!paid)
        return VA_OK;
    if (c->wants.spend_never)
        return va_fail(err, VA_MONEY,
                       "%s: spend is never, so nothing that costs money is started",
                       settings_origin(origin, &c->settings, OPTION_SPEND));
    if (!c->wants.yes && !ask_can(c)) {
        va_fail(err, VA_MONEY, "a probe spends money and nobody can be asked here");
        va_hint(err, "add --yes; the cap holds all the same");
        return VA_MONEY;
    }
    return VA_OK;
}

void
probe_show(const struct cli *c, const struct buf *text)
{
    if (probe_may_tell(c))
        output_tell(buf_get(text), text->len);
}

static bool
types_cap(const struct probe_offer *o)
{
    char answer[ANSWER_MAX];
    char question[QUESTION_MAX];
    char cap[MONEY_TEXT_MAX];

    snprintf(question, sizeof question,
             "Type the cap to start (%s): ", money_exact(cap, o->cap_pusd));
    return ask_line(question, answer) && probe_consent_is_cap(answer, o->cap_pusd);
}

static bool
types_name(const struct probe_offer *o)
{
    char answer[ANSWER_MAX];

    return ask_line("It is more than $1. Type the name of the workload, too: ", answer) &&
           !strcmp(answer, o->settings->workload);
}

static bool
says_yes(const struct cli *c, const struct probe_offer *o)
{
    switch (probe_consent_for(o, c->wants.plain_yes_pusd)) {
    case PROBE_CONSENT_YES:
        return ask_yes("Start? It spends real money. [y/N] ");
    case PROBE_CONSENT_CAP:
        return types_cap(o);
    case PROBE_CONSENT_CAP_AND_NAME:
        return types_cap(o) && types_name(o);
    }
    return false;
}

enum va_code
probe_confirm(const struct cli *c, const struct probe_offer *o, struct va_err *err)
{
    struct reply r = { .verdict = VA_OK };
    enum va_code code = cli_reply_init(&r, err);

    if (!code)
        code = probe_offer_write(o, &r);
    if (!code && o->paid && !c->wants.yes)
        output_tell(buf_get(&r.text), r.text.len);
    else if (!code)
        probe_show(c, &r.text);
    reply_clear(&r);
    if (!code && o->paid && !c->wants.yes && !says_yes(c, o))
        return va_fail(err, VA_MONEY, "not confirmed: nothing was started");
    return code;
}
