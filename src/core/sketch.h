/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A mergeable quantile sketch of positive numbers. Up to SKETCH_EXACT values are kept as
 * they are, so quantiles of small samples are exact; beyond that, counts in bins, 64 to
 * an octave, give every quantile with a relative error of at most 1 %.
 *
 * The bin of a double is its exponent with the top six bits of its mantissa: a shift of
 * its bits. A bin is at most 1/64 wide, so a number near its middle is within 0.8 % of
 * all it holds. Source: Masson, Rim, Lee, "DDSketch", VLDB 2019, sections 2 and 2.1, with
 * the logarithm interpolated linearly between powers of two.
 *
 * In memory a sketch takes 16 bytes an exact value, then 512 bytes for each octave its
 * values span (24 KiB for the whole range from 1e-4 to 1e10); encoded, never more than
 * 4 KiB.
 */
#ifndef VA_CORE_SKETCH_H
#define VA_CORE_SKETCH_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum {
    SKETCH_EXACT = 128,
    SKETCH_OCTAVE = 64,                   /* bins from a power of two to the next */
    SKETCH_BINS_MAX = 48 * SKETCH_OCTAVE, /* from 2^-14 to 2^34 */
    SKETCH_BYTES_MAX = 4096
};

#define SKETCH_RELATIVE_ERROR 0.01
#define SKETCH_VALUE_MIN 1e-4
#define SKETCH_VALUE_MAX 1e10
#define SKETCH_WEIGHT_MAX (INT64_C(1) << 44)

/* An exact value and how often it counts. */
struct sketch_entry {
    double value;
    int64_t weight;
};

struct sketch {
    int64_t n;                    /* total weight */
    double min, max;              /* of what was added; 0 when empty */
    struct sketch_entry *entries; /* the exact part, unordered; NULL once binned */
    int32_t n_entries;            /* <= SKETCH_EXACT */
    int32_t room;                 /* entries there is memory for */
    int32_t first_bin;            /* number of bins[0], a multiple of SKETCH_OCTAVE */
    int32_t n_bins;               /* a multiple of SKETCH_OCTAVE; 0 while exact */
    int64_t *bins;
};

void sketch_init(struct sketch *s);
void sketch_clear(struct sketch *s);

/* Add a value weight times. value in 1e-4 .. 1e10, weight >= 1. VA_OK, VA_DOMAIN,
 * VA_NOMEM, or VA_OVERFLOW past SKETCH_WEIGHT_MAX in all; unchanged on failure. */
enum va_code sketch_add(struct sketch *s, double value, int64_t weight);

/* Add n values, once each, all or none of them: as n calls of sketch_add would. */
enum va_code sketch_add_many(struct sketch *s, const double *values, size_t n);

/* Add all of b to a; a is unchanged on failure (VA_NOMEM, VA_OVERFLOW). */
enum va_code sketch_merge(struct sketch *a, const struct sketch *b);

/*
 * Memory for n_rows more values from low to high, to be added next: that then cannot
 * fail for want of it. VA_OK or VA_NOMEM; nothing is counted yet.
 */
enum va_code sketch_reserve(struct sketch *s, int64_t n_rows, double low, double high);

/* The q-quantile, 0 <= q <= 1: exact part by linear interpolation between order
 * statistics (weights repeat a value), else from the bin, within 1 % of the value of
 * that rank. NAN when empty. */
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
int32_t sketch_sorted(const struct sketch *s, struct sketch_entry out[SKETCH_EXACT]);

/* The bin that holds a value from 1e-4 to 1e10, 0 to SKETCH_BINS_MAX - 1, and the least
 * value of a bin. */
int32_t sketch_bin_of(double value);
double sketch_bin_low(int32_t bin);

/*
 * Bytes for the store, portable; see summary.h. One sketch has one encoding, whatever
 * order it was filled in. Where it would take more than SKETCH_BYTES_MAX, the lowest
 * bins fold into one: that takes more than 1e8 values spread evenly over 9 decades, and
 * spares the high quantiles.
 *
 * sketch_encode    writes at most max bytes to out; returns their number, 0 when they do
 *                  not fit
 * sketch_decode    accepts only what sketch_encode writes; else VA_DATA, or VA_NOMEM.
 *                  out is initialised by the call, empty on failure
 * sketch_decode_1  reads the first version of the encoding, whose bins were 2 % wide:
 *                  each moves to where its middle lies, so that quantiles of what was
 *                  binned then are right to 2.1 %; exact values stay exact
 */
size_t sketch_encode(const struct sketch *s, unsigned char *out, size_t max);
enum va_code sketch_decode(const unsigned char *bytes, size_t len, struct sketch *out);
enum va_code sketch_decode_1(const unsigned char *bytes, size_t len, struct sketch *out);

#endif
