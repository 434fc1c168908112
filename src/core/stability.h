/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How steady durations are: by hour of the day, day of the week, CPU type, cold or warm,
 * and by size; what part of the variance the CPU type explains; whether there is a daily
 * period.
 *
 * Samples are looked at twice, one by one, in whatever order: first every one by
 * stability_look, then every one by stability_add. Memory is bounded by sizes, CPU types
 * and the hours spanned, whatever the number of samples.
 *
 * Every duration is taken as its ratio to the median of its size, so that all sizes can
 * be judged together. Quantiles are of the ratios as they are; means and variances are of
 * log ratios clamped at STABILITY_CLAMP robust standard deviations from the median of
 * their size and CPU type, so that a few outliers do not rule them.
 */
#ifndef VA_CORE_STABILITY_H
#define VA_CORE_STABILITY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "core/curve.h"
#include "core/sample.h"

enum {
    STABILITY_SIZES_MAX = CURVE_SIZES_MAX, /* as many as a curve is made of */
    STABILITY_CPUS_MAX = 32,               /* more of them count as one: the last */
    STABILITY_HOURS_MAX = 24 * 366 * 10,
    STABILITY_RUNS_LEAST = 5 /* to judge a size */
};

#define STABILITY_CLAMP 4.0 /* a normal one in 16,000 is further out */

/* A size is calm when its spread is within so much of the calmest, either way. */
#define STABILITY_CALM_RATIO 1.25
#define STABILITY_CALM_CV 0.01

/* Why there is no test. */
/* clang-format off */
#define STABILITY_REASONS(X) /* name, code in JSON */                            \
    X(TESTED,    "")                                                             \
    X(NO_TIMES,  "no-times")       /* the samples do not say when they started */ \
    X(SHORT,     "under-two-days")                                               \
    X(FEW_HOURS, "too-few-hours")  /* with samples, or of the day */             \
    X(NO_CPU,    "no-cpu-type")    /* the samples do not say what they ran on */ \
    X(ONE_CPU,   "one-cpu-type")                                                 \
    X(FEW_RUNS,  "too-few-samples")
/* clang-format on */
enum stability_reason {
#define X(name, code) STABILITY_##name,
    STABILITY_REASONS(X)
#undef X
        STABILITY_REASON_COUNT
};
const char *stability_reason_name(enum stability_reason r);

/* A share of the samples. Ratios to the median of the size; NAN without samples. */
struct stability_bin {
    int64_t n;
    double median, p5, p95, least, most;
    double cv; /* coefficient of variation, clamped; NAN below two samples */
};

struct stability_cpu {
    const char *name; /* borrowed; "": not known */
    double share;     /* of the samples */
    struct stability_bin bin;
};

/* One-way analysis of variance of log durations by CPU type, within sizes. */
struct stability_variance {
    enum stability_reason reason; /* TESTED: the rest is there */
    double share;                 /* that the type explains: omega squared, 0 to 1 */
    double p;                     /* of so much without any effect */
    int64_t n;
    int32_t n_types;
};

/* Regression of hourly means on a wave of 24 hours, beside a trend. */
struct stability_daily {
    enum stability_reason reason; /* TESTED: the last three are there */
    double days;                  /* from the first sample to the last; NAN: no times */
    int64_t n_hours;              /* with samples */
    double p;
    double swing;     /* slowest over fastest of the wave */
    double slow_hour; /* UTC, 0 to 24 */
};

/* All samples, or those of one size. */
struct stability_group {
    int32_t memory_mb;                    /* 0: all sizes */
    double median_ms;                     /* NAN for all sizes */
    struct stability_bin all, warm, cold; /* all: those that are judged */
    struct stability_bin hours[24];       /* of the day, UTC; of what is in `all` */
    struct stability_bin days[7];         /* of the week, from Monday */
    struct stability_cpu cpus[STABILITY_CPUS_MAX + 1]; /* most samples first */
    int32_t n_cpus;
    struct stability_variance variance;
    struct stability_daily daily;
};

/* Median ratios by day of the week (from Monday) and hour of the day, UTC, of what is in
 * `all`; NAN where n is 0. */
struct stability_week {
    int64_t n[7][24];
    double median[7][24];
};

struct stability; /* opaque */

/* of_cold: judge cold starts rather than warm runs. NULL: out of memory */
struct stability *stability_alloc(bool of_cold);
void stability_free(struct stability *s); /* NULL allowed */

/* Before stability_turn: count for stability_get_week too. */
void stability_map_week(struct stability *s);

/* First look at a checked sample. VA_NOMEM; VA_OVERFLOW past STABILITY_SIZES_MAX sizes.
 * Failures and those without a duration are passed over. */
enum va_code stability_look(struct stability *s, const struct sample *sample);

/* Between the two: no more is looked at. */
enum va_code stability_turn(struct stability *s);

/* Count a sample that was looked at. */
enum va_code stability_add(struct stability *s, const struct sample *sample);

/* How many sizes there are, ascending; their MB; and one of them, or (-1) all together.
 */
int32_t stability_sizes(const struct stability *s);
int32_t stability_size_mb(const struct stability *s, int32_t size);
void stability_get(const struct stability *s, int32_t size, struct stability_group *out);

/* The same of the week, where it was asked for; else nothing but n 0. */
void stability_get_week(const struct stability *s, int32_t size,
                        struct stability_week *out);

/* Index of the smallest calm size; -1 when no size has enough samples. */
int32_t stability_calm(const struct stability *s);

/* Times seen: TIME_UNKNOWN when none is known. */
int64_t stability_first_ms(const struct stability *s);
int64_t stability_last_ms(const struct stability *s);

/* --- the tests by themselves --- */

/* Samples of one CPU type at one size: log durations. */
struct stability_cell {
    int32_t size; /* cells of a size stand together */
    int64_t n;
    double mean, m2;
};

/*
 * Omega squared, (SS_between - df_between MS_within) / (SS_total + MS_within), with sums
 * over sizes; F test. Source: Hays, "Statistics", section on strength of association;
 * Olejnik and Algina, "Measures of effect size for comparative studies", 2000.
 */
void stability_explain(const struct stability_cell *cells, int32_t n,
                       struct stability_variance *out);

/* The samples of one hour since 1970. */
struct stability_hour {
    int64_t n;
    double sum; /* of log ratios */
};

/*
 * F test of cos and sin of 24 h beside a level and a trend, over the hours' means; the
 * same as the Lomb-Scargle periodogram at that period with a floating mean (Zechmeister
 * and Kuerster, "The generalised Lomb-Scargle periodogram", 2009). Hours that follow each
 * other resemble each other without any wave: F is divided by the spectral density of
 * their AR(1) at 24 h.
 *
 * first_hour  hours since 1970 of hours[0]
 * out         reason, p, swing and the hour; days is the caller's
 */
void stability_wave(const struct stability_hour *hours, int64_t n, int64_t first_hour,
                    struct stability_daily *out);

#endif
