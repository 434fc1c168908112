/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a probe run is to do, as its ledger keeps it: written once when the run is
 * drafted, never changed after it was confirmed. Holds no secret.
 */
#ifndef VA_IO_PROBE_SETTINGS_H
#define VA_IO_PROBE_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"
#include "core/goal.h"
#include "core/sample.h"
#include "io/hash.h"

enum {
    PROBE_SIZES_MAX = 64,
    PROBE_PAYLOADS_MAX = 16,
    PROBE_ARGS_MAX = 128,
    PROBE_TEXT_MAX = 4096,
    PROBE_RUNS_MAX = 10000 /* of one size */
};

/* How sizes and runs are chosen. */
enum probe_mode {
    PROBE_ADAPTIVE, /* by what the next measurement is worth */
    PROBE_FIXED     /* `runs` at each of sizes_mb, or as many as runs_at says */
};

struct probe_payload {
    char path[PROBE_TEXT_MAX];  /* absolute; "": the empty object {} */
    char sha256[HASH_HEX_SIZE]; /* of the bytes that were confirmed */
    int32_t weight;             /* >= 1 */
};

struct probe_settings {
    char workload[TEXT_NAME_MAX + 1];
    char implementation[TEXT_NAME_MAX + 1];
    char platform[TEXT_NAME_MAX + 1]; /* chooses the backend */
    char region[TEXT_NAME_MAX + 1];   /* "": the provider's configuration */
    char emulates[TEXT_NAME_MAX + 1]; /* local: the platform that is emulated */

    /* Where: a function's name or ARN (and qualifier), a URL, or a command. */
    char function[PROBE_TEXT_MAX];
    char url[PROBE_TEXT_MAX];   /* "{memory}" stands for the size: one function a size */
    char *args[PROBE_ARGS_MAX]; /* the command, owned */
    int32_t n_args;
    char directory[PROBE_TEXT_MAX];    /* the command runs there; absolute */
    char profile[TEXT_NAME_MAX + 1];   /* of the AWS configuration; "": the default */
    char endpoint_url[PROBE_TEXT_MAX]; /* "": the environment's, else the provider's */
    char project[TEXT_NAME_MAX + 1];   /* of Google Cloud */

    enum probe_mode mode;
    int32_t sizes_mb[PROBE_SIZES_MAX]; /* fixed: these; adaptive: only these; ascending */
    int32_t n_sizes;
    int32_t runs; /* fixed: of each size; adaptive: at most; 0: the default */
    int32_t runs_at[PROBE_SIZES_MAX]; /* fixed, once: of each of sizes_mb by itself */
    int32_t n_runs_at;                /* as many as sizes, or 0: `runs` of each */
    bool cold;                        /* every invocation starts cold */
    bool alias_only;    /* never change the function: sizes of its published versions */
    bool redeploy;      /* sizes are set by redeploying the one function (Google) */
    bool drop_first;    /* the first run of a size only warms it up */
    int64_t timeout_ms; /* of one invocation; 0: the function's own */
    int64_t every_ms;   /* fixed: all of it again so long after it began; 0: once */
    int64_t for_ms;     /* until so long after the run began, under the one cap */
    struct probe_payload payloads[PROBE_PAYLOADS_MAX];
    int32_t n_payloads;

    /* What the measurements are for. */
    struct goal goal;
    int32_t as_of_days;              /* prices of that day */
    char pricing[TEXT_NAME_MAX + 1]; /* price table; "": the one in force */
    char price_as[TEXT_NAME_MAX + 1];
    int64_t volume_per_month; /* 0: not known */
    double target_regret;     /* adaptive: stop below this expected regret; 0: default */
};

/* What the provider said of the function before anything was spent. */
struct probe_facts {
    char account[64];               /* "1234..9012"; "" when not known */
    char credentials[64];           /* where they come from: "profile dev" */
    char function[PROBE_TEXT_MAX];  /* full name: ARN, URL, resource */
    char region[TEXT_NAME_MAX + 1]; /* where it runs and is billed; "" not known */
    char architecture[16];          /* "x86_64", "arm64" or "" */
    char runtime[64];
    char method[64];       /* local: how CPU and memory are limited: "cgroup v1", ... */
    int32_t memory_mb;     /* deployed now; 0: not known */
    int32_t memory_max_mb; /* largest size there is; 0: as the platform sells */
    int64_t timeout_ms;    /* of one invocation */
    bool takes_sizes;      /* sizes can be chosen by the run */
    int32_t sizes_mb[PROBE_SIZES_MAX]; /* otherwise these are there */
    int32_t n_sizes;
};

void probe_settings_init(struct probe_settings *s);
void probe_settings_clear(struct probe_settings *s);

/* Runs of a fixed plan at one of its sizes; 0: the default. */
int32_t probe_settings_runs(const struct probe_settings *s, int32_t memory_mb);

/* As JSON, and back; VA_DATA with the field at fault, VA_NOMEM. out is initialised by the
 * call and cleared by the caller. */
void probe_settings_write(const struct probe_settings *s, struct buf *out);
enum va_code probe_settings_read(const char *text, size_t len, struct probe_settings *out,
                                 struct va_err *err);
void probe_facts_write(const struct probe_facts *f, struct buf *out);
enum va_code probe_facts_read(const char *text, size_t len, struct probe_facts *out,
                              struct va_err *err);

#endif
