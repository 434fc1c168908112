/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Summaries of samples as a whole: merging them, and what they say. */
#include "core/summary.h"

#include <math.h>

#include "core/summary_moments.h"

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

static void
merge_durations(struct summary *a, const struct summary *b)
{
    const struct join j = join_of(a->weight, b->weight);

    join_moments(j, &a->mean_log, &a->m2_log, b->mean_log, b->m2_log);
    join_moments(j, &a->mean_ms, &a->m2_ms, b->mean_ms, b->m2_ms);
    a->weight += b->weight;
    a->rows += b->rows;
    a->n += b->n;
    a->billed_n += b->billed_n;
    a->billed_sum_ms += b->billed_sum_ms;
}

static void
merge_inits(struct summary *a, const struct summary *b)
{
    const struct join all = join_of((double)a->init_n, (double)b->init_n);
    const struct join logs = join_of((double)a->init_log_n, (double)b->init_log_n);

    join_moments(all, &a->init_mean_ms, &a->init_m2_ms, b->init_mean_ms, b->init_m2_ms);
    join_moments(logs, &a->init_mean_log, &a->init_m2_log, b->init_mean_log,
                 b->init_m2_log);
    a->init_n += b->init_n;
    a->init_log_n += b->init_log_n;
}

static void
merge_failures(struct summary *a, const struct summary *b)
{
    const struct join j = join_of((double)a->censored_n, (double)b->censored_n);

    a->censored_mean_log += (b->censored_mean_log - a->censored_mean_log) * j.share;
    a->censored_max_ms = fmax(a->censored_max_ms, b->censored_max_ms);
    a->censored_n += b->censored_n;
    a->n_failed += b->n_failed;
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
    merge_durations(a, b);
    merge_inits(a, b);
    merge_failures(a, b);
    join_moves(&a->moves, &b->moves);
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

double
summary_init_sd_log(const struct summary *s)
{
    if (s->init_log_n < 2)
        return NAN;
    return sqrt(s->init_m2_log / (double)(s->init_log_n - 1));
}

enum va_code
summary_drift(const struct summary *s, struct summary_drift *out)
{
    static const double ms_per_day = 86400e3;
    const struct summary_moves *m = &s->moves;
    double slope = 0;
    double rest = 0;

    if (m->rows < 3 || !(m->m2_day > 0))
        return VA_DATA;
    slope = m->product / m->m2_day;
    rest = fmax(m->m2_log - slope * m->product, 0); /* squares the line leaves */
    *out = (struct summary_drift){
        .slope_per_day = slope,
        .error_per_day = sqrt(rest / m->m2_day / (double)(m->rows - 2)),
        .span_days = (double)(s->last_ms - s->first_ms) / ms_per_day,
        .rows = m->rows,
    };
    return VA_OK;
}
