/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a fit takes on one thread, beside a point fit of one form. */
#include <math.h>
#include <stdlib.h>
#include <time.h>

#include "accuracy.h"
#include "core/stats.h"
#include "heldout.h"
#include "peer_floor.h"

enum { WORKLOADS = 10000, SIZES = 7, RUNS = 10, ROUNDS = 5 };

static const int32_t sizes_mb[SIZES] = { 128, 256, 512, 1024, 1536, 2048, 3008 };

static double
now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* c + a min(x, knee)^b with parameters of its own, and runs that scatter. */
static enum va_code
make_profile(uint64_t seed, struct profile *out)
{
    static const struct profile_key key = { .implementation = "default",
                                            .platform = "aws-lambda-x86" };
    uint64_t state = (seed + 1) * UINT64_C(0x9E3779B97F4A7C15) | 1;
    const double level = 40 * exp(4 * random_unit(&state));
    const double share = 0.6 * random_unit(&state);
    const double power = 0.5 + 0.6 * random_unit(&state);
    const double knee = 1769 * exp(0.5 * random_normal(&state));
    enum va_code code = profile_init(out, &key, NULL);

    for (int32_t i = 0; i < SIZES && !code; i++) {
        const double ms =
            level * (share + (1 - share) * pow(fmin(sizes_mb[i], knee) / 1769, -power)) *
            exp(0.02 * random_normal(&state));

        for (int32_t run = 0; run < RUNS && !code; run++) {
            const struct sample s =
                sample_of(sizes_mb[i], ms * exp(0.08 * random_normal(&state)));

            code = profile_add_sample(out, &s, NULL);
        }
    }
    return code;
}

/* Milliseconds for all of them: the fit by itself, with what comes before it, and the
 * peer's. */
struct round {
    double fit, whole, peer;
};

static enum va_code
fit_one(const struct profile *p, struct heldout *h, struct round *r)
{
    struct curve *c = &h->contender.curve;
    struct fit_points points;
    double before = now_ms();
    double between = 0;
    enum va_code code = contender_init(&h->contender, &h->implementation, p);

    between = now_ms();
    r->whole += between - before;
    if (code)
        return code;
    before = now_ms();
    code = curve_fit(c);
    r->fit += now_ms() - before;
    if (code)
        return code;
    before = now_ms();
    curve_fit_points(c, &points);
    code = peer_floor_fit(&points);
    r->peer += now_ms() - before;
    return code == VA_DATA ? VA_OK : code;
}

static enum va_code
measure(const struct profile *profiles, struct heldout *h, struct round *least)
{
    enum va_code code = VA_OK;

    *least = (struct round){ INFINITY, INFINITY, INFINITY };
    for (int round = 0; round < ROUNDS && !code; round++) {
        struct round r = { 0 };

        for (int32_t i = 0; i < WORKLOADS && !code; i++)
            code = fit_one(&profiles[i], h, &r);
        least->fit = fmin(least->fit, r.fit);
        least->whole = fmin(least->whole, r.whole);
        least->peer = fmin(least->peer, r.peer);
    }
    return code;
}

enum va_code
accuracy_speed(const struct accuracy *a)
{
    struct profile *profiles = calloc(WORKLOADS, sizeof *profiles);
    struct heldout *h = calloc(1, sizeof *h);
    enum va_code code = profiles && h ? VA_OK : VA_NOMEM;
    struct figure_row row = { .section = "10000 workloads on one thread",
                              .unit = "s",
                              .peer = peer_floor_name() };
    struct round least = { 0 };
    int32_t made = 0;

    for (; made < WORKLOADS && !code; made++)
        code = make_profile((uint64_t)made, &profiles[made]);
    if (!code)
        code = measure(profiles, h, &least);
    if (!code) {
        row.name = "fit";
        row.ours = least.fit / 1e3;
        row.peer_value = row.peer ? least.peer / 1e3 : NAN;
        figure_print(a->table, &row);
        row.name = "fit from summaries";
        row.ours = least.whole / 1e3;
        figure_print(a->table, &row);
    }
    for (int32_t i = 0; profiles && i < made; i++)
        profile_clear(&profiles[i]);
    free(profiles);
    free(h);
    return code;
}
