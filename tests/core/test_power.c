/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The power law against textbook least squares, and against GSL where it is installed. */
#ifdef PEER_GSL
#include <gsl/gsl_fit.h>
#endif

#include "core/curve_fit.h"
#include "stats.h"
#include "tap.h"

/* A small table: memory in MB, duration in ms. */
static const double table[][2] = { { 448, 187450 }, { 640, 146210 }, { 1024, 103300 },
                                   { 1536, 78420 }, { 2048, 61980 }, { 3008, 48810 } };
enum { ROWS = sizeof table / sizeof table[0] };

static struct fit_points
points(void)
{
    struct fit_points p = { .n = ROWS };

    for (int i = 0; i < ROWS; i++) {
        p.mb[i] = table[i][0];
        p.log_mb[i] = log(table[i][0]);
        p.log_ms[i] = log(table[i][1]);
        p.weight[i] = 1;
    }
    return p;
}

/* Slope, intercept, residual and total sums of squares by the normal equations. */
struct normal {
    double slope, intercept, left, all, sxx;
};

static struct normal
normal_equations(const struct fit_points *p)
{
    struct normal r = { 0 };
    double sx = 0;
    double sy = 0;
    double sxx = 0;
    double sxy = 0;

    for (int i = 0; i < p->n; i++) {
        sx += p->log_mb[i];
        sy += p->log_ms[i];
        sxx += p->log_mb[i] * p->log_mb[i];
        sxy += p->log_mb[i] * p->log_ms[i];
    }
    r.slope = (p->n * sxy - sx * sy) / (p->n * sxx - sx * sx);
    r.intercept = (sy - r.slope * sx) / p->n;
    r.sxx = sxx - sx * sx / p->n;
    for (int i = 0; i < p->n; i++) {
        const double off = p->log_ms[i] - r.intercept - r.slope * p->log_mb[i];
        const double d = p->log_ms[i] - sy / p->n;

        r.left += off * off;
        r.all += d * d;
    }
    return r;
}

static void
test_textbook(void)
{
    const struct fit_points p = points();
    const struct normal n = normal_equations(&p);
    struct curve_shape fit;

    curve_fit_power(&p, false, &fit);
    OK(fit.valid && fit.form == CURVE_POWER, "six sizes make a power law");
    NEAR(fit.b, n.slope, 1e-11, "the exponent is that of the normal equations");
    NEAR(log(fit.a), n.intercept, 1e-11, "so is the factor");
    NEAR(fit.b_se, sqrt(n.left / (ROWS - 2) / n.sxx), 1e-8,
         "and the exponent's standard error");
    NEAR(fit.r2, 1 - n.left / n.all, 1e-9, "and R2");
}

#ifdef PEER_GSL
/* How far one law is from GSL's, relative to the standard errors. */
static double
off_gsl(const struct fit_points *p)
{
    struct curve_shape fit;
    double c0 = 0;
    double c1 = 0;
    double cov00 = 0;
    double cov01 = 0;
    double cov11 = 0;
    double left = 0;
    double factor = 0;

    gsl_fit_wlinear(p->log_mb, 1, p->weight, 1, p->log_ms, 1, (size_t)p->n, &c0, &c1,
                    &cov00, &cov01, &cov11, &left);
    factor = sqrt(left / (p->n - 2));
    curve_fit_power(p, false, &fit);
    return fmax(fmax(fabs(fit.b - c1) / fit.b_se, fabs(log(fit.a) - c0) / fit.a_se),
                fmax(fabs(fit.b_se / sqrt(cov11) / factor - 1),
                     fabs(fit.a_se / sqrt(cov00) / factor - 1)));
}
#endif

/* Thousands of lines, weighted or not. */
static void
test_gsl(void)
{
#ifdef PEER_GSL
    uint64_t state = 5;
    double most = 0;

    for (int k = 0; k < 5000; k++) {
        struct fit_points p = { .n = 3 + (int32_t)(20 * random_unit(&state)) };
        const double slope = 4 * random_unit(&state) - 3;

        for (int32_t i = 0; i < p.n; i++) {
            p.log_mb[i] = (i ? p.log_mb[i - 1] : 4.8) + 0.7 * random_unit(&state);
            p.mb[i] = exp(p.log_mb[i]);
            p.log_ms[i] = 12 + slope * p.log_mb[i] + 0.1 * random_normal(&state);
            p.weight[i] = k % 2 ? 1 : exp(8 * random_unit(&state) - 4);
        }
        most = fmax(most, off_gsl(&p));
    }
    OK(most <= 1e-9, "gsl_fit_wlinear has the same lines and errors (%.1e)", most);
#else
    SKIP("GSL is not installed");
#endif
}

static void
test_leave_out(void)
{
    const struct fit_points all = points();
    struct curve_shape fit;
    double sum = 0;

    for (int out = 0; out < ROWS; out++) {
        struct fit_points p = { .n = ROWS - 1 };
        double off = 0;

        for (int i = 0; i < p.n; i++) {
            p.log_mb[i] = all.log_mb[i + (i >= out)];
            p.mb[i] = all.mb[i + (i >= out)];
            p.log_ms[i] = all.log_ms[i + (i >= out)];
            p.weight[i] = 1;
        }
        curve_fit_power(&p, false, &fit);
        off = all.log_ms[out] - log(fit.a) - fit.b * all.log_mb[out];
        sum += off * off;
    }
    curve_fit_power(&all, false, &fit);
    NEAR(fit.loo_rms, sqrt(sum / ROWS), 1e-9,
         "the left-out error is that of really leaving each size out");
}

static void
test_robust(void)
{
    struct fit_points p = points();
    struct curve_shape clean;
    struct curve_shape plain;
    struct curve_shape robust;

    curve_fit_power(&p, false, &clean);
    curve_fit_power(&p, true, &robust);
    NEAR(robust.b, clean.b, 0.03, "robust weights change a clean table little");
    p.log_ms[4] += log(5);
    curve_fit_power(&p, false, &plain);
    curve_fit_power(&p, true, &robust);
    OK(fabs(robust.b - clean.b) < 0.1 * fabs(plain.b - clean.b),
       "a size five times too slow moves the robust law by less than a tenth as much");
}

static void
test_few(void)
{
    struct fit_points p = points();
    struct curve_shape fit;

    p.n = 2;
    curve_fit_power(&p, true, &fit);
    OK(fit.valid && isnan(fit.b_se) && isnan(fit.loo_rms),
       "two sizes give a law without a standard error");
    NEAR(fit.a * pow(448, fit.b), 187450, 1e-9, "that passes through both");
    p.n = 1;
    curve_fit_power(&p, true, &fit);
    OK(!fit.valid && isnan(fit.r2), "one size gives none");
    p.n = 0;
    curve_fit_power(&p, true, &fit);
    OK(!fit.valid, "nor does nothing");
    p = points();
    for (int i = 0; i < ROWS; i++)
        p.log_mb[i] = p.log_mb[0];
    curve_fit_power(&p, true, &fit);
    OK(!fit.valid && fit.a <= 0, "nor do sizes that are all the same");
}

int
main(void)
{
    test_textbook();
    test_gsl();
    test_leave_out();
    test_robust();
    test_few();
    return done();
}
