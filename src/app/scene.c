/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Building a scene, and where its values lie. */
#include "app/scene.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* Not all of it is cleared: it is large, and what no text or legend needs stays as it is.
 */
void
scene_init(struct scene *s)
{
    s->title[0] = s->subtitle[0] = s->tag[0] = s->caption[0] = s->notes[0] = '\0';
    s->items = NULL;
    s->points = NULL;
    s->n_items = s->cap_items = s->n_points = s->cap_points = s->n_legend = 0;
    memset(s->hidden, 0, sizeof s->hidden);
    s->shaded = false;
    s->gutter = 0;
    s->code = VA_OK;
    s->x = (struct scene_axis){ .low = 1, .high = 2, .unit = SCENE_MB };
    s->y = (struct scene_axis){ .low = 1, .high = 2, .unit = SCENE_MS };
}

void
scene_clear(struct scene *s)
{
    free(s->items);
    free(s->points);
    scene_init(s);
}

void
scene_copy_text(char *out, size_t size, const char *text)
{
    const size_t len = strlen(text);
    size_t n_out = 0;

    for (size_t i = 0; i < len;) {
        uint32_t point = 0;
        const size_t n = text_utf8(text + i, len - i, &point);
        const bool bad = !n || text_is_control(point);

        if (n_out + (bad ? 1 : n) >= size)
            break;
        if (bad)
            out[n_out] = '?';
        else
            memcpy(out + n_out, text + i, n);
        n_out += bad ? 1 : n;
        i += n ? n : 1;
    }
    out[n_out] = '\0';
}

/* Make room for `more` elements behind *n; a failure is the scene's. */
static bool
grow(struct scene *s, void **array, int32_t *cap, int32_t needed, size_t size)
{
    int32_t wanted = *cap ? *cap : 16;
    void *moved = NULL;

    if (needed <= *cap)
        return true;
    while (wanted < needed)
        wanted *= 2;
    moved = realloc(*array, (size_t)wanted * size);
    if (!moved) {
        s->code = VA_NOMEM;
        return false;
    }
    *array = moved;
    *cap = wanted;
    return true;
}

void
scene_add(struct scene *s, const struct scene_item *item,
          const struct scene_point *points, int32_t n)
{
    void *items = s->items;
    void *places = s->points;
    struct scene_item *added = NULL;

    if (s->code)
        return;
    if (s->n_items >= SCENE_ITEMS_MAX || n > SCENE_POINTS_MAX - s->n_points) {
        s->code = VA_OVERFLOW;
        return;
    }
    if (!grow(s, &items, &s->cap_items, s->n_items + 1, sizeof *s->items))
        return;
    s->items = items;
    if (!grow(s, &places, &s->cap_points, s->n_points + n, sizeof *s->points))
        return;
    s->points = places;
    added = &s->items[s->n_items++];
    *added = *item;
    scene_copy_text(added->label, sizeof added->label, item->label);
    scene_copy_text(added->text, sizeof added->text, item->text);
    added->first = s->n_points;
    added->n = n;
    if (n)
        memcpy(s->points + s->n_points, points, (size_t)n * sizeof *points);
    s->n_points += n;
}

void
scene_add_legend(struct scene *s, enum scene_mark mark, enum scene_role role,
                 const char *text)
{
    struct scene_legend *l = &s->legend[s->n_legend];

    assert(s->n_legend < SCENE_LEGEND_MAX);
    l->mark = mark;
    l->role = role;
    scene_copy_text(l->text, sizeof l->text, text);
    s->n_legend++;
}

void
scene_add_note(struct scene *s, const char *text)
{
    const size_t used = strlen(s->notes);
    const size_t room = sizeof s->notes - used;

    if (strlen(text) + 2 > room) {
        s->code = s->code ? s->code : VA_OVERFLOW;
        return;
    }
    scene_copy_text(s->notes + used, room - 1, text);
    memcpy(s->notes + strlen(s->notes), "\n", 2);
}

double
scene_at(const struct scene_axis *a, double value)
{
    double at = 0;

    if (a->linear)
        at = (value - a->low) / (a->high - a->low);
    else
        at = log(value / a->low) / log(a->high / a->low);
    return fmin(fmax(at, 0), 1); /* value 0: minus infinity, so 0 */
}

static void
place_point(const struct scene *s, const struct scene_point *p, double out[3])
{
    out[0] = scene_at(&s->x, p->x);
    out[1] = scene_at(&s->y, p->low);
    out[2] = p->high == p->low ? out[1] : scene_at(&s->y, p->high);
}

struct scene_walk
scene_walk_on(const struct scene *s, const struct scene_item *item)
{
    struct scene_walk w = { .scene = s, .item = item, .next = 1 };

    if (item->n > 0)
        place_point(s, s->points + item->first, w.from);
    if (item->n > 1)
        place_point(s, s->points + item->first + 1, w.to);
    return w;
}

static void
step(struct scene_walk *w)
{
    memcpy(w->from, w->to, sizeof w->from);
    w->next++;
    place_point(w->scene, w->scene->points + w->item->first + w->next, w->to);
}

bool
scene_walk_to(struct scene_walk *w, double at_x, double *out_low, double *out_high)
{
    double part = 0;

    while (w->next + 1 < w->item->n && at_x > w->to[0])
        step(w);
    if (w->item->n < 2 || at_x < w->from[0] || at_x > w->to[0])
        return false;
    if (w->to[0] > w->from[0])
        part = (at_x - w->from[0]) / (w->to[0] - w->from[0]);
    *out_low = (1 - part) * w->from[1] + part * w->to[1];
    *out_high = (1 - part) * w->from[2] + part * w->to[2];
    return true;
}

static void
widen(const double at[3], double *low, double *high)
{
    *low = fmin(*low, at[1]);
    *high = fmax(*high, at[2]);
}

bool
scene_walk_span(struct scene_walk *w, double from_x, double to_x, double *out_low,
                double *out_high)
{
    double at[3] = { 0 };
    double low = INFINITY;
    double high = -INFINITY;

    if (scene_walk_to(w, from_x, &at[1], &at[2]))
        widen(at, &low, &high);
    if (w->item->n > 1 && w->from[0] >= from_x && w->from[0] <= to_x)
        widen(w->from, &low, &high);
    while (w->item->n > 1 && w->to[0] >= from_x && w->to[0] <= to_x) {
        widen(w->to, &low, &high);
        if (w->next + 1 == w->item->n)
            break;
        step(w);
    }
    if (scene_walk_to(w, to_x, &at[1], &at[2]))
        widen(at, &low, &high);
    *out_low = low;
    *out_high = high;
    return low <= high;
}

const char *
scene_mark_text(enum scene_mark mark)
{
    static const char *const texts[MARK_COUNT] = {
#define X(name, text) text,
        SCENE_MARKS(X)
#undef X
    };

    assert(mark >= 0 && mark < MARK_COUNT);
    return texts[mark];
}

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* May a line end at this blank? Not between a number and its unit. */
static bool
breaks_at(const char *line, size_t i)
{
    const char next = line[i + 1];

    return line[i] == ' ' && i &&
           !(is_digit(line[i - 1]) && (next == 'M' || next == 's' || next == 'm'));
}

const char *
scene_next_line(const char **text, int32_t columns, size_t *out_len)
{
    const char *line = *text;
    const size_t len = strcspn(line, "\n");
    size_t at_blank = 0;
    int32_t width = 0;
    size_t i = 0;

    if (!*line)
        return NULL;
    while (i < len) {
        char one[5] = "";
        uint32_t point = 0;
        size_t n = text_utf8(line + i, len - i, &point);

        n = n ? n : 1;
        memcpy(one, line + i, n);
        width += text_width(one);
        if (breaks_at(line, i))
            at_blank = i;
        if (width > columns && i)
            break;
        i += n;
    }
    *out_len = i < len && at_blank ? at_blank : i;
    *text = line + *out_len;
    *text += **text == ' ' || **text == '\n';
    return line;
}
