/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers and durations from text: exact, bounded, and nothing but numbers. */
#include <stdlib.h>

#include "base/text.h"
#include "tap.h"

struct fixed_row {
    const char *text;
    int scale;
    enum va_code code;
    int64_t value;
};

struct time_row {
    const char *text;
    double ms; /* 0: refused */
};

#define UNTOUCHED INT64_C(-77)
#define N_OF(array) (sizeof(array) / sizeof((array)[0]))

/* Not one of these is a number, whoever reads it. */
static const char *const junk[] = {
    "",     " 1",    "1 ",    "nan", "NaN",  "-nan",  "inf", "-inf",   "infinity",
    "0x10", "1e",    "1e+",   "1e-", "e5",   ".",     "-",   "+",      "--1",
    "+-1",  "1.2.3", "1,000", "1_0", "1e5.", "1e1e1", "12a", "1.5 ms", "\xc2\xb2",
    "1\n",  "$1",    "-.",    "1d5", "1p3",  "1f",    "0b1", "(12)",
};

static void
test_fixed(void)
{
    static const struct fixed_row rows[] = {
        { "472.455", 6, VA_OK, 472455000 },
        { "5.12E8", 0, VA_OK, 512000000 },
        { "5.12e+8", 0, VA_OK, 512000000 },
        { "512e-2", 0, VA_OK, 5 },
        { "0", 0, VA_OK, 0 },
        { "-0", 12, VA_OK, 0 },
        { "+7", 0, VA_OK, 7 },
        { ".5", 1, VA_OK, 5 },
        { "5.", 1, VA_OK, 50 },
        { "0.5", 0, VA_OK, 1 },
        { "-0.5", 0, VA_OK, -1 },
        { "0.4999999999999999999999999", 0, VA_OK, 0 },
        { "0.05", 0, VA_OK, 0 },
        { "2.5", 0, VA_OK, 3 },
        { "-2.5", 0, VA_OK, -3 },
        { "1.0000005", 6, VA_OK, 1000001 },
        { "1.00000049", 6, VA_OK, 1000000 },
        { "999.9995", 3, VA_OK, 1000000 },
        { "0.1", 12, VA_OK, INT64_C(100000000000) },
        { "1e-400", 12, VA_OK, 0 },
        { "0e999999999999", 0, VA_OK, 0 },
        { "1e-99999999999999999999", 0, VA_OK, 0 },
        { "9223372036854775807", 0, VA_OK, INT64_MAX },
        { "-9223372036854775808", 0, VA_OK, INT64_MIN },
        { "9223372036854775807.4", 0, VA_OK, INT64_MAX },
        { "9223372036854775807.5", 0, VA_OVERFLOW, UNTOUCHED },
        { "-9223372036854775808.5", 0, VA_OVERFLOW, UNTOUCHED },
        { "9223372036854775808", 0, VA_OVERFLOW, UNTOUCHED },
        { "-9223372036854775809", 0, VA_OVERFLOW, UNTOUCHED },
        { "9223373", 12, VA_OVERFLOW, UNTOUCHED },
        { "1e308", 0, VA_OVERFLOW, UNTOUCHED },
        { "-1e308", 0, VA_OVERFLOW, UNTOUCHED },
        { "1e99999999999999999999", 0, VA_OVERFLOW, UNTOUCHED },
        { "1", 13, VA_DOMAIN, UNTOUCHED },
        { "1", -1, VA_DOMAIN, UNTOUCHED },
        { "0000000000000000000000000000000000000000000000000000000000000001", 0, VA_OK,
          1 },
        { "00000000000000000000000000000000000000000000000000000000000000001", 0,
          VA_DOMAIN, UNTOUCHED },
    };

    for (size_t i = 0; i < N_OF(rows); i++) {
        int64_t value = UNTOUCHED;
        const enum va_code code =
            text_parse_fixed(rows[i].text, strlen(rows[i].text), rows[i].scale, &value);

        IS_INT(code, rows[i].code, "\"%s\" with scale %d: %s", rows[i].text,
               rows[i].scale, va_code_text(rows[i].code));
        IS_INT(value, rows[i].value, "\"%s\" gives its value, or leaves the output",
               rows[i].text);
    }
}

static void
test_junk(void)
{
    for (size_t i = 0; i < N_OF(junk); i++) {
        int64_t whole = UNTOUCHED;
        double real = 1.25;
        const size_t len = strlen(junk[i]);

        OK(text_parse_fixed(junk[i], len, 3, &whole) == VA_DOMAIN &&
               text_parse_int(junk[i], len, INT64_MIN, INT64_MAX, &whole) == VA_DOMAIN &&
               text_parse_double(junk[i], len, &real) == VA_DOMAIN,
           "junk %zu is no number for any reader", i);
        OK(whole == UNTOUCHED && real > 1.2 && real < 1.3,
           "junk %zu leaves every output alone", i);
    }
}

/* The same double to the last bit, the sign of zero included. */
static bool
same_bits(double a, double b)
{
    uint64_t bits_a = 0;
    uint64_t bits_b = 0;

    memcpy(&bits_a, &a, sizeof a);
    memcpy(&bits_b, &b, sizeof b);
    return bits_a == bits_b;
}

static void
test_double(void)
{
    static const char *const exact[] = {
        "0",          "1",
        "-1.5",       "0.1",
        "472.455",    "1e22",
        "1e23",       "123456789012345e-22",
        "1e-22",      "9007199254740993",
        "4.9e-324",   "2.2250738585072011e-308",
        "1e308",      "1.7976931348623157e308",
        "-1e-400",    "0.000000000000000000000000000000000000000000000000000000000001",
        "5e-1",       "1797693134862315700000000000000000000000000000000000000000e251",
        "0e99999999", "6.02214076E+23",
    };
    static const char *const too_large[] = { "1e309", "-1e309", "1.8e308", "1e99999999" };
    double value = 0;

    for (size_t i = 0; i < N_OF(exact); i++) {
        const double expected = strtod(exact[i], NULL);

        OK(!text_parse_double(exact[i], strlen(exact[i]), &value) &&
               same_bits(value, expected),
           "%s is the nearest double, to the last bit", exact[i]);
    }
    for (size_t i = 0; i < N_OF(too_large); i++)
        IS_INT(text_parse_double(too_large[i], strlen(too_large[i]), &value), VA_DOMAIN,
               "%s would be infinite, and is refused", too_large[i]);
    IS_INT(text_parse_double("12345", 2, &value), VA_OK, "a length ends the text");
    NEAR(value, 12, 0, "nothing behind the length is read");
    IS_INT(text_parse_double("1\0002", 3, &value), VA_DOMAIN, "a NUL is no digit");
}

/* Many short decimals, against the reader of the C library. */
static void
test_double_sweep(void)
{
    uint64_t state = 88172645463325252u; /* xorshift64 */
    int n_wrong = 0;

    for (int i = 0; i < 20000; i++) {
        char text[48];
        double value = 0;
        double expected = 0;

        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        snprintf(text, sizeof text, "%" PRIu64 "e%d", state >> (state % 60),
                 (int)(state % 61) - 30);
        expected = strtod(text, NULL);
        n_wrong += text_parse_double(text, strlen(text), &value) != VA_OK ||
                   !same_bits(value, expected);
    }
    IS_INT(n_wrong, 0, "20,000 numbers are read as strtod reads them");
}

static void
test_int(void)
{
    int64_t value = UNTOUCHED;

    IS_INT(text_parse_int("512", 3, 1, 10240, &value), VA_OK, "a whole number is read");
    IS_INT(value, 512, "its value is right");
    IS_INT(text_parse_int("1024.0", 6, 1, 10240, &value), VA_OK,
           "a spreadsheet's 1024.0 is a whole number");
    IS_INT(value, 1024, "and its value is right");
    IS_INT(text_parse_int("1", 1, 1, 3, &value), VA_OK, "the low end is inside");
    IS_INT(text_parse_int("3", 1, 1, 3, &value), VA_OK, "the high end is inside");
    value = UNTOUCHED;
    IS_INT(text_parse_int("0", 1, 1, 3, &value), VA_DOMAIN, "below the low end is not");
    IS_INT(text_parse_int("4", 1, 1, 3, &value), VA_DOMAIN, "above the high end is not");
    IS_INT(text_parse_int("2.5", 3, 1, 3, &value), VA_DOMAIN, "a fraction is refused");
    IS_INT(text_parse_int("25e-1", 5, 1, 3, &value), VA_DOMAIN,
           "a fraction written by an exponent is refused");
    IS_INT(text_parse_int("1e-99", 5, 0, 3, &value), VA_DOMAIN,
           "a tiny fraction is refused, not rounded to zero");
    IS_INT(text_parse_int("9223372036854775808", 19, INT64_MIN, INT64_MAX, &value),
           VA_DOMAIN, "past int64 is outside every range");
    IS_INT(value, UNTOUCHED, "a refusal leaves the output alone");
    IS_INT(text_parse_int("-9223372036854775808", 20, INT64_MIN, 0, &value), VA_OK,
           "the least int64 is read");
    IS_INT(value, INT64_MIN, "and its value is right");
}

static void
test_time(void)
{
    static const struct time_row rows[] = {
        { "50s", 50e3 },
        { "500ms", 500 },
        { "500 ms", 500 },
        { "1.5m", 90e3 },
        { "2min", 120e3 },
        { "2h", 7200e3 },
        { "80us", 0.08 },
        { "80\xc2\xb5s", 0.08 },
        { "250", 250 },
        { "1e3", 1000 },
        { "1e3s", 1e6 },
        { "5.s", 5000 },
        { ".5s", 500 },
        { "", 0 },
        { "s", 0 },
        { "0s", 0 },
        { "-5s", 0 },
        { "50 s ", 0 },
        { " 50s", 0 },
        { "5  s", 0 },
        { "50 ", 0 },
        { "5S", 0 },
        { "5sec", 0 },
        { "5 s s", 0 },
        { "nan", 0 },
        { "infs", 0 },
        { "1e308h", 0 },
        { "1e-400s", 0 },
        { "5m30s", 0 },
        { "1e", 0 },
        { "5,000ms", 0 },
        { "ms", 0 },
        { "5\xce\xbcs", 0.005 },
    };

    for (size_t i = 0; i < N_OF(rows); i++) {
        double ms = 1.25;
        const enum va_code code = text_parse_time_ms(rows[i].text, &ms);

        IS_INT(code, rows[i].ms > 0 ? VA_OK : VA_DOMAIN, "\"%s\" %s", rows[i].text,
               rows[i].ms > 0 ? "is a time" : "is no time");
        NEAR(ms, rows[i].ms > 0 ? rows[i].ms : 1.25, 1e-15,
             "\"%s\" gives its milliseconds, or leaves the output", rows[i].text);
    }
    {
        char digits[128];
        double ms = 0;

        memset(digits, '1', sizeof digits - 1);
        digits[sizeof digits - 1] = '\0';
        IS_INT(text_parse_time_ms(digits, &ms), VA_DOMAIN, "an endless time is refused");
    }
}

int
main(void)
{
    test_fixed();
    test_junk();
    test_double();
    test_double_sweep();
    test_int();
    test_time();
    return done();
}
