/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ledger: what the user tells a run that goes on. */
#include <inttypes.h>
#include <sqlite3.h>

#include "base/money.h"
#include "io/store_ledger.h"

static bool
has_orders(const struct store *s)
{
    return s->version >= STORE_WITH_ORDERS;
}

enum va_code
ledger_is_paused(struct store *s, int64_t run, bool *out, struct va_err *err)
{
    int64_t paused = 0;
    enum va_code code = VA_OK;

    if (has_orders(s))
        code = sql_number(s, "SELECT paused FROM probe_order WHERE run_id = ?1",
                          SQL_ARGS(sql_int(run)), &paused, err);
    *out = paused != 0;
    return code;
}

enum va_code
ledger_is_skipped(struct store *s, int64_t run, int32_t memory_mb, bool *out,
                  struct va_err *err)
{
    int64_t n = 0;
    enum va_code code = VA_OK;

    if (has_orders(s))
        code = sql_number(
            s, "SELECT count(*) FROM probe_skip WHERE run_id = ?1 AND memory_mb = ?2",
            SQL_ARGS(sql_int(run), sql_int(memory_mb)), &n, err);
    *out = n > 0;
    return code;
}

enum va_code
ledger_read_current(struct store *s, int64_t id, const char *what, struct ledger_run *out,
                    struct va_err *err)
{
    enum va_code code = ledger_read_run(s, id, out, err);

    if (!code && out->state != LEDGER_RUN_READY && out->state != LEDGER_RUN_RUNNING)
        code = ledger_wrong_state(out, what, err);
    return code;
}

enum va_code
ledger_pause(struct store *s, int64_t run, bool paused, struct va_err *err)
{
    struct ledger_run now;
    enum va_code code = store_begin(s, err);

    if (code)
        return code;
    code = ledger_read_current(s, run, paused ? "pause" : "go on", &now, err);
    if (!code && now.state != LEDGER_RUN_RUNNING)
        code = ledger_wrong_state(&now, paused ? "pause" : "go on", err);
    if (!code)
        code = sql_do(s,
                      "INSERT INTO probe_order (run_id, paused) VALUES (?1, ?2)"
                      " ON CONFLICT (run_id) DO UPDATE SET paused = excluded.paused",
                      SQL_ARGS(sql_int(run), sql_int(paused)), err);
    return store_end(s, code, err);
}

enum va_code
ledger_skip(struct store *s, int64_t run, int32_t memory_mb, struct va_err *err)
{
    struct ledger_run now;
    int64_t n = 0;
    enum va_code code = VA_OK;

    if (memory_mb < 1 || memory_mb > SAMPLE_MEMORY_MB_MAX)
        return va_fail(err, VA_USAGE, "%" PRId32 " MB is no size", memory_mb);
    code = store_begin(s, err);
    if (code)
        return code;
    code = ledger_read_current(s, run, "leave a size out", &now, err);
    if (!code)
        code = sql_number(s, "SELECT count(*) FROM probe_skip WHERE run_id = ?1",
                          SQL_ARGS(sql_int(run)), &n, err);
    if (!code && n >= PROBE_SIZES_MAX)
        code =
            va_fail(err, VA_OVERFLOW, "%d sizes are left out already", PROBE_SIZES_MAX);
    if (!code)
        code = sql_do(s, "INSERT OR IGNORE INTO probe_skip VALUES (?1, ?2)",
                      SQL_ARGS(sql_int(run), sql_int(memory_mb)), err);
    return store_end(s, code, err);
}

enum va_code
ledger_skipped(struct store *s, int64_t run, int32_t *out, int32_t *out_n,
               struct va_err *err)
{
    struct sqlite3_stmt *stmt = NULL;
    bool row = false;
    enum va_code code = VA_OK;

    *out_n = 0;
    if (!has_orders(s))
        return VA_OK;
    code = sql_start(
        s, "SELECT memory_mb FROM probe_skip WHERE run_id = ?1 ORDER BY memory_mb",
        SQL_ARGS(sql_int(run)), &stmt, err);
    if (!code)
        code = sql_next(s, stmt, &row, err);
    while (!code && row && *out_n < PROBE_SIZES_MAX) {
        out[(*out_n)++] = (int32_t)sql_column_int(stmt, 0);
        code = sql_next(s, stmt, &row, err);
    }
    sql_finish(stmt);
    return code;
}

static enum va_code
check_change(const struct ledger_run *now, int64_t from_pusd, int64_t to_pusd,
             struct va_err *err)
{
    char cap[MONEY_TEXT_MAX];

    if (now->cap_pusd == LEDGER_NO_CAP)
        return va_fail(err, VA_MONEY, "run %" PRId64 " costs nothing and has no cap",
                       now->id);
    if (now->cap_pusd != from_pusd)
        return va_fail(err, VA_MONEY, "the cap of run %" PRId64 " is %s by now", now->id,
                       money_exact(cap, now->cap_pusd));
    if (to_pusd < 0 || to_pusd > LEDGER_AMOUNT_MAX)
        return va_fail(err, VA_MONEY, "a cap is an amount up to a million dollars");
    return VA_OK;
}

enum va_code
ledger_change_cap(struct store *s, int64_t run, int64_t from_pusd, int64_t to_pusd,
                  struct va_err *err)
{
    struct ledger_run now;
    enum va_code code = store_begin(s, err);

    if (code)
        return code;
    code = ledger_read_current(s, run, "have another cap", &now, err);
    if (!code)
        code = check_change(&now, from_pusd, to_pusd, err);
    if (!code)
        code = sql_do(s, "UPDATE probe_run SET cap_pusd = ?2 WHERE id = ?1",
                      SQL_ARGS(sql_int(run), sql_int(to_pusd)), err);
    return store_end(s, code, err);
}
