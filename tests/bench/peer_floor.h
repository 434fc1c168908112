/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A point fit of c + a x^b to log durations by GSL. */
#ifndef VA_TESTS_BENCH_PEER_FLOOR_H
#define VA_TESTS_BENCH_PEER_FLOOR_H

#include "core/curve_fit.h"

/* Fit from the power law and half of the least duration. VA_OK, VA_DATA where it does not
 * converge, VA_NOMEM; VA_DATA without GSL. */
enum va_code peer_floor_fit(const struct fit_points *p);

/* NULL: GSL is not installed. */
const char *peer_floor_name(void);

#endif
