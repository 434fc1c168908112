/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Durations in a scene: curves, bands, measured sizes, failures. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/plot_parts.h"
#include "app/words.h"
#include "base/text.h"

enum scene_role
plot_role_of(int32_t series)
{
    return (enum scene_role)(ROLE_CHART1 + series);
}

/* Letters tell the series of a chart apart where colours cannot. */
void
plot_letter_of(int32_t series, char out[SCENE_LABEL_MAX])
{
    snprintf(out, SCENE_LABEL_MAX, "%c", 'a' + (int)series);
}

int32_t
plot_make_steps(struct scene_point *points, int32_t n)
{
    for (int32_t i = n - 1; i > 0; i--) {
        points[2 * i] = points[i];
        points[2 * i - 1] = points[i - 1];
        points[2 * i - 1].x = points[2 * i].x;
    }
    return n ? 2 * n - 1 : 0;
}

/* Points first to first + n - 1 of a series' line. */
struct run {
    const struct plot_series *series;
    int32_t index, first, n;
    bool lettered;
};

static void
add_run(struct scene *s, const struct run *run)
{
    const struct plot_series *p = run->series;
    const int32_t index = run->index;
    const int32_t first = run->first;
    const int32_t n = run->n;
    struct scene_point points[2 * PLOT_LINE_MAX];
    struct scene_item line = { .kind = SCENE_LINE,
                               .layer = LAYER_CURVE,
                               .role = plot_role_of(index),
                               .mark = MARK_CURVE,
                               .dashed = p->line[first + n / 2].outside };
    struct scene_item band = { .kind = SCENE_BAND,
                               .layer = LAYER_BAND,
                               .role = plot_role_of(index),
                               .mark = MARK_BAND };
    bool spread = true;

    for (int32_t i = 0; i < n; i++) {
        const struct plot_point *at = &p->line[first + i];

        points[i] = (struct scene_point){ at->memory_mb, at->low_ms, at->high_ms };
        spread = spread && isfinite(at->low_ms) && isfinite(at->high_ms);
    }
    if (spread)
        scene_add(s, &band, points, p->table ? plot_make_steps(points, n) : n);
    if (run->lettered)
        plot_letter_of(index, line.label);
    for (int32_t i = 0; i < n; i++) {
        const struct plot_point *at = &p->line[first + i];

        points[i] =
            (struct scene_point){ at->memory_mb, at->duration_ms, at->duration_ms };
    }
    scene_add(s, &line, points, p->table ? plot_make_steps(points, n) : n);
}

/* The line in runs that lie inside or outside the measured range; runs share an end. */
static void
add_line(struct scene *s, const struct plot_data *d, int32_t index)
{
    const struct plot_series *p = &d->series[index];
    int32_t first = 0;

    for (int32_t i = 1; i < p->n_line; i++) {
        const bool turns =
            i + 1 < p->n_line && p->line[i].outside != p->line[i + 1].outside;

        if (!turns && i + 1 < p->n_line)
            continue;
        add_run(s, &(struct run){ p, index, first, i - first + 1, d->n_series > 1 });
        first = i;
    }
}

static void
say_sample(const struct plot_sample *sample, char out[SCENE_TEXT_MAX])
{
    char duration[TEXT_NUMBER_MAX];
    char low[TEXT_NUMBER_MAX];
    char high[TEXT_NUMBER_MAX];
    char n[TEXT_NUMBER_MAX];
    const bool spread = isfinite(sample->p5_ms) && isfinite(sample->p95_ms);

    snprintf(out, SCENE_TEXT_MAX, "%d MB: %s%s%s%s%s%s, %s run%s", (int)sample->memory_mb,
             text_time(duration, sample->duration_ms), spread ? " (p5 " : "",
             spread ? text_time(low, sample->p5_ms) : "", spread ? ", p95 " : "",
             spread ? text_time(high, sample->p95_ms) : "", spread ? ")" : "",
             text_number(n, (double)sample->n, 0, true), sample->n == 1 ? "" : "s");
}

static void
add_samples(struct scene *s, const struct plot_data *d, int32_t index)
{
    const struct plot_series *p = &d->series[index];
    struct scene_item item = { .layer = LAYER_SAMPLES, .role = plot_role_of(index) };

    for (int32_t i = 0; i < p->n_samples; i++) {
        const struct plot_sample *sample = &p->samples[i];

        item.x = sample->memory_mb;
        item.y = sample->duration_ms;
        item.low = sample->p5_ms;
        item.high = sample->p95_ms;
        item.kind = SCENE_WHISKER; /* without a text: the mark on it has one */
        if (isfinite(item.low) && isfinite(item.high) && item.low < item.high &&
            plot_shows(d, item.x))
            scene_add(s, &item, NULL, 0);
    }
    item.kind = SCENE_MARK;
    item.mark = (enum scene_mark)(MARK_POINT1 + index);
    for (int32_t i = 0; i < p->n_samples; i++) {
        item.x = p->samples[i].memory_mb;
        item.y = p->samples[i].duration_ms;
        say_sample(&p->samples[i], item.text);
        if (plot_shows(d, item.x))
            scene_add(s, &item, NULL, 0);
    }
}

static void
add_failed(struct scene *s, const struct plot_data *d, const struct plot_series *p)
{
    struct scene_item item = { .kind = SCENE_MARK,
                               .layer = LAYER_FAILED,
                               .role = ROLE_BAD,
                               .mark = MARK_FAILED,
                               .y = NAN };

    for (int32_t i = 0; i < p->n_failed; i++) {
        const struct failed_size *f = &p->failed[i];
        char failed[TEXT_NUMBER_MAX];
        char all[TEXT_NUMBER_MAX];

        item.x = f->memory_mb;
        snprintf(item.text, sizeof item.text, "%d MB: %s of %s invocations failed",
                 (int)f->memory_mb, text_number(failed, (double)f->n_failed, 0, true),
                 text_number(all, (double)(f->n_failed + f->n), 0, true));
        if (plot_shows(d, item.x))
            scene_add(s, &item, NULL, 0);
    }
}

void
plot_add_letter(struct scene *s, const struct plot_data *d, int32_t index, double x,
                double y)
{
    struct scene_item name = { .kind = SCENE_LABEL,
                               .layer = LAYER_CURVE,
                               .role = plot_role_of(index),
                               .x = x,
                               .y = y };

    if (d->n_series == 1 || !plot_shows(d, x))
        return;
    plot_letter_of(index, name.label);
    scene_add(s, &name, NULL, 0);
}

/* How far the measured sizes are off the line, in words. */
static void
add_residuals(struct scene *s, const struct plot_data *d)
{
    const struct plot_series *p = &d->series[0];

    for (int32_t i = 0; d->view.residuals && i < p->n_samples; i++) {
        const struct plot_sample *at = &p->samples[i];
        struct scene_item item = { .kind = SCENE_LABEL,
                                   .layer = LAYER_RESIDUALS,
                                   .role = ROLE_TEXT,
                                   .x = at->memory_mb,
                                   .y = at->duration_ms };
        struct buf text;

        if (!(at->line_ms > 0) || !plot_shows(d, at->memory_mb))
            continue;
        buf_init(&text, SCENE_LABEL_MAX - 1);
        words_change(&text, at->duration_ms, at->line_ms);
        snprintf(item.label, sizeof item.label, "%s", buf_get(&text));
        buf_clear(&text);
        scene_add(s, &item, NULL, 0);
    }
}

static void
add_series(struct scene *s, const struct plot_data *d, int32_t index)
{
    const struct plot_series *p = &d->series[index];
    add_line(s, d, index);
    add_samples(s, d, index);
    add_failed(s, d, p);
    if (p->n_line)
        plot_add_letter(s, d, index, p->line[p->n_line - 1].memory_mb,
                        p->line[p->n_line - 1].duration_ms);
    else if (p->n_samples)
        plot_add_letter(s, d, index, p->samples[p->n_samples - 1].memory_mb,
                        p->samples[p->n_samples - 1].duration_ms);
}

/* Which kinds of things the legend explains; a line without points stands for its series
 * already. */
struct kinds {
    bool spread, line, band, failed;
};

static void
note_kinds(struct kinds *k, const struct plot_series *p, bool lettered)
{
    for (int32_t i = 0; i < p->n_samples; i++)
        k->spread = k->spread || p->samples[i].p5_ms < p->samples[i].p95_ms;
    k->line = k->line || (p->n_line > 0 && (p->n_samples > 0 || !lettered));
    k->band = k->band || (p->n_line > 0 && isfinite(p->line[0].low_ms));
    k->failed = k->failed || p->n_failed > 0;
}

void
plot_add_name(struct scene *s, const struct plot_data *d, int32_t index)
{
    const struct plot_series *p = &d->series[index];
    const enum scene_mark mark =
        p->n_samples ? (enum scene_mark)(MARK_POINT1 + index) : MARK_CURVE;
    char text[SCENE_TEXT_MAX];

    snprintf(text, sizeof text, "%c %s", 'a' + (int)index, p->name);
    if (d->n_series > 1)
        scene_add_legend(s, mark, plot_role_of(index), text);
    else if (p->n_samples)
        scene_add_legend(s, MARK_POINT1, ROLE_CHART1, "measured");
}

static void
add_legend(struct scene *s, const struct plot_data *d)
{
    const bool published = d->n_series == 1 && d->series[0].published;
    struct kinds k = { 0 };

    for (int32_t i = 0; i < d->n_series; i++) {
        note_kinds(&k, &d->series[i], d->n_series > 1);
        plot_add_name(s, d, i);
    }
    if (k.spread)
        scene_add_legend(s, MARK_SPREAD, ROLE_CHART1, "p5 to p95");
    if (k.line)
        scene_add_legend(s, MARK_CURVE, ROLE_CHART1,
                         published ? "published curve" : "curve");
    if (k.band)
        scene_add_legend(s, MARK_BAND, ROLE_CHART1, "90 % interval");
    if (k.failed)
        scene_add_legend(s, MARK_FAILED, ROLE_BAD, "failed");
}

void
plot_add_durations(struct scene *s, const struct plot_data *d)
{
    add_legend(s, d);
    for (int32_t i = d->n_series - 1; i >= 0; i--) /* the first one on top */
        add_series(s, d, i);
    add_residuals(s, d);
}
