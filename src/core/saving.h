/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What moving a deployed workload to a better size would save, how sure that is, and what
 * one more measurement could find.
 */
#ifndef VA_CORE_SAVING_H
#define VA_CORE_SAVING_H

#include "core/advise.h"

/* A duration up to this much longer counts as the same: hosts of one type differ by it
 * (CURVE_SD_HOST), so nobody could tell. */
#define SAVING_NOISE_RATIO 0.02

/* One end of a move. */
struct saving_end {
    int32_t memory_mb;    /* 0: there is none */
    double duration_ms;   /* the goal's statistic */
    int64_t cost_pusd;    /* of an invocation, expected; COST_UNKNOWN */
    va_int128 month_pusd; /* at the volume; -1 without one */
};

struct saving {
    struct saving_end now;
    struct saving_end pick;
    bool known;               /* both ends have a price: all below is set */
    int64_t pusd;             /* of an invocation; below 0 when the pick is dearer */
    va_int128 month_pusd;     /* at the volume; 0 without one */
    double probability;       /* that it is above 0; NAN: spread not known, or no move */
    int64_t low_pusd;         /* 90 % interval; both equal pusd when not known */
    int64_t high_pusd;        /* */
    int64_t probe_worth_pusd; /* of an invocation; 0 when the spread is not known */
};

/*
 * Compare the size deployed today with the best size of the same contender.
 *
 * request    now_mb > 0; the goal says what is best. Without a latency or an objective of
 *            the user's own: keep_pace
 * keep_pace  the cheapest size that is not slower than now, SAVING_NOISE_RATIO aside
 *
 * What is assumed: levels of duration at two sizes are independent, unless no measured
 * size lies between them; then their correlation falls with the distance (saving.c).
 *
 * Returns VA_OK (an end may be missing); VA_NOMEM, VA_DOMAIN or VA_OVERFLOW as bills and
 * curves say.
 */
enum va_code saving_find(const struct contender *c, const struct advise_request *request,
                         bool keep_pace, struct saving *out);

#endif
