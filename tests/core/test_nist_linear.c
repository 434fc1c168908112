/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Linear least squares against certified answers: through nlfit, whose Jacobian is then
 * constant, and through the power law, which is a line of logarithms. Statistical
 * Reference Datasets, https://www.itl.nist.gov/div898/strd/lls/lls.shtml.
 */
#include <float.h>

#include "core/curve_fit.h"
#include "core/nlfit.h"
#include "nist_linear.h"
#include "tap.h"

enum { TERMS_MAX = 11, ROWS_MAX = 96 };

struct linear {
    const char *name;
    const double *data;
    int32_t n, columns, n_parameters;
    double (*term)(const double *x, int32_t j); /* what parameter j multiplies */
    double parameter[TERMS_MAX], sd[TERMS_MAX];
    double rss;
    double tol, sd_tol; /* relative errors left by the collinearity of the terms */
    bool collinear;     /* so much so that rounding hides the minimum */
};

static double
power_term(const double *x, int32_t j)
{
    return pow(x[0], j);
}

static double
origin_term(const double *x, int32_t j)
{
    (void)j;
    return x[0];
}

static double
plane_term(const double *x, int32_t j)
{
    return j == 0 ? 1 : x[j - 1];
}

#define ROWS(table) (int32_t)(sizeof(table) / sizeof((table)[0]))
#define COLUMNS(table) (int32_t)(sizeof((table)[0]) / sizeof((table)[0][0]))
#define DATA(table) &(table)[0][0], ROWS(table), COLUMNS(table)

/* clang-format off */
static const struct linear problems[] = {
    { .name = "Norris", DATA(norris), 2, power_term,
      .parameter = { -0.262323073774029, 1.00211681802045 },
      .sd = { 0.232818234301152, 0.429796848199937e-03 },
      .rss = 26.6173985294224, .tol = 1e-9, .sd_tol = 1e-9 },
    { .name = "Pontius", DATA(pontius), 3, power_term,
      .parameter = { 0.673565789473684e-03, 0.732059160401003e-06,
                     -0.316081871345029e-14 },
      .sd = { 0.107938612033077e-03, 0.157817399981659e-09, 0.486652849992036e-16 },
      .rss = 0.155761768796992e-05, .tol = 1e-8, .sd_tol = 1e-8 },
    { .name = "NoInt1", DATA(noint1), 1, origin_term,
      .parameter = { 2.07438016528926 }, .sd = { 0.165289256198347e-01 },
      .rss = 127.272727272727, .tol = 1e-9, .sd_tol = 1e-9 },
    { .name = "Longley", DATA(longley), 7, plane_term,
      .parameter = { -3482258.63459582, 15.0618722713733, -0.358191792925910e-01,
                     -2.02022980381683, -1.03322686717359, -0.511041056535807e-01,
                     1829.15146461355 },
      .sd = { 890420.383607373, 84.9149257747669, 0.334910077722432e-01,
              0.488399681651699, 0.214274163161675, 0.226073200069370,
              455.478499142212 },
      .rss = 836424.055505915, .tol = 1e-6, .sd_tol = 1e-6 },
    { .name = "Filip", DATA(filip), 11, power_term,
      .parameter = { -1467.48961422980, -2772.17959193342, -2316.37108160893,
                     -1127.97394098372, -354.478233703349, -75.1242017393757,
                     -10.8753180355343, -1.06221498588947, -0.670191154593408e-01,
                     -0.246781078275479e-02, -0.402962525080404e-04 },
      .sd = { 298.084530995537, 559.779865474950, 466.477572127796, 227.204274477751,
              71.6478660875927, 15.2897178747400, 2.23691159816033, 0.221624321934227,
              0.142363763154724e-01, 0.535617408889821e-03, 0.896632837373868e-05 },
      .rss = 0.795851382172941e-03, .tol = 1e-6, .sd_tol = 1e-6, .collinear = true },
};
/* clang-format on */

static const double *
row(const struct linear *p, int32_t i)
{
    return p->data + i * p->columns;
}

static double
value(const void *context, int32_t i, const double *b)
{
    const struct linear *p = context;
    double sum = 0;

    for (int32_t j = 0; j < p->n_parameters; j++)
        sum += b[j] * p->term(row(p, i) + 1, j);
    return sum;
}

static void
gradient(const void *context, int32_t i, const double *b, double *out)
{
    const struct linear *p = context;

    (void)b;
    for (int32_t j = 0; j < p->n_parameters; j++)
        out[j] = p->term(row(p, i) + 1, j);
}

static double
worst(const double *got, const double *certified, int32_t n)
{
    double most = 0;

    for (int32_t j = 0; j < n; j++) {
        const double off = fabs(got[j] / certified[j] - 1);

        if (!(off <= most))
            most = off;
    }
    return most;
}

static enum va_code
fit(const struct linear *p, struct nlfit_result *out)
{
    static const double start[TERMS_MAX] = { 0 };
    double y[ROWS_MAX];
    const struct nlfit_problem problem = { .n = p->n,
                                           .n_parameters = p->n_parameters,
                                           .y = y,
                                           .start = start,
                                           .context = p,
                                           .value = value,
                                           .gradient = gradient };

    for (int32_t i = 0; i < p->n; i++)
        y[i] = row(p, i)[0];
    return nlfit(&problem, out);
}

/*
 * The sum of squares again in long double, and how far double arithmetic may be off: each
 * of the k terms of a sum is rounded at most k times, N. J. Higham, "Accuracy and
 * Stability of Numerical Algorithms", 2nd edition, 2002, section 4.2. Powers cost as
 * much.
 */
static long double
exact_rss(const struct linear *p, const double *b, double *out_rounding)
{
    long double rss = 0;

    *out_rounding = 0;
    for (int32_t i = 0; i < p->n; i++) {
        const double *x = row(p, i) + 1;
        long double r = row(p, i)[0];
        double size = fabs(row(p, i)[0]);

        for (int32_t j = 0; j < p->n_parameters; j++) {
            long double term = b[j];

            if (p->term == power_term)
                for (int32_t k = 0; k < j; k++)
                    term *= x[0];
            else
                term *= p->term(x, j);
            r -= term;
            size += fabs((double)term);
        }
        rss += r * r;
        *out_rounding += 2 * fabs((double)r) * size * p->n_parameters * DBL_EPSILON;
    }
    return rss;
}

/*
 * Filip's terms are 1e9 times what is left of them. In double arithmetic the sum of
 * squares even of the certified parameters is off by 4e-9, so a fit cannot be asked for
 * less by its own sum; what its parameters really leave is known in long double.
 */
static void
test_rss(const struct linear *p, const struct nlfit_result *r)
{
    double rounding = 0;
    const double exact = (double)exact_rss(p, r->parameter, &rounding);

    if (LDBL_MANT_DIG < 64)
        SKIP("long double is no longer than double");
    else
        NEAR(exact, p->rss, 1e-9, "%s: certified sum of squares", p->name);
    if (p->collinear)
        OK(fabs(r->rss - p->rss) <= rounding, "%s: said to within rounding", p->name);
    else
        NEAR(r->rss, p->rss, 1e-9, "%s: which is what is said", p->name);
}

static void
test_problem(const struct linear *p)
{
    struct nlfit_result r = { .stop = NLFIT_OUTSIDE };
    const enum va_code code = fit(p, &r);
    const double off = worst(r.parameter, p->parameter, p->n_parameters);
    const double off_sd = worst(r.se, p->sd, p->n_parameters);

    printf("# %s: %d iterations, %s, parameters off by %.1e, their errors by %.1e\n",
           p->name, r.iterations, nlfit_stop_text(r.stop), off, off_sd);
    OK(off <= p->tol, "%s: certified parameters", p->name);
    test_rss(p, &r);
    IS_INT(code, VA_OK, "%s: converges from nothing", p->name);
    OK(off_sd <= p->sd_tol, "%s: certified standard deviations", p->name);
}

/* Norris' line as logarithms, a hundredth of it so that exponentials stay finite. */
static void
test_power_norris(void)
{
    enum { N = ROWS(norris) };
    struct fit_points p = { .n = N };
    struct curve_shape fit;

    for (int32_t k = 0; k < N; k++) {
        int32_t at = k;

        for (; at > 0 && p.log_mb[at - 1] > norris[k][1] / 100; at--) {
            p.log_mb[at] = p.log_mb[at - 1];
            p.log_ms[at] = p.log_ms[at - 1];
        }
        p.log_mb[at] = norris[k][1] / 100;
        p.log_ms[at] = norris[k][0] / 100;
    }
    for (int32_t k = 0; k < N; k++) {
        p.mb[k] = exp(p.log_mb[k]);
        p.weight[k] = 1;
    }
    curve_fit_power(&p, false, &fit);
    OK(fit.valid, "Norris as a power law: fits");
    NEAR(log(fit.a) * 100, -0.262323073774029, 1e-10, "Norris as a power law: factor");
    NEAR(fit.b, 1.00211681802045, 1e-12, "Norris as a power law: exponent");
    NEAR(fit.a_se * 100, 0.232818234301152, 1e-10,
         "Norris as a power law: error of the factor");
    NEAR(fit.b_se, 0.429796848199937e-03, 1e-10,
         "Norris as a power law: error of the exponent");
    NEAR(fit.r2, 0.999993745883712, 1e-12, "Norris as a power law: R2");
}

/*
 * Four points with weights 1, 2, 2, 1: x = -1, 0, 1, 2 + log 256, y = 9, 8.2, 7.6, 6.6.
 * By hand, with x from its weighted mean log 256 + 0.5: sum of weights 6, of w y 47.2, of
 * w x y -4.2, of w x^2 5.5, of w y^2 374.56. So the slope is -42 / 55, the mean of y
 * 118 / 15, and 38 / 825 is left on 2 degrees of freedom.
 */
static void
test_power_weighted(void)
{
    static const double weight[] = { 1, 2, 2, 1 };
    static const double y[] = { 9, 8.2, 7.6, 6.6 };
    const double middle = 0.5 + log(256);
    const double slope = -42.0 / 55;
    const double rest = 38.0 / 825;
    struct fit_points p = { .n = 4 };
    struct curve_shape fit;

    for (int32_t i = 0; i < 4; i++) {
        p.log_mb[i] = i - 1 + log(256);
        p.mb[i] = exp(p.log_mb[i]);
        p.log_ms[i] = y[i];
        p.weight[i] = weight[i];
    }
    curve_fit_power(&p, false, &fit);
    NEAR(fit.b, slope, 1e-12, "weighted power law: exponent");
    NEAR(log(fit.a), 118.0 / 15 - slope * middle, 1e-12, "weighted power law: factor");
    NEAR(fit.b_se, sqrt(rest / 2 / 5.5), 1e-9,
         "weighted power law: error of the exponent");
    NEAR(fit.a_se, sqrt(rest / 2 * (1.0 / 6 + middle * middle / 5.5)), 1e-9,
         "weighted power law: error of the factor");
}

int
main(void)
{
    for (size_t k = 0; k < sizeof problems / sizeof problems[0]; k++)
        test_problem(&problems[k]);
    test_power_norris();
    test_power_weighted();
    return done();
}
