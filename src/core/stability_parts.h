/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stability*.c share. */
#ifndef VA_CORE_STABILITY_PARTS_H
#define VA_CORE_STABILITY_PARTS_H

#include "base/text.h"
#include "core/sketch.h"
#include "core/stability.h"

#define STABILITY_MS_PER_HOUR INT64_C(3600000)

enum {
    UNKNOWN_CPU = STABILITY_CPUS_MAX,
    BIN_ALL = 0,
    BIN_WARM,
    BIN_COLD,
    BIN_HOURS,
    BIN_DAYS = BIN_HOURS + 24,
    BIN_CPUS = BIN_DAYS + 7,
    BIN_COUNT = BIN_CPUS + STABILITY_CPUS_MAX + 1,
    WEEK_HOURS = 7 * 24
};

struct bin {
    int64_t n;
    double mean, m2; /* of log ratios, clamped */
    struct sketch ratios;
};

/* Bins of all samples, or of a size; made when the first sample comes. */
struct group {
    struct bin *bins;
    struct sketch *week; /* ratios by day and hour; NULL: not asked for */
    struct stability_hour *hours;
};

/* Where the durations of a size, or of a CPU type at it, lie. */
struct range {
    struct sketch ms;
    double median, low, high; /* logs; what is outside is clamped */
};

struct cell {
    struct range range;
    int64_t n;
    double mean, m2; /* of log ratios, clamped */
};

struct size {
    int32_t memory_mb;
    int64_t n_judged; /* of the samples looked at */
    struct range range;
    struct cell *cells; /* by CPU type */
    struct group group;
};

struct stability {
    struct size *sizes;    /* ascending */
    int32_t n_sizes, last; /* last: the one found before */
    char cpus[STABILITY_CPUS_MAX][TEXT_NAME_MAX + 1];
    int32_t n_cpus, last_cpu;
    int64_t first_ms, last_ms;
    int64_t first_hour, n_hours;
    struct group all;
    struct stability_cell *scratch; /* room for every size and type */
    bool of_cold, with_week;
};

#endif
