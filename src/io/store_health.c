/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The health of the file: SQLite's own check, and whether what vadvise put in reads. */
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "io/store_internal.h"

static bool
is_ok(const struct store_health *h)
{
    return h->integrity[0] == 'o' && h->integrity[1] == 'k' && h->integrity[2] == '\0';
}

/* "Page 10: unable to get the page. error code=7" is SQLITE_NOMEM, and says nothing about
 * the file. */
static bool
lacked_memory(const struct store_health *h)
{
    static const char cause[] = "error code=7";
    const size_t len = strlen(h->integrity);

    return len >= sizeof cause - 1 &&
           !strcmp(h->integrity + len - (sizeof cause - 1), cause);
}

/* The first thing SQLite finds wrong, or "ok". */
static enum va_code
check_file(struct store *s, bool deep, struct store_health *h, struct va_err *err)
{
    const char *text = deep ? "PRAGMA integrity_check(1)" : "PRAGMA quick_check(1)";
    const struct sql_text_out to = { h->integrity, sizeof h->integrity, "integrity" };
    struct sqlite3_stmt *stmt = NULL;
    bool row = false;
    enum va_code code = sql_start(s, text, SQL_NO_ARGS, &stmt, err);

    if (!code)
        code = sql_next(s, stmt, &row, err);
    if (!code && row)
        code = sql_column_text(s, stmt, 0, to, err);
    if (!code && lacked_memory(h))
        code = store_no_memory(s, err);
    sql_finish(stmt);
    return code;
}

static enum va_code
count_sample(void *ctx, const struct sample *sample)
{
    int64_t *n = ctx;

    (void)sample;
    ++*n;
    return VA_OK;
}

/* Does a block read, and hold as many rows as it says? */
static enum va_code
check_block(struct store *s, struct sqlite3_stmt *stmt, struct store_health *h)
{
    int64_t n = 0;
    struct store_visit visit = { .sample = count_sample, .ctx = &n };
    enum va_code code = VA_OK;

    sample_init(&visit.names);
    code = store_visit_block(s, stmt, 2, &visit, NULL);
    if (code == VA_NOMEM)
        return code;
    if (code || n != sql_column_int(stmt, 1))
        (void)snprintf(h->integrity, sizeof h->integrity,
                       "block %lld of samples cannot be read",
                       (long long)sql_column_int(stmt, 0));
    return VA_OK;
}

static enum va_code
check_blocks(struct store *s, struct store_health *h, struct va_err *err)
{
    struct sqlite3_stmt *stmt = NULL;
    bool row = false;
    enum va_code code =
        sql_start(s, "SELECT id, n, packed FROM block", SQL_NO_ARGS, &stmt, err);

    if (!code)
        code = sql_next(s, stmt, &row, err);
    while (!code && row && is_ok(h)) {
        code = check_block(s, stmt, h);
        if (code)
            code = store_no_memory(s, err);
        else
            code = sql_next(s, stmt, &row, err);
    }
    sql_finish(stmt);
    return code;
}

static enum va_code
count_all(struct store *s, struct store_health *h, struct va_err *err)
{
    int64_t pages = 0;
    int64_t page_bytes = 0;
    enum va_code code =
        sql_number(s, "SELECT count(*) FROM workload", SQL_NO_ARGS, &h->workloads, err);

    if (!code)
        code = sql_number(s, "SELECT sum(n) FROM block", SQL_NO_ARGS, &h->samples, err);
    if (!code)
        code = sql_number(s, "PRAGMA page_count", SQL_NO_ARGS, &pages, err);
    if (!code)
        code = sql_number(s, "PRAGMA page_size", SQL_NO_ARGS, &page_bytes, err);
    if (!code && __builtin_mul_overflow(pages, page_bytes, &h->bytes))
        code = store_damaged(s, "its size", err);
    return code;
}

enum va_code
store_health(struct store *s, bool deep, struct store_health *out, struct va_err *err)
{
    struct store_health h = { .version = s->version };
    enum va_code code = check_file(s, deep, &h, err);

    if (!code && is_ok(&h))
        code = count_all(s, &h, err);
    if (!code && deep && is_ok(&h))
        code = check_blocks(s, &h, err);
    if (!code)
        *out = h;
    return code;
}
