/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Kinds of host that a profile's samples ran on: how much slower each is than the usual
 * one, over all sizes together, and how durations drift with time.
 */
#ifndef VA_CORE_HOSTS_H
#define VA_CORE_HOSTS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/workload.h"

/* One CPU model. */
struct host_type {
    int32_t cpu;      /* index into the profile's cpus */
    int64_t n;        /* warm invocations on it */
    double share;     /* of those whose CPU is known */
    double log_ratio; /* of its durations to the usual type's, log; 0: cannot be told */
};

struct hosts {
    struct host_type types[PROFILE_CPUS_MAX]; /* by index of the CPU */
    int32_t n_types;
    int32_t usual; /* the type that holds the median invocation; -1 without types */
};

/*
 * Compare the CPU types over the sizes that more than one of them ran: log medians are a
 * size's part plus a type's part, by weighted least squares (two-way layout; Scheffe,
 * "The Analysis of Variance", chapter 4). Cold starts stay out.
 *
 * p  borrowed for the call
 */
void hosts_init(const struct profile *p, struct hosts *out);

/*
 * The log factor that takes what was measured at a size to the usual type: minus the
 * ratio of the type that holds the size's own median invocation. 0 when not known.
 */
double hosts_correction(const struct hosts *h, const struct profile *p,
                        int32_t memory_mb);

/* Types that hold at least this share count as two, when they differ by this much. */
#define HOSTS_SHARE_LEAST 0.05
#define HOSTS_RATIO_LEAST 1.05

/* Ratio of the slowest to the fastest type worth naming; 1 with fewer than two. */
double hosts_spread(const struct hosts *h);

/* Durations against time, all sizes and CPU types together. */
struct host_drift {
    bool found;    /* larger than its error, and large enough to matter */
    double change; /* log of the last duration over the first */
    double days;   /* from the first to the last */
};

/* Pools the slopes of all warm groups by their errors. */
void hosts_drift(const struct profile *p, struct host_drift *out);

#endif
