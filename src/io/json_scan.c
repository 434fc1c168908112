/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scanning JSON where it lies. RFC 8259. */
#include "io/json_scan.h"

#include <string.h>

#include "base/text.h"

enum { NESTING_MAX = 999, NUMBER_MAX = 63, NEVER = -1 };

static enum va_code
broken(const char *what, struct va_err *err)
{
    return va_fail(err, VA_DATA, "not valid JSON: %s", what);
}

static bool
is_space(char c)
{
    return c <= ' ' && (c == ' ' || c == '\t' || c == '\r' || c == '\n');
}

static void
skip_space(struct json_scan *s)
{
    while (s->at < s->end && is_space(*s->at))
        s->at++;
}

bool
json_scan_take(struct json_scan *s, char c)
{
    skip_space(s);
    if (s->at == s->end || *s->at != c)
        return false;
    s->at++;
    return true;
}

static int
hex_digit(char c)
{
    static const char digits[] = "0123456789abcdef";
    const char lower = (char)(c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c);
    const char *found = lower ? strchr(digits, lower) : NULL;

    return found ? (int)(found - digits) : -1;
}

/* Four hexadecimal digits; NEVER when they are not there. */
static int
take_hex(struct json_scan *s)
{
    int value = 0;

    if (s->end - s->at < 4)
        return NEVER;
    for (int i = 0; i < 4; i++) {
        const int digit = hex_digit(s->at[i]);

        if (digit < 0)
            return NEVER;
        value = value * 16 + digit;
    }
    s->at += 4;
    return value;
}

/* The code point of an escape after "\u", pairs of surrogates included. */
static int
take_point(struct json_scan *s)
{
    const int high = take_hex(s);
    int low = 0;

    if (high < 0xd800 || high > 0xdfff)
        return high ? high : NEVER;
    if (high > 0xdbff || s->end - s->at < 6 || s->at[0] != '\\' || s->at[1] != 'u')
        return NEVER;
    s->at += 2;
    low = take_hex(s);
    if (low < 0xdc00 || low > 0xdfff)
        return NEVER;
    return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
}

static bool
decode_escape(struct json_scan *s, struct buf *out)
{
    static const char from[] = "\"\\/bfnrt";
    static const char to[] = "\"\\/\b\f\n\r\t";
    const char *found = NULL;
    char text[TEXT_UTF8_MAX];
    int point = 0;

    if (s->at == s->end || !*s->at)
        return false;
    found = strchr(from, *s->at);
    if (found) {
        buf_byte(out, to[found - from]);
        s->at++;
        return true;
    }
    if (*s->at++ != 'u')
        return false;
    point = take_point(s);
    if (point == NEVER)
        return false;
    buf_add(out, text, text_utf8_write((uint32_t)point, text));
    return true;
}

/* The rest of a string with escapes, decoded to the end of `out`. */
static enum va_code
decode_string(struct json_scan *s, struct buf *out, struct json_token *token,
              struct va_err *err)
{
    const size_t from = out->len;

    while (s->at < s->end && *s->at != '"') {
        const bool escape = *s->at == '\\';

        if (!escape)
            buf_byte(out, *s->at);
        s->at++;
        if (escape && !decode_escape(s, out))
            return broken("a bad escape in a string", err);
    }
    if (s->at == s->end)
        return broken("a string that does not end", err);
    s->at++;
    if (out->code)
        return va_fail(err, out->code, "out of memory");
    *token = (struct json_token){ JSON_TOKEN_TEXT, buf_get(out) + from, out->len - from };
    return VA_OK;
}

enum va_code
json_scan_string(struct json_scan *s, struct buf *scratch, struct json_token *out,
                 struct va_err *err)
{
    const char *start = NULL;

    if (!json_scan_take(s, '"'))
        return broken("a string is missing", err);
    start = s->at;
    while (s->at < s->end && *s->at != '"' && *s->at != '\\')
        s->at++;
    if (s->at == s->end)
        return broken("a string that does not end", err);
    if (*s->at == '\\') {
        s->at = start;
        return decode_string(s, scratch, out, err);
    }
    *out = (struct json_token){ JSON_TOKEN_TEXT, start, (size_t)(s->at - start) };
    s->at++;
    return VA_OK;
}

static bool
is_word(const char *text, size_t len)
{
    return (len == 4 && (!memcmp(text, "true", 4) || !memcmp(text, "null", 4))) ||
           (len == 5 && !memcmp(text, "false", 5));
}

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static const char *
pass_digits(const char *at, const char *end)
{
    while (at < end && is_digit(*at))
        at++;
    return at;
}

/* Pass digits, at least one; NULL when there is none. */
static const char *
need_digits(const char *at, const char *end)
{
    const char *after = pass_digits(at, end);

    return after == at ? NULL : after;
}

static const char *
pass_exponent(const char *at, const char *end)
{
    if (at == end || (*at != 'e' && *at != 'E'))
        return at;
    at++;
    if (at < end && (*at == '-' || *at == '+'))
        at++;
    return need_digits(at, end);
}

/* -digits[.digits][e[+-]digits] */
static bool
is_number(const char *at, size_t len)
{
    const char *end = at + len;

    if (len > NUMBER_MAX)
        return false;
    at = need_digits(at + (len && *at == '-'), end);
    if (at && at < end && *at == '.')
        at = need_digits(at + 1, end);
    return at && pass_exponent(at, end) == end;
}

/* May it stand in a number or a word? */
static bool
is_bare(char c)
{
    return is_digit(c) || c == '.' || c == '-' || c == '+' || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z');
}

/* A number or a word. */
static enum va_code
scan_bare(struct json_scan *s, struct json_token *out, struct va_err *err)
{
    const char *start = s->at;
    size_t len = 0;

    while (s->at < s->end && is_bare(*s->at))
        s->at++;
    len = (size_t)(s->at - start);
    out->text = start;
    out->len = len;
    out->kind = JSON_TOKEN_WORD;
    if (is_word(start, len))
        return VA_OK;
    out->kind = JSON_TOKEN_NUMBER;
    return is_number(start, len) ? VA_OK : broken("a value is missing", err);
}

enum va_code
json_scan_scalar(struct json_scan *s, struct buf *scratch, struct json_token *out,
                 struct va_err *err)
{
    skip_space(s);
    if (s->at < s->end && *s->at == '"')
        return json_scan_string(s, scratch, out, err);
    return scan_bare(s, out, err);
}

bool
json_scan_is_nested(struct json_scan *s)
{
    skip_space(s);
    return s->at < s->end && (*s->at == '{' || *s->at == '[');
}

bool
json_scan_is_done(struct json_scan *s)
{
    skip_space(s);
    return s->at == s->end;
}

/* Where a scan stands in nested values: which brackets are open. */
struct nest {
    bool object[NESTING_MAX];
    int depth;
};

/* A value, or the opening of one. */
static enum va_code
skip_value(struct json_scan *s, struct nest *nest, struct buf *scratch,
           struct va_err *err)
{
    struct json_token token;
    const bool object = json_scan_take(s, '{');

    if (!object && !json_scan_take(s, '['))
        return json_scan_scalar(s, scratch, &token, err);
    if (nest->depth == NESTING_MAX)
        return broken("nested too deep", err);
    nest->object[nest->depth++] = object;
    return VA_OK;
}

static enum va_code
skip_key(struct json_scan *s, struct buf *scratch, struct va_err *err)
{
    struct json_token token;
    const enum va_code code = json_scan_string(s, scratch, &token, err);

    if (code)
        return code;
    return json_scan_take(s, ':') ? VA_OK : broken("':' is missing", err);
}

/* What follows a value inside brackets: closing ones, then a comma. */
static enum va_code
skip_closing(struct json_scan *s, struct nest *nest, struct va_err *err)
{
    while (nest->depth && json_scan_take(s, nest->object[nest->depth - 1] ? '}' : ']'))
        nest->depth--;
    if (nest->depth && !json_scan_take(s, ','))
        return broken("',' or a closing bracket is missing", err);
    return VA_OK;
}

enum va_code
json_scan_skip(struct json_scan *s, struct buf *scratch, struct va_err *err)
{
    struct nest nest;
    enum va_code code = VA_OK;

    nest.depth = 0;
    do {
        const int depth = nest.depth;

        buf_reset(scratch);
        if (depth && nest.object[depth - 1])
            code = skip_key(s, scratch, err);
        if (!code)
            code = skip_value(s, &nest, scratch, err);
        if (code)
            return code;
        if (nest.depth > depth && !json_scan_take(s, nest.object[depth] ? '}' : ']'))
            continue; /* into it */
        if (nest.depth > depth)
            nest.depth--; /* it was empty */
        code = skip_closing(s, &nest, err);
    } while (!code && nest.depth);
    return code;
}
