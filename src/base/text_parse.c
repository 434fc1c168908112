/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading numbers and durations: one decimal reader, exact, the same in every locale. */
#include "base/text.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBER_LEN_MAX = 64, EXPONENT_MAX = 99999, SCALE_MAX = 12, TIME_LEN_MAX = 72 };

/* digits x 10^exponent; no leading zeros, so zero has no digits. */
struct decimal {
    bool negative;
    char digits[NUMBER_LEN_MAX + 1];
    int n_digits;
    int exponent;
};

struct time_unit {
    const char *name;
    double ms;
};

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The digits before the exponent; returns what follows them, NULL when there are none. */
static const char *
read_digits(const char *at, const char *end, struct decimal *d)
{
    bool any = false;
    bool point = false;

    for (; at < end && (is_digit(*at) || (*at == '.' && !point)); at++) {
        if (*at == '.') {
            point = true;
            continue;
        }
        any = true;
        d->exponent -= point;
        if (d->n_digits || *at != '0')
            d->digits[d->n_digits++] = *at;
    }
    return any ? at : NULL;
}

/* The digits of an exponent with its sign, saturating. */
static bool
read_exponent(const char *at, const char *end, int *out)
{
    const bool negative = at < end && *at == '-';
    int value = 0;

    if (at < end && (*at == '-' || *at == '+'))
        at++;
    if (at == end)
        return false;
    for (; at < end && is_digit(*at); at++) {
        if (value < EXPONENT_MAX)
            value = value * 10 + (*at - '0');
    }
    *out = negative ? -value : value;
    return at == end;
}

static bool
read_decimal(const char *text, size_t len, struct decimal *d)
{
    const char *at = text;
    const char *end = text + len;
    int exponent = 0;

    *d = (struct decimal){ 0 };
    if (len < 1 || len > NUMBER_LEN_MAX)
        return false;
    d->negative = *at == '-';
    if (*at == '-' || *at == '+')
        at++;
    at = read_digits(at, end, d);
    if (!at)
        return false;
    if (at < end && *at != 'e' && *at != 'E')
        return false;
    if (at < end && !read_exponent(at + 1, end, &exponent))
        return false;
    d->exponent += exponent;
    return true;
}

/* Add a digit to a number that runs away from zero. */
static bool
append(int64_t *value, int digit, bool negative)
{
    return !__builtin_mul_overflow(*value, 10, value) &&
           !__builtin_add_overflow(*value, negative ? -digit : digit, value);
}

/* The decimal as a whole number, rounded half away from zero. */
static enum va_code
round_decimal(const struct decimal *d, int64_t *out)
{
    const int n_kept = d->n_digits + d->exponent;
    int64_t value = 0;

    for (int i = 0; d->n_digits && i < n_kept; i++) {
        const int digit = i < d->n_digits ? d->digits[i] - '0' : 0;

        if (!append(&value, digit, d->negative))
            return VA_OVERFLOW;
    }
    if (n_kept >= 0 && n_kept < d->n_digits && d->digits[n_kept] >= '5' &&
        __builtin_add_overflow(value, d->negative ? -1 : 1, &value))
        return VA_OVERFLOW;
    *out = value;
    return VA_OK;
}

static bool
is_whole(const struct decimal *d)
{
    for (int i = 0; i < d->n_digits; i++) {
        if (i >= d->n_digits + d->exponent && d->digits[i] != '0')
            return false;
    }
    return true;
}

enum va_code
text_parse_fixed(const char *text, size_t len, int scale, int64_t *out)
{
    struct decimal d;

    if (scale < 0 || scale > SCALE_MAX || !read_decimal(text, len, &d))
        return VA_DOMAIN;
    d.exponent += scale;
    return round_decimal(&d, out);
}

/*
 * A short decimal as a double by one correctly rounded operation on two exact numbers:
 * William D. Clinger, "How to Read Floating Point Numbers Accurately" (1990), the fast
 * case. False when the decimal is not short.
 */
static bool
double_of_short(const struct decimal *d, double *out)
{
    static const double powers[] = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                     1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                     1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };
    const int n_powers = sizeof powers / sizeof powers[0];
    double value = 0;

    if (d->n_digits > DBL_DIG || abs(d->exponent) >= n_powers)
        return false;
    for (int i = 0; i < d->n_digits; i++)
        value = value * 10 + (d->digits[i] - '0');
    if (d->exponent < 0)
        value /= powers[-d->exponent];
    else
        value *= powers[d->exponent];
    *out = d->negative ? -value : value;
    return true;
}

enum va_code
text_parse_double(const char *text, size_t len, double *out)
{
    struct decimal d;
    char plain[NUMBER_LEN_MAX + 16];
    double value = 0;

    if (!read_decimal(text, len, &d))
        return VA_DOMAIN;
    if (double_of_short(&d, out))
        return VA_OK;
    /* Without a radix character strtod reads the same in every locale. */
    snprintf(plain, sizeof plain, "%s%.*se%d", d.negative ? "-" : "",
             d.n_digits ? d.n_digits : 1, d.n_digits ? d.digits : "0", d.exponent);
    value = strtod(plain, NULL);
    if (!isfinite(value))
        return VA_DOMAIN;
    *out = value;
    return VA_OK;
}

enum va_code
text_parse_int(const char *text, size_t len, int64_t low, int64_t high, int64_t *out)
{
    struct decimal d;
    int64_t value = 0;

    if (!read_decimal(text, len, &d) || !is_whole(&d) || round_decimal(&d, &value))
        return VA_DOMAIN;
    if (value < low || value > high)
        return VA_DOMAIN;
    *out = value;
    return VA_OK;
}

/* The milliseconds in a unit; 0 when there is no such unit. */
static double
unit_ms(const char *name)
{
    static const struct time_unit units[] = {
        { "", 1 },       { "us", 1e-3 }, { "\xc2\xb5s", 1e-3 }, { "\xce\xbcs", 1e-3 },
        { "ms", 1 },     { "s", 1e3 },   { "m", 60e3 },         { "min", 60e3 },
        { "h", 3600e3 },
    };

    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (!strcmp(name, units[i].name))
            return units[i].ms;
    }
    return 0;
}

enum va_code
text_parse_time_ms(const char *text, double *out_ms)
{
    size_t len = strnlen(text, TIME_LEN_MAX + 1);
    double value = 0;
    double ms = 0;

    if (len > TIME_LEN_MAX)
        return VA_DOMAIN;
    while (len && !is_digit(text[len - 1]) && text[len - 1] != '.' &&
           text[len - 1] != ' ')
        len--;
    ms = unit_ms(text + len);
    if (len > 1 && text[len] && text[len - 1] == ' ')
        len--;
    if (text_parse_double(text, len, &value))
        return VA_DOMAIN;
    ms *= value;
    if (!(ms > 0) || !isfinite(ms))
        return VA_DOMAIN;
    *out_ms = ms;
    return VA_OK;
}
