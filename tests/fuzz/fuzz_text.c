/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: everything that reads numbers, times, dates and names from text. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static void
require(int holds)
{
    if (!holds)
        abort();
}

static void
read_numbers(const char *text, size_t len)
{
    char shown[TEXT_NUMBER_MAX];
    int64_t whole = 0;
    double real = 0;

    for (int scale = 0; scale <= 12; scale++)
        (void)text_parse_fixed(text, len, scale, &whole);
    if (!text_parse_double(text, len, &real)) {
        require(isfinite(real));
        require(strlen(text_number(shown, real, 6, true)) < sizeof shown);
        require(strlen(text_time(shown, real)) < sizeof shown);
    }
    if (!text_parse_int(text, len, -100, 100, &whole))
        require(whole >= -100 && whole <= 100);
}

static void
read_times(const char *text, size_t len)
{
    char shown[DATE_TEXT_MAX];
    int64_t ms = 0;
    int64_t again_ms = 0;
    int32_t days = 0;
    int32_t again_days = 0;
    double duration_ms = 0;

    if (!text_parse_time_ms(text, &duration_ms))
        require(duration_ms > 0 && isfinite(duration_ms));
    if (!date_parse(text, &days)) {
        require(!date_parse(date_format(shown, days), &again_days));
        require(again_days == days);
    }
    if (!time_parse_ms(text, len, &ms)) {
        time_format(shown, ms);
        require(!time_parse_ms(shown, strlen(shown), &again_ms));
        require(again_ms == ms);
    }
}

static void
read_names(const char *text, size_t len)
{
    static const char *const commands[] = { "advise", "compare", "doctor", "import" };
    uint32_t point = 0;

    (void)text_utf8(text, len, &point);
    require(text_is_utf8(text, len) || !text_is_name(text, len));
    require(text_width(text) >= 0);
    (void)text_closest(text, commands, sizeof commands / sizeof commands[0]);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    char *text = malloc(size + 1);

    require(text != NULL);
    memcpy(text, data, size);
    text[size] = '\0';
    read_numbers(text, size);
    read_times(text, size);
    read_names(text, size);
    free(text);
    return 0;
}
