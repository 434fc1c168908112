/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The samples of one run are forgotten, and nothing else. */
#include "io/forget_run.h"

#include <math.h>

#include "ledger_fixture.h"
#include "tap.h"

enum { RUN_SAMPLES = 40, FROM = 1000 };

static struct store *
open_store(const char *name)
{
    char path[FIXTURE_PATH_MAX];
    struct store *s = NULL;

    (void)fixture_path(path, name);
    fixture_remove(path);
    OK(fixture_open(path, &s, NULL) == VA_OK, "a database: %s", name);
    return s;
}

/* A run that stores samples; its number. */
static int64_t
measure(struct store *s, int64_t from)
{
    const int64_t run = ledger_running(s, "aws-lambda-x86", 1000000);
    const struct ledger_intent intent = ledger_intent(1);
    bool good = run > 0;

    for (int64_t k = from; k < from + RUN_SAMPLES && good; k++) {
        char name[SAMPLE_ID_MAX];
        struct sample m = ledger_sample(name, k);
        const struct ledger_result r = ledger_done(1, &m);
        int64_t id = 0;

        good = !ledger_reserve(s, run, &intent, &id, NULL) &&
               !ledger_settle(s, id, &r, NULL);
    }
    OK(good, "a run stores samples");
    return run;
}

static bool
import_some(struct store *s)
{
    const struct fixture_import f = { .workload = "w", .n = FIXTURE_ROWS, .content = 1 };
    struct import_counts counts;

    return fixture_import(s, &f, &counts, NULL) == VA_OK && counts.rows == FIXTURE_ROWS;
}

/* Are the summaries of both the same, but for rounding? */
static bool
is_alike(struct store *a, struct store *b)
{
    struct workload x;
    struct workload y;
    bool alike = !store_load(a, "w", &x, NULL) & !store_load(b, "w", &y, NULL);

    alike = alike && x.n_profiles == 1 && y.n_profiles == 1 &&
            x.profiles[0].n_groups == y.profiles[0].n_groups;
    for (int32_t i = 0; alike && i < x.profiles[0].n_groups; i++) {
        const struct size_group *g = &x.profiles[0].groups[i];
        const struct size_group *h = &y.profiles[0].groups[i];
        const double p = sketch_quantile(&g->summary.quantiles, 0.5);
        const double q = sketch_quantile(&h->summary.quantiles, 0.5);

        alike = g->memory_mb == h->memory_mb && g->cold == h->cold &&
                g->summary.n == h->summary.n &&
                g->summary.n_failed == h->summary.n_failed &&
                (fabs(p - q) <= 1e-9 * fabs(q) || (isnan(p) && isnan(q)));
    }
    workload_clear(&x);
    workload_clear(&y);
    return alike;
}

static void
test_one_of_several(void)
{
    struct store *s = open_store("several.db");
    struct store *never = open_store("never.db");
    struct ledger_totals totals;
    int64_t run = 0;
    int64_t other = 0;
    int64_t n = 0;

    OK(import_some(s) && import_some(never), "samples are imported into both");
    other = measure(never, FROM + RUN_SAMPLES);
    run = measure(s, FROM);
    other = measure(s, FROM + RUN_SAMPLES);
    IS_INT(fixture_count(s, "w"), FIXTURE_ROWS + 2 * RUN_SAMPLES, "all are there");
    OK(store_forget_run(s, run, true, &n, NULL) == VA_OK && n == RUN_SAMPLES,
       "first one may ask how many would go");
    IS_INT(fixture_count(s, "w"), FIXTURE_ROWS + 2 * RUN_SAMPLES, "then none has gone");
    OK(store_forget_run(s, run, false, &n, NULL) == VA_OK && n == RUN_SAMPLES,
       "those of a run go");
    IS_INT(fixture_count(s, "w"), FIXTURE_ROWS + RUN_SAMPLES, "the others stay");
    IS_INT(fixture_summed(s, "w"), FIXTURE_ROWS + RUN_SAMPLES, "in the summaries, too");
    OK(is_alike(s, never), "which are as if the run had never been");
    totals = ledger_totals(s, run);
    OK(totals.n[LEDGER_DONE] == RUN_SAMPLES && totals.spent_pusd == RUN_SAMPLES,
       "the ledger still knows what it cost");
    OK(store_forget_run(s, run, false, &n, NULL) == VA_OK && n == 0,
       "a second time there is nothing to forget");
    OK(store_forget_run(s, other, false, &n, NULL) == VA_OK && n == RUN_SAMPLES &&
           fixture_count(s, "w") == FIXTURE_ROWS,
       "the other run's can go as well");
    OK(fixture_is_sound(s), "the database is sound");
    store_close(s);
    store_close(never);
}

static void
test_the_only_one(void)
{
    struct store *s = open_store("only.db");
    struct workload w;
    const int64_t run = measure(s, FROM);
    int64_t n = 0;

    OK(store_forget_run(s, run, false, &n, NULL) == VA_OK && n == RUN_SAMPLES,
       "the only samples go");
    IS_INT(store_load(s, "w", &w, NULL), VA_DATA, "and the workload with them");
    workload_clear(&w);
    OK(measure(s, FROM) > run && fixture_count(s, "w") == RUN_SAMPLES,
       "the same requests may be stored anew");
    OK(fixture_is_sound(s), "the database is sound");
    store_close(s);
}

static void
test_no_such_run(void)
{
    struct store *s = open_store("none.db");
    struct va_err err;
    int64_t n = 0;

    IS_INT(store_forget_run(s, 3, false, &n, &err), VA_DATA, "a run that there is not");
    IS_STR(err.text, "there is no probe run 3", "is said to be so");
    store_close(s);
}

int
main(void)
{
    test_one_of_several();
    test_the_only_one();
    test_no_such_run();
    return done();
}
