/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/posterior.h"

#include <math.h>
#include <string.h>

#include "core/fast_log.h"
#include "stats.h"
#include "tap.h"

static const double sizes_mb[] = { 128, 256, 512, 1024, 1536, 2048, 3008 };
enum { SIZES = sizeof sizes_mb / sizeof sizes_mb[0] };

static struct posterior belief;
static struct posterior other;

/* c + a min(x, knee)^b, measured with a little noise that is the same every time. */
struct law {
    double a, b, c, knee_mb, noise;
};

static void
measure(const struct law *law, struct posterior_data *d)
{
    uint64_t seed = 11;

    *d = (struct posterior_data){ .n = SIZES };
    for (int32_t i = 0; i < SIZES; i++) {
        const double mb = fmin(sizes_mb[i], law->knee_mb);

        d->x[i] = log(sizes_mb[i]);
        d->y[i] =
            log(law->c + law->a * pow(mb, law->b)) + law->noise * random_normal(&seed);
        d->var[i] = law->noise * law->noise;
    }
}

static double
mean_at(const struct posterior *p, double mb)
{
    const double x = log(mb);
    int32_t i = 0;

    while (i < p->n_knots - 2 && p->knots[i + 1].x < x)
        i++;
    return p->knots[i].mean + (x - p->knots[i].x) / (p->knots[i + 1].x - p->knots[i].x) *
                                  (p->knots[i + 1].mean - p->knots[i].mean);
}

static double
mean_sd(const struct posterior *p)
{
    double sum = 0;

    for (int32_t i = 0; i < p->n_knots; i++)
        sum += p->knots[i].sd / p->n_knots;
    return sum;
}

static bool
is_sound(const struct posterior *p)
{
    double probability = 0;

    for (int32_t i = 0; i < POSTERIOR_CLASSES; i++)
        probability += p->probability[i];
    for (int32_t i = 0; i < p->n_knots; i++)
        if (!isfinite(p->knots[i].mean) || !(p->knots[i].sd > 0) ||
            !isfinite(p->knots[i].sd) || (i > 0 && p->knots[i].x <= p->knots[i - 1].x))
            return false;
    return fabs(probability - 1) < 1e-9;
}

static enum posterior_class
likeliest(const struct posterior *p)
{
    int best = 0;

    for (int i = 1; i < POSTERIOR_CLASSES; i++)
        if (p->probability[i] > p->probability[best])
            best = i;
    return (enum posterior_class)best;
}

static void
test_kinds(void)
{
    const struct law power = { 2e6, -0.98, 0, INFINITY, 0.004 };
    const struct law floor = { 6e5, -1, 900, INFINITY, 0.004 };
    const struct law knee = { 2e6, -1, 50, 1400, 0.004 };
    const struct law flat = { 0, 0, 700, INFINITY, 0.004 };
    struct posterior_data d;

    measure(&power, &d);
    posterior_fit(&d, d.x, d.n, &belief);
    IS_INT(likeliest(&belief), POSTERIOR_POWER, "a power law is told");
    measure(&floor, &d);
    posterior_fit(&d, d.x, d.n, &belief);
    IS_INT(likeliest(&belief), POSTERIOR_FLOOR, "a floor is told");
    NEAR(exp(mean_at(&belief, 720)), 900 + 6e5 / 720, 0.01,
         "and the curve between sizes is right to 1 %%");
    measure(&flat, &d);
    posterior_fit(&d, d.x, d.n, &belief);
    IS_INT(likeliest(&belief), POSTERIOR_FLAT, "a flat function is told");
    measure(&knee, &d);
    posterior_fit(&d, d.x, d.n, &belief);
    IS_INT(likeliest(&belief), POSTERIOR_KNEE, "a knee is told");
    OK(belief.knee_low <= log(1400) && belief.knee_high >= log(1400),
       "and lies within its interval, %.0f to %.0f MB", exp(belief.knee_low),
       exp(belief.knee_high));
    NEAR(exp(mean_at(&belief, 2500)), 50 + 2e6 / 1400, 0.02, "nothing improves past it");
}

static void
test_scaling(void)
{
    const struct law law = { 9e6, -1, 12000, 1700, 0.03 };
    struct posterior_data d;
    double off = 0;

    measure(&law, &d);
    posterior_fit(&d, d.x, d.n, &belief);
    for (int32_t i = 0; i < d.n; i++)
        d.y[i] += log(37);
    posterior_fit(&d, d.x, d.n, &other);
    for (int32_t i = 0; i < belief.n_knots; i++) {
        off = fmax(off, fabs(other.knots[i].mean - belief.knots[i].mean - log(37)));
        off = fmax(off, fabs(other.knots[i].sd / belief.knots[i].sd - 1));
    }
    OK(off < 1e-6, "37 times the durations are 37 times the curve, as sure (%g)", off);
    posterior_fit(&d, d.x, d.n, &belief);
    OK(!memcmp(&belief.knots, &other.knots,
               sizeof belief.knots[0] * (size_t)other.n_knots),
       "the same data give the same belief, bit for bit");
}

static void
test_more_data(void)
{
    const struct law law = { 2e6, -1, 300, 1900, 0.06 };
    struct posterior_data d;
    struct posterior_data fewer;
    double before = 0;

    measure(&law, &d);
    posterior_fit(&d, d.x, d.n, &belief);
    before = mean_sd(&belief);
    for (int32_t i = 0; i < d.n; i++)
        d.var[i] /= 10;
    posterior_fit(&d, d.x, d.n, &other);
    OK(mean_sd(&other) < before * 1.02, "ten times the runs never widen the interval");
    for (int32_t i = 0; i < d.n; i++)
        d.var[i] *= 10;
    fewer = d;
    fewer.n = 4;
    for (int32_t i = 0; i < fewer.n; i++) {
        fewer.x[i] = d.x[2 * i];
        fewer.y[i] = d.y[2 * i];
        fewer.var[i] = d.var[2 * i];
    }
    posterior_fit(&fewer, d.x, d.n, &other);
    OK(before < mean_sd(&other) * 1.02, "nor do three more sizes");
}

static void
test_outlier(void)
{
    const struct law law = { 2e6, -1, 300, INFINITY, 0.01 };
    struct posterior_data d;
    const struct posterior_knot *own = NULL;
    double clean = 0;
    int32_t n = 0;

    measure(&law, &d);
    posterior_fit(&d, d.x, d.n, &belief);
    clean = mean_at(&belief, 800);
    d.y[3] += log(4);
    posterior_fit(&d, d.x, d.n, &belief);
    for (int32_t i = 0; i < d.n; i++)
        n += belief.outlier[i];
    OK(belief.outlier[3] && n == 1, "a size four times too slow is seen, and no other");
    NEAR(exp(mean_at(&belief, 800)), exp(clean), 0.04, "and hardly moves the curve");
    for (int32_t i = 0; i < belief.n_knots; i++)
        if (!(fabs(belief.knots[i].x - d.x[3]) > 1e-12))
            own = &belief.knots[i];
    OK(own && own->mean > d.y[3] - 0.7 && own->mean < d.y[3],
       "at the size itself most of it is expected again");
    OK(own && own->sd > 0.3 && own->sd < 1.5, "with an interval that holds both (%.2f)",
       own ? own->sd : 0);
}

static void
test_bounds(void)
{
    const struct law law = { 2e6, -0.9, 0, INFINITY, 0.02 };
    struct posterior_data d;
    double without = 0;

    measure(&law, &d);
    d.n = 4;
    for (int32_t i = 0; i < d.n; i++) {
        d.x[i] = d.x[i + 3];
        d.y[i] = d.y[i + 3];
    }
    posterior_fit(&d, d.x, d.n, &belief);
    without = mean_at(&belief, 256);
    d.n_bounds = 1;
    d.bound_x[0] = log(256);
    d.bound_y[0] = without + log(1.5);
    posterior_fit(&d, d.x, d.n, &belief);
    OK(mean_at(&belief, 256) > without + 0.02,
       "runs cut off at 1.5 times what was believed raise it");
    NEAR(exp(mean_at(&belief, 2048)), exp(d.y[2]), 0.05, "and not where it was measured");
    OK(is_sound(&belief), "the belief stays sound");
}

/* Anything the sizes of a profile can be. */
static void
test_anything(void)
{
    uint64_t seed = 5;
    int unsound = 0;

    for (int round = 0; round < 400; round++) {
        struct posterior_data d = { .n = 2 + (int32_t)(random_unit(&seed) *
                                                       (POSTERIOR_CELLS - 1)) };
        const double step = exp(-8 * random_unit(&seed));
        const double spread = 25 * random_unit(&seed) * random_unit(&seed);

        for (int32_t i = 0; i < d.n; i++) {
            d.x[i] = i == 0 ? 8 * random_unit(&seed) : d.x[i - 1] + step * 0.12;
            d.y[i] = -9 + spread * random_unit(&seed);
            d.var[i] = random_unit(&seed) < 0.2 ? 0 : random_unit(&seed);
        }
        d.n_bounds = (int32_t)(3 * random_unit(&seed));
        for (int32_t i = 0; i < d.n_bounds; i++) {
            d.bound_x[i] = 13 * random_unit(&seed);
            d.bound_y[i] = 23 * random_unit(&seed);
        }
        posterior_fit(&d, d.x, d.n, &belief);
        unsound += !is_sound(&belief);
    }
    IS_INT(unsound, 0, "400 sets of sizes of every kind give a sound belief");
}

static void
test_stairs(void)
{
    OK(posterior_stair_sd(log(128), log(25)) > 0.05, "25 ms at 128 MB are a staircase");
    OK(posterior_stair_sd(log(128), log(25)) > posterior_stair_sd(log(128), log(250)),
       "250 ms less so");
    OK(!(posterior_stair_sd(log(1769), log(5)) > 0), "with a whole CPU there is none");
    OK(!(posterior_stair_sd(log(128), log(5000)) > 0), "nor after 5 s");
}

static void
test_fast_log(void)
{
    uint64_t seed = 3;
    double off = 0;

    for (int i = 0; i < 100000; i++) {
        const double x = exp(1400 * random_unit(&seed) - 700);

        off = fmax(off, fabs(fast_log(x) - log(x)) / fmax(1, fabs(log(x))));
    }
    OK(off < 4e-11, "logarithms are right to 4e-11 (%g)", off);
    OK(!(fabs(fast_log(1)) > 0), "and that of 1 is 0");
}

int
main(void)
{
    test_kinds();
    test_scaling();
    test_more_data();
    test_outlier();
    test_bounds();
    test_anything();
    test_stairs();
    test_fast_log();
    return done();
}
