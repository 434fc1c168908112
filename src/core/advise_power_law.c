/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the power law alone would pick under the same goal, and what is wrong with that:
 * a power law has neither floor nor knee, so its cheapest size is always an end.
 */
#include <math.h>
#include <stdlib.h>

#include "core/advise_size.h"

/* A pick worse by less than this is as good. */
#define WORSE_LEAST 1.02

/* The contender with the power law in place of its curve. */
static enum va_code
law_contender(const struct contender *c, struct contender **out)
{
    const struct curve_shape *law = &c->curve.report.power_law;
    const struct curve_published published = {
        .a = law->a, .b = law->b, .r2 = law->r2, .from_mb = c->from_mb, .to_mb = c->to_mb
    };
    struct contender *copy = malloc(sizeof *copy);

    if (!copy)
        return VA_NOMEM;
    *copy = *c;
    if (curve_publish(&copy->curve, &published)) { /* it rises with size */
        free(copy);
        copy = NULL;
    }
    *out = copy;
    return VA_OK;
}

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
    struct contender *law = NULL;
    int32_t at = 0;
    int32_t memory_mb = 0;
    enum va_code code = VA_OK;

    *out_reason = ADVICE_NONE;
    if (c->curve.report.published || !c->curve.report.power_law.valid ||
        request->within_measured)
        return VA_OK;
    code = law_contender(c, &law);
    if (code || !law)
        return code;
    code = advise_pick((const struct contender *const[]){ law }, 1, request, &at,
                       &memory_mb);
    free(law);
    if (!code && memory_mb != 0 && memory_mb != pick->memory_mb)
        code = advise_evaluate(c, request, memory_mb, out);
    else
        return code;
    if (!code)
        *out_reason = reason_against(out, pick, request->goal.objective);
    return code;
}
