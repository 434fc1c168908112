/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a comma is the decimal point, numbers are read and written all the same. */
#include <locale.h>

#include "base/json.h"
#include "base/money.h"
#include "base/text.h"
#include "tap.h"

/* Choose a locale in which printf writes "1,5". */
static bool
enter_comma_locale(void)
{
    static const char *const names[] = { "de_DE.UTF-8", "de_DE.utf8", "de_DE",
                                         "fr_FR.UTF-8", "fr_FR.utf8", "ru_RU.UTF-8",
                                         "es_ES.UTF-8" };
    char probe[16];

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (!setlocale(LC_ALL, names[i]))
            continue;
        snprintf(probe, sizeof probe, "%.1f", 1.5);
        if (!strcmp(probe, "1,5"))
            return true;
    }
    setlocale(LC_ALL, "C");
    return false;
}

static void
test_reading(void)
{
    double value = 0;
    int64_t whole = 0;

    IS_INT(text_parse_double("1.5", 3, &value), VA_OK, "a point is the decimal point");
    NEAR(value, 1.5, 0, "and the fraction is read");
    IS_INT(text_parse_double("1234567890.123456789012345", 26, &value), VA_OK,
           "so it is in a long number");
    NEAR(value, 1234567890.123456789012345, 0, "and the long fraction is read");
    IS_INT(text_parse_double("1,5", 3, &value), VA_DOMAIN, "a comma is not");
    IS_INT(text_parse_fixed("472.455", 7, 6, &whole), VA_OK, "nor for exact numbers");
    IS_INT(whole, 472455000, "which keep their value");
    IS_INT(text_parse_time_ms("1.5s", &value), VA_OK, "times are read with a point");
    NEAR(value, 1500, 0, "and keep their value");
}

static void
test_writing(void)
{
    char buf[TEXT_NUMBER_MAX];
    struct json_doc *doc = json_alloc();
    struct json *root = json_root(doc);
    struct buf out;

    IS_STR(text_number(buf, 1234567.891, 2, true), "1,234,567.89",
           "a number has a point");
    IS_STR(text_time(buf, 4520), "4.52 s", "a time has a point");
    IS_STR(money_short(buf, INT64_C(1999468656000000)), "$1,999.47", "money has a point");
    json_add_number(doc, root, "number", -1234.5, 3);
    json_add_real(doc, root, "real", -0.7171);
    json_add_usd(doc, root, "usd", 1999468656);
    buf_init(&out, 200);
    json_write(root, false, &out);
    IS_STR(buf_get(&out), "{\"number\":-1234.5,\"real\":-0.7171,\"usd\":0.001999468656}",
           "JSON has points");
    buf_clear(&out);
    json_free(doc);
}

int
main(void)
{
    test_reading();
    test_writing();
    if (enter_comma_locale()) {
        test_reading();
        test_writing();
    } else {
        SKIP("no locale with a decimal comma is installed");
    }
    return done();
}
