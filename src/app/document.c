/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Configurations, goals, fits and prices as JSON. */
#include "app/document.h"

#include <math.h>
#include <string.h>

#include "app/words.h"
#include "base/clock.h"

void
document_start(struct json_doc *doc, const char *schema, const char *workload)
{
    json_add_string(doc, json_root(doc), "schema", schema);
    if (workload)
        json_add_string(doc, json_root(doc), "workload", workload);
}

void
document_cost(struct json_doc *doc, struct json *in, const char *key, int64_t pusd)
{
    if (pusd == COST_UNKNOWN)
        json_add_null(doc, in, key);
    else
        json_add_usd(doc, in, key, pusd);
}

void
document_pusd(struct json_doc *doc, struct json *in, const char *key, int64_t pusd)
{
    if (pusd == COST_UNKNOWN)
        json_add_null(doc, in, key);
    else
        json_add_pusd(doc, in, key, pusd);
}

void
document_amount(struct json_doc *doc, struct json *in, const char *key, va_int128 pusd)
{
    if (pusd < 0)
        json_add_null(doc, in, key);
    else
        json_add_usd(doc, in, key, pusd);
}

void
document_known(struct json_doc *doc, struct json *in, const char *key, int64_t value)
{
    if (value == 0)
        json_add_null(doc, in, key);
    else
        json_add_int(doc, in, key, value);
}

void
document_text(struct json_doc *doc, struct json *in, const char *key, const char *text)
{
    json_add_string(doc, in, key, text && text[0] ? text : NULL);
}

void
document_time(struct json_doc *doc, struct json *in, const char *key, int64_t ms)
{
    char text[DATE_TEXT_MAX];

    json_add_string(doc, in, key, ms == TIME_UNKNOWN ? NULL : time_format(text, ms));
}

static void
add_place(struct json_doc *doc, struct json *o, const struct contender *c,
          const struct document_place *place)
{
    json_add_string(doc, o, "platform", place->platform);
    json_add_string(doc, o, "region", place->region);
    json_add_string(doc, o, "implementation", c->profile->implementation);
}

static void
add_duration(struct json_doc *doc, struct json *o, const struct configuration *c)
{
    document_known(doc, o, "memory_mb", c->memory_mb);
    json_add_bool(doc, o, "measured", c->measured);
    json_add_int(doc, o, "n", c->n);
    json_add_number(doc, o, "duration_ms", c->duration_ms, 3);
    json_add_number(doc, o, "duration_ms_low", c->duration_low_ms, 3);
    json_add_number(doc, o, "duration_ms_high", c->duration_high_ms, 3);
    json_add_number(doc, o, "p50_ms", c->p50_ms, 3);
    json_add_number(doc, o, "p95_ms", c->p95_ms, 3);
    json_add_number(doc, o, "billed_ms", c->billed_ms, 3);
}

static void
add_costs(struct json_doc *doc, struct json *o, const struct contender *contender,
          const struct configuration *c)
{
    document_cost(doc, o, "cost_usd", c->cost_pusd);
    document_pusd(doc, o, "cost_pusd", c->cost_pusd);
    document_cost(doc, o, "cost_low_usd", c->cost_low_pusd);
    document_cost(doc, o, "cost_high_usd", c->cost_high_pusd);
    if (c->month_pusd >= 0)
        json_add_usd(doc, o, "monthly_usd", c->month_pusd);
    json_add_number(doc, o, "probability", c->probability, 4);
    document_cost(doc, o, "api_cost_usd", contender->has_api ? c->api_cost_pusd : 0);
    json_add_number(doc, o, "recall", contender->implementation->recall, 6);
}

/* Null when no invocation is known to have started cold. */
static void
add_cold(struct json_doc *doc, struct json *in, const struct cold_part *c)
{
    struct json *o = NULL;

    if (c->n == 0) {
        json_add_null(doc, in, "cold");
        return;
    }
    o = json_add_object(doc, in, "cold");
    json_add_number(doc, o, "share", c->share, 6);
    json_add_number(doc, o, "share_seen", c->share_seen, 6);
    json_add_number(doc, o, "init_ms", c->init_ms, 3);
    json_add_number(doc, o, "init_low_ms", c->init_low_ms, 3);
    json_add_number(doc, o, "init_high_ms", c->init_high_ms, 3);
    json_add_number(doc, o, "extra_ms", c->extra_ms, 3);
    document_pusd(doc, o, "extra_pusd", c->extra_pusd);
    json_add_int(doc, o, "n", c->n);
}

static struct json *
add_configuration(struct json_doc *doc, struct json *o, const struct contender *contender,
                  const struct document_place *place, const struct configuration *c)
{
    add_place(doc, o, contender, place);
    add_duration(doc, o, c);
    add_costs(doc, o, contender, c);
    add_cold(doc, o, &c->cold);
    json_add_bool(doc, o, "emulated", contender->emulated);
    if (c->reason == ADVICE_NONE)
        json_add_null(doc, o, "reason");
    else
        json_add_string(doc, o, "reason", advice_reason_name(c->reason));
    return o;
}

struct json *
document_configuration(struct json_doc *doc, struct json *in, const char *key,
                       const struct contender *contender, const struct configuration *c)
{
    return add_configuration(
        doc, json_add_object(doc, in, key), contender,
        &(struct document_place){ contender->profile->platform, words_region(contender) },
        c);
}

void
document_choice(struct json_doc *doc, const char *key, const struct field *f,
                const struct configuration *c)
{
    if (c)
        document_configuration(doc, json_root(doc), key, f->contenders[c->contender], c);
    else
        json_add_null(doc, json_root(doc), key);
}

struct json *
document_configuration_at(struct json_doc *doc, struct json *in,
                          const struct contender *contender,
                          const struct document_place *place,
                          const struct configuration *c)
{
    return add_configuration(doc, json_add_object(doc, in, NULL), contender, place, c);
}

void
document_cold(struct json_doc *doc, struct json *in, const struct contender *c,
              const struct advise_request *request)
{
    const struct cold *cold = &c->cold;
    struct json *o = NULL;

    if (cold->n == 0) {
        json_add_null(doc, in, "cold");
        return;
    }
    o = json_add_object(doc, in, "cold");
    json_add_number(doc, o, "share", cold_share_ratio(advise_cold_share(c, request)), 6);
    json_add_number(doc, o, "share_seen", cold_share_ratio(cold->seen), 6);
    json_add_int(doc, o, "n", cold->n);
    json_add_int(doc, o, "n_init", cold->n_init);
    json_add_number(doc, o, "init_exponent", cold->n_sizes ? cold->slope : NAN, 4);
    json_add_number(doc, o, "init_spread", cold->n_sizes ? cold->sd_log : NAN, 4);
    json_add_number(doc, o, "duration_factor", exp(cold->log_factor), 4);
}

static const char *
goal_kind(const struct goal *g)
{
    if (g->has_budget && g->has_latency)
        return "both";
    if (g->has_budget)
        return "budget";
    return g->has_latency ? "latency" : "none";
}

void
document_goal(struct json_doc *doc, struct json *in, const struct goal *g)
{
    struct json *o = json_add_object(doc, in, "goal");

    json_add_string(doc, o, "kind", goal_kind(g));
    document_cost(doc, o, "budget_usd", g->has_budget ? g->budget_pusd : COST_UNKNOWN);
    json_add_number(doc, o, "latency_ms", g->has_latency ? g->latency_ms : NAN, 6);
    json_add_string(doc, o, "statistic", statistic_name(g->stat));
    json_add_string(doc, o, "objective", objective_name(g->objective));
    json_add_number(doc, o, "confidence", g->confidence_ratio, 6);
    if (g->min_recall > 0)
        json_add_number(doc, o, "min_recall", g->min_recall, 6);
}

static void
add_power_law(struct json_doc *doc, struct json *in, const struct curve_shape *s)
{
    struct json *o = NULL;

    if (!s->valid) {
        json_add_null(doc, in, "power_law");
        return;
    }
    o = json_add_object(doc, in, "power_law");
    json_add_real(doc, o, "a", s->a);
    json_add_real(doc, o, "b", s->b);
    json_add_number(doc, o, "a_se", s->a_se, 6);
    json_add_number(doc, o, "b_se", s->b_se, 6);
    json_add_number(doc, o, "r2", s->r2, 6);
}

void
document_fit(struct json_doc *doc, struct json *in, const char *key,
             const struct curve_report *r)
{
    struct json *o = json_add_object(doc, in, key);
    const struct curve_shape *s = &r->chosen;

    json_add_string(doc, o, "form", curve_form_name(s->form));
    json_add_real(doc, o, "a", s->a);
    json_add_real(doc, o, "b", s->b);
    json_add_real(doc, o, "c", s->c);
    json_add_number(doc, o, "knee_mb", s->knee_mb, 1);
    json_add_number(doc, o, "r2", s->r2, 6);
    json_add_number(doc, o, "rmse_log", r->rmse_log, 6);
    json_add_number(doc, o, "held_out_error", r->loo_rms, 6);
    json_add_number(doc, o, "knee_low_mb", r->knee_low_mb, 1);
    json_add_number(doc, o, "knee_high_mb", r->knee_high_mb, 1);
    json_add_int(doc, o, "n", r->n);
    json_add_int(doc, o, "sizes", r->sizes);
    json_add_int(doc, o, "from_mb", r->from_mb);
    json_add_int(doc, o, "to_mb", r->to_mb);
    json_add_bool(doc, o, "published", r->published);
    json_add_string(doc, o, "quality", curve_quality_name(r->quality));
    add_power_law(doc, o, &r->power_law);
}

/* A price table, whoever's. */
struct price_source {
    const char *table, *platform, *api, *region, *sha256, *overlay;
    int32_t effective_days;
    int32_t billing_ms; /* 0: not billed by time */
    bool unverified, what_if;
};

static bool
is_listed(const struct json *list, const struct price_source *p)
{
    const char *key = p->api ? "api" : "platform";
    const char *name = p->api ? p->api : p->platform;

    for (const struct json *o = json_first(list); o; o = json_next(o)) {
        if (!strcmp(json_text(json_get(o, "table")), p->table) &&
            !strcmp(json_text(json_get(o, key)), name) &&
            !strcmp(json_text(json_get(o, "region")), p->region))
            return true;
    }
    return false;
}

static void
add_price(struct json_doc *doc, struct json *list, const struct price_source *p)
{
    char date[DATE_TEXT_MAX];
    struct json *o = NULL;

    if (is_listed(list, p))
        return;
    o = json_add_object(doc, list, NULL);
    json_add_string(doc, o, "table", p->table);
    json_add_string(doc, o, "platform", p->platform);
    json_add_string(doc, o, "api", p->api);
    json_add_string(doc, o, "region", p->region);
    json_add_string(doc, o, "effective", date_format(date, p->effective_days));
    document_known(doc, o, "billing_ms", p->billing_ms);
    json_add_string(doc, o, "sha256", p->sha256);
    document_text(doc, o, "overlay", p->overlay);
    json_add_bool(doc, o, "unverified", p->unverified);
    json_add_bool(doc, o, "what_if", p->what_if);
}

static struct price_source
platform_source(const struct tariff *t)
{
    return (struct price_source){ .table = t->table,
                                  .platform = t->platform,
                                  .region = t->region,
                                  .sha256 = t->sha256,
                                  .overlay = t->overlay,
                                  .effective_days = t->effective_days,
                                  .billing_ms = t->step_ms,
                                  .unverified = t->unverified,
                                  .what_if = t->what_if };
}

static struct price_source
api_source(const struct api_tariff *t)
{
    return (struct price_source){ .table = t->table,
                                  .api = t->api,
                                  .region = t->region,
                                  .sha256 = t->sha256,
                                  .overlay = t->overlay,
                                  .effective_days = t->effective_days,
                                  .unverified = t->unverified,
                                  .what_if = t->what_if };
}

void
document_pricing(struct json_doc *doc, struct json *in, const struct field *f,
                 const struct contender *only)
{
    struct json *list = json_add_array(doc, in, "pricing");

    for (int32_t i = 0; i < f->n; i++) {
        const struct contender *c = f->contenders[i];
        struct price_source source; /* a price that it does not have was never set */

        if (only && c != only)
            continue;
        if (c->has_tariff) {
            source = platform_source(&c->tariff);
            add_price(doc, list, &source);
        }
        if (c->has_api) {
            source = api_source(&f->api_tariffs[i]);
            add_price(doc, list, &source);
        }
    }
}
