/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is kept of many samples at one size: counts, moments, and a quantile sketch. Two
 * summaries merge into the summary of both sets, in any order.
 */
#ifndef VA_CORE_SUMMARY_H
#define VA_CORE_SUMMARY_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "core/sample.h"
#include "core/sketch.h"

struct summary {
    int64_t rows;          /* rows with a duration */
    int64_t n;             /* invocations with a duration (rows weighted by their n) */
    int64_t n_failed;      /* invocations that failed */
    int32_t max_memory_mb; /* most memory any of them used, or SAMPLE_NONE */
    double weight;         /* sum of n, as a double, behind the moments */
    double mean_log;       /* mean of log(duration in ms), weighted by n */
    double m2_log;         /* sum of n x squared deviation of log duration */
    double mean_ms;        /* mean duration, ms */
    double m2_ms;
    int64_t billed_n;     /* invocations whose billed time was reported */
    double billed_sum_ms; /* sum of n x billed_ms; whole below 2^53 */
    int64_t init_n;       /* cold starts whose init time was reported */
    double init_mean_ms;
    double init_m2_ms;
    int64_t first_ms; /* earliest and latest start, or TIME_UNKNOWN */
    int64_t last_ms;
    struct sketch quantiles; /* of duration in ms */
};

void summary_init(struct summary *s);

/* Count one sample (already checked). Returns VA_OK, VA_NOMEM, or VA_OVERFLOW past
 * SKETCH_WEIGHT_MAX invocations; unchanged on failure. */
enum va_code summary_add(struct summary *s, const struct sample *sample);

/* Add all of b to a. Returns VA_OK, VA_NOMEM or VA_OVERFLOW; a is unchanged on failure.
 */
enum va_code summary_merge(struct summary *a, const struct summary *b);

/* Free what the sketch holds; ready for reuse. */
void summary_clear(struct summary *s);

/* Standard deviation of log duration between rows (n - 1); NAN below two rows. */
double summary_sd_log(const struct summary *s);

/*
 * To and from bytes, for the store. Encoding is portable (little endian) and versioned;
 * a decoder accepts only what an encoder can write: anything else is VA_DATA.
 *
 * summary_encode  writes at most SUMMARY_BYTES_MAX bytes to out; returns their number
 * summary_decode  out is initialised by the call and must be cleared by the caller; on
 *                 failure it is empty
 */
enum { SUMMARY_BYTES_MAX = 8192 };
size_t summary_encode(const struct summary *s, unsigned char *out);
enum va_code summary_decode(const unsigned char *bytes, size_t len, struct summary *out);

#endif
