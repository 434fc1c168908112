/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SHA-256 against the examples of FIPS 180-2, appendix B. */
#include "io/hash.h"

#include "tap.h"

int
main(void)
{
    static const char two_blocks[] =
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    static const unsigned char abc[HASH_ID_BYTES] = { 0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01,
                                                      0xcf, 0xea, 0x41, 0x41, 0x40, 0xde,
                                                      0x5d, 0xae, 0x22, 0x23 };
    struct hash h;
    char hex[HASH_HEX_SIZE];
    unsigned char id[HASH_ID_BYTES];

    hash_init(&h);
    hash_add(&h, "abc", 3);
    hash_hex(&h, hex);
    IS_STR(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
           "a short text has the published digest");
    hash_init(&h);
    for (size_t i = 0; i < sizeof two_blocks - 1; i++)
        hash_add(&h, &two_blocks[i], 1);
    hash_hex(&h, hex);
    IS_STR(hex, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
           "so has a longer one that comes byte by byte");
    OK(hash_is_hex(hex), "digits are recognised as such");
    hex[5] = 'A';
    OK(!hash_is_hex(hex), "capitals are not");
    OK(!hash_is_hex("ba78"), "nor are too few");
    hash_id("abc", id);
    OK(!memcmp(id, abc, sizeof id), "an id is the first half of a digest");
    return done();
}
