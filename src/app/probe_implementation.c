/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The implementation that is meant. */
#include "app/probe_implementation.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "io/import.h"

enum { NAMES_SHOWN = 3, NAMES_BYTES = 1024 };

static bool
was_measured(const struct profile *p)
{
    return !p->duration_unknown && (p->published || p->n_groups > 0);
}

static bool
is_at(const struct profile *p, const struct probe_place *at)
{
    return !strcmp(p->platform, at->platform) &&
           (!at->region || !at->region[0] || !strcmp(p->region, at->region));
}

static const char *
first_at(const struct workload *w, const struct probe_place *at)
{
    for (int32_t i = 0; i < w->n_profiles; i++)
        if (was_measured(&w->profiles[i]) && is_at(&w->profiles[i], at))
            return w->profiles[i].implementation;
    return NULL;
}

/* Does an earlier profile have the same implementation? */
static bool
came_before(const struct workload *w, int32_t at)
{
    for (int32_t i = 0; i < at; i++)
        if (was_measured(&w->profiles[i]) &&
            !strcmp(w->profiles[i].implementation, w->profiles[at].implementation))
            return true;
    return false;
}

/* How many were measured anywhere; which ones. */
static int32_t
measured(const struct workload *w, const char *names[NAMES_SHOWN])
{
    int32_t n = 0;

    for (int32_t i = 0; i < w->n_profiles; i++) {
        if (!was_measured(&w->profiles[i]) || came_before(w, i))
            continue;
        if (n < NAMES_SHOWN)
            names[n] = w->profiles[i].implementation;
        n++;
    }
    return n;
}

static enum va_code
fail_several(const struct workload *w, const struct probe_place *at,
             const char *const names[NAMES_SHOWN], int32_t n, struct va_err *err)
{
    const int32_t shown = n < NAMES_SHOWN ? n : NAMES_SHOWN;
    struct buf list;

    buf_init(&list, NAMES_BYTES);
    for (int32_t i = 0; i < shown; i++)
        buf_printf(&list, "%s%s", i == 0 ? "" : i + 1 < n ? ", " : " and ", names[i]);
    if (n > shown)
        buf_printf(&list, " and %d more", (int)(n - shown));
    va_fail(err, VA_USAGE, "%s has %s, none of them on %s%s%s: which one is it?", w->name,
            buf_get(&list), at->platform, at->region && at->region[0] ? " " : "",
            at->region ? at->region : "");
    va_hint(err, "name the implementation: --implementation %s", names[0]);
    buf_clear(&list);
    return VA_USAGE;
}

enum va_code
probe_implementation(const struct workload *w, const struct probe_place *at, char *out,
                     struct va_err *err)
{
    const char *names[NAMES_SHOWN] = { IMPORT_IMPLEMENTATION };
    const char *name = first_at(w, at);
    const int32_t n = name ? 1 : measured(w, names);

    if (n > 1 && !w->sample_data)
        return fail_several(w, at, names, n, err);
    if (!name)
        name = n > 1 ? IMPORT_IMPLEMENTATION : names[0];
    snprintf(out, TEXT_NAME_MAX + 1, "%s", name);
    return VA_OK;
}
