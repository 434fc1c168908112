/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words for what charts show. */
#include "app/plot.h"

const char *
plot_field_name(enum plot_field f)
{
    static const char *const names[PLOT_FIELD_COUNT] = {
#define X(name, word) word,
        PLOT_FIELDS(X)
#undef X
    };

    return names[f];
}

const char *
plot_chart_name(enum plot_chart c)
{
    static const char *const names[CHART_COUNT] = {
#define X(name, word) word,
        PLOT_CHARTS(X)
#undef X
    };

    return names[c];
}

const char *
plot_axes_name(enum plot_axes a)
{
    static const char *const names[PLOT_AXES_COUNT] = {
#define X(name, word) word,
        PLOT_AXES(X)
#undef X
    };

    return names[a];
}
