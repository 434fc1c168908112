/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What every use case stands on: the user's database, the bundled data, the price tables
 * and the time. Each is opened on first use.
 */
#ifndef VA_APP_SESSION_H
#define VA_APP_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"
#include "core/workload.h"
#include "io/price.h"
#include "io/store.h"

struct session_options {
    const char *data_dir;    /* installed folder: pricing/, data/, schema/ */
    const char *db_path;     /* the user's database */
    const char *overlay_dir; /* the user's price overlays */
    bool read_only;
    bool existing;   /* a database that is not there is an error, and not made */
    int32_t busy_ms; /* how long to wait for another writer; 0: a few seconds */
    bool (*waits_on)(void *ctx); /* as in struct store_options */
    void *waits_on_ctx;
    int64_t demo_seed; /* probes are simulated, from this number on; 0: they are real */
    struct va_clock clock;
};

struct session;

enum va_code session_open(const struct session_options *o, struct session **out,
                          struct va_err *err);
void session_close(struct session *s);

const struct session_options *session_options_get(const struct session *s);
int64_t session_now_ms(const struct session *s);
int32_t session_today(const struct session *s); /* days since 1970, UTC */

/* The price tables. Borrowed. */
enum va_code session_prices(struct session *s, struct prices **out, struct va_err *err);

/* The database. For reading, *out is NULL when there is none yet; for writing it is made,
 * and a read-only session is VA_USAGE. Borrowed. */
enum va_code session_store(struct session *s, bool write, struct store **out,
                           struct va_err *err);

/* The database if it is open already, else NULL. Borrowed. */
struct store *session_open_store(const struct session *s);

/* What was read is kept at hand no more: its memory goes back. */
void session_spare(struct session *s);

/*
 * A workload by name: the user's own, else a bundled one (sample_data is set). VA_DATA
 * for an unknown name, with the nearest one named. out is cleared by the caller; empty on
 * failure.
 */
enum va_code session_workload(struct session *s, const char *name, struct workload *out,
                              struct va_err *err);

/* Names of all workloads, the user's first, then bundled ones that are not hidden by an
 * own one of the same name. Sorted within each. */
enum va_code session_names(struct session *s,
                           enum va_code (*visit)(void *ctx, const char *name,
                                                 bool sample),
                           void *ctx, struct va_err *err);

/* Would own samples of that name stand in place of a bundled workload that shows now? */
bool session_would_hide(struct session *s, const char *name);

/* Raw samples of a workload, own or bundled. */
enum va_code session_samples(struct session *s, const char *workload,
                             enum va_code (*visit)(void *ctx,
                                                   const struct sample *sample),
                             void *ctx, struct va_err *err);

#endif
