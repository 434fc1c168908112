/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All workloads in one pass are what each is by itself; volumes; older databases. */
#include <sqlite3.h>

#include "io/store_fixture.h"
#include "tap.h"

enum { WORKLOADS = 12 };

struct visit {
    struct store *s;
    int n, wrong;
    int stop_at; /* 0: never */
    char before[TEXT_NAME_MAX + 1];
};

static bool
same_groups(const struct profile *a, const struct profile *b)
{
    bool same = a->n_groups == b->n_groups && !strcmp(a->platform, b->platform);

    for (int32_t i = 0; i < a->n_groups && same; i++)
        same = a->groups[i].memory_mb == b->groups[i].memory_mb &&
               a->groups[i].cold == b->groups[i].cold &&
               a->groups[i].summary.n == b->groups[i].summary.n &&
               a->groups[i].summary.n_failed == b->groups[i].summary.n_failed;
    return same;
}

static enum va_code
compare(void *ctx, struct workload *w, struct va_err *err)
{
    struct visit *v = ctx;
    struct workload alone;

    if (store_load(v->s, w->name, &alone, err))
        return VA_IO;
    v->wrong += strcmp(v->before, w->name) >= 0 || w->now_mb != alone.now_mb ||
                w->volume_per_month != alone.volume_per_month ||
                w->n_profiles != alone.n_profiles ||
                !same_groups(&w->profiles[0], &alone.profiles[0]);
    snprintf(v->before, sizeof v->before, "%s", w->name);
    workload_clear(&alone);
    return ++v->n == v->stop_at ? VA_DATA : VA_OK;
}

/* What the pass reads is compared with a store of its own: one transaction at a time. */
static enum va_code
visit_all(const char *path, struct visit *v)
{
    const struct store_each each = { compare, v };
    struct store *s = NULL;
    enum va_code code = fixture_open(path, &s, NULL);

    if (!code)
        code = fixture_open_as(path, true, false, &v->s, NULL);
    if (!code)
        code = store_load_each(s, &each, NULL);
    store_close(v->s);
    store_close(s);
    return code;
}

static void
make_fleet(const char *path)
{
    struct store *s = NULL;

    fixture_remove(path);
    fixture_open(path, &s, NULL);
    for (int i = 0; i < WORKLOADS; i++) {
        char name[16];
        struct import_counts counts;

        snprintf(name, sizeof name, "w%02d", (i * 5) % WORKLOADS);
        fixture_import(
            s, &(struct fixture_import){ name, i, 20 + i, (unsigned)i + 1, false, "" },
            &counts, NULL);
    }
    store_close(s);
}

static void
test_pass(const char *path)
{
    struct visit v = { .n = 0 };

    make_fleet(path);
    IS_INT(visit_all(path, &v), VA_OK, "all workloads are read in one pass");
    IS_INT(v.n, WORKLOADS, "each of them");
    IS_INT(v.wrong, 0, "by name, each as it is by itself");
    v = (struct visit){ .stop_at = 3 };
    IS_INT(visit_all(path, &v), VA_DATA, "a failure of the visitor ends it");
    IS_INT(v.n, 3, "at once");
}

static int64_t
volume_of(struct store *s, const char *name)
{
    struct workload w;
    int64_t volume = store_load(s, name, &w, NULL) ? -1 : w.volume_per_month;

    workload_clear(&w);
    return volume;
}

static enum va_code
state(struct store *s, const struct workload *w, unsigned content)
{
    const struct import_source source = { "w.json", "workload", "", 1 };
    struct store_import *i = NULL;
    struct import_counts counts;
    char sha[65];
    enum va_code code = store_import_begin(s, &source, &i, NULL);

    if (!code)
        code = store_import_workload(i, w, NULL);
    return code ? code : store_import_commit(i, fixture_sha(sha, content), &counts, NULL);
}

static void
run_sql(const char *path, const char *text)
{
    sqlite3 *db = NULL;

    if (sqlite3_open(path, &db) || sqlite3_exec(db, text, NULL, NULL, NULL))
        printf("# %s\n", sqlite3_errmsg(db));
    sqlite3_close(db);
}

static void
test_volume(const char *path)
{
    struct workload w;
    struct store *s = NULL;

    workload_init(&w);
    snprintf(w.name, sizeof w.name, "w00");
    w.volume_per_month = 250000;
    fixture_open(path, &s, NULL);
    IS_INT(volume_of(s, "w00"), 0, "a workload has no volume");
    IS_INT(state(s, &w, 100), VA_OK, "until one is stated");
    IS_INT(volume_of(s, "w00"), 250000, "which is kept");
    w.volume_per_month = 0;
    state(s, &w, 101);
    IS_INT(volume_of(s, "w00"), 250000, "by statements that leave it open");
    store_close(s);
    run_sql(path, "UPDATE workload SET volume_per_month = -1 WHERE name = 'w00'");
    fixture_open(path, &s, NULL);
    IS_INT(volume_of(s, "w00"), -1, "one that nobody stated is damage");
    store_close(s);
}

static void
test_older(const char *path)
{
    struct store_health h;
    struct store *s = NULL;

    make_fleet(path);
    run_sql(path,
            FIXTURE_TO_VERSION_3 "ALTER TABLE workload DROP COLUMN volume_per_month;"
                                 "PRAGMA user_version = 2");
    IS_INT(fixture_open(path, &s, NULL), VA_OK, "a database of version 2 opens");
    store_health(s, false, &h, NULL);
    IS_INT(h.version, 6, "and becomes one of version 6");
    IS_INT(h.workloads, WORKLOADS, "with all its workloads");
    IS_INT(volume_of(s, "w03"), 0, "none of which has a volume");
    store_close(s);
}

int
main(void)
{
    char path[FIXTURE_PATH_MAX];

    fixture_path(path, "each.db");
    test_pass(path);
    test_volume(path);
    test_older(path);
    fixture_remove(path);
    return done();
}
