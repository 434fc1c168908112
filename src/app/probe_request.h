/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the user asks a probe run to be, made into the settings that its ledger keeps. */
#ifndef VA_APP_PROBE_REQUEST_H
#define VA_APP_PROBE_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

#include "app/question.h"
#include "app/session.h"
#include "io/probe_settings.h"

#define PROBE_NO_CAP_GIVEN INT64_C(-1)

/* Where a function is emulated unless asked otherwise. */
#define PROBE_EMULATES "aws-lambda-x86"
/* Where a function that is named runs unless its architecture says otherwise. */
#define PROBE_FUNCTION_PLATFORM "aws-lambda-x86"
#define PROBE_LOCAL "local"

/* Texts are borrowed; NULL: not given. */
struct probe_request {
    const char *workload, *platform, *region;
    const char *implementation; /* "all" is none named, too */
    const char *function;       /* a name or ARN, perhaps with a qualifier */
    const char *url;
    const char *const *args; /* a command to run here */
    int32_t n_args;
    const char *directory; /* where it runs; absolute */
    const char *emulates, *profile, *project, *endpoint_url;
    const char *payloads[PROBE_PAYLOADS_MAX]; /* FILE or FILE:WEIGHT */
    int32_t n_payloads;
    const char *like; /* a fixed plan of others (app/probe_like.h) */
    int32_t runs;     /* 0: the default */
    bool cold, alias_only, redeploy, drop_first;
    int64_t timeout_ms;       /* 0: the function's own */
    int64_t every_ms, for_ms; /* 0: once */
    double target_regret;     /* 0: the default */
    int64_t max_spend_pusd;   /* PROBE_NO_CAP_GIVEN */
};

/*
 * Check that everything fits together, find and hash the payload files, fill in what was
 * left open: the implementation as app/probe_implementation.h says.
 * The goal, the sizes (none: the planner chooses), the prices and the volume come from q.
 * out is initialised by the call and cleared by the caller.
 *
 * VA_USAGE with the option at fault, VA_IO for a payload that cannot be read, VA_NOMEM;
 * as session_workload, but for one that is new.
 */
enum va_code probe_request_settings(struct session *s, const struct probe_request *r,
                                    const struct question *q, struct probe_settings *out,
                                    struct va_err *err);

/* Does it name the implementation? */
bool probe_names_implementation(const struct probe_request *r);

/* Where it was not named: the one that the workload has where the settings say that it
 * runs. Codes as above; the settings are unchanged on failure. */
enum va_code probe_find_implementation(struct session *s, struct probe_settings *settings,
                                       struct va_err *err);

/* How often all of a plan is done, and how many invocations a fixed one has; 0 where the
 * planner chooses. */
int32_t probe_rounds(const struct probe_settings *s);
int64_t probe_planned(const struct probe_settings *s);

/* The largest seed of a demo, and how many times faster than a real one its time runs. */
#define DEMO_SEED_MAX INT64_C(1000000000)
enum { DEMO_SPEED = 64 };

/* Settings of a run of a demo: nothing is sent anywhere, its samples say so. VA_USAGE for
 * a command: nothing is started on this machine. */
enum va_code probe_request_simulate(struct probe_settings *s, struct va_err *err);
bool probe_is_simulated(const struct probe_settings *s);

/* Is it this machine that is measured? Nothing is paid then. */
bool probe_is_local(const struct probe_settings *s);

#endif
