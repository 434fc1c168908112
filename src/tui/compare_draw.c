/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The screen that compares, drawn. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "tui/compare.h"

enum { LINE_BYTES = 4096, CURSOR = 2, BAR_FROM = 110, BAR_MIN = 8, PANE_ROWS = 0 };

static const struct ink plain = { ROLE_TEXT, 0 };
static const struct ink dim = { ROLE_DIM, 0 };
static const struct ink bold = { ROLE_TITLE, CELL_BOLD };

static const char *
tag_of(const struct compare_view *v)
{
    const struct compare_line *l = compare_at(v);

    if (!l || !l->sample_data)
        return "";
    return l->emulated ? "SAMPLE DATA, EMULATED" : "SAMPLE DATA";
}

int32_t
compare_heading_columns(const struct compare_view *v, int32_t columns)
{
    return columns - 4 - text_width(tag_of(v));
}

static void
draw_heading(const struct tui *t, struct frame *f, struct cell_rect at)
{
    const struct compare_view *v = t->views[SCREEN_COMPARE];
    struct buf line;

    buf_init(&line, LINE_BYTES);
    compare_say_heading(t, &line);
    frame_wrap(f, rect_columns(at, 1, compare_heading_columns(v, at.columns)), bold,
               buf_get(&line));
    buf_clear(&line);
    frame_right(f, rect_columns(at, 0, at.columns - 1), dim, tag_of(v));
}

/* One cell at the left or the right of its column. */
static void
put_cell(struct frame *f, struct cell_rect at, bool left, struct ink ink,
         const char *text)
{
    if (left || text_width(text) > at.columns)
        frame_text(f, at, ink, text);
    else
        frame_right(f, at, ink, text);
}

/* The head's words sort when they are clicked. */
static int32_t
draw_head(const struct tui *t, struct frame *f, struct cell_rect at)
{
    const struct compare_view *v = t->views[SCREEN_COMPARE];
    const struct compare_column *c = NULL;
    int32_t column = CURSOR;

    for (int32_t i = 0; (c = compare_column(v, at.columns, i)) != NULL; i++) {
        const int32_t width = compare_column_width(v, c, at.columns);
        const struct cell_rect cell = rect_columns(at, column, width);

        put_cell(f, cell, c->left, (struct ink){ ROLE_DIM, CELL_UNDERLINE },
                 compare_head(t, c));
        frame_spot_value(f, cell, 1, i);
        column += width + 1;
    }
    return column;
}

static struct ink
ink_of(const struct compare_line *l, const struct compare_column *c)
{
    if (!strcmp(c->word, "mark"))
        return (struct ink){ ROLE_WARN, CELL_BOLD };
    if (strcmp(c->word, "verdict") != 0)
        return plain;
    if (l->row.best.reason != ADVICE_NONE)
        return (struct ink){ ROLE_BAD, 0 };
    return (struct ink){ !strcmp(l->verdict, "best") ? ROLE_GOOD : ROLE_TEXT, 0 };
}

static void
draw_row(const struct compare_view *v, const struct compare_line *l, struct frame *f,
         struct cell_rect at)
{
    const struct compare_column *c = NULL;
    int32_t column = CURSOR;

    for (int32_t i = 0; (c = compare_column(v, at.columns, i)) != NULL; i++) {
        const int32_t width = compare_column_width(v, c, at.columns);
        char text[COMPARE_CELL_MAX];

        c->say(l, text);
        put_cell(f, rect_columns(at, column, width), c->left, ink_of(l, c), text);
        column += width + 1;
    }
    if (at.columns >= BAR_FROM && at.columns - column >= BAR_MIN &&
        (v->by == COMPARE_BY_REGION || v->by == COMPARE_BY_ERA) &&
        l->row.best.cost_pusd > 0 && v->dearest_pusd > 0)
        frame_bar(f, rect_columns(at, column, at.columns - column - 1),
                  (double)l->row.best.cost_pusd / v->dearest_pusd, ROLE_CHART1);
}

static void
draw_table(const struct tui *t, struct frame *f, struct cell_rect area)
{
    const struct compare_view *v = t->views[SCREEN_COMPARE];

    if (area.rows < 2)
        return;
    draw_head(t, f, rect_rows(area, 0, 1));
    for (int32_t i = 0; i + 1 < area.rows && v->top + i < v->n_shown; i++) {
        const struct cell_rect at = rect_rows(area, i + 1, 1);
        const bool here = v->top + i == v->at;

        frame_text(f, at, bold, here ? ">" : " ");
        draw_row(v, &v->lines[v->order[v->top + i]], f, at);
        if (here)
            frame_select(f, at);
        frame_spot_value(f, at, PANE_ROWS, v->top + i);
    }
    if (v->n_shown == 0)
        frame_text(f, rect_columns(rect_rows(area, 1, 1), CURSOR, area.columns), dim,
                   v->n > 0 ? "No row matches the filter. Esc clears it."
                            : "Reading ...");
}

static void
draw_foot(const struct compare_view *v, struct frame *f, struct cell_rect area)
{
    const struct compare_line *l = compare_at(v);
    struct cell_rect at = rect_columns(area, 1, area.columns - 2);
    int32_t used = 1;
    struct buf line;

    if (area.rows <= 0)
        return;
    frame_rule(f, rect_rows(area, 0, 1), "What it is made of");
    buf_init(&line, LINE_BYTES);
    if (l)
        compare_say_parts(l, &line);
    used += frame_wrap(f, rect_rows(at, used, at.rows - used), plain, buf_get(&line));
    frame_wrap(f, rect_rows(at, used, at.rows - used), dim, buf_get(&v->notes));
    buf_clear(&line);
}

void
compare_draw(const struct tui *t, struct frame *f, struct cell_rect area)
{
    const struct compare_view *v = t->views[SCREEN_COMPARE];
    const struct compare_layout lay = compare_lay_out(t, area);
    struct buf line;

    draw_heading(t, f, lay.heading);
    if (v->code) {
        buf_init(&line, LINE_BYTES);
        compare_say_empty(t, &line);
        frame_wrap(f,
                   rect_columns(rect_rows(area, 2, area.rows - 2), 1, area.columns - 2),
                   plain, buf_get(&line));
        buf_clear(&line);
        return;
    }
    draw_table(t, f, lay.table);
    draw_foot(v, f, lay.foot);
    compare_chart_draw(t, f, lay.chart);
}
