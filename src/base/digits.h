/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Plain decimal digits of numbers, for the writers of this layer. The decimal point is
 * '.' in every locale, and there is never an exponent.
 */
#ifndef VA_BASE_DIGITS_H
#define VA_BASE_DIGITS_H

#include <stddef.h>

#include "base/money.h"

__extension__ typedef unsigned __int128 va_uint128;

/* The longest: -4.9e-324 to 20 significant digits. */
enum { DIGITS_MAX = 352, DIGITS_DECIMALS_MAX = 20, DIGITS_INT_MAX = 48 };

/* A whole number; buf holds DIGITS_INT_MAX bytes. Returns buf. */
char *digits_int(char *buf, va_int128 value);
char *digits_uint(char *buf, va_uint128 value);

/*
 * A double with exactly `decimals` (0 to DIGITS_DECIMALS_MAX, others are clamped) digits
 * after the point; no minus before a zero. buf holds DIGITS_MAX bytes. Returns buf; ""
 * for NaN and infinities.
 */
char *digits_fixed(char *buf, double value, int decimals);

/* As digits_fixed, to n significant digits (1 to DIGITS_DECIMALS_MAX, clamped). */
char *digits_significant(char *buf, double value, int n);

/* Drop the zeros that end a fraction, and a point that ends the text. Returns text. */
char *digits_trim(char *text);

/* Put commas between thousands before the point. buf holds size bytes. Returns buf, or
 * NULL when the result does not fit. */
char *digits_group(char *buf, size_t size, const char *text);

#endif
