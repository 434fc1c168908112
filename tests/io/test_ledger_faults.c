/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The ledger when SQLite or memory fails at any call: a clear code, and either all of a
 * step stands in the ledger or nothing of it.
 */
#include <sqlite3.h>

#include "fault.h"
#include "ledger_fixture.h"
#include "tap.h"

#define CAP INT64_C(1000)

static char base[FIXTURE_PATH_MAX]; /* one run: an invocation done, one open, a change */
static char path[FIXTURE_PATH_MAX];
static int64_t run, open_shot, change;

static bool
make_base(void)
{
    static struct ledger_change c = { .kind = "config", .target = "f", .detail = "{}" };
    const struct ledger_intent i = ledger_intent(100);
    char name[SAMPLE_ID_MAX];
    const struct sample m = ledger_sample(name, 1);
    const struct ledger_result r = ledger_done(60, &m);
    struct store *s = NULL;
    int64_t id = 0;
    bool good = !fixture_open(base, &s, NULL);

    run = good ? ledger_running(s, "aws-lambda-x86", CAP) : 0;
    c.run = run;
    good = good && run && !ledger_reserve(s, run, &i, &id, NULL) &&
           !ledger_settle(s, id, &r, NULL) &&
           !ledger_reserve(s, run, &i, &open_shot, NULL) &&
           !ledger_change_begin(s, &c, &change, NULL);
    store_close(s);
    return good;
}

/* --- the operations; each is one step or only reads --- */

static enum va_code
do_create(struct store *s, struct va_err *err)
{
    static struct probe_settings settings;
    int64_t id = 0;

    ledger_settings(&settings, "local");
    return ledger_create(s, &settings, 0, &id, err);
}

static enum va_code
do_enter(struct store *s, struct va_err *err)
{
    const struct ledger_entry e = { LEDGER_RUN_DONE, 5000, "done" };

    return ledger_enter(s, run, &e, err);
}

static enum va_code
do_facts(struct store *s, struct va_err *err)
{
    const struct probe_facts facts = { .function = "f" };

    return ledger_set_facts(s, run, &facts, err);
}

static enum va_code
do_reserve(struct store *s, struct va_err *err)
{
    const struct ledger_intent i = ledger_intent(100);
    int64_t id = 0;

    return ledger_reserve(s, run, &i, &id, err);
}

static enum va_code
do_settle(struct store *s, struct va_err *err)
{
    char name[SAMPLE_ID_MAX];
    const struct sample m = ledger_sample(name, 2);
    const struct ledger_result r = ledger_done(50, &m);

    return ledger_settle(s, open_shot, &r, err);
}

static enum va_code
do_close_open(struct store *s, struct va_err *err)
{
    int64_t n = 0;

    return ledger_close_open(s, run, 0, &n, err);
}

static enum va_code
do_change(struct store *s, struct va_err *err)
{
    return ledger_change_enter(s, change, LEDGER_CHANGE_UNDONE, "{\"a\":1}", err);
}

static enum va_code
do_change_begin(struct store *s, struct va_err *err)
{
    static struct ledger_change c = { .kind = "config", .target = "f", .detail = "{}" };

    c.run = run;
    return ledger_change_begin(s, &c, &(int64_t){ 0 }, err);
}

struct read_back {
    int runs, shots, changes;
};

static enum va_code
see_run(void *ctx, const struct ledger_run *r, const struct probe_settings *settings)
{
    struct read_back *b = ctx;

    b->runs += r->totals.n[LEDGER_DONE] == 1 && settings->n_sizes == 2;
    return VA_OK;
}

static enum va_code
see_shot(void *ctx, const struct ledger_invocation *i)
{
    struct read_back *b = ctx;

    b->shots += i->intent.worst_pusd == 100;
    return VA_OK;
}

static enum va_code
see_change(void *ctx, const struct ledger_change *c)
{
    struct read_back *b = ctx;

    b->changes += !strcmp(c->detail, "{}");
    return VA_OK;
}

static enum va_code
do_read(struct store *s, struct va_err *err)
{
    static struct probe_settings settings;
    const struct ledger_changes all = { 0, UINT32_MAX };
    struct read_back b = { 0, 0, 0 };
    struct ledger_run r;
    enum va_code code = ledger_load(s, run, &r, &settings, err);

    if (!code)
        code = ledger_visit(s, see_run, &b, err);
    if (!code)
        code = ledger_visit_invocations(s, run, see_shot, &b, err);
    if (!code)
        code = ledger_visit_changes(s, all, see_change, &b, err);
    probe_settings_clear(&settings);
    return !code && (b.runs != 1 || b.shots != 2 || b.changes != 1) ? VA_CHECK : code;
}

/* What a ledger looks like, by one number. */
static int64_t
look(struct store *s)
{
    const struct ledger_totals t = ledger_totals(s, run);
    struct ledger_run r;
    int64_t last = 0;

    if (ledger_load(s, run, &r, NULL, NULL) || t.spent_pusd < 0)
        return -1;
    if (t.spent_pusd + t.reserved_pusd > CAP)
        return -2;
    if (fixture_count(s, "w") != t.n[LEDGER_DONE] ||
        fixture_summed(s, "w") != t.n[LEDGER_DONE])
        return -3;
    while (!ledger_load(s, last + 1, &r, NULL, NULL))
        last++;
    (void)ledger_load(s, run, &r, NULL, NULL);
    return t.n[LEDGER_OPEN] + 10 * t.n[LEDGER_DONE] + 100 * t.n[LEDGER_UNKNOWN] +
           1000 * t.n_changes_left + 10000 * (int64_t)r.state + 100000 * r.has_facts +
           1000000 * last;
}

struct operation {
    const char *what;
    enum va_code (*run)(struct store *s, struct va_err *err);
    int64_t change; /* of what it looks like */
};

static const struct operation operations[] = {
    { "a draft", do_create, 1000000 },
    { "an end", do_enter, 10000 },
    { "facts", do_facts, 100000 },
    { "an intent", do_reserve, 1 },
    { "a result", do_settle, 9 },
    { "closing", do_close_open, 99 },
    { "a change undone", do_change, -1000 },
    { "a change begun", do_change_begin, 1000 },
    { "reading", do_read, 0 },
};

static bool
copy_file(const char *from, const char *to)
{
    char bytes[65536];
    FILE *in = fopen(from, "re");
    FILE *out = fopen(to, "we");
    size_t n = 0;
    bool good = in && out;

    while (good && (n = fread(bytes, 1, sizeof bytes, in)) > 0)
        good = fwrite(bytes, 1, n, out) == n;
    if (in)
        (void)fclose(in);
    return out && fclose(out) == 0 && good;
}

static bool
is_clean(enum va_code code, const struct va_err *err)
{
    if (code == VA_OK)
        return true;
    return (code == VA_IO || code == VA_NOMEM) && err->code == code && err->text[0];
}

/* SQLite has thousands of allocations, and tests of its own: past the first, some. */
static long
next_call(enum fault_kind kind, long k)
{
    enum { ALL_UP_TO = 40, STRIDE = 13 };

    return kind == FAULT_SQL_HEAP && k >= ALL_UP_TO ? k + STRIDE : k + 1;
}

/* One run with one failure. *out_failed: it came to the call that fails. */
static bool
try_one(const struct operation *op, const struct fault_plan *plan, int64_t before,
        bool *out_failed)
{
    struct va_err err = { .code = VA_OK };
    struct store *s = NULL;
    enum va_code code = VA_OK;
    int64_t after = 0;

    fixture_remove(path);
    if (!copy_file(base, path))
        return false;
    fault_start(plan);
    code = fixture_open(path, &s, &err);
    if (!code)
        code = op->run(s, &err);
    store_close(s);
    *out_failed = fault_stop();
    if (fixture_open(path, &s, NULL))
        return false;
    after = look(s);
    store_close(s);
    if (is_clean(code, &err) &&
        (after == before + op->change || (code != VA_OK && after == before)))
        return true;
    printf("# %s, call %ld of kind %d: code %d, %s; %lld, then %lld\n", op->what, plan->k,
           (int)plan->kind, (int)code, err.text, (long long)before, (long long)after);
    return false;
}

/* Fail call 1, 2, 3 ... until the operation needs no more calls. How many failed; -1 when
 * one of them was wrong. */
static long
try_all(const struct operation *op, enum fault_kind kind, bool on, int64_t before)
{
    static const int results[] = { SQLITE_IOERR, SQLITE_FULL, SQLITE_NOMEM, SQLITE_BUSY,
                                   SQLITE_CORRUPT };
    long runs = 0;

    for (long k = 1;; k = next_call(kind, k), runs++) {
        const struct fault_plan plan = { kind, k, on, results[k % 5] };
        bool failed = false;

        if (!try_one(op, &plan, before, &failed))
            return -1;
        if (!failed)
            return runs;
    }
}

/* A file system in memory saves thousands of waits for the disk. */
static char in_memory[] = "/dev/shm/vadvise-ledger-XXXXXX";

static void
choose_folder(void)
{
    if (mkdtemp(in_memory)) {
        (void)snprintf(base, sizeof base, "%s/base.db", in_memory);
        (void)snprintf(path, sizeof path, "%s/faults.db", in_memory);
        return;
    }
    in_memory[0] = '\0';
    (void)fixture_path(base, "faults-base.db");
    (void)fixture_path(path, "faults.db");
}

int
main(void)
{
    static const char *const kinds[] = { "call to SQLite", "allocation",
                                         "allocation within SQLite" };
    struct store *s = NULL;
    int64_t before = -1;

    fault_init();
    choose_folder();
    fixture_remove(base);
    OK(make_base(), "a ledger to work on");
    if (!fixture_open(base, &s, NULL))
        before = look(s);
    store_close(s);
    IS_INT(before, 1 + 10 + 1000 + 20000 + 1000000, "that looks as it should");
    for (size_t i = 0; i < sizeof operations / sizeof operations[0]; i++) {
        for (int kind = 0; kind < FAULT_KIND_COUNT; kind++) {
            const long once =
                try_all(&operations[i], (enum fault_kind)kind, false, before);
            const long on = try_all(&operations[i], (enum fault_kind)kind, true, before);

            OK(once > 0, "%s: each %s fails once", operations[i].what, kinds[kind]);
            OK(on > 0, "%s: from each %s on, all fail", operations[i].what, kinds[kind]);
            printf("# %ld and %ld failures\n", once, on);
        }
    }
    fixture_remove(base);
    fixture_remove(path);
    if (in_memory[0])
        (void)rmdir(in_memory);
    return done();
}
