/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What must hold whatever the monkey does. */
#include "monkey.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/text.h"
#include "tui/key.h"

enum { UNDO_STEPS_MAX = 4 * LOCAL_UNDO_MAX, WAYS_OUT = 12 };

void
monkey_fail(struct monkey *m, const char *fmt, ...)
{
    va_list args;

    if (m->failure[0])
        return;
    va_start(args, fmt);
    vsnprintf(m->failure, sizeof m->failure, fmt, args);
    va_end(args);
}

static void
check_cell(struct monkey *m, int32_t column, int32_t row)
{
    const struct cell *c = cells_get(&m->frame.grid, column, row);
    const struct cell *left = cells_get(&m->frame.grid, column - 1, row);
    const uint32_t base = cell_base(c->point);
    const uint32_t mark = c->point >> CELL_POINT_BITS;

    if ((int)c->role < 0 || c->role >= ROLE_COUNT)
        monkey_fail(m, "column %d row %d: role %d", column, row, (int)c->role);
    if (base > 0x10ffff || (base && text_is_control(base)))
        monkey_fail(m, "column %d row %d: point %x", column, row, c->point);
    if (mark && (base == 0 || text_mark_point(mark) == 0))
        monkey_fail(m, "column %d row %d: mark %x over %x", column, row, mark, base);
    if (m->ascii && c->point >= 0x80)
        monkey_fail(m, "column %d row %d: %x in an ASCII frame", column, row, c->point);
    if (c->point == 0 && (!left || left->point < 0x80))
        monkey_fail(m, "column %d row %d: half a character alone", column, row);
}

static void
check_frame(struct monkey *m)
{
    const struct frame *f = &m->frame;
    const int32_t columns = f->grid.columns;
    const int32_t rows = f->grid.rows;

    for (int32_t row = 0; row < rows && !m->failure[0]; row++) {
        for (int32_t column = 0; column < columns; column++)
            check_cell(m, column, row);
    }
    if (f->cursor_column >= columns || f->cursor_row >= rows)
        monkey_fail(m, "the cursor is at %d, %d", f->cursor_column, f->cursor_row);
    for (int32_t i = 0; i < f->n_spots; i++) {
        const struct cell_rect *at = &f->spots[i].at;

        if (at->columns < 1 || at->rows < 1 || at->column < 0 || at->row < 0 ||
            at->column + at->columns > columns || at->row + at->rows > rows)
            monkey_fail(m, "spot %d is outside: %d,%d %dx%d of %dx%d", i, at->column,
                        at->row, at->columns, at->rows, columns, rows);
        if (f->spots[i].action > ACTION_COUNT)
            monkey_fail(m, "spot %d does %d", i, (int)f->spots[i].action);
    }
}

static void
draw(struct monkey *m)
{
    struct tui *t = &m->tui;

    if (m->frame.grid.columns != t->columns || m->frame.grid.rows != t->rows ||
        m->frame.ascii != m->ascii) {
        t->shown = NULL;
        frame_clear(&m->frame);
        if (frame_init(&m->frame, t->columns, t->rows, m->ascii)) {
            monkey_fail(m, "no frame of %dx%d", t->columns, t->rows);
            return;
        }
    }
    tui_draw(t, &m->frame);
    check_frame(m);
    if (t->stale)
        monkey_fail(m, "a frame that was drawn is stale at once");
}

/* What the outside is asked for is done, or fails. */
static void
do_effects(struct monkey *m)
{
    struct va_err err = { 0 };
    struct effect e;

    if (m->tui.n_effects > TUI_EFFECTS_MAX || m->tui.n_watches > TUI_WATCHES_MAX)
        monkey_fail(m, "%d effects, %d watches", m->tui.n_effects, m->tui.n_watches);
    while (tui_take_effect(&m->tui, &e)) {
        if ((e.kind == EFFECT_COPY || e.kind == EFFECT_PAGE) &&
            (!e.text || !text_is_utf8(e.text, strlen(e.text))))
            monkey_fail(m, "effect %d has no text", (int)e.kind);
        va_fail(&err, VA_IO, "the editor failed");
        if (e.kind == EFFECT_EDIT && e.done)
            e.done(&m->tui, monkey_random(m, 1) ? e.text : NULL, &err);
        free(e.text);
    }
}

/* A probe that started was confirmed by typing. */
static void
check_spent(struct monkey *m)
{
    struct stat st;
    const long starts = m->spent && stat(m->spent, &st) == 0 ? (long)st.st_size : 0;

    if (starts > m->starts && !m->typed_enter)
        monkey_fail(m, "a probe was started, and nothing was typed before Enter");
    m->starts = starts;
}

/* No key has two meanings on a screen, and none spends. */
static void
check_keys(struct monkey *m)
{
    const struct keymap *k = &m->tui.keymap;

    for (int a = 0; a < ACTION_COUNT; a++) {
        if (k->keys[a][0] && action_get((enum action_id)a)->class == CLASS_SPEND)
            monkey_fail(m, "%s has a key", action_get((enum action_id)a)->name);
        for (int i = 0; i < KEYMAP_KEYS_MAX && k->keys[a][i]; i++) {
            for (int s = 0; s < SCREEN_COUNT; s++) {
                if (action_on((enum action_id)a, (enum screen_id)s) &&
                    tui_key_action(&m->tui, (enum screen_id)s, k->keys[a][i]) !=
                        (enum action_id)a)
                    monkey_fail(m, "a key of %s does something else",
                                action_get((enum action_id)a)->name);
            }
        }
    }
}

void
monkey_check(struct monkey *m)
{
    struct tui *t = &m->tui;

    if ((int)t->screen < 0 || t->screen >= SCREEN_COUNT || !screen_get(t->screen))
        monkey_fail(m, "screen %d", (int)t->screen);
    if (strlen(t->toast.text) >= sizeof t->toast.text)
        monkey_fail(m, "the toast does not end");
    m->on[t->screen]++;
    m->over += t->overlay.kind != NULL;
    if (!t->ended)
        draw(m);
    do_effects(m);
    check_spent(m);
    if (m->event % 64 == 0)
        check_keys(m);
    tui_idle(t);
}

void
monkey_check_quit(struct monkey *m)
{
    struct tui *t = &m->tui;
    const struct event cancel = { .kind = EVENT_KEY,
                                  .key = t->keymap.keys[ACTION_CANCEL][0]
                                             ? t->keymap.keys[ACTION_CANCEL][0]
                                             : KEY_CTRL('C') };

    for (int i = 0; i < WAYS_OUT && !t->ended; i++) {
        tui_event(t, &cancel);
        draw(m);
        do_effects(m);
        if (t->overlay.kind) /* while a probe runs it is asked: detach */
            tui_event(t, &(struct event){ .kind = EVENT_KEY, .key = 'd' });
    }
    if (!t->ended)
        monkey_fail(m, "%d times ^C did not leave", WAYS_OUT);
}

/* Keeps what undo gives back, and of that what is set. */
static void
add_setting(void *ctx, const char *of, const char *value)
{
    buf_printf(ctx, "  %s=%s\n", of, value);
}

void
monkey_settings(const struct monkey *m, struct buf *out)
{
    static const bool undone[] = {
#define X(id, word, each, undone) undone,
        LOCALS(X)
#undef X
    };

    for (int i = 0; i < LOCAL_COUNT; i++) {
        if (!undone[i])
            continue;
        buf_printf(out, "%s\n", local_word((enum local_id)i));
        local_each(m->tui.locals, (enum local_id)i, add_setting, out);
    }
}

void
monkey_check_undo(struct monkey *m, const char *before)
{
    struct buf now;
    struct va_err err = { 0 };
    int steps = 0;

    /* An open line takes its preview back. */
    overlay_close(&m->tui);
    while (steps < UNDO_STEPS_MAX && !tui_try(&m->tui, ACTION_UNDO, NULL, &err))
        steps++;
    buf_init(&now, 1 << 20);
    monkey_settings(m, &now);
    if (steps == UNDO_STEPS_MAX)
        monkey_fail(m, "undo has no end");
    else if (steps < LOCAL_UNDO_MAX && strcmp(buf_get(&now), before) != 0)
        monkey_fail(m, "undone to the beginning, the settings are not as they were");
    if (m->failure[0] && m->trace)
        printf("# before:\n%s# now:\n%s", before, buf_get(&now));
    buf_clear(&now);
}
