/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How right curves and advice are on real functions, with what others make of the same
 * measurements. Each part prints its rows; everything but timings is the same each time.
 */
#ifndef VA_TESTS_BENCH_ACCURACY_H
#define VA_TESTS_BENCH_ACCURACY_H

#include <math.h>
#include <stdbool.h>

#include "base/err.h"
#include "figures.h"
#include "measured.h"
#include "truth.h"

/* Of a fit that ran away no more than this counts, whoever's it is. */
#define ACCURACY_ERROR_MOST 1000.0

/* |predicted / true - 1|, %. */
static inline double
accuracy_error(double predicted_ms, double true_ms)
{
    return fmin(100 * fabs(predicted_ms / true_ms - 1), ACCURACY_ERROR_MOST);
}

/* What the parts look at, and where their rows go. */
struct accuracy {
    const struct measured *measured;
    bool by_file; /* rows of each file as well */
    struct figure_table *table;
};

/* Curves at sizes left out of them. */
enum va_code accuracy_heldout(const struct accuracy *a);

/* The same with cold starts and outliers that nobody flagged, the truth being known. */
enum va_code accuracy_dirt(const struct accuracy *a);

/* What is advised from a Power Tuning result, the truth being known. */
enum va_code accuracy_advice(const struct accuracy *a);

/* What measuring costs until a size is picked, and what the pick is worth. */
enum va_code accuracy_plan(const struct accuracy *a);

/* What a fit takes. */
enum va_code accuracy_speed(const struct accuracy *a);

/* Truths from the Lambda curves with sizes enough, up to 3008 MB; false for another. */
bool accuracy_truth(const struct measured_curve *c, struct truth *out);

#endif
