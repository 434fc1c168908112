/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Profiles: groups of samples in order of (size, cold, CPU), found by binary search. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/workload.h"
#include "core/workload_grow.h"

struct field {
    char *to;
    const char *from;
    const char *what;
};

bool
profile_is_simulated(const struct profile *p)
{
    return !strcmp(p->emulates, SIMULATED);
}

enum va_code
profile_init(struct profile *p, const struct profile_key *key, struct va_err *err)
{
    const struct field fields[] = {
        { p->implementation, key->implementation, "implementation" },
        { p->platform, key->platform, "platform" },
        { p->region, key->region, "region" },
        { p->emulates, key->emulates, "emulates" },
    };

    *p = (struct profile){ .n_groups = 0 };
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        const char *from = fields[i].from ? fields[i].from : "";
        const size_t len = strlen(from);

        if (len > TEXT_NAME_MAX)
            return va_fail(err, VA_DATA, "%s: name is longer than %d bytes",
                           fields[i].what, TEXT_NAME_MAX);
        memcpy(fields[i].to, from, len + 1);
    }
    return VA_OK;
}

void
profile_clear(struct profile *p)
{
    for (int32_t i = 0; i < p->n_groups; i++)
        summary_clear(&p->groups[i].summary);
    free(p->groups);
    free(p->cpus);
    p->groups = NULL;
    p->cpus = NULL;
    p->n_groups = 0;
    p->n_cpus = 0;
}

/* Index of a CPU model, added when missing. */
static enum va_code
cpu_index(struct profile *p, const char *cpu, int32_t *out, struct va_err *err)
{
    const size_t len = strlen(cpu);
    void *grown = NULL;

    if (len == 0) {
        *out = (int32_t)SAMPLE_NONE;
        return VA_OK;
    }
    for (int32_t i = 0; i < p->n_cpus; i++) {
        if (!strcmp(p->cpus[i], cpu)) {
            *out = i;
            return VA_OK;
        }
    }
    if (len > TEXT_NAME_MAX)
        return va_fail(err, VA_DATA, "cpu: name is longer than %d bytes", TEXT_NAME_MAX);
    if (p->n_cpus >= PROFILE_CPUS_MAX)
        return va_fail(err, VA_DATA, "%s on %s: more than %d CPU models",
                       p->implementation, p->platform, PROFILE_CPUS_MAX);
    grown = workload_grow(p->cpus, p->n_cpus, sizeof *p->cpus);
    if (!grown)
        return va_fail(err, VA_NOMEM, "out of memory");
    p->cpus = grown;
    memcpy(p->cpus[p->n_cpus], cpu, len + 1);
    *out = p->n_cpus++;
    return VA_OK;
}

/* Does a group stand before (memory_mb, cold, cpu)? */
static bool
stands_before(const struct size_group *g, const struct size_group *key)
{
    if (g->memory_mb != key->memory_mb)
        return g->memory_mb < key->memory_mb;
    if (g->cold != key->cold)
        return g->cold < key->cold;
    return g->cpu < key->cpu;
}

/* Where the key is, or belongs. */
static int32_t
find_place(const struct profile *p, const struct size_group *key)
{
    int32_t low = 0;
    int32_t high = p->n_groups;

    while (low < high) {
        const int32_t middle = low + (high - low) / 2;

        if (stands_before(&p->groups[middle], key))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static enum va_code
insert_group(struct profile *p, int32_t at, const struct size_group *key,
             struct va_err *err)
{
    void *grown = NULL;

    if (p->n_groups >= PROFILE_GROUPS_MAX)
        return va_fail(err, VA_DATA,
                       "%s on %s: more than %d combinations of size, cold and CPU",
                       p->implementation, p->platform, PROFILE_GROUPS_MAX);
    grown = workload_grow(p->groups, p->n_groups, sizeof *p->groups);
    if (!grown)
        return va_fail(err, VA_NOMEM, "out of memory");
    p->groups = grown;
    memmove(&p->groups[at + 1], &p->groups[at],
            (size_t)(p->n_groups - at) * sizeof *p->groups);
    p->groups[at] = *key;
    summary_init(&p->groups[at].summary);
    p->n_groups++;
    return VA_OK;
}

enum va_code
profile_group(struct profile *p, const struct group_key *of, struct size_group **out,
              struct va_err *err)
{
    const int32_t n_cpus = p->n_cpus;
    struct size_group key = { .memory_mb = of->memory_mb, .cold = of->cold };
    enum va_code code = cpu_index(p, of->cpu, &key.cpu, err);
    int32_t at = 0;

    if (code)
        return code;
    at = find_place(p, &key);
    if (at == p->n_groups || stands_before(&key, &p->groups[at]))
        code = insert_group(p, at, &key, err);
    if (code) {
        p->n_cpus = n_cpus;
        return code;
    }
    *out = &p->groups[at];
    return VA_OK;
}

static void
remove_group(struct profile *p, struct size_group *g)
{
    const size_t after = (size_t)(p->groups + p->n_groups - (g + 1));

    summary_clear(&g->summary);
    memmove(g, g + 1, after * sizeof *g);
    p->n_groups--;
}

enum va_code
profile_add_sample(struct profile *p, const struct sample *s, struct va_err *err)
{
    const int32_t n_groups = p->n_groups;
    const int32_t n_cpus = p->n_cpus;
    const struct group_key key = { s->memory_mb, s->cold, s->cpu };
    struct size_group *g = NULL;
    enum va_code code = profile_group(p, &key, &g, err);

    if (code)
        return code;
    code = summary_add(&g->summary, s);
    if (!code)
        return VA_OK;
    if (p->n_groups > n_groups)
        remove_group(p, g);
    p->n_cpus = n_cpus;
    return va_fail(err, code, "%s on %s, %d MB: %s", p->implementation, p->platform,
                   s->memory_mb, va_code_text(code));
}
