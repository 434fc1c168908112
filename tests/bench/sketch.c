/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sketch [--csv] [RUNS]: what counting, merging and storing durations costs, the least of
 * RUNS, with how right and how small the sketch is after as many values.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/summary.h"
#include "figures.h"

enum { ROWS = 1 << 20, BATCH = 4096, RUNS = 15, REPEAT = 1000, FEW = 10 };

static int64_t duration_ns[ROWS], billed_ms[ROWS], started_at_ms[ROWS];
static int32_t max_memory_mb[ROWS];
static double ms[ROWS], sorted[ROWS];

/* What is measured; each does its work n times over or for n rows. */
struct work {
    const char *name;
    bool rate; /* rows a second beside the peer's, not time of one */
    void (*run)(int32_t n);
    int32_t n;
};

static volatile double sink; /* results that nothing may optimize away */

static double
random_unit(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return ((double)(*state >> 11) + 0.5) * 0x1p-53;
}

/* Lognormal durations to a hundredth of a millisecond, a second apart. */
static void
make_rows(void)
{
    uint64_t seed = 20260101;

    for (int32_t i = 0; i < ROWS; i++) {
        const double u = random_unit(&seed);
        const double v = random_unit(&seed);
        const double z = sqrt(-2 * log(u)) * cos(2 * 3.14159265358979323846 * v);

        duration_ns[i] = llround(8000 * exp(0.5 * z)) * 10000;
        ms[i] = (double)duration_ns[i] / 1e6;
        sorted[i] = ms[i];
        billed_ms[i] = (int64_t)ceil(ms[i]);
        started_at_ms[i] = INT64_C(1700000000000) + i * INT64_C(1000);
        max_memory_mb[i] = 90 + i % 7;
    }
}

static int
order(const void *left, const void *right)
{
    const double *a = left;
    const double *b = right;

    return (*a > *b) - (*a < *b);
}

static void
sketch_many(int32_t n)
{
    struct sketch s;

    sketch_init(&s);
    if (sketch_add_many(&s, ms, (size_t)n) == VA_OK)
        sink = sketch_quantile(&s, 0.5);
    sketch_clear(&s);
}

static void
sketch_each(int32_t n)
{
    struct sketch s;

    sketch_init(&s);
    for (int32_t i = 0; i < n; i++)
        (void)sketch_add(&s, ms[i], 1);
    sink = sketch_quantile(&s, 0.5);
    sketch_clear(&s);
}

/* The peer: a bin by the logarithm, as the paper of the sketch has it, and no more. */
static void
log_bins(int32_t n)
{
    static int64_t bins[4096];
    const double scale = 1 / log(1.01 / 0.99);

    for (int32_t i = 0; i < n; i++)
        bins[(int32_t)ceil(log(ms[i]) * scale) + 1024]++;
    sink = (double)bins[1234];
}

static void
fill_each(struct summary *s, int32_t n)
{
    struct sample row;

    sample_init(&row);
    summary_init(s);
    for (int32_t i = 0; i < n; i++) {
        row.duration_ns = duration_ns[i];
        row.billed_ms = billed_ms[i];
        row.max_memory_mb = max_memory_mb[i];
        row.started_at_ms = started_at_ms[i];
        (void)summary_add(s, &row);
    }
}

static void
summary_each(int32_t n)
{
    struct summary s;

    fill_each(&s, n);
    sink = s.mean_ms;
    summary_clear(&s);
}

static void
summary_many(int32_t n)
{
    struct summary s;

    summary_init(&s);
    for (int32_t i = 0; i + BATCH <= n; i += BATCH) {
        const struct sample_batch batch = {
            .n_rows = BATCH,
            .duration_ns = duration_ns + i,
            .billed_ms = billed_ms + i,
            .max_memory_mb = max_memory_mb + i,
            .started_at_ms = started_at_ms + i,
        };

        (void)summary_add_many(&s, &batch);
    }
    sink = s.mean_ms;
    summary_clear(&s);
}

static void
decode(int32_t n, int32_t rows)
{
    unsigned char bytes[SUMMARY_BYTES_MAX];
    struct summary s;
    size_t len = 0;

    fill_each(&s, rows);
    len = summary_encode(&s, bytes);
    summary_clear(&s);
    for (int32_t i = 0; i < n; i++) {
        (void)summary_decode(bytes, len, &s);
        sink = s.mean_ms;
        summary_clear(&s);
    }
}

static void
decode_few(int32_t n)
{
    decode(n, FEW);
}

static void
decode_many(int32_t n)
{
    decode(n, n);
}

static void
merge_many(int32_t n)
{
    struct summary a;
    struct summary b;

    fill_each(&a, n);
    fill_each(&b, n);
    for (int32_t i = 0; i < n; i++)
        (void)summary_merge(&a, &b);
    sink = a.mean_ms;
    summary_clear(&a);
    summary_clear(&b);
}

static double
now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* Least time of one, ns. */
static double
least_ns(const struct work *work, long runs)
{
    double least = INFINITY;

    for (long i = 0; i < runs; i++) {
        const double start = now_ns();

        work->run(work->n);
        least = fmin(least, (now_ns() - start) / work->n);
    }
    return least;
}

static void
print(struct figure_table *t, const char *name, double value, const char *unit)
{
    figure_print(t,
                 &(struct figure_row){ "quantile sketch", name, value, unit, NULL, NAN });
}

static void
measure_all(struct figure_table *t, long runs)
{
    static const struct work peer = { "bins by log()", true, log_bins, ROWS };
    static const struct work works[] = {
        { "sketch_add_many", true, sketch_many, ROWS },
        { "sketch_add", true, sketch_each, ROWS },
        { "summary_add_many", true, summary_many, ROWS },
        { "summary_add", true, summary_each, ROWS },
        { "decode ten rows", false, decode_few, REPEAT },
        { "decode a thousand rows", false, decode_many, REPEAT },
        { "merge a thousand rows", false, merge_many, REPEAT },
    };
    const double peer_ns = least_ns(&peer, runs);

    for (size_t i = 0; i < sizeof works / sizeof works[0]; i++) {
        const double ns = least_ns(&works[i], runs);

        if (works[i].rate)
            figure_print(t,
                         &(struct figure_row){ "quantile sketch", works[i].name, 1e3 / ns,
                                               "M/s", peer.name, 1e3 / peer_ns });
        else
            print(t, works[i].name, ns, "ns");
    }
}

static size_t
bytes_of(int32_t rows)
{
    unsigned char bytes[SUMMARY_BYTES_MAX];
    struct summary s;
    size_t len = 0;

    fill_each(&s, rows);
    len = summary_encode(&s, bytes);
    summary_clear(&s);
    return len;
}

/* The worst relative error of the quantiles from p50 to p99.9, and the sizes. */
static void
report(struct figure_table *t)
{
    struct sketch s;
    double worst = 0;

    qsort(sorted, ROWS, sizeof sorted[0], order);
    sketch_init(&s);
    if (sketch_add_many(&s, ms, ROWS) != VA_OK)
        return;
    for (int i = 500; i <= 999; i++) {
        const double truth = sorted[(int)(i / 1000.0 * (ROWS - 1))];

        worst = fmax(worst, fabs(sketch_quantile(&s, i / 1000.0) / truth - 1));
    }
    print(t, "worst error from p50 to p99.9", worst * 100, "%");
    print(t, "sketch in memory", (double)(sizeof s + (size_t)s.n_bins * sizeof s.bins[0]),
          "bytes");
    print(t, "summary of all rows encoded", (double)bytes_of(ROWS), "bytes");
    print(t, "summary of ten rows encoded", (double)bytes_of(FEW), "bytes");
    sketch_clear(&s);
}

int
main(int argc, char **argv)
{
    struct figure_table table = { .csv = argc > 1 && strcmp(argv[1], "--csv") == 0 };
    const int at = table.csv ? 2 : 1;
    const long runs = argc > at ? strtol(argv[at], NULL, 10) : RUNS;

    if (runs < 1 || argc > at + 1) {
        fputs("usage: sketch [--csv] [RUNS]\n", stderr);
        return 2;
    }
    make_rows();
    measure_all(&table, runs);
    report(&table);
    return 0;
}
