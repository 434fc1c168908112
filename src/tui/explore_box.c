/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The box that says what is at the crosshair, and the table of sizes. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/words.h"
#include "base/money.h"
#include "base/text.h"
#include "tui/explore.h"

enum { LINE_BYTES = 128, RIGHT_GAP = 1 };

/* Below this a change reads as 0.0 %. */
#define SAME_RATIO 0.0005

static const struct ink plain = { ROLE_TEXT, 0 };
static const struct ink dim = { ROLE_DIM, 0 };
static const struct ink bold = { ROLE_TITLE, CELL_BOLD };

/* Rows of the box being filled from its top. */
struct box {
    const struct tui *t;
    struct frame *f;
    struct cell_rect at; /* inside, of rows that are left */
};

/* "name        value"; nothing when no row is left. */
static void
row(struct box *b, const char *name, struct ink ink, const char *value)
{
    struct cell_rect at = rect_rows(b->at, 0, 1);

    if (b->at.rows < 1 || !*value)
        return;
    at = rect_columns(at, 1, at.columns - 1 - RIGHT_GAP);
    frame_text(b->f, at, dim, name);
    frame_right(b->f, at, ink, value);
    b->at = rect_rows(b->at, 1, b->at.rows);
}

/* A rule with a title, when at least one row can follow: else false. */
static bool
rule(struct box *b, const char *title)
{
    if (b->at.rows < 2)
        return false;
    frame_rule(b->f, b->at, title);
    b->at = rect_rows(b->at, 1, b->at.rows);
    return true;
}

static void
duration_rows(struct box *b, const struct configuration *at)
{
    const enum statistic stat = b->t->subject.request.goal.stat;
    const bool known = contender_knows(explore_contender(b->t), stat);
    char name[32];
    char low[TEXT_NUMBER_MAX];
    char high[TEXT_NUMBER_MAX];
    char text[2 * TEXT_NUMBER_MAX + 8];

    snprintf(name, sizeof name, "duration %s", known ? statistic_name(stat) : "");
    row(b, name, plain, text_time(text, at->duration_ms));
    if (!known) {
        snprintf(name, sizeof name, "  %s", statistic_name(stat));
        row(b, name, (struct ink){ ROLE_WARN, 0 }, "not known");
    }
    if (isfinite(at->duration_low_ms)) {
        char *unit = NULL;

        text_time(low, at->duration_low_ms);
        text_time(high, at->duration_high_ms);
        unit = strchr(low, ' ');
        if (unit && strchr(high, ' ') && !strcmp(unit, strchr(high, ' ')))
            *unit = '\0'; /* the unit once is enough */
        snprintf(text, sizeof text, "%s - %s", low, high);
        row(b, "  90%", plain, text);
    }
    if (isfinite(at->billed_ms))
        row(b, "billed", plain, text_time(text, at->billed_ms));
}

static void
cost_rows(struct box *b, const struct configuration *at)
{
    char money[MONEY_TEXT_MAX];
    char million[MONEY_TEXT_MAX];
    va_int128 pusd = 0;

    if (at->cost_pusd == COST_UNKNOWN) {
        row(b, "cost", dim, "no price");
        return;
    }
    row(b, "cost", plain, money_short(money, at->cost_pusd));
    if (!money_multiply(at->cost_pusd, 1000000, &pusd))
        row(b, "cost/1M", plain, money_short(million, pusd));
    if (at->month_pusd >= 0)
        row(b, "cost/month", plain, money_short(million, at->month_pusd));
}

/* Does it meet the goal, and how sure is that? */
static void
goal_row(struct box *b, const struct configuration *at)
{
    char text[LINE_BYTES];

    if (at->reason != ADVICE_NONE)
        row(b, "goal", (struct ink){ ROLE_BAD, 0 }, words_verdict(at->reason));
    else if (isfinite(at->probability)) {
        snprintf(text, sizeof text, "%.0f%% sure", 100 * at->probability);
        row(b, "meets goal", (struct ink){ ROLE_GOOD, 0 }, text);
    }
}

/* "30.7% faster", "15.5% dearer". */
static void
change_row(struct box *b, const char *name, double ratio, const char *more,
           const char *less)
{
    char text[LINE_BYTES];

    if (!isfinite(ratio))
        return;
    if (fabs(ratio - 1) < SAME_RATIO)
        snprintf(text, sizeof text, "the same");
    else
        snprintf(text, sizeof text, "%.1f%% %s", 100 * fabs(ratio - 1),
                 ratio >= 1 ? more : less);
    row(b, name, plain, text);
}

static void
now_rows(struct box *b)
{
    const struct explore *x = explore_of(b->t);
    char title[LINE_BYTES];

    if (!x->readout.has_now)
        return;
    snprintf(title, sizeof title, "vs now %d MB", (int)x->data->now.memory_mb);
    if (!rule(b, title))
        return;
    change_row(b, "latency", x->readout.now_ms_ratio, "slower", "faster");
    change_row(b, "cost", x->readout.now_cost_ratio, "dearer", "cheaper");
}

static void
sample_rows(struct box *b)
{
    const struct plot_readout *r = &explore_of(b->t)->readout;
    char name[LINE_BYTES];
    char text[LINE_BYTES];

    if (r->nearest_mb <= 0 || !rule(b, "Nearest measured"))
        return;
    snprintf(name, sizeof name, "%d MB", (int)r->nearest_mb);
    snprintf(text, sizeof text, "%lld run%s", (long long)r->nearest_n,
             r->nearest_n == 1 ? "" : "s");
    row(b, name, plain, text);
    if (isfinite(r->residual_ratio)) {
        snprintf(text, sizeof text, "%+.1f%%", 100 * (r->residual_ratio - 1));
        row(b, "off the curve", plain, text);
    }
}

static void
fit_rows(struct box *b)
{
    static const char unit[] = " ms";
    const struct contender *c = explore_contender(b->t);
    const struct curve_report *r = curve_report_get(&c->curve);
    const bool weak = r->quality == CURVE_WEAK;
    const bool table = explore_of(b->t)->data->series[0].table;
    char text[LINE_BYTES];
    struct buf formula;

    if (!c->has_curve || !rule(b, "Fit"))
        return;
    buf_init(&formula, LINE_BYTES);
    words_formula(&formula, &r->chosen);
    if (text_width(buf_get(&formula)) + (int)strlen(unit) <= b->at.columns - 2)
        buf_text(&formula, unit);
    if (text_width(buf_get(&formula)) > b->at.columns - 2) /* half of it would mislead */
        row(b, "form", plain, curve_form_name(r->chosen.form));
    else if (b->at.rows > 0 && !table) { /* of a table no formula is of use */
        frame_text(b->f, rect_columns(b->at, 1, b->at.columns - 2), plain,
                   buf_get(&formula));
        b->at = rect_rows(b->at, 1, b->at.rows);
    }
    buf_clear(&formula);
    if (r->published) {
        snprintf(text, sizeof text, "%d-%d MB", (int)r->from_mb, (int)r->to_mb);
        row(b, "published", plain, text);
        return;
    }
    if (weak)
        row(b, "quality", (struct ink){ ROLE_WARN, CELL_BOLD }, "WEAK");
    else
        row(b, "quality", plain, curve_quality_name(r->quality));
    snprintf(text, sizeof text, "%lld run%s, %d size%s", (long long)r->n,
             r->n == 1 ? "" : "s", (int)r->sizes, r->sizes == 1 ? "" : "s");
    row(b, "of", plain, text);
}

void
explore_draw_box(const struct tui *t, struct frame *f, struct cell_rect at)
{
    const struct explore *x = explore_of(t);
    struct box b = { t, f, { 0 } };
    char text[LINE_BYTES];
    char number[TEXT_NUMBER_MAX];

    if (at.rows < 4 || at.columns < 12)
        return;
    b.at = frame_box(f, at, "At cursor");
    if (!x->has_readout)
        return;
    snprintf(text, sizeof text, "%s MB",
             text_number(number, x->readout.at.memory_mb, 0, true));
    row(&b, "memory", bold, text);
    duration_rows(&b, &x->readout.at);
    cost_rows(&b, &x->readout.at);
    goal_row(&b, &x->readout.at);
    now_rows(&b);
    fit_rows(&b);
    sample_rows(&b);
}

/* Marks of a row: '>' pick, 'S' safe pick, '<' now, 'C' accepted. */
static char
mark_of(const struct tui *t, int32_t memory_mb)
{
    static const char marks[OWN_COUNT] = { '>', 'S', '<' };

    for (int i = 0; i < OWN_COUNT; i++) {
        const struct configuration *own = explore_own(t, (enum explore_own)i);

        if (own && own->memory_mb == memory_mb)
            return marks[i];
    }
    return explore_choice(t) == memory_mb ? 'C' : ' ';
}

/* In the goal or not, in a word. */
static const char *
verdict_of(const struct tui *t, const struct explore_size *size)
{
    const struct goal *g = &t->subject.request.goal;

    if (size->reason == ADVICE_FAILED)
        return "fail";
    if (size->reason != ADVICE_NONE)
        return words_verdict(size->reason);
    if (g->has_budget && size->cost_pusd != COST_UNKNOWN &&
        size->cost_pusd > g->budget_pusd)
        return "over";
    if (g->has_latency && size->duration_ms > g->latency_ms)
        return "slow";
    return g->has_budget || g->has_latency ? "ok" : "";
}

static void
size_row(const struct tui *t, struct frame *f, struct cell_rect at,
         const struct explore_size *size)
{
    char time[TEXT_NUMBER_MAX];
    char money[MONEY_TEXT_MAX] = "";
    va_int128 million = 0;

    if (size->cost_pusd != COST_UNKNOWN &&
        !money_multiply(size->cost_pusd, 1000000, &million))
        money_short(money, million);
    frame_printf(f, at, plain, "%c%5d%s %8s %9s %s", mark_of(t, size->memory_mb),
                 (int)size->memory_mb, size->measured ? "o" : " ",
                 text_time(time, size->duration_ms), *money ? money + 1 : "-",
                 verdict_of(t, size));
    if (size->memory_mb == explore_of(t)->cross_mb)
        frame_select(f, at);
    frame_spot_value(f, at, PANE_TABLE, size->memory_mb);
}

/* The size that is next to the crosshair. */
static int32_t
size_at_cross(const struct explore *x)
{
    int32_t near = 0;

    while (near + 1 < x->n_sizes && x->sizes[near].memory_mb < x->cross_mb)
        near++;
    return near;
}

/* Show so many more sizes of n, evenly; one that is shown already gives its row to the
 * next one that is not. */
static void
spread_sizes(int32_t n, int32_t more, bool *shown)
{
    for (int32_t k = 1; k <= more; k++) {
        int32_t i = (int32_t)((int64_t)k * (n - 1) / (more + 1));

        while (i < n && shown[i])
            i++;
        if (i < n)
            shown[i] = true;
    }
}

/*
 * Which sizes have a row, where there are more than rows: what was picked, the ends, and
 * others between them. They stay while the crosshair moves: its own comes to them.
 */
static void
choose_sizes(const struct tui *t, int32_t rows, bool shown[EXPLORE_SIZES_MAX])
{
    enum { ENDS_FROM = 8 };
    const struct explore *x = explore_of(t);
    const bool all = x->n_sizes <= rows;
    int32_t left = rows - 1;

    for (int32_t i = 0; i < x->n_sizes; i++) {
        const bool end = rows >= ENDS_FROM && (i == 0 || i + 1 == x->n_sizes);

        shown[i] = all || end || mark_of(t, x->sizes[i].memory_mb) != ' ';
        left -= shown[i];
    }
    spread_sizes(x->n_sizes, left, shown);
    if (x->n_sizes > 0)
        shown[size_at_cross(x)] = true;
}

void
explore_draw_table(const struct tui *t, struct frame *f, struct cell_rect at)
{
    const struct explore *x = explore_of(t);
    bool shown[EXPLORE_SIZES_MAX] = { false };
    struct cell_rect in;
    int32_t row = 0;

    if (at.rows < 4 || at.columns < 24)
        return;
    in = frame_box(f, at, "Sizes (> pick, < now)");
    frame_printf(f, in, dim, " %5s  %8s %9s goal", "MB",
                 plot_knows_statistic(x->data) ? statistic_name(x->data->goal.stat)
                                               : "time",
                 "$/1M");
    in = rect_rows(in, 1, in.rows);
    choose_sizes(t, in.rows, shown);
    for (int32_t i = 0; i < x->n_sizes; i++) {
        if (shown[i])
            size_row(t, f, rect_rows(in, row++, 1), &x->sizes[i]);
    }
}
