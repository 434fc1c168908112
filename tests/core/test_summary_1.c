/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Summaries as the first version wrote them are still read. */
#include "core/summary.h"

#include <stdlib.h>

#include "core/bytes.h"
#include "oom.h"
#include "summaries.h"
#include "tap.h"

enum { VALUES = 5000, BINS = 1000 };

static double sorted[VALUES];

static int
order(const void *left, const void *right)
{
    const double *a = left;
    const double *b = right;

    return (*a > *b) - (*a < *b);
}

static void
draw(double sd)
{
    uint64_t seed = 1234;

    for (int i = 0; i < VALUES; i++)
        sorted[i] = 80 * exp(sd * random_normal(&seed));
    qsort(sorted, VALUES, sizeof sorted[0], order);
}

/* The fields that came before the sketch, of n rows with those extremes. */
static void
write_fields(struct pack_writer *w, int n)
{
    pack_u8(w, 1);
    pack_varint(w, (uint64_t)n);
    pack_varint(w, 3); /* failed */
    pack_varint(w, 97 + 1);
    pack_varint(w, 2); /* billed */
    pack_varint(w, 1); /* inits */
    pack_f64(w, log(80));
    pack_f64(w, 0.25 * n);
    pack_f64(w, 81);
    pack_f64(w, 100.0 * n);
    pack_f64(w, 163);
    pack_f64(w, 412.5);
    pack_f64(w, 0);
    pack_u64(w, 1700000000000);
    pack_u64(w, 1700000005000);
}

/* Bin i held (g^(i-1), g^i]. */
static int
bin_1(double value)
{
    return (int)ceil(log(value) / log(1.01 / 0.99));
}

static size_t
write_bins(unsigned char *out)
{
    struct pack_writer w = { .out = out, .max = SUMMARY_BYTES_MAX };
    uint64_t counts[BINS] = { 0 };
    const int first = bin_1(sorted[0]);
    const int n = bin_1(sorted[VALUES - 1]) - first + 1;

    write_fields(&w, VALUES);
    for (int i = 0; i < VALUES; i++)
        counts[bin_1(sorted[i]) - first]++;
    pack_u8(&w, 0x12);
    pack_f64(&w, sorted[0]);
    pack_f64(&w, sorted[VALUES - 1]);
    pack_varint(&w, (uint64_t)(first + 480));
    pack_varint(&w, (uint64_t)n);
    for (int i = 0; i < n; i++) {
        uint64_t more = 0;

        pack_varint(&w, counts[i]);
        if (counts[i] > 0)
            continue;
        for (; counts[i + 1] == 0; i++)
            more++;
        pack_varint(&w, more);
    }
    return w.len;
}

static size_t
write_exact(unsigned char *out, int n)
{
    struct pack_writer w = { .out = out, .max = SUMMARY_BYTES_MAX };

    write_fields(&w, n);
    pack_u8(&w, 0x11);
    pack_varint(&w, (uint64_t)n);
    for (int i = 0; i < n; i++)
        pack_f64(&w, sorted[i * (VALUES / n)]);
    for (int i = 0; i < n; i++)
        pack_varint(&w, 1);
    return w.len;
}

/* Written anew, it is in today's form, and the same. */
static bool
survives(const struct summary *s)
{
    unsigned char bytes[SUMMARY_BYTES_MAX];
    const size_t len = summary_encode(s, bytes);
    struct summary copy;
    bool same = bytes[0] == 2 && summary_decode(bytes, len, &copy) == VA_OK;

    if (same)
        same = alike(s, &copy) && same_sketch(&s->quantiles, &copy.quantiles);
    summary_clear(&copy);
    return same;
}

static void
test_exact(void)
{
    unsigned char bytes[SUMMARY_BYTES_MAX];
    struct summary s;
    const size_t len = write_exact(bytes, 20);

    OK(summary_decode(bytes, len, &s) == VA_OK, "an old summary of few rows is read");
    IS_INT(s.rows, 20, "with its rows");
    IS_INT(s.n_failed, 3, "its failures");
    IS_INT(s.max_memory_mb, 97, "its memory");
    NEAR(s.init_mean_ms, 412.5, 0, "its init time");
    OK(s.init_log_n == 0 && s.moves.rows == 0 && s.censored_n == 0,
       "what it did not keep is empty");
    NEAR(s.quantiles.min, sorted[0], 0, "and its exact values");
    OK(survives(&s), "it is written in the new form");
    summary_add(&s, &(struct sample){ .error = "",
                                      .n = 2,
                                      .duration_ns = 90000000,
                                      .init_ns = 300000000,
                                      .billed_ms = SAMPLE_NONE,
                                      .max_memory_mb = SAMPLE_NONE,
                                      .started_at_ms = 1700000001000 });
    OK(s.init_n == 3 && s.init_log_n == 2 && s.moves.n == 2 && survives(&s),
       "new rows count beside the old ones");
    summary_clear(&s);
}

static void
test_bins(double sd)
{
    unsigned char bytes[SUMMARY_BYTES_MAX];
    struct summary s;
    double worst = 0;
    size_t len = 0;
    int refused = 0;

    draw(sd);
    len = write_bins(bytes);
    OK(summary_decode(bytes, len, &s) == VA_OK && s.quantiles.n == VALUES,
       "an old summary of many rows is read");
    for (int i = 1; i < 1000; i++) {
        const double truth = sorted[(int)(i / 1000.0 * (VALUES - 1))];

        worst = fmax(worst, fabs(sketch_quantile(&s.quantiles, i / 1000.0) / truth - 1));
    }
    OK(worst <= 0.021, "with quantiles to 2.1 %% (worst %.2f %%)", worst * 100);
    OK(s.quantiles.min <= sorted[0] && s.quantiles.max >= sorted[VALUES - 1],
       "and its extremes");
    OK(survives(&s), "it is written in the new form");
    summary_clear(&s);
    for (size_t cut = 0; cut < len; cut++) {
        refused += summary_decode(bytes, cut, &s) == VA_DATA;
        summary_clear(&s);
    }
    IS_INT(refused, (int64_t)len, "a shortened one is refused");
}

/* Changed bytes are refused, or what they say can be written and read. */
static void
test_hostile(void)
{
    unsigned char bytes[SUMMARY_BYTES_MAX];
    const size_t len = write_bins(bytes);
    uint64_t seed = 17;
    struct summary s;
    int taken = 0;
    int wrong = 0;

    for (int i = 0; i < 20000; i++) {
        const size_t at = random_bits(&seed) % len;
        const unsigned char was = bytes[at];

        bytes[at] = (unsigned char)random_bits(&seed);
        if (at > 0 && !summary_decode(bytes, len, &s)) {
            taken++;
            wrong += !survives(&s);
            summary_clear(&s);
        }
        bytes[at] = was;
    }
    OK(taken > 0 && wrong == 0, "changed bytes are refused or read soundly");
    IS_INT(n_live, 0, "nothing is left behind");
}

static void
test_memory(void)
{
    unsigned char bytes[SUMMARY_BYTES_MAX];
    const size_t len = write_bins(bytes);
    struct summary s;

    n_until_failure = 1;
    OK(summary_decode(bytes, len, &s) == VA_NOMEM && s.n == 0,
       "without memory an old one is not read");
    n_until_failure = 0;
}

int
main(void)
{
    draw(0.5);
    test_exact();
    test_bins(0.05);
    test_bins(0.5);
    test_bins(1.5);
    test_hostile();
    test_memory();
    return done();
}
