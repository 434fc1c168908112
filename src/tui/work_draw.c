/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drawing the screen of workloads. */
#include <stdio.h>
#include <string.h>

#include "app/words.h"
#include "base/text.h"
#include "tui/work.h"

enum {
    HEAD_ROWS = 2,     /* what is shown, and the headings */
    EDGE_COLUMNS = 2,  /* cursor and mark */
    PEEK_ROWS_MIN = 9, /* with its rule */
    PEEK_ROWS_MAX = 16,
    PEEK_ROWS_MOST = 22, /* where the table is short */
    BODY_ROWS_MIN = 6,
    CHART_COLUMNS_MIN = 36,
    WHY_COLUMNS_MIN = 30,
    LABEL_COLUMNS = 7,
    HINT_COLUMNS = 80,
    LINE_BYTES = 512
};

static const struct ink plain = { ROLE_TEXT, 0 };
static const struct ink dim = { ROLE_DIM, 0 };

static bool
is_expanded(const struct tui *t)
{
    const char *word = local_get(t->locals, LOCAL_EXPAND, NULL);

    return word && !strcmp(word, WORK_EXPANDED);
}

/* Why the database is read only, from "FILE: why: opened read-only": a path would leave
 * no room for it, and stands on the debug screen. */
static void
say_read_only(const char *note, char *buf, size_t size)
{
    const char *why = strstr(note, ": ");
    const char *end = why ? strstr(why + 2, ": opened") : NULL;

    why = end ? why + 2 : note;
    snprintf(buf, size, "Read-only: %.*s", end ? (int)(end - why) : (int)strlen(why),
             why);
}

/* What is told below the table; "" nothing. */
static enum scene_role
notice_text(const struct tui *t, const struct work *w, char *buf, size_t size)
{
    const char *hint = local_get(t->locals, LOCAL_HINT, NULL);

    buf[0] = '\0';
    if (w->err.code && w->n > 0)
        snprintf(buf, size, "%.300s. F5 tries again.", w->err.text);
    else if (w->note[0])
        say_read_only(w->note, buf, size);
    if (buf[0])
        return ROLE_WARN;
    if (w->n_own > 0 || w->n_order == 0)
        return ROLE_TEXT;
    if (hint && !strcmp(hint, "off")) {
        snprintf(buf, size,
                 "Bundled sample data: no cloud account needed, nothing is spent. I = "
                 "import.");
        return ROLE_DIM;
    }
    snprintf(buf, size, "Try: Enter on %s, then b 0.0015. ? shows keys.%s",
             w->items[0].name, t->columns < HINT_COLUMNS ? "" : "   :dismiss hides this");
    return ROLE_TITLE;
}

/* Half of the rows that are left, and what a short table does not need. A filter does not
 * change it. */
static int32_t
peek_rows(const struct work *w, int32_t left)
{
    const int32_t half = left / 2 > PEEK_ROWS_MAX ? PEEK_ROWS_MAX : (left + 1) / 2;
    const int32_t least = half < PEEK_ROWS_MIN ? PEEK_ROWS_MIN : half;
    const int32_t free_rows = left - (w->n - w->n_hidden) - 1;

    if (free_rows <= least)
        return least;
    return free_rows < PEEK_ROWS_MOST ? free_rows : PEEK_ROWS_MOST;
}

struct work_layout
work_layout(const struct tui *t, const struct work *w)
{
    const int32_t rows = t->rows - 2; /* the title and the last line are not ours */
    char text[LINE_BYTES];
    struct work_layout l = { .body = HEAD_ROWS, .notice = -1 };
    int32_t left = rows - HEAD_ROWS;

    (void)notice_text(t, w, text, sizeof text);
    if (text[0] && left > BODY_ROWS_MIN) {
        l.notice = rows - 1;
        left--;
    }
    if (w->n_order > 0 && !is_expanded(t) && left >= BODY_ROWS_MIN + PEEK_ROWS_MIN) {
        l.peek_rows = peek_rows(w, left);
        left -= l.peek_rows;
    }
    l.body_rows = left > 0 ? left : 0;
    l.peek = l.body + l.body_rows;
    if (t->columns >= CHART_COLUMNS_MIN + WHY_COLUMNS_MIN)
        l.chart_columns = t->columns * 9 / 20 > CHART_COLUMNS_MIN ? t->columns * 9 / 20
                                                                  : CHART_COLUMNS_MIN;
    return l;
}

/* --- the line above --- */

static int64_t
count_samples(const struct work *w)
{
    int64_t n = 0;

    for (int32_t k = 0; k < w->n_order; k++) {
        const struct work_item *i = work_at(w, k);

        n += i->row ? i->row->samples : 0;
    }
    return n;
}

static void
say_counts(const struct work *w, struct buf *out)
{
    if (*w->filter.text) {
        buf_printf(out, "%d of ", w->n_order);
        words_count(out, w->n - w->n_hidden, "workload");
        buf_printf(out, " match %s", w->filter.text);
    } else
        words_count(out, w->n_order, "workload");
    buf_text(out, ", ");
    if (w->n_due > 0) {
        char text[TEXT_NUMBER_MAX];

        buf_printf(out, "~%s to work out", text_number(text, w->n_due, 0, true));
    } else
        words_count(out, count_samples(w), "sample");
}

static bool
all_samples(const struct work *w)
{
    return w->n_order > 0 && w->n_own == 0;
}

static void
add_if_fits(struct buf *line, int32_t columns, const char *text)
{
    if (text_width(buf_get(line)) + text_width(text) <= columns)
        buf_text(line, text);
}

static void
draw_counts(const struct tui *t, struct frame *f, struct cell_rect at,
            const struct work *w)
{
    static const char *const tag = "SAMPLE DATA (bundled)";
    const int32_t tag_columns = all_samples(w) ? (int32_t)strlen(tag) + 1 : 0;
    const int32_t room = at.columns - tag_columns - 1;
    bool reversed = false;
    const struct work_column *c = work_sorted(t, &reversed);
    char sorted[WORK_CELL_MAX];
    struct buf line;

    buf_init(&line, LINE_BYTES);
    buf_byte(&line, ' ');
    say_counts(w, &line);
    snprintf(sorted, sizeof sorted, " | sort: %s%s", c->word,
             reversed ? " reversed" : "");
    add_if_fits(&line, room, sorted);
    add_if_fits(&line, room, " | b,t edit goal");
    frame_text(f, rect_columns(at, 0, room), plain, buf_get(&line));
    buf_clear(&line);
    if (tag_columns > 0)
        frame_right(f, rect_columns(at, 0, at.columns - 1),
                    (struct ink){ ROLE_WARN, CELL_BOLD }, tag);
}

/* --- the table --- */

/* The columns that the width has room for. */
struct grid {
    const struct work_column *columns[WORK_COLUMNS_MAX];
    int32_t at[WORK_COLUMNS_MAX], width[WORK_COLUMNS_MAX];
    int32_t n;
};

static void
make_grid(int32_t columns, struct grid *out)
{
    const struct work_column *all = NULL;
    const int n = work_columns(&all);
    int32_t left = columns - EDGE_COLUMNS;
    int32_t at = EDGE_COLUMNS;

    *out = (struct grid){ .n = 0 };
    for (int i = 0; i < n; i++) {
        if (columns < all[i].wide)
            continue;
        left -= all[i].columns + (out->n > 0);
        out->columns[out->n] = &all[i];
        out->width[out->n++] = all[i].columns;
    }
    for (int32_t i = 0; i < out->n; i++) {
        if (out->width[i] == 0)
            out->width[i] = left > 0 ? left : 1;
        out->at[i] = at;
        at += out->width[i] + 1;
    }
}

/* A number that is wider than its column loses its decimals; one that still is too wide
 * is not shown cut: that would be another number. */
static void
fit_number(char *text, int32_t columns)
{
    char *point = strchr(text, '.');

    if (text_width(text) > columns && point) {
        char *rest = point + 1 + strspn(point + 1, "0123456789");

        memmove(point, rest, strlen(rest) + 1);
    }
    if (text_width(text) > columns)
        memset(text, '#', (size_t)columns), text[columns] = '\0';
}

static void
draw_cell(struct frame *f, struct cell_rect at, const struct work_column *c,
          struct ink ink, char *text)
{
    if (!c->right) {
        frame_text(f, at, ink, text);
        if (text_width(text) > at.columns) /* there is more of it */
            frame_text(f, rect_columns(at, at.columns - 1, 1), dim, "~");
        return;
    }
    fit_number(text, at.columns);
    frame_right(f, at, ink, text);
}

static void
draw_head(const struct tui *t, struct frame *f, struct cell_rect at, const struct grid *g)
{
    bool reversed = false;
    const struct work_column *sorted = work_sorted(t, &reversed);

    for (int32_t i = 0; i < g->n; i++) {
        const struct work_column *c = g->columns[i];
        const struct cell_rect cell = rect_columns(at, g->at[i], g->width[i]);
        const uint32_t line = c == sorted ? CELL_UNDERLINE : 0;
        char title[WORK_CELL_MAX];

        snprintf(title, sizeof title, "%s",
                 c->title ? c->title : work_stat(t->views[SCREEN_WORK]));
        draw_cell(f, cell, c, (struct ink){ ROLE_TITLE, CELL_BOLD | line }, title);
        if (c->key)
            frame_spot_value(f, cell, PANE_HEAD, (int32_t)c->letter);
    }
}

/* In place of an answer, beside the name: why there is none. */
static void
draw_failed(struct frame *f, struct cell_rect at, const struct grid *g, const char *why)
{
    const int32_t from = g->at[0] + g->width[0] + 1;

    frame_text(f, rect_columns(at, from, at.columns - from), (struct ink){ ROLE_WARN, 0 },
               why);
}

static void
draw_row(const struct tui *t, struct frame *f, struct cell_rect at, const struct grid *g,
         int32_t place)
{
    const struct work *w = t->views[SCREEN_WORK];
    const struct work_item *i = work_at(w, place);
    const bool marked = local_get(t->locals, LOCAL_MARK, i->name) != NULL;

    if (i->state == ITEM_FAILED && g->n > 0)
        draw_failed(f, at, g, i->why ? i->why : "out of memory");
    for (int32_t k = 0; k < g->n && (k == 0 || i->state != ITEM_FAILED); k++) {
        char text[WORK_CELL_MAX] = "";
        enum scene_role role = g->columns[k]->text(t, i, text);

        if (i->state == ITEM_STALE)
            role = ROLE_DIM;
        draw_cell(f, rect_columns(at, g->at[k], g->width[k]), g->columns[k],
                  (struct ink){ role, 0 }, text);
    }
    frame_text(f, rect_columns(at, 0, 1), plain, place == w->at ? ">" : "");
    frame_text(f, rect_columns(at, 1, 1), plain,
               marked                   ? "*"
               : i->state == ITEM_STALE ? "~"
                                        : "");
    if (place == w->at) /* its figures keep the colours of what they say */
        frame_select(f, rect_columns(at, 0, g->at[0] + g->width[0]));
    frame_spot_value(f, at, PANE_BODY, place);
}

/* Why there is no row. */
static void
draw_empty(const struct tui *t, struct frame *f, struct cell_rect at)
{
    const struct work *w = t->views[SCREEN_WORK];
    const struct cell_rect inside = rect_columns(at, 2, at.columns - 4);
    char text[VA_ERR_TEXT_MAX + VA_ERR_HINT_MAX + LINE_BYTES];

    if (w->err.code)
        snprintf(text, sizeof text,
                 "The workloads cannot be read: %s%s%s F5 tries again, 'vadvise doctor' "
                 "looks closer.",
                 w->err.text, w->err.hint[0] ? ". " : ".", w->err.hint);
    else if (*w->filter.text)
        snprintf(text, sizeof text, "No workload matches '%s'. Esc clears the filter.",
                 w->filter.text);
    else
        snprintf(text, sizeof text,
                 "No workloads yet. I imports a CSV or JSON file (columns: memory_mb, "
                 "duration_ms), L shows the bundled samples, P measures one.");
    frame_wrap(f, rect_rows(inside, 1, inside.rows - 1),
               (struct ink){ w->err.code ? ROLE_BAD : ROLE_TEXT, 0 }, text);
}

static void
draw_table(const struct tui *t, struct frame *f, struct cell_rect at)
{
    const struct work *w = t->views[SCREEN_WORK];
    struct grid g;

    make_grid(at.columns, &g);
    draw_head(t, f, rect_rows(at, 0, 1), &g);
    if (w->n_order == 0) {
        draw_empty(t, f, rect_rows(at, 1, at.rows - 1));
        return;
    }
    for (int32_t k = 0; k < at.rows - 1 && w->top + k < w->n_order; k++)
        draw_row(t, f, rect_rows(at, 1 + k, 1), &g, w->top + k);
}

/* --- the preview --- */

static void
draw_why(struct frame *f, struct cell_rect at, const struct peek *p)
{
    int32_t row = 0;

    for (int32_t i = 0; i < p->n_lines && row < at.rows; i++) {
        const struct peek_line *l = &p->lines[i];
        const int32_t indent = l->label[0] ? LABEL_COLUMNS : 0;
        struct cell_rect rest = rect_rows(at, row, at.rows - row);

        frame_text(f, rect_columns(rest, 0, indent), dim, l->label);
        rest = rect_columns(rest, indent, at.columns - indent);
        row += frame_wrap(f, rest, (struct ink){ l->role, 0 }, l->text);
    }
}

/* Until the next one is worked out the preview stays that of the workload it names. */
static void
draw_peek(const struct tui *t, struct frame *f, struct cell_rect at,
          int32_t chart_columns)
{
    const struct work *w = t->views[SCREEN_WORK];
    const struct cell_rect inside = rect_rows(at, 1, at.rows - 1);
    const struct cell_rect chart = rect_columns(inside, 1, chart_columns - 2);
    char title[LINE_BYTES];
    int32_t used = 0;

    snprintf(title, sizeof title, "%s: why this pick",
             w->peek.name[0] ? w->peek.name : "...");
    frame_rule(f, rect_rows(at, 0, 1), title);
    frame_spot_value(f, at, PANE_PEEK, 0);
    if (w->peek.has_scene && chart_columns > 0 && chart.columns >= SCENE_COLUMNS_MIN &&
        chart.rows >= SCENE_ROWS_MIN &&
        !scene_draw_cells(&w->peek.scene, &chart, t->symbols, &f->grid))
        used = chart_columns;
    draw_why(f, rect_columns(inside, used + 1, at.columns - used - 2), &w->peek);
}

void
work_draw(const struct tui *t, struct frame *f, struct cell_rect area)
{
    const struct work *w = t->views[SCREEN_WORK];
    const struct work_layout l = work_layout(t, w);
    char text[LINE_BYTES];
    enum scene_role role = ROLE_TEXT;

    draw_counts(t, f, rect_rows(area, 0, 1), w);
    draw_table(t, f, rect_rows(area, 1, 1 + l.body_rows));
    if (l.peek_rows > 0)
        draw_peek(t, f, rect_rows(area, l.peek, l.peek_rows), l.chart_columns);
    if (l.notice >= 0) {
        role = notice_text(t, w, text, sizeof text);
        frame_printf(f, rect_rows(area, l.notice, 1), (struct ink){ role, 0 }, " %s",
                     text);
    }
}
