/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tangent plane: how far the residuals are from orthogonal, standard errors, and
 * damped steps in it. One decomposition serves all: [J; sqrt(mu) D] has the same least
 * squares as R stacked on the same, which is small.
 */
#include <float.h>
#include <math.h>
#include <stddef.h>

#include "core/nlfit_tangent.h"

_Static_assert((int)NLFIT_PARAMETERS_MAX == (int)QR_COLUMNS_MAX, "one column each");

/* Copy the columns, scaled; those of free parameters first. */
static void
copy_columns(struct nlfit_tangent *t, const double *jacobian, const bool *held,
             double *length)
{
    const int32_t n = t->qr.n;
    int32_t k = 0;

    for (int turn = 0; turn < 2; turn++) {
        for (int32_t j = 0; j < t->qr.p; j++)
            if (held[j] == (turn == 1))
                t->parameter[k++] = j;
        if (turn == 0)
            t->n_free = k;
    }
    for (k = 0; k < t->qr.p; k++) {
        const double *from = jacobian + (ptrdiff_t)t->parameter[k] * n;
        double *to = t->qr.a + (ptrdiff_t)k * n;

        length[k] = qr_length(from, n);
        for (int32_t i = 0; i < n; i++)
            to[i] = length[k] > 0 ? from[i] / length[k] : 0;
    }
}

static void
decompose(struct nlfit_tangent *t, const double *length)
{
    int32_t parameter[NLFIT_PARAMETERS_MAX];

    qr_decompose(&t->qr, t->n_free);
    for (int32_t k = 0; k < t->qr.p; k++)
        parameter[k] = t->parameter[t->qr.pivot[k]];
    for (int32_t k = 0; k < t->qr.p; k++) {
        t->parameter[k] = parameter[k];
        t->length[k] = length[t->qr.pivot[k]];
    }
    t->rank = qr_rank(&t->qr, t->n_free, t->qr.n * DBL_EPSILON);
}

void
nlfit_tangent_set(struct nlfit_tangent *t, const double *jacobian, const double *residual,
                  const bool *held)
{
    const int32_t n = t->qr.n;
    double length[NLFIT_PARAMETERS_MAX];
    double inside = 0;
    double outside = 0;

    t->offset = 0;
    copy_columns(t, jacobian, held, length);
    decompose(t, length);
    for (int32_t i = 0; i < n; i++)
        t->projected[i] = residual[i];
    qr_project(&t->qr, t->projected);
    if (t->rank == 0)
        return;
    inside = qr_length(t->projected, t->rank) / sqrt(t->rank);
    outside = qr_length(t->projected + t->rank, n - t->rank);
    if (n > t->rank)
        outside /= sqrt(n - t->rank);
    t->offset = outside > 0 ? inside / outside : INFINITY;
}

/* Column k of the inverse of R by back substitution: rows 0 .. k. */
static void
inverse_column(const struct qr *q, int32_t k, double *out)
{
    for (int32_t i = k; i >= 0; i--) {
        double sum = i == k;

        for (int32_t j = i + 1; j <= k; j++)
            sum -= qr_r(q, i, j) * out[j];
        out[i] = sum / qr_r(q, i, i);
    }
}

void
nlfit_tangent_errors(const struct nlfit_tangent *t, double *out)
{
    double variance[NLFIT_PARAMETERS_MAX] = { 0 };

    for (int32_t j = 0; j < NLFIT_PARAMETERS_MAX; j++)
        out[j] = NAN;
    if (t->rank < t->n_free)
        return;
    for (int32_t k = 0; k < t->n_free; k++) {
        double column[NLFIT_PARAMETERS_MAX];

        inverse_column(&t->qr, k, column);
        for (int32_t i = 0; i <= k; i++)
            variance[i] += column[i] * column[i];
    }
    for (int32_t k = 0; k < t->n_free; k++)
        out[t->parameter[k]] = sqrt(variance[k]) / t->length[k];
}

void
nlfit_tangent_solve(const struct nlfit_tangent *t, double *out)
{
    double x[QR_COLUMNS_MAX];

    qr_solve(&t->qr, t->rank, t->projected, x);
    for (int32_t k = 0; k < t->qr.p; k++)
        out[t->parameter[k]] = k < t->rank ? -x[t->qr.pivot[k]] / t->length[k] : 0;
}

void
nlfit_damped_init(struct nlfit_damped *d, const struct nlfit_tangent *t, double mu,
                  const double *scale)
{
    const int32_t p = t->qr.p;

    d->tangent = t;
    d->qr = (struct qr){ .n = 2 * p, .p = p, .a = d->a };
    for (int32_t k = 0; k < p; k++) {
        double *column = d->a + (ptrdiff_t)k * d->qr.n;

        for (int32_t i = 0; i < p; i++) {
            column[i] = qr_r(&t->qr, i, k) * t->length[k];
            column[p + i] = i == k ? sqrt(mu) * scale[t->parameter[k]] : 0;
        }
    }
    qr_decompose(&d->qr, p);
    d->rank = qr_rank(&d->qr, p, 0);
}

void
nlfit_damped_solve(const struct nlfit_damped *d, const double *projected, double *out)
{
    const int32_t p = d->qr.p;
    double right[2 * QR_COLUMNS_MAX] = { 0 };
    double x[QR_COLUMNS_MAX];

    for (int32_t i = 0; i < p; i++)
        right[i] = projected[i];
    qr_project(&d->qr, right);
    qr_solve(&d->qr, d->rank, right, x);
    for (int32_t k = 0; k < p; k++)
        out[d->tangent->parameter[k]] = -x[k];
}
