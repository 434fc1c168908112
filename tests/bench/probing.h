/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ways to measure a function until a size is picked: ours, and those of others. */
#ifndef VA_TESTS_BENCH_PROBING_H
#define VA_TESTS_BENCH_PROBING_H

#include <stdbool.h>
#include <stdint.h>

#include "core/plan.h"
#include "site.h"

enum probing_way {
    PROBING_OURS, /* from nothing */
    PROBING_LOGS, /* ours, with logs of a size that is deployed */
    PROBING_TUNING,
    PROBING_PARROTFISH,
    PROBING_POWER_LAW,
    PROBING_WAYS
};
const char *probing_name(enum probing_way way);

/* What ours works with. Large. { 0 } but for recall, which is NAN. */
struct probing {
    struct site site;
    struct tariff tariff;
    struct implementation implementation;
    struct profile profile;
    struct contender contender;
    struct advice advice;
};

enum { PROBING_TIMEOUT_MS = 900000 };

/* A run, counted into the profile; and the contender made anew from it. */
enum va_code probing_add(struct probing *b, int32_t memory_mb, double ms, bool cold);
enum va_code probing_fit(struct probing *b);

/* What came of a way to measure. */
struct probing_outcome {
    bool picked; /* false: nothing could be fitted */
    int32_t pick_mb;
    int32_t safe_mb; /* ours, where there is a limit: the safe pick; 0: none */
    double stated;   /* regret that it states when it stops, a ratio; NAN: none */
};

/* Measure b->site for a goal. Codes as plan_next and advise. */
enum va_code probing_measure(struct probing *b, enum probing_way way,
                             const struct goal *goal, struct probing_outcome *out);

#endif
