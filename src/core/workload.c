/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Workloads in memory: implementations and profiles, found by name and added when new. */
#include "core/workload.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/workload_grow.h"

void
workload_init(struct workload *w)
{
    *w = (struct workload){ .n_profiles = 0 };
}

void
workload_clear(struct workload *w)
{
    for (int32_t i = 0; i < w->n_profiles; i++)
        profile_clear(&w->profiles[i]);
    free(w->profiles);
    free(w->implementations);
    workload_init(w);
}

static struct implementation *
find_implementation(const struct workload *w, const char *name)
{
    for (int32_t i = 0; i < w->n_implementations; i++) {
        if (!strcmp(w->implementations[i].name, name))
            return &w->implementations[i];
    }
    return NULL;
}

enum va_code
workload_implementation(struct workload *w, const char *name, struct implementation **out,
                        struct va_err *err)
{
    struct implementation *found = find_implementation(w, name);
    const size_t len = strlen(name);
    void *grown = NULL;

    if (found) {
        *out = found;
        return VA_OK;
    }
    if (len > TEXT_NAME_MAX)
        return va_fail(err, VA_DATA, "implementation: name is longer than %d bytes",
                       TEXT_NAME_MAX);
    if (w->n_implementations >= WORKLOAD_IMPLEMENTATIONS_MAX)
        return va_fail(err, VA_DATA, "%s: more than %d implementations", w->name,
                       WORKLOAD_IMPLEMENTATIONS_MAX);
    grown = workload_grow(w->implementations, w->n_implementations,
                          sizeof *w->implementations);
    if (!grown)
        return va_fail(err, VA_NOMEM, "%s: out of memory", w->name);
    w->implementations = grown;
    found = &w->implementations[w->n_implementations++];
    *found = (struct implementation){ .recall = NAN };
    memcpy(found->name, name, len + 1);
    *out = found;
    return VA_OK;
}

static const char *
or_empty(const char *text)
{
    return text ? text : "";
}

static struct profile *
find_profile(const struct workload *w, const struct profile_key *key)
{
    for (int32_t i = 0; i < w->n_profiles; i++) {
        struct profile *p = &w->profiles[i];

        if (!strcmp(p->platform, or_empty(key->platform)) &&
            !strcmp(p->implementation, or_empty(key->implementation)) &&
            !strcmp(p->region, or_empty(key->region)) &&
            !strcmp(p->emulates, or_empty(key->emulates)))
            return p;
    }
    return NULL;
}

/* Make room for a profile at the end, without counting it. */
static enum va_code
reserve_profile(struct workload *w, struct va_err *err)
{
    void *grown = NULL;

    if (w->n_profiles >= WORKLOAD_PROFILES_MAX)
        return va_fail(err, VA_DATA, "%s: more than %d profiles", w->name,
                       WORKLOAD_PROFILES_MAX);
    grown = workload_grow(w->profiles, w->n_profiles, sizeof *w->profiles);
    if (!grown)
        return va_fail(err, VA_NOMEM, "%s: out of memory", w->name);
    w->profiles = grown;
    return VA_OK;
}

enum va_code
workload_profile(struct workload *w, const struct profile_key *key, struct profile **out,
                 struct va_err *err)
{
    struct profile *found = find_profile(w, key);
    struct implementation *implementation = NULL;
    enum va_code code = VA_OK;

    if (found) {
        *out = found;
        return VA_OK;
    }
    code = reserve_profile(w, err);
    if (code)
        return code;
    found = &w->profiles[w->n_profiles];
    code = profile_init(found, key, err);
    if (!code)
        code = workload_implementation(w, found->implementation, &implementation, err);
    if (code)
        return code;
    w->n_profiles++;
    *out = found;
    return VA_OK;
}

enum va_code
workload_add_sample(struct workload *w, const struct sample *s, struct va_err *err)
{
    const struct profile_key key = { s->implementation, s->platform, s->region,
                                     s->emulates };
    const int32_t n_profiles = w->n_profiles;
    const int32_t n_implementations = w->n_implementations;
    struct profile *p = NULL;
    enum va_code code = workload_profile(w, &key, &p, err);

    if (!code)
        code = profile_add_sample(p, s, err);
    if (code) {
        if (w->n_profiles > n_profiles)
            profile_clear(&w->profiles[--w->n_profiles]);
        w->n_implementations = n_implementations;
    }
    return code;
}
