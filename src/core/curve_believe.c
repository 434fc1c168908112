/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the sizes to the belief, and from the belief to what people are told. */
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "core/curve_fit.h"
#include "core/posterior.h"

/* Limits of quality: R2 at least, left-out error at most, sizes at least. */
struct quality_rule {
    enum curve_quality quality;
    double r2, loo_rms;
    int32_t sizes;
};

/* Log durations that vary less than this in all, squared, are equal but for rounding. */
#define LEAST_VARIANCE 1e-18

_Static_assert((int)POSTERIOR_FLAT == (int)CURVE_FLAT &&
                   (int)POSTERIOR_POWER == (int)CURVE_POWER &&
                   (int)POSTERIOR_FLOOR == (int)CURVE_FLOOR &&
                   (int)POSTERIOR_KNEE == (int)CURVE_KNEE &&
                   (int)POSTERIOR_CLASSES == (int)CURVE_FORM_COUNT,
               "forms are the posterior's kinds of shape");
_Static_assert((int)POSTERIOR_SIZES == (int)CURVE_SIZES_MAX, "every size has its knots");

/* Sizes close together that count as one. */
struct cell {
    double x, runs, weight; /* sums over its sizes, weighted */
    double y[CURVE_SIZES_MAX];
    int32_t n;
};

static void
add_cell(struct cell *cell, struct posterior_data *d)
{
    d->x[d->n] = cell->x / cell->weight;
    d->y[d->n] = curve_median(cell->y, cell->n);
    d->var[d->n] = cell->runs / (cell->weight * cell->weight);
    d->n++;
    *cell = (struct cell){ 0 };
}

/* More sizes than the posterior tells apart: neighbours share a cell. */
static void
merge_sizes(const struct curve *c, struct posterior_data *d)
{
    const double first = c->sizes[0].log_mb;
    const double width = (c->sizes[c->n_sizes - 1].log_mb - first) / POSTERIOR_CELLS;
    struct cell cell = { 0 };
    int32_t bin = 0;

    for (int32_t i = 0; i < c->n_sizes; i++) {
        const struct curve_size *s = &c->sizes[i];
        const double weight = 1 / (s->var_center + CURVE_SD_HOST * CURVE_SD_HOST);
        const int32_t at = (int32_t)((s->log_mb - first) / width);

        if (at != bin && at < POSTERIOR_CELLS) {
            add_cell(&cell, d);
            bin = at;
        }
        cell.x += weight * s->log_mb;
        cell.runs += weight * weight * s->var_center;
        cell.weight += weight;
        cell.y[cell.n++] = s->log_center;
    }
    add_cell(&cell, d);
}

static const struct curve_size *
size_at(const struct curve *c, int32_t memory_mb)
{
    for (int32_t i = 0; i < c->n_sizes; i++)
        if (c->sizes[i].memory_mb == memory_mb)
            return &c->sizes[i];
    return NULL;
}

void
curve_posterior_data(const struct curve *c, struct posterior_data *d)
{
    d->n = 0;
    d->n_bounds = 0;
    if (c->n_sizes > POSTERIOR_CELLS)
        merge_sizes(c, d);
    for (int32_t i = 0; i < c->n_sizes && c->n_sizes <= POSTERIOR_CELLS; i++) {
        d->x[i] = c->sizes[i].log_mb;
        d->y[i] = c->sizes[i].log_center;
        d->var[i] = c->sizes[i].var_center;
        d->n++;
    }
    for (int32_t i = 0; i < c->n_cuts; i++) {
        if (size_at(c, c->cuts[i].memory_mb))
            continue; /* curve_center_sizes has moved its centre */
        d->bound_x[d->n_bounds] = log((double)c->cuts[i].memory_mb);
        d->bound_y[d->n_bounds++] = c->cuts[i].log_ms;
    }
}

double
curve_shape_r2(const struct fit_points *p, const struct curve_shape *shape)
{
    double mean = 0;
    double left = 0;
    double all = 0;

    for (int32_t i = 0; i < p->n; i++)
        mean += p->log_ms[i] / p->n;
    for (int32_t i = 0; i < p->n; i++) {
        const double r = p->log_ms[i] - log(curve_formula_ms(shape, p->mb[i]));
        const double d = p->log_ms[i] - mean;

        left += r * r;
        all += d * d;
    }
    return all > LEAST_VARIANCE ? 1 - left / all : NAN;
}

static double
root_mean_square(const double *values, int32_t n)
{
    double sum = 0;

    for (int32_t i = 0; i < n; i++)
        sum += values[i] * values[i];
    return sqrt(sum / n);
}

double
curve_shape_rmse(const struct fit_points *p, const struct curve_shape *shape)
{
    double off[CURVE_SIZES_MAX];

    for (int32_t i = 0; i < p->n; i++)
        off[i] = p->log_ms[i] - log(curve_formula_ms(shape, p->mb[i]));
    return root_mean_square(off, p->n);
}

/* a, b, c and knee of the likeliest shape of a kind. */
static void
shape_parameters(const struct posterior_shape *s, const struct fit_points *p,
                 struct curve_shape *out)
{
    const double one_cpu = exp(s->level);

    if (out->form == CURVE_FLAT) {
        out->a = exp(s->level + posterior_shape_log(s, p->log_mb[p->n / 2]));
        return;
    }
    out->b = -s->power;
    out->a = one_cpu * (1 - s->floor_share) * exp(s->power * POSTERIOR_LOG_ONE_CPU);
    if (out->form == CURVE_FLOOR || out->form == CURVE_KNEE)
        out->c = one_cpu * s->floor_share;
    if (out->form == CURVE_KNEE)
        out->knee_mb = exp(s->log_knee);
}

static void
report_forms(const struct posterior *post, const struct fit_points *p,
             struct curve_report *r)
{
    int chosen = CURVE_FLAT;

    for (int form = 0; form < CURVE_FORM_COUNT; form++) {
        struct curve_shape *shape = &r->forms[form];

        if (form == CURVE_POWER)
            *shape = r->power_law;
        shape->probability = post->probability[form];
        if (post->seen[form] && post->probability[form] > post->probability[chosen])
            chosen = form;
        if (form == CURVE_POWER || !post->seen[form])
            continue;
        shape->valid = true;
        shape_parameters(&post->likeliest[form], p, shape);
        shape->r2 = curve_shape_r2(p, shape);
    }
    if (!r->forms[chosen].valid) /* a power law too steep to write down */
        chosen = CURVE_FLAT;
    r->chosen = r->forms[chosen];
    if (chosen == CURVE_KNEE) {
        r->knee_low_mb = exp(post->knee_low);
        r->knee_high_mb = exp(post->knee_high);
    }
}

static enum curve_quality
judge(const struct curve_report *r)
{
    static const struct quality_rule rules[] = {
        { CURVE_GOOD, 0.95, 0.08, 5 },
        { CURVE_FAIR, 0.80, 0.20, 3 },
    };

    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        /* where memory does nothing there is no variance to explain */
        const bool explains = r->chosen.form == CURVE_FLAT || r->chosen.r2 >= rules[i].r2;

        if (explains && r->loo_rms <= rules[i].loo_rms && r->sizes >= rules[i].sizes)
            return rules[i].quality;
    }
    return CURVE_WEAK;
}

static void
report_belief(const struct posterior *post, int32_t n_cells, const struct fit_points *p,
              struct curve_report *r)
{
    curve_fit_power(p, true, &r->power_law);
    report_forms(post, p, r);
    r->rmse_log = curve_shape_rmse(p, &r->chosen);
    r->loo_rms = root_mean_square(post->residual, n_cells);
    r->quality = judge(r);
}

void
curve_believe(struct curve *c)
{
    struct posterior_data data;
    struct posterior post;
    struct fit_points points;
    double sizes_x[CURVE_SIZES_MAX];

    curve_posterior_data(c, &data);
    for (int32_t i = 0; i < c->n_sizes; i++)
        sizes_x[i] = c->sizes[i].log_mb;
    posterior_fit(&data, sizes_x, c->n_sizes, &post);
    memcpy(c->knots, post.knots, (size_t)post.n_knots * sizeof post.knots[0]);
    c->n_knots = post.n_knots;
    c->df = post.df;
    for (int32_t i = 0; i < c->n_sizes; i++)
        c->sizes[i].outlier = data.n == c->n_sizes && post.outlier[i];
    curve_fit_points(c, &points);
    report_belief(&post, data.n, &points, &c->report);
}
