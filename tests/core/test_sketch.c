/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/sketch.h"

#include <stdlib.h>

#include "stats.h"
#include "tap.h"

enum { MANY = 50000, BYTES = 16384 };

static double values[MANY];

static int
order(const void *left, const void *right)
{
    const double *a = left;
    const double *b = right;

    return (*a > *b) - (*a < *b);
}

/* Lognormal values with a median of 80 ms, sorted; the sketch sees them unsorted. */
static void
fill(struct sketch *s, double sd, uint64_t seed)
{
    sketch_init(s);
    for (int i = 0; i < MANY; i++) {
        values[i] = 80 * exp(sd * random_normal(&seed));
        if (sketch_add(s, values[i], 1))
            return;
    }
    qsort(values, MANY, sizeof values[0], order);
}

static void
test_exact(void)
{
    static const double some[] = { 2.5, 17.25, 9.5, 4.125, 31.75 };
    struct sketch s;
    double points[5];

    sketch_init(&s);
    OK(isnan(sketch_quantile(&s, 0.5)), "an empty sketch has no quantile");
    for (int i = 0; i < 5; i++)
        sketch_add(&s, some[i], 1);
    NEAR(sketch_quantile(&s, 0.5), 9.5, 0, "the median of five values is exact");
    NEAR(sketch_quantile(&s, 0), 2.5, 0, "the least value is the 0-quantile");
    NEAR(sketch_quantile(&s, 1), 31.75, 0, "the greatest value is the 1-quantile");
    NEAR(sketch_quantile(&s, 0.625), 13.375, 1e-15, "values between are interpolated");
    sketch_points(&s, 5, points);
    OK(points[0] < 2.6 && points[1] > 4 && points[1] < 4.2 && points[4] > 31,
       "as many points as values are the values in order");
    sketch_add(&s, 4.125, 6);
    NEAR(sketch_quantile(&s, 0.5), 4.125, 0, "a weight counts a value that often");
    sketch_clear(&s);
    IS_INT(s.n, 0, "a cleared sketch is empty");
}

static void
test_error(void)
{
    struct sketch s;
    double worst = 0;

    fill(&s, 0.7, 4711);
    IS_INT(s.n, MANY, "every value is counted");
    for (int i = 1; i < 1000; i++) {
        const double q = i / 1000.0;
        const double truth = values[(int)(q * (MANY - 1))];

        worst = fmax(worst, fabs(sketch_quantile(&s, q) / truth - 1));
    }
    OK(worst <= SKETCH_RELATIVE_ERROR * 1.0000001,
       "quantiles from 0.1 %% to 99.9 %% are right to 1 %% (worst %.3f %%)", worst * 100);
    OK(sketch_quantile(&s, 1) <= s.max && sketch_quantile(&s, 0) >= s.min,
       "no quantile lies outside the values");
    sketch_clear(&s);
}

static size_t
encoded(const struct sketch *s, unsigned char *out)
{
    return sketch_encode(s, out, BYTES);
}

static void
test_merge(void)
{
    static unsigned char ab[BYTES];
    static unsigned char ba[BYTES];
    struct sketch parts[3];
    struct sketch forth;
    struct sketch back;
    uint64_t seed = 99;
    size_t len = 0;

    sketch_init(&forth);
    sketch_init(&back);
    for (int i = 0; i < 3; i++) {
        sketch_init(&parts[i]);
        for (int k = 0; k < 40 + 200 * i; k++)
            sketch_add(&parts[i], 30 * exp(2.5 * random_normal(&seed)), 1 + k % 3);
    }
    for (int i = 0; i < 3; i++) {
        sketch_merge(&forth, &parts[i]);
        sketch_merge(&back, &parts[2 - i]);
    }
    len = encoded(&forth, ab);
    OK(len == encoded(&back, ba) && !memcmp(ab, ba, len),
       "the order of merging does not matter");
    IS_INT(forth.n, parts[0].n + parts[1].n + parts[2].n, "merging adds the counts");
    sketch_clear(&forth);
    sketch_clear(&back);
    for (int i = 0; i < 3; i++)
        sketch_clear(&parts[i]);
}

/* More decades than there are bins for: the lowest fold, in whatever order they came. */
static void
test_wide(void)
{
    static unsigned char up[BYTES];
    static unsigned char down[BYTES];
    struct sketch rising;
    struct sketch falling;
    size_t len = 0;

    sketch_init(&rising);
    sketch_init(&falling);
    for (int i = 0; i <= 1400; i++) {
        sketch_add(&rising, pow(10, -4 + i / 100.0), 1);
        sketch_add(&falling, pow(10, 10 - i / 100.0), 1);
    }
    len = encoded(&rising, up);
    OK(rising.n_bins <= SKETCH_BINS_MAX, "bins stay within their limit");
    IS_INT(falling.n, 1401, "nothing is lost when the lowest bins fold");
    OK(len == encoded(&falling, down) && !memcmp(up, down, len),
       "folding does not depend on the order");
    NEAR(sketch_quantile(&rising, 0.99), pow(10, 9.86), 0.03,
         "high quantiles stay right when low bins fold");
    sketch_clear(&rising);
    sketch_clear(&falling);
}

static void
test_limits(void)
{
    struct sketch s;

    sketch_init(&s);
    OK(sketch_add(&s, 0, 1) == VA_DOMAIN && sketch_add(&s, NAN, 1) == VA_DOMAIN &&
           sketch_add(&s, INFINITY, 1) == VA_DOMAIN &&
           sketch_add(&s, -2.5, 1) == VA_DOMAIN && sketch_add(&s, 2.5, 0) == VA_DOMAIN,
       "values out of range and weights below 1 are refused");
    IS_INT(s.n, 0, "a refused value is not counted");
    sketch_add(&s, 2.5, SKETCH_WEIGHT_MAX);
    OK(sketch_add(&s, 2.5, 1) == VA_OVERFLOW, "the count cannot overflow");
    OK(sketch_merge(&s, &s) == VA_OVERFLOW, "nor by merging");
    sketch_clear(&s);
}

static void
test_code(void)
{
    static unsigned char bytes[BYTES];
    static unsigned char again[BYTES];
    struct sketch s;
    struct sketch copy;
    size_t len = 0;
    int refused = 0;

    fill(&s, 1.4, 7);
    len = encoded(&s, bytes);
    OK(len > 0 && len <= 4096, "50,000 values over e^12 take %zu bytes, at most 4096",
       len);
    OK(sketch_decode(bytes, len, &copy) == VA_OK && encoded(&copy, again) == len &&
           !memcmp(bytes, again, len),
       "decoding gives the sketch back");
    NEAR(sketch_quantile(&copy, 0.95), sketch_quantile(&s, 0.95), 0,
         "with the same quantiles");
    sketch_clear(&copy);
    for (size_t cut = 0; cut < len; cut++)
        refused += sketch_decode(bytes, cut, &copy) == VA_DATA && copy.n == 0;
    IS_INT(refused, (int64_t)len, "every shortened encoding is refused");
    OK(sketch_encode(&s, again, 100) == 0, "an encoding that does not fit is not begun");
    sketch_clear(&s);
}

/* Whatever a changed byte still decodes to must be what encodes to those bytes. */
static void
test_hostile(int n_values)
{
    static unsigned char bytes[BYTES];
    static unsigned char again[BYTES];
    struct sketch s;
    uint64_t seed = 20260101;
    size_t len = 0;
    int wrong = 0;

    sketch_init(&s);
    for (int i = 0; i < n_values; i++)
        sketch_add(&s, 50 + 900 * random_unit(&seed), 1 + i % 5);
    len = encoded(&s, bytes);
    sketch_clear(&s);
    for (int i = 0; i < 20000; i++) {
        const size_t at = random_bits(&seed) % len;
        const unsigned char was = bytes[at];

        bytes[at] = (unsigned char)random_bits(&seed);
        if (!sketch_decode(bytes, len, &s))
            wrong += encoded(&s, again) != len || memcmp(bytes, again, len) != 0;
        sketch_clear(&s);
        bytes[at] = was;
    }
    IS_INT(wrong, 0, "changed bytes of %d values decode to themselves or not at all",
           n_values);
}

int
main(void)
{
    test_exact();
    test_error();
    test_merge();
    test_wide();
    test_limits();
    test_code();
    test_hostile(0);
    test_hostile(12);
    test_hostile(400);
    return done();
}
