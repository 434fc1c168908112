/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is no JSON, and on which line; texts cut short or damaged never do harm. */
#include "io/price_file.h"
#include "io/price_text.h"
#include "tap.h"

static const char *
scan(const char *text, size_t len)
{
    static struct va_err err;

    err.text[0] = '\0';
    return price_scan(text, len, "f", &err) ? err.text : "";
}

static void
test_good(void)
{
    static const char *const good[] = {
        "{}",
        "[]",
        " \t\r\n[ 1 , -0.5e+3 , 2E-1, true,false ,null ] \n",
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\ud83d\\ude00\"",
        "{\"a\":{\"b\":[{}]},\"\":0}",
        "\"\xc3\xa9\"",
        "[[[[[[[[[[[[]]]]]]]]]]]]",
    };

    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        IS_STR(scan(good[i], strlen(good[i])), "", "JSON, row %zu", i);
}

static void
test_bad(void)
{
    static const struct {
        const char *text, *what;
    } rows[] = {
        { "", "f:1: not JSON: the text ends too early" },
        { "[1,\n2", "f:2: not JSON: no ',' or ']'" },
        { "{\"a\"\n\n:1", "f:3: not JSON: no ',' or '}'" },
        { "{\"a\" 1}", "f:1: not JSON: no ':' after a key" },
        { "{a:1}", "f:1: not JSON: a key is missing" },
        { "{\"a\":1,}", "f:1: not JSON: a key is missing" },
        { "[1,]", "f:1: not JSON: not a JSON value" },
        { "[1] 2", "f:1: not JSON: more text after the value" },
        { "nul", "f:1: not JSON: not a JSON value" },
        { "+1", "f:1: not JSON: not a JSON value" },
        { ".5", "f:1: not JSON: not a JSON value" },
        { "-", "f:1: not JSON: not a JSON value" },
        { "NaN", "f:1: not JSON: not a JSON value" },
        { "01", "f:1: not JSON: more text after the value" },
        { "1.", "f:1: not JSON: no digit after the decimal point" },
        { "1e", "f:1: not JSON: no digit in the exponent" },
        { "[123456789012345678901234567890123]",
          "f:1: not JSON: a number of too many digits" },
        { "\"a", "f:1: not JSON: a string without an end" },
        { "\"a\\", "f:1: not JSON: a bad escape" },
        { "\"\\x\"", "f:1: not JSON: a bad escape" },
        { "\"a\nb\"", "f:2: not JSON: a control character in a string" },
        { "\"\\u12g4\"", "f:1: not JSON: a bad \\u escape" },
        { "\"\\u0000\"", "f:1: not JSON: a bad \\u escape" },
        { "\"\\udc00\"", "f:1: not JSON: a bad \\u escape" },
        { "\"\\ud83d\"", "f:1: not JSON: half a surrogate pair" },
        { "\"\\ud83d\\u0041\"", "f:1: not JSON: half a surrogate pair" },
        { "[[[[[[[[[[[[[1]]]]]]]]]]]]]", "f:1: not JSON: nested too deeply" },
        { "\"\xff\"", "f: not UTF-8 text" },
        { "\xef\xbb\xbf{}", "f:1: not JSON: not a JSON value" },
        { "// no comments\n{}", "f:1: not JSON: not a JSON value" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        IS_STR(scan(rows[i].text, strlen(rows[i].text)), rows[i].what,
               "not JSON, row %zu", i);
    IS_STR(scan("{}\0", 3), "f: not UTF-8 text", "a NUL after the value");
    IS_STR(scan("\"a\0b\"", 5), "f: not UTF-8 text", "a NUL in a string");
}

static void
test_bounds(void)
{
    const size_t size = PRICE_BYTES_MAX + 1;
    char *text = malloc(size);

    if (!text)
        abort();
    memset(text, ' ', size);
    text[0] = '1';
    IS_STR(scan(text, size - 1), "", "4 MiB are read");
    IS_STR(scan(text, size), "f: larger than 4 MiB", "one byte more is not");
    memset(text, '[', size);
    IS_STR(scan(text, size - 1), "f:1: not JSON: nested too deeply",
           "four million brackets");
    for (size_t i = 0; i < size; i++)
        text[i] = i % 2 ? '1' : ',';
    text[0] = '[';
    IS_STR(scan(text, size - 1), "f:1: not JSON: too many values", "two million numbers");
    free(text);
}

/* Only VA_OK and VA_DATA come of it, with one line that names the file. */
static bool
survives(const char *text, size_t len, bool good)
{
    char *copy = malloc(len + !len); /* exactly the bytes: reading past them is seen */
    struct price_file *f = NULL;
    struct va_err err = { .text = "" };
    enum va_code code = VA_OK;

    if (!copy)
        abort();
    memcpy(copy, text, len);
    code = price_file_parse(copy, len, "pricing/aws-lambda-x86.json", &f, &err);
    free(copy);
    price_file_free(f);
    if (good && !code)
        return true;
    return code == VA_DATA && !f && !strchr(err.text, '\n') &&
           !strncmp(err.text, "pricing/aws-lambda-x86.json:", 28);
}

static void
test_hostile(void)
{
    static char text[1 << 16];
    const char *srcdir = getenv("srcdir");
    char path[1024];
    size_t len = 0;
    FILE *file = NULL;
    int n_bad = 0;

    snprintf(path, sizeof path, "%s/pricing/aws-lambda-x86.json", srcdir ? srcdir : ".");
    file = fopen(path, "r");
    if (!OK(file, "a real file is there"))
        return;
    len = fread(text, 1, sizeof text, file);
    fclose(file);
    OK(len > 1000 && len < sizeof text && survives(text, len, true), "and is good");
    while (len > 0 && text[len - 1] == '\n')
        len--;
    for (size_t cut = 0; cut < len; cut++)
        n_bad += !survives(text, cut, false);
    IS_INT(n_bad, 0, "cut short at any of its %zu bytes it is refused, with a reason",
           len);
    for (size_t at = 0; at < len; at += 3) {
        static const char damage[] = "\"{}[],:0-\\x\x80\xff";
        const char kept = text[at];

        text[at] = damage[at % sizeof damage];
        n_bad += !survives(text, len, true);
        text[at] = kept;
    }
    IS_INT(n_bad, 0, "with a byte changed it is good, or refused with a reason");
}

int
main(void)
{
    test_good();
    test_bad();
    test_bounds();
    test_hostile();
    return done();
}
