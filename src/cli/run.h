/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the commands do: a function for each row of the table, run_advise and so on. */
#ifndef VA_CLI_RUN_H
#define VA_CLI_RUN_H

#include "app/reply.h"
#include "base/err.h"
#include "cli/table.h"

/*
 * Run one command. Its options and operands are in c->wants; c->session is open unless
 * the command needs none. The answer goes to r, nothing is printed; r is cleared by the
 * caller in every case. Codes as those of the use case.
 */
#define X(id, name, sub, operands, run, summary)                                         \
    enum va_code run(struct cli *c, struct reply *r, struct va_err *err);
CLI_COMMANDS(X)
#undef X

#endif
