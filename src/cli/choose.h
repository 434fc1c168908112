/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which command a line means, and what its operands are. */
#ifndef VA_CLI_CHOOSE_H
#define VA_CLI_CHOOSE_H

#include "base/err.h"

struct cli;

/*
 * Find the command, its operand, and check that it takes the options given. Without a
 * command: advise when there is a workload or a goal, else the list of workloads.
 *
 * VA_USAGE with a suggestion.
 */
enum va_code choose_command(struct cli *c, struct va_err *err);

/* Put the operand where the command looks for it. VA_USAGE when it is missing. */
enum va_code choose_operands(struct cli *c, struct va_err *err);

#endif
