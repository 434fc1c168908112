/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Advice from Power Tuning results of known functions, and what its regret is. */
#include <math.h>
#include <stdlib.h>

#include "accuracy.h"
#include "core/advise.h"
#include "core/tariffs.h"
#include "heldout.h"
#include "peers.h"
#include "truth.h"

enum { SIZES_LEAST = 5, LARGEST_MB = 3008, DRAWS = 3 };

/* Deviation of the wiggly truths, and its length in log size. */
#define WIGGLE_SD 0.03
#define WIGGLE_LENGTH 0.5

enum adviser { OURS, TUNING, POWER_LAW, PARROTFISH, FLOOR, KNEE, ADVISER_COUNT };

static const struct {
    const char *name;
    enum peer_form form; /* where it is a curve */
} advisers[ADVISER_COUNT] = {
    [TUNING] = { "Power Tuning", PEER_FORM_COUNT },
    [POWER_LAW] = { "power law", PEER_POWER },
    [PARROTFISH] = { "Parrotfish", PEER_PARROTFISH },
    [FLOOR] = { "power + floor", PEER_FLOOR },
    [KNEE] = { "floor + knee", PEER_KNEE },
};

struct tally {
    struct figures regret[ADVISER_COUNT]; /* % */
    struct figures missed[ADVISER_COUNT]; /* 1: a limit is passed, 0: none is */
};

/* One truth, what was measured of it, and what is made of that. Large. */
struct bench {
    struct truth truth;
    struct tuning tuning;
    struct profile profile;
    struct heldout ours;
    struct peer peers[ADVISER_COUNT];
    struct advice advice;
};

static enum va_code
fit_ours(struct bench *b)
{
    static const struct profile_key key = { .implementation = "default",
                                            .platform = "aws-lambda-x86" };
    enum va_code code = profile_init(&b->profile, &key, NULL);

    for (int32_t i = 0; i < b->tuning.n && !code; i++) {
        struct sample s;

        sample_init(&s);
        s.memory_mb = (int32_t)b->tuning.mb[i];
        s.duration_ns = (int64_t)llround(b->tuning.ms[i] * 1e6);
        s.n = TUNING_RUNS;
        code = profile_add_sample(&b->profile, &s, NULL);
    }
    if (!code)
        code = heldout_init(&b->ours, &b->profile, 0);
    if (!code) {
        b->ours.contender.tariff = tariff_x86();
        b->ours.contender.has_tariff = true;
    }
    return code;
}

static bool
fit_peers(struct bench *b)
{
    const struct peer_points p = { .n = b->tuning.n,
                                   .mb = b->tuning.mb,
                                   .ms = b->tuning.ms };

    for (int who = POWER_LAW; who < ADVISER_COUNT; who++)
        if (!peer_fit(advisers[who].form, &p, &b->peers[who]))
            return false;
    return true;
}

static enum va_code
pick_ours(struct bench *b, const struct goal *goal, int32_t *out)
{
    const struct advise_request request = { .goal = *goal };
    const struct contender *c = &b->ours.contender;
    const struct advice *a = &b->advice;
    enum va_code code = advise(&c, 1, &request, &b->advice);

    if (code)
        return code;
    if (a->feasible)
        *out = a->pick.memory_mb;
    else
        *out = goal->has_budget ? a->under_budget.memory_mb : a->in_time.memory_mb;
    return VA_OK;
}

static enum va_code
pick(struct bench *b, enum adviser who, const struct goal *goal, int32_t *out)
{
    const struct peer_points p = { .n = b->tuning.n,
                                   .mb = b->tuning.mb,
                                   .ms = b->tuning.ms };

    if (who == OURS)
        return pick_ours(b, goal, out);
    *out = who == TUNING ? peer_tuning_pick(&p, goal)
                         : peer_curve_pick(&b->peers[who], goal, (int32_t)p.mb[0],
                                           (int32_t)p.mb[p.n - 1]);
    return VA_OK;
}

static enum va_code
judge_goals(struct bench *b, struct tally *tally)
{
    enum va_code code = VA_OK;

    for (int which = 0; which < TRUTH_CASE_COUNT && !code; which++) {
        struct goal goal;

        truth_goal(&b->truth, (enum truth_case)which, &goal);
        for (int who = 0; who < ADVISER_COUNT && !code; who++) {
            struct verdict v;
            int32_t mb = 0;

            code = pick(b, (enum adviser)who, &goal, &mb);
            if (!code)
                code = truth_judge(&b->truth, &goal, mb, &v);
            if (code)
                break;
            figures_add(&tally->regret[who], 100 * v.regret_ratio);
            figures_add(&tally->missed[who], v.missed);
        }
    }
    return code;
}

/* Curves that a peer cannot fit are nobody's. */
static enum va_code
judge_truth(struct bench *b, uint64_t seed, struct tally *tally)
{
    enum va_code code = VA_OK;

    truth_tune(&b->truth, &tuning_typical, seed, &b->tuning);
    code = fit_ours(b);
    if (!code && fit_peers(b))
        code = judge_goals(b, tally);
    heldout_clear(&b->ours);
    profile_clear(&b->profile);
    return code;
}

bool
accuracy_truth(const struct measured_curve *c, struct truth *out)
{
    double mb[TRUTH_SIZES_MAX];
    double ms[TRUTH_SIZES_MAX];
    int32_t n = 0;

    for (int32_t i = 0; c->lambda && i < c->n_sizes && n < TRUTH_SIZES_MAX; i++) {
        if (c->sizes[i].memory_mb > LARGEST_MB)
            break;
        mb[n] = c->sizes[i].memory_mb;
        ms[n++] = c->sizes[i].median_ms;
    }
    return n >= SIZES_LEAST && truth_init(out, n, mb, ms) == VA_OK;
}

static enum va_code
judge_all(const struct measured *m, bool wiggly, struct bench *b, struct tally *tally)
{
    enum va_code code = VA_OK;

    for (int32_t i = 0; i < m->n_curves && !code; i++) {
        struct truth smooth;

        if (!accuracy_truth(&m->curves[i], &smooth))
            continue;
        for (int draw = 0; draw < DRAWS && !code; draw++) {
            const uint64_t seed = 2 * (uint64_t)(DRAWS * i + draw);

            b->truth = smooth;
            if (wiggly)
                truth_wiggle(&b->truth, WIGGLE_SD, WIGGLE_LENGTH, seed + 1);
            code = judge_truth(b, seed, tally);
        }
    }
    return code;
}

static void
print_tally(bool wiggly, struct tally *tally, struct figure_table *t)
{
    for (int who = TUNING; who < ADVISER_COUNT; who++) {
        struct figure_row row = { .section = "advice from a Power Tuning result",
                                  .name = wiggly ? "wiggly truth: mean regret"
                                                 : "smooth truth: mean regret",
                                  .unit = "%",
                                  .peer = advisers[who].name };

        row.ours = figures_mean(&tally->regret[OURS]);
        row.peer_value = figures_mean(&tally->regret[who]);
        figure_print(t, &row);
        row.name = wiggly ? "wiggly truth: goal missed by over 2 %"
                          : "smooth truth: goal missed by over 2 %";
        row.ours = 100 * figures_mean(&tally->missed[OURS]);
        row.peer_value = 100 * figures_mean(&tally->missed[who]);
        figure_print(t, &row);
    }
}

enum va_code
accuracy_advice(const struct accuracy *a)
{
    struct bench *b = calloc(1, sizeof *b);
    enum va_code code = VA_OK;

    if (!b)
        return VA_NOMEM;
    for (int wiggly = 0; wiggly < 2 && !code; wiggly++) {
        struct tally tally = { 0 };

        code = judge_all(a->measured, wiggly, b, &tally);
        if (!code && tally.regret[OURS].n > 0)
            print_tally(wiggly, &tally, a->table);
        for (int who = 0; who < ADVISER_COUNT; who++) {
            figures_clear(&tally.regret[who]);
            figures_clear(&tally.missed[who]);
        }
    }
    free(b);
    return code;
}
