/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What failed in a run that has ended, again. */
#ifndef VA_CLI_PROBE_RETRY_H
#define VA_CLI_PROBE_RETRY_H

#include "app/probe_retry.h"
#include "app/reply.h"
#include "base/err.h"

struct cli;

/* A run of its own, planned, confirmed and followed as any other; its receipt goes to r.
 * VA_MONEY with --yes and without --max-spend, where money is spent. */
enum va_code probe_plan_again(struct cli *c, const struct probe_retry *retry,
                              struct reply *r, struct va_err *err);

#endif
