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
#include "core/posterior.h"
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
    bool outlier;           /* so far off the other sizes that it counts little */
    /* private to curve*.c: what was added, then what curve_fit made of it */
    double points[CURVE_POINTS]; /* log duration, ms: equal weights, ascending */
    int32_t n_points;
    double log_stat[STAT_COUNT]; /* log of the measured statistics */
    double log_mb;
    double sd_run;     /* sd_log, drawn towards that of all sizes */
    double var_center; /* variance of log_center from the runs alone */
    double run_offset[STAT_COUNT], sd_run_offset[STAT_COUNT];
    double stretch; /* run-to-run spread relative to the pooled one */
};

/* Parameters of one form; duration in ms, x in MB. */
struct curve_shape {
    enum curve_form form;
    bool valid;
    double a, b, c, knee_mb; /* those the form has; others 0, knee_mb INFINITY */
    double a_se, b_se;  /* standard errors of a (relative) and b; NAN when not known */
    double probability; /* of this form given the samples; NAN: a published curve */
    double r2;          /* of log duration over the sizes; NAN when not known */
    double loo_rms;     /* leave-one-size-out error of log duration; NAN: not known */
};

/* What `fit` and `show` print. */
struct curve_report {
    struct curve_shape chosen;
    struct curve_shape forms[CURVE_FORM_COUNT]; /* every form that could be fitted */
    struct curve_shape power_law; /* the papers', by least squares, whatever is chosen */
    double knee_low_mb, knee_high_mb; /* 90 % interval of the knee; NAN: none likely */
    double loo_rms;                   /* error of log duration at sizes left out */
    double rmse_log;        /* residuals of the chosen form at the measured sizes */
    double spread_log;      /* pooled run-to-run spread; NAN when not known */
    int64_t n;              /* invocations */
    int32_t sizes;          /* distinct sizes */
    int32_t from_mb, to_mb; /* measured, or the published curve's stated range */
    bool published;
    enum curve_quality quality;
};

/* Invocations that a timeout cut off at one size: bounds on their durations. */
struct curve_cut {
    int32_t memory_mb;
    int64_t n;
    double log_ms; /* mean log of the times they were cut off at */
};

/* Two humps in the runs of all sizes together. */
struct curve_humps {
    bool found;
    double share; /* of the runs in the slower one */
    double ratio; /* of the slower to the faster */
};

struct curve {
    struct curve_size sizes[CURVE_SIZES_MAX];
    int32_t n_sizes;
    struct curve_cut cuts[POSTERIOR_BOUNDS];
    int32_t n_cuts;
    bool fitted;
    bool centered; /* the sizes' private fields are up to date */
    struct curve_report report;
    struct curve_humps humps;
    /* what prediction needs beyond the report; private to curve*.c */
    struct posterior_knot knots[POSTERIOR_KNOTS]; /* the belief, ascending */
    int32_t n_knots;
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
 * Add invocations that a timeout cut off: n >= 1 of them at a size, at log_ms on average
 * (of the logs). Past POSTERIOR_BOUNDS sizes no more are kept: they would say little.
 *
 * Returns VA_OK, or VA_DOMAIN for a size, a number or a time out of range.
 */
enum va_code curve_add_cut(struct curve *c, int32_t memory_mb, int64_t n, double log_ms);

/* Move all that was measured at a size by a factor, given as its log: the runs there came
 * from a mix of hosts that is not the usual one. VA_DOMAIN for a size never added. */
enum va_code curve_correct(struct curve *c, int32_t memory_mb, double log_factor);

/*
 * Work out what is believed of every size: the average over all forms by how well they
 * explain the samples (core/posterior.h).
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

/* The same by the power law alone (curve_report.power_law), as if it had been published:
 * a duration without spread. VA_OK, VA_DOMAIN as above, VA_DATA without a power law. */
enum va_code curve_predict_power_law(const struct curve *c, int32_t memory_mb,
                                     struct dist *out);

/* The chosen form's value at a size, ms: what the formula alone says. NAN: no form. */
double curve_formula_ms(const struct curve_shape *shape, double memory_mb);

/*
 * Parameters of the forms by nonlinear least squares, from where the belief is highest:
 * for showing them. What is predicted stays as it is. Allocates.
 *
 * Returns VA_OK (also when a form keeps its parameters, because nothing better was found)
 * or VA_NOMEM.
 */
enum va_code curve_refine_forms(struct curve *c);

/* What was fitted. Borrowed from the curve; valid until it is fitted again. */
const struct curve_report *curve_report_get(const struct curve *c);

/* Names for people and documents: "power", "a x^b", "good"; static strings. */
const char *curve_form_name(enum curve_form form);
const char *curve_form_formula(enum curve_form form);
const char *curve_quality_name(enum curve_quality quality);

#endif
