/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A comparison as a document. */
#include <math.h>

#include "app/compare.h"
#include "app/document.h"
#include "base/clock.h"

static double
share_of(const struct configuration *c)
{
    return c->cost_pusd > 0 ? (double)c->api_cost_pusd / (double)c->cost_pusd : NAN;
}

static void
add_api(struct json_doc *doc, struct json *o, const struct contender *c,
        const struct compare_row *row)
{
    json_add_number(doc, o, "api_share", row->has_api ? share_of(&row->best) : 0, 4);
    if (!row->has_api)
        return;
    json_add_number(doc, o, "api_share_lowest", row->share_lowest, 4);
    json_add_int(doc, o, "api_share_lowest_mb", row->share_lowest_mb);
    document_cost(doc, o, "api_cost_lowest_usd", row->api_lowest_pusd);
    document_cost(doc, o, "api_cost_highest_usd", row->api_highest_pusd);
    json_add_int(doc, o, "api_calls", c->implementation->calls_per_invocation);
}

static void
add_prices(struct json_doc *doc, struct json *o, const struct compare_row *row)
{
    char date[DATE_TEXT_MAX];
    const bool dated = row->effective_days != 0;

    document_text(doc, o, "table", row->table);
    json_add_string(doc, o, "effective",
                    dated ? date_format(date, row->effective_days) : NULL);
    document_known(doc, o, "billing_ms", row->step_ms);
}

static void
add_same(struct json_doc *doc, struct json *o, const struct compare_row *row)
{
    json_add_bool(doc, o, "here", row->here);
    document_known(doc, o, "same_mb", row->same.memory_mb);
    document_cost(doc, o, "same_cost_usd", row->same.cost_pusd);
    document_pusd(doc, o, "same_cost_pusd", row->same.cost_pusd);
    json_add_number(doc, o, "same_change", row->same_change, 4);
}

static void
add_row(const struct compare_source *s, const struct comparison *k, struct json *rows,
        const struct compare_row *row, struct json_doc *doc)
{
    static const char *const bases[] = { "measured", "if-as-fast", "none" };
    char label[TEXT_NAME_MAX + 1];
    const struct contender *c = s->field->contenders[row->contender];
    struct json *o = document_configuration_at(
        doc, rows, c, &(struct document_place){ row->platform, row->region }, &row->best);

    add_api(doc, o, c, row);
    json_add_string(doc, o, "verdict", compare_verdict(k, row));
    json_add_string(doc, o, "basis", bases[row->basis]);
    document_cost(doc, o, "function_cost_usd", row->parts.function_pusd);
    document_cost(doc, o, "fee_usd", row->parts.fee_pusd);
    json_add_number(doc, o, "cv", row->cv, 4);
    json_add_number(doc, o, "saving", row->saving, 4);
    json_add_bool(doc, o, "unsteady", row->unsteady);
    add_prices(doc, o, row);
    if (k->by == COMPARE_BY_PLATFORM)
        return;
    if (k->by == COMPARE_BY_ARCHITECTURE || k->by == COMPARE_BY_ERA)
        json_add_string(doc, o, compare_by_name(k->by), compare_label(k, row, label));
    add_same(doc, o, row);
}

static void
add_pair(const struct compare_source *s, const struct comparison *k,
         const struct compare_pair *pair, struct json *list, struct json_doc *doc)
{
    const struct contender *api = s->field->contenders[k->rows[pair->api].contender];
    const struct contender *local = s->field->contenders[k->rows[pair->local].contender];
    struct json *o = json_add_object(doc, list, NULL);
    struct json *ranges = NULL;

    json_add_string(doc, o, "implementation", api->profile->implementation);
    json_add_string(doc, o, "against", local->profile->implementation);
    json_add_bool(doc, o, "api_alone", !k->rows[pair->api].side.tariff);
    ranges = json_add_array(doc, o, "ranges");
    for (int32_t i = 0; i < pair->found.n; i++) {
        struct json *range = json_add_object(doc, ranges, NULL);

        json_add_int(doc, range, "from_per_month", pair->found.ranges[i].from_per_month);
        json_add_bool(doc, range, "cheaper", pair->found.ranges[i].a_cheaper);
    }
}

void
compare_document(const struct compare_source *s, const struct comparison *k,
                 struct reply *r)
{
    struct json_doc *doc = r->doc;
    struct json *root = json_root(doc);
    const struct goal *g = &s->request->goal;
    struct json *rows = NULL;
    struct json *pairs = NULL;

    document_start(doc, "vadvise.compare/1", s->field->workload.name);
    document_goal(doc, root, g);
    document_known(doc, root, "volume_per_month", s->request->volume.per_month);
    json_add_string(doc, root, "by", compare_by_name(k->by));
    rows = json_add_array(doc, root, "rows");
    for (int32_t i = 0; i < k->n; i++)
        add_row(s, k, rows, &k->rows[i], doc);
    pairs = json_add_array(doc, root, "break_even");
    for (int32_t i = 0; i < k->n_pairs; i++)
        add_pair(s, k, &k->pairs[i], pairs, doc);
    document_pricing(doc, root, s->field, NULL);
    json_add_bool(doc, root, "sample_data", s->field->workload.sample_data);
    r->rows = "rows";
    r->verdict = k->feasible || (!g->has_budget && !g->has_latency) ? VA_OK : VA_GOAL;
}
