/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Householder QR with pivots: what a decomposition must be, and GSL's. */
#include <stdlib.h>

#ifdef PEER_GSL
#include <gsl/gsl_linalg.h>
#endif

#include "core/qr.h"
#include "stats.h"
#include "tap.h"

enum { ROWS = 40, CASES = 2000 };

/* A matrix, its decomposition, and memory for both. */
struct matrix {
    double a[ROWS * QR_COLUMNS_MAX];
    double decomposed[ROWS * QR_COLUMNS_MAX];
    struct qr qr;
};

/* Of any shape and condition: columns that differ in length, some nearly others. */
static void
matrix_init(struct matrix *m, uint64_t *state)
{
    const int32_t p = 1 + (int32_t)(random_unit(state) * QR_COLUMNS_MAX);
    const int32_t n = p + (int32_t)(random_unit(state) * (ROWS - p + 1));

    m->qr = (struct qr){ .n = n, .p = p, .a = m->decomposed };
    for (int32_t j = 0; j < p; j++) {
        const double size = exp(20 * (random_unit(state) - 0.5));
        const double alike = j > 0 && random_unit(state) < 0.3 ? 1e6 : 0;

        for (int32_t i = 0; i < n; i++)
            m->a[j * n + i] =
                size * (random_normal(state) + alike * (j ? m->a[(j - 1) * n + i] : 0));
    }
    for (int32_t i = 0; i < n * p; i++)
        m->decomposed[i] = m->a[i];
}

/* How much Q' times column k of A P differs from column k of R, of the column's length;
 * and its length from what it was. */
static void
column_off(const struct matrix *m, int32_t k, double *off, double *off_length)
{
    const int32_t n = m->qr.n;
    const double *column = m->a + (ptrdiff_t)m->qr.pivot[k] * n;
    const double length = qr_length(column, n);
    double v[ROWS];

    for (int32_t i = 0; i < n; i++)
        v[i] = column[i];
    qr_project(&m->qr, v);
    *off_length = fmax(*off_length, fabs(qr_length(v, n) / length - 1));
    for (int32_t i = 0; i < n; i++)
        *off = fmax(*off, fabs(v[i] - (i < m->qr.p ? qr_r(&m->qr, i, k) : 0)) / length);
}

static void
test_decomposition(void)
{
    uint64_t state = 11;
    struct matrix m;
    double off = 0;
    double off_length = 0;
    bool falls = true;
    bool first = true;

    for (int c = 0; c < CASES; c++) {
        int32_t n_first = 0;

        matrix_init(&m, &state);
        n_first = (int32_t)(random_unit(&state) * (m.qr.p + 1));
        qr_decompose(&m.qr, n_first);
        for (int32_t k = 0; k < m.qr.p; k++) {
            column_off(&m, k, &off, &off_length);
            first = first && (k < n_first) == (m.qr.pivot[k] < n_first);
            if (k > 0 && k != n_first)
                falls = falls && fabs(qr_r(&m.qr, k, k)) <=
                                     fabs(qr_r(&m.qr, k - 1, k - 1)) * (1 + 1e-12);
        }
    }
    OK(off <= 1e-14, "Q' A P is R (%.1e)", off);
    OK(off_length <= 1e-14, "Q' keeps lengths (%.1e)", off_length);
    OK(falls, "the diagonal falls");
    OK(first, "columns that shall come first do");
}

/* The residuals of least squares are orthogonal to every column. */
static void
test_solve(void)
{
    uint64_t state = 12;
    struct matrix m;
    double most = 0;

    for (int c = 0; c < CASES; c++) {
        double b[ROWS];
        double v[ROWS];
        double x[QR_COLUMNS_MAX];
        double size = 0;

        matrix_init(&m, &state);
        for (int32_t i = 0; i < m.qr.n; i++)
            b[i] = v[i] = random_normal(&state);
        qr_decompose(&m.qr, m.qr.p);
        qr_project(&m.qr, v);
        qr_solve(&m.qr, m.qr.p, v, x);
        size = qr_length(b, m.qr.n);
        for (int32_t j = 0; j < m.qr.p; j++) {
            const double *column = m.a + (ptrdiff_t)j * m.qr.n;

            size += fabs(x[j]) * qr_length(column, m.qr.n);
            for (int32_t i = 0; i < m.qr.n; i++)
                b[i] -= x[j] * column[i];
        }
        for (int32_t j = 0; j < m.qr.p; j++) {
            const double *column = m.a + (ptrdiff_t)j * m.qr.n;
            double product = 0;

            for (int32_t i = 0; i < m.qr.n; i++)
                product += b[i] * column[i];
            most = fmax(most, fabs(product) / qr_length(column, m.qr.n) / size);
        }
    }
    OK(most <= 1e-13, "what least squares leave is orthogonal (%.1e)", most);
}

static void
test_rank(void)
{
    double a[] = { 1, 2, 3, 4, 0, 0, 0, 0, 2, 4, 6, 8, 1, 0, 0, 0 };
    const double b[] = { 3, 4, 6, 8 };
    double v[4];
    double x[4] = { 9, 9, 9, 9 };
    struct qr q = { .n = 4, .p = 4, .a = a };

    for (int i = 0; i < 4; i++)
        v[i] = b[i];
    qr_decompose(&q, 0);
    IS_INT(qr_rank(&q, 4, 1e-14), 2, "a column of zeros and a multiple have no rank");
    IS_INT(q.pivot[0], 2, "the longest column comes first");
    IS_INT(qr_rank(&q, 1, 1e-14), 1,
           "the rank of the first columns is no more than they");
    qr_project(&q, v);
    qr_solve(&q, 2, v, x);
    NEAR(x[2], 1, 1e-14, "the equations are solved by the columns that have rank");
    NEAR(x[3], 1, 1e-14, "by both of them");
    OK(x[0] == 0 && x[1] == 0, "and by no others");
}

/* Powers of two change the exponents of R and nothing else. */
static void
test_sizes(void)
{
    static const double small[] = { 3e-200, 4e-200 };
    static const double large[] = { -3e200, 4e200 };
    static const double zeros[] = { 0, 0 };
    static const double scales[] = { 0x1p480, 0x1p-480 };
    uint64_t state = 13;
    struct matrix m;
    bool same = true;

    NEAR(qr_length(small, 2), 5e-200, 1e-15, "squares that underflow have a length");
    NEAR(qr_length(large, 2), 5e200, 1e-15, "squares that overflow too");
    OK(qr_length(zeros, 2) == 0 && qr_length(zeros, 0) == 0, "nothing has none");
    for (int c = 0; c < 200; c++) {
        double r[QR_COLUMNS_MAX];
        const double scale = scales[c % 2];

        matrix_init(&m, &state);
        qr_decompose(&m.qr, 0);
        for (int32_t k = 0; k < m.qr.p; k++)
            r[k] = qr_r(&m.qr, k, k);
        for (int32_t i = 0; i < m.qr.n * m.qr.p; i++)
            m.decomposed[i] = m.a[i] * scale;
        qr_decompose(&m.qr, 0);
        for (int32_t k = 0; k < m.qr.p; k++)
            same = same && fabs(qr_r(&m.qr, k, k) / scale - r[k]) <= 1e-12 * fabs(r[0]);
    }
    OK(same, "matrices of 1e150 and of 1e-150 are decomposed as others are");
}

static void
test_gsl(void)
{
#ifdef PEER_GSL
    uint64_t state = 14;
    struct matrix m;
    double most = 0;

    for (int c = 0; c < CASES; c++) {
        double rows[ROWS * QR_COLUMNS_MAX];
        double tau[QR_COLUMNS_MAX];
        double norm[QR_COLUMNS_MAX];
        size_t pivot[QR_COLUMNS_MAX];
        int sign = 0;

        matrix_init(&m, &state);
        for (int32_t i = 0; i < m.qr.n; i++)
            for (int32_t j = 0; j < m.qr.p; j++)
                rows[i * m.qr.p + j] = m.a[j * m.qr.n + i];
        gsl_matrix_view a = gsl_matrix_view_array(rows, (size_t)m.qr.n, (size_t)m.qr.p);
        gsl_vector_view t = gsl_vector_view_array(tau, (size_t)m.qr.p);
        gsl_vector_view work = gsl_vector_view_array(norm, (size_t)m.qr.p);
        gsl_permutation order = { .size = (size_t)m.qr.p, .data = pivot };

        gsl_linalg_QRPT_decomp(&a.matrix, &t.vector, &order, &sign, &work.vector);
        qr_decompose(&m.qr, 0);
        for (int32_t k = 0; k < m.qr.p; k++)
            most = fmax(most, fabs(fabs(rows[k * m.qr.p + k]) - fabs(qr_r(&m.qr, k, k))) /
                                  fabs(qr_r(&m.qr, 0, 0)));
    }
    OK(most <= 1e-12, "gsl_linalg_QRPT_decomp has the same diagonal (%.1e)", most);
#else
    SKIP("GSL is not installed");
#endif
}

int
main(void)
{
    test_decomposition();
    test_solve();
    test_rank();
    test_sizes();
    test_gsl();
    return done();
}
