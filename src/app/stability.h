/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `vadvise stability` found, for its document and its words. */
#ifndef VA_APP_STABILITY_H
#define VA_APP_STABILITY_H

#include "app/field.h"
#include "app/reply.h"
#include "core/stability.h"

struct steadiness {
    const struct contender *contender; /* borrowed */
    struct advise_request request;
    struct stability *stability; /* owned by who made it */
    int64_t n_failed;
    bool cold;                         /* cold starts are judged: there is nothing else */
    struct configuration pick, calm;   /* memory_mb 0: there is none */
    double calm_cv, worst_cv, pick_cv; /* NAN: none */
    int32_t worst_mb;
};

/* Write the text of the reply, whose document is complete. all: all sizes together. */
void stability_say(struct reply *r, const struct field *f, const struct steadiness *k,
                   const struct stability_group *all);

#endif
