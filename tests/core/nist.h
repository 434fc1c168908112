/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Nonlinear problems with certified answers: the Statistical Reference Datasets of the
 * National Institute of Standards and Technology,
 * https://www.itl.nist.gov/div898/strd/nls/nls_main.shtml, a page a problem.
 */
#ifndef VA_TESTS_CORE_NIST_H
#define VA_TESTS_CORE_NIST_H

#include <stdbool.h>
#include <stdint.h>

enum { NIST_PARAMETERS_MAX = 7 };

/* A problem; the models take it for their context. */
struct nist {
    const char *name;
    const double *data; /* rows of the response and the predictors */
    int32_t n, columns, n_parameters;
    double (*value)(const void *context, int32_t i, const double *b);
    void (*gradient)(const void *context, int32_t i, const double *b, double *out);
    bool log_response; /* what is fitted is the logarithm of the observed response */
    double start[2][NIST_PARAMETERS_MAX];
    double parameter[NIST_PARAMETERS_MAX], sd[NIST_PARAMETERS_MAX];
    double rss;
};

enum { NIST_PROBLEMS = 15, NIST_ROWS_MAX = 256 };
extern const struct nist nist_problems[NIST_PROBLEMS];

#endif
