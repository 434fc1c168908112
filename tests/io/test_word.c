/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Eight bytes at a time beside one at a time. */
#include "io/word.h"
#include "tap.h"

enum { ROUNDS = 20000 };

static uint64_t state = 88172645463325252u;

/* A word of digits, letters and a few of all bytes. */
static uint64_t
random_word(void)
{
    static const char often[] = "0123456789/:,\"\\.\n \x7f~\x1f";
    unsigned char bytes[WORD_BYTES];

    for (size_t i = 0; i < sizeof bytes; i++) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes[i] = (unsigned char)(state >> 16 & 255);
        if (state & 3)
            bytes[i] = (unsigned char)often[state >> 8 & 15];
    }
    return word_load(bytes);
}

static unsigned char
byte_of(uint64_t word, unsigned i)
{
    return (unsigned char)(word >> (WORD_BYTE_BITS * i) & 255);
}

static bool
is_digit(unsigned char c)
{
    return c >= '0' && c <= '9';
}

/* Is the high bit of a byte set as it should, and no other bit? */
static bool
is_mark(uint64_t marks, unsigned i, bool expected)
{
    return byte_of(marks, i) == (expected ? 0x80 : 0);
}

static int
wrong_marks(uint64_t word)
{
    uint64_t values = 0;
    int wrong = 0;

    for (unsigned i = 0; i < WORD_BYTES; i++) {
        const unsigned char c = byte_of(word, i);

        wrong += !is_mark(word_zeros(word), i, c == 0);
        wrong += !is_mark(word_find(word, ','), i, c == ',');
        wrong += !is_mark(word_odd(word), i, c < ' ' || c > '~');
        wrong += !is_mark(word_digits(word, &values), i, !is_digit(c));
        wrong += is_digit(c) && byte_of(values, i) != c - '0';
    }
    return wrong;
}

static int
wrong_numbers(uint64_t word)
{
    uint64_t values = 0;
    const unsigned n = word_first(word_digits(word, &values));
    uint64_t expected = 0;

    for (unsigned i = 0; i < n; i++) {
        expected = expected * 10 + byte_of(values, i);
        if (word_number(values, i + 1) != expected)
            return 1;
    }
    return n < WORD_BYTES && is_digit(byte_of(word, n));
}

static int
wrong_stops(void)
{
    char bytes[WORD_MASK_BYTES];
    int wrong = 0;

    for (size_t i = 0; i < sizeof bytes; i += WORD_BYTES)
        word_store(bytes + i, random_word());
    for (unsigned i = 0; i < WORD_MASK_BYTES; i++)
        wrong +=
            (word_stops_portable(bytes) >> i & 1) == is_digit((unsigned char)bytes[i]);
    return wrong + (word_stops(bytes) != word_stops_portable(bytes));
}

int
main(void)
{
    int marks = 0;
    int numbers = 0;
    int stops = 0;

    for (int i = 0; i < ROUNDS; i++) {
        marks += wrong_marks(random_word());
        numbers += wrong_numbers(random_word());
        stops += wrong_stops();
    }
    IS_INT(marks, 0, "marks are on the bytes they are for");
    IS_INT(numbers, 0, "digits make their number");
    IS_INT(stops, 0, "what is no digit is told, the portable way and the machine's own");
    IS_INT(word_first(0), WORD_BYTES, "no mark is past the word");
    return done();
}
