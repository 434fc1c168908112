/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Billed time when a share of the invocations starts cold. */
#include "core/cold.h"

/* Init nodes are dealt out to the duration's nodes in steps of this many: a lattice over
 * both. Odd, so that it goes through all; near the golden section, so that it is even. */
enum { STRIDE = 19 };

static const double ns_per_ms = 1e6;

enum va_code
cold_bill_time(const struct tariff *tariff, const struct dist *warm,
               const struct cold_start *s, struct cold_level at, struct bill_time *out)
{
    const bool billed = s->has_init && tariff->init == TARIFF_INIT_BILLED;
    const double run_ns = at.level_ms * cold_factor(s, at.t) * ns_per_ms;
    const double init_ns = billed ? cold_init_ms(s, at.t) * ns_per_ms : 0;
    const double most_ns = (double)BILL_MS_MAX * ns_per_ms;
    int64_t ns[COLD_NODES];
    int64_t sum_ms = 0;
    enum va_code code = VA_OK;

    if (at.memory_mb < 1 || warm->n_nodes < 1 || warm->n_nodes > DIST_NODES_MAX)
        return VA_DOMAIN;
    for (uint32_t i = 0; i < COLD_NODES; i++) {
        double time_ns = run_ns * warm->nodes[i * (uint32_t)warm->n_nodes / COLD_NODES];

        if (billed)
            time_ns += init_ns * s->nodes[i * STRIDE % COLD_NODES];
        ns[i] = (int64_t)((time_ns < most_ns ? time_ns : most_ns) + 0.5);
        ns[i] += ns[i] == 0;
    }
    code = bill_sum(tariff, ns, COLD_NODES, &sum_ms);
    if (!code)
        *out = (struct bill_time){ .memory_mb = at.memory_mb,
                                   .sum_billed_ms = sum_ms,
                                   .n = COLD_NODES };
    return code;
}

void
cold_bill_mix(const struct bill_time *warm, const struct bill_time *cold,
              struct cold_share share, struct bill_time *out)
{
    const bool even = warm->n == cold->n;
    const int64_t warm_weight = (int64_t)(share.den - share.num) * (even ? 1 : cold->n);
    const int64_t cold_weight = (int64_t)share.num * (even ? 1 : warm->n);

    *out = (struct bill_time){
        .memory_mb = warm->memory_mb,
        .sum_billed_ms =
            warm_weight * warm->sum_billed_ms + cold_weight * cold->sum_billed_ms,
        .n = share.den * (even ? warm->n : warm->n * cold->n),
    };
}
