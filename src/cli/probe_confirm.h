/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The user's yes to spending money. */
#ifndef VA_CLI_PROBE_CONFIRM_H
#define VA_CLI_PROBE_CONFIRM_H

#include "app/probe_offer.h"
#include "base/err.h"

struct cli;

/* May anything be started at all here? VA_MONEY where money would be spent and the
 * settings say never, or nobody said yes and nobody can be asked. */
enum va_code probe_allowed(const struct cli *c, bool paid, struct va_err *err);

/* Show the offer and ask, unless nothing is paid or --yes was given. VA_MONEY: no. */
enum va_code probe_confirm(const struct cli *c, const struct probe_offer *o,
                           struct va_err *err);

/* Show text on standard error, where it is not in the way. */
void probe_show(const struct cli *c, const struct buf *text);

#endif
