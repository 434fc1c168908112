/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a chart shows, in sentences. */
#include <math.h>
#include <string.h>

#include "app/plot.h"
#include "app/words.h"
#include "base/money.h"
#include "base/text.h"

/* Ends of a curve nearer than this are called level: 5 %. */
#define LEVEL_RATIO 1.05

static void
say_time(double ms, struct buf *out)
{
    char text[TEXT_NUMBER_MAX];

    buf_text(out, text_time(text, ms));
}

/* "Duration falls from ... to ...; half of the gain is reached by ..." */
static void
say_curve(const struct plot_series *s, struct buf *out)
{
    if (s->to_ms <= s->from_ms * LEVEL_RATIO && s->from_ms <= s->to_ms * LEVEL_RATIO) {
        buf_text(out, " stays at about ");
        say_time(sqrt(s->from_ms * s->to_ms), out);
        buf_printf(out, " from %d MB to %d MB: memory does not help. ", (int)s->from_mb,
                   (int)s->to_mb);
        return;
    }
    buf_printf(out, " %s from ", s->to_ms < s->from_ms ? "falls" : "rises");
    say_time(s->from_ms, out);
    buf_printf(out, " at %d MB to ", (int)s->from_mb);
    say_time(s->to_ms, out);
    buf_printf(out, " at %d MB", (int)s->to_mb);
    if (s->half_mb)
        buf_printf(out, "; half of the gain is reached by %d MB", (int)s->half_mb);
    buf_text(out, ". ");
}

/* Without a curve. */
static void
say_sizes(const struct plot_series *s, struct buf *out)
{
    if (s->n_samples != 1) {
        buf_printf(out, " was measured at %d sizes. ", (int)s->n_samples);
        return;
    }
    buf_text(out, " is ");
    say_time(s->samples[0].duration_ms, out);
    buf_printf(out, " at %d MB, the one size measured. ", (int)s->samples[0].memory_mb);
}

static void
say_teeth(const struct plot_cost_facts *f, struct buf *out)
{
    char cheaper[TEXT_NUMBER_MAX];
    char steps[TEXT_NUMBER_MAX];

    if (!f->n_cheaper)
        return;
    buf_printf(out,
               " Billing in steps of %d ms makes it a saw-tooth: %s of %s times the "
               "next size up is cheaper.",
               (int)f->step_ms, text_number(cheaper, f->n_cheaper, 0, true),
               text_number(steps, f->n_sizes - 1, 0, true));
}

/* "Cost goes from ... to ...; the least is ...". */
static void
say_cost(const struct plot_series *s, struct buf *out)
{
    const struct plot_cost_facts *f = &s->cost_facts;

    if (!s->n_cost) {
        buf_text(out, " is not known: there is no price. ");
        return;
    }
    buf_text(out, " goes from ");
    words_per_million(out, f->from_pusd);
    buf_printf(out, " at %d MB to ", (int)f->from_mb);
    words_per_million(out, f->to_pusd);
    buf_printf(out, " at %d MB", (int)f->to_mb);
    if (f->least_mb != f->from_mb && f->least_mb != f->to_mb) {
        buf_text(out, "; the least is ");
        words_per_million(out, f->least_pusd);
        buf_printf(out, " at %d MB", (int)f->least_mb);
    }
    buf_byte(out, '.');
    say_teeth(f, out);
    buf_byte(out, ' ');
}

static void
say_series(const struct plot_data *d, const struct plot_series *s, struct buf *out)
{
    if (d->view.field == PLOT_COST) {
        if (d->n_series > 1)
            buf_printf(out, "%s: cost", s->name);
        else
            buf_text(out, "Cost");
        say_cost(s, out);
        return;
    }
    if (d->n_series > 1)
        buf_printf(out, "%s: duration", s->name);
    else
        buf_text(out, "Duration");
    if (s->n_line)
        say_curve(s, out);
    else
        say_sizes(s, out);
}

void
plot_say_configuration(const struct configuration *c, const char *what, struct buf *out)
{
    char money[MONEY_TEXT_MAX];

    buf_printf(out, "%s: %d MB", what, (int)c->memory_mb);
    if (isfinite(c->duration_ms)) {
        buf_text(out, ", ");
        say_time(c->duration_ms, out);
    }
    if (c->cost_pusd != COST_UNKNOWN)
        buf_printf(out, ", %s per invocation", money_short(money, c->cost_pusd));
}

/* The end of a sentence about one of several series: its name. */
static void
say_whose(const struct plot_data *d, int32_t series, struct buf *out)
{
    if (d->n_series > 1 && series >= 0)
        buf_printf(out, ", %s", d->series[series].name);
    buf_text(out, ". ");
}

static void
say_pick(const struct plot_data *d, const struct configuration *c, const char *what,
         struct buf *out)
{
    plot_say_configuration(c, what, out);
    say_whose(d, plot_series_of(d, c), out);
}

/* Does a run of sizes reach the end of those that are drawn, or can be picked? */
static bool
reaches_low(const struct plot_data *d, int32_t mb)
{
    return mb <= d->series[0].line[0].memory_mb || mb <= d->picked_from.from_mb;
}

static bool
reaches_high(const struct plot_data *d, int32_t mb)
{
    const struct plot_series *s = &d->series[0];

    return mb >= s->line[s->n_line - 1].memory_mb || mb >= d->picked_from.to_mb;
}

static void
say_budget(const struct plot_data *d, struct buf *out)
{
    const struct plot_series *s = &d->series[0];
    const int32_t from_mb = d->n_over ? d->over_budget[0].from_mb : 0;
    const int32_t to_mb = d->n_over ? d->over_budget[d->n_over - 1].to_mb : 0;
    char money[MONEY_TEXT_MAX];
    bool at_low = false;
    bool at_high = false;

    if (!d->goal.has_budget || !d->n_over || !s->n_line)
        return;
    at_low = reaches_low(d, from_mb);
    at_high = reaches_high(d, to_mb);
    if (d->n_over > 1)
        buf_printf(out, "Some sizes from %d to %d MB cost", (int)from_mb, (int)to_mb);
    else if (at_low && at_high)
        buf_text(out, "Every size that can be picked costs");
    else if (at_high)
        buf_printf(out, "Sizes from %d MB cost", (int)from_mb);
    else if (at_low)
        buf_printf(out, "Sizes up to %d MB cost", (int)to_mb);
    else
        buf_printf(out, "Sizes from %d to %d MB cost", (int)from_mb, (int)to_mb);
    buf_printf(out, " more than the budget of %s",
               money_short(money, d->goal.budget_pusd));
    say_whose(d, 0, out);
}

/* A limit that is not drawn. */
static void
say_limit(const struct plot_data *d, struct buf *out)
{
    const int side = plot_limit_side(d);
    char money[MONEY_TEXT_MAX];

    if (!side)
        return;
    if (d->view.field == PLOT_COST) {
        buf_printf(out, "The budget, %s, lies", money_short(money, d->goal.budget_pusd));
    } else {
        buf_text(out, "The latency goal, ");
        say_time(d->goal.latency_ms, out);
        buf_text(out, ", lies");
    }
    buf_printf(out, "%s %s every %s here. ", d->view.high_mb ? "" : " far",
               side < 0 ? "below" : "above",
               d->view.field == PLOT_COST ? "cost" : "duration");
}

static void
say_window(const struct plot_data *d, struct buf *out)
{
    if (d->view.high_mb)
        buf_printf(out, "Shown are %d to %d MB. ", (int)d->view.low_mb,
                   (int)d->view.high_mb);
}

static void
say_answer(const struct plot_data *d, struct buf *out)
{
    if (!d->has_advice)
        return;
    if (d->feasible)
        say_pick(d, &d->pick, "Pick", out);
    else
        buf_text(out, "No size meets the goal. ");
    if (d->has_safe && !(d->feasible && d->safe.contender == d->pick.contender &&
                         d->safe.memory_mb == d->pick.memory_mb))
        say_pick(d, &d->safe, "Safe pick", out);
}

void
plot_caption(const struct plot_data *d, struct buf *out)
{
    for (int32_t i = 0; i < d->n_series; i++)
        say_series(d, &d->series[i], out);
    say_answer(d, out);
    say_budget(d, out);
    say_limit(d, out);
    say_window(d, out);
    while (out->len && out->data[out->len - 1] == ' ')
        out->data[--out->len] = '\0';
}
