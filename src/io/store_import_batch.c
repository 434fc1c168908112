/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Batches: content that is stored already is not stored again. When some of what an
 * earlier batch brought was forgotten since, importing the same content brings back that
 * and nothing else.
 */
#include <sqlite3.h>
#include <string.h>

#include "io/store_import.h"

enum va_code
batch_read_secret(struct store_import *i, struct va_err *err)
{
    unsigned char key[HASH_BYTES];
    struct sqlite3_stmt *stmt = NULL;
    const void *bytes = NULL;
    size_t len = 0;
    int64_t n_old = 0;
    bool row = false;
    enum va_code code =
        sql_start(i->s, "SELECT bytes FROM secret", SQL_NO_ARGS, &stmt, err);

    if (!code)
        code = sql_next(i->s, stmt, &row, err);
    if (!code && row)
        bytes = sql_column_blob(stmt, 0, &len);
    if (bytes && len == sizeof i->secret)
        memcpy(i->secret, bytes, sizeof i->secret);
    else if (!code)
        code = store_damaged(i->s, "its secret is missing", err);
    sql_finish(stmt);
    if (!code)
        code = sql_number(i->s, "SELECT EXISTS (SELECT 1 FROM batch WHERE NOT keyed)",
                          SQL_NO_ARGS, &n_old, err);
    if (code)
        return code;
    digest_derive(i->secret, "vadvise request ids", key);
    i->id_key = siphash_key_of(key);
    i->needs_sha256 = n_old != 0;
    return VA_OK;
}

enum va_code
batch_find(struct store_import *i, const char *content_hex, int64_t *out_batch,
           bool *out_whole, struct va_err *err)
{
    struct sqlite3_stmt *stmt = NULL;
    bool row = false;
    enum va_code code = sql_start(
        i->s,
        "SELECT id, n_parts <= (SELECT count(*) FROM part WHERE batch_id = batch.id)"
        " FROM batch WHERE target = ?3"
        " AND (content = ?1 OR (content = ?2 AND NOT keyed))",
        SQL_ARGS(sql_text(content_hex), sql_text(i->sha256), sql_text(i->target)), &stmt,
        err);

    if (!code)
        code = sql_next(i->s, stmt, &row, err);
    if (!code) {
        *out_batch = row ? sql_column_int(stmt, 0) : 0;
        *out_whole = row && sql_column_int(stmt, 1) != 0;
    }
    sql_finish(stmt);
    return code;
}

/* --- summaries from stored samples --- */

struct rebuild {
    struct profile profile;
    struct va_err *err;
};

static enum va_code
rebuild_sample(void *ctx, const struct sample *sample)
{
    struct rebuild *r = ctx;

    return profile_add_sample(&r->profile, sample, r->err);
}

static enum va_code
rebuild_from_blocks(struct store_import *i, int64_t profile_id, struct rebuild *r,
                    struct va_err *err)
{
    struct store_visit visit = { .sample = rebuild_sample, .ctx = r };
    struct sqlite3_stmt *stmt = NULL;
    bool row = false;
    enum va_code code =
        sql_start(i->s, "SELECT packed FROM block WHERE profile_id = ?1 ORDER BY id",
                  SQL_ARGS(sql_int(profile_id)), &stmt, err);

    sample_init(&visit.names);
    if (!code)
        code = sql_next(i->s, stmt, &row, err);
    while (!code && row) {
        code = store_visit_block(i->s, stmt, 0, &visit, err);
        if (!code)
            code = sql_next(i->s, stmt, &row, err);
    }
    sql_finish(stmt);
    return code;
}

/* Make the summaries of a profile anew from its samples. */
static enum va_code
rebuild_summaries(struct store_import *i, int64_t profile_id, struct va_err *err)
{
    struct rebuild r = { .err = err };
    enum va_code code = rebuild_from_blocks(i, profile_id, &r, err);

    if (!code)
        code = sql_do(i->s, "DELETE FROM summary WHERE profile_id = ?1",
                      SQL_ARGS(sql_int(profile_id)), err);
    if (!code)
        code = batch_merge(i, &r.profile, profile_id, err);
    profile_clear(&r.profile);
    return code;
}

/* --- joining an earlier batch --- */

/* Take back what this batch stored of one profile. */
static enum va_code
take_back(struct store_import *i, int64_t profile_id, struct va_err *err)
{
    enum va_code code =
        sql_do(i->s, "DELETE FROM block WHERE batch_id = ?1 AND profile_id = ?2",
               SQL_ARGS(sql_int(i->batch_id), sql_int(profile_id)), err);

    if (code || sql_changes(i->s) == 0)
        return code;
    return rebuild_summaries(i, profile_id, err);
}

/* Profiles that both batches have: the earlier one's samples are still there. */
static enum va_code
take_back_stored(struct store_import *i, int64_t earlier, struct va_err *err)
{
    struct sqlite3_stmt *stmt = NULL;
    bool row = false;
    enum va_code code = sql_start(
        i->s,
        "SELECT profile_id FROM part AS p WHERE batch_id = ?1 AND EXISTS"
        " (SELECT 1 FROM part WHERE batch_id = ?2 AND profile_id = p.profile_id)"
        " ORDER BY profile_id",
        SQL_ARGS(sql_int(i->batch_id), sql_int(earlier)), &stmt, err);

    if (!code)
        code = sql_next(i->s, stmt, &row, err);
    while (!code && row) {
        code = take_back(i, sql_column_int(stmt, 0), err);
        if (!code)
            code = sql_next(i->s, stmt, &row, err);
    }
    sql_finish(stmt);
    return code;
}

static enum va_code
join_earlier(struct store_import *i, int64_t earlier, struct va_err *err)
{
    const struct sql_args both = SQL_ARGS(sql_int(i->batch_id), sql_int(earlier));
    enum va_code code = take_back_stored(i, earlier, err);

    if (!code)
        code = sql_number(i->s, "SELECT sum(n) FROM block WHERE batch_id = ?1",
                          SQL_ARGS(sql_int(i->batch_id)), &i->counts.rows, err);
    if (!code)
        code =
            sql_do(i->s, "UPDATE block SET batch_id = ?2 WHERE batch_id = ?1", both, err);
    if (!code)
        code = sql_do(i->s,
                      "INSERT OR IGNORE INTO part (batch_id, workload_id, profile_id)"
                      " SELECT ?2, workload_id, profile_id FROM part WHERE batch_id = ?1",
                      both, err);
    if (!code)
        code = sql_do(i->s, "DELETE FROM batch WHERE id = ?1",
                      SQL_ARGS(sql_int(i->batch_id)), err);
    return code;
}

enum va_code
batch_record(struct store_import *i, const char *content_hex, int64_t earlier,
             struct va_err *err)
{
    if (earlier)
        return join_earlier(i, earlier, err);
    return sql_do(
        i->s,
        "UPDATE batch SET content = ?2, keyed = 1, n_rows = ?3, n_duplicates = ?4,"
        " n_parts = (SELECT count(*) FROM part WHERE batch_id = ?1)"
        " WHERE id = ?1",
        SQL_ARGS(sql_int(i->batch_id), sql_text(content_hex), sql_int(i->counts.rows),
                 sql_int(i->counts.duplicates)),
        err);
}
