/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What became of a probe run: its receipt, and the advice before and after it. */
#ifndef VA_APP_PROBE_RECEIPT_H
#define VA_APP_PROBE_RECEIPT_H

#include <stdbool.h>
#include <stdint.h>

#include "app/reply.h"
#include "app/session.h"
#include "io/ledger.h"
#include "io/probe_settings.h"

/* The pick for a run's goal as the measurements are now. */
struct probe_pick {
    bool has;   /* there are measurements enough for one */
    bool meets; /* it meets the goal */
    int32_t memory_mb;
    double duration_ms;     /* the goal's statistic */
    int64_t cost_pusd;      /* of an invocation; COST_UNKNOWN */
    double regret;          /* expected, a ratio; NAN: not known */
    double now_duration_ms; /* at the size deployed, when that was given; NAN */
    int64_t now_cost_pusd;  /* COST_UNKNOWN */
};

/* No failure of the data: then there is no pick. VA_IO, VA_NOMEM. text, when it is not
 * NULL, receives the advice for people. */
enum va_code probe_pick_find(struct session *s, const struct probe_settings *settings,
                             struct probe_pick *out, struct buf *text,
                             struct va_err *err);

/* The same beside the size that is deployed. */
enum va_code probe_pick_find_now(struct session *s, const struct probe_settings *settings,
                                 int32_t now_mb, struct probe_pick *out,
                                 struct va_err *err);

struct probe_receipt_options {
    const struct probe_pick *before; /* NULL: not known any more */
    bool with_advice;                /* the words end in the advice as it is now */
    bool with_detail;                /* every invocation and every change */
    bool alive;                      /* somebody works on it */
};

/*
 * vadvise.receipt/1 of a run. r is initialised by the caller. VA_DATA when there is no
 * such run.
 */
enum va_code probe_receipt_write(struct session *s, int64_t id,
                                 const struct probe_receipt_options *o, struct reply *r,
                                 struct va_err *err);

/* How a run stands, for people: "done", "died", "running", "not confirmed". */
const char *probe_state_words(const struct ledger_run *run, bool alive);

#endif
