/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Truths: interpolation, deviations, and runs as Power Tuning would make them. */
#include <math.h>

#include "core/stats.h"
#include "truth.h"

/* Share of a size's distance from its neighbours' line that is taken for noise. */
#define SMOOTHED 0.5

/* Spacing of the deviation's nodes in log size; straight lines between them. */
#define WIGGLE_STEP 0.1

const struct tuning_noise tuning_typical = { .sd_host = 0.02,
                                             .sd_run = 0.08,
                                             .init_ratio = 0.5 };

/* Seeds that differ little start far apart. */
static uint64_t
random_start(uint64_t seed)
{
    return (seed + 1) * UINT64_C(0x9E3779B97F4A7C15) | 1;
}

static bool
usable(int32_t n, const double *mb, const double *ms)
{
    if (n < 2 || n > TRUTH_SIZES_MAX)
        return false;
    for (int32_t i = 0; i < n; i++)
        if (!(mb[i] >= (i > 0 ? mb[i - 1] + 1 : 1)) || !(mb[i] <= 1e6) || !(ms[i] > 0) ||
            !(ms[i] < 1e9))
            return false;
    return true;
}

static void
smooth(struct truth *t)
{
    const struct truth was = *t;

    for (int32_t i = 1; i + 1 < t->n; i++) {
        const double width = was.log_mb[i + 1] - was.log_mb[i - 1];
        const double share = (was.log_mb[i] - was.log_mb[i - 1]) / width;
        const double line = was.log_ms[i - 1] * (1 - share) + was.log_ms[i + 1] * share;

        t->log_ms[i] += SMOOTHED * (line - was.log_ms[i]);
    }
}

/* Slope of the line from size i to the next. */
static double
secant(const struct truth *t, int32_t i)
{
    return (t->log_ms[i + 1] - t->log_ms[i]) / (t->log_mb[i + 1] - t->log_mb[i]);
}

/* Steffen's slope at an inner size: a parabola's, cut so that nothing overshoots. */
static double
inner_slope(const struct truth *t, int32_t i)
{
    const double before = secant(t, i - 1);
    const double after = secant(t, i);
    const double h_before = t->log_mb[i] - t->log_mb[i - 1];
    const double h_after = t->log_mb[i + 1] - t->log_mb[i];
    const double parabola = (before * h_after + after * h_before) / (h_before + h_after);
    const double least = fmin(fabs(before), fabs(after));

    if (before * after <= 0)
        return 0;
    return copysign(fmin(2 * least, fabs(parabola)), before);
}

enum va_code
truth_init(struct truth *t, int32_t n, const double *mb, const double *ms)
{
    if (!usable(n, mb, ms))
        return VA_DOMAIN;
    *t = (struct truth){ .n = n,
                         .from_mb = (int32_t)ceil(mb[0]),
                         .to_mb = (int32_t)floor(mb[n - 1]) };
    for (int32_t i = 0; i < n; i++) {
        t->log_mb[i] = log(mb[i]);
        t->log_ms[i] = log(ms[i]);
    }
    smooth(t);
    t->slope[0] = secant(t, 0);
    t->slope[n - 1] = secant(t, n - 2);
    for (int32_t i = 1; i + 1 < n; i++)
        t->slope[i] = inner_slope(t, i);
    return VA_OK;
}

void
truth_wiggle(struct truth *t, double sd, double length, uint64_t seed)
{
    const double kept = exp(-WIGGLE_STEP / length);
    uint64_t state = random_start(seed);

    t->wiggle[0] = sd * random_normal(&state);
    for (int32_t i = 1; i < TRUTH_WIGGLES_MAX; i++)
        t->wiggle[i] =
            kept * t->wiggle[i - 1] + sd * sqrt(1 - kept * kept) * random_normal(&state);
}

static double
wiggle_at(const struct truth *t, double log_mb)
{
    const double steps = (log_mb - t->log_mb[0]) / WIGGLE_STEP;
    const double at = fmin(fmax(floor(steps), 0), TRUTH_WIGGLES_MAX - 2);
    const int32_t i = (int32_t)at;

    return t->wiggle[i] + (steps - at) * (t->wiggle[i + 1] - t->wiggle[i]);
}

double
truth_ms(const struct truth *t, double memory_mb)
{
    const double x = log(memory_mb);
    int32_t i = 0;
    double h = 0;
    double d = 0;
    double cubic = 0;
    double square = 0;

    while (i < t->n - 2 && t->log_mb[i + 1] < x)
        i++;
    h = t->log_mb[i + 1] - t->log_mb[i];
    d = x - t->log_mb[i];
    cubic = (t->slope[i] + t->slope[i + 1] - 2 * secant(t, i)) / (h * h);
    square = (3 * secant(t, i) - 2 * t->slope[i] - t->slope[i + 1]) / h;
    return exp(t->log_ms[i] + d * (t->slope[i] + d * (square + d * cubic)) +
               wiggle_at(t, x));
}

/* The mean of what is left when the least and the most fifth are gone. */
static double
trimmed_mean(const double *runs)
{
    enum { GONE = TUNING_RUNS / 5 };
    double sorted[TUNING_RUNS];
    double sum = 0;

    for (int32_t i = 0; i < TUNING_RUNS; i++) {
        int32_t at = i;

        for (; at > 0 && sorted[at - 1] > runs[i]; at--)
            sorted[at] = sorted[at - 1];
        sorted[at] = runs[i];
    }
    for (int32_t i = GONE; i < TUNING_RUNS - GONE; i++)
        sum += sorted[i];
    return sum / (TUNING_RUNS - 2 * GONE);
}

void
truth_tune(const struct truth *t, const struct tuning_noise *noise, uint64_t seed,
           struct tuning *out)
{
    static const double sizes[TUNING_SIZES] = { 128, 256, 512, 1024, 1536, 2048, 3008 };
    uint64_t state = random_start(seed);

    *out = (struct tuning){ 0 };
    for (int32_t i = 0; i < TUNING_SIZES; i++) {
        const double mb = fmin(fmax(sizes[i], t->from_mb), t->to_mb);
        const int32_t k = out->n;
        double host_ms = 0;

        if (k > 0 && mb <= out->mb[k - 1])
            continue;
        host_ms = truth_ms(t, mb) * exp(noise->sd_host * random_normal(&state));
        for (int32_t run = 0; run < TUNING_RUNS; run++)
            out->runs_ms[k][run] = host_ms * exp(noise->sd_run * random_normal(&state)) *
                                   (run == 0 ? 1 + noise->init_ratio : 1);
        out->mb[k] = mb;
        out->ms[k] = trimmed_mean(out->runs_ms[k]);
        out->n++;
    }
}
