/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What failed in a run, once more: while the run goes on by an order, under the cap that
 * there is; afterwards as a plan of its own, that is confirmed like any other.
 */
#ifndef VA_APP_PROBE_RETRY_H
#define VA_APP_PROBE_RETRY_H

#include <stdbool.h>
#include <stdint.h>

#include "app/session.h"
#include "base/buf.h"
#include "io/ledger.h"
#include "io/probe_settings.h"

struct probe_retry {
    int64_t run;
    bool over, alive, paid;      /* the run has ended; somebody works on it */
    struct ledger_failed failed; /* what would be made again */
    int64_t expected_pusd;       /* by what others cost at the size, else the worst */
    int64_t worst_pusd;          /* of all of them */
    int64_t spent_pusd, reserved_pusd, cap_pusd;
};

/* What failed and was not made again. VA_DATA when nothing did, or without the run. */
enum va_code probe_retry_find(struct session *s, int64_t id, struct probe_retry *out,
                              struct va_err *err);

/* What the user is asked to say yes to while it goes on: how many, what they cost, that
 * the cap stays; and what was ordered. */
void probe_retry_say(const struct probe_retry *p, struct buf *out);

/* May it be ordered? VA_USAGE for a run that nobody works on, VA_MONEY for a cap that
 * does not leave one of them; with what would help. */
enum va_code probe_retry_check(const struct probe_retry *p, struct va_err *err);

/* The user's yes: who works on the run is told. As ledger_retry. */
enum va_code probe_retry_order(struct session *s, const struct probe_retry *p,
                               struct va_err *err);

/*
 * A plan of what failed in a run that has ended: its settings, at each size as many runs
 * as failed there, once.
 *
 * out           initialised by the call and cleared by the caller
 * out_cap_pusd  what the worst case of it comes to, at most the cap of the run, but
 *               enough for one; negative: nothing is paid
 */
enum va_code probe_retry_plan(struct session *s, const struct probe_retry *p,
                              struct probe_settings *out, int64_t *out_cap_pusd,
                              struct va_err *err);

#endif
