/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What credentials are looked for in: an environment, a home and a time of the test's
 * own, beside its server. */
#ifndef VA_TESTS_NET_WORLD_H
#define VA_TESTS_NET_WORLD_H

#include <stdint.h>

#include "server.h"

enum { SETTINGS_MAX = 24, TEXT_MAX = 4096 };

static struct server server;
static char home[TEXT_MAX];

/* An environment of the test's own: "NAME=value". %p is the server's port, %h the home.
 */
struct world {
    const char *settings[SETTINGS_MAX];
    char values[SETTINGS_MAX][TEXT_MAX];
    int64_t now_ms;
};

static inline void
expand(const char *from, char *out)
{
    size_t at = 0;

    for (; *from && at < TEXT_MAX - 256; from++) {
        if (!strncmp(from, "%p", 2))
            at += (size_t)snprintf(out + at, TEXT_MAX - at, "%d", server.ports[0]);
        else if (!strncmp(from, "%h", 2))
            at += (size_t)snprintf(out + at, TEXT_MAX - at, "%.255s", home);
        else
            out[at++] = *from;
        from += *from == '%';
    }
    out[at] = '\0';
}

static inline const char *
variable(void *ctx, const char *name)
{
    struct world *w = ctx;
    const size_t n = strlen(name);

    for (int i = 0; i < SETTINGS_MAX && w->settings[i]; i++) {
        if (!strncmp(w->settings[i], name, n) && w->settings[i][n] == '=') {
            expand(w->settings[i] + n + 1, w->values[i]);
            return w->values[i];
        }
    }
    return NULL;
}

static inline int64_t
now(void *ctx)
{
    return ((struct world *)ctx)->now_ms;
}

#endif
