/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the user tells a run that goes on: it stands in the ledger. */
#include "probe/run_parts.h"

/* How long a look at the ledger is put off while it is paused; who lifts the pause wakes
 * it (SIGCONT), so this is for when that is lost. */
enum { LOOK_EVERY_MS = 1000 };

static enum va_code
leave_out(struct run *r, struct va_err *err)
{
    int32_t skipped_mb[PROBE_SIZES_MAX];
    int32_t n = 0;
    const enum va_code code = ledger_skipped(r->store, r->ledger.id, skipped_mb, &n, err);

    for (int32_t i = 0; i < n && !code; i++) {
        struct run_size *size = run_size(r, skipped_mb[i]);

        if (!size || size->given_up)
            continue;
        size->given_up = true;
        run_say(r, "%d MB is left out from here on", (int)size->memory_mb);
    }
    return code;
}

static enum va_code
is_paused(struct run *r, bool *out, struct va_err *err)
{
    struct ledger_run now;
    const enum va_code code = ledger_load(r->store, r->ledger.id, &now, NULL, err);

    *out = !code && now.paused;
    return code;
}

/* It may take long: what is warm now will not be then, and where callers meet the sizes
 * that are measured, they get back what was there. */
static enum va_code
rest(struct run *r, struct va_err *err)
{
    run_say(r, "paused: nothing new is sent until it goes on");
    for (int32_t i = 0; i < r->n_sizes; i++)
        r->sizes[i].warm = false;
    if (!r->settings.redeploy)
        return VA_OK;
    r->prepared_mb = 0;
    return run_undo(r, RUN_LEFT, false, err);
}

enum va_code
run_heed(struct run *r, struct va_err *err)
{
    const struct run_world *w = r->world;
    bool paused = false;
    enum va_code code = is_paused(r, &paused, err);

    if (!code && paused && !run_stopped(r))
        code = rest(r, err);
    while (!code && paused && !run_stopped(r)) {
        w->sleep_ms(w->ctx, LOOK_EVERY_MS, w->stops(w->ctx));
        code = is_paused(r, &paused, err);
        if (!code && !paused)
            run_say(r, "going on");
    }
    return code ? code : leave_out(r, err);
}
