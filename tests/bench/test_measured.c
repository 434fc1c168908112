/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What accuracy rests on: measurements as they are loaded, sizes left out, quantiles. */
#include <stdlib.h>
#include <unistd.h>

#include "figures.h"
#include "heldout.h"
#include "measured.h"
#include "tap.h"

static const char header[] =
    "workload,platform,emulates,memory_mb,duration_ms,cold,error\n";

/* Load a file of that content. */
static enum va_code
load(struct measured *m, const char *folder, const char *name, const char *rows)
{
    char path[512];
    struct va_err err = { 0 };
    enum va_code code = VA_OK;
    FILE *f = NULL;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    f = fopen(path, "w");
    if (!f)
        return VA_IO;
    fputs(header, f);
    fputs(rows, f);
    if (fclose(f))
        return VA_IO;
    code = measured_load(m, path, &err);
    unlink(path);
    return code;
}

static bool
test_load(struct measured *m, const char *folder)
{
    static const char first[] = "b,aws-lambda-x86,,1024,30,,\n"
                                "a,aws-lambda-arm,,256,90,,\n"
                                "b,aws-lambda-x86,,128,100,0,\n"
                                "b,aws-lambda-x86,,128,400,1,\n"
                                "b,aws-lambda-x86,,128,120,0,\n"
                                "b,aws-lambda-x86,,512,7,,out of memory\n"
                                "b,aws-lambda-arm,,128,50,,\n"
                                "b,aws-lambda-x86,,1024,20,,\n";
    const struct measured_curve *c = NULL;

    IS_INT(load(m, folder, "one.two.csv", first), VA_OK, "a file is loaded");
    if (!OK(m->curves && m->n_curves == 3, "each workload on each platform is a curve"))
        return false;
    IS_STR(m->files[0].name, "one", "its name is that before the first dot");
    c = &m->curves[0];
    IS_INT(c->n_sizes, 2, "with the sizes at which something worked");
    IS_INT(c->sizes[0].memory_mb, 128, "the smallest first");
    NEAR(c->sizes[0].median_ms, 120, 1e-12,
         "a size's duration is the median of its rows");
    IS_INT(c->sizes[0].rows, 3, "cold or not");
    NEAR(c->sizes[1].median_ms, 25, 1e-12, "of two, the middle");
    OK(c->lambda, "a Lambda platform is one");
    IS_STR(measured_profile(m, c)->platform, "aws-lambda-x86", "its summaries are found");
    IS_INT(measured_profile(m, c)->n_groups, 4, "failures and cold starts apart");
    return true;
}

static void
test_load_more(struct measured *m, const char *folder)
{
    static const char second[] = "a,knative,,256,90,,\n"
                                 "a,aws-lambda-x86,gcf-gen1,256,90,,\n";
    struct va_err err = { 0 };

    IS_INT(load(m, folder, "second.csv", second), VA_OK, "a second file is loaded");
    IS_INT(m->n_files, 2, "beside the first");
    IS_INT(m->n_curves, 5, "the same workload there is another curve");
    IS_INT(m->curves[3].file, 1, "of its file");
    OK(!m->curves[3].lambda, "another platform is not Lambda");
    OK(!m->curves[4].lambda, "nor is Lambda that plays another");
    IS_INT(load(m, folder, "bad.csv", "a,p,,256,-1,,\n"), VA_DATA,
           "a bad file is refused");
    IS_INT(m->n_files, 2, "and leaves nothing");
    IS_INT(measured_load(m, "/nowhere/at.csv", &err), VA_IO, "as is none");
}

static void
test_heldout(const struct measured *m)
{
    const struct profile *p = measured_profile(m, &m->curves[0]);
    struct heldout *h = malloc(sizeof *h);

    if (!h || heldout_init(h, p, 128) != VA_OK) {
        OK(false, "a size can be left out");
        free(h);
        return;
    }
    IS_INT(h->contender.curve.n_sizes, 1, "a size is left out");
    IS_INT(h->contender.curve.sizes[0].memory_mb, 1024, "the others stay");
    OK(!h->contender.has_curve, "one size is no curve");
    heldout_clear(h);
    OK(heldout_init(h, p, 0) == VA_OK && h->contender.has_curve,
       "nothing left out, there is a curve");
    IS_INT(h->contender.curve.sizes[0].rows, 2, "of warm runs where there are some");
    IS_INT(p->n_groups, 4, "the profile is as it was");
    heldout_clear(h);
    free(h);
}

static void
test_spread(void)
{
    int32_t at[HELDOUT_PICKS_MAX];

    IS_INT(heldout_spread(5, 24, at), 5, "few sizes are all taken");
    IS_INT(at[4], 4, "in order");
    IS_INT(heldout_spread(53, 20, at), 20, "of many, as many as asked");
    IS_INT(at[0], 0, "the first");
    IS_INT(at[19], 52, "the last");
    for (int32_t i = 1; i < 20; i++)
        if (at[i] - at[i - 1] < 2 || at[i] - at[i - 1] > 3)
            at[0] = -1;
    IS_INT(at[0], 0, "and even steps between");
}

static void
test_figures(void)
{
    struct figures f = { 0 };

    OK(isnan(figures_mean(&f)) && isnan(figures_quantile(&f, 0.5)),
       "no values have no mean and no median");
    figures_add(&f, 7);
    NEAR(figures_quantile(&f, 0.9), 7, 0, "one value is every quantile");
    for (int i = 200; i > 0; i--)
        figures_add(&f, i < 7 ? i : i + 1);
    NEAR(figures_quantile(&f, 0), 1, 0, "the least of many");
    NEAR(figures_quantile(&f, 1), 201, 0, "the largest");
    NEAR(figures_quantile(&f, 0.5), 101, 1e-12, "the median");
    NEAR(figures_quantile(&f, 0.9025), 181.5, 1e-12, "in a line between two values");
    NEAR(figures_mean(&f), 101, 1e-12, "the mean");
    figures_clear(&f);
    IS_INT(f.n, 0, "cleared, there are none");
}

int
main(void)
{
    const char *tmp = getenv("TEST_TMP");
    char folder[256];
    struct measured m = { 0 };

    snprintf(folder, sizeof folder, "%s/measured-XXXXXX", tmp ? tmp : "/tmp");
    if (!OK(mkdtemp(folder) != NULL, "there is a folder for files"))
        return done();
    if (test_load(&m, folder)) {
        test_load_more(&m, folder);
        test_heldout(&m);
    }
    measured_clear(&m);
    IS_INT(m.n_curves, 0, "cleared, nothing is left");
    test_spread();
    test_figures();
    rmdir(folder);
    return done();
}
