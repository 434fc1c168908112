/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Summaries, and what happens when any one of their allocations fails. */
#include "core/summary.h"

#include <stdlib.h>

#include "stats.h"
#include "tap.h"

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);

static int n_until_failure; /* the allocation that fails; 0: none */

static bool
fails(void)
{
    return n_until_failure > 0 && --n_until_failure == 0;
}

void *
__wrap_malloc(size_t size)
{
    return fails() ? NULL : __real_malloc(size);
}

void *
__wrap_calloc(size_t n, size_t size)
{
    return fails() ? NULL : __real_calloc(n, size);
}

static void
add(struct summary *s, double ms, int32_t n)
{
    struct sample sample = sample_of(512, ms);

    sample.n = n;
    summary_add(s, &sample);
}

static void
test_moments(void)
{
    struct summary s;

    summary_init(&s);
    OK(isnan(summary_sd_log(&s)), "nothing has no spread");
    add(&s, 120, 1);
    OK(isnan(summary_sd_log(&s)), "one row has no spread");
    add(&s, 180, 1);
    add(&s, 240, 3);
    IS_INT(s.rows, 3, "rows are counted");
    IS_INT(s.n, 5, "invocations are counted");
    NEAR(s.mean_ms, 204, 1e-15, "the mean weighs rows by their invocations");
    NEAR(s.m2_ms, 84.0 * 84 + 24 * 24 + 3 * 36 * 36, 1e-14,
         "so do the squared deviations");
    NEAR(s.mean_log, (log(120) + log(180) + 3 * log(240)) / 5, 1e-15,
         "and the mean of logarithms");
    summary_clear(&s);
    add(&s, 120, 1);
    add(&s, 180, 1);
    NEAR(summary_sd_log(&s), log(1.5) / sqrt(2), 1e-14,
         "the spread of two rows is that of a sample");
    summary_clear(&s);
}

static void
test_fields(void)
{
    struct sample sample = sample_of(512, 50);
    struct summary s;

    summary_init(&s);
    sample.billed_ms = 51;
    sample.n = 4;
    sample.init_ns = INT64_C(220000000);
    sample.max_memory_mb = 93;
    sample.started_at_ms = 1700000000000;
    summary_add(&s, &sample);
    sample.error = "out of memory";
    sample.max_memory_mb = 512;
    sample.started_at_ms = 1700000000500;
    summary_add(&s, &sample);
    IS_INT(s.n, 4, "a failure has no duration");
    IS_INT(s.n_failed, 4, "failures are counted by invocation");
    IS_INT(s.max_memory_mb, 512, "the most memory used is kept, failures included");
    NEAR(s.billed_sum_ms, 204, 0, "billed time adds up by invocation");
    NEAR(s.init_mean_ms, 220, 1e-15, "init times are averaged");
    OK(s.first_ms == 1700000000000 && s.last_ms == 1700000000500,
       "first and last start are kept");
    summary_clear(&s);
    sample = sample_of(512, 1e-6);
    OK(summary_add(&s, &sample) == VA_OK && s.n == 1,
       "the shortest duration that can be told is counted");
    summary_clear(&s);
}

static void
fill(struct summary *s, int rows, uint64_t *seed)
{
    summary_init(s);
    for (int i = 0; i < rows; i++) {
        struct sample sample = sample_of(512, 80 * exp(0.3 * random_normal(seed)));

        sample.n = 1 + i % 3;
        sample.billed_ms = sample.duration_ns / 1000000 + 1;
        sample.started_at_ms = (int64_t)(random_bits(seed) >> 24);
        summary_add(s, &sample);
    }
}

static void
test_merge(void)
{
    uint64_t seed = 31;
    struct summary parts[3];
    struct summary forth;
    struct summary back;

    summary_init(&forth);
    summary_init(&back);
    for (int i = 0; i < 3; i++)
        fill(&parts[i], 7 + 90 * i, &seed);
    for (int i = 0; i < 3; i++) {
        summary_merge(&forth, &parts[i]);
        summary_merge(&back, &parts[2 - i]);
    }
    NEAR(forth.mean_log, back.mean_log, 1e-13, "means do not depend on merge order");
    NEAR(forth.m2_ms, back.m2_ms, 1e-12, "nor do squared deviations");
    OK(forth.first_ms == back.first_ms && forth.last_ms == back.last_ms,
       "nor do first and last start");
    NEAR(sketch_quantile(&forth.quantiles, 0.9), sketch_quantile(&back.quantiles, 0.9), 0,
         "nor do quantiles");
    IS_INT(forth.rows, 7 + 97 + 187, "rows add up");
    IS_INT(forth.billed_n, back.billed_n, "billed invocations add up");
    for (int i = 0; i < 3; i++)
        summary_clear(&parts[i]);
    summary_clear(&forth);
    summary_clear(&back);
}

static bool
round_trip(int rows)
{
    unsigned char bytes[SUMMARY_BYTES_MAX];
    unsigned char again[SUMMARY_BYTES_MAX];
    uint64_t seed = 5;
    struct summary s;
    struct summary copy;
    size_t len = 0;
    bool same = false;

    fill(&s, rows, &seed);
    len = summary_encode(&s, bytes);
    same = summary_decode(bytes, len, &copy) == VA_OK &&
           summary_encode(&copy, again) == len && !memcmp(bytes, again, len) &&
           copy.n == s.n && copy.first_ms == s.first_ms;
    summary_clear(&s);
    summary_clear(&copy);
    return same;
}

static void
test_hostile(void)
{
    unsigned char bytes[SUMMARY_BYTES_MAX];
    unsigned char again[SUMMARY_BYTES_MAX];
    uint64_t seed = 17;
    struct summary s;
    size_t len = 0;
    int wrong = 0;

    fill(&s, 300, &seed);
    len = summary_encode(&s, bytes);
    summary_clear(&s);
    for (int i = 0; i < 20000; i++) {
        const size_t at = random_bits(&seed) % len;
        const unsigned char was = bytes[at];

        bytes[at] = (unsigned char)random_bits(&seed);
        if (!summary_decode(bytes, len, &s))
            wrong += summary_encode(&s, again) != len || memcmp(bytes, again, len) != 0 ||
                     isnan(s.mean_log) || isnan(s.m2_ms) || isnan(s.init_m2_ms);
        else
            wrong += s.n != 0 || s.quantiles.bins != NULL;
        summary_clear(&s);
        bytes[at] = was;
    }
    IS_INT(wrong, 0, "changed bytes decode to themselves or not at all");
    for (size_t cut = 0; cut < len; cut++) {
        wrong += summary_decode(bytes, cut, &s) != VA_DATA;
        summary_clear(&s);
    }
    IS_INT(wrong, 0, "every shortened encoding is refused");
}

/* Fill until the k-th allocation fails: the summary must be as it was before that call.
 */
static void
test_memory(void)
{
    int k = 0;
    int wrong = 0;
    enum va_code code = VA_NOMEM;

    for (k = 1; code == VA_NOMEM && k < 1000; k++) {
        struct summary s;
        uint64_t seed = 3;
        int64_t n = 0;

        summary_init(&s);
        n_until_failure = k;
        for (code = VA_OK; !code && n < 300; n++) {
            const struct sample sample =
                sample_of(512, 80 * exp(0.5 * random_normal(&seed)));

            code = summary_add(&s, &sample);
        }
        n_until_failure = 0;
        wrong += s.n != n - (code != VA_OK) || s.quantiles.n != s.n;
        wrong += code != VA_OK && code != VA_NOMEM;
        summary_clear(&s);
    }
    OK(k > 3 && wrong == 0, "a failed allocation leaves the summary as it was");
}

static void
test_merge_memory(void)
{
    uint64_t seed = 11;
    struct summary a;
    struct summary b;
    int64_t n = 0;

    fill(&a, 50, &seed);
    fill(&b, 200, &seed);
    n = a.n;
    n_until_failure = 1;
    OK(summary_merge(&a, &b) == VA_NOMEM, "merging says when memory is short");
    n_until_failure = 0;
    OK(a.n == n && a.quantiles.n == n, "and then changes nothing");
    OK(summary_merge(&a, &b) == VA_OK && a.n == n + b.n, "it works the next time");
    summary_clear(&a);
    summary_clear(&b);
}

static void
test_decode_memory(void)
{
    unsigned char bytes[SUMMARY_BYTES_MAX];
    uint64_t seed = 13;
    struct summary s;
    size_t len = 0;

    fill(&s, 20, &seed);
    len = summary_encode(&s, bytes);
    summary_clear(&s);
    for (int k = 1; k <= 2; k++) {
        n_until_failure = k;
        OK(summary_decode(bytes, len, &s) == VA_NOMEM && s.n == 0,
           "decoding without memory for allocation %d gives an empty summary", k);
        n_until_failure = 0;
        summary_clear(&s);
    }
}

int
main(void)
{
    test_moments();
    test_fields();
    test_merge();
    OK(round_trip(0), "an empty summary survives encoding");
    OK(round_trip(40), "one with exact values survives encoding");
    OK(round_trip(3000), "one with bins survives encoding");
    test_hostile();
    test_memory();
    test_merge_memory();
    test_decode_memory();
    return done();
}
