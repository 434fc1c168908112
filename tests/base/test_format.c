/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers and durations for people. */
#include "base/text.h"

#include "base/digits.h"
#include "tap.h"

struct number_row {
    double value;
    int decimals;
    bool commas;
    const char *text;
};

struct time_row {
    double ms;
    const char *text;
};

#define N_OF(array) (sizeof(array) / sizeof((array)[0]))

static void
test_number(void)
{
    static const struct number_row rows[] = {
        { 0, 0, false, "0" },
        { 0, 2, true, "0.00" },
        { -0.0, 2, false, "0.00" },
        { -0.001, 2, false, "0.00" },
        { -0.006, 2, false, "-0.01" },
        { 3.14159, 2, false, "3.14" },
        { 0.999, 2, false, "1.00" },
        { 999, 0, true, "999" },
        { 999.6, 0, true, "1,000" },
        { 1000, 0, true, "1,000" },
        { 1000, 0, false, "1000" },
        { 1234567.891, 1, true, "1,234,567.9" },
        { -1234567.891, 1, true, "-1,234,567.9" },
        { -999, 0, true, "-999" },
        { -1000, 0, true, "-1,000" },
        { 1e21, 0, false, "1000000000000000000000" },
        { 1e21, 2, true, "1,000,000,000,000,000,000,000.00" },
        { 1e-9, 9, true, "0.000000001" },
        { 1e-9, 3, false, "0.000" },
        { 2.5, -4, false, "2" },
        { 0.5, 99, false, "0.50000000000000000000" },
        { NAN, 2, false, "-" },
        { INFINITY, 2, true, "-" },
        { -INFINITY, 2, false, "-" },
        { 1e308, 0, false, "-" },
        { 1e308, 2, true, "-" },
    };
    char buf[TEXT_NUMBER_MAX];

    for (size_t i = 0; i < N_OF(rows); i++)
        IS_STR(text_number(buf, rows[i].value, rows[i].decimals, rows[i].commas),
               rows[i].text, "%g to %d decimals%s reads %s", rows[i].value,
               rows[i].decimals, rows[i].commas ? " with commas" : "", rows[i].text);
}

static void
test_number_fits(void)
{
    struct {
        char buf[TEXT_NUMBER_MAX];
        char guard;
    } room = { .guard = 'G' };
    size_t longest = 0;

    for (int power = 0; power < 90; power++) {
        const double value = -9.87 * pow(10, power);

        for (int commas = 0; commas < 2; commas++) {
            const size_t len = strlen(text_number(room.buf, value, 1, commas));

            longest = len > longest ? len : longest;
        }
    }
    OK(longest > TEXT_NUMBER_MAX - 4 && longest < TEXT_NUMBER_MAX,
       "numbers fill the buffer and no more");
    IS_INT(room.guard, 'G', "nothing is written behind the buffer");
}

static void
test_time(void)
{
    static const struct time_row rows[] = {
        { 3.1, "3.10 ms" },         { 469, "469 ms" },
        { 4520, "4.52 s" },         { 71882.7, "71.9 s" },
        { 1003700, "1,003.7 s" },   { 0, "0 ms" },
        { 0.31, "0.310 ms" },       { 0.08, "0.0800 ms" },
        { 0.003, "0.00300 ms" },    { 9.994, "9.99 ms" },
        { 9.996, "10.0 ms" },       { 99.94, "99.9 ms" },
        { 99.96, "100 ms" },        { 999.4, "999 ms" },
        { 999.6, "1.00 s" },        { 0.9996, "1.00 ms" },
        { 0.09996, "0.100 ms" },    { 0.009996, "0.0100 ms" },
        { 9994, "9.99 s" },         { 9996, "10.0 s" },
        { 999940, "999.9 s" },      { 999960, "1,000.0 s" },
        { 86400000, "86,400.0 s" }, { -3.1, "-3.10 ms" },
        { -4520, "-4.52 s" },       { NAN, "-" },
        { INFINITY, "-" },          { 1e300, "-" },
    };
    char buf[TEXT_NUMBER_MAX];

    for (size_t i = 0; i < N_OF(rows); i++)
        IS_STR(text_time(buf, rows[i].ms), rows[i].text, "%.10g ms reads %s", rows[i].ms,
               rows[i].text);
}

/* What is written is read back within the digits shown. */
static void
test_time_returns(void)
{
    char buf[TEXT_NUMBER_MAX];

    for (int i = 0; i < 14; i++) {
        const double ms = 0.0123 * pow(3.7, i);
        double back = 0;
        const enum va_code code = text_parse_time_ms(text_time(buf, ms), &back);

        OK(!code && fabs(back - ms) <= 0.0051 * ms, "%s is read back", buf);
    }
}

/* Digits by our own arithmetic and by printf, middles between two among them. */
static void
test_digits(void)
{
    uint64_t state = 88172645463325252U;
    int wrong = 0;

    for (int i = 0; i < 200000; i++) {
        const int places = i % 8;
        char ours[DIGITS_MAX];
        char printed[DIGITS_MAX];
        double value = 0;

        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        value = (double)(int64_t)(state >> (state % 50)) / (double)(1 << (i % 20));
        value *= i % 3 ? 1e-9 : -1;
        snprintf(printed, sizeof printed, "%.*f", places, value);
        if (printed[0] == '-' && !printed[1 + strspn(printed + 1, "0.")])
            memmove(printed, printed + 1, strlen(printed));
        wrong += strcmp(digits_fixed(ours, value, places), printed) != 0;
    }
    IS_INT(wrong, 0, "numbers have the digits that printf gives them");
}

int
main(void)
{
    test_digits();
    test_number();
    test_number_fits();
    test_time();
    test_time_returns();
    return done();
}
