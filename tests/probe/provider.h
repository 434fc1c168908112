/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A provider for tests of the engine, with a backend: it has one function with a memory
 * size and published versions, bills what is invoked, and can fail at any step on demand.
 * Its state is in shared memory: it outlives the process that uses it, as a provider
 * does.
 */
#ifndef VA_TESTS_PROBE_PROVIDER_H
#define VA_TESTS_PROBE_PROVIDER_H

#include <stdbool.h>
#include <stdint.h>

#include "probe/backend.h"

enum {
    PROVIDER_VERSIONS_MAX = 256,
    PROVIDER_TIMEOUT_MS = 3000,
    PROVIDER_MEMORY_MB = 777
};

#define PROVIDER_FUNCTION "arn:aws:lambda:us-east-1:123456789012:function:f"

/* What becomes of an invocation. */
enum provider_answer {
    ANSWER_DONE,
    ANSWER_ERROR,     /* the function fails */
    ANSWER_MEMORY,    /* it runs out of memory */
    ANSWER_LATE,      /* it runs out of time */
    ANSWER_THROTTLED, /* try again in a second */
    ANSWER_FORBIDDEN,
    ANSWER_TORN,  /* it ran, but the reply is lost */
    ANSWER_ODD,   /* the figures cannot be */
    ANSWER_BROKEN /* the backend cannot go on */
};

struct provider {
    /* The function. */
    int32_t memory_mb;
    int64_t timeout_ms;
    char architecture[16];
    struct {
        int32_t memory_mb; /* 0: deleted */
        char token[LEDGER_TOKEN_MAX + 1];
    } versions[PROVIDER_VERSIONS_MAX];
    int32_t n_versions;
    /* What was done to it. */
    int64_t invocations; /* that ran */
    int64_t calls;       /* that were sent, with those that were refused */
    int64_t billed_mb_ms;
    int64_t prepared, undone;
    int32_t payloads[PROBE_PAYLOADS_MAX]; /* by their first byte, '0' and on */
    /* What is to happen. */
    enum provider_answer (*answer)(const struct provider *p, int32_t memory_mb);
    int32_t fail_undo;       /* so many times */
    int32_t fail_describe;   /* the same */
    int32_t cannot_mb;       /* a size that cannot be prepared */
    bool meddle;             /* somebody changes the memory while it is prepared */
    void (*on_invoke)(void); /* called while one is in flight */
};

/* In memory that processes share. The one provider there is. */
extern struct provider *provider;
void provider_reset(void);

/* Versions that are left. */
int provider_versions(void);

extern const struct probe_backend provider_backend;

#endif
