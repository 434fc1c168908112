/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forgetting the samples of a run: a summary has no minus, so what is left is counted
 * again. */
#include <sqlite3.h>

#include "io/forget_run.h"
#include "io/store_internal.h"

enum { WITH_LEDGER = 4 /* version of the schema */ };

/* A profile that loses samples. */
struct recount {
    struct store *s;
    int64_t batch, profile_id;
    struct profile *profile; /* what stays */
};

static enum va_code
take_sample(void *ctx, const struct sample *sample)
{
    const struct recount *r = ctx;

    return profile_add_sample(r->profile, sample, NULL);
}

/* The samples that stay, into the profile in memory. */
static enum va_code
read_rest(struct recount *r, struct va_err *err)
{
    struct store_visit visit = { .sample = take_sample, .ctx = r };
    struct sqlite3_stmt *stmt = NULL;
    bool row = false;
    enum va_code code = sql_start(
        r->s, "SELECT packed FROM block WHERE profile_id = ?1 AND batch_id <> ?2",
        SQL_ARGS(sql_int(r->profile_id), sql_int(r->batch)), &stmt, err);

    sample_init(&visit.names);
    if (!code)
        code = sql_next(r->s, stmt, &row, err);
    while (!code && row) {
        code = store_visit_block(r->s, stmt, 0, &visit, err);
        if (!code)
            code = sql_next(r->s, stmt, &row, err);
    }
    sql_finish(stmt);
    return code;
}

static enum va_code
put_group(const struct recount *r, const struct size_group *g, struct va_err *err)
{
    unsigned char bytes[SUMMARY_BYTES_MAX];
    const size_t len = summary_encode(&g->summary, bytes);
    const char *cpu = g->cpu < 0 ? "" : r->profile->cpus[g->cpu];

    return sql_do(r->s,
                  "INSERT INTO summary (profile_id, memory_mb, cold, cpu, n, n_failed,"
                  " encoded) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                  SQL_ARGS(sql_int(r->profile_id), sql_int(g->memory_mb),
                           sql_int(g->cold), sql_text(cpu), sql_int(g->summary.n),
                           sql_int(g->summary.n_failed), sql_blob(bytes, len)),
                  err);
}

/* Count the profile anew without the run's samples. */
static enum va_code
recount(const struct recount *of, struct va_err *err)
{
    static const struct profile_key any = { "any", "any", "", "" };
    struct profile rest;
    struct recount r = *of;
    enum va_code code = profile_init(&rest, &any, err);

    if (code)
        return code;
    r.profile = &rest;
    code = read_rest(&r, err);
    if (!code)
        code = sql_do(r.s, "DELETE FROM summary WHERE profile_id = ?1",
                      SQL_ARGS(sql_int(r.profile_id)), err);
    for (int32_t i = 0; !code && i < rest.n_groups; i++)
        code = put_group(&r, &rest.groups[i], err);
    profile_clear(&rest);
    return code;
}

static enum va_code
recount_all(struct store *s, int64_t batch, struct va_err *err)
{
    struct recount r = { .s = s, .batch = batch };
    struct sqlite3_stmt *stmt = NULL;
    bool row = false;
    enum va_code code = sql_start(s,
                                  "SELECT DISTINCT profile_id FROM block"
                                  " WHERE batch_id = ?1",
                                  SQL_ARGS(sql_int(batch)), &stmt, err);

    if (!code)
        code = sql_next(s, stmt, &row, err);
    while (!code && row) {
        r.profile_id = sql_column_int(stmt, 0);
        code = recount(&r, err);
        if (!code)
            code = sql_next(s, stmt, &row, err);
    }
    sql_finish(stmt);
    return code;
}

/* Of the batch's profiles: those without a sample or a curve by then. */
#define GONE                                                                             \
    " (SELECT id FROM profile WHERE id IN"                                               \
    " (SELECT profile_id FROM part WHERE batch_id = ?1)"                                 \
    " AND curve_a IS NULL AND duration_unknown = 0"                                      \
    " AND NOT EXISTS (SELECT 1 FROM block WHERE profile_id = profile.id))"
#define ITS_WORKLOADS " (SELECT workload_id FROM part WHERE batch_id = ?1)"

/* In this order, as in store_forget: what nothing is left of goes, with its names. */
static const char *const steps[] = {
    "DELETE FROM block WHERE batch_id = ?1",
    "DELETE FROM request WHERE profile_id IN" GONE,
    "DELETE FROM seen WHERE profile_id IN" GONE,
    "DELETE FROM profile WHERE id IN" GONE,
    "DELETE FROM implementation WHERE api = '' AND workload_id IN" ITS_WORKLOADS
    " AND NOT EXISTS (SELECT 1 FROM profile WHERE workload_id ="
    " implementation.workload_id AND implementation = implementation.name)",
    "DELETE FROM workload WHERE id IN" ITS_WORKLOADS
    " AND NOT EXISTS (SELECT 1 FROM profile WHERE workload_id = workload.id)"
    " AND NOT EXISTS (SELECT 1 FROM implementation WHERE workload_id = workload.id)",
    "DELETE FROM part WHERE batch_id = ?1",
    "DELETE FROM batch WHERE id = ?1",
};

static enum va_code
forget(struct store *s, int64_t batch, struct va_err *err)
{
    enum va_code code = recount_all(s, batch, err);

    for (size_t i = 0; i < sizeof steps / sizeof *steps && !code; i++)
        code = sql_do(s, steps[i], SQL_ARGS(sql_int(batch)), err);
    return code;
}

/* The run's batch; 0 when it stored nothing. */
static enum va_code
find_batch(struct store *s, int64_t run, int64_t *out, struct va_err *err)
{
    int64_t there = 0;
    enum va_code code = VA_OK;

    if (s->version >= WITH_LEDGER)
        code = sql_number(s, "SELECT count(*) FROM probe_run WHERE id = ?1",
                          SQL_ARGS(sql_int(run)), &there, err);
    if (!code && there == 0)
        return va_fail(err, VA_DATA, "there is no probe run %lld", (long long)run);
    if (!code)
        code = sql_number(s,
                          "SELECT batch.id FROM probe_run JOIN batch"
                          " ON batch.id = probe_run.batch_id AND batch.format = 'probe'"
                          " WHERE probe_run.id = ?1",
                          SQL_ARGS(sql_int(run)), out, err);
    return code;
}

enum va_code
store_forget_run(struct store *s, int64_t run, bool dry_run, int64_t *out_samples,
                 struct va_err *err)
{
    int64_t batch = 0;
    int64_t samples = 0;
    enum va_code code = dry_run ? store_begin_reading(s, err) : store_begin(s, err);

    if (code)
        return code;
    code = find_batch(s, run, &batch, err);
    if (!code && batch > 0)
        code = sql_number(s, "SELECT sum(n) FROM block WHERE batch_id = ?1",
                          SQL_ARGS(sql_int(batch)), &samples, err);
    if (!code && samples > 0 && !dry_run)
        code = forget(s, batch, err);
    code = store_end(s, code, err);
    if (!code)
        *out_samples = samples;
    return code;
}
