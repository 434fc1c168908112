/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Telling the front end what happens. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "probe/run_parts.h"

void
run_tell(const struct run *r, struct probe_event *e)
{
    e->money =
        (struct probe_event_money){ r->ledger.totals.spent_pusd,
                                    r->ledger.totals.reserved_pusd, r->ledger.cap_pusd };
    r->world->tell(r->world->ctx, e);
}

void
run_say(const struct run *r, const char *fmt, ...)
{
    struct probe_event e;
    struct va_err line; /* its text is one harmless line */
    char text[VA_ERR_TEXT_MAX];
    va_list args;

    probe_event_init(&e, PROBE_EVENT_SAY, r->ledger.id);
    va_start(args, fmt);
    (void)vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    text[sizeof e.text - 1] = '\0';
    (void)va_fail(&line, VA_DATA, "%s", text);
    (void)snprintf(e.text, sizeof e.text, "%.*s", (int)sizeof e.text - 1, line.text);
    run_tell(r, &e);
}

void
run_tell_facts(const struct run *r)
{
    struct probe_event e;

    probe_event_init(&e, PROBE_EVENT_FACTS, r->ledger.id);
    e.facts = r->facts;
    run_tell(r, &e);
}

static int64_t
clip(va_int128 value)
{
    if (value > INT64_MAX)
        return INT64_MAX;
    return value < INT64_MIN ? INT64_MIN : (int64_t)value;
}

void
run_tell_step(const struct run *r, const struct plan_step *step)
{
    struct probe_event e;

    probe_event_init(&e, PROBE_EVENT_STEP, r->ledger.id);
    e.step = (struct probe_event_step){ .memory_mb = step->memory_mb,
                                        .runs = step->runs,
                                        .duration_ms = step->duration_ms,
                                        .expected_pusd = step->expected_pusd,
                                        .worst_pusd = step->worst_pusd,
                                        .regret_before = step->regret_before,
                                        .regret_after = step->regret_after,
                                        .gain_month_pusd = clip(step->gain_month_pusd) };
    if (step->stop != PLAN_NOT) {
        e.step.memory_mb = 0;
        e.step.runs = 0;
        (void)snprintf(e.step.stop, sizeof e.step.stop, "%s", plan_stop_name(step->stop));
    }
    run_tell(r, &e);
}
