/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forgetting, the size deployed now, the note. */
#include <sqlite3.h>
#include <string.h>

#include "base/text.h"
#include "io/store_internal.h"

/* --- forget --- */

/* Profiles that forget takes: NULL names mean all. */
#define CHOSEN                                                                           \
    " (SELECT id FROM profile WHERE workload_id = ?1"                                    \
    " AND (?2 IS NULL OR implementation = ?2) AND (?3 IS NULL OR platform = ?3)"         \
    " AND (?4 IS NULL OR region = ?4))"

struct forget_step {
    const char *text;
    size_t n_args;
};

/* In this order: what hangs on a profile goes before it; request, seen and part because
 * no foreign key takes them along. Names that nothing is left of go with their last
 * profile. */
static const struct forget_step steps[] = {
    { "DELETE FROM request WHERE profile_id IN" CHOSEN, 4 },
    { "DELETE FROM seen WHERE profile_id IN" CHOSEN, 4 },
    { "DELETE FROM part WHERE workload_id = ?1"
      " AND (profile_id = 0 OR profile_id IN" CHOSEN ")",
      4 },
    { "DELETE FROM profile WHERE id IN" CHOSEN, 4 },
    { "DELETE FROM implementation WHERE workload_id = ?1 AND (?2 IS NULL OR name = ?2)"
      " AND NOT EXISTS (SELECT 1 FROM profile WHERE workload_id = ?1"
      " AND implementation = name)"
      " AND (api = '' OR (?3 IS NULL AND ?4 IS NULL))",
      4 },
    { "DELETE FROM workload WHERE id = ?1"
      " AND NOT EXISTS (SELECT 1 FROM profile WHERE workload_id = ?1)"
      " AND NOT EXISTS (SELECT 1 FROM implementation WHERE workload_id = ?1)",
      1 },
};

/* A batch of which nothing is left is as good as never imported. */
#define FORGET_BATCHES "DELETE FROM batch WHERE id NOT IN (SELECT batch_id FROM part)"

static enum va_code
forget_locked(struct store *s, struct sql_args args, int64_t *out_samples,
              struct va_err *err)
{
    enum va_code code = sql_number(
        s, "SELECT sum(n) FROM block WHERE profile_id IN" CHOSEN, args, out_samples, err);

    for (size_t i = 0; i < sizeof steps / sizeof steps[0] && !code; i++)
        code =
            sql_do(s, steps[i].text, (struct sql_args){ args.arg, steps[i].n_args }, err);
    if (!code)
        code = sql_do(s, FORGET_BATCHES, SQL_NO_ARGS, err);
    return code;
}

enum va_code
store_forget(struct store *s, const struct forget_what *what, int64_t *out_samples,
             struct va_err *err)
{
    int64_t id = 0;
    int64_t samples = 0;
    enum va_code code = what->dry_run ? store_begin_reading(s, err) : store_begin(s, err);

    if (code)
        return code;
    code = store_find_workload(s, what->workload, &id, err);
    if (!code) {
        const struct sql_args args =
            SQL_ARGS(sql_int(id), sql_text(what->implementation),
                     sql_text(what->platform), sql_text(what->region));

        if (what->dry_run)
            code = sql_number(s, "SELECT sum(n) FROM block WHERE profile_id IN" CHOSEN,
                              args, &samples, err);
        else
            code = forget_locked(s, args, &samples, err);
    }
    code = store_end(s, code, err);
    if (!code)
        *out_samples = samples;
    return code;
}

/* --- now --- */

enum va_code
store_set_now(struct store *s, const char *workload, int32_t memory_mb,
              struct va_err *err)
{
    int64_t id = 0;
    enum va_code code = VA_OK;

    if (memory_mb < 0 || memory_mb > SAMPLE_MEMORY_MB_MAX)
        return va_fail(err, VA_DOMAIN, "size: %d MB is outside 0 to %d MB",
                       (int)memory_mb, (int)SAMPLE_MEMORY_MB_MAX);
    code = store_begin(s, err);
    if (code)
        return code;
    code = store_find_workload(s, workload, &id, err);
    if (!code)
        code = sql_do(s, "UPDATE workload SET now_mb = ?2 WHERE id = ?1",
                      SQL_ARGS(sql_int(id), sql_int(memory_mb)), err);
    return store_end(s, code, err);
}

/* --- the note --- */

enum va_code
store_set_note(struct store *s, const char *workload, const char *note,
               struct va_err *err)
{
    const size_t len = strlen(note);
    int64_t id = 0;
    enum va_code code = VA_OK;

    if (len > WORKLOAD_NOTE_MAX)
        return va_fail(err, VA_USAGE, "the note has %zu bytes, at most %d are kept", len,
                       (int)WORKLOAD_NOTE_MAX);
    if (!text_is_utf8(note, len))
        return va_fail(err, VA_USAGE, "the note is no valid UTF-8");
    code = store_begin(s, err);
    if (code)
        return code;
    code = store_find_workload(s, workload, &id, err);
    if (!code)
        code = sql_do(s, "UPDATE workload SET note = ?2 WHERE id = ?1",
                      SQL_ARGS(sql_int(id), sql_text(note)), err);
    return store_end(s, code, err);
}
