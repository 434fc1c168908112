/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of summaries share: rows of every sort, and telling two apart. */
#ifndef VA_TESTS_CORE_SUMMARIES_H
#define VA_TESTS_CORE_SUMMARIES_H

#include <stdbool.h>
#include <string.h>

#include "core/summary.h"
#include "stats.h"

/* Rows of every sort: with and without start and init, averages, timeouts. */
static inline struct sample
row_of(int i, uint64_t *seed)
{
    struct sample sample = sample_of(512, 80 * exp(0.3 * random_normal(seed)));

    sample.n = 1 + i % 3;
    sample.billed_ms = sample.duration_ns / 1000000 + 1;
    sample.max_memory_mb = 90 + i % 5;
    if (i % 5 > 0)
        sample.started_at_ms = 1700000000000 + (int64_t)(random_bits(seed) >> 32);
    if (i % 4 == 0)
        sample.init_ns = (int64_t)(random_bits(seed) >> 36);
    if (i % 11 == 0)
        sample.error = "Task timed out after 3.00 seconds";
    return sample;
}

static inline void
fill_more(struct summary *s, int rows, uint64_t *seed)
{
    for (int i = 0; i < rows; i++) {
        const struct sample sample = row_of(i, seed);

        summary_add(s, &sample);
    }
}

static inline void
fill(struct summary *s, int rows, uint64_t *seed)
{
    summary_init(s);
    fill_more(s, rows, seed);
}

/* What two summaries of the same rows must agree on. */
static inline bool
alike(const struct summary *a, const struct summary *b)
{
    const double pairs[][2] = {
        { a->mean_log, b->mean_log },
        { a->m2_log, b->m2_log },
        { a->mean_ms, b->mean_ms },
        { a->m2_ms, b->m2_ms },
        { a->billed_sum_ms, b->billed_sum_ms },
        { a->init_mean_ms, b->init_mean_ms },
        { a->init_m2_ms, b->init_m2_ms },
        { a->init_mean_log, b->init_mean_log },
        { a->init_m2_log, b->init_m2_log },
        { a->censored_mean_log, b->censored_mean_log },
        { a->moves.mean_day, b->moves.mean_day },
        { a->moves.m2_day, b->moves.m2_day },
        { a->moves.mean_log, b->moves.mean_log },
        { a->moves.m2_log, b->moves.m2_log },
        { a->moves.product, b->moves.product },
    };
    bool same = a->rows == b->rows && a->n == b->n && a->n_failed == b->n_failed &&
                a->billed_n == b->billed_n && a->init_n == b->init_n &&
                a->init_log_n == b->init_log_n && a->censored_n == b->censored_n &&
                a->moves.rows == b->moves.rows && a->moves.n == b->moves.n &&
                a->first_ms == b->first_ms && a->last_ms == b->last_ms &&
                a->max_memory_mb == b->max_memory_mb;

    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        same = same && fabs(pairs[i][0] - pairs[i][1]) <= 1e-11 * fabs(pairs[i][1]);
    return same;
}

static inline bool
same_sketch(const struct sketch *a, const struct sketch *b)
{
    unsigned char x[SKETCH_BYTES_MAX];
    unsigned char y[SKETCH_BYTES_MAX];
    const size_t len = sketch_encode(a, x, sizeof x);

    return len > 0 && sketch_encode(b, y, sizeof y) == len && !memcmp(x, y, len);
}

#endif
