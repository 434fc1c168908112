/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The screen of stability, drawn: a map of the week, CPU types, sentences. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/words.h"
#include "tui/offer.h"
#include "tui/stability.h"
#include "tui/task.h"

enum {
    TEXT_BYTES = 4096,
    DAY_COLUMNS = 6,  /* " Mon  " */
    MAP_WIDE = 56,    /* columns from which an hour has two cells */
    BESIDE = 110,     /* columns from which tables stand beside the map */
    MAP_COLUMNS = 60, /* of the map and the gap behind it, there */
    CPUS_FEW = 4,
    ROWS_MANY = 30,  /* of the terminal */
    ROWS_LITTLE = 20 /* of the screen's area */
};

static const struct ink plain = { ROLE_TEXT, 0 };
static const struct ink dim = { ROLE_DIM, 0 };
static const struct ink bold = { ROLE_TITLE, CELL_BOLD };

/* Marks that differ by their shape, whatever the colours. */
static const char *
mark_of(const struct tui *t, const struct frame *f, int level)
{
    static const char *const ascii[] = { ".", ":", "-", "#" };
    static const char *const shades[] = { "\u2591", "\u2592", "\u2593", "\u2588" };

    return f->ascii || t->symbols == SYMBOLS_ASCII ? ascii[level] : shades[level];
}

static struct ink
ink_of(int level)
{
    static const enum scene_role roles[] = { ROLE_GOOD, ROLE_TEXT, ROLE_WARN, ROLE_BAD };

    return (struct ink){ roles[level], 0 };
}

/* --- choosing --- */

/* A size, or all of them, as a place for the mouse. Returns the columns used. */
static int32_t
draw_size(const struct stability_view *v, struct frame *f, struct cell_rect at, int32_t i)
{
    char text[24];
    int32_t used = 0;

    if (i < 0)
        snprintf(text, sizeof text, i == v->size ? "[all]" : " all ");
    else
        snprintf(text, sizeof text, i == v->size ? "[%" PRId32 "]" : " %" PRId32 " ",
                 stability_size_mb(v->k.stability, i));
    if ((int32_t)strlen(text) > at.columns)
        return 0;
    used = frame_text(f, at, i == v->size ? bold : plain, text);
    at.columns = used;
    if (i == v->size)
        frame_select(f, at);
    frame_spot_value(f, at, PANE_SIZES, i);
    return used;
}

/* The sizes around the chosen one that there is room for. */
static void
draw_sizes(const struct stability_view *v, struct frame *f, struct cell_rect at)
{
    enum { CELLS = 7 }; /* of a size, at most about */
    const int32_t n = stability_sizes(v->k.stability);
    const int32_t room = (at.columns - 10) / CELLS;
    int32_t from = v->size - room / 2 < -1 ? -1 : v->size - room / 2;
    int32_t used = frame_text(f, at, dim, " Size MB ");

    if (n - from < room)
        from = n - room < -1 ? -1 : n - room;
    if (from > -1)
        used += frame_text(f, rect_columns(at, used, at.columns), dim, "< ");
    for (int32_t i = n == 1 ? 0 : from; i < n; i++) {
        const int32_t width =
            draw_size(v, f, rect_columns(at, used, at.columns - used - 1), i);

        if (width == 0) {
            frame_text(f, rect_columns(at, at.columns - 1, 1), dim, ">");
            return;
        }
        used += width;
    }
}

static void
draw_title(const struct tui *t, struct frame *f, struct cell_rect at)
{
    static const char others[] = "  Up, Down: others";
    const struct stability_view *v = stability_view_of(t);
    struct buf text;
    int32_t used = 0;

    buf_init(&text, TEXT_BYTES);
    buf_byte(&text, ' ');
    stability_say_title(t, &text);
    used = frame_text(f, rect_rows(at, 0, 1), bold, buf_get(&text));
    buf_clear(&text);
    if (!v->have)
        return;
    if (v->k.n_subjects > 1 && used + (int32_t)strlen(others) <= at.columns)
        frame_text(f, rect_columns(rect_rows(at, 0, 1), used, at.columns), dim, others);
    if (v->k.n_subjects > 1)
        frame_spot_value(f, rect_rows(at, 0, 1), PANE_WAYS, 0);
    draw_sizes(v, f, rect_rows(at, 1, 1));
}

/* --- the map of the week --- */

static void
draw_hours(struct frame *f, struct cell_rect at, int32_t width)
{
    for (int hour = 0; hour<24; hour += width> 1 ? 3 : 6)
        frame_printf(f, rect_columns(at, DAY_COLUMNS + hour * width, 2), dim, "%02d",
                     hour);
}

static void
draw_day(const struct tui *t, struct frame *f, struct cell_rect at, int day,
         int32_t width)
{
    static const char *const names[] = {
        "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"
    };
    const struct stability_view *v = stability_view_of(t);

    frame_printf(f, at, plain, "  %s", names[day]);
    for (int hour = 0; hour < 24; hour++) {
        const int level = stability_level(v->week.median[day][hour]);
        const struct cell_rect cell = rect_columns(at, DAY_COLUMNS + hour * width, width);

        if (v->week.n[day][hour] > 0)
            frame_text(f, cell, ink_of(level), mark_of(t, f, level));
    }
}

/* ". up to 1.02 s  : to 1.12 s  - to 1.28 s  # above" */
static void
draw_legend(const struct tui *t, struct frame *f, struct cell_rect at)
{
    const struct stability_view *v = stability_view_of(t);
    int32_t used = 2;

    for (int i = 0; i < STABILITY_LEVELS; i++) {
        const bool last = i == STABILITY_LEVELS - 1;
        struct buf text;

        buf_init(&text, TEXT_BYTES);
        buf_text(&text, last ? " above" : i == 0 ? " up to " : " to ");
        if (!last)
            stability_say_ratio(v, stability_levels[i], &text);
        used += frame_text(f, rect_columns(at, used, at.columns), ink_of(i),
                           mark_of(t, f, i));
        used +=
            2 + frame_text(f, rect_columns(at, used, at.columns), plain, buf_get(&text));
        buf_clear(&text);
    }
}

/* Returns the rows used. */
static int32_t
draw_map(const struct tui *t, struct frame *f, struct cell_rect area)
{
    const struct stability_view *v = stability_view_of(t);
    const int32_t width = area.columns >= MAP_WIDE ? 2 : 1;
    struct buf text;
    int32_t row = 0;

    buf_init(&text, TEXT_BYTES);
    buf_text(&text, "  ");
    stability_say_span(t, &text);
    buf_text(&text, "; median by day and hour, UTC");
    frame_text(f, rect_rows(area, row++, 1), dim, buf_get(&text));
    buf_clear(&text);
    draw_hours(f, rect_rows(area, row++, 1), width);
    for (int day = 0; day < 7; day++) {
        if (v->group->days[day].n > 0)
            draw_day(t, f, rect_rows(area, row++, 1), day, width);
    }
    draw_legend(t, f, rect_rows(area, row++, 1));
    return row;
}

/* --- tables --- */

static void
draw_bin(const struct stability_view *v, struct frame *f, struct cell_rect at,
         const char *name, const struct stability_bin *b)
{
    const int32_t name_columns = at.columns > 52 ? at.columns - 32 : at.columns - 30;
    char text[TEXT_NUMBER_MAX];
    struct buf median;
    int32_t x = 2;

    buf_init(&median, TEXT_BYTES);
    stability_say_ratio(v, b->median, &median);
    frame_text(f, rect_columns(at, x, name_columns - 1), plain, name);
    x += name_columns;
    frame_right(f, rect_columns(at, x, 8), plain,
                text_number(text, (double)b->n, 0, true));
    frame_right(f, rect_columns(at, x + 9, 10), plain, buf_get(&median));
    if (isfinite(b->cv)) {
        char percent[TEXT_NUMBER_MAX + 2];

        snprintf(percent, sizeof percent, "%s%%",
                 text_number(text, 100 * b->cv, 1, false));
        frame_right(f, rect_columns(at, x + 20, 7), plain, percent);
    }
    buf_clear(&median);
}

static void
draw_table_head(struct frame *f, struct cell_rect at)
{
    const int32_t name_columns = at.columns > 52 ? at.columns - 32 : at.columns - 30;
    const int32_t x = 2 + name_columns;

    frame_text(f, rect_columns(at, 2, name_columns), dim, "CPU type, start");
    frame_right(f, rect_columns(at, x, 8), dim, "samples");
    frame_right(f, rect_columns(at, x + 9, 10), dim, "median");
    frame_right(f, rect_columns(at, x + 20, 7), dim, "CV");
}

/* Warm and cold in one line, where rows are few. */
static void
draw_starts(const struct stability_view *v, struct frame *f, struct cell_rect at)
{
    const struct stability_bin *const bins[] = { &v->group->warm, &v->group->cold };
    char number[TEXT_NUMBER_MAX];
    struct buf text;

    buf_init(&text, TEXT_BYTES);
    for (int i = 0; i < 2; i++) {
        if (bins[i]->n == 0)
            continue;
        buf_printf(&text, "%s%s: %s, median ", text.len ? "; " : "", i ? "cold" : "warm",
                   text_number(number, (double)bins[i]->n, 0, true));
        stability_say_ratio(v, bins[i]->median, &text);
        if (isfinite(bins[i]->cv))
            buf_printf(&text, ", CV %s%%",
                       text_number(number, 100 * bins[i]->cv, 1, false));
    }
    frame_text(f, rect_columns(at, 2, at.columns), plain, buf_get(&text));
    buf_clear(&text);
}

/* CPU types, then warm and cold. Returns the rows used. */
static int32_t
draw_tables(const struct tui *t, struct frame *f, struct cell_rect area)
{
    const struct stability_view *v = stability_view_of(t);
    const struct stability_group *g = v->group;
    const bool few = t->rows < ROWS_MANY;
    const int32_t most = few ? CPUS_FEW : STABILITY_CPUS_MAX;
    int32_t row = 0;

    draw_table_head(f, rect_rows(area, row++, 1));
    for (int32_t i = 0; i < g->n_cpus && i < most; i++)
        draw_bin(v, f, rect_rows(area, row++, 1),
                 g->cpus[i].name[0] ? g->cpus[i].name : "not known", &g->cpus[i].bin);
    if (g->n_cpus > most)
        frame_printf(f, rect_rows(area, row++, 1), dim,
                     "  and %" PRId32 " more: v shows all", g->n_cpus - most);
    if (few)
        draw_starts(v, f, rect_rows(area, row++, 1));
    if (!few && g->warm.n > 0)
        draw_bin(v, f, rect_rows(area, row++, 1), "warm", &g->warm);
    if (!few && g->cold.n > 0)
        draw_bin(v, f, rect_rows(area, row++, 1), "cold", &g->cold);
    return row;
}

/* --- sentences --- */

static int32_t
draw_paragraph(struct frame *f, struct cell_rect at, struct ink ink, struct buf *text)
{
    const int32_t used =
        text->len ? frame_wrap(f, rect_columns(at, 2, at.columns - 3), ink, buf_get(text))
                  : 0;

    buf_reset(text);
    return used;
}

enum { PARAGRAPHS = 4 };

/* The sentences, each on lines of its own; two in a row where rows are few. */
static struct ink
say_paragraph(const struct tui *t, int i, struct buf *out)
{
    const struct stability_view *v = stability_view_of(t);
    const bool few = t->rows < ROWS_MANY;

    if (i == 0)
        stability_say_calm(out, &v->k);
    if (i == 1)
        stability_say_daily(out, &v->group->daily);
    if (i == 1 && few)
        buf_byte(out, ' ');
    if (i == (few ? 1 : 2))
        stability_say_variance(out, &v->group->variance);
    if (i == PARAGRAPHS - 1)
        stability_say_evidence(out, &v->k, v->group);
    return i == 0 ? bold : i == PARAGRAPHS - 1 ? dim : plain;
}

static void
draw_sentences(const struct tui *t, struct frame *f, struct cell_rect at)
{
    struct buf texts[PARAGRAPHS];
    struct ink inks[PARAGRAPHS];
    size_t after = 0;

    for (int i = 0; i < PARAGRAPHS; i++) {
        buf_init(&texts[i], TEXT_BYTES);
        inks[i] = say_paragraph(t, i, &texts[i]);
        after += texts[i].len;
    }
    at = rect_columns(at, 2, at.columns - 3);
    for (int i = 0; i < PARAGRAPHS; i++) {
        after -= texts[i].len;
        if (texts[i].len)
            at = rect_rows(at,
                           offer_wrap(t, f, at,
                                      &(struct offer_text){ buf_get(&texts[i]), inks[i],
                                                            after > 0 }),
                           at.rows);
        buf_clear(&texts[i]);
    }
}

/* What to do where there is no map; returns the rows used. */
static int32_t
draw_advice(const struct tui *t, struct frame *f, struct cell_rect at)
{
    struct buf text;
    int32_t used = 0;

    buf_init(&text, TEXT_BYTES);
    stability_say_advice(t, &text);
    used = draw_paragraph(f, at, (struct ink){ ROLE_WARN, 0 }, &text);
    buf_clear(&text);
    return used;
}

/* How far the task is that reads. */
static void
draw_progress(const struct tui *t, struct frame *f, struct cell_rect at)
{
    const char *name = NULL;
    char text[64] = "";

    if (stability_view_of(t)->reading && task_say(t, &name, text, sizeof text) && *text)
        frame_printf(f, rect_columns(at, 2, at.columns), plain, "%s: %s", name, text);
}

/* Map, tables, sentences. */
static void
draw_all(const struct tui *t, struct frame *f, struct cell_rect area)
{
    const struct stability_view *v = stability_view_of(t);
    int32_t used = stability_has_map(v) ? draw_map(t, f, area) : 0;
    int32_t tables = 0;

    if (area.columns >= BESIDE && used > 0) /* below the line that says what it shows */
        tables = 1 + draw_tables(t, f,
                                 rect_columns(rect_rows(area, 1, area.rows), MAP_COLUMNS,
                                              area.columns));
    else
        tables = used + draw_tables(t, f, rect_rows(area, used, area.rows));
    used = tables > used ? tables : used;
    if (t->rows >= ROWS_MANY)
        used++;
    draw_sentences(t, f, rect_rows(area, used, area.rows));
}

/* In little room: which size is calm, then as much of the map as there is room for. */
static void
draw_little(const struct tui *t, struct frame *f, struct cell_rect area)
{
    const struct stability_view *v = stability_view_of(t);
    struct buf text;
    int32_t used = 0;

    buf_init(&text, TEXT_BYTES);
    stability_say_calm(&text, &v->k);
    used = draw_paragraph(f, area, bold, &text);
    buf_clear(&text);
    area = rect_rows(area, used, area.rows);
    used = stability_has_map(v) ? draw_map(t, f, area) : 0;
    draw_tables(t, f, rect_rows(area, used, area.rows));
}

void
stability_draw(const struct tui *t, struct frame *f, struct cell_rect area)
{
    const struct stability_view *v = stability_view_of(t);
    struct cell_rect rest = rect_rows(area, 2, area.rows - 2);
    int32_t used = 0;

    draw_title(t, f, area);
    used = draw_advice(t, f, rest);
    rest = rect_rows(rest, used, rest.rows);
    if (!v->have)
        draw_progress(t, f, rest);
    else if (area.rows < ROWS_LITTLE)
        draw_little(t, f, rest);
    else
        draw_all(t, f, rest);
}
