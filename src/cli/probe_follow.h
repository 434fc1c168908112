/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Following a run to its end, and passing Ctrl-C on to it. */
#ifndef VA_CLI_PROBE_FOLLOW_H
#define VA_CLI_PROBE_FOLLOW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "io/child.h"

struct cli;

/* The path of vadvise-probe; out holds CHILD_PATH_MAX bytes. VA_CONFIG. */
enum va_code probe_program(const struct cli *c, char *out, struct va_err *err);

struct probe_course {
    int64_t run;
    int64_t planned; /* invocations expected; 0: not known */
    bool left;       /* out: the user let it go on alone */
    int stopped_by;  /* out: the signal that it was stopped with; 0: none */
};

/* Start vadvise-probe for a run and follow what it tells to its end. Its code, with its
 * last words; VA_OK when it was let go on alone. */
enum va_code probe_follow_new(struct cli *c, struct probe_course *course,
                              struct va_err *err);

/* Follow a run that another process works on, by the ledger. *out_died: it stopped
 * working on it without an end. */
enum va_code probe_follow_other(struct cli *c, struct probe_course *course,
                                bool *out_died, struct va_err *err);

#endif
