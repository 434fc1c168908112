/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SHA-256 by libmd. */
#include "io/hash.h"

#include <string.h>

void
hash_init(struct hash *h)
{
    SHA256Init(&h->context);
}

void
hash_add(struct hash *h, const void *bytes, size_t len)
{
    SHA256Update(&h->context, bytes, len);
}

void
hash_bytes(struct hash *h, unsigned char out[HASH_BYTES])
{
    SHA256Final(out, &h->context);
}

void
hash_hex(struct hash *h, char out[HASH_HEX_SIZE])
{
    static const char digits[] = "0123456789abcdef";
    unsigned char digest[HASH_BYTES];

    hash_bytes(h, digest);
    for (size_t i = 0; i < sizeof digest; i++) {
        out[2 * i] = digits[digest[i] >> 4];
        out[2 * i + 1] = digits[digest[i] & 0xf];
    }
    out[2 * sizeof digest] = '\0';
}

bool
hash_is_hex(const char *text)
{
    return strlen(text) == HASH_HEX_SIZE - 1 &&
           strspn(text, "0123456789abcdef") == HASH_HEX_SIZE - 1;
}

void
hash_id(const char *text, unsigned char out[HASH_ID_BYTES])
{
    struct hash h;
    unsigned char digest[HASH_BYTES];

    hash_init(&h);
    hash_add(&h, text, strlen(text));
    hash_bytes(&h, digest);
    memcpy(out, digest, HASH_ID_BYTES);
}
