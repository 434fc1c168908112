/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Thousands of random curves, well behaved and not: what holds for every fit, and that
 * GSL, where it is installed, neither fits more of them nor any of them better.
 */
#include "core/nlfit.h"
#include "core/random_curve.h"
#include "tap.h"

#ifdef PEER_GSL
#include "core/gsl_nlfit.h"
#endif

enum { CURVES = 1000 }; /* of each form, usual and not */

/* Residuals that are nothing but rounding. */
#define NOTHING 1e-9

static double
residual(const struct nlfit_problem *p, int32_t i, const double *at)
{
    return sqrt(p->weight[i]) * (p->value(p->context, i, at) - p->y[i]);
}

static double
rss_of(const struct nlfit_problem *p, const double *at)
{
    double sum = 0;

    for (int32_t i = 0; i < p->n; i++)
        sum += residual(p, i, at) * residual(p, i, at);
    return sum;
}

/* The sum of squares of the targets themselves. */
static double
size_of(const struct nlfit_problem *p)
{
    double sum = 0;

    for (int32_t i = 0; i < p->n; i++)
        sum += p->weight[i] * p->y[i] * p->y[i];
    return sum;
}

/* The largest cosine of the residuals and a derivative by a parameter that is free. */
static double
slant_of(const struct nlfit_problem *p, const struct nlfit_result *r)
{
    double most = 0;

    for (int32_t j = 0; j < p->n_parameters; j++) {
        double product = 0;
        double square = 0;

        for (int32_t i = 0; i < p->n; i++) {
            double g[NLFIT_PARAMETERS_MAX];

            p->gradient(p->context, i, r->parameter, g);
            g[j] *= sqrt(p->weight[i]);
            product += g[j] * residual(p, i, r->parameter);
            square += g[j] * g[j];
        }
        if (square > 0 && !r->at_bound[j])
            most = fmax(most, fabs(product) / sqrt(square * r->rss));
    }
    return most;
}

static bool
is_within(const struct nlfit_problem *p, const struct nlfit_result *r)
{
    for (int32_t j = 0; j < p->n_parameters; j++)
        if (!isfinite(r->parameter[j]) || r->parameter[j] < p->lower[j] ||
            r->parameter[j] > p->upper[j])
            return false;
    return true;
}

/* What was seen of one form's curves. */
struct tally {
    int32_t n, n_fitted, n_refused;
    int32_t broken;  /* no numbers, or out of bounds */
    int32_t longer;  /* residuals longer than at the start */
    int32_t untrue;  /* another sum of squares than the parameters' */
    int32_t slanted; /* "converged" where the residuals are not orthogonal */
    int32_t peer_fitted, only_ours, only_peer;
    int32_t better, worse; /* where both converged */
};

static void
check_fit(const struct nlfit_problem *p, const struct nlfit_result *r, enum va_code code,
          struct tally *t)
{
    const double start = rss_of(p, p->start);
    const double rss = rss_of(p, r->parameter);
    const double rounding = NOTHING * NOTHING * size_of(p);

    t->broken += !is_within(p, r) || !(r->rss >= 0) || !isfinite(r->rss) ||
                 r->iterations < 1 || r->iterations > NLFIT_ITERATIONS_MAX;
    t->longer += !(r->rss <= start * (1 + 1e-9) + rounding);
    t->untrue += !(fabs(r->rss - rss) <= 1e-6 * rss + rounding);
    if (code == VA_OK && r->rss > rounding)
        t->slanted += !(slant_of(p, r) <= 1e-3);
}

#ifdef PEER_GSL
static void
compare(const struct nlfit_problem *p, const struct nlfit_result *r, enum va_code code,
        struct tally *t)
{
    const double rounding = NOTHING * NOTHING * size_of(p);
    struct nlfit_result peer;
    const bool peer_fits = gsl_nlfit(p, &peer) == VA_OK;
    const bool ours = code == VA_OK;

    t->peer_fitted += peer_fits;
    t->only_ours += ours && !peer_fits;
    t->only_peer += peer_fits && !ours;
    if (ours && peer_fits) {
        t->better += r->rss + rounding < peer.rss * (1 - 1e-6);
        t->worse += peer.rss + rounding < r->rss * (1 - 1e-6);
    }
}
#endif

static void
fit_all(enum random_curve_form form, bool unusual, struct tally *t)
{
    for (uint64_t seed = 0; seed < CURVES; seed++) {
        struct random_curve c;
        struct nlfit_result r;
        enum va_code code = VA_OK;

        random_curve_init(&c, form, unusual, seed);
        code = nlfit(&c.problem, &r);
        t->n++;
        t->n_refused += code == VA_DOMAIN;
        t->n_fitted += code == VA_OK;
        if (code == VA_DOMAIN)
            continue;
        check_fit(&c.problem, &r, code, t);
#ifdef PEER_GSL
        compare(&c.problem, &r, code, t);
#endif
    }
}

static void
test_form(enum random_curve_form form, bool unusual)
{
    const char *name = random_curve_text(form);
    const char *kind = unusual ? "unusual" : "usual";
    struct tally t = { 0 };

    fit_all(form, unusual, &t);
    printf("# %s, %s: %d of %d fitted, %d refused\n", name, kind, t.n_fitted, t.n,
           t.n_refused);
    IS_INT(t.broken, 0, "%s, %s: every fit ends with numbers within bounds", name, kind);
    IS_INT(t.longer, 0, "%s, %s: none ends further away than it began", name, kind);
    IS_INT(t.untrue, 0, "%s, %s: the sum of squares is the parameters'", name, kind);
    IS_INT(t.slanted, 0, "%s, %s: what has converged is orthogonal", name, kind);
    if (form == RANDOM_CURVE_LINE && !unusual)
        IS_INT(t.n_fitted, t.n, "every line is fitted");
#ifdef PEER_GSL
    printf("# GSL fits %d: %d that are not fitted here, %d the other way; "
           "where both do, it is better %d times and worse %d times\n",
           t.peer_fitted, t.only_peer, t.only_ours, t.worse, t.better);
    OK(t.n_fitted >= t.peer_fitted, "%s, %s: GSL fits no more", name, kind);
    OK(t.only_peer <= t.n / 100, "%s, %s: hardly any that are not fitted here", name,
       kind);
    OK(t.worse <= t.n / 1000, "%s, %s: and none better", name, kind);
#else
    SKIP("GSL is not installed");
#endif
}

int
main(void)
{
    for (int form = 0; form < RANDOM_CURVE_FORMS; form++) {
        test_form((enum random_curve_form)form, false);
        test_form((enum random_curve_form)form, true);
    }
    return done();
}
