/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keyed hashes: known values, and what they must tell apart. */
#include "io/digest.h"
#include "io/siphash.h"
#include "tap.h"

enum { LEN = 20000 };

#define DIGEST_OF_NOTHING                                                                \
    "af5570f5a1810b7af78caf4bc70a660f0df51e42baf91d4de5b2328de0e83dfc"
#define DIGEST_OF_CONTENT                                                                \
    "d12de31b483af359256ef0c0745ddb96cafc5580cde170240c804c0f8f2cdbec"

static unsigned char secret[DIGEST_SECRET_BYTES];
static unsigned char content[LEN];

static const char *
digest_of(size_t len, size_t piece, char hex[HASH_HEX_SIZE])
{
    struct digest d;

    digest_init(&d, secret);
    for (size_t at = 0; at < len; at += piece)
        digest_add(&d, content + at, len - at < piece ? len - at : piece);
    digest_hex(&d, hex);
    return hex;
}

static void
check_digest(void)
{
    char a[HASH_HEX_SIZE];
    char b[HASH_HEX_SIZE];
    int same = 0;

    for (size_t i = 0; i < sizeof secret; i++)
        secret[i] = (unsigned char)i;
    for (size_t i = 0; i < LEN; i++)
        content[i] = (unsigned char)(i * i % 251);
    IS_STR(digest_of(0, 1, a), DIGEST_OF_NOTHING, "nothing has its digest");
    IS_STR(digest_of(LEN, LEN, a), DIGEST_OF_CONTENT,
           "content has that of the definition, worked out apart");
    for (size_t piece = 1; piece < 9000; piece = piece * 3 + 1)
        same += !strcmp(a, digest_of(LEN, piece, b));
    IS_INT(same, 8, "in pieces of any size");
    same = 0;
    for (size_t at = 0; at < LEN; at += 37) {
        content[at] ^= 0x10;
        same += !strcmp(a, digest_of(LEN, LEN, b));
        content[at] ^= 0x10;
    }
    IS_INT(same, 0, "one bit makes another one");
    memset(content, 0, sizeof content);
    digest_of(4096, 4096, a);
    OK(strcmp(a, digest_of(4095, 4095, b)) != 0 && strcmp(a, digest_of(4097, 99, b)) != 0,
       "so does one zero more or less");
    secret[31] ^= 1;
    OK(strcmp(a, digest_of(4096, 4096, b)) != 0, "and another secret");
}

/* The first values of vectors_sip128 in the authors' reference code. */
static void
check_siphash(void)
{
    static const struct siphash_value expected[] = {
        { UINT64_C(0xe6a825ba047f81a3), UINT64_C(0x930255c71472f66d) },
        { UINT64_C(0x44af996bd8c187da), UINT64_C(0x45fc229b11597634) },
    };
    unsigned char bytes[16];
    struct siphash_key key;
    struct siphash_value v;

    for (unsigned i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)i;
    key = siphash_key_of(bytes);
    for (size_t len = 0; len < sizeof expected / sizeof expected[0]; len++) {
        v = siphash(key, bytes, len);
        OK(v.high == expected[len].high && v.low == expected[len].low,
           "SipHash of %zu bytes is the published one", len);
    }
}

int
main(void)
{
    check_digest();
    check_siphash();
    return done();
}
