/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A chart's data as a scene. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/plot_parts.h"

/* Room left around everything, as a part of the axis; and the least an axis spans, so
 * that small differences do not look like large ones. */
#define MARGIN_RATIO 0.04
#define LOW_RATIO 1e-6 /* a linear axis ends above zero */
#define SPAN_MS_MIN 2.5
#define SPAN_PUSD_MIN 1.5
#define SPAN_MB_MIN 1.5
#define SPAN_WINDOW_MIN 1.0002 /* what a window is opened for may be small */

/* An axis from low to high with some room, at least `span` from end to end. */
static void
set_axis(struct scene_axis *a, double low, double high, double span)
{
    const double margin = pow(high / low, MARGIN_RATIO);
    const double step = (high - low) * MARGIN_RATIO;

    a->low = a->linear ? fmax(low - step, high * LOW_RATIO) : low / margin;
    a->high = a->linear ? high + step : high * margin;
    if (a->high / a->low < span) {
        const double middle = sqrt(a->low * a->high);

        a->low = middle / sqrt(span);
        a->high = middle * sqrt(span);
    }
}

static bool
is_emulated(const struct plot_data *d)
{
    for (int32_t i = 0; i < d->n_series; i++) {
        if (d->series[i].emulated)
            return true;
    }
    return false;
}

static void
set_words(struct scene *s, const struct plot_data *d)
{
    const bool known = plot_knows_statistic(d);
    const char *stat = known ? statistic_name(d->goal.stat) : "";
    const bool emulated = is_emulated(d);
    char title[SCENE_TEXT_MAX];

    if (d->view.field == PLOT_COST)
        snprintf(title, sizeof title, "%s: cost by memory", d->workload);
    else
        snprintf(title, sizeof title, "%s: %s%sduration by memory", d->workload, stat,
                 known ? " " : "");
    scene_copy_text(s->title, sizeof s->title, title);
    if (d->n_series == 1)
        scene_copy_text(s->subtitle, sizeof s->subtitle, d->series[0].name);
    snprintf(s->tag, sizeof s->tag, "%s%s%s", d->sample_data ? "SAMPLE DATA" : "",
             d->sample_data && emulated ? ", " : "", emulated ? "EMULATED" : "");
    snprintf(s->x.title, sizeof s->x.title, "memory, MB");
    if (d->view.field == PLOT_COST)
        snprintf(s->y.title, sizeof s->y.title, "cost of a million invocations");
    else
        snprintf(s->y.title, sizeof s->y.title, "%s%sduration", stat, known ? " " : "");
}

static enum va_code
set_caption(struct scene *s, const struct plot_data *d)
{
    struct buf text;
    enum va_code code = VA_OK;

    buf_init(&text, sizeof s->caption - 1);
    plot_caption(d, &text);
    scene_copy_text(s->caption, sizeof s->caption, buf_get(&text));
    code = text.code;
    buf_clear(&text);
    return code;
}

static void
set_axes(struct scene *s, const struct plot_data *d)
{
    const struct plot_box box = plot_box_of(d);
    const bool cost = d->view.field == PLOT_COST;
    double span = cost ? SPAN_PUSD_MIN : SPAN_MS_MIN;

    s->x.linear = d->view.axes == PLOT_LIN_LIN;
    s->y.linear = d->view.axes != PLOT_LOG_LOG;
    s->y.unit = cost ? SCENE_PUSD : SCENE_MS;
    if (d->view.high_mb) {
        span = SPAN_WINDOW_MIN;
        s->x.low = box.low_mb;
        s->x.high = box.high_mb;
    } else {
        set_axis(&s->x, box.low_mb, box.high_mb, SPAN_MB_MIN);
    }
    set_axis(&s->y, box.low, box.high, span);
}

enum va_code
plot_scene(const struct plot_data *d, struct scene *out)
{
    enum va_code code = VA_OK;

    scene_init(out);
    set_axes(out, d);
    set_words(out, d);
    out->shaded = d->view.shaded;
    if (d->view.field == PLOT_COST)
        plot_add_costs(out, d);
    else
        plot_add_durations(out, d);
    plot_add_pareto(out, d);
    plot_add_goal(d, out);
    plot_add_choice(out, d);
    plot_add_cross(out, d);
    for (int32_t i = 0; i < d->n_notes; i++)
        scene_add_note(out, d->notes[i].text);
    code = set_caption(out, d);
    return out->code ? out->code : code;
}
