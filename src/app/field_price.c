/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The prices of a contender: its platform's, and those of the API it calls. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "app/field.h"
#include "base/text.h"
#include "io/price_edit.h"

static struct price_query
query_of(const struct question *q, const char *name, const char *region)
{
    return (struct price_query){ .name = name,
                                 .region = q->region ? q->region : region,
                                 .table = q->pricing,
                                 .on_days = q->as_of_days,
                                 .billing_step_ms = q->billing_step_ms };
}

/* The tariff of a platform in a region, resolved once for all workloads. */
static enum va_code
resolve(struct field *f, struct prices *prices, const struct price_query *query,
        struct tariff *out, struct va_err *err)
{
    const char *region = query->region ? query->region : "";
    struct field_tariff *t = NULL;
    enum va_code code = VA_OK;

    assert(query->name);
    for (int32_t i = 0; i < f->n_tariffs; i++) {
        t = &f->tariffs[i];
        if (!strcmp(t->platform, query->name) && !strcmp(t->region, region)) {
            *out = t->tariff;
            return VA_OK;
        }
    }
    code = prices_platform(prices, query, out, err);
    if (code || f->n_tariffs == FIELD_TARIFFS_MAX || strlen(region) > TEXT_NAME_MAX)
        return code;
    t = &f->tariffs[f->n_tariffs++];
    memcpy(t->platform, query->name, strlen(query->name) + 1);
    memcpy(t->region, region, strlen(region) + 1);
    t->tariff = *out;
    return VA_OK;
}

void
field_keep_tariffs(struct field *f, const struct prices *prices, const struct question *q)
{
    struct field_day day = { .as_of_days = q->as_of_days,
                             .billing_step_ms = q->billing_step_ms,
                             .generation = prices_generation(prices) };

    snprintf(day.pricing, sizeof day.pricing, "%s", q->pricing ? q->pricing : "");
    if (strcmp(day.pricing, f->day.pricing) != 0 || day.as_of_days != f->day.as_of_days ||
        day.billing_step_ms != f->day.billing_step_ms ||
        day.generation != f->day.generation)
        f->n_tariffs = 0;
    f->day = day;
}

static enum va_code
price_platform(struct field *f, struct prices *prices, const struct question *q,
               struct va_err *err)
{
    struct contender *c = f->contenders[f->n];
    const struct profile *p = c->profile;
    struct price_query query = query_of(q, p->platform, p->region);
    enum va_code code = VA_OK;

    if (!prices_knows(prices, p->platform)) {
        if (!q->price_as)
            return VA_OK;
        query = query_of(q, q->price_as, NULL);
        c->emulated = true;
    }
    code = resolve(f, prices, &query, &c->tariff, err);
    c->has_tariff = code == VA_OK;
    return code;
}

enum va_code
field_api_tariff(struct prices *prices, const struct price_query *query,
                 struct api_tariff *out, struct va_err *err)
{
    struct price_query anywhere = *query;
    const enum va_code code = prices_api(prices, query, out, err);

    if (code != VA_DATA || !query->region || !query->region[0])
        return code;
    anywhere.region = NULL;
    return prices_api(prices, &anywhere, out, err);
}

static enum va_code
price_api(struct field *f, struct prices *prices, const struct question *q,
          struct va_err *err)
{
    struct contender *c = f->contenders[f->n];
    struct api_tariff *tariff = &f->api_tariffs[f->n];
    const struct implementation *im = c->implementation;
    const struct bill_volume volume = field_volume(f, q);
    struct price_query query = query_of(q, im->api, c->profile->region);
    enum va_code code = VA_OK;

    if (!im->api[0] || !prices_knows(prices, im->api))
        return VA_OK;
    query.table = NULL;
    code = field_api_tariff(prices, &query, tariff, err);
    if (!code)
        code = bill_api_calls(tariff, im->calls_per_invocation, &volume, &c->api);
    c->has_api = code == VA_OK;
    return code;
}

enum va_code
field_price(struct field *f, struct prices *prices, const struct question *q,
            struct va_err *err)
{
    const enum va_code code = price_platform(f, prices, q, err);

    return code ? code : price_api(f, prices, q, err);
}

enum va_code
field_reprice(struct field *f, struct prices *prices, const struct question *q,
              struct va_err *err)
{
    const int32_t n = f->n;
    enum va_code code = VA_OK;

    f->n_tariffs = 0;
    for (f->n = 0; f->n < n && !code; f->n++) {
        f->contenders[f->n]->has_tariff = false;
        f->contenders[f->n]->has_api = false;
        code = field_price(f, prices, q, err);
    }
    f->n = n;
    return code;
}

enum va_code
field_check_price_as(struct prices *prices, const char *name, struct va_err *err)
{
    enum { NAMES_MAX = 64 };
    const char *names[NAMES_MAX];
    const char *near = NULL;
    int32_t n = prices_count(prices);

    if (!name || prices_knows(prices, name))
        return VA_OK;
    n = n < NAMES_MAX ? n : NAMES_MAX;
    for (int32_t i = 0; i < n; i++)
        names[i] = prices_entry(prices, i)->name;
    near = text_closest(name, names, (size_t)n);
    va_fail(err, VA_DATA, "--price-as: there are no prices for '%s'", name);
    if (near)
        va_hint(err, "did you mean '%s'?", near);
    else
        va_hint(err, "'vadvise pricing list' shows them");
    return VA_DATA;
}
