/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looking variables up. */
#include "cli/env.h"

#include <string.h>

const char *
env_variable(const struct cli_env *env, const char *name)
{
    const size_t len = strlen(name);

    for (char *const *at = env->variables; *at; at++)
        if (!strncmp(*at, name, len) && (*at)[len] == '=')
            return (*at)[len + 1] ? *at + len + 1 : NULL;
    return NULL;
}
