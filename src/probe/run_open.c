/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening a run: its settings, its lock, its backend. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "io/import.h"
#include "probe/run_parts.h"

/* Somebody else has the run: who? */
static enum va_code
fail_taken(const struct run *r, struct va_err *err)
{
    (void)va_fail(err, VA_IO, "run %" PRId64 ": another vadvise-probe works on it",
                  r->ledger.id);
    va_hint(err, "\"vadvise probe attach %" PRId64 "\" follows it.", r->ledger.id);
    return VA_IO;
}

static enum va_code
load(struct run *r, int64_t id, struct va_err *err)
{
    enum va_code code = session_store(r->world->session, true, &r->store, err);

    if (!code)
        code = ledger_load(r->store, id, &r->ledger, &r->settings, err);
    /* The planner looks for samples under the name that they are stored by. */
    if (!r->settings.implementation[0])
        memcpy(r->settings.implementation, IMPORT_IMPLEMENTATION,
               sizeof IMPORT_IMPLEMENTATION);
    r->facts = r->ledger.facts;
    return code;
}

/* Take it, and read it again: it may have ended meanwhile. */
static enum va_code
take(struct run *r, int64_t id, bool *out_taken, struct va_err *err)
{
    enum va_code code = run_lock_open(r->world->db_path, &r->lock, err);

    if (!code)
        code = run_lock_take(r->lock, id, out_taken, err);
    if (code || !*out_taken)
        return code;
    probe_settings_clear(&r->settings);
    return load(r, id, err);
}

static enum va_code
open_backend(struct run *r, struct va_err *err)
{
    enum va_code code = session_prices(r->world->session, &r->host.prices, err);

    if (code)
        return code;
    r->backend = r->world->backend_for(r->settings.platform);
    if (!r->backend)
        return va_fail(err, VA_USAGE, "nothing here can invoke on the platform '%s'",
                       r->settings.platform);
    run_host_init(r);
    return r->backend->open(&r->host, &r->self, err);
}

enum va_code
run_open(const struct run_world *w, int64_t id, bool *out_busy, struct run **out,
         struct va_err *err)
{
    struct run *r = calloc(1, sizeof *r);
    bool taken = false;
    enum va_code code = VA_OK;

    *out = NULL;
    if (!r)
        return va_fail(err, VA_NOMEM, "out of memory");
    r->world = w;
    code = load(r, id, err);
    if (!code)
        code = take(r, id, &taken, err);
    if (out_busy)
        *out_busy = !code && !taken;
    if (!code && !taken && !out_busy)
        code = fail_taken(r, err);
    if (!code && taken)
        code = open_backend(r, err);
    if (code || !taken) {
        run_close(r);
        return code;
    }
    *out = r;
    return VA_OK;
}

void
run_close(struct run *r)
{
    if (!r)
        return;
    planning_close(r->planning);
    if (r->backend)
        r->backend->close(r->self);
    run_clear_payloads(&r->payloads);
    run_lock_close(r->lock);
    probe_settings_clear(&r->settings);
    free(r);
}

enum va_code
run_need_facts(struct run *r, struct va_err *err)
{
    enum va_code code = VA_OK;

    if (r->ledger.has_facts)
        return VA_OK;
    code = r->backend->describe(r->self, &r->facts, err);
    if (!code)
        code = ledger_set_facts(r->store, r->ledger.id, &r->facts, err);
    r->ledger.has_facts = !code;
    return code;
}

enum va_code
run_take_target(struct run *r, struct va_err *err)
{
    bool taken = false;
    enum va_code code = VA_OK;

    if (!r->backend->undo || !r->facts.function[0])
        return VA_OK;
    code = run_lock_take_target(r->lock, r->facts.function, &taken, err);
    if (!code && !taken)
        code = va_fail(err, VA_IO, "%.300s: another probe run works on this function",
                       r->facts.function);
    return code;
}

enum va_code
run_describe(const struct run_world *w, int64_t id, struct va_err *err)
{
    struct run *r = NULL;
    enum va_code code = run_open(w, id, NULL, &r, err);

    if (code || !r)
        return code;
    code = r->backend->describe(r->self, &r->facts, err);
    /* What was confirmed is not changed any more. */
    if (!code && r->ledger.state == LEDGER_RUN_DRAFT)
        code = ledger_set_facts(r->store, id, &r->facts, err);
    if (!code)
        run_tell_facts(r);
    run_close(r);
    return code;
}
