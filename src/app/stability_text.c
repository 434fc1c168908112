/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How steady a workload is, in words. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "app/stability.h"
#include "app/table.h"
#include "app/words.h"
#include "base/text.h"

/* What chance alone shows once in twenty times is not said to be there. */
#define P_MOST 0.05
#define P_LEAST 0.001

static const struct column size_columns[] = {
    { "memory_mb", "MB", CELL_INT },         { "n", "samples", CELL_INT },
    { "median_ms", "median", CELL_TIME },    { "p5_ms", "p5", CELL_TIME },
    { "p95_ms", "p95", CELL_TIME },          { "cv", "CV", CELL_PERCENT },
    { "cpu_share", "by CPU", CELL_PERCENT }, { "cost_usd", "cost", CELL_USD },
    { "calm", "calm", CELL_MARK },           { "pick", "pick", CELL_MARK },
};

/* Columns of a share of the samples, behind what names it. */
#define BIN_COLUMNS                                                                      \
    { "n", "samples", CELL_INT }, { "share", "share", CELL_PERCENT },                    \
        { "median_ratio", "median", CELL_NUMBER }, { "p5_ratio", "p5", CELL_NUMBER },    \
        { "p95_ratio", "p95", CELL_NUMBER },                                             \
    {                                                                                    \
        "cv", "CV", CELL_PERCENT                                                         \
    }

static const struct column cpu_columns[] = { { "cpu", "CPU type", CELL_TEXT },
                                             BIN_COLUMNS };
static const struct column start_columns[] = { { "start", "start", CELL_TEXT },
                                               BIN_COLUMNS };
static const struct column day_columns[] = { { "weekday", "day (UTC)", CELL_TEXT },
                                             BIN_COLUMNS };
static const struct column hour_columns[] = { { "hour", "hour (UTC)", CELL_INT },
                                              BIN_COLUMNS };

enum { BIN_COLUMN_COUNT = sizeof cpu_columns / sizeof *cpu_columns };

/* --- sentences --- */

static void
say_p(struct buf *out, double p)
{
    if (p < P_LEAST)
        buf_text(out, "p < 0.001");
    else
        buf_printf(out, "p = %.*f", p < 0.1 ? 3 : 2, p);
}

static void
say_percent(struct buf *out, double ratio)
{
    char text[TEXT_NUMBER_MAX];

    buf_printf(out, "%s%%", text_number(text, 100 * ratio, ratio < 0.1 ? 1 : 0, false));
}

void
stability_say_variance(struct buf *line, const struct stability_variance *v)
{
    if (v->reason == STABILITY_NO_CPU) {
        buf_text(line, "What part the CPU type has cannot be told: the samples do not "
                       "name it.");
    } else if (v->reason == STABILITY_ONE_CPU) {
        buf_text(line, "No size ran on more than one CPU type, so it explains nothing "
                       "here.");
    } else if (v->reason == STABILITY_FEW_RUNS) {
        buf_text(line, "Too few samples to tell what part the CPU type has.");
    } else {
        if (v->p < P_MOST) {
            say_percent(line, v->share);
            buf_text(line, " of the variance is the CPU type (");
        } else {
            buf_text(line, "The CPU type explains no more than chance does (");
        }
        say_p(line, v->p);
        buf_printf(line, "; %" PRId32 " types, ", v->n_types);
        words_count(line, v->n, "sample");
        buf_text(line, ").");
    }
}

/* Why a daily period cannot be told. */
static void
say_untested(struct buf *line, const struct stability_daily *d)
{
    char text[TEXT_NUMBER_MAX];

    if (d->reason == STABILITY_NO_TIMES)
        buf_text(line, "A daily period cannot be told: the samples do not say when they "
                       "started.");
    else if (d->reason == STABILITY_SHORT)
        buf_printf(line,
                   "A daily period cannot be told: the samples span %s hours, and it "
                   "takes 48.",
                   text_number(text, d->days * 24, 1, false));
    else
        buf_printf(line,
                   "A daily period cannot be told: %" PRId64 " hours have samples, too "
                   "few or too much at the same time of the day.",
                   d->n_hours);
}

void
stability_say_daily(struct buf *line, const struct stability_daily *d)
{
    if (d->reason != STABILITY_TESTED) {
        say_untested(line, d);
    } else {
        if (d->p < P_MOST) {
            const int minutes = (int)(d->slow_hour * 60) % 1440;

            buf_text(line, "There is a daily period: the slowest time, about ");
            buf_printf(line, "%02d:%02d UTC, takes ", minutes / 60,
                       minutes % 60 / 30 * 30);
            say_percent(line, d->swing - 1);
            buf_text(line, " longer than the fastest (");
        } else {
            buf_text(line, "No daily period is seen (");
        }
        say_p(line, d->p);
        buf_printf(line, "; %" PRId64 " hours in %.1f days).", d->n_hours, d->days);
    }
}

static void
say_price(struct buf *line, const struct steadiness *k)
{
    if (k->calm.cost_pusd == COST_UNKNOWN)
        return;
    buf_text(line, " It costs ");
    words_cost(line, k->calm.cost_pusd);
    buf_text(line, " per invocation");
    if (k->pick.memory_mb == k->calm.memory_mb) {
        buf_text(line, ", and is the pick");
    } else if (k->pick.memory_mb && k->pick.cost_pusd > 0) {
        buf_text(line, ", ");
        words_change(line, (double)k->calm.cost_pusd, (double)k->pick.cost_pusd);
        buf_printf(line, " against the pick, %" PRId32 " MB", k->pick.memory_mb);
    }
    buf_byte(line, '.');
}

void
stability_say_calm(struct buf *line, const struct steadiness *k)
{
    if (k->calm.memory_mb == 0) {
        buf_printf(line, "No size has the %d samples that it takes to judge its spread.",
                   STABILITY_RUNS_LEAST);
    } else if (stability_sizes(k->stability) == 1) {
        buf_printf(line, "%" PRId32 " MB varies by ", k->calm.memory_mb);
        say_percent(line, k->calm_cv);
        buf_text(line, "; another size may be calmer, or not: none was measured.");
    } else {
        buf_printf(line, "%" PRId32 " MB is the smallest calm size: it varies by ",
                   k->calm.memory_mb);
        say_percent(line, k->calm_cv);
        if (k->worst_mb != k->calm.memory_mb) {
            buf_printf(line, ", %" PRId32 " MB by ", k->worst_mb);
            say_percent(line, k->worst_cv);
        }
        buf_byte(line, '.');
        say_price(line, k);
    }
}

void
stability_say_evidence(struct buf *line, const struct steadiness *k,
                       const struct stability_group *of)
{
    const bool one = of->memory_mb || stability_sizes(k->stability) == 1;
    const int32_t n_sizes = one ? 1 : stability_sizes(k->stability);
    char text[TEXT_NUMBER_MAX];

    words_count(line, of->all.n, k->cold ? "cold start" : "sample");
    buf_printf(line, " at %" PRId32 " size%s", n_sizes, one ? "" : "s");
    if (k->n_failed && (!of->memory_mb || stability_sizes(k->stability) == 1)) {
        buf_text(line, ", besides ");
        words_count(line, k->n_failed, "failure");
    }
    buf_printf(line, "; the slowest took %s times as long as the fastest of its size",
               text_number(text, of->all.most / of->all.least, 2, false));
    buf_text(line, one ? "." : ", at most.");
}

/* --- tables --- */

/* Of one row, a table says nothing that the sentences do not, but for sizes and CPUs. */
static void
say_table(struct reply *r, const char *path, const struct column *columns, int n,
          int least)
{
    const struct json *rows = json_get(json_root(r->doc), path);

    if (!json_first(rows) || (least > 1 && !json_next(json_first(rows))))
        return;
    buf_byte(&r->text, '\n');
    table_write(rows, columns, n, &r->text);
}

static void
say_sentences(struct buf *out, const struct steadiness *k,
              const struct stability_group *all)
{
    struct buf lines[4];

    for (int i = 0; i < 4; i++)
        buf_init(&lines[i], 512);
    stability_say_variance(&lines[0], &all->variance);
    stability_say_daily(&lines[1], &all->daily);
    stability_say_calm(&lines[2], k);
    stability_say_evidence(&lines[3], k, all);
    for (int i = 0; i < 4; i++)
        words_wrap(out, &lines[i]);
}

void
stability_say(struct reply *r, const struct steadiness *k,
              const struct stability_group *all)
{
    const struct field *f = &k->field;

    buf_printf(&r->text, "%s%s, ", f->workload.name,
               f->workload.sample_data ? " (sample data)" : "");
    words_contender(&r->text, k->contender);
    buf_byte(&r->text, '\n');
    say_sentences(&r->text, k, all);
    say_table(r, "sizes", size_columns, sizeof size_columns / sizeof *size_columns, 1);
    if (all->n_cpus > 1 || (all->n_cpus == 1 && all->cpus[0].name[0]))
        say_table(r, "cpus", cpu_columns, BIN_COLUMN_COUNT, 1);
    if (all->cold.n > 0 && all->warm.n > 0)
        say_table(r, "starts", start_columns, BIN_COLUMN_COUNT, 2);
    if (all->daily.days >= 1)
        say_table(r, "weekdays", day_columns, BIN_COLUMN_COUNT, 2);
    say_table(r, "hours", hour_columns, BIN_COLUMN_COUNT, 2);
    if (f->n > 1)
        buf_printf(&r->hints,
                   "%s is one of %" PRId32 " ways to run it; --implementation and "
                   "--platform name another.\n",
                   k->contender->profile->implementation, f->n);
}
