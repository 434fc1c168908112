/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What curve_predict can say anywhere in an interval of sizes. */
#ifndef VA_CORE_CURVE_BOUNDS_H
#define VA_CORE_CURVE_BOUNDS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/curve.h"

/* Least and most over the interval; log of ms, and of MB x ms for the usage. */
struct dist_bounds {
    double log_level_least, log_level_most;
    double log_usage_least, log_usage_most; /* level x size: what compute is charged by */
    double log_stat_least[STAT_COUNT], log_stat_most[STAT_COUNT];
    double nodes_least[DIST_NODES_MAX], nodes_most[DIST_NODES_MAX];
    int32_t n_nodes;
};

/*
 * Bounds that hold for the prediction at every size from from_mb to to_mb, which may be
 * wider than what the sizes do. At a single size they are its own values, to rounding.
 *
 * from_mb, to_mb  1 <= from_mb <= to_mb <= SAMPLE_MEMORY_MB_MAX
 *
 * False when there is no curve (curve_fit) or the interval is out of range; out is then
 * not to be used.
 */
bool curve_bounds(const struct curve *c, int32_t from_mb, int32_t to_mb,
                  struct dist_bounds *out);

/* The same for curve_predict_power_law. False without a power law, too. */
bool curve_bounds_power_law(const struct curve *c, int32_t from_mb, int32_t to_mb,
                            struct dist_bounds *out);

#endif
