/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every operation of the store with its k-th call failing, for every k: a clean code, and
 * the database is as it was, or as the operation leaves it.
 */
#include <sqlite3.h>

#include "fault.h"
#include "io/store.h"
#include "store_fixture.h"
#include "tap.h"

static char base[FIXTURE_PATH_MAX]; /* a database of 60 samples */
static char path[FIXTURE_PATH_MAX]; /* the copy that is worked on */

static enum va_code
run_open(struct va_err *err)
{
    struct store *s = NULL;
    enum va_code code = fixture_open(path, &s, err);

    store_close(s);
    return code;
}

static enum va_code
run_create(struct va_err *err)
{
    fixture_remove(path);
    return run_open(err);
}

/* New samples, some of them duplicates, in two profiles; and facts. */
static enum va_code
fill_import(struct store_import *i, struct va_err *err)
{
    struct workload w;
    struct implementation *m = NULL;
    char id[16];
    enum va_code code = VA_OK;

    for (int k = 0; k < 24 && !code; k++) {
        struct sample sample = fixture_sample(k % 2 ? "w" : "new", k);

        (void)snprintf(id, sizeof id, "id %d", k / 2);
        sample.request_id = k % 3 ? "" : id;
        sample.instance_id = id;
        code = store_import_add(i, &sample, err);
    }
    if (code)
        return code;
    workload_init(&w);
    (void)snprintf(w.name, sizeof w.name, "facts");
    code = workload_implementation(&w, "api", &m, err);
    if (!code)
        code = store_import_workload(i, &w, err);
    workload_clear(&w);
    return code;
}

static enum va_code
run_import(struct va_err *err)
{
    const struct import_source source = { "-", "csv", "", 0 };
    struct import_counts counts;
    struct store_import *i = NULL;
    struct store *s = NULL;
    char sha[65];
    enum va_code code = fixture_open(path, &s, err);

    if (!code)
        code = store_import_begin(s, &source, &i, err);
    if (!code) {
        code = fill_import(i, err);
        if (code)
            store_import_abort(i);
        else
            code = store_import_commit(i, fixture_sha(sha, 77), &counts, err);
    }
    store_close(s);
    return code;
}

/* The base import again, after one of its profiles was forgotten. */
static enum va_code
run_forget_and_again(struct va_err *err)
{
    const struct forget_what what = { .workload = "w" };
    struct import_counts counts;
    struct store *s = NULL;
    int64_t n = 0;
    enum va_code code = fixture_open(path, &s, err);

    if (!code)
        code = store_forget(s, &what, &n, err);
    store_close(s);
    if (code)
        return code;
    code = fixture_open(path, &s, err);
    if (!code)
        code = fixture_import(s, &(struct fixture_import){ "w", 0, 60, 1, true, "" },
                              &counts, err);
    store_close(s);
    return code;
}

static enum va_code
count_name(void *ctx, const char *name)
{
    int *n = ctx;

    (void)name;
    ++*n;
    return VA_OK;
}

static enum va_code
run_read(struct va_err *err)
{
    const struct store_options o = { .path = path, .read_only = true };
    struct workload w;
    struct store *s = NULL;
    struct store_health h;
    int64_t samples = 0;
    int names = 0;
    enum va_code code = store_open(&o, &s, err);

    if (code)
        return code;
    code = store_load(s, "w", &w, err);
    workload_clear(&w);
    if (!code)
        code = store_samples(s, "w", fixture_count_one, &samples, err);
    if (!code)
        code = store_names(s, count_name, &names, err);
    if (!code)
        code = store_health(s, true, &h, err);
    store_close(s);
    if (!code && (samples != 60 || names != 1 || strcmp(h.integrity, "ok") != 0))
        return VA_CHECK; /* a wrong answer, which is worse than none */
    return code;
}

static enum va_code
run_set_now(struct va_err *err)
{
    struct store *s = NULL;
    enum va_code code = fixture_open(path, &s, err);

    if (!code)
        code = store_set_now(s, "w", 512, err);
    store_close(s);
    return code;
}

struct operation {
    const char *what;
    enum va_code (*run)(struct va_err *err);
    int64_t before, after; /* samples of "w"; -1: no such workload */
    bool either;           /* in two steps: none, before and after are all right */
};

static const struct operation operations[] = {
    { "opening", run_open, 60, 60, false },
    { "making a database", run_create, -1, -1, false },
    { "an import", run_import, 60, 72, false },
    { "forgetting and importing again", run_forget_and_again, 60, 60, true },
    { "reading", run_read, 60, 60, false },
    { "noting the size deployed", run_set_now, 60, 60, false },
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

/* Is the database sound, and as it may be after that code? */
static bool
is_right(const struct operation *op, enum va_code code)
{
    struct store *s = NULL;
    int64_t n = -1;
    bool sound = false;

    if (fixture_open(path, &s, NULL))
        return false;
    n = fixture_count(s, "w");
    sound = fixture_is_sound(s) && n == fixture_summed(s, "w");
    store_close(s);
    if (!sound)
        return false;
    if (code == VA_OK)
        return n == op->after;
    return n == op->before || n == op->after || (op->either && n == -1);
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

/* Fail call 1, 2, 3 ... until the operation needs no more calls. How many runs there were
 * with a failure; -1 when one of them was wrong. */
static long
try_all(const struct operation *op, enum fault_kind kind, bool on)
{
    static const int results[] = { SQLITE_IOERR, SQLITE_FULL, SQLITE_NOMEM, SQLITE_BUSY,
                                   SQLITE_CORRUPT };

    long runs = 0;

    for (long k = 1;; k = next_call(kind, k), runs++) {
        const struct fault_plan plan = { kind, k, on, results[k % 5] };
        struct va_err err = { .code = VA_OK };
        enum va_code code = VA_OK;
        bool failed = false;

        fixture_remove(path);
        if (!copy_file(base, path))
            return -1;
        fault_start(&plan);
        code = op->run(&err);
        failed = fault_stop();
        if (!is_clean(code, &err) || !is_right(op, code)) {
            printf("# %s, call %ld of kind %d: code %d, %s\n", op->what, k, (int)kind,
                   (int)code, err.text);
            return -1;
        }
        if (!failed)
            return runs;
    }
}

/* A file system in memory saves thousands of waits for the disk. */
static char in_memory[] = "/dev/shm/vadvise-faults-XXXXXX";

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
    struct import_counts counts;
    struct store *s = NULL;

    fault_init();
    choose_folder();
    fixture_remove(base);
    OK(fixture_open(base, &s, NULL) == VA_OK &&
           fixture_import(s, &(struct fixture_import){ "w", 0, 60, 1, true, "" }, &counts,
                          NULL) == VA_OK,
       "a database to work on");
    store_close(s);
    for (size_t i = 0; i < sizeof operations / sizeof operations[0]; i++) {
        for (int kind = 0; kind < FAULT_KIND_COUNT; kind++) {
            const long once = try_all(&operations[i], (enum fault_kind)kind, false);
            const long on = try_all(&operations[i], (enum fault_kind)kind, true);

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
