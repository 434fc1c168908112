/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pick, safe pick, now, ranking and reasons as lines of at most 80 columns. */
#include "app/advise_text.h"

#include <math.h>
#include <stdio.h>

#include "app/table.h"
#include "app/words.h"
#include "base/clock.h"
#include "base/text.h"

enum { MEMORY_WIDTH = 8, TIME_WIDTH = 8, LINE_MAX_BYTES = 4096 };

static void
pad_text(struct buf *out, const char *text, int width)
{
    buf_pad(out, ' ', width - text_width(text));
    buf_text(out, text);
}

static void
pad_left(struct buf *out, const char *text, int width)
{
    buf_text(out, text);
    buf_pad(out, ' ', width - text_width(text));
}

/* "  pick     1708 MB     71.9 s   $0.0019995" */
static void
put_line(struct buf *out, const char *role, const struct configuration *c)
{
    char text[TEXT_NUMBER_MAX];
    char mb[TEXT_NUMBER_MAX];

    buf_text(out, "  ");
    pad_left(out, role, 5);
    snprintf(mb, sizeof mb, "%d MB", c->memory_mb);
    pad_text(out, mb, MEMORY_WIDTH);
    buf_byte(out, ' ');
    pad_text(out, text_time(text, c->duration_ms), TIME_WIDTH);
    buf_text(out, "   ");
    words_cost(out, c->cost_pusd);
}

static void
put_interval(struct buf *out, const struct configuration *c)
{
    char low[TEXT_NUMBER_MAX];
    char high[TEXT_NUMBER_MAX];

    if (isfinite(c->duration_low_ms))
        buf_printf(out, "  90%% interval: %s to %s; %s at this size\n",
                   text_time(low, c->duration_low_ms),
                   text_time(high, c->duration_high_ms),
                   c->measured ? "measured" : "predicted, not measured,");
}

static void
put_pick(struct buf *out, const struct advice *a)
{
    const struct configuration *c = &a->pick;

    put_line(out, "pick", c);
    if (c->cost_pusd != COST_UNKNOWN) {
        buf_text(out, " per invocation   ");
        words_per_million(out, c->cost_pusd);
    }
    buf_byte(out, '\n');
    if (c->month_pusd >= 0) {
        char text[MONEY_TEXT_MAX];

        buf_printf(out, "  month  %s at the volume given\n",
                   money_short(text, c->month_pusd));
    }
}

static const char *
safe_missing_text(enum advice_reason r)
{
    if (r == ADVICE_NO_SPREAD)
        return "none: a published curve states no spread, so no size can be called sure";
    if (r == ADVICE_NO_GOAL)
        return NULL;
    return "none: no size meets the goal with that confidence";
}

static void
put_safe(struct buf *out, const struct advise_request *request, const struct advice *a)
{
    const char *missing = safe_missing_text(a->safe_missing);
    char text[TEXT_NUMBER_MAX];

    if (!a->has_safe) {
        if (missing)
            buf_printf(out, "  safe   %s\n", missing);
        return;
    }
    put_line(out, "safe", &a->safe);
    buf_printf(out, "   %s%% sure to meet the goal\n",
               text_number(text, 100 * request->goal.confidence_ratio, 1, false));
}

static void
put_now(struct buf *out, const struct advice *a)
{
    if (!a->has_now)
        return;
    put_line(out, "now", &a->now);
    if (a->feasible && isfinite(a->now.duration_ms)) {
        buf_text(out, "   the pick: duration ");
        words_change(out, a->pick.duration_ms, a->now.duration_ms);
        if (a->now.cost_pusd > 0 && a->pick.cost_pusd > 0) {
            buf_text(out, ", cost ");
            words_change(out, (double)a->pick.cost_pusd, (double)a->now.cost_pusd);
        }
    }
    buf_byte(out, '\n');
}

/* The contenders side by side, from the document's ranking. One platform for all, or one
 * region, is in the heading already. */
static void
put_ranking(struct buf *out, const struct json *ranking)
{
    static const struct column columns[] = {
        { "platform", "platform", CELL_TEXT },
        { "region", "region", CELL_TEXT },
        { "implementation", "way to run it", CELL_TEXT },
        { "memory_mb", "MB", CELL_INT },
        { "duration_ms", "duration", CELL_TIME },
        { "cost_usd", "cost", CELL_USD },
        { "recall", "recall", CELL_PERCENT },
        { "reason", "why not", CELL_TEXT },
    };
    enum { N = sizeof columns / sizeof *columns, REGION = 1, WAY = 2 };
    const bool regions = !table_is_constant(ranking, "region");
    struct column kept[N];
    int n = 0;

    if (!json_next(json_first(ranking)))
        return;
    for (int i = 0; i < N; i++) {
        if (i > REGION || !table_is_constant(ranking, columns[i].path))
            kept[n++] = columns[i];
        if (i == WAY && regions)
            kept[n - 1].head = "way"; /* a line has 80 columns */
    }
    buf_byte(out, '\n');
    table_write(ranking, kept, n, out);
}

static void
put_notes(struct buf *out, const struct field *f, const struct advise_request *request,
          const struct advice *a)
{
    const struct contender *const *field = (const struct contender *const *)f->contenders;

    buf_byte(out, '\n');
    for (int32_t i = 0; i < a->n_notes; i++) {
        struct buf line;

        buf_init(&line, LINE_MAX_BYTES);
        words_note(&line, &a->notes[i], field, request);
        words_wrap(out, &line);
    }
}

static void
put_evidence(struct buf *out, const struct contender *c)
{
    char date[DATE_TEXT_MAX];
    struct buf line;

    buf_init(&line, LINE_MAX_BYTES);
    if (c->has_point) {
        buf_text(&line, "Fit ");
        words_fit(&line, curve_report_get(&c->curve));
        buf_byte(&line, '.');
    }
    words_wrap(out, &line);
    if (c->has_tariff)
        buf_printf(out, "  Prices %s, in force since %s, billed per %d ms.\n",
                   c->tariff.table, date_format(date, c->tariff.effective_days),
                   c->tariff.step_ms);
}

/* An API's prices from the user's own file, or changed ones, are said; the platform's are
 * notes. */
static void
put_api_overlays(struct buf *out, const struct field *f)
{
    for (int32_t i = 0; i < f->n; i++) {
        const struct api_tariff *t = &f->api_tariffs[i];
        struct buf line;

        if (!f->contenders[i]->has_api || (!t->overlay[0] && !t->what_if))
            continue;
        buf_init(&line, LINE_MAX_BYTES);
        if (t->overlay[0])
            buf_printf(&line, "Prices of %s from your own file %s.", t->api, t->overlay);
        if (t->what_if)
            buf_printf(&line, "%sWhat if: prices of %s are changed, and not saved.",
                       line.len ? " " : "", t->api);
        words_wrap(out, &line);
    }
}

static void
put_heading(struct buf *out, const struct field *f, const struct advise_request *request,
            const struct contender *c)
{
    buf_printf(out, "%s%s, ", f->workload.name,
               f->workload.sample_data ? " (sample data)" : "");
    words_contender(out, c);
    buf_text(out, ":\n");
    words_goal(out, &request->goal);
    buf_text(out, "\n\n");
}

/* " (+7.4% over budget)"; of no budget there is no share. */
static void
put_over_budget(struct buf *out, const struct configuration *c, const struct goal *g)
{
    buf_text(out, " (");
    if (g->budget_pusd > 0) {
        words_change(out, (double)c->cost_pusd, (double)g->budget_pusd);
        buf_byte(out, ' ');
    }
    buf_text(out, "over budget)");
}

static void
put_budget_side(struct buf *out, const struct advise_request *request,
                const struct configuration *c)
{
    const struct goal *g = &request->goal;
    char text[TEXT_NUMBER_MAX];

    buf_text(out, "  at most ");
    words_cost(out, g->budget_pusd);
    buf_printf(out, ": best is %d MB, %s, ", c->memory_mb,
               text_time(text, c->duration_ms));
    words_cost(out, c->cost_pusd);
    if (c->cost_pusd > g->budget_pusd) {
        put_over_budget(out, c, g);
    } else if (g->has_latency && c->duration_ms > g->latency_ms) {
        buf_printf(out, " (%s too slow)",
                   text_time(text, c->duration_ms - g->latency_ms));
    }
    buf_byte(out, '\n');
}

static void
put_time_side(struct buf *out, const struct advise_request *request,
              const struct configuration *c)
{
    const struct goal *g = &request->goal;
    char text[TEXT_NUMBER_MAX];

    buf_printf(out, "  within %s: ", text_time(text, g->latency_ms));
    buf_printf(out, "best is %d MB, %s, ", c->memory_mb, text_time(text, c->duration_ms));
    words_cost(out, c->cost_pusd);
    if (c->duration_ms > g->latency_ms) {
        buf_printf(out, " (%s too slow)",
                   text_time(text, c->duration_ms - g->latency_ms));
    } else if (g->has_budget && c->cost_pusd > g->budget_pusd) {
        put_over_budget(out, c, g);
    }
    buf_byte(out, '\n');
}

static void
put_infeasible(struct buf *out, const struct field *f,
               const struct advise_request *request, const struct advice *a)
{
    buf_printf(out, "%s%s: no configuration meets the goal:\n", f->workload.name,
               f->workload.sample_data ? " (sample data)" : "");
    words_goal(out, &request->goal);
    buf_text(out, "\n\n");
    if (a->under_budget.memory_mb)
        put_budget_side(out, request, &a->under_budget);
    if (a->in_time.memory_mb)
        put_time_side(out, request, &a->in_time);
    if (a->has_now)
        put_now(out, a);
}

/* An amount rounded up to three significant digits: a limit that is surely kept. */
static int64_t
round_up(int64_t pusd)
{
    int64_t unit = 1;

    while (pusd / unit >= 1000)
        unit *= 10;
    return (pusd + unit - 1) / unit * unit;
}

/* The latency of what the budget pays for; without a budget, the least there is. */
static double
latency_to_try(const struct goal *g, const struct advice *a)
{
    const struct configuration *c = g->has_budget ? &a->under_budget : &a->in_time;
    bool paid = !g->has_budget || c->cost_pusd <= g->budget_pusd;

    return g->has_latency && c->memory_mb && paid ? ceil(c->duration_ms) : NAN;
}

/* The budget that the latency costs; without a latency, the least there is. */
static int64_t
budget_to_try(const struct goal *g, const struct advice *a)
{
    const struct configuration *c = g->has_latency ? &a->in_time : &a->under_budget;
    bool in_time = !g->has_latency || c->duration_ms <= g->latency_ms;

    if (!g->has_budget || !c->memory_mb || !in_time || c->cost_pusd == COST_UNKNOWN)
        return COST_UNKNOWN;
    return round_up(c->cost_pusd);
}

static void
put_try(struct buf *out, const struct advise_request *request, const struct advice *a)
{
    double latency_ms = latency_to_try(&request->goal, a);
    int64_t budget_pusd = budget_to_try(&request->goal, a);
    const char *before = "Try: ";
    char text[MONEY_TEXT_MAX];

    if (isfinite(latency_ms)) {
        buf_printf(out, "%s--latency %sms", before,
                   text_number(text, latency_ms, 0, false));
        before = ", or ";
    }
    if (budget_pusd != COST_UNKNOWN) {
        buf_printf(out, "%s--budget %s", before, money_exact(text, budget_pusd));
        before = ", or ";
    }
    if (before[0] == ',')
        buf_byte(out, '\n');
}

void
advise_text(struct reply *r, const struct field *f, const struct advise_request *request,
            const struct advice *a)
{
    if (!a->feasible) {
        put_infeasible(&r->text, f, request, a);
        put_ranking(&r->text, json_get(json_root(r->doc), "ranking"));
        put_notes(&r->text, f, request, a);
        put_try(&r->hints, request, a);
        return;
    }
    put_heading(&r->text, f, request, f->contenders[a->pick.contender]);
    put_pick(&r->text, a);
    put_interval(&r->text, &a->pick);
    put_safe(&r->text, request, a);
    put_now(&r->text, a);
    put_ranking(&r->text, json_get(json_root(r->doc), "ranking"));
    put_notes(&r->text, f, request, a);
    put_evidence(&r->text, f->contenders[a->pick.contender]);
    put_api_overlays(&r->text, f);
    if (f->workload.sample_data)
        buf_text(&r->hints,
                 "Sample data: import your own before you trust it with money.\n");
}
