/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The engine: carries out stored probe runs with a backend, and keeps their ledger. One
 * invocation at a time; what it may cost is in the ledger before it is sent, what it did
 * cost afterwards. Nothing is decided by the time of day.
 */
#ifndef VA_PROBE_RUN_H
#define VA_PROBE_RUN_H

#include <stdint.h>

#include "app/session.h"
#include "base/err.h"
#include "io/probe_event.h"
#include "probe/backend.h"

/* What the engine stands on; lent by main. */
struct run_world {
    struct session *session;
    const char *db_path;
    const struct probe_backend *(*backend_for)(const char *platform);
    const char *(*variable)(void *ctx, const char *name); /* the environment */
    /* How often the user asked to stop: once, and the invocation in flight is awaited;
     * twice, and it is abandoned. */
    int (*stops)(void *ctx);
    int (*stop_signal)(void *ctx); /* that asked first; 0: none */
    /* Wait so long, or until stops() is not what was seen. */
    void (*sleep_ms)(void *ctx, int64_t ms, int seen);
    int64_t (*elapsed_ms)(void *ctx); /* a clock that never jumps */
    void (*tell)(void *ctx, const struct probe_event *e);
    void *ctx;
};

/* Ask the provider what is there, and store it with the run. */
enum va_code run_describe(const struct run_world *w, int64_t id, struct va_err *err);

/*
 * Carry out a run that is ready, or go on with one whose runner died. What was changed at
 * the provider is put back in every case. *out_status: the exit status of the program,
 * 128 + n when signal n stopped it. VA_MONEY: not confirmed, or the cap ended it.
 */
enum va_code run_carry_out(const struct run_world *w, int64_t id, int *out_status,
                           struct va_err *err);

/* Put back what a run left changed, and what it applied; id 0: what all runs that nobody
 * works on left changed. */
enum va_code run_restore(const struct run_world *w, int64_t id, struct va_err *err);

/* Set the deployed size, and keep it; run_restore undoes it. */
enum va_code run_apply(const struct run_world *w, int64_t id, int32_t memory_mb,
                       struct va_err *err);

#endif
