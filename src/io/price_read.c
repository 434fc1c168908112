/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every price file has: the root, dated tables, sizes, tiers. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "io/price_field.h"
#include "io/price_file.h"

static const char *const schemas[] = { "vadvise.pricing/1", NULL };
static const char *const currencies[] = { "USD", NULL };
static const char *const kinds[] = {
    [PRICE_PLATFORM] = "platform", [PRICE_API] = "api", NULL
};
static const char *const inits[] = {
    [TARIFF_INIT_FREE] = "free", [TARIFF_INIT_BILLED] = "billed", NULL
};

static enum va_code
read_tier(struct price_reader *r, const cJSON *item, struct tariff_tier *out)
{
    static const struct field fields[] = {
        { "from", FIELD_INT64, true, 0, PRICE_UNITS_MAX, NULL,
          offsetof(struct tariff_tier, from) },
        { "usd", FIELD_USD, true, 0, 0, NULL, offsetof(struct tariff_tier, price_pusd) },
    };

    return price_fields(r, item, fields, sizeof fields / sizeof *fields, out);
}

enum va_code
price_read_tiers(struct price_reader *r, const cJSON *list, struct tariff_tier *tiers,
                 int32_t *out_n)
{
    int32_t n = 0;
    const cJSON *item = NULL;

    cJSON_ArrayForEach(item, list)
    {
        const size_t mark = price_enter(r, "tiers", n);
        enum va_code code = read_tier(r, item, &tiers[n]);

        if (!code && n == 0 && tiers[n].from != 0)
            code = price_bad(r, "from", "the first tier starts at 0");
        if (!code && n > 0 && tiers[n].from <= tiers[n - 1].from)
            code = price_bad(r, "from", "not above the tier before");
        if (code)
            return code;
        price_leave(r, mark);
        n++;
    }
    *out_n = n;
    return VA_OK;
}

/* A size as it is written: one of mb, or a range. */
struct size_text {
    int32_t mb;
    int32_t from_mb, to_mb, step_mb;
    int32_t mhz, milli_vcpu;
};

/* One of the two ways to say what sizes there are; the range is filled in either case. */
static enum va_code
check_size(struct price_reader *r, struct size_text *t)
{
    const bool any = t->from_mb || t->to_mb || t->step_mb;
    const bool all = t->from_mb && t->to_mb && t->step_mb;

    if (t->mb ? any : !all)
        return price_bad(r, NULL, "not mb alone, nor from_mb, to_mb and step_mb");
    if (t->mb)
        t->from_mb = t->to_mb = t->step_mb = t->mb;
    if (t->to_mb < t->from_mb || (t->to_mb - t->from_mb) % t->step_mb != 0)
        return price_bad(r, "to_mb", "not from_mb and a whole number of steps");
    return VA_OK;
}

static enum va_code
read_size(struct price_reader *r, const cJSON *item, struct tariff_size *out)
{
    static const struct field fields[] = {
        { "mb", FIELD_INT32, false, 1, PRICE_MB_MAX, NULL,
          offsetof(struct size_text, mb) },
        { "from_mb", FIELD_INT32, false, 1, PRICE_MB_MAX, NULL,
          offsetof(struct size_text, from_mb) },
        { "to_mb", FIELD_INT32, false, 1, PRICE_MB_MAX, NULL,
          offsetof(struct size_text, to_mb) },
        { "step_mb", FIELD_INT32, false, 1, PRICE_MB_MAX, NULL,
          offsetof(struct size_text, step_mb) },
        { "mhz", FIELD_INT32, false, 1, 10000000, NULL, offsetof(struct size_text, mhz) },
        { "milli_vcpu", FIELD_INT32, false, 1, 10000000, NULL,
          offsetof(struct size_text, milli_vcpu) },
    };
    struct size_text t = { .mb = 0 };
    enum va_code code = price_fields(r, item, fields, sizeof fields / sizeof *fields, &t);

    if (!code)
        code = check_size(r, &t);
    if (code)
        return code;
    *out = (struct tariff_size){ .min_mb = t.from_mb,
                                 .max_mb = t.to_mb,
                                 .step_mb = t.step_mb,
                                 .mhz = t.mhz,
                                 .milli_vcpu = t.milli_vcpu };
    return VA_OK;
}

enum va_code
price_read_sizes(struct price_reader *r, const cJSON *list, struct price_dated *t)
{
    int32_t n = 0;
    const cJSON *item = NULL;

    cJSON_ArrayForEach(item, list)
    {
        const size_t mark = price_enter(r, "sizes", n);
        enum va_code code = read_size(r, item, &t->sizes[n]);

        if (!code && n > 0 && t->sizes[n].min_mb <= t->sizes[n - 1].max_mb)
            code = price_bad(r, NULL, "not above the size before");
        if (code)
            return code;
        price_leave(r, mark);
        n++;
    }
    t->n_sizes = n;
    return VA_OK;
}

/* A table as it is written. */
struct table_text {
    struct price_dated t;
    const cJSON *sizes;
    const cJSON *regions;
};

#define COMMON(key, type, required, low, high, member)                                   \
    {                                                                                    \
        key, type, required, low, high, NULL, offsetof(struct table_text, t.member)      \
    }
#define COMMON_FIELDS                                                                    \
    COMMON("table", FIELD_NAME, true, 0, 0, table),                                      \
        COMMON("effective_from", FIELD_DAYS, true, 0, 0, effective_days),                \
        COMMON("source", FIELD_TEXT, true, 1, 2000, source),                             \
        COMMON("retrieved", FIELD_DAY, true, 0, 0, retrieved),                           \
        COMMON("verified", FIELD_BOOL, true, 0, 0, verified),                            \
        COMMON("note", FIELD_TEXT, false, 0, 2000, note),                                \
        COMMON("default_region", FIELD_NAME, true, 0, 0, default_region),                \
    {                                                                                    \
        "regions", FIELD_LIST, true, 1, PRICE_GROUPS_MAX, NULL,                          \
            offsetof(struct table_text, regions)                                         \
    }

static enum va_code
read_platform_table(struct price_reader *r, const cJSON *item, struct table_text *out)
{
    static const int64_t day_ms = 86400000;
    static const struct field fields[] = {
        COMMON_FIELDS,
        COMMON("step_ms", FIELD_INT32, true, 1, 3600000, step_ms),
        COMMON("min_billed_ms", FIELD_INT32, true, 0, 3600000, min_billed_ms),
        COMMON("max_timeout_ms", FIELD_INT32, false, 1, day_ms, max_timeout_ms),
        COMMON("mb_per_vcpu", FIELD_INT32, false, 1, PRICE_MB_MAX, mb_per_vcpu),
        COMMON("free_requests_per_month", FIELD_INT64, false, 0, PRICE_UNITS_MAX,
               free_per_month),
        { "init", FIELD_WORD, true, 0, 0, inits, offsetof(struct table_text, t.init) },
        { "sizes", FIELD_LIST, true, 1, TARIFF_SIZES_MAX, NULL,
          offsetof(struct table_text, sizes) },
    };

    return price_fields(r, item, fields, sizeof fields / sizeof *fields, out);
}

static enum va_code
read_api_table(struct price_reader *r, const cJSON *item, struct table_text *out)
{
    static const struct field fields[] = {
        COMMON_FIELDS,
        COMMON("free_per_month", FIELD_INT64, false, 0, PRICE_UNITS_MAX, free_per_month),
    };

    return price_fields(r, item, fields, sizeof fields / sizeof *fields, out);
}

/* How often a region is named in the first n groups. */
static int
count_region(const struct price_dated *t, int32_t n, const char *region)
{
    int count = 0;

    for (int32_t i = 0; i < n; i++) {
        const cJSON *name = NULL;

        cJSON_ArrayForEach(name, t->groups[i].names) count +=
            !strcmp(name->valuestring, region);
    }
    return count;
}

/* The names of group n are usable and were not given before. */
static enum va_code
check_names(struct price_reader *r, struct price_dated *t, int32_t n)
{
    int32_t i = 0;
    const cJSON *name = NULL;

    cJSON_ArrayForEach(name, t->groups[n].names)
    {
        const size_t mark = price_enter(r, "names", i++);

        if (!cJSON_IsString(name) ||
            !text_is_name(name->valuestring, strlen(name->valuestring)))
            return price_bad(r, NULL, "not a usable name");
        price_leave(r, mark);
    }
    t->n_regions += i;
    if (t->n_regions > PRICE_REGIONS_MAX)
        return price_bad(r, "names", "more than %d regions in a table",
                         PRICE_REGIONS_MAX);
    cJSON_ArrayForEach(name, t->groups[n].names)
    {
        if (count_region(t, n + 1, name->valuestring) > 1)
            return price_bad(r, "names", "'%.40s' is there twice", name->valuestring);
    }
    return VA_OK;
}

static enum va_code
read_groups(struct price_reader *r, const cJSON *list, int32_t kind,
            struct price_dated *t)
{
    int32_t n = 0;
    const cJSON *item = NULL;

    t->groups = calloc((size_t)cJSON_GetArraySize(list), sizeof *t->groups);
    if (!t->groups)
        return va_fail(r->err, VA_NOMEM, "%s: out of memory", r->path);
    cJSON_ArrayForEach(item, list)
    {
        const size_t mark = price_enter(r, "regions", n);
        enum va_code code = price_read_group(r, item, kind, t, &t->groups[n]);

        if (!code)
            code = check_names(r, t, n);
        if (code)
            return code;
        price_leave(r, mark);
        t->n_groups = ++n;
    }
    if (!count_region(t, n, t->default_region))
        return price_bad(r, "default_region", "'%.40s' is not in the table",
                         t->default_region);
    return VA_OK;
}

enum va_code
price_read_table(struct price_reader *r, const cJSON *item, int32_t kind,
                 struct price_dated *out)
{
    struct table_text text = { .t.note = "" };
    enum va_code code = kind == PRICE_PLATFORM ? read_platform_table(r, item, &text)
                                               : read_api_table(r, item, &text);

    *out = text.t;
    if (!code && text.sizes)
        code = price_read_sizes(r, text.sizes, out);
    if (!code)
        code = read_groups(r, text.regions, kind, out);
    return code;
}

/* Table n comes after the ones before it, under a name of its own. */
static enum va_code
check_order(struct price_reader *r, const struct price_file *f, int32_t n)
{
    if (n > 0 && f->tables[n].effective_days <= f->tables[n - 1].effective_days)
        return price_bad(r, "effective_from", "not after the table before");
    for (int32_t i = 0; i < n; i++) {
        if (!strcmp(f->tables[i].table, f->tables[n].table))
            return price_bad(r, "table", "'%.40s' is there twice", f->tables[n].table);
    }
    return VA_OK;
}

static enum va_code
read_tables(struct price_reader *r, const cJSON *list, struct price_file *f)
{
    const cJSON *item = NULL;

    f->tables = calloc((size_t)cJSON_GetArraySize(list), sizeof *f->tables);
    if (!f->tables)
        return va_fail(r->err, VA_NOMEM, "%s: out of memory", r->path);
    cJSON_ArrayForEach(item, list)
    {
        const int32_t n = f->n_tables++;
        const size_t mark = price_enter(r, "tables", n);
        enum va_code code = price_read_table(r, item, f->kind, &f->tables[n]);

        if (!code)
            code = check_order(r, f, n);
        if (code)
            return code;
        price_leave(r, mark);
    }
    return VA_OK;
}

/* Is the file called name.json? */
static bool
is_file_name(const char *path, const char *name)
{
    const char *slash = strrchr(path, '/');
    const char *base = slash ? slash + 1 : path;
    const size_t len = strlen(name);

    return !strncmp(base, name, len) && !strcmp(base + len, ".json");
}

/* The root as it is written. */
struct root_text {
    int32_t schema, kind, currency;
    const char *name;
    const char *title;
    const cJSON *tables;
};

enum va_code
price_read_root(struct price_reader *r, struct price_file *f)
{
    static const struct field fields[] = {
        { "schema", FIELD_WORD, true, 0, 0, schemas, offsetof(struct root_text, schema) },
        { "kind", FIELD_WORD, true, 0, 0, kinds, offsetof(struct root_text, kind) },
        { "name", FIELD_NAME, true, 0, 0, NULL, offsetof(struct root_text, name) },
        { "title", FIELD_TEXT, true, 1, 200, NULL, offsetof(struct root_text, title) },
        { "currency", FIELD_WORD, true, 0, 0, currencies,
          offsetof(struct root_text, currency) },
        { "tables", FIELD_LIST, true, 1, PRICE_TABLES_MAX, NULL,
          offsetof(struct root_text, tables) },
    };
    struct root_text text = { .schema = 0 };
    const enum va_code code =
        price_fields(r, r->tree, fields, sizeof fields / sizeof *fields, &text);

    if (code)
        return code;
    if (!is_file_name(r->path, text.name))
        return price_bad(r, "name", "'%.40s' is not the name of the file", text.name);
    f->kind = text.kind;
    f->name = text.name;
    f->title = text.title;
    return read_tables(r, text.tables, f);
}
