/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/hosts.h"

#include <math.h>
#include <stdlib.h>

#include "core/contender.h"
#include "stats.h"
#include "tap.h"

#define DAY_MS (INT64_C(86400) * 1000)

static const struct profile_key key = { "local", "aws-lambda-x86", "", "" };
static struct implementation implementation = { .name = "local" };
static struct profile profile;
static struct contender *contender;

struct run {
    int32_t mb;
    double ms;
    const char *cpu;
    int64_t started_at_ms;
};

static void
add(const struct run *run)
{
    struct sample s = sample_of(run->mb, run->ms);

    s.cpu = run->cpu;
    s.cold = 0;
    s.started_at_ms = run->started_at_ms;
    if (profile_add_sample(&profile, &s, NULL))
        abort();
}

static void
start(void)
{
    profile_clear(&profile);
    if (profile_init(&profile, &key, NULL))
        abort();
}

static void
test_types(void)
{
    static const int32_t sizes[] = { 256, 512, 1024, 2048 };
    uint64_t seed = 2;
    struct hosts hosts;

    start();
    for (int i = 0; i < 4; i++) {
        for (int k = 0; k < 20; k++) {
            /* 1024 MB happened to run on the slow type for the most part */
            const bool slow = sizes[i] == 1024 ? k < 14 : k < 5;
            const double ms = 1e6 / sizes[i] * (slow ? 1.3 : 1);

            add(&(struct run){ sizes[i], ms * exp(0.01 * random_normal(&seed)),
                               slow ? "old" : "new", TIME_UNKNOWN });
        }
    }
    hosts_init(&profile, &hosts);
    IS_INT(hosts.n_types, 2, "two types are known");
    IS_STR(profile.cpus[hosts.usual], "new", "the usual one holds the median run");
    NEAR(hosts_spread(&hosts), 1.3, 0.01, "the other is 30 %% slower, over all sizes");
    NEAR(hosts_correction(&hosts, &profile, 1024), -log(1.3), 0.05,
         "the size that ran on the slow type is brought in line");
    OK(!(fabs(hosts_correction(&hosts, &profile, 512)) > 0), "the others stay");
    if (contender_init(contender, &implementation, &profile))
        abort();
    for (int i = 0; i < 4; i++) {
        struct dist d;

        curve_predict(&contender->curve, sizes[i], &d);
        NEAR(dist_statistic(&d, STAT_P50), 1e6 / sizes[i], 0.03,
             "%d MB is known on the usual type", sizes[i]);
    }
}

static void
test_unknown_types(void)
{
    struct hosts hosts;

    start();
    add(&(struct run){ 128, 100, "", TIME_UNKNOWN });
    hosts_init(&profile, &hosts);
    IS_INT(hosts.usual, -1, "without CPU types there is no usual one");
    OK(!(hosts_spread(&hosts) > 1), "and nothing to name");
    start();
    add(&(struct run){ 128, 100, "a", TIME_UNKNOWN });
    add(&(struct run){ 256, 50, "b", TIME_UNKNOWN });
    hosts_init(&profile, &hosts);
    OK(!(hosts_spread(&hosts) > 1), "types that share no size cannot be compared");
}

static void
test_humps(void)
{
    uint64_t seed = 9;
    struct contender *c = contender;

    start();
    for (int mb = 256; mb <= 2048; mb *= 2)
        for (int k = 0; k < 20; k++)
            add(&(struct run){
                mb, 1e6 / mb * (k % 10 < 3 ? 1.25 : 1) * exp(0.01 * random_normal(&seed)),
                "", TIME_UNKNOWN });
    if (contender_init(c, &implementation, &profile))
        abort();
    OK(c->curve.humps.found, "two humps are seen");
    NEAR(c->curve.humps.ratio, 1.25, 0.02, "as far apart as they are");
    NEAR(c->curve.humps.share, 0.3, 0.1, "with their shares");
    start();
    for (int mb = 256; mb <= 2048; mb *= 2)
        for (int k = 0; k < 20; k++)
            add(&(struct run){ mb, 1e6 / mb * exp(0.1 * random_normal(&seed)), "",
                               TIME_UNKNOWN });
    if (contender_init(c, &implementation, &profile))
        abort();
    OK(!c->curve.humps.found, "a single hump is not taken for two");
}

static void
test_drift(void)
{
    uint64_t seed = 4;
    struct host_drift drift;

    start();
    for (int k = 0; k < 60; k++)
        add(&(struct run){ k % 2 ? 512 : 1024,
                           1000 * (1 + k * 0.005) * exp(0.02 * random_normal(&seed)), "",
                           k * DAY_MS / 4 });
    hosts_drift(&profile, &drift);
    OK(drift.found, "durations that grow by 30 %% in 15 days drift");
    NEAR(drift.change, log(1.295), 0.15, "by as much");
    NEAR(drift.days, 14.5, 0.05, "over as many days");
    start();
    for (int k = 0; k < 60; k++)
        add(&(struct run){ 512, 1000 * exp(0.05 * random_normal(&seed)), "",
                           k * DAY_MS / 4 });
    hosts_drift(&profile, &drift);
    OK(!drift.found, "durations that only scatter do not");
}

static void
test_timeouts(void)
{
    struct contender *c = contender;

    start();
    for (int mb = 512; mb <= 4096; mb *= 2)
        for (int k = 0; k < 5; k++)
            add(&(struct run){ mb, 5e6 / mb + 10 * k, "", TIME_UNKNOWN });
    for (int k = 0; k < 5; k++) {
        struct sample s = sample_of(256, 30000);

        s.error = "Task timed out after 30.00 seconds";
        if (profile_add_sample(&profile, &s, NULL))
            abort();
    }
    if (contender_init(c, &implementation, &profile))
        abort();
    IS_INT(c->curve.n_cuts, 1, "timeouts become a bound");
    IS_INT(c->curve.cuts[0].n, 5, "of all of them");
    NEAR(c->curve.cuts[0].log_ms, log(30000), 1e-6, "at the time they were cut off");
    IS_INT(c->curve.n_sizes, 4, "and no size that was measured");
    OK(contender_fails_at(c, 256), "the size is still one that fails");
}

/* Forced cold starts, and a warm run that slipped in: the size is not judged by it. */
static void
test_cold_alone(void)
{
    struct dist d;

    start();
    for (int mb = 256; mb <= 4096; mb *= 2) {
        for (int k = 0; k < 10; k++) {
            struct sample s = sample_of(mb, 3e6 / mb + k);

            s.cold = 1;
            if (profile_add_sample(&profile, &s, NULL))
                abort();
        }
    }
    add(&(struct run){ 1024, 900, "", TIME_UNKNOWN });
    if (contender_init(contender, &implementation, &profile))
        abort();
    OK(contender->cold_only, "cold starts stand in for warm runs");
    curve_predict(&contender->curve, 1024, &d);
    NEAR(dist_statistic(&d, STAT_P50), 3e6 / 1024, 0.03,
         "at a size with one warm run as well");
}

int
main(void)
{
    contender = malloc(sizeof *contender);
    if (!contender)
        abort();
    test_types();
    test_unknown_types();
    test_humps();
    test_drift();
    test_timeouts();
    test_cold_alone();
    profile_clear(&profile);
    free(contender);
    return done();
}
