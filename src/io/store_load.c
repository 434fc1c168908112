/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stored workload to memory: its summaries, never its samples. */
#include <math.h>
#include <sqlite3.h>
#include <string.h>

#include "io/store_internal.h"

/* Rows of one query; each is handed to take. */
struct rows {
    const char *text;
    enum va_code (*take)(struct store *s, struct sqlite3_stmt *stmt, void *ctx,
                         struct va_err *err);
    void *ctx;
};

static enum va_code
read_rows(struct store *s, const struct rows *rows, int64_t id, struct va_err *err)
{
    struct sqlite3_stmt *stmt = NULL;
    bool row = false;
    enum va_code code = sql_start(s, rows->text, SQL_ARGS(sql_int(id)), &stmt, err);

    if (!code)
        code = sql_next(s, stmt, &row, err);
    while (!code && row) {
        code = rows->take(s, stmt, rows->ctx, err);
        if (!code)
            code = sql_next(s, stmt, &row, err);
    }
    sql_finish(stmt);
    return code;
}

/* A whole number in low..high, or the file is damaged. */
static bool
column_in(struct sqlite3_stmt *stmt, int column, int64_t low, int64_t high, int32_t *out)
{
    const int64_t value = sql_column_int(stmt, column);

    if (value < low || value > high)
        return false;
    *out = (int32_t)value;
    return true;
}

/* A name or limit that only a damaged file can break. */
static enum va_code
blame_file(struct store *s, enum va_code code, const char *what, struct va_err *err)
{
    return code == VA_DATA ? store_damaged(s, what, err) : code;
}

static enum va_code
take_workload(struct store *s, struct sqlite3_stmt *stmt, void *ctx, struct va_err *err)
{
    struct workload *w = ctx;
    const struct sql_text_out note = { w->note, sizeof w->note, "a workload's note" };

    if (!column_in(stmt, 0, 0, SAMPLE_MEMORY_MB_MAX, &w->now_mb))
        return store_damaged(s, "a workload's size", err);
    return sql_column_text(s, stmt, 1, note, err);
}

static enum va_code
take_implementation(struct store *s, struct sqlite3_stmt *stmt, void *ctx,
                    struct va_err *err)
{
    struct workload *w = ctx;
    char name[TEXT_NAME_MAX + 1];
    const struct sql_text_out to = { name, sizeof name, "an implementation's name" };
    struct implementation *m = NULL;
    enum va_code code = sql_column_text(s, stmt, 0, to, err);

    if (!code)
        code = blame_file(s, workload_implementation(w, name, &m, err),
                          "too many implementations", err);
    if (!code) {
        const struct sql_text_out api = { m->api, sizeof m->api, "an API's name" };

        code = sql_column_text(s, stmt, 1, api, err);
    }
    if (code)
        return code;
    m->recall = sql_column_real(stmt, 3);
    if (!column_in(stmt, 2, 0, INT32_MAX, &m->calls_per_invocation) || m->recall < 0.0 ||
        m->recall > 1.0)
        return store_damaged(s, "an implementation's figures", err);
    return VA_OK;
}

/* --- profiles and their summaries, both in order of the profile's id --- */

struct groups {
    struct workload *w;
    int64_t ids[WORKLOAD_PROFILES_MAX]; /* of w->profiles */
    int32_t at;                         /* profile of the summary before */
};

/* The profile that columns 1 to 4 name: a new one, since the store has each key once. */
static enum va_code
add_profile(struct store *s, struct sqlite3_stmt *stmt, struct groups *g,
            struct profile **out, struct va_err *err)
{
    char names[4][TEXT_NAME_MAX + 1];
    const struct profile_key key = { names[0], names[1], names[2], names[3] };
    const int32_t n = g->w->n_profiles;
    enum va_code code = VA_OK;

    for (int i = 0; i < 4 && !code; i++) {
        const struct sql_text_out to = { names[i], sizeof names[i], "a profile's name" };

        code = sql_column_text(s, stmt, i + 1, to, err);
    }
    if (!code)
        code = blame_file(s, workload_profile(g->w, &key, out, err), "too many profiles",
                          err);
    if (code)
        return code;
    if (g->w->n_profiles == n)
        return store_damaged(s, "a profile is there twice", err);
    g->ids[n] = sql_column_int(stmt, 0);
    return VA_OK;
}

static enum va_code
take_profile(struct store *s, struct sqlite3_stmt *stmt, void *ctx, struct va_err *err)
{
    struct curve_published c = { .a = sql_column_real(stmt, 6),
                                 .b = sql_column_real(stmt, 7),
                                 .r2 = sql_column_real(stmt, 8) };
    struct profile *p = NULL;
    enum va_code code = add_profile(s, stmt, ctx, &p, err);

    if (code)
        return code;
    p->duration_unknown = sql_column_int(stmt, 5) != 0;
    if (isnan(c.a))
        return VA_OK;
    if (!isfinite(c.a) || !isfinite(c.b) || isinf(c.r2) ||
        !column_in(stmt, 9, 1, SAMPLE_MEMORY_MB_MAX, &c.from_mb) ||
        !column_in(stmt, 10, c.from_mb, SAMPLE_MEMORY_MB_MAX, &c.to_mb))
        return store_damaged(s, "a published curve", err);
    p->published = true;
    p->curve = c;
    return VA_OK;
}

static enum va_code
take_summary(struct store *s, struct sqlite3_stmt *stmt, struct profile *p,
             struct va_err *err)
{
    char cpu[TEXT_NAME_MAX + 1];
    const struct sql_text_out to = { cpu, sizeof cpu, "a CPU's name" };
    struct group_key key = { .cpu = cpu };
    struct size_group *g = NULL;
    size_t len = 0;
    const void *bytes = NULL;
    enum va_code code = sql_column_text(s, stmt, 3, to, err);

    if (!code && (!column_in(stmt, 1, 1, SAMPLE_MEMORY_MB_MAX, &key.memory_mb) ||
                  !column_in(stmt, 2, SAMPLE_NONE, 1, &key.cold)))
        code = store_damaged(s, "the size of a summary", err);
    if (!code)
        code = blame_file(s, profile_group(p, &key, &g, err), "too many summaries", err);
    if (code)
        return code;
    bytes = sql_column_blob(stmt, 4, &len);
    code = summary_decode(bytes, len, &g->summary);
    if (code == VA_NOMEM)
        return store_no_memory(s, err);
    return code ? store_damaged(s, "a summary cannot be read", err) : VA_OK;
}

static enum va_code
take_group(struct store *s, struct sqlite3_stmt *stmt, void *ctx, struct va_err *err)
{
    struct groups *g = ctx;
    const int64_t id = sql_column_int(stmt, 0);

    while (g->at < g->w->n_profiles && g->ids[g->at] != id)
        g->at++;
    if (g->at == g->w->n_profiles)
        return store_damaged(s, "a summary of no profile", err);
    return take_summary(s, stmt, &g->w->profiles[g->at], err);
}

static enum va_code
load(struct store *s, const char *name, struct workload *w, struct va_err *err)
{
    struct groups g = { .w = w, .at = 0 };
    const struct rows queries[] = {
        { "SELECT now_mb, note FROM workload WHERE id = ?1", take_workload, w },
        { "SELECT name, api, calls, recall FROM implementation WHERE workload_id = ?1"
          " ORDER BY name",
          take_implementation, w },
        { "SELECT id, implementation, platform, region, emulates, duration_unknown,"
          " curve_a, curve_b, curve_r2, curve_from_mb, curve_to_mb"
          " FROM profile WHERE workload_id = ?1 ORDER BY id",
          take_profile, &g },
        { "SELECT profile_id, memory_mb, cold, cpu, encoded FROM summary"
          " WHERE profile_id IN (SELECT id FROM profile WHERE workload_id = ?1)"
          " ORDER BY profile_id, memory_mb, cold, cpu",
          take_group, &g },
    };
    int64_t id = 0;
    enum va_code code = store_find_workload(s, name, &id, err);

    for (size_t i = 0; i < sizeof queries / sizeof queries[0] && !code; i++)
        code = read_rows(s, &queries[i], id, err);
    return code;
}

enum va_code
store_load(struct store *s, const char *workload, struct workload *out,
           struct va_err *err)
{
    const size_t len = strlen(workload);
    enum va_code code = VA_OK;

    workload_init(out);
    if (len > TEXT_NAME_MAX)
        return va_fail(err, VA_DATA, "no workload '%s' in %s", workload, s->path);
    memcpy(out->name, workload, len + 1);
    code = store_begin_reading(s, err);
    if (!code)
        code = load(s, workload, out, err);
    store_end_reading(s);
    if (code)
        workload_clear(out);
    return code;
}
