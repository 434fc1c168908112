/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A whole run while SQLite or memory fails at some call, once or from then on; then a
 * runner comes with whom all is well. Whatever failed: the function is as it was, the cap
 * holds, what ran is in the ledger, and nothing was repeated.
 */
#include <sqlite3.h>
#include <time.h>

#include "../io/fault.h"
#include "probe/run.h"
#include "run_fixture.h"
#include "tap.h"

enum { RUNS = 2, SIZES = 2, SECONDS = 3 };

#define CAP INT64_C(1000000000)

static struct fixture f;

static double
seconds(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static bool
is_clean(enum va_code code)
{
    if (code == VA_OK)
        return true;
    return (code == VA_IO || code == VA_NOMEM) && f.err.code == code && f.err.text[0];
}

static bool
is_right(int64_t id)
{
    const struct ledger_run run = fixture_load(&f, id);
    const struct ledger_totals *t = &run.totals;
    const int64_t known = t->n[LEDGER_DONE] + t->n[LEDGER_UNKNOWN] + t->n[LEDGER_FAILED];

    const bool good =
        provider->memory_mb == PROVIDER_MEMORY_MB && provider_versions() == 0 &&
        t->n_changes_left == 0 && t->n[LEDGER_OPEN] == 0 &&
        fixture_samples(&f) <= t->n[LEDGER_DONE] &&
        t->spent_pusd + t->reserved_pusd <= run.cap_pusd &&
        provider->invocations <= known && known <= provider->invocations + 1 &&
        (run.state != LEDGER_RUN_DONE || known == RUNS * SIZES);

    if (!good)
        printf("# %d MB, %d versions, %d changes left, %d open, %d samples, %d done, %d "
               "unknown, %d ran\n",
               (int)provider->memory_mb, provider_versions(), (int)t->n_changes_left,
               (int)t->n[LEDGER_OPEN], (int)fixture_samples(&f), (int)t->n[LEDGER_DONE],
               (int)t->n[LEDGER_UNKNOWN], (int)provider->invocations);
    return good;
}

/* One run with one failure; *out_failed: it came to the call that fails. */
static bool
try_one(const struct fault_plan *plan, bool *out_failed)
{
    static struct probe_settings s;
    enum va_code code = VA_OK;
    enum va_code again = VA_OK;
    bool good = false;
    int64_t id = 0;

    fixture_begin(&f, "faults.db");
    fixture_settings(&s, RUNS);
    id = fixture_ready(&f, &s, CAP);
    fault_start(plan);
    code = fixture_carry_out(&f, id);
    *out_failed = fault_stop();
    good = is_clean(code);
    if (!good)
        printf("# code %d is not clean: %s\n", (int)code, f.err.text);
    if (fixture_load(&f, id).state <= LEDGER_RUN_RUNNING)
        again = fixture_carry_out(&f, id);
    else
        again = fixture_restore(&f, 0);
    good = good && !again && is_right(id);
    if (!good)
        printf("# call %ld of kind %d, %s: code %d, then %d, %s; state %s\n", plan->k,
               (int)plan->kind, plan->on ? "on" : "once", (int)code, (int)again,
               f.err.text, ledger_run_state_name(fixture_load(&f, id).state));
    fixture_end(&f);
    return good;
}

/* Calls of a kind that a run makes, about: doubling, then halving. */
static long
count_calls(enum fault_kind kind)
{
    long low = 0;
    long high = 64;
    bool failed = true;

    while (failed) {
        const struct fault_plan plan = { kind, high, false, SQLITE_BUSY };

        (void)try_one(&plan, &failed);
        low = failed ? high : low;
        high = failed ? high * 2 : high;
    }
    while (high - low > 1) {
        const struct fault_plan plan = { kind, (low + high) / 2, false, SQLITE_BUSY };

        (void)try_one(&plan, &failed);
        if (failed)
            low = plan.k;
        else
            high = plan.k;
    }
    return low;
}

static void
test_kind(enum fault_kind kind, const char *what, bool on)
{
    static const int results[] = { SQLITE_IOERR, SQLITE_FULL, SQLITE_NOMEM, SQLITE_BUSY };
    const double until = seconds() + SECONDS;
    const long calls = count_calls(kind);
    long step = (long)((double)calls * 0.618) | 1;
    long tried = 0;
    bool good = calls > 0;

    /* Golden steps cover the run evenly, however early they are broken off. */
    for (; tried < calls && good && seconds() < until; tried++) {
        const long k = 1 + (long)((long long)tried * step % calls);
        const struct fault_plan plan = { kind, k, on, results[k % 4] };
        bool failed = false;

        good = try_one(&plan, &failed);
    }
    OK(good, "%s fails %s, at %ld of %ld calls: all is as it must be", what,
       on ? "from then on" : "once", tried, calls);
}

static char in_memory[] = "/dev/shm/vadvise-run-XXXXXX";

int
main(void)
{
    const bool made = mkdtemp(in_memory) != NULL;

    fault_init();
    if (made)
        (void)setenv("TEST_TMP", in_memory, 1);
    test_kind(FAULT_SQL, "SQLite", false);
    test_kind(FAULT_SQL, "SQLite", true);
    test_kind(FAULT_HEAP, "memory", false);
    test_kind(FAULT_HEAP, "memory", true);
    if (made)
        (void)rmdir(in_memory);
    return done();
}
