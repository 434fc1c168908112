/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a field and its advice to what a chart shows. */
#include "app/plot.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/words.h"

void
plot_add_note(struct plot_data *d, const char *code, const char *fmt, ...)
{
    struct plot_note *note = &d->notes[d->n_notes];
    va_list args;

    if (d->n_notes == PLOT_NOTES_MAX)
        return;
    note->code = code;
    va_start(args, fmt);
    vsnprintf(note->text, sizeof note->text, fmt, args);
    va_end(args);
    d->n_notes++;
}

int32_t
plot_series_of(const struct plot_data *d, const struct configuration *c)
{
    for (int32_t i = 0; i < d->n_series; i++) {
        if (d->series[i].contender == c->contender)
            return i;
    }
    return -1;
}

static int32_t
add_once(int32_t *order, int32_t n, int32_t contender)
{
    for (int32_t i = 0; i < n; i++) {
        if (order[i] == contender)
            return n;
    }
    order[n] = contender;
    return n + 1;
}

int32_t
plot_order(const struct field *f, const struct advice *a, int32_t *order)
{
    int32_t n = 0;

    if (a && a->feasible)
        n = add_once(order, n, a->pick.contender);
    else if (a && a->under_budget.memory_mb) /* what comes nearest is of interest */
        n = add_once(order, n, a->under_budget.contender);
    else if (a && a->in_time.memory_mb)
        n = add_once(order, n, a->in_time.contender);
    for (int32_t i = 0; a && i < a->n_ranking; i++)
        n = add_once(order, n, a->ranking[i].contender);
    for (int32_t i = 0; i < f->n; i++)
        n = add_once(order, n, i);
    return n;
}

static enum va_code
name_series(const struct contender *c, struct plot_series *out)
{
    struct buf name;
    enum va_code code = VA_OK;

    buf_init(&name, sizeof out->name - 1);
    words_contender(&name, c);
    if (profile_is_simulated(c->profile))
        buf_text(&name, ", SIMULATED");
    else if (c->profile->emulates[0] && !c->emulated)
        buf_printf(&name, ", emulating %s", c->profile->emulates);
    scene_copy_text(out->name, sizeof out->name, buf_get(&name));
    code = name.code;
    buf_clear(&name);
    return code;
}

/* Sizes of the series that the line must reach: the range, and what was picked. */
static void
widen(const struct plot_data *d, int32_t contender, int32_t *low_mb, int32_t *high_mb)
{
    const struct configuration *given[] = { d->feasible ? &d->pick : NULL,
                                            d->has_safe ? &d->safe : NULL,
                                            d->has_now ? &d->now : NULL };

    for (size_t i = 0; i < sizeof given / sizeof given[0]; i++) {
        if (!given[i] || given[i]->contender != contender || given[i]->memory_mb <= 0)
            continue;
        if (given[i]->memory_mb < *low_mb)
            *low_mb = given[i]->memory_mb;
        if (given[i]->memory_mb > *high_mb)
            *high_mb = given[i]->memory_mb;
    }
}

/* The line is of what callers wait for, the points are warm runs. */
static void
note_cold(const struct contender *c, const struct advise_request *request,
          const struct plot_series *s, struct plot_data *d)
{
    const double share = cold_share_ratio(advise_cold_share(c, request));

    if (share > 0)
        plot_add_note(
            d, "cold-starts",
            "%s: the line counts %.3g %% cold starts; the points are warm runs.", s->name,
            100 * share);
}

/* Are single sizes sold, and few of them? */
static bool
is_table(const struct contender *c)
{
    for (int32_t i = 0; c->has_tariff && i < c->tariff.n_sizes; i++) {
        if (c->tariff.sizes[i].min_mb != c->tariff.sizes[i].max_mb)
            return false;
    }
    return c->has_tariff;
}

/* Every size that is sold, also outside of what was measured. */
static void
widen_to_sold(const struct tariff *t, int32_t *low_mb, int32_t *high_mb)
{
    if (t->n_sizes && t->sizes[0].min_mb < *low_mb)
        *low_mb = t->sizes[0].min_mb;
    if (t->n_sizes && t->sizes[t->n_sizes - 1].max_mb > *high_mb)
        *high_mb = t->sizes[t->n_sizes - 1].max_mb;
}

/* The window, kept within the sizes that have a line; too narrow: all of them. */
static struct plot_range
range_of(const struct plot_view *view, const struct plot_series *s, int32_t low_mb,
         int32_t high_mb)
{
    struct plot_range r = { .low_mb = low_mb,
                            .high_mb = high_mb,
                            .steps = view->columns,
                            .linear = view->axes == PLOT_LIN_LIN,
                            .costs = view->point_costs };

    r.table = s->table;
    if (r.steps < 1)
        r.steps = PLOT_STEPS;
    if (r.steps >= PLOT_LINE_MAX)
        r.steps = PLOT_LINE_MAX - 1;
    if (view->high_mb && view->low_mb < high_mb && view->high_mb > low_mb) {
        r.low_mb = view->low_mb > low_mb ? view->low_mb : low_mb;
        r.high_mb = view->high_mb < high_mb ? view->high_mb : high_mb;
    }
    return r;
}

static enum va_code
read_costs(const struct contender *c, const struct plot_ask *ask,
           const struct plot_range *range, struct plot_data *d)
{
    struct plot_series *s = &d->series[d->n_series - 1];
    const bool over = ask->request->goal.has_budget && d->n_series == 1;
    const struct plot_costs *costs = NULL;
    enum va_code code = VA_OK;

    if (ask->view.field != PLOT_COST && !ask->view.pareto && !over)
        return VA_OK;
    code = plot_cache_get(ask->cache, c, s->contender, ask->request, &costs);
    if (!code && over)
        plot_find_over(costs, range, d);
    if (!code && ask->view.field == PLOT_COST)
        plot_trace_cost(c, costs, range, s);
    if (!code && ask->view.pareto)
        plot_trace_pareto(costs, range, s);
    return code;
}

/* The lines of the last series. */
static enum va_code
read_lines(const struct contender *c, const struct plot_ask *ask, struct plot_data *d)
{
    struct plot_series *s = &d->series[d->n_series - 1];
    struct plot_range range = { 0 };
    int32_t low_mb = c->from_mb;
    int32_t high_mb = c->to_mb;
    enum va_code code = VA_OK;

    widen(d, s->contender, &low_mb, &high_mb);
    if (ask->view.every_size && ask->request->extrapolate && c->has_tariff)
        widen_to_sold(&c->tariff, &low_mb, &high_mb);
    s->table = is_table(c);
    range = range_of(&ask->view, s, low_mb, high_mb);
    if (c->has_curve && c->from_mb < c->to_mb)
        code = plot_trace(c, ask->request, &range, s);
    if (!code && s->n_line)
        code = read_costs(c, ask, &range, d);
    if (s->n_line)
        note_cold(c, ask->request, s, d);
    return code;
}

static enum va_code
read_series(const struct field *f, int32_t index, const struct plot_ask *ask,
            struct plot_data *d)
{
    const struct contender *c = f->contenders[index];
    struct plot_series *s = &d->series[d->n_series];
    enum va_code code = name_series(c, s);

    s->n_line = s->n_samples = s->n_failed = s->n_cost = s->n_pareto = s->half_mb = 0;
    s->from_ms = s->to_ms = 0;
    s->contender = index;
    s->published = c->profile->published;
    s->emulated = c->emulated || c->profile->emulates[0];
    s->from_mb = c->from_mb;
    s->to_mb = c->to_mb;
    for (int32_t i = 0; i < c->curve.n_sizes && !code; i++)
        code = plot_read_sample(c, &c->curve.sizes[i], ask->request,
                                &s->samples[s->n_samples++]);
    s->n_failed = c->n_failed;
    memcpy(s->failed, c->failed, (size_t)c->n_failed * sizeof s->failed[0]);
    d->n_series++;
    return code ? code : read_lines(c, ask, d);
}

bool
plot_knows_statistic(const struct plot_data *d)
{
    bool published = d->n_series > 0;

    for (int32_t i = 0; i < d->n_series; i++)
        published = published && d->series[i].published;
    return !published || (d->goal.stat != STAT_P95 && d->goal.stat != STAT_P99);
}

static void
note_series(struct plot_data *d)
{
    int32_t n_published = 0;

    for (int32_t i = 0; i < d->n_series; i++)
        n_published += d->series[i].published;
    if (n_published && n_published == d->n_series)
        plot_add_note(d, "no-spread",
                      "No spread was published, so no band is drawn%s%s%s.",
                      plot_knows_statistic(d) ? "" : ", and ",
                      plot_knows_statistic(d) ? "" : statistic_name(d->goal.stat),
                      plot_knows_statistic(d) ? "" : " is not known");
    for (int32_t i = 0; i < d->n_series; i++) {
        const struct plot_series *s = &d->series[i];

        if (s->published && n_published < d->n_series)
            plot_add_note(d, "no-spread",
                          "%s: no spread was published, so no band is drawn.", s->name);
        else if (!s->n_line && s->n_samples == 1)
            plot_add_note(d, "one-size",
                          "%s: one size measured, so there is no curve; a second size "
                          "gives one.",
                          s->name);
    }
}

static void
note_missing(struct plot_data *d, const struct profile *p)
{
    plot_add_note(d, p->duration_unknown ? "duration-not-published" : "no-duration",
                  "%s on %s is not drawn: %s.", p->implementation, p->platform,
                  p->duration_unknown ? "its duration was not published"
                                      : "no invocation of it succeeded");
}

static enum va_code
read_all(const struct field *f, const struct plot_ask *ask, const struct advice *a,
         struct plot_data *d)
{
    int32_t order[ADVICE_CONTENDERS_MAX];
    const int32_t n = plot_order(f, a, order);
    enum va_code code = VA_OK;
    int32_t left_out = 0;

    for (int32_t i = 0; i < n && !code; i++) {
        const struct contender *c = f->contenders[order[i]];

        if (ask->one && order[i] != ask->contender)
            continue;
        if (c->profile->duration_unknown || (!c->has_curve && !c->has_point))
            note_missing(d, c->profile);
        else if (d->n_series == PLOT_SERIES_MAX)
            left_out++;
        else
            code = read_series(f, order[i], ask, d);
    }
    note_series(d);
    if (left_out)
        plot_add_note(d, "left-out",
                      "%d more are left out; --platform and --implementation choose.",
                      (int)left_out);
    return code;
}

static void
read_advice(const struct advice *a, struct plot_data *d)
{
    d->has_advice = true;
    d->feasible = a->feasible;
    d->has_safe = a->has_safe;
    d->has_now = a->has_now;
    d->pick = a->pick;
    d->safe = a->safe;
    d->now = a->now;
}

/* Out of the window the crosshair would have no place. */
static void
settle_view(struct plot_data *d)
{
    const bool window = d->view.low_mb > 0 && d->view.high_mb > d->view.low_mb;

    if (!window)
        d->view.low_mb = d->view.high_mb = 0;
}

/* The advice when the caller has none: NULL when no contender can be judged. */
static enum va_code
ask_advice(const struct field *f, struct plot_ask *ask, struct advice *space)
{
    const enum va_code code =
        advise((const struct contender *const *)f->contenders, f->n, ask->request, space);

    if (code == VA_OK)
        ask->advice = space;
    return code == VA_DATA ? VA_OK : code;
}

static enum va_code
collect_with(const struct field *f, struct plot_ask *ask, struct plot_data *out)
{
    struct advice *space = NULL;
    struct plot_cache *cache = NULL;
    enum va_code code = VA_OK;

    if (!ask->advice)
        space = calloc(1, sizeof *space);
    if (!ask->cache)
        ask->cache = cache = calloc(1, sizeof *cache);
    if (!ask->cache || (!ask->advice && !space))
        code = VA_NOMEM;
    if (!code && space)
        code = ask_advice(f, ask, space);
    if (!code && ask->advice)
        read_advice(ask->advice, out);
    if (!code)
        code = read_all(f, ask, ask->advice, out);
    if (cache)
        plot_cache_clear(cache);
    free(cache);
    free(space);
    return code;
}

/* Everything but the contents of arrays, which are large and counted. */
static void
begin(struct plot_data *d)
{
    d->n_series = d->n_over = d->n_notes = 0;
    d->has_advice = d->feasible = d->has_safe = d->has_now = false;
}

enum va_code
plot_collect_view(const struct field *f, const struct plot_ask *ask,
                  struct plot_data *out, struct va_err *err)
{
    struct plot_ask asked = *ask;
    enum va_code code = VA_OK;

    begin(out);
    out->workload = f->workload.name;
    out->sample_data = f->workload.sample_data;
    out->goal = ask->request->goal;
    out->view = ask->view;
    settle_view(out);
    asked.view = out->view;
    code = collect_with(f, &asked, out);
    if (code)
        return va_fail(err, code, "%s: %s", f->workload.name, va_code_text(code));
    if (!out->n_series)
        return va_fail(err, VA_DATA, "%s: no duration is known, so there is no chart",
                       f->workload.name);
    return VA_OK;
}

enum va_code
plot_collect(const struct field *f, const struct advise_request *request,
             struct plot_data *out, struct va_err *err)
{
    const struct plot_ask ask = { .request = request };

    return plot_collect_view(f, &ask, out, err);
}

bool
plot_has_costs(const struct plot_data *d)
{
    for (int32_t i = 0; i < d->n_series; i++) {
        if (d->series[i].n_cost)
            return true;
    }
    return false;
}
