/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A workload in memory: its implementations, and for each profile the summaries that
 * advice reads. The store, the bundled data and the importers fill it.
 */
#ifndef VA_CORE_WORKLOAD_H
#define VA_CORE_WORKLOAD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/text.h"
#include "core/curve.h"
#include "core/sample.h"
#include "core/summary.h"

enum {
    WORKLOAD_PROFILES_MAX = 256,
    WORKLOAD_NOTE_MAX = 511, /* bytes */
    WORKLOAD_IMPLEMENTATIONS_MAX = 64,
    PROFILE_CPUS_MAX = 64,
    PROFILE_GROUPS_MAX = 4096
};

/* How a workload is done. */
struct implementation {
    char name[TEXT_NAME_MAX + 1];
    char api[TEXT_NAME_MAX + 1];  /* API it calls, or "" */
    int32_t calls_per_invocation; /* of that API; 0 without one */
    double recall;                /* accuracy it states, 0 to 1; NAN: none stated */
};

/*
 * What the samples of a demo "emulate": no platform has this name, so no profile mixes
 * them with measurements, and every document that names a profile says it.
 */
#define SIMULATED "simulated"

/* All samples at one size that share cold/warm and CPU model. */
struct size_group {
    int32_t memory_mb;
    int32_t cold; /* 1, 0, SAMPLE_NONE */
    int32_t cpu;  /* index into the profile's cpus; SAMPLE_NONE: not known */
    struct summary summary;
};

/* All samples of one (implementation, platform, region, emulated platform). */
struct profile {
    char implementation[TEXT_NAME_MAX + 1];
    char platform[TEXT_NAME_MAX + 1];
    char region[TEXT_NAME_MAX + 1];   /* "" not given */
    char emulates[TEXT_NAME_MAX + 1]; /* "" not emulated */
    struct size_group *groups;        /* ascending by size, cold, cpu */
    int32_t n_groups;
    char (*cpus)[TEXT_NAME_MAX + 1];
    int32_t n_cpus;
    int64_t n_cold_probed, n_warm_probed; /* invocations that were made to measure: they
                                             do not tell how often callers start cold */
    bool published;                       /* `curve` below in place of samples */
    bool duration_unknown; /* an API whose duration was not published: cost only */
    struct curve_published curve;
};

struct workload {
    char name[TEXT_NAME_MAX + 1];
    int32_t now_mb;                   /* size deployed today; 0: not known */
    int64_t volume_per_month;         /* invocations; 0: not known */
    bool sample_data;                 /* bundled */
    char note[WORKLOAD_NOTE_MAX + 1]; /* where it comes from, what to know; "" none */
    struct implementation *implementations;
    int32_t n_implementations;
    struct profile *profiles;
    int32_t n_profiles;
};

void workload_init(struct workload *w);
void workload_clear(struct workload *w); /* ready for reuse */

/*
 * The implementation of that name, added when missing (no API, no recall stated). *out
 * stays valid until another one is added.
 *
 * Returns VA_OK; VA_NOMEM; VA_DATA for a name past TEXT_NAME_MAX bytes, or one more than
 * WORKLOAD_IMPLEMENTATIONS_MAX. The workload is unchanged on failure.
 */
enum va_code workload_implementation(struct workload *w, const char *name,
                                     struct implementation **out, struct va_err *err);

/* NULL stands for "". */
struct profile_key {
    const char *implementation, *platform, *region;
    const char *emulates; /* samples that emulate different platforms never mix */
};

/*
 * The profile of that key, added when missing, and its implementation with it. *out
 * stays valid until another profile is added. Returns as workload_implementation does,
 * with the limit WORKLOAD_PROFILES_MAX.
 */
enum va_code workload_profile(struct workload *w, const struct profile_key *key,
                              struct profile **out, struct va_err *err);

/*
 * Count one checked sample into its profile and group (the sample's workload name is not
 * looked at). The workload is unchanged on failure: VA_NOMEM, VA_DATA past a limit.
 */
enum va_code workload_add_sample(struct workload *w, const struct sample *s,
                                 struct va_err *err);

/* Are its samples simulated: of a demo, and no measurements? */
bool profile_is_simulated(const struct profile *p);

/* A profile by itself, for callers that keep no workload around it. Key as above. */
enum va_code profile_init(struct profile *p, const struct profile_key *key,
                          struct va_err *err);
void profile_clear(struct profile *p);

struct group_key {
    int32_t memory_mb;
    int32_t cold;    /* 1, 0, SAMPLE_NONE */
    const char *cpu; /* "" not known */
};

/*
 * The group of a key, added when missing. *out stays valid until another group is added.
 * VA_NOMEM; VA_DATA past PROFILE_GROUPS_MAX or PROFILE_CPUS_MAX; the profile is unchanged
 * on failure.
 */
enum va_code profile_group(struct profile *p, const struct group_key *of,
                           struct size_group **out, struct va_err *err);

/* Count one checked sample into its group (only size, cold and CPU of its key are looked
 * at). The profile is unchanged on failure. */
enum va_code profile_add_sample(struct profile *p, const struct sample *s,
                                struct va_err *err);

#endif
