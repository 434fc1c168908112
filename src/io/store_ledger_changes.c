/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ledger: the journal of changes at the provider. */
#include <inttypes.h>
#include <sqlite3.h>
#include <string.h>

#include "io/store_ledger.h"

/* Where a change may come from, as bits. The same state again only brings details. */
static const uint32_t entered_from[LEDGER_CHANGE_STATE_COUNT] = {
    [LEDGER_CHANGE_INTENDED] = 1 << LEDGER_CHANGE_INTENDED,
    [LEDGER_CHANGE_MADE] = 1 << LEDGER_CHANGE_INTENDED | 1 << LEDGER_CHANGE_MADE,
    [LEDGER_CHANGE_UNDONE] = 1 << LEDGER_CHANGE_INTENDED | 1 << LEDGER_CHANGE_MADE |
                             1 << LEDGER_CHANGE_KEPT | 1 << LEDGER_CHANGE_UNDONE,
    [LEDGER_CHANGE_ABANDONED] = 1 << LEDGER_CHANGE_INTENDED | 1 << LEDGER_CHANGE_MADE |
                                1 << LEDGER_CHANGE_KEPT | 1 << LEDGER_CHANGE_ABANDONED,
    [LEDGER_CHANGE_KEPT] =
        1 << LEDGER_CHANGE_INTENDED | 1 << LEDGER_CHANGE_MADE | 1 << LEDGER_CHANGE_KEPT,
};

/* Is it valid text of less than size bytes? What cannot be kept whole is not kept. */
static enum va_code
check_text(const char *what, const char *text, size_t size, struct va_err *err)
{
    const size_t len = strnlen(text, size);

    if (len == size)
        return va_fail(err, VA_OVERFLOW, "the %s of a change is longer than %zu bytes",
                       what, size - 1);
    return text_is_utf8(text, len)
               ? VA_OK
               : va_fail(err, VA_DATA, "the %s of a change is not valid UTF-8", what);
}

enum va_code
ledger_change_begin(struct store *s, const struct ledger_change *c, int64_t *out_id,
                    struct va_err *err)
{
    struct ledger_run run;
    int64_t id = 0;
    enum va_code code = check_text("kind", c->kind, sizeof c->kind, err);

    if (!code)
        code = check_text("target", c->target, sizeof c->target, err);
    if (!code)
        code = check_text("detail", c->detail, sizeof c->detail, err);
    if (!code)
        code = store_begin(s, err);
    if (code)
        return code;
    code = ledger_read_run(s, c->run, &run, err);
    if (!code)
        code =
            sql_do(s,
                   "INSERT INTO probe_change (run_id, state, kind, target, detail)"
                   " VALUES (?1, ?2, ?3, ?4, ?5)",
                   SQL_ARGS(sql_int(c->run), sql_int(LEDGER_CHANGE_INTENDED),
                            sql_text(c->kind), sql_text(c->target), sql_text(c->detail)),
                   err);
    if (!code)
        id = sqlite3_last_insert_rowid(s->db);
    code = store_end(s, code, err);
    if (!code)
        *out_id = id;
    return code;
}

static enum va_code
enter_locked(struct store *s, int64_t id, enum ledger_change_state state,
             const char *detail, struct va_err *err)
{
    int64_t from = -1;
    enum va_code code =
        sql_number(s, "SELECT ifnull((SELECT state FROM probe_change WHERE id = ?1), -1)",
                   SQL_ARGS(sql_int(id)), &from, err);

    if (code)
        return code;
    if (from < 0 || from >= LEDGER_CHANGE_STATE_COUNT)
        return va_fail(err, VA_USAGE, "there is no change %" PRId64, id);
    if (!(entered_from[state] >> from & 1))
        return va_fail(err, VA_USAGE, "change %" PRId64 " is %s and cannot become %s", id,
                       ledger_change_state_name((enum ledger_change_state)from),
                       ledger_change_state_name(state));
    return sql_do(s,
                  "UPDATE probe_change SET state = ?2, detail = ifnull(?3, detail)"
                  " WHERE id = ?1",
                  SQL_ARGS(sql_int(id), sql_int(state), sql_text(detail)), err);
}

enum va_code
ledger_change_enter(struct store *s, int64_t id, enum ledger_change_state state,
                    const char *detail, struct va_err *err)
{
    enum va_code code =
        detail ? check_text("detail", detail, LEDGER_CHANGE_MAX, err) : VA_OK;

    if (!code)
        code = store_begin(s, err);
    if (code)
        return code;
    return store_end(s, enter_locked(s, id, state, detail, err), err);
}

/* --- reading --- */

static enum va_code
read_change(struct store *s, struct sqlite3_stmt *stmt, struct ledger_change *c,
            struct va_err *err)
{
    const struct sql_text_out to[] = {
        { c->kind, sizeof c->kind, "the kind of a change" },
        { c->target, sizeof c->target, "the target of a change" },
        { c->detail, sizeof c->detail, "the detail of a change" },
    };
    const int64_t state = sql_column_int(stmt, 2);
    enum va_code code = VA_OK;

    if (state < 0 || state >= LEDGER_CHANGE_STATE_COUNT)
        return store_damaged(s, "the state of a change", err);
    c->id = sql_column_int(stmt, 0);
    c->run = sql_column_int(stmt, 1);
    c->state = (enum ledger_change_state)state;
    for (int k = 0; k < (int)(sizeof to / sizeof to[0]) && !code; k++)
        code = sql_column_text(s, stmt, 3 + k, to[k], err);
    return code;
}

/* The next one below a number; what visit does to the journal is then seen. */
static enum va_code
next_change(struct store *s, struct ledger_changes which, struct ledger_change *io,
            bool *out_found, struct va_err *err)
{
    struct sqlite3_stmt *stmt = NULL;
    enum va_code code = sql_start(
        s,
        "SELECT id, run_id, state, kind, target, detail FROM probe_change"
        " WHERE id < ?1 AND (?2 = 0 OR run_id = ?2) AND (?3 >> state) & 1"
        " ORDER BY id DESC LIMIT 1",
        SQL_ARGS(sql_int(io->id), sql_int(which.run), sql_int(which.states)), &stmt, err);

    if (!code)
        code = sql_next(s, stmt, out_found, err);
    if (!code && *out_found)
        code = read_change(s, stmt, io, err);
    sql_finish(stmt);
    return code;
}

enum va_code
ledger_visit_changes(struct store *s, struct ledger_changes which,
                     enum va_code (*visit)(void *ctx, const struct ledger_change *c),
                     void *ctx, struct va_err *err)
{
    struct ledger_change c = { .id = INT64_MAX };
    bool found = true;

    if (ledger_check(s, NULL))
        return VA_OK;
    while (found) {
        enum va_code code = next_change(s, which, &c, &found, err);

        if (!code && found)
            code = visit(ctx, &c);
        if (code)
            return code;
    }
    return VA_OK;
}
