/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What to know beside the numbers: why not the next size, failures, verdicts, doubts. */
#include <math.h>

#include "core/advise_size.h"

/* A fit below this explains too little to be trusted alone. */
#define WEAK_R2 0.9

/* A floor below this share of the pick's duration is not worth a word. */
#define FLOOR_SHARE 0.05

/* Steeper than this, duration falls almost as memory (and CPU with it) grows. */
#define CPU_BOUND_EXPONENT (-0.8)

enum { FEW_SIZES = 4 };

static struct note
note_of(enum advice_note code, int32_t contender)
{
    return (struct note){ .code = code,
                          .contender = contender,
                          .cost_pusd = COST_UNKNOWN,
                          .duration_ms = NAN,
                          .value = NAN,
                          .cost_share = NAN };
}

static void
add(struct advice *a, struct note n)
{
    if (a->n_notes < ADVICE_NOTES_MAX)
        a->notes[a->n_notes++] = n;
}

static void
add_value(struct advice *a, enum advice_note code, int32_t memory_mb, double value)
{
    struct note n = note_of(code, a->pick.contender);

    n.memory_mb = memory_mb;
    n.value = value;
    add(a, n);
}

/* Was the size named already, as the smooth curve's answer? */
static bool
noted_smooth(const struct advice *a, int32_t memory_mb)
{
    for (int32_t i = 0; i < a->n_notes; i++) {
        if (a->notes[i].code == NOTE_SMOOTH_OVER_BUDGET &&
            a->notes[i].memory_mb == memory_mb)
            return true;
    }
    return false;
}

/* The pick's neighbour in the direction the objective pulls; 0 when there is none. */
static int32_t
neighbour(const struct contender *c, const struct advise_request *request,
          const struct advice *a)
{
    int32_t mb = a->pick.memory_mb - 1;

    if (request->goal.objective == OBJECTIVE_BALANCED || !c->has_tariff)
        return 0;
    if (request->goal.objective == OBJECTIVE_FASTEST)
        return tariff_next_size(&c->tariff, a->pick.memory_mb);
    while (mb > 0 && !tariff_sells(&c->tariff, mb))
        mb--;
    return mb;
}

/* What is wrong with the next size. */
static enum va_code
note_next_size(const struct contender *c, const struct advise_request *request,
               struct advice *a)
{
    struct note n = note_of(NOTE_NEXT_SIZE, a->pick.contender);
    int32_t mb = neighbour(c, request, a);
    struct configuration next = { 0 };
    enum va_code code = VA_OK;

    if (mb == 0 || noted_smooth(a, mb))
        return VA_OK;
    code = advise_evaluate(c, request, mb, &next);
    if (code)
        return code == VA_DATA || code == VA_DOMAIN ? VA_OK : code;
    n.memory_mb = mb;
    n.reason = next.reason;
    if (n.reason == ADVICE_NONE)
        n.reason = next.cost_pusd > a->pick.cost_pusd ? ADVICE_DEARER : ADVICE_SLOWER;
    n.cost_pusd = next.cost_pusd;
    n.duration_ms = next.duration_ms;
    add(a, n);
    return VA_OK;
}

/* What the bill would be if time were not rounded up: to find the smooth curve's answer.
 */
static double
smooth_cost_pusd(const struct contender *c, const struct configuration *at)
{
    double fixed = (double)(c->tariff.request_pusd + at->api_cost_pusd);

    return fixed + ((double)at->cost_pusd - fixed) * at->p50_ms / at->billed_ms;
}

/* The size that the smooth curve would pick although its exact bill is over budget. */
static enum va_code
note_smooth(const struct contender *c, const struct advise_request *request,
            struct advice *a)
{
    struct configuration last = { 0 };
    int32_t mb = a->pick.memory_mb;

    if (!request->goal.has_budget || request->goal.objective != OBJECTIVE_FASTEST ||
        !c->has_tariff || c->tariff.step_ms == 1 || a->pick.cold.share > 0)
        return VA_OK;
    while ((mb = advise_next_size(c, request, mb)) != 0) {
        struct configuration next = { 0 };
        enum va_code code = advise_evaluate(c, request, mb, &next);

        if (code)
            return code;
        if (smooth_cost_pusd(c, &next) > (double)request->goal.budget_pusd)
            break;
        last = next;
    }
    if (last.memory_mb && last.cost_pusd > request->goal.budget_pusd) {
        struct note n = note_of(NOTE_SMOOTH_OVER_BUDGET, a->pick.contender);

        n.memory_mb = last.memory_mb;
        n.cost_pusd = last.cost_pusd;
        n.duration_ms = last.duration_ms;
        n.reason = ADVICE_OVER_BUDGET;
        add(a, n);
    }
    return VA_OK;
}

static void
note_limits(const struct contender *c, struct advice *a)
{
    int32_t mb = a->pick.memory_mb;

    if (c->n_failed)
        add_value(a, NOTE_FAILED_SIZES, c->failed[c->n_failed - 1].memory_mb,
                  c->n_failed);
    if (c->max_memory_mb != SAMPLE_NONE && c->max_memory_mb > c->from_mb)
        add_value(a, NOTE_MEMORY_FLOOR, c->max_memory_mb, NAN);
    if (mb < c->from_mb || mb > c->to_mb)
        add_value(a, NOTE_EXTRAPOLATED, mb, NAN);
    else if (mb == c->to_mb || mb == c->from_mb)
        add_value(a, NOTE_AT_RANGE_END, mb, NAN);
}

/* What the form of the curve says. */
static void
note_form(const struct curve_report *r, struct advice *a)
{
    const struct curve_shape *s = &r->chosen;

    if (s->form == CURVE_FLAT && !r->published)
        add_value(a, NOTE_FLAT, 0, NAN);
    if (s->form == CURVE_KNEE)
        add_value(a, NOTE_KNEE, (int32_t)s->knee_mb, s->b);
    if (s->c > FLOOR_SHARE * a->pick.p50_ms)
        add_value(a, NOTE_FLOOR, 0, s->c);
    if (s->form == CURVE_POWER && s->b < CPU_BOUND_EXPONENT)
        add_value(a, NOTE_CPU_BOUND, 0, s->b);
}

static void
note_evidence(const struct curve_report *r, struct advice *a)
{
    if (r->published)
        return;
    if (r->chosen.form != CURVE_FLAT && r->chosen.r2 < WEAK_R2)
        add_value(a, NOTE_WEAK_FIT, 0, r->chosen.r2);
    if (r->sizes < FEW_SIZES)
        add_value(a, NOTE_FEW_SIZES, 0, r->sizes);
}

/* Where a staircase is worth a word: this much uncertainty at the pick. */
#define STAIRCASE_LEAST 0.02

static void
note_stairs(struct advice *a)
{
    const double sd =
        posterior_stair_sd(log((double)a->pick.memory_mb), log(a->pick.p50_ms));

    if (sd > STAIRCASE_LEAST)
        add_value(a, NOTE_STAIRCASE, a->pick.memory_mb, sd);
}

/* What the runs say of the hosts they ran on. */
static void
note_hosts(const struct contender *c, struct advice *a)
{
    const double spread = hosts_spread(&c->hosts);

    if (spread >= HOSTS_RATIO_LEAST)
        add_value(a, NOTE_CPU_TYPES, 0, spread);
    else if (c->curve.humps.found)
        add_value(a, NOTE_TWO_HUMPS, 0, c->curve.humps.ratio);
    if (c->drift.found)
        add_value(a, NOTE_DRIFT, 0, exp(c->drift.change) - 1);
}

static void
note_sizes(const struct curve *c, struct advice *a)
{
    int64_t n_cut = 0;
    int32_t largest_mb = 0;

    for (int32_t i = 0; i < c->n_sizes; i++)
        if (c->sizes[i].outlier)
            add_value(a, NOTE_OUTLIER, c->sizes[i].memory_mb, NAN);
    for (int32_t i = 0; i < c->n_cuts; i++) {
        n_cut += c->cuts[i].n;
        if (c->cuts[i].memory_mb > largest_mb)
            largest_mb = c->cuts[i].memory_mb;
    }
    if (n_cut > 0)
        add_value(a, NOTE_TIMEOUTS, largest_mb, (double)n_cut);
}

static enum va_code
note_power_law(const struct contender *c, const struct advise_request *request,
               struct advice *a)
{
    struct note n = note_of(NOTE_POWER_LAW, a->pick.contender);
    struct configuration law = { 0 };
    enum va_code code = advise_judge_power_law(c, request, &a->pick, &law, &n.reason);

    if (code || n.reason == ADVICE_NONE)
        return code;
    n.memory_mb = law.memory_mb;
    n.cost_pusd = law.cost_pusd;
    n.duration_ms = law.duration_ms;
    add(a, n);
    return VA_OK;
}

/* Cold starts: counted, left out, or not known. */
static void
note_cold(const struct contender *c, const struct advise_request *request,
          const struct configuration *at, struct advice *a)
{
    struct note n = note_of(NOTE_COLD_STARTS, at->contender);

    if (at->cold.share > 0) {
        n.memory_mb = at->memory_mb;
        n.value = at->cold.share;
        n.duration_ms = at->cold.extra_ms;
        n.cost_pusd = at->cold.extra_pusd;
        if (at->cost_pusd > 0)
            n.cost_share = (double)n.cost_pusd / (double)at->cost_pusd;
        add(a, n);
    } else if (c->n_cold) {
        n.code = NOTE_COLD_LEFT_OUT;
        n.value = (double)c->n_cold;
        add(a, n);
    } else if (request->cold.num > 0 && c->cold.n == 0) {
        n.code = NOTE_COLD_UNKNOWN;
        add(a, n);
    }
}

static void
note_data(const struct contender *c, struct advice *a)
{
    if (c->cold_only)
        add_value(a, NOTE_COLD_ONLY, 0, NAN);
    if (c->emulated)
        add_value(a, NOTE_EMULATED, 0, NAN);
    if (c->has_tariff && c->tariff.unverified)
        add_value(a, NOTE_UNVERIFIED_PRICE, 0, NAN);
    if (c->has_tariff && c->tariff.overlay[0])
        add_value(a, NOTE_OVERLAY_PRICE, 0, NAN);
    if (c->has_tariff && c->tariff.what_if)
        add_value(a, NOTE_WHAT_IF_PRICE, 0, NAN);
}

/* A statistic that is asked for, but not known of every contender with a duration. */
static void
note_statistic(const struct contender *const *contenders, int32_t n,
               const struct advise_request *request, struct advice *a)
{
    for (int32_t i = 0; i < n; i++) {
        if (contenders[i]->has_point &&
            !contender_knows(contenders[i], request->goal.stat)) {
            add(a, note_of(NOTE_STATISTIC, i));
            return;
        }
    }
}

static void
note_field(const struct contender *const *contenders, int32_t n, struct advice *a)
{
    for (int32_t i = 0; i < n; i++) {
        if (!contenders[i]->has_tariff)
            add(a, note_of(NOTE_UNPRICED, i));
        if (!contenders[i]->has_point)
            add(a, note_of(NOTE_API_DURATION, i));
    }
}

enum va_code
advise_add_notes(const struct contender *const *contenders, int32_t n,
                 const struct advise_request *request, struct advice *out)
{
    enum va_code code = VA_OK;

    note_statistic(contenders, n, request, out);
    if (out->feasible) {
        const struct contender *c = contenders[out->pick.contender];

        code = note_smooth(c, request, out);
        if (!code)
            code = note_next_size(c, request, out);
        if (code)
            return code;
        note_limits(c, out);
        note_form(curve_report_get(&c->curve), out);
        note_evidence(curve_report_get(&c->curve), out);
        code = note_power_law(c, request, out);
        if (code)
            return code;
        if (!c->profile->published) {
            note_stairs(out);
            note_hosts(c, out);
            note_sizes(&c->curve, out);
        }
        note_cold(c, request, &out->pick, out);
        note_data(c, out);
        if (out->pick.probability < request->goal.confidence_ratio)
            add_value(out, NOTE_EDGE, out->pick.memory_mb, out->pick.probability);
    } else if (out->n_ranking > 0 && out->ranking[0].cold.share > 0) {
        const struct configuration *nearest = &out->ranking[0];

        note_cold(contenders[nearest->contender], request, nearest, out);
    }
    note_field(contenders, n, out);
    return VA_OK;
}
