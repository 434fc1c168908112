/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Result codes and one-line error texts. */
#include "base/err.h"

#include "tap.h"

static void
test_codes(void)
{
    static const int statuses[VA_CODE_COUNT] = {
        [VA_OK] = 0,    [VA_IO] = 1,     [VA_NOMEM] = 1,   [VA_OVERFLOW] = 1,
        [VA_USAGE] = 2, [VA_GOAL] = 3,   [VA_DOMAIN] = 4,  [VA_DATA] = 4,
        [VA_MONEY] = 5, [VA_CONFIG] = 6, [VA_NETWORK] = 7, [VA_CHECK] = 8,
    };

    for (int code = 0; code < VA_CODE_COUNT; code++) {
        IS_INT(va_exit_status((enum va_code)code), statuses[code],
               "\"%s\" exits with status %d", va_code_text((enum va_code)code),
               statuses[code]);
        OK(*va_code_text((enum va_code)code), "code %d has a text", code);
    }
}

static void
test_texts(void)
{
    struct va_err err = { 0 };

    IS_INT(va_fail(&err, VA_DATA, "%s: line %d", "a.csv", 3), VA_DATA,
           "a failure returns its code");
    IS_INT(err.code, VA_DATA, "and keeps it");
    IS_STR(err.text, "a.csv: line 3", "and its text");
    va_hint(&err, "Try %s.", "--skip-bad");
    IS_STR(err.hint, "Try --skip-bad.", "a hint is added");
    va_fail(&err, VA_IO, "b: %s", err.text);
    IS_STR(err.text, "b: a.csv: line 3", "an error can wrap its own text");
    IS_STR(err.hint, "", "a new failure loses the older hint");
    IS_INT(va_fail(NULL, VA_IO, "nobody listens"), VA_IO, "no struct is fine");
    va_hint(NULL, "nobody listens");

    va_fail(&err, VA_DATA,
            "a\nb\tc\x1b[2J\x7f\xc2\x9b"
            "d\xff");
    IS_STR(err.text, "a?b?c?[2J??d?", "control and invalid bytes become '?'");
    va_fail(&err, VA_DATA, "%s", "\xc3\xa9t\xc3\xa9 \xe6\xbc\xa2");
    IS_STR(err.text, "\xc3\xa9t\xc3\xa9 \xe6\xbc\xa2", "other characters stay");
}

static void
test_cut(void)
{
    struct va_err err = { 0 };
    char ascii[2 * VA_ERR_TEXT_MAX];
    char accents[2 * VA_ERR_TEXT_MAX + 1];

    memset(ascii, 'x', sizeof ascii - 1);
    ascii[sizeof ascii - 1] = '\0';
    va_fail(&err, VA_DATA, "%s", ascii);
    IS_INT(strlen(err.text), VA_ERR_TEXT_MAX - 1, "a long text is cut at the limit");
    va_hint(&err, "%s", ascii);
    IS_INT(strlen(err.hint), VA_ERR_HINT_MAX - 1, "a long hint is cut at its own limit");

    for (size_t i = 0; i + 1 < sizeof accents; i++)
        accents[i] = i % 2 ? '\xa9' : '\xc3';
    accents[sizeof accents - 1] = '\0';
    va_fail(&err, VA_DATA, "%s", accents);
    IS_INT(strlen(err.text), VA_ERR_TEXT_MAX - 2, "a character is never cut in two");
    IS_INT(err.text[VA_ERR_TEXT_MAX - 3], '\xa9', "the one before it is whole");
}

int
main(void)
{
    test_codes();
    test_texts();
    test_cut();
    return done();
}
