/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What came of an invocation, into the ledger. */
#include <stdio.h>
#include <string.h>

#include "probe/run_parts.h"

enum { FIRST_WAIT_MS = 250, WAIT_MS_MAX = 8000 };

/* As the user says, else as the provider does: where the planner looks, too. */
static const char *
region_of(const struct run *r)
{
    return r->settings.region[0] ? r->settings.region : r->facts.region;
}

/* The sample's names are the run's. */
static void
complete(const struct run *r, const struct run_shot *shot, struct probe_outcome *o)
{
    const struct probe_settings *s = &r->settings;
    struct sample *m = &o->sample;

    m->workload = s->workload;
    m->implementation = s->implementation;
    m->platform = s->platform;
    m->region = region_of(r);
    m->emulates = s->emulates;
    m->memory_mb = shot->memory_mb;
    m->n = 1;
    if (m->cpu && strlen(m->cpu) > TEXT_NAME_MAX)
        m->cpu = "";
    if (o->fate == LEDGER_FAILED && !m->error[0])
        m->error = "failed";
}

/* The bill; the worst case where it cannot be told. A function's own clock leaves out
 * what comes before and after its code: then the clock around the request says how much
 * may have been billed at most. */
static int64_t
cost_of(struct run *r, const struct probe_outcome *o, int64_t worst_pusd)
{
    struct sample billed = o->sample;
    int64_t cost = 0;

    if (o->fate != LEDGER_DONE && o->fate != LEDGER_FAILED)
        return 0;
    if (billed.billed_ms == SAMPLE_NONE && o->at_most_ms > 0)
        billed.billed_ms = o->at_most_ms;
    if (planning_cost(r->planning, &billed, &cost, NULL))
        return worst_pusd;
    return cost;
}

/* The result has arrived: it is not given up because somebody else writes to the
 * database, or the disk is full for a moment. */
static enum va_code
settle_surely(struct run *r, int64_t invocation, const struct ledger_result *result,
              struct va_err *err)
{
    int64_t wait_ms = FIRST_WAIT_MS;
    const bool was = r->deaf;
    enum va_code code = VA_OK;

    r->deaf = true; /* not even for a user in a hurry */
    for (int i = 0; i < RUN_SETTLE_TRIES_MAX; i++) {
        code = ledger_settle(r->store, invocation, result, err);
        if (code != VA_IO && code != VA_NOMEM)
            break;
        if (i == 0)
            run_say(r, "a result cannot be stored yet: %s", err->text);
        (void)run_wait(r, wait_ms, NULL);
        wait_ms = wait_ms * 2 > WAIT_MS_MAX ? WAIT_MS_MAX : wait_ms * 2;
    }
    r->deaf = was;
    return code;
}

enum va_code
run_settle(struct run *r, const struct run_shot *shot, struct probe_outcome *o,
           struct ledger_result *out, struct va_err *err)
{
    const bool billed = o->fate == LEDGER_DONE || o->fate == LEDGER_FAILED;
    struct va_err why = { .code = VA_OK };
    enum va_code code = VA_OK;

    complete(r, shot, o);
    *out =
        (struct ledger_result){ .fate = o->fate,
                                .cost_pusd = cost_of(r, o, shot->worst_pusd),
                                .now_ms = run_now_ms(r),
                                .source = o->source,
                                .text = o->text,
                                .sample = billed && !shot->warm_up ? &o->sample : NULL };
    if (shot->warm_up && o->fate == LEDGER_DONE)
        out->text = LEDGER_WARM_UP;
    code = settle_surely(r, shot->invocation, out, &why);
    if (code == VA_DATA && out->sample) {
        /* Its money is kept even when its figures cannot be. */
        (void)snprintf(o->text, sizeof o->text, "not stored: %.200s", why.text);
        run_say(r, "%s", o->text);
        out->sample = NULL;
        code = settle_surely(r, shot->invocation, out, &why);
    }
    return code ? va_fail(err, code, "%s", why.text) : VA_OK;
}
