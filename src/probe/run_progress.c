/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was done so far, by the ledger: a runner that comes later goes on from there. */
#include <string.h>

#include "probe/run_parts.h"

struct run_size *
run_size(struct run *r, int32_t memory_mb)
{
    int32_t i = 0;

    while (i < r->n_sizes && r->sizes[i].memory_mb != memory_mb)
        i++;
    if (i == PROBE_SIZES_MAX)
        return NULL;
    if (i == r->n_sizes)
        r->sizes[r->n_sizes++] = (struct run_size){ .memory_mb = memory_mb };
    return &r->sizes[i];
}

bool
run_size_ends(const struct run_size *s)
{
    return s->given_up || s->failures >= RUN_FAILURES_MAX;
}

/* One in the place of another is no more of the plan, and the other fails no more. */
static enum va_code
count_one(void *ctx, const struct ledger_invocation *i)
{
    struct run *r = ctx;
    struct run_size *size = run_size(r, i->intent.memory_mb);

    if (!size)
        return VA_OVERFLOW;
    r->answered = r->answered || i->fate == LEDGER_DONE;
    if (i->fate == LEDGER_OPEN || i->fate == LEDGER_REFUSED ||
        !strcmp(i->text, LEDGER_WARM_UP))
        return VA_OK;
    size->runs += i->intent.again_of == 0;
    size->failures += i->fate == LEDGER_FAILED && !i->made_again;
    return VA_OK;
}

enum va_code
run_read_progress(struct run *r, struct va_err *err)
{
    r->n_sizes = 0;
    return ledger_visit_invocations(r->store, r->ledger.id, count_one, r, err);
}

void
run_progress(const struct run *r, struct planning_done *out)
{
    *out = (struct planning_done){ .n = r->n_sizes };
    for (int32_t i = 0; i < r->n_sizes; i++) {
        const struct run_size *s = &r->sizes[i];

        out->memory_mb[i] = s->memory_mb;
        out->runs[i] = s->runs > s->base ? s->runs - s->base : 0;
        if (run_size_ends(s))
            out->runs[i] = PROBE_RUNS_MAX;
    }
}

void
run_new_round(struct run *r)
{
    for (int32_t i = 0; i < r->n_sizes; i++)
        r->sizes[i].base = r->sizes[i].runs;
}

void
run_resume_round(struct run *r)
{
    const int32_t each = r->settings.runs > 0 ? r->settings.runs : 1;
    int32_t most = 0;

    if (!r->settings.every_ms)
        return;
    for (int32_t i = 0; i < r->n_sizes; i++)
        most = r->sizes[i].runs > most ? r->sizes[i].runs : most;
    for (int32_t i = 0; i < r->n_sizes; i++)
        r->sizes[i].base = most ? (most - 1) / each * each : 0;
}

enum va_code
run_read_totals(struct run *r, struct va_err *err)
{
    struct ledger_run now;
    enum va_code code = ledger_load(r->store, r->ledger.id, &now, NULL, err);

    if (!code) {
        r->ledger.totals = now.totals;
        r->ledger.cap_pusd = now.cap_pusd;
    }
    return code;
}
