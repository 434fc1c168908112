/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Exact values as bytes, ascending. Durations in ms have few decimals, so most sketches
 * are whole numbers of 10^-6 to 1: the first number and the steps between them, each in
 * a byte or two. Others are doubles as they are.
 */
#include <math.h>
#include <stdlib.h>

#include "core/sketch_code.h"

/* Value x 1e6 is told exactly below this; a double has 53 bits. */
#define WHOLE_MAX (INT64_C(1) << 50)

enum {
    DIGITS_MAX = 6,
    WEIGHTED = 0x08 /* beside the number of digits: weights follow the values */
};

static const int64_t tens[DIGITS_MAX + 1] = { 1, 10, 100, 1000, 10000, 100000, 1000000 };

/* Exact values as whole numbers of 10^(digits - 6). */
struct decimals {
    int64_t whole[SKETCH_EXACT];
    int32_t digits;
    bool weighted;
};

/* The same double, neither a NaN. */
static bool
same(double a, double b)
{
    return a >= b && a <= b;
}

/* As many trailing zeros as all numbers share; from 0 to DIGITS_MAX. */
static int32_t
shared_digits(const int64_t *whole, int32_t n)
{
    int32_t digits = DIGITS_MAX;

    for (int32_t i = 0; i < n; i++) {
        while (whole[i] % tens[digits] != 0)
            digits--;
    }
    return digits;
}

static bool
to_decimals(const struct sketch_entry *entries, int32_t n, struct decimals *out)
{
    out->weighted = false;
    for (int32_t i = 0; i < n; i++) {
        out->whole[i] = llround(entries[i].value * 1e6);
        out->weighted = out->weighted || entries[i].weight != 1;
        if (out->whole[i] > WHOLE_MAX ||
            !same((double)out->whole[i] / 1e6, entries[i].value))
            return false;
    }
    out->digits = shared_digits(out->whole, n);
    for (int32_t i = 0; i < n; i++)
        out->whole[i] /= tens[out->digits];
    return true;
}

bool
exact_is_decimal(const struct sketch *s)
{
    struct decimals d;

    return to_decimals(s->entries, s->n_entries, &d);
}

static void
encode_weights(const struct sketch_entry *entries, int32_t n, struct pack_writer *w)
{
    for (int32_t i = 0; i < n; i++)
        pack_varint(w, (uint64_t)entries[i].weight);
}

static void
encode_decimals(const struct decimals *d, int32_t n, struct pack_writer *w)
{
    pack_u8(w, KIND_DECIMAL);
    pack_u8(w, (unsigned)d->digits | (d->weighted ? WEIGHTED : 0));
    pack_varint(w, (uint64_t)n);
    for (int32_t i = 0; i < n; i++)
        pack_varint(w, (uint64_t)(d->whole[i] - (i > 0 ? d->whole[i - 1] : 0)));
}

void
exact_encode(const struct sketch *s, struct pack_writer *w)
{
    struct sketch_entry entries[SKETCH_EXACT];
    struct decimals d;
    const int32_t n = sketch_sorted(s, entries);
    const bool decimal = to_decimals(entries, n, &d);

    if (decimal) {
        encode_decimals(&d, n, w);
    } else {
        pack_u8(w, KIND_EXACT);
        pack_varint(w, (uint64_t)n);
        for (int32_t i = 0; i < n; i++)
            pack_f64(w, entries[i].value);
    }
    if (!decimal || d.weighted)
        encode_weights(entries, n, w);
}

static enum va_code
read_count(struct pack_reader *r, struct sketch *s)
{
    const int32_t n = (int32_t)unpack_varint(r, SKETCH_EXACT);

    if (n < 1)
        return VA_DATA;
    s->entries = malloc((size_t)n * sizeof *s->entries);
    if (!s->entries)
        return VA_NOMEM;
    s->n_entries = n;
    s->room = n;
    return VA_OK;
}

/* Values in range and order, weights in order where values are equal. */
static bool
is_sound(const struct sketch *s)
{
    for (int32_t i = 0; i < s->n_entries; i++) {
        const struct sketch_entry *e = &s->entries[i];

        if (!(e->value >= SKETCH_VALUE_MIN && e->value <= SKETCH_VALUE_MAX) ||
            e->weight < 1)
            return false;
        if (i > 0 && e->value < e[-1].value)
            return false;
        if (i > 0 && e->value <= e[-1].value && e->weight < e[-1].weight)
            return false;
    }
    return true;
}

static enum va_code
read_weights(struct pack_reader *r, struct sketch *s, bool weighted)
{
    for (int32_t i = 0; i < s->n_entries; i++) {
        s->entries[i].weight = weighted ? unpack_weight(r, s) : 1;
        s->n += s->entries[i].weight;
    }
    if (r->bad || !is_sound(s))
        return VA_DATA;
    s->min = s->entries[0].value;
    s->max = s->entries[s->n_entries - 1].value;
    return VA_OK;
}

enum va_code
exact_decode(struct pack_reader *r, struct sketch *s)
{
    const enum va_code code = read_count(r, s);

    if (code)
        return code;
    for (int32_t i = 0; i < s->n_entries; i++)
        s->entries[i].value = unpack_f64(r);
    return read_weights(r, s, true);
}

/* The values, and whether no shorter way to write them was left out. */
static bool
read_decimals(struct pack_reader *r, struct sketch *s, int32_t digits)
{
    const int64_t most = WHOLE_MAX / tens[digits];
    int64_t whole = 0;
    bool shortest = digits == DIGITS_MAX;

    for (int32_t i = 0; i < s->n_entries; i++) {
        whole += (int64_t)unpack_varint(r, (uint64_t)(most - whole));
        shortest = shortest || whole % 10 != 0;
        s->entries[i].value = (double)(whole * tens[digits]) / 1e6;
    }
    return shortest && !r->bad;
}

enum va_code
decimal_decode(struct pack_reader *r, struct sketch *s)
{
    const unsigned form = unpack_u8(r);
    const bool weighted = (form & WEIGHTED) != 0;
    const int32_t digits = (int32_t)(form & ~(unsigned)WEIGHTED);
    enum va_code code = digits > DIGITS_MAX ? VA_DATA : read_count(r, s);

    if (!code && !read_decimals(r, s, digits))
        code = VA_DATA;
    if (!code)
        code = read_weights(r, s, weighted);
    if (!code && weighted && s->n == s->n_entries)
        code = VA_DATA; /* all weights 1 are not written */
    return code;
}
