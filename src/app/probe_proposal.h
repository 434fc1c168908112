/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A run from its settings to the yes it needs: drafted, described, priced. */
#ifndef VA_APP_PROBE_PROPOSAL_H
#define VA_APP_PROBE_PROPOSAL_H

#include <stdbool.h>
#include <stdint.h>

#include "app/probe_offer.h"
#include "app/probe_receipt.h"
#include "app/probe_tool.h"
#include "io/ledger.h"

struct probe_proposal {
    struct probe_settings settings;
    bool platform_named;       /* by the user: then another architecture is an error */
    bool implementation_found; /* nobody named it: another platform may have another */
    int64_t cap_pusd;          /* PROBE_NO_CAP_GIVEN: none was given */
    /* What the calls below fill in. */
    struct ledger_run run;    /* id 0: not drafted yet, or given up */
    struct probe_offer offer; /* borrows settings and the run's facts */
};

/* Price it, without asking the provider: nothing is stored, nothing is sent. */
enum va_code probe_proposal_price(struct session *s, struct probe_proposal *p,
                                  struct va_err *err);

/* What money needs before anything is sent: a cap. VA_MONEY. */
enum va_code probe_proposal_check(const struct probe_proposal *p, struct va_err *err);

/*
 * Draft the run, ask the provider (free), price it with what was said. A function of
 * another architecture than was assumed is drafted once more, with the right prices.
 *
 * program   the path of vadvise-probe
 * listener  as probe_tool_do; NULL: nobody
 *
 * On failure the draft is given up. VA_MONEY without a cap where money is spent, or with
 * one that does not cover one invocation; VA_USAGE when nobody knows how long that may
 * take; else as the provider's answer.
 */
enum va_code probe_proposal_make(struct session *s, const char *program,
                                 struct probe_proposal *p,
                                 const struct probe_listener *listener,
                                 struct va_err *err);

/* The user's yes: it may start, under its cap. On failure the draft is as it was. */
enum va_code probe_proposal_confirm(struct session *s, const struct probe_proposal *p,
                                    struct va_err *err);

/* The user's no; also when nothing is worth measuring. Does nothing without a draft. */
enum va_code probe_proposal_drop(struct session *s, struct probe_proposal *p,
                                 struct va_err *err);

#endif
