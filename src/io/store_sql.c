/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Statements: preparing, binding, stepping, and transactions around them. */
#include <math.h>
#include <sqlite3.h>
#include <string.h>

#include "base/text.h"
#include "io/store_internal.h"

struct sql_arg
sql_int(int64_t value)
{
    return (struct sql_arg){ .kind = SQL_INT, .number = value };
}

struct sql_arg
sql_real(double value)
{
    return (struct sql_arg){ .kind = SQL_REAL, .real = value };
}

struct sql_arg
sql_text(const char *value)
{
    if (!value)
        return (struct sql_arg){ .kind = SQL_NULL };
    return (struct sql_arg){ .kind = SQL_TEXT, .bytes = value, .len = strlen(value) };
}

struct sql_arg
sql_blob(const void *bytes, size_t len)
{
    return (struct sql_arg){ .kind = SQL_BLOB, .bytes = bytes, .len = len };
}

enum va_code
sql_prepare(struct store *s, const char *text, struct sqlite3_stmt **out,
            struct va_err *err)
{
    const int rc = sqlite3_prepare_v2(s->db, text, -1, out, NULL);

    if (rc == SQLITE_OK)
        return VA_OK;
    *out = NULL;
    return store_fail(s, rc, err);
}

static int
bind_one(struct sqlite3_stmt *stmt, int at, const struct sql_arg *arg)
{
    switch (arg->kind) {
    case SQL_NULL:
        return sqlite3_bind_null(stmt, at);
    case SQL_INT:
        return sqlite3_bind_int64(stmt, at, arg->number);
    case SQL_REAL:
        return isnan(arg->real) ? sqlite3_bind_null(stmt, at)
                                : sqlite3_bind_double(stmt, at, arg->real);
    case SQL_TEXT:
        return sqlite3_bind_text64(stmt, at, arg->bytes, arg->len, SQLITE_STATIC,
                                   SQLITE_UTF8);
    case SQL_BLOB:
        return sqlite3_bind_blob64(stmt, at, arg->bytes, arg->len, SQLITE_STATIC);
    }
    return SQLITE_MISUSE;
}

enum va_code
sql_restart(struct store *s, struct sqlite3_stmt *stmt, struct sql_args args,
            struct va_err *err)
{
    /* Its result is that of the step before, which was looked at then. */
    (void)sqlite3_reset(stmt);
    for (size_t i = 0; i < args.n; i++) {
        const int rc = bind_one(stmt, (int)i + 1, &args.arg[i]);

        if (rc != SQLITE_OK)
            return store_fail(s, rc, err);
    }
    return VA_OK;
}

enum va_code
sql_start(struct store *s, const char *text, struct sql_args args,
          struct sqlite3_stmt **out, struct va_err *err)
{
    enum va_code code = sql_prepare(s, text, out, err);

    if (code)
        return code;
    code = sql_restart(s, *out, args, err);
    if (code) {
        sql_finish(*out);
        *out = NULL;
    }
    return code;
}

enum va_code
sql_next(struct store *s, struct sqlite3_stmt *stmt, bool *out_row, struct va_err *err)
{
    const int rc = sqlite3_step(stmt);

    *out_row = rc == SQLITE_ROW;
    if (rc == SQLITE_ROW || rc == SQLITE_DONE)
        return VA_OK;
    return store_fail(s, rc, err);
}

void
sql_finish(struct sqlite3_stmt *stmt)
{
    (void)sqlite3_finalize(stmt);
}

enum va_code
sql_do(struct store *s, const char *text, struct sql_args args, struct va_err *err)
{
    struct sqlite3_stmt *stmt = NULL;
    bool row = false;
    enum va_code code = sql_start(s, text, args, &stmt, err);

    if (!code)
        code = sql_next(s, stmt, &row, err);
    sql_finish(stmt);
    return code;
}

enum va_code
sql_number(struct store *s, const char *text, struct sql_args args, int64_t *out,
           struct va_err *err)
{
    struct sqlite3_stmt *stmt = NULL;
    bool row = false;
    enum va_code code = sql_start(s, text, args, &stmt, err);

    if (!code)
        code = sql_next(s, stmt, &row, err);
    if (!code)
        *out = row ? sqlite3_column_int64(stmt, 0) : 0;
    sql_finish(stmt);
    return code;
}

enum va_code
sql_script(struct store *s, const char *text, struct va_err *err)
{
    const int rc = sqlite3_exec(s->db, text, NULL, NULL, NULL);

    return rc == SQLITE_OK ? VA_OK : store_fail(s, rc, err);
}

int64_t
sql_column_int(struct sqlite3_stmt *stmt, int column)
{
    return sqlite3_column_int64(stmt, column);
}

double
sql_column_real(struct sqlite3_stmt *stmt, int column)
{
    if (sqlite3_column_type(stmt, column) == SQLITE_NULL)
        return NAN;
    return sqlite3_column_double(stmt, column);
}

enum va_code
sql_column_text(struct store *s, struct sqlite3_stmt *stmt, int column,
                struct sql_text_out out, struct va_err *err)
{
    const unsigned char *text = sqlite3_column_text(stmt, column);
    const size_t len = (size_t)sqlite3_column_bytes(stmt, column);

    if (!text && sqlite3_errcode(s->db) == SQLITE_NOMEM)
        return store_no_memory(s, err);
    if (!text || len >= out.size || !text_is_utf8((const char *)text, len))
        return store_damaged(s, out.what, err);
    memcpy(out.to, text, len);
    out.to[len] = '\0';
    return VA_OK;
}

const void *
sql_column_blob(struct sqlite3_stmt *stmt, int column, size_t *out_len)
{
    const void *bytes = sqlite3_column_blob(stmt, column);

    *out_len = bytes ? (size_t)sqlite3_column_bytes(stmt, column) : 0;
    return bytes ? bytes : "";
}

int64_t
sql_changes(const struct store *s)
{
    return sqlite3_changes(s->db);
}

enum va_code
store_begin(struct store *s, struct va_err *err)
{
    enum va_code code = VA_OK;

    if (!s->read_only)
        return sql_script(s, "BEGIN IMMEDIATE", err);
    if (s->note[0])
        code = va_fail(err, VA_IO, "%s", s->note);
    else
        code = va_fail(err, VA_IO, "%s: opened read-only", s->path);
    return code;
}

enum va_code
store_end(struct store *s, enum va_code code, struct va_err *err)
{
    if (!code)
        code = sql_script(s, "COMMIT", err);
    /* Some failures end the transaction by themselves. A failed ROLLBACK leaves nothing
     * either: closing the database drops what was not committed. */
    if (code && !sqlite3_get_autocommit(s->db))
        (void)sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
    return code;
}

enum va_code
store_begin_reading(struct store *s, struct va_err *err)
{
    return s->held ? VA_OK : sql_script(s, "BEGIN", err);
}

void
store_end_reading(struct store *s)
{
    if (!s->held && !sqlite3_get_autocommit(s->db))
        (void)sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
}

enum va_code
store_hold(struct store *s, struct va_err *err)
{
    const enum va_code code = s ? store_begin_reading(s, err) : VA_OK;

    if (s && !code)
        s->held = true;
    return code;
}

void
store_release(struct store *s)
{
    if (!s || !s->held)
        return;
    s->held = false;
    store_end_reading(s);
}
