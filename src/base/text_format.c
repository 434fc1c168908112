/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers and durations for people. */
#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/digits.h"

/* From `from` on (in the unit), a value is written with so many decimals. */
struct time_step {
    double from_ms;
    double unit_ms;
    const char *unit;
    int decimals;
};

char *
text_number(char *buf, double value, int decimals, bool commas)
{
    char plain[DIGITS_MAX];
    const size_t len = strlen(digits_fixed(plain, value, decimals));

    if (len && commas && digits_group(buf, TEXT_NUMBER_MAX, plain))
        return buf;
    if (len && !commas && len < TEXT_NUMBER_MAX)
        memcpy(buf, plain, len + 1);
    else
        memcpy(buf, "-", sizeof "-");
    return buf;
}

/* Each step begins where the step before it would round up to one digit more. */
char *
text_time(char *buf, double ms)
{
    static const struct time_step steps[] = {
        { 9995, 1000, "s", 1 },   { 999.5, 1000, "s", 2 }, { 99.95, 1, "ms", 0 },
        { 9.995, 1, "ms", 1 },    { 0.9995, 1, "ms", 2 },  { 0.09995, 1, "ms", 3 },
        { 0.009995, 1, "ms", 4 }, { 0, 1, "ms", 5 },
    };
    const size_t n = sizeof steps / sizeof steps[0];
    char number[TEXT_NUMBER_MAX];
    size_t i = 0;

    if (!(fabs(ms) > 0) && !isnan(ms)) {
        snprintf(buf, TEXT_NUMBER_MAX, "0 ms");
        return buf;
    }
    while (i + 1 < n && !(fabs(ms) >= steps[i].from_ms))
        i++;
    text_number(number, ms / steps[i].unit_ms, steps[i].decimals, true);
    if (!strcmp(number, "-") || strlen(number) + strlen(" ms") >= TEXT_NUMBER_MAX)
        snprintf(buf, TEXT_NUMBER_MAX, "-");
    else
        snprintf(buf, TEXT_NUMBER_MAX, "%.60s %s", number, steps[i].unit);
    return buf;
}
