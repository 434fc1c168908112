/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is believed of the places, and what each pick would lose. */
#include <math.h>

#include "core/curve_fit.h"
#include "core/plan_parts.h"

/* Where nothing was measured, the shapes are drawn about this: their level means
 * nothing. */
#define SOME_MB 1024.0
#define SOME_MS 1000.0

/* A published formula counts as sizes measured this well, in log duration. */
#define SD_PUBLISHED 0.05
enum { PUBLISHED_PLACES = 3 };

static void
published_data(const struct curve_report *r, struct posterior_data *out)
{
    const double first = log((double)r->from_mb);
    const double width = log((double)r->to_mb) - first;

    out->n = width > 0 ? PUBLISHED_PLACES : 1;
    for (int32_t i = 0; i < out->n; i++) {
        out->x[i] = first + width * i / (PUBLISHED_PLACES - 1);
        out->y[i] = log(curve_formula_ms(&r->chosen, exp(out->x[i])));
        out->var[i] = SD_PUBLISHED * SD_PUBLISHED;
    }
}

static void
data_of(const struct curve *c, struct posterior_data *out)
{
    curve_posterior_data(c, out);
    if (c->report.published)
        published_data(&c->report, out);
    if (out->n > 0)
        return;
    out->n = 1;
    out->x[0] = log(SOME_MB);
    out->y[0] = log(SOME_MS);
    out->var[0] = 0;
}

/* How far the goal's statistic lies above the median, as far as anything tells. */
static double
offset_of(const struct contender *c, enum statistic stat)
{
    struct dist d;

    if (c->curve.n_sizes == 0 ||
        curve_predict(&c->curve, c->curve.sizes[c->curve.n_sizes / 2].memory_mb, &d))
        return 0;
    return d.offset[stat];
}

/* fmax is a call, here in the innermost loops. */
static double
larger(double a, double b)
{
    return a > b ? a : b;
}

/* Expected billed time: on average half a step more. */
static double
billed_ms(const struct contender *c, double ms)
{
    const double step = c->has_tariff ? c->tariff.step_ms : 0;
    const double least = c->has_tariff ? c->tariff.min_billed_ms : 0;

    return larger(larger(ms + step / 2, step), least);
}

static double
price_of(const struct plan_belief *b, int32_t place, double ms)
{
    const struct plan_place *p = &b->places.at[place];

    return p->base_pusd + p->pusd_per_ms * billed_ms(b->contender, ms);
}

/* What durations are to the goal: place by place. */
struct standing {
    int32_t n;
    double level[JOINT_PLACES]; /* median duration, ms */
    double ms[JOINT_PLACES], cost[JOINT_PLACES];
    double value[JOINT_PLACES];  /* what is to be small */
    double passed[JOINT_PLACES]; /* by how much a limit is passed, a ratio; 0: none is */
};

/* A balance is measured by the most there is among the sizes that may be picked. */
static void
set_values(const struct goal *g, struct plan_range among, struct standing *s)
{
    double most_cost = 0;
    double most_ms = 0;

    for (int32_t i = among.first; i <= among.last; i++) {
        most_cost = larger(most_cost, s->cost[i]);
        most_ms = larger(most_ms, s->ms[i]);
    }
    for (int32_t i = 0; i < s->n; i++) {
        if (g->objective == OBJECTIVE_CHEAPEST)
            s->value[i] = s->cost[i];
        else if (g->objective == OBJECTIVE_FASTEST)
            s->value[i] = s->ms[i];
        else
            s->value[i] = g->cost_weight_ratio * s->cost[i] / most_cost +
                          (1 - g->cost_weight_ratio) * s->ms[i] / most_ms;
    }
}

static void
stand(const struct plan_belief *b, const double *log_ms, struct plan_range among,
      struct standing *out)
{
    const struct goal *g = &b->options->request.goal;
    const double up = exp(b->offset);

    out->n = b->places.n;
    for (int32_t i = 0; i < b->places.n; i++) {
        out->level[i] = exp(log_ms[i]);
        out->ms[i] = out->level[i] * up;
        out->cost[i] = price_of(b, i, out->level[i]);
        out->passed[i] = 0;
        if (g->has_budget)
            out->passed[i] = larger(out->cost[i] / ((double)g->budget_pusd + 1) - 1, 0);
        if (g->has_latency)
            out->passed[i] = larger(out->passed[i], out->ms[i] / g->latency_ms - 1);
    }
    set_values(g, among, out);
}

/* By the objective among those in the limits, else nearest to them. */
static int32_t
best_of(const struct standing *s, struct plan_range range)
{
    int32_t best = -1;

    for (int32_t i = range.first; i <= range.last; i++)
        if (best < 0 || s->passed[i] < s->passed[best] ||
            (s->passed[i] <= s->passed[best] && s->value[i] < s->value[best]))
            best = i;
    return best;
}

int32_t
plan_pick(const struct plan_belief *b, const double *log_ms, struct plan_range range)
{
    struct standing s = { .n = 0 };

    stand(b, log_ms, range, &s);
    return best_of(&s, range);
}

/* How far the objective is from the best there is, and by how much a limit is passed,
 * both as ratios. What passes a limit has a better objective than the best: it is as
 * wrong as what falls short of it. A pick is by the mean, between the two; were one of
 * them forgiven, knowing more would be worth nothing. */
static void
losses(const struct standing *s, double *out)
{
    const int32_t best = best_of(s, (struct plan_range){ 0, s->n - 1 });

    for (int32_t i = 0; i < s->n; i++) {
        const double worse = s->value[i] / s->value[best] - 1;

        if (s->passed[best] > 0)
            out[i] = (1 + s->passed[i]) / (1 + s->passed[best]) - 1;
        else
            out[i] = s->passed[i] + fabs(worse);
    }
}

/* Sizes between those that were measured and work; all where the question says so. */
static struct plan_range
range_now(const struct plan_belief *b)
{
    const struct contender *c = b->contender;
    struct plan_range r = { .first = b->places.n, .last = -1 };

    for (int32_t i = 0; i < b->places.n; i++) {
        const int32_t mb = b->places.at[i].memory_mb;

        if (!(mb >= c->from_mb && mb <= c->to_mb) &&
            !(b->options->request.extrapolate && b->n_measured > 0))
            continue;
        r.first = i < r.first ? i : r.first;
        r.last = i;
    }
    return r;
}

/* Judge every pick on every curve; averages over them. */
static void
judge(struct plan_belief *b)
{
    const double timeout_ms = (double)b->options->timeout_ms;
    const double share = 1.0 / b->joint.n_draws;

    for (int32_t i = 0; i < b->places.n; i++)
        b->mean[i] = b->price_pusd[i] = 0;
    for (int32_t k = 0; k < b->joint.n_draws; k++) {
        struct standing s = { .n = 0 };
        double log_ms[JOINT_PLACES] = { 0 };

        for (int32_t i = 0; i < b->places.n; i++)
            log_ms[i] = (double)b->joint.y[k][i];
        stand(b, log_ms, (struct plan_range){ 0, b->places.n - 1 }, &s);
        losses(&s, b->loss[k]);
        for (int32_t i = 0; i < b->places.n; i++) {
            b->mean[i] += share * log_ms[i];
            b->price_pusd[i] += share * price_of(b, i, fmin(s.level[i], timeout_ms));
        }
    }
    b->range = range_now(b);
    b->pick = plan_pick(b, b->mean, b->range);
}

void
plan_believe(struct plan_belief *b)
{
    const struct curve *c = &b->contender->curve;
    struct posterior_data data;
    double x[JOINT_PLACES];

    data_of(c, &data);
    b->level_unknown = !c->report.published && c->n_sizes == 0;
    b->n_measured = b->level_unknown ? 0 : data.n;
    b->offset = offset_of(b->contender, b->options->request.goal.stat);
    b->run_sd = c->n_sizes > 0 ? c->sd_run : 0;
    for (int32_t i = 0; i < b->places.n; i++)
        x[i] = b->places.at[i].x;
    posterior_joint(&data, x, b->places.n, &b->joint);
    judge(b);
}
