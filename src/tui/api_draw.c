/* SPDX-License-Identifier: GPL-3.0-or-later */
/* APIs and local models as bars, a slider for the volume, who is cheapest where. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/words.h"
#include "base/text.h"
#include "tui/api.h"
#include "tui/list.h"

enum {
    LINE_BYTES = 4096,
    LABEL = 20, /* columns before the slider */
    WAYS_MAX = 4,
    ROWS_MAX = 8,
    ROWS_WIDE = 30, /* from here on there is room for the cursor's row in words */
    NAMES_MIN = 46  /* columns of the axis with all its names */
};

static const struct ink plain = { ROLE_TEXT, 0 };
static const struct ink dim = { ROLE_DIM, 0 };
static const struct ink bold = { ROLE_TITLE, CELL_BOLD };
static const struct ink function_ink = { ROLE_CHART1, 0 };
static const struct ink api_ink = { ROLE_CHART2, 0 };

/* What bars and sliders are drawn with. */
struct art {
    const char *function, *api, *low, *range, *high, *track, *knob, *here;
};

static const struct art *
art_of(const struct tui *t)
{
    static const struct art ascii = { "#", "=", "|", "-", "|", "-", "O", "#" };
    static const struct art blocks = { "\u2588", "\u2592", "\u251c", "\u2500",
                                       "\u2524", "\u2500", "\u25cf", "\u2588" };

    return t->symbols == SYMBOLS_ASCII ? &ascii : &blocks;
}

/* Where the next column of a row goes, and how it looks. */
struct pen {
    struct frame *f;
    struct cell_rect at;
    struct ink ink;
};

static void
put(struct pen *p, int32_t width, bool left, const char *text)
{
    const struct cell_rect cell = rect_columns(p->at, 0, width);

    if (width == 0)
        return;
    if (left || text_width(text) > width)
        frame_text(p->f, cell, p->ink, text);
    else
        frame_right(p->f, cell, p->ink, text);
    p->at = rect_columns(p->at, width + 1, p->at.columns - width - 1);
}

static void
draw_head(const struct tui *t, const struct api_columns *c, struct frame *f,
          struct cell_rect at)
{
    static const char *const times[STAT_COUNT] = { "Mean", "Time", "Time p95",
                                                   "Time p99" };
    const struct api_view *v = t->views[SCREEN_API];
    struct pen p = { f,
                     rect_columns(at, 2, at.columns - 2),
                     { ROLE_DIM, CELL_UNDERLINE } };
    const char *region = api_region(v);
    char money[MONEY_TEXT_MAX];
    char way[80];

    snprintf(way, sizeof way, "Way%s%.60s", *region ? " in " : "", region);
    put(&p, c->name, true, way);
    put(&p, c->time, false, times[t->subject.question.goal.stat]);
    put(&p, c->recall, false, "Recall");
    put(&p, c->cost, false, "Cost/inv");
    put(&p, c->month, false, "Per month");
    put(&p, c->verdict, true, "Verdict");
    if (!c->bar || v->most_pusd <= 0)
        return;
    at = rect_columns(p.at, 0, c->bar);
    frame_text(f, at, dim, "0");
    frame_right(f, at, dim, money_short(money, v->most_pusd));
}

/* The place of an amount on a bar of so many columns. */
static int32_t
place(const struct api_view *v, int64_t pusd, int32_t columns)
{
    const double part = v->most_pusd > 0 ? (double)pusd / (double)v->most_pusd : 0;

    return (int32_t)lround(part * columns);
}

/* Columns from and up to (without) to of a bar. */
static void
fill(const struct pen *bar, int32_t from, int32_t to, const char *text)
{
    for (int32_t i = from < 0 ? 0 : from; i < to && i < bar->at.columns; i++)
        frame_text(bar->f, rect_columns(bar->at, i, 1), bar->ink, text);
}

/* Function, API behind it, and where the API's cheapest and dearest tier would end. */
static void
draw_bar(const struct tui *t, const struct compare_row *row, struct frame *f,
         struct cell_rect bar)
{
    const struct api_view *v = t->views[SCREEN_API];
    const struct art *art = art_of(t);
    const int64_t own = row->parts.function_pusd == COST_UNKNOWN
                            ? 0
                            : row->parts.function_pusd + row->parts.fee_pusd;
    int32_t split = place(v, own, bar.columns);
    int32_t end = place(v, row->best.cost_pusd, bar.columns);

    if (row->best.cost_pusd == COST_UNKNOWN || bar.columns <= 0)
        return;
    if (split == 0 && own > 0)
        split = 1;
    end = end < split ? split : end;
    fill(&(struct pen){ f, bar, function_ink }, 0, split, art->function);
    fill(&(struct pen){ f, bar, api_ink }, split, end, art->api);
    if (row->has_api && row->api_lowest_pusd < row->api_highest_pusd) {
        const struct pen ends = { f, bar, { ROLE_CHART2, CELL_BOLD } };
        int32_t low = place(v, own + row->api_lowest_pusd, bar.columns) - 1;
        const int32_t high = place(v, own + row->api_highest_pusd, bar.columns) - 1;

        low = low < split ? split : low;
        fill(&(struct pen){ f, bar, api_ink }, end > low ? end : low, high, art->range);
        fill(&ends, low, low + 1, art->low);
        fill(&ends, high, high + 1, art->high);
    }
}

static void
draw_row(const struct tui *t, const struct api_columns *c, int32_t i, struct frame *f,
         struct cell_rect at)
{
    const struct api_view *v = t->views[SCREEN_API];
    const struct compare_row *row = &v->k.rows[i];
    const struct configuration *best = &row->best;
    const double recall = api_recall(t, row);
    struct pen p = { f, rect_columns(at, 2, at.columns - 2), plain };
    char text[MONEY_TEXT_MAX];
    char percent[TEXT_NUMBER_MAX];
    struct buf name;

    if (best->reason == ADVICE_LOW_RECALL)
        p.ink = dim;
    buf_init(&name, LINE_BYTES);
    api_say_label(t, row, &name);
    put(&p, c->name, true, buf_get(&name));
    buf_clear(&name);
    put(&p, c->time, false,
        text_time(text, best->memory_mb ? best->duration_ms : (double)NAN));
    snprintf(text, sizeof text, isfinite(recall) ? "%.20s%%" : "-",
             text_number(percent, 100 * recall, 1, false));
    put(&p, c->recall, false, text);
    put(&p, c->cost, false,
        best->cost_pusd == COST_UNKNOWN ? "-" : money_short(text, best->cost_pusd));
    put(&p, c->month, false,
        best->month_pusd < 0 ? "-" : money_short(text, best->month_pusd));
    put(&p, c->verdict, true, compare_verdict(&v->k, row));
    draw_bar(t, row, f, rect_columns(p.at, 0, c->bar));
}

static void
draw_table(const struct tui *t, struct frame *f, struct cell_rect area)
{
    const struct api_view *v = t->views[SCREEN_API];
    const int32_t room = area.rows - 1;
    const int32_t top = list_scroll(0, v->at, v->k.n, room);
    struct api_columns c;

    api_columns_of(t, area.columns, &c);
    draw_head(t, &c, f, rect_rows(area, 0, 1));
    for (int32_t i = top; i < v->k.n && i - top < room; i++) {
        const struct cell_rect at = rect_rows(area, i - top + 1, 1);

        frame_text(f, at, bold, i == v->at ? ">" : " ");
        draw_row(t, &c, i, f, at);
        frame_spot_value(f, at, 0, i);
        if (i == v->at)
            frame_select(f, rect_columns(at, 0, 2 + c.name));
    }
}

static void
draw_slider(const struct tui *t, struct frame *f, struct cell_rect at)
{
    const int64_t volume = t->subject.request.volume.per_month;
    const struct cell_rect track = rect_columns(at, LABEL, at.columns - LABEL - 1);
    const struct art *art = art_of(t);
    const int32_t knob =
        (int32_t)lround(api_place_of(volume) * (double)(track.columns - 1));
    char text[TEXT_NUMBER_MAX];

    if (volume)
        frame_printf(f, rect_columns(at, 1, LABEL - 2), bold, "%s",
                     text_number(text, (double)volume, 0, true));
    else
        frame_text(f, rect_columns(at, 1, LABEL - 2), dim, "not given");
    fill(&(struct pen){ f, track, dim }, 0, track.columns, art->track);
    if (volume)
        fill(&(struct pen){ f, track, bold }, knob, knob + 1, art->knob);
}

static void
draw_axis(struct frame *f, struct cell_rect at)
{
    static const char *const names[] = { "1", "1,000", "1 million", "1 billion" };
    const struct cell_rect track = rect_columns(at, LABEL, at.columns - LABEL - 1);

    frame_text(f, rect_columns(at, 1, LABEL - 2), dim, "a month");
    for (int i = 0; i < 4; i += track.columns < NAMES_MIN ? 3 : 1) {
        const int32_t width = (int32_t)strlen(names[i]);
        int32_t from = (track.columns - 1) * i / 3 - (i ? width / 2 : 0);

        if (from + width > track.columns)
            from = track.columns - width;
        frame_text(f, rect_columns(track, from, width), dim, names[i]);
    }
}

/* Where a way is the cheapest. */
static void
draw_way(const struct tui *t, int32_t row, struct frame *f, struct cell_rect at)
{
    const struct api_view *v = t->views[SCREEN_API];
    const struct cell_rect track = rect_columns(at, LABEL, at.columns - LABEL - 1);
    const struct contender *c = t->subject.field.contenders[v->k.rows[row].contender];
    struct buf name;

    buf_init(&name, LINE_BYTES);
    if (api_is_on_several(t, &v->k.rows[row]))
        api_say_name(t, &v->k.rows[row], &name);
    else
        buf_text(&name, c->profile->implementation);
    frame_text(f, rect_columns(at, 1, LABEL - 2), plain, buf_get(&name));
    buf_clear(&name);
    for (int32_t i = 0; i < track.columns; i++) {
        const int32_t point =
            track.columns > 1 ? i * (API_POINTS - 1) / (track.columns - 1) : 0;
        const bool here = v->cheapest[point] == row;

        frame_text(f, rect_columns(track, i, 1), here ? api_ink : dim,
                   here ? art_of(t)->here : ".");
    }
}

/* What the bars above are made of, at the end of a rule. */
static void
draw_legend(const struct tui *t, struct frame *f, struct cell_rect rule)
{
    enum { WIDTH = 30 };
    const struct art *art = art_of(t);
    struct cell_rect at = rect_columns(rule, rule.columns - WIDTH - 2, WIDTH);

    if (rule.columns < 2 * WIDTH + 4)
        return;
    frame_fill(f, at, plain);
    at = rect_columns(at, 1, at.columns - 2);
    at = rect_columns(at, frame_text(f, at, function_ink, art->function), at.columns);
    at = rect_columns(at, frame_text(f, at, plain, " function  "), at.columns);
    at = rect_columns(at, frame_text(f, at, api_ink, art->api), at.columns);
    at = rect_columns(at, frame_text(f, at, plain, " API  "), at.columns);
    at = rect_columns(at, frame_text(f, at, api_ink, art->low), at.columns);
    at = rect_columns(at, frame_text(f, at, api_ink, art->range), at.columns);
    at = rect_columns(at, frame_text(f, at, api_ink, art->high), at.columns);
    frame_text(f, at, plain, " tiers");
}

/* Returns the rows used. */
static int32_t
draw_volume(const struct tui *t, struct frame *f, struct cell_rect area, int32_t ways)
{
    const struct api_view *v = t->views[SCREEN_API];
    int32_t used = 0;

    frame_rule(f, rect_rows(area, 0, 1), "Volume, and who is cheapest at it");
    draw_legend(t, f, rect_rows(area, used++, 1));
    draw_slider(t, f, rect_rows(area, used++, 1));
    draw_axis(f, rect_rows(area, used++, 1));
    frame_spot_value(
        f, rect_columns(rect_rows(area, 1, 2), LABEL, area.columns - LABEL - 1), 1, 0);
    for (int32_t i = 0; i < v->k.n && i < ways; i++) {
        if (v->k.rows[i].side.tariff || v->k.rows[i].side.api)
            draw_way(t, i, f, rect_rows(area, used++, 1));
    }
    return used;
}

static void
draw_facts_title(const struct tui *t, struct frame *f, struct cell_rect at)
{
    const struct api_view *v = t->views[SCREEN_API];
    struct buf title;

    buf_init(&title, LINE_BYTES);
    buf_text(&title, v->has_api ? "Break-even " : "API or local");
    if (v->has_api)
        api_say_against(t, &title);
    frame_rule(f, at, buf_get(&title));
    buf_clear(&title);
}

static int32_t
draw_facts(const struct tui *t, struct frame *f, struct cell_rect area)
{
    struct buf text;
    int32_t used = 1;

    if (area.rows < 2)
        return 0;
    draw_facts_title(t, f, rect_rows(area, 0, 1));
    buf_init(&text, LINE_BYTES);
    api_say_facts(t, &text);
    area = rect_columns(area, 1, area.columns - 2);
    used += frame_wrap(f, rect_rows(area, 1, area.rows - 1), plain, buf_get(&text));
    buf_clear(&text);
    return used;
}

static void
draw_tiers(const struct tui *t, struct frame *f, struct cell_rect area)
{
    const struct compare_row *row = api_tiers_of(t->views[SCREEN_API]);
    char title[TEXT_NAME_MAX + 16];
    struct buf text;
    int32_t used = 1;
    bool here = false;

    if (!row || area.rows < 2)
        return;
    snprintf(title, sizeof title, "Tiers of %s",
             t->subject.field.contenders[row->contender]->profile->implementation);
    frame_rule(f, rect_rows(area, 0, 1), title);
    area = rect_columns(area, 1, area.columns - 2);
    buf_init(&text, LINE_BYTES);
    for (int32_t i = 0; used < area.rows && api_say_tier(t, row, i, &text, &here); i++) {
        frame_printf(f, rect_rows(area, used++, 1), here ? bold : plain, "%s%s",
                     here ? "> " : "  ", buf_get(&text));
        buf_reset(&text);
    }
    api_say_tariff(t, row, &text);
    frame_wrap(f, rect_rows(area, used, area.rows - used), dim, buf_get(&text));
    buf_clear(&text);
}

/* The row under the cursor in words; returns the rows used. */
static int32_t
draw_parts(const struct tui *t, struct frame *f, struct cell_rect area)
{
    const struct compare_row *row = api_at(t->views[SCREEN_API]);
    struct buf text;
    int32_t used = 0;

    if (!row)
        return 0;
    buf_init(&text, LINE_BYTES);
    api_say_row(t, row, &text);
    frame_rule(f, rect_rows(area, 0, 1), "What it is made of");
    area = rect_columns(rect_rows(area, 1, area.rows - 1), 1, area.columns - 2);
    used = frame_wrap(f, area, plain, buf_get(&text));
    buf_clear(&text);
    return 1 + used;
}

static void
draw_heading(const struct tui *t, struct frame *f, struct cell_rect at)
{
    const char *tag =
        t->subject.open && t->subject.field.workload.sample_data ? "SAMPLE DATA" : "";
    struct buf line;

    buf_init(&line, LINE_BYTES);
    api_say_heading(t, &line);
    frame_wrap(f, rect_columns(at, 1, at.columns - 4 - text_width(tag)), bold,
               buf_get(&line));
    frame_right(f, rect_columns(at, 0, at.columns - 1), dim, tag);
    buf_clear(&line);
}

void
api_draw(const struct tui *t, struct frame *f, struct cell_rect area)
{
    const struct api_view *v = t->views[SCREEN_API];
    const bool small = area.rows < 16;
    const int32_t table = 1 + (v->k.n < ROWS_MAX ? v->k.n : ROWS_MAX);
    int32_t used = 1 + table;
    struct buf text;

    draw_heading(t, f, rect_rows(area, 0, 1));
    if (v->code) {
        buf_init(&text, LINE_BYTES);
        api_say_empty(t, &text);
        frame_wrap(f,
                   rect_columns(rect_rows(area, 2, area.rows - 2), 1, area.columns - 2),
                   plain, buf_get(&text));
        buf_clear(&text);
        return;
    }
    draw_table(t, f, rect_rows(area, 1, table));
    if (v->has_api)
        used += draw_volume(t, f, rect_rows(area, used, area.rows - used),
                            small ? 0 : WAYS_MAX);
    if (area.rows >= ROWS_WIDE || (!v->has_api && !small))
        used += draw_parts(t, f, rect_rows(area, used, area.rows - used));
    used += draw_facts(t, f, rect_rows(area, used, area.rows - used));
    draw_tiers(t, f, rect_rows(area, used, area.rows - used));
}
