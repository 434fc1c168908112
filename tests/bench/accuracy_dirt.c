/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs of known functions, with cold starts and outliers among them that look like any
 * other run. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "accuracy.h"
#include "core/stats.h"
#include "heldout.h"
#include "peers.h"
#include "truth.h"

enum { SIZES_LEAST = 5, SIZES_MOST = 12, RUNS = 10, LATTICE = 40 };

/* What happens to some of the runs. */
struct dirt {
    const char *text;
    double share;
    double low, high; /* their duration is multiplied by: from, to */
    bool even_in_log;
};

/* clang-format off */
static const struct dirt dirts[] = {
    { "clean",                   0,    1, 1,  false },
    { "20 % cold x2 to x4",      0.2,  2, 4,  false },
    { "5 % outliers x3 to x30",  0.05, 3, 30, true },
};
/* clang-format on */

enum method { OURS, POWER_LAW, KNEE, METHOD_COUNT };

/* Mean errors of each curve in %. */
struct errors {
    struct figures left[METHOD_COUNT];  /* at its sizes, each left out */
    struct figures range[METHOD_COUNT]; /* at sizes spread over its range */
};

/* One function as it was measured. */
struct trial {
    const struct truth *truth;
    struct profile profile;
    int32_t n;
    double mb[SIZES_MOST];
    double ms[SIZES_MOST]; /* exp of the mean log duration: what least squares see */
};

static double
run_ms(double host_ms, const struct dirt *dirt, uint64_t *state)
{
    const double unit = random_unit(state);
    const double factor =
        dirt->even_in_log ? dirt->low * pow(dirt->high / dirt->low, random_unit(state))
                          : dirt->low + (dirt->high - dirt->low) * random_unit(state);
    const double ms = host_ms * exp(tuning_typical.sd_run * random_normal(state));

    return unit < dirt->share ? factor * ms : ms;
}

static enum va_code
measure(struct trial *t, const struct dirt *dirt, uint64_t seed)
{
    static const struct profile_key key = { .implementation = "default",
                                            .platform = "aws-lambda-x86" };
    uint64_t state = (seed + 1) * UINT64_C(0x9E3779B97F4A7C15) | 1;
    enum va_code code = profile_init(&t->profile, &key, NULL);

    for (int32_t i = 0; i < t->n && !code; i++) {
        const double host_ms = truth_ms(t->truth, t->mb[i]) *
                               exp(tuning_typical.sd_host * random_normal(&state));
        double sum = 0;

        for (int32_t run = 0; run < RUNS && !code; run++) {
            const double ms = run_ms(host_ms, dirt, &state);
            const struct sample s = sample_of((int32_t)t->mb[i], ms);

            sum += log(ms);
            code = profile_add_sample(&t->profile, &s, NULL);
        }
        t->ms[i] = exp(sum / RUNS);
    }
    return code;
}

/* What each method says of a size; fitted without the size at `left` (-1: with all). */
struct fits {
    struct heldout *ours;
    struct peer peers[METHOD_COUNT];
};

static bool
fit_all(const struct trial *t, int32_t left, struct fits *f)
{
    double mb[SIZES_MOST];
    double ms[SIZES_MOST];
    struct peer_points p = { .n = 0, .mb = mb, .ms = ms };
    bool fitted = false;

    for (int32_t i = 0; i < t->n; i++) {
        if (i == left)
            continue;
        mb[p.n] = t->mb[i];
        ms[p.n++] = t->ms[i];
    }
    if (heldout_init(f->ours, &t->profile, left < 0 ? 0 : (int32_t)t->mb[left]))
        return false;
    fitted = f->ours->contender.has_curve &&
             peer_fit(PEER_POWER, &p, &f->peers[POWER_LAW]) &&
             peer_fit(PEER_KNEE, &p, &f->peers[KNEE]);
    heldout_clear(f->ours);
    return fitted;
}

static void
add_errors(const struct trial *t, const struct fits *f, double mb, double *sums)
{
    const double truth = truth_ms(t->truth, mb);
    struct dist d;

    if (curve_predict(&f->ours->contender.curve, (int32_t)mb, &d) == VA_OK)
        sums[OURS] += accuracy_error(dist_statistic(&d, STAT_P50), truth);
    for (int method = POWER_LAW; method < METHOD_COUNT; method++)
        sums[method] += accuracy_error(peer_ms(&f->peers[method], mb), truth);
}

static void
judge_trial(const struct trial *t, struct fits *f, struct errors *e)
{
    const double ratio = t->mb[t->n - 1] / t->mb[0];
    double left[METHOD_COUNT] = { 0 };
    double range[METHOD_COUNT] = { 0 };

    for (int32_t i = 0; i < t->n; i++) {
        if (!fit_all(t, i, f))
            return;
        add_errors(t, f, t->mb[i], left);
    }
    if (!fit_all(t, -1, f))
        return;
    for (int32_t i = 0; i < LATTICE; i++)
        add_errors(t, f, floor(t->mb[0] * pow(ratio, (i + 0.5) / LATTICE)), range);
    for (int method = 0; method < METHOD_COUNT; method++) {
        figures_add(&e->left[method], left[method] / t->n);
        figures_add(&e->range[method], range[method] / LATTICE);
    }
}

static bool
make_truth(const struct measured_curve *c, struct truth *out)
{
    double mb[TRUTH_SIZES_MAX];
    double ms[TRUTH_SIZES_MAX];

    if (!c->lambda || c->n_sizes < SIZES_LEAST || c->n_sizes > TRUTH_SIZES_MAX)
        return false;
    for (int32_t i = 0; i < c->n_sizes; i++) {
        mb[i] = c->sizes[i].memory_mb;
        ms[i] = c->sizes[i].median_ms;
    }
    return truth_init(out, c->n_sizes, mb, ms) == VA_OK;
}

static enum va_code
judge_all(const struct measured *m, const struct dirt *dirt, struct fits *f,
          struct errors *e)
{
    enum va_code code = VA_OK;

    for (int32_t i = 0; i < m->n_curves && !code; i++) {
        const struct measured_curve *c = &m->curves[i];
        int32_t at[HELDOUT_PICKS_MAX];
        struct truth truth;
        struct trial t = { .truth = &truth };

        if (!make_truth(c, &truth))
            continue;
        t.n = heldout_spread(c->n_sizes, SIZES_MOST, at);
        for (int32_t k = 0; k < t.n; k++)
            t.mb[k] = c->sizes[at[k]].memory_mb;
        code = measure(&t, dirt, (uint64_t)i);
        if (!code)
            judge_trial(&t, f, e);
        profile_clear(&t.profile);
    }
    return code;
}

static void
print_errors(const struct dirt *dirt, struct errors *e, struct figure_table *t)
{
    static const char *const peers[] = {
        [POWER_LAW] = "power law", [KNEE] = "floor + knee"
    };

    for (int method = POWER_LAW; method < METHOD_COUNT; method++) {
        char name[96];
        struct figure_row row = { .section = "known functions: 10 runs a size",
                                  .name = name,
                                  .unit = "%",
                                  .peer = peers[method] };

        snprintf(name, sizeof name, "%s: size left out", dirt->text);
        row.ours = figures_mean(&e->left[OURS]);
        row.peer_value = figures_mean(&e->left[method]);
        figure_print(t, &row);
        snprintf(name, sizeof name, "%s: all sizes", dirt->text);
        row.ours = figures_mean(&e->range[OURS]);
        row.peer_value = figures_mean(&e->range[method]);
        figure_print(t, &row);
    }
}

enum va_code
accuracy_dirt(const struct accuracy *a)
{
    struct fits f = { .ours = malloc(sizeof *f.ours) };
    enum va_code code = f.ours ? VA_OK : VA_NOMEM;

    for (size_t i = 0; i < sizeof dirts / sizeof dirts[0] && !code; i++) {
        struct errors e = { 0 };

        code = judge_all(a->measured, &dirts[i], &f, &e);
        if (!code && e.left[OURS].n > 0)
            print_errors(&dirts[i], &e, a->table);
        for (int method = 0; method < METHOD_COUNT; method++) {
            figures_clear(&e.left[method]);
            figures_clear(&e.range[method]);
        }
    }
    free(f.ours);
    return code;
}
