/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Implementations x platforms side by side: cost by part, tiers, break-even volumes. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/commands.h"
#include "app/document.h"
#include "app/field.h"
#include "app/table.h"
#include "app/words.h"
#include "base/text.h"
#include "core/break_even.h"

static const struct column columns[] = {
    { "platform", "platform", CELL_TEXT }, { "implementation", "way", CELL_TEXT },
    { "memory_mb", "MB", CELL_INT },       { "duration_ms", "time", CELL_TIME },
    { "recall", "recall", CELL_PERCENT },  { "cost_usd", "cost/inv", CELL_USD },
    { "api_share", "API", CELL_PERCENT },  { "monthly_usd", "per month", CELL_USD },
    { "verdict", "verdict", CELL_TEXT },
};

/* What a comparison works on. */
struct comparison {
    struct reply *reply;
    const struct field *field;
    const struct question *question;
    struct advise_request request;
    struct advice *advice;
};

static double
share_of(const struct configuration *c)
{
    return c->cost_pusd > 0 ? (double)c->api_cost_pusd / (double)c->cost_pusd : NAN;
}

/* The least share the API has of the cost at any size that may be picked. */
static enum va_code
lowest_share(const struct comparison *k, const struct contender *c, double *share,
             int32_t *at_mb)
{
    struct advise_request any = k->request;
    int32_t mb = 0;
    enum va_code code = VA_OK;

    any.goal.has_budget = any.goal.has_latency = false;
    any.only_mb = NULL;
    *share = NAN;
    *at_mb = 0;
    while (!code && c->has_point && (mb = advise_next_size(c, &any, mb)) != 0) {
        struct configuration at = { 0 };

        code = advise_evaluate(c, &any, mb, &at);
        if (!code && !(share_of(&at) >= *share)) {
            *share = share_of(&at);
            *at_mb = mb;
        }
    }
    return code;
}

static enum va_code
add_api(const struct comparison *k, struct json *o, const struct contender *c,
        const struct configuration *at)
{
    struct json_doc *doc = k->reply->doc;
    double share = NAN;
    int32_t at_mb = 0;
    enum va_code code = VA_OK;

    json_add_number(doc, o, "api_share", c->has_api ? share_of(at) : 0, 4);
    if (!c->has_api)
        return VA_OK;
    code = lowest_share(k, c, &share, &at_mb);
    json_add_number(doc, o, "api_share_lowest", share, 4);
    json_add_int(doc, o, "api_share_lowest_mb", at_mb);
    document_cost(doc, o, "api_cost_lowest_usd", c->api.lowest_pusd);
    document_cost(doc, o, "api_cost_highest_usd", c->api.highest_pusd);
    json_add_int(doc, o, "api_calls", c->implementation->calls_per_invocation);
    return code;
}

static enum va_code
side_of(const struct comparison *k, const struct configuration *at,
        struct break_even_side *out)
{
    const struct contender *c = k->field->contenders[at->contender];
    enum va_code code = VA_OK;

    *out = (struct break_even_side){ .calls = c->implementation->calls_per_invocation };
    if (c->has_api)
        out->api = &k->field->api_tariffs[at->contender];
    if (!c->has_tariff || !at->memory_mb)
        return VA_OK;
    code = advise_bill_time(c, &k->request, at->memory_mb, &out->time);
    out->tariff = &c->tariff;
    return code;
}

static void
say_ranges(struct buf *out, const struct break_even *b)
{
    char text[TEXT_NUMBER_MAX];

    for (int32_t i = 0; i < b->n; i++) {
        text_number(text, (double)b->ranges[i].from_per_month, 0, true);
        if (b->n == 1)
            buf_text(out, b->ranges[i].a_cheaper ? "cheaper at every volume"
                                                 : "dearer at every volume");
        else if (i == 0)
            buf_text(out,
                     b->ranges[i].a_cheaper ? "cheaper at first" : "dearer at first");
        else
            buf_printf(out, ", %s from %s a month",
                       b->ranges[i].a_cheaper ? "cheaper" : "dearer", text);
    }
}

/* An API against the best way without one. */
static enum va_code
add_break_even(const struct comparison *k, struct json *list,
               const struct configuration *api, const struct configuration *local)
{
    struct json_doc *doc = k->reply->doc;
    const struct contender *c = k->field->contenders[api->contender];
    const struct contender *l = k->field->contenders[local->contender];
    struct break_even_side a;
    struct break_even_side b;
    struct break_even found = { 0 };
    struct json *o = NULL;
    struct json *ranges = NULL;
    enum va_code code = side_of(k, api, &a);

    if (!code)
        code = side_of(k, local, &b);
    if (!code)
        code = break_even_find(&a, &b, k->question->free_tier, &found);
    if (code)
        return code;
    o = json_add_object(doc, list, NULL);
    json_add_string(doc, o, "implementation", c->profile->implementation);
    json_add_string(doc, o, "against", l->profile->implementation);
    json_add_bool(doc, o, "api_alone", !a.tariff);
    ranges = json_add_array(doc, o, "ranges");
    for (int32_t i = 0; i < found.n; i++) {
        struct json *range = json_add_object(doc, ranges, NULL);

        json_add_int(doc, range, "from_per_month", found.ranges[i].from_per_month);
        json_add_bool(doc, range, "cheaper", found.ranges[i].a_cheaper);
    }
    buf_printf(&k->reply->text,
               "  Break-even: %s%s against %s: ", c->profile->implementation,
               a.tariff ? "" : " (API alone)", l->profile->implementation);
    say_ranges(&k->reply->text, &found);
    buf_text(&k->reply->text, ".\n");
    return VA_OK;
}

static enum va_code
add_break_evens(const struct comparison *k)
{
    struct json *list =
        json_add_array(k->reply->doc, json_root(k->reply->doc), "break_even");
    const struct configuration *local = NULL;
    enum va_code code = VA_OK;

    for (int32_t i = 0; i < k->advice->n_ranking && !local; i++) {
        const struct configuration *c = &k->advice->ranking[i];

        if (!k->field->contenders[c->contender]->has_api && c->memory_mb &&
            c->cost_pusd != COST_UNKNOWN)
            local = c;
    }
    for (int32_t i = 0; i < k->advice->n_ranking && local && !code; i++) {
        const struct configuration *c = &k->advice->ranking[i];

        if (k->field->contenders[c->contender]->has_api)
            code = add_break_even(k, list, c, local);
    }
    return code;
}

static enum va_code
add_rows(const struct comparison *k)
{
    struct json_doc *doc = k->reply->doc;
    struct json *rows = json_add_array(doc, json_root(doc), "rows");
    enum va_code code = VA_OK;

    for (int32_t i = 0; i < k->advice->n_ranking && !code; i++) {
        const struct configuration *at = &k->advice->ranking[i];
        const struct contender *c = k->field->contenders[at->contender];
        struct json *o = document_configuration(doc, rows, NULL, c, at);

        code = add_api(k, o, c, at);
        json_add_string(doc, o, "verdict",
                        at->reason == ADVICE_NONE && i == 0 ? "best"
                                                            : words_verdict(at->reason));
    }
    return code;
}

static void
say_tiers(const struct comparison *k)
{
    struct buf *out = &k->reply->text;
    char text[TEXT_NUMBER_MAX];

    for (int32_t i = 0; i < k->advice->n_ranking; i++) {
        const struct configuration *at = &k->advice->ranking[i];
        const struct contender *c = k->field->contenders[at->contender];

        if (!c->has_api)
            continue;
        buf_printf(out, "  %s: %d API calls cost ", c->profile->implementation,
                   c->implementation->calls_per_invocation);
        words_cost(out, c->api.pusd);
        buf_text(out, k->request.volume.per_month ? " at the volume given"
                                                  : " in the first tier");
        buf_text(out, ", ");
        words_cost(out, c->api.lowest_pusd);
        buf_text(out, " to ");
        words_cost(out, c->api.highest_pusd);
        buf_text(out, " by tier.\n");
    }
    for (const struct json *row = json_first(json_get(json_root(k->reply->doc), "rows"));
         row; row = json_next(row)) {
        const struct json *share = json_get(row, "api_share_lowest");
        double ratio = 0;

        if (json_kind(share) == JSON_NUMBER &&
            text_parse_double(json_text(share), strlen(json_text(share)), &ratio) ==
                VA_OK)
            buf_printf(out, "  %s: the API is at least %s%% of the cost at every size.\n",
                       json_text(json_get(row, "implementation")),
                       text_number(text, 100 * ratio, 1, false));
    }
}

static void
say_heading(const struct comparison *k)
{
    struct buf *out = &k->reply->text;
    char text[TEXT_NUMBER_MAX];

    buf_printf(out, "%s%s: ", k->field->workload.name,
               k->field->workload.sample_data ? " (sample data)" : "");
    words_goal(out, &k->request.goal);
    if (k->request.volume.per_month)
        buf_printf(out, ",\n%s invocations a month",
                   text_number(text, (double)k->request.volume.per_month, 0, true));
    buf_text(out, "\n\n");
}

static enum va_code
compare(struct comparison *k)
{
    struct reply *r = k->reply;
    struct json *root = json_root(r->doc);
    const struct contender *const *all =
        (const struct contender *const *)k->field->contenders;
    bool platforms = true;
    enum va_code code = advise(all, k->field->n, &k->request, k->advice);

    if (code && code != VA_DATA)
        return code;
    document_start(r->doc, "vadvise.compare/1", k->field->workload.name);
    document_goal(r->doc, root, &k->request.goal);
    if (k->request.volume.per_month)
        json_add_int(r->doc, root, "volume_per_month", k->request.volume.per_month);
    else
        json_add_null(r->doc, root, "volume_per_month");
    code = add_rows(k);
    if (code)
        return code;
    say_heading(k);
    platforms = !table_is_constant(json_get(root, "rows"), "platform");
    table_write(json_get(root, "rows"), columns + !platforms,
                (int)(sizeof columns / sizeof *columns) - !platforms, &r->text);
    buf_byte(&r->text, '\n');
    say_tiers(k);
    code = add_break_evens(k);
    document_pricing(r->doc, root, k->field, NULL);
    json_add_bool(r->doc, root, "sample_data", k->field->workload.sample_data);
    r->rows = "rows";
    r->verdict = k->advice->feasible ||
                         (!k->request.goal.has_budget && !k->request.goal.has_latency)
                     ? VA_OK
                     : VA_GOAL;
    return code ? code : reply_status(r);
}

enum va_code
app_compare(struct session *s, const struct question *q, struct reply *r,
            struct va_err *err)
{
    struct field f;
    struct comparison k = { .reply = r, .field = &f, .question = q };
    enum va_code code = reply_init(r);

    if (code)
        return va_fail(err, code, "out of memory");
    code = field_open(s, q, &f, err);
    k.advice = malloc(sizeof *k.advice);
    if (!code && !k.advice)
        code = va_fail(err, VA_NOMEM, "out of memory");
    if (!code) {
        field_request(&f, q, &k.request);
        code = compare(&k);
        if (code)
            va_fail(err, code, "%s: %s", q->workload, va_code_text(code));
    }
    free(k.advice);
    field_close(&f);
    return code;
}
