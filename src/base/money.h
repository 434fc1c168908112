/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Exact money. An amount is a whole number of picodollars (p$, 10^-12 USD): every list
 * price with up to 12 decimals is exact. Totals that may pass int64 (9.2 million dollars)
 * are 128 bits wide. Nothing here uses floating point.
 */
#ifndef VA_BASE_MONEY_H
#define VA_BASE_MONEY_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

__extension__ typedef __int128 va_int128;

#define MONEY_PUSD_PER_USD INT64_C(1000000000000)

enum { MONEY_TEXT_MAX = 64 };

/*
 * Read a decimal amount of dollars: "0.0000166667", "$0.002", "1,999.50".
 *
 * text      at most 40 characters; an optional leading '$', digits, commas between
 *           thousands only ("0,002" is refused: it may mean 0.002), at most 12 decimals;
 *           no sign, no exponent
 * out_pusd  the amount, >= 0; untouched on error
 *
 * Returns VA_OK; VA_DOMAIN when the text is not such an amount; VA_OVERFLOW past int64.
 */
enum va_code money_parse(const char *text, int64_t *out_pusd);

/*
 * num / den rounded half up (away from zero never: amounts are >= 0).
 *
 * num >= 0, den > 0. Returns VA_OK, VA_DOMAIN for an argument out of range, VA_OVERFLOW
 * when the quotient passes int64. out_pusd is untouched on error.
 */
enum va_code money_round(va_int128 num, va_int128 den, int64_t *out_pusd);

/* As money_round with a 128-bit result. Returns VA_OK or VA_DOMAIN. */
enum va_code money_round_wide(va_int128 num, va_int128 den, va_int128 *out_pusd);

/* a x b; VA_OVERFLOW past 128 bits, VA_DOMAIN for a negative factor. */
enum va_code money_multiply(va_int128 a, va_int128 b, va_int128 *out);

/* a + b; VA_OVERFLOW past 128 bits. */
enum va_code money_add(va_int128 a, va_int128 b, va_int128 *out);

/*
 * The exact decimal, at least one digit before the point, no trailing zeros after it, no
 * exponent, no '$', no thousands separators: 1999468656 -> "0.001999468656", 0 -> "0";
 * a difference below zero starts with '-'. buf holds MONEY_TEXT_MAX bytes. Returns buf.
 */
char *money_exact(char *buf, va_int128 pusd);

/*
 * For people: '$', five significant digits below one dollar (round half up, trailing
 * zeros dropped), two decimals and thousands separators from one dollar on:
 * "$0.0019995", "$0.05", "$1,999.47", "$0". buf holds MONEY_TEXT_MAX bytes. Returns buf.
 */
char *money_short(char *buf, va_int128 pusd);

#endif
