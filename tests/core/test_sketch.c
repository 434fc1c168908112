/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/sketch.h"

#include <stdlib.h>

#include "stats.h"
#include "tap.h"

enum { MANY = 50000, PARTS = 5 };

static double values[MANY];
static double sorted[MANY];

static int
order(const void *left, const void *right)
{
    const double *a = left;
    const double *b = right;

    return (*a > *b) - (*a < *b);
}

static double
lognormal(uint64_t *seed)
{
    return 80 * exp(0.7 * random_normal(seed));
}

static double
wide(uint64_t *seed)
{
    return 80 * exp(1.4 * random_normal(seed));
}

static double
uniform(uint64_t *seed)
{
    return 20 + 180 * random_unit(seed);
}

static double
bimodal(uint64_t *seed)
{
    const double middle = random_unit(seed) < 0.9 ? 12 : 2500;

    return middle * exp(0.05 * random_normal(seed));
}

/* Pareto with a tail that has no variance. */
static double
heavy(uint64_t *seed)
{
    return 5 * pow(random_unit(seed), -1 / 1.2);
}

static double
constant(uint64_t *seed)
{
    (void)random_bits(seed);
    return 123.456;
}

static double
whole_range(uint64_t *seed)
{
    return pow(10, -4 + 14 * random_unit(seed));
}

static const struct source {
    const char *name;
    double (*draw)(uint64_t *seed);
} sources[] = {
    { "lognormal", lognormal },    { "wide lognormal", wide }, { "uniform", uniform },
    { "bimodal", bimodal },        { "heavy-tailed", heavy },  { "constant", constant },
    { "full-range", whole_range },
};

enum { N_SOURCES = sizeof sources / sizeof sources[0] };

static void
draw(const struct source *source)
{
    uint64_t seed = 4711;

    for (int i = 0; i < MANY; i++)
        values[i] = source->draw(&seed);
    memcpy(sorted, values, sizeof sorted);
    qsort(sorted, MANY, sizeof sorted[0], order);
}

/* The worst relative error of the quantiles from 0.1 % to 99.9 %. */
static double
worst_error(const struct sketch *s)
{
    double worst = 0;

    for (int i = 1; i < 1000; i++) {
        const double q = i / 1000.0;
        const double truth = sorted[(int)(q * (MANY - 1))];

        worst = fmax(worst, fabs(sketch_quantile(s, q) / truth - 1));
    }
    return worst;
}

static bool
alike(const struct sketch *a, const struct sketch *b)
{
    unsigned char x[SKETCH_BYTES_MAX];
    unsigned char y[SKETCH_BYTES_MAX];
    const size_t len = sketch_encode(a, x, sizeof x);

    return len > 0 && sketch_encode(b, y, sizeof y) == len && !memcmp(x, y, len);
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
test_error(const struct source *source)
{
    struct sketch s;
    double points[100];
    double worst = 0;
    int unordered = 0;

    draw(source);
    sketch_init(&s);
    sketch_add_many(&s, values, MANY);
    worst = worst_error(&s);
    OK(s.n == MANY && worst <= SKETCH_RELATIVE_ERROR * 1.0000001,
       "%s quantiles from 0.1 %% to 99.9 %% are right to 1 %% (worst %.3f %%)",
       source->name, worst * 100);
    NEAR(sketch_quantile(&s, 0), sorted[0], 0, "the least %s value is exact",
         source->name);
    NEAR(sketch_quantile(&s, 1), sorted[MANY - 1], 0, "and the greatest");
    sketch_points(&s, 100, points);
    for (int i = 0; i < 100; i++) {
        const double truth = sorted[(int)((i + 0.5) / 100 * MANY)];

        unordered += (i > 0 && points[i] < points[i - 1]) ||
                     fabs(points[i] / truth - 1) > SKETCH_RELATIVE_ERROR * 1.0000001;
    }
    IS_INT(unordered, 0, "%s points ascend and are as right", source->name);
    sketch_clear(&s);
}

/* The same values by one call, by one each, and in parts merged in two orders. */
static void
test_ways(const struct source *source)
{
    struct sketch parts[PARTS];
    struct sketch ways[4];
    int from = 0;
    int wrong = 0;

    draw(source);
    for (int i = 0; i < 4; i++)
        sketch_init(&ways[i]);
    sketch_add_many(&ways[0], values, MANY);
    for (int i = 0; i < MANY; i++)
        sketch_add(&ways[1], values[i], 1);
    for (int i = 0; i < PARTS; i++) { /* 50, 100, 200, 400 and the rest */
        const int n = i < PARTS - 1 ? 50 << i : MANY - from;

        sketch_init(&parts[i]);
        sketch_add_many(&parts[i], values + from, (size_t)n);
        from += n;
    }
    for (int i = 0; i < PARTS; i++) {
        sketch_merge(&ways[2], &parts[i]);
        sketch_merge(&ways[3], &parts[(2 * i + 4) % PARTS]);
    }
    for (int i = 1; i < 4; i++)
        wrong += !alike(&ways[0], &ways[i]) || ways[i].n != MANY;
    IS_INT(wrong, 0, "%s values are the same sketch however they come", source->name);
    for (int i = 0; i < 4; i++)
        sketch_clear(&ways[i]);
    for (int i = 0; i < PARTS; i++)
        sketch_clear(&parts[i]);
}

/* Around the number of values that are kept exactly. */
static void
test_turn(void)
{
    int wrong = 0;

    draw(&sources[0]);
    for (int n = 1; n <= 2 * SKETCH_EXACT + 2; n++) {
        struct sketch many;
        struct sketch merged;
        struct sketch part;

        sketch_init(&many);
        sketch_init(&merged);
        sketch_init(&part);
        sketch_add_many(&many, values, (size_t)n);
        sketch_add_many(&merged, values, (size_t)n / 2);
        sketch_add_many(&part, values + n / 2, (size_t)(n - n / 2));
        sketch_merge(&merged, &part);
        wrong += !alike(&many, &merged) || (many.n_bins == 0) != (n <= SKETCH_EXACT);
        sketch_clear(&many);
        sketch_clear(&merged);
        sketch_clear(&part);
    }
    IS_INT(wrong, 0, "up to %d values are exact, more are not, merged or not",
           (int)SKETCH_EXACT);
}

static void
test_bins(void)
{
    uint64_t seed = 12;
    int wrong = 0;

    for (int i = 0; i < 20000; i++) {
        const double value = whole_range(&seed);
        const int32_t bin = sketch_bin_of(value);

        wrong += bin < 0 || bin >= SKETCH_BINS_MAX || sketch_bin_low(bin) > value ||
                 sketch_bin_low(bin + 1) <= value;
    }
    IS_INT(wrong, 0, "every value lies in its bin");
    OK(sketch_bin_of(SKETCH_VALUE_MIN) >= 0 &&
           sketch_bin_of(SKETCH_VALUE_MAX) < SKETCH_BINS_MAX,
       "the extremes have bins");
    NEAR(sketch_bin_low(sketch_bin_of(8)), 8, 0, "a power of two begins a bin");
}

static void
test_limits(void)
{
    const double bad[] = { 5, 7, -2.5 };
    const double nan[] = { 5, NAN, 7 };
    const double large[] = { 5, 7, 1.1e10 };
    const double zero[] = { 0, 5 };
    struct sketch s;

    sketch_init(&s);
    OK(sketch_add(&s, 0, 1) == VA_DOMAIN && sketch_add(&s, NAN, 1) == VA_DOMAIN &&
           sketch_add(&s, INFINITY, 1) == VA_DOMAIN &&
           sketch_add(&s, -2.5, 1) == VA_DOMAIN && sketch_add(&s, 2.5, 0) == VA_DOMAIN,
       "values out of range and weights below 1 are refused");
    OK(sketch_add_many(&s, bad, 3) == VA_DOMAIN &&
           sketch_add_many(&s, nan, 3) == VA_DOMAIN &&
           sketch_add_many(&s, large, 3) == VA_DOMAIN &&
           sketch_add_many(&s, zero, 2) == VA_DOMAIN,
       "one of many refuses all of them");
    OK(sketch_add_many(&s, bad, 0) == VA_OK, "no values at all are fine");
    IS_INT(s.n, 0, "a refused value is not counted");
    sketch_add(&s, 2.5, SKETCH_WEIGHT_MAX);
    OK(sketch_add(&s, 2.5, 1) == VA_OVERFLOW, "the count cannot overflow");
    OK(sketch_add_many(&s, bad, 2) == VA_OVERFLOW, "nor by many");
    OK(sketch_merge(&s, &s) == VA_OVERFLOW, "nor by merging");
    sketch_clear(&s);
}

/* Whatever values come, an encoding is small and decodes to the same quantiles. */
static void
test_code(const struct source *source)
{
    static unsigned char bytes[SKETCH_BYTES_MAX];
    struct sketch s;
    struct sketch copy;
    size_t len = 0;
    int refused = 0;

    draw(source);
    sketch_init(&s);
    sketch_add_many(&s, values, MANY);
    len = sketch_encode(&s, bytes, sizeof bytes);
    OK(len > 0, "50,000 %s values take %zu bytes", source->name, len);
    OK(sketch_decode(bytes, len, &copy) == VA_OK && alike(&s, &copy),
       "decoding gives the sketch back");
    OK(worst_error(&copy) <= SKETCH_RELATIVE_ERROR * 1.0000001,
       "with quantiles that are as right");
    sketch_clear(&copy);
    for (size_t cut = 0; cut < len; cut++)
        refused += sketch_decode(bytes, cut, &copy) == VA_DATA && copy.n == 0;
    IS_INT(refused, (int64_t)len, "every shortened encoding is refused");
    OK(sketch_encode(&s, bytes, 30) == 0, "an encoding that does not fit is not begun");
    sketch_clear(&s);
}

/* Counts that would take 8 KiB: the highest bins keep theirs. */
static void
test_fold(void)
{
    static unsigned char bytes[SKETCH_BYTES_MAX];
    struct sketch s;
    struct sketch copy;
    size_t len = 0;

    sketch_init(&s);
    for (int i = 0; i <= 2800; i++)
        sketch_add(&s, pow(10, -4 + i / 200.0), 1000000 + i % 7);
    len = sketch_encode(&s, bytes, sizeof bytes);
    OK(len > 0 && sketch_decode(bytes, len, &copy) == VA_OK && alike(&s, &copy),
       "what folds still decodes");
    IS_INT(copy.n, s.n, "folding loses no count");
    NEAR(sketch_quantile(&copy, 0.7), sketch_quantile(&s, 0.7), 0,
         "high quantiles stay right when low bins fold");
    NEAR(sketch_quantile(&copy, 0), s.min, 0, "the least value stays known");
    sketch_merge(&s, &copy);
    NEAR(sketch_quantile(&s, 0.9), pow(10, 8.6), 0.02, "and it merges");
    sketch_clear(&s);
    sketch_clear(&copy);
}

/* Durations in ms with few decimals take a byte or two each. */
static void
test_decimals(void)
{
    static const double hundredths[] = { 103.25, 103.5, 101.17, 99.31, 107.04,
                                         103.25, 98.6,  111.9,  104.4, 102.75 };
    static unsigned char bytes[SKETCH_BYTES_MAX];
    struct sketch s;
    struct sketch copy;
    size_t len = 0;

    sketch_init(&s);
    sketch_add_many(&s, hundredths, 10);
    len = sketch_encode(&s, bytes, sizeof bytes);
    OK(len > 0 && len <= 24, "ten durations take %zu bytes", len);
    OK(sketch_decode(bytes, len, &copy) == VA_OK && alike(&s, &copy) &&
           copy.max <= 111.9 && copy.max >= 111.9 && copy.n == 10,
       "and come back to the last bit");
    sketch_clear(&copy);
    sketch_add(&s, 100 / 3.0, 1);
    len = sketch_encode(&s, bytes, sizeof bytes);
    OK(len > 80 && sketch_decode(bytes, len, &copy) == VA_OK && alike(&s, &copy) &&
           copy.min <= 100 / 3.0 && copy.min >= 100 / 3.0,
       "so does one that is no decimal fraction");
    sketch_clear(&copy);
    sketch_clear(&s);
}

/* Whatever a changed byte still decodes to must be what encodes to those bytes. */
static void
test_hostile(int n_values, double unit)
{
    static unsigned char bytes[SKETCH_BYTES_MAX];
    static unsigned char again[SKETCH_BYTES_MAX];
    struct sketch s;
    uint64_t seed = 20260101;
    size_t len = 0;
    int wrong = 0;

    sketch_init(&s);
    for (int i = 0; i < n_values; i++)
        sketch_add(&s, unit * round((50 + 900 * random_unit(&seed)) / unit), 1 + i % 5);
    len = sketch_encode(&s, bytes, sizeof bytes);
    sketch_clear(&s);
    for (int i = 0; i < 20000; i++) {
        const size_t at = random_bits(&seed) % len;
        const unsigned char was = bytes[at];

        bytes[at] = (unsigned char)random_bits(&seed);
        if (!sketch_decode(bytes, len, &s))
            wrong += sketch_encode(&s, again, sizeof again) != len ||
                     memcmp(bytes, again, len) != 0;
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
    test_bins();
    test_turn();
    test_limits();
    for (int i = 0; i < N_SOURCES; i++) {
        test_error(&sources[i]);
        test_ways(&sources[i]);
        test_code(&sources[i]);
    }
    test_fold();
    test_decimals();
    test_hostile(0, 1);
    test_hostile(12, 0.5);
    test_hostile(12, 0.0137);
    test_hostile(400, 0.001);
    return done();
}
