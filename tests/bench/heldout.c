/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copies of profiles that lack a size. */
#include "heldout.h"

#include <math.h>
#include <stdlib.h>

int32_t
heldout_spread(int32_t n, int32_t most, int32_t out[HELDOUT_PICKS_MAX])
{
    const int32_t picks = n < most ? n : most;

    for (int32_t i = 0; i < picks; i++)
        out[i] = picks == n ? i : (int32_t)lround((double)i * (n - 1) / (picks - 1));
    return picks;
}

enum va_code
heldout_init(struct heldout *h, const struct profile *p, int32_t leave_mb)
{
    enum va_code code = VA_OK;

    h->implementation = (struct implementation){ .recall = NAN };
    h->profile = *p;
    h->profile.n_groups = 0;
    h->profile.groups = malloc((size_t)(p->n_groups + 1) * sizeof p->groups[0]);
    if (!h->profile.groups)
        return VA_NOMEM;
    for (int32_t i = 0; i < p->n_groups; i++)
        if (p->groups[i].memory_mb != leave_mb)
            h->profile.groups[h->profile.n_groups++] = p->groups[i];
    code = contender_init(&h->contender, &h->implementation, &h->profile);
    if (code)
        heldout_clear(h);
    return code;
}

void
heldout_clear(struct heldout *h)
{
    free(h->profile.groups);
    h->profile.groups = NULL;
}
