/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The bent forms, c + a x^b and c + a min(x, knee)^b with a, c >= 0 and b < 0.
 *
 * For a given exponent and knee the form is linear in c and a, so those two follow from
 * weighted sums in closed form, with the residuals taken relative to the duration (which
 * is what residuals of the logarithm are, to first order). Exponent and knee run over a
 * grid, then a shrinking search around the best point. The same sums less one term give
 * each leave-one-size-out fit, so the error of the whole procedure at sizes it has not
 * seen costs no second search.
 *
 * The exponent is drawn towards -1 (CPU in proportion to memory): without that, few sizes
 * or a long flat part leave it anywhere.
 */
#include <math.h>
#include <stdbool.h>

#include "core/curve_fit.h"

enum { N_POWERS = 20, N_KNEES = 16, ROUNDS = 2, REFINE_STEPS = 10 };
enum { SIZES_FOR_FLOOR = 3, SIZES_FOR_KNEE = 4 };

/* -b on the grid. */
#define POWER_LEAST 0.10
#define POWER_MOST 2.00

/* Where -b is expected, and how strongly: standard deviation. */
#define POWER_EXPECTED 1.0
#define POWER_SD 0.4

/* Residuals below this are no reason to doubt a size. */
#define LEAST_SCALE 0.02

/* Weighted sums behind a fit of t = c p + a q. */
struct sums {
    double pp, pq, qq, pt, qt, tt;
};

/* A fit for one exponent and knee. */
struct bent {
    double power, log_knee; /* power = -b > 0; log_knee INFINITY: none */
    double u_least;         /* (knee / smallest size)^-power */
    double a, c;            /* of c + a (x / smallest size)^-power */
    double score;           /* weighted squared residuals plus the prior's share */
};

/* One term of the sums: regressors and target relative to the duration. */
struct problem {
    const struct fit_points *points;
    double weight[CURVE_SIZES_MAX];
    double p[CURVE_SIZES_MAX]; /* 1 / duration fitted last */
    double t[CURVE_SIZES_MAX]; /* measured / duration fitted last */
};

/* What the search over the grid keeps, for one form. */
struct search {
    struct bent best;
    bool leave_out; /* keep what follows */
    double loo_score[CURVE_SIZES_MAX];
    double loo_ms[CURVE_SIZES_MAX]; /* the best fit without size i, at size i */
};

static void
sums_add(struct sums *s, double w, const double v[3])
{
    const double wp = w * v[0];
    const double wq = w * v[1];

    s->pp += wp * v[0];
    s->pq += wp * v[1];
    s->qq += wq * v[1];
    s->pt += wp * v[2];
    s->qt += wq * v[2];
    s->tt += w * v[2] * v[2];
}

/* Least squares with a, c >= 0; returns the sum of squared residuals. */
static double
sums_solve(const struct sums *s, double *a, double *c)
{
    const double det = s->pp * s->qq - s->pq * s->pq;

    *a = 0;
    *c = 0;
    if (det > 1e-12 * s->pp * s->qq) {
        *c = (s->pt * s->qq - s->qt * s->pq) / det;
        *a = (s->qt * s->pp - s->pt * s->pq) / det;
    }
    if (*c <= 0) {
        *c = 0;
        *a = s->qt / s->qq;
    } else if (*a <= 0) {
        *a = 0;
        *c = s->pt / s->pp;
    }
    return fmax(s->tt - *c * s->pt - *a * s->qt, 0);
}

static double
prior(double power)
{
    const double u = (power - POWER_EXPECTED) / POWER_SD;

    return u * u;
}

/* One term: regressors 1 and u, target, all relative to the duration fitted last. */
static void
add_size(struct sums *s, const struct problem *problem, int32_t i, double u,
         double weight)
{
    const double p = problem->p[i];

    sums_add(s, weight, (const double[]){ p, u * p, problem->t[i] });
}

/* (x / smallest size)^-power */
static double
regressor(const struct problem *problem, double power, double log_mb)
{
    return exp(-power * (log_mb - problem->points->log_mb[0]));
}

static void
regressors(const struct problem *problem, double power, double *out)
{
    for (int32_t i = 0; i < problem->points->n; i++)
        out[i] = regressor(problem, power, problem->points->log_mb[i]);
}

/* Fit for one exponent and knee, u being its regressors without the knee. Past the knee
 * the regressor stays what it is there: falling as it does, it is never less. */
static struct sums
bent_fit(const struct problem *problem, const double *u, struct bent *fit)
{
    struct sums s = { 0 };

    fit->u_least = regressor(problem, fit->power, fit->log_knee);
    for (int32_t i = 0; i < problem->points->n; i++)
        /* NOLINTNEXTLINE(clang-analyzer-core.CallAndMessage): set for every point */
        add_size(&s, problem, i, fmax(u[i], fit->u_least), problem->weight[i]);
    fit->score = sums_solve(&s, &fit->a, &fit->c) + prior(fit->power);
    return s;
}

/* Every leave-one-size-out fit at this exponent and knee. */
static void
loo_visit(const struct problem *problem, const double *u, const struct bent *fit,
          const struct sums *all, struct search *search)
{
    for (int32_t i = 0; i < problem->points->n; i++) {
        const double ui = fmax(u[i], fit->u_least);
        struct sums s = *all;
        double a = 0;
        double c = 0;
        double score = 0;

        add_size(&s, problem, i, ui, -problem->weight[i]);
        score = sums_solve(&s, &a, &c) + prior(fit->power);
        if (score < search->loo_score[i]) {
            search->loo_score[i] = score;
            search->loo_ms[i] = c + a * ui;
        }
    }
}

static void
visit(const struct problem *problem, const double *u, struct bent fit,
      struct search *search)
{
    const struct sums s = bent_fit(problem, u, &fit);

    if (fit.score < search->best.score)
        search->best = fit;
    if (search->leave_out)
        loo_visit(problem, u, &fit, &s, search);
}

static double
grid_power(int32_t i)
{
    return POWER_LEAST + (POWER_MOST - POWER_LEAST) * i / (N_POWERS - 1);
}

/* Knees lie from the second size to the last but for the last itself: that is no knee. */
static double
grid_log_knee(const struct fit_points *p, int32_t i)
{
    const double low = p->log_mb[1];
    const double high = p->log_mb[p->n - 1];

    return low + (high - low) * i / N_KNEES;
}

static void
search_grid(const struct problem *problem, bool knees, struct search *search)
{
    double u[CURVE_SIZES_MAX];

    search->best = (struct bent){ .score = INFINITY };
    for (int32_t i = 0; i < problem->points->n; i++)
        search->loo_score[i] = INFINITY;
    for (int32_t i = 0; i < N_POWERS; i++) {
        struct bent fit = { .power = grid_power(i), .log_knee = INFINITY };

        regressors(problem, fit.power, u);
        visit(problem, u, fit, search);
        for (int32_t k = 0; knees && k < N_KNEES; k++) {
            fit.log_knee = grid_log_knee(problem->points, k);
            visit(problem, u, fit, search);
        }
    }
}

/* Shrinking search around the best point of the grid. */
static void
refine(const struct problem *problem, struct search *search)
{
    const struct fit_points *p = problem->points;
    double step_power = 0.5 * (POWER_MOST - POWER_LEAST) / (N_POWERS - 1);
    double step_knee = 0.5 * (p->log_mb[p->n - 1] - p->log_mb[1]) / N_KNEES;

    for (int32_t step = 0; step < REFINE_STEPS; step++) {
        const struct bent at = search->best;

        for (int32_t move = 0; move < 9; move++) {
            const int32_t across = move % 3 - 1;
            const int32_t along = move / 3 - 1;
            double u[CURVE_SIZES_MAX];
            struct bent fit = { .power = at.power + across * step_power,
                                .log_knee = at.log_knee + along * step_knee };

            if (fit.power < POWER_LEAST || (along != 0 && isinf(at.log_knee)))
                continue;
            regressors(problem, fit.power, u);
            bent_fit(problem, u, &fit);
            if (fit.score < search->best.score)
                search->best = fit;
        }
        step_power /= 2;
        step_knee /= 2;
    }
}

static double
bent_ms(const struct bent *fit, const struct fit_points *p, int32_t i)
{
    return fit->c +
           fit->a * exp(-fit->power * (fmin(p->log_mb[i], fit->log_knee) - p->log_mb[0]));
}

/* The first problem takes residuals relative to the measured durations. */
static void
problem_start(struct problem *problem, const struct fit_points *p)
{
    problem->points = p;
    for (int32_t i = 0; i < p->n; i++) {
        problem->weight[i] = p->weight[i];
        problem->p[i] = exp(-p->log_ms[i]);
        problem->t[i] = 1;
    }
}

/* The next one relative to what was fitted, and doubts the sizes that lay far off. */
static void
problem_again(struct problem *problem, const struct bent *fit)
{
    const struct fit_points *p = problem->points;
    double residual[CURVE_SIZES_MAX];
    double factor[CURVE_SIZES_MAX];

    for (int32_t i = 0; i < p->n; i++) {
        const double ms = bent_ms(fit, p, i);

        residual[i] = p->log_ms[i] - log(ms);
        problem->p[i] = 1 / ms;
        problem->t[i] = exp(p->log_ms[i]) / ms;
    }
    curve_robust_weights(residual, p->n, LEAST_SCALE, factor);
    for (int32_t i = 0; i < p->n; i++)
        problem->weight[i] = p->weight[i] * factor[i];
}

static double
search_loo_rms(const struct fit_points *p, const struct search *search)
{
    double sum = 0;

    for (int32_t i = 0; i < p->n; i++) {
        const double r = p->log_ms[i] - log(search->loo_ms[i]);

        sum += r * r;
    }
    return sqrt(sum / p->n);
}

static void
fit_form(const struct fit_points *p, enum curve_form form, struct curve_shape *out)
{
    struct problem problem;
    struct search search;

    problem_start(&problem, p);
    for (int32_t round = 0; round < ROUNDS; round++) {
        if (round > 0)
            problem_again(&problem, &search.best);
        search.leave_out = round == ROUNDS - 1;
        search_grid(&problem, form == CURVE_KNEE, &search);
    }
    refine(&problem, &search);
    out->c = search.best.c;
    out->b = -search.best.power;
    out->a = search.best.a * exp(search.best.power * p->log_mb[0]);
    out->knee_mb = exp(search.best.log_knee);
    out->valid = isfinite(out->a) && isfinite(out->c) && out->a + out->c > 0;
    out->loo_rms = search_loo_rms(p, &search);
    out->r2 = curve_shape_r2(p, out);
}

void
curve_fit_bent(const struct fit_points *p, struct curve_shape *out_floor,
               struct curve_shape *out_knee)
{
    const struct curve_shape none = {
        .knee_mb = INFINITY, .a_se = NAN, .b_se = NAN, .r2 = NAN, .loo_rms = NAN
    };

    *out_floor = none;
    *out_knee = none;
    out_floor->form = CURVE_FLOOR;
    out_knee->form = CURVE_KNEE;
    if (p->n >= SIZES_FOR_FLOOR)
        fit_form(p, CURVE_FLOOR, out_floor);
    if (p->n >= SIZES_FOR_KNEE)
        fit_form(p, CURVE_KNEE, out_knee);
}
