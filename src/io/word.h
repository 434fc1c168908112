/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Eight bytes at a time, the first one lowest, on any machine. */
#ifndef VA_IO_WORD_H
#define VA_IO_WORD_H

#include <stdint.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { WORD_BYTES = 8, WORD_BYTE_BITS = 8, WORD_MASK_BYTES = 64 };

/* A byte in all eight places. */
#define WORD_ALL(byte) (UINT64_C(0x0101010101010101) * (byte))

static inline uint64_t
word_turn(uint64_t word)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    return __builtin_bswap64(word);
#else
    return word;
#endif
}

static inline uint64_t
word_load(const void *from)
{
    uint64_t word = 0;

    memcpy(&word, from, sizeof word);
    return word_turn(word);
}

static inline void
word_store(void *to, uint64_t word)
{
    word = word_turn(word);
    memcpy(to, &word, sizeof word);
}

/* The high bit of every byte that is 0; no other bits. No borrow crosses bytes. */
static inline uint64_t
word_zeros(uint64_t word)
{
    static const uint64_t lows = WORD_ALL(0x7f);

    return ~(((word & lows) + lows) | word | lows);
}

/* The high bit of every byte of that value. */
static inline uint64_t
word_find(uint64_t word, unsigned char byte)
{
    return word_zeros(word ^ WORD_ALL(byte));
}

/* The high bit of every byte that is no printable character of ASCII; of DEL as well. */
static inline uint64_t
word_odd(uint64_t word)
{
    static const uint64_t highs = WORD_ALL(0x80);
    const uint64_t low = word & ~highs;

    return (~(low + WORD_ALL(0x80 - ' ')) | word | (low + WORD_ALL(1))) & highs;
}

/* The high bit of every byte that is no digit; digits become 0 to 9 in *out. */
static inline uint64_t
word_digits(uint64_t word, uint64_t *out)
{
    static const uint64_t highs = WORD_ALL(0x80);
    const uint64_t values = word ^ WORD_ALL('0');

    *out = values;
    return (((values & ~highs) + WORD_ALL(0x80 - 10)) | values) & highs;
}

/* The number that the digits (0 to 9) in the first n bytes make; n is 1 to 8. */
static inline uint64_t
word_number(uint64_t digits, unsigned n)
{
    const uint64_t low = UINT64_C(0x000000ff000000ff);
    uint64_t pairs = digits << (64 - WORD_BYTE_BITS * n);

    pairs = pairs * 10 + (pairs >> 8);
    return ((pairs & low) * UINT64_C(0x000f424000000064) +
            ((pairs >> 16) & low) * UINT64_C(0x0000271000000001)) >>
           32;
}

/* Which of 64 bytes are no digits, the first one lowest. Eight at a time: the product
 * gathers the high bits of a word in its highest byte. */
static inline uint64_t
word_stops_portable(const char *from)
{
    uint64_t stops = 0;

    for (unsigned i = 0; i < WORD_MASK_BYTES / WORD_BYTES; i++) {
        uint64_t digits = 0;
        const uint64_t highs = word_digits(word_load(from + i * WORD_BYTES), &digits);

        stops |= ((highs >> 7) * UINT64_C(0x0102040810204080) >> 56) << (i * WORD_BYTES);
    }
    return stops;
}

/* The same, sixteen at a time where the machine has that. */
static inline uint64_t
word_stops(const char *from)
{
#ifdef __SSE2__
    const __m128i zero = _mm_set1_epi8('0');
    const __m128i nine = _mm_set1_epi8(9);
    uint64_t digits = 0;

    for (unsigned i = 0; i < WORD_MASK_BYTES; i += sizeof zero) {
        const __m128i bytes = _mm_loadu_si128((const void *)(from + i));
        const __m128i values = _mm_sub_epi8(bytes, zero);
        const __m128i small = _mm_cmpeq_epi8(_mm_min_epu8(values, nine), values);

        digits |= (uint64_t)(unsigned)_mm_movemask_epi8(small) << i;
    }
    return ~digits;
#else
    return word_stops_portable(from);
#endif
}

/* The first byte whose high bit is set, 0 to 7; 8 when there is none. */
static inline unsigned
word_first(uint64_t highs)
{
    return highs ? (unsigned)__builtin_ctzll(highs) / WORD_BYTE_BITS : WORD_BYTES;
}

#endif
