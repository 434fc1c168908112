/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every probe run in a line. */
#include "app/document.h"
#include "app/probe_receipt.h"
#include "app/probe_request.h"
#include "app/probe_state.h"
#include "app/probe_words.h"
#include "app/table.h"
#include "app/words.h"
#include "base/clock.h"

static const struct column columns[] = {
    { "id", "run", CELL_TEXT },
    { "day", "begun", CELL_TEXT },
    { "state", "state", CELL_TEXT },
    { "workload", "workload", CELL_TEXT },
    { "platform", "platform", CELL_TEXT },
    { "done", "runs", CELL_INT },
    { "spent_usd", "spent", CELL_USD },
    { "cap_usd", "cap", CELL_USD },
};

struct listing {
    struct session *session;
    struct reply *reply;
    struct json *runs;
};

/* What a person has to know of it. */
static void
say_trouble(struct buf *out, const struct ledger_run *run,
            const struct probe_settings *settings, bool alive)
{
    const int64_t planned = probe_planned(settings);
    const int64_t over = ledger_over(&run->totals);
    const bool died = run->state == LEDGER_RUN_RUNNING && !alive;

    if (died) {
        buf_printf(out, "Run %lld died at %lld", (long long)run->id, (long long)over);
        if (planned > 0)
            buf_printf(out, " of %lld", (long long)planned);
        buf_printf(out, ": vadvise probe attach %lld goes on with it.\n",
                   (long long)run->id);
    }
    if (run->totals.n_changes_left > 0 && !alive) {
        buf_printf(out, "Run %lld left ", (long long)run->id);
        words_count(out, run->totals.n_changes_left, "change");
        buf_printf(out, " at the function: vadvise probe restore %lld\n",
                   (long long)run->id);
    }
}

/* Never confirmed. */
static bool
is_given_up(const struct ledger_run *run)
{
    return run->state == LEDGER_RUN_STOPPED && run->started_ms == TIME_UNKNOWN;
}

static enum va_code
take_run(void *ctx, const struct ledger_run *run, const struct probe_settings *settings)
{
    struct listing *l = ctx;
    struct json_doc *doc = l->reply->doc;
    const bool paid = !probe_is_local(settings);
    struct json *o = NULL;
    char day[DATE_TEXT_MAX];
    struct va_err ignored;
    bool alive = false;

    if (run->state == LEDGER_RUN_DRAFT || is_given_up(run))
        return VA_OK;
    if (run->state == LEDGER_RUN_RUNNING || run->state == LEDGER_RUN_READY ||
        run->totals.n_changes_left > 0)
        (void)probe_is_alive(l->session, run->id, &alive, &ignored);
    o = json_add_object(doc, l->runs, NULL);
    json_add_int(doc, o, "id", run->id);
    json_add_string(doc, o, "state", probe_state_words(run, alive));
    document_text(doc, o, "why", run->why);
    json_add_string(doc, o, "workload", settings->workload);
    json_add_string(doc, o, "platform", settings->platform);
    for (int f = 0; f < LEDGER_FATE_COUNT; f++)
        json_add_int(doc, o, ledger_fate_name((enum ledger_fate)f), run->totals.n[f]);
    document_cost(doc, o, "spent_usd", paid ? run->totals.spent_pusd : COST_UNKNOWN);
    document_cost(doc, o, "reserved_usd",
                  paid ? run->totals.reserved_pusd : COST_UNKNOWN);
    document_cost(doc, o, "cap_usd", paid ? run->cap_pusd : COST_UNKNOWN);
    json_add_int(doc, o, "changes_left", run->totals.n_changes_left);
    document_time(doc, o, "created", run->created_ms);
    document_time(doc, o, "ended", run->ended_ms);
    json_add_string(doc, o, "day", day_format(day, run->created_ms));
    say_trouble(&l->reply->hints, run, settings, alive);
    return VA_OK;
}

enum va_code
app_probe_list(struct session *s, struct reply *r, struct va_err *err)
{
    struct listing l = { .session = s, .reply = r };
    struct store *store = NULL;
    enum va_code code = reply_init(r);

    if (code)
        return va_fail(err, code, "out of memory");
    document_start(r->doc, "vadvise.probe-list/1", NULL);
    l.runs = json_add_array(r->doc, json_root(r->doc), "runs");
    r->rows = "runs";
    code = session_store(s, false, &store, err);
    if (!code && store)
        code = ledger_visit(store, take_run, &l, err);
    if (code)
        return code;
    if (json_first(l.runs))
        probe_table(l.runs, columns, sizeof columns / sizeof *columns, &r->text);
    else
        buf_text(&r->text, "No probe was run yet.\n");
    return reply_status(r);
}
