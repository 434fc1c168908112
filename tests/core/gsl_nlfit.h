/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The same fit by GSL's gsl_multifit_nlinear: a peer to compare nlfit with. */
#ifndef VA_TESTS_CORE_GSL_NLFIT_H
#define VA_TESTS_CORE_GSL_NLFIT_H

#include "core/nlfit.h"

/*
 * As nlfit, bounds included. GSL takes the steps: Levenberg-Marquardt with geodesic
 * acceleration, Levenberg's scaling, QR; of its methods and scalings the only ones that
 * together solve every problem of tests/core/test_nist from both starts. Where it has
 * arrived is judged as nlfit judges it. Standard errors are not worked out.
 */
enum va_code gsl_nlfit(const struct nlfit_problem *problem, struct nlfit_result *out);

#endif
