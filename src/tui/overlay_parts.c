/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What overlays have in common. */
#include "tui/overlay_parts.h"

#include <stdio.h>
#include <string.h>

#include "app/words.h"
#include "tui/key.h"
#include "tui/tui.h"

enum { PANE_OVERLAY = -2 }; /* no screen has it */

static const struct ink plain = { ROLE_TEXT, 0 };

static int32_t
at_most(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

struct cell_rect
overlay_box(struct frame *f, struct cell_rect area, int32_t columns, int32_t rows,
            const char *title)
{
    struct cell_rect at = { .columns = at_most(columns + 4, area.columns),
                            .rows = at_most(rows + 2, area.rows) };
    struct cell_rect inside;

    at.column = area.column + (area.columns - at.columns) / 2;
    at.row = area.row + (area.rows - at.rows) / 2;
    frame_fill(f, at, plain);
    inside = frame_box(f, at, title);
    return rect_columns(inside, 1, inside.columns - 2);
}

struct cell_rect
overlay_sheet(struct frame *f, struct cell_rect area, int32_t rows, const char *title)
{
    const int32_t used = at_most(rows + 1, area.rows);
    const struct cell_rect at = rect_rows(area, area.rows - used, used);

    frame_fill(f, at, plain);
    frame_rule(f, at, title);
    return rect_columns(rect_rows(at, 1, at.rows - 1), 1, at.columns - 2);
}

enum action_id
overlay_action(const struct tui *t, const struct event *e)
{
    if (e->kind != EVENT_KEY)
        return ACTION_COUNT;
    return tui_key_action(t, t->screen, e->key);
}

bool
overlay_common(struct tui *t, const struct event *e)
{
    const enum action_id id = overlay_action(t, e);

    if (e->kind != EVENT_KEY || key_is_text(e->key))
        return false;
    if (id == ACTION_CANCEL) {
        overlay_close(t);
        return true;
    }
    if (id != ACTION_REDRAW && id != ACTION_SUSPEND)
        return false;
    tui_do(t, id, NULL);
    return true;
}

void
overlay_spot(struct frame *f, struct cell_rect at, int32_t value)
{
    frame_spot_value(f, at, PANE_OVERLAY, value);
}

int32_t
overlay_pointed(const struct tui *t, const struct event *e)
{
    const struct spot *s = NULL;

    if (e->kind != EVENT_MOUSE || e->mouse != MOUSE_PRESS || !t->shown)
        return -1;
    s = frame_spot_at(t->shown, e->column, e->row);
    return s && s->action == ACTION_COUNT && s->pane == PANE_OVERLAY ? s->value : -1;
}

struct overlay
overlay_take(struct tui *t)
{
    const struct overlay o = t->overlay;

    t->overlay = (struct overlay){ 0 };
    return o;
}

bool
overlay_back(struct tui *t, struct overlay *o, bool keep)
{
    if (keep && !t->overlay.kind) {
        t->overlay = *o;
        t->stale = true;
        return true;
    }
    if (o->kind && o->kind->close)
        o->kind->close(o->state);
    *o = (struct overlay){ 0 };
    return false;
}

void
overlay_error(char *out, const struct va_err *err)
{
    struct buf line;

    buf_init(&line, VA_ERR_TEXT_MAX + VA_ERR_HINT_MAX);
    words_error(&line, err);
    scene_copy_text(out, OVERLAY_TEXT_MAX, buf_get(&line));
    buf_clear(&line);
}
