/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nonlinear least squares against certified answers, from both starts of each problem. */
#include "core/nlfit.h"
#include "nist.h"
#include "tap.h"

/* Relative errors allowed: 6 digits of parameters are asked for, 4 of errors. */
#define PARAMETER_TOL 1e-6
#define ERROR_TOL 1e-5
#define RSS_TOL 1e-9

static void
responses(const struct nist *p, double *out)
{
    for (int32_t i = 0; i < p->n; i++) {
        const double y = p->data[i * p->columns];

        out[i] = p->log_response ? log(y) : y;
    }
}

static void
check_data(const struct nist *p, const double *y)
{
    double rss = 0;

    for (int32_t i = 0; i < p->n; i++) {
        const double r = y[i] - p->value(p, i, p->parameter);

        rss += r * r;
    }
    NEAR(rss, p->rss, RSS_TOL, "%s: the certified parameters leave the certified rest",
         p->name);
}

/* The largest relative error; NAN when one is none. */
static double
worst(const double *got, const double *certified, int32_t n)
{
    double most = 0;

    for (int32_t j = 0; j < n; j++) {
        const double off = fabs(got[j] / certified[j] - 1);

        if (!(off <= most))
            most = off;
    }
    return most;
}

static void
check_certified(const struct nist *p, const struct nlfit_result *r, const char *from)
{
    const double off = worst(r->parameter, p->parameter, p->n_parameters);
    const double off_sd = worst(r->se, p->sd, p->n_parameters);

    printf("# %s %s: %d iterations, parameters off by %.1e, their errors by %.1e\n",
           p->name, from, r->iterations, off, off_sd);
    OK(off <= PARAMETER_TOL, "%s %s: certified parameters", p->name, from);
    OK(off_sd <= ERROR_TOL, "%s %s: certified standard deviations", p->name, from);
    NEAR(r->rss, p->rss, RSS_TOL, "%s %s: certified sum of squares", p->name, from);
    IS_INT(r->dof, p->n - p->n_parameters, "%s %s: degrees of freedom", p->name, from);
}

static void
check_start(const struct nist *p, int32_t which, const double *y, bool differences)
{
    const struct nlfit_problem problem = { .n = p->n,
                                           .n_parameters = p->n_parameters,
                                           .y = y,
                                           .start = p->start[which],
                                           .context = p,
                                           .value = p->value,
                                           .gradient = differences ? NULL : p->gradient };
    struct nlfit_result r = { .stop = NLFIT_OUTSIDE };
    const enum va_code code = nlfit(&problem, &r);
    char from[64];

    snprintf(from, sizeof from, "from start %d%s", which + 1,
             differences ? ", derivatives by differences" : "");
    IS_INT(code, VA_OK, "%s %s: fits", p->name, from);
    IS_STR(nlfit_stop_text(r.stop), "converged", "%s %s: converges", p->name, from);
    check_certified(p, &r, from);
}

int
main(void)
{
    double y[NIST_ROWS_MAX];

    for (int k = 0; k < NIST_PROBLEMS; k++) {
        const struct nist *p = &nist_problems[k];

        responses(p, y);
        check_data(p, y);
        for (int32_t start = 0; start < 2; start++) {
            if (p->gradient)
                check_start(p, start, y, false);
            check_start(p, start, y, true);
        }
    }
    return done();
}
