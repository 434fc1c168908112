/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/curve.h"

#include "core/curve_fit.h"
#include "stats.h"
#include "tap.h"

static const int32_t sizes[] = { 128, 256, 512, 768, 1024, 1536, 2048, 3008 };
enum { SIZES = sizeof sizes / sizeof sizes[0], RUNS = 10 };

static struct curve curve;
static struct curve other;

/* A true function, and how its runs are measured. */
struct truth {
    double a, b, c, knee_mb;
    double sd;         /* run to run */
    double cold_share; /* runs that nobody flagged as cold, 3 times slower */
    double scale;
    uint64_t seed;
};

static double
truth_ms(const struct truth *t, double mb)
{
    return t->c + t->a * pow(fmin(mb, t->knee_mb), t->b);
}

static void
add_size(struct curve *c, const struct truth *t, int32_t mb, uint64_t *seed)
{
    struct summary s;

    summary_init(&s);
    for (int i = 0; i < RUNS; i++) {
        const double noise = exp(t->sd * random_normal(seed));
        const double cold = random_unit(seed) < t->cold_share ? 3 : 1;
        const struct sample sample =
            sample_of(mb, truth_ms(t, mb) * noise * cold * t->scale);

        summary_add(&s, &sample);
    }
    curve_add(c, mb, &s);
    summary_clear(&s);
}

static void
measure(struct curve *c, const struct truth *t)
{
    uint64_t seed = t->seed;

    curve_init(c);
    for (int i = 0; i < SIZES; i++)
        add_size(c, t, sizes[i], &seed);
    curve_fit(c);
    curve_refine_forms(c);
}

static double
p50_ms(const struct curve *c, int32_t mb)
{
    struct dist d;

    return curve_predict(c, mb, &d) ? NAN : dist_statistic(&d, STAT_P50);
}

static void
test_recovery(void)
{
    const struct truth law = {
        .a = 2e6, .b = -0.9, .knee_mb = INFINITY, .sd = 0.02, .scale = 1, .seed = 1
    };
    const struct truth with_floor = { .a = 4e5,
                                      .b = -1,
                                      .c = 700,
                                      .knee_mb = INFINITY,
                                      .sd = 0.01,
                                      .scale = 1,
                                      .seed = 2 };
    const struct truth with_knee = {
        .a = 3e6, .b = -1, .c = 100, .knee_mb = 1400, .sd = 0.01, .scale = 1, .seed = 3
    };
    const struct truth level = {
        .a = 340, .knee_mb = INFINITY, .sd = 0.03, .scale = 1, .seed = 4
    };
    const struct curve_report *r = curve_report_get(&curve);

    measure(&curve, &law);
    NEAR(r->forms[CURVE_POWER].b, -0.9, 0.03, "the exponent of a power law is found");
    OK(r->chosen.form == CURVE_POWER, "and a power law it is called");
    OK(r->quality == CURVE_GOOD && r->n == SIZES * RUNS && r->from_mb == 128 &&
           r->to_mb == 3008,
       "eight sizes on the line are good evidence");
    measure(&curve, &with_floor);
    NEAR(r->forms[CURVE_FLOOR].c, 700, 0.1, "the floor under a power law is found");
    OK(r->chosen.form == CURVE_FLOOR, "and called a floor");
    measure(&curve, &with_knee);
    NEAR(r->forms[CURVE_KNEE].knee_mb, 1400, 0.08, "the knee of a curve is found");
    OK(r->chosen.form == CURVE_KNEE, "and called a knee");
    measure(&curve, &level);
    NEAR(r->forms[CURVE_FLAT].a, 340, 0.02, "the level of a flat function is found");
    OK(r->chosen.form == CURVE_FLAT && r->quality == CURVE_GOOD, "and called flat");
}

static void
test_published(void)
{
    const struct curve_published facedetect = { 14950000, -0.7171, 0.98, 448, 3008 };
    const struct curve_published nonsense = { -3, -0.5, NAN, 448, 3008 };
    struct dist d;

    OK(curve_publish(&curve, &facedetect) == VA_OK, "a published curve is taken");
    OK(curve_predict(&curve, 1708, &d) == VA_OK, "it answers at once");
    OK(fabs(dist_statistic(&d, STAT_P50) - 71882.7) < 0.05,
       "14950000 x^-0.7171 is 71,882.7 ms at 1708 MB");
    OK(dist_statistic(&d, STAT_P99) >= 14950000 * pow(1708, -0.7171) &&
           dist_statistic(&d, STAT_MEAN) <= 14950000 * pow(1708, -0.7171),
       "exactly the formula's value, whatever the statistic");
    OK(!d.spread_known && d.n_nodes == 1 && d.nodes[0] >= 1 && d.nodes[0] <= 1,
       "with no spread");
    OK(curve_report_get(&curve)->quality == CURVE_PUBLISHED &&
           curve_report_get(&curve)->from_mb == 448,
       "and its stated range");
    OK(curve_publish(&curve, &nonsense) == VA_DOMAIN, "a negative factor is refused");
}

static void
test_few_sizes(void)
{
    const struct truth law = {
        .a = 2e6, .b = -0.9, .knee_mb = INFINITY, .sd = 0.02, .scale = 1
    };
    uint64_t seed = 8;
    struct dist d;

    curve_init(&curve);
    OK(curve_fit(&curve) == VA_DATA && curve_predict(&curve, 512, &d) == VA_DATA,
       "nothing measured, nothing to say");
    add_size(&curve, &law, 512, &seed);
    OK(curve_fit(&curve) == VA_DATA, "one size makes no curve");
    NEAR(p50_ms(&curve, 512), truth_ms(&law, 512), 0.02, "but that size has an answer");
    OK(curve_predict(&curve, 513, &d) == VA_DATA, "and no other has");
    add_size(&curve, &law, 1024, &seed);
    OK(curve_fit(&curve) == VA_OK, "two sizes make a curve");
    NEAR(p50_ms(&curve, 724), truth_ms(&law, 724), 0.05, "right between them");
    OK(curve_report_get(&curve)->quality == CURVE_WEAK, "but weak evidence");
    OK(curve_predict(&curve, 0, &d) == VA_DOMAIN &&
           curve_predict(&curve, SAMPLE_MEMORY_MB_MAX + 1, &d) == VA_DOMAIN,
       "sizes out of range are refused");
}

static void
test_cold_starts(void)
{
    struct truth t = {
        .a = 9e5, .b = -0.95, .c = 60, .knee_mb = 1769, .sd = 0.05, .scale = 1
    };
    double sum = 0;
    int n = 0;

    for (t.seed = 100; t.seed < 140; t.seed++) {
        t.cold_share = 0.2;
        measure(&curve, &t);
        for (int i = 0; i < SIZES; i++, n++)
            sum += fabs(p50_ms(&curve, sizes[i]) / truth_ms(&t, sizes[i]) - 1);
    }
    OK(sum / n < 0.05, "a fifth of unflagged cold starts moves the curve by %.1f %%",
       100 * sum / n);
}

static void
test_scale(void)
{
    struct truth t = {
        .a = 9e5, .b = -0.8, .c = 200, .knee_mb = 1500, .sd = 0.06, .scale = 1, .seed = 77
    };
    double worst = 0;

    measure(&curve, &t);
    t.scale = 3.7;
    measure(&other, &t);
    for (int32_t mb = 64; mb < 10240; mb += 61)
        worst = fmax(worst, fabs(p50_ms(&other, mb) / p50_ms(&curve, mb) / 3.7 - 1));
    OK(worst < 1e-5, "durations 3.7 times as long give a curve 3.7 times as high");
}

/* The same summaries added in the opposite order, and each in two parts. */
static void
test_order(void)
{
    struct truth t = { .a = 9e5, .b = -0.8, .knee_mb = INFINITY, .sd = 0.1, .scale = 1 };
    struct summary parts[2 * SIZES];
    uint64_t seed = 6;
    double worst = 0;

    curve_init(&curve);
    curve_init(&other);
    for (int i = 0; i < 2 * SIZES; i++) {
        const int32_t mb = sizes[i / 2];

        summary_init(&parts[i]);
        for (int k = 0; k < RUNS; k++) {
            const struct sample s =
                sample_of(mb, truth_ms(&t, mb) * exp(t.sd * random_normal(&seed)));

            summary_add(&parts[i], &s);
        }
    }
    for (int i = 0; i < 2 * SIZES; i++) {
        curve_add(&curve, sizes[i / 2], &parts[i]);
        curve_add(&other, sizes[(2 * SIZES - 1 - i) / 2], &parts[2 * SIZES - 1 - i]);
    }
    curve_fit(&curve);
    curve_fit(&other);
    for (int32_t mb = 128; mb <= 3008; mb += 16)
        worst = fmax(worst, fabs(p50_ms(&other, mb) / p50_ms(&curve, mb) - 1));
    OK(worst < 1e-9, "the order in which sizes are added does not matter");
    IS_INT(curve_report_get(&curve)->n, 2 * SIZES * RUNS, "parts of one size add up");
    for (int i = 0; i < 2 * SIZES; i++)
        summary_clear(&parts[i]);
}

static void
test_measured(void)
{
    const struct truth t = {
        .a = 9e5, .b = -1, .c = 300, .knee_mb = 1769, .sd = 0.03, .scale = 1, .seed = 12
    };
    struct dist d;
    struct dist next;
    struct dist after;
    double worst = 0;
    double own = 0;

    measure(&curve, &t);
    for (int i = 0; i < SIZES; i++) {
        const struct curve_size *s = &curve.sizes[i];

        curve_predict(&curve, sizes[i], &d);
        curve_predict(&curve, sizes[i] + 1, &next);
        curve_predict(&curve, sizes[i] + 2, &after);
        worst = fmax(worst, fabs(next.log_level - d.log_level -
                                 (after.log_level - next.log_level)) /
                                d.sd_level);
        own = fmax(own, fabs(d.log_level - s->log_center));
    }
    OK(worst < 0.2, "one more MB than measured is no jump (%.2f of the uncertainty)",
       worst);
    OK(own < 0.03, "a measured size's own data lead (moved by %.1f %%)", 100 * own);
    curve_predict(&curve, 1024, &d);
    OK(d.measured && d.n == RUNS && d.spread_known, "a measured size says so");
    curve_predict(&curve, 1280, &next);
    OK(!next.measured && next.n == 0, "so does one that was not");
    OK(next.sd_level >= d.sd_level, "which is less sure");
    curve_predict(&curve, 10240, &d);
    OK(d.sd_level > next.sd_level, "sizes outside the range are less sure still");
}

/* Promises about one statistic: an interval around it, and a probability. */
static int
broken_statistic(const struct dist *d, enum statistic stat)
{
    const double low = dist_statistic_quantile(d, stat, 0.05);
    const double middle = dist_statistic(d, stat);
    const double high = dist_statistic_quantile(d, stat, 0.95);
    const double p = dist_probability(d, stat, middle * 1.1);

    return !(low > 0 && low <= middle && middle <= high && isfinite(high)) +
           !(p >= 0 && p <= 1);
}

/* Nodes are positive, finite and ascending. */
static int
broken_nodes(const struct dist *d)
{
    int broken = d->n_nodes < 1 || d->n_nodes > DIST_NODES_MAX;

    for (int k = 0; k < d->n_nodes; k++)
        broken += !(d->nodes[k] > 0 && isfinite(d->nodes[k])) ||
                  (k > 0 && d->nodes[k] < d->nodes[k - 1]);
    return broken;
}

/* Every promise about predictions, at all kinds of sizes. Returns how many are broken. */
static int
broken_promises(const struct curve *c)
{
    static const int32_t at[] = { 1, 2, 100, 128, 129, 300, 1000, 3008, 9999, 1 << 20 };
    int broken = 0;

    for (size_t i = 0; i < sizeof at / sizeof at[0]; i++) {
        struct dist d;

        if (curve_predict(c, at[i], &d))
            continue;
        for (int stat = 0; stat < STAT_COUNT; stat++)
            broken += broken_statistic(&d, (enum statistic)stat);
        broken += d.offset[STAT_P95] < 0 || d.offset[STAT_P99] < d.offset[STAT_P95];
        broken += broken_nodes(&d);
    }
    return broken;
}

static void
test_garbage(void)
{
    uint64_t seed = 424242;
    int broken = 0;

    for (int round = 0; round < 400; round++) {
        const int n = 1 + (int)(random_bits(&seed) % 12);
        const double decades = 14 * random_unit(&seed);

        curve_init(&curve);
        for (int i = 0; i < n; i++) {
            const int32_t mb = 1 + (int32_t)(random_bits(&seed) % (1u << (8 + n)));
            const int rows = 1 + (int)(random_bits(&seed) % 40);
            struct summary s;

            summary_init(&s);
            for (int k = 0; k < rows; k++) {
                const double ms = pow(10, -5 + decades * random_unit(&seed));
                struct sample sample = sample_of(mb, fmax(ms, 1e-5));

                sample.n = 1 + (int32_t)(random_bits(&seed) % 3);
                summary_add(&s, &sample);
            }
            curve_add(&curve, mb, &s);
            summary_clear(&s);
            curve_fit(&curve);
            broken += broken_promises(&curve);
        }
    }
    IS_INT(broken, 0, "predictions from garbage are positive, finite and in order");
}

static void
test_identical(void)
{
    const struct truth t = { .a = 42.5, .knee_mb = INFINITY, .scale = 1, .seed = 9 };
    struct dist d;

    measure(&curve, &t);
    OK(curve_report_get(&curve)->chosen.form == CURVE_FLAT, "equal durations are flat");
    curve_predict(&curve, 700, &d);
    NEAR(dist_statistic(&d, STAT_P50), 42.5, 1e-6, "at their value");
    OK(d.sd_level >= 0.01, "yet hosts differ: the level is not taken for certain");
    OK(broken_promises(&curve) == 0, "and nothing is out of order");
}

static void
test_limits(void)
{
    struct summary s;
    const struct sample sample = sample_of(1, 100);

    summary_init(&s);
    curve_init(&curve);
    OK(curve_add(&curve, 128, &s) == VA_DOMAIN, "an empty summary is refused");
    summary_add(&s, &sample);
    OK(curve_add(&curve, 0, &s) == VA_DOMAIN, "so is a size of nothing");
    for (int32_t i = 1; i <= CURVE_SIZES_MAX; i++)
        curve_add(&curve, 7 * i, &s);
    OK(curve_add(&curve, 3, &s) == VA_OVERFLOW, "and one size too many");
    OK(curve_add(&curve, 7, &s) == VA_OK, "but not more of a size that is there");
    OK(curve_fit(&curve) == VA_OK && broken_promises(&curve) == 0,
       "as many sizes as there can be are fitted");
    summary_clear(&s);
}

/* Rows that average n runs tell the same as the runs, but not their quantiles. */
static void
test_averages(void)
{
    struct dist d;
    uint64_t seed = 55;

    curve_init(&curve);
    for (int i = 0; i < SIZES; i++) {
        struct summary s;

        summary_init(&s);
        for (int k = 0; k < 30; k++) {
            struct sample sample =
                sample_of(sizes[i], 500 * exp(0.2 / 5 * random_normal(&seed)));

            sample.n = 25;
            summary_add(&s, &sample);
        }
        curve_add(&curve, sizes[i], &s);
        summary_clear(&s);
    }
    curve_fit(&curve);
    NEAR(curve_report_get(&curve)->spread_log, 0.2, 0.25,
         "averages of 25 spread a fifth as much as the runs behind them");
    OK(isnan(curve.sizes[0].offset[STAT_P95]), "they say nothing of the runs' p95");
    curve_predict(&curve, 512, &d);
    NEAR(d.offset[STAT_P95], 0.33, 0.3, "which comes from the spread");
}

static void
test_names(void)
{
    IS_STR(curve_form_name(CURVE_KNEE), "knee", "forms have names");
    IS_STR(curve_form_formula(CURVE_POWER), "a x^b", "and formulas");
    IS_STR(curve_quality_name(CURVE_PUBLISHED), "published", "so have qualities");
}

int
main(void)
{
    test_recovery();
    test_published();
    test_few_sizes();
    test_cold_starts();
    test_scale();
    test_order();
    test_measured();
    test_garbage();
    test_identical();
    test_limits();
    test_averages();
    test_names();
    return done();
}
