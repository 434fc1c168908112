/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the power law alone would pick under the same goal, and what is wrong with that:
 * a power law has neither floor nor knee, so its cheapest size is always an end.
 */
#include "core/advise_size.h"

/* A pick worse by less than this is as good. */
#define WORSE_LEAST 1.02

/* Why its pick is worse than ours; NONE when it is as good. */
static enum advice_reason
reason_against(const struct configuration *law, const struct configuration *pick,
               enum objective objective)
{
    const bool dearer = law->cost_pusd != COST_UNKNOWN && pick->cost_pusd > 0 &&
                        (double)law->cost_pusd > WORSE_LEAST * (double)pick->cost_pusd;
    const bool slower = law->duration_ms > WORSE_LEAST * pick->duration_ms;

    if (law->reason != ADVICE_NONE)
        return law->reason;
    if (objective == OBJECTIVE_FASTEST)
        return slower ? ADVICE_SLOWER : ADVICE_NONE;
    if (objective == OBJECTIVE_CHEAPEST)
        return dearer ? ADVICE_DEARER : ADVICE_NONE;
    if (dearer && law->duration_ms >= pick->duration_ms)
        return ADVICE_DEARER;
    return slower && law->cost_pusd >= pick->cost_pusd ? ADVICE_SLOWER : ADVICE_NONE;
}

enum va_code
advise_judge_power_law(const struct contender *c, const struct advise_request *request,
                       const struct configuration *pick, struct configuration *out,
                       enum advice_reason *out_reason)
{
    const struct curve_shape *law = &c->curve.report.power_law;
    struct advise_request alone = *request;
    int32_t at = 0;
    int32_t memory_mb = 0;
    enum va_code code = VA_OK;

    *out_reason = ADVICE_NONE;
    if (c->curve.report.published || !law->valid || law->b > 0 ||
        request->within_measured)
        return VA_OK;
    alone.by_power_law = true;
    code = advise_pick(&c, 1, &alone, &at, &memory_mb);
    if (code || memory_mb == 0 || memory_mb == pick->memory_mb)
        return code;
    code = advise_evaluate(c, request, memory_mb, out);
    if (!code)
        *out_reason = reason_against(out, pick, request->goal.objective);
    return code;
}
