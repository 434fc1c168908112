/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options of charts and of the full screen. */
#include <string.h>

#include "base/text.h"
#include "cli/reading.h"
#include "core/sample.h"

/* Fewer sizes are no line. */
enum { ZOOM_MB_MIN = 4 };

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
        r->w->plot.symbols = (enum scene_symbols)i;
    r->w->symbols = r->text;
    return code;
}

/* A theme may be a file: the screen looks for it. */
static enum va_code
read_theme(const struct reading *r)
{
    r->w->theme = r->text;
    return VA_OK;
}

static enum va_code
read_chart(const struct reading *r)
{
    int i = 0;
    const enum va_code code = read_word(r, VALUE_CHART, "chart", &i);

    if (!code)
        r->w->plot.chart = (enum plot_chart)i;
    return code;
}

static enum va_code
read_axes(const struct reading *r)
{
    int i = 0;
    const enum va_code code = read_word(r, VALUE_AXES, "axes", &i);

    if (!code)
        r->w->plot.axes = (enum plot_axes)i;
    return code;
}

/* "1690-1730". */
static enum va_code
read_zoom(const struct reading *r)
{
    const char *dash = strchr(r->text, '-');
    int64_t low_mb = 0;
    int64_t high_mb = 0;

    if (!dash ||
        text_parse_int(r->text, (size_t)(dash - r->text), 1, SAMPLE_MEMORY_MB_MAX,
                       &low_mb) ||
        text_parse_int(dash + 1, strlen(dash + 1), 1, SAMPLE_MEMORY_MB_MAX, &high_mb) ||
        high_mb - low_mb < ZOOM_MB_MIN)
        return reading_fail(r, "two sizes in MB, some apart, such as 1690-1730");
    r->w->plot.low_mb = (int32_t)low_mb;
    r->w->plot.high_mb = (int32_t)high_mb;
    return VA_OK;
}

static const struct option_reader readers[] = {
    { OPTION_SYMBOLS, read_symbols }, { OPTION_THEME, read_theme },
    { OPTION_CHART, read_chart },     { OPTION_AXES, read_axes },
    { OPTION_ZOOM, read_zoom },
};

const struct option_reader *
chart_reader_get(size_t i)
{
    return i < sizeof readers / sizeof *readers ? &readers[i] : NULL;
}
