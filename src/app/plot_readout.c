/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the crosshair reads out. */
#include <math.h>
#include <stdlib.h>

#include "app/plot.h"

/* A ratio of two known amounts; NAN otherwise. */
static double
ratio(double a, double b)
{
    return isfinite(a) && a >= 0 && b > 0 ? a / b : NAN;
}

static void
compare_with_now(const struct configuration *now, struct plot_readout *out)
{
    out->has_now = true;
    out->now_ms_ratio = ratio(out->at.duration_ms, now->duration_ms);
    if (out->at.cost_pusd != COST_UNKNOWN)
        out->now_cost_ratio = ratio((double)out->at.cost_pusd, (double)now->cost_pusd);
}

static void
find_nearest(const struct plot_series *s, int32_t memory_mb, struct plot_readout *out)
{
    const struct plot_sample *nearest = NULL;

    for (int32_t i = 0; i < s->n_samples; i++) {
        const struct plot_sample *at = &s->samples[i];

        if (at->memory_mb == memory_mb)
            out->n = at->n;
        if (!nearest ||
            abs(at->memory_mb - memory_mb) < abs(nearest->memory_mb - memory_mb))
            nearest = at;
    }
    if (!nearest)
        return;
    out->nearest_mb = nearest->memory_mb;
    out->nearest_n = nearest->n;
    out->residual_ratio = ratio(nearest->duration_ms, nearest->line_ms);
}

enum va_code
plot_read_out(const struct field *f, const struct advise_request *request,
              const struct plot_data *d, int32_t memory_mb, struct plot_readout *out)
{
    const struct plot_series *s = &d->series[0];
    struct plot_readout r = { .now_ms_ratio = NAN,
                              .now_cost_ratio = NAN,
                              .residual_ratio = NAN };
    const enum va_code code =
        advise_evaluate(f->contenders[s->contender], request, memory_mb, &r.at);

    if (code)
        return code;
    r.at.contender = s->contender;
    if (d->has_now && d->now.memory_mb > 0)
        compare_with_now(&d->now, &r);
    find_nearest(s, memory_mb, &r);
    *out = r;
    return VA_OK;
}
