/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The receipt of a run. */
#include "app/probe_receipt.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/document.h"
#include "app/probe_request.h"
#include "app/probe_sizes.h"
#include "app/probe_state.h"
#include "app/probe_words.h"
#include "app/table.h"
#include "app/words.h"
#include "base/money.h"

enum { NS_PER_MS = 1000000, NOTE_MAX = 1 << 12 };

static const struct column size_columns[] = {
    { "memory_mb", "MB", CELL_INT },
    { "done", "done", CELL_INT },
    { "failed", "failed", CELL_INT },
    { "unknown", "unknown", CELL_INT },
    { "refused", "refused", CELL_INT },
    { "mean_ms", "mean", CELL_TIME },
    { "billed_ms", "billed", CELL_TIME },
    { "spent_usd", "spent", CELL_USD },
    { "reserved_usd", "worst case of unknown", CELL_USD },
};

static const struct column invocation_columns[] = {
    { "sent", "sent", CELL_TEXT },        { "memory_mb", "MB", CELL_INT },
    { "fate", "fate", CELL_TEXT },        { "duration_ms", "duration", CELL_TIME },
    { "billed_ms", "billed", CELL_TIME }, { "cost_usd", "cost", CELL_USD },
};

static const struct column change_columns[] = {
    { "kind", "change", CELL_TEXT },
    { "state", "state", CELL_TEXT },
    { "target", "of", CELL_TEXT },
};

/* What is put together. */
struct writing {
    struct reply *reply;
    struct ledger_run run;
    struct probe_settings settings;
    struct probe_sizes sizes;
    const struct probe_receipt_options *options;
    struct json *invocations, *changes; /* NULL: not wanted */
    int32_t n_changes[LEDGER_CHANGE_STATE_COUNT];
    bool paid;
};

const char *
probe_state_words(const struct ledger_run *run, bool alive)
{
    if (run->state == LEDGER_RUN_DRAFT)
        return "not confirmed";
    if (run->state == LEDGER_RUN_RUNNING && !alive)
        return "died";
    if (run->state == LEDGER_RUN_RUNNING && run->paused)
        return "paused";
    if (run->state == LEDGER_RUN_READY)
        return alive ? "starting" : "not started";
    return ledger_run_state_name(run->state);
}

/* --- the document --- */

static void
add_ns(struct json_doc *doc, struct json *o, const char *key, int64_t ns)
{
    json_add_number(doc, o, key, ns >= 0 ? (double)ns / NS_PER_MS : NAN, 6);
}

static void
add_invocation(const struct writing *w, const struct ledger_invocation *i)
{
    struct json_doc *doc = w->reply->doc;
    struct json *o = json_add_object(doc, w->invocations, NULL);
    const bool unsettled = i->fate == LEDGER_OPEN || i->fate == LEDGER_UNKNOWN;

    json_add_int(doc, o, "id", i->id);
    document_time(doc, o, "sent", i->intent.now_ms);
    json_add_int(doc, o, "memory_mb", i->intent.memory_mb);
    json_add_int(doc, o, "payload", i->intent.payload);
    json_add_bool(doc, o, "cold", i->intent.cold);
    json_add_string(doc, o, "fate", ledger_fate_name(i->fate));
    add_ns(doc, o, "duration_ms", i->duration_ns);
    if (i->billed_ms >= 0)
        json_add_int(doc, o, "billed_ms", i->billed_ms);
    else
        json_add_null(doc, o, "billed_ms");
    add_ns(doc, o, "init_ms", i->init_ns);
    document_cost(doc, o, "cost_usd",
                  !w->paid    ? COST_UNKNOWN
                  : unsettled ? i->intent.worst_pusd
                              : i->cost_pusd);
    document_cost(doc, o, "worst_usd", w->paid ? i->intent.worst_pusd : COST_UNKNOWN);
    document_text(doc, o, "source", i->source);
    document_text(doc, o, "request_id", i->request_id);
    document_text(doc, o, "cpu", i->cpu);
    document_text(doc, o, "error", i->text);
}

static enum va_code
take_invocation(void *ctx, const struct ledger_invocation *i)
{
    struct writing *w = ctx;

    if (w->invocations)
        add_invocation(w, i);
    return probe_sizes_add(&w->sizes, i);
}

static enum va_code
take_change(void *ctx, const struct ledger_change *c)
{
    struct writing *w = ctx;
    struct json_doc *doc = w->reply->doc;
    struct json *o = NULL;

    w->n_changes[c->state]++;
    if (!w->changes)
        return VA_OK;
    o = json_add_object(doc, w->changes, NULL);
    json_add_int(doc, o, "id", c->id);
    json_add_string(doc, o, "kind", c->kind);
    json_add_string(doc, o, "state", ledger_change_state_name(c->state));
    json_add_string(doc, o, "target", c->target);
    json_add_string(doc, o, "detail", c->detail);
    return VA_OK;
}

static void
add_amount(struct json_doc *doc, struct json *o, const char *name, int64_t pusd)
{
    static const char *const keys[][3] = { { "spent", "spent_usd", "spent_pusd" },
                                           { "reserved", "reserved_usd",
                                             "reserved_pusd" },
                                           { "cap", "cap_usd", "cap_pusd" } };

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (strcmp(keys[i][0], name) != 0)
            continue;
        document_cost(doc, o, keys[i][1], pusd);
        document_pusd(doc, o, keys[i][2], pusd);
    }
}

static void
add_counts(struct json_doc *doc, struct json *o, const int64_t n[LEDGER_FATE_COUNT])
{
    for (int f = 0; f < LEDGER_FATE_COUNT; f++)
        json_add_int(doc, o, ledger_fate_name((enum ledger_fate)f), n[f]);
}

static struct json *
add_sizes(const struct writing *w)
{
    struct json_doc *doc = w->reply->doc;
    struct json *list = json_add_array(doc, json_root(doc), "sizes");

    for (int32_t i = 0; i < w->sizes.n; i++) {
        const struct probe_size *size = &w->sizes.at[i];
        struct json *o = json_add_object(doc, list, NULL);

        json_add_int(doc, o, "memory_mb", size->memory_mb);
        add_counts(doc, o, size->n);
        json_add_number(
            doc, o, "mean_ms",
            size->n_durations ? size->duration_ms / (double)size->n_durations : NAN, 6);
        json_add_int(doc, o, "billed_ms", size->billed_ms);
        add_amount(doc, o, "spent", w->paid ? size->spent_pusd : COST_UNKNOWN);
        document_cost(doc, o, "reserved_usd",
                      w->paid && size->reserved_pusd > 0 ? size->reserved_pusd
                                                         : COST_UNKNOWN);
    }
    return list;
}

static void
add_pick(const struct writing *w, const char *key, const struct probe_pick *p)
{
    struct json_doc *doc = w->reply->doc;
    struct json *o = NULL;

    if (!p || !p->has) {
        json_add_null(doc, json_root(doc), key);
        return;
    }
    o = json_add_object(doc, json_root(doc), key);
    json_add_int(doc, o, "memory_mb", p->memory_mb);
    json_add_number(doc, o, "duration_ms", p->duration_ms, 6);
    document_cost(doc, o, "cost_usd", p->cost_pusd);
    document_pusd(doc, o, "cost_pusd", p->cost_pusd);
    json_add_bool(doc, o, "feasible", p->meets);
    json_add_number(doc, o, "regret", p->regret, 6);
}

static void
add_head(const struct writing *w)
{
    struct json_doc *doc = w->reply->doc;
    struct json *root = json_root(doc);
    const struct ledger_run *run = &w->run;
    struct json *runs = NULL;

    document_start(doc, "vadvise.receipt/1", w->settings.workload);
    json_add_int(doc, root, "probe", run->id);
    json_add_string(doc, root, "state", probe_state_words(run, w->options->alive));
    document_text(doc, root, "why", run->why);
    json_add_string(doc, root, "platform", w->settings.platform);
    probe_add_where(doc, root, &w->settings, run->has_facts ? &run->facts : NULL);
    document_time(doc, root, "created", run->created_ms);
    document_time(doc, root, "started", run->started_ms);
    document_time(doc, root, "ended", run->ended_ms);
    runs = json_add_object(doc, root, "runs");
    add_counts(doc, runs, run->totals.n);
    json_add_int(doc, root, "billed_ms", run->totals.billed_ms);
    add_amount(doc, root, "spent", w->paid ? run->totals.spent_pusd : COST_UNKNOWN);
    add_amount(doc, root, "reserved", w->paid ? run->totals.reserved_pusd : COST_UNKNOWN);
    add_amount(doc, root, "cap", w->paid ? run->cap_pusd : COST_UNKNOWN);
    json_add_int(doc, root, "changes_left", run->totals.n_changes_left);
}

/* --- the words --- */

static void
say_head(struct buf *out, const struct writing *w)
{
    const struct ledger_run *run = &w->run;

    if (probe_is_simulated(&w->settings))
        buf_text(out, "SIMULATED by vadvise demo: nothing was measured or paid.\n");
    buf_printf(out, "run %lld of %s: %s", (long long)run->id, w->settings.workload,
               probe_state_words(run, w->options->alive));
    if (run->why[0])
        buf_printf(out, " (%s)", run->why);
    buf_text(out, "\n  ");
    probe_say_where(out, &w->settings);
    buf_text(out, "\n  ");
    words_count(out, run->totals.n[LEDGER_DONE] + run->totals.n[LEDGER_FAILED], "run");
    if (run->totals.billed_ms > 0) {
        char text[TEXT_NUMBER_MAX];

        buf_printf(out, ", %s billed", text_time(text, (double)run->totals.billed_ms));
    }
    if (w->paid && run->state != LEDGER_RUN_DRAFT) {
        buf_printf(out, ", %s", probe_money_mark(&w->settings));
        probe_say_money(out, run->totals.spent_pusd, 0, run->cap_pusd);
    }
    buf_byte(out, '\n');
}

static void
say_unknown(struct buf *out, const struct writing *w)
{
    const int64_t n = w->run.totals.n[LEDGER_UNKNOWN] + w->run.totals.n[LEDGER_OPEN];
    char text[MONEY_TEXT_MAX];
    struct buf line;

    if (n == 0 || !w->paid)
        return;
    buf_init(&line, NOTE_MAX);
    words_count(&line, n, "run");
    buf_printf(&line,
               " may have been billed without an answer: counted at the worst case, %s.",
               money_short(text, w->run.totals.reserved_pusd));
    words_wrap(out, &line);
}

static void
say_changes(struct buf *out, const struct writing *w)
{
    const int32_t left =
        w->n_changes[LEDGER_CHANGE_MADE] + w->n_changes[LEDGER_CHANGE_INTENDED];
    const int32_t abandoned = w->n_changes[LEDGER_CHANGE_ABANDONED];
    const int32_t undone = w->n_changes[LEDGER_CHANGE_UNDONE];
    const int32_t kept = w->n_changes[LEDGER_CHANGE_KEPT];

    if (undone > 0) {
        buf_text(out, "  ");
        words_count(out, undone, "change");
        buf_printf(out, " at the function put back%s.\n",
                   left + abandoned + kept == 0 ? ": it is as it was" : "");
    }
    if (abandoned > 0) {
        buf_text(out, "  ");
        words_count(out, abandoned, "change");
        buf_text(out, " left as somebody else has changed it since.\n");
    }
    if (kept > 0)
        buf_printf(out, "  The new size was set; vadvise probe restore %lld undoes it.\n",
                   (long long)w->run.id);
    if (left > 0 && !w->options->alive) {
        buf_text(out, "  ");
        words_count(out, left, "change");
        buf_printf(out, " not put back yet: vadvise probe restore %lld\n",
                   (long long)w->run.id);
    }
}

static void
say_pick(struct buf *out, const char *label, const struct probe_pick *p)
{
    char text[TEXT_NUMBER_MAX];

    buf_printf(out, "  %s", label);
    if (!p->has) {
        buf_text(out, "no pick: too little was known\n");
        return;
    }
    buf_printf(out, "%d MB, %s, ", (int)p->memory_mb, text_time(text, p->duration_ms));
    words_cost(out, p->cost_pusd);
    if (isfinite(p->regret))
        buf_printf(out, ", expected %s%% worse than the best",
                   text_number(text, 100 * p->regret, 1, false));
    buf_byte(out, '\n');
}

/* --- putting it together --- */

static enum va_code
add_picks(struct session *s, const struct writing *w, struct buf *advice,
          struct va_err *err)
{
    struct buf *out = &w->reply->text;
    struct probe_pick after;
    enum va_code code = probe_pick_find(s, &w->settings, &after, advice, err);

    if (code)
        return code;
    add_pick(w, "before", w->options->before);
    add_pick(w, "after", &after);
    if (w->run.started_ms == TIME_UNKNOWN)
        return VA_OK;
    if (w->options->before)
        say_pick(out, "before  ", w->options->before);
    if (w->options->before || after.has)
        say_pick(out, w->options->before ? "after   " : "pick    ", &after);
    return VA_OK;
}

static enum va_code
gather(struct store *store, struct writing *w, struct va_err *err)
{
    struct json_doc *doc = w->reply->doc;
    enum va_code code = VA_OK;

    w->paid = !probe_is_local(&w->settings);
    add_head(w);
    if (w->options->with_detail) {
        w->invocations = json_add_array(doc, json_root(doc), "invocations");
        w->changes = json_add_array(doc, json_root(doc), "changes");
    }
    code = ledger_visit_invocations(store, w->run.id, take_invocation, w, err);
    if (!code)
        code = ledger_visit_changes(store,
                                    (struct ledger_changes){ w->run.id, ~UINT32_C(0) },
                                    take_change, w, err);
    return code;
}

/* What went wrong, where anything did. */
static void
say_errors(struct buf *out, const struct json *invocations)
{
    for (const struct json *i = json_first(invocations); i; i = json_next(i)) {
        const char *error = json_text(json_get(i, "error"));
        struct buf line;

        if (!*error)
            continue;
        buf_init(&line, NOTE_MAX);
        buf_printf(&line, "%s MB, %s: %s", json_text(json_get(i, "memory_mb")),
                   json_text(json_get(i, "fate")), error);
        words_wrap(out, &line);
    }
}

/* Every invocation, every change, and how to be rid of the samples. */
static void
say_detail(struct buf *out, const struct writing *w)
{
    if (json_first(w->invocations)) {
        buf_byte(out, '\n');
        probe_table(w->invocations, invocation_columns,
                    sizeof invocation_columns / sizeof *invocation_columns, out);
        say_errors(out, w->invocations);
    }
    if (json_first(w->changes)) {
        buf_byte(out, '\n');
        probe_table(w->changes, change_columns,
                    sizeof change_columns / sizeof *change_columns, out);
    }
    if (w->run.totals.n[LEDGER_DONE] > 0 && !w->options->alive)
        buf_printf(out, "\n  To do without these samples: vadvise forget %s --run %lld\n",
                   w->settings.workload, (long long)w->run.id);
}

static enum va_code
put_together(struct session *s, struct writing *w, struct va_err *err)
{
    const bool with_advice = w->options->with_advice && w->run.totals.n[LEDGER_DONE] > 0;
    struct buf *out = &w->reply->text;
    struct buf advice;
    struct json *sizes = add_sizes(w);
    enum va_code code = VA_OK;

    buf_init(&advice, out->max);
    w->reply->rows = w->options->with_detail ? "invocations" : "sizes";
    say_head(out, w);
    probe_table(sizes, size_columns, sizeof size_columns / sizeof *size_columns, out);
    say_unknown(out, w);
    say_changes(out, w);
    code = add_picks(s, w, with_advice ? &advice : NULL, err);
    if (!code && w->options->with_detail)
        say_detail(out, w);
    if (advice.len > 0) {
        buf_byte(out, '\n');
        buf_add(out, advice.data, advice.len);
    }
    code = code ? code : advice.code;
    buf_clear(&advice);
    return code;
}

enum va_code
probe_receipt_write(struct session *s, int64_t id, const struct probe_receipt_options *o,
                    struct reply *r, struct va_err *err)
{
    struct writing *w = calloc(1, sizeof *w);
    struct store *store = NULL;
    enum va_code code = VA_OK;

    if (!w)
        return va_fail(err, VA_NOMEM, "out of memory");
    w->reply = r;
    w->options = o;
    probe_settings_init(&w->settings);
    probe_sizes_init(&w->sizes);
    code = probe_load(s, id, &w->run, &w->settings, err);
    if (!code)
        code = session_store(s, false, &store, err);
    if (!code)
        code = gather(store, w, err);
    if (!code)
        code = put_together(s, w, err);
    probe_sizes_clear(&w->sizes);
    probe_settings_clear(&w->settings);
    free(w);
    return code ? code : reply_status(r);
}
