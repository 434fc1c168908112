/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bounded parameters as unbounded ones. Beside one bound, the distance in units of the
 * start's is log(1 + e^u): as good as linear beyond the start, an exponential near the
 * bound. Between two, a logistic function.
 */
#include <math.h>

#include "core/nlfit_range.h"

/* At a bound: this near, relative to the start's distance or to the range's width. */
#define AT_BOUND 1e-7

enum kind { OPEN, BESIDE, BETWEEN };

static enum kind
range_kind(const struct nlfit_range *r)
{
    if (isinf(r->lower) && isinf(r->upper))
        return OPEN;
    return isinf(r->lower) || isinf(r->upper) ? BESIDE : BETWEEN;
}

static double
logistic(double u)
{
    return 1 / (1 + exp(-u));
}

/* log(1 + e^u), which is 1 at ONE */
static double
softplus(double u)
{
    return u > 0 ? u + log1p(exp(-u)) : log1p(exp(u));
}

#define ONE 0.54132485461291810 /* log(e - 1) */

/* The one bound. */
static double
bound_of(const struct nlfit_range *r)
{
    return isinf(r->lower) ? r->upper : r->lower;
}

bool
nlfit_range_open(const struct nlfit_range *r)
{
    return range_kind(r) == OPEN;
}

double
nlfit_range_free(const struct nlfit_range *r)
{
    switch (range_kind(r)) {
    case BESIDE:
        return ONE;
    case BETWEEN:
        return log((r->start - r->lower) / (r->upper - r->start));
    case OPEN:
        break;
    }
    return r->start;
}

double
nlfit_range_value(const struct nlfit_range *r, double u)
{
    switch (range_kind(r)) {
    case BESIDE:
        return bound_of(r) + (r->start - bound_of(r)) * softplus(u);
    case BETWEEN:
        return r->lower + (r->upper - r->lower) * logistic(u);
    case OPEN:
        break;
    }
    return u;
}

double
nlfit_range_slope(const struct nlfit_range *r, double u)
{
    switch (range_kind(r)) {
    case BESIDE:
        return (r->start - bound_of(r)) * logistic(u);
    case BETWEEN:
        return (r->upper - r->lower) * logistic(u) * logistic(-u);
    case OPEN:
        break;
    }
    return 1;
}

int
nlfit_range_bound(const struct nlfit_range *r, double u)
{
    switch (range_kind(r)) {
    case BESIDE:
        return softplus(u) <= AT_BOUND ? -1 : 0;
    case BETWEEN:
        if (logistic(-fabs(u)) > AT_BOUND)
            return 0;
        return u < 0 ? -1 : 1;
    case OPEN:
        break;
    }
    return 0;
}
