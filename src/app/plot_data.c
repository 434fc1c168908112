/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a field and its advice to what a chart shows. */
#include "app/plot.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/words.h"

enum { ROWS_FOR_SPREAD = 2 };

/* The quantile that a statistic is; the mean has none. */
static const double quantiles[STAT_COUNT] = {
    [STAT_P50] = 0.5, [STAT_P95] = 0.95, [STAT_P99] = 0.99
};

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
    for (int32_t i = 0; a && i < a->n_ranking; i++)
        n = add_once(order, n, a->ranking[i].contender);
    for (int32_t i = 0; i < f->n; i++)
        n = add_once(order, n, i);
    return n;
}

/* The runs at one size that the curve learns from: those not known to be cold, or the
 * cold ones where there are no others. */
static enum va_code
merge_runs(const struct profile *p, int32_t memory_mb, struct summary *out)
{
    enum va_code code = VA_OK;

    for (int cold = 0; cold < 2 && !code && !out->rows; cold++) {
        for (int32_t i = 0; i < p->n_groups && !code; i++) {
            const struct size_group *g = &p->groups[i];

            if (g->memory_mb == memory_mb && (g->cold == 1) == cold)
                code = summary_merge(out, &g->summary);
        }
    }
    return code;
}

static enum va_code
read_sample(const struct contender *c, const struct curve_size *size,
            const struct advise_request *request, struct plot_sample *out)
{
    const enum statistic stat = request->goal.stat;
    enum va_code code = VA_OK;
    struct summary runs = { 0 };
    struct advise_interval at = { 0 };

    *out = (struct plot_sample){ .memory_mb = size->memory_mb, .n = size->n };
    out->p5_ms = out->p95_ms = out->expected_ms = out->low_ms = out->high_ms = NAN;
    summary_init(&runs);
    code = merge_runs(c->profile, size->memory_mb, &runs);
    out->duration_ms = runs.mean_ms;
    if (stat != STAT_MEAN)
        out->duration_ms = sketch_quantile(&runs.quantiles, quantiles[stat]);
    if (runs.rows >= ROWS_FOR_SPREAD) {
        out->p5_ms = sketch_quantile(&runs.quantiles, 0.05);
        out->p95_ms = sketch_quantile(&runs.quantiles, 0.95);
    }
    summary_clear(&runs);
    if (!code)
        code = advise_duration(c, request, size->memory_mb, &at);
    if (code)
        return code;
    out->expected_ms = at.ms;
    out->low_ms = at.low_ms;
    out->high_ms = at.high_ms;
    return VA_OK;
}

static enum va_code
name_series(const struct contender *c, struct plot_series *out)
{
    struct buf name;
    enum va_code code = VA_OK;

    buf_init(&name, sizeof out->name - 1);
    words_contender(&name, c);
    if (c->profile->emulates[0] && !c->emulated)
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

static enum va_code
read_series(const struct field *f, int32_t index, const struct advise_request *request,
            struct plot_data *d)
{
    const struct contender *c = f->contenders[index];
    struct plot_series *s = &d->series[d->n_series];
    int32_t low_mb = c->from_mb;
    int32_t high_mb = c->to_mb;
    enum va_code code = name_series(c, s);

    s->contender = index;
    s->published = c->profile->published;
    s->emulated = c->emulated || c->profile->emulates[0];
    s->from_mb = c->from_mb;
    s->to_mb = c->to_mb;
    for (int32_t i = 0; i < c->curve.n_sizes && !code; i++)
        code = read_sample(c, &c->curve.sizes[i], request, &s->samples[s->n_samples++]);
    s->n_failed = c->n_failed;
    memcpy(s->failed, c->failed, (size_t)c->n_failed * sizeof s->failed[0]);
    d->n_series++;
    widen(d, index, &low_mb, &high_mb);
    if (!code && c->has_curve && c->from_mb < c->to_mb)
        code = plot_trace(c, request, low_mb, high_mb, s);
    if (s->n_line)
        note_cold(c, request, s, d);
    return code;
}

static void
note_series(struct plot_data *d)
{
    int32_t n_published = 0;

    for (int32_t i = 0; i < d->n_series; i++)
        n_published += d->series[i].published;
    if (n_published && n_published == d->n_series)
        plot_add_note(d, "no-spread", "No spread was published, so no band is drawn.");
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
read_all(const struct field *f, const struct advise_request *request,
         const struct advice *a, struct plot_data *d)
{
    int32_t order[ADVICE_CONTENDERS_MAX];
    const int32_t n = plot_order(f, a, order);
    enum va_code code = VA_OK;
    int32_t left_out = 0;

    for (int32_t i = 0; i < n && !code; i++) {
        const struct contender *c = f->contenders[order[i]];

        if (c->profile->duration_unknown || (!c->has_curve && !c->has_point))
            note_missing(d, c->profile);
        else if (d->n_series == PLOT_SERIES_MAX)
            left_out++;
        else
            code = read_series(f, order[i], request, d);
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

enum va_code
plot_collect(const struct field *f, const struct advise_request *request,
             struct plot_data *out, struct va_err *err)
{
    struct advice *a = calloc(1, sizeof *a);
    enum va_code code = VA_OK;
    bool judged = false;

    memset(out, 0, sizeof *out);
    out->workload = f->workload.name;
    out->sample_data = f->workload.sample_data;
    out->goal = request->goal;
    if (!a)
        return va_fail(err, VA_NOMEM, "out of memory");
    code = advise((const struct contender *const *)f->contenders, f->n, request, a);
    judged = code == VA_OK;
    if (judged)
        read_advice(a, out);
    if (judged || code == VA_DATA)
        code = read_all(f, request, judged ? a : NULL, out);
    free(a);
    if (!code && out->n_series && request->goal.has_budget)
        code = plot_find_over(f->contenders[out->series[0].contender], request, out);
    if (code)
        return va_fail(err, code, "%s: %s", f->workload.name, va_code_text(code));
    if (!out->n_series)
        return va_fail(err, VA_DATA, "%s: no duration is known, so there is no chart",
                       f->workload.name);
    return VA_OK;
}
