/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stored workload to memory: its summaries, never its samples. */
#include <math.h>
#include <sqlite3.h>
#include <string.h>

#include "io/store_internal.h"

/* The queries for one workload: prepared once, used for every one that is loaded. */
enum load_query { LOAD_WORKLOAD, LOAD_IMPLEMENTATIONS, LOAD_PROFILES, LOAD_SUMMARIES };
enum { LOAD_QUERIES = LOAD_SUMMARIES + 1 };

struct loader {
    struct store *s;
    struct sqlite3_stmt *statements[LOAD_QUERIES];
    struct workload *w;
    struct profile *profile;            /* that summaries are read for */
    int64_t ids[WORKLOAD_PROFILES_MAX]; /* of w->profiles */
};

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
take_workload(struct loader *l, struct sqlite3_stmt *stmt, struct va_err *err)
{
    struct workload *w = l->w;
    const struct sql_text_out note = { w->note, sizeof w->note, "a workload's note" };
    const int64_t volume = sql_column_int(stmt, 2);

    if (!column_in(stmt, 0, 0, SAMPLE_MEMORY_MB_MAX, &w->now_mb))
        return store_damaged(l->s, "a workload's size", err);
    if (volume < 0 || volume > STORE_VOLUME_MAX)
        return store_damaged(l->s, "a workload's volume", err);
    w->volume_per_month = volume;
    return sql_column_text(l->s, stmt, 1, note, err);
}

static enum va_code
take_implementation(struct loader *l, struct sqlite3_stmt *stmt, struct va_err *err)
{
    struct store *s = l->s;
    char name[TEXT_NAME_MAX + 1];
    const struct sql_text_out to = { name, sizeof name, "an implementation's name" };
    struct implementation *m = NULL;
    enum va_code code = sql_column_text(s, stmt, 0, to, err);

    if (!code)
        code = blame_file(s, workload_implementation(l->w, name, &m, err),
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

/* The profile that columns 1 to 4 name: a new one, since the store has each key once. */
static enum va_code
add_profile(struct loader *l, struct sqlite3_stmt *stmt, struct profile **out,
            struct va_err *err)
{
    struct store *s = l->s;
    char names[4][TEXT_NAME_MAX + 1];
    const struct profile_key key = { names[0], names[1], names[2], names[3] };
    const int32_t n = l->w->n_profiles;
    enum va_code code = VA_OK;

    for (int i = 0; i < 4 && !code; i++) {
        const struct sql_text_out to = { names[i], sizeof names[i], "a profile's name" };

        code = sql_column_text(s, stmt, i + 1, to, err);
    }
    if (!code)
        code = blame_file(s, workload_profile(l->w, &key, out, err), "too many profiles",
                          err);
    if (code)
        return code;
    if (l->w->n_profiles == n)
        return store_damaged(s, "a profile is there twice", err);
    l->ids[n] = sql_column_int(stmt, 0);
    return VA_OK;
}

static enum va_code
take_profile(struct loader *l, struct sqlite3_stmt *stmt, struct va_err *err)
{
    struct curve_published c = { .a = sql_column_real(stmt, 6),
                                 .b = sql_column_real(stmt, 7),
                                 .r2 = sql_column_real(stmt, 8) };
    struct profile *p = NULL;
    enum va_code code = add_profile(l, stmt, &p, err);

    if (code)
        return code;
    p->duration_unknown = sql_column_int(stmt, 5) != 0;
    p->n_cold_probed = sql_column_int(stmt, 11);
    p->n_warm_probed = sql_column_int(stmt, 12);
    if (p->n_cold_probed < 0 || p->n_warm_probed < 0)
        return store_damaged(l->s, "a count of probes", err);
    if (isnan(c.a))
        return VA_OK;
    if (!isfinite(c.a) || !isfinite(c.b) || isinf(c.r2) ||
        !column_in(stmt, 9, 1, SAMPLE_MEMORY_MB_MAX, &c.from_mb) ||
        !column_in(stmt, 10, c.from_mb, SAMPLE_MEMORY_MB_MAX, &c.to_mb))
        return store_damaged(l->s, "a published curve", err);
    p->published = true;
    p->curve = c;
    return VA_OK;
}

static enum va_code
take_summary(struct loader *l, struct sqlite3_stmt *stmt, struct va_err *err)
{
    struct store *s = l->s;
    char cpu[TEXT_NAME_MAX + 1];
    const struct sql_text_out to = { cpu, sizeof cpu, "a CPU's name" };
    struct group_key key = { .cpu = cpu };
    struct size_group *g = NULL;
    size_t len = 0;
    const void *bytes = NULL;
    enum va_code code = sql_column_text(s, stmt, 2, to, err);

    if (!code && (!column_in(stmt, 0, 1, SAMPLE_MEMORY_MB_MAX, &key.memory_mb) ||
                  !column_in(stmt, 1, SAMPLE_NONE, 1, &key.cold)))
        code = store_damaged(s, "the size of a summary", err);
    if (!code)
        code = blame_file(s, profile_group(l->profile, &key, &g, err),
                          "too many summaries", err);
    if (code)
        return code;
    bytes = sql_column_blob(stmt, 3, &len);
    code = summary_decode(bytes, len, &g->summary);
    if (code == VA_NOMEM)
        return store_no_memory(s, err);
    return code ? store_damaged(s, "a summary cannot be read", err) : VA_OK;
}

#define PROFILE_COLUMNS                                                                  \
    "SELECT id, implementation, platform, region, emulates, duration_unknown, curve_a,"  \
    " curve_b, curve_r2, curve_from_mb, curve_to_mb, "
#define PROFILES_OF " FROM profile WHERE workload_id = ?1 ORDER BY id"
/* In the words of the index part_probed. */
#define PARTS_OF                                                                         \
    " FROM part WHERE profile_id = profile.id AND n_cold_probed + n_warm_probed > 0"

/* What a query asks, and what takes each of its rows. */
static const struct {
    const char *text;
    enum va_code (*take)(struct loader *l, struct sqlite3_stmt *stmt, struct va_err *err);
} queries[LOAD_QUERIES] = {
    [LOAD_WORKLOAD] = { "SELECT now_mb, note, volume_per_month FROM workload"
                        " WHERE id = ?1",
                        take_workload },
    [LOAD_IMPLEMENTATIONS] = { "SELECT name, api, calls, recall FROM implementation"
                               " WHERE workload_id = ?1 ORDER BY name",
                               take_implementation },
    [LOAD_PROFILES] = { PROFILE_COLUMNS "(SELECT sum(n_cold_probed)" PARTS_OF "),"
                                        " (SELECT sum(n_warm_probed)" PARTS_OF
                                        ")" PROFILES_OF,
                        take_profile },
    [LOAD_SUMMARIES] = { "SELECT memory_mb, cold, cpu, encoded FROM summary"
                         " WHERE profile_id = ?1 ORDER BY memory_mb, cold, cpu",
                         take_summary },
};

/* A database that could only be opened for reading may be of an older version. */
static const char *
text_of(const struct loader *l, enum load_query which)
{
    enum { WITH_VOLUMES = 3, WITH_PROBES = 4 };

    if (which == LOAD_WORKLOAD && l->s->version < WITH_VOLUMES)
        return "SELECT now_mb, note, 0 FROM workload WHERE id = ?1";
    if (which == LOAD_PROFILES && l->s->version < WITH_PROBES)
        return PROFILE_COLUMNS "0, 0" PROFILES_OF;
    return queries[which].text;
}

static enum va_code
run_query(struct loader *l, enum load_query which, int64_t id, struct va_err *err)
{
    struct sqlite3_stmt **stmt = &l->statements[which];
    bool row = false;
    enum va_code code = VA_OK;

    if (!*stmt)
        code = sql_prepare(l->s, text_of(l, which), stmt, err);
    if (!code)
        code = sql_restart(l->s, *stmt, SQL_ARGS(sql_int(id)), err);
    if (!code)
        code = sql_next(l->s, *stmt, &row, err);
    while (!code && row) {
        code = queries[which].take(l, *stmt, err);
        if (!code)
            code = sql_next(l->s, *stmt, &row, err);
    }
    return code;
}

static void
loader_clear(struct loader *l)
{
    for (int i = 0; i < LOAD_QUERIES; i++)
        sql_finish(l->statements[i]);
}

/* Everything of the workload of that id; its name is the caller's. */
static enum va_code
load(struct loader *l, int64_t id, struct va_err *err)
{
    enum va_code code = run_query(l, LOAD_WORKLOAD, id, err);

    if (!code)
        code = run_query(l, LOAD_IMPLEMENTATIONS, id, err);
    if (!code)
        code = run_query(l, LOAD_PROFILES, id, err);
    for (int32_t i = 0; i < l->w->n_profiles && !code; i++) {
        l->profile = &l->w->profiles[i];
        code = run_query(l, LOAD_SUMMARIES, l->ids[i], err);
    }
    return code;
}

enum va_code
store_load(struct store *s, const char *workload, struct workload *out,
           struct va_err *err)
{
    const size_t len = strlen(workload);
    struct loader l = { .s = s, .w = out };
    int64_t id = 0;
    enum va_code code = VA_OK;

    workload_init(out);
    if (len > TEXT_NAME_MAX)
        return va_fail(err, VA_DATA, "no workload '%s' in %s", workload, s->path);
    memcpy(out->name, workload, len + 1);
    code = store_begin_reading(s, err);
    if (!code)
        code = store_find_workload(s, workload, &id, err);
    if (!code)
        code = load(&l, id, err);
    loader_clear(&l);
    store_end_reading(s);
    if (code)
        workload_clear(out);
    return code;
}

/* --- all of them --- */

static enum va_code
visit_one(struct loader *l, struct sqlite3_stmt *names, const struct store_each *each,
          struct va_err *err)
{
    const struct sql_text_out to = { l->w->name, sizeof l->w->name, "a workload's name" };
    enum va_code code = sql_column_text(l->s, names, 1, to, err);

    if (!code)
        code = load(l, sql_column_int(names, 0), err);
    if (!code)
        code = each->visit(each->ctx, l->w, err);
    workload_clear(l->w);
    return code;
}

static enum va_code
visit_all(struct loader *l, const struct store_each *each, struct va_err *err)
{
    struct sqlite3_stmt *names = NULL;
    bool row = false;
    enum va_code code = sql_start(l->s, "SELECT id, name FROM workload ORDER BY name",
                                  SQL_NO_ARGS, &names, err);

    if (!code)
        code = sql_next(l->s, names, &row, err);
    while (!code && row) {
        code = visit_one(l, names, each, err);
        if (!code)
            code = sql_next(l->s, names, &row, err);
    }
    sql_finish(names);
    return code;
}

enum va_code
store_load_each(struct store *s, const struct store_each *each, struct va_err *err)
{
    struct workload w;
    struct loader l = { .s = s, .w = &w };
    enum va_code code = store_begin_reading(s, err);

    workload_init(&w);
    if (!code)
        code = visit_all(&l, each, err);
    loader_clear(&l);
    store_end_reading(s);
    return code;
}
