/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The screen of price tables in words, as a command line and as documents. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "app/commands.h"
#include "app/render.h"
#include "base/clock.h"
#include "tui/prices.h"

void
prices_say_difference(const struct tui *t, struct buf *out)
{
    const struct price_edit *e = NULL;
    const char *name = NULL;
    struct prices *p = NULL;

    if (session_prices(t->session, &p, NULL))
        return;
    for (int32_t i = 0; (e = prices_edit(p, i, &name)) != NULL; i++) {
        buf_printf(out, "%s, table %s, %s%s\n  ", name, e->table,
                   e->cell.regional ? e->region : "all regions",
                   e->cell.regional ? " and others at its prices" : "");
        what_if_label(out, &e->cell);
        buf_text(out, ": ");
        what_if_value(out, e->cell.kind, e->was);
        buf_text(out, " -> ");
        what_if_value(out, e->cell.kind, e->cell.value);
        buf_byte(out, '\n');
    }
}

/* What a cell was before it was changed; NULL: it is as saved. */
static const struct price_edit *
edit_of(const struct tui *t, const struct price_cell *c)
{
    const struct prices_view *v = prices_view_of(t);
    const struct price_edit *e = NULL;
    const char *name = NULL;
    struct prices *p = NULL;

    if (!c->edited || session_prices(t->session, &p, NULL))
        return NULL;
    for (int32_t i = 0; (e = prices_edit(p, i, &name)) != NULL; i++) {
        if (!strcmp(name, v->name) && !strcmp(e->cell.place, c->place))
            return e;
    }
    return NULL;
}

void
prices_say_cell(const struct tui *t, const struct price_cell *c, struct buf *out)
{
    const struct price_edit *e = edit_of(t, c);

    if (e) {
        buf_text(out, "saved ");
        what_if_value(out, e->cell.kind, e->was);
    } else if (!c->regional) {
        buf_text(out, "in all regions");
    }
}

void
prices_say_row(const struct tui *t, const struct prices_row *row, struct buf *out)
{
    char date[DATE_TEXT_MAX];

    buf_printf(out, "%s of %s, valid from %s%s", row->table, row->name,
               date_format(date, row->effective_days), row->in_force ? ", in force" : "");
    if (row->step[0])
        buf_printf(out, ", billed per %s, %s a request", row->step, row->request);
    if (row->unit[0])
        buf_printf(out, ", %s a %s", row->unit, row->unit_name);
    buf_text(out, ", read ");
    (void)prices_age(t, row, out);
    if (row->what_if)
        buf_text(out, "; changed and not saved");
    if (row->overlay)
        buf_text(out, "; your own file");
    if (row->unverified)
        buf_text(out, "; not all of it is verified");
}

static void
say_cells(const struct tui *t, struct buf *out)
{
    const struct prices_view *v = prices_view_of(t);

    buf_printf(out, "%s, table %s, region %s:\n", v->name, v->table, v->region);
    for (int32_t i = 0; i < v->n_cells; i++) {
        const struct price_cell *c = &v->cells[i];

        buf_printf(out, "%s%" PRId32 ". ", i == v->cell_at ? "> " : "", i + 1);
        what_if_label(out, c);
        buf_text(out, ": ");
        what_if_value(out, c->kind, c->value);
        if (c->edited)
            buf_text(out, ", ");
        if (c->edited)
            prices_say_cell(t, c, out);
        buf_byte(out, '\n');
    }
}

void
prices_say(struct tui *t, struct buf *out)
{
    const struct prices_view *v = prices_view_of(t);
    const int32_t n = prices_changes(t);

    if (n > 0)
        buf_printf(out, "%" PRId32 " price%s changed, not saved.\n", n,
                   n == 1 ? " is" : "s are");
    if (v->code)
        buf_printf(out, "%s\n", v->err.text);
    for (int32_t i = 0; i < v->n && !v->in_table; i++) {
        buf_printf(out, "%" PRId32 ". ", i + 1);
        prices_say_row(t, &v->rows[i], out);
        buf_text(out, i == v->at ? " (cursor)\n" : "\n");
    }
    if (v->in_table)
        say_cells(t, out);
    if (n > 0) {
        prices_effect_say_open(t, out);
        buf_byte(out, '\n');
        prices_effect_say_all(t, out);
        buf_byte(out, '\n');
    }
}

/* The changes as options. */
static void
put_changes(const struct tui *t, struct buf *out)
{
    const struct price_edit *e = NULL;
    const char *name = NULL;
    struct prices *p = NULL;

    if (session_prices(t->session, &p, NULL))
        return;
    for (int32_t i = 0; (e = prices_edit(p, i, &name)) != NULL; i++) {
        struct buf option;

        buf_init(&option, LOCAL_TEXT_MAX * 2);
        what_if_option(&option, name, e);
        buf_text(out, " --set ");
        subject_word(out, buf_get(&option));
        buf_clear(&option);
    }
}

void
prices_line(const struct tui *t, struct buf *out)
{
    const struct prices_view *v = prices_view_of(t);
    const int32_t n = prices_changes(t);

    if (v->in_table) {
        buf_text(out, "pricing show ");
        subject_word(out, v->name);
        buf_text(out, " --pricing ");
        subject_word(out, v->table);
        buf_text(out, " --region ");
        subject_word(out, v->region);
    } else {
        buf_text(out, n > 0 ? "pricing set" : "pricing list");
    }
    put_changes(t, out);
}

/* --- documents --- */

static enum va_code
reply_of(struct tui *t, struct reply *r, struct va_err *err)
{
    const struct prices_view *v = prices_view_of(t);
    struct question q;

    if (!v->in_table)
        return app_pricing_list(t->session, NULL, r, err);
    question_init(&q, session_today(t->session));
    q.pricing = v->table;
    q.region = v->region;
    return app_pricing_show(t->session, v->name, &q, r, err);
}

/* The value under the cursor, as it is written in files. */
static void
put_value(const struct prices_view *v, struct buf *out)
{
    if (v->in_table && v->cell_at < v->n_cells)
        buf_text(out, v->cells[v->cell_at].value);
    else if (prices_row_at(v))
        buf_text(out, prices_row_at(v)->table);
}

/* Words: the table with its source, where its file is, what is changed. */
static void
put_text(struct tui *t, const struct reply *r, struct buf *out)
{
    const struct prices_view *v = prices_view_of(t);
    const struct prices_row *row = prices_row_at(v);

    buf_text(out, buf_get(&r->text));
    if (!v->in_table && row)
        buf_printf(out, "\n%s %s\n  Source: %s\n", row->name, row->table, row->source);
    if (row)
        buf_printf(out, "  sha256: %s\n", row->sha256);
    if (prices_changes(t) > 0) {
        buf_text(out, "\nChanged, and not saved:\n");
        prices_say_difference(t, out);
    }
}

enum va_code
prices_content(struct tui *t, enum screen_format format, struct buf *out,
               struct va_err *err)
{
    static const enum render_format formats[] = { [SCREEN_JSON] = RENDER_JSON,
                                                  [SCREEN_CSV] = RENDER_CSV,
                                                  [SCREEN_MARKDOWN] = RENDER_MARKDOWN };
    const struct prices_view *v = prices_view_of(t);
    struct render_options o = { .format = RENDER_JSON };
    struct reply r = { .verdict = VA_OK };
    enum va_code code = VA_OK;

    if (v->n == 0)
        return va_fail(err, VA_DATA, "there are no price tables");
    if (format == SCREEN_VALUE) {
        put_value(v, out);
        return VA_OK;
    }
    code = reply_of(t, &r, err);
    if (!code && format == SCREEN_TEXT) {
        put_text(t, &r, out);
    } else if (!code) {
        o.format = formats[format];
        code = render(&r, &o, out, err);
    }
    reply_clear(&r);
    return code;
}
