/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Merging the summaries of an import into the stored ones. */
#include <sqlite3.h>

#include "io/store_import.h"

/* The stored summary of a group; empty when there is none. Cleared by the caller. */
static enum va_code
load_summary(struct store_import *i, struct sql_args key, struct summary *out,
             struct va_err *err)
{
    struct sqlite3_stmt *stmt = NULL;
    const void *bytes = NULL;
    size_t len = 0;
    bool row = false;
    enum va_code code = batch_query(i, BATCH_FIND_SUMMARY, key, &stmt, err);

    summary_init(out);
    if (!code)
        code = sql_next(i->s, stmt, &row, err);
    if (code || !row)
        return code;
    bytes = sql_column_blob(stmt, 0, &len);
    code = summary_decode(bytes, len, out);
    (void)sqlite3_reset(stmt);
    if (code == VA_DATA)
        return store_damaged(i->s, "a summary cannot be read", err);
    return code ? store_no_memory(i->s, err) : VA_OK;
}

static enum va_code
put_summary(struct store_import *i, struct sql_args key, const struct summary *m,
            struct va_err *err)
{
    unsigned char bytes[SUMMARY_BYTES_MAX];
    const size_t len = summary_encode(m, bytes);

    return batch_run(i, BATCH_PUT_SUMMARY,
                     SQL_ARGS(key.arg[0], key.arg[1], key.arg[2], key.arg[3],
                              sql_int(m->n), sql_int(m->n_failed), sql_blob(bytes, len)),
                     err);
}

static enum va_code
merge_group(struct store_import *i, const struct profile *p, const struct size_group *g,
            int64_t profile_id, struct va_err *err)
{
    const char *cpu = g->cpu < 0 ? "" : p->cpus[g->cpu];
    const struct sql_args key = SQL_ARGS(sql_int(profile_id), sql_int(g->memory_mb),
                                         sql_int(g->cold), sql_text(cpu));
    struct summary merged;
    enum va_code code = load_summary(i, key, &merged, err);

    if (!code) {
        code = summary_merge(&merged, &g->summary);
        if (code == VA_NOMEM)
            code = store_no_memory(i->s, err);
        else if (code)
            code = va_fail(err, code, "%s: too many samples at %d MB", i->s->path,
                           (int)g->memory_mb);
    }
    if (!code)
        code = put_summary(i, key, &merged, err);
    summary_clear(&merged);
    return code;
}

/* What is stored must stay within what a profile in memory may hold. */
static enum va_code
check_limits(struct store_import *i, int64_t profile_id, struct va_err *err)
{
    struct sqlite3_stmt *stmt = NULL;
    bool row = false;
    enum va_code code =
        batch_query(i, BATCH_COUNT_GROUPS, SQL_ARGS(sql_int(profile_id)), &stmt, err);

    if (!code)
        code = sql_next(i->s, stmt, &row, err);
    if (code || !row)
        return code;
    if (sql_column_int(stmt, 0) > PROFILE_GROUPS_MAX)
        code = va_fail(err, VA_DATA,
                       "a profile has more than %d combinations of size, cold and CPU",
                       (int)PROFILE_GROUPS_MAX);
    else if (sql_column_int(stmt, 1) > PROFILE_CPUS_MAX)
        code = va_fail(err, VA_DATA, "a profile has more than %d CPU models",
                       (int)PROFILE_CPUS_MAX);
    (void)sqlite3_reset(stmt);
    return code;
}

enum va_code
batch_merge(struct store_import *i, const struct profile *p, int64_t profile_id,
            struct va_err *err)
{
    enum va_code code = VA_OK;

    for (int32_t k = 0; k < p->n_groups && !code; k++)
        code = merge_group(i, p, &p->groups[k], profile_id, err);
    if (!code && p->n_groups > 0)
        code = check_limits(i, profile_id, err);
    return code;
}
