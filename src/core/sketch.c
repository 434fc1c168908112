/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adding to a quantile sketch, merging two, and asking one. */
#include "core/sketch.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Natural log of g = 1.01 / 0.99. */
#define LOG_GAMMA 0.020000666706669543

void
sketch_init(struct sketch *s)
{
    *s = (struct sketch){ 0 };
}

void
sketch_clear(struct sketch *s)
{
    free(s->values);
    free(s->weights);
    free(s->bins);
    sketch_init(s);
}

int32_t
sketch_bin_of(double value)
{
    return (int32_t)ceil(log(value) / LOG_GAMMA);
}

double
sketch_bin_value(int32_t bin)
{
    /* 2 g^i / (g + 1): as far below the bin's upper end as above its lower one */
    return exp((double)bin * LOG_GAMMA) * (1.0 - SKETCH_RELATIVE_ERROR);
}

static void
note_extremes(struct sketch *s, double low, double high)
{
    if (s->n == 0 || low < s->min)
        s->min = low;
    if (s->n == 0 || high > s->max)
        s->max = high;
}

/*
 * The range of bins that holds both [first, last] and what s holds. Past SKETCH_BINS_MAX
 * the lowest bins fold into one: high quantiles matter more, and the result is the same
 * in whatever order values came.
 */
static void
bin_range(const struct sketch *s, int32_t *first, int32_t *last)
{
    if (s->n_bins > 0) {
        const int32_t own_last = s->first_bin + s->n_bins - 1;

        if (s->first_bin < *first)
            *first = s->first_bin;
        if (own_last > *last)
            *last = own_last;
    }
    if (*last - *first >= SKETCH_BINS_MAX)
        *first = *last - SKETCH_BINS_MAX + 1;
}

static void
bin_add(struct sketch *s, int32_t bin, int64_t weight)
{
    const int32_t at = bin < s->first_bin ? 0 : bin - s->first_bin;

    /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): grown bins replaced those freed */
    s->bins[at] += weight;
}

/* Make bins for [first, last] and move s's content there, exact values included. */
static enum va_code
bin_grow(struct sketch *s, int32_t first, int32_t last)
{
    struct sketch grown = *s;

    bin_range(s, &first, &last);
    if (s->n_bins > 0 && first == s->first_bin && last == s->first_bin + s->n_bins - 1)
        return VA_OK;
    grown.first_bin = first;
    grown.n_bins = last - first + 1;
    grown.bins = calloc((size_t)grown.n_bins, sizeof *grown.bins);
    if (!grown.bins)
        return VA_NOMEM;
    for (int32_t i = 0; i < s->n_bins; i++)
        bin_add(&grown, s->first_bin + i, s->bins[i]);
    for (int32_t i = 0; i < s->n_values; i++)
        bin_add(&grown, sketch_bin_of(s->values[i]), s->weights[i]);
    free(s->bins);
    free(s->values);
    free(s->weights);
    grown.values = NULL;
    grown.weights = NULL;
    grown.n_values = 0;
    *s = grown;
    return VA_OK;
}

/* Widen [first, last] to the bins of the exact values. */
static void
exact_range(const struct sketch *s, int32_t *first, int32_t *last)
{
    if (s->n_values > 0) {
        const int32_t own_first = sketch_bin_of(s->min);
        const int32_t own_last = sketch_bin_of(s->max);

        *first = own_first < *first ? own_first : *first;
        *last = own_last > *last ? own_last : *last;
    }
}

/* Make sure of a bin for the value, and of bins for all exact values. */
static enum va_code
bin_reserve(struct sketch *s, double value)
{
    int32_t first = sketch_bin_of(value);
    int32_t last = first;

    exact_range(s, &first, &last);
    return bin_grow(s, first, last);
}

static enum va_code
exact_reserve(struct sketch *s)
{
    double *values = NULL;
    int64_t *weights = NULL;

    if (s->values)
        return VA_OK;
    values = malloc(SKETCH_EXACT * sizeof *values);
    weights = malloc(SKETCH_EXACT * sizeof *weights);
    if (!values || !weights) {
        free(values);
        free(weights);
        return VA_NOMEM;
    }
    s->values = values;
    s->weights = weights;
    return VA_OK;
}

static void
exact_add(struct sketch *s, double value, int64_t weight)
{
    s->values[s->n_values] = value;
    s->weights[s->n_values] = weight;
    s->n_values++;
}

enum va_code
sketch_add(struct sketch *s, double value, int64_t weight)
{
    const bool exact = s->n_bins == 0 && s->n_values < SKETCH_EXACT;
    enum va_code code = VA_OK;

    if (!(value >= SKETCH_VALUE_MIN && value <= SKETCH_VALUE_MAX) || weight < 1)
        return VA_DOMAIN;
    if (weight > SKETCH_WEIGHT_MAX - s->n)
        return VA_OVERFLOW;
    code = exact ? exact_reserve(s) : bin_reserve(s, value);
    if (code)
        return code;
    if (exact)
        exact_add(s, value, weight);
    else
        bin_add(s, sketch_bin_of(value), weight);
    note_extremes(s, value, value);
    s->n += weight;
    return VA_OK;
}

static enum va_code
merge_exact(struct sketch *a, const struct sketch *b)
{
    const enum va_code code = exact_reserve(a);

    if (code)
        return code;
    for (int32_t i = 0; i < b->n_values; i++)
        exact_add(a, b->values[i], b->weights[i]);
    return VA_OK;
}

static enum va_code
merge_bins(struct sketch *a, const struct sketch *b)
{
    enum va_code code = VA_OK;
    int32_t first = 0;
    int32_t last = 0;

    if (b->n_bins > 0) {
        first = b->first_bin;
        last = b->first_bin + b->n_bins - 1;
    } else {
        first = sketch_bin_of(b->min);
        last = sketch_bin_of(b->max);
    }
    exact_range(a, &first, &last);
    code = bin_grow(a, first, last);
    if (code)
        return code;
    for (int32_t i = 0; i < b->n_bins; i++)
        bin_add(a, b->first_bin + i, b->bins[i]);
    for (int32_t i = 0; i < b->n_values; i++)
        bin_add(a, sketch_bin_of(b->values[i]), b->weights[i]);
    return VA_OK;
}

enum va_code
sketch_merge(struct sketch *a, const struct sketch *b)
{
    const bool exact =
        a->n_bins == 0 && b->n_bins == 0 && a->n_values + b->n_values <= SKETCH_EXACT;
    enum va_code code = VA_OK;

    if (b->n == 0)
        return VA_OK;
    if (b->n > SKETCH_WEIGHT_MAX - a->n)
        return VA_OVERFLOW;
    code = exact ? merge_exact(a, b) : merge_bins(a, b);
    if (code)
        return code;
    note_extremes(a, b->min, b->max);
    a->n += b->n;
    return VA_OK;
}

static int
entry_order(const void *left, const void *right)
{
    const struct sketch_entry *a = left;
    const struct sketch_entry *b = right;

    if (a->value < b->value)
        return -1;
    if (a->value > b->value)
        return 1;
    return (a->weight > b->weight) - (a->weight < b->weight);
}

int32_t
sketch_sorted(const struct sketch *s, struct sketch_entry out[SKETCH_EXACT])
{
    for (int32_t i = 0; i < s->n_values; i++)
        out[i] = (struct sketch_entry){ s->values[i], s->weights[i] };
    if (s->n_values > 1)
        qsort(out, (size_t)s->n_values, sizeof out[0], entry_order);
    return s->n_values;
}

static double
exact_at(const struct sketch_entry *entries, int32_t n, int64_t rank)
{
    for (int32_t i = 0; i < n; i++) {
        if (rank < entries[i].weight)
            return entries[i].value;
        rank -= entries[i].weight;
    }
    return entries[n - 1].value;
}

static double
binned_at(const struct sketch *s, int64_t rank)
{
    double value = s->max;

    for (int32_t i = 0; i < s->n_bins; i++) {
        if (rank < s->bins[i]) {
            value = sketch_bin_value(s->first_bin + i);
            break;
        }
        rank -= s->bins[i];
    }
    return fmin(fmax(value, s->min), s->max);
}

double
sketch_quantile(const struct sketch *s, double q)
{
    struct sketch_entry entries[SKETCH_EXACT];
    const double position = fmin(fmax(q, 0.0), 1.0) * (double)(s->n - 1);
    const int64_t rank = (int64_t)position;
    const double part = position - (double)rank;
    int32_t n = 0;
    double low = 0;

    if (s->n == 0 || isnan(q))
        return NAN;
    if (s->n_bins > 0)
        return binned_at(s, rank);
    n = sketch_sorted(s, entries);
    low = exact_at(entries, n, rank);
    return low + part * (exact_at(entries, n, rank + 1) - low);
}

void
sketch_points(const struct sketch *s, int32_t n, double *out)
{
    struct sketch_entry entries[SKETCH_EXACT];
    const int32_t n_entries = sketch_sorted(s, entries);

    for (int32_t i = 0; i < n; i++) {
        const double position = ((double)i + 0.5) / (double)n * (double)s->n;
        const int64_t rank = (int64_t)position;

        out[i] = s->n_bins > 0 ? binned_at(s, rank) : exact_at(entries, n_entries, rank);
    }
}
