/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the CPU type explains, and whether there is a daily wave. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/fdist.h"
#include "core/stability.h"

enum {
    WAVE_TERMS = 4,        /* level, trend, cos, sin */
    WAVE_HOURS_LEAST = 12, /* with samples */
    WAVE_PARTS_LEAST = 6   /* different hours of the day */
};

/* --- variance --- */

/* Sums of squares of one size. */
struct sums {
    double between, within;
    int64_t n;
    int32_t n_types, df_between;
};

static void
add_size(const struct stability_cell *cells, int32_t n, struct sums *out)
{
    double mean = 0;
    int64_t count = 0;
    int32_t types = 0;

    for (int32_t i = 0; i < n; i++) {
        count += cells[i].n;
        types += cells[i].n > 0;
        if (cells[i].n > 0)
            mean += (cells[i].mean - mean) * (double)cells[i].n / (double)count;
    }
    for (int32_t i = 0; i < n; i++) {
        const double apart = cells[i].mean - mean;

        if (cells[i].n == 0)
            continue;
        out->between += (double)cells[i].n * apart * apart;
        out->within += cells[i].m2;
    }
    out->n += count;
    if (types > 1)
        out->df_between += types - 1;
    if (types > out->n_types)
        out->n_types = types;
}

void
stability_explain(const struct stability_cell *cells, int32_t n,
                  struct stability_variance *out)
{
    struct sums s = { 0, 0, 0, 0, 0 };
    int32_t n_sizes = 0;
    double df_within = 0;
    double ms_within = 0;

    *out = (struct stability_variance){ .share = NAN, .p = NAN };
    for (int32_t i = 0; i < n;) {
        int32_t k = i;

        while (k < n && cells[k].size == cells[i].size)
            k++;
        add_size(cells + i, k - i, &s);
        n_sizes++;
        i = k;
    }
    out->n = s.n;
    out->n_types = s.n_types;
    df_within = (double)(s.n - n_sizes - s.df_between);
    out->reason = s.n == 0            ? STABILITY_NO_CPU
                  : s.df_between == 0 ? STABILITY_ONE_CPU
                  : df_within < 2     ? STABILITY_FEW_RUNS
                                      : STABILITY_TESTED;
    if (out->reason)
        return;
    ms_within = s.within / df_within;
    out->share = 0;
    out->p = 1;
    if (s.between <= 0)
        return;
    out->share =
        (s.between - s.df_between * ms_within) / (s.between + s.within + ms_within);
    out->share = out->share > 0 ? out->share : 0;
    out->p = ms_within > 0 ? fdist_upper(s.between / s.df_between / ms_within,
                                         s.df_between, df_within)
                           : 0;
}

/* --- the wave --- */

/* The terms at an hour; t from -1 to 1 over the time spanned. */
static void
terms_at(int64_t hour, double t, double out[WAVE_TERMS])
{
    const double turn = 2 * M_PI * ((double)(hour % 24) + 0.5) / 24;

    out[0] = 1;
    out[1] = t;
    out[2] = cos(turn);
    out[3] = sin(turn);
}

/* Solve a symmetric positive system of k equations in place; false when it is singular.
 */
static bool
solve(double a[WAVE_TERMS][WAVE_TERMS], double b[WAVE_TERMS], int k)
{
    for (int i = 0; i < k; i++) {
        if (!(a[i][i] > 1e-9))
            return false;
        for (int r = i + 1; r < k; r++) {
            const double f = a[r][i] / a[i][i];

            for (int c = i; c < k; c++)
                a[r][c] -= f * a[i][c];
            b[r] -= f * b[i];
        }
    }
    for (int i = k - 1; i >= 0; i--) {
        for (int c = i + 1; c < k; c++)
            b[i] -= a[i][c] * b[c];
        b[i] /= a[i][i];
    }
    return true;
}

struct series {
    const struct stability_hour *hours;
    int64_t n, first_hour;
};

static double
when(const struct series *s, int64_t i)
{
    return s->n > 1 ? 2 * (double)i / (double)(s->n - 1) - 1 : 0;
}

static double
mean_of(const struct stability_hour *h)
{
    return h->sum / (double)h->n;
}

static double
left_over(const struct series *s, int64_t i, const double beta[WAVE_TERMS], int k)
{
    double x[WAVE_TERMS];
    double e = mean_of(&s->hours[i]);

    terms_at(s->first_hour + i, when(s, i), x);
    for (int c = 0; c < k; c++)
        e -= beta[c] * x[c];
    return e;
}

/* Least squares by the first k terms; the sum of squares that is left, < 0: none. */
static double
regress(const struct series *s, int k, double beta[WAVE_TERMS])
{
    double a[WAVE_TERMS][WAVE_TERMS] = { { 0 } };
    double sum = 0;

    for (int c = 0; c < WAVE_TERMS; c++)
        beta[c] = 0;
    for (int64_t i = 0; i < s->n; i++) {
        double x[WAVE_TERMS];

        if (s->hours[i].n == 0)
            continue;
        terms_at(s->first_hour + i, when(s, i), x);
        for (int r = 0; r < k; r++) {
            for (int c = 0; c < k; c++)
                a[r][c] += x[r] * x[c];
            beta[r] += x[r] * mean_of(&s->hours[i]);
        }
    }
    if (!solve(a, beta, k))
        return -1;
    for (int64_t i = 0; i < s->n; i++) {
        const double e = s->hours[i].n ? left_over(s, i, beta, k) : 0;

        sum += e * e;
    }
    return sum;
}

/* How much an hour resembles the one before it, beside the wave; at least 0. Fitted
 * series look less alike than they are: Marriott and Pope, "Bias in the estimation of
 * autocorrelations", 1954. */
static double
resemblance(const struct series *s, const double beta[WAVE_TERMS])
{
    double product = 0;
    double square = 0;
    double alike = 0;
    int64_t n = 0;

    for (int64_t i = 1; i < s->n; i++) {
        double a = 0;
        double b = 0;

        if (s->hours[i].n == 0 || s->hours[i - 1].n == 0)
            continue;
        a = left_over(s, i - 1, beta, WAVE_TERMS);
        b = left_over(s, i, beta, WAVE_TERMS);
        product += a * b;
        square += (a * a + b * b) / 2;
        n++;
    }
    if (!(product > 0) || !(square > 0))
        return 0;
    alike = product / square;
    return fmin(alike + (1 + 4 * alike) / (double)n, 0.95);
}

/* Hours with samples, and how many different hours of the day. */
static void
count_hours(const struct series *s, int64_t *out_hours, int *out_parts)
{
    bool part[24] = { false };

    *out_hours = 0;
    *out_parts = 0;
    for (int64_t i = 0; i < s->n; i++) {
        const int64_t hour = (s->first_hour + i) % 24;

        if (s->hours[i].n == 0)
            continue;
        ++*out_hours;
        *out_parts += !part[hour];
        part[hour] = true;
    }
}

void
stability_wave(const struct stability_hour *hours, int64_t n, int64_t first_hour,
               struct stability_daily *out)
{
    const struct series s = { hours, n, first_hour };
    double beta[WAVE_TERMS];
    double without = 0;
    double with = 0;
    double alike = 0;
    double density = 0;
    double df = 0;
    int parts = 0;

    out->p = out->swing = out->slow_hour = NAN;
    count_hours(&s, &out->n_hours, &parts);
    out->reason = STABILITY_FEW_HOURS;
    if (out->n_hours < WAVE_HOURS_LEAST || parts < WAVE_PARTS_LEAST)
        return;
    without = regress(&s, 2, beta);
    with = regress(&s, WAVE_TERMS, beta);
    if (without < 0 || with < 0)
        return;
    out->reason = STABILITY_TESTED;
    out->swing = exp(2 * hypot(beta[2], beta[3]));
    out->slow_hour = fmod(24 + atan2(beta[3], beta[2]) * 24 / (2 * M_PI), 24);
    alike = resemblance(&s, beta);
    density = (1 - alike * alike) / (1 - 2 * alike * cos(2 * M_PI / 24) + alike * alike);
    df = fmax(2, (double)out->n_hours * (1 - alike) / (1 + alike) - WAVE_TERMS);
    out->p = 1;
    if (without > with && with > 0)
        out->p = fdist_upper((without - with) / 2 /
                                 (with / (double)(out->n_hours - WAVE_TERMS)) /
                                 fmax(1, density),
                             2, df);
    else if (without > 0 && with <= 0)
        out->p = 0;
}
