/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is kept of many samples at one size: counts, moments, and a quantile sketch. Two
 * summaries merge into the summary of both sets, in any order: counts, extremes and
 * quantiles exactly, moments to rounding.
 */
#ifndef VA_CORE_SUMMARY_H
#define VA_CORE_SUMMARY_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "core/sample.h"
#include "core/sketch.h"

/*
 * How log duration goes with time, over the rows that have both; means are weighted by
 * n, squares and product are sums of n x deviations. Nothing is clipped: what one wild
 * row does to the slope, it does to the standard error as well.
 */
struct summary_moves {
    int64_t rows;
    int64_t n;
    double mean_day; /* start, days since 1970 */
    double m2_day;
    double mean_log; /* log(duration in ms) */
    double m2_log;
    double product; /* of both deviations */
};

struct summary {
    int64_t rows;          /* rows with a duration */
    int64_t n;             /* invocations with a duration (rows weighted by their n) */
    int64_t n_failed;      /* invocations that failed, those that timed out included */
    int32_t max_memory_mb; /* most memory any of them used, or SAMPLE_NONE */
    double weight;         /* sum of n, as a double, behind the moments */
    double mean_log;       /* mean of log(duration in ms), weighted by n */
    double m2_log;         /* sum of n x squared deviation of log duration */
    double mean_ms;        /* mean duration, ms */
    double m2_ms;
    int64_t billed_n;     /* invocations whose billed time was reported */
    double billed_sum_ms; /* sum of n x billed_ms; whole below 2^53 */
    int64_t init_n;       /* cold starts whose init time was reported */
    int64_t init_log_n;   /* those of them behind the log moments: all but old ones */
    double init_mean_ms;
    double init_m2_ms;
    double init_mean_log; /* of log(init time in ms), at least 1e-4 ms */
    double init_m2_log;
    int64_t censored_n; /* invocations that timed out: they would have taken longer */
    double censored_mean_log; /* mean log of the durations they were stopped at, ms */
    double censored_max_ms;   /* the longest of these */
    int64_t first_ms;         /* earliest and latest start, or TIME_UNKNOWN */
    int64_t last_ms;
    struct summary_moves moves;
    struct sketch quantiles; /* of duration in ms */
};

void summary_init(struct summary *s);

/* Count one sample (already checked). Returns VA_OK, VA_NOMEM, or VA_OVERFLOW past
 * SKETCH_WEIGHT_MAX invocations; unchanged on failure. */
enum va_code summary_add(struct summary *s, const struct sample *sample);

/*
 * Rows of one group that did not fail, by column, each value checked as in a struct
 * sample of the same field names. A column that is NULL is absent in all rows, n is then
 * 1; SAMPLE_NONE and TIME_UNKNOWN mark what is absent in one.
 */
struct sample_batch {
    size_t n_rows;
    const int64_t *duration_ns; /* never NULL or SAMPLE_NONE */
    const int32_t *n;
    const int64_t *billed_ms;
    const int64_t *init_ns;
    const int32_t *max_memory_mb;
    const int64_t *started_at_ms;
};

/* Count all rows of a batch or, on failure, none: as summary_add on each would, but for
 * rounding, and faster. Rows that failed go through summary_add. Returns as that. */
enum va_code summary_add_many(struct summary *s, const struct sample_batch *batch);

/* Add all of b to a. Returns VA_OK, VA_NOMEM or VA_OVERFLOW; a is unchanged on failure.
 */
enum va_code summary_merge(struct summary *a, const struct summary *b);

/* Free what the sketch holds; ready for reuse. */
void summary_clear(struct summary *s);

/* Standard deviation of log duration between rows (n - 1); NAN below two rows. */
double summary_sd_log(const struct summary *s);

/* Standard deviation of the log of init times (n - 1); NAN below two of them. */
double summary_init_sd_log(const struct summary *s);

/* A straight line through log duration by time. */
struct summary_drift {
    double slope_per_day; /* change of log duration: 0.01 is 1 % longer each day */
    double error_per_day; /* its standard error, were rows independent */
    double span_days;     /* from the first start to the last, failures included */
    int64_t rows;         /* rows that it rests on */
};

/*
 * Whether durations drift: weighted least squares of log duration on time.
 *
 * Returns VA_OK, or VA_DATA when fewer than three rows have a time or all have the same
 * one. Source: Draper and Smith, "Applied Regression Analysis", chapter 1.
 */
enum va_code summary_drift(const struct summary *s, struct summary_drift *out);

/*
 * To and from bytes, for the store. Encoding is portable (little endian) and versioned;
 * a decoder accepts only what an encoder can write: anything else is VA_DATA. Summaries
 * of the first version lack log moments of init, moves and timeouts: these come out
 * empty. What it says of their sketch is at sketch_decode_1.
 *
 * summary_encode  writes at most SUMMARY_BYTES_MAX bytes to out; returns their number
 * summary_decode  out is initialised by the call and must be cleared by the caller; on
 *                 failure it is empty
 */
enum { SUMMARY_BYTES_MAX = 8192 };
size_t summary_encode(const struct summary *s, unsigned char *out);
enum va_code summary_decode(const unsigned char *bytes, size_t len, struct summary *out);

#endif
