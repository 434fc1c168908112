/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Steadiness: worked by hand, and simulated with a known truth. */
#include "core/stability.h"

#include <stdlib.h>

#include "core/random.h"
#include "tap.h"

#define HOUR_MS INT64_C(3600000)
#define DAY_MS (24 * HOUR_MS)

/* Monday, 2019-01-21 00:00 UTC. */
#define START_MS INT64_C(1548028800000)

/* --- worked by hand --- */

/*
 * Two types at one size, log durations 1 2 3 and 3 4 5: means 2 and 4, SS within 2 + 2,
 * SS between 6 x 1 x 1 = 6, MS within 4 / 4 = 1. F = 6, omega squared
 * (6 - 1) / (10 + 1) = 5/11. P(F(1, 4) > 6) = 2 (1 - T(sqrt 6)) with T Student's of 4:
 * 1 - s (1 + (1 - s s) / 2), s = sqrt(6 / 10): 0.070484.
 */
static void
test_explain_by_hand(void)
{
    static const struct stability_cell cells[] = { { 0, 3, 2, 2 }, { 0, 3, 4, 2 } };
    const double s = sqrt(0.6);
    struct stability_variance v;

    stability_explain(cells, 2, &v);
    IS_INT(v.reason, STABILITY_TESTED, "two types of three runs can be judged");
    NEAR(v.share, 5.0 / 11, 1e-12, "omega squared as by hand");
    NEAR(v.p, 1 - s * (1 + (1 - s * s) / 2), 1e-9, "the F test as by hand");
    IS_INT(v.n, 6, "all runs count");
    IS_INT(v.n_types, 2, "both types");
}

/* A second size, ten times slower, with the same types: sums add, sizes do not count. */
static void
test_explain_sizes(void)
{
    static const struct stability_cell cells[] = {
        { 0, 3, 2, 2 }, { 0, 3, 4, 2 }, { 1, 3, 12, 2 }, { 1, 3, 14, 2 }, { 2, 4, 7, 3 },
    };
    struct stability_variance v;

    stability_explain(cells, 4, &v);
    /* SS between 12 with 2 df, within 8 with 8: (12 - 2) / (20 + 1). */
    NEAR(v.share, 10.0 / 21, 1e-12, "sizes are judged each by itself, and pooled");
    stability_explain(cells, 5, &v);
    /* A size with one type adds to what is not explained: within 11 with 11 df. */
    NEAR(v.share, 10.0 / 24, 1e-12, "a size of one type adds what it does not explain");
}

static void
test_explain_reasons(void)
{
    static const struct stability_cell one[] = { { 0, 9, 2, 2 }, { 1, 9, 3, 1 } };
    static const struct stability_cell few[] = { { 0, 1, 2, 0 }, { 0, 1, 3, 0 } };
    static const struct stability_cell same[] = { { 0, 5, 2, 0 }, { 0, 5, 2, 0 } };
    static const struct stability_cell apart[] = { { 0, 5, 2, 0 }, { 0, 5, 3, 0 } };
    struct stability_variance v;

    stability_explain(NULL, 0, &v);
    IS_INT(v.reason, STABILITY_NO_CPU, "without types there is no test");
    stability_explain(one, 2, &v);
    IS_INT(v.reason, STABILITY_ONE_CPU, "nor with one a size");
    stability_explain(few, 2, &v);
    IS_INT(v.reason, STABILITY_FEW_RUNS, "nor with one run each");
    stability_explain(same, 2, &v);
    OK(v.reason == STABILITY_TESTED && v.share == 0 && v.p == 1,
       "equal runs are explained by nothing");
    stability_explain(apart, 2, &v);
    NEAR(v.share, 1, 1e-12, "types that tell all explain all");
    OK(v.p == 0, "beyond chance");
}

/* A pure wave: three days, hourly, exp(0.1 cos(2 pi (h - 15) / 24)) slowest at 15 h. */
static void
test_wave_by_hand(void)
{
    static struct stability_hour hours[72];
    struct stability_daily d = { .days = 3 };

    for (int i = 0; i < 72; i++)
        hours[i] = (struct stability_hour){
            2, 2 * (1 + 0.1 * cos(2 * M_PI * (i + 0.5 - 15) / 24) + 1e-4 * (i % 2))
        };
    stability_wave(hours, 72, 24 * 1000, &d);
    IS_INT(d.reason, STABILITY_TESTED, "three days are enough");
    NEAR(d.swing, exp(0.2), 1e-3, "the swing of a pure wave is found");
    NEAR(d.slow_hour, 15, 1e-3, "and its slowest hour");
    OK(d.p < 1e-12, "beyond doubt");
    stability_wave(hours, 72, 24 * 1000 + 6, &d);
    NEAR(d.slow_hour, 21, 1e-3, "hours are those of the clock");
    stability_wave(hours, 11, 0, &d);
    IS_INT(d.reason, STABILITY_FEW_HOURS, "eleven hours are too few");
    for (int i = 0; i < 72; i++)
        hours[i].n = i % 24 < 5 ? 1 : 0;
    stability_wave(hours, 72, 0, &d);
    IS_INT(d.reason, STABILITY_FEW_HOURS, "so are five hours of the day");
}

/* --- simulated --- */

static double
normal(void)
{
    return sqrt(-2 * log(random_real(1e-300, 1))) * cos(2 * M_PI * random_real(0, 1));
}

/* What the truth is. */
struct truth {
    int n_sizes, runs; /* runs of each size, evenly over the days */
    double days;
    double noise;    /* standard deviation of log durations */
    double types;    /* log distance from a CPU type to the next, of three */
    double wave;     /* amplitude of log durations */
    double alike;    /* AR(1) from hour to hour, of the noise */
    double outliers; /* share of runs that take ten times as long */
};

static const int32_t sizes_mb[] = { 256, 512, 1024, 2048 };

static struct sample
simulated(const struct truth *t, int size, int run, double hour_noise)
{
    static const char *const cpus[] = { "E5-2666 v3", "E5-2676 v3", "E5-2686 v4" };
    const int cpu = (int)random_to(2);
    const double hours = t->days * 24 * run / t->runs;
    double log_ms = 20 - log(sizes_mb[size]);
    struct sample s;

    sample_init(&s);
    log_ms += t->types * cpu + t->wave * cos(2 * M_PI * (hours - 20) / 24) + hour_noise +
              t->noise * normal();
    if (random_real(0, 1) < t->outliers)
        log_ms += log(10);
    s.memory_mb = sizes_mb[size];
    s.cpu = t->types < 0 ? "" : cpus[cpu];
    s.duration_ns = (int64_t)(exp(log_ms - 10) * 1e9);
    s.started_at_ms = START_MS + (int64_t)(hours * HOUR_MS);
    s.cold = 0;
    return s;
}

/* All samples of a truth, judged. The caller frees it. */
static struct stability *
judge(const struct truth *t)
{
    struct stability *s = stability_alloc(false);
    const int n = t->n_sizes * t->runs;
    struct sample *all = calloc((size_t)n, sizeof *all);
    double hour_noise = 0;
    int64_t last_hour = -1;

    for (int i = 0; i < n; i++) {
        const int64_t hour = (int64_t)(t->days * 24 * (i / t->n_sizes) / t->runs);

        if (hour != last_hour && t->alike > 0)
            hour_noise = t->alike * hour_noise +
                         t->noise * sqrt(1 - t->alike * t->alike) * normal();
        last_hour = hour;
        all[i] = simulated(t, i % t->n_sizes, i / t->n_sizes, hour_noise);
    }
    for (int i = 0; i < n; i++) {
        if (stability_look(s, &all[i]))
            printf("# look failed\n");
    }
    if (stability_turn(s))
        printf("# turn failed\n");
    for (int i = 0; i < n; i++) {
        if (stability_add(s, &all[i]))
            printf("# add failed\n");
    }
    free(all);
    return s;
}

static struct stability_group
all_of(const struct truth *t)
{
    struct stability *s = judge(t);
    struct stability_group g;

    stability_get(s, -1, &g);
    stability_free(s);
    return g;
}

/* Three equal types, distance d, noise n: variance d d 2/3 of d d 2/3 + n n. */
static void
test_planted_types(void)
{
    const struct truth t = { 4, 200, 7, .noise = 0.1, .types = 0.2 };
    const struct truth dirty = {
        4, 200, 7, .noise = 0.1, .types = 0.2, .outliers = 0.02
    };
    const double share = 0.04 * 2 / 3 / (0.04 * 2 / 3 + 0.01);
    struct stability_group g = all_of(&t);

    NEAR(g.variance.share, share, 0.06, "the share of planted types is found");
    OK(g.variance.p < 1e-6, "beyond chance");
    IS_INT(g.n_cpus, 3, "three types");
    IS_INT(g.all.n, 800, "all runs");
    g = all_of(&dirty);
    NEAR(g.variance.share, share, 0.10, "2%% of runs ten times slower hardly move it");
    OK(g.all.cv < 0.35, "nor the coefficient of variation (%.3f)", g.all.cv);
}

static void
test_planted_wave(void)
{
    const struct truth t = { 4, 168, 7, .noise = 0.1, .types = -0, .wave = 0.05 };
    const struct truth dirty = {
        4, 168, 7, .noise = 0.1, .wave = 0.05, .outliers = 0.02
    };
    struct stability_group g = all_of(&t);

    OK(g.daily.p < 1e-6, "a planted wave is found");
    NEAR(g.daily.swing, exp(0.1), 0.03, "with its swing");
    OK(fabs(g.daily.slow_hour - 20) < 1.5, "and its slowest hour (%.1f)",
       g.daily.slow_hour);
    OK(g.hours[20].median > g.hours[8].median, "the hours show it, too");
    g = all_of(&dirty);
    OK(g.daily.p < 1e-4, "also among outliers");
}

/* Of 400 sets without an effect, 5 % or so may find one at 5 %: 20, standard deviation
 * 4.4; four of those are allowed. */
static void
test_planted_nothing(void)
{
    const struct truth t = { 2, 72, 3, .noise = 0.1, .types = 0 };
    const struct truth red = { 1, 168, 7, .noise = 0.1, .alike = 0.7 };
    int n_types = 0;
    int n_wave = 0;
    int n_red = 0;
    double share = 0;

    for (int i = 0; i < 400; i++) {
        struct stability_group g = all_of(&t);

        n_types += g.variance.p < 0.05;
        n_wave += g.daily.p < 0.05;
        share += g.variance.share / 400;
        g = all_of(&red);
        n_red += g.daily.p < 0.05;
    }
    OK(n_types <= 38, "CPU types that do nothing are named in %d of 400", n_types);
    OK(n_types >= 5, "and not in far fewer than chance has it");
    OK(share < 0.01, "their share is next to nothing (%.4f)", share);
    OK(n_wave <= 38, "a wave that is not there is seen in %d of 400", n_wave);
    OK(n_wave >= 5, "and not in far fewer than chance has it");
    OK(n_red <= 48, "nor among hours that resemble each other (%d of 400)", n_red);
}

/* The measurement study's 512 MB: one day, 24 runs, 37.7 to 56.6 s, three CPU types. */
static void
test_one_day(void)
{
    static const char *const cpus[] = { "E5-2666 v3", "E5-2676 v3", "E5-2686 v4" };
    static const double seconds[3] = { 38.4, 45.9, 54.8 };
    struct stability *s = stability_alloc(false);
    struct stability_group g;

    for (int look = 0; look < 2; look++) {
        for (int i = 0; i < 24; i++) {
            struct sample p;

            sample_init(&p);
            p.memory_mb = 512;
            p.cpu = cpus[i % 3];
            p.duration_ns = (int64_t)((seconds[i % 3] + (i / 3 - 3.5) * 0.3) * 1e9);
            if (i == 0)
                p.duration_ns = INT64_C(37700000000);
            if (i == 23)
                p.duration_ns = INT64_C(56600000000);
            p.started_at_ms = START_MS + i * HOUR_MS;
            IS_INT(look ? stability_add(s, &p) : stability_look(s, &p), VA_OK,
                   "run %d is counted", i);
        }
        if (!look)
            IS_INT(stability_turn(s), VA_OK, "between the looks");
    }
    stability_get(s, 0, &g);
    IS_INT(g.memory_mb, 512, "one size");
    NEAR(g.all.most / g.all.least, 56.6 / 37.7, 0.02, "half as slow again at worst");
    OK(g.variance.share > 0.9 && g.variance.p < 1e-6,
       "the CPU type explains %.0f%% of it", 100 * g.variance.share);
    IS_INT(g.n_cpus, 3, "three types");
    IS_INT(g.cpus[0].bin.n, 8, "of eight runs each");
    IS_INT(g.daily.reason, STABILITY_SHORT, "one day says nothing of a daily period");
    OK(isnan(g.daily.p), "so there is no p");
    IS_INT(g.hours[5].n, 1, "each hour has its run");
    IS_INT(g.days[0].n, 24, "all of a Monday");
    stability_free(s);
}

static void
test_groups(void)
{
    struct stability *s = stability_alloc(false);
    struct stability_group g;
    struct sample p;

    for (int look = 0; look < 2; look++) {
        for (int i = 0; i < 40; i++) {
            sample_init(&p);
            p.memory_mb = i % 2 ? 1024 : 512;
            p.duration_ns =
                (i % 2 ? 1000 + i % 20 : 2000 + 100 * (i % 20)) * INT64_C(1000000);
            p.cold = i >= 36;
            if (i >= 36)
                p.duration_ns *= 2;
            if (i == 7)
                p.error = "timeout";
            (void)(look ? stability_add(s, &p) : stability_look(s, &p));
        }
        if (!look)
            (void)stability_turn(s);
    }
    IS_INT(stability_sizes(s), 2, "two sizes");
    IS_INT(stability_calm(s), 1, "the steady one is calm");
    stability_get(s, -1, &g);
    IS_INT(g.all.n, 35, "failures and cold starts are not judged");
    IS_INT(g.cold.n, 4, "cold starts are shown");
    OK(g.cold.median > 1.5, "against warm runs of their size");
    IS_INT(g.daily.reason, STABILITY_NO_TIMES, "without times there is no test");
    IS_INT(g.variance.reason, STABILITY_NO_CPU, "nor without CPU types");
    IS_INT(stability_first_ms(s), TIME_UNKNOWN, "no time is known");
    stability_free(s);

    s = stability_alloc(true);
    (void)stability_look(s, &p);
    (void)stability_turn(s);
    (void)stability_add(s, &p);
    stability_get(s, -1, &g);
    IS_INT(g.all.n, 1, "on request cold starts are judged");
    NEAR(g.all.median, 1, 1e-9, "against themselves");
    IS_INT(stability_calm(s), -1, "one run is too few to be calm");
    stability_free(s);
}
/* Two weeks, every hour: Tuesdays at three take twice as long, and Sunday morning was
 * not measured. */
static void
test_week(void)
{
    struct stability *s = stability_alloc(false);
    struct stability_week w;
    int n_even = 0;

    stability_map_week(s);
    for (int look = 0; look < 2; look++) {
        for (int hour = 0; hour < 14 * 24; hour++) {
            const bool slow = hour / 24 % 7 == 1 && hour % 24 == 3;
            struct sample p;

            sample_init(&p);
            p.memory_mb = 512;
            p.duration_ns = (slow ? 2000 : 1000) * INT64_C(1000000);
            p.started_at_ms = START_MS + hour * HOUR_MS;
            if (hour / 24 % 7 != 6 || hour % 24 >= 12)
                (void)(look ? stability_add(s, &p) : stability_look(s, &p));
        }
        if (!look)
            (void)stability_turn(s);
    }
    stability_get_week(s, 0, &w);
    IS_INT(w.n[1][3], 2, "an hour of the week has the samples of both weeks");
    NEAR(w.median[1][3], 2, 0.02, "and their median");
    OK(w.n[6][11] == 0 && isnan(w.median[6][11]), "an hour without samples has none");
    for (int i = 0; i < 7 * 24; i++)
        n_even += w.n[i / 24][i % 24] == 2 && fabs(w.median[i / 24][i % 24] - 1) < 0.02;
    IS_INT(n_even, 7 * 24 - 12 - 1, "all the others are even");
    stability_get_week(s, -1, &w);
    NEAR(w.median[1][3], 2, 0.02, "all sizes together have it too");
    stability_free(s);
    s = stability_alloc(false);
    (void)stability_turn(s);
    stability_get_week(s, -1, &w);
    IS_INT(w.n[1][3], 0, "where it was not asked for there is no map");
    stability_free(s);
}

static void
test_many(void)
{
    struct stability *s = stability_alloc(false);
    enum va_code code = VA_OK;
    struct stability_group g;
    struct sample p;
    char name[32];

    sample_init(&p);
    for (int look = 0; look < 2; look++) {
        for (int i = 0; i < 100000 && !code; i++) {
            (void)snprintf(name, sizeof name, "type %d", i % 50);
            p.cpu = name;
            p.memory_mb = 128 * (1 + i % 4);
            p.duration_ns = (1000 + i % 7) * INT64_C(1000000);
            p.started_at_ms = START_MS + i * INT64_C(60000);
            code = look ? stability_add(s, &p) : stability_look(s, &p);
        }
        if (!look)
            code = stability_turn(s);
    }
    IS_INT(code, VA_OK, "100,000 runs of 50 types are counted");
    stability_get(s, -1, &g);
    IS_INT(g.n_cpus, STABILITY_CPUS_MAX, "types past the limit count as one");
    OK(strcmp(g.cpus[0].name, "other types") == 0, "which says so");
    stability_free(s);
    s = stability_alloc(false);
    code = VA_OK;
    for (int i = 1; i <= STABILITY_SIZES_MAX + 1 && !code; i++) {
        p.memory_mb = i;
        code = stability_look(s, &p);
    }
    IS_INT(code, VA_OVERFLOW, "too many sizes are refused");
    stability_free(s);
}

int
main(void)
{
    test_explain_by_hand();
    test_explain_sizes();
    test_explain_reasons();
    test_wave_by_hand();
    test_planted_types();
    test_planted_wave();
    test_planted_nothing();
    test_one_day();
    test_groups();
    test_week();
    test_many();
    return done();
}
