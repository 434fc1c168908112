/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The runs there are, as a list. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/money.h"
#include "tui/list.h"
#include "tui/probe_parts.h"

enum { FIRST_CAP = 16, HEAD_ROWS = 2, WIDE = 100 };

struct filling {
    struct session *session;
    struct probe_rows *rows;
};

/* Never confirmed: nobody wants to see it. */
static bool
is_nothing(const struct ledger_run *run)
{
    return run->state == LEDGER_RUN_DRAFT ||
           (run->state == LEDGER_RUN_STOPPED && run->started_ms == TIME_UNKNOWN);
}

static enum va_code
grow(struct probe_rows *r)
{
    const int32_t cap = r->cap ? 2 * r->cap : FIRST_CAP;
    struct probe_row *rows = NULL;

    if (r->n < r->cap)
        return VA_OK;
    rows = realloc(r->rows, (size_t)cap * sizeof *rows);
    if (!rows)
        return VA_NOMEM;
    r->rows = rows;
    r->cap = cap;
    return VA_OK;
}

static enum va_code
take_run(void *ctx, const struct ledger_run *run, const struct probe_settings *settings)
{
    struct filling *f = ctx;
    struct probe_rows *r = f->rows;
    struct probe_row *row = NULL;
    struct va_err ignored;
    bool alive = false;

    if (is_nothing(run) || r->n == PROBE_ROWS_MAX)
        return VA_OK;
    if (grow(r))
        return VA_NOMEM;
    if (run->state == LEDGER_RUN_RUNNING || run->state == LEDGER_RUN_READY)
        (void)probe_is_alive(f->session, run->id, &alive, &ignored);
    row = &r->rows[r->n++];
    *row = (struct probe_row){ .id = run->id,
                               .created_ms = run->created_ms,
                               .over = ledger_over(&run->totals),
                               .planned = probe_planned(settings),
                               .spent_pusd = run->totals.spent_pusd,
                               .cap_pusd = run->cap_pusd,
                               .n_changes_left = run->totals.n_changes_left,
                               .alive = alive,
                               .ended = run->state != LEDGER_RUN_RUNNING &&
                                        run->state != LEDGER_RUN_READY };
    snprintf(row->state, sizeof row->state, "%s", probe_state_words(run, alive));
    snprintf(row->workload, sizeof row->workload, "%s", settings->workload);
    snprintf(row->platform, sizeof row->platform, "%s", settings->platform);
    return VA_OK;
}

enum va_code
probe_rows_read(struct session *s, struct probe_rows *r, struct va_err *err)
{
    struct filling f = { s, r };
    struct store *store = NULL;
    enum va_code code = session_store(s, false, &store, err);

    r->n = 0;
    if (!code && store)
        code = ledger_visit(store, take_run, &f, err);
    if (r->at >= r->n)
        r->at = r->n > 0 ? r->n - 1 : 0;
    return code;
}

void
probe_rows_clear(struct probe_rows *r)
{
    free(r->rows);
    *r = (struct probe_rows){ .n = 0 };
}

/* "16/24" or "16" */
static void
say_runs(const struct probe_row *row, char *out, size_t size)
{
    if (row->planned > 0)
        snprintf(out, size, "%lld/%lld", (long long)row->over, (long long)row->planned);
    else
        snprintf(out, size, "%lld", (long long)row->over);
}

static void
say_row(const struct probe_row *row, bool wide, char *out, size_t size)
{
    const char *left = row->n_changes_left > 0 && !row->alive ? "  not put back: R" : "";
    char when[DATE_TEXT_MAX];
    char runs[48];
    char spent[MONEY_TEXT_MAX] = "-";
    char cap[MONEY_TEXT_MAX] = "-";

    day_format(when, row->created_ms);
    say_runs(row, runs, sizeof runs);
    if (row->cap_pusd != LEDGER_NO_CAP) {
        money_short(spent, row->spent_pusd);
        money_short(cap, row->cap_pusd);
    }
    snprintf(out, size, "%4lld  %-10s  %-12s %-14.14s %7s %11s %10s  %s%s",
             (long long)row->id, when, *left ? "left changes" : row->state, row->workload,
             runs, spent, cap, wide ? row->platform : "", wide ? left : "");
}

void
probe_rows_draw(const struct tui *t, struct frame *f, struct cell_rect area)
{
    static const struct ink plain = { ROLE_TEXT, 0 };
    static const struct ink title = { ROLE_TITLE, CELL_BOLD };
    static const struct ink dim = { ROLE_DIM, 0 };
    const struct probe_rows *r = &probe_view_get(t)->rows;
    const int32_t room = area.rows - HEAD_ROWS - 1;
    const int32_t first = list_scroll(0, r->at, r->n, room);
    const bool wide = area.columns >= WIDE;
    char line[512];

    if (r->n == 0) {
        frame_wrap(f, rect_columns(rect_rows(area, 1, area.rows - 1), 1, area.columns),
                   plain,
                   "No probe was run yet. P plans one for the open workload: it shows "
                   "what measuring costs, and spends nothing.");
        return;
    }
    frame_printf(f, rect_rows(area, 0, 1), dim, " %d run%s, newest first", (int)r->n,
                 r->n == 1 ? "" : "s");
    frame_printf(f, rect_rows(area, 1, 1), title,
                 " %4s  %-10s  %-12s %-14s %7s %11s %10s  %s", "Run", "Begun", "State",
                 "Workload", "Runs", "Spent", "Cap", wide ? "Platform" : "");
    for (int32_t i = first; i < r->n && i - first < room; i++) {
        const struct cell_rect at = rect_rows(area, HEAD_ROWS + i - first, 1);

        say_row(&r->rows[i], wide, line, sizeof line);
        frame_printf(f, at, plain, "%c%s", i == r->at ? '>' : ' ', line);
        frame_spot_value(f, at, PANE_ROWS, i);
        if (i == r->at)
            frame_select(f, at);
    }
    frame_text(
        f, rect_rows(area, area.rows - 1, 1), dim,
        " Enter: follow it, or its receipt   P: plan another   R: put back what it "
        "left");
}

void
probe_rows_say(const struct probe_rows *r, struct buf *out)
{
    char money[MONEY_TEXT_MAX];
    char runs[48];

    if (r->n == 0)
        buf_text(out, "No probe was run yet.\n");
    for (int32_t i = 0; i < r->n; i++) {
        const struct probe_row *row = &r->rows[i];

        say_runs(row, runs, sizeof runs);
        buf_printf(out, "%d. run %lld of %s on %s: %s, %s runs", (int)i + 1,
                   (long long)row->id, row->workload, row->platform, row->state, runs);
        if (row->cap_pusd != LEDGER_NO_CAP) {
            buf_printf(out, ", spent %s", money_short(money, row->spent_pusd));
            buf_printf(out, " of %s", money_short(money, row->cap_pusd));
        }
        buf_text(out, row->n_changes_left > 0 && !row->alive ? ", not put back\n" : "\n");
    }
}
