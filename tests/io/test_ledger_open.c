/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Databases of other versions, and damage in the ledger. */
#include <fcntl.h>
#include <sqlite3.h>

#include "ledger_fixture.h"
#include "tap.h"

#define TO_VERSION_3 FIXTURE_TO_VERSION_3 "PRAGMA user_version = 3"

static bool
run_sql(const char *path, const char *text)
{
    sqlite3 *db = NULL;
    char *why = NULL;
    bool good = sqlite3_open(path, &db) == SQLITE_OK &&
                sqlite3_exec(db, text, NULL, NULL, &why) == SQLITE_OK;

    if (why)
        printf("# %s: %s\n", text, why);
    sqlite3_free(why);
    (void)sqlite3_close(db);
    return good;
}

static enum va_code
count_run(void *ctx, const struct ledger_run *run, const struct probe_settings *settings)
{
    (void)run;
    (void)settings;
    ++*(int *)ctx;
    return VA_OK;
}

static int
count_runs(struct store *s)
{
    int n = 0;

    return ledger_visit(s, count_run, &n, NULL) ? -1 : n;
}

static void
test_older(const char *path)
{
    struct store_options read_only = { .path = path, .read_only = true };
    struct store *s = NULL;
    struct va_err err = { .code = VA_OK };
    struct ledger_run run;
    struct store_health h;

    fixture_make(path);
    OK(run_sql(path, TO_VERSION_3), "a database of version 3");
    OK(store_open(&read_only, &s, NULL) == VA_OK && count_runs(s) == 0,
       "opened for reading has no runs");
    OK(ledger_load(s, 1, &run, NULL, &err) == VA_DATA, "and says so: %s", err.text);
    store_close(s);
    OK(fixture_open(path, &s, NULL) == VA_OK &&
           ledger_running(s, "aws-lambda-x86", 5) == 1 && count_runs(s) == 1,
       "opened for writing it gets a ledger");
    OK(store_health(s, true, &h, NULL) == VA_OK && h.version == 6 &&
           fixture_count(s, "w") == FIXTURE_ROWS && fixture_is_sound(s),
       "and keeps its samples");
    store_close(s);
    fixture_remove(path);
}

static enum va_code
see(void *ctx, const struct ledger_invocation *i)
{
    (void)ctx;
    (void)i;
    return VA_OK;
}

/* Version 4 had the ledger, and nothing to tell a run that goes on. */
static void
test_without_orders(const char *path)
{
    struct store_options read_only = { .path = path, .read_only = true };
    struct store *s = NULL;
    struct ledger_run run;
    int32_t skipped[PROBE_SIZES_MAX];
    int32_t n = -1;

    fixture_make(path);
    (void)fixture_open(path, &s, NULL);
    (void)ledger_running(s, "aws-lambda-x86", 5);
    store_close(s);
    OK(run_sql(path, "DROP TABLE probe_order; DROP TABLE probe_skip;"
                     "DROP TABLE probe_retry;"
                     "PRAGMA user_version = 4"),
       "a database of version 4");
    OK(store_open(&read_only, &s, NULL) == VA_OK &&
           ledger_load(s, 1, &run, NULL, NULL) == VA_OK && !run.paused &&
           ledger_skipped(s, 1, skipped, &n, NULL) == VA_OK && n == 0,
       "opened for reading shows its runs, none of them paused");
    store_close(s);
    OK(fixture_open(path, &s, NULL) == VA_OK && ledger_pause(s, 1, true, NULL) == VA_OK &&
           ledger_load(s, 1, &run, NULL, NULL) == VA_OK && run.paused,
       "opened for writing, runs in it can be paused");
    store_close(s);
    fixture_remove(path);
}

/* Version 5 could make nothing again. */
static void
test_without_retries(const char *path)
{
    struct store_options read_only = { .path = path, .read_only = true };
    const struct ledger_intent i = ledger_intent(1);
    const struct ledger_result failed = { LEDGER_FAILED, 1, 5000, "", "x", NULL };
    struct store *s = NULL;
    struct ledger_failed found;
    struct ledger_due due;
    struct ledger_run run;
    int64_t id = 0;

    fixture_make(path);
    (void)fixture_open(path, &s, NULL);
    (void)ledger_running(s, "aws-lambda-x86", 5);
    (void)ledger_reserve(s, 1, &i, &id, NULL);
    (void)ledger_settle(s, id, &failed, NULL);
    store_close(s);
    OK(run_sql(path, "DROP TABLE probe_retry; PRAGMA user_version = 5"),
       "a database of version 5");
    OK(store_open(&read_only, &s, NULL) == VA_OK &&
           ledger_load(s, 1, &run, NULL, NULL) == VA_OK &&
           run.totals.n[LEDGER_FAILED] == 1 && run.totals.n_again == 0 &&
           ledger_visit_invocations(s, 1, see, NULL, NULL) == VA_OK &&
           ledger_find_failed(s, 1, &found, NULL) == VA_OK && found.n == 0 &&
           ledger_next_due(s, 1, 0, &due, NULL) == VA_OK && due.id == 0,
       "opened for reading shows its runs, and nothing that is to be made again");
    store_close(s);
    OK(fixture_open(path, &s, NULL) == VA_OK &&
           ledger_find_failed(s, 1, &found, NULL) == VA_OK && found.n == 1 &&
           ledger_retry(s, 1, &found, NULL) == VA_OK,
       "opened for writing, what failed in it can be made again");
    store_close(s);
    fixture_remove(path);
}

static void
test_newer(const char *path)
{
    const struct ledger_intent i = ledger_intent(1);
    struct store *s = NULL;
    struct va_err err = { .code = VA_OK };
    int64_t id = 0;

    fixture_make(path);
    (void)fixture_open(path, &s, NULL);
    (void)ledger_running(s, "aws-lambda-x86", 5);
    store_close(s);
    OK(run_sql(path, "PRAGMA user_version = 99"), "a database of a newer version");
    OK(fixture_open(path, &s, NULL) == VA_OK && store_is_read_only(s) &&
           count_runs(s) == 1,
       "shows its runs");
    OK(ledger_reserve(s, 1, &i, &id, &err) == VA_IO && strstr(err.text, "newer vadvise"),
       "and spends nothing: %s", err.text);
    store_close(s);
    fixture_remove(path);
}

static const char *const damages[] = {
    "UPDATE probe_run SET state = 6",
    "UPDATE probe_run SET state = -1",
    "UPDATE probe_run SET settings = '{'",
    "UPDATE probe_run SET settings = x'00'",
    "UPDATE probe_run SET token = 'a longer token than any token has'",
    "UPDATE probe_run SET why = x'ff'",
    "UPDATE probe_run SET facts = '[]'",
    "UPDATE probe_invocation SET fate = 5",
    "UPDATE probe_invocation SET source = 'more than fifteen bytes'",
    "UPDATE probe_invocation SET cpu = x'fe'",
};

/* The first failure of reading everything. */
static enum va_code
read_all(const char *path, struct va_err *err)
{
    struct store *s = NULL;
    int n = 0;
    enum va_code code = fixture_open(path, &s, err);

    if (!code)
        code = ledger_visit(s, count_run, &n, err);
    if (!code)
        code = ledger_visit_invocations(s, 1, see, NULL, err);
    store_close(s);
    return code;
}

static void
test_damage(const char *path)
{
    for (size_t k = 0; k < sizeof damages / sizeof damages[0]; k++) {
        const struct ledger_intent i = ledger_intent(1);
        struct va_err err = { .code = VA_OK };
        struct store *s = NULL;
        int64_t id = 0;

        fixture_remove(path);
        (void)fixture_open(path, &s, NULL);
        (void)ledger_running(s, "aws-lambda-x86", 5);
        (void)ledger_reserve(s, 1, &i, &id, NULL);
        store_close(s);
        OK(read_all(path, &err) == VA_OK && run_sql(path, damages[k]) &&
               read_all(path, &err) == VA_IO && strstr(err.text, path),
           "%s: %s", damages[k], err.text);
    }
    fixture_remove(path);
}

int
main(void)
{
    char path[FIXTURE_PATH_MAX];

    (void)fixture_path(path, "versions.db");
    test_older(path);
    test_without_orders(path);
    test_without_retries(path);
    test_newer(path);
    test_damage(path);
    return done();
}
