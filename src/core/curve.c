/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A curve's life: empty, sizes added, fitted; or published in place of samples. */
#include "core/curve.h"

#include <assert.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "core/curve_fit.h"

static struct curve_shape
no_shape(enum curve_form form)
{
    return (struct curve_shape){ .form = form,
                                 .knee_mb = INFINITY,
                                 .a_se = NAN,
                                 .b_se = NAN,
                                 .probability = NAN,
                                 .r2 = NAN,
                                 .loo_rms = NAN };
}

static void
report_init(struct curve_report *r)
{
    *r = (struct curve_report){ .knee_low_mb = NAN,
                                .knee_high_mb = NAN,
                                .loo_rms = NAN,
                                .rmse_log = NAN,
                                .spread_log = NAN,
                                .quality = CURVE_WEAK };
    r->chosen = no_shape(CURVE_FLAT);
    r->power_law = no_shape(CURVE_POWER);
    for (int form = 0; form < CURVE_FORM_COUNT; form++)
        r->forms[form] = no_shape((enum curve_form)form);
}

void
curve_init(struct curve *c)
{
    c->n_sizes = 0;
    c->n_cuts = 0;
    c->fitted = false;
    c->centered = false;
    report_init(&c->report);
    c->humps = (struct curve_humps){ .found = false };
    c->n_knots = 0;
    c->sd_run = 0;
    c->df = INFINITY;
    c->n_nodes = 0;
}

/* The place of a size, made when missing; NULL when there is no room. */
static struct curve_size *
size_slot(struct curve *c, int32_t memory_mb)
{
    int32_t at = c->n_sizes;

    while (at > 0 && c->sizes[at - 1].memory_mb >= memory_mb)
        at--;
    if (at < c->n_sizes && c->sizes[at].memory_mb == memory_mb)
        return &c->sizes[at];
    if (c->n_sizes == CURVE_SIZES_MAX)
        return NULL;
    memmove(&c->sizes[at + 1], &c->sizes[at],
            (size_t)(c->n_sizes - at) * sizeof c->sizes[0]);
    c->n_sizes++;
    c->sizes[at] =
        (struct curve_size){ .memory_mb = memory_mb, .log_mb = log((double)memory_mb) };
    return &c->sizes[at];
}

/* Value i of two ascending lists of points, merged with the weights of their lists. */
static double
merged_point(const struct curve_size *a, const struct curve_size *b, double rank)
{
    const double weight_a = (double)a->n / a->n_points;
    const double weight_b = (double)b->n / b->n_points;
    int32_t ia = 0;
    int32_t ib = 0;
    double value = 0;

    rank *= (double)(a->n + b->n);
    while (rank >= 0 && (ia < a->n_points || ib < b->n_points)) {
        const bool from_a =
            ib >= b->n_points || (ia < a->n_points && a->points[ia] <= b->points[ib]);

        value = from_a ? a->points[ia++] : b->points[ib++];
        rank -= from_a ? weight_a : weight_b;
    }
    return value;
}

static void
size_merge(struct curve_size *to, const struct curve_size *more)
{
    const struct curve_size had = *to;
    const int64_t rows = had.rows + more->rows;
    const double share = (double)more->n / (double)(had.n + more->n);

    to->n_points = rows < CURVE_POINTS ? (int32_t)rows : CURVE_POINTS;
    for (int32_t i = 0; i < to->n_points; i++)
        to->points[i] = merged_point(&had, more, (i + 0.5) / to->n_points);
    to->rows = rows;
    to->n = had.n + more->n;
    for (int stat = 0; stat < STAT_COUNT; stat++)
        to->log_stat[stat] += share * (more->log_stat[stat] - had.log_stat[stat]);
    to->log_stat[STAT_MEAN] = log((1 - share) * exp(had.log_stat[STAT_MEAN]) +
                                  share * exp(more->log_stat[STAT_MEAN]));
}

/* What a summary says about its size. */
static struct curve_size
size_of(int32_t memory_mb, const struct summary *s)
{
    struct curve_size size = {
        .memory_mb = memory_mb,
        .log_mb = log((double)memory_mb),
        .rows = s->rows,
        .n = s->n,
        .n_points = s->rows < CURVE_POINTS ? (int32_t)s->rows : CURVE_POINTS,
    };

    sketch_points(&s->quantiles, size.n_points, size.points);
    for (int32_t i = 0; i < size.n_points; i++)
        size.points[i] = log(size.points[i]);
    size.log_stat[STAT_MEAN] = log(s->mean_ms);
    size.log_stat[STAT_P50] = log(sketch_quantile(&s->quantiles, 0.5));
    size.log_stat[STAT_P95] = log(sketch_quantile(&s->quantiles, 0.95));
    size.log_stat[STAT_P99] = log(sketch_quantile(&s->quantiles, 0.99));
    return size;
}

enum va_code
curve_add(struct curve *c, int32_t memory_mb, const struct summary *s)
{
    struct curve_size more;
    struct curve_size *size = NULL;

    if (memory_mb < 1 || memory_mb > SAMPLE_MEMORY_MB_MAX || s->rows < 1 ||
        s->n < s->rows || s->quantiles.n < 1 || !(s->mean_ms > 0))
        return VA_DOMAIN;
    size = size_slot(c, memory_mb);
    if (!size)
        return VA_OVERFLOW;
    more = size_of(memory_mb, s);
    if (size->rows > 0)
        size_merge(size, &more);
    else
        *size = more;
    c->fitted = false;
    c->centered = false;
    return VA_OK;
}

enum va_code
curve_add_cut(struct curve *c, int32_t memory_mb, int64_t n, double log_ms)
{
    int32_t at = 0;

    if (memory_mb < 1 || memory_mb > SAMPLE_MEMORY_MB_MAX || n < 1 || !isfinite(log_ms))
        return VA_DOMAIN;
    while (at < c->n_cuts && c->cuts[at].memory_mb != memory_mb)
        at++;
    if (at == POSTERIOR_BOUNDS)
        return VA_OK;
    if (at == c->n_cuts) {
        c->cuts[c->n_cuts++] = (struct curve_cut){ memory_mb, n, log_ms };
    } else {
        struct curve_cut *cut = &c->cuts[at];

        cut->log_ms += (double)n / (double)(cut->n + n) * (log_ms - cut->log_ms);
        cut->n += n;
    }
    c->fitted = false;
    c->centered = false;
    return VA_OK;
}

enum va_code
curve_correct(struct curve *c, int32_t memory_mb, double log_factor)
{
    for (int32_t i = 0; i < c->n_sizes; i++) {
        struct curve_size *s = &c->sizes[i];

        if (s->memory_mb != memory_mb)
            continue;
        for (int32_t k = 0; k < s->n_points; k++)
            s->points[k] += log_factor;
        for (int stat = 0; stat < STAT_COUNT; stat++)
            s->log_stat[stat] += log_factor;
        c->fitted = false;
        c->centered = false;
        return VA_OK;
    }
    return VA_DOMAIN;
}

static void
report_counts(struct curve *c)
{
    struct curve_report *r = &c->report;

    report_init(r);
    r->sizes = c->n_sizes;
    for (int32_t i = 0; i < c->n_sizes; i++)
        r->n += c->sizes[i].n;
    if (c->n_sizes > 0) {
        r->from_mb = c->sizes[0].memory_mb;
        r->to_mb = c->sizes[c->n_sizes - 1].memory_mb;
    }
}

enum va_code
curve_fit(struct curve *c)
{
    report_counts(c);
    c->fitted = false;
    curve_center_sizes(c);
    curve_spread_sizes(c);
    c->centered = true;
    if (c->n_sizes < 2)
        return VA_DATA;
    curve_believe(c);
    c->fitted = true;
    return VA_OK;
}

enum va_code
curve_publish(struct curve *c, const struct curve_published *p)
{
    struct curve_shape *shape = &c->report.chosen;

    if (!isfinite(p->a) || !(p->a > 0) || !isfinite(p->b) || p->b > 0 || p->from_mb < 1 ||
        p->from_mb > p->to_mb || p->to_mb > SAMPLE_MEMORY_MB_MAX)
        return VA_DOMAIN;
    curve_init(c);
    shape->form = p->b < 0 ? CURVE_POWER : CURVE_FLAT;
    shape->valid = true;
    shape->a = p->a;
    shape->b = p->b;
    shape->r2 = p->r2;
    c->report.forms[shape->form] = *shape;
    c->report.from_mb = p->from_mb;
    c->report.to_mb = p->to_mb;
    c->report.power_law = *shape;
    c->report.power_law.form = CURVE_POWER;
    c->report.published = true;
    c->report.quality = CURVE_PUBLISHED;
    c->nodes[0] = 1;
    c->n_nodes = 1;
    c->fitted = true;
    return VA_OK;
}

const struct curve_report *
curve_report_get(const struct curve *c)
{
    return &c->report;
}

const char *
curve_form_name(enum curve_form form)
{
    static const char *const names[CURVE_FORM_COUNT] = {
#define X(name, text, formula) text,
        CURVE_FORMS(X)
#undef X
    };

    assert(form < CURVE_FORM_COUNT);
    return names[form];
}

const char *
curve_form_formula(enum curve_form form)
{
    static const char *const formulas[CURVE_FORM_COUNT] = {
#define X(name, text, formula) formula,
        CURVE_FORMS(X)
#undef X
    };

    assert(form < CURVE_FORM_COUNT);
    return formulas[form];
}

const char *
curve_quality_name(enum curve_quality quality)
{
    static const char *const names[] = { "good", "fair", "weak", "published" };

    assert((size_t)quality < sizeof names / sizeof names[0]);
    return names[quality];
}
