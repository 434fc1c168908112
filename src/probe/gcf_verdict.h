/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Did the function run? What an HTTP reply proves, and what to do about it. */
#ifndef VA_PROBE_GCF_VERDICT_H
#define VA_PROBE_GCF_VERDICT_H

#include <stdbool.h>
#include <stdint.h>

#include "net/http.h"

enum gcf_ran {
    GCF_RAN_WELL, /* it answered */
    GCF_RAN_BADLY,
    GCF_RAN_NOT, /* surely turned away before it */
    GCF_RAN_PERHAPS
};

struct gcf_verdict {
    enum gcf_ran ran;
    int64_t retry_after_ms; /* not run: 0 when the reply does not say; < 0: never */
    char text[200];         /* "" or what went wrong, with a hint */
};

/*
 * reply   a whole one, with a status
 * second  2nd gen. On the 1st gen every answer of a function has the header
 *         function-execution-id, and Google's own have not; on the 2nd only Google's
 *         wording tells.
 */
void gcf_judge(const struct http_reply *reply, bool second, struct gcf_verdict *out);

#endif
