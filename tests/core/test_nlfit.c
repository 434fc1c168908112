/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What nonlinear least squares refuses, how it ends, and what bounds and weights do. */
#include "core/nlfit.h"
#include "oom.h"
#include "tap.h"

enum { N = 8 };

/* c + a exp(-x / 100) at x = 0, 60, 120, ... */
static double
decay(const void *context, int32_t i, const double *q)
{
    (void)context;
    return q[0] + q[1] * exp(-60.0 * i / 100);
}

/* Only the sum of the parameters matters. */
static double
sum(const void *context, int32_t i, const double *q)
{
    (void)context;
    return (q[0] + q[1]) * (i + 1);
}

/* Has no value for q[0] >= 5; falls steeply on the way there. */
static double
cliff(const void *context, int32_t i, const double *q)
{
    (void)context;
    return q[0] < 5 ? i + log(5 - q[0]) + q[1] : NAN;
}

static void
no_gradient(const void *context, int32_t i, const double *q, double *out)
{
    (void)context;
    (void)i;
    (void)q;
    out[0] = NAN;
    out[1] = 1;
}

/* A spread that is no straight line: the decay cannot follow it. */
static const double noise[N] = { 0.3, -0.2, 0.25, -0.4, 0.15, 0.1, -0.35, 0.2 };

static void
targets(double c, double a, double spread, double *out)
{
    const double q[2] = { c, a };

    for (int32_t i = 0; i < N; i++)
        out[i] = decay(NULL, i, q) + spread * noise[i];
}

static const double start[] = { 4, 30 };

static struct nlfit_problem
problem_of(const double *y)
{
    return (struct nlfit_problem){
        .n = N, .n_parameters = 2, .y = y, .start = start, .value = decay
    };
}

static void
test_exact(void)
{
    double y[N];
    struct nlfit_problem p;
    struct nlfit_result r;

    targets(3, 20, 0, y);
    p = problem_of(y);
    IS_INT(nlfit(&p, &r), VA_OK, "points of the model itself are fitted");
    IS_STR(nlfit_stop_text(r.stop), "exact", "and said to be exact");
    NEAR(r.parameter[0], 3, 1e-9, "with its parameters");
    NEAR(r.parameter[1], 20, 1e-9, "both of them");
    OK(r.se[0] >= 0 && r.se[0] < 1e-9, "and no error");
}

static void
test_no_freedom(void)
{
    double y[N];
    struct nlfit_problem p;
    struct nlfit_result r;

    targets(3, 20, 1, y);
    p = problem_of(y);
    p.n = 2;
    IS_INT(nlfit(&p, &r), VA_OK, "as many points as parameters are fitted");
    IS_INT(r.dof, 0, "no degree of freedom is left");
    OK(isnan(r.sd) && isnan(r.se[0]) && isnan(r.se[1]), "so nothing is known of errors");
}

/* A common factor of the weights changes nothing; a point repeated is a weight of 2. */
static void
test_weights(void)
{
    double y[N + 1];
    double w[N];
    double twice[N] = { 1, 1, 1, 1, 1, 1, 1, 2 };
    struct nlfit_problem p;
    struct nlfit_result plain;
    struct nlfit_result scaled;
    struct nlfit_result again;

    targets(3, 20, 1, y);
    for (int32_t i = 0; i < N; i++)
        w[i] = 7.5;
    p = problem_of(y);
    nlfit(&p, &plain);
    p.weight = w;
    nlfit(&p, &scaled);
    NEAR(scaled.parameter[0], plain.parameter[0], 1e-9, "equal weights change nothing");
    NEAR(scaled.se[1], plain.se[1], 1e-9, "not even the errors");
    NEAR(scaled.rss, 7.5 * plain.rss, 1e-9, "but for the sum of squares");
    p.weight = twice;
    nlfit(&p, &again);
    OK(fabs(again.parameter[0] - plain.parameter[0]) > 1e-4, "unequal ones do");
    OK(fabs(y[N - 1] - decay(NULL, N - 1, again.parameter)) <
           fabs(y[N - 1] - decay(NULL, N - 1, plain.parameter)),
       "towards the heavier point");
}

static void
test_bounds(void)
{
    static const double lower[] = { 0, -INFINITY };
    static const double upper[] = { INFINITY, 1000 };
    static const double far_lower[] = { 1, 10 };
    static const double far_upper[] = { 100, 40 };
    double y[N];
    struct nlfit_problem p;
    struct nlfit_result open;
    struct nlfit_result r;

    targets(3, 20, 1, y);
    p = problem_of(y);
    nlfit(&p, &open);
    p.lower = far_lower;
    p.upper = far_upper;
    IS_INT(nlfit(&p, &r), VA_OK, "a fit between bounds converges");
    NEAR(r.parameter[0], open.parameter[0], 1e-6, "to the minimum within them");
    NEAR(r.se[0], open.se[0], 1e-6, "with the same errors");
    OK(!r.at_bound[0] && !r.at_bound[1], "and no parameter at a bound");

    targets(-3, 20, 1, y);
    p.lower = lower;
    p.upper = upper;
    IS_INT(nlfit(&p, &r), VA_OK, "a minimum beyond a bound is looked for at the bound");
    OK(r.at_bound[0] && !r.at_bound[1], "which is said");
    OK(fabs(r.parameter[0]) < 1e-5, "the parameter is the bound");
    OK(isnan(r.se[0]), "and has no error");
    OK(r.se[1] > 0 && r.se[1] < 10, "the other one has");
}

/* Starts at a bound: a fit may stay there, but not call it the minimum. */
static void
test_start_at_bound(void)
{
    static const double lower[] = { 0, -INFINITY };
    static const double upper[] = { 10, INFINITY };
    static const double at[] = { 1e-9, 20 };
    double y[N];
    struct nlfit_problem p;
    struct nlfit_result r = { .stop = NLFIT_CONVERGED };

    targets(3, 20, 1, y);
    p = problem_of(y);
    p.lower = lower;
    p.upper = upper;
    p.start = at;
    OK(nlfit(&p, &r) == VA_DATA || fabs(r.parameter[0] - 3) < 1,
       "a start at a bound that pulls inwards is no answer");
}

static void
test_ends(void)
{
    static const double at[] = { 0, 1 };
    double y[N];
    struct nlfit_problem p;
    struct nlfit_result r;

    targets(3, 20, 1, y);
    p = problem_of(y);
    p.value = sum;
    IS_INT(nlfit(&p, &r), VA_DATA, "parameters that the data do not tell apart are none");
    IS_STR(nlfit_stop_text(r.stop), "parameters not determined by the data",
           "and that is why");
    OK(isnan(r.se[0]) && isnan(r.se[1]), "they have no errors");

    p = problem_of(y);
    p.iterations = 1;
    IS_INT(nlfit(&p, &r), VA_DATA, "a fit may run out of iterations");
    IS_STR(nlfit_stop_text(r.stop), "too many iterations", "and says so");
    IS_INT(r.iterations, 1, "after as many as were allowed");

    for (int32_t i = 0; i < N; i++)
        y[i] = i - 40;
    p = problem_of(y);
    p.value = cliff;
    p.start = at;
    IS_INT(nlfit(&p, &r), VA_DATA, "a fit at the edge of its model ends");
    OK(r.parameter[0] < 5 && isfinite(r.rss), "on the side that has values");

    p = problem_of(y);
    p.gradient = no_gradient;
    IS_INT(nlfit(&p, &r), VA_DOMAIN, "a model without derivatives at the start is none");
}

/* Each row spoils one thing of a problem that is else in order. */
static void
test_refusals(void)
{
    static const double nowhere[] = { 4, NAN };
    static const double beyond[] = { -1, 30 };
    static const double zero[] = { 0, 0 };
    static const double over[] = { 6, 1 };
    static const double infinite[] = { INFINITY, 1 };
    static const double no_weight[N] = { 1, 1, 1, 0, 1, 1, 1, 1 };
    static const double negative[N] = { 1, 1, 1, -1, 1, 1, 1, 1 };
    static const double unknown[N] = { 1, 1, 1, NAN, 1, 1, 1, 1 };
    double y[N];
    double bad_y[N];
    struct nlfit_problem p;
    struct nlfit_result r = { .iterations = -7 };

    targets(3, 20, 1, y);
    targets(3, 20, 1, bad_y);
    bad_y[5] = INFINITY;
#define REFUSED(change, ...)                                                             \
    p = problem_of(y);                                                                   \
    change;                                                                              \
    IS_INT(nlfit(&p, &r), VA_DOMAIN, __VA_ARGS__)
    REFUSED(p.n = 1, "fewer points than parameters are refused");
    REFUSED(p.n = 0, "so are none");
    REFUSED(p.n = -1, "and fewer");
    REFUSED(p.n_parameters = 0, "no parameters are refused");
    REFUSED(p.n_parameters = NLFIT_PARAMETERS_MAX + 1, "so are too many");
    REFUSED(p.iterations = -1, "and a negative number of iterations");
    REFUSED(p.y = bad_y, "an infinite target is refused");
    REFUSED(p.start = nowhere, "a start that is no number is refused");
    REFUSED(p.start = infinite, "so is an infinite one");
    REFUSED(p.start = beyond; p.lower = zero, "and one below its bound");
    REFUSED(p.start = zero; p.lower = zero, "and one on it");
    REFUSED(p.start = start; p.upper = zero, "and one above its bound");
    REFUSED(p.upper = nowhere, "a bound that is no number is refused");
    REFUSED(p.weight = no_weight, "a weight of nothing is refused");
    REFUSED(p.weight = negative, "so is a negative one");
    REFUSED(p.weight = unknown, "and one that is no number");
    REFUSED(p.value = cliff; p.start = over, "a start without a value is refused");
#undef REFUSED
    IS_INT(r.iterations, -7, "the result is as it was");
}

static void
test_memory(void)
{
    double y[N];
    struct nlfit_problem p;
    struct nlfit_result r = { .iterations = -7 };
    int allocations = 1;

    targets(3, 20, 1, y);
    p = problem_of(y);
    for (;; allocations++) {
        n_failed = 0;
        n_until_failure = allocations;
        if (nlfit(&p, &r) == VA_OK && n_failed == 0)
            break;
        IS_INT(r.iterations, -7, "allocation %d failed: the result is as it was",
               allocations);
        IS_INT(n_live, 0, "and nothing is lost");
    }
    n_until_failure = 0;
    IS_INT(allocations, 2, "a fit allocates once");
    IS_INT(n_live, 0, "and frees that");
}

int
main(void)
{
    test_exact();
    test_no_freedom();
    test_weights();
    test_bounds();
    test_start_at_bound();
    test_ends();
    test_refusals();
    test_memory();
    return done();
}
