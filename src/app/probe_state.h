/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which runs there are, who works on them, what they left behind. */
#ifndef VA_APP_PROBE_STATE_H
#define VA_APP_PROBE_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "app/reply.h"
#include "app/session.h"
#include "io/ledger.h"

/* A run by its number, as typed. VA_USAGE. */
enum va_code probe_parse_id(const char *text, int64_t *out, struct va_err *err);

/* Is somebody at work on it? */
enum va_code probe_is_alive(const struct session *s, int64_t id, bool *out,
                            struct va_err *err);

/* A run that there is. VA_DATA otherwise, also without a database. settings may be NULL;
 * it is initialised by the call and cleared by the caller in every case. */
enum va_code probe_load(struct session *s, int64_t id, struct ledger_run *out,
                        struct probe_settings *settings, struct va_err *err);

/* Changes at functions that wait to be put back. */
struct probe_left {
    int64_t run;               /* the newest run that left any; 0: none did */
    int64_t n;                 /* of that run */
    int64_t n_runs, n_changes; /* of all */
};

/* Those of runs that nobody works on: of one run, also what was applied on purpose; of
 * all runs (0), only what was left. Nothing is opened: without an open database there are
 * none. */
enum va_code probe_find_left(const struct session *s, int64_t run, struct probe_left *out,
                             struct va_err *err);

/* vadvise.probe-list/1. */
enum va_code app_probe_list(struct session *s, struct reply *r, struct va_err *err);

/* Ask who works on a run to end it: after the invocation in flight, or at once. VA_DATA
 * when nobody does. */
enum va_code probe_stop(struct session *s, int64_t id, bool abandon, struct va_err *err);

/* Tell a run that goes on to send nothing new, or to go on; to measure no more at a size;
 * to make again what failed (ledger_retry), to keep under another cap
 * (ledger_change_cap). As io/ledger.h has it, and who works on the run is woken. */
enum va_code probe_pause(struct session *s, int64_t id, bool paused, struct va_err *err);
enum va_code probe_skip(struct session *s, int64_t id, int32_t memory_mb,
                        struct va_err *err);
enum va_code probe_again(struct session *s, int64_t id, const struct ledger_failed *shown,
                         struct va_err *err);
enum va_code probe_change_cap(struct session *s, int64_t id, int64_t from_pusd,
                              int64_t to_pusd, struct va_err *err);

#endif
