/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What changed prices do to the picks: of the open workload, and of all in slices. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "app/words.h"
#include "base/text.h"
#include "tui/prices.h"

enum { SLICE_NS = 4000000 };

void
prices_effect_clear(struct prices_effect *e)
{
    free(e->names);
    *e = (struct prices_effect){ .names = NULL };
}

/* Names come to it, the user's own first. */
struct collecting {
    struct prices_effect *e;
    const char *samples; /* the setting: "on", "off"; NULL: where there are no others */
};

/* The bundled ones count where the screen of workloads has them. */
static enum va_code
add_name(void *ctx, const char *name, bool sample)
{
    struct collecting *c = ctx;
    struct prices_effect *e = c->e;
    const int32_t own = sample ? e->n_own : ++e->n_own;

    if (sample && (c->samples ? strcmp(c->samples, "on") != 0 : own > 0))
        return VA_OK;
    if (e->n < PRICES_NAMES_MAX)
        snprintf(e->names[e->n++], sizeof e->names[0], "%s", name);
    return VA_OK;
}

/* Begin anew when prices or the question changed since. */
void
prices_effect_refresh(struct tui *t)
{
    struct prices_view *v = prices_view_of(t);
    struct prices_effect *e = &v->effect;
    const uint32_t generation = v->generation;
    const char *word = local_get(t->locals, LOCAL_SAMPLES, NULL);

    if (e->names && e->generation == generation && e->subject == t->subject.version)
        return;
    if (prices_changes(t) == 0) {
        prices_effect_clear(e);
        return;
    }
    prices_effect_clear(e);
    e->names = calloc(PRICES_NAMES_MAX, sizeof *e->names);
    e->generation = generation;
    e->subject = t->subject.version;
    if (e->names)
        (void)session_names(
            t->session, add_name,
            &(struct collecting){ e, !word && t->start->demo_seed ? "on" : word }, NULL);
    if (t->subject.open)
        e->has_open = !what_if_effect(t->session, &t->subject.question, &e->open, NULL);
}

static int64_t
now_ns(void)
{
    struct timespec ts = { 0 };

    (void)clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * INT64_C(1000000000) + ts.tv_nsec;
}

static void
look_at(struct tui *t, struct prices_effect *e, const char *name)
{
    struct what_if_effect found;
    struct subject_texts texts;
    struct question q;

    if (subject_question(t, name, &texts, &q, NULL) ||
        what_if_effect(t->session, &q, &found, NULL)) {
        e->n_left_out++;
        return;
    }
    e->n_moved += what_if_moves(&found);
    e->n_changed += what_if_changes(&found);
}

bool
prices_effect_work(struct tui *t)
{
    struct prices_effect *e = &prices_view_of(t)->effect;
    const int64_t until = now_ns() + SLICE_NS;

    if (!e->names || e->at >= e->n)
        return false;
    do {
        look_at(t, e, e->names[e->at++]);
    } while (e->at < e->n && now_ns() < until);
    t->stale = true;
    return e->at < e->n;
}

void
prices_effect_say_open(const struct tui *t, struct buf *out)
{
    const struct prices_effect *e = &prices_view_of(t)->effect;

    if (!e->names || !e->has_open)
        return;
    buf_printf(out, "Effect on %s: ", e->open.workload);
    what_if_say_effect(out, &e->open);
    buf_byte(out, '.');
}

void
prices_effect_say_all(const struct tui *t, struct buf *out)
{
    const struct prices_effect *e = &prices_view_of(t)->effect;
    const int32_t seen = e->at - e->n_left_out;
    char text[TEXT_NUMBER_MAX];
    char more[TEXT_NUMBER_MAX];

    if (!e->names || e->n == 0)
        return;
    if (e->at == 0) {
        buf_text(out, "Looking at all workloads.");
        return;
    }
    buf_text(out, "Of ");
    words_count(out, seen, "workload");
    if (e->at < e->n)
        buf_printf(out, " looked at so far (of %s)",
                   text_number(text, (double)e->n, 0, true));
    if (e->n_changed == 0)
        buf_text(out, ", none changes.");
    else
        buf_printf(out, ", %s would get another pick, %s the same at another cost.",
                   text_number(text, (double)e->n_moved, 0, true),
                   text_number(more, (double)(e->n_changed - e->n_moved), 0, true));
}
