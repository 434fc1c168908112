/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "probe/local_duty.h"

/* As cgroups get it (local_cell.h), so that both let a command run alike. */
#define PERIOD_NS INT64_C(20000000)

/* Looking more often costs more than it corrects: what is taken too much is owed. */
#define LOOK_LEAST_NS INT64_C(200000)

void
local_duty_init(struct local_duty *d, int32_t milli_vcpu, int32_t n_cpus, int64_t now_ns)
{
    const int64_t quota_ns = PERIOD_NS / 1000 * milli_vcpu;

    *d = (struct local_duty){
        .period_ns = PERIOD_NS,
        .quota_ns = quota_ns > 0 ? quota_ns : 1,
        .n_cpus = n_cpus > 0 ? n_cpus : 1,
        .began_ns = now_ns,
        .budget_ns = quota_ns,
    };
}

/* When the budget can be used up at the earliest, but not before the least look. */
static int64_t
soonest(const struct local_duty *d, int64_t now_ns)
{
    const int64_t next = d->began_ns + d->period_ns;
    int64_t wait_ns = d->budget_ns / d->n_cpus;

    if (wait_ns < LOOK_LEAST_NS)
        wait_ns = LOOK_LEAST_NS;
    return now_ns + wait_ns < next ? now_ns + wait_ns : next;
}

int64_t
local_duty_step(struct local_duty *d, int64_t now_ns, int64_t used_ns)
{
    const int64_t periods = (now_ns - d->began_ns) / d->period_ns;

    d->budget_ns -= used_ns - d->used_ns;
    d->used_ns = used_ns;
    if (periods > 0) {
        d->began_ns += periods * d->period_ns;
        d->budget_ns += periods * d->quota_ns;
        if (d->budget_ns > d->quota_ns)
            d->budget_ns = d->quota_ns;
    }
    d->stopped = d->budget_ns <= 0;
    if (!d->stopped)
        return soonest(d, now_ns);
    /* Whole periods until something is left again. */
    return d->began_ns + d->period_ns * (-d->budget_ns / d->quota_ns + 1);
}
