/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exact money: reading, rounding and writing whole picodollars. */
#include "base/money.h"

#include <stdbool.h>
#include <string.h>

#include "base/digits.h"

enum { TEXT_MAX = 40, N_DECIMALS = 12, SHORT_DIGITS = 5 };

static const va_uint128 pusd_per_usd = MONEY_PUSD_PER_USD;
static const va_uint128 pusd_per_cent = MONEY_PUSD_PER_USD / 100;

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/*
 * Check and pass the whole dollars. "0,002" is refused like any comma that does not stand
 * between thousands: where a comma is the decimal point it means something else.
 */
static const char *
skip_whole(const char *text)
{
    const size_t n_first = strspn(text, "0123456789");
    const char *at = text + n_first;

    if (*at == ',' && (n_first < 1 || n_first > 3 || *text == '0'))
        return NULL;
    while (*at == ',') {
        if (strspn(at + 1, "0123456789") != 3)
            return NULL;
        at += 4;
    }
    return at;
}

/* Where the decimals start; NULL when the text is not an amount. */
static const char *
check_amount(const char *text)
{
    const char *point = skip_whole(text);
    size_t n_decimals = 0;

    if (!point)
        return NULL;
    if (!*point)
        return point > text ? point : NULL;
    if (*point != '.')
        return NULL;
    n_decimals = strspn(point + 1, "0123456789");
    if (n_decimals < 1 || n_decimals > N_DECIMALS || point[1 + n_decimals])
        return NULL;
    return point + 1;
}

enum va_code
money_parse(const char *text, int64_t *out_pusd)
{
    const char *decimals = NULL;
    int64_t pusd = 0;
    size_t n_decimals = 0;

    if (strnlen(text, TEXT_MAX + 1) > TEXT_MAX)
        return VA_DOMAIN;
    if (*text == '$')
        text++;
    decimals = check_amount(text);
    if (!decimals)
        return VA_DOMAIN;
    n_decimals = strlen(decimals);
    for (const char *at = text; *at; at++) {
        if (is_digit(*at) && (__builtin_mul_overflow(pusd, 10, &pusd) ||
                              __builtin_add_overflow(pusd, *at - '0', &pusd)))
            return VA_OVERFLOW;
    }
    for (; n_decimals < N_DECIMALS; n_decimals++) {
        if (__builtin_mul_overflow(pusd, 10, &pusd))
            return VA_OVERFLOW;
    }
    *out_pusd = pusd;
    return VA_OK;
}

enum va_code
money_round_wide(va_int128 num, va_int128 den, va_int128 *out_pusd)
{
    va_int128 rest = 0;

    if (num < 0 || den <= 0)
        return VA_DOMAIN;
    rest = num % den;
    *out_pusd = num / den + (rest >= den - rest);
    return VA_OK;
}

enum va_code
money_round(va_int128 num, va_int128 den, int64_t *out_pusd)
{
    va_int128 wide = 0;
    const enum va_code code = money_round_wide(num, den, &wide);

    if (code)
        return code;
    if (wide > INT64_MAX)
        return VA_OVERFLOW;
    *out_pusd = (int64_t)wide;
    return VA_OK;
}

enum va_code
money_multiply(va_int128 a, va_int128 b, va_int128 *out)
{
    va_int128 product = 0;

    if (a < 0 || b < 0)
        return VA_DOMAIN;
    if (__builtin_mul_overflow(a, b, &product))
        return VA_OVERFLOW;
    *out = product;
    return VA_OK;
}

enum va_code
money_add(va_int128 a, va_int128 b, va_int128 *out)
{
    va_int128 sum = 0;

    if (__builtin_add_overflow(a, b, &sum))
        return VA_OVERFLOW;
    *out = sum;
    return VA_OK;
}

/* Write units of 10^-decimals as a decimal number with all its decimals. */
static char *
write_scaled(char *buf, va_uint128 units, size_t decimals)
{
    char text[DIGITS_INT_MAX];
    size_t len = 0;
    size_t n_zeros = 0;

    digits_uint(text, units);
    len = strlen(text);
    n_zeros = len <= decimals ? decimals + 1 - len : 0;
    memset(buf, '0', n_zeros);
    memcpy(buf + n_zeros, text, len + 1);
    len += n_zeros;
    memmove(buf + len - decimals + 1, buf + len - decimals, decimals + 1);
    buf[len - decimals] = '.';
    return buf;
}

static va_uint128
magnitude(va_int128 value)
{
    return value < 0 ? -(va_uint128)value : (va_uint128)value;
}

char *
money_exact(char *buf, va_int128 pusd)
{
    const bool negative = pusd < 0;

    if (negative)
        *buf = '-';
    digits_trim(write_scaled(buf + negative, magnitude(pusd), N_DECIMALS));
    return buf;
}

/* Round an amount below one dollar to SHORT_DIGITS significant digits, half up. */
static va_uint128
round_short(va_uint128 pusd)
{
    va_uint128 unit = 1;
    va_uint128 limit = 1;

    for (int i = 0; i < SHORT_DIGITS; i++)
        limit *= 10;
    while (pusd / unit >= limit)
        unit *= 10;
    return (pusd + unit / 2) / unit * unit;
}

char *
money_short(char *buf, va_int128 pusd)
{
    char text[MONEY_TEXT_MAX];
    va_uint128 size = magnitude(pusd);
    size_t at = 0;

    if (pusd < 0)
        buf[at++] = '-';
    buf[at++] = '$';
    if (size < pusd_per_usd)
        size = round_short(size);
    if (size < pusd_per_usd) {
        digits_trim(write_scaled(buf + at, size, N_DECIMALS));
        return buf;
    }
    write_scaled(text, (size + pusd_per_cent / 2) / pusd_per_cent, 2);
    digits_group(buf + at, MONEY_TEXT_MAX - at, text);
    return buf;
}
