/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The grid of the screen that explores one workload. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/words.h"
#include "base/money.h"
#include "base/text.h"
#include "tui/explore.h"
#include "tui/offer.h"

enum {
    LINE_BYTES = 1024,
    DAYS_OLD = 365,
    PRICES_FROM = 72, /* columns with prices in the head, */
    WIDE_FROM = 100,  /* and with all of the words */
    SLIDER_ENDS_FROM = 64,
    LABEL_COLUMNS = 11,
    END_COLUMNS = 14,
    NOW_COLUMNS = 17,
    LINE_FROM = 4,   /* rows of the answer, above which the command line is one of them */
    ALL_COLUMNS = 7, /* of a key beside a sentence, about */
    GAP = 2
};

static const struct ink plain = { ROLE_TEXT, 0 };
static const struct ink dim = { ROLE_DIM, 0 };
static const struct ink bold = { ROLE_TITLE, CELL_BOLD };
static const struct ink warn = { ROLE_WARN, CELL_BOLD };

/* A sentence on one row; true when it is cut. */
static bool
put_sentence(const struct tui *t, struct frame *f, struct cell_rect at, struct ink ink,
             void (*say)(const struct tui *t, struct buf *out))
{
    struct buf line;
    bool cut = false;

    at = rect_columns(at, 1, at.columns - 1);
    buf_init(&line, LINE_BYTES);
    say(t, &line);
    frame_text(f, at, ink, buf_get(&line));
    cut = text_width(buf_get(&line)) > at.columns;
    buf_clear(&line);
    return cut;
}

/* Whole years between the day of the prices and today. */
static int32_t
years_old(const struct tui *t)
{
    return (session_today(t->session) - t->subject.question.as_of_days) / DAYS_OLD;
}

/* Prices in force, and how old they are when those of an earlier day were asked for. */
static void
say_prices(const struct tui *t, const struct contender *c, int32_t columns,
           struct buf *out)
{
    if (!c->has_tariff || columns < PRICES_FROM)
        return;
    buf_printf(out, "%s%s %dms", columns >= WIDE_FROM ? "prices " : "", c->tariff.table,
               (int)c->tariff.step_ms);
    if (years_old(t) > 0 && columns < WIDE_FROM)
        buf_printf(out, ", %d y old", (int)years_old(t));
    else if (years_old(t) > 0)
        buf_printf(out, ", %d year%s old", (int)years_old(t),
                   years_old(t) == 1 ? "" : "s");
}

/* Prices, and what the data are. */
static void
say_tags(const struct tui *t, int32_t columns, struct buf *out)
{
    const struct contender *c = explore_contender(t);

    say_prices(t, c, columns, out);
    if (t->subject.field.workload.sample_data)
        buf_printf(out, "%sSAMPLE DATA", out->len ? " | " : "");
    if (profile_is_simulated(c->profile))
        buf_printf(out, "%sSIMULATED", out->len ? " | " : "");
    else if (c->emulated || c->profile->emulates[0])
        buf_printf(out, "%sEMULATED", out->len ? " | " : "");
}

/* Without the region where there is no room for it. */
static void
say_head(const struct tui *t, int32_t room, struct buf *out)
{
    const struct contender *c = explore_contender(t);

    explore_say_head(t, out);
    if (text_width(buf_get(out)) < room || !c)
        return;
    buf_reset(out);
    buf_printf(out, "%s > %s on %s", t->subject.name, c->profile->implementation,
               c->profile->platform);
}

static void
draw_head(const struct tui *t, struct frame *f, struct cell_rect at)
{
    struct buf head;
    struct buf tags;
    int32_t width = 0;

    buf_init(&tags, LINE_BYTES);
    say_tags(t, at.columns, &tags);
    width = text_width(buf_get(&tags));
    buf_init(&head, LINE_BYTES);
    say_head(t, at.columns - width - GAP, &head);
    frame_text(f, rect_columns(at, 1, at.columns - width - GAP - 1), bold,
               buf_get(&head));
    buf_clear(&head);
    frame_right(f, rect_columns(at, 0, at.columns - 1), years_old(t) > 0 ? warn : dim,
                buf_get(&tags));
    buf_clear(&tags);
}

/* What the marks are, as far as there is room. */
static void
draw_legend(const struct tui *t, struct frame *f, struct cell_rect at)
{
    const struct explore *x = explore_of(t);
    const struct scene *s =
        &x->scenes[x->drawn[PLOT_DURATION] ? PLOT_DURATION : PLOT_COST];
    int32_t used = 1;

    for (int32_t i = 0; i < s->n_legend && at.rows > 0; i++) {
        const struct scene_legend *l = &s->legend[i];
        const char *mark = scene_legend_text(l->mark, t->symbols);
        const int32_t width = text_width(mark) + 1 + text_width(l->text);

        if (used + width > at.columns)
            return;
        used += frame_text(f, rect_columns(at, used, at.columns),
                           (struct ink){ l->role, 0 }, mark);
        used += 1 + frame_text(f, rect_columns(at, used + 1, at.columns), dim, l->text);
        used += GAP;
    }
}

static void
draw_charts(const struct tui *t, struct frame *f)
{
    const struct explore *x = explore_of(t);

    for (int i = 0; i < EXPLORE_CHARTS; i++) {
        const struct cell_rect *at = &x->layout.chart[i];

        if (at->rows == 0 || !x->drawn[i])
            continue;
        if (scene_draw_cells(&x->scenes[i], at, t->symbols, &f->grid))
            frame_text(f, *at, dim, "no room for the chart");
        else
            frame_spot_value(f, *at, PANE_CHART, i);
    }
}

/* The texts of a slider: its ends, and where it stands. */
struct slider_texts {
    char low[MONEY_TEXT_MAX], high[MONEY_TEXT_MAX], now[MONEY_TEXT_MAX + 4];
};

static void
say_budget(const struct tui *t, struct slider_texts *out)
{
    char text[MONEY_TEXT_MAX];
    const struct explore_limits *l = &explore_of(t)->limits;
    const struct goal *g = &t->subject.request.goal;

    if (l->least_pusd != COST_UNKNOWN) {
        money_short(out->low, l->least_pusd);
        money_short(out->high, l->most_pusd);
    }
    if (g->has_budget)
        snprintf(out->now, sizeof out->now, "<= %s", money_short(text, g->budget_pusd));
}

static void
say_latency(const struct tui *t, struct slider_texts *out)
{
    char text[TEXT_NUMBER_MAX];
    const struct explore_limits *l = &explore_of(t)->limits;
    const struct goal *g = &t->subject.request.goal;

    text_time(out->low, l->least_ms);
    text_time(out->high, l->most_ms);
    if (g->has_latency)
        snprintf(out->now, sizeof out->now, "<= %s", text_time(text, g->latency_ms));
}

/* Columns for an end of both sliders, with a blank beside its text. */
static int32_t
ends_columns(const struct slider_texts texts[PANE_FOCUSED], int32_t columns)
{
    int32_t most = END_COLUMNS;

    if (columns < SLIDER_ENDS_FROM)
        return 1;
    for (int32_t i = 0; i < PANE_FOCUSED; i++) {
        const int32_t low = text_width(texts[i].low) + GAP;
        const int32_t high = text_width(texts[i].high) + GAP;

        most = low > most ? low : most;
        most = high > most ? high : most;
    }
    return most;
}

/* " Budget  b  $0.00137 [####----] $0.00235   <= $0.0020000". */
static void
draw_slider(const struct tui *t, struct frame *f, enum explore_pane pane,
            const struct slider_texts *texts, int32_t ends)
{
    const struct explore *x = explore_of(t);
    const bool budget = pane == PANE_BUDGET;
    const double part = explore_goal_part(t, pane);
    struct cell_rect at = x->layout.slider[pane];
    struct cell_rect bar;
    char key[KEY_TEXT_MAX];

    frame_printf(f, at, x->pane == pane ? bold : plain, "%c%-7s %-2s",
                 x->pane == pane ? '>' : ' ', budget ? "Budget" : "Latency",
                 tui_key_text(t, budget ? ACTION_BUDGET : ACTION_LATENCY, key));
    at = rect_columns(at, LABEL_COLUMNS, at.columns);
    frame_right(f, rect_columns(at, 0, ends - 2), dim, texts->low);
    bar = rect_columns(at, ends, at.columns - 2 * ends - NOW_COLUMNS);
    frame_text(f, rect_columns(at, ends - 1, 1), dim, "[");
    frame_bar(f, bar, isfinite(part) ? part : 0, ROLE_CHART1);
    frame_spot_value(f, bar, pane, 0);
    at = rect_columns(at, ends + bar.columns, at.columns);
    frame_text(f, rect_columns(at, 0, 1), dim, "]");
    frame_text(f, rect_columns(at, 2, ends - 1), dim, texts->high);
    frame_text(f, rect_columns(at, ends + 1, at.columns), plain, texts->now);
}

static void
draw_sliders(const struct tui *t, struct frame *f)
{
    const struct cell_rect *at = explore_of(t)->layout.slider;
    struct slider_texts texts[PANE_FOCUSED] = {
        [PANE_BUDGET] = { "-", "-", "off" }, [PANE_LATENCY] = { "-", "-", "off" }
    };
    int32_t ends = 0;

    if (at[PANE_BUDGET].rows == 0)
        return;
    say_budget(t, &texts[PANE_BUDGET]);
    say_latency(t, &texts[PANE_LATENCY]);
    ends = ends_columns(texts, at[PANE_BUDGET].columns);
    draw_slider(t, f, PANE_BUDGET, &texts[PANE_BUDGET], ends);
    draw_slider(t, f, PANE_LATENCY, &texts[PANE_LATENCY], ends);
}

static bool
has_why(const struct tui *t, int32_t i)
{
    struct buf line;
    bool any = false;

    buf_init(&line, LINE_BYTES);
    explore_say_why(t, i, &line);
    any = line.len > 0;
    buf_clear(&line);
    return any;
}

/* Where nothing stands in the lines of pick and safe pick, the key that shows all. */
static bool
offer_above(const struct tui *t, struct frame *f, struct cell_rect answer)
{
    return offer_all(t, f, rect_rows(answer, 0, 1)) ||
           offer_all(t, f, rect_rows(answer, 1, 1));
}

/* Would a key beside this text, which fits, cut it? */
static bool
is_tight(const char *text, struct cell_rect at)
{
    const int32_t width = text_width(text);

    return at.rows == 1 && width <= at.columns && width + ALL_COLUMNS > at.columns;
}

/* Why not another: as many sentences as there are rows. more: what was said before was
 * cut. When not all is said, and nothing above tells how to see it, that stands behind
 * the last; above where the last would have to be cut for it. */
static void
draw_why(const struct tui *t, struct frame *f, struct cell_rect answer, bool more)
{
    struct cell_rect at = rect_rows(answer, answer.rows > LINE_FROM ? 3 : 2, answer.rows);
    bool told = more && offer_above(t, f, answer);
    bool any = has_why(t, 0);

    at = rect_columns(at, 1, at.columns - 1);
    if (more && !told && !any)
        offer_all(t, f, at);
    for (int32_t i = 0; at.rows > 0 && any; i++) {
        struct offer_text o = { .ink = dim };
        struct buf line;

        buf_init(&line, LINE_BYTES);
        explore_say_why(t, i, &line);
        o.text = buf_get(&line);
        any = has_why(t, i + 1);
        more |= any;
        told = told || (more && is_tight(o.text, at) && offer_above(t, f, answer));
        o.more = more && !told;
        at = rect_rows(at, offer_wrap(t, f, at, &o), at.rows);
        buf_clear(&line);
    }
}

static bool
is_weak(const struct tui *t)
{
    const struct contender *c = explore_contender(t);

    return c && c->has_curve && curve_report_get(&c->curve)->quality == CURVE_WEAK;
}

/* Enter takes the size at the crosshair, which may be another than the pick. */
static void
offer_size(const struct tui *t, struct frame *f, struct cell_rect at)
{
    const struct explore *x = explore_of(t);
    const struct configuration *pick = &t->subject.advice->pick;
    char what[sizeof "take 2147483647 MB"] = "take";

    if (x->cross_mb != pick->memory_mb || x->shown != pick->contender)
        snprintf(what, sizeof what, "take %d MB", (int)x->cross_mb);
    offer_key(t, f, at, ACTION_OPEN, what);
}

/* The pick, shortened where its reason has no room; true when it is cut even so. */
static bool
draw_pick(const struct tui *t, struct frame *f, struct cell_rect at, bool feasible)
{
    const struct ink ink = !feasible ? warn : is_weak(t) ? dim : bold;
    struct buf line;
    bool cut = false;

    buf_init(&line, LINE_BYTES);
    explore_say_pick(t, &line);
    cut = put_sentence(t, f, at, ink,
                       text_width(buf_get(&line)) < at.columns ? explore_say_pick
                                                               : explore_say_pick_short);
    buf_clear(&line);
    if (feasible)
        offer_size(t, f, at);
    return cut;
}

static void
draw_line(const struct tui *t, struct frame *f, struct cell_rect at)
{
    struct buf line;

    buf_init(&line, LINE_BYTES);
    subject_line(t, "CLI  vadvise advise", &line);
    frame_text(f, rect_columns(at, 1, at.columns - 1), dim, buf_get(&line));
    buf_clear(&line);
}

static void
draw_answer(const struct tui *t, struct frame *f, struct cell_rect at)
{
    const struct advice *a = t->subject.advice;
    const bool feasible = a && a->feasible;
    const struct cell_rect safe = rect_rows(at, 1, 1);
    bool cut = draw_pick(t, f, rect_rows(at, 0, 1), feasible);

    if (safe.rows < 1)
        return;
    cut |= put_sentence(t, f, safe, feasible ? plain : warn, explore_say_safe);
    if (feasible && a->has_safe)
        offer_key(t, f, safe, ACTION_SAFE,
                  *explore_local(t, LOCAL_SAFE, true) ? "back" : "use safe");
    if (at.rows > LINE_FROM)
        draw_line(t, f, rect_rows(at, 2, 1));
    draw_why(t, f, at, cut);
}

/* Nothing to draw: why, and what to do about it. */
static void
draw_nothing(const struct tui *t, struct frame *f, struct cell_rect area)
{
    const struct subject *s = &t->subject;
    char key[KEY_TEXT_MAX];
    struct buf line;
    int32_t used = 0;

    area = rect_columns(rect_rows(area, 1, area.rows), 1, area.columns - 2);
    if (!s->name[0]) {
        frame_printf(f, area, plain, "No workload is open. %s shows those there are.",
                     tui_key_text(t, ACTION_WORK, key));
        return;
    }
    buf_init(&line, LINE_BYTES);
    words_error(&line, &explore_of(t)->err);
    used = frame_wrap(f, area, warn, buf_get(&line));
    buf_clear(&line);
    buf_printf(&line, "%s takes the last change back, ",
               tui_key_text(t, ACTION_UNDO, key));
    buf_printf(&line, "%s plans a probe, ", tui_key_text(t, ACTION_PLAN, key));
    buf_printf(&line, "%s shows the workloads.", tui_key_text(t, ACTION_WORK, key));
    frame_wrap(f, rect_rows(area, used + 1, area.rows), plain, buf_get(&line));
    buf_clear(&line);
}

void
explore_draw(const struct tui *t, struct frame *f, struct cell_rect area)
{
    const struct explore *x = explore_of(t);
    const struct explore_layout *l = &x->layout;

    if (!x->has_data) {
        draw_nothing(t, f, area);
        return;
    }
    if (l->head.rows > 0)
        draw_head(t, f, l->head);
    draw_legend(t, f, l->legend);
    draw_charts(t, f);
    explore_draw_box(t, f, l->box);
    explore_draw_table(t, f, l->table);
    if (l->at.rows > 0)
        put_sentence(t, f, l->at, plain, explore_say_cross);
    if (l->rule.rows > 0)
        frame_rule(f, l->rule, "Goal");
    draw_sliders(t, f);
    draw_answer(t, f, l->answer);
}
