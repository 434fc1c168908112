/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a run would do, worked out before it is confirmed. */
#include "app/probe_offer.h"

#include <math.h>

#include "app/planning.h"
#include "app/probe_request.h"
#include "base/money.h"

int64_t
probe_timeout_ms(const struct probe_settings *settings, const struct probe_facts *facts)
{
    /* The provider ends it then, whatever the user would like. */
    if (facts && facts->timeout_ms > 0)
        return facts->timeout_ms;
    return settings->timeout_ms;
}

/* a + b, at most what fits. */
static int64_t
add(int64_t a, int64_t b)
{
    int64_t sum = 0;

    return __builtin_add_overflow(a, b, &sum) ? INT64_MAX : sum;
}

static int64_t
times(int64_t a, int32_t n)
{
    int64_t product = 0;

    return __builtin_mul_overflow(a, n, &product) ? INT64_MAX : product;
}

static void
add_up(struct probe_sum *sum, int32_t rounds)
{
    double time_ms = 0;

    for (int32_t i = 0; i < sum->n; i++) {
        const struct plan_step *step = &sum->steps[i];

        if (step->stop != PLAN_NOT)
            continue;
        sum->runs += step->runs;
        time_ms += step->runs * step->duration_ms;
        sum->worst_pusd = add(sum->worst_pusd, step->worst_pusd);
        if (step->expected_pusd == COST_UNKNOWN || sum->expected_pusd == COST_UNKNOWN)
            sum->expected_pusd = COST_UNKNOWN;
        else
            sum->expected_pusd = add(sum->expected_pusd, step->expected_pusd);
    }
    sum->runs = (int32_t)(times(sum->runs, rounds) < INT32_MAX ? times(sum->runs, rounds)
                                                               : INT32_MAX);
    sum->worst_pusd = times(sum->worst_pusd, rounds);
    if (sum->expected_pusd != COST_UNKNOWN)
        sum->expected_pusd = times(sum->expected_pusd, rounds);
    sum->time_ms = time_ms > 0 ? time_ms * rounds : NAN;
}

static enum va_code
look_ahead(struct planning *p, const struct probe_offer *o, int64_t cap_pusd,
           struct probe_sum *out, struct va_err *err)
{
    const struct planning_limit limit = { o->timeout_ms, cap_pusd };
    const enum va_code code = planning_ahead(p, &limit, out->steps, &out->n, err);

    if (!code)
        add_up(out, o->rounds);
    return code;
}

static enum va_code
work_out(struct planning *p, struct probe_offer *o, struct va_err *err)
{
    const int64_t cap = o->paid ? o->cap_pusd : -1;
    const struct plan_step *first = NULL;
    enum va_code code = look_ahead(p, o, -1, &o->without_cap, err);

    if (code)
        return code;
    first = &o->without_cap.steps[0];
    if (first->stop == PLAN_NOT)
        code = planning_worst(p, first->memory_mb, o->timeout_ms, &o->first_pusd, err);
    /* Before the timeout is known, nothing is to be said of what fits under the cap. */
    if (!code && cap >= 0 && o->timeout_ms > 0)
        code = look_ahead(p, o, cap, &o->under_cap, err);
    else
        o->under_cap = o->without_cap;
    return code;
}

enum va_code
probe_offer_make(struct session *s, struct probe_offer *o, struct va_err *err)
{
    struct planning *p = NULL;
    enum va_code code = VA_OK;

    *o = (struct probe_offer){ .settings = o->settings,
                               .facts = o->facts,
                               .cap_pusd = o->cap_pusd,
                               .timeout_ms = probe_timeout_ms(o->settings, o->facts),
                               .rounds = probe_rounds(o->settings),
                               .hides = session_would_hide(s, o->settings->workload) };
    code = planning_open(s, o->settings, &p, err);
    if (!code) {
        if (o->facts)
            planning_set_facts(p, o->facts);
        o->paid = planning_is_paid(p);
        code = work_out(p, o, err);
    }
    planning_close(p);
    return code;
}

/* A cap that is easy to read: what is expected and some more, one worst case at least,
 * two digits, rounded up. */
static int64_t
suggest_cap(const struct probe_offer *o)
{
    const int64_t expected = o->without_cap.expected_pusd;
    int64_t cap = expected == COST_UNKNOWN ? o->without_cap.worst_pusd : expected;
    int64_t unit = 1;

    if (expected != COST_UNKNOWN)
        cap = add(cap, cap / 10);
    cap = add(cap, o->first_pusd);
    while (cap / unit >= 100)
        unit *= 10;
    return add(cap, unit - 1) / unit * unit;
}

enum va_code
probe_offer_check(const struct probe_offer *o, struct va_err *err)
{
    char cap[MONEY_TEXT_MAX];
    char worst[MONEY_TEXT_MAX];

    if (!o->paid || o->without_cap.runs == 0)
        return VA_OK;
    if (o->cap_pusd < o->first_pusd) {
        va_fail(err, VA_MONEY,
                "--max-spend %s does not cover one invocation that takes its whole "
                "timeout: %s",
                money_exact(cap, o->cap_pusd), money_short(worst, o->first_pusd));
        va_hint(err, "--max-spend %s would do; a shorter timeout needs less",
                money_exact(cap, suggest_cap(o)));
        return VA_MONEY;
    }
    return VA_OK;
}
