/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A whole run, killed after each of its system calls; then somebody comes and restores,
 * or goes on with it. Whatever the moment was: the function is as it was, the cap holds,
 * each result that was told is stored, nothing that ran is missing in the ledger or was
 * repeated.
 *
 * "make check" tries some of the moments, spread over the run; "make torture" all.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <time.h>

#include "../kill_at.h"
#include "probe/run.h"
#include "run_fixture.h"
#include "tap.h"

enum { RUNS = 2, SIZES = 2, SECONDS_MAX = 9 };

/* Four runs cost 34 million p$; the worst case at 1024 MB is 217 million (10 s of init
 * and 3 s at 16.276 p$ a MB-ms). There is room for one unknown and what is planned; or,
 * when it is tight, for what is planned alone. */
#define CAP INT64_C(460000000)
#define CAP_TIGHT INT64_C(260000000)

static struct fixture f;

static double
seconds(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* What the provider would bill: 16.276 p$ a MB-ms, rounded up, and the fee. */
static int64_t
provider_bill(void)
{
    return provider->billed_mb_ms * 17 + provider->invocations * 200000;
}

/* Is everything as it must be, after the restart? */
static bool
is_right(int64_t id, int64_t told, bool whole)
{
    const struct ledger_run run = fixture_load(&f, id);
    const struct ledger_totals *t = &run.totals;
    const int64_t recorded = t->n[LEDGER_DONE] + t->n[LEDGER_UNKNOWN] + t->n[LEDGER_OPEN];
    const int64_t samples = fixture_samples(&f);
    bool good = provider->memory_mb == PROVIDER_MEMORY_MB && provider_versions() == 0 &&
                t->n_changes_left == 0;

    good = good && samples == t->n[LEDGER_DONE] && samples >= told;
    good = good && t->spent_pusd + t->reserved_pusd <= run.cap_pusd &&
           provider_bill() <= run.cap_pusd;
    /* Each that ran is in the ledger; at most one of the ledger never reached it. */
    good = good && provider->invocations <= recorded &&
           recorded <= provider->invocations + 1 && t->n[LEDGER_OPEN] == 0;
    /* The plan was carried out once: what may have run was not done again. */
    if (whole && run.state == LEDGER_RUN_STOPPED)
        good = good && run.cap_pusd == CAP_TIGHT && t->n[LEDGER_UNKNOWN] > 0;
    else if (whole)
        good = good && run.state == LEDGER_RUN_DONE && recorded == RUNS * SIZES;
    /* When it was gone on with, all was put back before anything else. */
    if (whole && f.n_starts > 0)
        good = good && f.memory_at_start == PROVIDER_MEMORY_MB && !f.versions_at_start;
    if (!good)
        printf("# state %s, memory %d, %d versions, %lld changes left; told %lld, %lld "
               "samples, %lld done, %lld unknown, %lld open, %lld ran; %s\n",
               ledger_run_state_name(run.state), (int)provider->memory_mb,
               provider_versions(), (long long)t->n_changes_left, (long long)told,
               (long long)samples, (long long)t->n[LEDGER_DONE],
               (long long)t->n[LEDGER_UNKNOWN], (long long)t->n[LEDGER_OPEN],
               (long long)provider->invocations, f.err.text);
    return good;
}

static int64_t
make_run(int64_t cap_pusd)
{
    static struct probe_settings s;

    fixture_begin(&f, "kill.db");
    fixture_settings(&s, RUNS);
    return fixture_ready(&f, &s, cap_pusd);
}

/* Carry it out in a process that is killed after its k-th call; false: a failure that
 * is not to be. *out_told: results it told before. */
static enum kill_at
carry_out_killed(int64_t id, long k, int64_t *out_told)
{
    char said[64];
    int ends[2];
    int status = 0;
    ssize_t told = 0;
    enum kill_at how = KILL_AT_CANNOT;
    pid_t child = 0;

    if (pipe2(ends, O_NONBLOCK | O_CLOEXEC))
        return KILL_AT_CANNOT;
    (void)fflush(stdout);
    child = fork();
    if (child == 0) {
        f.ack = ends[1];
        _exit(kill_at_begin() ? (int)fixture_carry_out(&f, id) : 99);
    }
    how = kill_at_follow(child, k, &status);
    told = read(ends[0], said, sizeof said);
    (void)close(ends[0]);
    (void)close(ends[1]);
    *out_told = told > 0 ? told : 0;
    return how;
}

/* One moment. */
static bool
try_moment(long k, bool go_on, enum kill_at *out_how)
{
    const int64_t id = make_run(k % 2 ? CAP : CAP_TIGHT);
    int64_t told = 0;
    enum va_code code = VA_OK;
    bool good = false;

    *out_how = carry_out_killed(id, k, &told);
    if (*out_how == KILL_AT_CANNOT) {
        fixture_end(&f);
        return true;
    }
    if (go_on && fixture_load(&f, id).state != LEDGER_RUN_DONE)
        code = fixture_carry_out(&f, id);
    else if (!go_on)
        code = fixture_restore(&f, id);
    if (code == VA_MONEY && fixture_load(&f, id).state == LEDGER_RUN_STOPPED)
        code = VA_OK; /* what is unknown left no room under the cap */
    good = id && !code &&
           is_right(id, told, go_on || fixture_load(&f, id).state == LEDGER_RUN_DONE);
    if (!good)
        printf("# killed after call %ld, then %s: code %d, %s\n", k,
               go_on ? "gone on" : "restored", (int)code, f.err.text);
    fixture_end(&f);
    return good;
}

/* How many calls an undisturbed run makes; 0 when it cannot be told. */
static long
count_calls(void)
{
    enum kill_at how = KILL_AT_DONE;
    long low = 0;
    long high = 64;

    /* By halving: to kill it at k is to learn whether it makes so many. */
    while (how == KILL_AT_DONE) {
        int64_t told = 0;
        const int64_t id = make_run(CAP);

        how = carry_out_killed(id, high, &told);
        fixture_end(&f);
        if (how == KILL_AT_DONE) {
            low = high;
            high *= 2;
        }
    }
    while (how != KILL_AT_CANNOT && high - low > 1) {
        const long middle = low + (high - low) / 2;
        int64_t told = 0;
        const int64_t id = make_run(CAP);

        how = carry_out_killed(id, middle, &told);
        fixture_end(&f);
        if (how == KILL_AT_DONE)
            low = middle;
        else
            high = middle;
    }
    return how == KILL_AT_CANNOT ? 0 : low;
}

static long
common_divisor(long a, long b)
{
    while (b) {
        const long c = a % b;

        a = b;
        b = c;
    }
    return a;
}

/* Moments in an order that covers the run evenly, however early it is broken off: by
 * golden steps, which visit each once when they share no divisor with their number. */
static void
test_moments(long calls, bool go_on, double until)
{
    const bool all = getenv("TORTURE") != NULL;
    enum kill_at how = KILL_AT_DONE;
    long step = (long)((double)calls * 0.618);
    long tried = 0;
    bool good = true;

    while (common_divisor(calls, step) != 1)
        step++;
    for (; tried < calls && good && (all || seconds() < until); tried++)
        good = try_moment(1 + (long)((long long)tried * step % calls), go_on, &how);
    OK(good && tried > 0, "killed at %ld of %ld moments, then %s: all is as it must be",
       tried, calls, go_on ? "gone on with" : "restored");
}

/* An undisturbed run ends well: else nothing above says anything. */
static void
test_undisturbed(void)
{
    enum kill_at how = KILL_AT_DONE;

    OK(try_moment(1000000, true, &how) && how == KILL_AT_ENDED,
       "undisturbed, the run is done");
}

/* Hundreds of databases are made: in memory where that can be. */
static char in_memory[] = "/dev/shm/vadvise-run-XXXXXX";

int
main(void)
{
    const double begun = seconds();
    const bool made = mkdtemp(in_memory) != NULL;
    long calls = 0;

    if (made)
        (void)setenv("TEST_TMP", in_memory, 1);
    calls = count_calls();
    if (!calls) {
        SKIP("processes cannot be traced here");
        return done();
    }
    test_undisturbed();
    OK(calls > 500, "a whole run makes %ld system calls", calls);
    test_moments(calls, true, begun + SECONDS_MAX);
    test_moments(calls, false, begun + 2 * SECONDS_MAX);
    if (made)
        (void)rmdir(in_memory);
    return done();
}
