/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The growing buffer and its limit. */
#include "base/buf.h"

#include "tap.h"

static void
test_adding(void)
{
    struct buf b;

    buf_init(&b, 1000);
    IS_STR(buf_get(&b), "", "an empty buffer reads as the empty text");
    OK(!b.data, "an empty buffer has allocated nothing");
    buf_add(&b, "", 0);
    OK(!b.data, "adding nothing allocates nothing");
    buf_text(&b, "one");
    buf_byte(&b, ',');
    buf_pad(&b, '.', 3);
    buf_pad(&b, '!', 0);
    buf_pad(&b, '!', -5);
    buf_printf(&b, "%d%s", 42, "x");
    buf_printf(&b, "%s", "");
    IS_STR(buf_get(&b), "one,...42x", "pieces follow each other");
    IS_INT(b.len, 10, "the length counts them");
    buf_add(&b, "a\0b", 3);
    IS_INT(b.len, 13, "a NUL may be added");
    OK(!memcmp(b.data + 10, "a\0b", 4), "and is kept, with one more at the end");
    IS_INT(b.code, VA_OK, "no failure so far");
    buf_clear(&b);
    OK(!b.data && !b.len && !b.cap && b.max == 1000, "clearing keeps only the limit");
}

static void
test_growing(void)
{
    struct buf b;
    int n_wrong = 0;

    buf_init(&b, 100000);
    for (int i = 0; i < 20000; i++)
        buf_printf(&b, "%05d", i);
    IS_INT(b.code, VA_OK, "a buffer may be filled to its limit exactly");
    IS_INT(b.len, 100000, "and is as long as the limit then");
    for (int i = 0; i < 20000; i++) {
        char expected[16];

        snprintf(expected, sizeof expected, "%05d", i);
        n_wrong += memcmp(b.data + (ptrdiff_t)i * 5, expected, 5) != 0;
    }
    IS_INT(n_wrong, 0, "growing keeps what was there");
    IS_INT(b.data[b.len], 0, "a NUL ends the full buffer");
    OK(b.cap <= b.max + 1, "memory stays within the limit");
    buf_clear(&b);
}

static void
test_limit(void)
{
    struct buf b;

    buf_init(&b, 5);
    buf_text(&b, "abc");
    buf_text(&b, "def");
    IS_INT(b.code, VA_OVERFLOW, "passing the limit is a failure");
    IS_STR(buf_get(&b), "abc", "nothing of the piece is added");
    buf_byte(&b, 'd');
    IS_STR(buf_get(&b), "abc", "the failure is sticky, even for what would fit");
    buf_reset(&b);
    IS_INT(b.code, VA_OK, "a reset forgets the failure");
    IS_STR(buf_get(&b), "", "and the text");
    buf_printf(&b, "%s", "12345");
    IS_STR(buf_get(&b), "12345", "and the buffer is usable again");
    buf_printf(&b, "%d", 6);
    IS_INT(b.code, VA_OVERFLOW, "printing knows the limit");
    buf_clear(&b);
    IS_INT(b.code, VA_OK, "clearing forgets the failure too");
    buf_pad(&b, ' ', 6);
    IS_INT(b.code, VA_OVERFLOW, "padding knows the limit");
    IS_STR(buf_get(&b), "", "a buffer that failed at once is empty");
    buf_clear(&b);

    buf_init(&b, 0);
    buf_byte(&b, 'x');
    IS_INT(b.code, VA_OVERFLOW, "a limit of zero takes nothing");
    buf_clear(&b);

    buf_init(&b, SIZE_MAX);
    buf_text(&b, "x");
    IS_STR(buf_get(&b), "x", "no limit at all works");
    buf_add(&b, "y", SIZE_MAX - 1);
    IS_INT(b.code, VA_OVERFLOW, "a length that would wrap around is an overflow");
    buf_clear(&b);
}

static void
test_part(void)
{
    struct buf whole;
    struct buf part;

    buf_init(&whole, 100);
    buf_init(&part, 4);
    buf_text(&part, "four");
    buf_text(&whole, buf_get(&part));
    buf_clear_part(&part, &whole);
    IS_INT(whole.code, VA_OK, "a part that was well leaves the whole well");
    buf_text(&part, "five.");
    buf_clear_part(&part, &whole);
    IS_INT(whole.code, VA_OVERFLOW, "one that failed does not");
    IS_INT(part.code, VA_OK, "and can be used again");
    buf_clear(&whole);
}

int
main(void)
{
    test_adding();
    test_growing();
    test_limit();
    test_part();
    return done();
}
