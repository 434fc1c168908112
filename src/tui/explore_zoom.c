/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window on the sizes: kept as a local setting, moved along with the crosshair. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "tui/explore.h"

enum { WINDOW_MB_MIN = 16, WINDOW_BYTES = 32 };

/* The crosshair keeps that part of the window between itself and the edge. */
#define EDGE_RATIO 0.1

/* The window that is set; false: none. */
static bool
read_window(const struct tui *t, int32_t *low_mb, int32_t *high_mb)
{
    char *rest = NULL;
    const long low = strtol(explore_local(t, LOCAL_ZOOM, true), &rest, 10);
    const long high = *rest == '-' ? strtol(rest + 1, NULL, 10) : 0;

    if (low < 1 || high > SAMPLE_MEMORY_MB_MAX || high - low < 2)
        return false;
    *low_mb = (int32_t)low;
    *high_mb = (int32_t)high;
    return true;
}

/* Put a window of so many MB where the crosshair is in it, within the sizes there are;
 * false when it would show everything. */
static bool
place_window(const struct explore *x, double low, double span, int32_t *low_mb,
             int32_t *high_mb)
{
    const double edge = span * EDGE_RATIO;

    if (span >= x->high_mb - x->low_mb)
        return false;
    low = fmin(low, x->cross_mb - edge);
    low = fmax(low, x->cross_mb + edge - span);
    low = fmax(x->low_mb, fmin(low, x->high_mb - span));
    *low_mb = (int32_t)lround(low);
    *high_mb = (int32_t)lround(low + span);
    return true;
}

bool
explore_window(const struct tui *t, int32_t *low_mb, int32_t *high_mb)
{
    const struct explore *x = explore_of(t);
    int32_t low = 0;
    int32_t high = 0;

    return read_window(t, &low, &high) &&
           place_window(x, low, high - low, low_mb, high_mb);
}

enum va_code
explore_zoom(struct tui *t, double factor, struct va_err *err)
{
    const struct explore *x = explore_of(t);
    int32_t low = x->low_mb;
    int32_t high = x->high_mb;
    char text[WINDOW_BYTES] = "";
    double span = 0;
    double part = 0;

    explore_window(t, &low, &high);
    span = fmax((high - low) * factor, WINDOW_MB_MIN);
    part = (double)(x->cross_mb - low) / (high - low);
    if (factor < 1 && span >= high - low)
        return va_fail(err, VA_USAGE, "closer there is nothing more to see");
    if (place_window(x, x->cross_mb - part * span, span, &low, &high))
        snprintf(text, sizeof text, "%d-%d", (int)low, (int)high);
    return tui_set(t, LOCAL_ZOOM, t->subject.name, *text ? text : NULL, err);
}
