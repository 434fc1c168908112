/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A digest of content under a secret key, many times faster than SHA-256 alone.
 *
 * Each block of DIGEST_BLOCK_BYTES is hashed to 32 bytes by NH with 64-bit words, twice
 * with a key shifted by one pair of words (Black, Halevi, Krawczyk, Krovetz, Rogaway,
 * "UMAC: Fast and Secure Message Authentication", CRYPTO 1999, sections 4 and 5). The
 * SHA-256 of all of them, and of the length, is the digest.
 *
 * Two contents of unequal length differ in what SHA-256 reads. Two of the same length
 * differ in some block; for who does not know the key, that block's NH values are equal
 * with a chance of at most 2^-128. So different contents have the same digest with at
 * most that chance, or SHA-256 has a collision.
 */
#ifndef VA_IO_DIGEST_H
#define VA_IO_DIGEST_H

#include <stddef.h>
#include <stdint.h>

#include "io/hash.h"

enum { DIGEST_SECRET_BYTES = 32, DIGEST_BLOCK_BYTES = 4096 };

struct digest {
    uint64_t key[DIGEST_BLOCK_BYTES / 8 + 2];
    unsigned char held[DIGEST_BLOCK_BYTES]; /* of a block that is not full yet */
    size_t n_held;
    uint64_t len;       /* bytes so far */
    struct hash blocks; /* SHA-256 of the blocks' hashes */
};

/* A key of its own for some other use of the secret, which the name tells apart. */
void digest_derive(const unsigned char secret[DIGEST_SECRET_BYTES], const char *name,
                   unsigned char out[HASH_BYTES]);

/* Start with the key that follows from a secret; then add bytes in as many pieces as they
 * come. */
void digest_init(struct digest *d, const unsigned char secret[DIGEST_SECRET_BYTES]);
void digest_add(struct digest *d, const void *bytes, size_t len);

/* The digest in lower-case hexadecimal. It must be initialised again after it. */
void digest_hex(struct digest *d, char out[HASH_HEX_SIZE]);

#endif
