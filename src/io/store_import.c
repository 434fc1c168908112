/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An import from begin to commit: one transaction, all of it or nothing. */
#include <assert.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "io/hash.h"
#include "io/store_import.h"

/* Pages kept in memory during an import: request ids are spread over all of theirs. */
#define IMPORT_CACHE "PRAGMA cache_size = -32768"

static const char *const texts[BATCH_STATEMENT_COUNT] = {
#define X(name, text) [BATCH_##name] = text,
    BATCH_STATEMENTS(X)
#undef X
};

enum va_code
batch_query(struct store_import *i, enum batch_statement which, struct sql_args args,
            struct sqlite3_stmt **out, struct va_err *err)
{
    enum va_code code = VA_OK;

    if (!i->statements[which])
        code = sql_prepare(i->s, texts[which], &i->statements[which], err);
    if (!code)
        code = sql_restart(i->s, i->statements[which], args, err);
    *out = i->statements[which];
    return code;
}

enum va_code
batch_run(struct store_import *i, enum batch_statement which, struct sql_args args,
          struct va_err *err)
{
    struct sqlite3_stmt *stmt = NULL;
    bool row = false;
    enum va_code code = batch_query(i, which, args, &stmt, err);

    return code ? code : sql_next(i->s, stmt, &row, err);
}

enum va_code
batch_number(struct store_import *i, enum batch_statement which, struct sql_args args,
             int64_t *out, struct va_err *err)
{
    struct sqlite3_stmt *stmt = NULL;
    bool row = false;
    enum va_code code = batch_query(i, which, args, &stmt, err);

    if (!code)
        code = sql_next(i->s, stmt, &row, err);
    if (code)
        return code;
    *out = row ? sql_column_int(stmt, 0) : 0;
    sqlite3_reset(stmt);
    return VA_OK;
}

/* Free everything; the transaction was ended before. */
static void
import_free(struct store_import *i)
{
    batch_drop_writers(i);
    for (size_t k = 0; k < BATCH_STATEMENT_COUNT; k++)
        sql_finish(i->statements[k]);
    buf_clear(&i->packed);
    free(i->target);
    i->s->in_import = false;
    free(i);
}

static void
finish_statements(struct store_import *i)
{
    for (size_t k = 0; k < BATCH_STATEMENT_COUNT; k++) {
        sql_finish(i->statements[k]);
        i->statements[k] = NULL;
    }
}

static enum va_code
add_batch(struct store_import *i, const struct import_source *source, struct va_err *err)
{
    const struct sql_args args =
        SQL_ARGS(sql_text(source->name), sql_text(source->format),
                 sql_text(source->target), sql_int(source->now_ms));
    enum va_code code = sql_do(i->s,
                               "INSERT INTO batch (name, format, target, imported_at_ms)"
                               " VALUES (?1, ?2, ?3, ?4)",
                               args, err);

    if (!code)
        i->batch_id = sqlite3_last_insert_rowid(i->s->db);
    return code;
}

enum va_code
store_import_begin(struct store *s, const struct import_source *source,
                   struct store_import **out, struct va_err *err)
{
    struct store_import *i = NULL;
    enum va_code code = VA_OK;

    assert(!s->in_import);
    *out = NULL;
    i = calloc(1, sizeof *i);
    if (!i)
        return store_no_memory(s, err);
    i->s = s;
    buf_init(&i->packed, PACK_BYTES_MAX);
    i->target = strdup(source->target ? source->target : "");
    code = i->target ? sql_script(s, IMPORT_CACHE, err) : store_no_memory(s, err);
    if (!code)
        code = store_begin(s, err);
    if (!code) {
        code = batch_read_secret(i, err);
        if (!code)
            code = add_batch(i, source, err);
        if (code)
            (void)store_end(s, code, NULL);
    }
    if (code) {
        import_free(i);
        return code;
    }
    s->in_import = true;
    *out = i;
    return VA_OK;
}

enum va_code
batch_join(struct store *s, int64_t batch_id, struct store_import **out,
           struct va_err *err)
{
    struct store_import *i = NULL;
    enum va_code code = VA_OK;

    assert(!s->in_import && !sqlite3_get_autocommit(s->db));
    *out = NULL;
    i = calloc(1, sizeof *i);
    if (!i)
        return store_no_memory(s, err);
    i->s = s;
    i->batch_id = batch_id;
    buf_init(&i->packed, PACK_BYTES_MAX);
    code = batch_read_secret(i, err);
    if (code) {
        import_free(i);
        return code;
    }
    s->in_import = true;
    *out = i;
    return VA_OK;
}

enum va_code
batch_leave(struct store_import *i, enum va_code code, struct import_counts *out,
            struct va_err *err)
{
    if (!code)
        code = batch_flush(i, err);
    if (!code)
        *out = i->counts;
    import_free(i);
    return code;
}

const unsigned char *
store_import_secret(const struct store_import *i)
{
    return i->secret;
}

bool
store_import_needs_sha256(const struct store_import *i)
{
    return i->needs_sha256;
}

void
store_import_sha256(struct store_import *i, const char *sha256_hex)
{
    assert(hash_is_hex(sha256_hex));
    memcpy(i->sha256, sha256_hex, sizeof i->sha256);
}

enum va_code
store_import_add(struct store_import *i, const struct sample *sample, struct va_err *err)
{
    struct writer *w = NULL;
    bool is_new = true;
    enum va_code code = i->failed;

    if (code)
        return va_fail(err, code, "%s: the import failed before", i->s->path);
    code = batch_writer(i, sample, &w, err);
    if (!code && sample->request_id[0] != '\0')
        code = batch_note_request(i, w, sample->request_id, &is_new, err);
    if (!code && is_new)
        code = batch_write(i, w, sample, err);
    i->failed = code;
    if (code)
        return code;
    i->counts.rows += is_new;
    i->counts.duplicates += !is_new;
    return VA_OK;
}

enum va_code
store_import_add_rows(struct store_import *i, const struct sample_rows *rows,
                      struct va_err *err)
{
    struct writer *w = NULL;
    enum va_code code = i->failed;

    assert(rows->n > 0 && rows->like->request_id[0] == '\0');
    if (code)
        return va_fail(err, code, "%s: the import failed before", i->s->path);
    code = batch_writer(i, rows->like, &w, err);
    if (!code)
        code = batch_write_rows(i, w, rows, err);
    i->failed = code;
    if (!code)
        i->counts.rows += (int64_t)rows->n;
    return code;
}

/* Everything that is to stand when the transaction is committed. */
static enum va_code
complete(struct store_import *i, const char *content_hex, int64_t earlier,
         struct va_err *err)
{
    enum va_code code = batch_flush(i, err);

    return code ? code : batch_record(i, content_hex, earlier, err);
}

enum va_code
store_import_commit(struct store_import *i, const char *content_hex,
                    struct import_counts *out, struct va_err *err)
{
    struct store *s = i->s;
    int64_t earlier = 0;
    bool whole = false;
    enum va_code code = i->failed;

    assert(hash_is_hex(content_hex));
    if (code)
        (void)va_fail(err, code, "%s: the import failed before", s->path);
    else
        code = batch_find(i, content_hex, &earlier, &whole, err);
    if (!code && whole) {
        store_import_abort(i);
        *out = (struct import_counts){ .seen_before = true };
        return VA_OK;
    }
    if (!code)
        code = complete(i, content_hex, earlier, err);
    finish_statements(i);
    code = store_end(s, code, err);
    if (!code)
        *out = i->counts;
    import_free(i);
    return code;
}

void
store_import_abort(struct store_import *i)
{
    if (!i)
        return;
    finish_statements(i);
    if (!sqlite3_get_autocommit(i->s->db))
        (void)sqlite3_exec(i->s->db, "ROLLBACK", NULL, NULL, NULL);
    import_free(i);
}
