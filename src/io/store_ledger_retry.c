/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ledger: what failed, and is to be made again. */
#include <inttypes.h>
#include <sqlite3.h>

#include "base/money.h"
#include "io/store_ledger.h"

static bool
has_retries(const struct store *s)
{
    return s->version >= STORE_WITH_RETRIES;
}

/* Of a run ?1: failed (?2) or of unknown outcome (?3), at sizes that are not left out,
 * and not ordered before; up to a number ?4. */
#define FAILED                                                                           \
    " FROM probe_invocation WHERE run_id = ?1 AND fate IN (?2, ?3) AND id <= ?4"         \
    " AND memory_mb NOT IN (SELECT memory_mb FROM probe_skip WHERE run_id = ?1)"         \
    " AND id NOT IN (SELECT failed_id FROM probe_retry WHERE run_id = ?1)"
#define FAILED_ARGS(run, last)                                                           \
    SQL_ARGS(sql_int(run), sql_int(LEDGER_FAILED), sql_int(LEDGER_UNKNOWN), sql_int(last))

static enum va_code
find_failed(struct store *s, int64_t run, int64_t last, struct ledger_failed *out,
            struct va_err *err)
{
    struct sqlite3_stmt *stmt = NULL;
    bool row = false;
    enum va_code code = sql_start(s, "SELECT count(*), max(id), max(worst_pusd)" FAILED,
                                  FAILED_ARGS(run, last), &stmt, err);

    if (!code)
        code = sql_next(s, stmt, &row, err);
    if (!code && row)
        *out = (struct ledger_failed){ .n = sql_column_int(stmt, 0),
                                       .last = sql_column_int(stmt, 1),
                                       .worst_pusd = sql_column_int(stmt, 2) };
    sql_finish(stmt);
    return code;
}

enum va_code
ledger_find_failed(struct store *s, int64_t run, struct ledger_failed *out,
                   struct va_err *err)
{
    *out = (struct ledger_failed){ .n = 0 };
    return has_retries(s) ? find_failed(s, run, INT64_MAX, out, err) : VA_OK;
}

static enum va_code
retry_locked(struct store *s, int64_t id, const struct ledger_failed *shown,
             struct va_err *err)
{
    struct ledger_failed now = { .n = 0 };
    struct ledger_run run;
    enum va_code code = ledger_read_current(s, id, "make anything again", &run, err);

    if (!code)
        code = find_failed(s, id, shown->last, &now, err);
    if (code)
        return code;
    if (now.n != shown->n || now.n == 0)
        return va_fail(err, VA_MONEY,
                       "of run %" PRId64 ", %" PRId64 " failed by now, not %" PRId64
                       ": nothing was ordered",
                       id, now.n, shown->n);
    code = ledger_check_room(&run, now.worst_pusd, err);
    if (code)
        return code;
    return sql_do(s,
                  "INSERT INTO probe_retry (failed_id, run_id)"
                  " SELECT id, run_id" FAILED,
                  FAILED_ARGS(id, shown->last), err);
}

enum va_code
ledger_retry(struct store *s, int64_t run, const struct ledger_failed *shown,
             struct va_err *err)
{
    const enum va_code code = store_begin(s, err);

    return code ? code : store_end(s, retry_locked(s, run, shown, err), err);
}

/* Nothing is in its place, or what surely did not run. */
#define DUE                                                                              \
    " FROM probe_retry r JOIN probe_invocation i ON i.id = r.failed_id"                  \
    " LEFT JOIN probe_invocation a ON a.id = r.again_id"                                 \
    " WHERE (r.again_id IS NULL OR a.fate = ?2)"

enum va_code
ledger_next_due(struct store *s, int64_t run, int64_t after, struct ledger_due *out,
                struct va_err *err)
{
    struct sqlite3_stmt *stmt = NULL;
    bool row = false;
    enum va_code code = VA_OK;

    *out = (struct ledger_due){ .id = 0 };
    if (!has_retries(s))
        return VA_OK;
    code = sql_start(s,
                     "SELECT i.id, i.memory_mb, i.payload, i.fate" DUE
                     " AND r.run_id = ?1 AND r.failed_id > ?3 AND i.memory_mb NOT IN"
                     " (SELECT memory_mb FROM probe_skip WHERE run_id = ?1)"
                     " ORDER BY i.id LIMIT 1",
                     SQL_ARGS(sql_int(run), sql_int(LEDGER_REFUSED), sql_int(after)),
                     &stmt, err);
    if (!code)
        code = sql_next(s, stmt, &row, err);
    if (!code && row)
        *out = (struct ledger_due){ .id = sql_column_int(stmt, 0),
                                    .memory_mb = (int32_t)sql_column_int(stmt, 1),
                                    .payload = (int32_t)sql_column_int(stmt, 2),
                                    .fate = (enum ledger_fate)sql_column_int(stmt, 3) };
    sql_finish(stmt);
    return code;
}

enum va_code
ledger_is_due(struct store *s, int64_t failed, bool *out, struct va_err *err)
{
    int64_t n = 0;
    enum va_code code = VA_OK;

    if (has_retries(s))
        code = sql_number(s, "SELECT count(*)" DUE " AND r.failed_id = ?1",
                          SQL_ARGS(sql_int(failed), sql_int(LEDGER_REFUSED)), &n, err);
    *out = n > 0;
    return code;
}

enum va_code
ledger_put_in_place(struct store *s, int64_t failed, int64_t again, struct va_err *err)
{
    return sql_do(s, "UPDATE probe_retry SET again_id = ?2 WHERE failed_id = ?1",
                  SQL_ARGS(sql_int(failed), sql_int(again)), err);
}

enum va_code
ledger_count_again(struct store *s, int64_t run, int64_t *out, struct va_err *err)
{
    *out = 0;
    if (!has_retries(s))
        return VA_OK;
    return sql_number(
        s,
        "SELECT count(*) FROM probe_retry r"
        " JOIN probe_invocation a ON a.id = r.again_id"
        " WHERE r.run_id = ?1 AND a.fate NOT IN (?2, ?3)",
        SQL_ARGS(sql_int(run), sql_int(LEDGER_OPEN), sql_int(LEDGER_REFUSED)), out, err);
}
