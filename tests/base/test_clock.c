/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dates and times as numbers. Expected values are those of date(1) of GNU coreutils. */
#include "base/clock.h"
#include "tap.h"

struct date_row {
    const char *text;
    int32_t days;
};

struct time_row {
    const char *text;
    int64_t ms;
};

#define N_OF(array) (sizeof(array) / sizeof((array)[0]))
#define UNTOUCHED 77

static void
test_dates(void)
{
    static const struct date_row rows[] = {
        { "1970-01-01", 0 },       { "1970-12-31", 364 },   { "1972-02-29", 789 },
        { "1972-03-01", 790 },     { "1999-12-31", 10956 }, { "2000-02-29", 11016 },
        { "2000-03-01", 11017 },   { "2019-02-01", 17928 }, { "2024-02-29", 19782 },
        { "2026-10-08", 20734 },   { "2100-02-28", 47540 }, { "2100-03-01", 47541 },
        { "9999-12-31", 2932896 },
    };
    char buf[DATE_TEXT_MAX];

    for (size_t i = 0; i < N_OF(rows); i++) {
        int32_t days = UNTOUCHED;

        IS_INT(date_parse(rows[i].text, &days), VA_OK, "%s is a date", rows[i].text);
        IS_INT(days, rows[i].days, "%s is day %" PRId32, rows[i].text, rows[i].days);
        IS_STR(date_format(buf, rows[i].days), rows[i].text, "day %" PRId32 " is %s",
               rows[i].days, rows[i].text);
    }
}

static void
test_bad_dates(void)
{
    static const char *const texts[] = {
        "",
        "2026",
        "2026-10",
        "2026-1-08",
        "2026-10-8",
        "2026-10-08 ",
        " 2026-10-08",
        "2026-10-08T",
        "2026/10/08",
        "20261008",
        "1969-12-31",
        "0000-01-01",
        "10000-01-01",
        "2026-00-01",
        "2026-13-01",
        "2026-01-00",
        "2026-01-32",
        "2026-04-31",
        "2026-06-31",
        "2026-09-31",
        "2026-11-31",
        "2023-02-29",
        "2100-02-29",
        "2024-02-30",
        "-026-10-08",
        "+026-10-08",
        "2026-10-0x",
        "2026-1O-08",
        "08-10-2026",
    };

    for (size_t i = 0; i < N_OF(texts); i++) {
        int32_t days = UNTOUCHED;

        OK(date_parse(texts[i], &days) == VA_DOMAIN && days == UNTOUCHED,
           "\"%s\" is no date", texts[i]);
    }
}

static void
test_every_day(void)
{
    char buf[DATE_TEXT_MAX];
    char last[DATE_TEXT_MAX] = "";
    int32_t days = 0;
    int n_wrong = 0;

    for (int32_t day = 0; day <= 2932896; day += 1) {
        n_wrong += date_parse(date_format(buf, day), &days) || days != day ||
                   strcmp(buf, last) <= 0;
        memcpy(last, buf, sizeof last);
    }
    IS_INT(n_wrong, 0, "every day to 9999 is written in order and read back");
    IS_STR(date_format(buf, -1), "1969-12-31", "the day before day 0 can be written");
    IS_STR(date_format(buf, INT32_MAX), "5881580-07-11", "so can the last day there is");
    IS_STR(date_format(buf, INT32_MIN), "-5877641-06-23", "and the first");
}

static void
test_days_of_times(void)
{
    IS_INT(date_of_ms(0), 0, "midnight belongs to its day");
    IS_INT(date_of_ms(86399999), 0, "the last millisecond belongs to the day");
    IS_INT(date_of_ms(86400000), 1, "the next one does not");
    IS_INT(date_of_ms(-1), -1, "before 1970 days are floored as well");
    IS_INT(date_of_ms(-86400000), -1, "midnight before 1970 belongs to its day");
    IS_INT(date_of_ms(-86400001), -2, "and a millisecond earlier to the one before");
    IS_INT(date_of_ms(INT64_MAX), INT32_MAX, "the end of time stops at the last day");
    IS_INT(date_of_ms(INT64_MIN), INT32_MIN, "the start of time at the first");
}

static void
test_times(void)
{
    static const int64_t t = INT64_C(1791444629470); /* 2026-10-08 07:30:29.470 UTC */
    const struct time_row rows[] = {
        { "2026-10-08T07:30:29.470Z", t },
        { "2026-10-08t07:30:29.470z", t },
        { "2026-10-08 07:30:29.470", t },
        { "2026-10-08T07:30:29,47", t },
        { "2026-10-08T07:30:29.470999999Z", t },
        { "2026-10-08 07:30:29.470 UTC", t },
        { "2026-10-08T07:30:29.470UTC", t },
        { "2026-10-08T09:30:29.470+02:00", t },
        { "2026-10-08 09:30:29.470 +0200", t },
        { "2026-10-08T09:30:29.470+02", t },
        { "2026-10-07T22:00:29.470-09:30", t },
        { "2026-10-08T07:30:29.470-00:00", t },
        { "1791444629470", t },
        { "2026-10-08T07:30:29", t - 470 },
        { "2026-10-08T07:30", t - 29470 },
        { "2026-10-08", INT64_C(1791417600000) },
        { "0", 0 },
        { "86400", 86400 },
        { "1970-01-01T00:00:00Z", 0 },
        { "9999-12-31T23:59:59.999Z", INT64_C(253402300799999) },
        { "253402300799999", INT64_C(253402300799999) },
        { "000000000000000000000000000000000000001", 1 },
    };

    for (size_t i = 0; i < N_OF(rows); i++) {
        int64_t ms = UNTOUCHED;

        IS_INT(time_parse_ms(rows[i].text, strlen(rows[i].text), &ms), VA_OK,
               "\"%s\" is a time", rows[i].text);
        IS_INT(ms, rows[i].ms, "\"%s\" is %" PRId64 " ms", rows[i].text, rows[i].ms);
    }
}

static void
test_bad_times(void)
{
    static const char *const texts[] = {
        "",
        "now",
        "-1",
        "+5",
        "1791444629.470",
        "1791444629470 ",
        "253402300800000",
        "99999999999999999999999999999999",
        "2026-10-08T",
        "2026-10-08T07",
        "2026-10-08T07:3",
        "2026-10-08T07:30:",
        "2026-10-08T07:30:29.",
        "2026-10-08T07:30:29.Z",
        "2026-10-08T24:00:00Z",
        "2026-10-08T07:60:00Z",
        "2026-10-08T07:30:60Z",
        "2026-10-08T7:30:00Z",
        "2026-10-08 ",
        "2026-10-08  07:30",
        "2026-10-08T07:30:29 ",
        "2026-10-08T07:30:29Z ",
        "2026-10-08T07:30:29ZZ",
        "2026-10-08T07:30:29 CET",
        "2026-10-08T07:30:29+2",
        "2026-10-08T07:30:29+02:",
        "2026-10-08T07:30:29+02:0",
        "2026-10-08T07:30:29+02:60",
        "2026-10-08T07:30:29+24:00",
        "2026-10-08T07:30:29+",
        "2026-10-08Z",
        "2023-02-29T00:00:00Z",
        "1970-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01",
        "1969-12-31T23:59:59Z",
    };
    int64_t ms = UNTOUCHED;

    for (size_t i = 0; i < N_OF(texts); i++)
        OK(time_parse_ms(texts[i], strlen(texts[i]), &ms) == VA_DOMAIN && ms == UNTOUCHED,
           "\"%s\" is no time", texts[i]);
    IS_INT(time_parse_ms("2026-10-08\0", 11, &ms), VA_DOMAIN, "a NUL is part of no time");
    IS_INT(time_parse_ms("12\0", 3, &ms), VA_DOMAIN, "nor of a Unix time");
    IS_INT(time_parse_ms("1791444629470", 2, &ms), VA_OK, "a length ends the text");
    IS_INT(ms, 17, "nothing behind the length is read");
}

static void
test_format(void)
{
    char buf[DATE_TEXT_MAX];
    int n_wrong = 0;

    IS_STR(time_format(buf, INT64_C(1791444629470)), "2026-10-08T07:30:29.470Z",
           "a time is written to the millisecond");
    IS_STR(time_format(buf, 0), "1970-01-01T00:00:00.000Z", "so is the first");
    IS_STR(time_format(buf, -1), "1969-12-31T23:59:59.999Z", "and the one before it");
    IS_STR(time_format(buf, TIME_UNKNOWN), "-", "an unknown time is a dash");
    IS_STR(day_format(buf, TIME_UNKNOWN), "-", "and so is its day");
    IS_STR(day_format(buf, INT64_C(1791444629470)), "2026-10-08", "a time has a day");
    IS_STR(day_format(buf, -1), "1969-12-31", "before 1970, too");
    IS_STR(time_format(buf, INT64_MAX), "292278994-08-17T07:12:55.807Z",
           "the end of time fits the buffer");
    IS_STR(time_format(buf, INT64_MIN + 1), "-292275055-05-16T16:47:04.193Z",
           "the start of time fits the buffer");
    for (int64_t ms = 0; ms < INT64_C(253402300800000); ms += INT64_C(86399999 * 37)) {
        int64_t back = 0;

        time_format(buf, ms);
        n_wrong += time_parse_ms(buf, strlen(buf), &back) || back != ms;
    }
    IS_INT(n_wrong, 0, "times are read back as they were written");
}

int
main(void)
{
    test_dates();
    test_bad_dates();
    test_every_day();
    test_days_of_times();
    test_times();
    test_bad_times();
    test_format();
    return done();
}
