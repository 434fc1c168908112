/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was measured at a size, for a chart. */
#include <math.h>

#include "app/plot.h"

enum { ROWS_FOR_SPREAD = 2 };

/* The quantile that a statistic is; the mean has none. */
static const double quantiles[STAT_COUNT] = {
    [STAT_P50] = 0.5, [STAT_P95] = 0.95, [STAT_P99] = 0.99
};

bool
plot_is_measured(const struct contender *c, int32_t memory_mb)
{
    for (int32_t i = 0; i < c->curve.n_sizes; i++) {
        if (c->curve.sizes[i].memory_mb == memory_mb)
            return true;
    }
    return false;
}

/* The runs at one size that the curve learns from: those not known to be cold, or the
 * cold ones where there are no others. */
static enum va_code
merge_runs(const struct profile *p, int32_t memory_mb, struct summary *out)
{
    enum va_code code = VA_OK;

    for (int cold = 0; cold < 2 && !code && !out->rows; cold++) {
        for (int32_t i = 0; i < p->n_groups && !code; i++) {
            const struct size_group *g = &p->groups[i];

            if (g->memory_mb == memory_mb && (g->cold == 1) == cold)
                code = summary_merge(out, &g->summary);
        }
    }
    return code;
}

/* What the line says at a measured size: it passes between the sizes beside it. */
static enum va_code
read_line(const struct contender *c, const struct advise_request *request,
          int32_t memory_mb, double *out_ms)
{
    double logs = 0;
    int n = 0;

    for (int side = -1; side <= 1; side += 2) {
        struct advise_interval at = { 0 };
        enum va_code code = VA_OK;

        if (memory_mb + side < 1 || plot_is_measured(c, memory_mb + side))
            continue;
        code = advise_duration(c, request, memory_mb + side, &at);
        if (code == VA_DOMAIN)
            continue;
        if (code)
            return code;
        logs += log(at.ms);
        n++;
    }
    *out_ms = n ? exp(logs / n) : NAN;
    return VA_OK;
}

enum va_code
plot_read_sample(const struct contender *c, const struct curve_size *size,
                 const struct advise_request *request, struct plot_sample *out)
{
    const enum statistic stat = request->goal.stat;
    enum va_code code = VA_OK;
    struct summary runs = { 0 };
    struct advise_interval at = { 0 };
    struct advise_figures figures = { .cost_pusd = COST_UNKNOWN };

    *out = (struct plot_sample){ .memory_mb = size->memory_mb, .n = size->n };
    out->p5_ms = out->p95_ms = out->expected_ms = out->low_ms = out->high_ms = NAN;
    out->line_ms = NAN;
    out->cost_pusd = COST_UNKNOWN;
    summary_init(&runs);
    code = merge_runs(c->profile, size->memory_mb, &runs);
    out->duration_ms = runs.mean_ms;
    if (stat != STAT_MEAN)
        out->duration_ms = sketch_quantile(&runs.quantiles, quantiles[stat]);
    if (runs.rows >= ROWS_FOR_SPREAD) {
        out->p5_ms = sketch_quantile(&runs.quantiles, 0.05);
        out->p95_ms = sketch_quantile(&runs.quantiles, 0.95);
    }
    summary_clear(&runs);
    if (!code)
        code = advise_duration(c, request, size->memory_mb, &at);
    if (!code && c->has_tariff)
        code = advise_figures(c, request, size->memory_mb, &figures);
    if (!code && c->has_curve)
        code = read_line(c, request, size->memory_mb, &out->line_ms);
    if (code)
        return code;
    out->cost_pusd = figures.cost_pusd;
    out->expected_ms = at.ms;
    out->low_ms = at.low_ms;
    out->high_ms = at.high_ms;
    return VA_OK;
}
