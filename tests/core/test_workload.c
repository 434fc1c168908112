/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Workloads in memory: names, order of groups, limits, samples into profiles. */
#include "core/workload.h"

#include <stdio.h>
#include <string.h>

#include "tap.h"

static struct sample
sample_at(int32_t memory_mb, int32_t cold, const char *cpu)
{
    struct sample s;

    sample_init(&s);
    s.workload = "w";
    s.implementation = "local";
    s.platform = "aws-lambda-x86";
    s.memory_mb = memory_mb;
    s.cold = cold;
    s.cpu = cpu;
    s.duration_ns = INT64_C(5000000) * memory_mb;
    return s;
}

static bool
is_sorted(const struct profile *p)
{
    for (int32_t i = 1; i < p->n_groups; i++) {
        const struct size_group *a = &p->groups[i - 1];
        const struct size_group *b = &p->groups[i];

        if (a->memory_mb > b->memory_mb)
            return false;
        if (a->memory_mb == b->memory_mb && a->cold > b->cold)
            return false;
        if (a->memory_mb == b->memory_mb && a->cold == b->cold && a->cpu >= b->cpu)
            return false;
    }
    return true;
}

static void
test_implementations(void)
{
    struct workload w;
    struct implementation *a = NULL;
    struct implementation *again = NULL;
    char name[TEXT_NAME_MAX + 2];

    workload_init(&w);
    IS_INT(workload_implementation(&w, "mtcnn", &a, NULL), VA_OK,
           "an implementation is added by name");
    OK(isnan(a->recall) && a->api[0] == '\0', "a new one states no recall and no API");
    a->calls_per_invocation = 3;
    IS_INT(workload_implementation(&w, "mtcnn", &again, NULL), VA_OK, "and found again");
    IS_INT(again->calls_per_invocation, 3, "as it was left");
    IS_INT(w.n_implementations, 1, "without adding another");
    memset(name, 'x', sizeof name);
    name[TEXT_NAME_MAX + 1] = '\0';
    IS_INT(workload_implementation(&w, name, &a, NULL), VA_DATA,
           "a name of 129 bytes is refused");
    name[TEXT_NAME_MAX] = '\0';
    IS_INT(workload_implementation(&w, name, &a, NULL), VA_OK, "one of 128 is taken");
    for (int i = 2; i < WORKLOAD_IMPLEMENTATIONS_MAX; i++) {
        (void)snprintf(name, sizeof name, "i%d", i);
        if (workload_implementation(&w, name, &a, NULL))
            break;
    }
    IS_INT(w.n_implementations, WORKLOAD_IMPLEMENTATIONS_MAX,
           "as many as the limit are taken");
    IS_INT(workload_implementation(&w, "one more", &a, NULL), VA_DATA,
           "one more than the limit is refused");
    IS_INT(w.n_implementations, WORKLOAD_IMPLEMENTATIONS_MAX, "and leaves the others");
    workload_clear(&w);
    IS_INT(w.n_implementations, 0, "a cleared workload is empty");
}

static void
test_profiles(void)
{
    struct workload w;
    struct profile_key key = { .implementation = "local", .platform = "local" };
    struct profile *p = NULL;
    struct profile *q = NULL;
    char region[16];
    struct va_err err = { .code = VA_OK };

    workload_init(&w);
    IS_INT(workload_profile(&w, &key, &p, NULL), VA_OK, "a profile is added by its key");
    IS_STR(p->region, "", "no region is the empty region");
    IS_INT(w.n_implementations, 1, "its implementation is added with it");
    key.region = "";
    IS_INT(workload_profile(&w, &key, &q, NULL), VA_OK, "an empty region finds the same");
    OK(p == q && w.n_profiles == 1, "one profile is there");
    key.emulates = "aws-lambda-x86";
    IS_INT(workload_profile(&w, &key, &q, NULL), VA_OK,
           "what emulates a platform has a profile");
    IS_INT(w.n_profiles, 2, "of its own");
    IS_STR(q->emulates, "aws-lambda-x86", "which says what it emulates");
    for (int i = 2; i < WORKLOAD_PROFILES_MAX; i++) {
        (void)snprintf(region, sizeof region, "r%d", i);
        key.region = region;
        if (workload_profile(&w, &key, &p, NULL))
            break;
    }
    IS_INT(w.n_profiles, WORKLOAD_PROFILES_MAX, "as many as the limit are taken");
    key.region = "more";
    key.implementation = "other";
    IS_INT(workload_profile(&w, &key, &p, &err), VA_DATA, "one more is refused");
    OK(strstr(err.text, "256 profiles") != NULL, "with a text that names the limit");
    IS_INT(w.n_implementations, 1, "and adds no implementation");
    workload_clear(&w);
    workload_clear(&w);
    OK(w.profiles == NULL, "clearing twice is harmless");
}

static void
test_groups(void)
{
    static const char *const cpus[] = { "", "Xeon 2.5", "Xeon 3.0", "EPYC" };
    struct workload w;
    uint32_t random = 12345;
    int64_t rows = 0;
    bool sorted = true;

    workload_init(&w);
    for (int i = 0; i < 3000; i++) {
        struct sample s;

        random = random * 1664525 + 1013904223;
        s = sample_at((int32_t)(128 + 64 * (random >> 24 & 15)),
                      (int32_t)(random >> 16 & 3) % 3 - 1, cpus[random >> 20 & 3]);
        if (workload_add_sample(&w, &s, NULL))
            break;
        sorted = sorted && is_sorted(&w.profiles[0]);
    }
    OK(sorted, "groups stand in order of size, cold and CPU after every sample");
    IS_INT(w.profiles[0].n_groups, 16 * 3 * 4, "each combination has one group");
    IS_INT(w.profiles[0].n_cpus, 3, "each CPU model is listed once");
    for (int32_t i = 0; i < w.profiles[0].n_groups; i++)
        rows += w.profiles[0].groups[i].summary.rows;
    IS_INT(rows, 3000, "every sample is counted in one of them");
    workload_clear(&w);
}

static enum va_code
group(struct profile *p, int32_t memory_mb, const char *cpu, struct size_group **out)
{
    return profile_group(p, &(struct group_key){ memory_mb, 0, cpu }, out, NULL);
}

static void
test_limits(void)
{
    struct workload w;
    struct sample s;
    struct size_group *g = NULL;
    struct profile *p = NULL;
    const struct profile_key key = { .implementation = "local", .platform = "gcf-gen2" };
    char cpu[TEXT_NAME_MAX + 2];
    int32_t n = 0;

    workload_init(&w);
    for (int i = 0; i < PROFILE_CPUS_MAX; i++) {
        (void)snprintf(cpu, sizeof cpu, "cpu %d", i);
        s = sample_at(512, 0, cpu);
        n += workload_add_sample(&w, &s, NULL) == VA_OK;
    }
    IS_INT(n, PROFILE_CPUS_MAX, "as many CPU models as the limit are taken");
    s = sample_at(512, 0, "one more");
    IS_INT(workload_add_sample(&w, &s, NULL), VA_DATA, "one more is refused");
    IS_INT(w.profiles[0].n_groups, PROFILE_CPUS_MAX, "and adds no group");
    memset(cpu, 'x', sizeof cpu);
    cpu[TEXT_NAME_MAX + 1] = '\0';
    s = sample_at(512, 0, cpu);
    IS_INT(workload_add_sample(&w, &s, NULL), VA_DATA, "a CPU of 129 bytes is refused");
    IS_INT(workload_profile(&w, &key, &p, NULL), VA_OK, "another profile is added");
    for (n = 0; n < PROFILE_GROUPS_MAX; n++) {
        if (group(p, n + 1, "", &g))
            break;
    }
    IS_INT(n, PROFILE_GROUPS_MAX, "as many groups as the limit are taken");
    IS_INT(group(p, n + 1, "new", &g), VA_DATA, "one more is refused");
    IS_INT(p->n_cpus, 0, "and its CPU is not listed");
    IS_INT(group(p, 7, "", &g), VA_OK, "old ones are still found");
    IS_INT(g->memory_mb, 7, "as the ones they are");
    workload_clear(&w);
}

static void
test_failed_sample(void)
{
    struct workload w;
    struct sample s = sample_at(512, 0, "cpu");

    workload_init(&w);
    s.duration_ns = INT64_MAX; /* past what a summary takes: not a checked sample */
    OK(workload_add_sample(&w, &s, NULL) != VA_OK, "a sample may be refused");
    OK(w.n_profiles == 0 && w.n_implementations == 0,
       "a refused sample leaves no profile behind");
    s = sample_at(512, 0, "cpu");
    s.error = "timeout";
    s.duration_ns = SAMPLE_NONE;
    IS_INT(workload_add_sample(&w, &s, NULL), VA_OK, "a failed invocation is taken");
    IS_INT(w.profiles[0].groups[0].summary.n_failed, 1, "and counted as failed");
    s = sample_at(1024, 0, "other cpu");
    s.duration_ns = INT64_MAX;
    OK(workload_add_sample(&w, &s, NULL) != VA_OK, "another sample is refused");
    OK(w.profiles[0].n_groups == 1 && w.profiles[0].n_cpus == 1,
       "and leaves neither group nor CPU");
    workload_clear(&w);
}

int
main(void)
{
    test_implementations();
    test_profiles();
    test_groups();
    test_limits();
    test_failed_sample();
    return done();
}
