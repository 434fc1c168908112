/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plan as a document and in words. */
#ifndef VA_APP_PLAN_REPORT_H
#define VA_APP_PLAN_REPORT_H

#include "app/commands.h"
#include "app/planning.h"
#include "app/reply.h"

struct plan_report {
    const struct probe_settings *settings;
    const struct probe_request *request;
    const struct contender *contender; /* as it is now */
    bool paid;
    int64_t timeout_ms;                     /* of an invocation, at worst */
    struct plan_step steps[PLAN_STEPS_MAX]; /* the last one says why it stops */
    int32_t n_steps;
};

/* Why measuring ends, for people: "the pick is sure enough". */
const char *plan_stop_words(enum plan_stop s);

/* vadvise.plan/1. r is initialised by the caller. VA_NOMEM or VA_OVERFLOW. */
enum va_code plan_report_write(const struct plan_report *p, struct reply *r);

#endif
