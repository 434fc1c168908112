/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A probe run before anything is spent: what it would do, and three prices. */
#ifndef VA_APP_PROBE_OFFER_H
#define VA_APP_PROBE_OFFER_H

#include <stdbool.h>
#include <stdint.h>

#include "app/reply.h"
#include "app/session.h"
#include "core/plan.h"
#include "io/probe_settings.h"

/* Steps, and what they come to. */
struct probe_sum {
    struct plan_step steps[PLAN_STEPS_MAX]; /* the last one says why it ends */
    int32_t n;
    int32_t runs;
    int64_t expected_pusd; /* COST_UNKNOWN: nothing is known yet */
    int64_t worst_pusd;    /* every run takes its whole timeout */
    double time_ms;        /* one after another; NAN: nothing is known yet */
};

struct probe_offer {
    const struct probe_settings *settings; /* borrowed */
    const struct probe_facts *facts; /* borrowed; NULL: the provider was not asked */
    bool paid;
    bool hides;         /* its samples stand in place of a bundled workload */
    int64_t cap_pusd;   /* below 0: none was given */
    int64_t timeout_ms; /* of one invocation */
    int32_t rounds;     /* how often all of it is done */
    struct probe_sum under_cap, without_cap; /* all rounds */
    int64_t first_pusd; /* worst case of the first invocation: the least that a cap must
                           cover */
};

/* Work it out from its first three fields. Codes as planning_ahead. */
enum va_code probe_offer_make(struct session *s, struct probe_offer *o,
                              struct va_err *err);

/* May it start at all? VA_MONEY for a cap below the worst case of one invocation where
 * money is spent: with what would do. */
enum va_code probe_offer_check(const struct probe_offer *o, struct va_err *err);

/* The limit of one invocation that its worst case is made of; 0: not known. */
int64_t probe_timeout_ms(const struct probe_settings *settings,
                         const struct probe_facts *facts);

/* What the user is asked to say yes to, in a few lines: what is invoked where, three
 * prices, how long, what changes. */
void probe_offer_say_short(const struct probe_offer *o, struct buf *out);

/* As vadvise.plan/1 and in words. r is initialised by the caller. */
enum va_code probe_offer_write(const struct probe_offer *o, struct reply *r);

#endif
