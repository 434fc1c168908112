/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options of charts. */
#include <string.h>

#include "cli/reading.h"

/* The place of the text in a kind's list of words; VA_USAGE when it is not there. */
static enum va_code
read_word(const struct reading *r, enum value_kind kind, const char *what, int *out)
{
    const enum va_code code = value_check(kind, what, r->text, r->err);
    int i = 0;

    while (!code && strcmp(r->text, value_word(kind, i)) != 0)
        i++;
    *out = i;
    return code;
}

static enum va_code
read_symbols(const struct reading *r)
{
    int i = 0;
    const enum va_code code = read_word(r, VALUE_SYMBOLS, "symbols", &i);

    if (!code)
        r->w->symbols = (enum scene_symbols)i;
    return code;
}

static const struct option_reader readers[] = {
    { OPTION_SYMBOLS, read_symbols },
};

const struct option_reader *
chart_reader_get(size_t i)
{
    return i < sizeof readers / sizeof *readers ? &readers[i] : NULL;
}
