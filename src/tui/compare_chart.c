/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The curves of what is compared, one over the other. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/compare.h"

enum { LEGEND_GAP = 3, SMALL = 14 /* rows of the screen */ };

static bool
is_alone(const struct tui *t)
{
    const char *on = local_get(t->locals, LOCAL_COMPARE_CHART, NULL);

    return on && !strcmp(on, "on");
}

bool
compare_shows_chart(const struct tui *t)
{
    const struct cell_rect all = { 0, 1, t->columns, t->rows - 2 };

    return compare_lay_out(t, all).chart.rows > 0;
}

/* The goal is read as a whole. */
static int32_t
heading_rows(const struct tui *t, struct cell_rect area)
{
    enum { ROWS_MAX = 3, LINE_BYTES = 1024 };
    const struct compare_view *v = t->views[SCREEN_COMPARE];
    struct buf line;
    int32_t rows = 0;

    buf_init(&line, LINE_BYTES);
    compare_say_heading(t, &line);
    rows = frame_wrap_rows(buf_get(&line), compare_heading_columns(v, area.columns),
                           area.rows < SMALL ? 1 : ROWS_MAX);
    buf_clear(&line);
    return rows > 0 ? rows : 1;
}

struct compare_layout
compare_lay_out(const struct tui *t, struct cell_rect area)
{
    enum { FOOT = 6, FOOT_SMALL = 3, TABLE_MIN = 6, WITH_CHART = 30 };
    const struct compare_view *v = t->views[SCREEN_COMPARE];
    const int32_t foot = area.rows < SMALL ? FOOT_SMALL : FOOT;
    const int32_t head = heading_rows(t, area);
    const int32_t room = area.rows - head;
    int32_t table = v->n_shown + 2;
    struct compare_layout lay = { .heading = rect_rows(area, 0, head) };

    if (v->code)
        return lay;
    if (is_alone(t)) {
        lay.chart = rect_rows(area, head, room);
        return lay;
    }
    if (area.rows < WITH_CHART) {
        lay.table = rect_rows(area, head, room - foot);
        lay.foot = rect_rows(area, head + room - foot, foot);
        return lay;
    }
    table = table < TABLE_MIN ? TABLE_MIN : table > room / 2 ? room / 2 : table;
    lay.table = rect_rows(area, head, table);
    lay.foot = rect_rows(area, head + table, foot);
    lay.chart = rect_rows(area, head + table + foot, room - table - foot);
    return lay;
}

void
compare_scene_clear(struct compare_view *v)
{
    if (v->has_scene)
        scene_clear(&v->scene);
    v->has_scene = v->no_scene = false;
}

void
compare_chart_clear(struct compare_view *v)
{
    compare_scene_clear(v);
    free(v->chart);
    v->chart = NULL;
}

void
compare_chart_add(struct compare_view *v, const char *name, const struct field *f,
                  const struct advise_request *request)
{
    struct plot_data *one = malloc(sizeof *one);

    if (!v->chart && (v->chart = calloc(1, sizeof *v->chart)) != NULL) {
        v->chart->workload = "marked workloads";
        v->chart->goal.stat = request->goal.stat;
    }
    if (one && v->chart && v->chart->n_series < PLOT_SERIES_MAX &&
        !plot_collect(f, request, one, NULL)) {
        struct plot_series *s = &v->chart->series[v->chart->n_series];

        *s = one->series[0];
        s->contender = v->chart->n_series++;
        scene_copy_text(s->name, sizeof s->name, name);
    }
    free(one);
}

/* The curves of the open workload's contenders. */
static void
collect(struct tui *t, struct compare_view *v)
{
    const struct plot_ask ask = { .request = &t->subject.request,
                                  .advice = t->subject.advice };

    v->chart = malloc(sizeof *v->chart);
    if (v->chart && plot_collect_view(&t->subject.field, &ask, v->chart, NULL)) {
        free(v->chart);
        v->chart = NULL;
    }
}

void
compare_chart(struct tui *t)
{
    struct compare_view *v = t->views[SCREEN_COMPARE];

    if (v->has_scene || v->no_scene)
        return;
    if (!v->chart && v->by != COMPARE_VIEW_MARKED && !v->code)
        collect(t, v);
    if (v->chart && v->chart->n_series > 0)
        v->has_scene = plot_scene(v->chart, &v->scene) == VA_OK;
    if (v->chart && !v->has_scene && v->chart->n_series > 0)
        scene_clear(&v->scene);
    v->no_scene = !v->has_scene;
}

/* Marks and names, one behind the other; returns the rows used. */
static int32_t
draw_legend(const struct tui *t, const struct scene *s, struct frame *f,
            struct cell_rect area)
{
    int32_t column = 1;
    int32_t row = 0;

    for (int32_t i = 0; i < s->n_legend; i++) {
        const struct scene_legend *l = &s->legend[i];
        const char *mark = scene_legend_text(l->mark, t->symbols);
        const int32_t width = text_width(mark) + 1 + text_width(l->text);
        struct cell_rect at;

        if (column > 1 && column + width > area.columns) {
            column = 1;
            row++;
        }
        at = rect_columns(rect_rows(area, row, 1), column, area.columns - column);
        at.column += frame_text(f, at, (struct ink){ l->role, CELL_BOLD }, mark) + 1;
        at.columns = area.column + area.columns - at.column;
        frame_text(f, at, (struct ink){ l->role, 0 }, l->text);
        column += width + LEGEND_GAP;
    }
    return row + 1;
}

void
compare_chart_draw(const struct tui *t, struct frame *f, struct cell_rect area)
{
    const struct compare_view *v = t->views[SCREEN_COMPARE];
    struct cell_rect box = area;
    int32_t used = 0;

    if (area.rows <= 0)
        return;
    if (!v->has_scene) {
        frame_text(f, rect_columns(area, 1, area.columns - 1),
                   (struct ink){ ROLE_DIM, 0 },
                   "No duration is known, so there is no curve to draw.");
        return;
    }
    used = draw_legend(t, &v->scene, f, area);
    box = rect_rows(area, used, area.rows - used);
    box = rect_columns(box, 1, area.columns - 2);
    if (scene_draw_cells(&v->scene, &box, t->symbols, &f->grid))
        frame_text(f, rect_columns(rect_rows(area, used, 1), 1, area.columns - 1),
                   (struct ink){ ROLE_DIM, 0 }, "A chart needs more room than this.");
}
