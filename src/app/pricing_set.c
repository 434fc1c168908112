/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changed prices: the cells there are, the difference, its effect, keeping it. */
#include <stdlib.h>
#include <string.h>

#include "app/commands.h"
#include "app/document.h"
#include "app/table.h"
#include "app/what_if.h"
#include "app/words.h"

enum { TEXT_BYTES = 1024, SHOWN_MAX = 20 /* workloads in words; JSON has all */ };

static const struct column cell_columns[] = {
    { "cell", "cell", CELL_TEXT },       { "value", "value", CELL_TEXT },
    { "meaning", "is for", CELL_TEXT },  { "everywhere", "all regions", CELL_MARK },
    { "changed", "changed", CELL_MARK },
};

static const struct column change_columns[] = {
    { "name", "name", CELL_TEXT },     { "table", "table", CELL_TEXT },
    { "region", "region", CELL_TEXT }, { "cell", "cell", CELL_TEXT },
    { "was", "saved", CELL_TEXT },     { "is", "changed to", CELL_TEXT },
};

/* What a writer of words says, as a string of the document. */
static void
add_words(struct reply *r, struct json *o, const char *key, const struct buf *words)
{
    if (words->code && !r->text.code)
        r->text.code = words->code;
    json_add_string(r->doc, o, key, buf_get(words));
}

static void
add_cell(struct reply *r, struct json *rows, const struct price_cell *c)
{
    struct json *o = json_add_object(r->doc, rows, NULL);
    struct buf label;

    buf_init(&label, TEXT_BYTES);
    what_if_label(&label, c);
    json_add_string(r->doc, o, "cell", c->key);
    json_add_string(r->doc, o, "value", c->value);
    add_words(r, o, "meaning", &label);
    json_add_bool(r->doc, o, "everywhere", !c->regional);
    json_add_bool(r->doc, o, "changed", c->edited);
    buf_clear(&label);
}

/* The cells of a table that the question means. */
static enum va_code
add_cells(struct prices *prices, const char *name, const struct question *q,
          struct reply *r, struct va_err *err)
{
    const struct price_query query = {
        .name = name, .region = q->region, .table = q->pricing, .on_days = q->as_of_days
    };
    struct json *root = json_root(r->doc);
    struct json *rows = NULL;
    struct price_place at = { .name = name };
    struct price_cell *cells = calloc(PRICE_CELLS_MAX, sizeof *cells);
    int32_t n = 0;
    enum va_code code = VA_OK;

    if (!cells)
        return va_fail(err, VA_NOMEM, "out of memory");
    code = prices_place(prices, &query, &at, err);
    if (!code)
        code = prices_cells(prices, &at, cells, &n, err);
    if (!code) {
        json_add_string(r->doc, root, "name", at.name);
        json_add_string(r->doc, root, "table", at.table);
        json_add_string(r->doc, root, "region", at.region);
        rows = json_add_array(r->doc, root, "cells");
        for (int32_t i = 0; i < n; i++)
            add_cell(r, rows, &cells[i]);
        buf_printf(&r->text, "%s, table %s, region %s\n\n", at.name, at.table, at.region);
        table_write(rows, cell_columns, sizeof cell_columns / sizeof *cell_columns,
                    &r->text);
        buf_printf(&r->hints, "Try one: vadvise pricing set %s/CELL=VALUE\n", at.name);
        r->rows = "cells";
    }
    free(cells);
    return code;
}

static void
add_changes(struct prices *prices, struct reply *r)
{
    struct json *rows = json_add_array(r->doc, json_root(r->doc), "changes");
    const struct price_edit *e = NULL;
    const char *name = NULL;

    for (int32_t i = 0; (e = prices_edit(prices, i, &name)) != NULL; i++) {
        struct json *o = json_add_object(r->doc, rows, NULL);
        struct buf option;

        buf_init(&option, TEXT_BYTES);
        what_if_option(&option, name, e);
        json_add_string(r->doc, o, "name", name);
        json_add_string(r->doc, o, "table", e->table);
        json_add_string(r->doc, o, "region", e->region);
        json_add_bool(r->doc, o, "everywhere", !e->cell.regional);
        json_add_string(r->doc, o, "cell", e->cell.key);
        json_add_string(r->doc, o, "was", e->was);
        json_add_string(r->doc, o, "is", e->cell.value);
        add_words(r, o, "set", &option);
        buf_clear(&option);
    }
    if (prices_edits(prices) == 0)
        return;
    r->rows = "changes";
    if (r->text.len)
        buf_byte(&r->text, '\n');
    table_write(rows, change_columns, sizeof change_columns / sizeof *change_columns,
                &r->text);
}

/* --- the effect --- */

/* Effects on workloads, one after the other. */
struct effects {
    struct session *session;
    struct question q;
    struct reply *reply;
    struct json *rows;
    bool one; /* a workload was named: what is wrong with it is said */
    int32_t n, n_same, n_shown;
    struct va_err *err;
};

static void
add_pick(struct json_doc *doc, struct json *in, const char *key,
         const struct what_if_pick *p)
{
    struct json *o = NULL;

    if (p->memory_mb == 0) {
        json_add_null(doc, in, key);
        return;
    }
    o = json_add_object(doc, in, key);
    json_add_string(doc, o, "implementation", p->implementation);
    json_add_string(doc, o, "platform", p->platform);
    json_add_int(doc, o, "memory_mb", p->memory_mb);
    json_add_number(doc, o, "duration_ms", p->duration_ms, 3);
    document_cost(doc, o, "cost_usd", p->cost_pusd);
    document_pusd(doc, o, "cost_pusd", p->cost_pusd);
}

static void
say_effect(struct effects *e, const struct what_if_effect *effect)
{
    struct buf line;

    e->n_same += !what_if_changes(effect);
    if (!e->one && (!what_if_changes(effect) || ++e->n_shown > SHOWN_MAX))
        return;
    buf_init(&line, TEXT_BYTES);
    buf_printf(&line, "%s%s: ", effect->workload,
               effect->sample_data ? " (sample data)" : "");
    what_if_say_effect(&line, effect);
    words_wrap(&e->reply->text, &line);
}

static enum va_code
take_effect(void *ctx, const char *name, bool sample)
{
    struct effects *e = ctx;
    struct what_if_effect effect;
    struct json_doc *doc = e->reply->doc;
    struct json *o = NULL;
    enum va_code code = VA_OK;

    (void)sample;
    e->q.workload = name;
    code = what_if_effect(e->session, &e->q, &effect, e->err);
    if (code == VA_DATA && !e->one)
        return VA_OK; /* the question's filters leave nothing of it */
    if (code)
        return code;
    o = json_add_object(doc, e->rows, NULL);
    json_add_string(doc, o, "workload", effect.workload);
    json_add_bool(doc, o, "changed", what_if_changes(&effect));
    add_pick(doc, o, "before", &effect.before);
    add_pick(doc, o, "after", &effect.after);
    json_add_bool(doc, o, "sample_data", effect.sample_data);
    say_effect(e, &effect);
    e->n++;
    return VA_OK;
}

/* Of a fleet, not all are said. */
static void
say_more(struct reply *r, int32_t n)
{
    struct buf line;

    buf_init(&line, TEXT_BYTES);
    buf_text(&line, "And ");
    words_count(&line, n, "workload");
    buf_text(&line, " more that change: --json has all.");
    words_wrap(&r->text, &line);
}

static enum va_code
add_effects(struct session *s, const struct question *q, struct reply *r,
            struct va_err *err)
{
    struct effects e = { .session = s,
                         .q = *q,
                         .reply = r,
                         .rows = json_add_array(r->doc, json_root(r->doc), "effect"),
                         .one = q->workload != NULL,
                         .err = err };
    enum va_code code = VA_OK;

    buf_byte(&r->text, '\n');
    code = e.one ? take_effect(&e, q->workload, false)
                 : session_names(s, take_effect, &e, err);
    if (code)
        return code;
    if (e.n_shown > SHOWN_MAX)
        say_more(r, e.n_shown - SHOWN_MAX);
    if (!e.one && e.n_same > 0) {
        struct buf line;

        buf_init(&line, TEXT_BYTES);
        words_count(&line, e.n_same, e.n_same < e.n ? "other workload" : "workload");
        buf_text(&line,
                 e.n_same == 1 ? ": pick and cost stay." : ": picks and costs stay.");
        words_wrap(&r->text, &line);
    }
    return VA_OK;
}

/* --- keeping --- */

/* Where files that were written are told. */
struct keeping {
    struct reply *reply;
    struct json *rows;
};

static void
take_kept(void *ctx, const char *path)
{
    const struct keeping *k = ctx;

    json_add_string(k->reply->doc, k->rows, NULL, path);
    buf_printf(&k->reply->text, "  kept in %s\n", path);
}

static enum va_code
keep(struct session *s, struct prices *prices, bool wanted, struct reply *r,
     struct va_err *err)
{
    struct keeping k = { .reply = r };
    const int32_t n = prices_edits(prices);

    k.rows = json_add_array(r->doc, json_root(r->doc), "kept");
    if (wanted && n == 0)
        return va_fail(err, VA_USAGE, "--keep: there is no change to keep");
    if (wanted) {
        buf_byte(&r->text, '\n');
        return what_if_keep(s, take_kept, &k, err);
    }
    if (n > 0)
        buf_text(&r->hints, "Nothing was written; --keep makes price files of your own "
                            "of it.\n");
    return VA_OK;
}

/* Is a change typed, or a name? */
static bool
is_change(const char *text)
{
    return text && strchr(text, '=');
}

/* What is there, and what is changed. */
static enum va_code
show(struct session *s, const struct question *q, const struct pricing_set *what,
     struct reply *r, struct va_err *err)
{
    struct prices *prices = NULL;
    enum va_code code = session_prices(s, &prices, err);

    if (code)
        return code;
    if (!what->text && prices_edits(prices) == 0) {
        va_fail(err, VA_USAGE, "pricing set: which price?");
        va_hint(err, "NAME lists what a platform or an API has; NAME/CELL=VALUE "
                     "changes one");
        return VA_USAGE;
    }
    if (what->text && !is_change(what->text))
        code = add_cells(prices, what->text, q, r, err);
    if (code)
        return code;
    add_changes(prices, r);
    if (prices_edits(prices) > 0)
        code = add_effects(s, q, r, err);
    return code ? code : keep(s, prices, what->keep, r, err);
}

enum va_code
app_pricing_set(struct session *s, const struct question *q,
                const struct pricing_set *what, struct reply *r, struct va_err *err)
{
    enum va_code code = reply_init(r);

    if (code)
        return va_fail(err, code, "out of memory");
    document_start(r->doc, "vadvise.pricing-set/1", NULL);
    if (is_change(what->text))
        code = what_if_set(s, q, what->text, err);
    if (!code)
        code = show(s, q, what, r, err);
    return code ? code : reply_status(r);
}
