/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns of the table of APIs and local models. */
#include <math.h>
#include <string.h>

#include "base/money.h"
#include "base/text.h"
#include "tui/api.h"

enum { NAME = 20, COST = 11, BAR_LEAST = 8, NAME_BYTES = 1024 };

/* The widest amount in the table: none is cut. */
static int32_t
cost_columns(const struct api_view *v)
{
    int32_t most = COST;
    char text[MONEY_TEXT_MAX];

    for (int32_t i = 0; i < v->k.n; i++) {
        const int64_t cost = v->k.rows[i].best.cost_pusd;
        const int32_t width =
            cost == COST_UNKNOWN ? 0 : (int32_t)strlen(money_short(text, cost));

        most = width > most ? width : most;
    }
    return most;
}

/* The longest name in the table. */
static int32_t
name_columns(const struct tui *t)
{
    const struct api_view *v = t->views[SCREEN_API];
    int32_t most = NAME;
    struct buf name;

    buf_init(&name, NAME_BYTES);
    for (int32_t i = 0; i < v->k.n; i++) {
        int32_t width = 0;

        api_say_label(t, &v->k.rows[i], &name);
        width = text_width(buf_get(&name));
        most = width > most ? width : most;
        buf_reset(&name);
    }
    buf_clear(&name);
    return most;
}

double
api_recall(const struct tui *t, const struct compare_row *row)
{
    return t->subject.field.contenders[row->contender]->implementation->recall;
}

static bool
has_recall(const struct tui *t)
{
    const struct api_view *v = t->views[SCREEN_API];

    for (int32_t i = 0; i < v->k.n; i++) {
        if (isfinite(api_recall(t, &v->k.rows[i])))
            return true;
    }
    return false;
}

/* Columns of the others, with the gaps. */
static int32_t
taken(const struct api_columns *c)
{
    return 2 + c->time + c->cost + 4 + (c->recall ? c->recall + 1 : 0) +
           (c->month ? c->month + 1 : 0) + (c->verdict ? c->verdict + 1 : 0);
}

/* What is left beside the names; too little is no bar. */
static int32_t
bar_columns(const struct api_columns *c, int32_t width)
{
    const int32_t left = width - taken(c) - c->name;

    return left < BAR_LEAST ? 0 : left;
}

void
api_columns_of(const struct tui *t, int32_t width, struct api_columns *out)
{
    const int32_t need = name_columns(t);
    const bool usual = need <= NAME;
    struct api_columns c = { .name = NAME, .time = 8 };
    int32_t room = 0;

    c.cost = cost_columns(t->views[SCREEN_API]);
    c.recall = width >= 60 && (usual || has_recall(t)) ? 6 : 0;
    c.month = width >= 76 && (usual || t->subject.request.volume.per_month) ? 12 : 0;
    c.verdict = width >= 100 ? 11 : 0;
    room = width - taken(&c);
    if (width < 52)
        c.name = width - 2 - c.time - c.cost - 2;
    else if (room > NAME && !usual)
        c.name = need < room ? need : room;
    c.bar = bar_columns(&c, width);
    *out = c;
}
