/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Contenders with cold starts of a known law. */
#ifndef VA_TESTS_CORE_COLD_FIXTURE_H
#define VA_TESTS_CORE_COLD_FIXTURE_H

#include "core/advise_fixture.h"
#include "core/stats.h"

/* Medians: warm 200 ms x (MB / 1024)^-0.8, init init_ms x (MB / 1024)^exponent; a cold
 * run takes `factor` times as long as a warm one. */
struct law {
    double init_ms, exponent, sd_init, factor;
};

static inline double
law_init_ms(const struct law *law, int32_t memory_mb)
{
    return law->init_ms * pow(memory_mb / 1024.0, law->exponent);
}

static inline double
law_warm_ms(int32_t memory_mb)
{
    return 200 * pow(memory_mb / 1024.0, -0.8);
}

/* n cold starts (init below 0: none is reported), and n runs marked as `cold` says. */
static inline void
law_add_cold(struct stand *s, const struct law *law, int32_t memory_mb, int n,
             uint64_t *state)
{
    for (int i = 0; i < n; i++) {
        struct sample x = sample_of(memory_mb, law_warm_ms(memory_mb) * law->factor *
                                                   exp(0.1 * random_normal(state)));

        x.cold = 1;
        if (law->init_ms > 0)
            x.init_ns = (int64_t)llround(1e6 * law_init_ms(law, memory_mb) *
                                         exp(law->sd_init * random_normal(state)));
        if (profile_add_sample(&s->profile, &x, NULL))
            abort();
    }
}

static inline void
law_add_runs(struct stand *s, int32_t memory_mb, int n, int32_t cold, uint64_t *state)
{
    for (int i = 0; i < n; i++) {
        struct sample x = sample_of(memory_mb, law_warm_ms(memory_mb) *
                                                   exp(0.1 * random_normal(state)));

        x.cold = cold;
        if (profile_add_sample(&s->profile, &x, NULL))
            abort();
    }
}

/* Five sizes with n_cold cold starts and n_warm warm runs each. */
static inline struct stand *
law_stand(const struct law *law, int n_cold, int n_warm)
{
    static const int32_t sizes_mb[] = { 256, 512, 1024, 1769, 3008 };
    struct stand *s = stand_new("m");
    uint64_t state = 77;

    for (int i = 0; i < 5; i++) {
        law_add_cold(s, law, sizes_mb[i], n_cold, &state);
        law_add_runs(s, sizes_mb[i], n_warm, 0, &state);
    }
    return s;
}

#endif
