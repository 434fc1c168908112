/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A JSON document as text: layout, escapes, and numbers without exponents. */
#include "base/json.h"

#include "tap.h"

struct string_row {
    const char *value;
    const char *json;
    const char *what;
};

struct number_row {
    double value;
    int decimals;
    const char *text;
};

struct real_row {
    double value;
    const char *text;
};

struct pusd_row {
    int64_t pusd;
    const char *usd;
    const char *json;
};

#define N_OF(array) (sizeof(array) / sizeof((array)[0]))

/* Compare the newest member of the root with its expected text. */
static bool
last_is(struct json_doc *doc, const char *expected)
{
    const struct json *at = json_first(json_root(doc));
    struct buf out;
    bool same = false;

    while (json_next(at))
        at = json_next(at);
    buf_init(&out, 4096);
    json_write(at, false, &out);
    same = !strcmp(buf_get(&out), expected);
    if (!same)
        printf("# got %s, expected %s\n", buf_get(&out), expected);
    buf_clear(&out);
    return same;
}

static void
test_layout(void)
{
    struct json_doc *doc = json_alloc();
    struct json *root = json_root(doc);
    struct json *list = NULL;
    struct buf out;

    buf_init(&out, 4096);
    json_write(root, true, &out);
    IS_STR(buf_get(&out), "{}", "an empty object is two braces");
    json_add_string(doc, root, "s", "x");
    list = json_add_array(doc, root, "list");
    json_add_int(doc, list, NULL, INT64_MIN);
    json_add_bool(doc, json_add_object(doc, list, NULL), "b", false);
    json_add_array(doc, list, NULL);
    json_add_null(doc, root, "n");
    buf_reset(&out);
    json_write(root, false, &out);
    IS_STR(buf_get(&out),
           "{\"s\":\"x\",\"list\":[-9223372036854775808,{\"b\":false},[]],\"n\":null}",
           "one line has no blanks");
    buf_reset(&out);
    json_write(root, true, &out);
    IS_STR(buf_get(&out),
           "{\n  \"s\": \"x\",\n  \"list\": [\n    -9223372036854775808,\n    {\n"
           "      \"b\": false\n    },\n    []\n  ],\n  \"n\": null\n}",
           "indented, every value has its line");
    buf_clear(&out);
    json_free(doc);
}

static void
test_strings(void)
{
    static const struct string_row rows[] = {
        { "", "\"\"", "the empty string" },
        { "a/b", "\"a/b\"", "a slash" },
        { "\"q\"", "\"\\\"q\\\"\"", "quotes" },
        { "C:\\x", "\"C:\\\\x\"", "a backslash" },
        { "\b\f\n\r\t", "\"\\b\\f\\n\\r\\t\"", "the five short escapes" },
        { "\x01\x1b\x1f", "\"\\u0001\\u001b\\u001f\"", "other control characters" },
        { "\x7f\xc2\x9b", "\"\\u007f\\u009b\"", "DEL and C1, which move terminals" },
        { "\xe2\x80\xa8", "\"\\u2028\"", "a line separator" },
        { "\xc3\xa9\xe6\xbc\xa2\xf0\x9f\x98\x80",
          "\"\xc3\xa9\xe6\xbc\xa2\xf0\x9f\x98\x80\"", "characters outside ASCII" },
        { "a\xff"
          "b",
          "\"a\xef\xbf\xbd"
          "b\"",
          "an invalid byte" },
        { "\xe2\x82", "\"\xef\xbf\xbd\xef\xbf\xbd\"", "a cut character" },
        { "\xc0\xaf", "\"\xef\xbf\xbd\xef\xbf\xbd\"", "an overlong form" },
        { "\xed\xa0\x80!", "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd!\"", "a surrogate" },
    };
    struct json_doc *doc = json_alloc();

    for (size_t i = 0; i < N_OF(rows); i++) {
        json_add_string(doc, json_root(doc), "s", rows[i].value);
        OK(last_is(doc, rows[i].json), "%s: written as JSON has it", rows[i].what);
    }
    json_free(doc);
}

static void
test_keys(void)
{
    struct json_doc *doc = json_alloc();
    struct buf out;

    buf_init(&out, 100);
    json_add_int(doc, json_root(doc), "a\"b\xff", 1);
    json_write(json_root(doc), false, &out);
    IS_STR(buf_get(&out), "{\"a\\\"b?\":1}", "keys are escaped as well");
    buf_clear(&out);
    json_free(doc);
}

static void
test_numbers(void)
{
    static const struct number_row rows[] = {
        { 0, 3, "0" },
        { -0.0, 3, "0" },
        { -0.0001, 3, "0" },
        { 1.5, 3, "1.5" },
        { 1.50049, 3, "1.5" },
        { 1.0006, 3, "1.001" },
        { 71882.7, 1, "71882.7" },
        { 100, 0, "100" },
        { 100, 2, "100" },
        { -12.25, 2, "-12.25" },
        { 1e21, 3, "1000000000000000000000" },
        { 1e-9, 9, "0.000000001" },
        { 1e-9, 6, "0" },
        { 0.1, 17, "0.10000000000000001" },
        { NAN, 3, "null" },
        { INFINITY, 3, "null" },
        { -INFINITY, 3, "null" },
    };
    struct json_doc *doc = json_alloc();

    for (size_t i = 0; i < N_OF(rows); i++) {
        json_add_number(doc, json_root(doc), "n", rows[i].value, rows[i].decimals);
        OK(last_is(doc, rows[i].text), "%g to %d decimals is %s", rows[i].value,
           rows[i].decimals, rows[i].text);
    }
    json_free(doc);
}

static void
test_reals(void)
{
    static const struct real_row rows[] = {
        { 0, "0" },
        { -0.0, "0" },
        { 1, "1" },
        { 14950000, "14950000" },
        { -0.7171, "-0.7171" },
        { 1.0 / 3, "0.333333333333" },
        { 2e5 / 3, "66666.6666667" },
        { 123456789012, "123456789012" },
        { 1234567890125, "1234567890120" },
        { 99999999999.96, "100000000000" },
        { 1e21, "1000000000000000000000" },
        { -1e21, "-1000000000000000000000" },
        { 1e-9, "0.000000001" },
        { 1.25e-7, "0.000000125" },
        { NAN, "null" },
        { INFINITY, "null" },
    };
    struct json_doc *doc = json_alloc();
    const struct json *last = NULL;

    for (size_t i = 0; i < N_OF(rows); i++) {
        json_add_real(doc, json_root(doc), "r", rows[i].value);
        OK(last_is(doc, rows[i].text), "%.13g is %s", rows[i].value, rows[i].text);
    }
    json_add_real(doc, json_root(doc), "large", 1.7976931348623157e308);
    last = json_get(json_root(doc), "large");
    IS_INT(strlen(json_text(last)), 309, "the largest double has 309 digits");
    json_add_real(doc, json_root(doc), "small", -4.9406564584124654e-324);
    last = json_get(json_root(doc), "small");
    IS_INT(strlen(json_text(last)), 3 + 323 + 12, "the least one has 335 decimals");
    OK(!strpbrk(json_text(last), "eE"), "and no exponent");
    json_free(doc);
}

static void
test_money(void)
{
    static const int64_t exact = INT64_C(1) << 53;
    const struct pusd_row rows[] = {
        { 0, "0", "0" },
        { 1999468656, "0.001999468656", "1999468656" },
        { exact, "9007.199254740992", "9007199254740992" },
        { exact + 1, "9007.199254740993", "\"9007199254740993\"" },
        { -exact, "-9007.199254740992", "-9007199254740992" },
        { -exact - 1, "-9007.199254740993", "\"-9007199254740993\"" },
        { INT64_MAX, "9223372.036854775807", "\"9223372036854775807\"" },
    };
    struct json_doc *doc = json_alloc();

    for (size_t i = 0; i < N_OF(rows); i++) {
        json_add_usd(doc, json_root(doc), "usd", rows[i].pusd);
        OK(last_is(doc, rows[i].usd), "%s dollars are exact", rows[i].usd);
        json_add_pusd(doc, json_root(doc), "pusd", rows[i].pusd);
        OK(last_is(doc, rows[i].json), "picodollars are written as %s", rows[i].json);
    }
    json_add_pusd(doc, json_root(doc), "pusd", (va_int128)INT64_MAX * 1000);
    OK(last_is(doc, "\"9223372036854775807000\""), "128-bit amounts are strings");
    json_free(doc);
}

static void
test_limit(void)
{
    struct json_doc *doc = json_alloc();
    struct buf out;

    json_add_string(doc, json_root(doc), "key", "value");
    buf_init(&out, 10);
    json_write(json_root(doc), false, &out);
    IS_INT(out.code, VA_OVERFLOW, "a buffer that is too small says so");
    buf_clear(&out);
    json_free(doc);
}

int
main(void)
{
    test_layout();
    test_strings();
    test_keys();
    test_numbers();
    test_reals();
    test_money();
    test_limit();
    return done();
}
