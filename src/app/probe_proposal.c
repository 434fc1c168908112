/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A run before its yes. */
#include "app/probe_proposal.h"

#include "app/probe_draft.h"
#include "app/probe_request.h"

enum va_code
probe_proposal_price(struct session *s, struct probe_proposal *p, struct va_err *err)
{
    p->offer.settings = &p->settings;
    p->offer.facts = p->run.has_facts ? &p->run.facts : NULL;
    p->offer.cap_pusd = p->cap_pusd;
    return probe_offer_make(s, &p->offer, err);
}

enum va_code
probe_proposal_check(const struct probe_proposal *p, struct va_err *err)
{
    if (probe_is_local(&p->settings) || p->cap_pusd != PROBE_NO_CAP_GIVEN)
        return VA_OK;
    va_fail(err, VA_MONEY, "a probe costs money, and no limit was given");
    va_hint(err, "add --max-spend USD; --dry-run tells what is expected");
    return VA_MONEY;
}

/* Draft it and ask the provider. */
static enum va_code
draft(struct session *s, const char *program, struct probe_proposal *p,
      const struct probe_listener *listener, struct va_err *err)
{
    const struct probe_drafting by = { program, listener };
    bool changed = false;
    enum va_code code = probe_draft(s, &by, &p->settings, &p->run, err);

    if (!code)
        code = probe_draft_architecture(&p->settings, &p->run.facts, p->platform_named,
                                        &changed, err);
    if (!code && changed) {
        code = probe_proposal_drop(s, p, err);
        if (!code && p->implementation_found)
            code = probe_find_implementation(s, &p->settings, err);
        if (!code)
            code = probe_draft(s, &by, &p->settings, &p->run, err);
    }
    return code;
}

/* What an invocation can cost hangs on how long it may take. */
static enum va_code
check_timeout(const struct probe_proposal *p, struct va_err *err)
{
    if (p->run.facts.timeout_ms > 0 || p->settings.timeout_ms > 0)
        return VA_OK;
    va_fail(err, VA_USAGE, "how long an invocation may take is not known");
    va_hint(err, "give it with --timeout TIME");
    return VA_USAGE;
}

enum va_code
probe_proposal_make(struct session *s, const char *program, struct probe_proposal *p,
                    const struct probe_listener *listener, struct va_err *err)
{
    struct va_err ignored;
    enum va_code code = VA_OK;

    p->run = (struct ledger_run){ .id = 0 };
    code = probe_proposal_check(p, err);
    if (!code)
        code = draft(s, program, p, listener, err);
    if (!code)
        code = check_timeout(p, err);
    if (!code)
        code = probe_proposal_price(s, p, err);
    if (!code)
        code = probe_offer_check(&p->offer, err);
    if (code)
        (void)probe_proposal_drop(s, p, &ignored);
    return code;
}

enum va_code
probe_proposal_confirm(struct session *s, const struct probe_proposal *p,
                       struct va_err *err)
{
    struct store *store = NULL;
    const enum va_code code = session_store(s, true, &store, err);

    return code ? code
                : ledger_confirm(store, p->run.id,
                                 p->offer.paid ? p->offer.cap_pusd : LEDGER_NO_CAP, err);
}

enum va_code
probe_proposal_drop(struct session *s, struct probe_proposal *p, struct va_err *err)
{
    const int64_t id = p->run.id;

    p->run.id = 0;
    return id > 0 ? probe_give_up(s, id, err) : VA_OK;
}
