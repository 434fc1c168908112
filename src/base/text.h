/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Numbers, durations and names from and to text. Independent of the locale; every reader
 * takes a length, so text need not end in NUL, and says no to NaN, infinities and junk.
 */
#ifndef VA_BASE_TEXT_H
#define VA_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum { TEXT_NUMBER_MAX = 64, TEXT_NAME_MAX = 128 };

/*
 * A decimal number, exactly, as an integer scaled by 10^scale: "472.455" with scale 6 is
 * 472455000. Accepts a sign, digits with an optional point, and an exponent (5.12E8).
 * Digits beyond the scale are rounded half away from zero.
 *
 * text, len  the whole number, nothing else, 1 to 64 characters
 * scale      0 to 12
 *
 * Returns VA_OK; VA_DOMAIN when it is not a finite decimal number; VA_OVERFLOW past
 * int64.
 */
enum va_code text_parse_fixed(const char *text, size_t len, int scale, int64_t *out);

/* A finite double; VA_DOMAIN for anything else, infinities and NaN included. len <= 64.
 */
enum va_code text_parse_double(const char *text, size_t len, double *out);

/* A whole number in low..high, however it is written ("512", "512.0"); VA_DOMAIN when it
 * is no whole number or outside. */
enum va_code text_parse_int(const char *text, size_t len, int64_t low, int64_t high,
                            int64_t *out);

/* A time: "50s", "500 ms", "1.5m", "2h", "80us"; a bare number is milliseconds. > 0;
 * VA_DOMAIN for anything else. */
enum va_code text_parse_time_ms(const char *text, double *out_ms);

/* A number with `decimals` (0 to 20) digits after the point and, from 1,000 on, commas
 * when asked. Never an exponent, never "-0". buf holds TEXT_NUMBER_MAX bytes. Returns
 * buf; "-" for NaN, infinities and what does not fit. */
char *text_number(char *buf, double value, int decimals, bool commas);

/* A duration for people, three significant digits or one decimal of a second: "0.310 ms",
 * "3.10 ms", "469 ms", "4.52 s", "71.9 s", "1,003.7 s"; "-" as text_number. buf holds
 * TEXT_NUMBER_MAX bytes. Returns buf. */
char *text_time(char *buf, double ms);

/* Is it a usable name: 1 to TEXT_NAME_MAX bytes of valid UTF-8 without control
 * characters, white space at the ends, '/' or ','? */
bool text_is_name(const char *text, size_t len);

/* Bytes of the UTF-8 character that text starts with (1 to 4) and its code point; 0 when
 * it is invalid, cut off or NUL (out_point untouched). */
size_t text_utf8(const char *text, size_t len, uint32_t *out_point);

enum { TEXT_UTF8_MAX = 5 }; /* bytes of a character, with NUL */

/* The UTF-8 of a code point <= 0x10ffff; out holds TEXT_UTF8_MAX bytes. Returns the bytes
 * without the NUL. */
size_t text_utf8_write(uint32_t point, char *out);

/* Is it a control character (C0, DEL, C1) or a line or paragraph separator? */
bool text_is_control(uint32_t point);

/* Combining marks have numbers from 1 to TEXT_MARKS_MAX, so that one fits beside a code
 * point in 32 bits. The number of one, 0 when it is none: formats such as directions are
 * not; and the mark of a number. */
enum { TEXT_MARKS_MAX = 0x7ff };
uint32_t text_mark(uint32_t point);
uint32_t text_mark_point(uint32_t mark);

/* Is it valid UTF-8 without NUL? */
bool text_is_utf8(const char *text, size_t len);

/* Columns of a terminal the text takes (UTF-8; wcwidth rules for common ranges: combining
 * 0, East Asian wide 2). Invalid bytes and control characters count one. */
int text_width(const char *text);

/*
 * The candidate nearest to a mistyped word, the first of equals, or NULL when none is
 * near: Damerau-Levenshtein (optimal string alignment) over bytes, upper and lower case
 * of ASCII alike; at most a third of the word may be wrong, or one byte, but not all of
 * it. Words over TEXT_NAME_MAX bytes have no neighbours.
 */
const char *text_closest(const char *word, const char *const *candidates, size_t n);

#endif
