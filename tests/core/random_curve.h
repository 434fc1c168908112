/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random curves to fit, well behaved and not. */
#ifndef VA_TESTS_CORE_RANDOM_CURVE_H
#define VA_TESTS_CORE_RANDOM_CURVE_H

#include "core/nlfit.h"

enum { RANDOM_CURVE_POINTS = 16, RANDOM_CURVE_PARAMETERS = 4 };

/* clang-format off */
#define RANDOM_CURVES(X) /* name, what is fitted to log durations, or to durations */    \
    X(LINE,  "a line")               /* log a + b log x: one minimum */                  \
    X(FLOOR, "a floor")              /* log(c + a x^b), c >= 0 */                        \
    X(KNEE,  "a knee")               /* log(c + a min(x, K)^b), K between two sizes */   \
    X(PLAIN, "durations")            /* c + a x^b itself, no bounds */                   \
    X(DECAY, "an exponential")       /* c + a exp(-x / K), no bounds */
/* clang-format on */

enum random_curve_form {
#define X(name, text) RANDOM_CURVE_##name,
    RANDOM_CURVES(X)
#undef X
        RANDOM_CURVE_FORMS
};

struct random_curve {
    enum random_curve_form form;
    bool unusual; /* anything but noise about a law of the form's kind */
    double x[RANDOM_CURVE_POINTS];
    double y[RANDOM_CURVE_POINTS];
    double weight[RANDOM_CURVE_POINTS];
    double start[RANDOM_CURVE_PARAMETERS];
    double lower[RANDOM_CURVE_PARAMETERS];
    double upper[RANDOM_CURVE_PARAMETERS];
    struct nlfit_problem problem; /* made of the above: stays where it is */
};

/*
 * The curve of a seed. Usual ones have 4 to 16 sizes of functions, a spread of 0 to 30 %
 * and a start beside the law. Others differ in one or several of: 2 to 5 points, sizes
 * that are all the same or almost, durations that are 0 or equal, of any size from 1e-30
 * to 1e30, cut at a limit, with outliers, no law at all; weights of any size; a start far
 * away.
 */
void random_curve_init(struct random_curve *c, enum random_curve_form form, bool unusual,
                       uint64_t seed);

const char *random_curve_text(enum random_curve_form form);

#endif
