/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables, and how a database of an older version becomes one of this version. */
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>

#include "io/store_internal.h"

/* In the header of the file, so that file(1) and others can tell: "vadv". */
#define APPLICATION_ID 1986094198

/* A database of simulated runs: "demo". A vadvise of whatever version that is not in a
 * demo leaves it alone. */
#define DEMO_ID 1684368751
#define BECOME_DEMO "PRAGMA application_id = 1684368751"

/*
 * Row i brings a database of version i to version i + 1. Rows are never changed once
 * released; a new one is added below, and ends by setting user_version.
 */
static const char *const migrations[] = {
    "PRAGMA application_id = 1986094198;"
    "CREATE TABLE workload ("
    "  id INTEGER PRIMARY KEY,"
    "  name TEXT NOT NULL UNIQUE,"
    "  now_mb INTEGER NOT NULL DEFAULT 0," /* size deployed today; 0: not known */
    "  note TEXT NOT NULL DEFAULT '');"
    "CREATE TABLE implementation ("
    "  workload_id INTEGER NOT NULL REFERENCES workload ON DELETE CASCADE,"
    "  name TEXT NOT NULL,"
    "  api TEXT NOT NULL DEFAULT '',"
    "  calls INTEGER NOT NULL DEFAULT 0,"
    "  recall REAL," /* NULL: not stated */
    "  PRIMARY KEY (workload_id, name)) WITHOUT ROWID;"
    "CREATE TABLE profile ("
    "  id INTEGER PRIMARY KEY,"
    "  workload_id INTEGER NOT NULL REFERENCES workload ON DELETE CASCADE,"
    "  implementation TEXT NOT NULL,"
    "  platform TEXT NOT NULL,"
    "  region TEXT NOT NULL,"
    "  emulates TEXT NOT NULL,"
    "  duration_unknown INTEGER NOT NULL DEFAULT 0,"
    "  curve_a REAL," /* a published curve; NULL: none */
    "  curve_b REAL,"
    "  curve_r2 REAL,"
    "  curve_from_mb INTEGER,"
    "  curve_to_mb INTEGER,"
    "  UNIQUE (workload_id, implementation, platform, region, emulates));"
    "CREATE TABLE batch (" /* one import */
    "  id INTEGER PRIMARY KEY,"
    "  name TEXT NOT NULL,"
    "  format TEXT NOT NULL,"
    "  target TEXT NOT NULL,"
    "  sha256 TEXT," /* NULL only within the import */
    "  imported_at_ms INTEGER NOT NULL,"
    "  n_rows INTEGER NOT NULL DEFAULT 0,"
    "  n_duplicates INTEGER NOT NULL DEFAULT 0,"
    "  n_parts INTEGER NOT NULL DEFAULT 0," /* rows of part it had at first */
    "  UNIQUE (sha256, target));"
    "CREATE TABLE part (" /* a batch brought samples, or facts (profile 0) */
    "  batch_id INTEGER NOT NULL REFERENCES batch ON DELETE CASCADE,"
    "  workload_id INTEGER NOT NULL REFERENCES workload ON DELETE CASCADE,"
    "  profile_id INTEGER NOT NULL,"
    "  PRIMARY KEY (batch_id, workload_id, profile_id)) WITHOUT ROWID;"
    "CREATE INDEX part_workload ON part (workload_id, profile_id);"
    "CREATE TABLE block ("
    "  id INTEGER PRIMARY KEY,"
    "  profile_id INTEGER NOT NULL REFERENCES profile ON DELETE CASCADE,"
    "  batch_id INTEGER NOT NULL REFERENCES batch,"
    "  n INTEGER NOT NULL,"
    "  packed BLOB NOT NULL);"
    "CREATE INDEX block_profile ON block (profile_id, n);"
    "CREATE INDEX block_batch ON block (batch_id);"
    "CREATE TABLE summary ("
    "  id INTEGER PRIMARY KEY,"
    "  profile_id INTEGER NOT NULL REFERENCES profile ON DELETE CASCADE,"
    "  memory_mb INTEGER NOT NULL,"
    "  cold INTEGER NOT NULL,"
    "  cpu TEXT NOT NULL,"
    "  n INTEGER NOT NULL,"
    "  n_failed INTEGER NOT NULL,"
    "  encoded BLOB NOT NULL,"
    "  UNIQUE (profile_id, memory_mb, cold, cpu));"
    "CREATE TABLE seen (" /* request ids by the first 128 bits of their SHA-256 */
    "  profile_id INTEGER NOT NULL,"
    "  id BLOB NOT NULL,"
    "  PRIMARY KEY (profile_id, id)) WITHOUT ROWID;"
    "PRAGMA user_version = 1;",

    /* Content is known by a keyed digest, request ids by a keyed hash; `seen` stays for
     * the ids that a database of version 1 has. */
    "CREATE TABLE secret (bytes BLOB NOT NULL);"
    "INSERT INTO secret (bytes) VALUES (randomblob(32));"
    "ALTER TABLE batch RENAME COLUMN sha256 TO content;"
    "ALTER TABLE batch ADD COLUMN keyed INTEGER NOT NULL DEFAULT 0;" /* 0: a SHA-256 */
    "CREATE TABLE request (" /* ids in ascending order, 16 bytes each */
    "  id INTEGER PRIMARY KEY,"
    "  profile_id INTEGER NOT NULL,"
    "  lowest BLOB NOT NULL," /* the first of them */
    "  n INTEGER NOT NULL,"
    "  ids BLOB NOT NULL);"
    "CREATE UNIQUE INDEX request_lowest ON request (profile_id, lowest, n);"
    "PRAGMA user_version = 2;",

    /* invocations a month; 0: not known */
    "ALTER TABLE workload ADD COLUMN volume_per_month INTEGER NOT NULL DEFAULT 0;"
    "PRAGMA user_version = 3;",

    /* the ledger of probe runs (STORE_WITH_LEDGER) */
    "CREATE TABLE probe_run ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT," /* a number is never used again */
    "  token TEXT NOT NULL UNIQUE,"
    "  state INTEGER NOT NULL,"
    "  settings TEXT NOT NULL,"
    "  facts TEXT NOT NULL DEFAULT '',"
    "  cap_pusd INTEGER NOT NULL DEFAULT 0," /* -1: none */
    "  created_ms INTEGER NOT NULL,"
    "  started_ms INTEGER," /* NULL: not yet */
    "  ended_ms INTEGER,"
    "  why TEXT NOT NULL DEFAULT '',"
    "  batch_id INTEGER NOT NULL DEFAULT 0);" /* its samples; it may be forgotten */
    "CREATE TABLE probe_invocation ("
    "  id INTEGER PRIMARY KEY,"
    "  run_id INTEGER NOT NULL REFERENCES probe_run,"
    "  fate INTEGER NOT NULL,"
    "  memory_mb INTEGER NOT NULL,"
    "  payload INTEGER NOT NULL,"
    "  cold INTEGER NOT NULL,"
    "  worst_pusd INTEGER NOT NULL,"
    "  sent_ms INTEGER NOT NULL,"
    "  cost_pusd INTEGER NOT NULL DEFAULT 0,"
    "  settled_ms INTEGER,"
    "  duration_ns INTEGER NOT NULL DEFAULT -1,"
    "  billed_ms INTEGER NOT NULL DEFAULT -1,"
    "  init_ns INTEGER NOT NULL DEFAULT -1,"
    "  source TEXT NOT NULL DEFAULT '',"
    "  request_id TEXT NOT NULL DEFAULT '',"
    "  cpu TEXT NOT NULL DEFAULT '',"
    "  text TEXT NOT NULL DEFAULT '');"
    "CREATE INDEX probe_invocation_run ON probe_invocation"
    " (run_id, fate, worst_pusd, cost_pusd, billed_ms);"
    "CREATE TABLE probe_change ("
    "  id INTEGER PRIMARY KEY,"
    "  run_id INTEGER NOT NULL REFERENCES probe_run,"
    "  state INTEGER NOT NULL,"
    "  kind TEXT NOT NULL,"
    "  target TEXT NOT NULL,"
    "  detail TEXT NOT NULL);"
    "CREATE INDEX probe_change_run ON probe_change (run_id, state);"
    /* of a part's samples: invocations that a probe run made, cold and warm ones */
    "ALTER TABLE part ADD COLUMN n_cold_probed INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE part ADD COLUMN n_warm_probed INTEGER NOT NULL DEFAULT 0;"
    "CREATE INDEX part_probed ON part (profile_id, n_cold_probed, n_warm_probed)"
    " WHERE n_cold_probed + n_warm_probed > 0;"
    "PRAGMA user_version = 4;",

    /* what the user told a run that goes on (STORE_WITH_ORDERS) */
    "CREATE TABLE probe_order ("
    "  run_id INTEGER PRIMARY KEY REFERENCES probe_run,"
    "  paused INTEGER NOT NULL);"
    "CREATE TABLE probe_skip ("
    "  run_id INTEGER NOT NULL REFERENCES probe_run,"
    "  memory_mb INTEGER NOT NULL,"
    "  PRIMARY KEY (run_id, memory_mb)) WITHOUT ROWID;"
    "PRAGMA user_version = 5;",

    /* invocations that failed and are to be made again, once (STORE_WITH_RETRIES) */
    "CREATE TABLE probe_retry ("
    "  failed_id INTEGER PRIMARY KEY REFERENCES probe_invocation,"
    "  run_id INTEGER NOT NULL REFERENCES probe_run,"
    "  again_id INTEGER);" /* the invocation in its place; NULL: none yet */
    "CREATE INDEX probe_retry_run ON probe_retry (run_id);"
    "CREATE UNIQUE INDEX probe_retry_again ON probe_retry (again_id);"
    "PRAGMA user_version = 6;",
};

enum { SCHEMA_VERSION = (int)(sizeof migrations / sizeof migrations[0]) };

/* The file's version; *out_ours: made by vadvise. */
static enum va_code
read_version(struct store *s, bool *out_ours, struct va_err *err)
{
    int64_t version = 0;
    int64_t application = 0;
    enum va_code code = sql_number(s, "PRAGMA user_version", SQL_NO_ARGS, &version, err);

    if (!code)
        code = sql_number(s, "PRAGMA application_id", SQL_NO_ARGS, &application, err);
    if (code)
        return code;
    s->version = (int32_t)version;
    *out_ours = application == (s->demo ? DEMO_ID : APPLICATION_ID) && version > 0;
    if (version > 0 && application == (s->demo ? APPLICATION_ID : DEMO_ID))
        return va_fail(err, VA_USAGE,
                       s->demo ? "%s: holds measurements: a demo does not touch it"
                               : "%s: of a demo: nothing in it was measured",
                       s->path);
    return VA_OK;
}

/* Large pages suit a database of packed blocks: a bulk import makes a tenth more rows a
 * second than with pages of 4 KiB. A database that has pages keeps them. */
#define WAL "PRAGMA page_size = 16384; PRAGMA journal_mode = WAL"

/* WAL cannot be chosen within a transaction, nor while somebody else reads the file: two
 * that create a database at once meet here. */
static enum va_code
choose_wal(struct store *s, struct va_err *err)
{
    enum { PAUSE_MS = 20 };
    int32_t waited_ms = 0;
    int rc = sqlite3_exec(s->db, WAL, NULL, NULL, NULL);

    while ((rc & 0xff) == SQLITE_BUSY && waited_ms < s->busy_ms) {
        waited_ms += sqlite3_sleep(PAUSE_MS);
        rc = sqlite3_exec(s->db, WAL, NULL, NULL, NULL);
    }
    return rc == SQLITE_OK ? VA_OK : store_fail(s, rc, err);
}

/* Another process may have migrated it before the lock was ours: look again. */
static enum va_code
migrate_locked(struct store *s, struct va_err *err)
{
    int64_t version = 0;
    enum va_code code = sql_number(s, "PRAGMA user_version", SQL_NO_ARGS, &version, err);
    const bool is_new = !code && version == 0;

    for (; !code && version < SCHEMA_VERSION; version++)
        code = sql_script(s, migrations[version], err);
    if (!code && is_new && s->demo)
        code = sql_script(s, BECOME_DEMO, err);
    if (!code)
        s->version = (int32_t)version;
    return code;
}

static enum va_code
migrate(struct store *s, struct va_err *err)
{
    enum va_code code = s->version == 0 ? choose_wal(s, err) : VA_OK;

    if (!code)
        code = store_begin(s, err);
    if (!code)
        code = store_end(s, migrate_locked(s, err), err);
    return code;
}

/* A file of somebody else's must not be touched; an empty one is nobody's. */
static enum va_code
check_foreign(struct store *s, bool *out_empty, struct va_err *err)
{
    int64_t tables = 0;
    enum va_code code =
        sql_number(s, "SELECT count(*) FROM sqlite_schema", SQL_NO_ARGS, &tables, err);

    if (code)
        return code;
    if (tables > 0 || s->version != 0) {
        code = va_fail(err, VA_IO, "%s: a database of another program", s->path);
        va_hint(err, "Name another file with --db, or move this one away.");
        return code;
    }
    *out_empty = true;
    return VA_OK;
}

/* What the file is, seen at one moment: another process may be making the database. */
static enum va_code
read_state(struct store *s, bool *out_empty, struct va_err *err)
{
    bool ours = false;
    enum va_code code = store_begin_reading(s, err);

    *out_empty = false;
    if (!code)
        code = read_version(s, &ours, err);
    if (!code && !ours)
        code = check_foreign(s, out_empty, err);
    store_end_reading(s);
    return code;
}

enum va_code
store_check_schema(struct store *s, bool create, bool *out_empty, struct va_err *err)
{
    enum va_code code = read_state(s, out_empty, err);

    if (code)
        return code;
    if (s->version > SCHEMA_VERSION) {
        s->read_only = true;
        (void)snprintf(s->note, sizeof s->note,
                       "%s: written by a newer vadvise (database version %" PRId32
                       ", this one knows %d): opened read-only",
                       s->path, s->version, (int)SCHEMA_VERSION);
    }
    if (s->version >= SCHEMA_VERSION || (*out_empty && !create))
        return VA_OK;
    if (s->read_only)
        return VA_OK; /* what readers look at is the same in every version */
    *out_empty = false;
    return migrate(s, err);
}
