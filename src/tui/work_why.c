/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why this pick: the lines beside the small chart. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/words.h"
#include "base/text.h"
#include "tui/work.h"

enum { NOTES_MAX = 4 };

static struct peek_line *
add_line(struct peek *p, enum scene_role role, const char *label)
{
    struct peek_line *l = &p->lines[p->n_lines];

    if (p->n_lines == PEEK_LINES_MAX)
        return NULL;
    p->n_lines++;
    l->role = role;
    l->text[0] = '\0';
    snprintf(l->label, sizeof l->label, "%s", label);
    return l;
}

static void
add_text(struct peek *p, enum scene_role role, const char *label, struct buf *text)
{
    struct peek_line *l = add_line(p, role, label);

    if (l)
        scene_copy_text(l->text, sizeof l->text, buf_get(text));
    buf_clear(text);
}

/* "1708 MB   71.9 s  $0.0019995" */
static void
add_configuration(struct peek *p, const char *label, const struct configuration *c)
{
    struct buf text;
    char time[TEXT_NUMBER_MAX];

    buf_init(&text, PEEK_TEXT_MAX);
    buf_printf(&text, "%d MB  %s  ", c->memory_mb, text_time(time, c->duration_ms));
    words_cost(&text, c->cost_pusd);
    add_text(p, ROLE_TEXT, label, &text);
}

static void
add_goal(struct peek *p, const struct goal *g)
{
    struct buf text;

    buf_init(&text, PEEK_TEXT_MAX);
    words_goal(&text, g);
    add_text(p, ROLE_TEXT, "Goal", &text);
}

static void
add_safe(struct peek *p, const struct advice *a)
{
    struct peek_line *l = NULL;

    if (a->has_safe) {
        add_configuration(p, "Safe", &a->safe);
        return;
    }
    if (a->safe_missing == ADVICE_NO_GOAL)
        return;
    l = add_line(p, ROLE_DIM, "Safe");
    if (l)
        snprintf(l->text, sizeof l->text, "%s",
                 a->safe_missing == ADVICE_NO_SPREAD
                     ? "none: no spread was measured"
                     : "none: no size meets the goal that surely");
}

/* How the pick compares with what is deployed. */
static void
add_now(struct peek *p, const struct advice *a)
{
    struct buf text;

    if (!a->has_now)
        return;
    add_configuration(p, "Now", &a->now);
    if (!a->feasible || !isfinite(a->now.duration_ms))
        return;
    buf_init(&text, PEEK_TEXT_MAX);
    buf_text(&text, "duration ");
    words_change(&text, a->pick.duration_ms, a->now.duration_ms);
    if (a->now.cost_pusd > 0 && a->pick.cost_pusd > 0) {
        buf_text(&text, ", cost ");
        words_change(&text, (double)a->pick.cost_pusd, (double)a->now.cost_pusd);
    }
    add_text(p, ROLE_TEXT, "Change", &text);
}

static void
add_place(struct peek *p, const struct contender *c)
{
    struct buf text;

    buf_init(&text, PEEK_TEXT_MAX);
    words_contender(&text, c);
    add_text(p, ROLE_TEXT, "By", &text);
    if (!c->has_point)
        return;
    buf_init(&text, PEEK_TEXT_MAX);
    words_fit(&text, curve_report_get(&c->curve));
    add_text(
        p, c->curve.report.quality == CURVE_WEAK && c->has_curve ? ROLE_WARN : ROLE_TEXT,
        "Fit", &text);
}

/* The cheapest API that could do it; NULL: none has a price. */
static const struct configuration *
cheapest_api(const struct advice *a)
{
    const struct configuration *found = NULL;

    for (int32_t i = 0; i < a->n_ranking; i++) {
        const struct configuration *c = &a->ranking[i];

        if (c->api_cost_pusd > 0 && c->cost_pusd > 0 &&
            (!found || c->cost_pusd < found->cost_pusd))
            found = c;
    }
    return found;
}

/* "rekognition $0.048455 (24.7x)" of the pick's cost, where that leaves nothing to one.
 */
static void
add_api(struct peek *p, const struct field *f, const struct advice *a)
{
    const struct configuration *c = cheapest_api(a);
    char times[TEXT_NUMBER_MAX];
    double ratio = 0;
    struct buf text;

    if (!c || a->pick.api_cost_pusd > 0 || a->pick.cost_pusd <= 0)
        return;
    ratio = (double)c->cost_pusd / (double)a->pick.cost_pusd;
    buf_init(&text, PEEK_TEXT_MAX);
    buf_printf(&text, "%s%s ", f->contenders[c->contender]->profile->implementation,
               c->memory_mb == 0 ? " from" : "");
    words_cost(&text, c->cost_pusd);
    buf_printf(&text, " (%sx)", text_number(times, ratio, ratio < 1 ? 2 : 1, true));
    add_text(p, ROLE_TEXT, "API", &text);
}

/* The first notes, which are the weightiest. */
static void
add_notes(struct peek *p, const struct field *f, const struct advise_request *request,
          const struct advice *a)
{
    int32_t n = 0;

    for (int32_t i = 0; i < a->n_notes && n < NOTES_MAX; i++) {
        struct buf text;

        buf_init(&text, PEEK_TEXT_MAX * 4);
        words_note(&text, &a->notes[i], (const struct contender *const *)f->contenders,
                   request);
        n += text.len > 0;
        if (text.len > 0)
            add_text(p, ROLE_DIM, "", &text);
        else
            buf_clear(&text);
    }
}

/* Nothing meets both: what each side alone would give. */
static void
add_sides(struct peek *p, const struct goal *g, const struct advice *a)
{
    struct peek_line *l = add_line(p, ROLE_WARN, "Pick");

    if (l)
        snprintf(l->text, sizeof l->text, "%s",
                 g->has_budget && g->has_latency ? "no size meets both goals"
                                                 : "no size meets the goal");
    if (a->under_budget.memory_mb)
        add_configuration(p, "Cost", &a->under_budget);
    if (a->in_time.memory_mb)
        add_configuration(p, "Time", &a->in_time);
}

void
work_why(struct peek *p, const struct field *f, const struct advise_request *request,
         const struct advice *a)
{
    add_goal(p, &request->goal);
    if (!a->feasible) {
        add_sides(p, &request->goal, a);
        add_now(p, a);
        add_notes(p, f, request, a);
        return;
    }
    add_configuration(p, "Pick", &a->pick);
    add_safe(p, a);
    add_now(p, a);
    add_place(p, f->contenders[a->pick.contender]);
    add_api(p, f, a);
    add_notes(p, f, request, a);
}
