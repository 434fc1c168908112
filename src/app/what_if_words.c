/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changed prices in words. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "app/what_if.h"
#include "app/words.h"

static const char *const units[] = {
#define X(name, text, meaning) [TARIFF_##name] = text,
    TARIFF_UNITS(X)
#undef X
};

void
what_if_option(struct buf *out, const char *name, const struct price_edit *e)
{
    buf_printf(out, "%s/%s/%s/%s=%s", name, e->table, e->region, e->cell.key,
               e->cell.value);
}

static void
say_whole(struct buf *out, int64_t n)
{
    char text[TEXT_NUMBER_MAX];

    buf_text(out, text_number(text, (double)n, 0, true));
}

static void
say_tier(struct buf *out, const char *unit, const struct price_cell *c, bool from)
{
    if (from) {
        buf_printf(out, "%s a month before tier %" PRId32, unit, c->tier);
        return;
    }
    buf_printf(out, "1 %s", unit);
    if (c->tier > 1) {
        buf_text(out, ", from ");
        say_whole(out, c->from);
        buf_text(out, " a month");
    }
}

static void
say_step(struct buf *out, const struct price_cell *c)
{
    buf_printf(out, "%s at %" PRId32 " MB",
               c->what == PRICE_UNIT_FREE ? "free steps a month" : "1 billing step",
               c->memory_mb);
}

void
what_if_label(struct buf *out, const struct price_cell *c)
{
    static const char *const plain[] = {
        [PRICE_STEP] = "billing step",
        [PRICE_LEAST] = "least time billed",
        [PRICE_INIT] = "init of cold starts",
        [PRICE_FREE_REQUESTS] = "free requests a month",
        [PRICE_FREE_CALLS] = "free calls a month",
        [PRICE_REQUEST] = "1 request",
    };

    if (c->what <= PRICE_REQUEST)
        buf_text(out, plain[c->what]);
    else if (c->what == PRICE_CALL || c->what == PRICE_CALL_FROM)
        say_tier(out, c->what == PRICE_CALL ? "call" : "calls", c,
                 c->what == PRICE_CALL_FROM);
    else if (c->unit == TARIFF_SIZE_STEP)
        say_step(out, c);
    else if (c->what == PRICE_UNIT_FREE)
        buf_printf(out, "free %s a month", units[c->unit]);
    else
        say_tier(out, units[c->unit], c, c->what == PRICE_UNIT_FROM);
}

void
what_if_value(struct buf *out, enum price_cell_kind kind, const char *value)
{
    int64_t number = 0;

    switch (kind) {
    case PRICE_CELL_USD:
        buf_printf(out, "$%s", value);
        return;
    case PRICE_CELL_COUNT:
    case PRICE_CELL_MS:
        if (text_parse_int(value, strlen(value), 0, INT64_C(1000000000000000), &number))
            return;
        say_whole(out, number);
        buf_text(out, kind == PRICE_CELL_MS ? " ms" : "");
        return;
    case PRICE_CELL_INIT:
    case PRICE_CELL_KIND_COUNT:
        buf_text(out, value);
    }
}

/* "1708 MB on aws-lambda-x86", or "no pick". */
static void
say_pick(struct buf *out, const struct what_if_pick *p, bool platform)
{
    if (p->memory_mb == 0) {
        buf_text(out, "no pick");
        return;
    }
    buf_printf(out, "%" PRId32 " MB", p->memory_mb);
    if (platform)
        buf_printf(out, " (%s on %s)", p->implementation, p->platform);
}

void
what_if_say_effect(struct buf *out, const struct what_if_effect *e)
{
    const bool named = strcmp(e->before.platform, e->after.platform) != 0 ||
                       strcmp(e->before.implementation, e->after.implementation) != 0;

    if (!what_if_changes(e)) {
        buf_text(out, "no change: ");
        say_pick(out, &e->after, false);
        return;
    }
    say_pick(out, &e->before, named);
    if (what_if_moves(e)) {
        buf_text(out, " -> ");
        say_pick(out, &e->after, named);
    }
    if (e->before.memory_mb == 0 || e->after.memory_mb == 0)
        return;
    buf_text(out, ", ");
    words_cost(out, e->before.cost_pusd);
    buf_text(out, " -> ");
    words_cost(out, e->after.cost_pusd);
    buf_text(out, " per invocation (");
    words_change(out, (double)e->after.cost_pusd, (double)e->before.cost_pusd);
    buf_byte(out, ')');
}
