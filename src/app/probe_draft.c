/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drafting a run. */
#include "app/probe_draft.h"

#include <stdio.h>
#include <string.h>

#include "app/probe_request.h"
#include "app/probe_state.h"

#define X86 "aws-lambda-x86"
#define ARM "aws-lambda-arm"

enum va_code
probe_give_up(struct session *s, int64_t id, struct va_err *err)
{
    const struct ledger_entry entry = { .state = LEDGER_RUN_STOPPED,
                                        .now_ms = session_now_ms(s),
                                        .why = "not confirmed" };
    struct store *store = NULL;
    const enum va_code code = session_store(s, true, &store, err);

    return code ? code : ledger_enter(store, id, &entry, err);
}

enum va_code
probe_draft(struct session *s, const struct probe_drafting *by,
            const struct probe_settings *settings, struct ledger_run *out,
            struct va_err *err)
{
    struct probe_task task = { .verb = "describe" };
    struct va_err ignored;
    struct store *store = NULL;
    enum va_code code = session_store(s, true, &store, err);

    if (!code)
        code = ledger_create(store, settings, session_now_ms(s), &task.run, err);
    if (code)
        return code;
    code = probe_tool_do(s, by->program, &task, by->listener, err);
    if (!code)
        code = ledger_load(store, task.run, out, NULL, err);
    if (code)
        (void)probe_give_up(s, task.run, &ignored);
    return code;
}

enum va_code
probe_draft_architecture(struct probe_settings *settings, const struct probe_facts *facts,
                         bool named, bool *out_changed, struct va_err *err)
{
    const bool is_arm = !strncmp(facts->architecture, "arm", 3);
    const char *right = is_arm ? ARM : X86;

    *out_changed = false;
    if (!facts->architecture[0] || !settings->function[0] ||
        !strcmp(settings->platform, right))
        return VA_OK;
    if (named && (!strcmp(settings->platform, X86) || !strcmp(settings->platform, ARM))) {
        va_fail(err, VA_USAGE, "the function's architecture is %s, which is not %s",
                facts->architecture, settings->platform);
        va_hint(err, "--platform %s", right);
        return VA_USAGE;
    }
    if (!named) {
        snprintf(settings->platform, sizeof settings->platform, "%s", right);
        *out_changed = true;
    }
    return VA_OK;
}

enum va_code
probe_settle_now(struct session *s, int64_t id, struct va_err *err)
{
    struct probe_settings settings;
    struct ledger_run run;
    struct store *store = NULL;
    struct va_err inner;
    enum va_code code = probe_load(s, id, &run, &settings, err);

    if (!code && run.has_facts && run.facts.memory_mb > 0 &&
        run.totals.n[LEDGER_DONE] + run.totals.n[LEDGER_FAILED] > 0) {
        code = session_store(s, true, &store, err);
        /* Its samples may have been forgotten already; then there is no workload. */
        if (!code &&
            store_set_now(store, settings.workload, run.facts.memory_mb, &inner) == VA_IO)
            code = va_fail(err, VA_IO, "%s", inner.text);
    }
    probe_settings_clear(&settings);
    return code;
}
