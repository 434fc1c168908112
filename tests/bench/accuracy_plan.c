/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ways to measure known functions, to the pick that follows: what is paid, what the pick
 * is worth. */
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <time.h>

#include "accuracy.h"
#include "core/plan.h"
#include "core/tariffs.h"
#include "probing.h"

enum { TUNING_SIZES_LEAST = 5, DRAWS = 3 };

/* Deviation of the wiggly truths, and its length in log size. */
#define WIGGLE_SD 0.03
#define WIGGLE_LENGTH 0.5

/* Over both kinds of truth, and of each. */
struct tally {
    struct figures invocations, price; /* price: of Power Tuning's */
    struct figures missed;             /* 1: a limit is passed, 0: none is */
    struct figures safe;               /* 1: a limit has a safe pick, 0: it has none */
    struct figures safe_missed;        /* the same of safe picks, where there is one */
    struct figures regret[2];          /* %; smooth, wiggly */
    struct figures stated[2];          /* regret that it stated when it stopped, % */
};

/* One function, and who measures it. Large. */
struct bench {
    struct truth truth;
    double tuning_pusd; /* what Power Tuning paid for it */
    struct probing probing;
};

/* What is judged: a truth, and a seed for what is measured of it. */
struct trial {
    bool wiggly;
    uint64_t seed;
    const struct goal *goal;
};

static enum va_code
judge_safe(const struct bench *b, const struct trial *trial, int32_t safe_mb,
           struct tally *t)
{
    struct verdict v;
    enum va_code code = VA_OK;

    if (!trial->goal->has_budget && !trial->goal->has_latency)
        return VA_OK;
    figures_add(&t->safe, safe_mb > 0);
    if (safe_mb == 0)
        return VA_OK;
    code = truth_judge(&b->truth, trial->goal, safe_mb, &v);
    if (!code)
        figures_add(&t->safe_missed, v.missed);
    return code;
}

static enum va_code
judge_one(struct bench *b, const struct trial *trial, enum probing_way way,
          struct tally *tally)
{
    struct tally *t = &tally[way];
    struct probing *p = &b->probing;
    struct probing_outcome o;
    struct verdict v;
    enum va_code code = VA_OK;

    site_init(&p->site, &b->truth, &tuning_typical, trial->seed);
    code = probing_measure(p, way, trial->goal, &o);
    if (!code && o.picked)
        code = truth_judge(&b->truth, trial->goal, o.pick_mb, &v);
    if (code || !o.picked)
        return code;
    if (way == PROBING_TUNING)
        b->tuning_pusd = p->site.spent_pusd;
    figures_add(&t->invocations, (double)p->site.invocations);
    figures_add(&t->price, p->site.spent_pusd / b->tuning_pusd);
    figures_add(&t->missed, v.missed);
    figures_add(&t->regret[trial->wiggly], 100 * v.regret_ratio);
    if (!isnan(o.stated))
        figures_add(&t->stated[trial->wiggly], 100 * o.stated);
    return judge_safe(b, trial, o.safe_mb, t);
}

static enum va_code
judge_goal(struct bench *b, const struct trial *trial, struct tally *tally)
{
    static const enum probing_way order[PROBING_WAYS] = {
        PROBING_TUNING, PROBING_OURS, PROBING_LOGS, PROBING_PARROTFISH, PROBING_POWER_LAW
    };
    enum va_code code = VA_OK;

    for (int i = 0; i < PROBING_WAYS && !code; i++)
        code = judge_one(b, trial, order[i], tally);
    return code;
}

/* Where Power Tuning has a choice: functions whose range holds most of its sizes. */
static bool
is_wide(const struct truth *t)
{
    struct tuning tuning;

    truth_tune(t, &tuning_typical, 0, &tuning);
    return tuning.n >= TUNING_SIZES_LEAST;
}

static enum va_code
judge_truth(struct bench *b, bool wiggly, uint64_t seed, struct tally *tally)
{
    enum va_code code = VA_OK;

    if (wiggly)
        truth_wiggle(&b->truth, WIGGLE_SD, WIGGLE_LENGTH, seed + 1);
    for (int which = 0; which < TRUTH_CASE_COUNT && !code; which++) {
        struct goal goal;
        const struct trial trial = { wiggly, seed, &goal };

        truth_goal(&b->truth, (enum truth_case)which, &goal);
        code = judge_goal(b, &trial, tally);
    }
    return code;
}

static enum va_code
judge_curve(const struct measured_curve *c, int32_t index, struct bench *b,
            struct tally *tally)
{
    struct truth smooth;
    enum va_code code = VA_OK;

    if (!accuracy_truth(c, &smooth) || !is_wide(&smooth))
        return VA_OK;
    b->probing.tariff = tariff_x86();
    b->probing.tariff.sizes[0].min_mb = smooth.from_mb;
    b->probing.tariff.sizes[0].max_mb = smooth.to_mb;
    for (int i = 0; i < 2 * DRAWS && !code; i++) {
        b->truth = smooth;
        code =
            judge_truth(b, i >= DRAWS, 2 * (uint64_t)(DRAWS * index + i % DRAWS), tally);
    }
    return code;
}

/* --- the table --- */

static const char *const sections[] = {
    [PROBING_OURS] = "probing from nothing",
    [PROBING_LOGS] = "probing with logs at one size",
};

/* Ours and a peer's, of a kind of figure. */
struct kind {
    const char *name[2]; /* from nothing, with logs */
    const char *unit;
    double factor;
    size_t offset; /* of the figures in a tally */
};

static const struct kind kinds[] = {
    { { "invocations from nothing", "invocations with logs" },
      "",
      1,
      offsetof(struct tally, invocations) },
    { { "price from nothing; Power Tuning is 1", "price with logs; Power Tuning is 1" },
      "",
      1,
      offsetof(struct tally, price) },
    { { "regret from nothing: smooth truth", "regret with logs: smooth truth" },
      "%",
      1,
      offsetof(struct tally, regret[0]) },
    { { "regret from nothing: wiggly truth", "regret with logs: wiggly truth" },
      "%",
      1,
      offsetof(struct tally, regret[1]) },
    { { "goal missed by over 2 % from nothing", "goal missed by over 2 % with logs" },
      "%",
      100,
      offsetof(struct tally, missed) },
};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

static double
figure_of(const struct tally *t, const struct kind *k)
{
    const void *at = (const char *)t + k->offset;

    return k->factor * figures_mean((const struct figures *)at);
}

static void
print_kinds(const struct tally *tally, enum probing_way who, struct figure_table *table)
{
    for (int k = 0; k < KINDS; k++) {
        struct figure_row row = { .section = sections[who],
                                  .name = kinds[k].name[who],
                                  .unit = kinds[k].unit,
                                  .ours = figure_of(&tally[who], &kinds[k]) };

        for (int peer = PROBING_TUNING; peer < PROBING_WAYS; peer++) {
            row.peer = probing_name((enum probing_way)peer);
            row.peer_value = figure_of(&tally[peer], &kinds[k]);
            figure_print(table, &row);
        }
    }
}

static void
print_stated(const struct tally *t, enum probing_way who, struct figure_table *table)
{
    static const char *const rows[2][2] = {
        { "realised over stated regret: smooth", "realised over stated regret: wiggly" },
        { "the same with logs: smooth", "the same with logs: wiggly" },
    };

    for (int wiggly = 0; wiggly < 2; wiggly++) {
        const struct figure_row row = { .section = sections[who],
                                        .name = rows[who][wiggly],
                                        .unit = "",
                                        .ours = figures_mean(&t->regret[wiggly]) /
                                                figures_mean(&t->stated[wiggly]),
                                        .peer_value = NAN };

        figure_print(table, &row);
    }
}

/* How many limits have a safe pick, and how many of those picks miss. */
static void
print_safe(const struct tally *t, enum probing_way who, struct figure_table *table)
{
    static const char *const rows[2][2] = {
        { "limits with a safe pick from nothing", "limits with a safe pick with logs" },
        { "safe pick misses from nothing", "safe pick misses with logs" },
    };
    const double shares[2] = { figures_mean(&t->safe), figures_mean(&t->safe_missed) };

    for (int k = 0; k < 2; k++) {
        const struct figure_row row = { .section = sections[who],
                                        .name = rows[k][who],
                                        .unit = "%",
                                        .ours = 100 * shares[k],
                                        .peer_value = NAN };

        figure_print(table, &row);
    }
}

static double
cpu_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* A decision with three sizes measured, for each goal; the least of several rounds, in
 * the thread's own time. */
static enum va_code
time_decision(struct probing *b, double *out_ms)
{
    enum { ROUNDS = 20, RUNS = 3, SIZES = 3 };
    static const int32_t sizes_mb[SIZES] = { 256, 1024, 3008 };
    static const struct profile_key key = { .implementation = "default",
                                            .platform = "aws-lambda-x86" };
    enum va_code code = profile_init(&b->profile, &key, NULL);

    *out_ms = INFINITY;
    for (int32_t i = 0; i < SIZES * RUNS && !code; i++)
        code =
            probing_add(b, sizes_mb[i / RUNS],
                        (50 + 2e5 / sizes_mb[i / RUNS]) * (1 + 0.03 * (i % RUNS)), false);
    b->tariff = tariff_x86();
    if (!code)
        code = probing_fit(b);
    for (int round = 0; round < ROUNDS && !code; round++) {
        struct plan_options options = { .timeout_ms = PROBING_TIMEOUT_MS,
                                        .money_left_pusd = -1 };
        struct plan_step step;
        double before = 0;

        goal_init(&options.request.goal);
        options.target_regret = 1e-6; /* it must look for a step */
        before = cpu_ms();
        code = plan_next(&b->contender, &options, &step);
        *out_ms = fmin(*out_ms, cpu_ms() - before);
    }
    profile_clear(&b->profile);
    return code;
}

static enum va_code
print_time(struct bench *b, struct figure_table *table)
{
    struct figure_row row = {
        .section = "next probe", .name = "decision", .unit = "ms", .peer_value = NAN
    };
    const enum va_code code = time_decision(&b->probing, &row.ours);

    if (!code)
        figure_print(table, &row);
    return code;
}

static void
clear_tally(struct tally *t)
{
    figures_clear(&t->invocations);
    figures_clear(&t->price);
    figures_clear(&t->missed);
    figures_clear(&t->safe);
    figures_clear(&t->safe_missed);
    for (int wiggly = 0; wiggly < 2; wiggly++) {
        figures_clear(&t->regret[wiggly]);
        figures_clear(&t->stated[wiggly]);
    }
}

enum va_code
accuracy_plan(const struct accuracy *a)
{
    struct bench *b = calloc(1, sizeof *b);
    struct tally tally[PROBING_WAYS] = { 0 };
    enum va_code code = VA_OK;

    if (!b)
        return VA_NOMEM;
    b->probing.implementation.recall = NAN;
    for (int32_t i = 0; i < a->measured->n_curves && !code; i++)
        code = judge_curve(&a->measured->curves[i], i, b, tally);
    for (int who = PROBING_OURS;
         who <= PROBING_LOGS && !code && tally[PROBING_OURS].price.n > 0; who++) {
        print_kinds(tally, (enum probing_way)who, a->table);
        print_safe(&tally[who], (enum probing_way)who, a->table);
        print_stated(&tally[who], (enum probing_way)who, a->table);
    }
    if (!code)
        code = print_time(b, a->table);
    for (int who = 0; who < PROBING_WAYS; who++)
        clear_tally(&tally[who]);
    free(b);
    return code;
}
