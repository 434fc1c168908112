/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One tariff in force, in full. */
#include <stdio.h>
#include <string.h>

#include "app/commands.h"
#include "app/document.h"
#include "app/table.h"
#include "app/words.h"
#include "base/clock.h"
#include "base/text.h"
#include "core/bill.h"

enum { PARAGRAPH_MAX = 1 << 16 };

static const struct column tier_columns[] = {
    { "what", "what", CELL_TEXT },
    { "unit", "unit", CELL_TEXT },
    { "from", "from a month", CELL_INT },
    { "price_usd", "price $", CELL_TEXT },
};

static const struct column size_columns[] = {
    { "memory_mb", "MB", CELL_INT },
    { "vcpu", "vCPU", CELL_NUMBER },
    { "mhz", "MHz", CELL_INT },
    { "second_usd", "a second", CELL_USD },
};

static void
add_tier(struct json_doc *doc, struct json *rows, const char *what, const char *unit,
         const struct tariff_tier *tier)
{
    struct json *o = json_add_object(doc, rows, NULL);

    json_add_string(doc, o, "what", what);
    json_add_string(doc, o, "unit", unit);
    json_add_int(doc, o, "from", tier->from);
    json_add_usd(doc, o, "price_usd", tier->price_pusd);
}

static const char *
unit_name(enum tariff_unit unit)
{
    static const char *const names[] = {
#define X(name, text, meaning) text,
        TARIFF_UNITS(X)
#undef X
    };

    return names[unit];
}

static void
add_tiers(struct json_doc *doc, struct json *rows, const struct tariff *t)
{
    struct tariff_tier request = { 0, t->request_pusd };

    add_tier(doc, rows, "request", "invocation", &request);
    for (int32_t i = 0; i < t->n_rates; i++) {
        for (int32_t k = 0; k < t->rates[i].n_tiers; k++)
            add_tier(doc, rows, "compute", unit_name(t->rates[i].unit),
                     &t->rates[i].tiers[k]);
    }
}

/* What a second of compute costs at a size (without the request). */
static enum va_code
add_size(struct json_doc *doc, struct json *rows, const struct tariff *t,
         int32_t memory_mb)
{
    struct bill_time second = { memory_mb, 0, 1 };
    struct bill_volume none = { 0 };
    struct json *o = NULL;
    int64_t pusd = 0;
    enum va_code code = bill_round(t, INT64_C(1000000000), 0, &second.sum_billed_ms);

    if (!code)
        code = bill_invocation(t, &second, &none, &pusd);
    if (code)
        return code;
    o = json_add_object(doc, rows, NULL);
    json_add_int(doc, o, "memory_mb", memory_mb);
    if (tariff_milli_vcpu(t, memory_mb))
        json_add_number(doc, o, "vcpu", tariff_milli_vcpu(t, memory_mb) / 1000.0, 3);
    else
        json_add_null(doc, o, "vcpu");
    document_known(doc, o, "mhz", tariff_mhz(t, memory_mb));
    json_add_usd(doc, o, "second_usd", pusd - t->request_pusd);
    return VA_OK;
}

/* Sizes asked, or a few that show the range. */
static enum va_code
add_sizes(struct json_doc *doc, struct json *rows, const struct tariff *t,
          const struct question *q, struct va_err *err)
{
    static const int32_t common_mb[] = { 128,  256,  512,  1024,  1769,  2048,
                                         3008, 4096, 8192, 10240, 16384, 32768 };
    const int32_t *sizes = q->n_sizes ? q->sizes_mb : common_mb;
    int32_t n = q->n_sizes ? q->n_sizes : (int32_t)(sizeof common_mb / sizeof *common_mb);
    enum va_code code = VA_OK;

    for (int32_t i = 0; i < n && !code; i++) {
        if (tariff_sells(t, sizes[i]))
            code = add_size(doc, rows, t, sizes[i]);
        else if (q->n_sizes)
            return va_fail(err, VA_DATA, "%s does not sell %d MB", t->platform, sizes[i]);
    }
    return code ? va_fail(err, code, "%s", va_code_text(code)) : VA_OK;
}

static void
add_head(struct json_doc *doc, const char *name, const char *table, const char *region,
         int32_t days)
{
    struct json *root = json_root(doc);
    char date[DATE_TEXT_MAX];

    document_start(doc, "vadvise.tariff/1", NULL);
    json_add_string(doc, root, "name", name);
    json_add_string(doc, root, "table", table);
    json_add_string(doc, root, "region", region);
    json_add_string(doc, root, "effective", date_format(date, days));
}

static enum va_code
show_platform(struct reply *r, const struct tariff *t, const struct question *q,
              struct va_err *err)
{
    struct json *root = json_root(r->doc);
    struct json *prices = NULL;
    struct json *sizes = NULL;
    char date[DATE_TEXT_MAX];
    enum va_code code = VA_OK;

    add_head(r->doc, t->platform, t->table, t->region, t->effective_days);
    json_add_int(r->doc, root, "billing_ms", t->step_ms);
    json_add_int(r->doc, root, "min_billed_ms", t->min_billed_ms);
    json_add_bool(r->doc, root, "init_billed", t->init == TARIFF_INIT_BILLED);
    json_add_int(r->doc, root, "free_requests_per_month", t->free_requests_per_month);
    json_add_bool(r->doc, root, "unverified", t->unverified);
    json_add_bool(r->doc, root, "what_if", t->what_if);
    json_add_string(r->doc, root, "sha256", t->sha256);
    prices = json_add_array(r->doc, root, "prices");
    add_tiers(r->doc, prices, t);
    sizes = json_add_array(r->doc, root, "sizes");
    code = add_sizes(r->doc, sizes, t, q, err);
    buf_printf(&r->text,
               "%s %s, table %s, in force since %s\n"
               "  billed per %d ms, init of cold starts %s\n\n",
               t->platform, t->region, t->table, date_format(date, t->effective_days),
               t->step_ms, t->init == TARIFF_INIT_BILLED ? "billed" : "free");
    table_write(prices, tier_columns, sizeof tier_columns / sizeof *tier_columns,
                &r->text);
    buf_byte(&r->text, '\n');
    table_write(sizes, size_columns, sizeof size_columns / sizeof *size_columns,
                &r->text);
    r->rows = "prices";
    return code;
}

static void
show_api(struct reply *r, const struct api_tariff *t)
{
    struct json *root = json_root(r->doc);
    struct json *prices = NULL;
    char date[DATE_TEXT_MAX];

    add_head(r->doc, t->api, t->table, t->region, t->effective_days);
    json_add_int(r->doc, root, "free_per_month", t->free_per_month);
    json_add_bool(r->doc, root, "unverified", t->unverified);
    json_add_bool(r->doc, root, "what_if", t->what_if);
    json_add_string(r->doc, root, "sha256", t->sha256);
    prices = json_add_array(r->doc, root, "prices");
    for (int32_t i = 0; i < t->n_tiers; i++)
        add_tier(r->doc, prices, "call", "call", &t->tiers[i]);
    buf_printf(&r->text, "%s %s, table %s, in force since %s\n\n", t->api, t->region,
               t->table, date_format(date, t->effective_days));
    table_write(prices, tier_columns, sizeof tier_columns / sizeof *tier_columns,
                &r->text);
    r->rows = "prices";
}

static enum va_code
take_kind(void *ctx, const struct price_table *t)
{
    enum price_kind *kind = ctx;

    *kind = t->kind;
    return VA_OK;
}

static void
say_paragraph(struct buf *out, const char *what, const char *text)
{
    struct buf line;

    if (!text[0])
        return;
    buf_init(&line, PARAGRAPH_MAX);
    buf_printf(&line, "%s: %s", what, text);
    words_wrap(out, &line);
}

/* The source and the remarks of the table, from its file. */
static enum va_code
say_source(void *ctx, const struct price_table *t)
{
    struct reply *r = ctx;
    const char *table = json_text(json_get(json_root(r->doc), "table"));

    if (strcmp(t->table, table) != 0)
        return VA_OK;
    json_add_string(r->doc, json_root(r->doc), "source", t->source);
    json_add_string(r->doc, json_root(r->doc), "retrieved", t->retrieved);
    document_text(r->doc, json_root(r->doc), "note", t->note);
    buf_byte(&r->text, '\n');
    if (t->what_if)
        say_paragraph(&r->text, "What if", "prices are changed, and not saved");
    say_paragraph(&r->text, "Source", t->source);
    say_paragraph(&r->text, "Retrieved", t->retrieved);
    say_paragraph(&r->text, "Note", t->note);
    return VA_OK;
}

static enum va_code
show(struct prices *prices, const char *name, const struct question *q, struct reply *r,
     struct va_err *err)
{
    struct price_query query = { .name = name,
                                 .region = q->region,
                                 .table = q->pricing,
                                 .on_days = q->as_of_days,
                                 .billing_step_ms = q->billing_step_ms };
    enum price_kind kind = PRICE_PLATFORM;
    struct tariff platform;
    struct api_tariff api;
    enum va_code code = prices_visit(prices, name, take_kind, &kind, err);

    if (code)
        return code;
    if (kind == PRICE_API) {
        code = prices_api(prices, &query, &api, err);
        if (!code)
            show_api(r, &api);
    } else {
        code = prices_platform(prices, &query, &platform, err);
        if (!code)
            code = show_platform(r, &platform, q, err);
    }
    return code ? code : prices_visit(prices, name, say_source, r, err);
}

enum va_code
app_pricing_show(struct session *s, const char *name, const struct question *q,
                 struct reply *r, struct va_err *err)
{
    struct prices *prices = NULL;
    enum va_code code = reply_init(r);

    if (code)
        return va_fail(err, code, "out of memory");
    code = session_prices(s, &prices, err);
    if (!code)
        code = show(prices, name, q, r, err);
    return code ? code : reply_status(r);
}
