/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Invocations of a known function. */
#include "site.h"

#include <math.h>
#include <stdlib.h>

#include "core/stats.h"

void
site_init(struct site *s, const struct truth *t, const struct tuning_noise *noise,
          uint64_t seed)
{
    *s = (struct site){ .truth = t, .noise = noise, .seed = seed };
}

/* A normal number that belongs to a size, a host and a run. */
static double
normal_of(uint64_t seed, uint64_t size, uint64_t host, uint64_t run)
{
    uint64_t state = (seed + 1) * UINT64_C(0x9E3779B97F4A7C15);

    state = (state ^ size) * UINT64_C(0xBF58476D1CE4E5B9);
    state = (state ^ (state >> 31) ^ host) * UINT64_C(0x94D049BB133111EB);
    state = ((state ^ (state >> 29) ^ run) * UINT64_C(0xD6E8FEB86659FD93)) | 1;
    random_bits(&state);
    return random_normal(&state);
}

static double
warm_ms(const struct site *s, int32_t memory_mb, int32_t host, int32_t run)
{
    const uint64_t mb = (uint64_t)memory_mb;

    return truth_ms(s->truth, memory_mb) *
           exp(s->noise->sd_host * normal_of(s->seed, mb, (uint64_t)host, 0) +
               s->noise->sd_run *
                   normal_of(s->seed, mb, (uint64_t)host, (uint64_t)run + 1));
}

double
site_invoke(struct site *s, int32_t memory_mb, bool *cold)
{
    int32_t at = 0;
    double ms = 0;

    while (at < s->n && s->mb[at] != memory_mb)
        at++;
    if (at == SITE_SIZES_MAX)
        abort();
    if (at == s->n) {
        s->mb[at] = memory_mb;
        s->runs[at] = 0;
        s->n++;
    }
    *cold = s->runs[at] == 0;
    ms = warm_ms(s, memory_mb, 0, s->runs[at]++) * (*cold ? 1 + s->noise->init_ratio : 1);
    s->invocations++;
    s->spent_pusd += (double)truth_cost_pusd(memory_mb, ms);
    return ms;
}

double
site_invoke_beside(struct site *s, int32_t memory_mb)
{
    const double ms = warm_ms(s, memory_mb, 1, 0) * (1 + s->noise->init_ratio);

    s->invocations++;
    s->spent_pusd += (double)truth_cost_pusd(memory_mb, ms);
    return ms;
}

double
site_log(const struct site *s, int32_t memory_mb, int32_t host, int32_t run)
{
    return warm_ms(s, memory_mb, host, run);
}

int32_t
site_size(const struct site *s, double memory_mb)
{
    const double mb = fmin(fmax(memory_mb, s->truth->from_mb), s->truth->to_mb);

    return (int32_t)lround(mb);
}
