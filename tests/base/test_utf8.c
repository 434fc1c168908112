/* SPDX-License-Identifier: GPL-3.0-or-later */
/* UTF-8, names, and widths on a terminal. */
#include "base/text.h"
#include "tap.h"

struct utf8_row {
    const char *text;
    bool valid;
    const char *what;
};

struct width_row {
    const char *text;
    int columns;
    const char *what;
};

#define N_OF(array) (sizeof(array) / sizeof((array)[0]))

/* Every character is read as it was written. */
static void
test_write(void)
{
    char text[TEXT_UTF8_MAX];
    int wrong = 0;

    for (uint32_t point = 1; point <= 0x10ffff; point++) {
        const size_t n = text_utf8_write(point, text);
        uint32_t read = 0;

        if (point >= 0xd800 && point <= 0xdfff)
            continue;
        wrong += text_utf8(text, n, &read) != n || read != point || text[n] != '\0';
    }
    IS_INT(wrong, 0, "every character is read as it was written");
    IS_INT(text_utf8_write(0x20ac, text), 3, "the euro sign has three bytes");
    IS_STR(text, "\xe2\x82\xac", "and these are they");
}

static void
test_utf8(void)
{
    static const struct utf8_row rows[] = {
        { "", true, "the empty text" },
        { "plain", true, "ASCII" },
        { "\x01\x7f", true, "control characters" },
        { "\xc2\x80", true, "the first two-byte character" },
        { "\xdf\xbf", true, "the last two-byte character" },
        { "\xe0\xa0\x80", true, "the first three-byte character" },
        { "\xed\x9f\xbf", true, "the last before the surrogates" },
        { "\xee\x80\x80", true, "the first after the surrogates" },
        { "\xf0\x90\x80\x80", true, "the first four-byte character" },
        { "\xf4\x8f\xbf\xbf", true, "the last character" },
        { "\xf4\x90\x80\x80", false, "one past the last character" },
        { "\xf8\x88\x80\x80\x80", false, "a five-byte form" },
        { "\xff", false, "a byte that never occurs" },
        { "\x80", false, "a continuation alone" },
        { "a\xc3", false, "a character cut off after one byte" },
        { "\xe2\x82", false, "a character cut off after two bytes" },
        { "\xf0\x9f\x98", false, "a character cut off after three bytes" },
        { "\xc3(", false, "a lead byte without its continuation" },
        { "\xe2(\xac", false, "a hole in a character" },
        { "\xc0\xaf", false, "an overlong slash in two bytes" },
        { "\xc1\xbf", false, "an overlong DEL" },
        { "\xe0\x80\xaf", false, "an overlong slash in three bytes" },
        { "\xf0\x80\x80\xaf", false, "an overlong slash in four bytes" },
        { "\xed\xa0\x80", false, "a high surrogate" },
        { "\xed\xbf\xbf", false, "a low surrogate" },
    };
    uint32_t point = 7;

    for (size_t i = 0; i < N_OF(rows); i++)
        OK(text_is_utf8(rows[i].text, strlen(rows[i].text)) == rows[i].valid,
           "%s is %s UTF-8", rows[i].what, rows[i].valid ? "valid" : "not");
    OK(!text_is_utf8("a\0b", 3), "a NUL inside is not valid");
    OK(text_is_utf8("a\xc3", 1), "bytes behind the length are not read");
    IS_INT(text_utf8("\xe2\x82\xac!", 4, &point), 3, "a character tells its length");
    IS_INT(point, 0x20ac, "a character tells its code point");
    IS_INT(text_utf8("\xe2\x82\xac", 2, &point), 0, "a cut character has no length");
    IS_INT(text_utf8("", 0, &point), 0, "nothing has no length");
    IS_INT(point, 0x20ac, "a failure leaves the code point alone");
}

static void
test_names(void)
{
    static const struct utf8_row rows[] = {
        { "facedetect", true, "a word" },
        { "x", true, "one character" },
        { "two words", true, "a space inside" },
        { "a.b:c-d_e@2", true, "punctuation" },
        { "\xd1\x84\xd1\x83\xd0\xbd\xd0\xba", true, "Cyrillic" },
        { "", false, "nothing" },
        { " x", false, "a leading space" },
        { "x ", false, "a trailing space" },
        { "\xc2\xa0x", false, "a leading no-break space" },
        { "x\xe3\x80\x80", false, "a trailing ideographic space" },
        { "a/b", false, "a slash" },
        { "a,b", false, "a comma" },
        { "a\tb", false, "a tab" },
        { "a\nb", false, "a line feed" },
        { "a\x1b[2J", false, "an escape sequence" },
        { "a\x7f", false, "DEL" },
        { "a\xc2\x9b", false, "a C1 control character" },
        { "a\xe2\x80\xa8", false, "a line separator" },
        { "a\xff", false, "invalid UTF-8" },
    };
    char longest[TEXT_NAME_MAX + 1];

    for (size_t i = 0; i < N_OF(rows); i++)
        OK(text_is_name(rows[i].text, strlen(rows[i].text)) == rows[i].valid, "%s %s",
           rows[i].what, rows[i].valid ? "may be in a name" : "makes no name");
    memset(longest, 'n', sizeof longest);
    OK(text_is_name(longest, TEXT_NAME_MAX), "a name may have TEXT_NAME_MAX bytes");
    OK(!text_is_name(longest, TEXT_NAME_MAX + 1), "a name may not have one more");
}

static void
test_width(void)
{
    static const struct width_row rows[] = {
        { "", 0, "the empty text" },
        { "abc", 3, "ASCII" },
        { "\xc3\xa9t\xc3\xa9", 3, "accented letters" },
        { "e\xcc\x81", 1, "a combining accent" },
        { "\xd1\x84\xd1\x83", 2, "Cyrillic" },
        { "\xe6\xbc\xa2\xe5\xad\x97", 4, "Han" },
        { "\xea\xb0\x80", 2, "Hangul" },
        { "\xef\xbc\xa1", 2, "a fullwidth letter" },
        { "\xef\xbd\xb1", 1, "a halfwidth kana" },
        { "\xf0\x9f\x98\x80", 2, "an emoji" },
        { "\xe2\x9a\xa1\xef\xb8\x8f", 2, "an emoji with a variation selector" },
        { "a\xe2\x80\x8b"
          "b",
          2, "a zero-width space" },
        { "\xe2\x94\x80\xe2\x96\x88\xe2\x80\xa6", 3, "lines, blocks and an ellipsis" },
        { "a\xff\xfe"
          "b",
          4, "invalid bytes" },
        { "\xe6\xbc", 2, "a cut character" },
        { "a\tb", 3, "a control character" },
    };

    for (size_t i = 0; i < N_OF(rows); i++)
        IS_INT(text_width(rows[i].text), rows[i].columns, "%s: %d columns", rows[i].what,
               rows[i].columns);
}

static void
test_marks(void)
{
    int bad = 0;
    uint32_t n = 0;

    for (uint32_t point = 1; point < 0x110000; point++) {
        const uint32_t mark = text_mark(point);

        n = mark > n ? mark : n;
        bad += mark > 0 && text_mark_point(mark) != point;
    }
    IS_INT(bad, 0, "each combining mark has a number of its own");
    OK(n > 300 && n <= TEXT_MARKS_MAX, "which fits beside a code point");
    IS_INT(text_mark(0x301), 2, "an acute accent is one");
    IS_INT(text_mark(0x202e), 0, "a change of direction is none");
    IS_INT(text_mark(0xfe0f), 0, "nor is a variation selector");
    IS_INT(text_mark('e'), 0, "nor a letter");
    IS_INT(text_mark_point(n + 1), 0xfffd, "a number too high is of none");
}

int
main(void)
{
    test_marks();
    test_utf8();
    test_write();
    test_names();
    test_width();
    return done();
}
