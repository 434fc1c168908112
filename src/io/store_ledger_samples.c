/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The ledger: samples of a run. They go the way of every import (packed, counted,
 * request ids known), into one batch of the run's own, so that they can be found by it.
 */
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>

#include "io/hash.h"
#include "io/store_import.h"
#include "io/store_ledger.h"

enum { NAME_MAX_BYTES = 48 };

/* A new batch for the run. Its content is the run, which is known by its token. */
static enum va_code
make_batch(struct store *s, const struct ledger_run *run, int64_t now_ms, int64_t *out,
           struct va_err *err)
{
    char name[NAME_MAX_BYTES];
    char content[HASH_HEX_SIZE];
    struct hash h;
    enum va_code code = VA_OK;

    hash_init(&h);
    hash_add(&h, run->token, sizeof run->token - 1);
    hash_hex(&h, content);
    (void)snprintf(name, sizeof name, "probe run %" PRId64, run->id);
    code = sql_do(s,
                  "INSERT INTO batch"
                  " (name, format, target, content, keyed, imported_at_ms)"
                  " VALUES (?1, 'probe', ?1, ?2, 1, ?3)",
                  SQL_ARGS(sql_text(name), sql_text(content), sql_int(now_ms)), err);
    if (!code)
        *out = sqlite3_last_insert_rowid(s->db);
    if (!code)
        code = sql_do(s, "UPDATE probe_run SET batch_id = ?2 WHERE id = ?1",
                      SQL_ARGS(sql_int(run->id), sql_int(*out)), err);
    return code;
}

/* Callers' invocations tell how often they start cold; those of a probe do not. */
static enum va_code
count_probed(struct store *s, int64_t batch, const struct sample *sample,
             struct va_err *err)
{
    if (sample->error[0] || sample->cold == SAMPLE_NONE)
        return VA_OK;
    return sql_do(s,
                  "UPDATE part SET n_cold_probed = n_cold_probed + ?2,"
                  " n_warm_probed = n_warm_probed + ?3"
                  " WHERE batch_id = ?1 AND profile_id > 0",
                  SQL_ARGS(sql_int(batch), sql_int(sample->cold), sql_int(!sample->cold)),
                  err);
}

/* The run's batch; a new one when it was forgotten since. */
static enum va_code
find_batch(struct store *s, int64_t id, int64_t now_ms, int64_t *out, struct va_err *err)
{
    struct ledger_run run;
    enum va_code code = sql_number(
        s,
        "SELECT batch.id FROM probe_run JOIN batch ON batch.id = probe_run.batch_id"
        " WHERE probe_run.id = ?1 AND batch.format = 'probe'",
        SQL_ARGS(sql_int(id)), out, err);

    if (code || *out)
        return code;
    code = ledger_read_run(s, id, &run, err);
    return code ? code : make_batch(s, &run, now_ms, out, err);
}

enum va_code
ledger_store_sample(struct store *s, int64_t run, const struct sample *sample,
                    int64_t now_ms, struct va_err *err)
{
    struct import_counts counts = { .rows = 0 };
    struct store_import *i = NULL;
    int64_t batch = 0;
    enum va_code code = find_batch(s, run, now_ms, &batch, err);

    if (!code)
        code = batch_join(s, batch, &i, err);
    if (!code) {
        code = store_import_add(i, sample, err);
        code = batch_leave(i, code, &counts, err);
    }
    if (!code && counts.rows > 0)
        code = count_probed(s, batch, sample, err);
    if (code)
        return code;
    return sql_do(
        s,
        "UPDATE batch SET n_rows = n_rows + ?2, n_duplicates ="
        " n_duplicates + ?3, n_parts ="
        " (SELECT count(*) FROM part WHERE batch_id = ?1) WHERE id = ?1",
        SQL_ARGS(sql_int(batch), sql_int(counts.rows), sql_int(counts.duplicates)), err);
}
