/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Covariance of the measured sizes about a shape, and what it says of other places. */
#include <math.h>

#include "core/posterior_parts.h"

/* Tuned on public measurements of Lambda functions: a shape that bends smoothly from the
 * grid's, and hosts that differ about a shape that is right. */
const struct mix posterior_mixes[N_MIXES] = {
    { 1.7, 0.3, 0.6 },
    { 0.35, 1.2, 0.4 },
};

/* Sizes closer than this, in log, are one size: 1 MB in a million is further. */
#define SAME_SIZE 1e-9

/* exp(-distance / REACH), of two places given as exp(x / REACH). */
static double
correlation(double a, double b)
{
    return a < b ? a / b : b / a;
}

/* Inverse of a symmetric positive definite matrix in place, by Cholesky. The diagonal
 * holds a host effect in every mix, so pivots stay away from 0. Returns log det. */
static double
invert(double *a, int32_t n)
{
    double log_det = 0;

    for (int32_t j = 0; j < n; j++) { /* a = L L', lower part */
        double *row = a + j * n;
        double pivot = row[j];

        for (int32_t k = 0; k < j; k++)
            pivot -= row[k] * row[k];
        row[j] = sqrt(pivot);
        log_det += log(pivot);
        for (int32_t i = j + 1; i < n; i++) {
            double sum = a[i * n + j];

            for (int32_t k = 0; k < j; k++)
                sum -= a[i * n + k] * row[k];
            a[i * n + j] = sum / row[j];
        }
    }
    for (int32_t j = 0; j < n; j++) { /* L^-1, lower part */
        a[j * n + j] = 1 / a[j * n + j];
        for (int32_t i = j + 1; i < n; i++) {
            double sum = 0;

            for (int32_t k = j; k < i; k++)
                sum -= a[i * n + k] * a[k * n + j];
            a[i * n + j] = sum / a[i * n + i];
        }
    }
    for (int32_t j = 0; j < n; j++) { /* L^-T L^-1 */
        for (int32_t i = j; i < n; i++) {
            double sum = 0;

            for (int32_t k = i; k < n; k++)
                sum += a[k * n + i] * a[k * n + j];
            a[i * n + j] = sum;
        }
        for (int32_t i = 0; i < j; i++)
            a[i * n + j] = a[j * n + i];
    }
    return log_det;
}

void
noise_init(const struct posterior_data *d, const struct mix *mix, struct noise *out)
{
    const int32_t n = d->n;
    const double scale2 = SCALE_EXPECTED * SCALE_EXPECTED;
    double log_det = 0;

    out->n = n;
    out->sum_ones = 0;
    for (int32_t i = 0; i < n; i++) {
        out->reached[i] = exp(d->x[i] / REACH);
        for (int32_t j = 0; j <= i; j++) {
            out->inverse[i * n + j] =
                mix->misfit * mix->misfit * correlation(out->reached[i], out->reached[j]);
            out->inverse[j * n + i] = out->inverse[i * n + j];
        }
        out->inverse[i * n + i] +=
            mix->host * mix->host + (d->var[i] + d->own[i]) / scale2;
    }
    log_det = invert(out->inverse, n);
    for (int32_t i = 0; i < n; i++) {
        out->ones[i] = 0;
        for (int32_t j = 0; j < n; j++)
            out->ones[i] += out->inverse[i * n + j];
        out->sum_ones += out->ones[i];
    }
    for (int32_t i = 0; i < n; i++)
        for (int32_t j = 0; j < n; j++)
            out->centered[i * n + j] =
                out->inverse[i * n + j] - out->ones[i] * out->ones[j] / out->sum_ones;
    out->evidence = log(mix->prior) - 0.5 * (log_det + log(out->sum_ones));
}

struct place
place_at(double x, double host_stays)
{
    return (struct place){ x, exp(x / REACH), host_stays };
}

void
noise_krige(const struct posterior_data *d, int32_t mix_index, const struct noise *noise,
            struct place at, struct krige *out)
{
    const struct mix *mix = &posterior_mixes[mix_index];
    const int32_t n = d->n;
    const double misfit2 = mix->misfit * mix->misfit;
    const double host2 = mix->host * mix->host;
    double covariance[POSTERIOR_CELLS];
    double prior = misfit2 + host2;
    double explained = 0;
    double sum = 0;
    double level_share = 0;

    for (int32_t i = 0; i < n; i++) {
        covariance[i] = misfit2 * correlation(noise->reached[i], at.reached);
        if (at.host_stays > 0 && fabs(d->x[i] - at.x) < SAME_SIZE) {
            const double own = d->own[i] / (SCALE_EXPECTED * SCALE_EXPECTED);

            covariance[i] += at.host_stays * (host2 + own);
            prior += own;
        }
    }
    for (int32_t i = 0; i < n; i++) {
        out->weight[i] = 0;
        for (int32_t j = 0; j < n; j++)
            out->weight[i] += noise->inverse[i * n + j] * covariance[j];
        explained += out->weight[i] * covariance[i];
        sum += out->weight[i];
    }
    level_share = (1 - sum) / noise->sum_ones; /* the level is not known either */
    for (int32_t i = 0; i < n; i++)
        out->weight[i] += level_share * noise->ones[i];
    out->var = prior - explained + (1 - sum) * level_share;
}
