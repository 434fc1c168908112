/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sizes that nothing beats in both cost and duration. */
#include "core/advise_search.h"

static bool
beats(const struct entry *e, int64_t cost_pusd, double duration_ms)
{
    if (e->cost_pusd == COST_UNKNOWN || cost_pusd == COST_UNKNOWN)
        return e->duration_ms < duration_ms;
    return e->cost_pusd <= cost_pusd && e->duration_ms <= duration_ms &&
           (e->cost_pusd < cost_pusd || e->duration_ms < duration_ms);
}

static bool
is_beaten(const struct entries *all, const struct configuration *c)
{
    for (int64_t i = 0; i < all->n; i++) {
        if (beats(&all->items[i], c->cost_pusd, c->duration_ms))
            return true;
    }
    return false;
}

enum va_code
advise_pareto(const struct contender *c, const struct advise_request *request,
              const int32_t *sizes_mb, int32_t n, bool *out)
{
    struct advise_request all_sizes = *request;
    struct entries all = { 0 };
    enum va_code code = VA_OK;

    all_sizes.only_mb = NULL;
    all_sizes.n_only = 0;
    code = entries_scan(c, 0, &all_sizes, &all);
    for (int32_t i = 0; i < n && !code; i++) {
        struct configuration at = { 0 };

        code = advise_evaluate(c, request, sizes_mb[i], &at);
        out[i] = !code && !is_beaten(&all, &at);
        if (code == VA_DATA)
            code = VA_OK;
    }
    entries_clear(&all);
    return code;
}
