/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A run before it is confirmed. */
#ifndef VA_APP_PROBE_DRAFT_H
#define VA_APP_PROBE_DRAFT_H

#include <stdbool.h>

#include "app/probe_tool.h"
#include "app/session.h"
#include "io/ledger.h"
#include "io/probe_settings.h"

/* Who asks the provider. */
struct probe_drafting {
    const char *program;                   /* the path of vadvise-probe */
    const struct probe_listener *listener; /* as probe_tool_do; NULL: nobody */
};

/*
 * Write a draft to the ledger and let vadvise-probe ask the provider about the function,
 * which is free. On failure the draft is given up. Codes as those of the ledger and of
 * vadvise-probe.
 *
 * out  the run with what was said
 */
enum va_code probe_draft(struct session *s, const struct probe_drafting *by,
                         const struct probe_settings *settings, struct ledger_run *out,
                         struct va_err *err);

/* The run will not be started. */
enum va_code probe_give_up(struct session *s, int64_t id, struct va_err *err);

/*
 * Do platform and architecture agree? Where the platform was only assumed, it is put
 * right in the settings: *out_changed. VA_USAGE when the user named another one.
 */
enum va_code probe_draft_architecture(struct probe_settings *settings,
                                      const struct probe_facts *facts, bool named,
                                      bool *out_changed, struct va_err *err);

/* Remember the size that is deployed with the workload, where the provider told. */
enum va_code probe_settle_now(struct session *s, int64_t id, struct va_err *err);

#endif
