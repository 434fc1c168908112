/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The screen of price tables: what there is, changing a cell, keeping it. */
#include "tui/prices.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/list.h"
#include "tui/price_local.h"

enum { TEXT_BYTES = 65536 };

/* --- the screen's own --- */

static void
view_free(struct prices_view *v)
{
    if (!v)
        return;
    prices_effect_clear(&v->effect);
    free(v->rows);
    free(v->cells);
    free(v);
}

static enum va_code
open(struct tui *t, struct va_err *err)
{
    struct prices_view *v = calloc(1, sizeof *v);

    if (v) {
        v->rows = calloc(PRICES_ROWS_MAX, sizeof *v->rows);
        v->cells = calloc(PRICE_CELLS_MAX, sizeof *v->cells);
    }
    if (!v || !v->rows || !v->cells) {
        view_free(v);
        return va_fail(err, VA_NOMEM, "out of memory");
    }
    t->views[SCREEN_PRICES] = v;
    return VA_OK;
}

static void
close_view(struct tui *t)
{
    view_free(prices_view_of(t));
    t->views[SCREEN_PRICES] = NULL;
}

/* --- moving --- */

static void
move(struct prices_view *v, enum action_id id)
{
    if (v->in_table)
        list_move(&v->cell_at, v->n_cells, id, v->page);
    else
        list_move(&v->at, v->n, id, v->page);
}

/* Left and right: the group of regions. */
static void
turn(struct tui *t, struct prices_view *v, int32_t by)
{
    if (!v->in_table || v->group + by < 0 || v->group + by >= v->n_groups)
        return;
    v->group += by;
    prices_load(t);
}

/* The cells of the table under the cursor, in the region that the screen asks for. */
static void
enter_table(struct tui *t, struct prices_view *v)
{
    const struct prices_row *row = prices_row_at(v);
    const char *region = t->subject.open ? t->subject.question.region : NULL;
    struct prices *p = NULL;
    struct price_place at;

    if (!row || session_prices(t->session, &p, NULL))
        return;
    snprintf(v->name, sizeof v->name, "%s", row->name);
    snprintf(v->table, sizeof v->table, "%s", row->table);
    at = (struct price_place){ v->name, v->table, region };
    v->group = prices_group_of(p, &at);
    at.region = NULL;
    if (v->group < 0)
        v->group = prices_group_of(p, &at);
    v->in_table = true;
    v->cell_at = v->cell_first = 0;
    prices_load(t);
}

/* --- changing --- */

static const struct price_cell *
cell_at(const struct prices_view *v)
{
    return v->in_table && v->cell_at < v->n_cells ? &v->cells[v->cell_at] : NULL;
}

static void
ask_cell(struct tui *t, const struct prices_view *v, const struct price_cell *c)
{
    char title[3 * TEXT_NAME_MAX];
    char help[OVERLAY_TEXT_MAX];
    struct buf label;

    buf_init(&label, PRICE_CELL_TEXT_MAX * 2);
    what_if_label(&label, c);
    snprintf(title, sizeof title, "%s, %s %s", buf_get(&label), v->name, v->table);
    snprintf(help, sizeof help, "%s", price_cell_expected(c->kind));
    tui_ask(t,
            &(struct ask){
                .action = ACTION_CELL, .title = title, .text = c->value, .help = help });
    buf_clear(&label);
}

/* text NULL: as saved */
static enum va_code
set_cell(struct tui *t, const struct price_cell *c, const char *text, struct va_err *err)
{
    const struct prices_view *v = prices_view_of(t);
    const struct price_place at = { v->name, v->table, v->region };
    char key[PRICE_KEY_MAX];

    snprintf(key, sizeof key, "%s", c->key);
    return price_local_set(t, &at, key, text, err);
}

/* A change as --set takes it, whatever the cursor is on. */
static enum va_code
set_named(struct tui *t, const char *text, struct va_err *err)
{
    struct question q;
    struct subject_texts texts;
    enum va_code code = subject_question(t, NULL, &texts, &q, err);

    if (!code)
        code = what_if_set(t->session, &q, text, err);
    if (code)
        return code;
    price_local_adopt(t);
    tui_changed(t);
    return VA_OK;
}

static enum va_code
change(struct tui *t, const struct doing *d, struct va_err *err)
{
    const struct prices_view *v = prices_view_of(t);
    const struct price_cell *c = cell_at(v);

    if (d->argument && strchr(d->argument, '='))
        return set_named(t, d->argument, err);
    if (!c)
        return va_fail(err, VA_USAGE, "Enter opens a table; its prices can be changed");
    if (d->id == ACTION_CELL_SAVED && !c->edited)
        return va_fail(err, VA_USAGE, "this price is as it is saved");
    if (d->id == ACTION_CELL_SAVED)
        return set_cell(t, c, NULL, err);
    if (d->argument)
        return set_cell(t, c, d->argument, err);
    ask_cell(t, v, c);
    return VA_OK;
}

static enum va_code
show_difference(struct tui *t, struct va_err *err)
{
    struct buf text;

    if (prices_changes(t) == 0)
        return va_fail(err, VA_USAGE, "no price is changed");
    buf_init(&text, TEXT_BYTES);
    prices_say_difference(t, &text);
    tui_view(t, "Difference to the saved prices", buf_get(&text));
    buf_clear(&text);
    return VA_OK;
}

static void
count_kept(void *ctx, const char *path)
{
    struct buf *out = ctx;

    buf_printf(out, "%s%s", out->len ? ", " : "", path);
}

static enum va_code
keep_now(struct tui *t, const char *typed, struct va_err *err)
{
    struct buf kept;
    enum va_code code = VA_OK;

    (void)typed;
    buf_init(&kept, TEXT_BYTES);
    code = what_if_keep(t->session, count_kept, &kept, err);
    if (!code) {
        price_local_kept(t);
        tui_toast(t, ROLE_GOOD, "kept in %s", buf_get(&kept));
    }
    buf_clear(&kept);
    return code;
}

static enum va_code
ask_keep(struct tui *t, struct va_err *err)
{
    struct buf text;

    if (prices_changes(t) == 0)
        return va_fail(err, VA_USAGE, "no price is changed: there is nothing to keep");
    buf_init(&text, TEXT_BYTES);
    prices_say_difference(t, &text);
    buf_printf(&text,
               "\nPrice files of your own take the place of the installed ones, in\n%s",
               session_options_get(t->session)->overlay_dir
                   ? session_options_get(t->session)->overlay_dir
                   : "no folder that is known");
    tui_confirm(t, &(struct confirm){ .title = "Keep the changed prices?",
                                      .text = buf_get(&text),
                                      .yes = keep_now });
    buf_clear(&text);
    return VA_OK;
}

/* --- the table of functions --- */

static void
refresh(struct tui *t)
{
    prices_keep_up(t);
    prices_effect_refresh(t);
}

static enum va_code
act(struct tui *t, const struct doing *d, struct va_err *err)
{
    struct prices_view *v = prices_view_of(t);

    prices_keep_up(t); /* keys may come before a frame is drawn */
    switch ((int)d->id) {
    case ACTION_LEFT:
    case ACTION_RIGHT:
        turn(t, v, d->id == ACTION_LEFT ? -1 : 1);
        return VA_OK;
    case ACTION_OPEN:
        if (v->in_table)
            return change(t, &(struct doing){ ACTION_CELL, NULL }, err);
        enter_table(t, v);
        return VA_OK;
    case ACTION_CELL:
    case ACTION_CELL_SAVED:
        return change(t, d, err);
    case ACTION_DIFFERENCE:
        return show_difference(t, err);
    case ACTION_KEEP:
        return ask_keep(t, err);
    default:
        move(v, d->id);
        return VA_OK;
    }
}

static bool
can(const struct tui *t, enum action_id id)
{
    if (id == ACTION_OPEN)
        return prices_row_at(prices_view_of(t)) != NULL;
    return (id != ACTION_DIFFERENCE && id != ACTION_KEEP) || prices_changes(t) > 0;
}

static const char *
label(const struct tui *t, enum action_id id)
{
    return id == ACTION_OPEN && prices_view_of(t)->in_table ? "edit" : NULL;
}

static bool
back(struct tui *t)
{
    struct prices_view *v = prices_view_of(t);
    const bool was = v->in_table;

    v->in_table = false;
    return was;
}

/* A click puts the cursor on a row; one on the cursor opens it. */
static void
point(struct tui *t, const struct spot *s, const struct event *e)
{
    struct prices_view *v = prices_view_of(t);
    int32_t *at = v->in_table ? &v->cell_at : &v->at;

    if (e->mouse == MOUSE_WHEEL_UP || e->mouse == MOUSE_WHEEL_DOWN) {
        move(v, e->mouse == MOUSE_WHEEL_UP ? ACTION_UP : ACTION_DOWN);
        return;
    }
    if (e->mouse != MOUSE_PRESS)
        return;
    if (*at == s->value)
        tui_do(t, ACTION_OPEN, NULL);
    else
        *at = s->value;
}

extern const struct screen screen_prices;
const struct screen screen_prices = {
    .open = open,
    .close = close_view,
    .refresh = refresh,
    .work = prices_effect_work,
    .act = act,
    .can = can,
    .label = label,
    .back = back,
    .point = point,
    .draw = prices_draw,
    .say = prices_say,
    .line = prices_line,
    .content = prices_content,
};
