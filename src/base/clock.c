/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dates and times as numbers. The calendar follows Howard Hinnant, "chrono-Compatible
 * Low-Level Date Algorithms" (days_from_civil, civil_from_days). */
#include "base/clock.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum {
    YEAR_MIN = 1970,
    YEAR_MAX = 9999,
    DATE_LEN = 10, /* YYYY-MM-DD */
    MS_PER_S = 1000,
    MS_PER_MIN = 60 * MS_PER_S,
    MS_PER_HOUR = 60 * MS_PER_MIN,
    MS_PER_DAY = 24 * MS_PER_HOUR,
    DAYS_PER_ERA = 146097, /* 400 years */
    DAYS_TO_EPOCH = 719468 /* from 0000-03-01 to 1970-01-01 */
};

static const int64_t time_end_ms = INT64_C(253402300800000); /* 10000-01-01 */

/* What is left of a text being read. */
struct cursor {
    const char *at;
    size_t len;
};

struct civil {
    int64_t year;
    int month; /* 1 to 12 */
    int day;
};

static int64_t
floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

static bool
next_is(const struct cursor *c, const char *set)
{
    return c->len && *c->at && strchr(set, *c->at);
}

/* Pass one character out of a set. */
static bool
take(struct cursor *c, const char *set)
{
    if (!next_is(c, set))
        return false;
    c->at++;
    c->len--;
    return true;
}

/* Read exactly n digits; false when they are not there or above high. */
static bool
take_digits(struct cursor *c, int n, int high, int *out)
{
    int value = 0;

    for (int i = 0; i < n; i++) {
        if (!next_is(c, "0123456789"))
            return false;
        value = value * 10 + (*c->at - '0');
        take(c, "0123456789");
    }
    *out = value;
    return value <= high;
}

static int
days_in_month(int year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return days[month - 1] + (month == 2 && leap);
}

/* Days since 1970-01-01 of a valid date. The year counts from March, so that the leap
 * day is its last. */
static int32_t
days_of(int year, int month, int day)
{
    const int from_march = (month + 9) % 12;
    const int shifted = year - (month <= 2);
    const int era = shifted / 400;
    const int year_of_era = shifted % 400;
    const int day_of_year = (153 * from_march + 2) / 5 + day - 1;
    const int day_of_era =
        year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

    return era * DAYS_PER_ERA + day_of_era - DAYS_TO_EPOCH;
}

static struct civil
civil_of(int64_t days)
{
    const int64_t shifted = days + DAYS_TO_EPOCH;
    const int64_t era = floor_div(shifted, DAYS_PER_ERA);
    const int day_of_era = (int)(shifted - era * DAYS_PER_ERA);
    const int year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const int day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const int from_march = (5 * day_of_year + 2) / 153;
    const int month = from_march < 10 ? from_march + 3 : from_march - 9;

    return (struct civil){ .year = year_of_era + era * 400 + (month <= 2),
                           .month = month,
                           .day = day_of_year - (153 * from_march + 2) / 5 + 1 };
}

static bool
take_date(struct cursor *c, int32_t *out_days)
{
    int year = 0;
    int month = 0;
    int day = 0;

    if (!take_digits(c, 4, YEAR_MAX, &year) || !take(c, "-") ||
        !take_digits(c, 2, 12, &month) || !take(c, "-") || !take_digits(c, 2, 31, &day))
        return false;
    if (year < YEAR_MIN || month < 1 || day < 1 || day > days_in_month(year, month))
        return false;
    *out_days = days_of(year, month, day);
    return true;
}

/* ":ss" with an optional fraction, of which whole milliseconds count. */
static bool
take_seconds(struct cursor *c, int64_t *io_ms)
{
    int s = 0;
    int weight = 100;

    if (!take(c, ":"))
        return true;
    if (!take_digits(c, 2, 59, &s))
        return false;
    *io_ms += (int64_t)s * MS_PER_S;
    if (!take(c, ".,"))
        return true;
    if (!next_is(c, "0123456789"))
        return false;
    while (next_is(c, "0123456789")) {
        *io_ms += (int64_t)(*c->at - '0') * weight;
        weight /= 10;
        take(c, "0123456789");
    }
    return true;
}

/* "hh:mm[:ss[.fff]]" added to a time. */
static bool
take_time_of_day(struct cursor *c, int64_t *io_ms)
{
    int h = 0;
    int min = 0;

    if (!take_digits(c, 2, 23, &h) || !take(c, ":") || !take_digits(c, 2, 59, &min))
        return false;
    *io_ms += (int64_t)h * MS_PER_HOUR + (int64_t)min * MS_PER_MIN;
    return take_seconds(c, io_ms);
}

/* "Z", "UTC", "+hh", "+hh:mm", "+hhmm" or nothing; what the local time is ahead. */
static bool
take_zone(struct cursor *c, int64_t *out_ahead_ms)
{
    const bool behind = next_is(c, "-");
    int h = 0;
    int min = 0;

    *out_ahead_ms = 0;
    if (take(c, "Zz"))
        return true;
    if (c->len == 3 && !memcmp(c->at, "UTC", 3)) {
        c->len = 0;
        return true;
    }
    if (!take(c, "+-"))
        return c->len == 0;
    if (!take_digits(c, 2, 23, &h))
        return false;
    if ((take(c, ":") || c->len) && !take_digits(c, 2, 59, &min))
        return false;
    *out_ahead_ms = (int64_t)h * MS_PER_HOUR + (int64_t)min * MS_PER_MIN;
    if (behind)
        *out_ahead_ms = -*out_ahead_ms;
    return true;
}

static bool
parse_iso(struct cursor *c, int64_t *out_ms)
{
    int32_t days = 0;
    int64_t ahead_ms = 0;

    if (!take_date(c, &days))
        return false;
    *out_ms = (int64_t)days * MS_PER_DAY;
    if (!c->len)
        return true;
    if (!take(c, "Tt ") || !take_time_of_day(c, out_ms))
        return false;
    if (take(c, " ") && !c->len)
        return false;
    if (!take_zone(c, &ahead_ms) || c->len)
        return false;
    *out_ms -= ahead_ms;
    return true;
}

static bool
parse_unix(struct cursor *c, int64_t *out_ms)
{
    *out_ms = 0;
    while (next_is(c, "0123456789") && *out_ms < time_end_ms) {
        *out_ms = *out_ms * 10 + (*c->at - '0');
        take(c, "0123456789");
    }
    return c->len == 0;
}

enum va_code
date_parse(const char *text, int32_t *out_days)
{
    struct cursor c = { text, strnlen(text, DATE_LEN + 1) };
    int32_t days = 0;

    if (!take_date(&c, &days) || c.len)
        return VA_DOMAIN;
    *out_days = days;
    return VA_OK;
}

char *
date_format(char *buf, int32_t days)
{
    const struct civil date = civil_of(days);

    snprintf(buf, DATE_TEXT_MAX, "%04lld-%02d-%02d", (long long)date.year, date.month,
             date.day);
    return buf;
}

int32_t
date_of_ms(int64_t ms)
{
    const int64_t days = floor_div(ms, MS_PER_DAY);

    if (days < INT32_MIN)
        return INT32_MIN;
    return days > INT32_MAX ? INT32_MAX : (int32_t)days;
}

enum va_code
time_parse_ms(const char *text, size_t len, int64_t *out_ms)
{
    struct cursor c = { text, len };
    int64_t ms = 0;
    const bool is_unix = len > 0 && (len < 5 || text[4] != '-');

    if (!len || !(is_unix ? parse_unix(&c, &ms) : parse_iso(&c, &ms)))
        return VA_DOMAIN;
    if (ms < 0 || ms >= time_end_ms)
        return VA_DOMAIN;
    *out_ms = ms;
    return VA_OK;
}

char *
day_format(char *buf, int64_t ms)
{
    if (ms == TIME_UNKNOWN)
        snprintf(buf, DATE_TEXT_MAX, "-");
    else
        date_format(buf, date_of_ms(ms));
    return buf;
}

char *
time_format(char *buf, int64_t ms)
{
    const struct civil date = civil_of(floor_div(ms, MS_PER_DAY));
    const int rest_ms = (int)((ms % MS_PER_DAY + MS_PER_DAY) % MS_PER_DAY);

    if (ms == TIME_UNKNOWN) {
        snprintf(buf, DATE_TEXT_MAX, "-");
        return buf;
    }
    snprintf(buf, DATE_TEXT_MAX, "%04lld-%02d-%02dT%02d:%02d:%02d.%03dZ",
             (long long)date.year, date.month, date.day, rest_ms / MS_PER_HOUR,
             rest_ms / MS_PER_MIN % 60, rest_ms / MS_PER_S % 60, rest_ms % MS_PER_S);
    return buf;
}
