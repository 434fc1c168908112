/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole log of a run, an invocation a row, and one of them as a text. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/probe_shot.h"
#include "tui/list.h"
#include "tui/probe_parts.h"

/* More than twice the rows of any screen: what is around the cursor is there to draw. */
enum { LINES = 1024, FIRST_CAP = 64, HEAD_ROWS = 1, WIDE = 100, TEXT_BYTES = 64 << 10 };

void
probe_log_clear(struct probe_log *g)
{
    free(g->ids);
    free(g->lines);
    g->ids = NULL;
    g->lines = NULL;
    g->run = g->version = 0;
    g->n = g->cap = g->at = g->from = g->n_lines = 0;
}

/* --- reading --- */

static enum va_code
add_id(void *ctx, const struct ledger_invocation *i)
{
    struct probe_log *g = ctx;

    if (g->n == g->cap) {
        const int32_t cap = g->cap ? 2 * g->cap : FIRST_CAP;
        int64_t *ids = realloc(g->ids, (size_t)cap * sizeof *ids);

        if (!ids)
            return VA_NOMEM;
        g->ids = ids;
        g->cap = cap;
    }
    g->ids[g->n++] = i->id;
    return VA_OK;
}

/* Lines come from the oldest on, and stand from the newest on. */
static enum va_code
add_line(void *ctx, const struct ledger_invocation *i)
{
    struct probe_log *g = ctx;
    const int32_t most = g->n - g->from < LINES ? g->n - g->from : LINES;

    g->n_lines++;
    probe_live_line_of(i, g->n - g->from - most + g->n_lines,
                       &g->lines[most - g->n_lines]);
    return VA_OK;
}

static enum va_code
read_lines(struct store *store, struct probe_log *g, struct va_err *err)
{
    const int32_t centre = g->at > LINES / 2 ? g->at - LINES / 2 : 0;
    struct ledger_since since = { .run = g->run };
    enum va_code code = VA_OK;

    g->from = centre;
    g->n_lines = 0;
    since.most = g->n - g->from < LINES ? g->n - g->from : LINES;
    if (since.most <= 0)
        return VA_OK;
    since.from = g->ids[g->n - g->from - since.most];
    if (!g->lines)
        g->lines = malloc(LINES * sizeof *g->lines);
    if (!g->lines)
        return va_fail(err, VA_NOMEM, "out of memory");
    code = ledger_visit_since(store, since, add_line, g, err);
    if (!code && g->n_lines < since.most)
        code = va_fail(err, VA_IO, "the log of run %lld changed", (long long)g->run);
    return code;
}

/* The cursor stays on its invocation when others come, but on the newest it stays there.
 */
static enum va_code
read_ids(struct store *store, struct probe_log *g, struct va_err *err)
{
    const int32_t had = g->n;
    const struct ledger_since since = { g->run, had > 0 ? g->ids[had - 1] + 1 : 0, 0 };
    const enum va_code code = ledger_visit_since(store, since, add_id, g, err);

    if (g->at > 0)
        g->at += g->n - had;
    return code;
}

/* Is what is around the cursor there? */
static bool
is_near(const struct probe_log *g)
{
    enum { ROWS_MAX = LINES / 4 };
    const int32_t last = g->from + g->n_lines;

    return (g->from == 0 || g->at - g->from >= ROWS_MAX) &&
           (last == g->n || last - g->at >= ROWS_MAX);
}

void
probe_log_refresh(struct tui *t, struct probe_log *g)
{
    const struct probe_watch *w = probe_watch_get(t);
    struct va_err err = { .code = VA_OK };
    struct store *store = NULL;
    bool fresh = false;
    enum va_code code = VA_OK;

    if (!w->live)
        return;
    fresh = g->run == w->live->run.id && g->version == w->version;
    if (fresh && is_near(g))
        return;
    if (g->run != w->live->run.id)
        probe_log_clear(g);
    g->run = w->live->run.id;
    code = session_store(t->session, false, &store, &err);
    if (!code && !fresh)
        code = read_ids(store, g, &err);
    if (!code)
        code = read_lines(store, g, &err);
    g->version = w->version;
    if (!code)
        return;
    g->n_lines = 0;
    tui_toast_error(t, &err);
}

/* --- doing --- */

enum va_code
probe_log_open(struct tui *t, struct va_err *err)
{
    if (!probe_watch_get(t)->live)
        return va_fail(err, VA_USAGE, "there is no run here; Enter opens one");
    probe_view_get(t)->log.at = 0;
    probe_view_get(t)->pane = PANE_LOG;
    return VA_OK;
}

enum va_code
probe_log_show(struct tui *t, const struct probe_log *g, struct va_err *err)
{
    struct probe_shot_ref ref = { .run = g->run };
    char title[64];
    struct buf text;
    enum va_code code = VA_OK;

    if (g->at >= g->n)
        return va_fail(err, VA_USAGE, "nothing was sent yet");
    ref.number = g->n - g->at;
    ref.invocation = g->ids[ref.number - 1];
    buf_init(&text, TEXT_BYTES);
    code = probe_shot_say(t->session, &ref, &text, err);
    if (!code && text.code)
        code = va_fail(err, text.code, "%s", va_code_text(text.code));
    if (!code) {
        snprintf(title, sizeof title, "Invocation %lld of run %lld",
                 (long long)ref.number, (long long)ref.run);
        tui_view(t, title, buf_get(&text));
    }
    buf_clear(&text);
    return code;
}

/* --- showing --- */

static const struct probe_live_line *
line_at(const struct probe_log *g, int32_t i)
{
    return i >= g->from && i < g->from + g->n_lines ? &g->lines[i - g->from] : NULL;
}

void
probe_log_draw(const struct tui *t, struct frame *f, struct cell_rect area)
{
    static const struct ink plain = { ROLE_TEXT, 0 };
    static const struct ink dim = { ROLE_DIM, 0 };
    static const struct ink bad = { ROLE_BAD, 0 };
    const struct probe_log *g = &probe_view_get(t)->log;
    const struct probe_live *l = probe_watch_get(t)->live;
    const int32_t room = area.rows - HEAD_ROWS - 1;
    const int32_t first = list_centre(g->at, g->n, room);
    struct buf line;

    frame_printf(f, rect_rows(area, 0, 1), dim,
                 " Log of run %lld: %d invocation%s, newest first", (long long)g->run,
                 (int)g->n, g->n == 1 ? "" : "s");
    buf_init(&line, TEXT_BYTES);
    for (int32_t i = first; i < g->n && i - first < room; i++) {
        const struct cell_rect at = rect_rows(area, HEAD_ROWS + i - first, 1);
        const struct probe_live_line *one = line_at(g, i);

        if (!one)
            continue;
        buf_reset(&line);
        probe_live_say_line(l, one, area.columns >= WIDE, &line);
        frame_printf(f, at, one->fate > LEDGER_DONE ? bad : plain, "%c%s",
                     i == g->at ? '>' : ' ', buf_get(&line));
        frame_spot_value(f, at, PANE_LOG, i);
        if (i == g->at)
            frame_select(f, at);
    }
    buf_clear(&line);
    frame_text(f, rect_rows(area, area.rows - 1, 1), dim,
               " Enter: all that is known of one   Esc: back to the run");
}

void
probe_log_say(const struct tui *t, const struct probe_log *g, struct buf *out)
{
    const struct probe_live *l = probe_watch_get(t)->live;

    buf_printf(out, "Log of run %lld: %d invocation%s\n", (long long)g->run, (int)g->n,
               g->n == 1 ? "" : "s");
    for (int32_t i = g->at; i < g->n && line_at(g, i); i++) {
        buf_printf(out, "%d. ", (int)i + 1);
        probe_live_say_line(l, line_at(g, i), true, out);
        buf_byte(out, '\n');
    }
}
