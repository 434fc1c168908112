/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The screen that sets APIs against local models. */
#include "tui/api.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "app/words.h"
#include "tui/compare.h"
#include "tui/list.h"

enum { VOLUME_FIRST = 100000, TEXT_BYTES = 32, PANE_ROWS = 0, PANE_SLIDER = 1 };

#define VOLUME_MOST INT64_C(1000000000)

int64_t
api_volume_at(int32_t point)
{
    return llround(pow(10, (double)point / API_STEPS));
}

double
api_place_of(int64_t volume)
{
    const double place = log10((double)(volume > 0 ? volume : 1)) / API_DECADES;

    return place > 1 ? 1 : place;
}

int64_t
api_volume_step(int64_t volume, bool up)
{
    static const int64_t steps[] = { 1, 2, 5 };
    int64_t below = 1;

    if (volume == 0)
        return VOLUME_FIRST;
    for (int64_t decade = 1; decade <= VOLUME_MOST; decade *= 10) {
        for (int i = 0; i < 3; i++) {
            const int64_t at = decade * steps[i];

            if (up && at > volume)
                return at < VOLUME_MOST ? at : VOLUME_MOST;
            if (!up && at >= volume)
                return below;
            below = at;
        }
    }
    return VOLUME_MOST;
}

int64_t
api_volume_near(double place)
{
    const double wanted = pow(10, API_DECADES * (place < 0 ? 0 : place > 1 ? 1 : place));
    int64_t near = 1;

    while (near < VOLUME_MOST && fabs(log((double)api_volume_step(near, true) / wanted)) <
                                     fabs(log((double)near / wanted)))
        near = api_volume_step(near, true);
    return near;
}

static enum va_code
api_open(struct tui *t, struct va_err *err)
{
    struct api_view *v = calloc(1, sizeof *v);

    if (!v)
        return va_fail(err, VA_NOMEM, "out of memory");
    v->version = -1;
    comparison_init(&v->k);
    t->views[SCREEN_API] = v;
    return VA_OK;
}

static void
api_close(struct tui *t)
{
    struct api_view *v = t->views[SCREEN_API];

    comparison_clear(&v->k);
    free(v);
    t->views[SCREEN_API] = NULL;
}

/* The row that is cheapest for so many invocations a month; -1: none can be billed. */
static int32_t
cheapest_at(const struct tui *t, const struct comparison *k, int64_t per_month)
{
    const struct bill_volume volume = { per_month, t->subject.question.free_tier };
    va_int128 least = 0;
    int32_t best = -1;

    for (int32_t i = 0; i < k->n; i++) {
        const struct break_even_side *side = &k->rows[i].side;
        va_int128 pusd = 0;

        if ((!side->tariff && !side->api) || (!side->api && !side->time.memory_mb) ||
            break_even_month(side, &volume, &pusd))
            continue;
        if (best < 0 || pusd < least) {
            best = i;
            least = pusd;
        }
    }
    return best;
}

static void
measure(const struct tui *t, struct api_view *v)
{
    v->has_api = false;
    v->most_pusd = 0;
    for (int32_t i = 0; i < v->k.n; i++) {
        const struct compare_row *row = &v->k.rows[i];
        int64_t most = row->best.cost_pusd;

        v->has_api = v->has_api || row->has_api;
        if (row->has_api && most != COST_UNKNOWN)
            most += row->api_highest_pusd - row->parts.api_pusd;
        if (most > v->most_pusd)
            v->most_pusd = most;
    }
    for (int32_t i = 0; i < API_POINTS; i++)
        v->cheapest[i] = cheapest_at(t, &v->k, api_volume_at(i));
}

void
api_refresh(struct tui *t)
{
    struct api_view *v = t->views[SCREEN_API];
    const struct compare_source s = compare_source_of(t);

    if (v->version == t->subject.version)
        return;
    v->version = t->subject.version;
    comparison_clear(&v->k);
    v->err = (struct va_err){ 0 };
    v->code = t->subject.code;
    if (!t->subject.open || !t->subject.advice) {
        v->code = v->code ? v->code : VA_DATA;
        v->err = t->subject.err;
        return;
    }
    v->code = compare_collect(&s, COMPARE_BY_PLATFORM, &v->k, &v->err);
    if (v->code)
        return;
    measure(t, v);
    if (v->at >= v->k.n)
        v->at = 0;
}

const struct compare_row *
api_at(const struct api_view *v)
{
    return !v->code && v->at < v->k.n ? &v->k.rows[v->at] : NULL;
}

const struct compare_row *
api_tiers_of(const struct api_view *v)
{
    const struct compare_row *at = api_at(v);

    for (int32_t i = 0; at && !at->has_api && i < v->k.n; i++) {
        if (v->k.rows[i].has_api)
            return &v->k.rows[i];
    }
    return at && at->has_api ? at : NULL;
}

/* --- actions --- */

/* more: it goes on with the change before, so that undo takes one drag back. */
static enum va_code
set_volume(struct tui *t, int64_t volume, bool more, struct va_err *err)
{
    char text[TEXT_BYTES];
    enum va_code code = VA_OK;

    if (!t->subject.open)
        return va_fail(err, VA_DATA, "no workload is open");
    snprintf(text, sizeof text, "%lld", (long long)volume);
    local_begin(t->locals, "volume slider", more);
    code = local_set(t->locals, LOCAL_VOLUME, t->subject.name, text, err);
    tui_changed(t);
    return code;
}

static enum va_code
take(struct tui *t, struct va_err *err)
{
    const struct compare_row *row = api_at(t->views[SCREEN_API]);
    enum va_code code = VA_OK;

    if (!row)
        return VA_OK;
    if (!row->best.memory_mb)
        return va_fail(err, VA_DATA,
                       "its duration is not known, so there is nothing to explore");
    local_begin(t->locals, "implementation", false);
    code = compare_take(t, t->subject.field.contenders[row->contender], err);
    tui_changed(t);
    if (!code)
        tui_go(t, SCREEN_EXPLORE);
    return code;
}

/* The volume that a key of the slider goes to. */
static int64_t
volume_of(enum action_id id, int64_t now)
{
    const bool up = id == ACTION_RIGHT || id == ACTION_PAGE_DOWN;

    if (id == ACTION_LEFT || id == ACTION_RIGHT || now == 0)
        return api_volume_step(now, up);
    if (up)
        return now <= VOLUME_MOST / 10 ? now * 10 : VOLUME_MOST;
    return now >= 10 ? now / 10 : 1;
}

static enum va_code
api_act(struct tui *t, const struct doing *d, struct va_err *err)
{
    struct api_view *v = t->views[SCREEN_API];

    api_refresh(t); /* keys that came together saw no frame between them */
    switch ((int)d->id) {
    case ACTION_UP:
    case ACTION_DOWN:
    case ACTION_FIRST:
    case ACTION_LAST:
        list_move(&v->at, v->k.n, d->id, 1);
        return VA_OK;
    case ACTION_LEFT:
    case ACTION_RIGHT:
    case ACTION_PAGE_UP:
    case ACTION_PAGE_DOWN:
        return set_volume(t, volume_of(d->id, t->subject.request.volume.per_month), true,
                          err);
    case ACTION_OPEN:
        return take(t, err);
    default:
        return VA_OK;
    }
}

static bool
api_can(const struct tui *t, enum action_id id)
{
    return id != ACTION_OPEN || api_at(t->views[SCREEN_API]);
}

/* The wheel turns what it is over: the slider, or the rows. */
static void
turn(struct tui *t, bool slider, bool up)
{
    if (slider)
        tui_do(t, up ? ACTION_RIGHT : ACTION_LEFT, NULL);
    else
        tui_do(t, up ? ACTION_UP : ACTION_DOWN, NULL);
}

static void
slide(struct tui *t, const struct spot *s, const struct event *e)
{
    const double width = s->at.columns > 1 ? s->at.columns - 1 : 1;
    const int64_t volume = api_volume_near((e->column - s->at.column) / width);
    struct va_err err = { 0 };

    if (volume != t->subject.request.volume.per_month &&
        set_volume(t, volume, e->mouse == MOUSE_DRAG, &err))
        tui_toast_error(t, &err);
}

static void
api_point(struct tui *t, const struct spot *s, const struct event *e)
{
    struct api_view *v = t->views[SCREEN_API];

    if (e->mouse == MOUSE_WHEEL_UP || e->mouse == MOUSE_WHEEL_DOWN)
        turn(t, s->pane == PANE_SLIDER, e->mouse == MOUSE_WHEEL_UP);
    else if (s->pane == PANE_SLIDER && e->mouse != MOUSE_RELEASE)
        slide(t, s, e);
    else if (s->pane == PANE_ROWS && e->mouse == MOUSE_PRESS && s->value < v->k.n)
        v->at = s->value;
}

static void
api_line(const struct tui *t, struct buf *out)
{
    subject_line(t, "compare", out);
}

static enum va_code
api_content(struct tui *t, enum screen_format format, struct buf *out, struct va_err *err)
{
    struct api_view *v = t->views[SCREEN_API];
    const struct compare_row *row = NULL;

    api_refresh(t);
    row = api_at(v);
    if (!row)
        return va_fail(err, VA_DATA, "there is nothing to copy here");
    if (format != SCREEN_VALUE)
        return compare_write(t, &v->k, format, out, err);
    api_say_name(t, row, out);
    buf_text(out, ", ");
    words_cost(out, row->best.cost_pusd);
    return out->code;
}

extern const struct screen screen_api;
const struct screen screen_api = {
    .open = api_open,
    .close = api_close,
    .refresh = api_refresh,
    .act = api_act,
    .can = api_can,
    .point = api_point,
    .draw = api_draw,
    .say = api_say,
    .line = api_line,
    .content = api_content,
};
