/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to advise*.c: all configurations of a question, in memory, and their order. */
#ifndef VA_CORE_ADVISE_SEARCH_H
#define VA_CORE_ADVISE_SEARCH_H

#include "core/advise.h"

/* A configuration as the search sees it. */
struct entry {
    int32_t contender;
    int32_t memory_mb;
    int64_t cost_pusd;
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

/* Add every size of one contender that may be picked. VA_OK, VA_NOMEM, or as bills and
 * curves say. */
enum va_code entries_scan(const struct contender *c, int32_t index,
                          const struct advise_request *request, struct entries *out);

/* Score one contender's sizes for the balanced objective: weight x cost / highest cost +
 * (1 - weight) x duration / longest, as AWS Lambda Power Tuning defines it. Without a
 * price memory x time stands for the cost. */
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

/* Count what is usable, in the goal, and beaten by no other in cost and duration. Sorts.
 */
void entries_count(struct entries *all, struct advice *out);

void entries_clear(struct entries *e);

#endif
