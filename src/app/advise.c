/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The main use case: what to run on, and what it will cost. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/advise_text.h"
#include "app/commands.h"
#include "app/document.h"
#include "app/field.h"
#include "app/words.h"

static const struct contender *const *
contenders_of(const struct field *f)
{
    return (const struct contender *const *)f->contenders;
}

static void
add_notes(struct reply *r, const struct field *f, const struct advise_request *request,
          const struct advice *a)
{
    struct json *list = json_add_array(r->doc, json_root(r->doc), "notes");

    for (int32_t i = 0; i < a->n_notes; i++) {
        const struct note *n = &a->notes[i];
        struct json *o = json_add_object(r->doc, list, NULL);
        struct buf text;

        buf_init(&text, 1024);
        words_note(&text, n, contenders_of(f), request);
        json_add_string(r->doc, o, "code", advice_note_name(n->code));
        json_add_string(r->doc, o, "text", buf_get(&text));
        if (text.code)
            r->text.code = text.code;
        buf_clear(&text);
        if (n->contender >= 0) {
            const struct profile *p = f->contenders[n->contender]->profile;

            json_add_string(r->doc, o, "implementation", p->implementation);
            json_add_string(r->doc, o, "platform", p->platform);
        }
        if (n->memory_mb)
            json_add_int(r->doc, o, "memory_mb", n->memory_mb);
        if (n->cost_pusd != COST_UNKNOWN)
            json_add_pusd(r->doc, o, "cost_pusd", n->cost_pusd);
        if (isfinite(n->duration_ms))
            json_add_number(r->doc, o, "duration_ms", n->duration_ms, 3);
        if (isfinite(n->value))
            json_add_real(r->doc, o, "value", n->value);
        if (n->reason != ADVICE_NONE)
            json_add_string(r->doc, o, "reason", advice_reason_name(n->reason));
    }
}

static void
add_ranking(struct reply *r, const struct field *f, const struct advice *a)
{
    struct json *list = json_add_array(r->doc, json_root(r->doc), "ranking");

    for (int32_t i = 0; i < a->n_ranking; i++)
        document_configuration(r->doc, list, NULL, f->contenders[a->ranking[i].contender],
                               &a->ranking[i]);
}

static void
add_candidates(struct reply *r, const struct advice *a)
{
    struct json *o = json_add_object(r->doc, json_root(r->doc), "candidates");

    json_add_int(r->doc, o, "usable", a->usable);
    json_add_int(r->doc, o, "in_goal", a->in_goal);
    json_add_int(r->doc, o, "pareto", a->pareto);
}

static void
add_nearest(struct reply *r, const struct field *f, const struct advise_request *request,
            const struct advice *a)
{
    if (a->feasible)
        return;
    if (request->goal.has_budget)
        document_choice(r->doc, "under_budget", f,
                        a->under_budget.memory_mb > 0 ? &a->under_budget : NULL);
    if (request->goal.has_latency)
        document_choice(r->doc, "in_time", f,
                        a->in_time.memory_mb > 0 ? &a->in_time : NULL);
}

static void
add_document(struct reply *r, const struct field *f, const struct advise_request *request,
             const struct advice *a)
{
    struct json *root = json_root(r->doc);
    const struct contender *best =
        a->n_ranking ? f->contenders[a->ranking[0].contender] : f->contenders[0];

    document_start(r->doc, "vadvise.advice/1", f->workload.name);
    document_goal(r->doc, root, &request->goal);
    json_add_bool(r->doc, root, "feasible", a->feasible);
    document_choice(r->doc, "pick", f, a->feasible ? &a->pick : NULL);
    document_choice(r->doc, "safe_pick", f, a->has_safe ? &a->safe : NULL);
    json_add_string(r->doc, root, "safe_pick_missing",
                    a->has_safe ? NULL : advice_reason_name(a->safe_missing));
    document_choice(r->doc, "now", f, a->has_now ? &a->now : NULL);
    add_nearest(r, f, request, a);
    add_ranking(r, f, a);
    add_candidates(r, a);
    if (best->has_point)
        document_fit(r->doc, root, "fit", curve_report_get(&best->curve));
    else
        json_add_null(r->doc, root, "fit");
    document_pricing(r->doc, root, f, NULL);
    add_notes(r, f, request, a);
    json_add_bool(r->doc, root, "sample_data", f->workload.sample_data);
    r->rows = "ranking";
}

static enum va_code
answer(struct field *f, const struct question *q, struct reply *r, struct va_err *err)
{
    struct advice *a = malloc(sizeof *a);
    struct advise_request request;
    enum va_code code = VA_OK;

    if (!a)
        return va_fail(err, VA_NOMEM, "out of memory");
    field_request(f, q, &request);
    code = field_judge(f, &request, a, err);
    if (code)
        goto done;
    add_document(r, f, &request, a);
    advise_text(r, f, &request, a);
    r->verdict = a->feasible ? VA_OK : VA_GOAL;
    code = reply_status(r);
done:
    free(a);
    return code;
}

enum va_code
app_advise(struct session *s, const struct question *q, struct reply *r,
           struct va_err *err)
{
    struct field f;
    enum va_code code = reply_init(r);

    if (code)
        return va_fail(err, code, "out of memory");
    code = field_open(s, q, &f, err);
    if (!code)
        code = field_refine(&f, err);
    if (!code)
        code = answer(&f, q, r, err);
    field_close(&f);
    return code;
}
