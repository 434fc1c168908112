/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the screen of price tables shows, read from the session's tables. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "tui/prices.h"

static const char *const units[] = {
#define X(name, text, meaning) [TARIFF_##name] = text,
    TARIFF_UNITS(X)
#undef X
};

static enum va_code
add_row(void *ctx, const struct price_table *p)
{
    struct prices_view *v = ctx;
    struct prices_row *row = &v->rows[v->n];

    if (v->n == PRICES_ROWS_MAX)
        return VA_OK;
    *row = (struct prices_row){ .effective_days = p->effective_days,
                                .n_regions = p->n_regions,
                                .unit_name = "",
                                .unverified = p->unverified,
                                .overlay = p->overlay,
                                .what_if = p->what_if };
    snprintf(row->name, sizeof row->name, "%s", p->name);
    snprintf(row->table, sizeof row->table, "%s", p->table);
    snprintf(row->title, sizeof row->title, "%s", p->title);
    snprintf(row->source, sizeof row->source, "%s", p->source);
    snprintf(row->retrieved, sizeof row->retrieved, "%.15s", p->retrieved);
    snprintf(row->sha256, sizeof row->sha256, "%s", p->sha256);
    if (v->n > 0 && !strcmp(v->rows[v->n - 1].name, row->name))
        v->rows[v->n - 1].until_days = p->effective_days;
    v->n++;
    return VA_OK;
}

/* The prices that the list shows: those of the first tier that costs something. */
static void
take_cell(struct prices_row *row, const struct price_cell *c)
{
    struct buf text;
    char *to = NULL;

    if (c->what == PRICE_REQUEST)
        to = row->request;
    else if (c->what == PRICE_STEP)
        to = row->step;
    else if ((c->what == PRICE_UNIT || c->what == PRICE_CALL) &&
             (!row->unit[0] || !strcmp(row->unit, "$0"))) {
        to = row->unit;
        row->unit_name = c->what == PRICE_CALL ? "call" : units[c->unit];
    }
    if (!to)
        return;
    buf_init(&text, PRICE_CELL_TEXT_MAX - 1);
    what_if_value(&text, c->kind, c->value);
    snprintf(to, PRICE_CELL_TEXT_MAX, "%s", buf_get(&text));
    buf_clear(&text);
}

static void
complete_row(struct prices *p, struct prices_row *row, struct price_cell *cells,
             int32_t today)
{
    const struct price_place at = { row->name, row->table, NULL };
    int32_t n = 0;

    row->in_force =
        row->effective_days <= today && (row->until_days == 0 || row->until_days > today);
    if (prices_cells(p, &at, cells, &n, NULL))
        return;
    for (int32_t i = 0; i < n; i++)
        take_cell(row, &cells[i]);
}

static void
load_rows(struct tui *t, struct prices_view *v, struct prices *p)
{
    v->n = 0;
    v->code = prices_visit(p, NULL, add_row, v, &v->err);
    for (int32_t i = 0; i < v->n; i++)
        complete_row(p, &v->rows[i], v->cells, session_today(t->session));
    if (v->at >= v->n)
        v->at = v->n > 0 ? v->n - 1 : 0;
}

/* At first the cursor is on what the open workload is priced by. */
static void
choose_row(const struct tui *t, struct prices_view *v)
{
    const struct advice *a = t->subject.advice;
    const struct contender *c = a && a->feasible ? subject_contender(t, &a->pick) : NULL;

    for (int32_t i = 0; c && c->has_tariff && i < v->n; i++) {
        if (!strcmp(v->rows[i].name, c->tariff.platform) &&
            !strcmp(v->rows[i].table, c->tariff.table))
            v->at = i;
    }
}

/* The cells of the table that is open, in the group of regions that is chosen. */
static void
load_cells(struct prices_view *v, struct prices *p)
{
    struct price_place at = { v->name, v->table, v->region };
    int32_t n = 0;

    v->n_groups = 0;
    while (prices_group(p, &at, v->n_groups, &n))
        v->n_groups++;
    at.region = prices_group(p, &at, v->group, &v->n_same);
    snprintf(v->region, sizeof v->region, "%s", at.region ? at.region : "");
    at.region = v->region;
    v->n_cells = 0;
    v->code = prices_cells(p, &at, v->cells, &v->n_cells, &v->err);
    if (v->code)
        v->in_table = false;
    if (v->cell_at >= v->n_cells)
        v->cell_at = v->n_cells > 0 ? v->n_cells - 1 : 0;
}

void
prices_load(struct tui *t)
{
    struct prices_view *v = prices_view_of(t);
    struct prices *p = NULL;

    v->err = (struct va_err){ 0 };
    v->code = session_prices(t->session, &p, &v->err);
    if (v->code)
        return;
    load_rows(t, v, p);
    if (!v->loaded)
        choose_row(t, v);
    if (v->in_table)
        load_cells(v, p);
    v->generation = prices_generation(p);
    v->loaded = true;
}

void
prices_keep_up(struct tui *t)
{
    struct prices_view *v = prices_view_of(t);
    struct prices *p = NULL;

    if (!v->loaded ||
        (!session_prices(t->session, &p, NULL) && prices_generation(p) != v->generation))
        prices_load(t);
}

int32_t
prices_changes(const struct tui *t)
{
    struct prices *p = NULL;

    return session_prices(t->session, &p, NULL) ? 0 : prices_edits(p);
}

bool
prices_age(const struct tui *t, const struct prices_row *row, struct buf *out)
{
    enum { MONTH = 30, YEAR = 365, DAYS_SHOWN = 60, MONTHS_SHOWN = 2 * YEAR };
    int32_t then = 0;
    int32_t days = 0;

    if (date_parse(row->retrieved, &then))
        return false;
    days = session_today(t->session) - then;
    if (days < 1)
        buf_text(out, "today");
    else if (days < DAYS_SHOWN)
        buf_printf(out, "%" PRId32 " day%s ago", days, days == 1 ? "" : "s");
    else if (days < MONTHS_SHOWN)
        buf_printf(out, "%" PRId32 " months ago", days / MONTH);
    else
        buf_printf(out, "%" PRId32 " years ago", days / YEAR);
    return days > YEAR;
}
