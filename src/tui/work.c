/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The screen of workloads. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/tui.h"

enum { NAMES_MAX = 4096 };

struct work {
    char (*names)[TEXT_NAME_MAX + 1];
    int32_t n, at;
};

static enum va_code
add_name(void *ctx, const char *name, bool sample)
{
    struct work *w = ctx;

    (void)sample;
    if (w->n < NAMES_MAX)
        snprintf(w->names[w->n++], sizeof w->names[0], "%s", name);
    return VA_OK;
}

static enum va_code
work_open(struct tui *t, struct va_err *err)
{
    struct work *w = calloc(1, sizeof *w);

    if (w)
        w->names = calloc(NAMES_MAX, sizeof *w->names);
    if (!w || !w->names) {
        free(w);
        return va_fail(err, VA_NOMEM, "out of memory");
    }
    t->views[SCREEN_WORK] = w;
    return session_names(t->session, add_name, w, err);
}

static void
work_close(struct tui *t)
{
    struct work *w = t->views[SCREEN_WORK];

    free(w->names);
    free(w);
}

static const char *
work_workload(const struct tui *t)
{
    const struct work *w = t->views[SCREEN_WORK];

    return w->at < w->n ? w->names[w->at] : NULL;
}

static enum va_code
work_act(struct tui *t, const struct doing *d, struct va_err *err)
{
    struct work *w = t->views[SCREEN_WORK];

    if (d->id == ACTION_UP && w->at > 0)
        w->at--;
    if (d->id == ACTION_DOWN && w->at + 1 < w->n)
        w->at++;
    if (d->id == ACTION_OPEN && w->n > 0)
        return tui_try(t, ACTION_WORKLOAD, w->names[w->at], err);
    return VA_OK;
}

static void
work_draw(const struct tui *t, struct frame *f, struct cell_rect area)
{
    const struct work *w = t->views[SCREEN_WORK];
    const int32_t first = w->at >= area.rows ? w->at - area.rows + 1 : 0;

    for (int32_t i = first; i < w->n && i - first < area.rows; i++) {
        const struct cell_rect row = rect_rows(area, i - first, 1);

        frame_printf(f, row, (struct ink){ ROLE_TEXT, 0 }, "%c%s", i == w->at ? '>' : ' ',
                     w->names[i]);
        if (i == w->at)
            frame_select(f, row);
    }
}

static void
work_say(struct tui *t, struct buf *out)
{
    const struct work *w = t->views[SCREEN_WORK];

    for (int32_t i = 0; i < w->n; i++)
        buf_printf(out, "%d. %s\n", i + 1, w->names[i]);
}

static void
work_line(const struct tui *t, struct buf *out)
{
    (void)t;
    buf_text(out, "list");
}

extern const struct screen screen_work;
const struct screen screen_work = {
    .open = work_open,
    .close = work_close,
    .act = work_act,
    .workload = work_workload,
    .draw = work_draw,
    .say = work_say,
    .line = work_line,
};
