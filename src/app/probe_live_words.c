/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A run that goes on, in words. */
#include <math.h>
#include <string.h>

#include "app/probe_live.h"
#include "app/probe_request.h"
#include "app/probe_words.h"
#include "app/words.h"
#include "base/clock.h"
#include "base/money.h"
#include "base/text.h"

enum { CLOCK_AT = 11, CLOCK_LEN = 8 };

#define PERCENT 100.0

const char *
probe_live_state(const struct probe_live *l)
{
    return probe_state_words(&l->run, l->alive);
}

/* "16/24", or "16 done" where the planner chooses as it goes. */
static void
say_runs(const struct probe_live *l, struct buf *out)
{
    if (l->planned_known)
        buf_printf(out, "%lld/%lld", (long long)l->over, (long long)l->planned);
    else
        buf_printf(out, "%lld done", (long long)l->over);
}

void
probe_live_chip(const struct probe_live *l, struct buf *out)
{
    char text[MONEY_TEXT_MAX];

    buf_text(out, probe_is_simulated(&l->settings) ? "SIMULATED " : "PROBE ");
    if (l->run.paused)
        buf_text(out, "PAUSED ");
    say_runs(l, out);
    if (l->paid)
        buf_printf(out, " %s", money_short(text, l->run.totals.spent_pusd));
}

/* The time of day, UTC. */
static void
say_clock(int64_t ms, struct buf *out)
{
    char text[DATE_TEXT_MAX];

    if (ms == TIME_UNKNOWN)
        return;
    time_format(text, ms);
    if (strlen(text) > CLOCK_AT + CLOCK_LEN)
        buf_printf(out, "%.*s  ", CLOCK_LEN, text + CLOCK_AT);
}

/* What it cost, where anything is paid: "billed 70.5 s  $0.00196", "not billed". */
static void
say_bill(const struct probe_live *l, const struct probe_live_line *line, struct buf *out)
{
    char text[MONEY_TEXT_MAX];
    char time[TEXT_NUMBER_MAX];

    if (!l->paid)
        return;
    if (line->fate == LEDGER_REFUSED) {
        buf_text(out, "  not billed");
        return;
    }
    if (line->fate == LEDGER_OPEN || line->fate == LEDGER_UNKNOWN) {
        buf_printf(out, "  may be billed, up to %s", money_short(text, line->cost_pusd));
        return;
    }
    if (line->billed_ms > 0)
        buf_printf(out, "  billed %s", text_time(time, (double)line->billed_ms));
    buf_printf(out, "  %s", money_short(text, line->cost_pusd));
}

void
probe_live_say_line(const struct probe_live *l, const struct probe_live_line *line,
                    bool wide, struct buf *out)
{
    static const char *const fates[LEDGER_FATE_COUNT] = {
        [LEDGER_OPEN] = "sent",       [LEDGER_DONE] = "ok",
        [LEDGER_FAILED] = "FAIL",     [LEDGER_REFUSED] = "FAIL refused",
        [LEDGER_UNKNOWN] = "UNKNOWN",
    };
    const bool warm_up = !strcmp(line->text, LEDGER_WARM_UP);
    char time[TEXT_NUMBER_MAX];

    say_clock(line->at_ms, out);
    if (line->memory_mb == 0) {
        buf_text(out, line->text);
        return;
    }
    buf_printf(out, "%5d MB  run %lld  %s", (int)line->memory_mb, (long long)line->number,
               fates[line->fate]);
    if (isfinite(line->duration_ms))
        buf_printf(out, "  %s", text_time(time, line->duration_ms));
    say_bill(l, line, out);
    if (line->fate == LEDGER_DONE)
        buf_printf(out, "  %s", warm_up ? "warm-up" : line->cold ? "cold" : "warm");
    else if (line->text[0])
        buf_printf(out, "  %s", line->text);
    if (wide && line->cpu[0])
        buf_printf(out, "  %s", line->cpu);
    if (wide && line->request_id[0])
        buf_printf(out, "  request %s", line->request_id);
}

void
probe_live_say_guard(const struct probe_live *l, struct buf *out)
{
    const struct probe_guard g = probe_live_guard(l);
    const int64_t timeout_ms = probe_timeout_ms(&l->settings, &l->run.facts);
    char text[MONEY_TEXT_MAX];
    char time[TEXT_NUMBER_MAX];

    if (!l->paid) {
        buf_text(out, "runs on this machine: it costs nothing");
        return;
    }
    if (g.need_pusd == COST_UNKNOWN) {
        buf_text(out, "nothing was sent yet");
        return;
    }
    buf_printf(out, "%s: in flight + next run <= %s", g.holds ? "OK" : "ends at the cap",
               money_short(text, g.need_pusd));
    if (timeout_ms > 0)
        buf_printf(out, " (%s timeout)", text_time(time, (double)timeout_ms));
    buf_printf(out, ", left %s", money_short(text, g.left_pusd));
}

static void
say_pick(struct buf *out, const char *label, const struct probe_pick *p)
{
    char text[TEXT_NUMBER_MAX];

    buf_printf(out, "%s: ", label);
    if (!p->has) {
        buf_text(out, "no pick, too little is known\n");
        return;
    }
    buf_printf(out, "%d MB, %s, ", (int)p->memory_mb, text_time(text, p->duration_ms));
    words_cost(out, p->cost_pusd);
    buf_byte(out, '\n');
}

static void
say_size(struct buf *out, const struct probe_live *l, const struct probe_live_size *s)
{
    char text[MONEY_TEXT_MAX];
    char time[TEXT_NUMBER_MAX];

    buf_printf(out, "%d MB: %lld", (int)s->memory_mb, (long long)s->over);
    if (s->planned > 0)
        buf_printf(out, " of %lld", (long long)s->planned);
    buf_text(out, s->skipped ? " runs, left out" : " runs");
    if (isfinite(s->mean_ms)) {
        buf_printf(out, ", mean %s", text_time(time, s->mean_ms));
        buf_printf(out, ", p95 %s", text_time(time, s->p95_ms));
    }
    if (isfinite(s->cv))
        buf_printf(out, ", CV %s%%", text_number(time, PERCENT * s->cv, 1, false));
    if (isfinite(s->predicted_ms))
        buf_printf(out, ", predicted %s", text_time(time, s->predicted_ms));
    if (s->n[LEDGER_FAILED] > 0)
        buf_printf(out, ", %lld failed", (long long)s->n[LEDGER_FAILED]);
    if (s->n[LEDGER_UNKNOWN] > 0)
        buf_printf(out, ", %lld unknown", (long long)s->n[LEDGER_UNKNOWN]);
    if (l->paid)
        buf_printf(out, ", spent %s", money_short(text, s->spent_pusd));
    buf_byte(out, '\n');
}

static void
say_head(const struct probe_live *l, struct buf *out)
{
    const double eta_ms = probe_live_eta_ms(l);

    buf_printf(out, "Probe %lld: %s, ", (long long)l->run.id, l->settings.workload);
    probe_say_where(out, &l->settings);
    buf_printf(out, ", %s\n", probe_live_state(l));
    if (l->run.why[0])
        buf_printf(out, "It ended: %s.\n", l->run.why);
    buf_text(out, "Runs: ");
    say_runs(l, out);
    if (l->in_flight > 0)
        buf_printf(out, ", %lld in flight", (long long)l->in_flight);
    if (isfinite(eta_ms) && eta_ms > 0) {
        buf_text(out, ", about ");
        probe_say_span(out, eta_ms);
        buf_text(out, " left");
    }
    buf_byte(out, '\n');
    if (l->paid) {
        buf_printf(out, "Money: %s", probe_money_mark(&l->settings));
        probe_say_money(out, l->run.totals.spent_pusd, l->run.totals.reserved_pusd,
                        l->run.cap_pusd);
        buf_byte(out, '\n');
    }
    if (!probe_live_is_over(l)) {
        buf_text(out, "Guard: ");
        probe_live_say_guard(l, out);
        buf_byte(out, '\n');
    }
}

void
probe_live_say(const struct probe_live *l, struct buf *out)
{
    const struct probe_live_line *line = NULL;

    say_head(l, out);
    for (int32_t i = 0; i < l->n_sizes; i++)
        say_size(out, l, &l->sizes[i]);
    if (l->has_before)
        say_pick(out, "Before", &l->before);
    if (l->has_after)
        say_pick(out, "After", &l->after);
    for (int64_t i = 0; (line = probe_live_log(l, i)) != NULL; i++) {
        probe_live_say_line(l, line, true, out);
        buf_byte(out, '\n');
    }
}
