/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of the store share: places, samples, imports. */
#ifndef VA_TESTS_IO_STORE_FIXTURE_H
#define VA_TESTS_IO_STORE_FIXTURE_H

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/store.h"

/* A database of version 6 becomes one of version 3, but for its user_version. */
#define FIXTURE_TO_VERSION_3                                                             \
    "DROP TABLE probe_retry; DROP TABLE probe_order; DROP TABLE probe_skip;"             \
    "DROP TABLE probe_change; DROP TABLE probe_invocation; DROP TABLE probe_run;"        \
    "DROP INDEX part_probed; ALTER TABLE part DROP COLUMN n_cold_probed;"                \
    "ALTER TABLE part DROP COLUMN n_warm_probed;"

enum { FIXTURE_PATH_MAX = 4096, FIXTURE_ROWS = 200 };

/* A name in the folder of the test's own. */
static inline const char *
fixture_path(char *buf, const char *name)
{
    const char *folder = getenv("TEST_TMP");

    if (!folder) {
        static char own[] = "/tmp/vadvise-test-XXXXXX";
        static bool made;

        made = made || mkdtemp(own) != NULL;
        folder = own;
    }
    (void)snprintf(buf, FIXTURE_PATH_MAX, "%s/%s", folder, name);
    return buf;
}

static inline void
fixture_remove(const char *path)
{
    char name[FIXTURE_PATH_MAX + 8];

    (void)unlink(path);
    (void)snprintf(name, sizeof name, "%s-wal", path);
    (void)unlink(name);
    (void)snprintf(name, sizeof name, "%s-shm", path);
    (void)unlink(name);
}

static inline enum va_code
fixture_open(const char *path, struct store **out, struct va_err *err)
{
    const struct store_options o = { .path = path, .create = true, .busy_ms = 50 };

    return store_open(&o, out, err);
}

/* Sample number i of a workload: sizes, CPUs and cold starts vary, some fail. */
static inline struct sample
fixture_sample(const char *workload, int64_t i)
{
    static const char *const cpus[] = { "", "Xeon", "EPYC" };
    struct sample s;

    sample_init(&s);
    s.workload = workload;
    s.implementation = "local";
    s.platform = "aws-lambda-x86";
    s.region = "eu-west-1";
    s.memory_mb = 128 << (i % 5);
    s.cold = i % 20 == 0;
    s.cpu = cpus[i % 3];
    s.duration_ns = (INT64_C(50000) + i * 7919 % 4001) * 10000 * (2048 / s.memory_mb);
    s.billed_ms = (s.duration_ns + 999999) / 1000000;
    s.max_memory_mb = (int32_t)(70 + i % 40);
    if (i % 97 == 96) {
        s.error = "timeout";
        s.duration_ns = SAMPLE_NONE;
        s.billed_ms = SAMPLE_NONE;
    }
    return s;
}

/* SHA-256 digits that stand for the content of import number `content`. */
static inline const char *
fixture_sha(char buf[65], unsigned content)
{
    (void)snprintf(buf, 65, "%064x", content);
    return buf;
}

struct fixture_import {
    const char *workload;
    int64_t from, n;  /* samples from..from + n - 1 */
    unsigned content; /* which bytes they came from */
    bool with_ids;    /* each sample has a request id */
    const char *target;
};

/* Import samples; the first failure ends it. */
static inline enum va_code
fixture_import(struct store *s, const struct fixture_import *f, struct import_counts *out,
               struct va_err *err)
{
    const struct import_source source = { "test.csv", "csv", f->target ? f->target : "",
                                          INT64_C(1790000000000) };
    struct store_import *i = NULL;
    char sha[65];
    char id[40];
    enum va_code code = store_import_begin(s, &source, &i, err);

    if (code)
        return code;
    for (int64_t k = f->from; k < f->from + f->n && !code; k++) {
        struct sample sample = fixture_sample(f->workload, k);

        (void)snprintf(id, sizeof id, "%08x-0000-4000-8000-0123456789ab", (unsigned)k);
        sample.request_id = f->with_ids ? id : "";
        code = store_import_add(i, &sample, err);
    }
    if (code) {
        store_import_abort(i);
        return code;
    }
    return store_import_commit(i, fixture_sha(sha, f->content), out, err);
}

static inline enum va_code
fixture_open_as(const char *path, bool read_only, bool create, struct store **out,
                struct va_err *err)
{
    const struct store_options o = {
        .path = path, .read_only = read_only, .create = create, .busy_ms = 60
    };

    return store_open(&o, out, err);
}

/* A database with one workload, "w", of FIXTURE_ROWS samples. */
static inline void
fixture_make(const char *path)
{
    struct import_counts counts;
    struct store *s = NULL;

    fixture_remove(path);
    if (fixture_open(path, &s, NULL) ||
        fixture_import(s, &(struct fixture_import){ "w", 0, FIXTURE_ROWS, 1, true, "" },
                       &counts, NULL))
        printf("# %s could not be made\n", path);
    store_close(s);
}

static inline enum va_code
fixture_count_one(void *ctx, const struct sample *sample)
{
    int64_t *n = ctx;

    (void)sample;
    ++*n;
    return VA_OK;
}

/* Samples stored of a workload, by its blocks; -1 when they cannot be read. */
static inline int64_t
fixture_count(struct store *s, const char *workload)
{
    int64_t n = 0;

    return store_samples(s, workload, fixture_count_one, &n, NULL) ? -1 : n;
}

/* Samples of a workload, by its summaries; -1 when it cannot be read. */
static inline int64_t
fixture_summed(struct store *s, const char *workload)
{
    struct workload w;
    int64_t n = 0;

    if (store_load(s, workload, &w, NULL))
        return -1;
    for (int32_t p = 0; p < w.n_profiles; p++) {
        for (int32_t g = 0; g < w.profiles[p].n_groups; g++) {
            const struct summary *m = &w.profiles[p].groups[g].summary;

            n += m->n + m->n_failed;
        }
    }
    workload_clear(&w);
    return n;
}

static inline bool
fixture_is_sound(struct store *s)
{
    struct store_health h;

    return store_health(s, true, &h, NULL) == VA_OK && !strcmp(h.integrity, "ok");
}

#endif
