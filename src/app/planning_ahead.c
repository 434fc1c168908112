/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plan to look at: results are taken to come as predicted. */
#include <math.h>
#include <string.h>

#include "app/planning_parts.h"

/* Where nothing was measured, the first result is made up: it decides which sizes come
 * next, nothing else of it is shown. */
#define SOME_MS 1000.0

/* Predicted runs spread as runs do where nothing tells (curve_size.c), evenly. */
#define RUN_SD 0.08

/* The run's own steps so far, and the money left. */
struct ahead {
    const struct planning *planning;
    struct planning_reading *reading;
    struct planning_done done;
    struct planning_limit limit;
    bool made_up;
};

/* Run i of n: an even place between -1 and 1 standard deviations. */
static double
spread(int32_t i, int32_t n)
{
    return n > 1 ? exp(RUN_SD * (2.0 * i / (n - 1) - 1)) : 1;
}

static enum va_code
predict_runs(struct ahead *a, const struct plan_step *step, struct va_err *err)
{
    const double ms = isnan(step->duration_ms) ? SOME_MS : step->duration_ms;
    const bool cold = a->planning->settings->cold;
    enum va_code code = VA_OK;

    for (int32_t i = 0; i < step->runs && !code; i++) {
        struct sample s;

        sample_init(&s);
        s.memory_mb = step->memory_mb;
        s.duration_ns = (int64_t)llround(ms * spread(i, step->runs) * 1e6);
        s.cold = cold;
        code = profile_add_sample(a->reading->profile, &s, err);
    }
    return code ? code : planning_fit(a->planning, a->reading, err);
}

static void
count_runs(struct ahead *a, const struct plan_step *step)
{
    struct planning_done *done = &a->done;
    int64_t *left_pusd = &a->limit.money_left_pusd;
    int32_t at = 0;

    while (at < done->n && done->memory_mb[at] != step->memory_mb)
        at++;
    if (at == PROBE_SIZES_MAX)
        return;
    if (at == done->n) {
        done->memory_mb[at] = step->memory_mb;
        done->runs[at] = 0;
        done->n++;
    }
    done->runs[at] += step->runs;
    if (*left_pusd >= 0 && step->expected_pusd > 0)
        *left_pusd =
            step->expected_pusd < *left_pusd ? *left_pusd - step->expected_pusd : 0;
}

/* What follows from a made-up level is not for showing. */
static void
hide_level(struct plan_step *step)
{
    step->duration_ms = NAN;
    step->expected_pusd = COST_UNKNOWN;
    step->pick_pusd = COST_UNKNOWN;
    step->gain_pusd = 0;
    step->gain_month_pusd = 0;
}

static enum va_code
look(struct ahead *a, struct plan_step out[PLAN_STEPS_MAX], int32_t *out_n,
     struct va_err *err)
{
    const struct planning_ask ask = { a->reading, &a->done, &a->limit };
    enum va_code code = VA_OK;

    for (int32_t n = 0; n < PLAN_STEPS_MAX && !code; n++) {
        code = planning_step(a->planning, &ask, &out[n], err);
        if (code)
            return code;
        *out_n = n + 1;
        if (out[n].stop != PLAN_NOT)
            return VA_OK;
        a->made_up = a->made_up || isnan(out[n].duration_ms);
        code = predict_runs(a, &out[n], err);
        if (a->made_up)
            hide_level(&out[n]);
        count_runs(a, &out[n]);
    }
    return code;
}

enum va_code
planning_ahead(struct planning *p, const struct planning_limit *limit,
               struct plan_step out[PLAN_STEPS_MAX], int32_t *out_n, struct va_err *err)
{
    struct ahead a = { .planning = p, .limit = *limit };
    enum va_code code = planning_read(p, &a.reading, err);

    if (!code) {
        a.reading->contender.tariff = p->tariff;
        code = look(&a, out, out_n, err);
    }
    planning_forget(a.reading);
    return code;
}
