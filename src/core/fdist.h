/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The F distribution: ratios of variances. */
#ifndef VA_CORE_FDIST_H
#define VA_CORE_FDIST_H

/*
 * Probability that a ratio with d1 and d2 degrees of freedom, which need not be whole, is
 * f or more: I_x(d2 / 2, d1 / 2) at x = d2 / (d2 + d1 f).
 *
 * f       >= 0, INFINITY too; below 0 the answer is 1
 * d1, d2  1e-3 .. 1e12; the answer is NAN beyond
 *
 * Relative error below 1e-10 where the answer is at least 1e-300 and f at most 1e290.
 * Some 1e6 steps at the very most, near f = 1 with 1e12 degrees of freedom.
 *
 * The incomplete beta function I is a continued fraction: A. R. DiDonato and A. H.
 * Morris, "Significant digit computation of the incomplete beta function ratios", ACM
 * TOMS 18 (1992), equation 9. What stands before it is worked out as C. Loader does for
 * binomials, "Fast and accurate computation of binomial probabilities", 2000, with
 * deviations from the mean in a form that cancels nothing.
 */
double fdist_upper(double f, double d1, double d2);

#endif
