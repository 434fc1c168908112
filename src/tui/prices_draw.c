/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The screen of price tables, drawn. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "tui/list.h"
#include "tui/prices.h"

enum {
    WIDE = 110,    /* columns from which units and remarks have columns of their own */
    FOOT = 6,      /* rows below the list */
    FOOT_MORE = 8, /* with what changes do */
    FOOT_MIN = 4,  /* where there are few */
    FEW_ROWS = 14,
    TEXT_BYTES = 4096,
    PANE_ROWS = 0
};

static const struct ink plain = { ROLE_TEXT, 0 };
static const struct ink dim = { ROLE_DIM, 0 };
static const struct ink bold = { ROLE_TITLE, CELL_BOLD };
static const struct ink warn = { ROLE_WARN, CELL_BOLD };

/* Blanks behind a column. */
static int32_t
gap_of(struct cell_rect at)
{
    return at.columns < WIDE ? 1 : 2;
}

/* A column of a table: text in so many cells; returns where the next one begins. */
static int32_t
put(struct frame *f, struct cell_rect at, int32_t from, int32_t width, const char *text)
{
    frame_text(f, rect_columns(at, from, width), plain, text);
    return from + width + gap_of(at);
}

static int32_t
put_right(struct frame *f, struct cell_rect at, int32_t from, int32_t width,
          const char *text)
{
    frame_right(f, rect_columns(at, from, width), plain, text);
    return from + width + gap_of(at);
}

/* Widths of the columns of the list. */
struct widths {
    int32_t table, name, request, unit;
};

static int32_t
wider(int32_t a, const char *text)
{
    const int32_t b = (int32_t)strlen(text);

    return a > b ? a : b;
}

static struct widths
measure(const struct prices_view *v)
{
    struct widths w = { 5, 2, 7, 4 };

    for (int32_t i = 0; i < v->n; i++) {
        w.table = wider(w.table, v->rows[i].table);
        w.name = wider(w.name, v->rows[i].name);
        w.request = wider(w.request, v->rows[i].request);
        w.unit = wider(w.unit, v->rows[i].unit);
    }
    w.table = w.table > 24 ? 24 : w.table;
    w.name = w.name > 24 ? 24 : w.name;
    return w;
}

/* Why a table is not quite what the provider says, as a mark and in words. */
static char
mark_of(const struct prices_row *row)
{
    return row->what_if ? '*' : row->overlay ? '+' : row->unverified ? '?' : ' ';
}

static const char *
remark_of(const struct prices_row *row)
{
    return row->what_if      ? "changed, not saved"
           : row->overlay    ? "your own file"
           : row->unverified ? "not all verified"
                             : "";
}

/* What there is room for, from the least important on. */
enum { ROOM_DATES = 78, ROOM_NAMES = 56 };

static void
draw_head(struct frame *f, struct cell_rect at, const struct widths *w)
{
    int32_t x = 2;

    x = put(f, at, x, w->table, "Table");
    if (at.columns >= ROOM_NAMES)
        x = put(f, at, x, w->name, "Of");
    if (at.columns >= ROOM_DATES)
        x = put(f, at, x, 14, "valid from");
    if (at.columns >= ROOM_NAMES)
        x = put_right(f, at, x, 6, "step");
    if (at.columns >= ROOM_DATES)
        x = put_right(f, at, x, w->request, "request");
    x = put_right(f, at, x, w->unit, "unit");
    if (at.columns >= WIDE)
        put(f, at, x, at.columns, "of");
}

static int32_t
draw_date(const struct prices_row *row, struct frame *f, struct cell_rect at, int32_t x)
{
    char date[DATE_TEXT_MAX];
    char text[32];

    snprintf(text, sizeof text, "%s%s", date_format(date, row->effective_days),
             row->in_force ? " now" : "");
    return put(f, at, x, 14, text);
}

static void
draw_row(const struct prices_row *row, struct frame *f, struct cell_rect at,
         const struct widths *w)
{
    const char mark[] = { mark_of(row), '\0' };
    int32_t x = 2;

    frame_text(f, rect_columns(at, 1, 1), row->what_if ? warn : plain, mark);
    x = put(f, at, x, w->table, row->table);
    if (at.columns >= ROOM_NAMES)
        x = put(f, at, x, w->name, row->name);
    if (at.columns >= ROOM_DATES)
        x = draw_date(row, f, at, x);
    if (at.columns >= ROOM_NAMES)
        x = put_right(f, at, x, 6, row->step[0] ? row->step : "-");
    if (at.columns >= ROOM_DATES)
        x = put_right(f, at, x, w->request, row->request[0] ? row->request : "-");
    x = put_right(f, at, x, w->unit, row->unit);
    if (at.columns < WIDE)
        return;
    x = put(f, at, x, 9, row->unit_name);
    frame_text(f, rect_columns(at, x, at.columns), row->what_if ? warn : dim,
               remark_of(row));
}

/* A paragraph below the list; returns the rows used. */
static int32_t
draw_paragraph(struct frame *f, struct cell_rect at, struct ink ink, const char *text)
{
    at = rect_columns(at, 1, at.columns - 2);
    return *text ? frame_wrap(f, at, ink, text) : 0;
}

static int32_t
draw_effect(const struct tui *t, struct frame *f, struct cell_rect at)
{
    struct buf text;
    int32_t used = 0;

    if (prices_changes(t) == 0)
        return 0;
    buf_init(&text, TEXT_BYTES);
    prices_effect_say_open(t, &text);
    if (text.len)
        buf_byte(&text, ' ');
    prices_effect_say_all(t, &text);
    used = draw_paragraph(f, at, warn, buf_get(&text));
    buf_clear(&text);
    return used;
}

/* Where the figures of a table come from; true: they are old. */
static bool
say_table(const struct tui *t, const struct prices_row *row, struct buf *out)
{
    bool old = false;

    buf_printf(out, "%s, %" PRId32 " region%s, read ", row->title, row->n_regions,
               row->n_regions == 1 ? "" : "s");
    old = prices_age(t, row, out);
    buf_printf(out, " (%s)%s", row->retrieved,
               row->unverified ? ", not all verified" : "");
    return old;
}

static void
say_source(const struct prices_row *row, struct buf *out)
{
    buf_printf(out, "sha256 %.12s. %s", row->sha256, row->source);
}

/* Of the table under the cursor. */
static void
draw_source(const struct tui *t, struct frame *f, struct cell_rect at)
{
    const struct prices_row *row = prices_row_at(prices_view_of(t));
    struct buf text;
    int32_t used = 0;
    bool old = false;

    if (!row)
        return;
    buf_init(&text, TEXT_BYTES);
    old = say_table(t, row, &text);
    used = draw_paragraph(f, at, old ? warn : plain, buf_get(&text));
    buf_reset(&text);
    say_source(row, &text);
    draw_paragraph(f, rect_rows(at, used, at.rows - used), dim, buf_get(&text));
    buf_clear(&text);
}

/* The rows that the longest of the sources takes, so that the list stays where it is. */
static int32_t
source_rows(const struct tui *t, struct cell_rect area)
{
    const struct prices_view *v = prices_view_of(t);
    int32_t most = 0;

    for (int32_t i = 0; i < v->n; i++) {
        struct buf text;
        int32_t rows = 0;

        buf_init(&text, TEXT_BYTES);
        say_table(t, &v->rows[i], &text);
        rows = frame_wrap_rows(buf_get(&text), area.columns - 2, area.rows);
        buf_reset(&text);
        say_source(&v->rows[i], &text);
        rows += frame_wrap_rows(buf_get(&text), area.columns - 2, area.rows);
        buf_clear(&text);
        most = rows > most ? rows : most;
    }
    return most;
}

static void
draw_legend(struct frame *f, struct cell_rect at)
{
    frame_text(
        f, rect_columns(at, 1, at.columns), dim,
        "* changed, not saved  + your own file  ? not all verified  now: in force");
}

static void
draw_foot(const struct tui *t, struct frame *f, struct cell_rect at)
{
    int32_t used = 1;

    frame_rule(f, rect_rows(at, 0, 1), NULL);
    used += draw_effect(t, f, rect_rows(at, used, at.rows - used - 1));
    draw_source(t, f, rect_rows(at, used, at.rows - used - 1));
    draw_legend(f, rect_rows(at, at.rows - 1, 1));
}

static int32_t
foot_rows(const struct tui *t, struct cell_rect area)
{
    const int32_t least = prices_changes(t) > 0 ? FOOT_MORE : FOOT;
    int32_t rows = 0;

    if (area.rows < FEW_ROWS)
        return FOOT_MIN;
    rows = source_rows(t, area) + 2 + (least - FOOT);
    rows = rows < area.rows / 2 ? rows : area.rows / 2;
    return rows > least ? rows : least;
}

static void
draw_list(const struct tui *t, struct frame *f, struct cell_rect area)
{
    struct prices_view *v = prices_view_of(t);
    const int32_t foot = foot_rows(t, area);
    const struct cell_rect list = rect_rows(area, 1, area.rows - 1 - foot);
    const struct widths w = measure(v);

    draw_head(f, rect_rows(area, 0, 1), &w);
    v->page = list.rows;
    v->first = list_scroll(v->first, v->at, v->n, list.rows);
    for (int32_t i = v->first; i < v->n && i - v->first < list.rows; i++) {
        const struct cell_rect at = rect_rows(list, i - v->first, 1);

        draw_row(&v->rows[i], f, at, &w);
        frame_spot_value(f, at, PANE_ROWS, i);
        if (i == v->at) {
            frame_text(f, at, plain, ">");
            frame_select(f, at);
        }
    }
    draw_foot(t, f, rect_rows(area, area.rows - foot, foot));
}

/* --- the cells of a table --- */

static void
draw_cell(const struct tui *t, const struct price_cell *c, struct frame *f,
          struct cell_rect at)
{
    const int32_t value_columns = at.columns >= ROOM_NAMES ? 18 : 15;
    const int32_t room = at.columns - 4 - value_columns;
    const int32_t label_columns = at.columns >= WIDE ? 46 : room < 36 ? room : 36;
    struct buf text;
    int32_t x = 2;

    buf_init(&text, TEXT_BYTES);
    if (c->edited)
        frame_text(f, rect_columns(at, 1, 1), warn, "*");
    what_if_label(&text, c);
    x = put(f, at, x, label_columns, buf_get(&text));
    buf_reset(&text);
    what_if_value(&text, c->kind, c->value);
    x = put_right(f, at, x, value_columns, buf_get(&text));
    buf_reset(&text);
    prices_say_cell(t, c, &text);
    frame_text(f, rect_columns(at, x, at.columns), c->edited ? warn : dim,
               buf_get(&text));
    buf_clear(&text);
}

/* Which regions are at these prices, and that there are others. */
static void
draw_regions(const struct prices_view *v, struct frame *f, struct cell_rect at)
{
    int32_t used = frame_printf(f, at, plain, " %s", v->region);

    if (v->n_same > 1)
        used += frame_printf(f, rect_columns(at, used, at.columns), plain,
                             " and %" PRId32 " more region%s", v->n_same - 1,
                             v->n_same > 2 ? "s" : "");
    if (v->n_groups > 1)
        frame_printf(f, rect_columns(at, used + 2, at.columns), dim,
                     "%" PRId32 "/%" PRId32 " Left, Right: others", v->group + 1,
                     v->n_groups);
}

static void
draw_cells_title(const struct tui *t, struct frame *f, struct cell_rect at)
{
    const struct prices_view *v = prices_view_of(t);
    const struct prices_row *row = prices_row_at(v);
    char date[DATE_TEXT_MAX];
    char day[DATE_TEXT_MAX];

    frame_printf(f, rect_rows(at, 0, 1), bold, " %s  %s", v->name, v->table);
    if (row)
        frame_printf(
            f,
            rect_columns(at, (int32_t)strlen(v->name) + 5 + (int32_t)strlen(v->table),
                         at.columns),
            plain, "valid from %s%s%s%s", date_format(date, row->effective_days),
            row->in_force ? ", in force" : "", row->until_days ? ", until " : "",
            row->until_days ? date_format(day, row->until_days) : "");
    draw_regions(v, f, rect_rows(at, 1, 1));
}

static void
draw_cells(const struct tui *t, struct frame *f, struct cell_rect area)
{
    struct prices_view *v = prices_view_of(t);
    const int32_t foot = foot_rows(t, area);
    const struct cell_rect list = rect_rows(area, 2, area.rows - 2 - foot);

    draw_cells_title(t, f, rect_rows(area, 0, 2));
    v->page = list.rows;
    v->cell_first = list_scroll(v->cell_first, v->cell_at, v->n_cells, list.rows);
    for (int32_t i = v->cell_first; i < v->n_cells && i - v->cell_first < list.rows;
         i++) {
        const struct cell_rect at = rect_rows(list, i - v->cell_first, 1);

        draw_cell(t, &v->cells[i], f, at);
        frame_spot_value(f, at, PANE_ROWS, i);
        if (i == v->cell_at) {
            frame_text(f, at, plain, ">");
            frame_select(f, at);
        }
    }
    draw_foot(t, f, rect_rows(area, area.rows - foot, foot));
}

void
prices_draw(const struct tui *t, struct frame *f, struct cell_rect area)
{
    const struct prices_view *v = prices_view_of(t);

    if (v->n == 0) {
        draw_paragraph(f, area, v->code ? (struct ink){ ROLE_BAD, 0 } : plain,
                       v->code ? v->err.text
                               : "No price tables: see 'vadvise doctor' for where they "
                                 "are looked for.");
        return;
    }
    if (v->in_table)
        draw_cells(t, f, area);
    else
        draw_list(t, f, area);
}
