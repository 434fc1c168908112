/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ledger: runs, from draft to end. */
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/store_ledger.h"

enum { SETTINGS_MAX = 8 << 20 };

void
ledger_line(char *to, size_t size, const char *text)
{
    struct va_err line; /* its text is such a line, but longer */
    uint32_t point = 0;
    size_t at = 0;

    (void)va_fail(&line, VA_DATA, "%s", text);
    for (size_t n = 1; line.text[at] && n; at += n) {
        n = text_utf8(line.text + at, strlen(line.text + at), &point);
        if (at + n >= size)
            break;
    }
    memcpy(to, line.text, at);
    to[at] = '\0';
}

enum va_code
ledger_no_run(const struct store *s, int64_t id, struct va_err *err)
{
    (void)va_fail(err, VA_DATA, "no probe run %" PRId64 " in %s", id, s->path);
    va_hint(err, "\"vadvise probe list\" shows them.");
    return VA_DATA;
}

static bool
has_ledger(const struct store *s)
{
    return s->version >= STORE_WITH_LEDGER;
}

enum va_code
ledger_check(const struct store *s, struct va_err *err)
{
    return has_ledger(s) ? VA_OK
                         : va_fail(err, VA_DATA, "%s: has no probe runs yet", s->path);
}

/* --- making and changing --- */

enum va_code
ledger_create(struct store *s, const struct probe_settings *settings, int64_t now_ms,
              int64_t *out_id, struct va_err *err)
{
    struct buf text;
    int64_t id = 0;
    enum va_code code = VA_OK;

    buf_init(&text, SETTINGS_MAX);
    probe_settings_write(settings, &text);
    code = text.code ? store_no_memory(s, err) : store_begin(s, err);
    if (!code) {
        code = sql_do(s,
                      "INSERT INTO probe_run (token, state, settings, created_ms)"
                      " VALUES (lower(hex(randomblob(16))), ?1, ?2, ?3)",
                      SQL_ARGS(sql_int(LEDGER_RUN_DRAFT), sql_text(buf_get(&text)),
                               sql_int(now_ms)),
                      err);
        if (!code)
            id = sqlite3_last_insert_rowid(s->db);
        code = store_end(s, code, err);
    }
    buf_clear(&text);
    if (!code)
        *out_id = id;
    return code;
}

enum va_code
ledger_set_facts(struct store *s, int64_t id, const struct probe_facts *facts,
                 struct va_err *err)
{
    struct buf text;
    enum va_code code = VA_OK;

    buf_init(&text, SETTINGS_MAX);
    probe_facts_write(facts, &text);
    code = text.code ? store_no_memory(s, err) : store_begin(s, err);
    if (!code) {
        code = sql_do(s, "UPDATE probe_run SET facts = ?2 WHERE id = ?1",
                      SQL_ARGS(sql_int(id), sql_text(buf_get(&text))), err);
        if (!code && sql_changes(s) == 0)
            code = ledger_no_run(s, id, err);
        code = store_end(s, code, err);
    }
    buf_clear(&text);
    return code;
}

enum va_code
ledger_wrong_state(const struct ledger_run *run, const char *what, struct va_err *err)
{
    return va_fail(err, VA_USAGE, "run %" PRId64 " is %s and cannot %s", run->id,
                   ledger_run_state_name(run->state), what);
}

/* Within a transaction. */
static enum va_code
confirm_locked(struct store *s, const struct ledger_run *run, int64_t cap_pusd,
               struct va_err *err)
{
    if (run->state != LEDGER_RUN_DRAFT)
        return ledger_wrong_state(run, "be confirmed", err);
    return sql_do(
        s, "UPDATE probe_run SET state = ?2, cap_pusd = ?3 WHERE id = ?1",
        SQL_ARGS(sql_int(run->id), sql_int(LEDGER_RUN_READY), sql_int(cap_pusd)), err);
}

/* Is it a run on this machine, where nothing is paid? */
static enum va_code
check_cap(struct store *s, int64_t id, int64_t cap_pusd, struct va_err *err)
{
    struct probe_settings *settings = NULL;
    struct ledger_run run;
    enum va_code code = VA_OK;

    if (cap_pusd >= 0)
        return cap_pusd <= LEDGER_AMOUNT_MAX
                   ? VA_OK
                   : va_fail(err, VA_MONEY, "the cap is past a million dollars");
    settings = malloc(sizeof *settings);
    if (!settings)
        return store_no_memory(s, err);
    code = ledger_load(s, id, &run, settings, err);
    if (!code && (cap_pusd != LEDGER_NO_CAP || strcmp(settings->platform, "local") != 0))
        code = va_fail(err, VA_MONEY, "a run on %s needs a cap", settings->platform);
    probe_settings_clear(settings);
    free(settings);
    return code;
}

enum va_code
ledger_confirm(struct store *s, int64_t id, int64_t cap_pusd, struct va_err *err)
{
    struct ledger_run run;
    enum va_code code = check_cap(s, id, cap_pusd, err);

    if (!code)
        code = store_begin(s, err);
    if (code)
        return code;
    code = ledger_read_run(s, id, &run, err);
    if (!code)
        code = confirm_locked(s, &run, cap_pusd, err);
    return store_end(s, code, err);
}

/* The states that a state may be entered from, as bits. A run that is running is entered
 * again by who goes on with it; one that never ran may be given up. */
static const uint32_t entered_from[LEDGER_RUN_STATE_COUNT] = {
    [LEDGER_RUN_RUNNING] = 1 << LEDGER_RUN_READY | 1 << LEDGER_RUN_RUNNING,
    [LEDGER_RUN_DONE] = 1 << LEDGER_RUN_RUNNING,
    [LEDGER_RUN_STOPPED] =
        1 << LEDGER_RUN_RUNNING | 1 << LEDGER_RUN_READY | 1 << LEDGER_RUN_DRAFT,
    [LEDGER_RUN_FAILED] = 1 << LEDGER_RUN_RUNNING,
};

/* Who goes on with a run that was paused wants it to go on. */
static enum va_code
enter_running(struct store *s, int64_t id, int64_t now_ms, struct va_err *err)
{
    enum va_code code =
        sql_do(s,
               "UPDATE probe_run SET state = ?2,"
               " started_ms = ifnull(started_ms, ?3) WHERE id = ?1",
               SQL_ARGS(sql_int(id), sql_int(LEDGER_RUN_RUNNING), sql_int(now_ms)), err);

    if (!code)
        code = sql_do(s, "DELETE FROM probe_order WHERE run_id = ?1",
                      SQL_ARGS(sql_int(id)), err);
    return code;
}

static enum va_code
enter_locked(struct store *s, const struct ledger_run *run, const struct ledger_entry *e,
             struct va_err *err)
{
    char line[LEDGER_WHY_MAX];
    char what[64];

    (void)snprintf(what, sizeof what, "become %s", ledger_run_state_name(e->state));
    if (!(entered_from[e->state] >> run->state & 1))
        return ledger_wrong_state(run, what, err);
    if (e->state == LEDGER_RUN_RUNNING)
        return enter_running(s, run->id, e->now_ms, err);
    ledger_line(line, sizeof line, e->why ? e->why : "");
    return sql_do(
        s, "UPDATE probe_run SET state = ?2, ended_ms = ?3, why = ?4 WHERE id = ?1",
        SQL_ARGS(sql_int(run->id), sql_int(e->state), sql_int(e->now_ms), sql_text(line)),
        err);
}

enum va_code
ledger_enter(struct store *s, int64_t id, const struct ledger_entry *entry,
             struct va_err *err)
{
    struct ledger_run run;
    enum va_code code = store_begin(s, err);

    if (code)
        return code;
    code = ledger_read_run(s, id, &run, err);
    if (!code)
        code = enter_locked(s, &run, entry, err);
    return store_end(s, code, err);
}
