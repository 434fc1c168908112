/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What other parts of the screen ask of the probe's: it runs whatever screen is shown. */
#ifndef VA_TUI_PROBE_H
#define VA_TUI_PROBE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

struct tui;

/* At the start, before anything is shown: a run that goes on is attached to; what one
 * left at its function is told, and put back when the user says so. VA_NOMEM. */
enum va_code probe_begin(struct tui *t, struct va_err *err);

/* At the end: a run that goes on is let go on alone. */
void probe_end(struct tui *t);

/* What the user is asked to start is given up. */
void probe_drop_asked(struct tui *t);

/* Before a frame: what the run did since; the chip in the title. */
void probe_refresh(struct tui *t);

/* The user wants to leave. True: it is asked what becomes of the run, or it is waited for
 * already; false: there is none. */
bool probe_holds(struct tui *t, bool keep);

/* Was it asked for to leave when the run has ended, and has it not yet? */
bool probe_waits(const struct tui *t);

/* What a probe would measure next, by the form as it is kept: "512 and 2048 MB: 6 runs,
 * about $0.006". Nothing where nothing would be, or no price is known. A plan is worked
 * out for it, which takes some 10 ms. */
void probe_propose(struct tui *t, const char *workload, struct buf *out);

/* Ctrl-C: the run ends after the invocation in flight. False: there is none to end. */
bool probe_cancel(struct tui *t);

#endif
