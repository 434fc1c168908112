/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Is a text one JSON value (RFC 8259), not too deep and not too long? The parser that
 * follows is lenient about some things, and does not say where it stopped.
 */
#include "io/price_file.h"

#include <string.h>

#include "base/text.h"
#include "io/price_field.h"

enum { NUMBER_MAX = 32 };

struct scan {
    const char *at;
    const char *end;
    int32_t depth;
    int32_t values;
    const char *what; /* NULL: no error so far */
};

static bool
fail(struct scan *s, const char *what)
{
    if (!s->what)
        s->what = what;
    return false;
}

static bool
take(struct scan *s, char c)
{
    if (s->at == s->end || *s->at != c)
        return false;
    s->at++;
    return true;
}

static void
skip_space(struct scan *s)
{
    while (s->at < s->end && *s->at && strchr(" \t\r\n", *s->at))
        s->at++;
}

static size_t
skip_digits(struct scan *s)
{
    const char *start = s->at;

    while (s->at < s->end && *s->at >= '0' && *s->at <= '9')
        s->at++;
    return (size_t)(s->at - start);
}

static bool
scan_number(struct scan *s)
{
    const char *start = s->at;

    take(s, '-');
    if (!take(s, '0') && !skip_digits(s))
        return fail(s, "not a JSON value");
    if (take(s, '.') && !skip_digits(s))
        return fail(s, "no digit after the decimal point");
    if (take(s, 'e') || take(s, 'E')) {
        if (!take(s, '+'))
            take(s, '-');
        if (!skip_digits(s))
            return fail(s, "no digit in the exponent");
    }
    return s->at - start <= NUMBER_MAX || fail(s, "a number of too many digits");
}

/* Four hexadecimal digits; -1 when they are not there. */
static int32_t
scan_hex4(struct scan *s)
{
    static const char digits[] = "0123456789abcdef0123456789ABCDEF";
    int32_t value = 0;

    for (int i = 0; i < 4; i++, s->at++) {
        const char *digit = s->at < s->end && *s->at ? strchr(digits, *s->at) : NULL;

        if (!digit)
            return -1;
        value = value * 16 + (int32_t)((digit - digits) % 16);
    }
    return value;
}

/* After "\u": a character that is not NUL, as one code or as a pair of surrogates. */
static bool
scan_unicode(struct scan *s)
{
    const int32_t code = scan_hex4(s);

    if (code <= 0 || (code >= 0xdc00 && code <= 0xdfff))
        return fail(s, "a bad \\u escape");
    if (code >= 0xd800 && code <= 0xdbff) {
        const int32_t low = take(s, '\\') && take(s, 'u') ? scan_hex4(s) : -1;

        if (low < 0xdc00 || low > 0xdfff)
            return fail(s, "half a surrogate pair");
    }
    return true;
}

static bool
scan_string(struct scan *s)
{
    s->at++; /* the quote */
    while (s->at < s->end) {
        const char c = *s->at++;

        if (c == '"')
            return true;
        if ((unsigned char)c < 0x20)
            return fail(s, "a control character in a string");
        if (c != '\\')
            continue;
        if (s->at == s->end || !*s->at || !strchr("\"\\/bfnrtu", *s->at))
            return fail(s, "a bad escape");
        if (*s->at++ == 'u' && !scan_unicode(s))
            return false;
    }
    return fail(s, "a string without an end");
}

static bool
scan_word(struct scan *s, const char *word)
{
    const size_t len = strlen(word);

    if ((size_t)(s->end - s->at) < len || memcmp(s->at, word, len) != 0)
        return fail(s, "not a JSON value");
    s->at += len;
    return true;
}

static bool scan_value(struct scan *s);

static bool
scan_key(struct scan *s)
{
    if (s->at == s->end || *s->at != '"')
        return fail(s, "a key is missing");
    if (!scan_string(s))
        return false;
    skip_space(s);
    return take(s, ':') || fail(s, "no ':' after a key");
}

static bool
scan_container(struct scan *s, char end, bool keys)
{
    s->at++; /* the bracket */
    if (++s->depth > PRICE_DEPTH_MAX)
        return fail(s, "nested too deeply");
    skip_space(s);
    if (take(s, end)) {
        s->depth--;
        return true;
    }
    do {
        skip_space(s);
        if ((keys && !scan_key(s)) || !scan_value(s))
            return false;
        skip_space(s);
    } while (take(s, ','));
    s->depth--;
    return take(s, end) || fail(s, keys ? "no ',' or '}'" : "no ',' or ']'");
}

static bool
scan_value(struct scan *s)
{
    skip_space(s);
    if (++s->values > PRICE_VALUES_MAX)
        return fail(s, "too many values");
    if (s->at == s->end)
        return fail(s, "the text ends too early");
    switch (*s->at) {
    case '{':
        return scan_container(s, '}', true);
    case '[':
        return scan_container(s, ']', false);
    case '"':
        return scan_string(s);
    case 't':
        return scan_word(s, "true");
    case 'f':
        return scan_word(s, "false");
    case 'n':
        return scan_word(s, "null");
    default:
        return scan_number(s);
    }
}

static int
line_of(const char *text, const char *at)
{
    int line = 1;

    for (; text < at; text++)
        line += *text == '\n';
    return line;
}

enum va_code
price_scan(const char *text, size_t len, const char *path, struct va_err *err)
{
    struct scan s = { .at = text, .end = text + len };

    if (len > PRICE_BYTES_MAX)
        return va_fail(err, VA_DATA, "%s: larger than 4 MiB", price_tail(path));
    if (!text_is_utf8(text, len))
        return va_fail(err, VA_DATA, "%s: not UTF-8 text", price_tail(path));
    if (scan_value(&s)) {
        skip_space(&s);
        if (s.at == s.end)
            return VA_OK;
        fail(&s, "more text after the value");
    }
    return va_fail(err, VA_DATA, "%s:%d: not JSON: %s", price_tail(path),
                   line_of(text, s.at), s.what);
}
