/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What writer and reader of integer sequences share, private to pack_ints*.c. */
#ifndef VA_IO_PACK_INTS_FORM_H
#define VA_IO_PACK_INTS_FORM_H

#include <stddef.h>
#include <stdint.h>

enum ints_form { INTS_FRAME, INTS_STEPS, INTS_CHOICE, INTS_FORM_COUNT };

enum {
    INTS_CHOICES_MAX = 64,
    INTS_SCALE_SHIFT = 2,
    INTS_SCALE_MAX = 9,
    INTS_WIDTH_MAX = 56 /* a difference of two differences of values within INTS_LIMIT */
};

/* Bytes of a number, lowest first. */
static inline void
ints_store64(unsigned char *to, uint64_t value)
{
    for (int i = 0; i < 8; i++)
        to[i] = (unsigned char)(value >> (8 * i));
}

static inline uint64_t
ints_load64(const unsigned char *from)
{
    uint64_t value = 0;

    for (int i = 0; i < 8; i++)
        value |= (uint64_t)from[i] << (8 * i);
    return value;
}

/* The largest scale, 0 to INTS_SCALE_MAX, such that every value is a multiple of
 * 10^scale. */
int ints_common_scale(const int64_t *values, size_t n);

/* out[i] = values[i] / 10^scale; out may be values. */
void ints_divide(const int64_t *values, size_t n, int scale, int64_t *out);

/* 10^scale. */
int64_t ints_power(int scale);

#endif
