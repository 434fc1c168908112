/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pick that a run is for, before it and after it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/commands.h"
#include "app/planning.h"
#include "app/probe_offer.h"
#include "app/probe_receipt.h"
#include "app/probe_request.h"

/* The question that the run's measurements are to answer. */
static void
ask(const struct probe_settings *s, struct question *out)
{
    question_init(out, s->as_of_days);
    out->workload = s->workload;
    out->goal = s->goal;
    out->objective_given = true;
    out->platforms.names[out->platforms.n++] = s->platform;
    out->implementations.names[out->implementations.n++] = s->implementation;
    out->region = s->region[0] ? s->region : NULL;
    out->pricing = s->pricing[0] ? s->pricing : NULL;
    out->price_as = s->price_as[0] ? s->price_as : NULL;
    if (!out->price_as && probe_is_local(s) && s->emulates[0])
        out->price_as = s->emulates;
    out->volume_per_month = s->volume_per_month;
}

static double
number_at(const struct json *root, const char *path)
{
    const char *text = json_text(json_path(root, path));
    double value = NAN;

    return text_parse_double(text, strlen(text), &value) ? NAN : value;
}

static int64_t
cost_at(const struct json *root, const char *path)
{
    const char *text = json_text(json_path(root, path));
    int64_t pusd = 0;

    return text_parse_int(text, strlen(text), 0, INT64_MAX, &pusd) ? COST_UNKNOWN : pusd;
}

static void
take(const struct reply *r, struct probe_pick *out)
{
    const struct json *root = json_root(r->doc);
    const double memory_mb = number_at(root, "pick.memory_mb");

    out->meets = json_truth(json_get(root, "feasible"));
    out->now_duration_ms = number_at(root, "now.duration_ms");
    out->now_cost_pusd = cost_at(root, "now.cost_pusd");
    if (!(memory_mb > 0))
        return;
    out->has = true;
    out->memory_mb = (int32_t)memory_mb;
    out->duration_ms = number_at(root, "pick.duration_ms");
    out->cost_pusd = cost_at(root, "pick.cost_pusd");
}

/* How much worse than the best the pick is expected to be. */
static double
regret_of(struct session *s, const struct probe_settings *settings)
{
    const struct planning_done none = { .n = 0 };
    const struct planning_limit limit = { probe_timeout_ms(settings, NULL), -1 };
    struct plan_step step = { .regret_before = NAN };
    struct planning *p = NULL;
    struct va_err ignored;
    double regret = NAN;

    if (!planning_open(s, settings, &p, &ignored) &&
        !planning_next(p, &none, &limit, &step, &ignored))
        regret = step.regret_before;
    planning_close(p);
    return regret;
}

/* Put the question; text may be NULL. */
static enum va_code
find(struct session *s, struct question *q, struct probe_pick *out, struct buf *text,
     struct va_err *err)
{
    struct reply r = { .verdict = VA_OK };
    struct va_err inner = { .code = VA_OK };
    const enum va_code code = app_advise(s, q, &r, &inner);

    *out = (struct probe_pick){ .cost_pusd = COST_UNKNOWN,
                                .duration_ms = NAN,
                                .regret = NAN,
                                .now_duration_ms = NAN,
                                .now_cost_pusd = COST_UNKNOWN };
    if (!code) {
        take(&r, out);
        if (text)
            buf_add(text, buf_get(&r.text), r.text.len);
    }
    reply_clear(&r);
    if (code != VA_IO && code != VA_NOMEM)
        return VA_OK;
    return va_fail(err, code, "%s", inner.text[0] ? inner.text : va_code_text(code));
}

enum va_code
probe_pick_find(struct session *s, const struct probe_settings *settings,
                struct probe_pick *out, struct buf *text, struct va_err *err)
{
    struct question *q = malloc(sizeof *q);
    enum va_code code = VA_OK;

    if (!q)
        return va_fail(err, VA_NOMEM, "out of memory");
    ask(settings, q);
    code = find(s, q, out, text, err);
    if (!code && out->has)
        out->regret = regret_of(s, settings);
    free(q);
    return code;
}

enum va_code
probe_pick_find_now(struct session *s, const struct probe_settings *settings,
                    int32_t now_mb, struct probe_pick *out, struct va_err *err)
{
    struct question *q = malloc(sizeof *q);
    enum va_code code = VA_OK;

    if (!q)
        return va_fail(err, VA_NOMEM, "out of memory");
    ask(settings, q);
    q->now_mb = now_mb;
    code = find(s, q, out, NULL, err);
    free(q);
    return code;
}
