/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A quantile sketch as bytes: a kind, then for exact values the sorted values and their
 * weights, for bins their counts with runs of empty bins shortened (0, run - 1). One
 * sketch has one encoding, whatever order it was filled in.
 */
#include "core/sketch.h"

#include <stdbool.h>
#include <stdlib.h>

#include "core/bytes.h"

enum { KIND_EMPTY = 0x10, KIND_EXACT = 0x11, KIND_BINNED = 0x12 };

/* Bin numbers of the whole value range lie within these. */
enum { BIN_LOW = -480, BIN_HIGH = 1160 };

static void
encode_exact(const struct sketch *s, struct pack_writer *w)
{
    struct sketch_entry entries[SKETCH_EXACT];

    sketch_sorted(s, entries);
    pack_u8(w, KIND_EXACT);
    pack_varint(w, (uint64_t)s->n_values);
    for (int32_t i = 0; i < s->n_values; i++)
        pack_f64(w, entries[i].value);
    for (int32_t i = 0; i < s->n_values; i++)
        pack_varint(w, (uint64_t)entries[i].weight);
}

static void
encode_binned(const struct sketch *s, struct pack_writer *w)
{
    pack_u8(w, KIND_BINNED);
    pack_f64(w, s->min);
    pack_f64(w, s->max);
    pack_varint(w, (uint64_t)(s->first_bin - BIN_LOW));
    pack_varint(w, (uint64_t)s->n_bins);
    for (int32_t i = 0; i < s->n_bins; i++) {
        uint64_t more = 0; /* empty bins that follow; the last bin never is empty */

        pack_varint(w, (uint64_t)s->bins[i]);
        if (s->bins[i] != 0)
            continue;
        for (; s->bins[i + 1] == 0; i++)
            more++;
        pack_varint(w, more);
    }
}

size_t
sketch_encode(const struct sketch *s, unsigned char *out, size_t max)
{
    struct pack_writer w = { .out = out, .max = max };

    if (s->n_bins > 0)
        encode_binned(s, &w);
    else if (s->n_values > 0)
        encode_exact(s, &w);
    else
        pack_u8(&w, KIND_EMPTY);
    return w.bad ? 0 : w.len;
}

static int64_t
decode_weight(struct pack_reader *r, int64_t left)
{
    return (int64_t)unpack_varint(r, (uint64_t)left);
}

/* Values in range and order, weights in order where values are equal. */
static bool
exact_is_sound(const struct sketch *s)
{
    for (int32_t i = 0; i < s->n_values; i++) {
        const double value = s->values[i];

        if (!(value >= SKETCH_VALUE_MIN && value <= SKETCH_VALUE_MAX) ||
            s->weights[i] < 1)
            return false;
        if (i > 0 && value < s->values[i - 1])
            return false;
        if (i > 0 && value <= s->values[i - 1] && s->weights[i] < s->weights[i - 1])
            return false;
    }
    return s->n_values > 0;
}

static enum va_code
decode_exact(struct pack_reader *r, struct sketch *s)
{
    s->n_values = (int32_t)unpack_varint(r, SKETCH_EXACT);
    s->values = malloc(SKETCH_EXACT * sizeof *s->values);
    s->weights = malloc(SKETCH_EXACT * sizeof *s->weights);
    if (!s->values || !s->weights)
        return VA_NOMEM;
    for (int32_t i = 0; i < s->n_values; i++)
        s->values[i] = unpack_f64(r);
    for (int32_t i = 0; i < s->n_values; i++) {
        s->weights[i] = decode_weight(r, SKETCH_WEIGHT_MAX - s->n);
        s->n += s->weights[i];
    }
    if (r->bad || !exact_is_sound(s))
        return VA_DATA;
    s->min = s->values[0];
    s->max = s->values[s->n_values - 1];
    return VA_OK;
}

static enum va_code
decode_counts(struct pack_reader *r, struct sketch *s)
{
    bool after_run = false;

    for (int32_t i = 0; i < s->n_bins; i++) {
        const int64_t count = decode_weight(r, SKETCH_WEIGHT_MAX - s->n);

        if (count == 0 && after_run)
            return VA_DATA;
        s->bins[i] = count;
        s->n += count;
        after_run = count == 0;
        if (after_run)
            i += (int32_t)unpack_varint(r, SKETCH_BINS_MAX);
        if (r->bad)
            return VA_DATA;
    }
    return VA_OK;
}

/* What holds for every sketch that values were added to. */
static bool
binned_is_sound(const struct sketch *s)
{
    const int32_t last_bin = s->first_bin + s->n_bins - 1;
    int32_t low = 0;

    if (!(s->min >= SKETCH_VALUE_MIN && s->min <= s->max && s->max <= SKETCH_VALUE_MAX))
        return false;
    low = sketch_bin_of(s->min);
    return s->n > SKETCH_EXACT && s->bins[0] > 0 && s->bins[s->n_bins - 1] > 0 &&
           sketch_bin_of(s->max) == last_bin &&
           (low == s->first_bin || (low < s->first_bin && s->n_bins == SKETCH_BINS_MAX));
}

static enum va_code
decode_binned(struct pack_reader *r, struct sketch *s)
{
    enum va_code code = VA_OK;

    s->min = unpack_f64(r);
    s->max = unpack_f64(r);
    s->first_bin = (int32_t)unpack_varint(r, BIN_HIGH - BIN_LOW) + BIN_LOW;
    s->n_bins = (int32_t)unpack_varint(r, SKETCH_BINS_MAX);
    if (r->bad || s->n_bins < 1 || s->first_bin + s->n_bins - 1 > BIN_HIGH)
        return VA_DATA;
    s->bins = calloc((size_t)s->n_bins, sizeof *s->bins);
    if (!s->bins)
        return VA_NOMEM;
    code = decode_counts(r, s);
    if (!code && !binned_is_sound(s))
        code = VA_DATA;
    return code;
}

enum va_code
sketch_decode(const unsigned char *bytes, size_t len, struct sketch *out)
{
    struct pack_reader r = { .in = bytes, .len = len };
    enum va_code code = VA_OK;
    const unsigned kind = unpack_u8(&r);

    sketch_init(out);
    if (kind == KIND_EXACT)
        code = decode_exact(&r, out);
    else if (kind == KIND_BINNED)
        code = decode_binned(&r, out);
    else if (kind != KIND_EMPTY)
        code = VA_DATA;
    if (!code && (r.bad || r.pos != len))
        code = VA_DATA;
    if (code)
        sketch_clear(out);
    return code;
}
