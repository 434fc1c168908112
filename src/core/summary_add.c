/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counting samples into a summary, one by one or many at once. */
#include <math.h>

#include "core/summary.h"
#include "core/summary_moments.h"

#define NS_PER_MS 1e6
#define MS_PER_DAY 86400e3

enum {
    BLOCK = 256, /* rows worked on together: their columns stay in the fastest cache */
    LANES = 4    /* sums side by side, so that none waits for the one before it */
};

/* A block of rows by column; past the last row, up to a multiple of LANES, all is 0. */
struct block {
    int32_t rows;
    int32_t timed; /* rows that have a start */
    double ms[BLOCK], log_ms[BLOCK], weight[BLOCK];
    double day[BLOCK], timed_weight[BLOCK];
};

/* Durations are at least what the sketch takes; the shortest is a nanosecond. */
static double
ms_of(int64_t ns)
{
    const double ms = (double)ns / NS_PER_MS;

    return ms > SKETCH_VALUE_MIN ? ms : SKETCH_VALUE_MIN;
}

static void
add_moments(struct summary *s, double ms, double log_ms, double weight)
{
    const struct join j = join_of(s->weight, weight);

    join_moments(j, &s->mean_log, &s->m2_log, log_ms, 0);
    join_moments(j, &s->mean_ms, &s->m2_ms, ms, 0);
    s->weight += weight;
}

static void
add_init(struct summary *s, int64_t init_ns, int32_t n)
{
    const struct join all = join_of((double)s->init_n, n);
    const struct join logs = join_of((double)s->init_log_n, n);

    join_moments(all, &s->init_mean_ms, &s->init_m2_ms, (double)init_ns / NS_PER_MS, 0);
    join_moments(logs, &s->init_mean_log, &s->init_m2_log, log(ms_of(init_ns)), 0);
    s->init_n += n;
    s->init_log_n += n;
}

static enum va_code
add_duration(struct summary *s, const struct sample *sample)
{
    const double ms = ms_of(sample->duration_ns);
    const double log_ms = log(ms);
    const double weight = (double)sample->n;
    const enum va_code code = sketch_add(&s->quantiles, ms, sample->n);

    if (code)
        return code;
    add_moments(s, ms, log_ms, weight);
    s->rows++;
    s->n += sample->n;
    if (sample->billed_ms != SAMPLE_NONE) {
        s->billed_n += sample->n;
        s->billed_sum_ms += weight * (double)sample->billed_ms;
    }
    if (sample->init_ns != SAMPLE_NONE)
        add_init(s, sample->init_ns, sample->n);
    if (sample->started_at_ms != TIME_UNKNOWN)
        join_moves(&s->moves, &(struct summary_moves){
                                  .rows = 1,
                                  .n = sample->n,
                                  .mean_day = (double)sample->started_at_ms / MS_PER_DAY,
                                  .mean_log = log_ms,
                              });
    return VA_OK;
}

static enum va_code
add_failure(struct summary *s, const struct sample *sample)
{
    if (sample->n > SKETCH_WEIGHT_MAX - s->n_failed)
        return VA_OVERFLOW;
    s->n_failed += sample->n;
    if (sample_timed_out(sample)) {
        const double ms = ms_of(sample->duration_ns);
        const struct join j = join_of((double)s->censored_n, sample->n);

        s->censored_mean_log += (log(ms) - s->censored_mean_log) * j.share;
        s->censored_max_ms = fmax(s->censored_max_ms, ms);
        s->censored_n += sample->n;
    }
    return VA_OK;
}

enum va_code
summary_add(struct summary *s, const struct sample *sample)
{
    const enum va_code code =
        sample->error[0] != '\0' ? add_failure(s, sample) : add_duration(s, sample);

    if (code)
        return code;
    join_memory(s, sample->max_memory_mb);
    join_times(s, sample->started_at_ms, sample->started_at_ms);
    return VA_OK;
}

/* n of a row. */
static int32_t
n_at(const struct sample_batch *batch, size_t row)
{
    return batch->n ? batch->n[row] : 1;
}

/* Rows without a start get one of the others' and no weight. */
static void
fill_times(struct block *b, const int64_t *started_at_ms)
{
    int64_t any_ms = 0;

    for (int32_t i = 0; i < b->rows; i++) {
        if (started_at_ms[i] != TIME_UNKNOWN)
            any_ms = started_at_ms[i];
    }
    for (int32_t i = 0; i < b->rows; i++) {
        const bool timed = started_at_ms[i] != TIME_UNKNOWN;

        b->timed += timed;
        b->day[i] = (double)(timed ? started_at_ms[i] : any_ms) / MS_PER_DAY;
        b->timed_weight[i] = timed ? b->weight[i] : 0;
    }
}

/* Up to BLOCK rows of a batch. */
static struct sample_batch
part_of(const struct sample_batch *batch, size_t from)
{
    const size_t left = batch->n_rows - from;

    return (struct sample_batch){
        .n_rows = left < BLOCK ? left : BLOCK,
        .duration_ns = batch->duration_ns + from,
        .n = batch->n ? batch->n + from : NULL,
        .billed_ms = batch->billed_ms ? batch->billed_ms + from : NULL,
        .init_ns = batch->init_ns ? batch->init_ns + from : NULL,
        .max_memory_mb = batch->max_memory_mb ? batch->max_memory_mb + from : NULL,
        .started_at_ms = batch->started_at_ms ? batch->started_at_ms + from : NULL,
    };
}

/* Returns the weight of the rows, at most BLOCK. */
static double
fill_block(struct block *b, const struct sample_batch *rows)
{
    double total = 0;

    b->rows = (int32_t)rows->n_rows;
    b->timed = 0;
    for (int32_t i = 0; i < b->rows; i++) {
        b->ms[i] = ms_of(rows->duration_ns[i]);
        b->log_ms[i] = log(b->ms[i]);
        b->weight[i] = n_at(rows, (size_t)i);
        total += b->weight[i];
    }
    if (rows->started_at_ms)
        fill_times(b, rows->started_at_ms);
    for (int32_t i = b->rows; i % LANES != 0; i++) {
        b->ms[i] = b->log_ms[i] = b->weight[i] = 0;
        b->day[i] = b->timed_weight[i] = 0;
    }
    return total;
}

/* A column of a block and where its deviations count from. */
struct column {
    const double *values;
    double from;
};

/* Sum of weight x deviation over n rows. */
static double
sum_of(const double *weight, struct column x, int32_t n)
{
    double sum[LANES] = { 0 };

    for (int32_t i = 0; i < n; i += LANES) {
        for (int32_t k = 0; k < LANES; k++)
            sum[k] += weight[i + k] * (x.values[i + k] - x.from);
    }
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

/* Sum of weight x both deviations over n rows. */
static double
sum_of_products(const double *weight, struct column x, struct column y, int32_t n)
{
    double sum[LANES] = { 0 };

    for (int32_t i = 0; i < n; i += LANES) {
        for (int32_t k = 0; k < LANES; k++)
            sum[k] +=
                weight[i + k] * (x.values[i + k] - x.from) * (y.values[i + k] - y.from);
    }
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

/* A column counted from its mean: the first row's value plus the mean distance to it. */
static struct column
centered(const double *values, const double *weight, double total, int32_t n)
{
    struct column x = { values, values[0] };

    x.from += sum_of(weight, x, n) / total;
    return x;
}

/* Rows without a start have no weight here. */
static void
add_block_moves(struct summary *s, const struct block *b)
{
    struct summary_moves m = { .rows = b->timed };
    struct column day = { 0 };
    struct column log_ms = { 0 };
    double total = 0;

    for (int32_t i = 0; i < b->rows; i++)
        total += b->timed_weight[i];
    day = centered(b->day, b->timed_weight, total, b->rows);
    log_ms = centered(b->log_ms, b->timed_weight, total, b->rows);
    m.n = (int64_t)total;
    m.mean_day = day.from;
    m.mean_log = log_ms.from;
    m.m2_day = sum_of_products(b->timed_weight, day, day, b->rows);
    m.m2_log = sum_of_products(b->timed_weight, log_ms, log_ms, b->rows);
    m.product = sum_of_products(b->timed_weight, day, log_ms, b->rows);
    join_moves(&s->moves, &m);
}

static void
add_block(struct summary *s, const struct block *b, double total)
{
    const struct join j = join_of(s->weight, total);
    const struct column log_ms = centered(b->log_ms, b->weight, total, b->rows);
    const struct column ms = centered(b->ms, b->weight, total, b->rows);

    join_moments(j, &s->mean_log, &s->m2_log, log_ms.from,
                 sum_of_products(b->weight, log_ms, log_ms, b->rows));
    join_moments(j, &s->mean_ms, &s->m2_ms, ms.from,
                 sum_of_products(b->weight, ms, ms, b->rows));
    s->weight += total;
    s->rows += b->rows;
    s->n += (int64_t)total;
    if (b->timed > 0)
        add_block_moves(s, b);
}

/* What the durations need: room for them all. */
static enum va_code
reserve(struct summary *s, const struct sample_batch *batch)
{
    int64_t least = batch->duration_ns[0];
    int64_t most = least;
    int64_t left = SKETCH_WEIGHT_MAX - s->n;

    for (size_t i = 0; i < batch->n_rows; i++) {
        const int64_t ns = batch->duration_ns[i];

        least = ns < least ? ns : least;
        most = ns > most ? ns : most;
        left -= n_at(batch, i);
        if (left < 0)
            return VA_OVERFLOW;
    }
    return sketch_reserve(&s->quantiles, (int64_t)batch->n_rows, ms_of(least),
                          ms_of(most));
}

/* There is room: neither can fail. */
static void
add_quantiles(struct summary *s, const struct block *b, const int32_t *n)
{
    if (!n) {
        (void)sketch_add_many(&s->quantiles, b->ms, (size_t)b->rows);
        return;
    }
    for (int32_t i = 0; i < b->rows; i++)
        (void)sketch_add(&s->quantiles, b->ms[i], n[i]);
}

static void
add_billed(struct summary *s, const struct sample_batch *rows)
{
    int64_t n = 0;
    double sum_ms = 0; /* whole numbers: exact in any order */

    for (size_t i = 0; i < rows->n_rows; i++) {
        if (rows->billed_ms[i] == SAMPLE_NONE)
            continue;
        n += n_at(rows, i);
        sum_ms += (double)n_at(rows, i) * (double)rows->billed_ms[i];
    }
    s->billed_n += n;
    s->billed_sum_ms += sum_ms;
}

static void
add_times(struct summary *s, const int64_t *started_at_ms, size_t n)
{
    int64_t first_ms = INT64_MAX;
    int64_t last_ms = TIME_UNKNOWN; /* before all that are known */

    for (size_t i = 0; i < n; i++) {
        const int64_t ms = started_at_ms[i];

        first_ms = ms != TIME_UNKNOWN && ms < first_ms ? ms : first_ms;
        last_ms = ms > last_ms ? ms : last_ms;
    }
    if (last_ms != TIME_UNKNOWN)
        join_times(s, first_ms, last_ms);
}

static void
add_extras(struct summary *s, const struct sample_batch *rows)
{
    int32_t most_mb = SAMPLE_NONE;

    if (rows->billed_ms)
        add_billed(s, rows);
    for (size_t i = 0; rows->init_ns && i < rows->n_rows; i++) {
        if (rows->init_ns[i] != SAMPLE_NONE)
            add_init(s, rows->init_ns[i], n_at(rows, i));
    }
    for (size_t i = 0; rows->max_memory_mb && i < rows->n_rows; i++)
        most_mb = rows->max_memory_mb[i] > most_mb ? rows->max_memory_mb[i] : most_mb;
    join_memory(s, most_mb);
    if (rows->started_at_ms)
        add_times(s, rows->started_at_ms, rows->n_rows);
}

enum va_code
summary_add_many(struct summary *s, const struct sample_batch *batch)
{
    struct block b;
    enum va_code code = VA_OK;

    if (batch->n_rows == 0)
        return VA_OK;
    code = reserve(s, batch);
    if (code)
        return code;
    for (size_t from = 0; from < batch->n_rows; from += BLOCK) {
        const struct sample_batch part = part_of(batch, from);
        const double total = fill_block(&b, &part);

        add_block(s, &b, total);
        add_quantiles(s, &b, part.n);
        add_extras(s, &part);
    }
    return VA_OK;
}
