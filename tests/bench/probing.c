/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Strategies, each to its pick. */
#include "probing.h"

#include <math.h>

#include "parrotfish.h"
#include "peers.h"

enum { STEPS_MAX = 24 };

enum va_code
probing_add(struct probing *b, int32_t memory_mb, double ms, bool cold)
{
    struct sample s;

    sample_init(&s);
    s.memory_mb = memory_mb;
    s.duration_ns = (int64_t)llround(ms * 1e6);
    s.cold = cold;
    return profile_add_sample(&b->profile, &s, NULL);
}

enum va_code
probing_fit(struct probing *b)
{
    const enum va_code code =
        contender_init(&b->contender, &b->implementation, &b->profile);

    b->contender.tariff = b->tariff;
    b->contender.has_tariff = true;
    return code;
}

/* Logs of a size that is deployed: fifty runs on ten hosts. */
static enum va_code
add_logs(struct probing *b, uint64_t seed)
{
    enum { HOSTS = 10, RUNS = 5, USUAL = 5 };
    static const int32_t usual_mb[USUAL] = { 128, 256, 512, 1024, 2048 };
    const int32_t mb = site_size(&b->site, usual_mb[seed / 2 % USUAL]);
    enum va_code code = VA_OK;

    for (int32_t host = 1; host <= HOSTS && !code; host++)
        for (int32_t run = 0; run < RUNS && !code; run++)
            code = probing_add(b, mb, site_log(&b->site, mb, host, run), false);
    return code;
}

static enum va_code
pick_ours(struct probing *b, const struct goal *goal, struct probing_outcome *out)
{
    const struct advise_request request = { .goal = *goal };
    const struct contender *c = &b->contender;
    const struct advice *a = &b->advice;
    enum va_code code = advise(&c, 1, &request, &b->advice);

    if (code)
        return code;
    if (a->feasible)
        out->pick_mb = a->pick.memory_mb;
    else
        out->pick_mb =
            goal->has_budget ? a->under_budget.memory_mb : a->in_time.memory_mb;
    if (a->has_safe && (goal->has_budget || goal->has_latency))
        out->safe_mb = a->safe.memory_mb;
    return VA_OK;
}

static enum va_code
take_step(struct probing *b, const struct plan_step *step)
{
    enum va_code code = VA_OK;

    for (int32_t run = 0; run < step->runs && !code; run++) {
        bool cold = false;
        const double ms = site_invoke(&b->site, step->memory_mb, &cold);

        code = probing_add(b, step->memory_mb, ms, cold);
    }
    return code ? code : probing_fit(b);
}

static enum va_code
measure_ours(struct probing *b, const struct goal *goal, bool logs,
             struct probing_outcome *out)
{
    static const struct profile_key key = { .implementation = "default",
                                            .platform = "aws-lambda-x86" };
    const struct plan_options options = { .request = { .goal = *goal },
                                          .timeout_ms = PROBING_TIMEOUT_MS,
                                          .money_left_pusd = -1 };
    struct plan_step step = { .stop = PLAN_NOT };
    enum va_code code = profile_init(&b->profile, &key, NULL);

    if (!code && logs)
        code = add_logs(b, b->site.seed);
    if (!code)
        code = probing_fit(b);
    for (int32_t i = 0; !code && i < STEPS_MAX; i++) {
        code = plan_next(&b->contender, &options, &step);
        if (code || step.stop != PLAN_NOT)
            break;
        code = take_step(b, &step);
    }
    out->stated = step.regret_before;
    if (!code)
        code = pick_ours(b, goal, out);
    profile_clear(&b->profile);
    return code;
}

/* The mean of what is left when the least and the most fifth are gone. */
static double
trimmed_mean(double *runs)
{
    enum { GONE = TUNING_RUNS / 5 };
    double sum = 0;

    for (int32_t i = 1; i < TUNING_RUNS; i++)
        for (int32_t k = i; k > 0 && runs[k - 1] > runs[k]; k--) {
            const double up = runs[k - 1];

            runs[k - 1] = runs[k];
            runs[k] = up;
        }
    for (int32_t i = GONE; i < TUNING_RUNS - GONE; i++)
        sum += runs[i];
    return sum / (TUNING_RUNS - 2 * GONE);
}

static void
measure_tuning(struct probing *b, const struct goal *goal, struct probing_outcome *out)
{
    static const double sizes[TUNING_SIZES] = { 128, 256, 512, 1024, 1536, 2048, 3008 };
    double mb[TUNING_SIZES];
    double ms[TUNING_SIZES];
    struct peer_points p = { .n = 0, .mb = mb, .ms = ms };

    for (int32_t i = 0; i < TUNING_SIZES; i++) {
        const int32_t at = site_size(&b->site, sizes[i]);
        double runs[TUNING_RUNS];
        bool cold = false;

        if (p.n > 0 && at <= (int32_t)mb[p.n - 1])
            continue;
        for (int32_t run = 0; run < TUNING_RUNS; run++)
            runs[run] = site_invoke(&b->site, at, &cold);
        mb[p.n] = at;
        ms[p.n++] = trimmed_mean(runs);
    }
    out->pick_mb = peer_tuning_pick(&p, goal);
}

/* The paper's: warm runs at sizes evenly spread in log size, and their power law. */
static bool
measure_power_law(struct probing *b, const struct goal *goal, struct probing_outcome *out)
{
    enum { SIZES = 4, RUNS = 10 };
    const struct truth *t = b->site.truth;
    const double ratio = (double)t->to_mb / t->from_mb;
    double mb[SIZES];
    double ms[SIZES] = { 0 };
    const struct peer_points p = { .n = SIZES, .mb = mb, .ms = ms };
    struct peer peer;

    for (int32_t i = 0; i < SIZES; i++) {
        bool cold = false;

        mb[i] = site_size(&b->site, t->from_mb * pow(ratio, i / (SIZES - 1.0)));
        site_invoke(&b->site, (int32_t)mb[i], &cold);
        for (int32_t run = 0; run < RUNS; run++)
            ms[i] += site_invoke(&b->site, (int32_t)mb[i], &cold) / RUNS;
    }
    if (!peer_fit(PEER_POWER, &p, &peer))
        return false;
    out->pick_mb = peer_curve_pick(&peer, goal, t->from_mb, t->to_mb);
    return true;
}

static bool
measure_parrotfish(struct probing *b, const struct goal *goal,
                   struct probing_outcome *out)
{
    const struct truth *t = b->site.truth;
    struct peer peer;

    if (!parrotfish_run(&b->site, &peer))
        return false;
    out->pick_mb = peer_curve_pick(&peer, goal, t->from_mb, t->to_mb);
    return true;
}

enum va_code
probing_measure(struct probing *b, enum probing_way way, const struct goal *goal,
                struct probing_outcome *out)
{
    enum va_code code = VA_OK;

    *out = (struct probing_outcome){ .picked = true, .stated = NAN };
    switch (way) {
    case PROBING_OURS:
    case PROBING_LOGS:
        code = measure_ours(b, goal, way == PROBING_LOGS, out);
        break;
    case PROBING_TUNING:
        measure_tuning(b, goal, out);
        break;
    case PROBING_PARROTFISH:
        out->picked = measure_parrotfish(b, goal, out);
        break;
    case PROBING_POWER_LAW:
        out->picked = measure_power_law(b, goal, out);
        break;
    case PROBING_WAYS:
        break;
    }
    return code;
}

const char *
probing_name(enum probing_way way)
{
    static const char *const names[PROBING_WAYS] = {
        [PROBING_OURS] = "from nothing",
        [PROBING_LOGS] = "with logs at one size",
        [PROBING_TUNING] = "Power Tuning 7x10",
        [PROBING_PARROTFISH] = "Parrotfish (paper)",
        [PROBING_POWER_LAW] = "power law 4x10",
    };

    return names[way];
}
