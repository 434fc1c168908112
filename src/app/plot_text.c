/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A chart as lines of text: title, legend, the scene, caption and notes. */
#include <string.h>

#include "app/commands.h"
#include "app/plot.h"
#include "app/scene_cells.h"
#include "base/text.h"

enum {
    DEFAULT_COLUMNS = 80,
    DEFAULT_ROWS = 24,
    LEGEND_GAP = 3,
    CHART_ROWS_MIN = 9, /* with the axis; words may push a chart past its rows */
    TITLE_GAP = 2
};

struct layout {
    int32_t columns, rows;
    enum scene_symbols symbols;
    bool subtitle_below; /* on a row of its own */
    struct cell_rect legend[SCENE_LEGEND_MAX];
    int32_t legend_row, chart_row, chart_rows, words_row;
};

static int32_t
count_lines(const char *text, int32_t columns)
{
    int32_t n = 0;
    size_t len = 0;

    while (scene_next_line(&text, columns, &len))
        n++;
    return n;
}

static int32_t
write_lines(struct cell_grid *g, int32_t row, enum scene_role role, const char *text)
{
    const char *next = NULL;
    size_t len = 0;

    while ((next = scene_next_line(&text, g->columns, &len))) {
        char line[SCENE_CAPTION_MAX];

        if (len >= sizeof line)
            len = sizeof line - 1;
        memcpy(line, next, len);
        line[len] = '\0';
        cells_text(g, (struct cell_rect){ 0, row++, 0, 0 }, role, line);
    }
    return row;
}

/* Entries side by side as far as they fit; returns the row after the last. */
static int32_t
place_legend(const struct scene *s, struct layout *l)
{
    int32_t column = 0;
    int32_t row = l->legend_row;

    for (int32_t i = 0; i < s->n_legend; i++) {
        const struct scene_legend *entry = &s->legend[i];
        const int32_t width = text_width(scene_legend_text(entry->mark, l->symbols)) + 1 +
                              text_width(entry->text);

        if (column && column + width > l->columns) {
            row++;
            column = 0;
        }
        l->legend[i] = (struct cell_rect){ column, row, width, 1 };
        column += width + LEGEND_GAP;
    }
    return s->n_legend ? row + 1 : row;
}

static void
lay_out(const struct scene *s, struct layout *l)
{
    const int32_t tag = s->tag[0] ? text_width(s->tag) + TITLE_GAP : 0;
    const int32_t words =
        1 + count_lines(s->caption, l->columns) + count_lines(s->notes, l->columns);

    l->subtitle_below =
        s->subtitle[0] &&
        text_width(s->title) + TITLE_GAP + text_width(s->subtitle) + tag > l->columns;
    l->legend_row = l->subtitle_below ? 2 : 1;
    l->chart_row = place_legend(s, l);
    l->chart_rows = l->rows - l->chart_row - words;
    if (l->chart_rows < CHART_ROWS_MIN)
        l->chart_rows = CHART_ROWS_MIN;
    if (l->chart_rows < l->rows / 2)
        l->chart_rows = l->rows / 2;
    l->words_row = l->chart_row + l->chart_rows + 1;
    l->rows = l->words_row + words - 1;
}

static void
write_head(const struct scene *s, const struct layout *l, struct cell_grid *g)
{
    const int32_t used =
        cells_text(g, (struct cell_rect){ 0, 0, 0, 0 }, ROLE_TITLE, s->title);
    const int32_t tag = text_width(s->tag);
    struct cell_rect subtitle = { used + TITLE_GAP, 0, 0, 0 };

    if (l->subtitle_below)
        subtitle = (struct cell_rect){ 0, 1, 0, 0 };
    cells_text(g, subtitle, ROLE_DIM, s->subtitle);
    if (!tag)
        return;
    /* The mark of sample data is never cut; a long title is. */
    cells_text(g, (struct cell_rect){ l->columns - tag - TITLE_GAP, 0, 0, 0 }, ROLE_TEXT,
               "  ");
    cells_text(g, (struct cell_rect){ l->columns - tag, 0, 0, 0 }, ROLE_WARN, s->tag);
}

static void
write_legend(const struct scene *s, const struct layout *l, struct cell_grid *g)
{
    for (int32_t i = 0; i < s->n_legend; i++) {
        const struct scene_legend *entry = &s->legend[i];
        struct cell_rect at = l->legend[i];

        at.column +=
            cells_text(g, at, entry->role, scene_legend_text(entry->mark, l->symbols)) +
            1;
        cells_text(g, at, ROLE_DIM, entry->text);
    }
}

static enum va_code
write_all(const struct scene *s, const struct layout *l, struct cell_grid *g)
{
    const struct cell_rect where = { 0, l->chart_row, l->columns, l->chart_rows };
    int32_t row = 0;

    write_head(s, l, g);
    write_legend(s, l, g);
    row = write_lines(g, l->words_row, ROLE_TEXT, s->caption);
    write_lines(g, row, ROLE_DIM, s->notes);
    return scene_draw_cells(s, &where, l->symbols, g);
}

static int32_t
within(int32_t value, int32_t low, int32_t high)
{
    if (value < low)
        return low;
    return value > high ? high : value;
}

enum va_code
plot_text(const struct scene *s, const struct plot_options *o, struct buf *out,
          struct va_err *err)
{
    struct layout l = { .columns = o->columns ? o->columns : DEFAULT_COLUMNS,
                        .rows = o->rows ? o->rows : DEFAULT_ROWS,
                        .symbols = o->symbols };
    struct cell_grid g = { 0 };
    enum va_code code = VA_OK;

    if (l.columns < PLOT_COLUMNS_MIN)
        return va_fail(err, VA_USAGE, "a chart needs at least %d columns, not %d",
                       PLOT_COLUMNS_MIN, (int)l.columns);
    l.columns = within(l.columns, PLOT_COLUMNS_MIN, CELLS_COLUMNS_MAX);
    l.rows = within(l.rows, PLOT_ROWS_MIN, PLOT_ROWS_MAX);
    lay_out(s, &l);
    code = cells_init(&g, l.columns, l.rows);
    if (!code)
        code = write_all(s, &l, &g);
    if (!code)
        cells_print(&g, out);
    cells_clear(&g);
    return code ? va_fail(err, code, "chart: %s", va_code_text(code)) : VA_OK;
}
