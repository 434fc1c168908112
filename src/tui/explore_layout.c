/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the parts of the screen go: two charts and a table where there is room, down to a
 * chart, a line and the answer. */
#include "tui/explore.h"

enum {
    BOX_COLUMNS = 26,
    BOX_COLUMNS_WIDE = 33,
    BOX_FROM = 72,     /* columns of the screen with a box */
    WIDE_FROM = 110,   /* and with a wide one */
    BOX_ROWS = 15,     /* of the box, when the table is below it */
    TALL_FROM = 34,    /* rows with two charts, the table and longer answers */
    SLIDERS_FROM = 18, /* rows with sliders */
    ANSWER_ROWS = 3,   /* pick, safe pick, why not */
    ANSWER_ROWS_TALL = 5,
    LEGEND_FROM = 26,    /* rows with a legend */
    CHART_ROWS_TWO = 12, /* rows for two charts: the least of each is SCENE_ROWS_MIN */
    TABLE_ROWS_MIN = 5
};

/* Cut rows off the bottom. */
static struct cell_rect
take_bottom(struct cell_rect *from, int32_t rows)
{
    const int32_t kept = from->rows > rows ? from->rows - rows : 0;
    const struct cell_rect out = rect_rows(*from, kept, rows);

    from->rows = kept;
    return out;
}

static struct cell_rect
take_top(struct cell_rect *from, int32_t rows)
{
    const struct cell_rect out = rect_rows(*from, 0, rows);

    *from = rect_rows(*from, rows, from->rows);
    return out;
}

static void
split_charts(const struct tui *t, struct cell_rect charts, bool tall,
             struct explore_layout *out)
{
    bool fields[EXPLORE_CHARTS] = { false };
    const int32_t second = charts.rows * 9 / 20;

    explore_fields(t, tall, fields);
    if (fields[PLOT_DURATION] && fields[PLOT_COST] && charts.rows >= CHART_ROWS_TWO) {
        out->chart[PLOT_COST] =
            take_bottom(&charts, second > SCENE_ROWS_MIN ? second : SCENE_ROWS_MIN);
        out->chart[PLOT_DURATION] = charts;
    } else {
        out->chart[fields[PLOT_DURATION] ? PLOT_DURATION : PLOT_COST] = charts;
    }
}

/* The box beside the charts, and the table below it. */
static void
split_side(struct cell_rect *charts, bool tall, struct explore_layout *out)
{
    const int32_t columns = charts->columns >= WIDE_FROM ? BOX_COLUMNS_WIDE : BOX_COLUMNS;
    struct cell_rect side = rect_columns(*charts, charts->columns - columns, columns);

    charts->columns -= columns + 1;
    if (tall && side.rows >= BOX_ROWS + TABLE_ROWS_MIN) {
        out->box = take_top(&side, BOX_ROWS);
        out->table = side;
    } else {
        out->box = side;
    }
}

/* Pick, safe pick, why not another: as many as there is room for. */
static int32_t
answer_rows(const struct cell_rect *area, bool sliders, bool expanded)
{
    if (expanded)
        return 1;
    if (!sliders)
        return area->rows > SCENE_ROWS_MIN + 4 ? 2 : 1;
    return area->rows + 1 >= TALL_FROM ? ANSWER_ROWS_TALL : ANSWER_ROWS;
}

void
explore_lay_out(const struct tui *t, struct cell_rect area, struct explore_layout *out)
{
    const bool expanded = *explore_local(t, LOCAL_EXPAND, false) != '\0';
    const bool tall = area.rows >= TALL_FROM;
    const bool side = area.columns >= BOX_FROM && !expanded;
    const bool sliders = area.rows >= SLIDERS_FROM && !expanded;

    *out = (struct explore_layout){ 0 };
    if (area.rows > SCENE_ROWS_MIN + 2)
        out->head = take_top(&area, 1);
    out->answer = take_bottom(&area, answer_rows(&area, sliders, expanded));
    if (sliders) {
        out->slider[PANE_LATENCY] = take_bottom(&area, 1);
        out->slider[PANE_BUDGET] = take_bottom(&area, 1);
        out->rule = take_bottom(&area, 1);
    }
    if (!side)
        out->at = take_bottom(&area, 1);
    if (area.rows >= LEGEND_FROM)
        out->legend = take_top(&area, 1);
    if (side)
        split_side(&area, tall, out);
    split_charts(t, area, tall && area.rows >= LEGEND_FROM, out);
}
