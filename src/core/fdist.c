/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <float.h>
#include <math.h>
#include <stdint.h>

#include "core/fdist.h"

#define FREEDOM_LEAST 1e-3
#define FREEDOM_MOST 1e12

/* The continued fraction ends here at the latest: some times sqrt(FREEDOM_MOST). */
enum { TERMS_MAX = 20000000 };

/* Stands for a denominator of 0 (Lentz's method). */
#define TINY 1e-290

/* I_x(a, b), y = 1 - x. */
struct beta {
    double a, b, x, y;
    double above; /* a y - b x: 0 where x is the mean */
    double off_a; /* (a + b) x / a - 1 */
    double off_b; /* (a + b) y / b - 1 */
};

/* log Gamma(z + 1) less Stirling's formula, z > 0. */
static double
stirling_rest(double z)
{
    /* DLMF 5.11.1: of 1 / z, 1 / z^3, ...; below 1e-15 is left from z = 16 */
    static const double factors[] = { 1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680,
                                      1.0 / 1188 };
    enum { LEAST = 16, N_FACTORS = sizeof factors / sizeof factors[0] };
    double rest = 0;
    double series = 0;

    while (z < LEAST) {
        rest += (z + 0.5) * log1p(1 / z) - 1;
        z += 1;
    }
    for (int k = N_FACTORS - 1; k >= 0; k--)
        series = series / (z * z) + factors[k];
    return rest + series / z;
}

/* t - log(1 + t). ratio: 1 + t, where that is more exact. */
static double
deviance(double t, double ratio)
{
    const double r = t / (2 + t);
    const double square = r * r;
    double power = 1;
    double sum = 0;

    if (t < -0.5)
        return t - log(ratio);
    if (fabs(t) > 0.1)
        return t - log1p(t);
    for (int k = 3; k <= 17; k += 2) { /* |r| <= 1 / 19 */
        sum += power / k;
        power *= square;
    }
    return r * (t - 2 * square * sum);
}

/* x^a y^b / B(a, b) */
static double
front(const struct beta *p)
{
    const double n = p->a + p->b;
    const double off = p->a * deviance(p->off_a, n * (p->x / p->a)) +
                       p->b * deviance(p->off_b, n * (p->y / p->b));
    const double rest = stirling_rest(n) - stirling_rest(p->a) - stirling_rest(p->b);

    return sqrt(p->a / n * p->b / (2 * M_PI)) * exp(rest - off);
}

static double
nonzero(double v)
{
    return fabs(v) < TINY ? TINY : v;
}

/* I_x(a, b) for an x not above the mean, by Lentz's method. */
static double
lower(const struct beta *p)
{
    const double a = p->a;
    const double b = p->b;
    const double x = p->x;
    double value = a * (p->above + 1) / (a + 1);
    double c = 0;
    double d = 0;

    value = nonzero(value);
    c = value;
    for (int32_t m = 1; m <= TERMS_MAX; m++) {
        const double base = a + 2.0 * m;
        const double top = (a + m - 1) / (base - 1) * ((a + b + m - 1) / (base - 1)) * m *
                           (b - m) * x * x;
        const double under = m + m * (b - m) * x / (base - 1) +
                             (a + m) / (base + 1) * (p->above + 1 + m * (1 + p->y));
        double change = 0;

        d = 1 / nonzero(under + top * d);
        c = nonzero(under + top / c);
        change = c * d;
        value *= change;
        if (fabs(change - 1) <= DBL_EPSILON)
            break;
    }
    return front(p) / value;
}

/* The same probability seen from the other end: I_x(a, b) = 1 - I_y(b, a). */
static struct beta
mirrored(const struct beta *p)
{
    return (struct beta){ .a = p->b,
                          .b = p->a,
                          .x = p->y,
                          .y = p->x,
                          .above = -p->above,
                          .off_a = p->off_b,
                          .off_b = p->off_a };
}

double
fdist_upper(double f, double d1, double d2)
{
    const double unit = fmax(f, 1); /* that d1 f is measured in, lest it overflow */
    const double whole = d2 / unit + d1 * (f / unit);
    const double below = (1 - f) / unit / whole;
    const struct beta p = { .a = d2 / 2,
                            .b = d1 / 2,
                            .x = d2 / unit / whole,
                            .y = d1 * (f / unit) / whole,
                            .above = -d1 * d2 * below / 2,
                            .off_a = d1 * below,
                            .off_b = -d2 * below };
    const struct beta other = mirrored(&p);

    if (!(d1 >= FREEDOM_LEAST && d1 <= FREEDOM_MOST && d2 >= FREEDOM_LEAST &&
          d2 <= FREEDOM_MOST) ||
        isnan(f))
        return NAN;
    if (!(f > 0))
        return 1;
    if (isinf(f))
        return 0;
    return f > 1 ? lower(&p) : 1 - lower(&other);
}
