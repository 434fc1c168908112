/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The gate for CI: does the deployed size keep the goal? */
#include <math.h>
#include <stdlib.h>

#include "app/commands.h"
#include "app/document.h"
#include "app/field.h"
#include "app/words.h"
#include "base/text.h"

/* What a check works on. */
struct gate {
    struct reply *reply;
    const struct contender *contender;
    struct advise_request request; /* over every size */
    int32_t memory_mb;             /* deployed */
    struct configuration deployed;
    struct advice *best; /* what would keep the goal */
};

/* The contender that is deployed: the first with durations and prices. */
static const struct contender *
deployed_contender(const struct field *f)
{
    for (int32_t i = 0; i < f->n; i++) {
        if (f->contenders[i]->has_point && f->contenders[i]->has_tariff)
            return f->contenders[i];
    }
    return f->contenders[0];
}

static void
say_gap(struct buf *out, const struct gate *g)
{
    const struct goal *goal = &g->request.goal;
    const struct configuration *c = &g->deployed;
    char text[TEXT_NUMBER_MAX];

    if (c->reason == ADVICE_OVER_BUDGET) {
        buf_printf(out, "%d MB costs ", c->memory_mb);
        words_cost(out, c->cost_pusd);
        buf_text(out, ", ");
        words_change(out, (double)c->cost_pusd, (double)goal->budget_pusd);
        buf_text(out, " over ");
        words_cost(out, goal->budget_pusd);
    } else if (c->reason == ADVICE_TOO_SLOW) {
        buf_printf(out, "%d MB takes %s (%s), ", c->memory_mb,
                   text_time(text, c->duration_ms),
                   words_statistic(g->contender, goal->stat));
        words_change(out, c->duration_ms, goal->latency_ms);
        buf_printf(out, " over %s", text_time(text, goal->latency_ms));
    } else {
        buf_printf(out, "%d MB: %s, %s, ", c->memory_mb, words_reason(c->reason),
                   text_time(text, c->duration_ms));
        words_cost(out, c->cost_pusd);
    }
}

static void
say(const struct gate *g, const struct field *f)
{
    struct buf *out = &g->reply->text;
    char text[TEXT_NUMBER_MAX];

    buf_printf(out, "%s %s%s: ", g->deployed.reason == ADVICE_NONE ? "ok" : "FAIL",
               f->workload.name, f->workload.sample_data ? " (sample data)" : "");
    say_gap(out, g);
    if (g->deployed.reason != ADVICE_NONE && g->best->feasible)
        buf_printf(out, " (pick for this goal: %d MB)", g->best->pick.memory_mb);
    if (g->deployed.reason != ADVICE_NONE && !g->best->feasible)
        buf_text(out, " (no size keeps this goal)");
    if (g->deployed.reason == ADVICE_NONE && isfinite(g->deployed.probability))
        buf_printf(out, ", %s%% sure",
                   text_number(text, 100 * g->deployed.probability, 0, false));
    buf_byte(out, '\n');
    if (g->request.goal.has_latency &&
        !contender_knows(g->contender, g->request.goal.stat)) {
        words_not_known(out, g->request.goal.stat);
        buf_byte(out, '\n');
    }
    if (f->n > 1) {
        buf_text(&g->reply->hints, "Checked: ");
        words_contender(&g->reply->hints, g->contender);
        buf_text(&g->reply->hints, "; --platform and --implementation choose.\n");
    }
}

static enum va_code
gate_run(struct gate *g, const struct field *f)
{
    struct reply *r = g->reply;
    struct json *root = json_root(r->doc);
    enum va_code code =
        advise_evaluate(g->contender, &g->request, g->memory_mb, &g->deployed);

    if (!code)
        code = advise(&g->contender, 1, &g->request, g->best);
    if (code)
        return code;
    document_start(r->doc, "vadvise.check/1", f->workload.name);
    document_goal(r->doc, root, &g->request.goal);
    json_add_bool(r->doc, root, "pass", g->deployed.reason == ADVICE_NONE);
    document_configuration(r->doc, root, "deployed", g->contender, &g->deployed);
    if (g->best->feasible)
        document_configuration(r->doc, root, "pick", g->contender, &g->best->pick);
    else
        json_add_null(r->doc, root, "pick");
    document_pricing(r->doc, root, f, g->contender);
    json_add_bool(r->doc, root, "sample_data", f->workload.sample_data);
    say(g, f);
    r->verdict = g->deployed.reason == ADVICE_NONE ? VA_OK : VA_CHECK;
    return reply_status(r);
}

static enum va_code
gate_prepare(struct gate *g, const struct field *f, const struct question *q,
             struct va_err *err)
{
    field_request(f, q, &g->request);
    g->request.only_mb = NULL;
    g->request.n_only = 0;
    g->memory_mb = q->n_sizes ? q->sizes_mb[0] : g->request.now_mb;
    g->contender = deployed_contender(f);
    if (!q->goal.has_budget && !q->goal.has_latency) {
        va_fail(err, VA_USAGE, "no goal to check against");
        va_hint(err, "give --budget, --latency, or both");
        return VA_USAGE;
    }
    if (g->memory_mb == 0) {
        va_fail(err, VA_USAGE, "the size deployed today is not known");
        va_hint(err, "give it with --memory MB");
        return VA_USAGE;
    }
    if (q->goal.has_budget && !g->contender->has_tariff) {
        va_fail(err, VA_DATA, "%s: platform '%s' has no price", f->workload.name,
                g->contender->profile->platform);
        va_hint(err, "add --price-as PLATFORM");
        return VA_DATA;
    }
    return VA_OK;
}

enum va_code
app_check(struct session *s, const struct question *q, struct reply *r,
          struct va_err *err)
{
    struct field f;
    struct gate g = { .reply = r };
    enum va_code code = reply_init(r);

    if (code)
        return va_fail(err, code, "out of memory");
    code = field_open(s, q, &f, err);
    if (!code)
        code = gate_prepare(&g, &f, q, err);
    g.best = malloc(sizeof *g.best);
    if (!code && !g.best) {
        va_fail(err, VA_NOMEM, "out of memory");
        code = VA_NOMEM;
    }
    if (!code) {
        code = gate_run(&g, &f);
        if (code)
            va_fail(err, code, "%s at %d MB: %s", q->workload, g.memory_mb,
                    va_code_text(code));
    }
    free(g.best);
    field_close(&f);
    return code;
}
