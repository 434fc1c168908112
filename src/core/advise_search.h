/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to advise*.c: all configurations of a question, in memory, and their order. */
#ifndef VA_CORE_ADVISE_SEARCH_H
#define VA_CORE_ADVISE_SEARCH_H

#include "core/advise.h"
#include "core/advise_size.h"

/* A configuration as the search sees it. */
struct entry {
    int32_t contender;
    int32_t memory_mb;
    int64_t cost_pusd;
    double billed_ms; /* expected; NAN without a price */
    double duration_ms;
    double score; /* balanced objective */
    bool in_goal;
    bool sure; /* meets the goal with the confidence asked */
};

struct entries {
    struct entry *items;
    int64_t n, cap;
};

enum filter { FILTER_ALL, FILTER_IN_GOAL, FILTER_SURE, FILTER_IN_BUDGET, FILTER_IN_TIME };

/* What a contender costs and takes at a size; score and sure are left for later. VA_OK,
 * or as bills say. */
enum va_code entry_init(struct entry *e, int32_t contender, const struct advise_point *p);

/* Add every size of one contender that may be picked. VA_OK, VA_NOMEM, or as bills and
 * curves say. */
enum va_code entries_scan(const struct contender *c, int32_t index,
                          const struct advise_request *request, struct entries *out);

/* The extremes of one contender's sizes, and the weight of cost between them. */
struct score_scale {
    double cost_max, ms_max;
    double cost_weight_ratio;
};

/* The cost; without a price memory x time, which every platform charges for. */
double entry_cost_or_usage(const struct entry *e);

/* Weight x cost / highest cost + (1 - weight) x duration / longest, as AWS Lambda Power
 * Tuning defines it. Below is better. */
double entry_score(const struct entry *e, const struct score_scale *scale);

/* Score one contender's sizes for the balanced objective. */
void entries_score(struct entries *all, int32_t contender, double cost_weight_ratio);

/* Which of two sizes of one contender is the better answer: below 0 the first. Ties:
 * faster, then cheaper, then smaller, then the contender given first. */
int entries_compare(const struct entry *a, const struct entry *b,
                    enum objective objective);

/* As above between two contenders: balanced means cost^weight x duration^(1 - weight). */
int entries_compare_contenders(const struct entry *a, const struct entry *b,
                               const struct goal *g);

/* The best entry of one contender that passes, by the goal's objective. NULL: none does.
 */
const struct entry *entries_best(const struct entries *all, int32_t contender,
                                 enum filter filter, const struct goal *g);

/* The best of the best of contenders 0 to n - 1. */
const struct entry *entries_best_of_all(const struct entries *all, int32_t n_contenders,
                                        enum filter filter, const struct goal *g);

/*
 * The same without a scan: the best entry of a contender that meets the goal, among the
 * sizes that may be picked (`sure` is not looked at). *out_found: false when none does.
 * Codes as for entries_scan, but for sizes that need not be looked at.
 */
enum va_code entry_pick(const struct contender *c, int32_t index,
                        const struct advise_request *request, struct entry *out,
                        bool *out_found);

/* Count what is usable, in the goal, and beaten by no other in cost and duration. VA_OK
 * or VA_NOMEM. */
enum va_code entries_count(const struct entries *all, struct advice *out);

void entries_clear(struct entries *e);

#endif
