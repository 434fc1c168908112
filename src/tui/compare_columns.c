/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns of the table that compares: what they say, what they sort by. */
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/words.h"
#include "base/clock.h"
#include "base/money.h"
#include "base/text.h"
#include "tui/compare.h"

static void
say_text(const char *text, char out[COMPARE_CELL_MAX])
{
    snprintf(out, COMPARE_CELL_MAX, "%.*s", COMPARE_CELL_MAX - 1, *text ? text : "-");
}

static void
say_number(double value, int decimals, const char *unit, char out[COMPARE_CELL_MAX])
{
    char text[TEXT_NUMBER_MAX];

    if (isfinite(value))
        snprintf(out, COMPARE_CELL_MAX, "%.40s%.8s",
                 text_number(text, value, decimals, true), unit);
    else
        say_text("", out);
}

/* For a million invocations: differences below that are of no weight. */
static void
say_million(int64_t pusd, char out[COMPARE_CELL_MAX])
{
    char text[MONEY_TEXT_MAX];
    va_int128 million = 0;

    if (pusd == COST_UNKNOWN || money_multiply(pusd, 1000000, &million))
        say_text("", out);
    else
        snprintf(out, COMPARE_CELL_MAX, "%.60s", money_short(text, million));
}

static void
say_workload(const struct compare_line *l, char out[COMPARE_CELL_MAX])
{
    say_text(l->workload, out);
}

static void
say_way(const struct compare_line *l, char out[COMPARE_CELL_MAX])
{
    say_text(l->way, out);
}

static void
say_platform(const struct compare_line *l, char out[COMPARE_CELL_MAX])
{
    say_text(l->row.platform, out);
}

static void
say_region(const struct compare_line *l, char out[COMPARE_CELL_MAX])
{
    say_text(l->row.region, out);
}

static void
say_from(const struct compare_line *l, char out[COMPARE_CELL_MAX])
{
    char date[DATE_TEXT_MAX];

    say_text(l->row.effective_days ? date_format(date, l->row.effective_days) : "", out);
}

static void
say_table(const struct compare_line *l, char out[COMPARE_CELL_MAX])
{
    say_text(l->row.table, out);
}

static void
say_step(const struct compare_line *l, char out[COMPARE_CELL_MAX])
{
    say_number(l->row.step_ms ? (double)l->row.step_ms : (double)NAN, 0, " ms", out);
}

static void
say_mb(const struct compare_line *l, char out[COMPARE_CELL_MAX])
{
    say_number(l->row.best.memory_mb ? (double)l->row.best.memory_mb : (double)NAN, 0, "",
               out);
}

static void
say_time(const struct compare_line *l, char out[COMPARE_CELL_MAX])
{
    char text[TEXT_NUMBER_MAX];

    say_text(text_time(text, l->row.best.memory_mb ? l->row.best.duration_ms : NAN), out);
}

static void
say_billed(const struct compare_line *l, char out[COMPARE_CELL_MAX])
{
    char text[TEXT_NUMBER_MAX];

    say_text(text_time(text, l->row.best.memory_mb ? l->row.best.billed_ms : NAN), out);
}

static void
say_recall(const struct compare_line *l, char out[COMPARE_CELL_MAX])
{
    say_number(100 * l->recall, 1, "%", out);
}

static void
say_cost(const struct compare_line *l, char out[COMPARE_CELL_MAX])
{
    say_million(l->row.best.cost_pusd, out);
}

static void
say_month(const struct compare_line *l, char out[COMPARE_CELL_MAX])
{
    char text[MONEY_TEXT_MAX];

    if (l->row.best.month_pusd < 0)
        say_text("", out);
    else
        snprintf(out, COMPARE_CELL_MAX, "%.60s",
                 money_short(text, l->row.best.month_pusd));
}

static void
say_same(const struct compare_line *l, char out[COMPARE_CELL_MAX])
{
    say_million(l->row.same.memory_mb ? l->row.same.cost_pusd : COST_UNKNOWN, out);
}

static void
say_change(const struct compare_line *l, char out[COMPARE_CELL_MAX])
{
    char text[TEXT_NUMBER_MAX];
    const double percent = 100 * l->row.same_change;

    if (!isfinite(percent))
        say_text("", out);
    else
        snprintf(out, COMPARE_CELL_MAX, "%s%.40s%%", percent >= 0.05 ? "+" : "",
                 text_number(text, percent, 1, true));
}

static void
say_cv(const struct compare_line *l, char out[COMPARE_CELL_MAX])
{
    say_number(100 * l->row.cv, l->row.cv < 0.9995 ? 1 : 0, "%", out);
}

static void
say_mark(const struct compare_line *l, char out[COMPARE_CELL_MAX])
{
    snprintf(out, COMPARE_CELL_MAX, "%s", l->row.unsteady ? "!" : "");
}

static void
say_verdict(const struct compare_line *l, char out[COMPARE_CELL_MAX])
{
    say_text(l->verdict, out);
}

static double
key_mb(const struct compare_line *l)
{
    return l->row.best.memory_mb ? (double)l->row.best.memory_mb : (double)NAN;
}

static double
key_time(const struct compare_line *l)
{
    return l->row.best.memory_mb ? l->row.best.duration_ms : NAN;
}

static double
key_billed(const struct compare_line *l)
{
    return l->row.best.memory_mb ? l->row.best.billed_ms : NAN;
}

static double
key_recall(const struct compare_line *l)
{
    return -l->recall;
}

/* Picodollars up to some thousand dollars are exact in a double. */
static double
key_cost(const struct compare_line *l)
{
    return l->row.best.cost_pusd == COST_UNKNOWN ? NAN : (double)l->row.best.cost_pusd;
}

static double
key_month(const struct compare_line *l)
{
    return l->row.best.month_pusd < 0 ? NAN : (double)l->row.best.month_pusd;
}

static double
key_same(const struct compare_line *l)
{
    return l->row.same.memory_mb ? (double)l->row.same.cost_pusd : NAN;
}

static double
key_change(const struct compare_line *l)
{
    return l->row.same_change;
}

static double
key_cv(const struct compare_line *l)
{
    return l->row.cv;
}

static double
key_step(const struct compare_line *l)
{
    return l->row.step_ms ? (double)l->row.step_ms : (double)NAN;
}

/* clang-format off */
enum {
    IN_PLATFORM = 1 << COMPARE_BY_PLATFORM,
    IN_REGION = 1 << COMPARE_BY_REGION,
    IN_ARCH = 1 << COMPARE_BY_ARCHITECTURE,
    IN_ERA = 1 << COMPARE_BY_ERA,
    IN_MARKED = 1 << COMPARE_VIEW_MARKED,
    IN_PLACE = IN_REGION | IN_ARCH | IN_ERA,
    IN_RUNS = IN_PLATFORM | IN_MARKED,
    IN_ALL = IN_PLACE | IN_RUNS
};

static const struct compare_column columns[] = {
    /* word, head, width, least columns, views, left, say, key */
    { "workload", "Workload", 15, 0, IN_MARKED, true, say_workload, NULL },
    { "way", "Way", 12, 0, IN_PLATFORM | IN_ARCH, true, say_way, NULL },
    { "way", "Way", 12, 100, IN_MARKED, true, say_way, NULL },
    { "region", "Region", 15, 0, IN_REGION, true, say_region, NULL },
    { "from", "From", 10, 0, IN_ERA, true, say_from, NULL },
    { "table", "Table", 14, 112, IN_ERA, true, say_table, NULL },
    { "platform", "Platform", 14, 66, IN_RUNS | IN_ARCH, true, say_platform, NULL },
    { "platform", "Platform", 14, 100, IN_REGION | IN_ERA, true, say_platform, NULL },
    { "region", "Region", 14, 120, IN_PLATFORM | IN_ARCH, true, say_region, NULL },
    { "region", "Region", 14, 130, IN_MARKED, true, say_region, NULL },
    { "step", "Step", 6, 50, IN_ERA, false, say_step, key_step },
    { "memory", "MB", 6, 0, IN_ALL, false, say_mb, key_mb },
    { "duration", "Time", 8, 44, IN_ALL, false, say_time, key_time },
    { "billed", "Billed", 8, 120, IN_PLATFORM, false, say_billed, key_billed },
    { "billed", "Billed", 8, 140, IN_MARKED, false, say_billed, key_billed },
    { "recall", "Recall", 6, 100, IN_PLATFORM, false, say_recall, key_recall },
    { "recall", "Recall", 6, 112, IN_MARKED, false, say_recall, key_recall },
    { "cost", "Per 1M", 11, 0, IN_ALL, false, say_cost, key_cost },
    { "month", "Per month", 11, 100, IN_PLATFORM, false, say_month, key_month },
    { "month", "Per month", 11, 112, IN_MARKED, false, say_month, key_month },
    { "same", "Now per 1M", 11, 80, IN_REGION | IN_ERA, false, say_same, key_same },
    { "change", "Change", 8, 72, IN_PLACE, false, say_change, key_change },
    { "spread", "CV", 5, 72, IN_RUNS, false, say_cv, key_cv },
    { "spread", "CV", 5, 100, IN_ARCH, false, say_cv, key_cv },
    { "mark", "", 1, 0, IN_RUNS | IN_ARCH, true, say_mark, NULL },
    { "verdict", "Verdict", 11, 56, IN_ALL, true, say_verdict, NULL },
};
/* clang-format on */

enum {
    N_COLUMNS = sizeof columns / sizeof columns[0],
    COLUMNS_PLATFORM = 66,
    COLUMNS_BOTH = 100,
    COLUMNS_ALL = 120 /* with room for every text */
};

static_assert((int)N_COLUMNS <= (int)COMPARE_COLUMNS_MAX, "a width for each column");

static bool
is_word(const struct compare_column *c, const char *word)
{
    return !strcmp(c->word, word);
}

/* The columns of the screen from which on a column is there where platforms must be told
 * apart: that comes before what the pick's size would cost. */
static int32_t
least_of_place(const struct compare_column *c)
{
    if (is_word(c, "platform"))
        return COLUMNS_PLATFORM;
    return is_word(c, "same") ? COLUMNS_BOTH : c->least;
}

/* The same of any; where regions must be told apart that comes before the spread. */
static int32_t
least_of(const struct compare_view *v, const struct compare_column *c)
{
    if (v->several && (v->by == COMPARE_BY_REGION || v->by == COMPARE_BY_ERA))
        return least_of_place(c);
    if (v->regions && is_word(c, "region"))
        return COLUMNS_PLATFORM;
    if (v->regions && is_word(c, "spread") && v->fits > c->least)
        return v->fits;
    return c->least;
}

int32_t
compare_column_width(const struct compare_view *v, const struct compare_column *c,
                     int32_t width)
{
    return v->regions && width < COLUMNS_ALL ? v->widths[c - columns] : c->width;
}

const char *
compare_region(const struct compare_view *v)
{
    const bool told = v->by == COMPARE_BY_PLATFORM || v->by == COMPARE_BY_ARCHITECTURE;

    return told && v->n > 0 && !v->regions ? v->lines[0].row.region : "";
}

/* Are rows of several regions, in a view that is not about those? */
static bool
has_regions(const struct compare_view *v)
{
    if (v->by != COMPARE_BY_PLATFORM && v->by != COMPARE_BY_ARCHITECTURE)
        return false;
    for (int32_t i = 1; i < v->n; i++) {
        if (strcmp(v->lines[i].row.region, v->lines[0].row.region) != 0)
            return true;
    }
    return false;
}

/* What the column's texts need. */
static int32_t
needed_width(const struct compare_view *v, const struct compare_column *c)
{
    int32_t most = c->key == key_time ? c->width : text_width(c->head);

    for (int32_t i = 0; i < v->n; i++) {
        char text[COMPARE_CELL_MAX];
        int32_t width = 0;

        c->say(&v->lines[i], text);
        width = text_width(text);
        most = width > most ? width : most;
    }
    return most < c->width ? most : c->width;
}

void
compare_columns_fit(struct compare_view *v)
{
    v->regions = has_regions(v);
    v->fits = 1; /* two for the cursor, but no gap behind the last */
    for (int32_t k = 0; k < N_COLUMNS && v->regions; k++) {
        const struct compare_column *c = &columns[k];

        v->widths[k] = needed_width(v, c);
        if ((c->views >> v->by & 1) && (c->least < COLUMNS_BOTH || is_word(c, "region")))
            v->fits += v->widths[k] + 1;
    }
}

const char *
compare_head(const struct tui *t, const struct compare_column *c)
{
    static const char *const times[STAT_COUNT] = { [STAT_MEAN] = "Mean",
                                                   [STAT_P50] = "Time",
                                                   [STAT_P95] = "Time p95",
                                                   [STAT_P99] = "Time p99" };

    return c->key == key_time ? times[t->subject.question.goal.stat] : c->head;
}

const struct compare_column *
compare_column(const struct compare_view *v, int32_t width, int32_t i)
{
    for (int32_t k = 0; k < N_COLUMNS; k++) {
        if (!(columns[k].views >> v->by & 1) || least_of(v, &columns[k]) > width)
            continue;
        if (i-- == 0)
            return &columns[k];
    }
    return NULL;
}

const struct compare_column *
compare_column_find(const char *word)
{
    for (int32_t k = 0; k < N_COLUMNS; k++) {
        if (!strcmp(columns[k].word, word))
            return &columns[k];
    }
    return NULL;
}

const char *
compare_view_name(int by)
{
    return by == COMPARE_VIEW_MARKED ? "workload" : compare_by_name((enum compare_by)by);
}
