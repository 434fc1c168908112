/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plain decimal digits of numbers, the same in every locale. */
#include "base/digits.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char all_digits[] = "0123456789";

static int
clamp(int value, int low, int high)
{
    if (value < low)
        return low;
    return value > high ? high : value;
}

/* Remove the sign of a text without any digit but zero. */
static void
unsign_zero(char *text)
{
    if (text[0] == '-' && !text[1 + strspn(text + 1, "0.")])
        memmove(text, text + 1, strlen(text));
}

char *
digits_uint(char *buf, va_uint128 value)
{
    char reversed[DIGITS_INT_MAX];
    size_t n = 0;
    size_t at = 0;

    do {
        reversed[n++] = (char)('0' + (int)(value % 10));
        value /= 10;
    } while (value);
    while (n)
        buf[at++] = reversed[--n];
    buf[at] = '\0';
    return buf;
}

char *
digits_int(char *buf, va_int128 value)
{
    const bool negative = value < 0;

    if (negative)
        *buf = '-';
    digits_uint(buf + negative, negative ? -(va_uint128)value : (va_uint128)value);
    return buf;
}

/* Digits of a value that is not near the middle between two, without the slow exact
 * arithmetic of printf: its last place then is known for sure. */
static bool
fixed_fast(char *buf, double value, int places)
{
    static const double powers[] = { 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6 };
    const double most = 1e9;  /* of what is scaled: the product is off by < 1e-6 there */
    const double safe = 1e-5; /* from the middle */
    char digits[DIGITS_INT_MAX];
    double scaled = 0;
    uint64_t whole = 0;
    int n = 0;

    if (places >= (int)(sizeof powers / sizeof *powers) || !(fabs(value) < most))
        return false;
    scaled = fabs(value) * powers[places];
    if (!(scaled < most) || fabs(scaled - floor(scaled) - 0.5) < safe)
        return false;
    whole = (uint64_t)(scaled + 0.5);
    digits_uint(digits, whole);
    for (n = (int)strlen(digits); n <= places; n++) {
        memmove(digits + 1, digits, (size_t)n + 1);
        digits[0] = '0';
    }
    if (signbit(value) && whole)
        *buf++ = '-';
    memcpy(buf, digits, (size_t)(n - places));
    buf += n - places;
    if (places)
        *buf++ = '.';
    memcpy(buf, digits + n - places, (size_t)places + 1);
    return true;
}

char *
digits_fixed(char *buf, double value, int decimals)
{
    char printed[DIGITS_MAX];
    const int places = clamp(decimals, 0, DIGITS_DECIMALS_MAX);
    int len = 0;
    int n_whole = 0;

    buf[0] = '\0';
    if (!isfinite(value) || fixed_fast(buf, value, places))
        return buf;
    /* The radix character of the locale is what stands between the two runs of digits. */
    len = snprintf(printed, sizeof printed, "%.*f", places, fabs(value));
    if (len <= 0 || (size_t)len >= sizeof printed)
        return buf;
    n_whole = (int)strspn(printed, all_digits);
    snprintf(buf, DIGITS_MAX, "%s%.*s%s%s", signbit(value) ? "-" : "", n_whole, printed,
             places ? "." : "", places ? printed + len - places : "");
    unsign_zero(buf);
    return buf;
}

/* Write digits with the point after the first one moved right by `exponent`. */
static void
lay_out(char *buf, const char *digits, int n, int exponent)
{
    size_t at = 0;

    if (exponent < 0) {
        buf[at++] = '0';
        buf[at++] = '.';
        for (int i = -1; i > exponent; i--)
            buf[at++] = '0';
    }
    for (int i = 0; i < n || i <= exponent; i++) {
        if (exponent >= 0 && i == exponent + 1)
            buf[at++] = '.';
        buf[at++] = '0';
        if (i < n)
            buf[at - 1] = digits[i];
    }
    buf[at] = '\0';
}

char *
digits_significant(char *buf, double value, int n)
{
    char printed[DIGITS_DECIMALS_MAX + 32];
    const int places = clamp(n, 1, DIGITS_DECIMALS_MAX) - 1;
    const char *e = NULL;
    char digits[DIGITS_DECIMALS_MAX + 1];
    const bool negative = signbit(value);

    buf[0] = '\0';
    if (!isfinite(value))
        return buf;
    snprintf(printed, sizeof printed, "%.*e", places, fabs(value));
    e = strchr(printed, 'e');
    if (!e)
        return buf;
    digits[0] = printed[0];
    memcpy(digits + 1, e - places, (size_t)places);
    if (negative)
        buf[0] = '-';
    lay_out(buf + negative, digits, places + 1, (int)strtol(e + 1, NULL, 10));
    unsign_zero(buf);
    return buf;
}

char *
digits_trim(char *text)
{
    char *end = text + strlen(text);

    if (!strchr(text, '.'))
        return text;
    while (end[-1] == '0')
        end--;
    if (end[-1] == '.')
        end--;
    *end = '\0';
    unsign_zero(text);
    return text;
}

char *
digits_group(char *buf, size_t size, const char *text)
{
    const size_t n_sign = text[0] == '-';
    const size_t n_whole = strspn(text + n_sign, all_digits);
    const size_t n_commas = n_whole ? (n_whole - 1) / 3 : 0;
    size_t at = 0;

    if (strlen(text) + n_commas >= size)
        return NULL;
    for (size_t i = 0; text[i]; i++) {
        const size_t left = n_whole + n_sign - i; /* whole digits from here on */

        if (i > n_sign && i < n_whole + n_sign && left % 3 == 0)
            buf[at++] = ',';
        buf[at++] = text[i];
    }
    buf[at] = '\0';
    return buf;
}
