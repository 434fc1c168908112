/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sizes of a run that is watched, a row each. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/money.h"
#include "tui/list.h"
#include "tui/probe_parts.h"

enum { ROWS_SHOWN_MAX = 8, WIDE = 100, CELL_BYTES = TEXT_NUMBER_MAX + 16 };

#define PERCENT 100.0

static const struct ink plain = { ROLE_TEXT, 0 };
static const struct ink bold = { ROLE_TITLE, CELL_BOLD };

int32_t
probe_table_rows(const struct probe_live *l)
{
    return 1 + (l->n_sizes < ROWS_SHOWN_MAX ? l->n_sizes : ROWS_SHOWN_MAX);
}

static const char *
ratio(char *out, double value, bool sign)
{
    char number[TEXT_NUMBER_MAX];

    if (!isfinite(value))
        return "-";
    text_number(number, PERCENT * value, 1, false);
    snprintf(out, CELL_BYTES, "%s%s%%", sign && value > 0 ? "+" : "", number);
    return out;
}

/* Does the mean lie in what was predicted? */
static const char *
in_band(const struct probe_live_size *s)
{
    if (!isfinite(s->mean_ms) || !isfinite(s->low_ms) || !isfinite(s->high_ms))
        return "-";
    return s->mean_ms >= s->low_ms && s->mean_ms <= s->high_ms ? "yes" : "NO";
}

static void
say_done(const struct probe_live_size *s, char *out)
{
    if (s->skipped)
        snprintf(out, CELL_BYTES, "%lld skip", (long long)s->over);
    else if (s->planned > 0)
        snprintf(out, CELL_BYTES, "%lld/%lld", (long long)s->over, (long long)s->planned);
    else
        snprintf(out, CELL_BYTES, "%lld", (long long)s->over);
}

/* The cells that all widths have. */
struct row_text {
    char done[CELL_BYTES], min[CELL_BYTES], mean[CELL_BYTES], p50[CELL_BYTES],
        p95[CELL_BYTES], cv[CELL_BYTES], predicted[CELL_BYTES], delta[CELL_BYTES],
        billed[CELL_BYTES], spent[CELL_BYTES];
};

static void
fill(const struct probe_live *l, const struct probe_live_size *s, struct row_text *r)
{
    char text[CELL_BYTES];

    say_done(s, r->done);
    text_time(r->min, s->min_ms);
    text_time(r->mean, s->mean_ms);
    text_time(r->p50, s->p50_ms);
    text_time(r->p95, s->p95_ms);
    text_time(r->predicted, s->predicted_ms);
    snprintf(r->cv, sizeof r->cv, "%s", ratio(text, s->cv, false));
    snprintf(r->delta, sizeof r->delta, "%s",
             ratio(text, s->mean_ms / s->predicted_ms - 1, true));
    snprintf(r->spent, sizeof r->spent, "-");
    if (l->paid)
        money_short(r->spent, s->spent_pusd);
    snprintf(r->billed, sizeof r->billed, "-");
    if (l->paid && s->billed_ms > 0)
        text_time(r->billed, (double)s->billed_ms);
}

static void
draw_row(struct frame *f, struct cell_rect at, const struct probe_live *l,
         const struct probe_live_size *s)
{
    struct row_text r;
    const char mark = s->memory_mb == l->at_mb && l->in_flight > 0 ? '*' : ' ';

    fill(l, s, &r);
    if (at.columns >= WIDE)
        frame_printf(
            f, at, plain,
            " %5d%c %-8.8s %9s %9s %9s %9s %6s %4lld %4lld %9s %7s  %-3s %9s %11s",
            (int)s->memory_mb, mark, r.done, r.min, r.mean, r.p50, r.p95, r.cv,
            (long long)s->n_cold, (long long)s->n[LEDGER_FAILED], r.predicted, r.delta,
            in_band(s), r.billed, r.spent);
    else
        frame_printf(f, at, plain, " %5d%c %-6.6s %8s %8s %6s %9s %7s  %-3s %3lld %11s",
                     (int)s->memory_mb, mark, r.done, r.mean, r.p95, r.cv, r.predicted,
                     r.delta, in_band(s), (long long)s->n[LEDGER_FAILED], r.spent);
}

void
probe_table_draw(const struct tui *t, struct frame *f, struct cell_rect area)
{
    const struct probe_live *l = probe_watch_get(t)->live;
    const int32_t at = probe_view_get(t)->size;
    const int32_t room = area.rows - 1;
    const int32_t first = list_scroll(0, at, l->n_sizes, room);

    if (area.columns >= WIDE)
        frame_printf(f, rect_rows(area, 0, 1), bold,
                     " %5s  %-8s %9s %9s %9s %9s %6s %4s %4s %9s %7s  %-3s %9s %11s",
                     "MB", "done", "min", "mean", "p50", "p95", "CV", "cold", "fail",
                     "predicted", "delta", "in", "billed", "spent");
    else
        frame_printf(f, rect_rows(area, 0, 1), bold,
                     " %5s  %-6s %8s %8s %6s %9s %7s  %-3s%4s %11s", "MB", "done", "mean",
                     "p95", "CV", "predicted", "delta", "in", "fail", "spent");
    for (int32_t i = first; i < l->n_sizes && i - first < room; i++) {
        const struct cell_rect row = rect_rows(area, i - first + 1, 1);

        draw_row(f, row, l, &l->sizes[i]);
        frame_spot_value(f, row, PANE_RUN, i);
        if (i != at)
            continue;
        frame_text(f, row, plain, ">");
        frame_select(f, row);
    }
}
