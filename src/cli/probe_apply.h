/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Setting the deployed size to the pick. */
#ifndef VA_CLI_PROBE_APPLY_H
#define VA_CLI_PROBE_APPLY_H

#include <stdint.h>

#include "base/err.h"

struct cli;

/*
 * After a run: show what the pick changes against the deployed size, ask (unless --yes),
 * and let vadvise-probe set it. Nothing is done when there is no pick that meets the
 * goal, or it is deployed already; a no is no failure. Codes of vadvise-probe.
 */
enum va_code probe_apply(struct cli *c, const char *program, int64_t id,
                         struct va_err *err);

#endif
