/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading names and raw samples. */
#include <sqlite3.h>

#include "io/pack.h"
#include "io/store_internal.h"

enum va_code
store_find_workload(struct store *s, const char *name, int64_t *out, struct va_err *err)
{
    int64_t id = 0;
    enum va_code code = sql_number(s, "SELECT id FROM workload WHERE name = ?1",
                                   SQL_ARGS(sql_text(name)), &id, err);

    if (code)
        return code;
    if (id == 0)
        return va_fail(err, VA_DATA, "no workload '%s' in %s", name, s->path);
    *out = id;
    return VA_OK;
}

enum va_code
store_names(struct store *s, enum va_code (*visit)(void *ctx, const char *name),
            void *ctx, struct va_err *err)
{
    struct sqlite3_stmt *stmt = NULL;
    char name[TEXT_NAME_MAX + 1];
    const struct sql_text_out to = { name, sizeof name, "a workload's name" };
    bool row = false;
    enum va_code code =
        sql_start(s, "SELECT name FROM workload ORDER BY name", SQL_NO_ARGS, &stmt, err);

    if (!code)
        code = sql_next(s, stmt, &row, err);
    while (!code && row) {
        code = sql_column_text(s, stmt, 0, to, err);
        if (!code)
            code = visit(ctx, name);
        if (!code)
            code = sql_next(s, stmt, &row, err);
    }
    sql_finish(stmt);
    return code;
}

enum va_code
store_visit_block(struct store *s, struct sqlite3_stmt *stmt, int column,
                  const struct store_visit *visit, struct va_err *err)
{
    struct sample sample = visit->names;
    struct unpack *u = NULL;
    size_t len = 0;
    const void *bytes = sql_column_blob(stmt, column, &len);
    enum va_code code = unpack_alloc(bytes, len, &u);

    if (code == VA_DATA)
        return store_damaged(s, "a block of samples cannot be read", err);
    if (code)
        return store_no_memory(s, err);
    for (int32_t i = 0; i < unpack_rows(u) && !code; i++) {
        unpack_get(u, i, &sample);
        code = visit->sample(visit->ctx, &sample);
    }
    unpack_free(u);
    return code;
}

/* Names of the profile that a block belongs to. */
struct block_names {
    char implementation[TEXT_NAME_MAX + 1];
    char platform[TEXT_NAME_MAX + 1];
    char region[TEXT_NAME_MAX + 1];
    char emulates[TEXT_NAME_MAX + 1];
};

/* Columns 1 to 4 of the row. */
static enum va_code
read_names(struct store *s, struct sqlite3_stmt *stmt, struct block_names *n,
           struct va_err *err)
{
    const struct sql_text_out to[] = {
        { n->implementation, sizeof n->implementation, "an implementation's name" },
        { n->platform, sizeof n->platform, "a platform's name" },
        { n->region, sizeof n->region, "a region's name" },
        { n->emulates, sizeof n->emulates, "an emulated platform's name" },
    };
    enum va_code code = VA_OK;

    for (int i = 0; i < (int)(sizeof to / sizeof to[0]) && !code; i++)
        code = sql_column_text(s, stmt, i + 1, to[i], err);
    return code;
}

/* Blocks are sorted by their ids alone, then fetched one at a time. */
struct block_reader {
    struct store *s;
    const char *workload;
    struct sqlite3_stmt *list;
    struct sqlite3_stmt *fetch;
};

static enum va_code
visit_listed(struct block_reader *r, struct store_visit *visit, struct va_err *err)
{
    struct block_names n;
    bool row = false;
    enum va_code code = read_names(r->s, r->list, &n, err);

    visit->names.workload = r->workload;
    visit->names.implementation = n.implementation;
    visit->names.platform = n.platform;
    visit->names.region = n.region;
    visit->names.emulates = n.emulates;
    if (!code)
        code = sql_restart(r->s, r->fetch, SQL_ARGS(sql_int(sql_column_int(r->list, 0))),
                           err);
    if (!code)
        code = sql_next(r->s, r->fetch, &row, err);
    if (!code && row)
        code = store_visit_block(r->s, r->fetch, 0, visit, err);
    sample_init(&visit->names);
    return code;
}

static enum va_code
visit_blocks(struct block_reader *r, struct store_visit *visit, struct va_err *err)
{
    int64_t id = 0;
    bool row = false;
    enum va_code code = store_find_workload(r->s, r->workload, &id, err);

    if (!code)
        code = sql_start(r->s,
                         "SELECT b.id, p.implementation, p.platform, p.region, p.emulates"
                         " FROM profile AS p JOIN block AS b ON b.profile_id = p.id"
                         " WHERE p.workload_id = ?1 ORDER BY b.id",
                         SQL_ARGS(sql_int(id)), &r->list, err);
    if (!code)
        code =
            sql_prepare(r->s, "SELECT packed FROM block WHERE id = ?1", &r->fetch, err);
    if (!code)
        code = sql_next(r->s, r->list, &row, err);
    while (!code && row) {
        code = visit_listed(r, visit, err);
        if (!code)
            code = sql_next(r->s, r->list, &row, err);
    }
    sql_finish(r->list);
    sql_finish(r->fetch);
    return code;
}

enum va_code
store_samples(struct store *s, const char *workload,
              enum va_code (*visit)(void *ctx, const struct sample *sample), void *ctx,
              struct va_err *err)
{
    struct store_visit v = { .sample = visit, .ctx = ctx };
    struct block_reader r = { .s = s, .workload = workload };
    enum va_code code = store_begin_reading(s, err);

    sample_init(&v.names);
    if (!code)
        code = visit_blocks(&r, &v, err);
    store_end_reading(s);
    return code;
}

enum va_code
store_data_version(struct store *s, int64_t *out, struct va_err *err)
{
    return sql_number(s, "PRAGMA data_version", SQL_NO_ARGS, out, err);
}
