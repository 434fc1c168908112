/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a backend stands on: time, waiting, the journal. */
#include <string.h>

#include "probe/run_parts.h"

int64_t
run_now_ms(const struct run *r)
{
    return session_now_ms(r->world->session);
}

static int
stops(const struct run *r)
{
    return r->deaf ? 0 : r->world->stops(r->world->ctx);
}

bool
run_stopped(const struct run *r)
{
    return stops(r) > 0;
}

static enum va_code
wait_so_long(struct run *r, int64_t ms, bool patient, struct va_err *err)
{
    const struct run_world *w = r->world;
    const int64_t end_ms = w->elapsed_ms(w->ctx) + ms;

    for (;;) {
        const int64_t left_ms = end_ms - w->elapsed_ms(w->ctx);
        const int seen = w->stops(w->ctx);
        const int n = r->deaf ? 0 : seen;

        if (n > 1)
            return va_fail(err, VA_NETWORK, "stopped");
        if (left_ms <= 0 || (n > 0 && !patient))
            return VA_OK;
        w->sleep_ms(w->ctx, left_ms, seen);
    }
}

enum va_code
run_wait(struct run *r, int64_t ms, struct va_err *err)
{
    const enum va_code code = wait_so_long(r, ms, false, err);

    return run_stopped(r) ? VA_OK : code;
}

static enum va_code
host_wait(void *ctx, int64_t ms, bool patient, struct va_err *err)
{
    return wait_so_long(ctx, ms, patient, err);
}

static bool
host_abandoned(void *ctx)
{
    return stops(ctx) > 1;
}

static void
host_say(void *ctx, const char *text)
{
    run_say(ctx, "%s", text);
}

static int64_t
host_elapsed_ms(void *ctx)
{
    const struct run *r = ctx;

    return r->world->elapsed_ms(r->world->ctx);
}

static const char *
host_variable(void *ctx, const char *name)
{
    const struct run *r = ctx;

    return r->world->variable(r->world->ctx, name);
}

static enum va_code
host_change_begin(void *ctx, const struct probe_change *change, int64_t *out_id,
                  struct va_err *err)
{
    struct run *r = ctx;
    struct ledger_change c = { .run = r->ledger.id };

    if (strlen(change->kind) >= sizeof c.kind ||
        strlen(change->target) >= sizeof c.target ||
        strlen(change->detail) >= sizeof c.detail)
        return va_fail(err, VA_OVERFLOW, "a change of %s cannot be journalled: too long",
                       change->kind);
    memcpy(c.kind, change->kind, strlen(change->kind) + 1);
    memcpy(c.target, change->target, strlen(change->target) + 1);
    memcpy(c.detail, change->detail, strlen(change->detail) + 1);
    return ledger_change_begin(r->store, &c, out_id, err);
}

static enum va_code
host_change_enter(void *ctx, int64_t id, enum ledger_change_state state,
                  const char *detail, struct va_err *err)
{
    struct run *r = ctx;
    enum va_code code = ledger_change_enter(r->store, id, state, detail, err);

    if (!code)
        r->entered = state;
    return code;
}

void
run_host_init(struct run *r)
{
    r->host = (struct probe_host){
        .settings = &r->settings,
        .token = r->ledger.token,
        .session = session_options_get(r->world->session),
        .prices = r->host.prices,
        .clock = session_options_get(r->world->session)->clock,
        .elapsed_ms = host_elapsed_ms,
        .variable = host_variable,
        .wait = host_wait,
        .abandoned = host_abandoned,
        .say = host_say,
        .change_begin = host_change_begin,
        .change_enter = host_change_enter,
        .ctx = r,
    };
}
