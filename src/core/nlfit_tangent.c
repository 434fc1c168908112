/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tangent plane: how far the residuals are from orthogonal, and standard errors. */
#include <float.h>
#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_blas.h>
#include <gsl/gsl_linalg.h>

#include "core/nlfit_tangent.h"

enum va_code
nlfit_tangent_init(struct nlfit_tangent *t, int32_t n, int32_t n_parameters)
{
    *t = (struct nlfit_tangent){ .n = n };
    t->qr = calloc((size_t)n * (size_t)n_parameters, sizeof *t->qr);
    t->projected = calloc((size_t)n, sizeof *t->projected);
    if (t->qr && t->projected)
        return VA_OK;
    nlfit_tangent_clear(t);
    return VA_NOMEM;
}

void
nlfit_tangent_clear(struct nlfit_tangent *t)
{
    free(t->qr);
    free(t->projected);
    *t = (struct nlfit_tangent){ 0 };
}

/* Copy the columns of the free parameters, scaled; which they are, and their lengths. */
static void
copy_columns(struct nlfit_tangent *t, const gsl_matrix *jacobian, const bool *held)
{
    const int32_t p = (int32_t)jacobian->size2;

    t->n_free = 0;
    for (int32_t j = 0; j < p; j++)
        if (!held[j])
            t->column[t->n_free++] = j;
    for (int32_t k = 0; k < t->n_free; k++) {
        const size_t j = (size_t)t->column[k];
        gsl_vector_const_view from = gsl_matrix_const_column(jacobian, j);
        const double length = gsl_blas_dnrm2(&from.vector);

        t->length[k] = length;
        for (int32_t i = 0; i < t->n; i++)
            t->qr[i * t->n_free + k] =
                length > 0 ? gsl_matrix_get(jacobian, (size_t)i, j) / length : 0;
    }
}

/* Put `column` and `length` into the order of the pivots. */
static void
follow_pivots(struct nlfit_tangent *t, const size_t *pivot)
{
    const struct nlfit_tangent was = *t;

    for (int32_t k = 0; k < t->n_free; k++) {
        t->column[k] = was.column[pivot[k]];
        t->length[k] = was.length[pivot[k]];
    }
}

static double
diagonal(const struct nlfit_tangent *t, int32_t k)
{
    return fabs(t->qr[k * t->n_free + k]);
}

static void
decompose(struct nlfit_tangent *t)
{
    const size_t n = (size_t)t->n;
    const size_t p = (size_t)t->n_free;
    double tau[NLFIT_PARAMETERS_MAX];
    double norm[NLFIT_PARAMETERS_MAX];
    size_t pivot[NLFIT_PARAMETERS_MAX];
    gsl_matrix_view qr = gsl_matrix_view_array(t->qr, n, p);
    gsl_vector_view tau_view = gsl_vector_view_array(tau, p);
    gsl_vector_view norm_view = gsl_vector_view_array(norm, p);
    gsl_vector_view projected = gsl_vector_view_array(t->projected, n);
    gsl_permutation permutation = { .size = p, .data = pivot };
    int sign = 0;

    gsl_linalg_QRPT_decomp(&qr.matrix, &tau_view.vector, &permutation, &sign,
                           &norm_view.vector);
    gsl_linalg_QR_QTvec(&qr.matrix, &tau_view.vector, &projected.vector);
    follow_pivots(t, pivot);
    while (t->rank < t->n_free && diagonal(t, t->rank) > t->n * DBL_EPSILON)
        t->rank++;
}

static double
length_of(const double *v, int32_t from, int32_t to)
{
    double sum = 0;

    for (int32_t i = from; i < to; i++)
        sum += v[i] * v[i];
    return sqrt(sum);
}

void
nlfit_tangent_set(struct nlfit_tangent *t, const gsl_matrix *jacobian,
                  const gsl_vector *residual, const bool *held)
{
    double inside = 0;
    double outside = 0;

    t->rank = 0;
    t->offset = 0;
    copy_columns(t, jacobian, held);
    if (t->n_free == 0)
        return;
    for (int32_t i = 0; i < t->n; i++)
        t->projected[i] = gsl_vector_get(residual, (size_t)i);
    decompose(t);
    if (t->rank == 0)
        return;
    inside = length_of(t->projected, 0, t->rank) / sqrt(t->rank);
    outside = length_of(t->projected, t->rank, t->n);
    if (t->n > t->rank)
        outside /= sqrt(t->n - t->rank);
    t->offset = outside > 0 ? inside / outside : INFINITY;
}

/* Column k of the inverse of R by back substitution: rows 0 .. k. */
static void
inverse_column(const struct nlfit_tangent *t, int32_t k, double *out)
{
    const double *r = t->qr;

    for (int32_t i = k; i >= 0; i--) {
        double sum = i == k;

        for (int32_t j = i + 1; j <= k; j++)
            sum -= r[i * t->n_free + j] * out[j];
        out[i] = sum / r[i * t->n_free + i];
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

        inverse_column(t, k, column);
        for (int32_t i = 0; i <= k; i++)
            variance[i] += column[i] * column[i];
    }
    for (int32_t k = 0; k < t->n_free; k++)
        out[t->column[k]] = sqrt(variance[k]) / t->length[k];
}
