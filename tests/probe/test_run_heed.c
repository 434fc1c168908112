/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The engine heeds what a run is told while it goes on. */
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "run_fixture.h"
#include "tap.h"

#define USD(cents) (INT64_C(10000000000) * (cents))

static struct fixture f;
static int64_t run_id;
static void (*asleep)(struct fixture *f); /* what happens while it waits */
static int64_t calls_when_paused, calls_at_end, cap_then_pusd;

static struct store *
open_store(void)
{
    struct store *s = NULL;

    (void)fixture_open(f.db, &s, NULL);
    return s;
}

/* As another process does it: on a connection of its own. */
static void tell(enum va_code (*order)(struct store *s))
{
    struct store *s = open_store();

    if (!s || order(s))
        printf("# the order failed\n");
    store_close(s);
}

static enum va_code
pause_it(struct store *s)
{
    return ledger_pause(s, run_id, true, NULL);
}

static enum va_code
go_on(struct store *s)
{
    return ledger_pause(s, run_id, false, NULL);
}

static enum va_code
skip_512(struct store *s)
{
    return ledger_skip(s, run_id, 512, NULL);
}

static enum va_code
skip_1024(struct store *s)
{
    return ledger_skip(s, run_id, 1024, NULL);
}

static enum va_code
cut_cap(struct store *s)
{
    return ledger_change_cap(s, run_id, cap_then_pusd, 1, NULL);
}

static void
sleep_ms(void *ctx, int64_t ms, int seen)
{
    struct fixture *world = ctx;

    (void)seen;
    world->elapsed_ms += ms;
    world->waited_ms += ms;
    if (asleep)
        asleep(world);
}

static void
begin(const char *name, int32_t runs, void (*on_invoke)(void))
{
    static struct probe_settings s;

    fixture_begin(&f, name);
    fixture_settings(&s, runs);
    run_id = fixture_ready(&f, &s, cap_then_pusd = USD(100));
    f.world.sleep_ms = sleep_ms;
    provider->on_invoke = on_invoke;
    calls_at_end = 0;
    asleep = NULL;
}

/* --- pause --- */

static void
pause_at_second(void)
{
    if (provider->calls == 2) {
        tell(pause_it);
        calls_when_paused = provider->calls;
    }
}

static void
go_on_after_a_minute(struct fixture *world)
{
    if (world->waited_ms < 60000 || calls_at_end)
        return;
    calls_at_end = provider->calls;
    tell(go_on);
}

static void
test_pause(void)
{
    struct ledger_run run;

    begin("paused.db", 3, pause_at_second);
    asleep = go_on_after_a_minute;
    OK(fixture_carry_out(&f, run_id) == VA_OK,
       "a run that was paused comes to its end: %s", f.err.text);
    run = fixture_load(&f, run_id);
    OK(run.state == LEDGER_RUN_DONE && provider->invocations == 6 &&
           run.totals.n[LEDGER_DONE] == 6,
       "with everything measured, what was in flight included");
    OK(f.waited_ms >= 60000 && calls_at_end == calls_when_paused,
       "nothing was sent until it was told to go on");
    OK(fixture_said(&f, "paused") && fixture_said(&f, "going on"), "and said so");
    OK(provider->memory_mb == PROVIDER_MEMORY_MB && provider_versions() == 0,
       "the function is as it was");
    fixture_end(&f);
}

static void
stop_after_a_minute(struct fixture *world)
{
    if (world->waited_ms >= 60000)
        world->n_stops = 1;
}

static void
test_stop_while_paused(void)
{
    struct ledger_run run;

    begin("paused-stopped.db", 3, pause_at_second);
    asleep = stop_after_a_minute;
    (void)fixture_carry_out(&f, run_id);
    run = fixture_load(&f, run_id);
    OK(run.state == LEDGER_RUN_STOPPED && provider->calls == calls_when_paused,
       "one that is stopped while it is paused sends nothing more");
    OK(run.totals.reserved_pusd == 0 && run.totals.n_changes_left == 0 &&
           provider_versions() == 0,
       "and puts everything back");
    fixture_end(&f);
}

/* The pause comes between the look at the ledger and the intent: the runner is throttled,
 * waits, and would try again. */
static enum provider_answer
throttle_first(const struct provider *p, int32_t memory_mb)
{
    (void)memory_mb;
    return p->calls == 0 ? ANSWER_THROTTLED : ANSWER_DONE;
}

static void
pause_then_go_on(struct fixture *world)
{
    if (provider->calls != 1 || calls_at_end)
        return;
    tell(pause_it);
    if (world->waited_ms < 60000)
        return;
    calls_at_end = provider->calls;
    tell(go_on);
}

static void
test_pause_between(void)
{
    begin("paused-between.db", 2, NULL);
    provider->answer = throttle_first;
    asleep = pause_then_go_on;
    OK(fixture_carry_out(&f, run_id) == VA_OK && provider->invocations == 4,
       "a pause between two tries is kept");
    OK(calls_at_end == 1 && f.waited_ms >= 60000, "nothing was sent meanwhile");
    fixture_end(&f);
}

/* --- sizes, the cap --- */

static void
skip_at_second(void)
{
    if (provider->calls == 2)
        tell(skip_512);
}

static void
test_skip(void)
{
    struct ledger_run run;

    begin("skip.db", 5, skip_at_second);
    OK(fixture_carry_out(&f, run_id) == VA_OK, "a size can be left out on the way");
    run = fixture_load(&f, run_id);
    OK(provider->invocations == 7 && run.totals.n[LEDGER_DONE] == 7 &&
           run.state == LEDGER_RUN_DONE,
       "what is in flight there is the last one; the others are measured");
    OK(fixture_said(&f, "512 MB is left out"), "and it says so");
    fixture_end(&f);
}

static void
skip_next(void)
{
    if (provider->calls == 1)
        tell(skip_1024);
}

static void
test_skip_ahead(void)
{
    begin("skip-ahead.db", 3, skip_next);
    OK(fixture_carry_out(&f, run_id) == VA_OK && provider->invocations == 3,
       "a size that was not begun is not begun");
    IS_INT(provider->prepared, 1, "nor made ready");
    fixture_end(&f);
}

static void
cut_at_third(void)
{
    if (provider->calls == 3)
        tell(cut_cap);
}

static void
test_cap(void)
{
    struct ledger_run run;

    begin("cap.db", 5, cut_at_third);
    OK(fixture_carry_out(&f, run_id) == VA_MONEY && provider->calls == 3,
       "a cap that is lowered ends it: %s", f.err.text);
    run = fixture_load(&f, run_id);
    OK(run.state == LEDGER_RUN_STOPPED && run.cap_pusd == 1 && provider_versions() == 0,
       "as the cap would have, with everything put back");
    fixture_end(&f);
}

/* --- again --- */

static int calls_to_order, calls_to_die, orders;

static enum va_code
order_again(struct store *s)
{
    struct ledger_failed failed;
    enum va_code code = ledger_find_failed(s, run_id, &failed, NULL);

    if (!code)
        code = ledger_retry(s, run_id, &failed, NULL);
    orders += !code;
    return code;
}

static void
order_or_die(void)
{
    if (provider->calls == calls_to_order)
        tell(order_again);
    if (provider->calls == calls_to_die)
        (void)raise(SIGKILL);
}

static enum provider_answer
fail_second(const struct provider *p, int32_t memory_mb)
{
    (void)memory_mb;
    return p->calls == 1 ? ANSWER_ERROR : ANSWER_DONE;
}

static enum provider_answer
fail_second_and_fifth(const struct provider *p, int32_t memory_mb)
{
    (void)memory_mb;
    return p->calls == 1 || p->calls == 4 ? ANSWER_ERROR : ANSWER_DONE;
}

static enum provider_answer
fail_all_512(const struct provider *p, int32_t memory_mb)
{
    return memory_mb == 512 && p->calls > 0 && p->calls < 4 ? ANSWER_MEMORY : ANSWER_DONE;
}

static void
begin_again(const char *name,
            enum provider_answer (*answer)(const struct provider *p, int32_t memory_mb))
{
    begin(name, 3, order_or_die);
    provider->answer = answer;
    calls_to_order = 4;
    calls_to_die = -1;
    orders = 0;
}

static void
test_again(void)
{
    struct ledger_run run;

    begin_again("again.db", fail_second);
    OK(fixture_carry_out(&f, run_id) == VA_OK && orders == 1,
       "what failed can be made again while the run goes on: %s", f.err.text);
    run = fixture_load(&f, run_id);
    OK(provider->calls == 7 && run.totals.n[LEDGER_DONE] == 6 &&
           run.totals.n[LEDGER_FAILED] == 1 && run.state == LEDGER_RUN_DONE,
       "it is made once more, and all of the plan beside it");
    OK(ledger_over(&run.totals) == 6 && run.totals.n_again == 1,
       "in the place of the one that failed");
    OK(run.totals.n_changes_left == 0 && provider_versions() == 0 &&
           provider->memory_mb == PROVIDER_MEMORY_MB,
       "the function is as it was");
    fixture_end(&f);

    begin_again("again-fails.db", fail_second_and_fifth);
    (void)fixture_carry_out(&f, run_id);
    run = fixture_load(&f, run_id);
    OK(provider->calls == 7 && run.totals.n[LEDGER_FAILED] == 2 &&
           run.totals.n[LEDGER_DONE] == 5,
       "one that fails again is not made a third time unasked");
    fixture_end(&f);

    begin_again("again-given-up.db", fail_all_512);
    (void)fixture_carry_out(&f, run_id);
    run = fixture_load(&f, run_id);
    OK(provider->calls == 8 && run.totals.n[LEDGER_FAILED] == 2 &&
           run.totals.n[LEDGER_DONE] == 6 && run.totals.n_again == 2 &&
           fixture_said(&f, "512 MB is given up"),
       "at a size that was given up each is made again, too");
    fixture_end(&f);
}

/* A runner of its own that kills itself; another one goes on. */
static void
test_again_killed(const char *name, int at)
{
    struct ledger_run run;
    pid_t child = 0;
    int status = 0;

    begin_again(name, fail_second);
    calls_to_die = at;
    child = fork();
    if (child == 0) {
        (void)fixture_carry_out(&f, run_id);
        _exit(0);
    }
    OK(waitpid(child, &status, 0) == child && WIFSIGNALED(status),
       "the runner dies during call %d", at);
    calls_to_order = calls_to_die = -1;
    OK(fixture_carry_out(&f, run_id) == VA_OK, "another one goes on: %s", f.err.text);
    run = fixture_load(&f, run_id);
    OK(provider->calls == 7 && run.totals.n[LEDGER_UNKNOWN] == 1 &&
           run.totals.n[LEDGER_FAILED] == 1 && run.totals.n_again == 1 &&
           ledger_over(&run.totals) == 6,
       "what was to be made again is made once: %d calls", (int)provider->calls);
    fixture_end(&f);
}

int
main(void)
{
    test_pause();
    test_stop_while_paused();
    test_pause_between();
    test_skip();
    test_skip_ahead();
    test_cap();
    test_again();
    test_again_killed("again-before.db", 4);
    test_again_killed("again-during.db", 5);
    return done();
}
