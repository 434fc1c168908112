/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the simulated provider draws, and what is deployed there. */
#include "probe/sim.h"

#include <stdio.h>
#include <unistd.h>

#include "../io/store_fixture.h"
#include "tap.h"

enum { SERIES = 40000, NEED_MB = 224, LIMIT_MS = 300000 };

static struct curve curve;

static struct sim_result
draw(int64_t seed, int64_t invocation, int64_t environment, int32_t memory_mb)
{
    const struct sim_model m = { .seed = seed, .curve = &curve, .need_mb = NEED_MB };
    const struct sim_call call = { invocation, environment, memory_mb, LIMIT_MS };
    struct sim_result r;

    sim_draw(&m, &call, &r);
    return r;
}

static bool
same(const struct sim_result *a, const struct sim_result *b)
{
    return a->end == b->end && a->slow == b->slow && a->used_mb == b->used_mb &&
           !(a->duration_ms < b->duration_ms) && !(a->duration_ms > b->duration_ms) &&
           !(a->init_ms < b->init_ms) && !(a->init_ms > b->init_ms);
}

static void
test_series(void)
{
    int equal = 0;
    int other = 0;

    for (int64_t i = 1; i <= 1000; i++) {
        const struct sim_result a = draw(7, i, 1, 1024);
        const struct sim_result b = draw(7, i, 1, 1024);
        const struct sim_result c = draw(8, i, 1, 1024);

        equal += same(&a, &b);
        other += same(&a, &c);
    }
    IS_INT(equal, 1000, "a seed draws the same series each time");
    OK(other < 10, "another seed draws another one: %d of 1000 are the same", other);
}

/* Within 5 standard errors of what is stated. */
static bool
is_rate(int n, int of_1000)
{
    const double p = of_1000 / 1000.0;
    const double expected = SERIES * p;

    return fabs(n - expected) < 5 * sqrt(expected * (1 - p));
}

static void
test_rates(void)
{
    int n[SIM_TIMED_OUT + 1] = { 0 };
    int slow = 0;
    int cold = 0;

    for (int64_t i = 1; i <= SERIES; i++) {
        const struct sim_result r = draw(1, i, i, 2048);

        n[r.end]++;
        slow += r.slow;
        cold += r.init_ms > 0 && r.init_ms <= SIM_INIT_MAX_MS;
    }
    OK(is_rate(n[SIM_THROTTLED], SIM_THROTTLED_OF_1000), "throttled as often as stated");
    OK(is_rate(n[SIM_ERROR], SIM_ERRORS_OF_1000), "failed as often as stated");
    OK(is_rate(n[SIM_TIMED_OUT], SIM_HANGS_OF_1000), "hung as often as stated");
    IS_INT(n[SIM_OUT_OF_MEMORY], 0, "memory is enough where it is enough");
    OK(is_rate(slow, 1000 / SIM_SLOW_ONE_IN), "a slow CPU as often as stated");
    IS_INT(cold, SERIES - n[SIM_THROTTLED],
           "what starts an environment initialises it, within the limit");
}

static void
test_durations(void)
{
    double sum[2] = { 0, 0 };
    double squares[2] = { 0, 0 };
    static const int32_t sizes[] = { 448, 3008 };
    bool warm = true;
    bool within = true;

    for (int k = 0; k < 2; k++) {
        int n = 0;

        for (int64_t i = 1; i <= 20000; i++) {
            const struct sim_result r = draw(3, 2 * i, 1, sizes[k]);
            const double log_ms = log(r.duration_ms);

            within &= r.end == SIM_THROTTLED ||
                      (r.duration_ms > 0 && r.duration_ms <= LIMIT_MS);
            if (r.end != SIM_DONE)
                continue;
            warm &= !(r.init_ms > 0);
            n++;
            sum[k] += log_ms;
            squares[k] += log_ms * log_ms;
        }
        sum[k] /= n;
        squares[k] = sqrt(squares[k] / n - sum[k] * sum[k]);
    }
    OK(warm, "an environment is initialised once");
    OK(within, "nothing takes longer than the timeout");
    /* 14,950,000 x^-0.7171, by 1.25 where its environment has the slow CPU. */
    OK(fabs(sum[1] - log(14950000 * pow(3008, -0.7171))) < log(1.25) + 0.01,
       "durations are about the curve's");
    OK(squares[0] > 2 * squares[1] && squares[1] > 0.02, "small sizes spread more");
}

static void
test_small_sizes(void)
{
    int out = 0;
    int late = 0;

    for (int64_t i = 1; i <= 1000; i++) {
        out += draw(1, i, 1, 128).end == SIM_OUT_OF_MEMORY;
        late += draw(1, i, 1, 230).end == SIM_TIMED_OUT;
    }
    OK(out > 900, "a size that is too small runs out of memory: %d of 1000", out);
    OK(late > 30, "one that is slow runs out of time now and then: %d of 1000", late);
}

static void
test_deployed(void)
{
    char db[FIXTURE_PATH_MAX];
    int32_t mb = 0;
    struct va_err err = { .code = VA_OK };

    (void)fixture_path(db, "sim.db");
    OK(!sim_deployed_read(db, "f/../g", &mb, &err) && mb == SIM_DEPLOYED_MB,
       "a function begins with a size");
    OK(!sim_deployed_write(db, "f/../g", 512, &err) &&
           !sim_deployed_read(db, "f/../g", &mb, &err) && mb == 512,
       "a size that is set stays, whatever the function is called: %s", err.text);
    OK(!sim_deployed_read(db, "f", &mb, &err) && mb == SIM_DEPLOYED_MB,
       "each function has its own");
}

int
main(void)
{
    const struct curve_published facedetect = {
        .a = 14950000, .b = -0.7171, .r2 = NAN, .from_mb = 448, .to_mb = 3008
    };

    curve_init(&curve);
    OK(curve_publish(&curve, &facedetect) == VA_OK, "the curve is there");
    test_series();
    test_rates();
    test_durations();
    test_small_sizes();
    test_deployed();
    return done();
}
