/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which values of an axis get a tick, and where their labels go. */
#include "app/scene.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/digits.h"
#include "base/text.h"

enum { MULTIPLES_MAX = 3, STEPS_MAX = 64, TICK_DIGITS_MAX = SCENE_TICK_TEXT_MAX - 5 };

/* Values a step of a power series gives: its multiples of base^(stride k), all k. */
struct series {
    double multiples[MULTIPLES_MAX];
    int n_multiples;
    int stride;
};

/* Densest first. */
static const struct series time_series[] = {
    { { 1, 2, 5 }, 3, 1 }, { { 1 }, 1, 1 }, { { 1 }, 1, 2 },
    { { 1 }, 1, 3 },       { { 1 }, 1, 6 },
};
static const struct series memory_series[] = {
    { { 1, 1.5 }, 2, 1 }, { { 1 }, 1, 1 }, { { 1 }, 1, 2 },
    { { 1 }, 1, 4 },      { { 1 }, 1, 8 },
};
enum { N_SERIES = sizeof time_series / sizeof time_series[0] };
_Static_assert(sizeof memory_series == sizeof time_series, "one loop serves both");

/* Values that are sums and products of nice numbers differ from them by rounding alone.
 */
#define ROUNDING 1e-9

/* Picodollars of an invocation that are a dollar for a million of them. */
#define PUSD_PER_TICK_USD 1e6

/* Below this equal steps look even on a logarithmic axis, and three ticks are wanted. */
#define RATIO_SHORT 12.0

struct layout {
    const struct scene_axis *axis;
    const struct scene_room *room;
    struct scene_tick ticks[SCENE_TICKS_MAX];
    int32_t n;
    bool fits;
};

static void
tick_text(char *out, enum scene_unit unit, double value)
{
    char plain[DIGITS_MAX];
    char grouped[DIGITS_MAX];
    const bool seconds = unit == SCENE_MS && value >= 1000 * (1 - ROUNDING);
    const char *text = NULL;

    if (seconds)
        value /= 1000;
    if (unit == SCENE_PUSD)
        value /= PUSD_PER_TICK_USD;
    digits_trim(digits_significant(plain, value, 9));
    text = unit == SCENE_MB ? plain : digits_group(grouped, sizeof grouped, plain);
    out[0] = '\0';
    if (!text || strlen(text) > TICK_DIGITS_MAX)
        return;
    snprintf(out, SCENE_TICK_TEXT_MAX, "%s%.*s%s", unit == SCENE_PUSD ? "$" : "",
             (int)TICK_DIGITS_MAX, text,
             unit != SCENE_MS ? ""
             : seconds        ? " s"
                              : " ms");
}

/* Put one more tick behind the others; false when there is no room for it. */
static void
add_tick(struct layout *l, double value)
{
    const struct scene_room *room = l->room;
    struct scene_tick *t = &l->ticks[l->n];
    const double at = scene_at(l->axis, value);

    if (value < l->axis->low * (1 - ROUNDING) || value > l->axis->high * (1 + ROUNDING))
        return;
    if (l->n >= SCENE_TICKS_MAX) {
        l->fits = false;
        return;
    }
    t->value = value;
    tick_text(t->text, l->axis->unit, value);
    t->size = room->character > 0 ? room->character * text_width(t->text) : room->line;
    if (room->cells) {
        t->position = fmin(floor(at * room->length), room->length - 1);
        t->start = t->position - floor(t->size / 2);
    } else {
        t->position = at * room->length;
        t->start = t->position - t->size / 2;
    }
    if (t->start < -room->before || t->start + t->size > room->length + room->after)
        return; /* a label that would stick out: no tick */
    if (l->n && t->start < t[-1].start + t[-1].size + room->gap)
        l->fits = false;
    l->n++;
}

static void
lay_out_series(struct layout *l, const struct series *series)
{
    const double factor = pow(l->axis->unit == SCENE_MB ? 2 : 10, series->stride);
    const int first = (int)floor(log(l->axis->low) / log(factor)) - 1;
    const int last = (int)ceil(log(l->axis->high) / log(factor)) + 1;

    l->n = 0;
    l->fits = true;
    for (int k = first; k <= last && l->fits; k++) {
        for (int i = 0; i < series->n_multiples && l->fits; i++)
            add_tick(l, pow(factor, k) * series->multiples[i]);
    }
}

/* At most STEPS_MAX + 1 steps. */
static void
lay_out_steps(struct layout *l, double step)
{
    const int64_t first = (int64_t)ceil(l->axis->low / step * (1 - ROUNDING));
    const int64_t last = (int64_t)floor(l->axis->high / step * (1 + ROUNDING));

    l->n = 0;
    l->fits = true;
    for (int64_t k = first; k <= last && l->fits; k++)
        add_tick(l, (double)k * step);
}

/* The i-th step, from coarse to fine, of an axis up to `high`. */
static double
nice_step(const struct scene_axis *a, int i)
{
    static const double parts[] = { 1, 0.5, 0.2 };

    if (a->unit == SCENE_MB)
        return exp2(floor(log2(a->high)) - i);
    return pow(10, floor(log10(a->high)) + 1 - floor(i / 3.0)) * parts[i % 3];
}

/* Keeps a better layout; true when it has enough ticks. */
static bool
keep_better(struct layout *best, const struct layout *l)
{
    const double ratio = best->axis->high / best->axis->low;
    const int32_t wanted = best->axis->linear || ratio < RATIO_SHORT ? 3 : 2;

    if (l->fits && l->n > best->n)
        *best = *l;
    return best->n >= wanted;
}

/* Powers where they give enough ticks; on a short axis steps of equal size. */
static void
choose(const struct scene_axis *a, const struct scene_room *room, struct layout *best)
{
    struct layout l = { .axis = a, .room = room };
    const struct series *series = a->unit == SCENE_MB ? memory_series : time_series;

    for (int i = 0; i < N_SERIES && !a->linear; i++) {
        lay_out_series(&l, &series[i]);
        if (keep_better(best, &l))
            return;
    }
    for (int i = 0; (a->high - a->low) / nice_step(a, i) <= STEPS_MAX; i++) {
        if (a->unit == SCENE_MB && nice_step(a, i) < 1 && best->n > 1)
            return; /* sizes are whole MB */
        lay_out_steps(&l, nice_step(a, i));
        if (keep_better(best, &l) || !l.fits)
            return; /* finer steps fit even less */
    }
}

int32_t
scene_ticks(const struct scene_axis *a, const struct scene_room *room,
            struct scene_tick *out)
{
    struct layout best = { .axis = a, .room = room };

    choose(a, room, &best);
    memcpy(out, best.ticks, (size_t)best.n * sizeof *out);
    return best.n;
}
