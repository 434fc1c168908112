/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All backends. */
#include "probe/backend.h"

static const struct probe_backend *const backends[] = {
    &probe_gcf,
    &probe_lambda,
    &probe_local,
    NULL,
};

const struct probe_backend *
probe_backend_for(const char *platform)
{
    for (size_t i = 0; backends[i]; i++) {
        if (backends[i]->serves(platform))
            return backends[i];
    }
    return NULL;
}

const struct probe_backend *
probe_simulated_for(const char *platform)
{
    return probe_simulated.serves(platform) ? &probe_simulated : NULL;
}
