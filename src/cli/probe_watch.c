/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Telling what a run does. */
#include "cli/probe_watch.h"

#include <math.h>
#include <string.h>

#include "app/probe_words.h"
#include "app/words.h"
#include "base/text.h"
#include "cli/cli.h"

enum { LINE_BYTES = 4 << 10, COLUMNS_UNKNOWN = 80, CLOCK_AT = 11, CLOCK_LEN = 8 };

#define ERASE_REST "\033[K" /* of the line */

bool
probe_may_tell(const struct cli *c)
{
    return !c->wants.quiet && c->wants.render.format == RENDER_TEXT;
}

void
probe_watch_init(struct probe_watch *w, const struct cli *c, int64_t planned)
{
    *w = (struct probe_watch){ .cli = c,
                               .planned = planned,
                               .last_ms = NAN,
                               .silent = !probe_may_tell(c),
                               .meter = c->env->err_is_terminal && c->look.cursor };
}

static void
tell(const struct buf *line)
{
    if (!line->code)
        output_tell(buf_get(line), line->len);
}

void
probe_watch_end(struct probe_watch *w)
{
    static const char wipe[] = "\r" ERASE_REST;

    if (w->shown)
        output_tell(wipe, sizeof wipe - 1);
    w->shown = false;
}

void
probe_watch_say(struct probe_watch *w, const char *text)
{
    struct buf line;

    if (w->silent || !*text)
        return;
    buf_init(&line, LINE_BYTES);
    buf_printf(&line, "%s%s\n", w->shown ? "\r" ERASE_REST : "", text);
    tell(&line);
    buf_clear(&line);
    w->shown = false;
}

/* "7/24  1708 MB, run 2 of 6" */
static void
say_place(struct buf *line, const struct probe_watch *w,
          const struct probe_event_shot *shot)
{
    if (w->planned > 0 && w->over <= w->planned)
        buf_printf(line, "%lld/%lld  ", (long long)w->over, (long long)w->planned);
    else
        buf_printf(line, "%lld done  ", (long long)w->over);
    buf_printf(line, "%d MB", (int)shot->memory_mb);
    if (shot->runs > 0 && shot->run > 0)
        buf_printf(line, ", run %d of %d", (int)shot->run, (int)shot->runs);
    if (shot->cold)
        buf_text(line, ", cold");
}

/* Append a part if the line still fits with it. */
static void
add_part(struct buf *line, const struct buf *part, size_t columns)
{
    if (!part->code && line->len + part->len < columns)
        buf_add(line, buf_get(part), part->len);
}

static void
add_money(struct buf *line, const struct probe_event_money *m, size_t columns)
{
    struct buf part;

    if (m->cap_pusd == LEDGER_NO_CAP)
        return;
    buf_init(&part, LINE_BYTES);
    buf_text(&part, "  ");
    probe_say_money(&part, m->spent_pusd, m->reserved_pusd, m->cap_pusd);
    if (line->len + part.len >= columns) {
        buf_reset(&part);
        buf_text(&part, "  ");
        probe_say_money(&part, m->spent_pusd, 0, m->cap_pusd);
    }
    add_part(line, &part, columns);
    buf_clear(&part);
}

static void
show_meter(struct probe_watch *w, const struct probe_event *e)
{
    const int32_t columns =
        w->cli->env->columns > 0 ? w->cli->env->columns : COLUMNS_UNKNOWN;
    char text[TEXT_NUMBER_MAX];
    struct buf line;

    buf_init(&line, LINE_BYTES);
    buf_byte(&line, '\r'); /* takes no column, so the last one stays free */
    say_place(&line, w, &e->shot);
    if (isfinite(w->last_ms))
        buf_printf(&line, "  last %s", text_time(text, w->last_ms));
    add_money(&line, &e->money, (size_t)columns);
    if (!line.code && line.len > (size_t)columns)
        line.len = (size_t)columns;
    buf_text(&line, ERASE_REST);
    tell(&line);
    buf_clear(&line);
    w->shown = true;
}

/* The time of day, UTC. */
static void
say_clock(struct buf *line, const struct probe_watch *w)
{
    const struct va_clock *clock = &w->cli->env->clock;
    char text[DATE_TEXT_MAX];

    time_format(text, clock->now_ms(clock->ctx));
    if (strlen(text) > CLOCK_AT + CLOCK_LEN)
        buf_printf(line, "%.*sZ  ", CLOCK_LEN, text + CLOCK_AT);
}

/* One that is over, as a line that stays. */
static void
show_line(struct probe_watch *w, const struct probe_event *e)
{
    char text[TEXT_NUMBER_MAX];
    struct buf line;

    buf_init(&line, LINE_BYTES);
    say_clock(&line, w);
    say_place(&line, w, &e->shot);
    buf_printf(&line, "  %s", ledger_fate_name(e->shot.fate));
    if (isfinite(e->shot.duration_ms))
        buf_printf(&line, " %s", text_time(text, e->shot.duration_ms));
    if (e->text[0])
        buf_printf(&line, ": %s", e->text);
    else if (e->money.cap_pusd != LEDGER_NO_CAP) {
        buf_text(&line, "  ");
        probe_say_money(&line, e->money.spent_pusd, 0, e->money.cap_pusd);
    }
    if (!line.code)
        probe_watch_say(w, buf_get(&line));
    buf_clear(&line);
}

static void
show_shot(struct probe_watch *w, const struct probe_event *e)
{
    const bool open = e->shot.fate == LEDGER_OPEN;
    const bool counts = !open && e->shot.fate != LEDGER_REFUSED;

    w->over += counts;
    if (isfinite(e->shot.duration_ms))
        w->last_ms = e->shot.duration_ms;
    if (w->silent)
        return;
    if (!open && (!w->meter || e->shot.fate != LEDGER_DONE))
        show_line(w, e);
    if (w->meter)
        show_meter(w, e);
}

/* "1024 MB next, 3 runs: the pick is expected 4.1% worse than the best, then 2.0%" */
static void
show_step(struct probe_watch *w, const struct probe_event_step *s)
{
    char before[TEXT_NUMBER_MAX];
    char after[TEXT_NUMBER_MAX];
    struct buf line;

    if (s->memory_mb == 0)
        return;
    buf_init(&line, LINE_BYTES);
    buf_printf(&line, "%d MB next, ", (int)s->memory_mb);
    words_count(&line, s->runs, "run");
    if (isfinite(s->regret_before) && isfinite(s->regret_after))
        buf_printf(&line, ": the pick is expected %s%% worse than the best, then %s%%",
                   text_number(before, 100 * s->regret_before, 1, false),
                   text_number(after, 100 * s->regret_after, 1, false));
    if (!line.code)
        probe_watch_say(w, buf_get(&line));
    buf_clear(&line);
}

void
probe_watch_event(struct probe_watch *w, const struct probe_event *e)
{
    switch (e->kind) {
    case PROBE_EVENT_STARTED:
        if (e->resumed)
            probe_watch_say(w, "Going on with it: an earlier runner died.");
        break;
    case PROBE_EVENT_STEP:
        show_step(w, &e->step);
        break;
    case PROBE_EVENT_SHOT:
        show_shot(w, e);
        break;
    case PROBE_EVENT_SAY:
        probe_watch_say(w, e->text);
        break;
    case PROBE_EVENT_FACTS:
    case PROBE_EVENT_END:
    case PROBE_EVENT_KIND_COUNT:
        break;
    }
}
