/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Time as an argument, and dates as numbers. Proleptic Gregorian calendar, UTC. */
#ifndef VA_BASE_CLOCK_H
#define VA_BASE_CLOCK_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* Who tells the time: main hands in the real one, tests a fixed one. */
struct va_clock {
    int64_t (*now_ms)(void *ctx); /* milliseconds since 1970-01-01 00:00 UTC */
    void *ctx;
};

enum { DATE_TEXT_MAX = 40 };

#define TIME_UNKNOWN INT64_MIN

/* "YYYY-MM-DD" to days since 1970-01-01, years 1970 to 9999; VA_DOMAIN otherwise. */
enum va_code date_parse(const char *text, int32_t *out_days);

/* Days to "YYYY-MM-DD"; buf holds DATE_TEXT_MAX bytes. Returns buf. */
char *date_format(char *buf, int32_t days);

/* Whole days of a time in ms (floor), the nearest int32 when past it. */
int32_t date_of_ms(int64_t ms);

/* The day of a time in ms, likewise; "-" for TIME_UNKNOWN. */
char *day_format(char *buf, int64_t ms);

/*
 * A time: ISO 8601 ("2026-10-08T07:30:29.470Z", a space for the T and before the zone,
 * offsets +hh:mm, +hhmm, +hh, or UTC; no zone means UTC; date alone; digits past the ms
 * are cut off), or a Unix time in ms (digits only). Years 1970 to 9999.
 * Returns VA_OK or VA_DOMAIN.
 */
enum va_code time_parse_ms(const char *text, size_t len, int64_t *out_ms);

/* ms to "2026-10-08T07:30:29.470Z", "-" for TIME_UNKNOWN; buf holds DATE_TEXT_MAX bytes.
 * Returns buf. */
char *time_format(char *buf, int64_t ms);

#endif
