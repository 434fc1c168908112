/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two parts of a sketch's encoding, private to sketch_code*.c. */
#ifndef VA_CORE_SKETCH_CODE_H
#define VA_CORE_SKETCH_CODE_H

#include "core/bytes.h"
#include "core/sketch.h"

/* The first byte. */
enum {
    KIND_EMPTY = 0x10,
    KIND_EXACT = 0x11,    /* values as doubles */
    KIND_BINNED_1 = 0x12, /* the bins of the first version */
    KIND_BINNED = 0x13,
    KIND_DECIMAL = 0x14 /* whole numbers of a decimal fraction */
};

/* A number of invocations that still fits beside what s holds. */
static inline int64_t
unpack_weight(struct pack_reader *r, const struct sketch *s)
{
    return (int64_t)unpack_varint(r, (uint64_t)(SKETCH_WEIGHT_MAX - s->n));
}

/* s has exact values. Writes the kind as well. */
void exact_encode(const struct sketch *s, struct pack_writer *w);

/* s is empty, the kind is read. VA_OK, VA_DATA or VA_NOMEM; what s then holds must be
 * cleared in any case. */
enum va_code exact_decode(struct pack_reader *r, struct sketch *s);
enum va_code decimal_decode(struct pack_reader *r, struct sketch *s);

/* Whether all values are such that exact_encode writes KIND_DECIMAL. */
bool exact_is_decimal(const struct sketch *s);

/* The same for bins. */
void bins_encode(const struct sketch *s, struct pack_writer *w);
enum va_code bins_decode(struct pack_reader *r, struct sketch *s);
enum va_code bins_decode_1(struct pack_reader *r, struct sketch *s);

#endif
