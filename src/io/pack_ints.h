/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sequences of integers in few bytes, private to pack*.c. A sequence is written as
 *
 *   tag       how | scale << 2; every value is a multiple of 10^scale and divided by it
 *   FRAME     frame of the n values
 *   STEPS     first value, then a frame of the n - 1 differences
 *   CHOICE    count - 1, the distinct values, then a frame of n indexes
 *
 * A frame is a base, a width in bits, exceptions, and (value - base) in that many bits
 * each. An exception is an index and the bits above the width. Numbers outside the bits
 * are varints (seven bits a byte, low ones first), signed ones in zigzag order.
 */
#ifndef VA_IO_PACK_INTS_H
#define VA_IO_PACK_INTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "io/pack.h"

/* Values are within this on either side of 0; readers refuse others. */
#define INTS_LIMIT (INT64_C(1) << 53)

/* Working memory of ints_write. */
struct ints_scratch {
    int64_t scaled[PACK_ROWS_MAX];
    int64_t other[PACK_ROWS_MAX];
    unsigned char bits[PACK_ROWS_MAX * 8 + 8];
};

struct ints_reader {
    const unsigned char *at;
    size_t left;
    bool bad; /* set once anything was wrong; what was read since means nothing */
};

/* Append n values (1 to PACK_ROWS_MAX, within INTS_LIMIT). values may be x->scaled. */
void ints_write(const int64_t *values, size_t n, struct ints_scratch *x, struct buf *out);

/* Read n values. */
void ints_read(struct ints_reader *r, size_t n, int64_t *values);

/* One number as a varint; a reader refuses what does not fit in 63 bits. */
void ints_write_number(uint64_t value, struct buf *out);
uint64_t ints_read_number(struct ints_reader *r);

/* The next byte; 0 (and bad) at the end. */
unsigned ints_read_byte(struct ints_reader *r);

/* The next len bytes; NULL (and bad) when there are fewer. */
const unsigned char *ints_read_bytes(struct ints_reader *r, size_t len);

#endif
