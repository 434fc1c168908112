/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The next measurement: of all places and numbers of runs, what gains most for its
 * price; or why there is none. */
#include "core/plan.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "core/plan_parts.h"

/* Where nothing was measured: CPU is about half of one, so that runs are neither long nor
 * short of memory, and sizes on both sides are left to tell the shape. */
#define FIRST_MB 1024.0
#define FIRST_RUNS 2

/* Numbers of runs that are looked at, at a new size and at one that was measured. */
static const int32_t new_runs[] = { 2, 3, 5 };
static const int32_t warm_runs[] = { 1, 2, 4 }; /* after one that warms up */
static const int32_t more_runs[] = { 2, 5 };
enum {
    N_NEW = sizeof new_runs / sizeof new_runs[0],
    N_MORE = sizeof more_runs / sizeof more_runs[0]
};

/* A probe must pay for itself within so many invocations where nobody said how many there
 * are. */
#define CALLS_UNKNOWN 6000.0

const char *
plan_stop_name(enum plan_stop s)
{
    static const char *const names[PLAN_STOP_COUNT] = {
#define X(name, code) code,
        PLAN_STOPS(X)
#undef X
    };

    assert(s < PLAN_STOP_COUNT);
    return names[s];
}

/* What was found so far. */
struct search {
    int32_t place, runs; /* place -1: nothing yet */
    struct plan_gain gain;
    double rate; /* gain per picodollar */
    bool any, any_fits, any_worth;
};

static bool
is_valid(const struct plan_options *o)
{
    const struct advise_request *r = &o->request;

    return o->timeout_ms > 0 && o->target_regret >= 0 && o->target_regret < 1 &&
           o->runs_max >= 0 && o->months >= 0 && r->volume.per_month >= 0 &&
           r->goal.budget_pusd >= 0 && (!r->goal.has_latency || r->goal.latency_ms > 0) &&
           r->n_only >= 0;
}

static int32_t
runs_max(const struct plan_options *o)
{
    return o->runs_max > 0 ? o->runs_max : PLAN_RUNS_DEFAULT;
}

/* Does a step fit under what is left of the cap? All runs but the last are expected to
 * have been paid for when that one is started. */
static bool
fits(const struct plan_belief *b, int32_t place, int32_t runs, double price_pusd)
{
    const struct plan_options *o = b->options;
    const double before_last = price_pusd * (runs - 1) / runs;

    return o->unpaid || o->money_left_pusd < 0 ||
           before_last + (double)b->places.at[place].worst_pusd <=
               (double)o->money_left_pusd;
}

/* Expected price of an invocation of the pick: what a share of regret is worth. */
static double
pick_price(const struct plan_belief *b)
{
    double least = INFINITY;

    if (b->pick >= 0)
        return b->price_pusd[b->pick];
    for (int32_t i = 0; i < b->places.n; i++)
        least = fmin(least, b->price_pusd[i]);
    return least;
}

/* Is the gain, over all invocations of the months, worth the price? Until there are two
 * sizes there is no answer at all, so only a volume that is known stops it. */
static bool
is_worth(const struct plan_belief *b, const struct plan_gain *g)
{
    const struct plan_options *o = b->options;
    const double months = o->months > 0 ? o->months : 1;
    double calls = (double)o->request.volume.per_month * months;

    if (isnan(g->before) || (calls <= 0 && b->n_measured < 2))
        return true;
    calls = calls > 0 ? calls : CALLS_UNKNOWN;
    return (g->before - g->after) * pick_price(b) * calls >= g->price_pusd;
}

static void
consider(const struct plan_belief *b, int32_t place, int32_t runs, struct search *best)
{
    struct plan_gain g;
    double rate = 0;

    plan_gain(b, place, runs, &g);
    best->any = true;
    if (!fits(b, place, runs, g.price_pusd))
        return;
    best->any_fits = true;
    if (!is_worth(b, &g))
        return;
    best->any_worth = true;
    rate = ((isnan(g.before) ? 1 : g.before) - g.after) / g.price_pusd;
    if (best->place >= 0 && rate <= best->rate)
        return;
    best->place = place;
    best->runs = runs;
    best->gain = g;
    best->rate = rate;
}

static void
search_places(const struct plan_belief *b, struct search *best)
{
    const int64_t most = runs_max(b->options);

    for (int32_t i = 0; i < b->places.n; i++) {
        const struct plan_place *p = &b->places.at[i];
        const int32_t *fresh = b->options->warm_up ? warm_runs : new_runs;
        const int32_t *runs = p->n > 0 ? more_runs : fresh;
        const int32_t n = p->n > 0 ? N_MORE : N_NEW;

        for (int32_t k = 0; k < n && p->may_probe && p->n < most; k++)
            if (k == 0 || p->n + runs[k] <= most)
                consider(b, i, runs[k] < most - p->n ? runs[k] : (int32_t)(most - p->n),
                         best);
    }
}

/* The first size of all: the one nearest to FIRST_MB that fits under the cap. */
static void
search_first(const struct plan_belief *b, struct search *best)
{
    double nearest = INFINITY;

    for (int32_t i = 0; i < b->places.n; i++) {
        const double off = fabs(b->places.at[i].x - log(FIRST_MB));

        if (!b->places.at[i].may_probe)
            continue;
        best->any = true;
        if (!fits(b, i, FIRST_RUNS, 0))
            continue;
        best->any_fits = best->any_worth = true;
        if (off >= nearest)
            continue;
        nearest = off;
        best->place = i;
        best->runs = FIRST_RUNS;
    }
    best->gain = (struct plan_gain){ .before = NAN, .after = NAN, .price_pusd = NAN };
}

static enum plan_stop
stop_of(const struct plan_belief *b, const struct search *best, double regret)
{
    const double target =
        b->options->target_regret > 0 ? b->options->target_regret : PLAN_TARGET_REGRET;

    if (!best->any)
        return PLAN_NO_SIZE;
    if (b->n_measured > 1 && regret < target)
        return PLAN_SURE;
    if (!best->any_fits)
        return PLAN_CAP;
    if (!best->any_worth || best->place < 0)
        return PLAN_NOT_WORTH;
    return PLAN_NOT;
}

/* Whole picodollars; what is past them all is the most there is. */
static int64_t
whole_pusd(double pusd)
{
    return pusd >= 9e18 ? INT64_MAX : (int64_t)llround(fmax(pusd, 0));
}

static enum va_code
describe(const struct plan_belief *b, const struct search *best, struct plan_step *out)
{
    const struct plan_place *p = &b->places.at[best->place];
    const double gain = fmax(best->gain.before - best->gain.after, 0);
    const int64_t invocations =
        (int64_t)best->runs + (b->options->warm_up && p->starts_cold);

    out->memory_mb = p->memory_mb;
    out->runs = best->runs;
    if (__builtin_mul_overflow(p->worst_pusd, invocations, &out->worst_pusd))
        return VA_OVERFLOW;
    out->regret_after = best->gain.after;
    if (b->level_unknown)
        return VA_OK;
    out->duration_ms = exp(b->mean[best->place]);
    if (b->contender->has_tariff) {
        out->expected_pusd = whole_pusd(best->gain.price_pusd);
        if (b->options->unpaid)
            out->expected_pusd = 0;
        else if (out->expected_pusd > out->worst_pusd)
            out->expected_pusd = out->worst_pusd;
        if (!isnan(gain))
            out->gain_pusd = whole_pusd(gain * pick_price(b));
    }
    out->gain_month_pusd =
        (va_int128)out->gain_pusd * b->options->request.volume.per_month;
    return VA_OK;
}

static struct plan_step
no_step(void)
{
    return (struct plan_step){ .duration_ms = NAN,
                               .expected_pusd = COST_UNKNOWN,
                               .pick_pusd = COST_UNKNOWN,
                               .regret_before = NAN,
                               .regret_after = NAN };
}

/* A belief for a valid question; given_mb as for plan_places. *out is freed by the
 * caller, NULL on failure. */
static enum va_code
open_belief(const struct contender *c, const struct plan_options *o, int32_t given_mb,
            struct plan_belief **out)
{
    struct plan_belief *b = NULL;
    enum va_code code = VA_OK;

    *out = NULL;
    if (!is_valid(o))
        return VA_DOMAIN;
    if (!c->has_tariff && (o->request.goal.has_budget || !o->unpaid))
        return VA_DATA;
    b = malloc(sizeof *b);
    if (!b)
        return VA_NOMEM;
    b->contender = c;
    b->options = o;
    code = plan_places(c, o, given_mb, &b->places);
    if (code) {
        free(b);
        return code;
    }
    if (b->places.n > 0)
        plan_believe(b);
    *out = b;
    return VA_OK;
}

/* What picking is worth as things are. */
static void
describe_pick(const struct plan_belief *b, struct plan_step *out)
{
    if (b->level_unknown)
        return;
    out->regret_before = plan_regret(b);
    out->regret_after = out->regret_before;
    if (b->pick >= 0 && b->contender->has_tariff)
        out->pick_pusd = whole_pusd(b->price_pusd[b->pick]);
}

static enum va_code
next(const struct plan_belief *b, struct plan_step *out)
{
    struct search best = { .place = -1 };

    if (b->places.n == 0) {
        out->stop = PLAN_NO_SIZE;
        return VA_OK;
    }
    if (b->level_unknown)
        search_first(b, &best);
    else
        search_places(b, &best);
    describe_pick(b, out);
    out->stop = stop_of(b, &best, out->regret_before);
    return out->stop == PLAN_NOT ? describe(b, &best, out) : VA_OK;
}

enum va_code
plan_next(const struct contender *c, const struct plan_options *o, struct plan_step *out)
{
    struct plan_step step = no_step();
    struct plan_belief *b = NULL;
    enum va_code code = open_belief(c, o, 0, &b);

    if (!code)
        code = next(b, &step);
    free(b);
    if (!code)
        *out = step;
    return code;
}

static enum va_code
given(const struct plan_belief *b, int32_t memory_mb, int32_t runs, struct plan_step *out)
{
    struct search s = { .place = 0, .runs = runs, .any = true };

    while (b->places.at[s.place].memory_mb != memory_mb)
        s.place++;
    s.gain = (struct plan_gain){ .before = NAN, .after = NAN, .price_pusd = NAN };
    if (!b->level_unknown)
        plan_gain(b, s.place, runs, &s.gain);
    describe_pick(b, out);
    if (!fits(b, s.place, 1, 0)) {
        out->stop = PLAN_CAP;
        return VA_OK;
    }
    return describe(b, &s, out);
}

enum va_code
plan_given(const struct contender *c, const struct plan_options *o, int32_t memory_mb,
           int32_t runs, struct plan_step *out)
{
    struct plan_step step = no_step();
    struct plan_belief *b = NULL;
    enum va_code code = VA_OK;

    if (runs < 1 || memory_mb < 1 || memory_mb > SAMPLE_MEMORY_MB_MAX ||
        (c->has_tariff && !tariff_sells(&c->tariff, memory_mb)))
        return VA_DOMAIN;
    code = open_belief(c, o, memory_mb, &b);
    if (!code)
        code = given(b, memory_mb, runs, &step);
    free(b);
    if (!code)
        *out = step;
    return code;
}
