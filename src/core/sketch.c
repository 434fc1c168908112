/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adding to a quantile sketch, and merging two. */
#include "core/sketch.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Bits of a double below its bin, and the bits of 2^-14, where the bins begin. */
enum { BIN_SHIFT = 52 - 6, BIN_BIAS = (1023 - 14) * SKETCH_OCTAVE };

enum { ROOM_FIRST = 8 };

static uint64_t
bits_of(double value)
{
    uint64_t bits = 0;

    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static int32_t
bin_of_bits(uint64_t bits)
{
    return (int32_t)(bits >> BIN_SHIFT) - BIN_BIAS;
}

int32_t
sketch_bin_of(double value)
{
    return bin_of_bits(bits_of(value));
}

double
sketch_bin_low(int32_t bin)
{
    const uint64_t bits = (uint64_t)(bin + BIN_BIAS) << BIN_SHIFT;
    double value = 0;

    memcpy(&value, &bits, sizeof value);
    return value;
}

void
sketch_init(struct sketch *s)
{
    *s = (struct sketch){ 0 };
}

void
sketch_clear(struct sketch *s)
{
    free(s->entries);
    free(s->bins);
    sketch_init(s);
}

static void
note_extremes(struct sketch *s, double low, double high)
{
    if (s->n == 0 || low < s->min)
        s->min = low;
    if (s->n == 0 || high > s->max)
        s->max = high;
}

/* Room for n more exact values. */
static enum va_code
exact_reserve(struct sketch *s, int32_t n)
{
    int32_t room = s->room > 0 ? s->room : ROOM_FIRST;
    struct sketch_entry *grown = NULL;

    while (room < s->n_entries + n)
        room *= 2;
    if (room == s->room)
        return VA_OK;
    grown = realloc(s->entries, (size_t)room * sizeof *grown);
    if (!grown)
        return VA_NOMEM;
    s->entries = grown;
    s->room = room;
    return VA_OK;
}

/* Count a value that there is room for. */
static void
put(struct sketch *s, double value, int64_t weight)
{
    /* NOLINTBEGIN(clang-analyzer-core.NullDereference): room was made before */
    if (s->n_bins > 0)
        s->bins[sketch_bin_of(value) - s->first_bin] += weight;
    else
        s->entries[s->n_entries++] = (struct sketch_entry){ value, weight };
    /* NOLINTEND(clang-analyzer-core.NullDereference) */
}

/* Give up the exact values for their bins, which there is memory for. */
static void
exact_to_bins(struct sketch *s)
{
    for (int32_t i = 0; i < s->n_entries; i++)
        put(s, s->entries[i].value, s->entries[i].weight);
    free(s->entries);
    s->entries = NULL;
    s->n_entries = 0;
    s->room = 0;
}

/* Bins for values from low to high beside those there are, in whole octaves. */
static enum va_code
bin_reserve(struct sketch *s, double low, double high)
{
    int32_t first = sketch_bin_of(low) / SKETCH_OCTAVE * SKETCH_OCTAVE;
    int32_t end = (sketch_bin_of(high) / SKETCH_OCTAVE + 1) * SKETCH_OCTAVE;
    int64_t *grown = NULL;

    if (s->n_bins > 0) {
        first = s->first_bin < first ? s->first_bin : first;
        end = s->first_bin + s->n_bins > end ? s->first_bin + s->n_bins : end;
        if (end - first == s->n_bins)
            return VA_OK;
    }
    grown = calloc((size_t)(end - first), sizeof *grown);
    if (!grown)
        return VA_NOMEM;
    if (s->n_bins > 0)
        memcpy(grown + (s->first_bin - first), s->bins,
               (size_t)s->n_bins * sizeof *grown);
    free(s->bins);
    s->bins = grown;
    s->first_bin = first;
    s->n_bins = end - first;
    return VA_OK;
}

enum va_code
sketch_reserve(struct sketch *s, int64_t n_rows, double low, double high)
{
    enum va_code code = VA_OK;

    if (s->n_bins == 0 && n_rows <= SKETCH_EXACT - s->n_entries)
        return exact_reserve(s, (int32_t)n_rows);
    if (s->n_entries > 0) {
        low = s->min < low ? s->min : low;
        high = s->max > high ? s->max : high;
    }
    code = bin_reserve(s, low, high);
    if (!code && s->n_entries > 0)
        exact_to_bins(s);
    return code;
}

/* Is the value in a bin that there is? False while values are exact. */
static bool
has_bin(const struct sketch *s, double value)
{
    return (uint32_t)(sketch_bin_of(value) - s->first_bin) < (uint32_t)s->n_bins;
}

enum va_code
sketch_add(struct sketch *s, double value, int64_t weight)
{
    enum va_code code = VA_OK;

    if (!(value >= SKETCH_VALUE_MIN && value <= SKETCH_VALUE_MAX) || weight < 1)
        return VA_DOMAIN;
    if (weight > SKETCH_WEIGHT_MAX - s->n)
        return VA_OVERFLOW;
    if (!has_bin(s, value))
        code = sketch_reserve(s, 1, value, value);
    if (code)
        return code;
    put(s, value, weight);
    note_extremes(s, value, value);
    s->n += weight;
    return VA_OK;
}

/*
 * The least and the greatest of n >= 1 values; false when one is out of range. The bits
 * of positive doubles are in the order of their values, those of negative ones and of
 * NaN above all in range.
 */
static bool
find_extremes(const double *values, size_t n, double *low, double *high)
{
    uint64_t least = bits_of(values[0]);
    uint64_t most = least;

    for (size_t i = 1; i < n; i++) {
        const uint64_t bits = bits_of(values[i]);

        least = bits < least ? bits : least;
        most = bits > most ? bits : most;
    }
    memcpy(low, &least, sizeof *low);
    memcpy(high, &most, sizeof *high);
    return least >= bits_of(SKETCH_VALUE_MIN) && most <= bits_of(SKETCH_VALUE_MAX);
}

enum va_code
sketch_add_many(struct sketch *s, const double *values, size_t n)
{
    enum va_code code = VA_OK;
    double low = 0;
    double high = 0;

    if (n == 0)
        return VA_OK;
    if (!find_extremes(values, n, &low, &high))
        return VA_DOMAIN;
    if (n > (uint64_t)(SKETCH_WEIGHT_MAX - s->n))
        return VA_OVERFLOW;
    code = sketch_reserve(s, (int64_t)n, low, high);
    if (code)
        return code;
    for (size_t i = 0; i < n; i++)
        put(s, values[i], 1);
    note_extremes(s, low, high);
    s->n += (int64_t)n;
    return VA_OK;
}

/* Room in a for what b holds: as it is, or in all the bins that b has. */
static enum va_code
merge_reserve(struct sketch *a, const struct sketch *b)
{
    if (b->n_bins == 0)
        return sketch_reserve(a, b->n_entries, b->min, b->max);
    return sketch_reserve(a, SKETCH_EXACT + 1, sketch_bin_low(b->first_bin),
                          sketch_bin_low(b->first_bin + b->n_bins - 1));
}

enum va_code
sketch_merge(struct sketch *a, const struct sketch *b)
{
    enum va_code code = VA_OK;

    if (b->n == 0)
        return VA_OK;
    if (b->n > SKETCH_WEIGHT_MAX - a->n)
        return VA_OVERFLOW;
    code = merge_reserve(a, b);
    if (code)
        return code;
    for (int32_t i = 0; i < b->n_bins; i++)
        a->bins[b->first_bin - a->first_bin + i] += b->bins[i];
    for (int32_t i = 0; i < b->n_entries; i++)
        put(a, b->entries[i].value, b->entries[i].weight);
    note_extremes(a, b->min, b->max);
    a->n += b->n;
    return VA_OK;
}
