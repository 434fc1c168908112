/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a run does to the advice: before and after, and the curve with its samples. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/plot.h"
#include "app/words.h"
#include "tui/probe_parts.h"

enum { LINE_BYTES = 512 };

#define PERCENT 100.0

static const struct ink plain = { ROLE_TEXT, 0 };
static const struct ink dim = { ROLE_DIM, 0 };

static void
draw_pick(struct frame *f, struct cell_rect at, const char *label,
          const struct probe_pick *p)
{
    char time[TEXT_NUMBER_MAX];
    struct buf line;

    buf_init(&line, LINE_BYTES);
    if (!p->has)
        buf_text(&line, "no pick, too little is known");
    else {
        buf_printf(&line, "%d MB  %s  ", (int)p->memory_mb,
                   text_time(time, p->duration_ms));
        words_cost(&line, p->cost_pusd);
        if (!p->meets)
            buf_text(&line, "  goal not met");
    }
    frame_printf(f, at, plain, " %-7s %s", label, buf_get(&line));
    buf_clear(&line);
}

/* "+49 MB, duration -2.8%, cost +0.1%" */
static void
draw_change(struct frame *f, struct cell_rect at, const struct probe_live *l)
{
    const struct probe_pick *a = &l->after;
    const struct probe_pick *b = &l->before;
    struct buf line;

    if (!a->has || !b->has)
        return;
    buf_init(&line, LINE_BYTES);
    if (a->memory_mb == b->memory_mb)
        buf_text(&line, "the same size");
    else
        buf_printf(&line, "%+d MB", (int)(a->memory_mb - b->memory_mb));
    buf_text(&line, ", duration ");
    words_change(&line, a->duration_ms, b->duration_ms);
    if (a->cost_pusd > 0 && b->cost_pusd > 0) {
        buf_text(&line, ", cost ");
        words_change(&line, (double)a->cost_pusd, (double)b->cost_pusd);
    }
    frame_printf(f, at, plain, " %-7s %s", "change", buf_get(&line));
    buf_clear(&line);
}

/* What the next step is worth. */
static void
draw_step(struct frame *f, struct cell_rect at, const struct probe_event_step *s)
{
    char before[TEXT_NUMBER_MAX];
    char after[TEXT_NUMBER_MAX];

    if (s->memory_mb == 0 || !isfinite(s->regret_before) || !isfinite(s->regret_after))
        return;
    frame_printf(f, at, plain, " next    %d MB: off best %s%%, then %s%%",
                 (int)s->memory_mb,
                 text_number(before, PERCENT * s->regret_before, 1, false),
                 text_number(after, PERCENT * s->regret_after, 1, false));
}

/* What can be done with what was measured. */
static void
draw_after(const struct tui *t, struct frame *f, struct cell_rect at)
{
    const struct probe_live *l = probe_watch_get(t)->live;
    char apply[KEY_TEXT_MAX];
    char drop[KEY_TEXT_MAX];
    struct buf line;
    size_t first = 0;

    tui_key_text(t, ACTION_APPLY, apply);
    tui_key_text(t, ACTION_FORGET_RUN, drop);
    buf_init(&line, LINE_BYTES);
    if (*apply && probe_apply_may(l) && l->has_after && l->after.meets &&
        l->run.facts.memory_mb != l->after.memory_mb)
        buf_printf(&line, "%s sets the function to the pick. ", apply);
    first = line.len;
    if (*drop)
        buf_printf(&line, "%s drops the samples%s", drop,
                   l->paid && !probe_is_simulated(&l->settings)
                       ? "; money spent stays spent."
                       : ".");
    at = rect_columns(at, 1, at.columns - 1);
    if (frame_wrap_rows(buf_get(&line), at.columns, at.rows + 1) <= at.rows)
        first = 0;
    frame_wrap(f, at, dim, buf_get(&line) + first);
    buf_clear(&line);
}

void
probe_effect_draw(const struct tui *t, struct frame *f, struct cell_rect area)
{
    const struct probe_live *l = probe_watch_get(t)->live;
    int32_t row = 1;

    if (area.rows < 3)
        return;
    frame_rule(f, rect_rows(area, 0, 1), "Effect on the advice");
    if (l->has_before)
        draw_pick(f, rect_rows(area, row++, 1), "before", &l->before);
    if (l->has_after)
        draw_pick(f, rect_rows(area, row++, 1), l->has_before ? "after" : "pick",
                  &l->after);
    if (l->has_before && l->has_after && row < area.rows)
        draw_change(f, rect_rows(area, row++, 1), l);
    if (!probe_live_is_over(l) && row < area.rows)
        draw_step(f, rect_rows(area, row++, 1), &l->step);
    if (row < area.rows)
        draw_after(t, f, rect_rows(area, row, area.rows - row));
}

/* The curve as the measurements are now. */
static void
draw_scene(const struct tui *t, struct frame *f, const struct cell_rect *area)
{
    const struct subject *s = &t->subject;
    struct plot_data *d = calloc(1, sizeof *d);
    struct scene scene;
    struct va_err ignored;

    if (!d)
        return;
    scene_init(&scene);
    if (!plot_collect(&s->field, &s->request, d, &ignored) && !plot_scene(d, &scene))
        (void)scene_draw_cells(&scene, area, t->symbols, &f->grid);
    scene_clear(&scene);
    free(d);
}

void
probe_chart_draw(const struct tui *t, struct frame *f, struct cell_rect area)
{
    const struct probe_live *l = probe_watch_get(t)->live;
    const struct subject *s = &t->subject;
    struct cell_rect inside = rect_rows(area, 1, area.rows - 1);

    if (area.rows < SCENE_ROWS_MIN + 2)
        return;
    frame_rule(f, rect_rows(area, 0, 1),
               t->frozen ? "Measured on the curve (held: z)" : "Measured on the curve");
    if (!s->open || !s->filled || s->code == VA_NOMEM ||
        strcmp(s->name, l->settings.workload) != 0) {
        frame_wrap(f, rect_columns(inside, 1, inside.columns - 2), plain,
                   "No curve yet: it comes with the first sizes.");
        return;
    }
    draw_scene(t, f, &inside);
}
