/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exact money: what is read, how it rounds, how it is written. */
#include "base/money.h"

#include "tap.h"

struct parse_row {
    const char *text;
    enum va_code code;
    int64_t pusd;
};

struct text_row {
    int64_t pusd;
    const char *text;
};

#define UNTOUCHED INT64_C(-77)
#define N_OF(array) (sizeof(array) / sizeof((array)[0]))

static va_int128
int128_max(void)
{
    return (va_int128)(~(unsigned __int128)0 >> 1);
}

static void
test_parse(void)
{
    static const struct parse_row rows[] = {
        { "0", VA_OK, 0 },
        { "0.0000166667", VA_OK, 16666700 },
        { "$0.002", VA_OK, 2000000000 },
        { "1,999.50", VA_OK, INT64_C(1999500000000000) },
        { "$1,234,567", VA_OK, INT64_C(1234567000000000000) },
        { ".5", VA_OK, INT64_C(500000000000) },
        { "$.05", VA_OK, INT64_C(50000000000) },
        { "007", VA_OK, INT64_C(7000000000000) },
        { "0.000000000001", VA_OK, 1 },
        { "0.123456789012", VA_OK, INT64_C(123456789012) },
        { "0.1234567890123", VA_DOMAIN, UNTOUCHED },
        { "0.0000000000000", VA_DOMAIN, UNTOUCHED },
        { "9223372.036854775807", VA_OK, INT64_MAX },
        { "9223372.036854775808", VA_OVERFLOW, UNTOUCHED },
        { "9223373", VA_OVERFLOW, UNTOUCHED },
        { "99999999999999999999999999999999999999", VA_OVERFLOW, UNTOUCHED },
        { "0000000000000000000000000000000000000001", VA_OK, INT64_C(1000000000000) },
        { "00000000000000000000000000000000000000001", VA_DOMAIN, UNTOUCHED },
        { "", VA_DOMAIN, UNTOUCHED },
        { "$", VA_DOMAIN, UNTOUCHED },
        { ".", VA_DOMAIN, UNTOUCHED },
        { "1.", VA_DOMAIN, UNTOUCHED },
        { "$$1", VA_DOMAIN, UNTOUCHED },
        { "-1", VA_DOMAIN, UNTOUCHED },
        { "+1", VA_DOMAIN, UNTOUCHED },
        { "1e-3", VA_DOMAIN, UNTOUCHED },
        { "1.5.0", VA_DOMAIN, UNTOUCHED },
        { " 1", VA_DOMAIN, UNTOUCHED },
        { "1 ", VA_DOMAIN, UNTOUCHED },
        { "1 USD", VA_DOMAIN, UNTOUCHED },
        { "0x10", VA_DOMAIN, UNTOUCHED },
        { "nan", VA_DOMAIN, UNTOUCHED },
        { ",100", VA_DOMAIN, UNTOUCHED },
        { "1,", VA_DOMAIN, UNTOUCHED },
        { "1,,000", VA_DOMAIN, UNTOUCHED },
        { "1,5", VA_DOMAIN, UNTOUCHED },
        { "0,002", VA_DOMAIN, UNTOUCHED },
        { "1234,567", VA_DOMAIN, UNTOUCHED },
        { "1,2345", VA_DOMAIN, UNTOUCHED },
        { "1.000,5", VA_DOMAIN, UNTOUCHED },
    };

    for (size_t i = 0; i < N_OF(rows); i++) {
        int64_t pusd = UNTOUCHED;
        const enum va_code code = money_parse(rows[i].text, &pusd);

        IS_INT(code, rows[i].code, "\"%s\" is %s", rows[i].text,
               rows[i].code ? va_code_text(rows[i].code) : "an amount");
        IS_INT(pusd, rows[i].pusd, "\"%s\" gives its picodollars, or leaves the output",
               rows[i].text);
    }
}

static void
test_round(void)
{
    int64_t pusd = UNTOUCHED;
    va_int128 wide = UNTOUCHED;

    IS_INT(money_round(7, 2, &pusd), VA_OK, "a half can be rounded");
    IS_INT(pusd, 4, "a half goes up");
    money_round(10, 4, &pusd);
    IS_INT(pusd, 3, "a half goes up from an even number too");
    money_round(10, 3, &pusd);
    IS_INT(pusd, 3, "less than a half goes down");
    money_round(11, 3, &pusd);
    IS_INT(pusd, 4, "more than a half goes up");
    money_round(4, 9, &pusd);
    IS_INT(pusd, 0, "an odd divisor has no half: 4/9 is 0");
    money_round(5, 9, &pusd);
    IS_INT(pusd, 1, "an odd divisor has no half: 5/9 is 1");

    pusd = UNTOUCHED;
    IS_INT(money_round(-1, 2, &pusd), VA_DOMAIN, "a negative amount is refused");
    IS_INT(money_round(1, 0, &pusd), VA_DOMAIN, "division by zero is refused");
    IS_INT(money_round(1, -2, &pusd), VA_DOMAIN, "a negative divisor is refused");
    IS_INT(money_round((va_int128)INT64_MAX * 2 + 1, 2, &pusd), VA_OVERFLOW,
           "rounding up past int64 is an overflow");
    IS_INT(pusd, UNTOUCHED, "a failure leaves the output alone");
    IS_INT(money_round((va_int128)INT64_MAX * 2, 2, &pusd), VA_OK,
           "the largest int64 is no overflow");
    IS_INT(pusd, INT64_MAX, "the largest int64 comes out whole");

    IS_INT(money_round_wide(int128_max(), 2, &wide), VA_OK,
           "the largest 128-bit amount can be halved");
    OK(wide == int128_max() / 2 + 1, "its half is rounded up without overflow");
    money_round_wide(int128_max() - 1, int128_max(), &wide);
    OK(wide == 1, "a divisor near 2^127 does not overflow when the rest is doubled");
    money_round_wide(int128_max() / 2, int128_max(), &wide);
    OK(wide == 0, "just below the half of such a divisor goes down");
    IS_INT(money_round_wide(-1, 1, &wide), VA_DOMAIN, "the wide form checks as well");
}

static void
test_arithmetic(void)
{
    va_int128 out = UNTOUCHED;

    IS_INT(money_multiply(INT64_MAX, INT64_MAX, &out), VA_OK,
           "a product of two int64 fits 128 bits");
    OK(out == (va_int128)INT64_MAX * INT64_MAX, "the product is exact");
    out = UNTOUCHED;
    IS_INT(money_multiply(int128_max(), 2, &out), VA_OVERFLOW,
           "a product past 128 bits is an overflow");
    IS_INT(money_multiply(-1, 2, &out), VA_DOMAIN, "a negative first factor is refused");
    IS_INT(money_multiply(2, -1, &out), VA_DOMAIN, "a negative second factor is refused");
    IS_INT(money_add(int128_max(), 1, &out), VA_OVERFLOW,
           "a sum past 128 bits is an overflow");
    OK(out == UNTOUCHED, "a failure leaves the output alone");
    IS_INT(money_add(int128_max() - 1, 1, &out), VA_OK, "the largest sum fits");
    OK(out == int128_max(), "the largest sum is exact");
}

static void
test_exact(void)
{
    static const struct text_row rows[] = {
        { 0, "0" },
        { 1, "0.000000000001" },
        { 1999468656, "0.001999468656" },
        { INT64_C(500000000000), "0.5" },
        { INT64_C(999999999999), "0.999999999999" },
        { INT64_C(1000000000000), "1" },
        { INT64_C(10000000000000), "10" },
        { INT64_C(1999500000000000), "1999.5" },
        { INT64_MAX, "9223372.036854775807" },
        { -1, "-0.000000000001" },
        { INT64_C(-1500000000000), "-1.5" },
    };
    char buf[MONEY_TEXT_MAX];
    int64_t back = 0;

    for (size_t i = 0; i < N_OF(rows); i++)
        IS_STR(money_exact(buf, rows[i].pusd), rows[i].text, "%s is written exactly",
               rows[i].text);
    IS_STR(money_exact(buf, int128_max()), "170141183460469231731687303.715884105727",
           "the largest 128-bit amount is written exactly");
    IS_STR(money_exact(buf, -int128_max() - 1),
           "-170141183460469231731687303.715884105728",
           "the lowest 128-bit amount is written exactly");
    for (int64_t pusd = 3; pusd < INT64_MAX / 7; pusd = pusd * 7 + 1) {
        const enum va_code code = money_parse(money_exact(buf, pusd), &back);

        OK(!code && back == pusd, "%s is read back as it was written", buf);
    }
}

static void
test_short(void)
{
    static const struct text_row rows[] = {
        { 0, "$0" },
        { 1, "$0.000000000001" },
        { 1999468656, "$0.0019995" },
        { INT64_C(50000000000), "$0.05" },
        { INT64_C(123455000000), "$0.12346" },
        { INT64_C(123454999999), "$0.12345" },
        { 99999, "$0.000000099999" },
        { 100004, "$0.0000001" },
        { 100005, "$0.00000010001" },
        { 999995, "$0.000001" },
        { INT64_C(999994999999), "$0.99999" },
        { INT64_C(999995000000), "$1.00" },
        { INT64_C(999999990000), "$1.00" },
        { INT64_C(1000000000000), "$1.00" },
        { INT64_C(1004999999999), "$1.00" },
        { INT64_C(1005000000000), "$1.01" },
        { INT64_C(999994999999999), "$999.99" },
        { INT64_C(999995000000000), "$1,000.00" },
        { INT64_C(1999468656000000), "$1,999.47" },
        { INT64_MAX, "$9,223,372.04" },
        { INT64_C(-50000000000), "-$0.05" },
        { INT64_C(-1234000000000000), "-$1,234.00" },
    };
    char buf[MONEY_TEXT_MAX];

    for (size_t i = 0; i < N_OF(rows); i++)
        IS_STR(money_short(buf, rows[i].pusd), rows[i].text, "%" PRId64 " p$ reads %s",
               rows[i].pusd, rows[i].text);
    IS_STR(money_short(buf, int128_max()), "$170,141,183,460,469,231,731,687,303.72",
           "the largest 128-bit amount fits the buffer");
}

int
main(void)
{
    test_parse();
    test_round();
    test_arithmetic();
    test_exact();
    test_short();
    return done();
}
