/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A comparison in words. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/compare.h"
#include "app/table.h"
#include "app/words.h"
#include "base/clock.h"
#include "base/text.h"

enum { COLUMNS_MAX = 14 };

/* clang-format off */
static const struct column platform_columns[] = {
    { "platform", "platform", CELL_TEXT }, { "implementation", "way", CELL_TEXT },
    { "memory_mb", "MB", CELL_INT },       { "duration_ms", "time", CELL_TIME },
    { "recall", "recall", CELL_PERCENT },  { "cost_usd", "cost/inv", CELL_USD },
    { "api_share", "API", CELL_PERCENT },  { "monthly_usd", "per month", CELL_USD },
    { "verdict", "verdict", CELL_TEXT },
};

/* Of the others; the first are left out where they are the same in every row, the last
 * but two where every row's best has the pick's size. */
enum { COLUMNS_OF_PLACE = 5, COLUMN_SAME = 9, COLUMN_CHANGE = 11 };
static const struct column other_columns[] = {
    { "implementation", "way", CELL_TEXT },   { "platform", "platform", CELL_TEXT },
    { "region", "region", CELL_TEXT },        { "effective", "from", CELL_TEXT },
    { "billing_ms", "step ms", CELL_INT },    { "memory_mb", "MB", CELL_INT },
    { "duration_ms", "time", CELL_TIME },     { "cost_usd", "cost/inv", CELL_USD },
    { "monthly_usd", "per month", CELL_USD }, { "same_mb", "MB now", CELL_INT },
    { "same_cost_usd", "at that", CELL_USD },
    { "same_change", "change", CELL_PERCENT },
    { "unsteady", "!", CELL_MARK },           { "verdict", "verdict", CELL_TEXT },
};
/* clang-format on */

/* What is said of a row that meets the goal. */
static const struct {
    const char *first, *here, *both; /* the best; where the question has it */
    const char *as_fast;
} verdicts[COMPARE_BY_COUNT] = {
    [COMPARE_BY_PLATFORM] = { "best", "ok", "best", "ok" },
    [COMPARE_BY_REGION] = { "best", "here", "here, best", "ok" },
    [COMPARE_BY_ARCHITECTURE] = { "best", "ok", "best", "if as fast" },
    [COMPARE_BY_ERA] = { "ok", "now", "now", "ok" },
};

const char *
compare_verdict(const struct comparison *k, const struct compare_row *row)
{
    const bool first = row == k->rows;

    if (row->basis == BASIS_NONE)
        return "not sold";
    if (row->best.reason != ADVICE_NONE)
        return words_verdict(row->best.reason);
    if (row->here)
        return first ? verdicts[k->by].both : verdicts[k->by].here;
    if (first)
        return verdicts[k->by].first;
    return row->basis == BASIS_AS_FAST ? verdicts[k->by].as_fast : "ok";
}

const char *
compare_label(const struct comparison *k, const struct compare_row *row, char *buf)
{
    const size_t len = strlen(row->platform);
    char date[DATE_TEXT_MAX];

    if (k->by == COMPARE_BY_REGION)
        return row->region;
    if (k->by == COMPARE_BY_PLATFORM)
        return row->platform;
    if (k->by == COMPARE_BY_ARCHITECTURE)
        return len >= 4 && !strcmp(row->platform + len - 4, "-arm") ? "arm" : "x86";
    snprintf(buf, TEXT_NAME_MAX + 1, "%s", date_format(date, row->effective_days));
    return buf;
}

void
compare_say_ranges(const struct break_even *b, struct buf *out)
{
    char text[TEXT_NUMBER_MAX];

    for (int32_t i = 0; i < b->n; i++) {
        text_number(text, (double)b->ranges[i].from_per_month, 0, true);
        if (b->n == 1)
            buf_text(out, b->ranges[i].a_cheaper ? "cheaper at every volume"
                                                 : "dearer at every volume");
        else if (i == 0)
            buf_text(out,
                     b->ranges[i].a_cheaper ? "cheaper at first" : "dearer at first");
        else
            buf_printf(out, ", %s from %s a month",
                       b->ranges[i].a_cheaper ? "cheaper" : "dearer", text);
    }
}

/* The first row that is not measured where it stands, or NULL. */
static const struct compare_row *
as_fast_row(const struct comparison *k)
{
    for (int32_t i = 0; i < k->n; i++) {
        if (k->rows[i].basis == BASIS_AS_FAST)
            return &k->rows[i];
    }
    return NULL;
}

static void
note_architecture(const struct comparison *k, struct buf *out)
{
    char a[TEXT_NAME_MAX + 1];
    char b[TEXT_NAME_MAX + 1];
    char percent[TEXT_NUMBER_MAX];
    const struct compare_row *other = as_fast_row(k);

    if (!other) {
        if (k->n == 1)
            buf_printf(out, "%s has no price on another architecture.\n",
                       k->rows[0].platform);
        return;
    }
    compare_label(k, other, a);
    buf_printf(out,
               "%s was not measured: its row bills the durations of %s, so it "
               "holds if %s is as fast.",
               compare_label(k, other, a), compare_label(k, other - 1, b),
               compare_label(k, other, a));
    if (isfinite(other->same_change))
        buf_printf(out, " At equal duration it is %s%% %s.",
                   text_number(percent, 100 * fabs(other->same_change), 1, false),
                   other->same_change < 0 ? "cheaper" : "dearer");
    buf_byte(out, '\n');
}

static void
note_region(const struct comparison *k, struct buf *out)
{
    const struct compare_row *here = NULL;

    for (int32_t i = 0; i < k->n && !here; i++)
        here = k->rows[i].here ? &k->rows[i] : NULL;
    if (here)
        buf_printf(out,
                   "Durations are those of %s in every region: only prices differ.\n",
                   here->region);
}

/* "aws-lambda-x86: 100 ms billing until 2020-12-01, 1 ms since." */
static void
note_era(const struct comparison *k, struct buf *out)
{
    char date[DATE_TEXT_MAX];

    buf_text(out, "Every table bills the same durations.");
    for (int32_t i = 1; i < k->n; i++) {
        const struct compare_row *before = &k->rows[i - 1];
        const struct compare_row *row = &k->rows[i];

        if (!strcmp(before->platform, row->platform) && before->step_ms > 0 &&
            row->step_ms > 0 && before->step_ms != row->step_ms)
            buf_printf(out, " %s: %d ms billing until %s, %d ms since.", row->platform,
                       (int)before->step_ms, date_format(date, row->effective_days),
                       (int)row->step_ms);
    }
    buf_byte(out, '\n');
}

/* What meets the goal with less than half of the best's spread: the steadiest of it. */
static const struct compare_row *
steadier_row(const struct comparison *k)
{
    const struct compare_row *found = NULL;

    for (int32_t i = 1; i < k->n && k->rows[0].best.reason == ADVICE_NONE; i++) {
        const struct compare_row *row = &k->rows[i];

        if (row->best.reason == ADVICE_NONE && 2 * row->cv < k->rows[0].cv &&
            (!found || row->cv < found->cv))
            found = row;
    }
    return found;
}

static void
note_steadier(const struct compare_source *s, const struct comparison *k, struct buf *out)
{
    const struct compare_row *row = steadier_row(k);
    char own[TEXT_NUMBER_MAX];
    char best[TEXT_NUMBER_MAX];
    double change = 0;

    if (!row)
        return;
    buf_printf(out, "%s on %s is steadier (CV %s%% against %s%%)",
               s->field->contenders[row->contender]->profile->implementation,
               row->platform, text_number(own, 100 * row->cv, 1, false),
               text_number(best, 100 * k->rows[0].cv, 1, false));
    if (row->best.cost_pusd != COST_UNKNOWN && k->rows[0].best.cost_pusd > 0) {
        change = (double)row->best.cost_pusd / (double)k->rows[0].best.cost_pusd - 1;
        buf_printf(out, " and %s%% %s", text_number(own, 100 * fabs(change), 1, true),
                   change < 0 ? "cheaper" : "dearer");
    }
    buf_text(out, ".\n");
}

/* A published curve in the comparison has no such statistic. */
static void
note_statistic(const struct compare_source *s, const struct comparison *k,
               struct buf *out)
{
    const enum statistic stat = s->request->goal.stat;

    for (int32_t i = 0; i < k->n; i++) {
        const struct contender *c = s->field->contenders[k->rows[i].contender];

        if (c->has_point && !contender_knows(c, stat)) {
            words_not_known(out, stat);
            buf_byte(out, '\n');
            return;
        }
    }
}

void
compare_say_notes(const struct compare_source *s, const struct comparison *k,
                  struct buf *out)
{
    bool unsteady = false;

    note_statistic(s, k, out);
    if (k->by == COMPARE_BY_ARCHITECTURE)
        note_architecture(k, out);
    else if (k->by == COMPARE_BY_REGION)
        note_region(k, out);
    else if (k->by == COMPARE_BY_ERA)
        note_era(k, out);
    else
        note_steadier(s, k, out);
    for (int32_t i = 0; i < k->n; i++)
        unsteady = unsteady || k->rows[i].unsteady;
    if (unsteady)
        buf_printf(out,
                   "! The spread between runs is larger than what is saved%s: probe "
                   "before deciding.\n",
                   s->request->goal.objective == OBJECTIVE_FASTEST ? " in time" : "");
}

static void
say_heading(const struct compare_source *s, const struct comparison *k, struct buf *out)
{
    char text[TEXT_NUMBER_MAX];
    const struct workload *w = &s->field->workload;

    buf_printf(out, "%s%s: ", w->name, w->sample_data ? " (sample data)" : "");
    words_goal(out, &s->request->goal);
    if (s->request->volume.per_month)
        buf_printf(out, ",\n%s invocations a month",
                   text_number(text, (double)s->request->volume.per_month, 0, true));
    if (k->by != COMPARE_BY_PLATFORM)
        buf_printf(out, ", by %s", compare_by_name(k->by));
    buf_text(out, "\n\n");
}

static void
say_tiers(const struct compare_source *s, const struct comparison *k, struct buf *out)
{
    for (int32_t i = 0; i < k->n; i++) {
        const struct compare_row *row = &k->rows[i];
        const struct contender *c = s->field->contenders[row->contender];

        if (!row->has_api)
            continue;
        buf_printf(out, "  %s: %d API calls cost ", c->profile->implementation,
                   c->implementation->calls_per_invocation);
        words_cost(out, c->api.pusd);
        buf_text(out, s->request->volume.per_month ? " at the volume given"
                                                   : " in the first tier");
        buf_text(out, ", ");
        words_cost(out, row->api_lowest_pusd);
        buf_text(out, " to ");
        words_cost(out, row->api_highest_pusd);
        buf_text(out, " by tier.\n");
    }
}

static void
say_shares(const struct compare_source *s, const struct comparison *k, struct buf *out)
{
    char text[TEXT_NUMBER_MAX];

    for (int32_t i = 0; i < k->n; i++) {
        const struct compare_row *row = &k->rows[i];

        if (isfinite(row->share_lowest))
            buf_printf(out, "  %s: the API is at least %s%% of the cost at every size.\n",
                       s->field->contenders[row->contender]->profile->implementation,
                       text_number(text, 100 * row->share_lowest, 1, false));
    }
}

static void
say_pairs(const struct compare_source *s, const struct comparison *k, struct buf *out)
{
    for (int32_t i = 0; i < k->n_pairs; i++) {
        const struct compare_pair *pair = &k->pairs[i];
        const struct compare_row *api = &k->rows[pair->api];
        const struct compare_row *local = &k->rows[pair->local];

        buf_printf(out, "  Break-even: %s%s against %s: ",
                   s->field->contenders[api->contender]->profile->implementation,
                   api->side.tariff ? "" : " (API alone)",
                   s->field->contenders[local->contender]->profile->implementation);
        compare_say_ranges(&pair->found, out);
        buf_text(out, ".\n");
    }
}

static void
write_platforms(const struct compare_source *s, const struct comparison *k,
                const struct json *rows, struct buf *out)
{
    const int skip = table_is_constant(rows, "platform");
    struct buf line;

    table_write(rows, platform_columns + skip,
                (int)(sizeof platform_columns / sizeof *platform_columns) - skip, out);
    buf_byte(out, '\n');
    buf_init(&line, 4096);
    note_statistic(s, k, &line);
    words_wrap(out, &line);
    say_tiers(s, k, out);
    say_shares(s, k, out);
    say_pairs(s, k, out);
}

/* Is the best of every row the pick's size? */
static bool
all_same(const struct comparison *k)
{
    for (int32_t i = 0; i < k->n; i++) {
        if (k->rows[i].same.memory_mb &&
            k->rows[i].same.memory_mb != k->rows[i].best.memory_mb)
            return false;
    }
    return true;
}

static void
write_others(const struct compare_source *s, const struct comparison *k,
             const struct json *rows, struct buf *out)
{
    const int n = (int)(sizeof other_columns / sizeof *other_columns);
    struct column columns[COLUMNS_MAX];
    struct buf notes;
    int kept = 0;

    for (int i = 0; i < n; i++) {
        const bool place = i < COLUMNS_OF_PLACE;
        const bool same = i >= COLUMN_SAME && i < COLUMN_CHANGE;

        if (!(place && table_is_constant(rows, other_columns[i].path)) &&
            !(same && all_same(k)))
            columns[kept++] = other_columns[i];
    }
    table_write(rows, columns, kept, out);
    buf_byte(out, '\n');
    buf_init(&notes, 4096);
    compare_say_notes(s, k, &notes);
    for (const char *at = buf_get(&notes); *at; at += strcspn(at, "\n") + 1) {
        struct buf line;

        buf_init(&line, 4096);
        buf_printf(&line, "%.*s", (int)strcspn(at, "\n"), at);
        words_wrap(out, &line);
    }
    if (notes.code)
        out->code = notes.code;
    buf_clear(&notes);
}

void
compare_text(const struct compare_source *s, const struct comparison *k, struct reply *r)
{
    const struct json *rows = json_get(json_root(r->doc), "rows");

    say_heading(s, k, &r->text);
    if (k->by == COMPARE_BY_PLATFORM)
        write_platforms(s, k, rows, &r->text);
    else
        write_others(s, k, rows, &r->text);
}
