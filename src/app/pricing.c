/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Price tables: what there is, what is in force, whether files are right. */
#include <string.h>

#include "app/commands.h"
#include "app/document.h"
#include "app/table.h"
#include "app/words.h"
#include "base/clock.h"
#include "base/text.h"

static const struct column table_columns[] = {
    { "name", "name", CELL_TEXT },
    { "table", "table", CELL_TEXT },
    { "effective", "since", CELL_TEXT },
    { "regions", "regions", CELL_INT },
    { "retrieved", "retrieved", CELL_TEXT },
    { "overlay", "your own", CELL_MARK },
    { "unverified", "unverified", CELL_MARK },
    { "what_if", "what if", CELL_MARK },
};

/* Where tables go. */
struct listing {
    struct reply *reply;
    struct json *rows;
};

static enum va_code
add_table(void *ctx, const struct price_table *t)
{
    const struct listing *l = ctx;
    struct reply *r = l->reply;
    struct json *o = json_add_object(r->doc, l->rows, NULL);
    char date[DATE_TEXT_MAX];

    json_add_string(r->doc, o, "name", t->name);
    json_add_string(r->doc, o, "title", t->title);
    json_add_string(r->doc, o, "kind", t->kind == PRICE_API ? "api" : "platform");
    json_add_string(r->doc, o, "table", t->table);
    json_add_string(r->doc, o, "effective", date_format(date, t->effective_days));
    json_add_int(r->doc, o, "regions", t->n_regions);
    json_add_string(r->doc, o, "retrieved", t->retrieved);
    json_add_string(r->doc, o, "source", t->source);
    document_text(r->doc, o, "note", t->note);
    json_add_bool(r->doc, o, "unverified", t->unverified);
    json_add_bool(r->doc, o, "overlay", t->overlay);
    json_add_bool(r->doc, o, "what_if", t->what_if);
    json_add_string(r->doc, o, "path", t->path);
    return VA_OK;
}

enum va_code
app_pricing_list(struct session *s, const char *name, struct reply *r, struct va_err *err)
{
    struct prices *prices = NULL;
    struct listing l = { .reply = r };
    enum va_code code = reply_init(r);

    if (code)
        return va_fail(err, code, "out of memory");
    document_start(r->doc, "vadvise.pricing-list/1", NULL);
    l.rows = json_add_array(r->doc, json_root(r->doc), "tables");
    code = session_prices(s, &prices, err);
    if (!code)
        code = prices_visit(prices, name, add_table, &l, err);
    if (code)
        return code;
    r->rows = "tables";
    table_write(l.rows, table_columns, sizeof table_columns / sizeof *table_columns,
                &r->text);
    return reply_status(r);
}

static const struct column check_columns[] = {
    { "file", "file", CELL_TEXT },
    { "ok", "ok", CELL_MARK },
    { "error", "error", CELL_TEXT },
};

static bool
check_one(struct reply *r, struct json *rows, const char *path)
{
    struct va_err why = { 0 };
    bool ok = prices_check_file(path, &why) == VA_OK;
    struct json *o = json_add_object(r->doc, rows, NULL);

    json_add_string(r->doc, o, "file", path);
    json_add_bool(r->doc, o, "ok", ok);
    json_add_string(r->doc, o, "error", ok ? NULL : why.text);
    return ok;
}

enum va_code
app_pricing_check(struct session *s, const char *path, struct reply *r,
                  struct va_err *err)
{
    struct prices *prices = NULL;
    struct json *rows = NULL;
    bool ok = true;
    enum va_code code = reply_init(r);

    if (code)
        return va_fail(err, code, "out of memory");
    document_start(r->doc, "vadvise.pricing-check/1", NULL);
    rows = json_add_array(r->doc, json_root(r->doc), "files");
    if (path) {
        ok = check_one(r, rows, path);
    } else {
        code = session_prices(s, &prices, err);
        for (int32_t i = 0; !code && i < prices_count(prices); i++)
            ok = check_one(r, rows, prices_entry(prices, i)->path) && ok;
    }
    if (code)
        return code;
    r->rows = "files";
    r->verdict = ok ? VA_OK : VA_DATA;
    table_write(rows, check_columns, sizeof check_columns / sizeof *check_columns,
                &r->text);
    return reply_status(r);
}
