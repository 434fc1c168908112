/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>
#include <stddef.h>

#include "core/qr.h"

/* Sums of squares between these lost nothing that counts to overflow or underflow. */
#define SQUARES_LEAST 1e-280
#define SQUARES_MOST 1e300

static double *
column_of(const struct qr *q, int32_t j)
{
    return q->a + (ptrdiff_t)j * q->n;
}

double
qr_length(const double *v, int32_t n)
{
    double sum = 0;
    double most = 0;

    for (int32_t i = 0; i < n; i++)
        sum += v[i] * v[i];
    if (sum > SQUARES_LEAST && sum < SQUARES_MOST)
        return sqrt(sum);
    for (int32_t i = 0; i < n; i++)
        most = fmax(most, fabs(v[i]));
    if (!(most > 0))
        return 0;
    sum = 0;
    for (int32_t i = 0; i < n; i++)
        sum += v[i] / most * (v[i] / most);
    return most * sqrt(sum);
}

/* v := (I - factor r r') v, where r[0] is 1, whatever is stored there. */
static void
reflect(const double *r, double factor, int32_t n, double *v)
{
    double product = v[0];

    for (int32_t i = 1; i < n; i++)
        product += r[i] * v[i];
    product *= factor;
    v[0] -= product;
    for (int32_t i = 1; i < n; i++)
        v[i] -= product * r[i];
}

/* Make v the reflection that leaves of it nothing but its first entry, and store that
 * first. Returns the factor: 0 where there is nothing to reflect. */
static double
make_reflection(double *v, int32_t n)
{
    const double first = v[0];
    const double end = -copysign(qr_length(v, n), first);

    if (!(fabs(end) > 0))
        return 0;
    for (int32_t i = 1; i < n; i++)
        v[i] /= first - end;
    v[0] = end;
    return (end - first) / end;
}

/* Bring the longest of columns k .. end - 1 to place k. */
static void
choose_pivot(struct qr *q, int32_t k, int32_t end, double *length)
{
    int32_t best = k;
    double *to = column_of(q, k);
    double *from = NULL;
    const int32_t was = q->pivot[k];

    for (int32_t j = k + 1; j < end; j++)
        if (length[j] > length[best])
            best = j;
    if (best == k)
        return;
    from = column_of(q, best);
    for (int32_t i = 0; i < q->n; i++) {
        const double entry = to[i];

        to[i] = from[i];
        from[i] = entry;
    }
    q->pivot[k] = q->pivot[best];
    q->pivot[best] = was;
    length[best] = length[k];
}

void
qr_decompose(struct qr *q, int32_t n_first)
{
    double length[QR_COLUMNS_MAX] = { 0 };

    assert(q->p >= 1 && q->p <= QR_COLUMNS_MAX && q->n >= q->p);
    assert(n_first >= 0 && n_first <= q->p);
    for (int32_t j = 0; j < q->p; j++) {
        q->pivot[j] = j;
        length[j] = qr_length(column_of(q, j), q->n);
    }
    for (int32_t k = 0; k < q->p; k++) {
        const int32_t left = q->n - k;
        double *v = NULL;

        choose_pivot(q, k, k < n_first ? n_first : q->p, length);
        v = column_of(q, k) + k;
        q->factor[k] = make_reflection(v, left);
        for (int32_t j = k + 1; j < q->p; j++) {
            double *other = column_of(q, j) + k;

            reflect(v, q->factor[k], left, other);
            /* measured anew: what is left of a length by subtraction is not exact */
            length[j] = qr_length(other + 1, left - 1);
        }
    }
}

double
qr_r(const struct qr *q, int32_t row, int32_t column)
{
    return row <= column ? column_of(q, column)[row] : 0;
}

int32_t
qr_rank(const struct qr *q, int32_t n_columns, double least)
{
    int32_t rank = 0;

    while (rank < n_columns && fabs(qr_r(q, rank, rank)) > least)
        rank++;
    return rank;
}

void
qr_project(const struct qr *q, double *v)
{
    for (int32_t k = 0; k < q->p; k++)
        reflect(column_of(q, k) + k, q->factor[k], q->n - k, v + k);
}

void
qr_solve(const struct qr *q, int32_t rank, const double *projected, double *out)
{
    double x[QR_COLUMNS_MAX] = { 0 };

    for (int32_t k = rank - 1; k >= 0; k--) {
        double sum = projected[k];

        for (int32_t j = k + 1; j < rank; j++)
            sum -= qr_r(q, k, j) * x[j];
        x[k] = sum / qr_r(q, k, k);
    }
    for (int32_t k = 0; k < q->p; k++)
        out[q->pivot[k]] = x[k];
}
