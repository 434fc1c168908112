/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Simulated runs by the real engine: the cap, kills, and that neither side of a demo has
 * the other's backends or database. */
#include <fcntl.h>
#include <stdlib.h>
#include <time.h>

#include "../kill_at.h"
#include "app/probe_request.h"
#include "probe/run.h"
#include "probe/sim.h"
#include "run_fixture.h"
#include "tap.h"

enum { SEEDS = 60, RUNS = 4, KILLS = 24 };

#define USD(cents) (INT64_C(10000000000) * (cents))

static struct fixture f;

static void
settings_of(struct probe_settings *s)
{
    fixture_settings(s, RUNS);
    (void)snprintf(s->workload, sizeof s->workload, "facedetect");
    s->region[0] = '\0';
    (void)probe_request_simulate(s, NULL);
    s->n_sizes = 3;
    s->sizes_mb[0] = 128; /* too small */
    s->sizes_mb[1] = 512;
    s->sizes_mb[2] = 2048;
}

static void
begin(int64_t seed)
{
    fixture_begin(&f, "sim_run.db");
    f.demo_seed = seed;
    f.world.backend_for = probe_simulated_for;
}

static struct store *
open_demo(void)
{
    const struct store_options o = {
        .path = f.db, .create = true, .busy_ms = 50, .demo = true
    };
    struct store *store = NULL;

    return store_open(&o, &store, &f.err) ? NULL : store;
}

/* Drafted, described and confirmed; its number. */
static int64_t
ready(int64_t cap_pusd)
{
    static struct probe_settings s;
    struct store *store = open_demo();
    int64_t id = 0;
    enum va_code code = VA_OK;

    settings_of(&s);
    code = store ? ledger_create(store, &s, 0, &id, &f.err) : VA_IO;
    store_close(store);
    if (!code)
        code = fixture_describe(&f, id);
    store = code ? NULL : open_demo();
    if (store)
        code = ledger_confirm(store, id, cap_pusd, &f.err);
    store_close(store);
    if (code || !store)
        printf("# %s\n", f.err.text);
    return code ? 0 : id;
}

/* --- the cap --- */

struct sums {
    int64_t spent, reserved, n[LEDGER_FATE_COUNT];
    bool within, marked;
};

static enum va_code
add_up(void *ctx, const struct ledger_invocation *i)
{
    struct sums *s = ctx;

    s->n[i->fate]++;
    s->spent += i->cost_pusd;
    s->within &= i->cost_pusd <= i->intent.worst_pusd;
    s->marked &= i->fate != LEDGER_DONE ||
                 !strncmp(i->request_id, SIMULATED ":", sizeof SIMULATED);
    return VA_OK;
}

static struct sums
sums_of(int64_t id)
{
    struct sums s = { .within = true, .marked = true };
    struct store *store = open_demo();

    if (!store || ledger_visit_invocations(store, id, add_up, &s, NULL))
        s.within = false;
    store_close(store);
    return s;
}

static void
test_cap(void)
{
    int over = 0;
    int wrong = 0;
    int capped = 0;
    int64_t failed = 0;
    int64_t refused = 0;

    for (int64_t seed = 1; seed <= SEEDS; seed++) {
        int64_t id = 0;
        struct ledger_run run;
        struct sums s;

        begin(seed);
        id = ready(USD(1) + USD(1) * (seed % 3));
        (void)fixture_carry_out(&f, id);
        run = fixture_load(&f, id);
        s = sums_of(id);
        over += run.totals.spent_pusd + run.totals.reserved_pusd > run.cap_pusd;
        wrong += !s.within || !s.marked || s.spent != run.totals.spent_pusd ||
                 run.totals.n_changes_left != 0;
        capped += f.status == 5;
        failed += s.n[LEDGER_FAILED];
        refused += s.n[LEDGER_REFUSED];
        fixture_end(&f);
    }
    IS_INT(over, 0, "whatever fails, no run passes its cap");
    IS_INT(wrong, 0, "each invocation is billed within its worst case, and is marked");
    OK(capped > 0 && failed > 0 && refused > 0,
       "caps were reached, invocations failed and were throttled: %d, %" PRId64
       ", %" PRId64,
       capped, failed, refused);
}

static bool
same_shot(const struct probe_event *a, const struct probe_event *b)
{
    return a->shot.fate == b->shot.fate && a->shot.cost_pusd == b->shot.cost_pusd &&
           a->shot.billed_ms == b->shot.billed_ms &&
           a->shot.memory_mb == b->shot.memory_mb && !strcmp(a->text, b->text);
}

static void
test_again(void)
{
    static struct probe_event first[HEARD_MAX];
    int n = 0;
    bool same = true;

    for (int i = 0; i < 2; i++) {
        int64_t id = 0;

        begin(11);
        id = ready(USD(50));
        (void)fixture_carry_out(&f, id);
        if (i == 0) {
            n = f.n_heard;
            memcpy(first, f.heard, (size_t)n * sizeof *first);
        }
        same &= n == f.n_heard;
        for (int k = 0; k < n && same; k++)
            same =
                first[k].kind == f.heard[k].kind &&
                (first[k].kind != PROBE_EVENT_SHOT || same_shot(&first[k], &f.heard[k]));
        fixture_end(&f);
    }
    OK(same && n > 10, "a seed makes the same run each time: %d events", n);
}

/* --- kills --- */

static enum kill_at
carry_out_killed(int64_t id, long k)
{
    int status = 0;
    pid_t child = 0;

    (void)fflush(stdout);
    child = fork();
    if (child == 0)
        _exit(kill_at_begin() ? (int)fixture_carry_out(&f, id) : 99);
    return kill_at_follow(child, k, &status);
}

/* Killed after its k-th call, then somebody goes on with it. */
static bool
try_moment(long k, enum kill_at *out_how)
{
    int64_t id = 0;
    int32_t mb = 0;
    struct ledger_run run;
    struct sums s;
    bool good = false;

    begin(5);
    id = ready(USD(50));
    *out_how = carry_out_killed(id, k);
    if (fixture_load(&f, id).state < LEDGER_RUN_DONE)
        (void)fixture_carry_out(&f, id);
    run = fixture_load(&f, id);
    s = sums_of(id);
    good = sim_deployed_read(f.db, SIMULATED ":facedetect", &mb, &f.err) == VA_OK &&
           mb == SIM_DEPLOYED_MB && run.totals.n_changes_left == 0 &&
           run.state >= LEDGER_RUN_DONE && s.within && s.n[LEDGER_OPEN] == 0 &&
           s.n[LEDGER_UNKNOWN] <= 1 &&
           run.totals.spent_pusd + run.totals.reserved_pusd <= run.cap_pusd;
    if (!good)
        printf("# killed after call %ld: state %s, %d MB, %" PRId64 " changes left, %s\n",
               k, ledger_run_state_name(run.state), (int)mb, run.totals.n_changes_left,
               f.err.text);
    fixture_end(&f);
    return good;
}

static void
test_kills(void)
{
    enum kill_at how = KILL_AT_DONE;
    int bad = 0;
    int killed = 0;

    for (long i = 0, k = 1; i < KILLS && how == KILL_AT_DONE; i++, k += 41) {
        bad += !try_moment(k, &how);
        killed += how == KILL_AT_DONE;
    }
    if (how == KILL_AT_CANNOT) {
        SKIP("processes cannot be traced here");
        return;
    }
    OK(bad == 0 && killed > KILLS / 2,
       "a run that was killed goes on; the function and the cap are as they should be: "
       "%d moments",
       killed);
}

/* --- no way from one side to the other --- */

static void
test_apart(void)
{
    static const char *const platforms[] = {
        "aws-lambda-x86", "aws-lambda-arm", "gcf-gen1", "gcf-gen2", "local", SIMULATED, ""
    };
    bool real = true;
    bool simulated = true;

    for (size_t i = 0; i < sizeof platforms / sizeof *platforms; i++) {
        const struct probe_backend *b = probe_simulated_for(platforms[i]);

        real &= probe_backend_for(platforms[i]) != &probe_simulated;
        simulated &= !b || b == &probe_simulated;
    }
    OK(real, "no platform has the simulated backend in a real run");
    OK(simulated && !probe_simulated_for("local"),
       "a demo has no other backend, and starts no command on this machine");
}

static void
test_databases(void)
{
    static struct probe_settings s;
    int64_t id = 0;

    begin(1);
    id = ready(USD(1));
    f.demo_seed = 0;
    OK(id && fixture_carry_out(&f, id) == VA_USAGE && strstr(f.err.text, "of a demo"),
       "a real run does not open the database of a demo: %s", f.err.text);
    fixture_end(&f);

    fixture_begin(&f, "real.db");
    fixture_settings(&s, RUNS);
    id = fixture_ready(&f, &s, USD(1));
    f.demo_seed = 1;
    f.world.backend_for = probe_simulated_for;
    OK(id && fixture_carry_out(&f, id) == VA_USAGE &&
           strstr(f.err.text, "holds measurements"),
       "a demo does not open a real database: %s", f.err.text);
    f.demo_seed = 0;
    OK(fixture_carry_out(&f, id) == VA_USAGE &&
           strstr(f.err.text, "for 'vadvise demo' alone"),
       "the simulated backend refuses a run that is none: %s", f.err.text);
    fixture_end(&f);
}

static void
test_commands(void)
{
    static struct probe_settings s;
    struct va_err err = { .code = VA_OK };

    fixture_settings(&s, RUNS);
    (void)snprintf(s.platform, sizeof s.platform, "%s", PROBE_LOCAL);
    OK(probe_request_simulate(&s, &err) == VA_USAGE && !probe_is_simulated(&s),
       "a demo takes no command: %s", err.text);
}

int
main(void)
{
    test_apart();
    test_databases();
    test_commands();
    test_again();
    test_cap();
    test_kills();
    return done();
}
