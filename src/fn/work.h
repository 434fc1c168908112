/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One invocation: fetch, process, store, each step timed. */
#ifndef VA_FN_WORK_H
#define VA_FN_WORK_H

#include "fn/job.h"
#include "fn/report.h"
#include "fn/transfer.h"

struct fn_work {
    const struct fn_job *job;
    const struct fn_event *event;
    struct fn_clients *clients;
    const char *tmp;  /* folder for what is kept meanwhile; empty again afterwards */
    const char *root; /* folder of the package; NULL: not packaged */
    struct fn_report *report;
    bool (*stopped)(void *ctx); /* asked while a command runs; NULL: never */
    void *ctx;
};

/* Do the work. Failures are in the report, with their step. */
void fn_work(const struct fn_work *w);

/* Remove what invocations left in the folder that had no time to clean up: their process
 * was killed. Only where nobody else works in it. */
void fn_work_sweep(const char *tmp);

#endif
