/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who works on a probe run right now. The kernel gives a lock back when its holder dies,
 * so a lock that is held means a living process, whatever the clock or the process table
 * say. One file beside the database, "DATABASE-probes", a byte a run.
 */
#ifndef VA_IO_RUN_LOCK_H
#define VA_IO_RUN_LOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct run_lock; /* locks held; they end with the process or run_lock_close */

enum va_code run_lock_open(const char *db_path, struct run_lock **out,
                           struct va_err *err);
void run_lock_close(struct run_lock *l); /* NULL allowed */

/* Take a run; *out_taken false when another process has it. */
enum va_code run_lock_take(struct run_lock *l, int64_t run, bool *out_taken,
                           struct va_err *err);
/* Take a function (by its full name): two runs may not change the same one. */
enum va_code run_lock_take_target(struct run_lock *l, const char *target, bool *out_taken,
                                  struct va_err *err);

/* The process that holds a run, 0 when nobody does; never the caller itself. */
enum va_code run_lock_holder(const char *db_path, int64_t run, int64_t *out_pid,
                             struct va_err *err);

#endif
