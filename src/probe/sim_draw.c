/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an invocation of a simulated function does. No state: numbers in, a result out. */
#include <math.h>

#include "core/dist.h"
#include "probe/sim.h"

/* What a number is drawn for: each has a series of its own. */
enum purpose { FOR_END, FOR_SPREAD, FOR_ANGLE, FOR_PART, FOR_INIT, FOR_CPU, PURPOSES };

/* Spread of log duration: small shares of a CPU are shared with more neighbours. */
#define SD_LEAST 0.03
#define SD_PER_INVERSE_MB 40.0
#define SD_MOST 0.25

#define INIT_LEAST_MS 250.0
#define FALLBACK_MB_MS 2e6 /* where the curve says nothing: 2 s at 1000 MB */

/* SplitMix64's finaliser (Steele, Lea, Flood 2014). */
static uint64_t
mix(uint64_t x)
{
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

/* In (0, 1), of these numbers alone. */
static double
draw(const struct sim_model *m, int64_t number, enum purpose purpose)
{
    const uint64_t series = (uint64_t)number * PURPOSES + (uint64_t)purpose;
    const uint64_t bits =
        mix(mix((uint64_t)m->seed + UINT64_C(0x9e3779b97f4a7c15)) + series);

    return ((double)(bits >> 11) + 0.5) / 9007199254740992.0; /* 2^53 */
}

/* Standard normal, by Box and Muller. */
static double
draw_normal(const struct sim_model *m, int64_t number)
{
    static const double turn = 6.283185307179586;

    return sqrt(-2 * log(draw(m, number, FOR_SPREAD))) *
           cos(turn * draw(m, number, FOR_ANGLE));
}

static double
center_ms(const struct sim_model *m, int32_t memory_mb)
{
    struct dist d;
    const double ms =
        curve_predict(m->curve, memory_mb, &d) == VA_OK ? dist_level(&d, 0.5) : NAN;

    return isfinite(ms) && ms > 0 ? ms : FALLBACK_MB_MS / memory_mb;
}

static double
spread_of(int32_t memory_mb)
{
    return fmin(SD_LEAST + SD_PER_INVERSE_MB / memory_mb, SD_MOST);
}

/* By chance alone; what follows from size and time comes after it. */
static enum sim_end
draw_end(const struct sim_model *m, int64_t invocation)
{
    const double at = 1000 * draw(m, invocation, FOR_END);
    const double throttled = SIM_THROTTLED_OF_1000;
    const double errors = throttled + SIM_ERRORS_OF_1000;
    const double hangs = errors + SIM_HANGS_OF_1000;

    if (at < throttled)
        return SIM_THROTTLED;
    if (at < errors)
        return SIM_ERROR;
    return at < hangs ? SIM_TIMED_OUT : SIM_DONE;
}

/* Larger sizes have more CPU for it, too. */
static double
draw_init_ms(const struct sim_model *m, const struct sim_call *call)
{
    const double share = draw(m, call->environment, FOR_INIT);

    return fmin(INIT_LEAST_MS + 600 * (1 + share) * sqrt(1024.0 / call->memory_mb),
                SIM_INIT_MAX_MS);
}

void
sim_draw(const struct sim_model *m, const struct sim_call *call, struct sim_result *out)
{
    const double spread = spread_of(call->memory_mb) * draw_normal(m, call->invocation);
    const double part = draw(m, call->invocation, FOR_PART);

    *out = (struct sim_result){
        .end = draw_end(m, call->invocation),
        .duration_ms = center_ms(m, call->memory_mb) * exp(spread),
        .slow = draw(m, call->environment, FOR_CPU) * SIM_SLOW_ONE_IN < 1,
        .used_mb = m->need_mb < call->memory_mb ? m->need_mb : call->memory_mb,
    };
    if (out->end == SIM_THROTTLED)
        return;
    if (call->invocation == call->environment)
        out->init_ms = draw_init_ms(m, call);
    if (out->slow)
        out->duration_ms *= 1 + SIM_SLOW_PERCENT / 100.0;
    if (call->memory_mb < m->need_mb)
        out->end = SIM_OUT_OF_MEMORY;
    if (out->end == SIM_ERROR || out->end == SIM_OUT_OF_MEMORY) /* it got so far */
        out->duration_ms = part * fmin(out->duration_ms, (double)call->timeout_ms);
    if (out->end == SIM_TIMED_OUT || out->duration_ms >= (double)call->timeout_ms) {
        out->end = SIM_TIMED_OUT;
        out->duration_ms = (double)call->timeout_ms;
    }
}
