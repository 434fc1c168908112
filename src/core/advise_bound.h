/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to advise*.c: what no size in a range can better. */
#ifndef VA_CORE_ADVISE_BOUND_H
#define VA_CORE_ADVISE_BOUND_H

#include "core/advise_search.h"

/* from_mb, from_mb + step_mb, ... to_mb: sizes of one entry of the tariff's list, within
 * which a larger one never costs less for the same time. */
struct size_range {
    int32_t from_mb, to_mb, step_mb;
};

/* What bounds are made from: a contender, the request, how it charges. */
struct bounder {
    const struct contender *contender;
    const struct advise_request *request;
    bool by_usage; /* only memory x time is charged, */
    bool has_line; /* and along a straight line */
    struct bill_line line;
    double longer; /* how much cold starts lengthen runs on average, >= 1 */
};

void bounder_init(struct bounder *b, const struct contender *c,
                  const struct advise_request *request);

/*
 * An entry that is at most as dear, as long and as large as that of any size in the
 * range. *out_any: false when no size there can be used or meets the goal.
 */
enum va_code advise_least(const struct bounder *b, const struct size_range *range,
                          struct entry *out, bool *out_any);

/* An entry at least as dear, as long and as large as that of any size that can be used,
 * whatever the goal. Not where cold starts are counted. */
enum va_code advise_most(const struct bounder *b, const struct size_range *range,
                         struct entry *out, bool *out_any);

#endif
