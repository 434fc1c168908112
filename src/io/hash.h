/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SHA-256, for knowing content again: whole files as hexadecimal digits, ids as bytes. */
#ifndef VA_IO_HASH_H
#define VA_IO_HASH_H

#include <sha2.h>
#include <stdbool.h>
#include <stddef.h>

enum {
    HASH_HEX_SIZE = SHA256_DIGEST_STRING_LENGTH, /* 64 digits and the NUL */
    HASH_BYTES = SHA256_DIGEST_LENGTH,
    HASH_ID_BYTES = 16
};

struct hash {
    SHA2_CTX context;
};

/* Start; then add bytes in as many pieces as they come. */
void hash_init(struct hash *h);
void hash_add(struct hash *h, const void *bytes, size_t len);

/* The digest, also in lower-case hexadecimal. The hash must be initialised again after
 * it. */
void hash_bytes(struct hash *h, unsigned char out[HASH_BYTES]);
void hash_hex(struct hash *h, char out[HASH_HEX_SIZE]);

/* Is it 64 lower-case hexadecimal digits? */
bool hash_is_hex(const char *text);

/* The first 128 bits of the SHA-256 of a text. */
void hash_id(const char *text, unsigned char out[HASH_ID_BYTES]);

#endif
