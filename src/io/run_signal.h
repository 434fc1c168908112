/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reaching who works on a run. */
#ifndef VA_IO_RUN_SIGNAL_H
#define VA_IO_RUN_SIGNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

/*
 * Send a signal to the process that holds a run's lock; *out_sent false when nobody does.
 * Where the system can (Linux), the process is held on to while the lock is looked at
 * again, so that no other process of the same number ever gets the signal.
 */
enum va_code run_signal(const char *db_path, int64_t run, int signal_number,
                        bool *out_sent, struct va_err *err);

#endif
