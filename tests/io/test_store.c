/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is stored comes back; the same thing twice is stored once; forgetting. */
#include "io/store.h"

#include "store_fixture.h"
#include "tap.h"

static bool
near(double a, double b)
{
    return fabs(a - b) <= 1e-9 * (fabs(a) + fabs(b)) + 1e-9;
}

/* Counts and quantiles are the same however samples are added, moments to rounding. */
static bool
same_summary(const struct summary *a, const struct summary *b)
{
    for (int i = 0; i <= 20; i++) {
        const double q = i / 20.0;

        if (a->n > 0 && fabs(sketch_quantile(&a->quantiles, q) -
                             sketch_quantile(&b->quantiles, q)) > 0)
            return false;
    }
    return a->rows == b->rows && a->n == b->n && a->n_failed == b->n_failed &&
           a->max_memory_mb == b->max_memory_mb && a->billed_n == b->billed_n &&
           a->init_n == b->init_n && a->first_ms == b->first_ms &&
           a->last_ms == b->last_ms && a->censored_n == b->censored_n &&
           near(a->weight, b->weight) && near(a->mean_log, b->mean_log) &&
           near(a->m2_log, b->m2_log) && near(a->mean_ms, b->mean_ms) &&
           near(a->m2_ms, b->m2_ms) && near(a->billed_sum_ms, b->billed_sum_ms) &&
           near(a->init_mean_ms, b->init_mean_ms) && near(a->init_m2_ms, b->init_m2_ms);
}

/* Compare what was stored with the same samples summarised in memory. */
static void
test_load(struct store *s)
{
    struct workload stored;
    struct workload expected;
    struct import_counts counts = { 0 };
    bool same = true;

    IS_INT(fixture_import(s, &(struct fixture_import){ "thumbs", 0, 500, 1, false, "" },
                          &counts, NULL),
           VA_OK, "samples are imported");
    IS_INT(counts.rows, 500, "all of them");
    OK(!counts.seen_before && !counts.duplicates, "none was there before");
    workload_init(&expected);
    for (int64_t k = 0; k < 500; k++) {
        const struct sample sample = fixture_sample("thumbs", k);

        if (workload_add_sample(&expected, &sample, NULL))
            break;
    }
    IS_INT(store_load(s, "thumbs", &stored, NULL), VA_OK, "the workload loads");
    IS_STR(stored.name, "thumbs", "under its name");
    IS_INT(stored.n_profiles, 1, "with one profile");
    IS_STR(stored.profiles[0].region, "eu-west-1", "of its region");
    IS_INT(stored.n_implementations, 1, "and its implementation");
    IS_INT(stored.profiles[0].n_groups, expected.profiles[0].n_groups,
           "it has as many groups as in memory");
    for (int32_t k = 0; k < stored.profiles[0].n_groups; k++) {
        const struct size_group *g = &stored.profiles[0].groups[k];
        const char *cpu = g->cpu < 0 ? "" : stored.profiles[0].cpus[g->cpu];
        const struct group_key key = { g->memory_mb, g->cold, cpu };
        struct size_group *e = NULL;

        same = same && !profile_group(&expected.profiles[0], &key, &e, NULL);
        same = same && same_summary(&g->summary, &e->summary);
    }
    OK(same, "each summary equals the one made in memory");
    workload_clear(&stored);
    workload_clear(&expected);
}

struct compare {
    int64_t at;
    bool same;
};

static enum va_code
compare_one(void *ctx, const struct sample *b)
{
    struct compare *c = ctx;
    const struct sample a = fixture_sample("thumbs", c->at++);

    c->same = c->same && !strcmp(a.workload, b->workload) &&
              !strcmp(a.implementation, b->implementation) &&
              !strcmp(a.platform, b->platform) && !strcmp(a.region, b->region) &&
              !strcmp(a.cpu, b->cpu) && !strcmp(a.error, b->error) &&
              a.duration_ns == b->duration_ns && a.memory_mb == b->memory_mb &&
              a.cold == b->cold && a.billed_ms == b->billed_ms &&
              a.max_memory_mb == b->max_memory_mb;
    return VA_OK;
}

static enum va_code
stop_at_three(void *ctx, const struct sample *sample)
{
    int *n = ctx;

    (void)sample;
    return ++*n == 3 ? VA_NETWORK : VA_OK;
}

static void
test_samples(struct store *s)
{
    struct compare c = { 0, true };
    struct va_err err = { .code = VA_OK };
    int n = 0;

    IS_INT(store_samples(s, "thumbs", compare_one, &c, NULL), VA_OK,
           "raw samples are read");
    IS_INT(c.at, 500, "every one of them");
    OK(c.same, "equal to what was imported, in the order stored");
    IS_INT(store_samples(s, "thumbs", stop_at_three, &n, NULL), VA_NETWORK,
           "a visitor's failure is what the call returns");
    IS_INT(n, 3, "and ends it at once");
    IS_INT(store_samples(s, "nobody", compare_one, &c, &err), VA_DATA,
           "a workload that is not there has no samples");
    OK(strstr(err.text, "no workload 'nobody'") != NULL, "the message names it");
}

static void
test_twice(struct store *s)
{
    const struct fixture_import first = { "twice", 0, 300, 2, false, "" };
    struct fixture_import other = first;
    struct import_counts counts = { 0 };

    (void)fixture_import(s, &first, &counts, NULL);
    IS_INT(fixture_import(s, &first, &counts, NULL), VA_OK, "the same bytes again");
    OK(counts.seen_before, "are known");
    IS_INT(counts.rows, 0, "and nothing is stored");
    IS_INT(fixture_count(s, "twice"), 300, "the samples are there once");
    other.target = "workload=other";
    IS_INT(fixture_import(s, &other, &counts, NULL), VA_OK,
           "the same bytes for another target");
    OK(!counts.seen_before && counts.rows == 300, "are stored");
    IS_INT(fixture_summed(s, "twice"), 600, "in addition");
}

/* Two exports of a log that overlap. */
static void
test_request_ids(struct store *s)
{
    struct import_counts counts = { 0 };

    (void)fixture_import(s, &(struct fixture_import){ "log", 0, 400, 3, true, "" },
                         &counts, NULL);
    IS_INT(counts.rows, 400, "a log is imported");
    IS_INT(fixture_import(s, &(struct fixture_import){ "log", 300, 400, 4, true, "" },
                          &counts, NULL),
           VA_OK, "and one that overlaps with it");
    IS_INT(counts.rows, 300, "the new requests are stored");
    IS_INT(counts.duplicates, 100, "those that are stored already are left out");
    IS_INT(fixture_count(s, "log"), 700, "each request is stored once");
    IS_INT(fixture_summed(s, "log"), 700, "and counted once");
    (void)fixture_import(s, &(struct fixture_import){ "log2", 0, 10, 3, true, "x" },
                         &counts, NULL);
    IS_INT(counts.rows, 10, "another workload may have the same request ids");
}

static void
test_repeated_id(struct store *s)
{
    const struct import_source source = { "-", "report", "", 0 };
    struct store_import *i = NULL;
    struct import_counts counts = { 0 };
    struct sample sample = fixture_sample("repeat", 1);
    char sha[65];

    sample.request_id = "the same";
    IS_INT(store_import_begin(s, &source, &i, NULL), VA_OK, "an import begins");
    for (int k = 0; k < 3; k++)
        (void)store_import_add(i, &sample, NULL);
    IS_INT(store_import_commit(i, fixture_sha(sha, 5), &counts, NULL), VA_OK,
           "an import that has one request three times");
    OK(counts.rows == 1 && counts.duplicates == 2, "stores it once");
}

static void
test_abort(struct store *s)
{
    const struct import_source source = { "-", "csv", "", 0 };
    struct store_import *i = NULL;
    const struct sample sample = fixture_sample("aborted", 1);
    struct sample bad = fixture_sample("", 1);
    struct import_counts counts = { 0 };
    struct va_err err = { .code = VA_OK };
    char sha[65];

    (void)store_import_begin(s, &source, &i, NULL);
    IS_INT(store_import_add(i, &sample, NULL), VA_OK, "a sample is added");
    store_import_abort(i);
    store_import_abort(NULL);
    IS_INT(fixture_count(s, "aborted"), -1, "an import that is given up leaves nothing");
    (void)store_import_begin(s, &source, &i, NULL);
    (void)store_import_add(i, &sample, NULL);
    IS_INT(store_import_add(i, &bad, &err), VA_DATA, "a sample without workload is bad");
    IS_INT(store_import_add(i, &sample, &err), VA_DATA, "nothing goes on after it");
    IS_INT(store_import_commit(i, fixture_sha(sha, 6), &counts, &err), VA_DATA,
           "nor can it be committed");
    IS_INT(fixture_count(s, "aborted"), -1, "nothing of it is stored");
}

static void
test_facts(struct store *s)
{
    const struct import_source source = { "face.json", "workload", "", 0 };
    struct store_import *i = NULL;
    struct import_counts counts = { 0 };
    struct implementation *m = NULL;
    struct profile *p = NULL;
    struct workload w;
    char sha[65];

    workload_init(&w);
    (void)snprintf(w.name, sizeof w.name, "facedetect");
    (void)snprintf(w.note, sizeof w.note, "from a paper");
    w.now_mb = 1024;
    (void)workload_implementation(&w, "rekognition", &m, NULL);
    (void)snprintf(m->api, sizeof m->api, "aws-rekognition");
    m->calls_per_invocation = 10;
    m->recall = 0.75;
    (void)workload_profile(
        &w,
        &(struct profile_key){ .implementation = "mtcnn", .platform = "aws-lambda-x86" },
        &p, NULL);
    p->published = true;
    p->curve = (struct curve_published){ 14950000, -0.7171, NAN, 448, 3008 };
    (void)workload_profile(
        &w, &(struct profile_key){ .implementation = "vision", .platform = "gcf-gen1" },
        &p, NULL);
    p->duration_unknown = true;
    (void)store_import_begin(s, &source, &i, NULL);
    IS_INT(store_import_workload(i, &w, NULL), VA_OK, "a workload's facts are taken");
    IS_INT(store_import_commit(i, fixture_sha(sha, 7), &counts, NULL), VA_OK,
           "and stored");
    workload_clear(&w);

    IS_INT(store_load(s, "facedetect", &w, NULL), VA_OK, "they load");
    IS_STR(w.note, "from a paper", "the note");
    IS_INT(w.now_mb, 1024, "the size deployed");
    (void)workload_implementation(&w, "rekognition", &m, NULL);
    IS_STR(m->api, "aws-rekognition", "the API it calls");
    OK(m->calls_per_invocation == 10 && fabs(m->recall - 0.75) < 1e-12,
       "how often, and its recall");
    OK(w.profiles[0].published && w.profiles[0].curve.from_mb == 448 &&
           w.profiles[0].curve.a > 14949999.5 && isnan(w.profiles[0].curve.r2),
       "the published curve");
    OK(w.profiles[1].duration_unknown && !w.profiles[1].published,
       "and that a duration is not known");
    workload_clear(&w);
}

/* A later file that states less, and the first one again. */
static void
test_facts_again(struct store *s)
{
    const struct import_source source = { "face.json", "workload", "", 0 };
    struct store_import *i = NULL;
    struct import_counts counts = { 0 };
    struct implementation *m = NULL;
    struct workload w;
    char sha[65];

    (void)store_import_begin(s, &source, &i, NULL);
    workload_init(&w);
    (void)snprintf(w.name, sizeof w.name, "facedetect");
    (void)workload_implementation(&w, "rekognition", &m, NULL);
    (void)store_import_workload(i, &w, NULL);
    workload_clear(&w);
    (void)store_import_commit(i, fixture_sha(sha, 8), &counts, NULL);
    (void)store_load(s, "facedetect", &w, NULL);
    (void)workload_implementation(&w, "rekognition", &m, NULL);
    OK(w.now_mb == 1024 && m->calls_per_invocation == 10 && m->recall > 0.7,
       "what a later file leaves open stays");
    workload_clear(&w);
    (void)store_import_begin(s, &source, &i, NULL);
    IS_INT(store_import_commit(i, fixture_sha(sha, 7), &counts, NULL), VA_OK,
           "the same file again");
    OK(counts.seen_before, "is known");
}

static void
test_now(struct store *s)
{
    struct workload w;

    IS_INT(store_set_now(s, "thumbs", 512, NULL), VA_OK, "the size deployed is kept");
    (void)store_load(s, "thumbs", &w, NULL);
    IS_INT(w.now_mb, 512, "and loads");
    workload_clear(&w);
    IS_INT(store_set_now(s, "thumbs", 0, NULL), VA_OK, "0 forgets it");
    (void)store_load(s, "thumbs", &w, NULL);
    IS_INT(w.now_mb, 0, "so that it is not known");
    workload_clear(&w);
    IS_INT(store_set_now(s, "nobody", 512, NULL), VA_DATA, "it needs a workload");
    IS_INT(store_set_now(s, "thumbs", -1, NULL), VA_DOMAIN, "and a size");
}

struct names {
    char all[512];
    int stop_after;
};

static enum va_code
note_name(void *ctx, const char *name)
{
    struct names *n = ctx;

    (void)snprintf(n->all + strlen(n->all), sizeof n->all - strlen(n->all), "%s ", name);
    return --n->stop_after == 0 ? VA_NETWORK : VA_OK;
}

static void
test_names(struct store *s)
{
    struct names n = { "", 0 };

    IS_INT(store_names(s, note_name, &n, NULL), VA_OK, "names are listed");
    IS_STR(n.all, "facedetect log log2 repeat thumbs twice ", "in order");
    n = (struct names){ "", 2 };
    IS_INT(store_names(s, note_name, &n, NULL), VA_NETWORK, "a visitor's failure");
    IS_STR(n.all, "facedetect log ", "ends the list");
}

static void
test_forget(struct store *s)
{
    struct forget_what what = { .workload = "log", .dry_run = true };
    const struct fixture_import both = { "log", 0, 400, 3, true, "" };
    struct import_counts counts = { 0 };
    struct workload w;
    int64_t n = -1;

    IS_INT(store_forget(s, &what, &n, NULL), VA_OK, "what forget would take");
    IS_INT(n, 700, "is counted");
    IS_INT(fixture_count(s, "log"), 700, "and stays");
    what.platform = "gcf-gen1";
    what.dry_run = false;
    IS_INT(store_forget(s, &what, &n, NULL), VA_OK, "what is not there");
    IS_INT(n, 0, "is no sample");
    IS_INT(fixture_count(s, "log"), 700, "and nothing goes");
    what.platform = NULL;
    IS_INT(store_forget(s, &what, &n, NULL), VA_OK, "a workload is forgotten");
    IS_INT(n, 700, "with all samples");
    IS_INT(store_load(s, "log", &w, NULL), VA_DATA, "and is gone");
    IS_INT(store_forget(s, &what, &n, NULL), VA_DATA, "a second time there is none");
    IS_INT(fixture_import(s, &both, &counts, NULL), VA_OK, "what was forgotten");
    OK(!counts.seen_before && counts.rows == 400, "can be imported again");
    OK(fixture_is_sound(s), "the file is sound");
}

/* One file with two workloads; one is forgotten; the file again brings back that one. */
static enum va_code
import_pair(struct store *s, struct import_counts *out)
{
    const struct import_source source = { "pair.csv", "csv", "", 0 };
    struct store_import *i = NULL;
    char sha[65];
    enum va_code code = store_import_begin(s, &source, &i, NULL);

    for (int64_t k = 0; k < 5000 && !code; k++) {
        const struct sample sample = fixture_sample(k % 2 ? "odd" : "even", k);

        code = store_import_add(i, &sample, NULL);
    }
    return code ? code : store_import_commit(i, fixture_sha(sha, 9), out, NULL);
}

static void
test_forget_one_of_two(struct store *s)
{
    struct import_counts counts = { 0 };
    const struct forget_what what = { .workload = "odd", .implementation = "local" };
    int64_t n = 0;

    IS_INT(import_pair(s, &counts), VA_OK, "a file with two workloads");
    (void)store_forget(s, &what, &n, NULL);
    IS_INT(n, 2500, "of which one is forgotten");
    IS_INT(fixture_count(s, "odd"), -1, "altogether");
    IS_INT(import_pair(s, &counts), VA_OK, "is imported again");
    OK(!counts.seen_before, "as one that is not wholly there");
    IS_INT(counts.rows, 2500, "what was forgotten is stored");
    IS_INT(fixture_count(s, "odd"), 2500, "so that it is back");
    IS_INT(fixture_summed(s, "odd"), 2500, "in the summaries too");
    IS_INT(fixture_count(s, "even"), 2500, "and the other is there once");
    IS_INT(fixture_summed(s, "even"), 2500, "in the summaries too");
    IS_INT(import_pair(s, &counts), VA_OK, "once more");
    OK(counts.seen_before, "the file is known");
    OK(fixture_is_sound(s), "the file is sound");
}

static void
test_limits(struct store *s)
{
    const struct import_source source = { "-", "csv", "", 0 };
    struct store_import *i = NULL;
    struct import_counts counts = { 0 };
    struct va_err err = { .code = VA_OK };
    char region[16];
    char cpu[32];
    char sha[65];
    int taken = 0;

    (void)store_import_begin(s, &source, &i, NULL);
    for (; taken <= WORKLOAD_PROFILES_MAX; taken++) {
        struct sample sample = fixture_sample("many", taken);

        (void)snprintf(region, sizeof region, "r%d", taken);
        sample.region = region;
        if (store_import_add(i, &sample, &err))
            break;
    }
    IS_INT(taken, WORKLOAD_PROFILES_MAX, "a workload takes 256 profiles");
    OK(strstr(err.text, "256 profiles") != NULL, "and says so");
    store_import_abort(i);
    for (unsigned round = 0; round < 2; round++) {
        (void)store_import_begin(s, &source, &i, NULL);
        for (int k = 0; k < 40; k++) {
            struct sample sample = fixture_sample("many", 1);

            (void)snprintf(cpu, sizeof cpu, "cpu %u/%d", round, k);
            sample.cpu = cpu;
            (void)store_import_add(i, &sample, NULL);
        }
        if (store_import_commit(i, fixture_sha(sha, 20 + round), &counts, &err))
            break;
        counts.rows = -1;
    }
    OK(strstr(err.text, "64 CPU models") != NULL,
       "CPU models of two imports together are limited");
    IS_INT(fixture_summed(s, "many"), 40, "the second import is not there at all");
}

/* Enough workloads, and enough samples, that not all is kept in memory. */
static void
test_many(struct store *s)
{
    enum { WORKLOADS = 3000, ROUNDS = 4, EACH = 5 };
    const struct import_source source = { "-", "csv", "", 0 };
    struct store_import *i = NULL;
    struct import_counts counts = { 0 };
    struct va_err err = { .code = VA_OK };
    char name[32];
    char sha[65];
    enum va_code code = store_import_begin(s, &source, &i, &err);
    bool right = true;

    for (int round = 0; round < ROUNDS; round++) {
        for (int w = 0; w < WORKLOADS && !code; w++) {
            (void)snprintf(name, sizeof name, "many-%04d", w);
            for (int k = 0; k < EACH && !code; k++) {
                const struct sample sample = fixture_sample(name, round * EACH + k);

                code = store_import_add(i, &sample, &err);
            }
        }
    }
    code = code ? code : store_import_commit(i, fixture_sha(sha, 30), &counts, &err);
    IS_INT(code, VA_OK, "3,000 workloads that alternate are imported");
    IS_INT(counts.rows, WORKLOADS * ROUNDS * EACH, "with all samples");
    for (int w = 0; w < WORKLOADS; w += 97) {
        (void)snprintf(name, sizeof name, "many-%04d", w);
        right = right && fixture_count(s, name) == ROUNDS * EACH &&
                fixture_summed(s, name) == ROUNDS * EACH;
    }
    OK(right, "each workload has its own");
}

static void
test_health(struct store *s)
{
    struct store_health h;

    IS_INT(store_health(s, false, &h, NULL), VA_OK, "the file can be checked quickly");
    IS_STR(h.integrity, "ok", "and is sound");
    IS_INT(h.version, 6, "it is of version 6");
    OK(h.workloads > 3000 && h.samples > 60000 && h.bytes > 4096, "its counts are given");
    IS_INT(store_health(s, true, &h, NULL), VA_OK, "it can be checked wholly");
    IS_STR(h.integrity, "ok", "and is sound");
}

int
main(void)
{
    char path[FIXTURE_PATH_MAX];
    struct store *s = NULL;
    struct va_err err = { .code = VA_OK };

    (void)fixture_path(path, "store.db");
    fixture_remove(path);
    if (!OK(fixture_open(path, &s, &err) == VA_OK, "a database is made"))
        return done();
    test_load(s);
    test_samples(s);
    test_twice(s);
    test_request_ids(s);
    test_repeated_id(s);
    test_abort(s);
    test_facts(s);
    test_facts_again(s);
    test_now(s);
    test_names(s);
    test_forget(s);
    test_forget_one_of_two(s);
    test_limits(s);
    test_many(s);
    test_health(s);
    store_close(s);
    fixture_remove(path);
    return done();
}
