/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ledger: reading runs and their sums. */
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "base/money.h"
#include "io/store_ledger.h"

/* --- sums --- */

/* A sum of amounts in two halves, which cannot overflow. */
#define HALVES(column) "sum(" column " >> 32), sum(" column " & 4294967295)"

static int64_t
join_halves(struct sqlite3_stmt *stmt, int column)
{
    const va_int128 sum = (va_int128)sql_column_int(stmt, column) * 4294967296 +
                          sql_column_int(stmt, column + 1);

    return sum > INT64_MAX ? INT64_MAX : (int64_t)sum;
}

static int64_t
add_clipped(int64_t a, int64_t b)
{
    int64_t sum = 0;

    return __builtin_add_overflow(a, b, &sum) ? INT64_MAX : sum;
}

/* One row: the invocations of one fate. */
static enum va_code
add_fate(struct store *s, struct sqlite3_stmt *stmt, struct ledger_totals *t,
         struct va_err *err)
{
    const int64_t fate = sql_column_int(stmt, 0);

    if (fate < 0 || fate >= LEDGER_FATE_COUNT)
        return store_damaged(s, "a probe invocation cannot be read", err);
    t->n[fate] = sql_column_int(stmt, 1);
    if (fate == LEDGER_OPEN || fate == LEDGER_UNKNOWN)
        t->reserved_pusd = add_clipped(t->reserved_pusd, join_halves(stmt, 2));
    if (fate == LEDGER_DONE || fate == LEDGER_FAILED)
        t->spent_pusd = add_clipped(t->spent_pusd, join_halves(stmt, 4));
    t->billed_ms = add_clipped(t->billed_ms, join_halves(stmt, 6));
    return VA_OK;
}

enum va_code
ledger_read_totals(struct store *s, int64_t run, struct ledger_totals *out,
                   struct va_err *err)
{
    struct sqlite3_stmt *stmt = NULL;
    bool row = false;
    enum va_code code = sql_start(
        s,
        "SELECT fate, count(*), " HALVES("worst_pusd") ", " HALVES(
            "cost_pusd") ", " HALVES("max(billed_ms, 0)") " FROM probe_invocation WHERE "
                                                          "run_id = ?1 GROUP BY fate",
        SQL_ARGS(sql_int(run)), &stmt, err);

    *out = (struct ledger_totals){ .spent_pusd = 0 };
    if (!code)
        code = sql_next(s, stmt, &row, err);
    while (!code && row) {
        code = add_fate(s, stmt, out, err);
        if (!code)
            code = sql_next(s, stmt, &row, err);
    }
    sql_finish(stmt);
    if (!code)
        code = ledger_count_again(s, run, &out->n_again, err);
    if (code)
        return code;
    return sql_number(s,
                      "SELECT count(*) FROM probe_change"
                      " WHERE run_id = ?1 AND state IN (?2, ?3)",
                      SQL_ARGS(sql_int(run), sql_int(LEDGER_CHANGE_INTENDED),
                               sql_int(LEDGER_CHANGE_MADE)),
                      &out->n_changes_left, err);
}

/* --- runs --- */

#define RUN_COLUMNS                                                                      \
    "id, token, state, cap_pusd, created_ms, started_ms, ended_ms, why, facts, settings"

enum { COLUMN_FACTS = 8, COLUMN_SETTINGS = 9 };

static int64_t
time_column(struct sqlite3_stmt *stmt, int column)
{
    return sqlite3_column_type(stmt, column) == SQLITE_NULL
               ? TIME_UNKNOWN
               : sql_column_int(stmt, column);
}

static enum va_code
read_facts(struct store *s, struct sqlite3_stmt *stmt, struct ledger_run *out,
           struct va_err *err)
{
    size_t len = 0;
    const char *text = sql_column_blob(stmt, COLUMN_FACTS, &len);
    enum va_code code = VA_OK;

    out->has_facts = len > 0;
    if (len)
        code = probe_facts_read(text, len, &out->facts, err);
    return code == VA_DATA ? store_damaged(s, "facts of a probe run", err) : code;
}

/* All but its sums. */
static enum va_code
read_row(struct store *s, struct sqlite3_stmt *stmt, struct ledger_run *out,
         struct va_err *err)
{
    const int64_t state = sql_column_int(stmt, 2);
    enum va_code code = VA_OK;

    *out = (struct ledger_run){ .id = sql_column_int(stmt, 0),
                                .cap_pusd = sql_column_int(stmt, 3),
                                .created_ms = sql_column_int(stmt, 4),
                                .started_ms = time_column(stmt, 5),
                                .ended_ms = time_column(stmt, 6) };
    if (state < 0 || state >= LEDGER_RUN_STATE_COUNT)
        return store_damaged(s, "the state of a probe run", err);
    out->state = (enum ledger_run_state)state;
    code = sql_column_text(
        s, stmt, 1,
        (struct sql_text_out){ out->token, sizeof out->token, "token of a probe run" },
        err);
    if (!code)
        code = sql_column_text(
            s, stmt, 7,
            (struct sql_text_out){ out->why, sizeof out->why, "end of a probe run" },
            err);
    return code ? code : read_facts(s, stmt, out, err);
}

static enum va_code
read_settings(struct store *s, struct sqlite3_stmt *stmt, struct probe_settings *out,
              struct va_err *err)
{
    struct va_err why = { .code = VA_OK };
    size_t len = 0;
    const char *text = sql_column_blob(stmt, COLUMN_SETTINGS, &len);
    const enum va_code code = probe_settings_read(text, len, out, &why);

    if (code == VA_DATA)
        return va_fail(err, VA_IO, "%s: settings of a probe run: %s", s->path, why.text);
    return code ? store_no_memory(s, err) : VA_OK;
}

/* A row of runs, in full. settings may be NULL. */
static enum va_code
read_whole(struct store *s, struct sqlite3_stmt *stmt, struct ledger_run *out,
           struct probe_settings *settings, struct va_err *err)
{
    enum va_code code = read_row(s, stmt, out, err);

    if (!code)
        code = ledger_read_totals(s, out->id, &out->totals, err);
    if (!code)
        code = ledger_is_paused(s, out->id, &out->paused, err);
    if (!code && settings)
        code = read_settings(s, stmt, settings, err);
    return code;
}

static enum va_code
load_run(struct store *s, int64_t id, struct ledger_run *out,
         struct probe_settings *settings, struct va_err *err)
{
    struct sqlite3_stmt *stmt = NULL;
    bool row = false;
    enum va_code code = ledger_check(s, err);

    if (!code)
        code = sql_start(s, "SELECT " RUN_COLUMNS " FROM probe_run WHERE id = ?1",
                         SQL_ARGS(sql_int(id)), &stmt, err);
    if (!code)
        code = sql_next(s, stmt, &row, err);
    if (!code)
        code = row ? read_whole(s, stmt, out, settings, err) : ledger_no_run(s, id, err);
    sql_finish(stmt);
    return code;
}

enum va_code
ledger_read_run(struct store *s, int64_t id, struct ledger_run *out, struct va_err *err)
{
    return load_run(s, id, out, NULL, err);
}

enum va_code
ledger_load(struct store *s, int64_t id, struct ledger_run *out,
            struct probe_settings *settings, struct va_err *err)
{
    enum va_code code = VA_OK;

    if (settings)
        probe_settings_init(settings);
    code = store_begin_reading(s, err);
    if (!code)
        code = load_run(s, id, out, settings, err);
    store_end_reading(s);
    return code;
}

/* What visiting runs needs room for. */
struct visited {
    struct ledger_run run;
    struct probe_settings settings;
};

enum va_code
ledger_visit(struct store *s,
             enum va_code (*visit)(void *ctx, const struct ledger_run *run,
                                   const struct probe_settings *settings),
             void *ctx, struct va_err *err)
{
    struct sqlite3_stmt *stmt = NULL;
    struct visited *v = NULL;
    bool row = false;
    enum va_code code = VA_OK;

    if (ledger_check(s, NULL))
        return VA_OK;
    v = calloc(1, sizeof *v);
    if (!v)
        return store_no_memory(s, err);
    code = sql_start(s, "SELECT " RUN_COLUMNS " FROM probe_run ORDER BY id DESC",
                     SQL_NO_ARGS, &stmt, err);
    if (!code)
        code = sql_next(s, stmt, &row, err);
    while (!code && row) {
        code = read_whole(s, stmt, &v->run, &v->settings, err);
        if (!code)
            code = visit(ctx, &v->run, &v->settings);
        probe_settings_clear(&v->settings);
        if (!code)
            code = sql_next(s, stmt, &row, err);
    }
    sql_finish(stmt);
    free(v);
    return code;
}
