/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blocks by NH, then SHA-256. */
#include "io/digest.h"

#include <string.h>

#include "io/word.h"

__extension__ typedef unsigned __int128 wide;

enum { BLOCK_WORDS = DIGEST_BLOCK_BYTES / WORD_BYTES, SHIFT = 2 };

static void
add_number(struct hash *h, uint64_t value)
{
    unsigned char bytes[WORD_BYTES];

    word_store(bytes, value);
    hash_add(h, bytes, sizeof bytes);
}

/* SHA-256 of a name, a counter, and the secret. */
static void
derive(const unsigned char secret[DIGEST_SECRET_BYTES], const char *name,
       uint64_t counter, unsigned char out[HASH_BYTES])
{
    struct hash h;

    hash_init(&h);
    hash_add(&h, name, strlen(name) + 1);
    add_number(&h, counter);
    hash_add(&h, secret, DIGEST_SECRET_BYTES);
    hash_bytes(&h, out);
}

static void
expand(struct digest *d, const unsigned char secret[DIGEST_SECRET_BYTES])
{
    const size_t n_words = sizeof d->key / sizeof d->key[0];
    unsigned char bytes[HASH_BYTES];

    for (size_t at = 0; at < n_words; at++) {
        const size_t place = at % (HASH_BYTES / WORD_BYTES);

        if (place == 0)
            derive(secret, "vadvise digest key", at, bytes);
        d->key[at] = word_load(bytes + place * WORD_BYTES);
    }
}

/* NH of whole pairs of words under the key, and under the key a pair further on. */
static void
nh(const uint64_t *key, const unsigned char *bytes, size_t n_words, wide out[2])
{
    wide first = 0;
    wide second = 0;

    for (size_t i = 0; i < n_words; i += SHIFT) {
        const uint64_t a = word_load(bytes + i * WORD_BYTES);
        const uint64_t b = word_load(bytes + (i + 1) * WORD_BYTES);

        first += (wide)(a + key[i]) * (b + key[i + 1]);
        second += (wide)(a + key[i + SHIFT]) * (b + key[i + SHIFT + 1]);
    }
    out[0] = first;
    out[1] = second;
}

static void
add_block(struct digest *d, const unsigned char *block)
{
    wide sums[2];

    nh(d->key, block, BLOCK_WORDS, sums);
    for (int i = 0; i < 2; i++) {
        add_number(&d->blocks, (uint64_t)sums[i]);
        add_number(&d->blocks, (uint64_t)(sums[i] >> 64));
    }
}

void
digest_derive(const unsigned char secret[DIGEST_SECRET_BYTES], const char *name,
              unsigned char out[HASH_BYTES])
{
    derive(secret, name, 0, out);
}

void
digest_init(struct digest *d, const unsigned char secret[DIGEST_SECRET_BYTES])
{
    expand(d, secret);
    d->n_held = 0;
    d->len = 0;
    hash_init(&d->blocks);
}

void
digest_add(struct digest *d, const void *bytes, size_t len)
{
    const unsigned char *at = bytes;

    d->len += len;
    while (len > 0) {
        const size_t room = DIGEST_BLOCK_BYTES - d->n_held;
        const size_t n = len < room ? len : room;

        if (n == DIGEST_BLOCK_BYTES) {
            add_block(d, at);
        } else {
            memcpy(d->held + d->n_held, at, n);
            d->n_held += n;
            if (d->n_held == DIGEST_BLOCK_BYTES) {
                add_block(d, d->held);
                d->n_held = 0;
            }
        }
        at += n;
        len -= n;
    }
}

void
digest_hex(struct digest *d, char out[HASH_HEX_SIZE])
{
    if (d->n_held > 0) {
        memset(d->held + d->n_held, 0, DIGEST_BLOCK_BYTES - d->n_held);
        add_block(d, d->held);
    }
    add_number(&d->blocks, d->len);
    hash_hex(&d->blocks, out);
}
