/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A mergeable quantile sketch of positive numbers. Up to SKETCH_EXACT values are kept as
 * they are, so quantiles of small samples are exact; beyond that, counts in logarithmic
 * bins give every quantile with a relative error of at most 1 %.
 * Source: Masson, Rim, Lee, "DDSketch", VLDB 2019, section 2.
 */
#ifndef VA_CORE_SKETCH_H
#define VA_CORE_SKETCH_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum { SKETCH_EXACT = 128, SKETCH_BINS_MAX = 1400 };

#define SKETCH_RELATIVE_ERROR 0.01
#define SKETCH_VALUE_MIN 1e-4
#define SKETCH_VALUE_MAX 1e10
#define SKETCH_WEIGHT_MAX (INT64_C(1) << 44) /* keeps the encoding in its bounds */

struct sketch {
    int64_t n;        /* total weight */
    double min, max;  /* of what was added; 0 when empty */
    double *values;   /* exact part: values and their weights, unordered */
    int64_t *weights; /* NULL unless exact */
    int32_t n_values; /* <= SKETCH_EXACT; 0 once binned */
    int32_t
        first_bin;  /* index of bins[0]: bin i covers (g^(i-1), g^i], g = 1.01 / 0.99 */
    int32_t n_bins; /* <= SKETCH_BINS_MAX; 0 while exact */
    int64_t *bins;
};

void sketch_init(struct sketch *s);
void sketch_clear(struct sketch *s);

/* Add a value weight times. value in 1e-4 .. 1e10, weight >= 1. VA_OK, VA_DOMAIN,
 * VA_NOMEM, or VA_OVERFLOW past SKETCH_WEIGHT_MAX in all; unchanged on failure. */
enum va_code sketch_add(struct sketch *s, double value, int64_t weight);

/* Add all of b to a; a is unchanged on failure (VA_NOMEM, VA_OVERFLOW). */
enum va_code sketch_merge(struct sketch *a, const struct sketch *b);

/* The q-quantile, 0 <= q <= 1: exact part by linear interpolation between order
 * statistics (weights repeat a value), else the bin's value. NAN when empty. */
double sketch_quantile(const struct sketch *s, double q);

/*
 * The distribution as n values of equal weight, ascending: the quantiles (i + 1/2) / n
 * without interpolation, so n unweighted exact values come back as they are.
 *
 * s    not empty
 * n    >= 1
 * out  n values
 */
void sketch_points(const struct sketch *s, int32_t n, double *out);

/* The exact values in ascending order (equal ones by weight); returns their number, 0
 * once binned. */
struct sketch_entry {
    double value;
    int64_t weight;
};
int32_t sketch_sorted(const struct sketch *s, struct sketch_entry out[SKETCH_EXACT]);

/* The bin that holds a value, and the value that stands for a bin. */
int32_t sketch_bin_of(double value);
double sketch_bin_value(int32_t bin);

/* Bytes for the store, portable and versioned; see summary.h. At most 4096 bytes while
 * all values lie within a factor of e^12 and counts are below 2^28. */
size_t sketch_encode(const struct sketch *s, unsigned char *out, size_t max);
enum va_code sketch_decode(const unsigned char *bytes, size_t len, struct sketch *out);

#endif
