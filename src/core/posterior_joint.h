/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whole curves drawn from the belief: what is not known, in a form that any question can
 * be asked of. Each particle of the posterior carries several curves about it, so that
 * together they spread as the belief does. The same curves each time: the normals are
 * quantiles taken in an even order, in pairs of opposite sign.
 * Private to plan*.c, posterior*.c and their tests.
 */
#ifndef VA_CORE_POSTERIOR_JOINT_H
#define VA_CORE_POSTERIOR_JOINT_H

#include <stdint.h>

#include "core/posterior.h"

enum {
    JOINT_PLACES = 32,
    JOINT_PER_PARTICLE = 8, /* even: pairs */
    JOINT_DRAWS = POSTERIOR_PARTICLES * JOINT_PER_PARTICLE
};

struct posterior_joint {
    int32_t n;                          /* places */
    int32_t n_draws;                    /* all of equal probability */
    float y[JOINT_DRAWS][JOINT_PLACES]; /* log duration without hosts; 0 past n */
    double host_sd;                     /* of log duration, from one host to the next */
};

/*
 * Draw curves at places.
 *
 * data  at least one size
 * x     log sizes of n places, ascending, 1 to JOINT_PLACES
 */
void posterior_joint(const struct posterior_data *data, const double *x, int32_t n,
                     struct posterior_joint *out);

#endif
