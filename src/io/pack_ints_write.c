/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing sequences of integers: the cheapest of three forms, measured before. */
#include <assert.h>
#include <string.h>

#include "io/pack_ints.h"
#include "io/pack_ints_form.h"

/* What a frame will be, and what it costs. */
struct frame {
    int64_t base;
    unsigned width;
    size_t exceptions;
    size_t bytes; /* nearly: exceptions are estimated */
};

/* The distinct values of a sequence, in order of appearance. */
struct choice {
    int64_t values[INTS_CHOICES_MAX];
    size_t n;
    size_t bytes;
    struct frame indexes;
};

enum {
    SLOTS = 256,
    WIDTHS = 65,
    EXCEPTION_BYTES = 2,
    MANY = 1024, /* values, of which every STRIDE-th tells enough */
    STRIDE = 8
};

void
ints_write_number(uint64_t value, struct buf *out)
{
    char bytes[10];
    size_t n = 0;

    while (value >= 0x80) {
        bytes[n++] = (char)(unsigned char)((value & 0x7f) | 0x80);
        value >>= 7;
    }
    bytes[n++] = (char)(unsigned char)value;
    buf_add(out, bytes, n);
}

static void
write_signed(int64_t value, struct buf *out)
{
    const uint64_t twice = (uint64_t)value << 1;

    ints_write_number(value < 0 ? ~twice : twice, out);
}

static unsigned
bit_width(uint64_t value)
{
    return value ? 64U - (unsigned)__builtin_clzll(value) : 0;
}

static size_t
number_bytes(uint64_t value)
{
    return (bit_width(value | 1) + 6) / 7;
}

static size_t
count_above(const int64_t *values, size_t n, const struct frame *f)
{
    size_t above = 0;

    for (size_t i = 0; i < n; i++)
        above += (uint64_t)(values[i] - f->base) >> f->width != 0;
    return above;
}

/* How many of the values need so many bits above the base; many values by a share of
 * them. */
static void
count_widths(const int64_t *values, size_t n, int64_t base, size_t of_width[WIDTHS])
{
    const size_t stride = n >= MANY ? STRIDE : 1;

    for (size_t i = 0; i < n; i += stride)
        of_width[bit_width((uint64_t)(values[i] - base))] += stride;
}

static inline int64_t
least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static inline int64_t
greatest(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* The least and the greatest value; of every other value apart, so that a comparison does
 * not wait for the one before it. */
static void
find_range(const int64_t *values, size_t n, int64_t *out_low, int64_t *out_high)
{
    int64_t low = values[0];
    int64_t high = low;
    int64_t other_low = values[n - 1];
    int64_t other_high = other_low;

    for (size_t i = 1; i < n; i += 2) {
        low = least(low, values[i]);
        high = greatest(high, values[i]);
        other_low = least(other_low, values[i - 1]);
        other_high = greatest(other_high, values[i - 1]);
    }
    *out_low = least(low, other_low);
    *out_high = greatest(high, other_high);
}

/*
 * The width that makes a frame of the values smallest, or nearly, when those that need
 * more bits are written as exceptions.
 */
static struct frame
plan_frame(const int64_t *values, size_t n)
{
    size_t of_width[WIDTHS] = { 0 };
    struct frame best = { .exceptions = 0 };
    int64_t high = 0;
    size_t above = 0;
    unsigned top = 0;

    find_range(values, n, &best.base, &high);
    top = bit_width((uint64_t)(high - best.base));
    if (top > 0)
        count_widths(values, n, best.base, of_width);
    best.width = top;
    best.bytes = (n * top + 7) / 8;
    for (unsigned width = top; width-- > 0;) {
        size_t bytes = 0;

        above += of_width[width + 1];
        bytes = (n * width + 7) / 8 + above * (EXCEPTION_BYTES + (top - width) / 7);
        if (bytes < best.bytes) {
            best.bytes = bytes;
            best.width = width;
        }
    }
    if (best.width < top)
        best.exceptions = count_above(values, n, &best);
    best.bytes +=
        3 + number_bytes((uint64_t)(best.base < 0 ? -best.base : best.base) * 2);
    return best;
}

/* Bits above the width, with the distance to the exception before. */
static void
write_exceptions(const int64_t *values, size_t n, const struct frame *f, struct buf *out)
{
    size_t next = 0;

    if (f->exceptions == 0)
        return;
    for (size_t i = 0; i < n; i++) {
        const uint64_t above = (uint64_t)(values[i] - f->base) >> f->width;

        if (above == 0)
            continue;
        ints_write_number(i - next, out);
        ints_write_number(above, out);
        next = i + 1;
    }
}

/* Put the low bits of each value one after the other, lowest bit first. */
static size_t
put_bits(const int64_t *values, size_t n, const struct frame *f, unsigned char *bits)
{
    const uint64_t mask = (UINT64_C(1) << f->width) - 1;
    uint64_t held = 0;
    unsigned n_held = 0;
    size_t len = 0;

    for (size_t i = 0; i < n; i++) {
        const uint64_t value = (uint64_t)(values[i] - f->base) & mask;

        held |= value << n_held;
        n_held += f->width;
        if (n_held >= 64) {
            ints_store64(bits + len, held);
            len += 8;
            n_held -= 64;
            held = n_held ? value >> (f->width - n_held) : 0;
        }
    }
    ints_store64(bits + len, held);
    return len + (n_held + 7) / 8;
}

static void
write_frame(const int64_t *values, size_t n, const struct frame *f,
            struct ints_scratch *x, struct buf *out)
{
    write_signed(f->base, out);
    buf_byte(out, (char)f->width);
    ints_write_number(f->exceptions, out);
    write_exceptions(values, n, f, out);
    if (f->width > 0)
        buf_add(out, x->bits, put_bits(values, n, f, x->bits));
}

/*
 * Replace values by indexes of the distinct ones, in x->other. Gives up (bytes SIZE_MAX)
 * when there are more than INTS_CHOICES_MAX, which random values show early.
 */
static void
plan_choice(const int64_t *values, size_t n, struct ints_scratch *x, struct choice *c)
{
    uint16_t slots[SLOTS] = { 0 }; /* index + 1; 0 is free */

    c->n = 0;
    c->bytes = SIZE_MAX;
    for (size_t i = 0; i < n; i++) {
        size_t slot = (size_t)((uint64_t)values[i] * UINT64_C(0x9e3779b97f4a7c15) >> 56);

        while (slots[slot] && c->values[slots[slot] - 1] != values[i])
            slot = (slot + 1) % SLOTS;
        if (!slots[slot]) {
            if (c->n == INTS_CHOICES_MAX)
                return;
            c->values[c->n++] = values[i];
            slots[slot] = (uint16_t)c->n;
        }
        x->other[i] = slots[slot] - 1;
    }
    c->indexes = plan_frame(x->other, n);
    c->bytes = 1 + c->indexes.bytes;
    for (size_t i = 0; i < c->n; i++)
        c->bytes += number_bytes((uint64_t)c->values[i] * 2);
}

static void
write_choice(const struct choice *c, size_t n, struct ints_scratch *x, struct buf *out)
{
    ints_write_number(c->n - 1, out);
    for (size_t i = 0; i < c->n; i++)
        write_signed(c->values[i], out);
    write_frame(x->other, n, &c->indexes, x, out);
}

static void
take_steps(const int64_t *values, size_t n, int64_t *steps)
{
    for (size_t i = 1; i < n; i++)
        steps[i - 1] = values[i] - values[i - 1];
}

/* May steps take fewer bits than the values do? Values without order have steps nearly as
 * wide as themselves, and of both signs. */
static bool
may_step(const int64_t *values, size_t n, unsigned width)
{
    const size_t stride = n >= MANY ? STRIDE : 1;
    size_t bits = 0;
    size_t looks = 0;

    for (size_t i = 1; i < n; i += stride, looks++) {
        const int64_t step = values[i] - values[i - 1];

        bits += bit_width((uint64_t)(step < 0 ? -step : step)) + 1;
    }
    return bits < looks * width;
}

/* Differences from value to value in x->other, when they may be smaller. */
static struct frame
plan_steps(size_t n, unsigned width, struct ints_scratch *x)
{
    struct frame steps = { .bytes = SIZE_MAX };

    if (!may_step(x->scaled, n, width))
        return steps;
    take_steps(x->scaled, n, x->other);
    steps = plan_frame(x->other, n - 1);
    steps.bytes += number_bytes((uint64_t)(x->scaled[0] < 0 ? 0 : x->scaled[0]) * 2);
    return steps;
}

static void
write_tag(enum ints_form form, int scale, struct buf *out)
{
    buf_byte(out, (char)((int)form | scale << INTS_SCALE_SHIFT));
}

void
ints_write(const int64_t *values, size_t n, struct ints_scratch *x, struct buf *out)
{
    const int scale = ints_common_scale(values, n);
    struct frame plain;
    struct frame steps;
    struct choice choice;

    assert(n >= 1 && n <= PACK_ROWS_MAX);
    ints_divide(values, n, scale, x->scaled);
    plain = plan_frame(x->scaled, n);
    if (plain.width == 0 && plain.exceptions == 0) {
        write_tag(INTS_FRAME, scale, out);
        write_frame(x->scaled, n, &plain, x, out);
        return;
    }
    steps = plan_steps(n, plain.width, x);
    plan_choice(x->scaled, n, x, &choice);
    if (choice.bytes < plain.bytes && choice.bytes < steps.bytes) {
        write_tag(INTS_CHOICE, scale, out);
        write_choice(&choice, n, x, out);
    } else if (steps.bytes < plain.bytes) {
        write_tag(INTS_STEPS, scale, out);
        write_signed(x->scaled[0], out);
        take_steps(x->scaled, n, x->other);
        write_frame(x->other, n - 1, &steps, x, out);
    } else {
        write_tag(INTS_FRAME, scale, out);
        write_frame(x->scaled, n, &plain, x, out);
    }
}
