/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bounded parameters as unbounded ones, private to nlfit*.c. */
#ifndef VA_CORE_NLFIT_RANGE_H
#define VA_CORE_NLFIT_RANGE_H

#include <stdbool.h>

/* Where a parameter may lie; infinities are no bounds. */
struct nlfit_range {
    double lower, upper;
    double start;
};

/* The unbounded variable of the start, which lies strictly within. */
double nlfit_range_free(const struct nlfit_range *r);

/* The parameter of an unbounded variable. */
double nlfit_range_value(const struct nlfit_range *r, double u);

/* d value / d u */
double nlfit_range_slope(const struct nlfit_range *r, double u);

/*
 * Has the parameter come as near to a bound as makes no difference? 0: no; else the
 * direction of u that leads to the bound, -1 or 1.
 */
int nlfit_range_bound(const struct nlfit_range *r, double u);

/* Is this a parameter without bounds: the same as its variable? */
bool nlfit_range_open(const struct nlfit_range *r);

#endif
