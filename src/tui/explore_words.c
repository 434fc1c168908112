/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the screen says: each sentence is written here, for the grid and for lines. */
#include <math.h>
#include <string.h>

#include "app/words.h"
#include "base/money.h"
#include "base/text.h"
#include "tui/explore.h"

enum { PERCENT = 100, SIZES_HONEST = 4 };

static void
say_time(struct buf *out, double ms)
{
    char text[TEXT_NUMBER_MAX];

    buf_text(out, text_time(text, ms));
}

static void
say_number(struct buf *out, int64_t n)
{
    char text[TEXT_NUMBER_MAX];

    buf_text(out, text_number(text, (double)n, 0, true));
}

void
explore_say_head(const struct tui *t, struct buf *out)
{
    const struct contender *c = explore_contender(t);

    buf_text(out, t->subject.name[0] ? t->subject.name : "no workload is open");
    if (!c)
        return;
    buf_text(out, " > ");
    words_contender(out, c);
}

/* Duration and cost of a configuration: "71.9 s, $0.0019995". */
static void
say_figures(struct buf *out, const struct configuration *c)
{
    say_time(out, c->duration_ms);
    if (c->cost_pusd != COST_UNKNOWN) {
        buf_text(out, ", ");
        words_cost(out, c->cost_pusd);
    }
}

void
explore_say_cross(const struct tui *t, struct buf *out)
{
    const struct explore *x = explore_of(t);
    const struct configuration *at = &x->readout.at;

    if (!x->has_readout)
        return;
    buf_printf(out, "%d MB: ", (int)at->memory_mb);
    say_figures(out, at);
    if (isfinite(at->duration_low_ms)) {
        buf_text(out, " (90% ");
        say_time(out, at->duration_low_ms);
        buf_text(out, " to ");
        say_time(out, at->duration_high_ms);
        buf_byte(out, ')');
    }
    if (at->reason != ADVICE_NONE)
        buf_printf(out, ", %s", words_reason(at->reason));
}

/* "fastest of 1,259 sizes in budget". */
static void
say_aim(const struct tui *t, struct buf *out)
{
    const struct advice *a = t->subject.advice;
    const struct goal *g = &t->subject.request.goal;
    const char *within = "";

    if (g->has_budget && g->has_latency)
        within = " within both goals";
    else if (g->has_budget)
        within = " in budget";
    else if (g->has_latency)
        within = " in time";
    buf_printf(out, "%s of ",
               g->objective == OBJECTIVE_BALANCED ? "best balance"
                                                  : objective_name(g->objective));
    say_number(out, a->in_goal);
    buf_printf(out, " size%s%s", a->in_goal == 1 ? "" : "s", within);
}

/* Whose it is, when that is not what the chart shows. */
static void
say_whose(const struct tui *t, const struct configuration *c, const char *before,
          struct buf *out)
{
    if (!c->memory_mb || c->contender == explore_of(t)->shown || !subject_contender(t, c))
        return;
    buf_text(out, before);
    words_contender(out, subject_contender(t, c));
}

/* No size will do: what there is by each goal, and the key that takes it. */
static void
say_nearest(const struct tui *t, enum explore_pane pane, struct buf *out)
{
    static const struct {
        enum action_id id;
        const char *goal, *best;
    } fixes[] = { [PANE_BUDGET] = { ACTION_BUDGET_ALONE, "budget", "cheapest" },
                  [PANE_LATENCY] = { ACTION_LATENCY_ALONE, "latency", "fastest" } };
    const struct advice *a = t->subject.advice;
    const struct goal *g = &t->subject.request.goal;
    const bool budget = pane == PANE_BUDGET;
    const struct configuration *c = budget ? &a->under_budget : &a->in_time;
    char key[KEY_TEXT_MAX];

    if (!(budget ? g->has_budget : g->has_latency) || !c->memory_mb)
        return;
    buf_printf(out, "%s ", tui_key_text(t, fixes[pane].id, key));
    if (g->has_budget && g->has_latency && explore_met_alone(t, pane))
        buf_printf(out, "keeps the %s alone", fixes[pane].goal);
    else
        buf_printf(out, "takes the %s", fixes[pane].best);
    buf_printf(out, ": %d MB, ", (int)c->memory_mb);
    say_figures(out, c);
    if (!budget && g->has_budget && explore_met_alone(t, pane)) {
        buf_text(out, " (");
        words_change(out, (double)c->cost_pusd, (double)g->budget_pusd);
        buf_byte(out, ')');
    }
}

static void
say_no_pick(const struct tui *t, struct buf *out)
{
    const struct goal *g = &t->subject.request.goal;

    if (g->has_budget && g->has_latency)
        buf_printf(out, "NONE No size meets %s. ",
                   explore_met_alone(t, PANE_BUDGET) || explore_met_alone(t, PANE_LATENCY)
                       ? "both"
                       : "either");
    else if (g->has_budget)
        buf_text(out, "NONE None is so cheap. ");
    else
        buf_text(out, "NONE None is so fast. ");
    say_nearest(t, g->has_budget ? PANE_BUDGET : PANE_LATENCY, out);
}

/* Nothing could be judged. */
static void
say_too_little(const struct tui *t, struct buf *out)
{
    const char *why = t->subject.err.text;
    const size_t name = strlen(t->subject.name);

    if (explore_has_one_size(t)) {
        buf_text(out, "NONE One size measured; a curve needs two, an honest one four.");
        return;
    }
    if (!strncmp(why, t->subject.name, name) && !strncmp(why + name, ": ", 2))
        why += name + 2; /* the head names it already */
    buf_printf(out, "NONE %s", *why ? why : "no pick is possible");
}

static bool
is_weak(const struct contender *c)
{
    return c && c->has_curve && curve_report_get(&c->curve)->quality == CURVE_WEAK;
}

void
explore_say_pick(const struct tui *t, struct buf *out)
{
    const struct advice *a = t->subject.advice;
    const struct contender *c = explore_contender(t);

    if (!a || (c && !c->has_curve && !a->feasible)) {
        say_too_little(t, out);
        return;
    }
    if (!a->feasible) {
        say_no_pick(t, out);
        return;
    }
    buf_printf(out, "PICK %d MB", (int)a->pick.memory_mb);
    if (is_weak(subject_contender(t, &a->pick)))
        buf_text(out, ", WEAK fit");
    say_whose(t, &a->pick, ", ", out);
    buf_text(out, "  ");
    say_aim(t, out);
    buf_text(out, ": ");
    say_figures(out, &a->pick);
}

/* Where there is no room for the reason. */
void
explore_say_pick_short(const struct tui *t, struct buf *out)
{
    const struct advice *a = t->subject.advice;

    if (!a || !a->feasible) {
        explore_say_pick(t, out);
        return;
    }
    buf_printf(out, "PICK %d MB", (int)a->pick.memory_mb);
    say_whose(t, &a->pick, ", ", out);
    buf_text(out, "  ");
    say_figures(out, &a->pick);
}

static void
say_unsafe(const struct tui *t, struct buf *out)
{
    const struct advice *a = t->subject.advice;

    switch ((int)a->safe_missing) {
    case ADVICE_NO_GOAL:
        buf_text(out, "a budget or a latency makes it: b, t");
        break;
    case ADVICE_NO_SPREAD:
        buf_text(out, "no spread is known here");
        break;
    default:
        buf_text(out, words_reason(a->safe_missing));
    }
}

/* Without advice: what would lead to one. */
static void
say_way_on(const struct tui *t, struct buf *out)
{
    const struct explore *x = explore_of(t);
    char key[KEY_TEXT_MAX];

    if (x->proposed_for == t->subject.version && x->proposal[0])
        buf_printf(out, "%s proposes %s.", tui_key_text(t, ACTION_PLAN, key),
                   x->proposal);
    else if (!explore_contender(t)->has_curve)
        buf_printf(out, "%s plans which sizes to measure next, and what that costs.",
                   tui_key_text(t, ACTION_PLAN, key));
    else if (t->subject.request.goal.has_budget)
        buf_printf(out, "%s none drops the budget.", tui_key_text(t, ACTION_BUDGET, key));
    else
        buf_text(out, t->subject.err.hint);
}

void
explore_say_safe(const struct tui *t, struct buf *out)
{
    const struct advice *a = t->subject.advice;
    const struct goal *g = &t->subject.request.goal;

    if (!a || !explore_contender(t)->has_curve) {
        say_way_on(t, out);
        return;
    }
    if (!a->feasible) {
        if (g->has_budget && g->has_latency)
            say_nearest(t, PANE_LATENCY, out);
        else
            say_whose(t, g->has_budget ? &a->under_budget : &a->in_time, "That is ", out);
        return;
    }
    if (!a->has_safe) {
        buf_text(out, "SAFE none: ");
        say_unsafe(t, out);
        return;
    }
    buf_printf(out, "SAFE %d MB", (int)a->safe.memory_mb);
    say_whose(t, &a->safe, ", ", out);
    buf_printf(out, "  %.4g%% sure to stay %s: ", PERCENT * g->confidence_ratio,
               g->has_budget && g->has_latency ? "within both"
               : g->has_budget                 ? "in budget"
                                               : "in time");
    say_figures(out, &a->safe);
}

/* Notes that come first, then any other that has a sentence. */
static int
rank_of(enum advice_note code)
{
    static const enum advice_note first[] = { NOTE_STATISTIC,          NOTE_WEAK_FIT,
                                              NOTE_EXTRAPOLATED,       NOTE_FEW_SIZES,
                                              NOTE_SMOOTH_OVER_BUDGET, NOTE_NEXT_SIZE };
    const int n = sizeof first / sizeof first[0];

    for (int i = 0; i < n; i++) {
        if (first[i] == code)
            return i;
    }
    return n;
}

/* The sentence of the i-th note in that order; NULL past the last. */
static const struct note *
note_at(const struct advice *a, int32_t i)
{
    int32_t seen = 0;

    for (int rank = 0; rank <= rank_of(NOTE_FLAT); rank++) {
        for (int32_t k = 0; k < a->n_notes; k++) {
            if (rank_of(a->notes[k].code) == rank && seen++ == i)
                return &a->notes[k];
        }
    }
    return NULL;
}

void
explore_say_why(const struct tui *t, int32_t i, struct buf *out)
{
    const struct subject *s = &t->subject;
    int32_t said = 0;

    for (int32_t k = 0; s->advice && k < s->advice->n_notes; k++) {
        const struct note *n = note_at(s->advice, k);
        const size_t before = out->len;

        words_note(out, n, (const struct contender *const *)s->field.contenders,
                   &s->request);
        if (out->len > before && said++ == i)
            return;
        if (out->len > before) { /* not that one */
            out->len = before;
            out->data[before] = '\0';
        }
    }
}
