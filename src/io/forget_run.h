/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Taking the samples of one probe run out of what advice reads. */
#ifndef VA_IO_FORGET_RUN_H
#define VA_IO_FORGET_RUN_H

#include <stdbool.h>
#include <stdint.h>

#include "io/store.h"

/*
 * Delete the samples that a run stored, and count what is left of its profiles anew. The
 * ledger keeps the run, its invocations and its costs. While anything else is known of a
 * profile its request ids stay known, too, so that an import of the function's logs does
 * not bring the samples back.
 *
 * out_samples  how many went, or would go (dry_run)
 *
 * VA_DATA when there is no such run; VA_IO, VA_NOMEM.
 */
enum va_code store_forget_run(struct store *s, int64_t run, bool dry_run,
                              int64_t *out_samples, struct va_err *err);

#endif
