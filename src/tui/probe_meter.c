/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The run on the screen: meter, guard, log, and where its other parts go. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/probe_words.h"
#include "base/clock.h"
#include "base/money.h"
#include "tui/probe_parts.h"

enum {
    LINE_BYTES = 1024,
    BAR_AT = 36,
    BAR_COLUMNS = 16,
    METER_ROWS = 5,
    BADGE_COLUMNS = 72,
    WIDE = 100,
    TALL = 34,
    LOG_ROWS = 5,
    EFFECT_ROWS = 5,
    EFFECT_COLUMNS = 48,
    SECOND = 1000,
    MINUTE = 60,
    HOUR = 3600
};

static const struct ink plain = { ROLE_TEXT, 0 };
static const struct ink dim = { ROLE_DIM, 0 };
static const struct ink bold = { ROLE_TITLE, CELL_BOLD };
static const struct ink warn = { ROLE_WARN, CELL_BOLD };
static const struct ink bad = { ROLE_BAD, 0 };

/* "00:32:13" since it began. */
static void
say_age(const struct tui *t, const struct probe_live *l, char *out, size_t size)
{
    const int64_t end_ms =
        l->run.ended_ms == TIME_UNKNOWN ? session_now_ms(t->session) : l->run.ended_ms;
    int64_t s = 0;

    if (l->run.started_ms == TIME_UNKNOWN) {
        snprintf(out, size, "--:--:--");
        return;
    }
    s = end_ms > l->run.started_ms ? (end_ms - l->run.started_ms) / SECOND : 0;
    snprintf(out, size, "%02lld:%02lld:%02lld", (long long)(s / HOUR),
             (long long)(s / MINUTE % MINUTE), (long long)(s % MINUTE));
}

static const char *
state_of(const struct tui *t, const struct probe_live *l)
{
    const struct probe_watch *w = probe_watch_get(t);

    if (!probe_watch_runs(t) || w->stops == 0)
        return probe_live_state(l);
    return w->stops > 1 ? "abandoning" : "ending after this run";
}

static void
draw_head(const struct tui *t, struct frame *f, struct cell_rect at,
          const struct probe_live *l)
{
    char age[32];

    say_age(t, l, age, sizeof age);
    frame_printf(f, at, bold, " Probe %lld  %s > %s%s%s   %s %s", (long long)l->run.id,
                 l->settings.workload, l->settings.platform,
                 l->run.facts.region[0] ? " " : "", l->run.facts.region, state_of(t, l),
                 age);
    if (at.columns < BADGE_COLUMNS)
        return;
    if (probe_is_simulated(&l->settings))
        frame_right(f, at, warn, "SIMULATED ");
    else
        frame_right(f, at, l->paid ? warn : dim,
                    l->paid ? "REAL MONEY " : "COSTS NOTHING ");
}

/* A label, a bar, and what stands behind it. */
static void
draw_bar(struct frame *f, struct cell_rect at, double share, const char *before,
         const char *after)
{
    const int32_t columns = at.columns >= WIDE ? 2 * BAR_COLUMNS : BAR_COLUMNS;
    struct cell_rect bar = rect_columns(at, BAR_AT, columns);

    frame_printf(f, at, plain, " %s", before);
    if (share >= 0) {
        frame_text(f, rect_columns(at, BAR_AT - 1, 1), plain, "[");
        frame_bar(f, bar, share > 1 ? 1 : share, ROLE_CHART1);
        frame_text(f, rect_columns(at, BAR_AT + columns, 1), plain, "]");
    }
    frame_text(f, rect_columns(at, BAR_AT + columns + 2, at.columns), plain, after);
}

static double
share_of(int64_t part, int64_t whole)
{
    return whole > 0 ? (double)part / (double)whole : -1;
}

static void
draw_money(struct frame *f, struct cell_rect at, const struct probe_live *l)
{
    const int64_t spent = l->run.totals.spent_pusd;
    const double share = share_of(spent, l->run.cap_pusd);
    char text[MONEY_TEXT_MAX];
    char cap[MONEY_TEXT_MAX];
    char before[128];
    char after[64] = "";

    snprintf(before, sizeof before, "Spent  %s of %s cap", money_short(text, spent),
             money_short(cap, l->run.cap_pusd));
    if (share > 0 && share < 0.01)
        snprintf(after, sizeof after, "<1%%");
    else if (share >= 0)
        snprintf(after, sizeof after, "%d%%", (int)(100 * share));
    if (probe_is_simulated(&l->settings)) {
        const size_t used = strlen(after);

        snprintf(after + used, sizeof after - used, "%s$0 real, simulated",
                 used ? "  " : "");
    }
    draw_bar(f, at, share, before, after);
}

static void
draw_runs(struct frame *f, struct cell_rect at, const struct probe_live *l)
{
    const double eta_ms = probe_live_eta_ms(l);
    char before[128];
    struct buf after;

    if (l->planned_known)
        snprintf(before, sizeof before, "Runs   %lld of %lld", (long long)l->over,
                 (long long)l->planned);
    else if (probe_live_is_over(l))
        snprintf(before, sizeof before, "Runs   %lld", (long long)l->over);
    else
        snprintf(before, sizeof before, "Runs   %lld, about %lld", (long long)l->over,
                 (long long)(l->planned > l->over ? l->planned : l->over));
    buf_init(&after, LINE_BYTES);
    if (!probe_live_is_over(l))
        buf_printf(&after, "%lld in flight", (long long)l->in_flight);
    if (isfinite(eta_ms) && eta_ms > 0) {
        buf_text(&after, "  eta ");
        probe_say_span(&after, eta_ms);
    }
    draw_bar(f, at,
             l->planned_known || !probe_live_is_over(l) ? share_of(l->over, l->planned)
                                                        : -1,
             before, buf_get(&after));
    buf_clear(&after);
}

static void
draw_guard(struct frame *f, struct cell_rect at, const struct probe_live *l)
{
    const struct probe_guard g = probe_live_guard(l);
    const bool ends = l->paid && g.need_pusd != COST_UNKNOWN && !g.holds;
    struct buf line;

    if (probe_live_is_over(l)) {
        frame_printf(f, at, plain, " Ended  %s", l->run.why);
        return;
    }
    if (probe_live_is_dead(l)) {
        frame_text(f, at, warn, " Died   nobody works on it; Enter in the list goes on");
        return;
    }
    buf_init(&line, LINE_BYTES);
    probe_live_say_guard(l, &line);
    frame_printf(f, at, ends ? warn : plain, " Guard  %s", buf_get(&line));
    buf_clear(&line);
}

static void
draw_log(struct frame *f, struct cell_rect area, const struct probe_live *l)
{
    struct buf line;

    if (area.rows < 2)
        return;
    frame_rule(f, rect_rows(area, 0, 1), "Log (L: all of it, Enter: receipt)");
    buf_init(&line, LINE_BYTES);
    for (int32_t i = 0; i + 1 < area.rows; i++) {
        const struct probe_live_line *at = probe_live_log(l, i);
        const bool failed = at && at->memory_mb > 0 && at->fate != LEDGER_DONE;

        if (!at)
            break;
        probe_live_say_line(l, at, area.columns >= WIDE, &line);
        if (!line.code)
            frame_printf(f, rect_rows(area, i + 1, 1), failed ? bad : plain, " %s",
                         buf_get(&line));
        buf_reset(&line);
    }
    buf_clear(&line);
}

static void
draw_meter(const struct tui *t, struct frame *f, struct cell_rect area,
           const struct probe_live *l)
{
    int32_t row = 1;

    draw_head(t, f, rect_rows(area, 0, 1), l);
    if (l->paid)
        draw_money(f, rect_rows(area, row++, 1), l);
    draw_runs(f, rect_rows(area, row++, 1), l);
    draw_guard(f, rect_rows(area, row, 1), l);
}

/* What is left below the meter goes to table, chart, effect and log, as it fits. */
void
probe_run_draw(const struct tui *t, struct frame *f, struct cell_rect area)
{
    const struct probe_live *l = probe_watch_get(t)->live;
    const bool large = area.columns >= WIDE && area.rows >= TALL;
    const int32_t sizes = probe_table_rows(l);
    int32_t log = large ? 2 * LOG_ROWS : LOG_ROWS + 1;
    int32_t row = l->paid ? METER_ROWS : METER_ROWS - 1;
    int32_t rest = 0;

    draw_meter(t, f, area, l);
    if (area.rows < row + sizes + EFFECT_ROWS + 1 + log)
        log = area.rows - row - sizes - EFFECT_ROWS - 1;
    probe_table_draw(t, f, rect_rows(area, row, sizes));
    row += sizes;
    rest = area.rows - row - (log > 0 ? log : 0) - 1;
    if (large) {
        const int32_t left = area.columns - EFFECT_COLUMNS;

        probe_chart_draw(t, f, rect_columns(rect_rows(area, row, rest), 0, left));
        probe_effect_draw(t, f,
                          rect_columns(rect_rows(area, row, rest), left, EFFECT_COLUMNS));
        row += rest;
        draw_log(f, rect_rows(area, row, log), l);
    } else {
        if (log > 1)
            draw_log(f, rect_rows(area, row, log), l);
        row += log > 1 ? log : 0;
        probe_effect_draw(t, f, rect_rows(area, row, area.rows - row - 1));
    }
    frame_text(f, rect_rows(area, area.rows - 1, 1), dim,
               l->paid ? " Spend = billed time x price table. The provider's bill is the "
                         "authority."
                       : " Runs on this machine: it costs nothing.");
}
