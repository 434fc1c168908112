/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The engine: what it measures, what it spends, and how it ends. */
#include "probe/run.h"

#include "run_fixture.h"
#include "tap.h"

#define USD(cents) (INT64_C(10000000000) * (cents))

static struct fixture f;

/* Carry out a run of so many runs a size; its number. */
static int64_t
begin(const char *name, int32_t runs, int64_t cap_pusd)
{
    static struct probe_settings s;

    fixture_begin(&f, name);
    fixture_settings(&s, runs);
    return fixture_ready(&f, &s, cap_pusd);
}

/* As callers of the function see it: nothing is left. */
static bool
is_put_back(void)
{
    return provider->memory_mb == PROVIDER_MEMORY_MB && provider_versions() == 0;
}

static void
test_whole(void)
{
    const int64_t id = begin("whole.db", 3, USD(100));
    const struct probe_event *e = NULL;
    struct ledger_run run;

    OK(fixture_carry_out(&f, id) == VA_OK && f.status == 0, "a run is carried out: %s",
       f.err.text);
    run = fixture_load(&f, id);
    OK(run.state == LEDGER_RUN_DONE &&
           !strcmp(run.why, "everything planned was measured"),
       "it is done");
    OK(provider->invocations == 6 && run.totals.n[LEDGER_DONE] == 6 &&
           fixture_samples(&f) == 6,
       "each size is measured so often, and everything is stored");
    OK(is_put_back() && run.totals.n_changes_left == 0, "the function is as it was");
    IS_INT(provider->prepared, 2, "each size is made ready once");
    OK(f.heard[0].kind == PROBE_EVENT_STARTED && f.heard[1].kind == PROBE_EVENT_FACTS &&
           fixture_heard(&f, PROBE_EVENT_STEP) == 3 &&
           fixture_heard(&f, PROBE_EVENT_SHOT) == 12 &&
           f.heard[f.n_heard - 1].kind == PROBE_EVENT_END,
       "it tells of its start, steps, invocations and end");
    e = fixture_last(&f, PROBE_EVENT_SHOT);
    OK(e && e->shot.fate == LEDGER_DONE && e->shot.memory_mb == 1024 &&
           e->shot.run == 3 && e->shot.runs == 3 && e->shot.cost_pusd > 0 &&
           e->money.spent_pusd == run.totals.spent_pusd && e->money.reserved_pusd == 0 &&
           !strcmp(e->shot.source, "report"),
       "of each invocation with its figures");
    OK(fixture_carry_out(&f, id) == VA_USAGE && f.status == 2, "it is carried out once");
    fixture_end(&f);
}

static void
test_not_ready(void)
{
    static struct probe_settings s;
    struct store *store = NULL;
    int64_t id = 0;

    fixture_begin(&f, "draft.db");
    fixture_settings(&s, 3);
    (void)fixture_open(f.db, &store, NULL);
    (void)ledger_create(store, &s, 0, &id, NULL);
    store_close(store);
    OK(fixture_carry_out(&f, id) == VA_MONEY && f.status == 5 && !provider->calls,
       "a draft is not carried out: %s", f.err.text);
    OK(fixture_carry_out(&f, 99) == VA_DATA && f.status == 4, "nor is what there is not");
    OK(fixture_describe(&f, id) == VA_OK && fixture_load(&f, id).has_facts &&
           fixture_load(&f, id).facts.timeout_ms == PROVIDER_TIMEOUT_MS &&
           fixture_heard(&f, PROBE_EVENT_FACTS) == 1 && !provider->calls,
       "it can be described");
    fixture_settings(&s, 3);
    (void)snprintf(s.platform, sizeof s.platform, "gcf-gen1");
    id = fixture_ready(&f, &s, USD(1));
    OK(fixture_carry_out(&f, id) == VA_USAGE &&
           fixture_load(&f, id).state == LEDGER_RUN_READY,
       "a platform that nothing invokes: %s", f.err.text);
    fixture_end(&f);
}

/* --- what the provider answers --- */

static enum provider_answer
throttle_some(const struct provider *p, int32_t memory_mb)
{
    (void)memory_mb;
    return p->calls % 4 ? ANSWER_THROTTLED : ANSWER_DONE;
}

static enum provider_answer
throttle_all(const struct provider *p, int32_t memory_mb)
{
    (void)p;
    (void)memory_mb;
    return ANSWER_THROTTLED;
}

static void
test_throttled(void)
{
    int64_t id = begin("throttled.db", 2, USD(100));
    struct ledger_run run;

    provider->answer = throttle_some;
    provider->calls = 1;
    OK(fixture_carry_out(&f, id) == VA_OK, "throttling is waited out");
    run = fixture_load(&f, id);
    OK(run.totals.n[LEDGER_DONE] == 4 && run.totals.n[LEDGER_REFUSED] == 12 &&
           provider->invocations == 4 && run.totals.reserved_pusd == 0,
       "each try is an intent of its own; what is refused costs nothing");
    OK(f.waited_ms >= 4 * (1000 + 1000 + 2000), "the waits grow (%" PRId64 " ms)",
       f.waited_ms);
    fixture_end(&f);
    id = begin("refused.db", 2, USD(100));
    provider->answer = throttle_all;
    OK(fixture_carry_out(&f, id) == VA_NETWORK && f.status == 7, "but not for ever: %s",
       f.err.text);
    run = fixture_load(&f, id);
    OK(run.state == LEDGER_RUN_FAILED &&
           run.totals.n[LEDGER_REFUSED] == provider->calls && provider->calls == 8 &&
           run.totals.spent_pusd == 0 && is_put_back(),
       "the run fails, and has cost nothing");
    fixture_end(&f);
}

static enum provider_answer
forbid(const struct provider *p, int32_t memory_mb)
{
    (void)memory_mb;
    return p->calls ? ANSWER_DONE : ANSWER_FORBIDDEN;
}

static enum provider_answer
fail_first(const struct provider *p, int32_t memory_mb)
{
    (void)memory_mb;
    return p->calls ? ANSWER_DONE : ANSWER_ERROR;
}

static enum provider_answer
break_third(const struct provider *p, int32_t memory_mb)
{
    (void)memory_mb;
    return p->calls == 2 ? ANSWER_BROKEN : ANSWER_DONE;
}

static void
test_check(void)
{
    int64_t id = begin("forbidden.db", 2, USD(100));

    provider->answer = forbid;
    OK(fixture_carry_out(&f, id) == VA_NETWORK && provider->calls == 1 && is_put_back(),
       "without the right to invoke the run ends at once: %s", f.err.text);
    fixture_end(&f);
    id = begin("payload.db", 2, USD(100));
    provider->answer = fail_first;
    OK(fixture_carry_out(&f, id) == VA_DATA && provider->invocations == 1 &&
           is_put_back() && fixture_load(&f, id).state == LEDGER_RUN_FAILED &&
           fixture_load(&f, id).totals.n[LEDGER_FAILED] == 1,
       "a first run that fails ends it before more is spent: %s", f.err.text);
    fixture_end(&f);
    id = begin("broken.db", 2, USD(100));
    provider->answer = break_third;
    OK(fixture_carry_out(&f, id) == VA_CONFIG && f.status == 6 &&
           provider->invocations == 2 && fixture_samples(&f) == 2 && is_put_back() &&
           fixture_load(&f, id).totals.n[LEDGER_REFUSED] == 1,
       "a backend that cannot go on ends it: %s", f.err.text);
    fixture_end(&f);
}

static enum provider_answer
tear_second(const struct provider *p, int32_t memory_mb)
{
    (void)memory_mb;
    return p->calls == 1 ? ANSWER_TORN : ANSWER_DONE;
}

static enum provider_answer
tear_all(const struct provider *p, int32_t memory_mb)
{
    (void)memory_mb;
    return p->calls ? ANSWER_TORN : ANSWER_DONE;
}

static void
test_torn(void)
{
    int64_t id = begin("torn.db", 3, USD(100));
    struct ledger_run run;

    provider->answer = tear_second;
    OK(fixture_carry_out(&f, id) == VA_OK, "a torn reply does not end the run");
    run = fixture_load(&f, id);
    OK(provider->invocations == 6 && run.totals.n[LEDGER_UNKNOWN] == 1 &&
           run.totals.n[LEDGER_DONE] == 5 && run.totals.reserved_pusd > 0,
       "it is not repeated, and counts at its worst case");
    fixture_end(&f);
    id = begin("all-torn.db", 9, USD(100));
    provider->answer = tear_all;
    OK(fixture_carry_out(&f, id) == VA_NETWORK && provider->invocations == 4 &&
           fixture_load(&f, id).totals.n[LEDGER_UNKNOWN] == 3 && is_put_back(),
       "three in a row end it: %s", f.err.text);
    fixture_end(&f);
}

static enum provider_answer
too_small(const struct provider *p, int32_t memory_mb)
{
    (void)p;
    return memory_mb == 512 ? ANSWER_MEMORY : ANSWER_DONE;
}

static enum provider_answer
too_slow(const struct provider *p, int32_t memory_mb)
{
    (void)p;
    (void)memory_mb;
    return ANSWER_LATE;
}

static enum provider_answer
odd_second(const struct provider *p, int32_t memory_mb)
{
    (void)memory_mb;
    return p->calls == 1 ? ANSWER_ODD : ANSWER_DONE;
}

static void
test_sizes(void)
{
    int64_t id = begin("small.db", 5, USD(100));

    provider->answer = too_small;
    OK(fixture_carry_out(&f, id) == VA_OK &&
           fixture_load(&f, id).totals.n[LEDGER_FAILED] == 2 &&
           fixture_load(&f, id).totals.n[LEDGER_DONE] == 5 && fixture_samples(&f) == 7,
       "a size that runs out of memory is given up after two failures, others go on");
    OK(fixture_said(&f, "512 MB is given up"), "and that is said");
    fixture_end(&f);
    id = begin("slow.db", 5, USD(100));
    provider->answer = too_slow;
    OK(fixture_carry_out(&f, id) == VA_DATA && provider->invocations == 4 &&
           fixture_load(&f, id).state == LEDGER_RUN_FAILED && is_put_back(),
       "when every size fails, so does the run: %s", f.err.text);
    fixture_end(&f);
    id = begin("cannot.db", 5, USD(100));
    provider->cannot_mb = 1024;
    OK(fixture_carry_out(&f, id) == VA_OK && provider->invocations == 5 &&
           fixture_said(&f, "1024 MB cannot be measured"),
       "a size that there is not is passed over");
    fixture_end(&f);
    id = begin("odd.db", 2, USD(100));
    provider->answer = odd_second;
    OK(fixture_carry_out(&f, id) == VA_OK && fixture_samples(&f) == 3 &&
           fixture_load(&f, id).totals.n[LEDGER_DONE] == 4 &&
           fixture_said(&f, "not stored"),
       "figures that cannot be are left out, what they cost is not");
    fixture_end(&f);
}

/* --- money --- */

static void
test_cap(void)
{
    /* A worst case at 512 MB: 10 s of init and 3 s at 16.276 p$ a MB-ms, and the fee. */
    const int64_t worst_pusd = 13000 * 512 * INT64_C(16276) / 1000 + 200000;
    const int64_t id = begin("cap.db", 50, worst_pusd * 3);
    struct ledger_run run;

    OK(fixture_carry_out(&f, id) == VA_MONEY && f.status == 5, "the cap ends a run: %s",
       f.err.text);
    run = fixture_load(&f, id);
    OK(run.state == LEDGER_RUN_STOPPED && run.totals.spent_pusd <= run.cap_pusd &&
           run.totals.reserved_pusd == 0,
       "what was spent is under it");
    OK(run.cap_pusd - run.totals.spent_pusd < worst_pusd + 100000 && run.totals.n[1] > 2,
       "as much as is possible was measured (%d)", (int)run.totals.n[1]);
    OK(is_put_back() && fixture_samples(&f) == run.totals.n[LEDGER_DONE],
       "everything is put back, and kept");
    fixture_end(&f);
}

static void
test_changed(void)
{
    int64_t id = begin("timeout.db", 2, USD(100));

    provider->timeout_ms = 900000;
    OK(fixture_carry_out(&f, id) == VA_MONEY && !provider->calls &&
           fixture_load(&f, id).state == LEDGER_RUN_FAILED,
       "a timeout that is not what was confirmed: %s", f.err.text);
    fixture_end(&f);
    id = begin("architecture.db", 2, USD(100));
    (void)snprintf(provider->architecture, sizeof provider->architecture, "arm64");
    OK(fixture_carry_out(&f, id) == VA_MONEY && !provider->calls,
       "nor an architecture: %s", f.err.text);
    fixture_end(&f);
}

/* --- stopping --- */

static void
stop_once(void)
{
    if (provider->calls == 3)
        f.n_stops = 1;
}

static void
stop_twice(void)
{
    if (provider->calls == 3)
        f.n_stops = 2;
}

static void
test_stopped(void)
{
    int64_t id = begin("stop.db", 5, USD(100));
    struct ledger_run run;

    provider->on_invoke = stop_once;
    OK(fixture_carry_out(&f, id) == VA_OK && f.status == 128 + 15, "it can be stopped");
    run = fixture_load(&f, id);
    OK(run.state == LEDGER_RUN_STOPPED && run.totals.n[LEDGER_DONE] == 3 &&
           provider->invocations == 3 && fixture_samples(&f) == 3 && is_put_back(),
       "the invocation in flight is finished and kept, then all is put back");
    fixture_end(&f);
    id = begin("abandon.db", 5, USD(100));
    provider->on_invoke = stop_twice;
    provider->fail_undo = 2;
    OK(fixture_carry_out(&f, id) == VA_OK && f.status == 128 + 15,
       "a second request abandons it");
    run = fixture_load(&f, id);
    OK(run.state == LEDGER_RUN_STOPPED && run.totals.n[LEDGER_UNKNOWN] == 1 &&
           run.totals.n[LEDGER_DONE] == 2,
       "it is unknown then");
    OK(is_put_back(), "but everything is put back, at the third try too");
    fixture_end(&f);
}

/* --- putting back --- */

static void
test_undo(void)
{
    int64_t id = begin("undo.db", 2, USD(100));

    provider->fail_undo = 3;
    OK(fixture_carry_out(&f, id) == VA_OK && is_put_back() && f.waited_ms >= 7000,
       "what cannot be put back at once is tried again");
    fixture_end(&f);
    id = begin("left.db", 2, USD(100));
    provider->fail_undo = 1000;
    OK(fixture_carry_out(&f, id) == VA_NETWORK && f.status == 7 &&
           fixture_load(&f, id).state == LEDGER_RUN_FAILED &&
           fixture_last(&f, PROBE_EVENT_END)->end.n_changes_left == 2 &&
           fixture_samples(&f) == 4,
       "what cannot be put back at all is told: %s", f.err.text);
    provider->fail_undo = 0;
    OK(fixture_restore(&f, 0) == VA_OK && is_put_back() &&
           fixture_load(&f, id).totals.n_changes_left == 0,
       "and is put back later");
    OK(fixture_restore(&f, 0) == VA_OK && fixture_restore(&f, id) == VA_OK,
       "that can be asked for again");
    fixture_end(&f);
    id = begin("meddle.db", 2, USD(100));
    provider->meddle = true;
    OK(fixture_carry_out(&f, id) == VA_OK && provider->memory_mb == 4321 &&
           fixture_load(&f, id).totals.n_changes_left == 0,
       "what somebody else changed meanwhile is left as it is");
    fixture_end(&f);
}

static void
test_apply(void)
{
    const int64_t id = begin("apply.db", 2, USD(100));

    OK(fixture_carry_out(&f, id) == VA_OK && fixture_apply(&f, id, 2048) == VA_OK &&
           provider->memory_mb == 2048,
       "a size can be set for good");
    OK(fixture_restore(&f, 0) == VA_OK && provider->memory_mb == 2048,
       "and stays when the rest is put back");
    OK(fixture_restore(&f, id) == VA_OK && provider->memory_mb == PROVIDER_MEMORY_MB,
       "until it is undone by its run's number");
    OK(fixture_apply(&f, id, 0) == VA_USAGE, "0 MB is no size");
    fixture_end(&f);
}

int
main(void)
{
    test_whole();
    test_not_ready();
    test_throttled();
    test_check();
    test_torn();
    test_sizes();
    test_cap();
    test_changed();
    test_stopped();
    test_undo();
    test_apply();
    return done();
}
