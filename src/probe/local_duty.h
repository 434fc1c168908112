/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The share of CPU as a budget, filled up every period and used up by CPU time, as the
 * kernel's CFS bandwidth control has it: what is left at the end of a period is lost,
 * what was taken too much is owed. Arithmetic alone: who stops and continues is
 * local_watch.c.
 */
#ifndef VA_PROBE_LOCAL_DUTY_H
#define VA_PROBE_LOCAL_DUTY_H

#include <stdbool.h>
#include <stdint.h>

struct local_duty {
    int64_t period_ns, quota_ns; /* of CPU time in a period */
    int32_t n_cpus;              /* how fast it can be used up */
    int64_t began_ns;            /* of the present period */
    int64_t budget_ns;           /* left in it; below 0: owed */
    int64_t used_ns;             /* CPU time at the last step */
    bool stopped;
};

void local_duty_init(struct local_duty *d, int32_t milli_vcpu, int32_t n_cpus,
                     int64_t now_ns);

/*
 * Take the CPU time used so far into account.
 *
 * now_ns, used_ns  never fall
 *
 * Sets d->stopped: may it not run now? Returns the time at which to look again.
 */
int64_t local_duty_step(struct local_duty *d, int64_t now_ns, int64_t used_ns);

#endif
