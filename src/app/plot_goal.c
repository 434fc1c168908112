/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was picked, and the goal, in a chart's scene. */
#include <math.h>
#include <stdio.h>

#include "app/plot.h"
#include "app/words.h"
#include "base/money.h"
#include "base/text.h"

struct choice {
    const struct configuration *at;
    const char *what;
    enum scene_layer layer;
    enum scene_mark mark;
    enum scene_role role;
};

static void
add_choice(struct scene *s, const struct plot_data *d, const struct choice *c)
{
    struct scene_item item = {
        .kind = SCENE_MARK, .layer = c->layer, .role = c->role, .mark = c->mark
    };
    struct buf text;

    item.x = c->at->memory_mb;
    item.y = plot_value(d, c->at);
    if (plot_series_of(d, c->at) < 0 || c->at->memory_mb <= 0 || !isfinite(item.y) ||
        !plot_shows(d, item.x))
        return;
    snprintf(item.label, sizeof item.label, "%s %d MB", c->what, (int)c->at->memory_mb);
    buf_init(&text, SCENE_TEXT_MAX - 1);
    plot_say_configuration(c->at, c->what, &text);
    snprintf(item.text, sizeof item.text, "%s", buf_get(&text));
    if (text.code && !s->code)
        s->code = text.code;
    buf_clear(&text);
    scene_add(s, &item, NULL, 0);
    scene_add_legend(s, c->mark, c->role, c->what);
}

static void
add_choices(struct scene *s, const struct plot_data *d)
{
    const struct choice pick = { &d->pick, "pick", LAYER_PICK, MARK_PICK, ROLE_WARN };
    const struct choice safe = { &d->safe, "safe pick", LAYER_SAFE, MARK_SAFE,
                                 ROLE_GOOD };
    const struct choice now = { &d->now, "now", LAYER_NOW, MARK_NOW, ROLE_TEXT };

    if (d->feasible)
        add_choice(s, d, &pick);
    if (d->has_safe && !(d->feasible && d->safe.contender == d->pick.contender &&
                         d->safe.memory_mb == d->pick.memory_mb))
        add_choice(s, d, &safe);
    if (d->has_now)
        add_choice(s, d, &now);
}

static void
add_over_budget(struct scene *s, const struct plot_data *d)
{
    const struct plot_series *p = &d->series[0];
    struct scene_item item = { .kind = SCENE_REGION,
                               .layer = LAYER_BUDGET,
                               .role = ROLE_BAD };
    char money[MONEY_TEXT_MAX];
    bool labelled = false;

    money_short(money, d->goal.budget_pusd);
    for (int32_t i = 0; i < d->n_over; i++) {
        const struct plot_span *span = &d->over_budget[i];

        item.x = span->from_mb;
        item.to_x = span->to_mb;
        if (span->from_mb <= p->line[0].memory_mb)
            item.x = s->x.low;
        if (span->to_mb >= p->line[p->n_line - 1].memory_mb)
            item.to_x = s->x.high;
        if (item.x >= s->x.high || item.to_x <= s->x.low)
            continue;
        item.label[0] = '\0';
        if (!labelled) /* one label is enough */
            snprintf(item.label, sizeof item.label, "%sover %s",
                     d->n_series > 1 ? "a " : "", money);
        snprintf(item.text, sizeof item.text,
                 "%d to %d MB: more than the budget of %s per invocation",
                 (int)span->from_mb, (int)span->to_mb, money);
        scene_add(s, &item, NULL, 0);
        labelled = true;
    }
    if (labelled)
        scene_add_legend(s, MARK_REGION, ROLE_BAD, "over budget");
}

static void
add_latency(struct scene *s, const struct plot_data *d)
{
    struct scene_item item = { .kind = SCENE_LEVEL,
                               .layer = LAYER_LATENCY,
                               .role = ROLE_BAD };
    char time[TEXT_NUMBER_MAX];

    if (!d->goal.has_latency || plot_limit_side(d))
        return;
    item.y = d->goal.latency_ms;
    text_time(time, d->goal.latency_ms);
    snprintf(item.label, sizeof item.label, "goal %s", time);
    snprintf(item.text, sizeof item.text, "latency goal: %s %s",
             statistic_name(d->goal.stat), time);
    scene_add(s, &item, NULL, 0);
    scene_add_legend(s, MARK_LEVEL, ROLE_BAD, "latency goal");
}

/* Where the line is slower than the latency goal. */
static void
add_too_slow(struct scene *s, const struct plot_data *d)
{
    const struct plot_series *p = &d->series[0];
    struct scene_item item = { .kind = SCENE_REGION,
                               .layer = LAYER_LATENCY,
                               .role = ROLE_BAD,
                               .text = "slower than the latency goal" };

    for (int32_t i = 0; d->goal.has_latency && i < p->n_line; i++) {
        const bool slow = p->line[i].duration_ms > d->goal.latency_ms;

        if (slow && item.x <= 0)
            item.x = i ? p->line[i].memory_mb : s->x.low;
        if (item.x > 0 && (!slow || i + 1 == p->n_line)) {
            item.to_x = slow ? s->x.high : p->line[i].memory_mb;
            scene_add(s, &item, NULL, 0);
            item.x = 0;
        }
    }
}

/* The budget where costs are drawn. */
static void
add_budget(struct scene *s, const struct plot_data *d)
{
    struct scene_item item = { .kind = SCENE_LEVEL,
                               .layer = LAYER_BUDGET,
                               .role = ROLE_BAD };
    char money[MONEY_TEXT_MAX];
    struct buf million;

    if (!d->goal.has_budget || plot_limit_side(d))
        return;
    money_short(money, d->goal.budget_pusd);
    buf_init(&million, SCENE_LABEL_MAX);
    words_per_million(&million, d->goal.budget_pusd);
    item.y = (double)d->goal.budget_pusd;
    snprintf(item.label, sizeof item.label, "budget %s", buf_get(&million));
    snprintf(item.text, sizeof item.text, "budget: %s per invocation", money);
    buf_clear(&million);
    scene_add(s, &item, NULL, 0);
    scene_add_legend(s, MARK_LEVEL, ROLE_BAD, "budget");
}

void
plot_add_goal(const struct plot_data *d, struct scene *s)
{
    add_choices(s, d);
    if (d->view.field == PLOT_DURATION) {
        add_over_budget(s, d);
        if (d->view.shaded)
            add_too_slow(s, d);
        add_latency(s, d);
    } else {
        add_budget(s, d);
    }
}
