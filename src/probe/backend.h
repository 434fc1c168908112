/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A way to invoke: AWS Lambda, Google Cloud Functions, this machine. A const table of
 * functions each; the engine (run.c) decides what is invoked and keeps the ledger, a
 * backend only does it.
 */
#ifndef VA_PROBE_BACKEND_H
#define VA_PROBE_BACKEND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app/session.h"
#include "base/clock.h"
#include "base/err.h"
#include "core/sample.h"
#include "io/ledger.h"
#include "io/price.h"
#include "io/probe_settings.h"

/* A change that is about to be made, for the journal: see io/ledger.h. */
struct probe_change {
    const char *kind;   /* the backend's word */
    const char *target; /* the function's full name, as in the facts */
    const char *detail; /* the backend's JSON */
};

/* What a backend stands on. Lent by the engine. */
struct probe_host {
    const struct probe_settings *settings;
    const char *token;                     /* of the run, to mark what is made */
    const struct session_options *session; /* where data and database are; the demo */
    struct prices *prices;                 /* price tables: what CPU comes with a size */
    struct va_clock clock;                 /* the time of day: it may jump */
    int64_t (*elapsed_ms)(void *ctx);      /* never does: how long things take */
    const char *(*variable)(void *ctx, const char *name); /* the environment */
    /* Wait so long. Not patient: a request to stop ends it too, with VA_OK. VA_NETWORK
     * "stopped" when the user wants out at once. */
    enum va_code (*wait)(void *ctx, int64_t ms, bool patient, struct va_err *err);
    bool (*abandoned)(void *ctx); /* the user wants out at once, even of an invocation */
    void (*say)(void *ctx, const char *text); /* one line of progress */
    /* The journal: see io/ledger.h. */
    enum va_code (*change_begin)(void *ctx, const struct probe_change *change,
                                 int64_t *out_id, struct va_err *err);
    enum va_code (*change_enter)(void *ctx, int64_t id, enum ledger_change_state state,
                                 const char *detail, struct va_err *err);
    void *ctx;
};

struct probe_shot {
    int32_t memory_mb;
    const char *payload; /* bytes to send, borrowed; "{}" at least */
    size_t payload_len;
    bool cold;          /* make sure that it starts cold */
    int64_t timeout_ms; /* the function's own limit */
    int64_t invocation; /* its number in the ledger */
};

/* How an invocation ended, in the ledger's words, with all that is known of it. */
struct probe_outcome {
    enum ledger_fate fate;
    struct sample sample; /* done, failed; texts live in `texts` */
    struct {
        char error[SAMPLE_ERROR_MAX + 1], cpu[SAMPLE_ID_MAX + 1];
        char instance_id[SAMPLE_ID_MAX + 1], request_id[SAMPLE_ID_MAX + 1];
    } texts;
    int64_t at_most_ms;        /* done, failed, without a bill: longer it did not run, by
                                  the clock around it; 0: not known */
    const char *source;        /* "report", "logs", "function", "clock": static */
    int64_t retry_after_ms;    /* refused: when to try again; < 0: never will do */
    char text[LEDGER_WHY_MAX]; /* what went wrong, one line */
};

struct probe_backend {
    const char *name; /* "lambda", "gcf", "local", "simulated" */
    /* Does it serve this platform? */
    bool (*serves)(const char *platform);
    /* Open; nothing is sent or changed yet. host is borrowed until close. */
    enum va_code (*open)(const struct probe_host *host, void **out, struct va_err *err);
    void (*close)(void *self); /* NULL allowed */
    /* Ask the provider what is there. Free of charge, changes nothing. */
    enum va_code (*describe)(void *self, struct probe_facts *out, struct va_err *err);
    /* Make a size ready to be invoked (again, for a cold start). What is changed is
     * journalled first; the function that callers use is as it was on return. VA_DATA
     * when there is no such size: it is left out; other codes end the run. */
    enum va_code (*prepare)(void *self, int32_t memory_mb, struct va_err *err);
    /* Invoke once. VA_OK with an outcome, whatever it is; a code only when nothing was
     * sent and nothing more can be (the run ends). */
    enum va_code (*invoke)(void *self, const struct probe_shot *shot,
                           struct probe_outcome *out, struct va_err *err);
    /* Put one journalled change back, of this run or of one that died; enters its new
     * state. A change that somebody else made since is left and ABANDONED. NULL: this
     * backend changes nothing. */
    enum va_code (*undo)(void *self, const struct ledger_change *change,
                         struct va_err *err);
    /* Set the deployed size, journalled, and keep it (LEDGER_CHANGE_KEPT). NULL: cannot.
     */
    enum va_code (*apply)(void *self, int32_t memory_mb, struct va_err *err);
};

extern const struct probe_backend probe_lambda, probe_gcf, probe_local;

/* The backend that serves a platform; NULL: none. */
const struct probe_backend *probe_backend_for(const char *platform);

/* In a demo: the one that simulates a platform that is sold, and no other. Neither knows
 * the other's backends. */
extern const struct probe_backend probe_simulated;
const struct probe_backend *probe_simulated_for(const char *platform);

#endif
