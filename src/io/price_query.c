/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a question (whose prices, where, when) to the tariff in force. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "io/price_cell.h"
#include "io/price_set.h"

/* What a question resolves to. */
struct answer {
    const struct price_entry *entry;
    const struct price_file *file;
    const struct price_dated *dated;
    const struct price_group *group;
    const char *region;
};

/* Name i of a table's regions, and its group; NULL past the end. */
static const char *
region_at(const struct price_dated *t, int32_t i, const struct price_group **out_group)
{
    for (int32_t g = 0; g < t->n_groups; g++) {
        const cJSON *name = NULL;

        cJSON_ArrayForEach(name, t->groups[g].names)
        {
            if (i-- == 0) {
                *out_group = &t->groups[g];
                return name->valuestring;
            }
        }
    }
    return NULL;
}

static const char *
find_region(const struct price_dated *t, const char *region,
            const struct price_group **out_group)
{
    for (int32_t g = 0; g < t->n_groups; g++) {
        const cJSON *name = NULL;

        cJSON_ArrayForEach(name, t->groups[g].names)
        {
            if (!strcmp(name->valuestring, region)) {
                *out_group = &t->groups[g];
                return name->valuestring;
            }
        }
    }
    return NULL;
}

/* Say that a table lacks a region: another table may have it, another name be near. */
static enum va_code
no_such_region(const struct answer *a, const char *region, struct va_err *err)
{
    const struct price_group *group = NULL;
    const char *names[PRICE_REGIONS_MAX];
    const char *near = NULL;
    char day[DATE_TEXT_MAX];

    va_fail(err, VA_DATA, "%s has no prices for region '%.80s' in table %s",
            a->entry->name, region, a->dated->table);
    for (int32_t i = 0; i < a->file->n_tables; i++) {
        const struct price_dated *other = &a->file->tables[i];

        if (find_region(other, region, &group)) {
            va_hint(err, "Table %s, from %s, has it.", other->table,
                    date_format(day, other->effective_days));
            return VA_DATA;
        }
    }
    for (int32_t i = 0; i < a->dated->n_regions; i++)
        names[i] = region_at(a->dated, i, &group);
    near = text_closest(region, names, (size_t)a->dated->n_regions);
    if (near)
        va_hint(err, "Did you mean '%s'?", near);
    return VA_DATA;
}

static enum va_code
no_such_table(const struct answer *a, const char *table, struct va_err *err)
{
    const char *names[PRICE_TABLES_MAX];
    const char *near = NULL;

    for (int32_t i = 0; i < a->file->n_tables; i++)
        names[i] = a->file->tables[i].table;
    near = text_closest(table, names, (size_t)a->file->n_tables);
    va_fail(err, VA_DATA, "%s has no price table '%.80s'", a->entry->name, table);
    if (near)
        va_hint(err, "Did you mean '%s'?", near);
    return VA_DATA;
}

static enum va_code
find_table(struct answer *a, const struct price_query *q, struct va_err *err)
{
    const struct price_file *f = a->file;
    char asked[DATE_TEXT_MAX];
    char first[DATE_TEXT_MAX];

    for (int32_t i = f->n_tables; i-- > 0;) {
        const bool match = q->table ? !strcmp(f->tables[i].table, q->table)
                                    : f->tables[i].effective_days <= q->on_days;

        if (match) {
            a->dated = &f->tables[i];
            return VA_OK;
        }
    }
    if (q->table)
        return no_such_table(a, q->table, err);
    return va_fail(err, VA_DATA,
                   "%s has no prices on %s: the first table, %s, is from %s",
                   a->entry->name, date_format(asked, q->on_days), f->tables[0].table,
                   date_format(first, f->tables[0].effective_days));
}

static enum va_code
resolve(struct prices *p, const struct price_query *q, enum price_kind kind,
        struct answer *out, struct va_err *err)
{
    static const char *const kinds[] = {
        [PRICE_PLATFORM] = "a platform", [PRICE_API] = "an API"
    };
    struct answer a = { .entry = NULL };
    const char *region = q->region;
    enum va_code code = prices_file(p, q->name, &a.entry, &a.file, err);

    if (code)
        return code;
    if (a.entry->kind != kind)
        return va_fail(err, VA_DATA, "%s is %s, not %s", a.entry->name,
                       kinds[a.entry->kind], kinds[kind]);
    code = find_table(&a, q, err);
    if (code)
        return code;
    if (!region || !*region)
        region = a.dated->default_region;
    a.region = find_region(a.dated, region, &a.group);
    if (!a.region)
        return no_such_region(&a, region, err);
    *out = a;
    return VA_OK;
}

enum va_code
prices_place(struct prices *p, const struct price_query *q, struct price_place *out,
             struct va_err *err)
{
    struct answer a = { .entry = NULL };
    enum va_code code = prices_file(p, q->name, &a.entry, &a.file, err);

    if (!code)
        code = find_table(&a, q, err);
    if (code)
        return code;
    if (q->region)
        a.region = find_region(a.dated, q->region, &a.group);
    *out = (struct price_place){ a.entry->name, a.dated->table,
                                 a.region ? a.region : a.dated->default_region };
    return VA_OK;
}

enum va_code
price_at_find(const struct price_file *f, const struct price_place *at,
              struct price_at *out, struct va_err *err)
{
    const struct price_entry entry = { .name = at->name };
    const struct price_query q = { .table = at->table };
    struct answer a = { .entry = &entry, .file = f };
    const char *region = at->region;
    enum va_code code = find_table(&a, &q, err);

    if (code)
        return code;
    if (!region || !*region)
        region = a.dated->default_region;
    if (!find_region(a.dated, region, &a.group))
        return no_such_region(&a, region, err);
    *out = (struct price_at){ f, (int32_t)(a.dated - f->tables),
                              (int32_t)(a.group - a.dated->groups) };
    return VA_OK;
}

/* Path of an overlay: the end of it when it is long; "" when the file was installed. */
static void
put_overlay(char *out, size_t size, const struct price_entry *entry)
{
    const size_t len = strlen(entry->path);

    if (!entry->overlay)
        *out = '\0';
    else if (len < size)
        memcpy(out, entry->path, len + 1);
    else
        snprintf(out, size, "...%s", entry->path + len - (size - sizeof "..."));
}

static bool
is_changed(struct prices *p, const struct answer *a)
{
    struct price_slot *s = NULL;

    return price_slot_find(p, a->entry->name, &s, NULL) == VA_OK &&
           price_slot_changed(p, s, (int32_t)(a->dated - a->file->tables),
                              (int32_t)(a->group - a->dated->groups));
}

static void
put_sizes(struct tariff *t, const struct price_dated *dated,
          const struct price_group *group)
{
    bool by_size = false;

    for (int32_t i = 0; i < group->n_rates; i++)
        by_size = by_size || group->rates[i].unit == TARIFF_SIZE_STEP;
    memcpy(t->sizes, dated->sizes, sizeof t->sizes);
    t->n_sizes = dated->n_sizes;
    for (int32_t i = 0; by_size && i < t->n_sizes; i++) {
        t->sizes[i].step_pusd = group->steps[i].pusd;
        t->sizes[i].free_steps_per_month = group->steps[i].free_per_month;
    }
}

enum va_code
prices_platform(struct prices *p, const struct price_query *q, struct tariff *out,
                struct va_err *err)
{
    struct answer a = { .entry = NULL };
    const struct price_dated *dated = NULL;
    enum va_code code = resolve(p, q, PRICE_PLATFORM, &a, err);

    if (code)
        return code;
    if (q->billing_step_ms < 0)
        return va_fail(err, VA_DATA, "a billing step of %d ms", (int)q->billing_step_ms);
    dated = a.dated;
    assert(dated);
    *out = (struct tariff){
        .effective_days = dated->effective_days,
        .step_ms = q->billing_step_ms ? q->billing_step_ms : dated->step_ms,
        .rate_step_ms = dated->step_ms,
        .min_billed_ms = dated->min_billed_ms,
        .init = (enum tariff_init)dated->init,
        .request_pusd = a.group->request_pusd,
        .free_requests_per_month = dated->free_per_month,
        .n_rates = a.group->n_rates,
        .mb_per_vcpu = dated->mb_per_vcpu,
        .max_timeout_ms = dated->max_timeout_ms,
        .unverified = !dated->verified,
        .what_if = is_changed(p, &a),
    };
    snprintf(out->platform, sizeof out->platform, "%s", a.entry->name);
    snprintf(out->region, sizeof out->region, "%s", a.region);
    snprintf(out->table, sizeof out->table, "%s", dated->table);
    snprintf(out->sha256, sizeof out->sha256, "%s", a.file->sha256);
    put_overlay(out->overlay, sizeof out->overlay, a.entry);
    memcpy(out->rates, a.group->rates, sizeof out->rates);
    put_sizes(out, dated, a.group);
    return VA_OK;
}

enum va_code
prices_api(struct prices *p, const struct price_query *q, struct api_tariff *out,
           struct va_err *err)
{
    struct answer a = { .entry = NULL };
    enum va_code code = resolve(p, q, PRICE_API, &a, err);

    if (code)
        return code;
    assert(a.dated);
    *out = (struct api_tariff){
        .effective_days = a.dated->effective_days,
        .n_tiers = a.group->n_tiers,
        .free_per_month = a.dated->free_per_month,
        .unverified = !a.dated->verified,
        .what_if = is_changed(p, &a),
    };
    snprintf(out->api, sizeof out->api, "%s", a.entry->name);
    snprintf(out->region, sizeof out->region, "%s", a.region);
    snprintf(out->table, sizeof out->table, "%s", a.dated->table);
    snprintf(out->sha256, sizeof out->sha256, "%s", a.file->sha256);
    put_overlay(out->overlay, sizeof out->overlay, a.entry);
    memcpy(out->tiers, a.group->tiers, sizeof out->tiers);
    return VA_OK;
}

const char *
prices_region(struct prices *p, const char *name, const char *table, int32_t i)
{
    const struct price_group *group = NULL;
    struct answer a = { .entry = NULL };
    const struct price_query q = { .name = name, .table = table };

    if (i < 0 || prices_file(p, name, &a.entry, &a.file, NULL) ||
        find_table(&a, &q, NULL))
        return NULL;
    return region_at(a.dated, i, &group);
}
