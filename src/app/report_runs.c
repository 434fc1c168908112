/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The probe runs that measured a workload. */
#include <string.h>

#include "app/document.h"
#include "app/probe_request.h"
#include "app/report.h"
#include "base/clock.h"
#include "io/ledger.h"

struct listing {
    struct report *report;
    struct json *rows;
};

/* Names that lead to an account are there on demand alone. */
static void
add_ids(struct json_doc *doc, struct json *o, const struct ledger_run *run,
        const struct probe_settings *s)
{
    const char *function =
        run->has_facts && run->facts.function[0] ? run->facts.function : s->function;

    json_add_string(doc, o, "function", *function ? function : s->url);
    json_add_string(doc, o, "account", run->has_facts ? run->facts.account : "");
}

static enum va_code
take_run(void *ctx, const struct ledger_run *run, const struct probe_settings *s)
{
    struct listing *l = ctx;
    const struct report *r = l->report;
    const int64_t n = run->totals.n[LEDGER_DONE] + run->totals.n[LEDGER_FAILED];
    char day[DATE_TEXT_MAX];
    struct json *o = NULL;

    if (strcmp(s->workload, r->field.workload.name) != 0 || n == 0)
        return VA_OK;
    o = json_add_object(r->words, l->rows, NULL);
    json_add_int(r->words, o, "id", run->id);
    json_add_string(r->words, o, "created", day_format(day, run->created_ms));
    if (r->options->with_ids)
        add_ids(r->words, o, run, s);
    json_add_string(r->words, o, "region", s->region);
    json_add_int(r->words, o, "runs", n);
    document_cost(r->words, o, "spent_usd",
                  probe_is_local(s) ? COST_UNKNOWN : run->totals.spent_pusd);
    return VA_OK;
}

enum va_code
report_add_runs(struct report *r, struct va_err *err)
{
    struct listing l = { .report = r };
    struct store *store = NULL;
    enum va_code code = session_store(r->session, false, &store, err);

    l.rows = json_add_array(r->words, json_root(r->words), "runs");
    if (!code && store)
        code = ledger_visit(store, take_run, &l, err);
    return code;
}
