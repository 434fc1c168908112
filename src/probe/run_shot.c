/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One invocation: its worst price is in the ledger before it is sent. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "probe/run_parts.h"

enum { FIRST_WAIT_MS = 500, WAIT_MS_MAX = 30000, ASKED_MS_MAX = 120000 };

#define NS_PER_MS 1e6

static double
ms_of(int64_t ns)
{
    return ns == SAMPLE_NONE ? NAN : (double)ns / NS_PER_MS;
}

static void
tell_sent(struct run *r, const struct run_shot *shot)
{
    struct probe_event e;

    probe_event_init(&e, PROBE_EVENT_SHOT, r->ledger.id);
    e.shot.invocation = shot->invocation;
    e.shot.memory_mb = shot->memory_mb;
    e.shot.run = shot->k;
    e.shot.runs = shot->n;
    e.shot.cold = r->settings.cold;
    e.shot.fate = LEDGER_OPEN;
    e.shot.cost_pusd = shot->worst_pusd;
    run_tell(r, &e);
}

static void
tell_result(struct run *r, const struct run_shot *shot, const struct probe_outcome *o,
            const struct ledger_result *result)
{
    struct probe_event e;

    probe_event_init(&e, PROBE_EVENT_SHOT, r->ledger.id);
    e.shot = (struct probe_event_shot){ .invocation = shot->invocation,
                                        .memory_mb = shot->memory_mb,
                                        .run = shot->k,
                                        .runs = shot->n,
                                        .cold = r->settings.cold,
                                        .fate = o->fate,
                                        .duration_ms = ms_of(o->sample.duration_ns),
                                        .init_ms = ms_of(o->sample.init_ns),
                                        .billed_ms = o->sample.billed_ms,
                                        .cost_pusd = result->cost_pusd };
    (void)snprintf(e.shot.source, sizeof e.shot.source, "%s",
                   result->source ? result->source : "");
    (void)snprintf(e.shot.cpu, sizeof e.shot.cpu, "%s", o->sample.cpu);
    (void)snprintf(e.text, sizeof e.text, "%s", result->text);
    run_tell(r, &e);
}

/* Send it. What the backend does not say is that it may have run. */
static enum va_code
invoke(struct run *r, const struct run_shot *shot, int32_t payload,
       struct probe_outcome *o, struct va_err *err)
{
    struct probe_shot p = { .invocation = shot->invocation,
                            .memory_mb = shot->memory_mb,
                            .payload = "{}",
                            .payload_len = 2,
                            .cold = r->settings.cold,
                            .timeout_ms = r->facts.timeout_ms };
    enum va_code code = VA_OK;

    if (r->payloads.each[payload].bytes) {
        p.payload = r->payloads.each[payload].bytes;
        p.payload_len = r->payloads.each[payload].len;
    }
    *o = (struct probe_outcome){ .fate = LEDGER_UNKNOWN, .source = "" };
    sample_init(&o->sample);
    code = r->backend->invoke(r->self, &p, o, err);
    if (code) { /* nothing was sent */
        o->fate = LEDGER_REFUSED;
        o->retry_after_ms = -1;
        (void)snprintf(o->text, sizeof o->text, "%.*s", LEDGER_WHY_MAX - 1,
                       err ? err->text : "");
    }
    return code;
}

/* The intent, into the ledger. */
static enum va_code
reserve(struct run *r, struct run_shot *shot, int32_t payload, struct va_err *err)
{
    struct ledger_intent intent = { .memory_mb = shot->memory_mb,
                                    .payload = payload,
                                    .cold = r->settings.cold,
                                    .now_ms = run_now_ms(r),
                                    .again_of = shot->again_of };
    enum va_code code = planning_worst(r->planning, shot->memory_mb, r->facts.timeout_ms,
                                       &intent.worst_pusd, err);

    if (!code)
        code = ledger_reserve(r->store, r->ledger.id, &intent, &shot->invocation, err);
    shot->worst_pusd = intent.worst_pusd;
    if (!code)
        (void)run_read_totals(r, NULL); /* only told; read again once it is settled */
    return code;
}

/* One try. */
static enum va_code
try_once(struct run *r, struct run_shot *shot, struct probe_outcome *o,
         struct va_err *err)
{
    const struct run_size *size = run_size(r, shot->memory_mb);
    const int32_t payload = shot->again_of
                                ? shot->payload
                                : run_pick_payload(&r->settings, size ? size->runs : 0);
    struct ledger_result result = { .cost_pusd = 0 };
    struct va_err why = { .code = VA_OK };
    enum va_code sent = VA_OK;
    enum va_code code = reserve(r, shot, payload, err);

    *o = (struct probe_outcome){ .fate = LEDGER_REFUSED, .retry_after_ms = -1 };
    if (code || !shot->invocation)
        return code;
    tell_sent(r, shot);
    sent = invoke(r, shot, payload, o, &why);
    code = run_settle(r, shot, o, &result, err);
    if (!code)
        code = run_read_totals(r, err);
    if (code)
        return code;
    tell_result(r, shot, o, &result);
    return sent ? va_fail(err, sent, "%s", why.text) : VA_OK;
}

/* How it ended tells whether anything more is to be tried at all. */
static enum va_code
judge(struct run *r, const struct probe_outcome *o, struct va_err *err)
{
    const bool unknown = o->fate == LEDGER_UNKNOWN;

    r->unknown_in_a_row = unknown ? r->unknown_in_a_row + 1 : 0;
    r->answered = r->answered || o->fate == LEDGER_DONE;
    if (o->fate == LEDGER_REFUSED && !run_stopped(r))
        return va_fail(err, VA_NETWORK, "refused: %s", o->text);
    if (r->unknown_in_a_row >= RUN_UNKNOWN_MAX && !run_stopped(r))
        return va_fail(err, VA_NETWORK, "no telling what became of %d in a row: %s",
                       (int)r->unknown_in_a_row, o->text);
    return VA_OK;
}

/* Says an error so? Backends quote the provider's words. */
static bool
lacks_memory(const char *text)
{
    static const char *const words[] = { "memory", "OutOfMemory", "signal: killed" };

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strstr(text, words[i]))
            return true;
    }
    return false;
}

static void
give_verdict(const struct probe_outcome *o, struct run_verdict *out)
{
    const char *error = o->sample.error ? o->sample.error : "";

    *out = (struct run_verdict){ .fate = o->fate };
    out->of_size =
        o->fate == LEDGER_FAILED && (sample_timed_out(&o->sample) || lacks_memory(error));
    (void)snprintf(out->text, sizeof out->text, "%s", o->text[0] ? o->text : error);
}

/* As long as the provider asks for, within reason, or longer. */
static int64_t
pause_ms(const struct probe_outcome *o, int64_t wait_ms)
{
    const int64_t asked_ms =
        o->retry_after_ms < ASKED_MS_MAX ? o->retry_after_ms : ASKED_MS_MAX;

    return asked_ms > wait_ms ? asked_ms : wait_ms;
}

enum va_code
run_shoot(struct run *r, struct run_shot *shot, struct run_verdict *out,
          struct va_err *err)
{
    struct probe_outcome o;
    int64_t wait_ms = FIRST_WAIT_MS;
    enum va_code code = VA_OK;

    for (int i = 0; i < RUN_TRIES_MAX; i++) {
        code = try_once(r, shot, &o, err);
        if (code)
            return code;
        /* Paused, left out, or made again by another runner: run_heed sees to it. */
        if (!shot->invocation) {
            *out = (struct run_verdict){ .fate = LEDGER_REFUSED };
            return VA_OK;
        }
        if (o.fate != LEDGER_REFUSED || o.retry_after_ms < 0 || run_stopped(r) ||
            i + 1 == RUN_TRIES_MAX)
            break;
        code = run_wait(r, pause_ms(&o, wait_ms), err);
        if (code || run_stopped(r))
            break;
        wait_ms = wait_ms * 2 > WAIT_MS_MAX ? WAIT_MS_MAX : wait_ms * 2;
    }
    give_verdict(&o, out);
    return code ? code : judge(r, &o, err);
}
