/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The screen of spread by hour, day and CPU type: choosing a size and a way to run it. */
#include "tui/stability.h"

#include <stdlib.h>

static enum va_code
open(struct tui *t, struct va_err *err)
{
    struct stability_view *v = calloc(1, sizeof *v);

    if (v)
        v->group = calloc(1, sizeof *v->group);
    if (!v || !v->group) {
        free(v);
        return va_fail(err, VA_NOMEM, "out of memory");
    }
    v->size = -1;
    t->views[SCREEN_STABILITY] = v;
    return VA_OK;
}

static void
close_view(struct tui *t)
{
    struct stability_view *v = stability_view_of(t);

    t->views[SCREEN_STABILITY] = NULL;
    steadiness_close(&v->k);
    free(v->group);
    free(v);
}

/* Another way to run it, with other samples. */
static void
choose_way(struct tui *t, struct stability_view *v, int32_t way)
{
    if (!v->have || way < 0 || way >= v->k.n_subjects || way == v->way)
        return;
    v->way = way;
    stability_keep_up(t);
}

static enum va_code
act(struct tui *t, const struct doing *d, struct va_err *err)
{
    struct stability_view *v = stability_view_of(t);

    stability_keep_up(t); /* keys may come before a frame is drawn */
    switch ((int)d->id) {
    case ACTION_LEFT:
        stability_choose(v, v->size - 1);
        break;
    case ACTION_RIGHT:
        stability_choose(v, v->size + 1);
        break;
    case ACTION_FIRST:
        stability_choose(v, -1);
        break;
    case ACTION_LAST:
        stability_choose(v, INT32_MAX);
        break;
    case ACTION_UP:
        choose_way(t, v, v->way - 1);
        break;
    case ACTION_DOWN:
        choose_way(t, v, v->way + 1);
        break;
    case ACTION_OPEN: /* again, after it was stopped */
        if (v->have || v->reading)
            return va_fail(err, VA_USAGE, "there is nothing to open here");
        v->key[0] = '\0';
        break;
    default:
        break;
    }
    return VA_OK;
}

static bool
can(const struct tui *t, enum action_id id)
{
    const struct stability_view *v = stability_view_of(t);

    return id != ACTION_OPEN || (t->subject.name[0] && !v->have && !v->reading);
}

static void
point(struct tui *t, const struct spot *s, const struct event *e)
{
    struct stability_view *v = stability_view_of(t);

    if (e->mouse == MOUSE_WHEEL_UP || e->mouse == MOUSE_WHEEL_DOWN)
        stability_choose(v, v->size + (e->mouse == MOUSE_WHEEL_UP ? -1 : 1));
    else if (e->mouse == MOUSE_PRESS && s->pane == PANE_SIZES)
        stability_choose(v, s->value);
    else if (e->mouse == MOUSE_PRESS && v->have)
        choose_way(t, v, (v->way + 1) % v->k.n_subjects);
}

extern const struct screen screen_stability;
const struct screen screen_stability = {
    .open = open,
    .close = close_view,
    .refresh = stability_keep_up,
    .act = act,
    .can = can,
    .point = point,
    .draw = stability_draw,
    .say = stability_say_screen,
    .line = stability_line,
    .content = stability_content,
};
