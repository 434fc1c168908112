/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is believed about duration by size for one profile: init, add sizes, fit, predict.
 * No allocation, no dependence on the number of samples behind the summaries.
 */
#ifndef VA_CORE_CURVE_H
#define VA_CORE_CURVE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "core/dist.h"
#include "core/summary.h"

enum { CURVE_SIZES_MAX = 256, CURVE_POINTS = 32 };

/* clang-format off */
#define CURVE_FORMS(X) /* name, text, formula for people (x in MB, duration in ms) */  \
    X(FLAT,  "flat",  "a")                   /* memory does not help */                \
    X(POWER, "power", "a x^b")               /* the papers' power law, b < 0 */        \
    X(FLOOR, "floor", "c + a x^b")           /* a part that no memory speeds up */     \
    X(KNEE,  "knee",  "c + a min(x, knee)^b") /* no gain past the knee */
/* clang-format on */

enum curve_form {
#define X(name, text, formula) CURVE_##name,
    CURVE_FORMS(X)
#undef X
        CURVE_FORM_COUNT
};

enum curve_quality { CURVE_GOOD, CURVE_FAIR, CURVE_WEAK, CURVE_PUBLISHED };

/* One measured size, as the curve sees it. */
struct curve_size {
    int32_t memory_mb;
    int64_t rows;
    int64_t n;
    double log_center; /* robust centre of log(duration, ms) */
    double sd_log;     /* robust spread between runs (per invocation); NAN when unknown */
    double
        offset[STAT_COUNT]; /* measured statistics relative to the centre; NAN: too few */
    /* private to curve*.c: what was added, then what curve_fit made of it */
    double points[CURVE_POINTS]; /* log duration, ms: equal weights, ascending */
    int32_t n_points;
    double log_stat[STAT_COUNT]; /* log of the measured statistics */
    double log_mb;
    double sd_run;     /* sd_log, drawn towards that of all sizes */
    double var_center; /* variance of log_center from the runs alone */
    double deviation;  /* of log duration from the chosen form, smoothed */
    double var_deviation;
    double cov_next; /* with the deviation at the next size */
    double run_offset[STAT_COUNT], sd_run_offset[STAT_COUNT];
    double stretch; /* run-to-run spread relative to the pooled one */
};

/* Parameters of one form; duration in ms, x in MB. */
struct curve_shape {
    enum curve_form form;
    bool valid;
    double a, b, c, knee_mb; /* those the form has; others 0, knee_mb INFINITY */
    double a_se, b_se; /* standard errors of a (relative) and b; NAN when not known */
    double r2;         /* of log duration over the sizes; NAN when not known */
    double loo_rms;    /* leave-one-size-out error of log duration; NAN: too few sizes */
};

/* What `fit` and `show` print. */
struct curve_report {
    struct curve_shape chosen;
    struct curve_shape forms[CURVE_FORM_COUNT]; /* every form that could be fitted */
    double rmse_log;        /* residuals of the chosen form at the measured sizes */
    double spread_log;      /* pooled run-to-run spread; NAN when not known */
    int64_t n;              /* invocations */
    int32_t sizes;          /* distinct sizes */
    int32_t from_mb, to_mb; /* measured, or the published curve's stated range */
    bool published;
    enum curve_quality quality;
};

struct curve {
    struct curve_size sizes[CURVE_SIZES_MAX];
    int32_t n_sizes;
    bool fitted;
    bool centered; /* the sizes' private fields are up to date */
    struct curve_report report;
    /* what prediction needs of the fit beyond the report; private to curve*.c */
    double log_a, log_knee; /* of the chosen form */
    double sd_misfit;       /* of true log durations about the form */
    double sd_slope_low;    /* of the form's slope beyond the measured range */
    double sd_slope_high;
    double sd_host;               /* between hosts, beside the runs */
    double sd_run;                /* pooled run-to-run spread, or what is typical */
    double df;                    /* of the level's uncertainty */
    double nodes[DIST_NODES_MAX]; /* pooled run-to-run ratios, ascending */
    int32_t n_nodes;
};

void curve_init(struct curve *c);

/*
 * Add the successful samples of one size. Calls for the same size merge, to a resolution
 * of CURVE_POINTS quantiles (summary_merge before is exact).
 *
 * s  summary with rows >= 1; read only during the call
 *
 * Returns VA_OK; VA_DOMAIN for a size or a summary out of range; VA_OVERFLOW past
 * CURVE_SIZES_MAX sizes.
 */
enum va_code curve_add(struct curve *c, int32_t memory_mb, const struct summary *s);

/*
 * Fit every form and choose one.
 *
 * Returns VA_OK; VA_DATA with fewer than two sizes (curve_predict then still answers at
 * the measured size).
 */
enum va_code curve_fit(struct curve *c);

/*
 * Make a curve of published parameters in place of samples: a x^b, b <= 0 (b = 0: flat).
 *
 * from_mb, to_mb  the stated range, 0 < from_mb <= to_mb
 * r2              as published, or NAN
 */
struct curve_published {
    double a, b, r2;
    int32_t from_mb, to_mb;
};
enum va_code curve_publish(struct curve *c, const struct curve_published *p);

/*
 * The distribution of duration at a size, 1 .. SAMPLE_MEMORY_MB_MAX MB.
 *
 * At a measured size its own data lead. The level's uncertainty is that of the next
 * deployment: it includes the difference between hosts. Returns VA_OK, VA_DOMAIN for a
 * size out of range, VA_DATA when the curve was not fitted and the size was not measured.
 */
enum va_code curve_predict(const struct curve *c, int32_t memory_mb, struct dist *out);

/* The chosen form's value at a size, ms: what the formula alone says. NAN: no form. */
double curve_formula_ms(const struct curve_shape *shape, double memory_mb);

/* What was fitted. Borrowed from the curve; valid until it is fitted again. */
const struct curve_report *curve_report_get(const struct curve *c);

/* Names for people and documents: "power", "a x^b", "good"; static strings. */
const char *curve_form_name(enum curve_form form);
const char *curve_form_formula(enum curve_form form);
const char *curve_quality_name(enum curve_quality quality);

#endif
