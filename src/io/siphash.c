/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SipHash-2-4, 128 bits. */
#include "io/siphash.h"

#include <string.h>

#include "io/word.h"

enum { ROUNDS_A_WORD = 2, ROUNDS_AT_END = 4 };

struct state {
    uint64_t v0, v1, v2, v3;
};

static uint64_t
rotate(uint64_t value, unsigned by)
{
    return value << by | value >> (64 - by);
}

static void
mix(struct state *s, int rounds)
{
    for (int i = 0; i < rounds; i++) {
        s->v0 += s->v1;
        s->v1 = rotate(s->v1, 13) ^ s->v0;
        s->v0 = rotate(s->v0, 32);
        s->v2 += s->v3;
        s->v3 = rotate(s->v3, 16) ^ s->v2;
        s->v0 += s->v3;
        s->v3 = rotate(s->v3, 21) ^ s->v0;
        s->v2 += s->v1;
        s->v1 = rotate(s->v1, 17) ^ s->v2;
        s->v2 = rotate(s->v2, 32);
    }
}

static void
take_word(struct state *s, uint64_t word)
{
    s->v3 ^= word;
    mix(s, ROUNDS_A_WORD);
    s->v0 ^= word;
}

static uint64_t
value_of(const struct state *s)
{
    return s->v0 ^ s->v1 ^ s->v2 ^ s->v3;
}

struct siphash_key
siphash_key_of(const unsigned char bytes[SIPHASH_KEY_BYTES])
{
    return (struct siphash_key){ word_load(bytes), word_load(bytes + WORD_BYTES) };
}

struct siphash_value
siphash(struct siphash_key key, const void *bytes, size_t len)
{
    const unsigned char *at = bytes;
    const size_t left = len % WORD_BYTES;
    unsigned char last[WORD_BYTES] = { 0 };
    struct siphash_value value;
    struct state s = {
        .v0 = UINT64_C(0x736f6d6570736575) ^ key.low,
        .v1 = UINT64_C(0x646f72616e646f6d) ^ key.high ^ 0xee, /* 128 bits are wanted */
        .v2 = UINT64_C(0x6c7967656e657261) ^ key.low,
        .v3 = UINT64_C(0x7465646279746573) ^ key.high,
    };

    for (size_t i = 0; i < len / WORD_BYTES; i++, at += WORD_BYTES)
        take_word(&s, word_load(at));
    if (left > 0)
        memcpy(last, at, left);
    last[WORD_BYTES - 1] = (unsigned char)(len & 0xff);
    take_word(&s, word_load(last));
    s.v2 ^= 0xee;
    mix(&s, ROUNDS_AT_END);
    value.high = value_of(&s);
    s.v1 ^= 0xdd;
    mix(&s, ROUNDS_AT_END);
    value.low = value_of(&s);
    return value;
}
