/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Goals that are moved: by steps, along their sliders, or to what can be had. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/digits.h"
#include "base/money.h"
#include "tui/explore.h"

enum { DIGITS = 4, GOAL_BYTES = 64, PERCENT = 100 };

static enum local_id
local_of(enum explore_pane pane)
{
    return pane == PANE_BUDGET ? LOCAL_BUDGET : LOCAL_LATENCY;
}

/* The ends of a slider; false: there is nothing to slide along. */
static bool
ends_of(const struct tui *t, enum explore_pane pane, double *least, double *most)
{
    const struct explore_limits *l = &explore_of(t)->limits;

    *least = pane == PANE_BUDGET ? (double)l->least_pusd : l->least_ms;
    *most = pane == PANE_BUDGET ? (double)l->most_pusd : l->most_ms;
    return *least > 0 && *most >= *least;
}

/* The goal now; NAN: there is none. */
static double
goal_now(const struct tui *t, enum explore_pane pane)
{
    const struct goal *g = &t->subject.request.goal;

    if (pane == PANE_BUDGET)
        return g->has_budget ? (double)g->budget_pusd : NAN;
    return g->has_latency ? g->latency_ms : NAN;
}

double
explore_goal_part(const struct tui *t, enum explore_pane pane)
{
    double least = 0;
    double most = 0;
    const double now = goal_now(t, pane);

    if (!isfinite(now) || !ends_of(t, pane, &least, &most))
        return NAN;
    if (most <= least)
        return now >= most ? 1 : 0;
    return fmin(fmax(log(now / least) / log(most / least), 0), 1);
}

/* To four digits, but never below the least that there is. */
static double
round_goal(double value, double least)
{
    const double unit = pow(10, floor(log10(value)) + 1 - DIGITS);
    const double rounded = round(value / unit) * unit;

    return rounded < least ? ceil(value / unit) * unit : rounded;
}

static void
write_goal(enum explore_pane pane, double value, char out[GOAL_BYTES])
{
    char money[MONEY_TEXT_MAX];
    char digits[DIGITS_MAX];

    if (pane == PANE_BUDGET) {
        snprintf(out, GOAL_BYTES, "%.50s", money_exact(money, (int64_t)llround(value)));
        return;
    }
    digits_trim(digits_significant(digits, value >= 1000 ? value / 1000 : value, DIGITS));
    snprintf(out, GOAL_BYTES, "%.50s%s", digits, value >= 1000 ? "s" : "ms");
}

/* As part of the change that was begun. */
static enum va_code
put_goal(struct tui *t, enum explore_pane pane, double value, struct va_err *err)
{
    char text[GOAL_BYTES];
    double least = 0;
    double most = 0;

    if (ends_of(t, pane, &least, &most))
        value = round_goal(value, least);
    write_goal(pane, value, text);
    return local_set(t->locals, local_of(pane), t->subject.name, text, err);
}

/* Steps that follow each other are one change. */
static enum va_code
set_goal(struct tui *t, enum explore_pane pane, double value, bool again,
         struct va_err *err)
{
    enum va_code code = VA_OK;

    local_begin(t->locals, pane == PANE_BUDGET ? "budget moved" : "latency moved", again);
    code = put_goal(t, pane, value, err);
    if (!code)
        tui_changed(t);
    return code;
}

static enum va_code
no_slider(enum explore_pane pane, struct va_err *err)
{
    return va_fail(err, VA_DATA, "%s",
                   pane == PANE_BUDGET ? "there is no price, so a budget limits nothing"
                                       : "no duration is known to limit");
}

enum va_code
explore_step_goal(struct tui *t, enum explore_pane pane, int32_t steps,
                  struct va_err *err)
{
    const struct explore *x = explore_of(t);
    double least = 0;
    double most = 0;
    double value = goal_now(t, pane);

    if (!ends_of(t, pane, &least, &most))
        return no_slider(pane, err);
    if (!isfinite(value) && x->has_readout) /* begin at what is read out */
        value = pane == PANE_BUDGET ? (double)x->readout.at.cost_pusd
                                    : x->readout.at.duration_ms;
    if (!(value > 0))
        value = most;
    value *= 1 + (double)steps / PERCENT;
    return set_goal(t, pane, fmin(fmax(value, least), most), true, err);
}

enum va_code
explore_set_goal(struct tui *t, enum explore_pane pane, double part, bool again,
                 struct va_err *err)
{
    double least = 0;
    double most = 0;

    if (!ends_of(t, pane, &least, &most))
        return no_slider(pane, err);
    part = fmin(fmax(part, 0), 1);
    return set_goal(t, pane, least * pow(most / least, part), again, err);
}

/* Off, also where the settings have one. */
static enum va_code
drop_goal(struct tui *t, enum explore_pane pane, struct va_err *err)
{
    return tui_set(t, local_of(pane), t->subject.name, "none", err);
}

/* What a goal must at least be; NAN: it is not the one that is set. */
static double
least_of(const struct advice *a, const struct goal *g, enum explore_pane pane)
{
    const bool budget = pane == PANE_BUDGET;
    const struct configuration *c = budget ? &a->under_budget : &a->in_time;

    if (!(budget ? g->has_budget : g->has_latency) || c->memory_mb <= 0)
        return NAN;
    return budget ? (double)c->cost_pusd : c->duration_ms;
}

bool
explore_met_alone(const struct tui *t, enum explore_pane pane)
{
    const struct goal *g = &t->subject.request.goal;
    const double least = least_of(t->subject.advice, g, pane);

    return isfinite(least) &&
           least <= (pane == PANE_BUDGET ? (double)g->budget_pusd : g->latency_ms);
}

enum va_code
explore_relax(struct tui *t, enum explore_pane keep, struct va_err *err)
{
    const struct goal *g = &t->subject.request.goal;
    const struct advice *a = t->subject.advice;
    const bool both = g->has_budget && g->has_latency;
    double value = NAN;
    enum va_code code = VA_OK;

    if (!a || a->feasible)
        return va_fail(err, VA_USAGE, "the goal can be met as it is");
    value = explore_met_alone(t, keep) ? NAN : least_of(a, g, keep);
    if (both) {
        code = drop_goal(t, keep == PANE_BUDGET ? PANE_LATENCY : PANE_BUDGET, err);
        if (code || !(value > 0))
            return code;
        code = put_goal(t, keep, value, err);
        if (!code)
            tui_changed(t);
        return code;
    }
    if (!(value > 0))
        return va_fail(err, VA_USAGE, "that would not make the goal possible");
    return set_goal(t, keep, value, false, err);
}
