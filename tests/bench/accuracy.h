/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How right curves and advice are on real functions, with what others make of the same
 * measurements. Each part prints its rows; everything but timings is the same each time.
 */
#ifndef VA_TESTS_BENCH_ACCURACY_H
#define VA_TESTS_BENCH_ACCURACY_H

#include <stdbool.h>

#include "base/err.h"
#include "figures.h"
#include "measured.h"

/* Curves are judged at sizes left out of them; by file as well when asked. */
enum va_code accuracy_heldout(const struct measured *m, bool by_file,
                              struct figure_table *t);

/* The same with cold starts and outliers that nobody flagged, the truth being known. */
enum va_code accuracy_dirt(const struct measured *m, struct figure_table *t);

/* What is advised from a Power Tuning result, the truth being known. */
enum va_code accuracy_advice(const struct measured *m, struct figure_table *t);

/* What a fit takes. */
enum va_code accuracy_speed(struct figure_table *t);

#endif
