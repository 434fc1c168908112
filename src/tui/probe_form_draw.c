/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The form of a plan on the screen: its fields, three prices, the steps. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/probe_words.h"
#include "app/words.h"
#include "base/money.h"
#include "io/import.h"
#include "tui/list.h"
#include "tui/probe_parts.h"

enum {
    LABEL_COLUMNS = 11,
    LINE_BYTES = 512,
    WIDE = 100,
    WIDE_FIELDS = 50,
    STEP_ROWS = 3
};

#define PERCENT 100.0

static const struct ink plain = { ROLE_TEXT, 0 };
static const struct ink dim = { ROLE_DIM, 0 };
static const struct ink bold = { ROLE_TITLE, CELL_BOLD };
static const struct ink warn = { ROLE_WARN, CELL_BOLD };

/* --- in words, for both the screen and the lines --- */

static void
say_amount(struct buf *out, int64_t pusd)
{
    char text[MONEY_TEXT_MAX];

    buf_text(out, pusd == COST_UNKNOWN ? "not known yet" : money_short(text, pusd));
}

/* "expected $0.045   cap $0.05   worst case $0.1832" */
static void
say_prices(struct buf *out, const struct probe_offer *o)
{
    if (!o->paid) {
        buf_text(out, "Runs on this machine: it costs nothing.");
        return;
    }
    buf_text(out, "expected ");
    say_amount(out, o->under_cap.expected_pusd);
    buf_text(out, "   cap ");
    if (o->cap_pusd >= 0)
        say_amount(out, o->cap_pusd);
    else
        buf_text(out, "not given");
    buf_text(out, "   worst case without the cap ");
    say_amount(out, o->without_cap.worst_pusd);
}

/* "24 runs of mtcnn, about 39 min, one at a time"; what is at stake a month. */
static void
say_size(struct buf *out, const struct probe_offer *o)
{
    const struct probe_sum *sum = &o->under_cap;
    char text[MONEY_TEXT_MAX];
    va_int128 gain = 0;

    words_count(out, sum->runs, "run");
    if (strcmp(o->settings->implementation, IMPORT_IMPLEMENTATION) != 0)
        buf_printf(out, " of %s", o->settings->implementation);
    if (isfinite(sum->time_ms)) {
        buf_text(out, ", about ");
        probe_say_span(out, sum->time_ms);
    }
    buf_text(out, ", one at a time");
    if (sum->n > 0 && sum->steps[sum->n - 1].stop != PLAN_NO_SIZE)
        buf_printf(out, "; it ends there: %s",
                   probe_stop_words(sum->steps[sum->n - 1].stop));
    for (int32_t i = 0; i < sum->n; i++)
        gain += sum->steps[i].stop == PLAN_NOT ? sum->steps[i].gain_month_pusd : 0;
    if (gain > 0)
        buf_printf(out, "; expected to save %s a month", money_short(text, gain));
}

enum { PERCENT_BYTES = TEXT_NUMBER_MAX + 2 };

static const char *
percent(char *out, double ratio)
{
    char number[TEXT_NUMBER_MAX];

    if (!isfinite(ratio))
        return "-";
    snprintf(out, PERCENT_BYTES, "%s%%", text_number(number, PERCENT * ratio, 1, false));
    return out;
}

static void
say_step(struct buf *out, const struct probe_offer *o, const struct plan_step *s)
{
    char before[PERCENT_BYTES];
    char after[PERCENT_BYTES];
    char time[TEXT_NUMBER_MAX];
    char expected[MONEY_TEXT_MAX] = "-";
    char worst[MONEY_TEXT_MAX] = "-";

    if (o->paid && s->expected_pusd != COST_UNKNOWN)
        money_short(expected, s->expected_pusd);
    if (o->paid)
        money_short(worst, s->worst_pusd);
    buf_printf(out, "%6d %5d %10s %10s %10s   %6s -> %s", (int)s->memory_mb, (int)s->runs,
               text_time(time, s->duration_ms), expected, worst,
               percent(before, s->regret_before), percent(after, s->regret_after));
}

#define STEP_HEAD "    MB  runs  predicted   expected worst case   off best, then"

/* --- the screen --- */

static const struct {
    enum form_field field;
    const char *empty;
} empties[] = {
    { FORM_FUNCTION, "-" },
    { FORM_URL, "-" },
    { FORM_COMMAND, "-" },
    { FORM_PLATFORM, "as the function is" },
    { FORM_SIZES, "chosen by what they are worth" },
    { FORM_RUNS, "as many as they are worth" },
    { FORM_LIKE, "-" },
    { FORM_COLD, "no" },
    { FORM_PAYLOAD, "{}" },
    { FORM_TIMEOUT, "the function's own" },
    { FORM_EMULATE, PROBE_EMULATES },
    { FORM_PROFILE, "the default" },
    { FORM_ENDPOINT, "the provider's" },
    { FORM_CAP, "none yet: nothing starts without one" },
};

#define SIMULATES "SIMULATED: $0 real, time runs 64 times faster"
_Static_assert(DEMO_SPEED == 64, "as it is said");

static const char *
empty_of(const struct tui *t, enum form_field field)
{
    if (t->start->demo_seed && field == FORM_FUNCTION)
        return "the workload itself, simulated";
    if (field == FORM_CAP && *probe_form_get(t, &probe_view_get(t)->form, FORM_COMMAND))
        return "none needed: it costs nothing";
    for (size_t i = 0; i < sizeof empties / sizeof empties[0]; i++)
        if (empties[i].field == field)
            return empties[i].empty;
    return "-";
}

static void
draw_field(const struct tui *t, struct frame *f, struct cell_rect at,
           enum form_field field)
{
    const struct probe_form *form = &probe_view_get(t)->form;
    const char *value = field == FORM_START ? "" : probe_form_get(t, form, field);
    const bool here = form->at == (int32_t)field;
    const struct cell_rect rest =
        rect_columns(at, LABEL_COLUMNS + 2, at.columns - LABEL_COLUMNS - 2);

    frame_printf(f, at, field == FORM_START ? bold : plain, "%c%s", here ? '>' : ' ',
                 probe_form_label(field));
    if (field == FORM_START)
        frame_text(f, rest, plain,
                   probe_is_asking(t) ? "asking the provider ... (^C stops asking)"
                   : *probe_form_get(t, form, FORM_COMMAND)
                       ? "asks you, then runs it on this machine"
                       : probe_form_help(field));
    else
        frame_text(f, rest, *value ? plain : dim, *value ? value : empty_of(t, field));
    frame_spot_value(f, at, PANE_FORM, (int32_t)field);
    if (here)
        frame_select(f, at);
}

/* A paragraph, of at most two rows; returns how many there were. */
static int32_t
draw_wrapped(struct frame *f, struct cell_rect at, struct ink ink, struct buf *line)
{
    const int32_t rows = at.rows < 2 ? at.rows : 2;
    int32_t used = 0;

    if (!line->code)
        used = frame_wrap(f, rect_columns(rect_rows(at, 0, rows), 1, at.columns - 1), ink,
                          buf_get(line));
    buf_reset(line);
    return used;
}

/* Prices, what is planned, and as many steps as there is room for. */
static void
draw_offer(struct frame *f, struct cell_rect area, const struct probe_offer *o)
{
    struct buf line;
    int32_t row = 0;

    buf_init(&line, LINE_BYTES);
    say_prices(&line, o);
    row += draw_wrapped(f, rect_rows(area, 0, area.rows), bold, &line);
    say_size(&line, o);
    if (row < area.rows)
        row += draw_wrapped(f, rect_rows(area, row, area.rows - row), plain, &line);
    if (row < area.rows)
        frame_text(f, rect_rows(area, row++, 1), dim, STEP_HEAD);
    for (int32_t i = 0; i < o->under_cap.n && row < area.rows; i++) {
        if (o->under_cap.steps[i].stop != PLAN_NOT)
            continue;
        say_step(&line, o, &o->under_cap.steps[i]);
        if (!line.code)
            frame_text(f, rect_rows(area, row, 1), plain, buf_get(&line));
        buf_reset(&line);
        row++;
    }
    buf_clear(&line);
}

static void
draw_prices(struct frame *f, struct cell_rect area, const struct probe_form *form)
{
    int32_t used = 0;

    if (area.rows < 1)
        return;
    frame_rule(f, rect_rows(area, 0, 1), "What it comes to");
    area = rect_rows(area, 1, area.rows - 1);
    if (form->err.text[0]) {
        const struct cell_rect inside = rect_columns(area, 1, area.columns - 1);

        used = frame_wrap(f, inside, warn, form->err.text);
        if (form->err.hint[0] && used < area.rows)
            used += frame_wrap(f, rect_rows(inside, used, area.rows - used), plain,
                               form->err.hint);
    }
    if (form->priced && used < area.rows)
        draw_offer(f, rect_rows(area, used, area.rows - used), &form->proposal->offer);
}

void
probe_form_draw(const struct tui *t, struct frame *f, struct cell_rect area)
{
    const struct probe_form *form = &probe_view_get(t)->form;
    const bool wide = area.columns >= WIDE;
    struct cell_rect fields = rect_rows(area, 1, FORM_COUNT);
    struct cell_rect rest = rect_rows(area, FORM_COUNT + 1, area.rows - FORM_COUNT - 1);
    int32_t first = 0;

    if (wide) {
        fields.columns = WIDE_FIELDS;
        rest = rect_columns(rect_rows(area, 1, area.rows - 1), WIDE_FIELDS + 1,
                            area.columns - WIDE_FIELDS - 1);
    } else if (fields.rows > area.rows - 1)
        fields.rows = area.rows - 1;
    first = list_scroll(0, form->at, FORM_COUNT, fields.rows);
    frame_printf(f, rect_rows(area, 0, 1), bold, " Plan of a probe: %s      %s",
                 form->workload,
                 t->start->demo_seed ? SIMULATES : "nothing is spent here");
    for (int32_t i = first; i < FORM_COUNT && i - first < fields.rows; i++)
        draw_field(t, f, rect_rows(fields, i - first, 1), (enum form_field)i);
    draw_prices(f, rest, form);
}

void
probe_form_say(struct tui *t, struct buf *out)
{
    const struct probe_form *form = &probe_view_get(t)->form;
    const struct probe_offer *o = form->proposal ? &form->proposal->offer : NULL;

    buf_printf(out, "Plan of a probe of %s. %s.\n", form->workload,
               t->start->demo_seed ? SIMULATES : "Nothing is spent here");
    for (int i = 0; i < FORM_START; i++) {
        const char *value = probe_form_get(t, form, (enum form_field)i);

        buf_printf(out, "%s: %s\n", probe_form_label((enum form_field)i),
                   *value ? value : empty_of(t, (enum form_field)i));
    }
    if (form->err.text[0])
        buf_printf(out, "%s%s %s\n", form->err.text,
                   form->err.text[strlen(form->err.text) - 1] == '.' ? "" : ".",
                   form->err.hint);
    if (probe_is_asking(t))
        buf_text(out, "Asking the provider ...\n");
    if (!form->priced)
        return;
    say_prices(out, o);
    buf_byte(out, '\n');
    say_size(out, o);
    buf_text(out, "\n" STEP_HEAD "\n");
    for (int32_t i = 0; i < o->under_cap.n; i++) {
        if (o->under_cap.steps[i].stop != PLAN_NOT)
            continue;
        say_step(out, o, &o->under_cap.steps[i]);
        buf_byte(out, '\n');
    }
}
