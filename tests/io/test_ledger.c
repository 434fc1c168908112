/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ledger of probe runs: its states, its cap, its samples, its journal. */
#include "io/ledger.h"

#include <sys/wait.h>

#include "ledger_fixture.h"
#include "tap.h"

#define CAP INT64_C(1000)

/* --- runs --- */

static void
test_draft(struct store *s)
{
    struct probe_settings in;
    struct probe_settings out;
    struct ledger_run run;
    const struct probe_facts facts = { .function = "arn:f", .timeout_ms = 3000 };
    int64_t id = 0;
    int64_t other = 0;

    ledger_settings(&in, "aws-lambda-x86");
    OK(ledger_create(s, &in, 1234, &id, NULL) == VA_OK && id > 0, "a draft has a number");
    OK(ledger_load(s, id, &run, &out, NULL) == VA_OK, "it is read back");
    OK(run.state == LEDGER_RUN_DRAFT && run.created_ms == 1234 &&
           run.started_ms == TIME_UNKNOWN && run.ended_ms == TIME_UNKNOWN &&
           !run.has_facts && run.cap_pusd == 0,
       "as a draft without a cap, facts and times");
    OK(strlen(run.token) == LEDGER_TOKEN_MAX &&
           strspn(run.token, "0123456789abcdef") == LEDGER_TOKEN_MAX,
       "with a token");
    OK(!strcmp(out.platform, "aws-lambda-x86") && out.n_sizes == 2 && out.runs == 10,
       "with its settings");
    OK(ledger_set_facts(s, id, &facts, NULL) == VA_OK &&
           ledger_load(s, id, &run, NULL, NULL) == VA_OK && run.has_facts &&
           !strcmp(run.facts.function, "arn:f") && run.facts.timeout_ms == 3000,
       "facts are kept");
    OK(ledger_create(s, &in, 0, &other, NULL) == VA_OK && other > id,
       "the next one has a higher number");
    OK(ledger_load(s, 99, &run, NULL, NULL) == VA_DATA &&
           ledger_set_facts(s, 99, &facts, NULL) == VA_DATA,
       "a number that no run has is said to be so");
    probe_settings_clear(&out);
}

static void
test_confirm(struct store *s)
{
    struct probe_settings settings;
    int64_t paid = 0;
    int64_t local = 0;

    ledger_settings(&settings, "aws-lambda-x86");
    (void)ledger_create(s, &settings, 0, &paid, NULL);
    ledger_settings(&settings, "local");
    (void)ledger_create(s, &settings, 0, &local, NULL);
    OK(ledger_confirm(s, paid, LEDGER_NO_CAP, NULL) == VA_MONEY,
       "what is paid needs a cap");
    OK(ledger_confirm(s, paid, -2, NULL) == VA_MONEY &&
           ledger_confirm(s, local, -2, NULL) == VA_MONEY &&
           ledger_confirm(s, paid, INT64_MAX, NULL) == VA_MONEY,
       "a cap is an amount");
    OK(ledger_confirm(s, local, LEDGER_NO_CAP, NULL) == VA_OK, "this machine needs none");
    OK(ledger_confirm(s, paid, 0, NULL) == VA_OK, "a cap of nothing is a cap");
    OK(ledger_confirm(s, paid, 5, NULL) == VA_USAGE, "it is said once");
    OK(ledger_confirm(s, 99, 5, NULL) == VA_DATA, "and of a run that there is");
}

/* Which of the six states may follow which. */
static void
test_states(struct store *s)
{
    static const char *const allowed[LEDGER_RUN_STATE_COUNT] = {
        [LEDGER_RUN_DRAFT] = "....s.",   [LEDGER_RUN_READY] = "..r.s.",
        [LEDGER_RUN_RUNNING] = "..rdsf", [LEDGER_RUN_DONE] = "......",
        [LEDGER_RUN_STOPPED] = "......", [LEDGER_RUN_FAILED] = "......",
    };
    struct probe_settings settings;

    ledger_settings(&settings, "aws-lambda-x86");
    for (int from = 0; from < LEDGER_RUN_STATE_COUNT; from++) {
        for (int to = 0; to < LEDGER_RUN_STATE_COUNT; to++) {
            const struct ledger_entry running = { LEDGER_RUN_RUNNING, 10, NULL };
            const struct ledger_entry first = { (enum ledger_run_state)from, 20, "x" };
            const struct ledger_entry then = { (enum ledger_run_state)to, 30, "why\n" };
            struct ledger_run run;
            enum va_code code = VA_OK;
            int64_t id = 0;

            (void)ledger_create(s, &settings, 0, &id, NULL);
            if (from >= LEDGER_RUN_READY)
                (void)ledger_confirm(s, id, CAP, NULL);
            if (from >= LEDGER_RUN_RUNNING)
                (void)ledger_enter(s, id, &running, NULL);
            if (from > LEDGER_RUN_RUNNING)
                (void)ledger_enter(s, id, &first, NULL);
            code = ledger_enter(s, id, &then, NULL);
            (void)ledger_load(s, id, &run, NULL, NULL);
            OK(code == (allowed[from][to] == '.' ? VA_USAGE : VA_OK) &&
                   (int)run.state == (code ? from : to),
               "from %s to %s: %s", ledger_run_state_name((enum ledger_run_state)from),
               ledger_run_state_name((enum ledger_run_state)to), code ? "no" : "yes");
            if (!code && to > LEDGER_RUN_RUNNING)
                OK(run.ended_ms == 30 && !strcmp(run.why, "why?"),
                   "its end is told in one line");
            if (from == LEDGER_RUN_RUNNING && !code)
                IS_INT(run.started_ms, 10, "the first start stays");
        }
    }
}

/* --- money --- */

static void
test_cap(struct store *s)
{
    const int64_t run = ledger_running(s, "aws-lambda-x86", CAP);
    struct ledger_intent i = ledger_intent(400);
    struct ledger_result r = ledger_done(150, NULL);
    struct ledger_totals t;
    struct va_err err;
    int64_t a = 0;
    int64_t b = 0;
    int64_t c = -7;

    OK(!ledger_reserve(s, run, &i, &a, NULL) && !ledger_reserve(s, run, &i, &b, NULL),
       "two worst cases fit under the cap");
    t = ledger_totals(s, run);
    OK(t.reserved_pusd == 800 && t.spent_pusd == 0 && t.n[LEDGER_OPEN] == 2,
       "they are reserved in full");
    OK(ledger_reserve(s, run, &i, &c, &err) == VA_MONEY && c == -7,
       "a third does not, though it may come cheaper");
    IS_STR(err.text,
           "the next invocation may cost $0.0000000004, and $0.0000000002 of "
           "the cap is left",
           "and it says what is left");
    i.worst_pusd = 200;
    OK(ledger_reserve(s, run, &i, &c, NULL) == VA_OK, "the last cent can be had");
    OK(ledger_settle(s, a, &r, NULL) == VA_OK, "the first one comes cheaper");
    t = ledger_totals(s, run);
    OK(t.reserved_pusd == 600 && t.spent_pusd == 150, "what it did cost replaces it");
    OK(ledger_settle(s, a, &r, NULL) == VA_USAGE, "it is settled once");
    r = (struct ledger_result){ .fate = LEDGER_UNKNOWN, .text = "torn" };
    OK(ledger_settle(s, b, &r, NULL) == VA_OK, "the second one may have run");
    t = ledger_totals(s, run);
    OK(t.reserved_pusd == 600 && t.n[LEDGER_UNKNOWN] == 1, "it stays at its worst case");
    r.fate = LEDGER_REFUSED;
    OK(ledger_settle(s, c, &r, NULL) == VA_OK, "the third one was refused");
    t = ledger_totals(s, run);
    OK(t.reserved_pusd == 400 && t.spent_pusd == 150, "it costs nothing");
    i.worst_pusd = 451;
    OK(ledger_reserve(s, run, &i, &c, NULL) == VA_MONEY, "one picodollar too much");
    i.worst_pusd = 450;
    OK(ledger_reserve(s, run, &i, &c, NULL) == VA_OK, "and none too much");
    r = ledger_done(5000, NULL);
    OK(ledger_settle(s, c, &r, NULL) == VA_OK && ledger_totals(s, run).spent_pusd == 5150,
       "a bill past the worst case is recorded as it is");
    i.worst_pusd = 0;
    OK(ledger_reserve(s, run, &i, &c, NULL) == VA_MONEY, "then nothing more is bought");
}

static void
test_amounts(struct store *s)
{
    const int64_t million = INT64_C(1000000000000000000);
    const int64_t run = ledger_running(s, "aws-lambda-x86", million);
    const int64_t local = ledger_running(s, "local", LEDGER_NO_CAP);
    struct ledger_intent i = ledger_intent(-1);
    struct ledger_result r = ledger_done(million, NULL);
    int64_t id = 0;

    OK(ledger_reserve(s, run, &i, &id, NULL) == VA_MONEY, "no worst case is below 0");
    i.worst_pusd = INT64_MAX;
    OK(ledger_reserve(s, run, &i, &id, NULL) == VA_MONEY, "or past all sense");
    i.worst_pusd = 0;
    for (int k = 0; k < 12; k++) {
        struct ledger_run was;

        i.worst_pusd = k ? 1 : million;
        if (k && !ledger_reserve(s, run, &i, &id, NULL))
            break;
        if (!k && ledger_reserve(s, run, &i, &id, NULL))
            break;
        if (!k)
            (void)ledger_settle(s, id, &r, NULL);
        (void)ledger_load(s, run, &was, NULL, NULL);
    }
    IS_INT(ledger_totals(s, run).spent_pusd, million, "a million can be spent, once");
    i.worst_pusd = 1;
    OK(ledger_reserve(s, local, &i, &id, NULL) == VA_MONEY,
       "without a cap nothing may be paid");
    i.worst_pusd = 0;
    OK(ledger_reserve(s, local, &i, &id, NULL) == VA_OK, "what is free may be done");
    r.cost_pusd = -1;
    OK(ledger_settle(s, id, &r, NULL) == VA_USAGE, "no cost is below 0");
    r.cost_pusd = 1;
    r.fate = LEDGER_REFUSED;
    OK(ledger_settle(s, id, &r, NULL) == VA_USAGE, "what was refused has none");
    r.fate = LEDGER_OPEN;
    OK(ledger_settle(s, id, &r, NULL) == VA_USAGE, "nothing is settled as open");
    OK(ledger_settle(s, 12345, &r, NULL) == VA_USAGE, "nor what was never reserved");
}

/* Sums past 64 bits are said to be the largest amount, and stop everything. */
static void
test_overflow(struct store *s)
{
    const int64_t million = INT64_C(1000000000000000000);
    const int64_t run = ledger_running(s, "aws-lambda-x86", million);
    struct ledger_intent i = ledger_intent(0);
    const struct ledger_result r = ledger_done(million, NULL);
    int64_t ids[12];
    bool good = true;

    for (int k = 0; k < 12; k++)
        good = good && !ledger_reserve(s, run, &i, &ids[k], NULL);
    for (int k = 0; k < 12; k++)
        good = good && !ledger_settle(s, ids[k], &r, NULL);
    OK(good, "twelve invocations that were billed a million each");
    IS_INT(ledger_totals(s, run).spent_pusd, INT64_MAX, "sum up to all there is");
    OK(ledger_reserve(s, run, &i, &ids[0], NULL) == VA_MONEY,
       "and nothing fits any more");
}

static void
test_not_running(struct store *s)
{
    const struct ledger_entry end = { LEDGER_RUN_DONE, 1, "done" };
    const struct ledger_intent i = ledger_intent(1);
    const struct ledger_result r = ledger_done(1, NULL);
    const int64_t run = ledger_running(s, "aws-lambda-x86", CAP);
    struct probe_settings settings;
    int64_t draft = 0;
    int64_t id = 0;

    ledger_settings(&settings, "aws-lambda-x86");
    (void)ledger_create(s, &settings, 0, &draft, NULL);
    OK(ledger_reserve(s, draft, &i, &id, NULL) == VA_USAGE, "a draft spends nothing");
    (void)ledger_confirm(s, draft, CAP, NULL);
    OK(ledger_reserve(s, draft, &i, &id, NULL) == VA_USAGE,
       "nor does a run that nobody works on");
    (void)ledger_reserve(s, run, &i, &id, NULL);
    (void)ledger_enter(s, run, &end, NULL);
    OK(ledger_settle(s, id, &r, NULL) == VA_OK,
       "a result that comes after the end is not lost");
    OK(ledger_reserve(s, run, &i, &id, NULL) == VA_USAGE, "but nothing is begun");
    OK(ledger_reserve(s, 99, &i, &id, NULL) == VA_DATA, "nor for a run there is not");
}

/* --- samples --- */

struct seen {
    int n;
    struct ledger_invocation last;
};

static enum va_code
see(void *ctx, const struct ledger_invocation *i)
{
    struct seen *seen = ctx;

    seen->n++;
    seen->last = *i;
    return VA_OK;
}

/* Cold starts (or warm runs) that a probe made. */
static int64_t
count_probed(struct store *s, bool cold)
{
    struct workload w;
    int64_t n = 0;

    if (store_load(s, "w", &w, NULL))
        return -1;
    for (int32_t i = 0; i < w.n_profiles; i++)
        n += cold ? w.profiles[i].n_cold_probed : w.profiles[i].n_warm_probed;
    workload_clear(&w);
    return n;
}

static void
test_samples(struct store *s)
{
    const int64_t run = ledger_running(s, "aws-lambda-x86", CAP);
    const struct ledger_intent i = ledger_intent(1);
    const struct forget_what all = { .workload = "w" };
    char name[SAMPLE_ID_MAX];
    struct sample m = ledger_sample(name, 5);
    struct ledger_result r = ledger_done(1, &m);
    struct seen seen = { 0 };
    struct va_err err;
    int64_t id = 0;
    int64_t n = 0;

    m.cpu = "Xeon";
    for (int k = 0; k < 30; k++) {
        m = ledger_sample(name, k);
        if (ledger_reserve(s, run, &i, &id, NULL) || ledger_settle(s, id, &r, NULL))
            break;
    }
    OK(fixture_count(s, "w") == 30 && fixture_summed(s, "w") == 30,
       "each sample is stored, and counted in the summaries");
    OK(count_probed(s, true) == 2 && count_probed(s, false) == 28,
       "as those of a probe, cold and warm ones");
    OK(!ledger_visit_invocations(s, run, see, &seen, NULL) && seen.n == 30 &&
           seen.last.id == id && seen.last.fate == LEDGER_DONE &&
           seen.last.duration_ns == m.duration_ns && seen.last.billed_ms == m.billed_ms &&
           !strcmp(seen.last.request_id, name) && !strcmp(seen.last.source, "report") &&
           seen.last.intent.memory_mb == 512 && seen.last.cost_pusd == 1,
       "the ledger has its figures too");
    (void)ledger_reserve(s, run, &i, &id, NULL);
    OK(!ledger_settle(s, id, &r, NULL) && fixture_count(s, "w") == 30,
       "a request that is stored already is not stored again");
    m.duration_ns = -5;
    (void)ledger_reserve(s, run, &i, &id, NULL);
    OK(ledger_settle(s, id, &r, &err) == VA_DATA && ledger_totals(s, run).n[0] == 1,
       "a sample that cannot be is refused, and its invocation stays open");
    OK(store_forget(s, &all, &n, NULL) == VA_OK && n == 30, "samples can be forgotten");
    OK(ledger_totals(s, run).n[LEDGER_DONE] == 31, "what they did cost cannot");
    m = ledger_sample(name, 77);
    OK(ledger_settle(s, id, &r, NULL) == VA_OK && fixture_count(s, "w") == 1 &&
           fixture_is_sound(s),
       "the next sample is stored again");
    OK(count_probed(s, true) == 0 && count_probed(s, false) == 1,
       "and is all that is known of probes");
}

static void
test_close_open(struct store *s)
{
    const int64_t run = ledger_running(s, "aws-lambda-x86", CAP);
    const struct ledger_intent i = ledger_intent(10);
    const struct ledger_result r = ledger_done(1, NULL);
    int64_t id = 0;
    int64_t n = -1;

    (void)ledger_reserve(s, run, &i, &id, NULL);
    (void)ledger_settle(s, id, &r, NULL);
    (void)ledger_reserve(s, run, &i, &id, NULL);
    OK(ledger_close_open(s, run, 9, &n, NULL) == VA_OK && n == 1,
       "what a dead runner left open is closed");
    OK(ledger_totals(s, run).n[LEDGER_UNKNOWN] == 1 &&
           ledger_totals(s, run).reserved_pusd == 10,
       "as unknown, at its worst case");
    OK(ledger_close_open(s, run, 9, &n, NULL) == VA_OK && n == 0, "once");
}

/* --- two runners --- */

/* Reserve until the cap says no; how many. */
static int
grab(const char *path, int64_t run)
{
    const struct store_options o = { .path = path, .create = true, .busy_ms = 20000 };
    const struct ledger_intent i = ledger_intent(7);
    struct store *s = NULL;
    int64_t id = 0;
    int n = 0;

    if (store_open(&o, &s, NULL))
        return 100;
    while (ledger_reserve(s, run, &i, &id, NULL) == VA_OK)
        n++;
    store_close(s);
    return n;
}

static void
test_race(struct store *s, const char *path)
{
    enum { RUNNERS = 4 };
    const int64_t run = ledger_running(s, "aws-lambda-x86", 7 * 50 + 6);
    pid_t child[RUNNERS];
    int sum = 0;

    for (int k = 0; k < RUNNERS; k++) {
        child[k] = fork();
        if (child[k] == 0)
            _exit(grab(path, run));
    }
    for (int k = 0; k < RUNNERS; k++) {
        int status = 0;

        (void)waitpid(child[k], &status, 0);
        sum += WIFEXITED(status) ? WEXITSTATUS(status) : 1000;
    }
    IS_INT(sum, 50, "four runners get no more out of a cap than one");
    IS_INT(ledger_totals(s, run).reserved_pusd, 350, "the ledger knows of each");
}

/* --- the journal --- */

struct list {
    struct store *s;
    int64_t ids[8];
    int n;
    enum ledger_change_state enter; /* LEDGER_CHANGE_STATE_COUNT: leave them */
};

static enum va_code
note_change(void *ctx, const struct ledger_change *c)
{
    struct list *list = ctx;

    list->ids[list->n++] = c->id;
    if (list->enter == LEDGER_CHANGE_STATE_COUNT)
        return VA_OK;
    return ledger_change_enter(list->s, c->id, list->enter, NULL, NULL);
}

static void
test_journal(struct store *s)
{
    static struct ledger_change c = { .kind = "config", .target = "arn:f" };
    const uint32_t left = 1U << LEDGER_CHANGE_INTENDED | 1U << LEDGER_CHANGE_MADE;
    struct list list = { .s = s, .enter = LEDGER_CHANGE_STATE_COUNT };
    int64_t a = 0;
    int64_t b = 0;

    c.run = ledger_running(s, "aws-lambda-x86", CAP);
    (void)snprintf(c.detail, sizeof c.detail, "{\"memory\":512}");
    OK(!ledger_change_begin(s, &c, &a, NULL) && !ledger_change_begin(s, &c, &b, NULL) &&
           ledger_totals(s, c.run).n_changes_left == 2,
       "changes are journalled before they are made");
    OK(!ledger_change_enter(s, b, LEDGER_CHANGE_MADE, "{\"version\":3}", NULL) &&
           ledger_totals(s, c.run).n_changes_left == 2,
       "one that was made is still to be undone");
    OK(!ledger_visit_changes(s, (struct ledger_changes){ c.run, left }, note_change,
                             &list, NULL) &&
           list.n == 2 && list.ids[0] == b && list.ids[1] == a,
       "the newest comes first");
    list.n = 0;
    list.enter = LEDGER_CHANGE_UNDONE;
    OK(!ledger_visit_changes(s, (struct ledger_changes){ 0, 1U << LEDGER_CHANGE_MADE },
                             note_change, &list, NULL) &&
           list.n == 1 && ledger_totals(s, c.run).n_changes_left == 1,
       "they may be undone while they are looked at");
    OK(ledger_change_enter(s, b, LEDGER_CHANGE_MADE, NULL, NULL) == VA_USAGE,
       "what was undone stays so");
    OK(ledger_change_enter(s, a, LEDGER_CHANGE_KEPT, NULL, NULL) == VA_OK &&
           ledger_totals(s, c.run).n_changes_left == 0 &&
           ledger_change_enter(s, a, LEDGER_CHANGE_UNDONE, NULL, NULL) == VA_OK,
       "what is kept on purpose can be undone later");
    OK(ledger_change_enter(s, 999, LEDGER_CHANGE_MADE, NULL, NULL) == VA_USAGE,
       "a change that there is not");
    memset(c.detail, 'x', sizeof c.detail);
    OK(ledger_change_begin(s, &c, &a, NULL) == VA_OVERFLOW,
       "a detail that would be cut is refused");
    (void)snprintf(c.detail, sizeof c.detail, "\xff");
    OK(ledger_change_begin(s, &c, &a, NULL) == VA_DATA, "so is one that is no text");
}

/* --- reading --- */

static enum va_code
count_run(void *ctx, const struct ledger_run *run, const struct probe_settings *settings)
{
    int64_t *last = ctx;

    if (*last && run->id >= *last)
        return VA_CHECK;
    *last = run->id;
    return strcmp(settings->workload, "w") ? VA_CHECK : VA_OK;
}

static void
test_visit(struct store *s)
{
    int64_t last = 0;

    OK(ledger_visit(s, count_run, &last, NULL) == VA_OK && last == 1,
       "runs are visited from the newest to the first");
}

int
main(void)
{
    char path[FIXTURE_PATH_MAX];
    struct store *s = NULL;

    (void)fixture_path(path, "ledger.db");
    fixture_remove(path);
    if (!OK(fixture_open(path, &s, NULL) == VA_OK, "a database"))
        return done();
    test_draft(s);
    test_confirm(s);
    test_states(s);
    test_cap(s);
    test_amounts(s);
    test_overflow(s);
    test_not_running(s);
    test_samples(s);
    test_close_open(s);
    test_race(s, path);
    test_journal(s);
    test_visit(s);
    OK(fixture_is_sound(s), "the database is sound");
    store_close(s);
    fixture_remove(path);
    return done();
}
