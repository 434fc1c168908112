/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Request ids over many imports, and databases of version 1. */
#include <sqlite3.h>

#include "base/buf.h"
#include "io/hash.h"
#include "io/store.h"
#include "store_fixture.h"
#include "tap.h"

enum { IDS = 60000, IMPORTS = 24 };

static bool stored[IDS];

static uint64_t state = 88172645463325252u;

static int64_t
random_below(int64_t n)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (int64_t)(state % (uint64_t)n);
}

/* Import n requests, some of which are stored or come twice; compare the counts. */
static bool
import_some(struct store *s, unsigned content, int64_t n)
{
    const struct import_source source = { "-", "csv", "", 0 };
    struct store_import *i = NULL;
    struct import_counts counts = { 0 };
    int64_t expected = 0;
    char id[32];
    char sha[65];
    enum va_code code = store_import_begin(s, &source, &i, NULL);

    for (int64_t k = 0; k < n && !code; k++) {
        const int64_t which = random_below(IDS);
        struct sample sample = fixture_sample("w", which);

        (void)snprintf(id, sizeof id, "request %d", (int)which);
        sample.request_id = id;
        expected += !stored[which];
        stored[which] = true;
        code = store_import_add(i, &sample, NULL);
    }
    if (code) {
        store_import_abort(i);
        return false;
    }
    code = store_import_commit(i, fixture_sha(sha, content), &counts, NULL);
    return !code && counts.rows == expected && counts.duplicates == n - expected;
}

/* Few at a time and many, so that chunks are made, filled, and split, and the filter is
 * of use. */
static void
test_many(void)
{
    char path[FIXTURE_PATH_MAX];
    struct store *s = NULL;
    int right = 0;

    (void)fixture_path(path, "requests.db");
    fixture_remove(path);
    (void)fixture_open(path, &s, NULL);
    for (unsigned k = 0; k < IMPORTS; k++)
        right += import_some(s, k, k % 3 ? 1 + random_below(40) : random_below(9000));
    IS_INT(right, IMPORTS, "each request of many imports is stored once");
    store_close(s);
    (void)fixture_open(path, &s, NULL);
    OK(import_some(s, IMPORTS, 12000), "also after opening the database again");
    OK(fixture_is_sound(s), "the file is sound");
    IS_INT(fixture_count(s, "w"), fixture_summed(s, "w"), "blocks and summaries agree");
    store_close(s);
    fixture_remove(path);
}

/* --- version 1 --- */

static bool
run_sql(const char *path, const char *text)
{
    sqlite3 *db = NULL;
    char *why = NULL;
    const bool done_it = sqlite3_open(path, &db) == SQLITE_OK &&
                         sqlite3_exec(db, text, NULL, NULL, &why) == SQLITE_OK;

    if (why)
        printf("# %s\n", why);
    sqlite3_free(why);
    (void)sqlite3_close(db);
    return done_it;
}

/* Ids as version 1 stored them, those of fixture_make. */
static bool
add_seen(const char *path)
{
    struct buf sql;
    bool added = false;

    buf_init(&sql, 1 << 20);
    buf_text(&sql, "BEGIN;");
    for (unsigned k = 0; k < FIXTURE_ROWS; k++) {
        unsigned char id[HASH_ID_BYTES];
        char text[40];

        (void)snprintf(text, sizeof text, "%08x-0000-4000-8000-0123456789ab", k);
        hash_id(text, id);
        buf_text(&sql, "INSERT INTO seen SELECT id, x'");
        for (size_t i = 0; i < sizeof id; i++)
            buf_printf(&sql, "%02x", (unsigned)id[i]);
        buf_text(&sql, "' FROM profile;");
    }
    buf_text(&sql, "COMMIT;");
    added = !sql.code && run_sql(path, buf_get(&sql));
    buf_clear(&sql);
    return added;
}

static bool
make_version_1(const char *path)
{
    fixture_make(path);
    return add_seen(path) &&
           run_sql(path, "CREATE TABLE old (id INTEGER PRIMARY KEY, name TEXT NOT NULL,"
                         " format TEXT NOT NULL, target TEXT NOT NULL, sha256 TEXT,"
                         " imported_at_ms INTEGER NOT NULL,"
                         " n_rows INTEGER NOT NULL DEFAULT 0,"
                         " n_duplicates INTEGER NOT NULL DEFAULT 0,"
                         " n_parts INTEGER NOT NULL DEFAULT 0, UNIQUE (sha256, target));"
                         "INSERT INTO old SELECT id, name, format, target, content,"
                         " imported_at_ms, n_rows, n_duplicates, n_parts FROM batch;"
                         "PRAGMA foreign_keys = OFF; PRAGMA legacy_alter_table = ON;"
                         "DROP TABLE batch; ALTER TABLE old RENAME TO batch;"
                         "DROP TABLE request; DROP TABLE secret;" FIXTURE_TO_VERSION_3
                         "ALTER TABLE workload DROP COLUMN volume_per_month;"
                         "PRAGMA user_version = 1;");
}

/* The content of fixture_make, known by its SHA-256 and not by the digest. */
static enum va_code
import_again(struct store *s, struct import_counts *out)
{
    const struct import_source source = { "-", "csv", "", 0 };
    struct store_import *i = NULL;
    char sha[65];
    const enum va_code code = store_import_begin(s, &source, &i, NULL);

    if (code)
        return code;
    OK(store_import_needs_sha256(i), "content is known by its SHA-256");
    store_import_sha256(i, fixture_sha(sha, 1));
    return store_import_commit(i, fixture_sha(sha, 99), out, NULL);
}

static void
test_version_1(void)
{
    const struct forget_what all = { .workload = "w" };
    char path[FIXTURE_PATH_MAX];
    struct import_counts counts = { 0 };
    struct store_health h;
    struct store *s = NULL;
    int64_t n = 0;

    (void)fixture_path(path, "version1.db");
    if (!OK(make_version_1(path), "a database of version 1"))
        return;
    IS_INT(fixture_open_as(path, true, false, &s, NULL), VA_OK, "can be read");
    IS_INT(fixture_summed(s, "w"), FIXTURE_ROWS, "as it is");
    (void)store_health(s, true, &h, NULL);
    IS_INT(h.version, 1, "its version stays");
    store_close(s);
    IS_INT(fixture_open_as(path, false, false, &s, NULL), VA_OK, "a writer upgrades it");
    (void)store_health(s, true, &h, NULL);
    OK(h.version == 6 && !strcmp(h.integrity, "ok"), "to version 6");
    IS_INT(import_again(s, &counts), VA_OK, "what was imported before");
    OK(counts.seen_before, "is known");
    (void)fixture_import(s, &(struct fixture_import){ "w", 100, 200, 2, true, "" },
                         &counts, NULL);
    OK(counts.rows == 100 && counts.duplicates == 100, "its request ids are known, too");
    (void)fixture_import(s, &(struct fixture_import){ "w", 0, 300, 3, true, "" }, &counts,
                         NULL);
    OK(counts.rows == 0 && counts.duplicates == 300, "as well as those that came since");
    (void)store_forget(s, &all, &n, NULL);
    (void)fixture_import(s, &(struct fixture_import){ "w", 0, 300, 4, true, "" }, &counts,
                         NULL);
    IS_INT(counts.rows, 300, "forgotten ones can be imported again");
    store_close(s);
    fixture_remove(path);
}

int
main(void)
{
    test_many();
    test_version_1();
    return done();
}
