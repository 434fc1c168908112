/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ledger: invocations, each an intent before and a result after. */
#include <inttypes.h>
#include <sqlite3.h>
#include <string.h>

#include "base/money.h"
#include "io/store_ledger.h"

/* --- before --- */

static enum va_code
check_intent(const struct ledger_intent *intent, struct va_err *err)
{
    if (intent->worst_pusd < 0 || intent->worst_pusd > LEDGER_AMOUNT_MAX)
        return va_fail(err, VA_MONEY, "a worst price of %" PRId64 " p$",
                       intent->worst_pusd);
    if (intent->memory_mb < 1 || intent->memory_mb > SAMPLE_MEMORY_MB_MAX ||
        intent->payload < 0 || intent->payload >= PROBE_PAYLOADS_MAX)
        return va_fail(err, VA_USAGE, "an invocation that cannot be: %d MB, payload %d",
                       (int)intent->memory_mb, (int)intent->payload);
    return VA_OK;
}

enum va_code
ledger_check_room(const struct ledger_run *run, int64_t worst_pusd, struct va_err *err)
{
    const va_int128 sum =
        (va_int128)run->totals.spent_pusd + run->totals.reserved_pusd + worst_pusd;
    char worst[MONEY_TEXT_MAX];
    char left[MONEY_TEXT_MAX];

    if (run->cap_pusd == LEDGER_NO_CAP && worst_pusd == 0)
        return VA_OK;
    if (run->cap_pusd >= 0 && sum <= run->cap_pusd)
        return VA_OK;
    if (run->cap_pusd < 0)
        return va_fail(err, VA_MONEY, "run %" PRId64 " has no cap", run->id);
    return va_fail(err, VA_MONEY,
                   "the next invocation may cost %s, and %s of the cap is left",
                   money_short(worst, worst_pusd),
                   money_short(left, sum - worst_pusd > run->cap_pusd
                                         ? 0
                                         : run->cap_pusd - (sum - worst_pusd)));
}

/* Was it not told meanwhile to send nothing such? */
static enum va_code
is_wanted(struct store *s, const struct ledger_run *run,
          const struct ledger_intent *intent, bool *out, struct va_err *err)
{
    bool skipped = false;
    bool due = true;
    enum va_code code = ledger_is_skipped(s, run->id, intent->memory_mb, &skipped, err);

    if (!code && intent->again_of > 0)
        code = ledger_is_due(s, intent->again_of, &due, err);
    *out = !run->paused && !skipped && due;
    return code;
}

static enum va_code
put_intent(struct store *s, int64_t run, const struct ledger_intent *intent, int64_t *out,
           struct va_err *err)
{
    const enum va_code code =
        sql_do(s,
               "INSERT INTO probe_invocation"
               " (run_id, fate, memory_mb, payload, cold, worst_pusd, sent_ms)"
               " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
               SQL_ARGS(sql_int(run), sql_int(LEDGER_OPEN), sql_int(intent->memory_mb),
                        sql_int(intent->payload), sql_int(intent->cold),
                        sql_int(intent->worst_pusd), sql_int(intent->now_ms)),
               err);

    if (code)
        return code;
    *out = sqlite3_last_insert_rowid(s->db);
    return intent->again_of > 0 ? ledger_put_in_place(s, intent->again_of, *out, err)
                                : VA_OK;
}

/* Within a transaction: nobody else can reserve, or pause it, before it ends. */
static enum va_code
reserve_locked(struct store *s, int64_t id, const struct ledger_intent *intent,
               int64_t *out, struct va_err *err)
{
    struct ledger_run run;
    bool wanted = false;
    enum va_code code = ledger_read_run(s, id, &run, err);

    *out = 0;
    if (!code && run.state != LEDGER_RUN_RUNNING)
        code = va_fail(err, VA_USAGE, "run %" PRId64 " is %s, not running", id,
                       ledger_run_state_name(run.state));
    if (!code)
        code = is_wanted(s, &run, intent, &wanted, err);
    if (code || !wanted)
        return code;
    code = ledger_check_room(&run, intent->worst_pusd, err);
    return code ? code : put_intent(s, id, intent, out, err);
}

enum va_code
ledger_reserve(struct store *s, int64_t run, const struct ledger_intent *intent,
               int64_t *out_invocation, struct va_err *err)
{
    int64_t id = 0;
    enum va_code code = check_intent(intent, err);

    if (!code)
        code = store_begin(s, err);
    if (code)
        return code;
    code = store_end(s, reserve_locked(s, run, intent, &id, err), err);
    if (!code)
        *out_invocation = id;
    return code;
}

/* --- after --- */

static enum va_code
check_result(const struct ledger_result *r, struct va_err *err)
{
    const bool billed = r->fate == LEDGER_DONE || r->fate == LEDGER_FAILED;

    if (r->fate == LEDGER_OPEN)
        return va_fail(err, VA_USAGE, "an invocation cannot be settled as open");
    if (r->cost_pusd < 0 || r->cost_pusd > LEDGER_AMOUNT_MAX ||
        (!billed && r->cost_pusd != 0))
        return va_fail(err, VA_USAGE, "an invocation %s at %" PRId64 " p$",
                       ledger_fate_name(r->fate), r->cost_pusd);
    if (r->sample && !billed)
        return va_fail(err, VA_USAGE, "an invocation %s with a sample",
                       ledger_fate_name(r->fate));
    return r->sample ? sample_check(r->sample, err) : VA_OK;
}

/* The run of an invocation that is open still. */
static enum va_code
find_open(struct store *s, int64_t invocation, int64_t *out_run, struct va_err *err)
{
    struct sqlite3_stmt *stmt = NULL;
    bool row = false;
    enum va_code code =
        sql_start(s, "SELECT run_id, fate FROM probe_invocation WHERE id = ?1",
                  SQL_ARGS(sql_int(invocation)), &stmt, err);

    if (!code)
        code = sql_next(s, stmt, &row, err);
    if (!code && !row)
        code = va_fail(err, VA_USAGE, "there is no invocation %" PRId64, invocation);
    else if (!code && sql_column_int(stmt, 1) != LEDGER_OPEN)
        code = va_fail(err, VA_USAGE, "invocation %" PRId64 " was settled before",
                       invocation);
    if (!code)
        *out_run = sql_column_int(stmt, 0);
    sql_finish(stmt);
    return code;
}

static enum va_code
put_result(struct store *s, int64_t invocation, const struct ledger_result *r,
           struct va_err *err)
{
    char text[LEDGER_WHY_MAX];
    char source[sizeof(((struct ledger_invocation *)NULL)->source)];
    struct sample none;
    const struct sample *m = r->sample;

    if (!m) {
        sample_init(&none);
        none.duration_ns = SAMPLE_NONE;
        m = &none;
    }
    ledger_line(text, sizeof text, r->text ? r->text : "");
    ledger_line(source, sizeof source, r->source ? r->source : "");
    return sql_do(s,
                  "UPDATE probe_invocation SET fate = ?2, cost_pusd = ?3,"
                  " settled_ms = ?4, duration_ns = ?5, billed_ms = ?6, init_ns = ?7,"
                  " source = ?8, request_id = ?9, cpu = ?10, text = ?11 WHERE id = ?1",
                  SQL_ARGS(sql_int(invocation), sql_int(r->fate), sql_int(r->cost_pusd),
                           sql_int(r->now_ms), sql_int(m->duration_ns),
                           sql_int(m->billed_ms), sql_int(m->init_ns), sql_text(source),
                           sql_text(m->request_id), sql_text(m->cpu), sql_text(text)),
                  err);
}

static enum va_code
settle_locked(struct store *s, int64_t invocation, const struct ledger_result *r,
              struct va_err *err)
{
    int64_t run = 0;
    enum va_code code = find_open(s, invocation, &run, err);

    if (!code && r->sample)
        code = ledger_store_sample(s, run, r->sample, r->now_ms, err);
    return code ? code : put_result(s, invocation, r, err);
}

enum va_code
ledger_settle(struct store *s, int64_t invocation, const struct ledger_result *result,
              struct va_err *err)
{
    enum va_code code = check_result(result, err);

    if (!code)
        code = store_begin(s, err);
    if (code)
        return code;
    return store_end(s, settle_locked(s, invocation, result, err), err);
}

enum va_code
ledger_close_open(struct store *s, int64_t run, int64_t now_ms, int64_t *out_n,
                  struct va_err *err)
{
    int64_t n = 0;
    enum va_code code = store_begin(s, err);

    if (code)
        return code;
    code = sql_do(s,
                  "UPDATE probe_invocation SET fate = ?2, settled_ms = ?3,"
                  " text = 'its result was not recorded' WHERE run_id = ?1 AND fate = ?4",
                  SQL_ARGS(sql_int(run), sql_int(LEDGER_UNKNOWN), sql_int(now_ms),
                           sql_int(LEDGER_OPEN)),
                  err);
    if (!code)
        n = sql_changes(s);
    code = store_end(s, code, err);
    if (!code)
        *out_n = n;
    return code;
}

/* --- reading --- */

#define SHOT_COLUMNS                                                                     \
    "id, fate, memory_mb, payload, cold, worst_pusd, sent_ms, cost_pusd, settled_ms,"    \
    " duration_ns, billed_ms, init_ns, source, request_id, cpu, text"

/* What it is in the place of; that it is to be made again; what is in its place. */
#define AGAIN_COLUMNS                                                                    \
    ", (SELECT failed_id FROM probe_retry WHERE again_id = probe_invocation.id),"        \
    " (SELECT 1 FROM probe_retry WHERE failed_id = probe_invocation.id),"                \
    " (SELECT again_id FROM probe_retry r JOIN probe_invocation a ON a.id = r.again_id"  \
    "   WHERE r.failed_id = probe_invocation.id AND a.fate <> 3)"
#define NO_AGAIN_COLUMNS ", 0, 0, 0"
_Static_assert(LEDGER_REFUSED == 3, "what was refused is in nothing's place");

#define SHOTS_SINCE(again)                                                               \
    "SELECT " SHOT_COLUMNS again " FROM probe_invocation WHERE run_id = ?1"              \
    " AND id >= ?2 ORDER BY id LIMIT ?3"

enum { COLUMN_SETTLED = 8, COLUMN_TEXTS = 12, COLUMN_AGAIN = 16 };

static enum va_code
read_texts(struct store *s, struct sqlite3_stmt *stmt, struct ledger_invocation *i,
           struct va_err *err)
{
    const struct sql_text_out to[] = {
        { i->source, sizeof i->source, "the source of a probe invocation" },
        { i->request_id, sizeof i->request_id, "the id of a probe invocation" },
        { i->cpu, sizeof i->cpu, "the CPU of a probe invocation" },
        { i->text, sizeof i->text, "the text of a probe invocation" },
    };
    enum va_code code = VA_OK;

    for (int k = 0; k < (int)(sizeof to / sizeof to[0]) && !code; k++)
        code = sql_column_text(s, stmt, COLUMN_TEXTS + k, to[k], err);
    return code;
}

static enum va_code
read_shot(struct store *s, struct sqlite3_stmt *stmt, struct ledger_invocation *i,
          struct va_err *err)
{
    const int64_t fate = sql_column_int(stmt, 1);

    if (fate < 0 || fate >= LEDGER_FATE_COUNT)
        return store_damaged(s, "a probe invocation cannot be read", err);
    i->id = sql_column_int(stmt, 0);
    i->fate = (enum ledger_fate)fate;
    i->intent = (struct ledger_intent){ .memory_mb = (int32_t)sql_column_int(stmt, 2),
                                        .payload = (int32_t)sql_column_int(stmt, 3),
                                        .cold = sql_column_int(stmt, 4) != 0,
                                        .worst_pusd = sql_column_int(stmt, 5),
                                        .now_ms = sql_column_int(stmt, 6) };
    i->cost_pusd = sql_column_int(stmt, 7);
    i->settled_ms = sqlite3_column_type(stmt, COLUMN_SETTLED) == SQLITE_NULL
                        ? TIME_UNKNOWN
                        : sql_column_int(stmt, COLUMN_SETTLED);
    i->duration_ns = sql_column_int(stmt, 9);
    i->billed_ms = sql_column_int(stmt, 10);
    i->init_ns = sql_column_int(stmt, 11);
    i->intent.again_of = sql_column_int(stmt, COLUMN_AGAIN);
    i->asked_again = sql_column_int(stmt, COLUMN_AGAIN + 1) != 0;
    i->made_again = sql_column_int(stmt, COLUMN_AGAIN + 2) != 0;
    return read_texts(s, stmt, i, err);
}

enum va_code
ledger_visit_invocations(struct store *s, int64_t run,
                         enum va_code (*visit)(void *ctx,
                                               const struct ledger_invocation *i),
                         void *ctx, struct va_err *err)
{
    return ledger_visit_since(s, (struct ledger_since){ run, 0, 0 }, visit, ctx, err);
}

enum va_code
ledger_visit_since(struct store *s, struct ledger_since since,
                   enum va_code (*visit)(void *ctx, const struct ledger_invocation *i),
                   void *ctx, struct va_err *err)
{
    struct ledger_invocation i;
    struct sqlite3_stmt *stmt = NULL;
    bool row = false;
    enum va_code code = ledger_check(s, err);

    if (!code)
        code = sql_start(s,
                         s->version >= STORE_WITH_RETRIES ? SHOTS_SINCE(AGAIN_COLUMNS)
                                                          : SHOTS_SINCE(NO_AGAIN_COLUMNS),
                         SQL_ARGS(sql_int(since.run), sql_int(since.from),
                                  sql_int(since.most > 0 ? since.most : -1)),
                         &stmt, err);
    if (!code)
        code = sql_next(s, stmt, &row, err);
    while (!code && row) {
        code = read_shot(s, stmt, &i, err);
        if (!code)
            code = visit(ctx, &i);
        if (!code)
            code = sql_next(s, stmt, &row, err);
    }
    sql_finish(stmt);
    return code;
}
