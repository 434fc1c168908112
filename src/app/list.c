/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every workload with its evidence and its advice. */
#include <stdlib.h>
#include <string.h>

#include "app/commands.h"
#include "app/document.h"
#include "app/field.h"
#include "app/table.h"
#include "app/words.h"

static const struct column columns[] = {
    { "workload", "workload", CELL_TEXT }, { "samples", "samples", CELL_INT },
    { "sizes", "sizes", CELL_INT },        { "quality", "fit", CELL_TEXT },
    { "memory_mb", "pick", CELL_INT },     { "duration_ms", "time", CELL_TIME },
    { "cost_usd", "cost", CELL_USD },      { "sample_data", "sample data", CELL_MARK },
};

/* Names gathered first, so that no query is open while workloads load. */
struct names {
    struct listed {
        char *name;
        bool sample;
    } * items;
    size_t n, cap;
    size_t n_own;
};

static enum va_code
take_name(void *ctx, const char *name, bool sample)
{
    struct names *all = ctx;

    if (all->n == all->cap) {
        size_t cap = all->cap ? all->cap * 2 : 64;
        struct listed *grown = realloc(all->items, cap * sizeof *grown);

        if (!grown)
            return VA_NOMEM;
        all->items = grown;
        all->cap = cap;
    }
    all->items[all->n].name = strdup(name);
    all->items[all->n].sample = sample;
    if (!all->items[all->n].name)
        return VA_NOMEM;
    all->n_own += !sample;
    all->n++;
    return VA_OK;
}

static void
names_clear(struct names *all)
{
    for (size_t i = 0; i < all->n; i++)
        free(all->items[i].name);
    free(all->items);
}

static void
add_evidence(struct json_doc *doc, struct json *o, const struct field *f)
{
    int64_t n = 0;
    int32_t sizes = 0;
    const struct contender *first = f->contenders[0];

    for (int32_t i = 0; i < f->n; i++) {
        n += f->contenders[i]->curve.report.n;
        if (f->contenders[i]->curve.n_sizes > sizes)
            sizes = f->contenders[i]->curve.n_sizes;
    }
    json_add_int(doc, o, "ways", f->n);
    json_add_int(doc, o, "samples", n);
    json_add_int(doc, o, "sizes", sizes);
    json_add_string(doc, o, "form",
                    first->has_curve ? curve_form_name(first->curve.report.chosen.form)
                                     : NULL);
    json_add_string(doc, o, "quality",
                    first->has_curve ? curve_quality_name(first->curve.report.quality)
                                     : NULL);
}

static void
add_pick(struct json_doc *doc, struct json *o, const struct field *f,
         const struct advice *a)
{
    const struct configuration *c = &a->pick;

    json_add_bool(doc, o, "feasible", a->feasible);
    if (!a->feasible) {
        static const char *const none[] = { "memory_mb", "implementation", "platform",
                                            "duration_ms", "cost_usd" };

        for (size_t i = 0; i < sizeof none / sizeof *none; i++)
            json_add_null(doc, o, none[i]);
        return;
    }
    json_add_int(doc, o, "memory_mb", c->memory_mb);
    json_add_string(doc, o, "implementation",
                    f->contenders[c->contender]->profile->implementation);
    json_add_string(doc, o, "platform", f->contenders[c->contender]->profile->platform);
    json_add_number(doc, o, "duration_ms", c->duration_ms, 3);
    document_cost(doc, o, "cost_usd", c->cost_pusd);
}

static enum va_code
add_workload(struct session *s, const struct question *q, struct json_doc *doc,
             struct json *rows, struct va_err *err)
{
    struct advice *a = malloc(sizeof *a);
    struct json *o = json_add_object(doc, rows, NULL);
    struct advise_request request;
    struct field f;
    enum va_code code = a ? field_open(s, q, &f, err) : VA_NOMEM;

    json_add_string(doc, o, "workload", q->workload);
    if (!code) {
        json_add_bool(doc, o, "sample_data", f.workload.sample_data);
        field_request(&f, q, &request);
        code = advise((const struct contender *const *)f.contenders, f.n, &request, a);
        if (code == VA_DATA)
            code = VA_OK;
    }
    if (!code) {
        add_evidence(doc, o, &f);
        add_pick(doc, o, &f, a);
    }
    if (a)
        field_close(&f);
    free(a);
    return code;
}

static enum va_code
list(struct session *s, const struct question *q, const struct names *all,
     struct reply *r, struct va_err *err)
{
    struct json *rows = json_add_array(r->doc, json_root(r->doc), "workloads");
    bool hide = all->n_own > 0 && !q->with_samples;
    enum va_code code = VA_OK;

    for (size_t i = 0; i < all->n && !code; i++) {
        struct question one = *q;

        if (hide && all->items[i].sample)
            continue;
        one.workload = all->items[i].name;
        code = add_workload(s, &one, r->doc, rows, err);
    }
    if (hide && all->n > all->n_own)
        buf_printf(&r->hints, "%zu bundled samples hidden; --samples shows them.\n",
                   all->n - all->n_own);
    return code;
}

enum va_code
app_list(struct session *s, const struct question *q, struct reply *r, struct va_err *err)
{
    struct names all = { 0 };
    enum va_code code = reply_init(r);

    if (code)
        return va_fail(err, code, "out of memory");
    document_start(r->doc, "vadvise.list/1", NULL);
    code = session_names(s, take_name, &all, err);
    if (!code)
        code = list(s, q, &all, r, err);
    names_clear(&all);
    if (code)
        return err && err->code ? code : va_fail(err, code, "%s", va_code_text(code));
    r->rows = "workloads";
    if (!json_first(json_get(json_root(r->doc), "workloads")))
        buf_text(&r->text, "No workloads yet. 'vadvise import FILE' reads a CSV or JSON "
                           "(columns: memory_mb, duration_ms).\n");
    table_write(json_get(json_root(r->doc), "workloads"), columns,
                sizeof columns / sizeof *columns, &r->text);
    return reply_status(r);
}
