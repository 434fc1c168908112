/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The engine: warm and cold runs, payloads, rounds, time that jumps, and company. */
#include <signal.h>
#include <sys/wait.h>

#include "io/hash.h"
#include "io/run_lock.h"
#include "probe/run.h"
#include "probe/run_parts.h"
#include "run_fixture.h"
#include "tap.h"

#define CAP INT64_C(1000000000000)

static struct fixture f;
static struct probe_settings s;

static void
begin(const char *name, int32_t runs)
{
    fixture_begin(&f, name);
    fixture_settings(&s, runs);
}

static void
test_warm(void)
{
    int64_t id = 0;

    begin("warm.db", 3);
    s.drop_first = true;
    id = fixture_ready(&f, &s, CAP);
    OK(fixture_carry_out(&f, id) == VA_OK && provider->invocations == 8 &&
           fixture_samples(&f) == 6,
       "the first run of each size can be dropped");
    OK(fixture_load(&f, id).totals.n[LEDGER_DONE] == 8,
       "but what it did cost is in the ledger");
    fixture_end(&f);
    begin("cold.db", 3);
    s.cold = true;
    s.drop_first = true;
    id = fixture_ready(&f, &s, CAP);
    OK(fixture_carry_out(&f, id) == VA_OK && provider->prepared == 6 &&
           provider->invocations == 6 && provider_versions() == 0,
       "for cold starts a size is made ready again each time, and nothing is dropped");
    fixture_end(&f);
}

/* --- payloads --- */

static void
write_payload(struct probe_payload *p, const char *name, const char *text, int32_t weight)
{
    struct hash h;
    FILE *file = NULL;

    (void)fixture_path(p->path, name);
    file = fopen(p->path, "we");
    (void)!(file && fputs(text, file) >= 0 && fclose(file) == 0);
    hash_init(&h);
    hash_add(&h, text, strlen(text));
    hash_hex(&h, p->sha256);
    p->weight = weight;
}

static void
test_payloads(void)
{
    int64_t id = 0;

    begin("payloads.db", 12);
    s.n_payloads = 3;
    write_payload(&s.payloads[0], "p0", "0", 1);
    write_payload(&s.payloads[1], "p1", "1", 2);
    write_payload(&s.payloads[2], "p2", "2", 3);
    id = fixture_ready(&f, &s, CAP);
    OK(fixture_carry_out(&f, id) == VA_OK && provider->payloads[0] == 4 &&
           provider->payloads[1] == 8 && provider->payloads[2] == 12,
       "each payload is sent as often as its weight says");
    id = fixture_ready(&f, &s, CAP);
    write_payload(&s.payloads[1], "p1", "another", 2);
    provider_reset();
    OK(fixture_carry_out(&f, id) == VA_MONEY && !provider->calls && f.status == 5,
       "a payload that was changed is not sent: %s", f.err.text);
    id = fixture_ready(&f, &s, CAP);
    (void)unlink(s.payloads[1].path);
    OK(fixture_carry_out(&f, id) == VA_IO && !provider->calls, "nor one that is gone: %s",
       f.err.text);
    fixture_end(&f);
}

/* Any beginning of the order is as even as it can be: within one of each one's share. */
static void
test_order(void)
{
    int32_t counts[3] = { 0, 0, 0 };
    bool even = true;

    fixture_settings(&s, 1);
    s.n_payloads = 3;
    for (int i = 0; i < 3; i++)
        s.payloads[i].weight = 2 * i + 1;
    for (int32_t n = 0; n < 90; n++) {
        counts[run_pick_payload(&s, n)]++;
        for (int i = 0; i < 3; i++)
            even = even && fabs(counts[i] - (n + 1) * (2 * i + 1) / 9.0) < 1;
    }
    OK(even && counts[0] == 10 && counts[1] == 30 && counts[2] == 50,
       "payloads of different weights are spread evenly");
}

/* --- rounds --- */

static void
test_rounds(void)
{
    const int64_t hour_ms = 3600000;
    int64_t id = 0;

    begin("rounds.db", 2);
    s.every_ms = hour_ms;
    s.for_ms = 24 * hour_ms;
    id = fixture_ready(&f, &s, CAP);
    OK(fixture_carry_out(&f, id) == VA_OK && provider->invocations == 24 * 4 &&
           f.waited_ms > 22 * hour_ms && f.waited_ms < 24 * hour_ms,
       "a plan can be repeated every hour for a day");
    OK(fixture_load(&f, id).state == LEDGER_RUN_DONE && provider_versions() == 0 &&
           provider->memory_mb == PROVIDER_MEMORY_MB,
       "under one cap, and then everything is put back");
    IS_INT(f.left_while_waiting, 0, "nothing is left changed between the rounds");
    fixture_end(&f);
}

static enum provider_answer
too_small(const struct provider *p, int32_t memory_mb)
{
    (void)p;
    return memory_mb == 512 ? ANSWER_MEMORY : ANSWER_DONE;
}

static void
test_rounds_failed(void)
{
    int64_t id = 0;

    begin("rounds-failed.db", 3);
    s.every_ms = 1000000;
    s.for_ms = 4000000;
    provider->answer = too_small;
    id = fixture_ready(&f, &s, CAP);
    OK(fixture_carry_out(&f, id) == VA_OK && provider->invocations == 2 + 4 * 3,
       "a size that was given up is not tried in later rounds");
    fixture_end(&f);
}

/* --- time --- */

static void
test_jumps(void)
{
    struct ledger_run run;
    int64_t id = 0;

    begin("jumps.db", 3);
    s.every_ms = 600000;
    s.for_ms = 3000000;
    f.jump_ms = INT64_C(5) * 3600 * 1000;
    id = fixture_ready(&f, &s, CAP);
    OK(fixture_carry_out(&f, id) == VA_OK && provider->invocations == 5 * 6 &&
           fixture_samples(&f) == 30,
       "a clock that jumps by ten hours between any two looks changes nothing");
    run = fixture_load(&f, id);
    OK(run.totals.reserved_pusd == 0 && run.totals.spent_pusd <= run.cap_pusd &&
           run.totals.n_changes_left == 0,
       "not the money either");
    fixture_end(&f);
}

/* --- company --- */

/* A process that holds a run, or the function; it waits to be killed. */
static pid_t
hold(int64_t run)
{
    int ready[2];
    char byte = 0;
    pid_t child = 0;

    if (pipe(ready))
        return -1;
    child = fork();
    if (child == 0) {
        struct run_lock *l = NULL;
        bool taken = false;

        (void)run_lock_open(f.db, &l, NULL);
        if (run)
            (void)run_lock_take(l, run, &taken, NULL);
        else
            (void)run_lock_take_target(l, PROVIDER_FUNCTION, &taken, NULL);
        (void)!write(ready[1], taken ? "y" : "n", 1);
        for (;;)
            (void)pause();
    }
    (void)!read(ready[0], &byte, 1);
    (void)close(ready[0]);
    (void)close(ready[1]);
    return byte == 'y' ? child : -1;
}

static void
let_go(pid_t child)
{
    (void)kill(child, SIGKILL);
    (void)waitpid(child, NULL, 0);
}

static void
test_company(void)
{
    pid_t other = 0;
    int64_t id = 0;

    begin("company.db", 2);
    id = fixture_ready(&f, &s, CAP);
    other = hold(id);
    OK(other > 0 && fixture_carry_out(&f, id) == VA_IO && f.status == 1 &&
           strstr(f.err.text, "another vadvise-probe"),
       "a run that somebody works on is left alone: %s", f.err.text);
    OK(fixture_restore(&f, id) == VA_IO && fixture_apply(&f, id, 512) == VA_IO,
       "in every way");
    OK(fixture_restore(&f, 0) == VA_OK, "restoring all passes it over");
    let_go(other);
    other = hold(0);
    OK(other > 0 && fixture_carry_out(&f, id) == VA_IO &&
           strstr(f.err.text, "another probe run works on this function"),
       "a function that another run works on, too: %s", f.err.text);
    OK(!provider->calls && !provider->prepared &&
           fixture_load(&f, id).state == LEDGER_RUN_READY,
       "nothing happened meanwhile");
    let_go(other);
    OK(fixture_carry_out(&f, id) == VA_OK, "when they have gone it is carried out");
    fixture_end(&f);
}

/* What another run left changed is put back before this one looks at the function. */
static void
test_inherited(void)
{
    int64_t first = 0;
    int64_t second = 0;

    begin("inherited.db", 2);
    first = fixture_ready(&f, &s, CAP);
    second = fixture_ready(&f, &s, CAP);
    provider->fail_undo = 1000;
    (void)fixture_carry_out(&f, first);
    provider->fail_undo = 0;
    OK(provider_versions() == 2 && fixture_carry_out(&f, second) == VA_OK &&
           provider_versions() == 0 && fixture_load(&f, first).totals.n_changes_left == 0,
       "a run puts back what an earlier one left at its function");
    fixture_end(&f);
}

/* --- going on --- */

static void
test_gone_on(void)
{
    const struct ledger_entry running = { LEDGER_RUN_RUNNING, 0, NULL };
    struct store *store = NULL;
    int64_t id = 0;

    begin("gone-on.db", 2);
    id = fixture_ready(&f, &s, CAP);
    (void)fixture_open(f.db, &store, NULL);
    (void)ledger_enter(store, id, &running, NULL); /* by one who died then */
    store_close(store);
    provider->fail_describe = 1;
    OK(fixture_carry_out(&f, id) == VA_NETWORK && f.status == 7 &&
           fixture_load(&f, id).state == LEDGER_RUN_RUNNING,
       "a run that was cut short is not lost when the network is: %s", f.err.text);
    OK(fixture_carry_out(&f, id) == VA_OK &&
           fixture_load(&f, id).state == LEDGER_RUN_DONE,
       "it goes on later");
    id = fixture_ready(&f, &s, CAP);
    provider->fail_describe = 1;
    OK(fixture_carry_out(&f, id) == VA_NETWORK &&
           fixture_load(&f, id).state == LEDGER_RUN_FAILED,
       "one that never began has failed: %s", f.err.text);
    fixture_end(&f);
}

int
main(void)
{
    test_gone_on();
    test_warm();
    test_payloads();
    test_order();
    test_rounds();
    test_rounds_failed();
    test_jumps();
    test_company();
    test_inherited();
    return done();
}
