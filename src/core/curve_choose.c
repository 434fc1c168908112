/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which form to predict with.
 *
 * Each form is judged by its error at sizes left out, one at a time. Errors of a few left
 * out sizes are themselves uncertain, so a more complex form must be better by a margin:
 * its mean squared error, over a least error that no measurement resolves, times a factor
 * for its complexity that shrinks towards 1 as sizes grow in number.
 */
#include <math.h>
#include <stdbool.h>
#include <stddef.h>

#include "core/curve_fit.h"

/* Left-out errors below this are equally good. */
#define LOO_RESOLUTION 0.02

/* Margin for each step flat, power, floor, knee: factor 1 + MARGIN / sizes of the squared
 * error. */
#define MARGIN 0.3

/* Log durations that vary less than this in all, squared, are equal but for rounding. */
#define LEAST_VARIANCE 1e-18

/* Limits of quality: R2 at least, left-out error at most, sizes at least. */
struct quality_rule {
    enum curve_quality quality;
    double r2, loo_rms;
    int32_t sizes;
};

static double
form_score(const struct curve_shape *shape, int32_t sizes)
{
    const double mse = shape->loo_rms * shape->loo_rms + LOO_RESOLUTION * LOO_RESOLUTION;

    return mse * (1 + (double)shape->form * MARGIN / sizes);
}

/* With two sizes there is nothing to leave out: a line, or flat when they agree. */
static enum curve_form
choose_of_two(const struct curve *c, const struct fit_points *p)
{
    const double rise = p->log_ms[1] - p->log_ms[0];
    const double sd = sqrt(1 / p->weight[0] + 1 / p->weight[1]);

    if (!c->report.forms[CURVE_POWER].valid || fabs(rise) < sd)
        return CURVE_FLAT;
    return CURVE_POWER;
}

static enum curve_form
choose_form(const struct curve *c, const struct fit_points *p)
{
    enum curve_form best = CURVE_FLAT;
    double best_score = INFINITY;

    if (p->n == 2)
        return choose_of_two(c, p);
    for (int form = 0; form < CURVE_FORM_COUNT; form++) {
        const struct curve_shape *shape = &c->report.forms[form];
        const double score = form_score(shape, p->n);

        if (shape->valid && score < best_score) {
            best = (enum curve_form)form;
            best_score = score;
        }
    }
    return best;
}

static enum curve_quality
judge(const struct curve_shape *shape, int32_t sizes)
{
    static const struct quality_rule rules[] = {
        { CURVE_GOOD, 0.95, 0.08, 5 },
        { CURVE_FAIR, 0.80, 0.20, 3 },
    };

    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        /* where memory does nothing there is no variance to explain */
        const bool explains = shape->form == CURVE_FLAT || shape->r2 >= rules[i].r2;

        if (explains && shape->loo_rms <= rules[i].loo_rms && sizes >= rules[i].sizes)
            return rules[i].quality;
    }
    return CURVE_WEAK;
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

void
curve_choose(struct curve *c, const struct fit_points *p)
{
    struct curve_report *r = &c->report;
    double sum = 0;

    r->chosen = r->forms[choose_form(c, p)];
    for (int32_t i = 0; i < p->n; i++) {
        const double off = p->log_ms[i] - log(curve_formula_ms(&r->chosen, p->mb[i]));

        sum += off * off;
    }
    r->rmse_log = sqrt(sum / p->n);
    r->quality = judge(&r->chosen, p->n);
    c->log_a = log(r->chosen.a);
    c->log_knee = log(r->chosen.knee_mb);
}
