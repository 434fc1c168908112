/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A chart as data: vadvise.plot/1. */
#include <math.h>

#include "app/document.h"
#include "app/plot.h"
#include "app/words.h"

/* A microsecond is 0.001 ms: finer than any provider reports. */
enum { MS_DECIMALS = 3 };

/* Picodollars of an invocation that are a dollar for a million of them. */
#define PUSD_PER_USD_PER_1M 1e6

static void
add_axis(struct json_doc *doc, struct json *axes, const char *key,
         const struct scene_axis *a)
{
    static const char *const units[] = {
        [SCENE_MB] = "MB", [SCENE_MS] = "ms", [SCENE_PUSD] = "USD per 1M"
    };
    const double scale = a->unit == SCENE_PUSD ? PUSD_PER_USD_PER_1M : 1;
    struct json *o = json_add_object(doc, axes, key);

    json_add_string(doc, o, "title", a->title);
    json_add_string(doc, o, "unit", units[a->unit]);
    json_add_string(doc, o, "scale", a->linear ? "linear" : "log");
    json_add_number(doc, o, "low", a->low / scale, MS_DECIMALS);
    json_add_number(doc, o, "high", a->high / scale, MS_DECIMALS);
}

static void
add_point(struct json_doc *doc, struct json *points, const struct plot_point *p,
          bool measured)
{
    struct json *o = json_add_object(doc, points, NULL);

    json_add_int(doc, o, "memory_mb", p->memory_mb);
    json_add_number(doc, o, "duration_ms", p->duration_ms, MS_DECIMALS);
    json_add_number(doc, o, "duration_ms_low", p->low_ms, MS_DECIMALS);
    json_add_number(doc, o, "duration_ms_high", p->high_ms, MS_DECIMALS);
    json_add_bool(doc, o, "measured", measured);
    document_cost(doc, o, "cost_usd", p->cost_pusd);
    document_pusd(doc, o, "cost_pusd", p->cost_pusd);
}

/* The line and the measured sizes, ascending; where they meet, what was measured. */
static void
add_points(struct json_doc *doc, struct json *series, const struct plot_series *s)
{
    struct json *points = json_add_array(doc, series, "points");
    int32_t k = 0;

    for (int32_t i = 0; i <= s->n_line; i++) {
        const int32_t next_mb = i < s->n_line ? s->line[i].memory_mb : INT32_MAX;

        for (; k < s->n_samples && s->samples[k].memory_mb <= next_mb; k++) {
            const struct plot_sample *m = &s->samples[k];

            add_point(doc, points,
                      &(struct plot_point){ m->memory_mb, m->expected_ms, m->low_ms,
                                            m->high_ms, false, m->cost_pusd },
                      true);
        }
        if (i < s->n_line && (!k || s->samples[k - 1].memory_mb != next_mb))
            add_point(doc, points, &s->line[i], false);
    }
}

static void
add_samples(struct json_doc *doc, struct json *series, const struct plot_series *s)
{
    struct json *samples = json_add_array(doc, series, "samples");
    struct json *failed = json_add_array(doc, series, "failed");

    for (int32_t i = 0; i < s->n_samples; i++) {
        struct json *o = json_add_object(doc, samples, NULL);

        json_add_int(doc, o, "memory_mb", s->samples[i].memory_mb);
        json_add_int(doc, o, "n", s->samples[i].n);
        json_add_number(doc, o, "duration_ms", s->samples[i].duration_ms, MS_DECIMALS);
        json_add_number(doc, o, "p5_ms", s->samples[i].p5_ms, MS_DECIMALS);
        json_add_number(doc, o, "p95_ms", s->samples[i].p95_ms, MS_DECIMALS);
    }
    for (int32_t i = 0; i < s->n_failed; i++) {
        struct json *o = json_add_object(doc, failed, NULL);

        json_add_int(doc, o, "memory_mb", s->failed[i].memory_mb);
        json_add_int(doc, o, "n_failed", s->failed[i].n_failed);
        json_add_int(doc, o, "n", s->failed[i].n);
    }
}

static void
add_series(struct json_doc *doc, struct json *list, const struct contender *c,
           const struct plot_series *s)
{
    struct json *o = json_add_object(doc, list, NULL);

    json_add_string(doc, o, "platform", c->profile->platform);
    json_add_string(doc, o, "region", words_region(c));
    json_add_string(doc, o, "implementation", c->profile->implementation);
    json_add_string(doc, o, "name", s->name);
    json_add_bool(doc, o, "published", s->published);
    json_add_bool(doc, o, "emulated", s->emulated);
    json_add_int(doc, o, "from_mb", s->from_mb);
    json_add_int(doc, o, "to_mb", s->to_mb);
    document_known(doc, o, "half_gain_mb", s->half_mb);
    add_points(doc, o, s);
    add_samples(doc, o, s);
}

static void
add_over(struct json_doc *doc, const struct plot_data *d)
{
    struct json *list = json_add_array(doc, json_root(doc), "over_budget");

    for (int32_t i = 0; i < d->n_over; i++) {
        struct json *o = json_add_object(doc, list, NULL);

        json_add_int(doc, o, "from_mb", d->over_budget[i].from_mb);
        json_add_int(doc, o, "to_mb", d->over_budget[i].to_mb);
    }
}

static void
add_words(struct json_doc *doc, const struct plot_data *d, const struct scene *s)
{
    struct json *root = json_root(doc);
    struct json *notes = NULL;

    json_add_string(doc, root, "caption", s->caption);
    notes = json_add_array(doc, root, "notes");
    for (int32_t i = 0; i < d->n_notes; i++) {
        struct json *o = json_add_object(doc, notes, NULL);

        json_add_string(doc, o, "code", d->notes[i].code);
        json_add_string(doc, o, "text", d->notes[i].text);
    }
    json_add_bool(doc, root, "sample_data", d->sample_data);
}

void
plot_document(const struct field *f, const struct plot_data *d, const struct scene *s,
              struct json_doc *doc)
{
    struct json *root = json_root(doc);
    struct json *axes = NULL;
    struct json *list = NULL;

    document_start(doc, "vadvise.plot/1", d->workload);
    document_goal(doc, root, &d->goal);
    json_add_string(doc, root, "title", s->title);
    axes = json_add_object(doc, root, "axes");
    add_axis(doc, axes, "x", &s->x);
    add_axis(doc, axes, "y", &s->y);
    list = json_add_array(doc, root, "series");
    for (int32_t i = 0; i < d->n_series; i++)
        add_series(doc, list, f->contenders[d->series[i].contender], &d->series[i]);
    document_choice(doc, "pick", f, d->feasible ? &d->pick : NULL);
    document_choice(doc, "safe_pick", f, d->has_safe ? &d->safe : NULL);
    document_choice(doc, "now", f, d->has_now ? &d->now : NULL);
    add_over(doc, d);
    add_words(doc, d, s);
}
