/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Refined curve shapes: laws are found again, from starts beside them. */
#include "core/curve_check.h"
#include "stats.h"
#include "tap.h"

static const double sizes[] = { 128, 256, 512, 768, 1024, 1536, 2048, 3008 };
enum { SIZES = sizeof sizes / sizeof sizes[0] };

/* A law at the sizes, with a spread of log duration: its n-th drawing, n >= 1. */
static struct fit_points
points_of(const struct curve_shape *law, double spread, uint64_t n)
{
    struct fit_points p = { .n = SIZES };
    uint64_t state = n * UINT64_C(0x9E3779B97F4A7C15);

    for (int32_t i = 0; i < SIZES; i++) {
        p.mb[i] = sizes[i];
        p.log_mb[i] = log(sizes[i]);
        p.log_ms[i] =
            log(curve_formula_ms(law, sizes[i])) + spread * random_normal(&state);
        p.weight[i] = 400;
    }
    return p;
}

static const struct curve_shape power = {
    .form = CURVE_POWER, .valid = true, .a = 250000, .b = -0.92, .knee_mb = INFINITY
};
static const struct curve_shape with_floor = { .form = CURVE_FLOOR,
                                               .valid = true,
                                               .a = 250000,
                                               .b = -1.1,
                                               .c = 140,
                                               .knee_mb = INFINITY };
static const struct curve_shape with_knee = {
    .form = CURVE_KNEE, .valid = true, .a = 250000, .b = -1.1, .c = 60, .knee_mb = 1769
};

static struct curve_shape
beside(const struct curve_shape *law)
{
    struct curve_shape s = *law;

    s.a *= 1.4;
    s.b += 0.08;
    s.c *= 0.6;
    s.knee_mb *= 0.8;
    return s;
}

static void
test_found(const struct curve_shape *law)
{
    const char *name = curve_form_name(law->form);
    const struct fit_points p = points_of(law, 0, 1);
    const struct curve_shape start = beside(law);
    struct curve_refined r;

    IS_INT(curve_refine(&p, &start, &r), VA_OK, "%s: an exact law is fitted", name);
    OK(r.shape.valid && r.shape.form == law->form, "%s: in its form", name);
    NEAR(r.shape.a, law->a, 1e-6, "%s: a", name);
    NEAR(r.shape.b, law->b, 1e-6, "%s: b", name);
    OK(fabs(r.shape.c - law->c) <= 1e-5 * law->c, "%s: c", name);
    if (law->form == CURVE_KNEE)
        NEAR(r.shape.knee_mb, law->knee_mb, 1e-5, "%s: the knee", name);
    else
        OK(isinf(r.shape.knee_mb), "%s: no knee", name);
    NEAR(r.shape.r2, 1, 1e-9, "%s: all is explained", name);
}

static bool
covers(double got, double se, double truth)
{
    const double t_5 = 2.571; /* 97.5 % of Student's t, 5 degrees of freedom */

    return fabs(got - truth) <= t_5 * se;
}

/* Errors state how far the answers may be off: 95 of 100 intervals cover the truth. */
static void
test_errors(void)
{
    enum { DRAWINGS = 400 };
    const struct curve_shape start = beside(&with_floor);
    int a = 0;
    int b = 0;
    int c = 0;

    for (int n = 1; n <= DRAWINGS; n++) {
        const struct fit_points p = points_of(&with_floor, 0.02, (uint64_t)n);
        struct curve_refined r;

        if (curve_refine(&p, &start, &r) != VA_OK)
            continue;
        a += covers(log(r.shape.a), r.shape.a_se, log(with_floor.a));
        b += covers(r.shape.b, r.shape.b_se, with_floor.b);
        c += covers(r.shape.c, r.c_se, with_floor.c);
    }
    printf("# of %d intervals, a's cover %d, b's %d, c's %d\n", DRAWINGS, a, b, c);
    OK(a >= 0.92 * DRAWINGS && a <= 0.98 * DRAWINGS, "a is within its error");
    OK(b >= 0.92 * DRAWINGS && b <= 0.98 * DRAWINGS, "so is b");
    OK(c >= 0.92 * DRAWINGS && c <= 0.98 * DRAWINGS, "and c");
}

/* The sum of squares is weighted, and R2 is that of log duration. */
static void
test_rest(const struct curve_shape *law)
{
    const char *name = curve_form_name(law->form);
    const struct fit_points p = points_of(law, 0.02, 1);
    const struct curve_shape start = beside(law);
    struct curve_refined r;
    double rss = 0;

    IS_INT(curve_refine(&p, &start, &r), VA_OK, "%s: with a spread of 2 %%", name);
    for (int32_t i = 0; i < SIZES; i++) {
        const double off = p.log_ms[i] - log(curve_formula_ms(&r.shape, sizes[i]));

        rss += p.weight[i] * off * off;
    }
    NEAR(r.rss, rss, 1e-6, "%s: the weighted sum of squares", name);
    NEAR(r.shape.r2, curve_shape_r2(&p, &r.shape), 1e-12, "%s: R2", name);
    OK(r.shape.r2 > 0.99 && r.shape.r2 < 1, "%s: most is explained", name);
    IS_INT(r.dof,
           SIZES - (law->form == CURVE_POWER   ? 2
                    : law->form == CURVE_FLOOR ? 3
                                               : 4),
           "%s: degrees of freedom", name);
}

/* The power law is linear in its logarithms: the same answer by other means. */
static void
test_power_agrees(void)
{
    const struct fit_points p = points_of(&power, 0.05, 1);
    const struct curve_shape start = beside(&power);
    struct curve_shape line;
    struct curve_refined r;

    curve_fit_power(&p, false, &line);
    curve_refine(&p, &start, &r);
    NEAR(r.shape.a, line.a, 1e-7, "power law as by linear least squares: a");
    NEAR(r.shape.b, line.b, 1e-8, "power law as by linear least squares: b");
    NEAR(r.shape.a_se, line.a_se, 1e-6, "power law as by linear least squares: a_se");
    NEAR(r.shape.b_se, line.b_se, 1e-6, "power law as by linear least squares: b_se");
    NEAR(r.shape.r2, line.r2, 1e-9, "power law as by linear least squares: R2");
}

static void
test_bounds(void)
{
    const struct fit_points p = points_of(&power, 0, 1);
    struct curve_shape start = power;
    struct curve_refined r;

    start.form = CURVE_FLOOR;
    start.b = -0.8;
    IS_INT(curve_refine(&p, &start, &r), VA_OK, "a floor that is none is fitted");
    OK(r.shape.c < 1e-3, "as nothing");
    NEAR(r.shape.b, power.b, 1e-5, "beside the power law");
}

/* The knee is found from a start some sizes away from it. */
static void
test_far_knee(void)
{
    const struct fit_points p = points_of(&with_knee, 0, 1);
    struct curve_shape start = beside(&with_knee);
    struct curve_refined r;

    start.knee_mb = 1200;
    IS_INT(curve_refine(&p, &start, &r), VA_OK, "from a knee between other sizes");
    NEAR(r.shape.knee_mb, with_knee.knee_mb, 1e-5, "the knee is found");
    start.knee_mb = INFINITY;
    IS_INT(curve_refine(&p, &start, &r), VA_OK, "from a knee beyond all sizes");
    NEAR(r.shape.knee_mb, with_knee.knee_mb, 1e-5, "the knee is found there too");
}

static void
test_refusals(void)
{
    struct fit_points p = points_of(&power, 0.01, 1);
    struct curve_shape start = power;
    struct curve_refined r = { .dof = -7 };

    start.form = CURVE_FLAT;
    IS_INT(curve_refine(&p, &start, &r), VA_DOMAIN, "a flat line is nothing to refine");
    start = with_floor;
    start.a = 0;
    IS_INT(curve_refine(&p, &start, &r), VA_DOMAIN, "a start without a is refused");
    start = with_floor;
    start.c = -1;
    IS_INT(curve_refine(&p, &start, &r), VA_DOMAIN, "so is a negative floor");
    start = with_knee;
    start.knee_mb = NAN;
    IS_INT(curve_refine(&p, &start, &r), VA_DOMAIN, "and a knee that is no number");
    start = with_floor;
    p.n = 2;
    IS_INT(curve_refine(&p, &start, &r), VA_DATA, "two sizes make no floor");
    p.n = 0;
    IS_INT(curve_refine(&p, &start, &r), VA_DATA, "no sizes make none either");
    IS_INT(r.dof, -7, "the result is as it was");
}

int
main(void)
{
    const struct curve_shape *laws[] = { &power, &with_floor, &with_knee };

    for (int i = 0; i < 3; i++) {
        test_found(laws[i]);
        test_rest(laws[i]);
    }
    test_errors();
    test_power_agrees();
    test_bounds();
    test_far_knee();
    test_refusals();
    return done();
}
