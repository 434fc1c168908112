/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The budget of CPU time, on a machine that is simulated here. */
#include "probe/local_duty.h"

#include "core/random.h"
#include "tap.h"

#define MS INT64_C(1000000)

/* Let a command that always wants n CPUs run for so long; who looks at it comes late by
 * up to late_ns. Returns the CPU time it got. */
static int64_t
simulate(int32_t milli_vcpu, int32_t n_cpus, int64_t for_ns, int64_t late_ns)
{
    struct local_duty d;
    int64_t now = 0;
    int64_t used = 0;

    local_duty_init(&d, milli_vcpu, n_cpus, 0);
    while (now < for_ns) {
        const bool runs = !d.stopped;
        int64_t next = local_duty_step(&d, now, used);
        const int64_t late = late_ns ? random_between(0, late_ns) : 0;

        if (d.stopped == runs) /* the step changed it: it holds from here */
            next = next > now ? next : now;
        next += late;
        if (!d.stopped)
            used += (next - now) * n_cpus;
        now = next;
    }
    return used;
}

static void
test_shares(void)
{
    static const int32_t shares[] = { 10, 72, 100, 289, 500, 579, 999, 1000, 1700 };

    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++) {
        const double wanted = (double)shares[i] * 10e6 * 1000 / 1000;

        NEAR((double)simulate(shares[i], 2, 10000 * MS, 0), wanted, 0.01,
             "%d/1000 CPU is had exactly by a prompt watcher", (int)shares[i]);
        NEAR((double)simulate(shares[i], 2, 10000 * MS, MS / 2), wanted, 0.03,
             "%d/1000 CPU is had by one that comes half a ms late", (int)shares[i]);
    }
}

static void
test_rules(void)
{
    struct local_duty d;

    local_duty_init(&d, 500, 1, 0);
    OK(local_duty_step(&d, 0, 0) <= 10 * MS && !d.stopped,
       "it starts with a period's CPU");
    IS_INT(local_duty_step(&d, 10 * MS, 10 * MS), 20 * MS,
           "used up, it waits for the next period");
    OK(d.stopped, "and stands still");
    (void)local_duty_step(&d, 20 * MS, 10 * MS);
    OK(!d.stopped, "then it runs again");
    IS_INT(local_duty_step(&d, 40 * MS, 45 * MS), 60 * MS + 20 * MS,
           "what was taken too much is owed");
    OK(d.stopped, "until it is paid back");
    (void)local_duty_step(&d, 10000 * MS, 45 * MS);
    OK(!d.stopped, "after a long idle time it runs");
    (void)local_duty_step(&d, 10000 * MS + 10 * MS, 55 * MS);
    OK(d.stopped, "but for one period's worth alone");
}

int
main(void)
{
    test_shares();
    test_rules();
    return done();
}
