/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Summaries, and what happens when any one of their allocations fails. */
#include "core/summary.h"

#include "oom.h"
#include "stats.h"
#include "summaries.h"
#include "tap.h"

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
test_merge(void)
{
    static const int orders[][3] = { { 0, 1, 2 }, { 2, 1, 0 }, { 1, 2, 0 }, { 2, 0, 1 } };
    uint64_t seed = 31;
    struct summary parts[3];
    struct summary all;
    struct summary merged;
    int wrong = 0;

    for (int i = 0; i < 3; i++)
        fill(&parts[i], 7 + 90 * i, &seed);
    summary_init(&all);
    seed = 31;
    for (int i = 0; i < 3; i++)
        fill_more(&all, 7 + 90 * i, &seed);
    for (size_t o = 0; o < sizeof orders / sizeof orders[0]; o++) {
        summary_init(&merged);
        for (int i = 0; i < 3; i++)
            summary_merge(&merged, &parts[orders[o][i]]);
        wrong += !alike(&merged, &all) || !same_sketch(&merged.quantiles, &all.quantiles);
        summary_clear(&merged);
    }
    IS_INT(wrong, 0, "parts merged in any order are as all rows at once");
    for (int i = 0; i < 3; i++)
        summary_clear(&parts[i]);
    summary_clear(&all);
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
    for (int i = 0; i < 60000; i++) {
        const size_t at = random_bits(&seed) % len;
        const unsigned char was = bytes[at];

        bytes[at] = (unsigned char)random_bits(&seed);
        if (!summary_decode(bytes, len, &s))
            wrong += summary_encode(&s, again) != len || memcmp(bytes, again, len) != 0 ||
                     isnan(s.mean_log) || isnan(s.m2_ms) || isnan(s.init_m2_ms) ||
                     isnan(s.moves.product) || isnan(s.censored_mean_log);
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
        wrong += n_live != 0;
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
    n_until_failure = 1;
    OK(summary_decode(bytes, len, &s) == VA_NOMEM && s.n == 0,
       "decoding without memory gives an empty summary");
    n_until_failure = 0;
    summary_clear(&s);
}

static void
test_inits(void)
{
    struct sample sample = sample_of(512, 50);
    struct summary s;

    summary_init(&s);
    OK(isnan(summary_init_sd_log(&s)), "no init has no spread");
    for (int i = 0; i < 3; i++) {
        sample.init_ns = INT64_C(100000000) << i;
        summary_add(&s, &sample);
    }
    NEAR(s.init_mean_log, log(200), 1e-15, "init times have a mean of logarithms");
    NEAR(summary_init_sd_log(&s), log(2), 1e-14, "and a spread");
    sample.init_ns = 0;
    OK(summary_add(&s, &sample) == VA_OK && isfinite(s.init_mean_log),
       "an init of no time has a logarithm too");
    summary_clear(&s);
}

static void
test_censored(void)
{
    struct sample sample = sample_of(512, 3000);
    struct summary s;

    summary_init(&s);
    sample.error = "Task timed out after 3.00 seconds";
    sample.n = 3;
    summary_add(&s, &sample);
    sample.error = "TIMEOUT";
    sample.n = 1;
    sample.duration_ns = INT64_C(6000000000);
    summary_add(&s, &sample);
    sample.error = "out of memory";
    summary_add(&s, &sample);
    sample.error = "timeout";
    sample.duration_ns = SAMPLE_NONE;
    summary_add(&s, &sample);
    IS_INT(s.n_failed, 6, "timeouts are failures");
    IS_INT(s.n, 0, "and no durations");
    IS_INT(s.censored_n, 4, "with a duration they are lower bounds");
    NEAR(s.censored_mean_log, (3 * log(3000) + log(6000)) / 4, 1e-15,
         "their mean logarithm is kept");
    NEAR(s.censored_max_ms, 6000, 0, "and the longest");
    summary_clear(&s);
}

/* Rows over 40 days that grow by a percentage each day. */
static struct summary_drift
drift_of(double per_day, double sd)
{
    struct summary_drift d = { 0 };
    struct summary s;
    uint64_t seed = 404;

    summary_init(&s);
    for (int i = 0; i < 400; i++) {
        const double day = i / 10.0;
        struct sample sample =
            sample_of(512, 200 * exp(per_day * day + sd * random_normal(&seed)));

        sample.started_at_ms = 1700000000000 + (int64_t)(day * 86400e3);
        summary_add(&s, &sample);
    }
    if (summary_drift(&s, &d))
        d.rows = 0;
    summary_clear(&s);
    return d;
}

static void
test_drift(void)
{
    struct summary_drift d = drift_of(0.01, 0);
    struct sample sample = sample_of(512, 50);
    struct summary s;

    NEAR(d.slope_per_day, 0.01, 1e-6, "a steady drift is found");
    OK(d.error_per_day < 1e-6, "without noise there is no doubt");
    NEAR(d.span_days, 39.9, 1e-9, "the span is told in days");
    IS_INT(d.rows, 400, "and the rows that it rests on");
    d = drift_of(0.01, 0.2);
    NEAR(d.error_per_day, 0.2 / sqrt(400) / (40 / sqrt(12)), 0.1,
         "with noise the standard error is that of a line");
    OK(fabs(d.slope_per_day - 0.01) < 3 * d.error_per_day,
       "and the drift is within three of them");
    d = drift_of(0, 0.2);
    OK(fabs(d.slope_per_day) < 3 * d.error_per_day, "where there is none, none is found");
    summary_init(&s);
    for (int i = 0; i < 3; i++) {
        OK(summary_drift(&s, &d) == VA_DATA, "%d rows show no drift", i);
        sample.started_at_ms = 1700000000000;
        summary_add(&s, &sample);
    }
    OK(summary_drift(&s, &d) == VA_DATA, "nor do rows of one moment");
    summary_clear(&s);
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
    test_inits();
    test_censored();
    test_drift();
    return done();
}
