/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One measured invocation (or a row that averages n of them), as importers hand it on. */
#ifndef VA_CORE_SAMPLE_H
#define VA_CORE_SAMPLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"

enum {
    SAMPLE_MEMORY_MB_MAX = 1 << 20,
    SAMPLE_ERROR_MAX = 200,     /* bytes of an error text that are kept */
    SAMPLE_ID_MAX = 200,        /* bytes of a request or instance id */
    SAMPLE_COUNT_MAX = 1 << 30, /* invocations one row may average */
};

/* Thirty days: no platform here lets an invocation run longer. */
#define SAMPLE_TIME_NS_MAX (INT64_C(30) * 86400 * 1000 * 1000 * 1000)

/* The end of the year 9999, the last time that can be written. */
#define SAMPLE_STARTED_MS_MAX INT64_C(253402300799999)

#define SAMPLE_NONE INT64_C(-1) /* the value was not reported */

/* Texts are borrowed, UTF-8, "" when absent. Times are exact to the nanosecond. */
struct sample {
    const char *workload;
    const char *implementation;
    const char *platform;
    const char *region;
    const char *emulates; /* platform whose CPU share and memory limit were emulated */
    const char *error;    /* not "": the invocation failed; it has no duration to learn */
    const char *cpu;      /* CPU model of the host */
    const char *instance_id; /* environment it ran in */
    const char *request_id;
    int32_t memory_mb;     /* configured memory, 1 to SAMPLE_MEMORY_MB_MAX */
    int32_t n;             /* invocations this row averages, 1 to SAMPLE_COUNT_MAX */
    int32_t cold;          /* 1 cold, 0 warm, SAMPLE_NONE not known */
    int32_t max_memory_mb; /* most memory used, or SAMPLE_NONE */
    int64_t duration_ns;   /* > 0; with an error it may be SAMPLE_NONE */
    int64_t billed_ms;     /* as the provider reported, or SAMPLE_NONE */
    int64_t init_ns;       /* init (cold start) time, or SAMPLE_NONE */
    int64_t download_ns;   /* steps of the measurement function, or SAMPLE_NONE */
    int64_t process_ns;
    int64_t upload_ns;
    int64_t started_at_ms; /* Unix time, or TIME_UNKNOWN */
    uint32_t names;        /* not 0: samples of one import with this number have the same
                              first five texts */
};

/* Every optional field absent, texts "", n = 1. */
void sample_init(struct sample *s);

/* Did it fail by running out of time: its error says "timeout" or "timed out", in
 * whatever case. Its duration then is no more than a lower bound; one is given. */
bool sample_timed_out(const struct sample *s);

/*
 * Check every field against its range above.
 *
 * Returns VA_OK, or VA_DATA with err naming the column and the value at fault, as in
 * "duration_ms: -3 is not above 0". The caller adds file and line.
 */
enum va_code sample_check(const struct sample *s, struct va_err *err);

#endif
