/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which sizes may be looked at, and why a size may not be picked. */
#include "core/advise_size.h"

static int32_t
next_listed(const int32_t *sizes_mb, int32_t n, int32_t after_mb)
{
    for (int32_t i = 0; i < n; i++) {
        if (sizes_mb[i] > after_mb)
            return sizes_mb[i];
    }
    return 0;
}

static int32_t
next_measured(const struct contender *c, int32_t after_mb)
{
    int32_t best = 0;

    for (int32_t i = 0; i < c->curve.n_sizes; i++) {
        int32_t mb = c->curve.sizes[i].memory_mb;

        if (mb > after_mb && (best == 0 || mb < best))
            best = mb;
    }
    return best;
}

static int32_t
next_any(const struct contender *c, const struct advise_request *request,
         int32_t after_mb)
{
    if (request->only_mb)
        return next_listed(request->only_mb, request->n_only, after_mb);
    if (request->within_measured)
        return next_measured(c, after_mb);
    if (!request->extrapolate && after_mb < c->from_mb - 1)
        after_mb = c->from_mb - 1;
    if (c->has_tariff)
        return tariff_next_size(&c->tariff, after_mb);
    return after_mb < c->to_mb ? after_mb + 1 : 0;
}

enum advice_reason
advise_size_reason(const struct contender *c, const struct advise_request *request,
                   int32_t memory_mb)
{
    bool inside = memory_mb >= c->from_mb && memory_mb <= c->to_mb;

    if (!c->has_point)
        return ADVICE_NO_DURATION;
    if (c->has_tariff && !tariff_sells(&c->tariff, memory_mb))
        return ADVICE_NOT_SOLD;
    if (contender_fails_at(c, memory_mb))
        return ADVICE_FAILED;
    if (c->max_memory_mb != SAMPLE_NONE && memory_mb < c->max_memory_mb)
        return ADVICE_BELOW_MEMORY;
    if (!inside && !request->extrapolate)
        return ADVICE_OUTSIDE;
    return ADVICE_NONE;
}

int32_t
advise_next_size(const struct contender *c, const struct advise_request *request,
                 int32_t after_mb)
{
    int32_t mb = after_mb;

    while ((mb = next_any(c, request, mb)) != 0) {
        if (advise_size_reason(c, request, mb) == ADVICE_NONE)
            return mb;
        if (mb > c->to_mb && !request->extrapolate)
            return 0;
    }
    return 0;
}
