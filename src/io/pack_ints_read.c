/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading sequences of integers from bytes that may be anything. */
#include <string.h>

#include "io/pack_ints.h"
#include "io/pack_ints_form.h"

const unsigned char *
ints_read_bytes(struct ints_reader *r, size_t len)
{
    const unsigned char *at = r->at;

    if (r->bad || len > r->left) {
        r->bad = true;
        return NULL;
    }
    r->at += len;
    r->left -= len;
    return at;
}

unsigned
ints_read_byte(struct ints_reader *r)
{
    const unsigned char *byte = ints_read_bytes(r, 1);

    return byte ? *byte : 0;
}

uint64_t
ints_read_number(struct ints_reader *r)
{
    uint64_t value = 0;

    for (int shift = 0; shift < 63; shift += 7) {
        const unsigned byte = ints_read_byte(r);

        value |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80)
            return value;
    }
    r->bad = true;
    return 0;
}

/* Within twice INTS_LIMIT, as a base or a step may be. */
static int64_t
read_signed(struct ints_reader *r)
{
    const uint64_t zigzag = ints_read_number(r);
    const uint64_t size = zigzag >> 1;

    if (size > (uint64_t)INTS_LIMIT * 2) {
        r->bad = true;
        return 0;
    }
    return zigzag & 1 ? -(int64_t)size - 1 : (int64_t)size;
}

/* width bits from bit `at` on; bytes beyond the end count as 0. */
static uint64_t
get_bits(const unsigned char *bits, size_t len, size_t at, unsigned width)
{
    const size_t byte = at / 8;
    unsigned char tail[8] = { 0 };
    uint64_t value = 0;

    if (len - byte >= 8) {
        value = ints_load64(bits + byte);
    } else {
        memcpy(tail, bits + byte, len - byte);
        value = ints_load64(tail);
    }
    return value >> (at % 8) & ((UINT64_C(1) << width) - 1);
}

/* Bits wider than one load can give from any position come in two parts. */
static uint64_t
get_value(const unsigned char *bits, size_t len, size_t at, unsigned width)
{
    const unsigned low = width > 32 ? 32 : width;
    const uint64_t value = get_bits(bits, len, at, low);

    return width > low ? value | get_bits(bits, len, at + low, width - low) << low
                       : value;
}

static void
read_exceptions(struct ints_reader *r, size_t n, unsigned width, int64_t *values)
{
    const uint64_t count = ints_read_number(r);
    uint64_t at = 0;

    if (count > n)
        r->bad = true;
    memset(values, 0, n * sizeof *values);
    for (uint64_t i = 0; i < count && !r->bad; i++, at++) {
        const uint64_t gap = ints_read_number(r);
        const uint64_t above = ints_read_number(r);

        if (gap >= n - at || above == 0 || above >> (INTS_WIDTH_MAX - width) != 0) {
            r->bad = true;
            return;
        }
        at += gap;
        values[at] = (int64_t)(above << width);
    }
}

static void
read_frame(struct ints_reader *r, size_t n, int64_t *values)
{
    const int64_t base = read_signed(r);
    const unsigned width = ints_read_byte(r);
    const size_t len = (n * width + 7) / 8;
    const unsigned char *bits = NULL;

    if (width > INTS_WIDTH_MAX)
        r->bad = true;
    if (r->bad)
        return;
    read_exceptions(r, n, width, values);
    bits = ints_read_bytes(r, len);
    if (!bits)
        return;
    for (size_t i = 0; i < n; i++) {
        if (width > 0)
            values[i] |= (int64_t)get_value(bits, len, i * width, width);
        values[i] += base;
    }
}

static void
read_steps(struct ints_reader *r, size_t n, int64_t *values)
{
    int64_t value = read_signed(r);

    if (n > 1)
        read_frame(r, n - 1, values + 1);
    if (r->bad)
        return;
    values[0] = value;
    for (size_t i = 1; i < n; i++) {
        value += values[i];
        values[i] = value;
        if (value > INTS_LIMIT || value < -INTS_LIMIT) {
            r->bad = true;
            return;
        }
    }
}

static void
read_choice(struct ints_reader *r, size_t n, int64_t *values)
{
    int64_t choices[INTS_CHOICES_MAX];
    const uint64_t last = ints_read_number(r);

    if (last >= INTS_CHOICES_MAX) {
        r->bad = true;
        return;
    }
    for (uint64_t i = 0; i <= last; i++)
        choices[i] = read_signed(r);
    read_frame(r, n, values);
    for (size_t i = 0; i < n && !r->bad; i++) {
        if (values[i] < 0 || (uint64_t)values[i] > last)
            r->bad = true;
        else
            values[i] = choices[values[i]];
    }
}

static void
multiply(struct ints_reader *r, size_t n, int64_t power, int64_t *values)
{
    const int64_t most = INTS_LIMIT / power;

    for (size_t i = 0; i < n; i++) {
        if (values[i] > most || values[i] < -most) {
            r->bad = true;
            return;
        }
        values[i] *= power;
    }
}

void
ints_read(struct ints_reader *r, size_t n, int64_t *values)
{
    static void (*const readers[INTS_FORM_COUNT])(struct ints_reader *, size_t,
                                                  int64_t *) = {
        [INTS_FRAME] = read_frame,
        [INTS_STEPS] = read_steps,
        [INTS_CHOICE] = read_choice,
    };
    const unsigned tag = ints_read_byte(r);
    const unsigned form = tag & ((1U << INTS_SCALE_SHIFT) - 1);
    const unsigned scale = tag >> INTS_SCALE_SHIFT;

    if (form >= INTS_FORM_COUNT || scale > INTS_SCALE_MAX)
        r->bad = true;
    if (r->bad)
        return;
    readers[form](r, n, values);
    if (!r->bad)
        multiply(r, n, ints_power((int)scale), values);
}
