/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The upper tail of F: closed forms, tables, and GSL where it is installed. */
#include <float.h>

#ifdef PEER_GSL
#include <gsl/gsl_cdf.h>
#endif

#include "core/fdist.h"
#include "stats.h"
#include "tap.h"

struct row {
    double f, d1, d2, p;
};

/* The 5 % points as textbooks print them. */
static void
test_textbook(void)
{
    static const struct row rows[] = { { 161.45, 1, 1, 0.05 }, { 4.10, 2, 10, 0.05 },
                                       { 5.05, 5, 5, 0.05 },   { 2.35, 10, 20, 0.05 },
                                       { 1.65, 30, 60, 0.05 }, { 3.84, 1, 1e12, 0.05 },
                                       { 98.50, 1, 2, 0.01 },  { 10.97, 5, 5, 0.01 },
                                       { 2.03, 30, 60, 0.01 }, { 1.22, 120, 1e9, 0.05 } };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct row *r = &rows[i];
        const double more = fdist_upper(r->f - 0.0051, r->d1, r->d2);
        const double less = fdist_upper(r->f + 0.0051, r->d1, r->d2);

        OK(less < r->p && r->p < more, "the %g %% point of %g and %g is %.2f", 100 * r->p,
           r->d1, r->d2, r->f);
    }
}

/*
 * Summed in arithmetic of 80 decimal digits: for an even d1 a finite sum of positive
 * terms, DLMF 8.17.24; else the series 8.17.7 with 8.17.4 (https://dlmf.nist.gov/8.17).
 */
static const struct row exact[] = {
    { 161.4476, 1, 1, 5.00000059830920662307e-02 },
    { 4, 2, 10, 5.29221494013446466798e-02 },
    { 0.25, 3, 7, 8.58979925109886299772e-01 },
    { 5.5, 3, 7, 2.94204968480736642200e-02 },
    { 2.5, 10, 20, 3.89036363418595876329e-02 },
    { 0.001, 1, 5, 9.75996365437366120155e-01 },
    { 1e6, 1, 5, 1.89801311319797143088e-14 },
    { 0.9, 120, 80, 7.02003902969024151659e-01 },
    { 1.5, 120, 80, 2.64846343264022315855e-02 },
    { 3, 1000, 2000, 1.11361915301170367832e-96 },
    { 1.05, 10000, 20000, 2.35440617810928412568e-03 },
    { 2.2, 7.5, 0.5, 6.09906700321659167585e-01 },
    { 100, 0.25, 12.5, 3.71958181534500300931e-05 },
    { 7, 2, 1e6, 9.11926648448510459959e-04 },
    { 4, 6, 350000, 5.22409738922447906481e-04 },
    { 15, 6, 270000, 3.05081368139812990517e-17 },
    { 1.01, 100000, 500000, 2.09538848195378046846e-02 },
    { 1.2, 10000, 1e6, 3.10447490699685071643e-40 },
    { 300, 2, 1e12, 5.14820068575005398904e-131 },
    { 3, 40, 1e9, 6.35192913098056911500e-10 },
    { 1.5, 1000, 100000, 1.95626756164972673797e-22 },
    { 4, 4, 0.5, 5.18371876948702237087e-01 },
    { 30, 8, 0.001, 9.94736193781454614005e-01 },
    { 0.5, 0.001, 0.001, 5.00173163368833217923e-01 },
    { 2, 0.001, 0.001, 4.99826836631166782077e-01 },
    { 20, 5, 40, 6.01336142490330718150e-10 },
    { 200, 30, 150, 5.96696814655995666344e-106 },
    { 56.9334, 1.25, 3770, 8.92381378857186786719e-17 },
    { 1e100, 5, 3, 1.57799537679743953495e-150 },
};

static void
test_exact(void)
{
    double most = 0;

    for (size_t i = 0; i < sizeof exact / sizeof exact[0]; i++) {
        const struct row *r = &exact[i];
        const double off = fabs(fdist_upper(r->f, r->d1, r->d2) / r->p - 1);

        most = fmax(most, off);
        OK(off <= 1e-11, "F = %g of %g and %g is right to 11 digits", r->f, r->d1, r->d2);
    }
    printf("# off by %.1e at most\n", most);
}

/* d1 = 2 has a closed form, and so has d1 = d2 = 1. */
static void
test_closed(void)
{
    uint64_t state = 77;
    double most = 0;
    double most_arc = 0;

    for (int i = 0; i < 20000; i++) {
        const double d2 = exp(27 * random_unit(&state));
        const double f = exp(24 * random_unit(&state) - 18);
        const double q = exp(-d2 / 2 * log1p(2 * f / d2));
        const double wide = exp(60 * random_unit(&state) - 30);
        const double arc = 2 / 3.14159265358979323846 * atan(1 / sqrt(wide));

        if (q > 1e-300)
            most = fmax(most, fabs(fdist_upper(f, 2, d2) / q - 1));
        most_arc = fmax(most_arc, fabs(fdist_upper(wide, 1, 1) / arc - 1));
    }
    OK(most <= 1e-11, "2 and any: right to 11 digits of the closed form (%.1e)", most);
    OK(most_arc <= 1e-11, "1 and 1 as well (%.1e)", most_arc);
}

/* The ratio upside down is F with the degrees of freedom exchanged. */
static void
test_mirror(void)
{
    uint64_t state = 78;
    double most = 0;
    bool falls = true;

    for (int i = 0; i < 20000; i++) {
        const double d1 = exp(30 * random_unit(&state) - 5);
        const double d2 = exp(30 * random_unit(&state) - 5);
        const double f = exp(20 * (random_unit(&state) - 0.5) / sqrt(fmin(d1, d2) + 1));
        const double p = fdist_upper(f, d1, d2);

        most = fmax(most, fabs(p + fdist_upper(1 / f, d2, d1) - 1));
        falls = falls && fdist_upper(f * 1.01, d1, d2) <= p && p >= 0 && p <= 1;
    }
    OK(most <= 1e-9, "both tails make 1 for any degrees of freedom (%.1e)", most);
    OK(falls, "a larger F is less probable, and all are probabilities");
}

static void
test_edges(void)
{
    NEAR(fdist_upper(0, 3, 4), 1, 0, "0 or more is certain");
    NEAR(fdist_upper(-1, 3, 4), 1, 0, "so is anything above a negative number");
    OK(fdist_upper(INFINITY, 3, 4) <= 0, "infinity is not reached");
    OK(fdist_upper(DBL_MAX, 3, 4) >= 0 && fdist_upper(DBL_MAX, 3, 4) < 1e-300,
       "nor as good as the largest number");
    NEAR(fdist_upper(DBL_MIN, 3, 4), 1, 0, "the smallest is exceeded");
    NEAR(fdist_upper(1, 1e12, 1e12), 0.5, 1e-9, "the most degrees of freedom are halved");
    OK(isnan(fdist_upper(NAN, 3, 4)), "no number has no probability");
    OK(isnan(fdist_upper(1, 0, 4)) && isnan(fdist_upper(1, 3, 0)) &&
           isnan(fdist_upper(1, -3, 4)) && isnan(fdist_upper(1, 3, NAN)) &&
           isnan(fdist_upper(1, 1e13, 4)) && isnan(fdist_upper(1, 3, INFINITY)),
       "nor have degrees of freedom out of range");
}

/* GSL itself loses digits with many degrees of freedom, and all of them in its far tail.
 */
static void
test_gsl(void)
{
#ifdef PEER_GSL
    uint64_t state = 79;
    double most = 0;

    for (int i = 0; i < 50000; i++) {
        const double d1 = exp(9 * random_unit(&state) - 1);
        const double d2 = exp(9 * random_unit(&state) - 1);
        const double f = exp(20 * (random_unit(&state) - 0.5) / sqrt(fmin(d1, d2) + 1));
        const double peer = gsl_cdf_fdist_Q(f, d1, d2);

        if (peer > 1e-290)
            most = fmax(most, fabs(fdist_upper(f, d1, d2) / peer - 1));
    }
    OK(most <= 1e-9, "gsl_cdf_fdist_Q agrees up to 3000 degrees of freedom (%.1e)", most);
#else
    SKIP("GSL is not installed");
#endif
}

int
main(void)
{
    test_textbook();
    test_exact();
    test_closed();
    test_mirror();
    test_edges();
    test_gsl();
    return done();
}
