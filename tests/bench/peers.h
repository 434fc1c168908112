/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What others make of the same measurements: to compare curves and picks with. */
#ifndef VA_TESTS_BENCH_PEERS_H
#define VA_TESTS_BENCH_PEERS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/goal.h"

/* Measured sizes, strictly ascending. Borrowed. */
struct peer_points {
    int32_t n; /* 1 .. CURVE_SIZES_MAX */
    const double *mb;
    const double *ms;
    const double *weight; /* 1 / variance of log duration but for a factor; NULL: equal */
};

enum peer_form {
    PEER_POWER,      /* a x^b: a line through log duration over log size */
    PEER_FLOOR,      /* c + a x^b, c >= 0: least squares of log duration */
    PEER_KNEE,       /* c + a min(x, K)^b, c >= 0: least squares of log duration */
    PEER_PARROTFISH, /* a0 + a1 exp(-x / a2), all >= 0: least squares of x times duration
                      */
    PEER_FORM_COUNT
};

struct peer {
    enum peer_form form;
    /* in the order of the formulas: a, b; c, a, b; c, a, b, K; a0, a1, a2 */
    double parameter[4];
};

/*
 * Fit a peer's form.
 *
 * Parrotfish: M. Moghimi et al., "Parrotfish: parametric regression for optimizing
 * serverless functions", SoCC 2023, https://github.com/ubc-cirrus-lab/parrotfish. It
 * fits the cost, so long durations at small sizes weigh little; it starts from one point,
 * here from several, of which the best fit counts.
 *
 * Returns false with fewer sizes than parameters, or when nothing was fitted.
 */
bool peer_fit(enum peer_form form, const struct peer_points *p, struct peer *out);

/* Predicted duration at a size, ms. */
double peer_ms(const struct peer *peer, double memory_mb);

/* The size between two that meets the goal best on a fitted curve, both included. */
int32_t peer_curve_pick(const struct peer *peer, const struct goal *goal, int32_t from_mb,
                        int32_t to_mb);

const char *peer_form_text(enum peer_form form);

/*
 * AWS Lambda Power Tuning's choice: the cheapest, the fastest or the balanced one of the
 * measured sizes. With a budget or a latency, which it does not know, the best of those
 * that keep it, as its reader would choose; when none does, the one nearest to it.
 *
 * Source: lambda/analyzer.js, https://github.com/alexcasalboni/aws-lambda-power-tuning
 * Returns the size.
 */
int32_t peer_tuning_pick(const struct peer_points *p, const struct goal *goal);

#endif
