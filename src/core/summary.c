/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Counting samples into a summary. Means and squared deviations are updated in the stable
 * pairwise form of Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm
 * for computing sample variances", 1979.
 */
#include "core/summary.h"

#include <math.h>

#define NS_PER_MS 1e6

/* A weighted mean with its sum of squared deviations. */
struct moments {
    double weight, mean, m2;
};

void
summary_init(struct summary *s)
{
    *s = (struct summary){
        .max_memory_mb = SAMPLE_NONE,
        .first_ms = TIME_UNKNOWN,
        .last_ms = TIME_UNKNOWN,
    };
    sketch_init(&s->quantiles);
}

void
summary_clear(struct summary *s)
{
    sketch_clear(&s->quantiles);
    summary_init(s);
}

static struct moments
moments_join(struct moments a, struct moments b)
{
    const double weight = a.weight + b.weight;
    const double delta = b.mean - a.mean;

    if (!(a.weight > 0))
        return b;
    if (!(b.weight > 0))
        return a;
    return (struct moments){
        .weight = weight,
        .mean = a.mean + delta * (b.weight / weight),
        .m2 = a.m2 + b.m2 + delta * delta * (a.weight / weight) * b.weight,
    };
}

static void
join_durations(struct summary *a, double weight, struct moments log_ms, struct moments ms)
{
    log_ms = moments_join((struct moments){ a->weight, a->mean_log, a->m2_log }, log_ms);
    ms = moments_join((struct moments){ a->weight, a->mean_ms, a->m2_ms }, ms);
    a->weight += weight;
    a->mean_log = log_ms.mean;
    a->m2_log = log_ms.m2;
    a->mean_ms = ms.mean;
    a->m2_ms = ms.m2;
}

static void
join_inits(struct summary *a, int64_t n, struct moments init)
{
    init = moments_join(
        (struct moments){ (double)a->init_n, a->init_mean_ms, a->init_m2_ms }, init);
    a->init_n += n;
    a->init_mean_ms = init.mean;
    a->init_m2_ms = init.m2;
}

static void
join_times(struct summary *a, int64_t first_ms, int64_t last_ms)
{
    if (first_ms == TIME_UNKNOWN)
        return;
    if (a->first_ms == TIME_UNKNOWN || first_ms < a->first_ms)
        a->first_ms = first_ms;
    if (a->last_ms == TIME_UNKNOWN || last_ms > a->last_ms)
        a->last_ms = last_ms;
}

static void
join_memory(struct summary *a, int32_t max_memory_mb)
{
    if (max_memory_mb > a->max_memory_mb)
        a->max_memory_mb = max_memory_mb;
}

static enum va_code
add_duration(struct summary *s, const struct sample *sample)
{
    const double ms = fmax((double)sample->duration_ns / NS_PER_MS, SKETCH_VALUE_MIN);
    const double weight = (double)sample->n;
    const enum va_code code = sketch_add(&s->quantiles, ms, sample->n);

    if (code)
        return code;
    join_durations(s, weight, (struct moments){ weight, log(ms), 0 },
                   (struct moments){ weight, ms, 0 });
    s->rows++;
    s->n += sample->n;
    if (sample->billed_ms != SAMPLE_NONE) {
        s->billed_n += sample->n;
        s->billed_sum_ms += weight * (double)sample->billed_ms;
    }
    if (sample->init_ns != SAMPLE_NONE)
        join_inits(s, sample->n,
                   (struct moments){ weight, (double)sample->init_ns / NS_PER_MS, 0 });
    return VA_OK;
}

enum va_code
summary_add(struct summary *s, const struct sample *sample)
{
    enum va_code code = VA_OK;

    if (sample->error[0] != '\0') {
        if (sample->n > SKETCH_WEIGHT_MAX - s->n_failed)
            return VA_OVERFLOW;
        s->n_failed += sample->n;
    } else {
        code = add_duration(s, sample);
    }
    if (code)
        return code;
    join_memory(s, sample->max_memory_mb);
    join_times(s, sample->started_at_ms, sample->started_at_ms);
    return VA_OK;
}

enum va_code
summary_merge(struct summary *a, const struct summary *b)
{
    enum va_code code = VA_OK;

    if (b->n_failed > SKETCH_WEIGHT_MAX - a->n_failed)
        return VA_OVERFLOW;
    code = sketch_merge(&a->quantiles, &b->quantiles);
    if (code)
        return code;
    join_durations(a, b->weight, (struct moments){ b->weight, b->mean_log, b->m2_log },
                   (struct moments){ b->weight, b->mean_ms, b->m2_ms });
    join_inits(a, b->init_n,
               (struct moments){ (double)b->init_n, b->init_mean_ms, b->init_m2_ms });
    a->rows += b->rows;
    a->n += b->n;
    a->n_failed += b->n_failed;
    a->billed_n += b->billed_n;
    a->billed_sum_ms += b->billed_sum_ms;
    join_memory(a, b->max_memory_mb);
    join_times(a, b->first_ms, b->last_ms);
    return VA_OK;
}

double
summary_sd_log(const struct summary *s)
{
    const double rows = (double)s->rows;

    if (s->rows < 2)
        return NAN;
    return sqrt(s->m2_log / s->weight * (rows / (rows - 1)));
}
