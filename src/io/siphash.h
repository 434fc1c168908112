/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SipHash-2-4 with 128 bits of output: a keyed hash for short texts.
 * Source: Aumasson, Bernstein, "SipHash: a fast short-input PRF", INDOCRYPT 2012, and the
 * authors' reference code for the longer output.
 */
#ifndef VA_IO_SIPHASH_H
#define VA_IO_SIPHASH_H

#include <stddef.h>
#include <stdint.h>

enum { SIPHASH_KEY_BYTES = 16 };

struct siphash_key {
    uint64_t low, high;
};

/* 128 bits; they order as (high, low). */
struct siphash_value {
    uint64_t high, low;
};

/* A key from its bytes, lowest first. */
struct siphash_key siphash_key_of(const unsigned char bytes[SIPHASH_KEY_BYTES]);
/* The hash of any bytes. */
struct siphash_value siphash(struct siphash_key key, const void *bytes, size_t len);

#endif
