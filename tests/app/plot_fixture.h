/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Charts' data made by hand, so that pictures do not depend on the engine. */
#ifndef VA_TESTS_APP_PLOT_FIXTURE_H
#define VA_TESTS_APP_PLOT_FIXTURE_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/plot.h"

/* duration = floor_ms + a x^b; spread_ratio 0: not known. */
struct law {
    double a, b, floor_ms, spread_ratio;
    int32_t from_mb, to_mb;
};

static inline double
law_ms(const struct law *law, double mb)
{
    return law->floor_ms + law->a * pow(mb, law->b);
}

static inline void
fixture_line(struct plot_series *s, const struct law *law)
{
    const double width = 1 + law->spread_ratio / 3;
    const bool spread = law->spread_ratio > 0;

    s->from_mb = law->from_mb;
    s->to_mb = law->to_mb;
    s->from_ms = law_ms(law, law->from_mb);
    s->to_ms = law_ms(law, law->to_mb);
    for (int32_t mb = law->to_mb; mb >= law->from_mb; mb--) {
        if (s->to_ms < s->from_ms && law_ms(law, mb) <= (s->from_ms + s->to_ms) / 2)
            s->half_mb = mb;
    }
    for (int i = 0; i <= PLOT_STEPS; i++) {
        const double part = (double)i / PLOT_STEPS;
        const int32_t mb =
            (int32_t)lround(law->from_mb * pow((double)law->to_mb / law->from_mb, part));
        const double ms = law_ms(law, mb);

        s->line[s->n_line++] = (struct plot_point){
            mb,    ms,          spread ? ms / width : NAN, spread ? ms * width : NAN,
            false, COST_UNKNOWN
        };
    }
}

static inline void
fixture_sample(struct plot_series *s, int32_t mb, double ms, double spread_ratio)
{
    const bool spread = spread_ratio > 0;

    s->samples[s->n_samples++] = (struct plot_sample){
        .memory_mb = mb,
        .n = 10,
        .duration_ms = ms,
        .p5_ms = spread ? ms / (1 + spread_ratio) : NAN,
        .p95_ms = spread ? ms * (1 + spread_ratio) : NAN,
        .expected_ms = ms,
        .low_ms = spread ? ms / (1 + spread_ratio / 3) : NAN,
        .high_ms = spread ? ms * (1 + spread_ratio / 3) : NAN,
        .line_ms = ms,
        .cost_pusd = COST_UNKNOWN,
    };
}

static inline struct plot_series *
fixture_series(struct plot_data *d, const char *implementation, const char *platform)
{
    struct plot_series *s = &d->series[d->n_series];

    s->contender = d->n_series++;
    snprintf(s->name, sizeof s->name, "%s on %s", implementation, platform);
    return s;
}

static inline struct configuration
fixture_configuration(int32_t contender, int32_t mb, double ms, int64_t cost_pusd)
{
    return (struct configuration){ .contender = contender,
                                   .memory_mb = mb,
                                   .duration_ms = ms,
                                   .duration_low_ms = ms * 0.95,
                                   .duration_high_ms = ms * 1.05,
                                   .cost_pusd = cost_pusd };
}

static inline struct plot_data *
fixture_data(const char *workload)
{
    struct plot_data *d = calloc(1, sizeof *d);

    if (!d)
        abort();
    d->workload = workload;
    d->goal.stat = STAT_P50;
    return d;
}

/* The measurement paper's face detection: 14950000 x^-0.7171 from 448 to 3008 MB, with
 * a budget of $0.002 that is passed from 1709 MB on. */
static inline struct plot_data *
fixture_power(void)
{
    static const int32_t sizes[] = { 448,  704,  960,  1216, 1472, 1728,
                                     1984, 2240, 2496, 2752, 3008 };
    const struct law law = { 14950000, -0.7171, 0, 0.18, 448, 3008 };
    struct plot_data *d = fixture_data("facedetect");
    struct plot_series *s = fixture_series(d, "mtcnn", "aws-lambda-x86");

    d->sample_data = true;
    fixture_line(s, &law);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        fixture_sample(s, sizes[i], law_ms(&law, sizes[i]) * (i % 2 ? 0.97 : 1.02), 0.07);
    d->goal.has_budget = true;
    d->goal.budget_pusd = 2000000000;
    d->has_advice = d->feasible = d->has_safe = d->has_now = true;
    d->pick = fixture_configuration(0, 1708, 71882.7, 1999468656);
    d->safe = fixture_configuration(0, 1354, 84900, 1873900000);
    d->now = fixture_configuration(0, 1024, 103700, 1730600000);
    d->over_budget[d->n_over++] = (struct plot_span){ 1709, 3008 };
    return d;
}

/* As published: no samples, no spread. */
static inline struct plot_data *
fixture_published(void)
{
    const struct law law = { 15665000, -0.9119, 0, 0, 320, 3008 };
    struct plot_data *d = fixture_data("transcode");
    struct plot_series *s = fixture_series(d, "ffmpeg", "aws-lambda-x86");

    d->sample_data = true;
    s->published = true;
    fixture_line(s, &law);
    d->goal.has_latency = true;
    d->goal.latency_ms = 50000;
    d->has_advice = d->feasible = true;
    d->pick = fixture_configuration(0, 546, 49960, 444600000);
    plot_add_note(d, "no-spread", "No spread was published, so no band is drawn.");
    return d;
}

static inline struct plot_data *
fixture_one_size(void)
{
    struct plot_data *d = fixture_data("thumbs");
    struct plot_series *s = fixture_series(d, "local", "aws-lambda-arm");

    fixture_sample(s, 512, 2100, 0.1);
    s->from_mb = s->to_mb = 512;
    plot_add_note(d, "one-size",
                  "%s: one size measured, so there is no curve; a second size gives one.",
                  s->name);
    return d;
}

static inline struct plot_data *
fixture_flat(void)
{
    static const int32_t sizes[] = { 128, 256, 512, 1024, 2048 };
    const struct law law = { 0, -1, 104, 0.2, 128, 2048 };
    struct plot_data *d = fixture_data("wait");
    struct plot_series *s = fixture_series(d, "sleep", "gcf-gen1");

    fixture_line(s, &law);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        fixture_sample(s, sizes[i], i % 2 ? 103 : 105.5, 0.15);
    d->has_advice = d->feasible = true;
    d->pick = fixture_configuration(0, 128, 104, 463000);
    return d;
}

static inline struct plot_data *
fixture_failed(void)
{
    static const int32_t sizes[] = { 448, 512, 1024, 2048, 3008 };
    const struct law law = { 400000, -0.9, 250, 0.1, 448, 3008 };
    struct plot_data *d = fixture_data("resize");
    struct plot_series *s = fixture_series(d, "sharp", "local");

    s->emulated = true;
    snprintf(s->name, sizeof s->name, "sharp on local, emulating aws-lambda-x86");
    fixture_line(s, &law);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        fixture_sample(s, sizes[i], law_ms(&law, sizes[i]), 0.12);
    s->failed[s->n_failed++] = (struct failed_size){ .memory_mb = 256, .n_failed = 10 };
    s->failed[s->n_failed++] =
        (struct failed_size){ .memory_mb = 320, .n_failed = 3, .n = 7 };
    d->goal.has_latency = true;
    d->goal.latency_ms = 900;
    d->has_advice = d->feasible = true;
    d->pick = fixture_configuration(0, 700, 1350, COST_UNKNOWN);
    return d;
}

static inline struct plot_data *
fixture_several(void)
{
    static const int32_t sizes[] = { 128, 256, 512, 1024, 2048 };
    static const char *const names[][2] = { { "mtcnn", "aws-lambda-x86" },
                                            { "mtcnn", "gcf-gen1" },
                                            { "rekognition", "aws-lambda-x86" },
                                            { "vision", "gcf-gen1" } };
    static const struct law laws[] = { { 900000, -0.72, 500, 0.1, 128, 2048 },
                                       { 1800000, -0.85, 500, 0.2, 128, 2048 },
                                       { 0, -1, 6700, 0.1, 128, 2048 },
                                       { 0, -1, 3100, 0.1, 128, 2048 } };
    struct plot_data *d = fixture_data("faces");

    for (size_t k = 0; k < sizeof laws / sizeof laws[0]; k++) {
        struct plot_series *s = fixture_series(d, names[k][0], names[k][1]);

        fixture_line(s, &laws[k]);
        for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
            fixture_sample(s, sizes[i], law_ms(&laws[k], sizes[i]), 0.1);
    }
    d->has_advice = d->feasible = true;
    d->pick = fixture_configuration(0, 1536, law_ms(&laws[0], 1536), 310000000);
    plot_add_note(d, "left-out",
                  "2 more are left out; --platform and --implementation choose.");
    return d;
}

#endif
