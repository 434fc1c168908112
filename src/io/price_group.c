/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The prices of a group of regions. */
#include <stddef.h>
#include <string.h>

#include "io/price_field.h"
#include "io/price_file.h"

static const char *const units[] = {
#define X(name, text, meaning) [TARIFF_##name] = text,
    TARIFF_UNITS(X)
#undef X
        NULL
};

enum { NAMES_MAX = 128 };

/* The price of a step at one size, as it is written. */
struct step_text {
    int32_t mb;
    int64_t usd;
    int64_t free_per_month;
};

static enum va_code
read_step(struct price_reader *r, const cJSON *item, struct step_text *out)
{
    static const struct field fields[] = {
        { "mb", FIELD_INT32, true, 1, PRICE_MB_MAX, NULL,
          offsetof(struct step_text, mb) },
        { "usd", FIELD_USD, true, 0, 0, NULL, offsetof(struct step_text, usd) },
        { "free_per_month", FIELD_INT64, false, 0, PRICE_UNITS_MAX, NULL,
          offsetof(struct step_text, free_per_month) },
    };

    return price_fields(r, item, fields, sizeof fields / sizeof *fields, out);
}

/* One price for each of the table's sizes, in their order. */
static enum va_code
read_steps(struct price_reader *r, const cJSON *list, const struct price_dated *t,
           struct price_group *g)
{
    int32_t n = 0;
    const cJSON *item = NULL;

    if (cJSON_GetArraySize(list) != t->n_sizes)
        return price_bad(r, "sizes", "not one price for each size of the table");
    cJSON_ArrayForEach(item, list)
    {
        const size_t mark = price_enter(r, "sizes", n);
        struct step_text step = { .mb = 0 };
        const enum va_code code = read_step(r, item, &step);

        if (code)
            return code;
        if (t->sizes[n].min_mb != step.mb || t->sizes[n].max_mb != step.mb)
            return price_bad(r, "mb", "not the table's size at this place");
        g->steps[n++] = (struct price_step){ step.usd, step.free_per_month };
        price_leave(r, mark);
    }
    return VA_OK;
}

/* A rate as it is written. */
struct rate_text {
    int32_t unit;
    int64_t free_per_month;
    const cJSON *tiers;
    const cJSON *sizes;
};

/* Do all sizes say how much of the unit they use? */
static enum va_code
check_cpu(struct price_reader *r, const struct price_dated *t, int32_t unit)
{
    for (int32_t i = 0; i < t->n_sizes; i++) {
        const struct tariff_size *size = &t->sizes[i];

        if ((unit == TARIFF_GHZ_S || unit == TARIFF_MHZ_STEP) && !size->mhz)
            return price_bad(r, "unit", "a size of the table has no mhz");
        if (unit == TARIFF_VCPU_S && !size->milli_vcpu && !t->mb_per_vcpu)
            return price_bad(r, "unit", "a size of the table has no milli_vcpu");
    }
    return VA_OK;
}

static enum va_code
read_rate_text(struct price_reader *r, const cJSON *item, struct rate_text *out)
{
    static const struct field fields[] = {
        { "unit", FIELD_WORD, true, 0, 0, units, offsetof(struct rate_text, unit) },
        { "free_per_month", FIELD_INT64, false, 0, PRICE_UNITS_MAX, NULL,
          offsetof(struct rate_text, free_per_month) },
        { "tiers", FIELD_LIST, false, 1, TARIFF_TIERS_MAX, NULL,
          offsetof(struct rate_text, tiers) },
        { "sizes", FIELD_LIST, false, 1, TARIFF_SIZES_MAX, NULL,
          offsetof(struct rate_text, sizes) },
    };
    const enum va_code code =
        price_fields(r, item, fields, sizeof fields / sizeof *fields, out);

    if (code)
        return code;
    if (out->unit == TARIFF_SIZE_STEP && (!out->sizes || out->tiers))
        return price_bad(r, NULL, "a price per size-step has sizes and no tiers");
    if (out->unit != TARIFF_SIZE_STEP && (!out->tiers || out->sizes))
        return price_bad(r, NULL, "a price per %s has tiers and no sizes",
                         units[out->unit]);
    if (out->unit == TARIFF_SIZE_STEP && out->free_per_month)
        return price_bad(r, "free_per_month", "belongs to each of the sizes");
    return VA_OK;
}

static enum va_code
read_rate(struct price_reader *r, const cJSON *item, const struct price_dated *t,
          struct price_group *g)
{
    struct rate_text text = { .unit = 0 };
    struct tariff_rate *rate = &g->rates[g->n_rates];
    enum va_code code = read_rate_text(r, item, &text);

    if (code)
        return code;
    for (int32_t i = 0; i < g->n_rates; i++) {
        if (g->rates[i].unit == (enum tariff_unit)text.unit)
            return price_bad(r, "unit", "'%s' has a price already", units[text.unit]);
    }
    code = check_cpu(r, t, text.unit);
    if (code)
        return code;
    rate->unit = (enum tariff_unit)text.unit;
    rate->free_per_month = text.free_per_month;
    rate->n_tiers = 1;
    code = text.sizes ? read_steps(r, text.sizes, t, g)
                      : price_read_tiers(r, text.tiers, rate->tiers, &rate->n_tiers);
    if (!code)
        g->n_rates++;
    return code;
}

/* A group as it is written. */
struct group_text {
    const cJSON *names;
    int64_t request_usd;
    const cJSON *rates;
    const cJSON *tiers;
};

static enum va_code
read_platform_group(struct price_reader *r, const cJSON *item,
                    const struct price_dated *t, struct price_group *g)
{
    static const struct field fields[] = {
        { "names", FIELD_LIST, true, 1, NAMES_MAX, NULL,
          offsetof(struct group_text, names) },
        { "request_usd", FIELD_USD, true, 0, 0, NULL,
          offsetof(struct group_text, request_usd) },
        { "rates", FIELD_LIST, true, 1, TARIFF_RATES_MAX, NULL,
          offsetof(struct group_text, rates) },
    };
    struct group_text text = { .names = NULL };
    enum va_code code =
        price_fields(r, item, fields, sizeof fields / sizeof *fields, &text);
    const cJSON *rate = NULL;

    if (code)
        return code;
    g->names = text.names;
    g->request_pusd = text.request_usd;
    cJSON_ArrayForEach(rate, text.rates)
    {
        const size_t mark = price_enter(r, "rates", g->n_rates);

        code = read_rate(r, rate, t, g);
        if (code)
            return code;
        price_leave(r, mark);
    }
    return VA_OK;
}

static enum va_code
read_api_group(struct price_reader *r, const cJSON *item, struct price_group *g)
{
    static const struct field fields[] = {
        { "names", FIELD_LIST, true, 1, NAMES_MAX, NULL,
          offsetof(struct group_text, names) },
        { "tiers", FIELD_LIST, true, 1, TARIFF_TIERS_MAX, NULL,
          offsetof(struct group_text, tiers) },
    };
    struct group_text text = { .names = NULL };
    const enum va_code code =
        price_fields(r, item, fields, sizeof fields / sizeof *fields, &text);

    if (code)
        return code;
    g->names = text.names;
    return price_read_tiers(r, text.tiers, g->tiers, &g->n_tiers);
}

enum va_code
price_read_group(struct price_reader *r, const cJSON *item, int32_t kind,
                 struct price_dated *t, struct price_group *g)
{
    if (kind == PRICE_API)
        return read_api_group(r, item, g);
    return read_platform_group(r, item, t, g);
}
