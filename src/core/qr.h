/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * QR decomposition of a dense matrix of few columns by Householder reflections, with
 * pivots: A P = Q R. Nothing is allocated. Entries may be as large or small as 1e+-150.
 *
 * G. H. Golub and C. F. Van Loan, "Matrix Computations", 4th edition, 2013, 5.1 and 5.4.
 */
#ifndef VA_CORE_QR_H
#define VA_CORE_QR_H

#include <stdint.h>

enum { QR_COLUMNS_MAX = 12 };

struct qr {
    int32_t n; /* rows, at least p */
    int32_t p; /* columns, 1 .. QR_COLUMNS_MAX */
    double *a; /* n x p by columns, the caller's: A; then R, and below it what makes Q */
    double factor[QR_COLUMNS_MAX]; /* of each reflection I - factor v v', v[0] = 1 */
    int32_t pivot[QR_COLUMNS_MAX]; /* column k of A P is this one of A */
};

/* Euclidean length of n numbers, without overflow or underflow on the way. */
double qr_length(const double *v, int32_t n);

/*
 * Decompose; n, p and a are set, their ranges are the caller's to keep. In each step the
 * longest column that is left comes next, but the first n_first columns of A (0 .. p)
 * before all others: R's upper left corner is then the decomposition of these alone. No
 * entry may be infinite or NAN.
 */
void qr_decompose(struct qr *q, int32_t n_first);

/* Entry of R. */
double qr_r(const struct qr *q, int32_t row, int32_t column);

/* How many of the first n_columns diagonal entries of R, which fall, exceed `least`. */
int32_t qr_rank(const struct qr *q, int32_t n_columns, double least);

/* v := Q' v, for n numbers. */
void qr_project(const struct qr *q, double *v);

/*
 * Least squares by the first `rank` columns of A P, whose diagonal entries are not 0;
 * the others get no part. projected: Q' b; out: a factor for each column of A.
 */
void qr_solve(const struct qr *q, int32_t rank, const double *projected, double *out);

#endif
